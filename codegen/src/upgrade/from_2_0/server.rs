//! The servers of 3.0, which 2.0 has in pieces: `schemes`, `host` and `basePath`.

use super::super::here::Here;
use super::super::members::{Members, text};
use crate::diagnostics::{Code, Report};
use crate::source::Value;

/// Where the whole API is.
#[derive(Debug, Default)]
pub(super) struct Base {
    host: Option<String>,
    path: String,
}

impl Base {
    /// Takes the pieces that all operations share.
    pub(super) fn take(document: &mut Members<'_>) -> Self {
        let mut take = |key| document.take(key).as_ref().and_then(Value::as_text).map(str::to_owned);
        let path = take("basePath").unwrap_or_default();
        Self { host: take("host").filter(|host| !host.is_empty()), path: path.trim_end_matches('/').to_owned() }
    }
}

/// Turns the `schemes` of the document or of an operation into `servers`. The secure ones come first, as the default.
pub(super) fn rewrite(base: &Base, owner: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    let is_document = matches!(here, Here::Root);
    let written = match owner.take("schemes") {
        Some(Value::Array(schemes)) => schemes,
        _ => Vec::new(),
    };
    if written.is_empty() && !is_document {
        return;
    }
    let mut servers: Vec<(String, usize)> = Vec::new();
    for (index, scheme) in written.iter().enumerate() {
        match scheme.as_text() {
            Some(scheme @ ("http" | "https")) => servers.push((scheme.to_owned(), index)),
            _ => {
                let message = "only `http` and `https` are used, the scheme is left out";
                report.add(Code::Ignored, &here.below(&["schemes", &index.to_string()]), message);
            }
        }
    }
    servers.sort_by_key(|(scheme, _)| scheme != "https");
    let from: Vec<[String; 2]> = servers.iter().map(|(_, index)| ["schemes".to_owned(), index.to_string()]).collect();
    let urls = urls(base, servers.into_iter().map(|(scheme, _)| scheme).collect());
    for (index, at) in from.iter().enumerate().take(urls.len()) {
        here.moved(&["servers", &index.to_string()], &[&at[0], &at[1]], report);
    }
    if from.is_empty() {
        here.moved(&["servers", "0"], &[if base.host.is_some() { "host" } else { "basePath" }], report);
    }
    if !urls.is_empty() {
        let servers = urls.into_iter().map(|url| Members::from([("url", text(url))]).into_value());
        owner.set("servers", Value::Array(servers.collect()));
    }
}

fn urls(base: &Base, mut schemes: Vec<String>) -> Vec<String> {
    let Base { host, path } = base;
    let Some(host) = host else {
        return if path.is_empty() { Vec::new() } else { vec![path.clone()] };
    };
    if schemes.is_empty() {
        schemes.push("https".to_owned());
    }
    schemes.into_iter().map(|scheme| format!("{scheme}://{host}{path}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check, findings};

    #[test]
    fn servers_are_put_together() {
        let table = [
            ("host: h\nbasePath: /v1/", "[{url: 'https://h/v1'}]"),
            ("host: h:8080\nschemes: [http, https]", "[{url: 'https://h:8080'}, {url: 'http://h:8080'}]"),
            ("basePath: /v1\nschemes: [https]", "[{url: /v1}]"),
        ];
        for (text, servers) in table {
            check(&[(&format!("swagger: '2.0'\n{text}"), &format!("openapi: 3.0.3, servers: {servers}"))]);
        }
        check(&[
            ("swagger: '2.0'\nbasePath: /", "openapi: 3.0.3"),
            (
                "swagger: '2.0'\nhost: h\npaths: {/a: {get: {schemes: [http]}}}",
                "paths: {/a: {get: {servers: [{url: 'http://h'}]}}}, openapi: 3.0.3, servers: [{url: 'https://h'}]",
            ),
        ]);
        insta::assert_snapshot!(findings("swagger: '2.0'\nhost: h\nschemes: [wss]"), @"warning[W008] #/schemes/0: only `http` and `https` are used, the scheme is left out");
    }
}
