//! What an identifier must not be: keywords, and names that something else already has in the same place.

/// Keywords of all editions, the reserved ones, and the names that `r#` cannot save.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// Types that generated models must not shadow: the prelude, and what their files import.
pub const MODEL_TYPES: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Debug",
    "Decode",
    "DecodeError",
    "Default",
    "Display",
    "Eq",
    "Err",
    "Fields",
    "From",
    "FromStr",
    "Hash",
    "Into",
    "Iterator",
    "JsonKind",
    "Maybe",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "Reader",
    "Result",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "String",
    "Sync",
    "ToString",
    "UnknownInteger",
    "UnknownValue",
    "UnknownVariant",
    "Value",
    "Vec",
];

/// Types that the operations must not shadow.
pub const OPERATION_TYPES: &[&str] = &[
    "BTreeMap",
    "Box",
    "Call",
    "Client",
    "Clone",
    "Debug",
    "Decoded",
    "Duration",
    "Err",
    "Explode",
    "Follow",
    "Idempotent",
    "Into",
    "JsonText",
    "Method",
    "None",
    "Ok",
    "Operation",
    "OperationInfo",
    "Option",
    "Outcome",
    "Poll",
    "Progress",
    "Reply",
    "Result",
    "Scopes",
    "Sent",
    "ServerInfo",
    "ServerVariableInfo",
    "Some",
    "String",
    "Style",
    "Vec",
    "WaiterInfo",
];

/// Types that the servers must not shadow.
pub const SERVER_TYPES: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Endpoint",
    "Eq",
    "From",
    "Hash",
    "Into",
    "Operation",
    "PartialEq",
    "String",
];

/// Modules that hold something else.
pub const MODULES: &[&str] = &["api", "client", "examples", "mod", "models", "servers", "tests"];

/// Variants that the generator adds itself.
pub const VARIANTS: &[&str] = &["Unknown"];

/// Methods of `runtime::Client`.
pub const CLIENT_METHODS: &[&str] = &["builder", "clone", "fmt", "new", "endpoint", "blocking"];

/// Methods of `runtime::Call`, of now and of the near future, and those that clippy wants to belong to a trait.
pub const CALL_METHODS: &[&str] = &[
    "accept",
    "add",
    "bitand",
    "bitor",
    "bitxor",
    "body",
    "build",
    "bytes",
    "clone",
    "content_type",
    "cookie",
    "cookie_as",
    "div",
    "download",
    "endpoint",
    "fmt",
    "form",
    "header",
    "header_param",
    "header_param_as",
    "idempotency_key",
    "idle_timeout",
    "into_future",
    "into_request",
    "items",
    "json",
    "json_as",
    "lines",
    "mul",
    "multipart",
    "neg",
    "new",
    "not",
    "pages",
    "path",
    "path_as",
    "query",
    "query_as",
    "rem",
    "retry",
    "send",
    "server",
    "shl",
    "shr",
    "stream",
    "sub",
    "text",
    "timeout",
    "wait",
];

/// Methods of `runtime::ClientBuilder`.
pub const BUILDER_METHODS: &[&str] = &[
    "build",
    "clock",
    "clone",
    "connect_timeout",
    "default",
    "credential",
    "endpoint",
    "errors",
    "fmt",
    "header",
    "idle_timeout",
    "max_response_bytes",
    "new",
    "parameter",
    "redirect",
    "retry",
    "retry_budget",
    "server",
    "timeout",
    "transport",
    "user_agent",
];

/// Whether `name` is a keyword.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}
