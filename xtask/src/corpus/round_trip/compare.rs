//! Whether two JSON values mean the same, and where they do not.

use serde_json::{Number, Value};

/// How many differences are named.
const MOST: usize = 3;

/// The differences between what was decoded and what was written again, a line each.
pub(crate) fn differences(sent: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(sent, got, &mut String::new(), &mut found);
    found.truncate(MOST);
    found
}

fn compare(sent: &Value, got: &Value, path: &mut String, found: &mut Vec<String>) {
    match (sent, got) {
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                match right.get(key) {
                    Some(other) => below(path, key, |path| compare(value, other, path, found)),
                    None => below(path, key, |path| found.push(format!("{path}: {} is lost", shown(value)))),
                }
            }
            for (key, value) in right.iter().filter(|(key, _)| !left.contains_key(*key)) {
                below(path, key, |path| found.push(format!("{path}: {} is added", shown(value))));
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (at, (value, other)) in left.iter().zip(right).enumerate() {
                below(path, &at.to_string(), |path| compare(value, other, path, found));
            }
        }
        (Value::Number(left), Value::Number(right)) if are_equal(left, right) => {}
        _ if sent == got => {}
        _ => {
            let path = if path.is_empty() { "/" } else { path };
            found.push(format!("{path}: {} becomes {}", shown(sent), shown(got)));
        }
    }
}

fn below(path: &mut String, token: &str, then: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    path.push_str(&token.replace('~', "~0").replace('/', "~1"));
    then(path);
    path.truncate(length);
}

/// `1` and `1.0` are one number.
fn are_equal(left: &Number, right: &Number) -> bool {
    left == right || ((left.is_f64() || right.is_f64()) && left.as_f64() == right.as_f64())
}

/// A value in one short line.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONG) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

const LONG: usize = 120;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    #[test]
    fn differences_are_named() {
        let table: [(Value, Value, &[&str]); 6] = [
            (json!({"a": 1, "b": [1.0]}), json!({"b": [1], "a": 1.0}), &[]),
            (json!({"a": null}), json!({}), &["/a: null is lost"]),
            (json!({}), json!({"a/b": null}), &["/a~1b: null is added"]),
            (json!([1, "2"]), json!([1, 2]), &["/1: \"2\" becomes 2"]),
            (json!([1]), json!([]), &["/: [1] becomes []"]),
            (
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_992_i64),
                &["/: 9007199254740993 becomes 9007199254740992"],
            ),
        ];
        for (sent, got, expected) in table {
            assert_eq!(differences(&sent, &got), expected);
        }
    }
}
