//! Servers: the table in the API's facts, and the typed choice.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, docs};
use crate::ir::{Server, ServerVariable};

/// An entry of the table.
pub fn info(server: &Server) -> TokenStream {
    let (name, url) = (&server.name, &server.url);
    let variables = server.variables.iter().map(variable);
    quote! { ServerInfo { name: #name, url: #url, variables: &[#(#variables),*] } }
}

/// A variable of a server's URL.
fn variable(variable: &ServerVariable) -> TokenStream {
    let ServerVariable { name, default, values, description: _ } = variable;
    quote! { ServerVariableInfo { name: #name, default: #default, values: &[#(#values),*] } }
}

/// Whether the table of `servers` has variables.
pub fn have_variables(servers: &[Server]) -> bool {
    servers.iter().any(|server| !server.variables.is_empty())
}

/// What to say about the servers of an operation. The first is used unless the caller says otherwise.
pub fn line(servers: &[Server]) -> String {
    let urls: Vec<_> = servers.iter().map(|server| docs::code(&server.url)).collect();
    format!("Served at {}, not with the rest of the API.", urls.join(" or "))
}

/// The typed choice of servers.
pub fn items(cx: Cx<'_>) -> Vec<TokenStream> {
    if cx.api.servers.is_empty() {
        return Vec::new();
    }
    vec![declaration(cx), methods(cx), quote! { server_choice!(Server, API); }]
}

/// The enum.
fn declaration(cx: Cx<'_>) -> TokenStream {
    let variants = cx.api.servers.iter().zip(cx.names.servers()).map(|(server, ident)| {
        let url = docs::code(&server.url);
        let doc = match server.description.as_deref().map(docs::plain).filter(|text| !text.is_empty()) {
            Some(text) => docs::line(format!("{} {url}.", docs::sentence(&text))),
            None => docs::line(format!("{url}.")),
        };
        quote! { #doc #ident, }
    });
    quote! {
        /// Where the API is served.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Server {
            #(#variants)*
        }
    }
}

/// From a server to the facts about it. The variants stand in the order of the table.
fn methods(cx: Cx<'_>) -> TokenStream {
    let idents = cx.names.servers();
    quote! {
        impl Server {
            /// Every server, in the document's order.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            /// The server's name, its URL and the variables in it.
            pub fn info(self) -> &'static ServerInfo {
                &API.servers[self as usize]
            }
        }
    }
}
