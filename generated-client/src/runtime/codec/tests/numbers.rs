//! Numbers keep their full range and precision, or are refused.

use serde_json::Value;

use super::models::{Coded, Numbered, Unnamed};
use super::{decode, message};
use crate::runtime::codec::Reader;

#[test]
fn integers_at_their_borders() {
    for text in ["0", "-0", "9223372036854775807", "-9223372036854775808", "1", "-1"] {
        assert_eq!(decode::<i64>(text).unwrap(), text.parse::<i64>().unwrap(), "{text}");
    }
    assert_eq!(decode::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(decode::<i32>("-2147483648"), Ok(i32::MIN));
    assert_eq!(decode::<u32>("4294967295"), Ok(u32::MAX));
    assert_eq!(decode::<u64>("-0"), Ok(0));
}

#[test]
fn integers_out_of_range() {
    let too_long = "9".repeat(5000);
    for text in ["9223372036854775808", "-9223372036854775809", "1e19", "1e400", "9e99999999999999999999", &too_long] {
        assert!(message::<i64>(text).contains("out of range"), "{text}: {}", message::<i64>(text));
    }
    assert_eq!(message::<i32>("2147483648"), "$: the number is out of range for i32 at line 1 column 1");
    assert_eq!(message::<u64>("-1"), "$: the number is out of range for u64 at line 1 column 1");
    assert_eq!(message::<u64>("18446744073709551616"), "$: the number is out of range for u64 at line 1 column 1");
}

#[test]
fn integers_in_other_spellings() {
    for (text, integer) in [
        ("5.0", 5),
        ("-5.000", -5),
        ("1.5e1", 15),
        ("1500E-2", 15),
        ("0.0", 0),
        ("0e999999999999999999999", 0),
        ("-0.0e-5", 0),
        ("9.223372036854775807e18", i64::MAX),
        ("9223372036854775807.000", i64::MAX),
        ("0.00000000000000000001e20", 1),
        ("100000000000000000000000000000000000000000e-40", 10),
    ] {
        assert_eq!(decode::<i64>(text), Ok(integer), "{text}");
    }
    for text in ["0.5", "5.1", "1e-1", "1e-99999999999999999999", "9223372036854775807.5", "15e-2"] {
        assert!(message::<i64>(text).contains("with a fraction"), "{text}");
    }
}

#[test]
fn floats_are_exact() {
    for text in [
        "0.1",
        "5",
        "-0.0",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "5e-324",
        "1e-400",
        "9007199254740993",
        "0.3000000000000000444089209850062616169452667236328125",
        "123456789012345678901234567890",
    ] {
        let float: f64 = decode(text).unwrap();
        assert_eq!(float.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    for text in ["1e400", "-1e400", "1.7976931348623159e308"] {
        assert_eq!(message::<f64>(text), "$: the number is out of range at line 1 column 1");
        assert!(serde_json::from_str::<f64>(text).is_err());
    }
}

#[test]
fn values_keep_integers_and_floats_apart() {
    for text in ["0", "-1", "9223372036854775808", "18446744073709551615", "-9223372036854775808", "1.5", "1e3", "5.0"]
    {
        let value: Value = decode(text).unwrap();
        assert_eq!(value, serde_json::from_str::<Value>(text).unwrap(), "{text}");
    }
    let negative_zero: Value = decode("-0").unwrap();
    assert!(negative_zero.as_f64().unwrap().is_sign_negative());
    assert!(decode::<Value>("1e400").is_err());
}

#[test]
fn a_number_may_be_in_quotes() {
    assert_eq!(decode::<i32>("\"-12\""), Ok(-12));
    assert_eq!(decode::<u64>("\"18446744073709551615\""), Ok(u64::MAX));
    assert_eq!(decode::<f64>("\"1.5e3\""), Ok(1500.0));
    assert_eq!(decode::<Value>("\"1\""), Ok(Value::from("1")));
    for text in ["", " 1", "1 ", "1,", "+1", "01", "NaN", "\\u0031", "1\\n", "[1]"] {
        assert_eq!(message::<i32>(&format!("\"{text}\"")), "$: expected a number, found a string at line 1 column 1");
    }
    // What may be a string is one.
    let mut reader = Reader::new(b"\"1\"");
    let mut trial = reader.trial().unwrap();
    trial.attempt("Number", |number: i32| number.to_string());
    trial.attempt("Text", |text: String| format!("{text:?}"));
    assert_eq!(trial.finish(), Ok("\"1\"".to_owned()));
    // So it is where that one does not know all else.
    let mut reader = Reader::new(br#"{"id": "7", "name": "x"}"#);
    let mut trial = reader.trial().unwrap();
    trial.attempt("Numbered", |_: Numbered| "id");
    trial.attempt("Coded", |_: Coded| "code");
    assert_eq!(trial.finish(), Ok("code"));
    // What knows none of it is no better.
    let mut reader = Reader::new(br#"{"id": "7", "name": "x", "size": 1}"#);
    let mut trial = reader.trial().unwrap();
    trial.attempt("Numbered", |_: Numbered| "id");
    trial.attempt("Empty", |_: Unnamed| "empty");
    assert_eq!(trial.finish(), Ok("id"));
}

#[test]
fn what_is_no_number() {
    for text in
        ["NaN", "Infinity", "-Infinity", "-", "01", "-01", "+1", ".5", "1.", "1e", "1e+", "0x10", "1_000", "--1"]
    {
        assert!(decode::<f64>(text).is_err(), "{text}");
        assert!(decode::<Value>(text).is_err(), "{text}");
        assert!(decode::<i64>(text).is_err(), "{text}");
    }
}

/// A small generator of pseudo-random numbers: every run tries the same ones.
fn xorshift(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn random_numbers_there_and_back() {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..20_000 {
        let bits = xorshift(&mut state);
        assert_eq!(decode(&bits.to_string()), Ok(bits));
        let signed = bits.cast_signed();
        assert_eq!(decode(&signed.to_string()), Ok(signed));
        assert_eq!(decode(&format!("{signed}.0e0")), Ok(signed));
        let float = f64::from_bits(bits);
        if float.is_finite() {
            assert_eq!(decode(&format!("{float:e}")), Ok(float));
        }
    }
}
