//! The rules by which a parameter is written: its style, and what the document says beside it.

/// How the parts of a value are put together. The names are those of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `;name=value` in a path.
    Matrix(Explode),
    /// `.value` in a path.
    Label(Explode),
    /// The values with commas between them, without the parameter's name: paths and headers.
    Simple(Explode),
    /// `name=value`: queries and forms.
    Form(Explode),
    /// [`Form`](Self::Form) in a cookie, where `; ` stands between the pairs.
    Cookie(Explode),
    /// `name=a%20b`: the items of a list, or keys and values of an object, with spaces between them.
    SpaceDelimited,
    /// `name=a%7Cb`: the same with vertical bars.
    PipeDelimited,
    /// `name[key]=value`, with the brackets encoded. The standard stops at one level; here each level below adds its
    /// key, and an item of a list its index, as most servers read it: `name[key][0]=value`.
    DeepObject,
}

/// Whether the items of a list and the members of an object stand alone or share one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explode {
    /// Each on its own: `a=1&a=2`.
    Yes,
    /// All in one, with commas: `a=1,2`.
    No,
}

/// What happens to characters that mean something to a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escape {
    /// Everything but unreserved characters is percent-encoded: paths, queries and cookies.
    Unreserved,
    /// `allowReserved`: reserved characters stay, and so do percent-encoded ones, where a query can hold them.
    Reserved,
    /// Nothing is touched: headers, and cookies of the style `cookie`.
    Nothing,
}

/// What a list or an object without parts becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Nothing.
    LeftOut,
    /// `allowEmptyValue`: the name with an empty value.
    Sent,
}

/// All that is to know about writing a parameter. A [`Style`] alone stands for the rules of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub(super) style: Style,
    pub(super) escape: Escape,
    pub(super) empty: Empty,
}

impl From<Style> for Rules {
    fn from(style: Style) -> Self {
        Self { style, escape: Escape::Unreserved, empty: Empty::LeftOut }
    }
}

impl Style {
    /// These rules with `allowReserved`.
    pub fn allow_reserved(self) -> Rules {
        Rules::from(self).allow_reserved()
    }

    /// These rules with `allowEmptyValue`.
    pub fn allow_empty_value(self) -> Rules {
        Rules::from(self).allow_empty_value()
    }

    /// This style with nothing encoded, as headers have it, and cookies of the style `cookie`.
    pub fn verbatim(self) -> Rules {
        Rules { escape: Escape::Nothing, ..self.into() }
    }
}

impl Rules {
    /// Keeps reserved characters in values.
    #[must_use]
    pub fn allow_reserved(self) -> Self {
        Self { escape: Escape::Reserved, ..self }
    }

    /// Encodes nothing: for headers and such cookies in which text stands as it is.
    #[must_use]
    pub fn verbatim(self) -> Self {
        Self { escape: Escape::Nothing, ..self }
    }

    /// Sends a list or an object without parts as an empty value.
    #[must_use]
    pub fn allow_empty_value(self) -> Self {
        Self { empty: Empty::Sent, ..self }
    }
}
