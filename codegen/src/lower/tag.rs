//! Groups operations by their first tag.

use indexmap::IndexMap;

use super::context::Context;
use super::docs;
use crate::ir::{Tag, TagId};
use crate::pointer::Pointer;

/// The groups in order of first use.
pub(super) struct Tags {
    declared: IndexMap<String, Option<String>>,
    used: IndexMap<String, Option<String>>,
}

impl Tags {
    /// Reads the descriptions of the declared tags.
    pub(super) fn new(cx: &mut Context<'_>) -> Self {
        let tags: Vec<openapiv3::Tag> = cx.read_lenient(&Pointer::root().child("tags")).unwrap_or_default();
        let declared = tags.into_iter().map(|tag| {
            let openapiv3::Tag { name, description, external_docs, extensions: _ } = tag;
            (name, docs::with_link(description, external_docs))
        });
        Self { declared: declared.collect(), used: IndexMap::new() }
    }

    /// The group of an operation with these tags.
    pub(super) fn group(&mut self, tags: &[String]) -> TagId {
        let name = tags.first().map_or("default", String::as_str);
        let description = self.declared.get(name).cloned().flatten();
        TagId::new(self.used.insert_full(name.to_owned(), description).0)
    }

    /// All groups that have operations.
    pub(super) fn into_table(self) -> Vec<Tag> {
        self.used.into_iter().map(|(wire_name, description)| Tag { wire_name, description }).collect()
    }
}
