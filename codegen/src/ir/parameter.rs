//! What a request carries beside its body: the path, and the parameters in it and elsewhere.

use serde::{Deserialize, Serialize};

use super::{Constraint, Docs, Origin, Type};

/// A path below the server's URL, in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    /// Literal text and parameters, in order.
    pub segments: Vec<PathSegment>,
}

impl PathTemplate {
    /// The names of the parameters, in order, each once.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
            PathSegment::Parameter(name) => {
                let seen = self.segments[..index].contains(segment);
                (!seen).then_some(name.as_str())
            }
            PathSegment::Literal(_) => None,
        })
    }
}

impl std::fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            PathSegment::Literal(text) => f.write_str(text),
            PathSegment::Parameter(name) => write!(f, "{{{name}}}"),
        })
    }
}

/// A piece of a [`PathTemplate`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// Text that stands there as it is.
    Literal(String),
    /// The value of a path parameter.
    Parameter(String),
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire_name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// Where it goes.
    pub location: Location,
    /// How a value becomes text.
    pub style: ParameterStyle,
    /// What becomes of reserved characters in the text.
    pub reserved: Reserved,
    /// What becomes of a value without parts.
    pub empty: Empty,
    /// Whether a call must give it.
    pub need: Need,
    /// The type of its value.
    pub ty: Type,
    /// What the document demands of the value; shown in the documentation.
    pub constraints: Vec<Constraint>,
    /// The documented default, as JSON.
    pub default: Option<serde_json::Value>,
}

impl Parameter {
    /// Whether its text is made and stands as it does for most of its location.
    pub fn has_default_style(&self) -> bool {
        let is_default = match self.location {
            Location::Path | Location::Header => self.style == ParameterStyle::Simple(Explode::No),
            Location::Query | Location::Cookie => self.style == ParameterStyle::Form(Explode::Yes),
        };
        is_default && self.reserved == Reserved::Encoded && self.empty == Empty::LeftOut
    }
}

/// Who gives the value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Every call: an argument of the method.
    Argument,
    /// A call that wants to: a setter on the call.
    Setter,
    /// `x-client-parameter` of a path: set once on the client, overridable by a setter on the call.
    Client,
    /// Nobody: there is one value only, which is sent unless a setter on the call says otherwise.
    Fixed,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query string.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
}

impl Location {
    /// The word that a document has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `matrix`, in a path.
    Matrix(Explode),
    /// `label`, in a path.
    Label(Explode),
    /// `simple`, in a path or a header; not exploded is the default there.
    Simple(Explode),
    /// `form`, in a query or a cookie; exploded is the default there.
    Form(Explode),
    /// `cookie`, in a cookie: like `form`, with nothing encoded; exploded is the default.
    Cookie(Explode),
    /// `spaceDelimited`, in a query.
    SpaceDelimited,
    /// `pipeDelimited`, in a query.
    PipeDelimited,
    /// `deepObject`, in a query.
    DeepObject,
    /// `content`: the text is JSON, and stands where the default style has a string.
    Json,
    /// `querystring`: the text is the whole query, without a name.
    QueryString(QueryNotation),
}

/// What a value is as a whole query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryNotation {
    /// Its properties, as `application/x-www-form-urlencoded` has them.
    Form,
    /// JSON, percent-encoded.
    Json,
    /// Text that the caller has written, percent-encoded.
    Text,
}

/// Whether the parts of a value stand alone or share one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explode {
    /// Each stands alone.
    Yes,
    /// They share one.
    No,
}

/// What becomes of reserved characters in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// They are percent-encoded.
    Encoded,
    /// `allowReserved`: they stay.
    Kept,
}

/// What becomes of a list or an object without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Nothing.
    LeftOut,
    /// `allowEmptyValue`: the parameter with an empty text.
    Sent,
}
