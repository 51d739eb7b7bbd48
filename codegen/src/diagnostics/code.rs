//! The closed table of everything the generator can say about a document. The wording of one finding is not here.

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something was ignored or replaced, and the finding says what.
    Warning,
    /// There is no output.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Code {
    /// Finds a code by its id, in upper or lower case.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }

    /// How bad it is, where nothing is done instead; the first letter of the id says it too.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('E') { Severity::Error } else { Severity::Warning }
    }

    /// Whether there is nothing in the document to correct.
    pub fn is_remark(self) -> bool {
        self == Self::UnusedSchemas
    }

    /// Whether the name of a member is at fault rather than its value.
    pub(super) fn is_about_key(self) -> bool {
        matches!(self, Self::UnknownKeyword | Self::DuplicateKey | Self::IgnoredSibling)
    }
}

macro_rules! codes {
    ($($name:ident = $id:literal, $title:literal, $explanation:literal;)*) => {
        /// The kind of a finding. An id, once given out, never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $id, "`: ", $title, ".")] $name,)*
        }

        impl Code {
            /// All codes, in the order of their ids.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable id, such as `E004`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// What it is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What it means, an example that causes it, and what to do.
            pub fn explain(self) -> &'static str {
                match self { $(Self::$name => $explanation),* }
            }
        }
    };
}

