//! `mod.rs`: the modules of the output, and the facts about the API as a whole.

use proc_macro2::TokenStream;
use quote::quote;

use super::incoming::{self, Kind};
use super::{Cx, File, client, docs, examples, headers, server, servers, token};
use crate::ir::{ApiKeyLocation, Docs, Scheme, SchemeKind};

/// `mod.rs`.
pub fn file(cx: Cx<'_>) -> File {
    let examples = examples::exist(cx).then(|| quote! { #[cfg(test)] mod examples; });
    let server = (!cx.api.servers.is_empty()).then(|| quote! { pub use self::client::Server; });
    let mut items = vec![quote! { pub mod api; }];
    items.extend(incoming::exist(cx, Kind::Callbacks).then(|| quote! { pub mod callbacks; }));
    items.extend(client::exists(cx).then(|| quote! { mod client; }));
    items.extend(examples);
    items.extend(headers::exist(cx).then(|| quote! { pub mod headers; }));
    items.push(quote! { pub mod models; });
    items.extend(servers::exist(cx).then(|| quote! { pub mod servers; }));
    items.extend(incoming::exist(cx, Kind::Webhooks).then(|| quote! { pub mod webhooks; }));
    items.extend(server);
    items.extend(imports(cx));
    items.push(api(cx));
    let info = &cx.api.info;
    let described = Docs { summary: None, description: info.description.clone(), ..Docs::default() };
    let mut lines = vec![docs::sentence(&format!("{}, version {}", docs::plain(&info.title), info.version))];
    if described.description.is_some() {
        lines.push(String::new());
        lines.extend(docs::lines(&described));
    }
    File { path: "mod.rs".to_owned(), docs: lines, items }
}

/// The types of the facts.
fn imports(cx: Cx<'_>) -> Option<TokenStream> {
    let needed = [
        ("ApiInfo", true),
        ("SchemeInfo", !cx.api.schemes.is_empty()),
        ("SchemeKind", !cx.api.schemes.is_empty()),
        ("ServerInfo", !cx.api.servers.is_empty()),
        ("ServerVariableInfo", server::have_variables(&cx.api.servers)),
    ];
    token::import(&quote! { crate::runtime }, &needed)
}

/// The facts.
fn api(cx: Cx<'_>) -> TokenStream {
    let (title, version) = (&cx.api.info.title, &cx.api.info.version);
    let servers = cx.api.servers.iter().map(server::info);
    let schemes = cx.api.schemes.iter().map(scheme);
    let parameters = cx.names.client_parameters().keys();
    quote! {
        /// The facts about the API that hold for all of its operations.
        pub static API: ApiInfo = ApiInfo {
            title: #title,
            version: #version,
            servers: &[#(#servers),*],
            schemes: &[#(#schemes),*],
            client_parameters: &[#(#parameters),*],
        };
    }
}

/// A security scheme, as the runtime applies it.
fn scheme(scheme: &Scheme) -> TokenStream {
    let wire_name = &scheme.wire_name;
    let kind = match &scheme.kind {
        SchemeKind::ApiKey { location: ApiKeyLocation::Header, name } => quote! { SchemeKind::Header(#name) },
        SchemeKind::ApiKey { location: ApiKeyLocation::Query, name } => quote! { SchemeKind::Query(#name) },
        SchemeKind::ApiKey { location: ApiKeyLocation::Cookie, name } => quote! { SchemeKind::Cookie(#name) },
        SchemeKind::Basic => quote! { SchemeKind::Basic },
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => quote! { SchemeKind::Bearer },
        SchemeKind::MutualTls => quote! { SchemeKind::Connection },
        SchemeKind::Signer { algorithm } => quote! { SchemeKind::Signer(#algorithm) },
    };
    quote! { SchemeInfo { name: #wire_name, kind: #kind } }
}
