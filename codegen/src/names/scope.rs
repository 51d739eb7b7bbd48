//! A place in which every identifier must be different, and the rule for when two are not.

use std::collections::HashSet;

use super::Name;
use super::case::{Case, spell};
use super::keyword::is_keyword;

/// What an identifier is for: decides its case, what it must not be, and how it gives way.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// How it is spelled.
    pub case: Case,
    /// Names that are taken from the start.
    pub reserved: &'static [&'static str],
    /// The word that is added to a reserved name or a keyword.
    pub suffix: &'static str,
}

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

    /// The identifier for `text`: its plain spelling, or that with the first free number from 2 on.
    ///
    /// Who asks first gets the plain name, so names that people chose are asked for before derived ones, and in
    /// document order: a schema added at the end renames nothing.
    pub fn name(&mut self, text: &str) -> Name {
        let base = self.allowed(spell(text, self.role.case));
        let mut name = base.clone();
        let mut number = 2_u32;
        while !self.taken.insert(name.clone()) {
            let stem = base.trim_end_matches('_');
            name = match self.role.case {
                Case::Pascal if !stem.ends_with(|c: char| c.is_ascii_digit()) => format!("{stem}{number}"),
                Case::Pascal | Case::Snake | Case::Upper => format!("{stem}_{number}"),
            };
            number += 1;
        }
        Name::new(name)
    }

    /// Adds the role's suffix when `name` is a keyword or reserved.
    fn allowed(&self, name: String) -> String {
        if self.role.reserved.contains(&name.as_str()) {
            return match self.role.case {
                Case::Pascal => format!("{name}{}", spell(self.role.suffix, Case::Pascal)),
                Case::Snake => format!("{name}_{}", self.role.suffix),
                Case::Upper => format!("{name}_{}", spell(self.role.suffix, Case::Upper)),
            };
        }
        if is_keyword(&name) { format!("{name}_") } else { name }
    }
}

#[cfg(test)]
mod tests {
    use super::super::role;
    use super::Scope;

    #[test]
    fn names_give_way_in_order() {
        let mut fields = Scope::new(role::FIELD);
        let names =
            ["error_code", "errorCode", "type", "self", "error_code_2"].map(|text| fields.name(text).to_string());
        assert_eq!(names, ["error_code", "error_code_2", "type_", "self_", "error_code_2_2"]);

        let mut types = Scope::new(role::MODEL);
        let names = ["Result", "pet", "Pet", "v1", "V1", "Self", "self"].map(|text| types.name(text).to_string());
        assert_eq!(names, ["ResultModel", "Pet", "Pet2", "V1", "V1_2", "Self_", "Self2"]);
    }
}
