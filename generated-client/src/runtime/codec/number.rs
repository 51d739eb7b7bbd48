//! The exact integer that a JSON number stands for, and the other way round.

pub(super) const OUT_OF_RANGE: &str = "the number is out of range";
pub(super) const FRACTION: &str = "expected an integer, found a number with a fraction";

/// More digits than any integer type has.
const MAX_DIGITS: usize = 38;

/// Reads a number such as `-7`, `5.0` or `1.2e3` without rounding; one that is no integer is an error, not cut off.
pub(super) fn integer(text: &str) -> Result<i128, &'static str> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or((1, mantissa), |positive| (-1, positive));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));

    let digits = [whole, fraction].concat();
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let zeros = power(exponent)
        .saturating_sub_unsigned(fraction.len() as u64)
        .saturating_add_unsigned((digits.len() - significant.len()) as u64);
    let zeros = usize::try_from(zeros).map_err(|_| FRACTION)?;

    let significant = significant.trim_start_matches('0');
    if significant.len().saturating_add(zeros) > MAX_DIGITS {
        return Err(OUT_OF_RANGE);
    }
    let magnitude: i128 = [significant, &"0".repeat(zeros)].concat().parse().map_err(|_| OUT_OF_RANGE)?;
    Ok(sign * magnitude)
}

/// The integer that a float is, if 64 bits hold it. `5` is read by every service, and `5.0` only by those that expect a fraction;
/// documents call ids and counts a `number`, too.
pub(crate) fn whole(value: f64) -> Option<i64> {
    let is_negative_zero = value == 0.0 && value.is_sign_negative();
    #[expect(clippy::cast_possible_truncation, reason = "the value is checked to be an integer of fewer bits")]
    (value.fract() == 0.0 && value.abs() < 9e18 && !is_negative_zero).then_some(value as i64)
}

/// An exponent beyond `i64` is as good as infinite.
fn power(exponent: &str) -> i64 {
    exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX })
}
