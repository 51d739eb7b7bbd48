//! Makes references lead to where a version step has moved things. Sees no shape of any version.
//!
//! Until then every `$ref` of the tree, also one that the step wrote, names a place as it was before the step.

use indexmap::{IndexMap, IndexSet};

use super::here::Here;
use super::members::{Members, reference, text};
use super::walk::{Part, Step, walk};
use crate::beyond;
use crate::diagnostics::{Code, Report};
use crate::pointer::Pointer;
use crate::source::Value;

/// What a reference may name besides a place.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Schemas by their `$anchor`, with its `#`, and by their `$id`.
    schemas: IndexMap<String, Pointer>,
    /// Schemas by their `$dynamicAnchor`; none when several have it, as only a validator can choose among them.
    dynamic: IndexMap<String, Option<Pointer>>,
    /// Schemas with definitions of their own, which the references inside them may take for the root.
    scopes: IndexSet<Pointer>,
}

impl Names {
    /// Notes the schema at `here`, which has one of the keywords that give names.
    pub(super) fn note(&mut self, schema: &Members<'_>, here: &Here<'_>) {
        let name = |key: &str, mark: &str| Some(format!("{mark}{}", schema.text(key)?));
        let names = [name("$id", ""), name("$anchor", "#"), name("$dynamicAnchor", "#")];
        for name in names.into_iter().flatten() {
            self.schemas.entry(name).or_insert_with(|| here.pointer());
        }
        if let Some(name) = name("$dynamicAnchor", "#") {
            let only = self.dynamic.entry(name).and_modify(|several| *several = None);
            only.or_insert_with(|| Some(here.pointer()));
        }
        if ["$id", "$defs", "definitions"].into_iter().any(|key| schema.has(key)) {
            self.scopes.insert(here.pointer());
        }
    }
}

/// Rewrites all references after a version step.
pub(super) fn rewrite<'a>(tree: Value<'a>, names: &Names, report: &mut Report) -> Value<'a> {
    let roots = match &tree {
        Value::Object(object) => object.keys().map(str::to_owned).collect(),
        _ => IndexSet::new(),
    };
    walk(&mut Rewrite { names, roots, report }, Part::Document, tree, &Here::Root)
}

struct Rewrite<'r> {
    names: &'r Names,
    /// What the document has at its root.
    roots: IndexSet<String>,
    report: &'r mut Report,
}

impl<'a> Step<'a> for Rewrite<'_> {
    fn enter(&mut self, part: Part, value: Value<'a>, here: &Here<'_>) -> Value<'a> {
        let Value::Object(object) = value else { return value };
        let has = |key| object.get(key).is_some();
        match part {
            Part::Discriminator if has("mapping") => self.mapping(object.into(), here),
            Part::Schema if has(beyond::DYNAMIC_REF) => self.dynamic(object.into(), here),
            _ if has("$ref") || part == Part::Link => self.members(object.into(), here),
            _ => Value::Object(object),
        }
    }
}

