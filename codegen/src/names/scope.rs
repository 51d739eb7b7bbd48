//! A place in which every identifier must be different, and the rule for when two are not; see [`Scope::allot`].

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization as _;

use super::Name;
use super::apart;
use super::case::{Case, is_word_char, spell};
use super::keyword::is_keyword;

/// What an identifier is for: decides its case, what it must not be, and how it gives way.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// How it is spelled.
    pub case: Case,
    /// Lists of names that are taken from the start.
    pub reserved: &'static [&'static [&'static str]],
    /// The word that is added to a reserved name or a keyword.
    pub suffix: &'static str,
    /// What it may be made of.
    pub alphabet: Alphabet,
}

/// What an identifier may be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// The letters of every script.
    Unicode,
    /// Those of ASCII, as the compiler wants the name of a file to be.
    Ascii,
}

impl Role {
    /// Whether the name is taken from the start.
    pub fn is_reserved(&self, name: &str) -> bool {
        self.reserved.iter().any(|list| list.contains(&name))
    }
}

/// What asks for an identifier.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    texts: Vec<Cow<'a, str>>,
    aside: Option<Cow<'a, str>>,
}

impl<'a> Claim<'a> {
    /// Of something that is called `text`.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { texts: vec![text.into()], aside: None }
    }

    /// The same, with more text behind it.
    #[must_use]
    pub fn and(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.texts.push(text.into());
        self
    }

    /// The same for something that is named after an item which was given a name: it says what that had to say.
    #[must_use]
    pub fn followed(self, suffix: Option<&str>) -> Self {
        match suffix {
            Some(suffix) => Self { aside: None, ..self }.and(suffix.to_owned()),
            None => self,
        }
    }

    /// What is said in addition where a stronger claim has the name, or another one of the very same text.
    #[must_use]
    pub fn aside(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.aside = Some(text.into());
        self
    }

    fn text(&self) -> String {
        self.texts.join(" ")
    }
}

/// What was given to a claim.
#[derive(Debug, Clone)]
pub struct Allotted {
    /// The identifier.
    pub name: Name,
    /// What had to be said in addition to what it is called.
    pub suffix: Option<String>,
}

/// The longest identifier, in bytes: most file systems take no name that is longer than 255.
const LONGEST: usize = 200;

/// Hands out identifiers, each once.
pub struct Scope {
    role: Role,
    taken: HashSet<String>,
}

impl Scope {
    /// An empty scope for identifiers of one role.
    pub fn new(role: Role) -> Self {
        Self { role, taken: HashSet::new() }
    }

