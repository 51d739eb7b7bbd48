//! What a number of the document is exactly, where integers and floats meet.

use serde_json::Value;

/// Up to here, and down to its negative, a float holds every integer.
const EXACT: u64 = 1 << 53;

/// The integer that a number is; it may be written `1.0`.
pub(super) fn whole(value: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "what is too large becomes the largest, and is left out")]
    let cast = |float: f64| float as i64;
    let is_exact = |integer: &i64| integer.unsigned_abs() <= EXACT;
    let float = || value.as_f64().filter(|float| float.fract() == 0.0);
    value.as_i64().or_else(|| float().map(cast).filter(is_exact))
}

/// Whether a float holds the number exactly.
pub(super) fn fits_float(value: &Value) -> bool {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "what is lost is compared")]
    let is_exact = |integer: i128| integer as f64 as i128 == integer;
    let integer = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    value.is_f64() || integer.is_some_and(is_exact)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fits_float, whole};

    #[test]
    fn an_integer_may_be_written_as_a_float() {
        let numbers = [json!(1), json!(1.0), json!(1.5), json!(1e300), json!(i64::MAX), json!("1")];
        assert_eq!(numbers.each_ref().map(whole), [Some(1), Some(1), None, None, Some(i64::MAX), None]);
    }

    #[test]
    fn a_float_holds_integers_up_to_a_limit_and_some_beyond() {
        let odd = (1_i64 << 53) + 1;
        let numbers = [json!(1.5), json!(1 - odd), json!(odd), json!(odd - 1 + 4), json!(u64::MAX), json!("1")];
        assert_eq!(numbers.each_ref().map(fits_float), [true, true, false, true, false, false]);
    }
}
