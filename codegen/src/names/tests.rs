//! Properties of every scope: its names are different, depend on no order, and stay when an item is added.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

use super::keyword::is_keyword;
use super::role;
use super::scope::{Claim, Role, Scope};

/// Texts that are often spelled alike, and some that are odd.
fn text() -> impl Strategy<Value = String> {
    let word = select(vec!["user", "id", "type", "result", "v1", "2", "a"]);
    let words = vec(word, 1..4);
    let separator = select(vec!["", "_", "-", ".", " ", "/", "__"]);
    let written = (words, separator, 0..4_u8, select(vec!["", "$", "_", "@"]), select(vec!["", "[]", "<", "!"]));
    let written = written.prop_map(|(words, separator, case, before, behind)| {
        let word = |(index, word): (usize, &str)| match (case, index) {
            (0, _) | (1, 0) => word.to_owned(),
            (3, _) => word.to_uppercase(),
            _ => word[..1].to_uppercase() + &word[1..],
        };
        let words: Vec<_> = words.into_iter().enumerate().map(word).collect();
        format!("{before}{}{behind}", words.join(separator))
    });
    let odd =
        vec(select(vec!["🎉", "🚀", "\0", "../", "\\", "con", "é", "e\u{301}", "ß", "表", "+", "-", "1", ""]), 0..4);
    prop_oneof![4 => written, 1 => odd.prop_map(|parts| parts.concat()), 1 => ".{0,8}"]
}

fn a_role() -> impl Strategy<Value = Role> {
    select(vec![role::MODEL, role::MODULE, role::FIELD, role::VARIANT, role::METHOD, role::SETTER, role::HEADER])
}

fn allot(role: Role, texts: &[String]) -> Vec<String> {
    let claims: Vec<_> = texts.iter().map(|text| Claim::new(text.as_str())).collect();
    Scope::new(role).allot(&claims).into_iter().map(|it| it.name.to_string()).collect()
}

/// The letters and digits, which is all that texts which are spelled alike have in common.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_are_different_identifiers(role in a_role(), texts in vec(text(), 0..12)) {
        let mut names = allot(role, &texts);
        prop_assert_eq!(names.len(), texts.len());
        for name in &names {
            let mut chars = name.chars();
            prop_assert!(chars.next().is_some_and(unicode_ident::is_xid_start), "{}", name);
            prop_assert!(chars.all(unicode_ident::is_xid_continue), "{}", name);
            prop_assert!(!is_keyword(name) && !role.is_reserved(name), "{}", name);
        }
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), texts.len());
    }

    #[test]
    fn names_depend_on_no_order(role in a_role(), texts in btree_set(text(), 2..12), turn: Index) {
        let mut texts: Vec<String> = texts.into_iter().collect();
        let mut names = allot(role, &texts);
        let turn = turn.index(texts.len());
        texts.rotate_left(turn);
        texts[turn / 2..].reverse();
        names.rotate_left(turn);
        names[turn / 2..].reverse();
        prop_assert_eq!(allot(role, &texts), names);
    }

    #[test]
    fn an_item_that_is_added_takes_a_name_only_from_its_like(
        role in a_role(), texts in btree_set(text(), 2..12), newcomer: Index, place: Index
    ) {
        let mut all: Vec<String> = texts.into_iter().collect();
        let added = all.remove(newcomer.index(all.len()));
        let before = allot(role, &all);
        let place = place.index(all.len() + 1);
        all.insert(place, added);
        let mut after = allot(role, &all);
        let taken = after.remove(place);
        let alike = |name: &String| letters(name).starts_with(&letters(&plain(role, &all[place])));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before == after || alike(before) || *before == taken, "{} became {}", before, after);
        }
    }
}

/// What the text would be called if it were alone.
fn plain(role: Role, text: &str) -> String {
    allot(role, &[text.to_owned()]).remove(0)
}
