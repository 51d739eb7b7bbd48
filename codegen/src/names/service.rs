//! Allocates the identifiers of what belongs to the API as a whole: its servers, the headers of its replies, and the calls
//! that it makes.

use std::collections::BTreeMap;

use super::scope::Scope;
use super::{Name, role, variants};
use crate::ir::{Api, IncomingSource, ResponseHeader};

/// The identifiers around a server with variables.
#[derive(Debug)]
pub struct ServerNames {
    /// The server's own type.
    pub ident: Name,
    /// Its variables, in order.
    pub variables: Vec<VariableNames>,
}

/// The identifiers around a variable of a server.
#[derive(Debug)]
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

/// The constants of the headers of replies.
pub(super) fn headers(api: &Api) -> Vec<Name> {
    let mut constants = Scope::new(role::HEADER);
    api.headers().into_iter().map(|header| constants.name(&header.wire_name)).collect()
}

/// Servers with variables: their own types first, so that a derived name never takes the name of a server.
pub(super) fn variable_servers(api: &Api) -> Vec<ServerNames> {
    let mut types = Scope::new(role::SERVER_TYPE);
    let servers: Vec<_> = api.variable_servers().into_iter().map(|(_, server)| server).collect();
    let idents: Vec<Name> = servers.iter().map(|server| types.name(&server.name)).collect();
    let named = idents.into_iter().zip(servers);
    named
        .map(|(ident, server)| {
            let mut setters = Scope::new(role::SERVER_SETTER);
            let variables = server.variables.iter().map(|variable| VariableNames {
                setter: setters.name(&variable.name),
                ident: types.name(&format!("{ident} {}", variable.name)),
                values: variants(variable.values.iter().map(String::as_str)).into_iter().map(|it| it.ident).collect(),
            });
            ServerNames { variables: variables.collect(), ident }
        })
        .collect()
}

/// The constants of webhooks and of callbacks, in a module for each.
pub(super) fn incoming(api: &Api) -> Vec<Name> {
    let (mut webhooks, mut callbacks) = (Scope::new(role::INCOMING), Scope::new(role::INCOMING));
    let names = api.incoming.iter().map(|incoming| match incoming.source {
        IncomingSource::Webhook(_) => webhooks.name(&incoming.name),
        IncomingSource::Callback(_) => callbacks.name(&incoming.name),
    });
    names.collect()
}
