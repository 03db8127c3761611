//! Arithmetic on lanes: small arrays that the compiler turns into vector instructions.
//!
//! Only additions, multiplications, divisions, comparisons and bit operations are used, one lane never looks at another,
//! and nothing is fused, so a result has the same bits at every vector width.

/// Lanes worked on at a time: two vectors of 64 bytes, or four or eight narrower ones.
pub const LANES: usize = 16;

/// One number per lane.
pub type Lanes = [f64; LANES];

/// Arguments below this are treated as this, which keeps the result a normal number (3.3e-308).
pub(super) const LOWEST: f64 = -708.0;
/// 1.5 × 2^52: adding it rounds to an integer and leaves that integer in the low bits.
pub(super) const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// ln 2 in two parts, the first with trailing zeros, so that n × LN2_HIGH is exact.
pub(super) const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
pub(super) const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// The vector widths that the machine has, narrowest first.
pub fn widths() -> Vec<pulp::Arch> {
    let mut widths = vec![pulp::Arch::Scalar];
    #[cfg(target_arch = "x86_64")]
    widths.extend(pulp::x86::V3::try_new().map(pulp::Arch::V3));
    widths.push(pulp::Arch::new());
    widths
}

/// e^x for x ≤ 0, without branches. Relative error at most 5e-16 (tested against `libm`).
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2, and e^r from its Taylor polynomial of degree 13, whose remainder is below 5e-18.
#[inline(always)]
pub fn exp_nonpositive(x: f64) -> f64 {
    let x = if x < LOWEST { LOWEST } else { x };
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let r2 = r * r;
    let r4 = r2 * r2;
    let r8 = r4 * r4;
    // Estrin's scheme: shorter chains of dependent operations than Horner's.
    let a = (1.0 + r) + r2 * (0.5 + r * (1.0 / 6.0));
    let b = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5_040.0));
    let c = (1.0 / 40_320.0 + r * (1.0 / 362_880.0)) + r2 * (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0));
    let d = 1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0);
    let series = (a + r4 * b) + r8 * (c + r4 * d);
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    series * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_accurate_over_its_whole_range() {
        let mut worst = 0.0_f64;
        for step in 0..2_000_000 {
            let x = -708.0 * (f64::from(step) / 2_000_000.0).powi(3);
            let reference = libm::exp(x);
            worst = worst.max((exp_nonpositive(x) / reference - 1.0).abs());
        }
        assert!(worst < 5e-16, "{worst}");
        assert_eq!(exp_nonpositive(0.0), 1.0);
        assert!(exp_nonpositive(-1e300) > 0.0 && exp_nonpositive(f64::NEG_INFINITY) < 1e-307);
    }
}
