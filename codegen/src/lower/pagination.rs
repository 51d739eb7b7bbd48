//! Turns `x-pagination` into a [`Pagination`], and checks that it fits the operation it stands on.
//!
//! The extension is described in `spec/README.md`. Never here: anything but its members, the operation's parameters and the
//! types of its reply.

use serde_json::Value;

use super::body_path;
use super::context::Context;
use super::extension::{Extension, Reader};
use crate::diagnostics::{Code, closest};
use crate::ir::{Api, CursorPlace, Location, Operation, PageStep, Pagination, ParameterStyle, Scalar, Type};

pub(super) static EXTENSION: Extension = Extension {
    name: "x-pagination",
    code: Code::Pagination,
    members: &[
        "style",
        "items",
        "parameter",
        "first",
        "next",
        "last-item",
        "more",
        "total-items",
        "total-pages",
        "key",
        "whole-without",
    ],
};

/// How pages are asked for, and the members that only this style has.
const STYLES: &[(&str, Style, &[&str])] = &[
    ("offset", Style::Offset, &["parameter", "total-items"]),
    ("page", Style::Page, &["parameter", "first", "total-pages"]),
    ("cursor", Style::Cursor, &["parameter", "next", "last-item"]),
    ("link", Style::Link, &["next"]),
];

/// The members that every style has.
const COMMON: &[&str] = &["style", "items", "more", "key", "whole-without"];

#[derive(Clone, Copy)]
enum Style {
    Offset,
    Page,
    Cursor,
    Link,
}

/// The pagination of `operation`, from the value of its extension.
pub(super) fn lower(cx: &mut Context<'_>, api: &Api, operation: &Operation, extension: &Value) -> Option<Pagination> {
    let at = operation.origin.child(EXTENSION.name);
    let members = EXTENSION.read(cx, extension, &at)?;
    let Some(page) = operation.json_output() else {
        cx.report.add(Code::Pagination, &at, "the operation's successes are not all JSON of one type");
        return None;
    };
    let reader = &mut Reader { cx, api, operation, members };
    let style = reader.style();
    let items = reader.items(page);
    let item = items.as_ref().map(|(_, item)| *item);
    let step = style.and_then(|style| reader.step(style, page, item));
    let key = item.and_then(|item| reader.pointer("key", item, Wanted::Text));
    let more = reader.pointer("more", page, Wanted::Boolean);
    let whole_without = reader.optional_parameter("whole-without");
    Some(Pagination { step: step?, items: items?.0, key, more, whole_without })
}

/// What a pointer must lead to.
#[derive(Clone, Copy)]
enum Wanted {
    Text,
    Number,
    Boolean,
}

impl Wanted {
    fn accepts(self, api: &Api, ty: &Type) -> bool {
        let number = is_number(api, ty);
        match self {
            Self::Text => number || body_path::is_text(api, ty),
            Self::Number => number,
            Self::Boolean => matches!(api.resolve(ty), Type::Scalar(Scalar::Bool)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string or a whole number",
            Self::Number => "a whole number",
            Self::Boolean => "a boolean",
        }
    }
}

fn is_number(api: &Api, ty: &Type) -> bool {
    matches!(api.resolve(ty), Type::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64))
}

impl<'a> Reader<'a, '_, '_> {
    /// Reports that a member is missing.
    fn lacks(&mut self, name: &str) {
        self.members.lacks(self.cx, name, "");
    }

    /// The style, after a look at the members that belong to others.
    fn style(&mut self) -> Option<Style> {
        let Some(value) = self.members.get("style") else {
            self.lacks("style");
            return None;
        };
        let found = STYLES.iter().find(|(name, ..)| value == name);
        let Some((name, style, own)) = found else {
            let names: Vec<_> = STYLES.iter().map(|(name, ..)| *name).collect();
            self.report("style", format!("`style` must be one of {}", names.join(", ")));
            return None;
        };
        let foreign =
            |member: &&str| EXTENSION.members.contains(member) && !COMMON.contains(member) && !own.contains(member);
        for member in self.members.names().filter(foreign) {
            self.report(member, format!("`{member}` does not belong to the style `{name}`"));
        }
        Some(*style)
    }

