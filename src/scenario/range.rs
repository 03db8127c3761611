//! Distributions as they are written, and what was probably meant by one that does not suit its key.

use super::domain::Domain;
use super::keys::Kind;
use super::problem::Code;
use super::quantity::{Distribution, FAMILIES};
use super::spelling::number;
use super::suggest::nearest;
use super::table::{self, DISARMER, GUARANTOR};
use super::tree::{Content, Entry, Node};

/// A fault of a value: code, what is wrong, what would be right.
pub(super) struct Fault(pub Code, pub String, pub String);

/// Reads the table of a distribution for the key at `path`.
pub(super) fn distribution(path: &str, entries: &[Entry], domain: Domain) -> Result<Distribution, Fault> {
    let fault = |message: String, help: &str| Err(Fault(Code::BadDistribution, message, help.to_string()));
    let forms = "write a number or one of { uniform = [low, high] }, { triangular = [low, mode, high] }, \
                 { pert = [low, mode, high] }, { normal = [mean, sd] }, { lognormal = [median, sigma] }, \
                 { beta = [a, b] }, { interval90 = [low, high] }";
    let typed = |entry: &Entry| DISARMER.iter().chain(&GUARANTOR).any(|name| *name == entry.name);
    if !entries.is_empty()
        && entries.iter().all(typed)
        && !table::key(path).is_some_and(|key| matches!(key.kind, Kind::ByType(..)))
    {
        let message = format!("`{path}` is one number for both types and cannot differ between them");
        return fault(message, "write one number or one distribution");
    }
    let [entry] = entries else {
        let message = format!("`{path}` is a table of {} keys; a distribution has one", entries.len());
        return match named(entries, domain) {
            Some(meant) => fault(message, &meant),
            None => fault(message, forms),
        };
    };
    let Some((family, names)) = FAMILIES.iter().find(|(family, _)| *family == entry.name) else {
        if let Some(percent) = interval_of(&entry.name) {
            let message = format!("`{}` is not a distribution: intervals are of 90 %", entry.name);
            let help = format!(
                "the ends of an interval of {percent} % mean something else in `interval90`: write the values that it exceeds \
                 with 95 and 5 % probability, {{ interval90 = [low, high] }}"
            );
            return fault(message, &help);
        }
        let known = FAMILIES.iter().map(|(family, _)| *family);
        let near = nearest(&entry.name, known).or_else(|| synonym(&entry.name));
        let numbers = near.and_then(|near| Some((near, numbers(&entry.value)?)));
        let fits = |family: &str, numbers: &[f64]| Distribution::new(family, numbers, domain).is_ok();
        let help = match (near, numbers) {
            (_, Some((near, numbers))) if fits(near, &numbers) => {
                format!("did you mean `{near}`? Write {}", written(near, &numbers))
            }
            (Some(near), Some((_, numbers))) if remedy(near, &numbers, domain).is_some() => {
                let better = remedy(near, &numbers, domain).unwrap_or_default();
                format!("`{near}` does not suit `{path}`: {better}")
            }
            (Some(near), _) => format!("did you mean `{near}`? Otherwise {forms}"),
            (None, _) => forms.to_string(),
        };
        return fault(
            format!("`{}` is not a distribution", super::source::shorten(&entry.name)),
            &help,
        );
    };
    let form = format!("write {{ {family} = [{}] }}", names.join(", "));
    let parameters = numbers(&entry.value);
    let Some(parameters) = parameters.clone().filter(|p| p.len() == names.len()) else {
        let message = format!("`{family}` takes a list of {} numbers", names.len());
        if let Some(numbers) = quoted(&entry.value).filter(|numbers| numbers.len() == names.len()) {
            let help = format!("numbers stand without quotes: write {}", written(family, &numbers));
            return fault(message, &help);
        }
        let other = match parameters.as_deref() {
            Some([_, _]) => Some("interval90"),
            Some([_, _, _]) => Some("pert"),
            _ => None,
        };
        if let (Some(other), Some(numbers)) = (other, &parameters)
            && Distribution::new(other, numbers, domain).is_ok()
        {
            let help = format!("with {} numbers, write {}", numbers.len(), written(other, numbers));
            return fault(message, &help);
        }
        return match parameters.and_then(|halves| joined(&halves, names.len())) {
            Some(meant) => fault(
                message,
                &format!("a decimal point is a point: write {}", written(family, &meant)),
            ),
            None => fault(message, &form),
        };
    };
    if parameters.iter().any(|x| !x.is_finite()) {
        let message = format!("a parameter of `{family}` is not a finite number");
        return Err(Fault(Code::NotFinite, message, form));
    }
    Distribution::new(family, &parameters, domain).or_else(|reason| {
        if let Some(better) = remedy(family, &parameters, domain) {
            let message = format!("`{family}` does not suit `{path}`: {reason}");
            return fault(message, &better);
        }
        let help = format!(
            "{form} with all values inside the range of `{path}`: {}",
            domain.phrase()
        );
        fault(format!("`{family}` does not suit `{path}`: {reason}"), &help)
    })
}

