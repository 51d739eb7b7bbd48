//! What a schema says: its keywords, as plain data, and every question that they answer by themselves.
//!
//! A keyword that comes to it is a field here, and whoever asks one of these questions hears of it.
//! Never here: a look at another schema.

use indexmap::IndexMap;
use serde_json::Value;

use super::nullable::Nullability;
use crate::ir::{Constraint, Docs};
use crate::pointer::Pointer;

/// The keywords of a schema. Its parts are pointers, so that they can be looked up one at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Keywords {
    pub(super) notes: Notes,
    pub(super) nullability: Nullability,
    pub(super) discriminator: Option<openapiv3::Discriminator>,
    pub(super) extensions: IndexMap<String, Value>,
    pub(super) json_type: Option<JsonType>,
    pub(super) format: Option<String>,
    pub(super) values: Vec<Value>,
    /// The properties, and where each is described.
    pub(super) properties: IndexMap<String, Pointer>,
    pub(super) required: Vec<String>,
    pub(super) additional: Additional,
    pub(super) items: Option<Pointer>,
    pub(super) maximum: Option<f64>,
    pub(super) all_of: Vec<Pointer>,
    pub(super) one_of: Vec<Pointer>,
    pub(super) any_of: Vec<Pointer>,
    pub(super) not: Option<Pointer>,
}

/// What a schema says that does not change its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Notes {
    pub(super) docs: Docs,
    pub(super) constraints: Vec<Constraint>,
    pub(super) default: Option<Value>,
}

impl Notes {
    /// Adds demands, each once.
    pub(super) fn add(&mut self, constraints: Vec<Constraint>) {
        for constraint in constraints {
            if !self.constraints.contains(&constraint) {
                self.constraints.push(constraint);
            }
        }
    }
}

/// The values of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonType {
    String,
    Number,
    Integer,
    Boolean,
    Object,
    Array,
    Null,
}

/// What `additionalProperties` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Additional {
    /// Nothing.
    #[default]
    Absent,
    /// `true`.
    Any,
    /// `false`.
    Denied,
    /// A schema.
    Schema(Pointer),
}

/// The one of the two keywords of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    OneOf,
    AnyOf,
}

impl JsonType {
    /// Whether a value of the type has no parts, and is not null.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::String | Self::Number | Self::Integer | Self::Boolean)
    }
}

impl Additional {
    /// The schema of what stands beside the properties, if there is one.
    pub(super) fn schema(&self) -> Option<&Pointer> {
        match self {
            Self::Schema(at) => Some(at),
            Self::Absent | Self::Any | Self::Denied => None,
        }
    }
}

impl Choice {
    /// Both, in the order in which they are heard.
    pub(super) const ALL: [Self; 2] = [Self::OneOf, Self::AnyOf];

    /// The keyword's name.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
        }
    }

    /// The alternatives that a schema has under the keyword.
    pub(super) fn members(self, words: &Keywords) -> &[Pointer] {
        match self {
            Self::OneOf => &words.one_of,
            Self::AnyOf => &words.any_of,
        }
    }
}

/// Which other schemas a schema is made of.
impl Keywords {
    /// The keywords of choice that it has.
    pub(super) fn choices(&self) -> impl Iterator<Item = Choice> {
        Choice::ALL.into_iter().filter(|choice| !choice.members(self).is_empty())
    }

    /// The alternatives of its choices.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = &Pointer> {
        self.one_of.iter().chain(&self.any_of)
    }

    /// The schemas that describe the very value that it describes: the parts of its `allOf`, and its alternatives.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Pointer> {
        self.all_of.iter().chain(self.alternatives())
    }

    /// The schemas of what is in an object: its properties, and what stands beside them.
    pub(super) fn members(&self) -> impl Iterator<Item = &Pointer> {
        self.properties.values().chain(self.additional.schema())
    }

    /// Whether it is a choice, whatever it says besides.
    pub(super) fn is_choice(&self) -> bool {
        self.alternatives().next().is_some()
    }

    /// Whether other schemas describe the very value that it describes.
    pub(super) fn is_composed(&self) -> bool {
        self.parts().next().is_some()
    }
}

/// What a schema says by itself.
impl Keywords {
    /// Whether anything here says what is in an object.
    pub(super) fn has_members(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty() || self.additional != Additional::Absent
    }

    /// Whether anything here says what is in an object or in an array.
    pub(super) fn has_contents(&self) -> bool {
        self.has_members() || self.items.is_some()
    }

    /// Whether it leaves open what a value looks like.
    pub(super) fn says_no_type(&self) -> bool {
        self.json_type.is_none() && self.values.is_empty() && !self.has_contents() && !self.is_composed()
    }

