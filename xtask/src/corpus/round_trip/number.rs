//! Sample numbers, within their bounds.

use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Number, Value};

/// What a number must be like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demands {
    pub(super) kind: Kind,
    /// The least value, if there is one, and whether it is itself allowed.
    pub(super) min: Option<(f64, Edge)>,
    /// The same for the greatest.
    pub(super) max: Option<(f64, Edge)>,
    pub(super) multiple_of: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// With the range that its format gives it.
    Integer {
        least: i64,
        greatest: i64,
    },
    Float,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Inclusive,
    Exclusive,
}

/// Whether a number of this format is an integer, whatever its type is called.
pub(super) fn is_of_integers(format: &str) -> bool {
    matches!(format, "int32" | "int64" | "uint32" | "uint64" | "uint")
}

/// The range of an integer's format.
pub(super) fn range(format: Option<&str>) -> Kind {
    let (least, greatest) = match format {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64" | "uint") => (0, i64::MAX),
        _ => (i64::MIN, i64::MAX),
    };
    Kind::Integer { least, greatest }
}

/// The least number of which all of `steps` are divisors, and that is whole where `kind` asks for it; none when there is no
/// step, or the number is out of reach.
pub(super) fn common_multiple(steps: impl Iterator<Item = f64>, kind: Kind) -> Option<f64> {
    let whole = (kind != Kind::Float).then_some(1.0);
    let mut steps = steps.peekable();
    steps.peek()?;
    // All of them in units of the last decimal place that one of them has.
    let texts: Vec<String> = steps.chain(whole).map(|step| step.to_string()).collect();
    let places = |text: &String| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = texts.iter().map(places).max()?;
    let units = |text: &String| format!("{}{}", text.replace('.', ""), "0".repeat(most - places(text))).parse().ok();
    let multiple = texts.iter().try_fold(1_u128, |multiple, text| {
        let units: u128 = units(text)?;
        multiple.checked_mul(units.checked_div(greatest_divisor(multiple, units))?)
    })?;
    format!("{multiple}e-{most}").parse().ok()
}

fn greatest_divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// A number that meets the demands; none when there is none. `turn` counts up, so that the bounds come, too.
pub(super) fn sample(demands: &Demands, turn: usize, rng: &mut StdRng) -> Option<Value> {
    match demands.kind {
        Kind::Integer { least, greatest } => integer(demands, least, greatest, turn, rng).map(Value::from),
        Kind::Float => float(demands, turn, rng).and_then(Number::from_f64).map(Value::Number),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a cast saturates, as it should here")]
fn integer(demands: &Demands, least: i64, greatest: i64, turn: usize, rng: &mut StdRng) -> Option<i64> {
    let step = demands.multiple_of.map_or(1, |step| if step.fract() == 0.0 { step as i64 } else { 1 }).max(1);
    let inside = |edge: Edge| i64::from(edge == Edge::Exclusive);
    let low = demands.min.map_or(least, |(min, edge)| {
        let first = min.ceil();
        (first as i64).saturating_add(if first == min { inside(edge) } else { 0 }).max(least)
    });
    let high = demands.max.map_or(greatest, |(max, edge)| {
        let last = max.floor();
        (last as i64).saturating_sub(if last == max { inside(edge) } else { 0 }).min(greatest)
    });
    let (low, high) = (low.div_euclid(step) + i64::from(low.rem_euclid(step) != 0), high.div_euclid(step));
    if low > high {
        return None;
    }
    let small = rng.random_range(0..1000).clamp(low, high);
    let picked = match turn % 4 {
        0 => small,
        1 => low.max(-EXACT / step),
        2 => high.min(EXACT / step),
        _ => rng.random_range(low..=high.min(low.saturating_add(1_000_000))),
    };
    picked.checked_mul(step)
}

/// Beyond this, not every reader of JSON keeps an integer.
const EXACT: i64 = (1 << 53) - 1;

fn float(demands: &Demands, turn: usize, rng: &mut StdRng) -> Option<f64> {
    if let Some(step) = demands.multiple_of {
        let low = demands.min.map_or(0.0, |(min, _)| (min / step).ceil());
        let factor = low + f64::from(rng.random_range(1..10));
        return Some(factor * step);
    }
    let low = demands.min.map_or(f64::NEG_INFINITY, |(min, _)| min);
    let high = demands.max.map_or(f64::INFINITY, |(max, _)| max);
    let usual = [0.5, 3.0, -1.25, 1e-7, 1_234_567.891, 1e15, 0.1, 0.0];
    let is_inside = |value: f64| low < value && value < high;
    let mut fitting = usual.iter().copied().filter(|value| is_inside(*value));
    let count = fitting.clone().count();
    if let Some(value) = fitting.nth(turn.checked_rem(count).unwrap_or(0)) {
        return Some(value);
    }
    match (low.is_finite(), high.is_finite()) {
        (true, true) if low <= high => Some(low + (high - low) / 2.0),
        (true, false) => Some(low + 1.5),
        (false, true) => Some(high - 1.5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::{Demands, Edge, Kind, common_multiple, range, sample};

    fn samples(demands: &Demands) -> Vec<f64> {
        let mut rng = StdRng::seed_from_u64(1);
        let values = (0..40).filter_map(|turn| sample(demands, turn, &mut rng)?.as_f64());
        values.collect()
    }

    #[test]
    fn steps_come_to_their_least_common_multiple() {
        let table = [
            (&[2.0, 3.0, 5.0][..], Kind::Float, Some(30.0)),
            (&[0.5, 0.75], Kind::Float, Some(1.5)),
            (&[0.123456789], range(None), Some(123_456_789.0)),
            (&[0.01], range(None), Some(1.0)),
            (&[], range(None), None),
            (&[1e300, 3.0], Kind::Float, None),
        ];
        for (steps, kind, expected) in table {
            assert_eq!(common_multiple(steps.iter().copied(), kind), expected, "{steps:?}");
        }
    }

    #[test]
    fn numbers_are_within_their_bounds() {
        let free = Demands { kind: range(None), min: None, max: None, multiple_of: None };
        let table = [
            (Demands { min: Some((1.0, Edge::Exclusive)), max: Some((3.0, Edge::Exclusive)), ..free }, 2.0, 2.0),
            (Demands { min: Some((0.5, Edge::Inclusive)), max: Some((1e300, Edge::Inclusive)), ..free }, 1.0, 1e16),
            (Demands { kind: range(Some("uint8")), multiple_of: Some(50.0), ..free }, 0.0, 250.0),
            (Demands { kind: Kind::Float, min: Some((7.0, Edge::Inclusive)), ..free }, 7.0, 1e15),
            (Demands { kind: Kind::Float, max: Some((-2.0, Edge::Exclusive)), ..free }, -4.0, -2.1),
        ];
        for (demands, low, high) in table {
            let samples = samples(&demands);
            assert_eq!(samples.len(), 40, "{demands:?}");
            assert!(samples.iter().all(|value| (low..=high).contains(value)), "{demands:?}: {samples:?}");
        }
        let none = Demands { min: Some((1.0, Edge::Exclusive)), max: Some((2.0, Edge::Exclusive)), ..free };
        assert!(samples(&none).is_empty());
    }
}