/// What was probably meant by a distribution that does not suit its key.
fn remedy(family: &str, parameters: &[f64], domain: Domain) -> Option<String> {
    let suits = |family: &str, parameters: &[f64]| Distribution::new(family, parameters, domain).is_ok();
    let mut sorted = parameters.to_vec();
    sorted.sort_by(f64::total_cmp);
    if let ("interval90", &[low, high]) = (family, parameters)
        && low < high
    {
        if domain == Domain::Real {
            let round = |x: f64| (x * 1e4).round() / 1e4;
            let normal = [round((low + high) / 2.0), round((high - low) / 3.29)];
            return suits("normal", &normal)
                .then(|| format!("with the same central 90 % it is {}", written("normal", &normal)));
        }
        let range = domain.interval();
        let at_end = low == range.low.0 || (domain.is_unit() && high == range.high.0);
        if at_end {
            let upper = if domain.is_unit() {
                format!(" and below {}", range.high.0)
            } else {
                String::new()
            };
            let strictly = format!(
                "its ends must lie strictly inside the range: above {}{upper}",
                range.low.0
            );
            return Some(match suits("uniform", parameters) {
                true => format!(
                    "{strictly}; if they are limits, write {}",
                    written("uniform", parameters)
                ),
                false => strictly,
            });
        }
    }
    let bounds = ["uniform", "triangular", "pert", "interval90"].contains(&family);
    if bounds && sorted != parameters && suits(family, &sorted) {
        return Some(format!(
            "swap them? In ascending order it is {}",
            written(family, &sorted)
        ));
    }
    let shares: Vec<f64> = sorted.iter().map(|x| (x * 1e10).round() / 1e12).collect();
    if bounds && domain.is_unit() && sorted.iter().any(|x| *x >= 2.0) && suits(family, &shares) {
        return Some(format!("per cent are hundredths: write {}", written(family, &shares)));
    }
    if let ("normal", &[mean, sd]) = (family, parameters)
        && sd > 0.0
    {
        let round = |x: f64| (x * 1e4).round() / 1e4;
        // The same central 90 %.
        let ends = [round(mean - 1.645 * sd), round(mean + 1.645 * sd)];
        if suits("interval90", &ends) {
            return Some(format!(
                "with the same central 90 % it is {}",
                written("interval90", &ends)
            ));
        }
        if suits("lognormal", &[mean, round(sd / mean)]) {
            return Some(format!(
                "near it is {}",
                written("lognormal", &[mean, round(sd / mean)])
            ));
        }
    }
    None
}

/// The numbers of a list; `None` if it is something else.
fn numbers(node: &Node) -> Option<Vec<f64>> {
    let Content::List(nodes) = &node.content else {
        return None;
    };
    let number = |node: &Node| match node.content {
        Content::Number(x) => Some(x),
        _ => None,
    };
    nodes.iter().map(number).collect()
}

/// The numbers of a list in which some stand in quotes.
fn quoted(node: &Node) -> Option<Vec<f64>> {
    let Content::List(nodes) = &node.content else {
        return None;
    };
    let number = |node: &Node| match &node.content {
        Content::Number(x) => Some(*x),
        Content::Text(text) => number::read(text)?.parse().ok(),
        _ => None,
    };
    nodes.iter().map(number).collect()
}

/// The per cent of an interval that is not of 90 %: `interval95`, `ci_80`.
fn interval_of(name: &str) -> Option<u32> {
    let lower = name.to_lowercase();
    let rest = ["interval", "credible", "confidence", "range", "ci"]
        .iter()
        .find_map(|word| lower.strip_prefix(word))?;
    let percent = rest.trim_matches(['_', '-', ' ', '%']).parse::<u32>().ok()?;
    (percent != 90 && percent < 100).then_some(percent)
}

fn written(family: &str, parameters: &[f64]) -> String {
    let parameters: Vec<String> = parameters.iter().map(f64::to_string).collect();
    format!("{{ {family} = [{}] }}", parameters.join(", "))
}

/// `[0,2, 0,5]`: twice as many whole numbers as there should be.
fn joined(halves: &[f64], count: usize) -> Option<Vec<f64>> {
    let whole = halves.iter().all(|x| x.fract() == 0.0 && *x >= 0.0);
    let pair = |pair: &[f64]| format!("{}.{}", pair[0], pair[1]).parse::<f64>().ok();
    (whole && halves.len() == 2 * count).then(|| halves.chunks(2).map(pair).collect())?
}

/// The distribution that a table such as `{ low = 0.2, high = 0.5 }` means.
fn named(entries: &[Entry], domain: Domain) -> Option<String> {
    let of = |names: &[&str]| {
        let entry = entries
            .iter()
            .find(|entry| names.contains(&entry.name.to_lowercase().as_str()))?;
        match entry.value.content {
            Content::Number(x) => Some(x),
            _ => None,
        }
    };
    let low = of(&["low", "min", "minimum", "lower", "from", "p5", "q5"]);
    let high = of(&["high", "max", "maximum", "upper", "to", "p95", "q95"]);
    let middle = of(&["mode", "best", "likely", "median", "middle", "central"]);
    let (mean, sd) = (of(&["mean", "mu"]), of(&["sd", "std", "sigma", "stdev"]));
    let fits = |family: &str, numbers: &[f64]| Distribution::new(family, numbers, domain).is_ok();
    match (low, middle, high, mean, sd) {
        (Some(low), Some(middle), Some(high), ..) if fits("pert", &[low, middle, high]) => {
            Some(format!("write {}", written("pert", &[low, middle, high])))
        }
        (Some(low), None, Some(high), ..) if fits("interval90", &[low, high]) => Some(format!(
            "write {} for a 90 % interval, or {} for a range",
            written("interval90", &[low, high]),
            written("uniform", &[low, high])
        )),
        (.., Some(mean), Some(sd)) if fits("normal", &[mean, sd]) => {
            Some(format!("write {}", written("normal", &[mean, sd])))
        }
        (.., Some(mean), Some(sd)) => remedy("normal", &[mean, sd], domain),
        _ => None,
    }
}

/// Names that other programs have for the families.
fn synonym(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "range" | "between" | "unif" => "uniform",
        "gaussian" | "norm" => "normal",
        "logn" | "log_normal" => "lognormal",
        "ci" | "ci90" | "interval" | "90" | "credible" | "confidence" => "interval90",
        "tri" | "triang" => "triangular",
        "betapert" => "pert",
        _ => return None,
    })
}
