//! How leaves of the output become tokens: identifiers, long texts and imports.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};

use crate::names::Name;

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Ident::new(self.as_str(), Span::call_site()));
    }
}

/// A raw string literal, so that JSON reads as JSON.
pub fn raw_string(text: &str) -> Literal {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    // A raw string cannot hold a lone carriage return; an escaped one can.
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| Literal::string(text))
}

/// The declaration of a directory's files, whose items are exported where they are declared.
pub fn modules<'a>(names: impl Iterator<Item = &'a Name>) -> Vec<TokenStream> {
    vec![quote! { use crate::runtime::declare::modules; }, quote! { modules! { flat(#(#names),*); } }]
}

/// `use` of the names that are needed, if any is.
pub fn import(module: &TokenStream, names: &[(&str, bool)]) -> Option<TokenStream> {
    let needed = names.iter().filter(|(_, needed)| *needed);
    let needed: Vec<_> = needed.map(|(name, _)| Ident::new(name, Span::call_site())).collect();
    match needed.as_slice() {
        [] => None,
        [name] => Some(quote! { use #module::#name; }),
        names => Some(quote! { use #module::{#(#names),*}; }),
    }
}
