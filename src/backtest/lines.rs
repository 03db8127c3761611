//! Keys of a case's scenario as they are written, with what they rest on.

/// A key of a case's scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Path of the key, stages counted from 1.
    pub key: String,
    /// As TOML.
    pub value: String,
    /// Name of the rule; empty for names and the like, which rest on nothing.
    pub rule: &'static str,
    /// Variables of the table that enter.
    pub variables: Vec<String>,
    /// Grade of the rule itself.
    pub grade: &'static str,
}

/// The ends of the 90 % interval of what is judged lie this factor off its median.
const JUDGED: f64 = 1.5;
/// The ends of the interval of rationality.
const RATIONALITY: [f64; 2] = [1.5, 6.0];
/// Keys in the order in which they are made.
#[derive(Default)]
pub struct Lines(pub Vec<Line>);

impl Lines {
    pub fn push(&mut self, key: &str, value: String, (rule, grade): (&'static str, &'static str), variables: &[&str]) {
        self.0.push(Line {
            key: key.to_owned(),
            value,
            rule,
            variables: variables.iter().map(|v| (*v).to_owned()).collect(),
            grade,
        });
    }

    pub fn text(&mut self, key: &str, text: &str, variable: &str) {
        let variables: &[&str] = if variable.is_empty() { &[] } else { &[variable] };
        self.push(key, quoted(text), ("", ""), variables);
    }

    pub fn words(&mut self, key: &str, text: &str, rule: &'static str, variables: &[&str]) {
        self.push(key, quoted(text), (rule, "D"), variables);
    }

    pub fn number(&mut self, key: &str, value: f64, rule: (&'static str, &'static str), variables: &[&str]) {
        self.push(key, digits(value), rule, variables);
    }

    pub fn share(&mut self, key: &str, value: f64, rule: (&'static str, &'static str), variables: &[&str]) {
        self.push(key, share(value), rule, variables);
    }

    /// A number that is judged: drawn around its median.
    pub fn around(&mut self, key: &str, median: f64, rule: (&'static str, &'static str), variables: &[&str]) {
        let ends = format!(
            "{{ interval90 = [{}, {}] }}",
            digits(median / JUDGED),
            digits(median * JUDGED)
        );
        self.push(key, ends, rule, variables);
    }

    pub fn rationality(&mut self, key: &str, times: f64) {
        let [low, high] = RATIONALITY.map(|end| digits(end * times));
        self.push(key, format!("{{ interval90 = [{low}, {high}] }}"), ("K14", "J"), &[]);
    }
}

/// A share in as few digits as keep it to twelve places, as shares must sum to 1.
fn share(value: f64) -> String {
    trimmed(format!("{value:.12}"))
}

/// A number to four places.
pub fn digits(value: f64) -> String {
    trimmed(format!("{value:.4}"))
}

fn trimmed(text: String) -> String {
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// A text as TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