    /// An identifier for each of the claims, in their order.
    ///
    /// What was allotted before stays, so names that people chose are asked for before derived ones. Among the claims
    /// that would get the same plain identifier, the one whose text comes closest to it does. Each other one adds what
    /// tells its own text from the identifier, see [`apart`]. So an identifier does not depend on where in the document
    /// the item stands, and an item that is added takes no name but that of an item which it would be called like, if it
    /// comes closer to that name.
    pub fn allot(&mut self, claims: &[Claim<'_>]) -> Vec<Allotted> {
        let plain: Vec<String> = claims.iter().map(|claim| self.allowed(self.spelled(claim, None))).collect();
        let mut order: Vec<usize> = (0..claims.len()).collect();
        order.sort_by(|&left, &right| {
            plain[left].cmp(&plain[right]).then_with(|| self.compare(&claims[left], &claims[right]))
        });
        let groups = || order.chunk_by(|&left, &right| plain[left] == plain[right]);
        let mut allotted: Vec<Option<Allotted>> = vec![None; claims.len()];
        for group in groups() {
            let owner = group[0];
            allotted[owner] = self.take(plain[owner].clone(), None);
        }
        for group in groups().filter(|group| group.len() > 1 || allotted[group[0]].is_none()).collect::<Vec<_>>() {
            for (place, &index) in group.iter().enumerate() {
                if allotted[index].is_none() {
                    let closer = place.checked_sub(1).map(|before| &claims[group[before]]);
                    allotted[index] = self.give_way(&claims[index], closer);
                }
            }
        }
        allotted.into_iter().flatten().collect()
    }

    /// The identifier for one more claim.
    pub fn name(&mut self, claim: Claim<'_>) -> Name {
        self.allot(&[claim]).remove(0).name
    }

    /// The first identifier that is free when more is said.
    fn give_way(&mut self, claim: &Claim<'_>, closer: Option<&Claim<'_>>) -> Option<Allotted> {
        let is_alike = closer.is_some_and(|closer| closer.texts == claim.texts);
        let aside = claim.aside.as_deref().filter(|_| is_alike || closer.is_none()).map(str::to_owned);
        let own = claim.texts.last().map_or("", |text| text);
        let apart = if is_alike { Vec::new() } else { apart::suffixes(own, &claim.text()) };
        let numbers = (2_u32..).map(|number| number.to_string());
        let mut suffixes = aside.into_iter().chain(apart).chain(numbers);
        suffixes.find_map(|suffix| self.take(self.allowed(self.spelled(claim, Some(&suffix))), Some(suffix)))
    }

    fn take(&mut self, name: String, suffix: Option<String>) -> Option<Allotted> {
        self.taken.insert(name.clone()).then(|| Allotted { name: Name::new(name), suffix })
    }

    fn spelled(&self, claim: &Claim<'_>, suffix: Option<&str>) -> String {
        match suffix {
            None => spell(&claim.texts, self.role.case),
            Some(suffix) => {
                let texts: Vec<&str> = claim.texts.iter().map(|text| &**text).chain([suffix]).collect();
                spell(&texts, self.role.case)
            }
        }
    }

    /// Shortens an identifier that nobody would read, takes from its letters what the alphabet has, and adds the role's suffix when it is a keyword or reserved.
    fn allowed(&self, name: String) -> String {
        if name.len() > LONGEST {
            let end = (0..LONGEST - 10).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
            return spell(&[&name[..end], &apart::digest(&name)], self.role.case);
        }
        if self.role.alphabet == Alphabet::Ascii && !name.is_ascii() {
            let ascii: String = name.nfd().filter(char::is_ascii).collect();
            let known = if ascii.is_empty() { self.role.suffix } else { &ascii };
            return self.allowed(spell(&[known, &apart::digest(&name)], self.role.case));
        }
        if self.role.is_reserved(&name) {
            // The name with the suffix may be reserved as well: calls have `header`, and `header_param`.
            return self.allowed(match self.role.case {
                Case::Pascal => format!("{name}{}", spell(&[self.role.suffix], Case::Pascal)),
                Case::Snake => format!("{name}_{}", self.role.suffix),
                Case::Upper => format!("{name}_{}", spell(&[self.role.suffix], Case::Upper)),
            });
        }
        if is_keyword(&name) { format!("{name}_") } else { name }
    }

    /// Which of two claims with the same plain identifier comes closer to it.
    fn compare(&self, left: &Claim<'_>, right: &Claim<'_>) -> Ordering {
        let key = |claim: &Claim<'_>| (self.distance(claim), claim.text());
        key(left).cmp(&key(right)).then_with(|| left.aside.cmp(&right.aside))
    }

    /// Whether a claim cannot have its own spelling, whether it is spelled otherwise than it is written, whether it has symbols
    /// that do not just separate words, and how much is spelled otherwise.
    fn distance(&self, claim: &Claim<'_>) -> (bool, bool, bool, usize) {
        let (text, spelled) = (claim.text(), self.spelled(claim, None));
        let gives_way = self.allowed(spelled.clone()) != spelled;
        let letters = |text: &'_ str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
        let changed = letters(&text).into_iter().zip(letters(&spelled)).filter(|(written, spelled)| written != spelled);
        let has_symbols = text.chars().any(|c| !is_word_char(c) && !apart::separates(c));
        (gives_way, text != spelled, has_symbols, changed.count() + text.len().abs_diff(spelled.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::role;
    use super::{Claim, Role, Scope};

    /// The names of texts that are asked for together.
    fn names(role: Role, texts: &[&str]) -> Vec<String> {
        let claims: Vec<_> = texts.iter().map(|text| Claim::new(*text)).collect();
        Scope::new(role).allot(&claims).into_iter().map(|it| it.name.to_string()).collect()
    }

    #[test]
    fn who_comes_closest_gets_the_name() {
        let table: [(Role, &[(&str, &str)]); 10] = [
            (role::FIELD, &[("errorCode", "error_code_camel"), ("error_code", "error_code")]),
            (role::FIELD, &[("error_code_2", "error_code_2"), ("type", "type_"), ("self", "self_")]),
            (role::FIELD, &[("Type", "type_capital"), ("type", "type_"), ("TYPE", "type_upper")]),
            (role::FIELD, &[("userID", "user_id_camel_caps"), ("user_id", "user_id"), ("userId", "user_id_camel")]),
            (role::FIELD, &[("_id", "id_underscore"), ("id", "id"), ("@id", "id_at"), ("$id", "id_dollar")]),
            (role::MODEL, &[("pet", "PetLower"), ("Pet", "Pet"), ("result", "ResultLower"), ("Result", "ResultModel")]),
            (role::MODEL, &[("Result", "ResultCapital"), ("ResultModel", "ResultModel")]),
            (role::VARIANT, &[("ASC", "AscUpper"), ("asc", "Asc"), ("🎉", "Symbol"), ("🚀", "SymbolU1f680")]),
            (role::SETTER, &[("date>", "date_greater"), ("date", "date"), ("date<", "date_less")]),
            (
                role::SETTER,
                &[("DateSent<", "date_sent_less"), ("DateSent", "date_sent"), ("DateSent>", "date_sent_greater")],
            ),
        ];
        for (role, table) in table {
            let (mut texts, mut expected): (Vec<_>, Vec<_>) = table.iter().copied().unzip();
            assert_eq!(names(role, &texts), expected);
            texts.reverse();
            expected.reverse();
            assert_eq!(names(role, &texts), expected, "in any order");
        }
    }

    #[test]
    fn what_was_allotted_stays() {
        let mut models = Scope::new(role::MODEL);
        let mut name = |claim| models.name(claim).to_string();
        assert_eq!(name(Claim::new("pet_status")), "PetStatus");
        assert_eq!(name(Claim::new("Pet").and("status").aside("inline")), "PetStatusInline");
        assert_eq!(name(Claim::new("Pet").and("status").aside("inline")), "PetStatusLower");
        assert_eq!(name(Claim::new("Pet").and("*")), "PetStar");
    }

    #[test]
    fn equal_texts_are_told_apart_by_what_is_said_aside_or_by_numbers() {
        let mut fields = Scope::new(role::FIELD);
        let claims = [Claim::new("id").aside("query"), Claim::new("id").aside("header"), Claim::new("id")];
        let names: Vec<_> = fields.allot(&claims).into_iter().map(|it| it.name.to_string()).collect();
        assert_eq!(names, ["id_query", "id_header", "id"]);
        assert_eq!(names_of_equals(), ["V1", "V1_2", "V1_3"]);
    }

    fn names_of_equals() -> Vec<String> {
        names(role::MODEL, &["v1", "v1", "v1"])
    }

    #[test]
    fn long_names_are_cut_and_still_differ() {
        let [left, right] = ["a", "b"].map(|end| format!("{}{end}", "long_".repeat(100_000)));
        let names = names(role::MODULE, &[&left, &right]);
        assert!(names.iter().all(|name| name.len() <= super::LONGEST && name.starts_with("long_long_")), "{names:?}");
        assert_ne!(names[0], names[1]);
    }
}
