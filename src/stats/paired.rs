//! The precision that pairing gains.

/// Precision gained by pairing two arms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pairing {
    /// Correlation of the two; `None` if one does not vary.
    pub correlation: Option<f64>,
    /// How many more episodes unpaired arms would need for the same standard error, each; negative if pairing does harm,
    /// `None` if the differences do not vary.
    pub saved: Option<f64>,
}

/// From the variances of both arms and of their differences, over `pairs` pairs:
///
/// ```text
/// correlation = (Var a + Var b − Var(a − b)) / (2 √(Var a Var b))
/// saved       = pairs × ((Var a + Var b) / Var(a − b) − 1)
/// ```
pub fn pairing(first: f64, second: f64, difference: f64, pairs: u64) -> Pairing {
    let unpaired = first + second;
    let scale = (first * second).sqrt();
    Pairing {
        correlation: (scale > 0.0).then(|| ((unpaired - difference) / (2.0 * scale)).clamp(-1.0, 1.0)),
        saved: (difference > 0.0).then(|| pairs as f64 * (unpaired / difference - 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairing_saves_what_the_correlation_says() {
        let p = pairing(0.2, 0.2, 0.1, 1000);
        assert!((p.correlation.unwrap() - 0.75).abs() < 1e-12);
        assert!((p.saved.unwrap() - 3000.0).abs() < 1e-9, "1/(1 − ρ) = 4 times as many");
        assert_eq!(pairing(0.2, 0.0, 0.2, 10).correlation, None);
        assert_eq!(pairing(0.2, 0.2, 0.0, 10).saved, None);
    }
}