    /// Whether no keyword but `type` says anything about the shape of a value.
    pub(super) fn is_bare(&self) -> bool {
        !self.has_contents() && self.listed().next().is_none() && !self.is_composed() && self.not.is_none()
    }

    /// Whether not even `type` says anything about the shape of a value.
    pub(super) fn says_nothing(&self) -> bool {
        self.json_type.is_none() && self.is_bare()
    }

    /// Whether it says more about a value than that it is an object. Properties that are denied are no news where others are
    /// described elsewhere.
    pub(super) fn says_something(&self) -> bool {
        let is_typed = !matches!(self.json_type, None | Some(JsonType::Object | JsonType::Null));
        let denies = self.additional == Additional::Denied && self.properties.is_empty() && self.required.is_empty();
        is_typed || (!self.is_bare() && !denies)
    }

    /// Whether it describes a value beside its choices, other than by the discriminator that each alternative has anyway.
    pub(super) fn says_more_than_choice(&self) -> bool {
        let tag = self.discriminator.as_ref().map(|it| it.property_name.as_str());
        let is_tag = |name: &String| Some(name.as_str()) == tag;
        let only_tag = self.properties.keys().all(is_tag) && self.required.iter().all(is_tag);
        let others = Self { properties: IndexMap::new(), required: Vec::new(), ..self.without_choices() };
        !only_tag || !self.all_of.is_empty() || others.says_something()
    }

    /// Whether it says more of a value than that it is some text.
    pub(super) fn says_more_than_text(&self) -> bool {
        let is_other = matches!(self.json_type, Some(JsonType::Integer | JsonType::Number | JsonType::Boolean));
        self.has_contents() || !self.all_of.is_empty() || is_other || !self.values.is_empty()
    }

    /// Whether it describes nothing, its choices aside, but may demand something, like `{required: [name]}`.
    pub(super) fn is_demand_beside_choices(&self) -> bool {
        let others = Self { required: Vec::new(), ..self.without_choices() };
        matches!(others.json_type, None | Some(JsonType::Object)) && others.is_bare()
    }

    /// Whether `not` stands alone.
    pub(super) fn only_denies(&self) -> bool {
        self.not.is_some() && Self { not: None, ..self.clone() }.says_nothing()
    }

    /// Whether it describes properties without a `type`, so that it says nothing about values that are no objects.
    pub(super) fn is_only_about_objects(&self) -> bool {
        self.json_type.is_none() && self.has_members()
    }

    /// The values that it lists, null aside: that is for its nullability to say.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Value> {
        self.values.iter().filter(|value| !value.is_null())
    }

    /// The one value that it allows.
    pub(super) fn constant(&self) -> Option<&Value> {
        match self.values.as_slice() {
            [value] => Some(value),
            _ => None,
        }
    }

    /// Whether an object must have the property.
    pub(super) fn requires(&self, property: &str) -> bool {
        self.required.iter().any(|name| name == property)
    }

    /// Whether an object may have the property and keep it: it is described, or whatever is there may be.
    pub(super) fn keeps(&self, property: &str) -> bool {
        let is_open = matches!(self.additional, Additional::Any | Additional::Schema(_));
        is_open || self.properties.contains_key(property) || self.requires(property)
    }

    /// Whether it takes every value there is.
    pub(super) fn takes_anything(&self) -> bool {
        self.says_no_type() && self.not.is_none()
    }

    /// Whether it says that a value is null and nothing else.
    pub(super) fn is_only_null(&self) -> bool {
        let lists_only_null = !self.values.is_empty() && self.listed().next().is_none();
        self.json_type == Some(JsonType::Null) || lists_only_null
    }

    /// Whether a value is any bytes by its format, whatever its type.
    pub(super) fn is_binary(&self) -> bool {
        self.format.as_deref() == Some("binary")
    }
}

/// What is left of a schema without some of its keywords.
impl Keywords {
    /// One of its choices, and nothing else but what tells its alternatives apart.
    pub(super) fn choice_alone(&self, choice: Choice) -> Self {
        let mut alone = Self { discriminator: self.discriminator.clone(), ..Self::default() };
        match choice {
            Choice::OneOf => alone.one_of.clone_from(&self.one_of),
            Choice::AnyOf => alone.any_of.clone_from(&self.any_of),
        }
        alone
    }

    /// What it says about a value besides `allOf` and its choices.
    pub(super) fn own(&self) -> Self {
        Self {
            all_of: Vec::new(),
            discriminator: None,
            notes: Notes { constraints: self.notes.constraints.clone(), ..Notes::default() },
            ..self.without_choices()
        }
    }

    /// All but its choices, and the `not` that no type enforces.
    fn without_choices(&self) -> Self {
        Self { one_of: Vec::new(), any_of: Vec::new(), not: None, ..self.clone() }
    }
}
