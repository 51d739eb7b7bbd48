//! `client.rs`: what the document adds to the client's builder, and the typed choice of servers.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, File, docs, server, token};
use crate::ir::{ApiKeyLocation, Docs, Need, Scheme, SchemeId, SchemeKind};
use crate::names::Name;

/// `client.rs`.
pub fn file(cx: Cx<'_>) -> File {
    let mut items = imports(cx);
    items.extend(setters(cx));
    items.extend(server::items(cx));
    File { path: "client.rs".to_owned(), docs: vec!["What a client of this API can be built with.".to_owned()], items }
}

/// Whether the document adds anything.
pub fn exists(cx: Cx<'_>) -> bool {
    let settings = cx.api.schemes.len() + cx.names.client_parameters().len();
    settings + cx.api.servers.len() > 0
}

/// The `use` items that the file needs, and no other.
fn imports(cx: Cx<'_>) -> Vec<TokenStream> {
    let servers = !cx.api.servers.is_empty();
    let kinds = || cx.api.schemes.iter().map(|scheme| &scheme.kind);
    let signer = kinds().any(|kind| matches!(kind, SchemeKind::Signer { .. }));
    let secret = kinds().any(|kind| !matches!(kind, SchemeKind::Signer { .. } | SchemeKind::MutualTls));
    let client = kinds().any(|kind| matches!(kind, SchemeKind::OAuth2 { client_token_url: Some(_) }));
    let client = client.then(|| quote! { use crate::runtime::auth::ClientCredentials; });
    let builder = !cx.api.schemes.is_empty() || !cx.names.client_parameters().is_empty();
    let needed = [
        ("ClientBuilder", builder),
        ("Credential", !cx.api.schemes.is_empty()),
        ("Secret", secret),
        ("ServerInfo", servers),
        ("Signer", signer),
    ];
    let choice = servers.then(|| quote! { use crate::runtime::declare::server_choice; });
    let api = servers.then(|| quote! { use super::API; });
    let runtime = token::import(&quote! { crate::runtime }, &needed);
    api.into_iter().chain(client).chain(choice).chain(runtime).collect()
}

/// The builder's setters: one for each security scheme, one for each client parameter.
fn setters(cx: Cx<'_>) -> Option<TokenStream> {
    let schemes = cx.api.schemes.iter().enumerate().map(|(index, scheme)| credential(cx, SchemeId::new(index), scheme));
    let parameters = cx.names.client_parameters().iter().map(|(wire_name, ident)| parameter(cx, wire_name, ident));
    let setters: Vec<_> = schemes.chain(parameters).collect();
    (!setters.is_empty()).then(|| quote! { impl ClientBuilder { #(#setters)* } })
}

/// The setter for a credential.
fn credential(cx: Cx<'_>, id: SchemeId, scheme: &Scheme) -> TokenStream {
    let ident = cx.names.scheme_setter(id);
    let wire_name = &scheme.wire_name;
    let doc = credential_docs(scheme);
    let (arguments, credential) = match &scheme.kind {
        SchemeKind::ApiKey { .. } | SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => {
            (quote! { value: impl Into<Secret> }, quote! { Credential::value(value) })
        }
        SchemeKind::Basic => (
            quote! { user: impl Into<String>, password: impl Into<Secret> },
            quote! { Credential::basic(user, password) },
        ),
        SchemeKind::Signer { .. } => (quote! { signer: impl Signer }, quote! { Credential::signer(signer) }),
        SchemeKind::MutualTls => (TokenStream::new(), quote! { Credential::connection() }),
    };
    let client = match &scheme.kind {
        SchemeKind::OAuth2 { client_token_url: Some(url) } => Some(client(cx, id, scheme, url)),
        _ => None,
    };
    quote! {
        #doc
        pub fn #ident(self, #arguments) -> Self {
            self.credential(#wire_name, #credential)
        }
        #client
    }
}

/// The setter for a client's id and secret, with which it gets tokens.
fn client(cx: Cx<'_>, id: SchemeId, scheme: &Scheme, url: &str) -> TokenStream {
    let (ident, wire_name) = (cx.names.scheme_client(id), &scheme.wire_name);
    let doc = docs::comment(&[
        format!("Gets tokens for `{}` with the id and the secret of a client,", cx.names.scheme_setter(id)),
        format!("from {} unless `client` says otherwise.", docs::code(url)),
    ]);
    quote! {
        #doc
        pub fn #ident(self, client: ClientCredentials) -> Self {
            self.credential(#wire_name, Credential::provider(client.documented(#url)))
        }
    }
}

/// What the document says about a scheme, and where the credential goes.
fn credential_docs(scheme: &Scheme) -> TokenStream {
    let place = match &scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            let location = match location {
                ApiKeyLocation::Header => "header",
                ApiKeyLocation::Query => "query parameter",
                ApiKeyLocation::Cookie => "cookie",
            };
            format!("Sent in the {location} `{name}`, and only to operations that ask for it.")
        }
        SchemeKind::Basic => "Sent as `Authorization: Basic …`, and only to operations that ask for it.".to_owned(),
        SchemeKind::MutualTls => {
            let promise = "Says that the transport presents a client certificate, for the operations that ask for one.";
            promise.to_owned()
        }
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => {
            "Sent as `Authorization: Bearer …`, and only to operations that ask for it.".to_owned()
        }
        SchemeKind::Signer { algorithm } => format!("Signs each request that asks for it, with `{algorithm}`."),
    };
    let summary = format!("Sets the credential for `{}`.", scheme.wire_name);
    let documented = scheme.description.clone().unwrap_or_default();
    let described = Docs { description: Some(documented), ..Docs::default() };
    let mut lines = docs::lines_or(&described, &summary);
    docs::append_paragraph(&mut lines, &place);
    docs::comment(&lines)
}

/// The setter for a client parameter.
fn parameter(cx: Cx<'_>, wire_name: &str, ident: &Name) -> TokenStream {
    let mut parameters = cx.api.operations.iter().flat_map(|operation| &operation.parameters);
    let documented = parameters.find(|parameter| parameter.need == Need::Client && parameter.wire_name == wire_name);
    let fallback = format!("Sets `{wire_name}`.");
    let mut lines =
        documented.map_or_else(|| vec![fallback.clone()], |parameter| docs::lines_or(&parameter.docs, &fallback));
    docs::append_paragraph(&mut lines, "Used for every call that needs it and does not set its own.");
    let doc = docs::comment(&lines);
    quote! {
        #doc
        pub fn #ident(self, #ident: impl Into<String>) -> Self {
            self.parameter(#wire_name, #ident)
        }
    }
}
