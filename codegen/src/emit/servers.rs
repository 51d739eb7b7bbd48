//! `servers.rs`: a type for each server with variables, with a setter for each variable.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, File, docs, token};
use crate::ir::{Docs, Server, ServerPlace, ServerVariable};
use crate::names::{Name, ServerNames, VariableNames};

/// Whether there is any.
pub fn exist(cx: Cx<'_>) -> bool {
    !cx.api.variable_servers().is_empty()
}

/// `servers.rs`.
pub fn file(cx: Cx<'_>) -> File {
    let servers = cx.api.variable_servers();
    let of_api = servers.iter().any(|(place, _)| matches!(place, ServerPlace::Api(_)));
    let of_operation = servers.iter().any(|(place, _)| matches!(place, ServerPlace::Operation(..)));
    let parents = token::import(&quote! { super }, &[("API", of_api), ("api", of_operation)]);
    let runtime = token::import(&quote! { crate::runtime }, &[("Endpoint", true), ("Operation", of_operation)]);
    let mut items: Vec<_> = parents.into_iter().chain(runtime).collect();
    items.push(quote! { use crate::runtime::declare::server_with_variables; });
    for ((place, server), names) in servers.into_iter().zip(cx.names.variable_servers()) {
        items.extend(self::server(cx, place, server, names));
    }
    let line = "The servers with variables. Each is an endpoint of the client or of a call.";
    File { path: "servers.rs".to_owned(), docs: vec![line.to_owned()], items }
}

/// The items of one server.
fn server(cx: Cx<'_>, place: ServerPlace, server: &Server, names: &ServerNames) -> Vec<TokenStream> {
    let ident = &names.ident;
    let described = Docs { description: server.description.clone(), ..Docs::default() };
    let mut lines = docs::lines_or(&described, "A server with variables.");
    docs::append_paragraph(&mut lines, &docs::code(&server.url));
    let doc = docs::comment(&lines);
    let info = info(cx, place);
    let variables = || server.variables.iter().zip(&names.variables);
    let setters = variables().map(|(variable, names)| setter(variable, names));
    let mut items = vec![
        quote! {
            #doc
            #[derive(Debug, Clone)]
            pub struct #ident(Endpoint);
        },
        quote! { server_with_variables!(#ident, #info); },
        quote! { impl #ident { #(#setters)* } },
    ];
    let choices = variables().filter(|(variable, _)| !variable.values.is_empty());
    items.extend(choices.flat_map(|(variable, names)| choice(variable, names)));
    items
}

/// The entry of the server in the table that it stands in.
fn info(cx: Cx<'_>, place: ServerPlace) -> TokenStream {
    match place {
        ServerPlace::Api(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote! { API.servers[#index] }
        }
        ServerPlace::Operation(id, index) => {
            let (marker, index) = (&cx.names.of_operation(id).marker, proc_macro2::Literal::usize_unsuffixed(index));
            quote! { api::#marker::INFO.servers[#index] }
        }
    }
}

/// The setter of a variable.
fn setter(variable: &ServerVariable, names: &VariableNames) -> TokenStream {
    let ServerVariable { name, default, values, description } = variable;
    let VariableNames { setter, ident, .. } = names;
    let described = Docs { description: description.clone(), ..Docs::default() };
    let mut lines = docs::lines_or(&described, &format!("Sets {}.", docs::code(name)));
    let default = match default.as_str() {
        "" => "Empty if not set.".to_owned(),
        default => format!("{} if not set.", docs::code(default)),
    };
    docs::append_paragraph(&mut lines, &default);
    let doc = docs::comment(&lines);
    let (ty, value) = if values.is_empty() {
        (quote! { impl Into<String> }, quote! { #setter })
    } else {
        (quote! { #ident }, quote! { #setter.as_str() })
    };
    quote! {
        #doc
        pub fn #setter(self, #setter: #ty) -> Self {
            Self(self.0.variable(#name, #value))
        }
    }
}

/// The allowed values of a variable.
fn choice(variable: &ServerVariable, names: &VariableNames) -> [TokenStream; 2] {
    let VariableNames { ident, values: variants, .. } = names;
    let doc = docs::line(format!("What {} may be.", docs::code(&variable.name)));
    let values = || variable.values.iter().zip(variants);
    let declarations = values().map(|(value, variant)| {
        let doc = docs::line(docs::code(value));
        quote! { #doc #variant, }
    });
    let arms = values().map(|(value, variant): (&String, &Name)| quote! { Self::#variant => #value, });
    [
        quote! {
            #doc
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #ident { #(#declarations)* }
        },
        quote! {
            impl #ident {
                /// The value as it stands in the URL.
                pub fn as_str(self) -> &'static str {
                    match self { #(#arms)* }
                }
            }
        },
    ]
}
