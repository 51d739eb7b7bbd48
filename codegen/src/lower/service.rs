//! Turns what belongs to the API as a whole into the IR: its title and its servers.
//!
//! Never here: security schemes, see `security.rs`; tags, see `tag.rs`.

use openapiv3::{Info, ServerVariable};
use serde_json::Value;

use super::context::Context;
use super::{docs, path};
use crate::beyond;
use crate::diagnostics::{Code, Instead};
use crate::ir::{self, ApiInfo, Operation, Server};
use crate::pointer::Pointer;

/// Warns of top-level members that the standard does not define.
pub(super) fn check_members(cx: &mut Context<'_>) {
    let root = Pointer::root();
    let known = ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];
    cx.document.check_object(&root, &known, cx.report);
    let known = [
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
    ];
    cx.document.check_object(&root.child("components"), &known, cx.report);
    for name in ["info", "paths"].into_iter().filter(|name| !cx.document.contains(&root.child(name))) {
        cx.report.add(Code::MissingText, &root, format!("the member `{name}` is missing, read as empty"));
    }
}

/// The `info` of the document.
pub(super) fn info(cx: &mut Context<'_>) -> ApiInfo {
    let root = Pointer::root();
    let info: Option<Info> = cx.read_lenient(&root.child("info"));
    let Info { title, description, terms_of_service: _, contact: _, license: _, version, extensions: _ } =
        info.unwrap_or_default();
    let link = cx.read_lenient(&root.child("externalDocs"));
    ApiInfo { title, version, description: docs::with_link(description, link) }
}

/// The servers of the whole API.
pub(super) fn servers(cx: &mut Context<'_>) -> Vec<Server> {
    let at = Pointer::root().child("servers");
    let servers: Vec<openapiv3::Server> = cx.read_lenient(&at).unwrap_or_default();
    let servers = servers.into_iter().enumerate();
    servers.filter_map(|(index, it)| cx.contain(Instead::NoServer, |cx| one(cx, it, &at.child(index)))).collect()
}

/// The list of servers at `at` that stands in for those of the whole API.
pub(super) fn lower_servers(cx: &mut Context<'_>, servers: Vec<openapiv3::Server>, at: &Pointer) -> Vec<Server> {
    servers.into_iter().enumerate().map(|(index, server)| one(cx, server, &at.child(index))).collect()
}

/// Leaves out the servers of operations that are those of the API: they go with whatever endpoint the user chooses.
pub(super) fn forget_repeated(operations: &mut [Operation], servers: &[Server]) {
    let is_same = |(own, other): (&Server, &Server)| own.url == other.url && own.variables == other.variables;
    for operation in operations {
        if operation.servers.len() == servers.len() && operation.servers.iter().zip(servers).all(is_same) {
            operation.servers.clear();
        }
    }
}

fn one(cx: &mut Context<'_>, server: openapiv3::Server, at: &Pointer) -> Server {
    let openapiv3::Server { url, description, variables, extensions } = server;
    let variables = variables.unwrap_or_default();
    let url = without_query(cx, url, at);
    let names = match path::parse(&url) {
        Ok(template) => template.parameters().map(str::to_owned).collect(),
        Err(problem) => {
            cx.report.add(Code::InvalidValue, &at.child("url"), format!("`{url}` is not a URL template: {problem}"));
            Vec::new()
        }
    };
    let undefined: Vec<_> = names.iter().filter(|name| !variables.contains_key(*name)).cloned().collect();
    let undefined = undefined.into_iter().map(|name| {
        let message = format!("`{name}` in the URL is not among `variables`: it must be set, for want of a default");
        cx.simplified(at, message);
        ir::ServerVariable { name, default: String::new(), values: Vec::new(), description: None }
    });
    let undefined: Vec<_> = undefined.collect();
    let lowered = variables.into_iter().filter_map(|(name, variable)| {
        if names.contains(&name) {
            return Some(lower_variable(cx, name, variable, at));
        }
        cx.ignored(&at.child("variables").child(&name), format!("`{name}` is not in the URL, and is left out"));
        None
    });
    let variables = lowered.collect::<Vec<_>>().into_iter().chain(undefined).collect();
    let name = extensions.get(beyond::NAME).and_then(Value::as_str).unwrap_or_else(|| host(&url)).to_owned();
    Server { name, url, description, origin: at.clone(), variables }
}

/// What stands in front of a path cannot have a query: the URL without it.
fn without_query(cx: &mut Context<'_>, url: String, at: &Pointer) -> String {
    let Some(end) = url.find(['?', '#']) else { return url };
    let message = format!("a server's URL has neither query nor fragment: `{}` is left out", &url[end..]);
    cx.ignored(&at.child("url"), message);
    url[..end].to_owned()
}

fn lower_variable(cx: &mut Context<'_>, name: String, variable: ServerVariable, at: &Pointer) -> ir::ServerVariable {
    let ServerVariable { enumeration, default, description, extensions: _ } = variable;
    if !enumeration.is_empty() && !enumeration.contains(&default) {
        let message = format!("the default `{default}` is not among the allowed values");
        let at = at.child("variables").child(&name).child("default");
        cx.report.add(Code::OutOfRange, &at, message).help("it is used all the same; add it to `enum`");
    }
    ir::ServerVariable { name, default, values: enumeration, description }
}

/// The host of a URL, or the URL itself when it has none.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().filter(|host| !host.is_empty()).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn servers_are_named_after_their_hosts() {
        assert_eq!(host("https://api.example.com/v1"), "api.example.com");
        assert_eq!(host("https://{region}.example.com:8443"), "{region}.example.com:8443");
        assert_eq!(host("/v1"), "/v1");
        assert_eq!(host(""), "");
    }
}