impl Rewrite<'_> {
    fn members<'a>(&self, mut members: Members<'a>, here: &Here<'_>) -> Value<'a> {
        for key in ["$ref", "operationRef"] {
            if let Some(target) = members.text(key).and_then(|target| self.target(target, here)) {
                members.set(key, text(target.to_reference()));
            }
        }
        members.into_value()
    }

    fn mapping<'a>(&self, mut discriminator: Members<'a>, here: &Here<'_>) -> Value<'a> {
        if let Some(Value::Object(mapping)) = discriminator.take("mapping") {
            let rewritten = Members::from(mapping).into_list().into_iter().map(|(tag, value)| {
                let target = value.as_text().and_then(|target| self.target(target, here));
                (tag, target.map_or(value, |target| text(target.to_reference())))
            });
            discriminator.set("mapping", rewritten.collect::<Members<'_>>().into_value());
        }
        discriminator.into_value()
    }

    /// `$dynamicRef` is as good as `$ref` when there is only one schema that it can mean.
    fn dynamic<'a>(&mut self, mut schema: Members<'a>, here: &Here<'_>) -> Value<'a> {
        let anchor =
            schema.text(beyond::DYNAMIC_REF).map(|name| name.rsplit_once('#').map_or(name, |(_, anchor)| anchor));
        let only = anchor.and_then(|anchor| self.names.dynamic.get(&format!("#{anchor}"))).cloned().flatten();
        match only {
            Some(target) if !schema.has("allOf") => {
                schema.set("allOf", Value::Array(vec![reference(&target)]));
            }
            _ => {
                let message = "`$dynamicRef` is not followed: any value is accepted in its place";
                self.report.add(Code::Simplified, &here.below(&["$dynamicRef"]), message);
            }
        }
        schema.into_value()
    }

    /// Where the reference leads now; none when it is right as it is, or leads nowhere, which is found out later.
    fn target(&self, written: &str, here: &Here<'_>) -> Option<Pointer> {
        if let Some(named) = self.names.schemas.get(written) {
            return Some(named.clone());
        }
        let (document, path) = written.split_once('#')?;
        let path = Pointer::parse_fragment(&format!("#{path}"))?;
        let base = match self.names.schemas.get(document) {
            Some(base) => Some(base.clone()),
            None if !document.is_empty() => return None,
            None if path.tokens().first().is_some_and(|&first| !self.roots.contains(first)) => self.scope(here),
            None => None,
        };
        let Some(base) = base else { return self.report.moves.after_step(&path) };
        let base = self.report.moves.before_step(&base);
        let path = base.join(path.tokens());
        Some(self.report.moves.after_step(&path).unwrap_or(path))
    }

    /// The innermost schema around `here` that has definitions of its own.
    fn scope(&self, here: &Here<'_>) -> Option<Pointer> {
        if self.names.scopes.is_empty() {
            return None;
        }
        let at = here.pointer();
        at.ancestors().find(|around| self.names.scopes.contains(*around)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::schema;

    /// The references in `x`, whose schema stands at `#/components/schemas/A`.
    #[test]
    fn names_are_resolved() {
        let table = [
            ("$defs: {a: {type: string}}\nnot: {$ref: '#/$defs/a'}", "#/components/schemas/A/x-$defs/a"),
            (
                "$defs: {a: {type: string}}\nnot: {$ref: '#/components/schemas/A/$defs/a'}",
                "#/components/schemas/A/x-$defs/a",
            ),
            ("$id: urn:a\nnot: {$ref: 'urn:a#/properties/x'}", "#/components/schemas/A/properties/x"),
            ("$id: urn:a\nnot: {$ref: 'urn:a'}", "#/components/schemas/A"),
            ("properties: {x: {$anchor: x}}\nnot: {$ref: '#x'}", "#/components/schemas/A/properties/x"),
            (
                "prefixItems: [{}]\nnot: {$ref: '#/components/schemas/A/prefixItems/0'}",
                "#/components/schemas/A/x-prefixItems/0",
            ),
            ("not: {$ref: 'other.yaml#/$defs/a'}", "other.yaml#/$defs/a"),
            ("not: {$ref: '#/nowhere'}", "#/nowhere"),
        ];
        for (text, expected) in table {
            let (tree, _) = schema(text);
            assert_eq!(tree["not"]["$ref"], expected, "{text}");
        }
    }

    #[test]
    fn a_dynamic_reference_is_followed_when_it_is_clear() {
        let (tree, found) = schema("$dynamicAnchor: node\nitems: {$dynamicRef: '#node'}");
        assert_eq!(tree["items"]["allOf"][0]["$ref"], "#/components/schemas/A");
        assert_eq!(found, "");
        let two = "$dynamicAnchor: node\nitems: {$dynamicRef: '#node'}\nnot: {$dynamicAnchor: node}";
        insta::assert_snapshot!(schema(two).1, @"warning[W009] #/components/schemas/A/items/$dynamicRef: `$dynamicRef` is not followed: any value is accepted in its place");
    }
}
