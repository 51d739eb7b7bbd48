//! Finds the name that was probably meant. Sees words only.

/// The candidate that `name` is most likely a slip of, if any is close enough.
pub(crate) fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    if name.len() > LONGEST {
        return None;
    }
    let limit = (name.len() / 3).clamp(1, 3);
    let near = candidates.into_iter().map(|candidate| (distance(&name, candidate), candidate));
    near.filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Names beyond this length are not compared, so that a hostile document cannot make it slow.
const LONGEST: usize = 64;

/// How many characters must be inserted, removed, replaced or swapped to get from one word to the other.
fn distance(from: &[char], to: &str) -> usize {
    let to: Vec<char> = to.chars().flat_map(char::to_lowercase).take(2 * LONGEST).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (row, &left) in from.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, &right) in to.iter().enumerate() {
            let replaced = above[column] + usize::from(left != right);
            let mut least = replaced.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && left == to[column - 1] && from[row - 1] == right {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut above, line);
    }
    above[to.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let keywords = ["description", "properties", "required", "type", "items"];
        let table = [
            ("desription", Some("description")),
            ("propertise", Some("properties")),
            ("Required", Some("required")),
            ("tpye", Some("type")),
            ("item", Some("items")),
            ("colour", None),
            ("", None),
        ];
        for (slip, meant) in table {
            assert_eq!(closest(slip, keywords), meant, "{slip}");
        }
    }
}