codes! {
    Syntax = "E001", "the text is neither JSON nor YAML", "\
The text could not be read at all, so nothing else was checked.

    {\"openapi\": \"3.0.3\",}

A text that starts with `{\"` is read as JSON, every other one as YAML. Correct the text at the place shown; the \
mistake is there or shortly before it.";

    TooBig = "E002", "the document is nested too deeply or expands too far", "\
A document may be nested 128 levels deep, and YAML aliases may not blow it up far beyond its own size.

    a: &a [x, x]
    b: &b [*a, *a]
    c: &c [*b, *b]        # and so on

Move inner schemas to `components` and refer to them, and write repeated parts as `$ref` instead of aliases.";

    Version = "E003", "the version of the document is not supported", "\
The first member of a document says which OpenAPI it is written in. 3.0, 3.1 and 3.2 are read, and 2.0 as `swagger: '2.0'`.

    openapi: 4.0.0

Write the version that the document follows.";

    WrongType = "E004", "a value has the wrong JSON type", "\
The standard fixes the JSON type of every keyword, and this value has another one.

    type: object
    required: true        # must be an array of strings

Write the value as the message says.";

    Missing = "E005", "a required member is missing", "\
The standard requires a member that is not there, and nothing sensible can stand in for it.

    parameters:
      - in: query         # `name` is missing
        schema: { type: string }

Add the member.";

    InvalidValue = "E006", "a value is not one of those allowed", "\
The value has the right JSON type, but the standard does not define what it means.

    type: strnig

Use one of the values that the message lists.";

    UnresolvedReference = "E007", "a `$ref` points to nothing", "\
Nothing stands at the place that the `$ref` names.

    schema:
      $ref: '#/components/schemas/Pett'

Correct the reference, or add what it refers to. `~1` stands for `/` and `~0` for `~` in a reference.";

    ExternalReference = "E008", "a `$ref` points out of the document's files", "\
A document may be spread over files in its own directory and below, or below the directory that `--root` names. Files \
elsewhere are not read, and URLs are not fetched.

    $ref: 'https://example.com/models.yaml#/Pet'

Correct the path, put the file there, or name a directory that has it with `--root`.";

    CircularReference = "E009", "a `$ref` leads back to itself", "\
Following the references never arrives at anything.

    components:
      schemas:
        A: { $ref: '#/components/schemas/B' }
        B: { $ref: '#/components/schemas/A' }

Break the circle. A schema may hold itself in a property of an object, also in an array or a map there, and so may one of \
several alternatives; it may not extend itself, nor be nothing but itself, or an array or a map of itself.";

    PathTemplate = "E010", "a path cannot be read", "\
A path begins with `/`, and every brace in it belongs to a pair around the name of a parameter.

    paths:
      /pets/{petId:           # `}` is missing

Correct the path.";

    Waiter = "E011", "`x-waiter` does not fit its operation", "\
`x-waiter` says how to poll an operation until it is done. Its pointers must lead to strings in the 200 reply, and its \
states must be among those of the enum that `state` leads to.

    x-waiter:
      state: /status
      success: [DONE]         # the enum knows `SUCCESS`
      failure: [FAIL]
      interval: 10

Write it as the message says.";

    DuplicateParameter = "E012", "two parameters have the same name and location", "\
A name may occur once per location in the parameters of an operation.

    parameters:
      - { name: limit, in: query, schema: { type: integer } }
      - { name: limit, in: query, schema: { type: string } }

Remove one of them.";

    ConflictingSchemas = "E013", "the parts of an `allOf` contradict each other", "\
A value must satisfy every part of an `allOf`, and no value can satisfy these.

    allOf:
      - { type: object, properties: { id: { type: string } } }
      - { type: object, properties: { id: { type: integer } } }

Make the parts agree.";

    Unsupported = "E014", "the generator does not support this", "\
The document is right, but there is no way so far to generate a client that does what it says. The message names the \
construct.

If you cannot do without it, take the construct out of a copy of the document and call that operation by hand.";

    UnknownSecurityScheme = "E015", "a security requirement names an unknown scheme", "\
Every name in a security requirement must be defined under `components/securitySchemes`.

    security:
      - apikey: []        # defined as `apiKey`

Correct the name, or define the scheme.";

    NothingLeft = "E016", "no operation of the document could be generated", "\
Every operation had to be left out (`W016`), so there would be no client to use.

Correct what the other findings are about.";

    Pagination = "E017", "`x-pagination` does not fit its operation", "\
`x-pagination` says how the results of an operation come in pages. Its `parameter` must be one of the operation's query \
parameters, its `items` must lead to an array in the reply, and each style has members of its own.

    x-pagination:
      style: offset
      parameter: offset
      items: /items
      next: /cursor           # for `style: cursor`

Write it as the message says.";

    NothingSelected = "E018", "nothing of the document is what was asked for", "\
`--tag` and `--operation` (`Operations::Only`) say which operations are generated. Each must select at least one of the \
document's, or a webhook. In both, `*` stands for any text.

    --tag pets                        # all operations with this tag
    --operation 'list*'               # by operationId
    --operation 'GET /pets/{id}'      # by method and path, as the document has them

The message names what comes closest.";

    UnknownKeyword = "W001", "an unknown keyword was ignored", "\
The standard does not define this keyword here, so it has no effect on the output.

    type: string
    desription: The name.     # `description`

Correct the keyword, remove it, or start it with `x-` if it is meant for another tool.";

    DuplicateKey = "W002", "a key occurs twice in the same object", "\
Only the last of the members with the same key counts, as JSON parsers have it.

    properties:
      id: { type: string }
      id: { type: integer }     # this one is used

Remove the ones that are not meant.";

    NullMember = "W003", "a member that is null was read as absent", "\
The standard gives `null` no meaning here. In YAML, a key without a value is null.

    description:

Write a value, or remove the key.";

    MissingText = "W004", "a required member is missing, but the output does not depend on it", "\
The standard requires the member; the generator can do without it.

    responses:
      '200': {}           # `description` is missing

Add the member, so that other tools read the document too.";

    NotText = "W005", "a number or boolean was read as text", "\
The standard requires a string here. YAML reads a word without quotes as a number or boolean if it looks like one.

    info:
      title: Pets
      version: 1.10       # the number 1.1

Put the value in quotes.";

    IgnoredSibling = "W006", "a member beside a `$ref` was ignored", "\
OpenAPI 3.0 ignores everything beside a `$ref`. Beside that of a property, a description, `deprecated` and `nullable` count all \
the same, as they do no harm; what would restrict or hide the value does not.

    $ref: '#/components/schemas/Pet'
    readOnly: true

Wrap the reference: `allOf: [{ $ref: … }]` may have siblings.";

    LaterKeyword = "W007", "a keyword is used as a later version of the standard defines it", "\
The document says it is OpenAPI 3.0, but this keyword is written as 3.1 has it.

    openapi: 3.0.3
    # …
    exclusiveMinimum: 0       # 3.0: `minimum: 0` with `exclusiveMinimum: true`

Write it the way of 3.0.";

    Ignored = "W008", "a construct has no counterpart in the output", "\
The document is right, but the construct does not change the generated client, or not as it says. The message tells what was \
left out, or what it was taken for.";

    Simplified = "W009", "a construct was read as something wider", "\
The type generated accepts more than the document allows, because Rust's types cannot say exactly what it says. The \
message says what was done instead.";

    OutOfRange = "W010", "a value is outside the range that the document gives it", "\
A bound, default or enum value of an integer lies outside what its type can hold, or the default of a server variable is \
not among its values. The type is what `format` says, and the value is documented all the same.

    type: integer
    format: int32
    maximum: 9007199254740991

Use a wider format, or a value within its range; add the default to the values of the variable.";

    PathParameter = "W011", "a path and its parameters disagree", "\
Every `{name}` in a path needs a parameter with `in: path` and `required: true`, and the other way round. What is missing \
is taken for a required string, and what is not in the path is left out.

    paths:
      /pets/{petId}:
        get:
          parameters:
            - { name: id, in: path, required: true, schema: { type: string } }

Give both the same name.";

    RenamedOperation = "W012", "two operations have the same `operationId`", "\
An `operationId` names one operation of the whole document. Of those that have the same, the one whose path comes first by \
the alphabet keeps it, and on one path the one whose method does, so that their order in the document names nothing. The \
others are named after their method and path instead.

    paths:
      /a: { get: { operationId: find, responses: {} } }
      /b: { get: { operationId: find, responses: {} } }

Rename one of them.";

    ExampleMismatch = "W013", "an example or a default is not what its schema says", "\
Every example becomes a test of the generated code: it is decoded, written again and compared. This one would fail, so it \
is left out. A default is told in the documentation of the code, where this one would mislead.

    schema: { type: object, properties: { id: { type: string } } }
    example: { id: 7 }

Correct the example or the default, or the schema.";

    AmbiguousUnion = "W014", "the alternatives of a union cannot be told apart for sure", "\
Neither the JSON type, nor the value of a property, nor a required property shows which alternative a value is. They are \
tried in the order that the message gives. The first one that reads all of the value is taken; if each leaves some of its \
members unread, the first of those that leave the fewest.

    oneOf:
      - { type: object, properties: { name: { type: string } } }
      - { type: object, properties: { name: { type: string }, age: { type: integer } } }

Add a `discriminator`, a required property that only one of them has, or one with a different `enum` value in each.";

    LooseValue = "W015", "a value is not written as the standard has it, but its meaning is plain", "\
Some tools are lenient, so documents get away with it. The message says what the value was read as.

    in: query
    required: 'true'      # the standard requires `true`

Write it as the standard has it, so that other tools read the document too.";

    LeftOut = "W016", "an operation was left out", "\
Its request would have to be guessed, because something in it is defective or cannot be carried: the findings beside this \
one say what. Nothing is generated for the operation rather than something that sends the wrong bytes. All the rest is.

    paths:
      /pets:
        get:
          parameters: [{ name: id }]     # `in` is missing

Correct what the other findings are about.";

    UnusedSchemas = "W017", "schemas have no types, because nothing holds their values", "\
No type of an operation, webhook or callback holds a value of them, so a client has no use for types of them. Documents \
have many such schemas: those that are only merged into others by `allOf`, those of operations that are gone, and those \
that a value may have, but is not read as, which another finding says (`W009`). Each type would cost everyone who builds \
the client some time.

    components:
      schemas:
        Pet: { allOf: [{ $ref: '#/components/schemas/Named' }] }
        Named: { type: object }     # `Pet` has its properties; nothing is a `Named`

There is nothing to correct. `--unused keep` generates them, too.";
}

#[cfg(test)]
mod tests {
    use super::{Code, Severity};

    #[test]
    fn ids_are_unique_sorted_and_found_again() {
        let sorted = |letter| {
            let mut ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).filter(|id| id.starts_with(letter)).collect();
            let count = ids.len();
            assert!(ids.is_sorted(), "{ids:?}");
            ids.dedup();
            assert_eq!(ids.len(), count);
        };
        sorted('E');
        sorted('W');
        for &code in Code::ALL {
            assert_eq!(Code::parse(&code.id().to_lowercase()), Some(code));
            assert!(!code.explain().is_empty() && !code.title().ends_with('.'), "{code}");
        }
        assert_eq!(Code::parse("E999"), None);
        assert_eq!(Code::WrongType.severity(), Severity::Error);
        assert_eq!(Code::UnknownKeyword.severity(), Severity::Warning);
    }
}
