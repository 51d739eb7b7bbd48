//! What an identifier must not be: keywords, and names that something else already has in the same place.

/// The keywords that a parser takes for identifiers, since they are none everywhere: `gen` has been one since the edition of
/// 2024, and `union` is one where an item begins.
const KEYWORDS_TO_SOME: &[&str] = &["gen", "union"];

/// The types, traits and variants that Rust code names without importing them.
pub const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// What the files of models import.
pub const MODEL_TYPES: &[&str] = &["BTreeMap", "JsonKind", "Maybe"];

/// What the files of operations import.
pub const OPERATION_TYPES: &[&str] = &[
    "BTreeMap",
    "Call",
    "Client",
    "Duration",
    "Explode",
    "Follow",
    "Frames",
    "Idempotent",
    "JsonText",
    "Outcome",
    "PageClues",
    "PageInfo",
    "PageStep",
    "Paged",
    "Poll",
    "Progress",
    "Sent",
    "ServerInfo",
    "ServerVariableInfo",
    "Streams",
    "Style",
    "WaiterInfo",
];

/// What the file of servers imports.
pub const SERVER_TYPES: &[&str] = &["Endpoint", "Operation"];

/// Modules that hold something else, and the names that a file cannot have on Windows.
pub const MODULES: &[&str] = &[
    "api",
    "aux",
    "callbacks",
    "client",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "con",
    "examples",
    "headers",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "mod",
    "models",
    "nul",
    "prn",
    "servers",
    "tests",
    "webhooks",
];

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
    "blocking",
    "body",
    "build",
    "clone",
    "cookie",
    "cookie_as",
    "cookie_verbatim",
    "div",
    "download",
    "download_blocking",
    "endpoint",
    "fmt",
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
    "linked",
    "mul",
    "neg",
    "new",
    "not",
    "pages",
    "path",
    "path_as",
    "query",
    "query_as",
    "query_string",
    "rem",
    "retry",
    "send",
    "send_blocking",
    "server",
    "shl",
    "shr",
    "stream",
    "stream_blocking",
    "sub",
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
    "max_request_bytes",
    "max_response_bytes",
    "new",
    "on_request",
    "on_response",
    "parameter",
    "redirect",
    "retry",
    "retry_budget",
    "server",
    "timeout",
    "transport",
    "user_agent",
];

/// Whether `name`, which is spelled like an identifier, is a keyword of any edition, or reserved to become one.
pub fn is_keyword(name: &str) -> bool {
    // A parser takes a while for the names of a large document, most of which are longer than any keyword.
    name.len() <= "continue".len() && (KEYWORDS_TO_SOME.contains(&name) || syn::parse_str::<syn::Ident>(name).is_err())
}

#[cfg(test)]
mod tests {
    use super::is_keyword;

    #[test]
    fn keywords_of_all_editions_are_known() {
        let keywords = "Self abstract as async await become box break const continue crate do dyn else enum extern false final fn \
                        for gen if impl in let loop macro match mod move mut override priv pub ref return self static struct \
                        super trait true try type typeof union unsafe unsized use virtual where while yield";
        assert!(keywords.split_whitespace().all(is_keyword));
        let others = "default dyn_ raw safe auto Type größe _1";
        assert!(!others.split_whitespace().any(is_keyword));
    }
}
