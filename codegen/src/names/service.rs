//! Allocates the identifiers of what belongs to the API as a whole.
//!
//! These are its servers, the headers of its replies, and the calls that it makes.

use std::collections::BTreeMap;

use super::scope::{Claim, Scope};
use super::types::variants;
use super::{Name, TypeNames, in_scope, names, role};
use crate::ir::{Api, Format, HeaderText, Incoming, IncomingSource, ResponseHeader, Scalar, Server, Type};

/// The identifiers around a server with variables.
#[derive(Debug, Clone)]
pub struct ServerNames {
    /// The server's own type.
    pub ident: Name,
    /// Its variables, in order.
    pub variables: Vec<VariableNames>,
}

/// The identifiers around a variable of a server.
#[derive(Debug, Clone)]
pub struct VariableNames {
    /// The setter, and its argument.
    pub setter: Name,
    /// The enum of the allowed values.
    pub ident: Name,
    /// The variant of each allowed value, in order.
    pub values: Vec<Name>,
}

/// The constants of headers, by the header's name in lower case.
pub(super) fn by_name(api: &Api, names: &[Name]) -> BTreeMap<String, Vec<(ResponseHeader, Name)>> {
    let mut table: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (header, name) in api.headers().into_iter().zip(names) {
        table.entry(header.wire_name.to_ascii_lowercase()).or_default().push((header.clone(), name.clone()));
    }
    table
}

/// The constants of the headers of replies. A header that is read in several ways has one for each.
pub(super) fn headers(api: &Api, types: &[TypeNames]) -> Vec<Name> {
    // Their names have no case, so that of several spellings one stands for all.
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    for header in api.headers() {
        let spelling = spellings.entry(header.wire_name.to_ascii_lowercase()).or_insert(&header.wire_name);
        *spelling = (*spelling).min(&header.wire_name);
    }
    let claims = api.headers().into_iter().map(|header| {
        let words = match header.text {
            HeaderText::Simple(_) => words(&header.ty, types),
            HeaderText::Json => format!("json {}", words(&header.ty, types)),
        };
        Claim::new(spellings[&header.wire_name.to_ascii_lowercase()]).aside(words)
    });
    names(role::HEADER, claims)
}

/// A type in words.
fn words(ty: &Type, types: &[TypeNames]) -> String {
    match ty {
        Type::Named(id) => types[id.index()].ident.to_string(),
        Type::Scalar(scalar) => scalar_word(*scalar).to_owned(),
        Type::Array(inner) => format!("{} list", words(inner, types)),
        Type::Map(inner) => format!("{} map", words(inner, types)),
        Type::Nullable(inner) => words(inner, types),
        Type::Any => "any".to_owned(),
    }
}

/// A type without parts in a word. It tells public names apart, so it stays as it is whatever becomes of the type's name.
fn scalar_word(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "Bool",
        Scalar::I32 => "I32",
        Scalar::I64 => "I64",
        Scalar::U32 => "U32",
        Scalar::U64 => "U64",
        Scalar::F64 => "F64",
        Scalar::String => "String",
        Scalar::Format(Format::DateTime) => "Format(DateTime)",
        Scalar::Format(Format::Date) => "Format(Date)",
        Scalar::Format(Format::Byte) => "Format(Byte)",
        Scalar::Format(Format::Uuid) => "Format(Uuid)",
        Scalar::Part => "Part",
    }
}

/// A server by its name, or else by what else its URL says.
pub(super) fn server(server: &Server) -> Claim<'_> {
    let (_, path) = server.url.split_once(server.name.as_str()).unwrap_or(("", &server.url));
    let claim = Claim::new(&server.name);
    if path.trim_matches('/').is_empty() { claim } else { claim.aside(path) }
}

/// Servers with variables: their own types first, so that a derived name never takes the name of a server.
pub(super) fn variable_servers(api: &Api) -> Vec<ServerNames> {
    let mut types = Scope::new(role::SERVER_TYPE);
    let servers: Vec<&Server> = api.variable_servers().into_iter().map(|(_, server)| server).collect();
    let idents = in_scope(&mut types, servers.iter().map(|it| server(it)));
    let derived = servers.iter().zip(&idents).flat_map(|(server, ident)| {
        server.variables.iter().map(|variable| Claim::new(ident.as_str()).and(&variable.name).aside("values"))
    });
    let mut derived = in_scope(&mut types, derived).into_iter();
    let named = idents.into_iter().zip(servers);
    named
        .map(|(ident, server)| {
            let setters = names(role::SERVER_SETTER, server.variables.iter().map(|it| Claim::new(&it.name)));
            let variables = server.variables.iter().zip(setters).zip(derived.by_ref());
            let variables = variables.map(|((variable, setter), ident)| VariableNames {
                setter,
                ident,
                values: variants(variable.values.iter().map(Claim::new)).into_iter().map(|it| it.ident).collect(),
            });
            ServerNames { variables: variables.collect(), ident }
        })
        .collect()
}

/// The constants of webhooks and of callbacks, in a module for each.
pub(super) fn incoming(api: &Api) -> Vec<Name> {
    let is_webhook = |incoming: &Incoming| matches!(incoming.source, IncomingSource::Webhook(_));
    let of_module = |webhooks: bool| {
        let module = api.incoming.iter().filter(|incoming| is_webhook(incoming) == webhooks);
        let claims = module.map(|incoming| Claim::new(&incoming.name).aside(incoming.method.as_str()));
        names(role::INCOMING, claims).into_iter()
    };
    let (mut webhooks, mut callbacks) = (of_module(true), of_module(false));
    let next = |incoming| if is_webhook(incoming) { webhooks.next() } else { callbacks.next() };
    api.incoming.iter().filter_map(next).collect()
}