    fn step(&mut self, style: Style, page: &Type, item: Option<&Type>) -> Option<PageStep> {
        Some(match style {
            Style::Offset => PageStep::Offset {
                parameter: self.parameter(Wanted::Number)?,
                total_items: self.pointer("total-items", page, Wanted::Number),
            },
            Style::Page => PageStep::Page {
                parameter: self.parameter(Wanted::Number)?,
                first: self.first()?,
                total_pages: self.pointer("total-pages", page, Wanted::Number),
            },
            Style::Cursor => {
                PageStep::Cursor { parameter: self.parameter(Wanted::Text)?, from: self.cursor(page, item)? }
            }
            Style::Link => PageStep::Link { next: self.pointer("next", page, Wanted::Text) },
        })
    }

    fn cursor(&mut self, page: &Type, item: Option<&Type>) -> Option<CursorPlace> {
        match (self.members.has("next"), self.members.has("last-item")) {
            (true, false) => self.pointer("next", page, Wanted::Text).map(CursorPlace::Reply),
            (false, true) => self.pointer("last-item", item?, Wanted::Text).map(CursorPlace::LastItem),
            (true, true) => {
                self.report("last-item", "there is one place for the cursor, `next` or `last-item`");
                None
            }
            (false, false) => {
                self.lacks("next");
                None
            }
        }
    }

    fn first(&mut self) -> Option<u32> {
        let Some(value) = self.members.get("first") else { return Some(1) };
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            self.report("first", "`first` must be the number of the first page");
        }
        number
    }

    /// The list of a page, and what it consists of.
    fn items(&mut self, page: &'a Type) -> Option<(Vec<String>, &'a Type)> {
        let path = match self.path("items") {
            None if self.members.has("items") => return None,
            None => {
                self.lacks("items");
                return None;
            }
            Some(path) => path,
        };
        match body_path::reach(self.api, page, &path).map(|ty| self.api.resolve(ty)) {
            Ok(Type::Array(item)) => Some((path, item)),
            Ok(_) => {
                self.report("items", "the pointer does not lead to an array");
                None
            }
            Err(reason) => {
                self.report("items", format!("the pointer cannot be followed: {reason}"));
                None
            }
        }
    }

    /// A pointer from `ty` to what is `wanted`.
    fn pointer(&mut self, name: &str, ty: &Type, wanted: Wanted) -> Option<Vec<String>> {
        let path = self.path(name)?;
        match body_path::reach(self.api, ty, &path) {
            Ok(found) if wanted.accepts(self.api, found) => Some(path),
            Ok(_) => {
                self.report(name, format!("the pointer does not lead to {}", wanted.name()));
                None
            }
            Err(reason) => {
                self.report(name, format!("the pointer cannot be followed: {reason}"));
                None
            }
        }
    }

    /// The tokens of a pointer. That of the items and that of the key may be empty.
    fn path(&mut self, name: &str) -> Option<Vec<String>> {
        let text = self.members.get(name)?.as_str();
        let may_be_empty = matches!(name, "items" | "key");
        let path = text.and_then(|text| if text.is_empty() { Some(Vec::new()) } else { body_path::tokens(text) });
        let path = path.filter(|path| may_be_empty || !path.is_empty());
        if path.is_none() {
            self.report(name, format!("`{name}` must be a JSON pointer, such as `/list`"));
        }
        path
    }

    /// The query parameter that asks for a page.
    fn parameter(&mut self, wanted: Wanted) -> Option<String> {
        if !self.members.has("parameter") {
            self.lacks("parameter");
        }
        let name = self.optional_parameter("parameter")?;
        let parameter =
            self.operation.parameters.iter().find(|it| it.location == Location::Query && it.wire_name == name)?;
        let has_own_text = !matches!(parameter.style, ParameterStyle::Json | ParameterStyle::QueryString(_));
        if !wanted.accepts(self.api, &parameter.ty) || !has_own_text {
            self.report("parameter", format!("the parameter `{name}` is not {}", wanted.name()));
            return None;
        }
        Some(name)
    }

    /// The name of a query parameter of the operation.
    fn optional_parameter(&mut self, member: &str) -> Option<String> {
        let value = self.members.get(member)?;
        let query = self.operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
        let names: Vec<_> = query.map(|parameter| parameter.wire_name.as_str()).collect();
        let name = value.as_str().unwrap_or_default();
        if names.contains(&name) {
            return Some(name.to_owned());
        }
        let message = format!("`{member}` must name a query parameter of the operation");
        let problem = self.members.report(self.cx, member, message);
        if let Some(meant) = closest(name, names.iter().copied()) {
            problem.help(format!("did you mean `{meant}`?"));
        }
        None
    }
}
