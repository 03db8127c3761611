//! `sweep`: a scenario at many points.

use std::sync::atomic::AtomicBool;

use honest_broker::job::sweep::{Request, sweep};
use honest_broker::study::varied::Varied;

use super::asked::{answer_with, arms, failed, metric};
use super::design;
use super::failure::Failure;
use super::questions::Sweep;

/// Most values of a range.
const MOST: usize = 1_000;
/// Values of a range that does not say how many.
const USUAL: usize = 5;

pub fn run(options: &Sweep, stop: &AtomicBool) -> Result<(), Failure> {
    let design = match (&options.question.writing.parts, &options.design) {
        (Some(parts), _) => parts.design.clone(),
        (None, Some(file)) => Some(design::read(file)?),
        (None, None) => None,
    };
    let varied = match &design {
        Some(design) => design::points(design, options.coordinates, options.question.input.format)?,
        None => Varied::grid(options.vary.clone()),
    };
    for (place, key) in varied.keys.iter().enumerate() {
        if varied.keys[..place].contains(key) {
            return Err(Failure::Usage(format!(
                "{key} is varied twice; give it once, with all its values"
            )));
        }
        // A setting may give the distribution that coordinates are taken from.
        let set = options
            .question
            .input
            .settings
            .iter()
            .any(|setting| setting.key() == key);
        if set && !varied.coordinates {
            return Err(Failure::Usage(format!(
                "{key} is varied and set; leave out --set {key}"
            )));
        }
    }
    let metric = metric(&options.metric)?;
    answer_with(&options.question, ("sweep", design.as_ref()), stop, |scenario, work| {
        let (arms, baseline) = arms(
            &scenario,
            &options.arms,
            &options.baseline,
            options.question.input.format,
        )?;
        let request = Request {
            varied,
            arms,
            baseline,
            metric,
            worlds: options.worlds,
            grid: options.question.grid,
            sampling: options.sampling.into(),
            seed: options.question.writing.seed,
        };
        sweep(scenario, &request, work).map_err(failed(&options.question))
    })
}

/// Reads `KEY=A,B,C`, `KEY=LOW..HIGH` or `KEY=LOW..HIGH/COUNT`.
pub fn varied(argument: &str) -> Result<(String, Vec<String>), String> {
    let example = "for example disarmer.exposure=0.1,0.3,0.5 or disarmer.exposure=0..1/5";
    let (key, values) = argument
        .split_once('=')
        .ok_or_else(|| format!("there is no `=`; give a key and its values, {example}"))?;
    let (key, values) = (key.trim(), values.trim());
    if key.is_empty() || values.is_empty() {
        return Err(format!("give a key and its values, {example}"));
    }
    let values = match values.split_once("..") {
        Some((low, rest)) => range(low, rest).ok_or_else(|| {
            format!("`{values}` is no range; give the two ends, and if you like after / how many values from 2 to {MOST}, {example}")
        })?,
        None => separated(values),
    };
    if values.iter().any(String::is_empty) {
        return Err(format!("a value is missing between commas; {example}"));
    }
    let doubled = (1..values.len()).find(|place| values[..*place].contains(&values[*place]));
    match doubled {
        Some(place) => Err(format!("{} is given twice; give every value once", values[place])),
        None => Ok((key.to_owned(), values)),
    }
}

fn range(low: &str, rest: &str) -> Option<Vec<String>> {
    let (high, count) = match rest.split_once('/') {
        Some((high, count)) => (high, count.trim().parse().ok()?),
        None => (rest, USUAL),
    };
    let number = |text: &str| text.trim().parse().ok().filter(|x: &f64| x.is_finite());
    let (low, high): (f64, f64) = (number(low)?, number(high)?);
    if !(2..=MOST).contains(&count) || low == high {
        return None;
    }
    let at = |place: usize| {
        let x = low + (high - low) * place as f64 / (count - 1) as f64;
        // Steps such as 0.1 are not written with what rounding makes of them.
        let rounded: f64 = format!("{x:.6}").parse().unwrap_or(x);
        rounded.to_string()
    };
    Some((0..count).map(at).collect())
}

/// Parts between commas that stand in no brackets and no quotes.
fn separated(values: &str) -> Vec<String> {
    let (mut depth, mut quoted) = (0_i32, false);
    let mut parts = vec![String::new()];
    for c in values.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("there is a part").push(c);
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_a_list_or_a_range() {
        let of = |text: &str| varied(text).map(|(_, values)| values.join("|"));
        assert_eq!(of("a.b=1,2.5,x"), Ok("1|2.5|x".to_owned()));
        assert_eq!(of("a=0..1/3"), Ok("0|0.5|1".to_owned()));
        assert_eq!(of("a=0..0.3/4"), Ok("0|0.1|0.2|0.3".to_owned()));
        assert_eq!(of("a={ pert = [0, 1, 2] },3"), Ok("{ pert = [0, 1, 2] }|3".to_owned()));
        for wrong in ["a=1,1", "a", "=1", "a=", "a=0..", "a=0..1/1", "a=1..1", "a=1,,2"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
