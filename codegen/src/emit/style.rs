//! Styles: the step that writes a parameter, which names its style only where that is not the default of its place.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{
    Empty, Encoding, Explode, Location, MediaKind, Operation, Parameter, ParameterStyle, QueryNotation, Reserved,
};

/// The step that puts `value` into the call.
pub fn step(parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let name = &parameter.wire_name;
    let value = match parameter.style {
        ParameterStyle::Json => quote! { &JsonText(#value) },
        _ => value.clone(),
    };
    if let ParameterStyle::QueryString(notation) = parameter.style {
        let content = query_string(notation, &value);
        return quote! { .query_string(#name, &#content) };
    }
    let rules = rules(parameter);
    match (parameter.location, rules) {
        (Location::Path, None) => quote! { .path(#name, #value) },
        (Location::Path, Some(style)) => quote! { .path_as(#style, #name, #value) },
        (Location::Query, None) => quote! { .query(#name, #value) },
        (Location::Query, Some(rules)) => quote! { .query_as(#rules, #name, #value) },
        (Location::Header, None) => quote! { .header_param(#name, #value) },
        (Location::Header, Some(explode)) => quote! { .header_param_as(#explode, #name, #value) },
        (Location::Cookie, None) => quote! { .cookie(#name, #value) },
        (Location::Cookie, Some(explode)) => match parameter.style {
            ParameterStyle::Cookie(_) => quote! { .cookie_verbatim(#explode, #name, #value) },
            _ => quote! { .cookie_as(#explode, #name, #value) },
        },
    }
}

/// A value as a whole query.
fn query_string(notation: QueryNotation, value: &TokenStream) -> TokenStream {
    match notation {
        QueryNotation::Form => quote! { body::Content::form("application/x-www-form-urlencoded", &[], #value) },
        QueryNotation::Json => quote! { body::Content::json("application/json", #value) },
        QueryNotation::Text => quote! { body::Content::text("text/plain", #value) },
    }
}

/// What the step must name; `None` for the default of the location.
fn rules(parameter: &Parameter) -> Option<TokenStream> {
    let style = match (parameter.location, parameter.style) {
        (Location::Header, ParameterStyle::Simple(Explode::Yes))
        | (Location::Cookie, ParameterStyle::Cookie(Explode::Yes)) => return Some(quote! { Explode::Yes }),
        (Location::Cookie, ParameterStyle::Form(Explode::No) | ParameterStyle::Cookie(Explode::No)) => {
            return Some(quote! { Explode::No });
        }
        (Location::Header | Location::Cookie, _) | (_, ParameterStyle::QueryString(_)) => return None,
        (Location::Path | Location::Query, style) => style,
    };
    let reserved = (parameter.reserved == Reserved::Kept).then(|| quote! { .allow_reserved() });
    let empty = (parameter.empty == Empty::Sent).then(|| quote! { .allow_empty_value() });
    let is_default = matches!(
        style,
        ParameterStyle::Simple(Explode::No) | ParameterStyle::Form(Explode::Yes) | ParameterStyle::Json
    );
    let style = self::style(style);
    (!is_default || reserved.is_some() || empty.is_some()).then(|| quote! { #style #reserved #empty })
}

/// How a property of a form is written.
pub fn of_property(style: ParameterStyle, reserved: Reserved) -> TokenStream {
    let style = self::style(style);
    match reserved {
        Reserved::Encoded => quote! { body::Encoding::Style(#style) },
        Reserved::Kept => quote! { body::Encoding::Reserved(#style) },
    }
}

/// The styles of the properties of an operation's forms.
fn of_properties(operation: &Operation) -> impl Iterator<Item = ParameterStyle> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let encodings = contents.flat_map(|content| match &content.kind {
        MediaKind::Form(_, encodings) | MediaKind::Multipart(_, encodings) => encodings.as_slice(),
        _ => &[],
    });
    encodings.filter_map(|property| match property.encoding {
        Some(Encoding::Style(style, _)) => Some(style),
        Some(Encoding::ContentType(_) | Encoding::Base64(_)) | None => None,
    })
}

/// A style, as the runtime names it.
fn style(style: ParameterStyle) -> TokenStream {
    match style {
        ParameterStyle::Matrix(explode) => with_explode(&quote! { Matrix }, explode),
        ParameterStyle::Label(explode) => with_explode(&quote! { Label }, explode),
        ParameterStyle::Simple(explode) => with_explode(&quote! { Simple }, explode),
        ParameterStyle::Form(explode) => with_explode(&quote! { Form }, explode),
        ParameterStyle::Cookie(explode) => with_explode(&quote! { Cookie }, explode),
        ParameterStyle::Json | ParameterStyle::QueryString(_) => with_explode(&quote! { Form }, Explode::Yes),
        ParameterStyle::SpaceDelimited => quote! { Style::SpaceDelimited },
        ParameterStyle::PipeDelimited => quote! { Style::PipeDelimited },
        ParameterStyle::DeepObject => quote! { Style::DeepObject },
    }
}

/// A style that comes in two forms.
fn with_explode(style: &TokenStream, explode: Explode) -> TokenStream {
    let explode = self::explode(explode);
    quote! { Style::#style(#explode) }
}

/// Whether the members stand apart, as the runtime has it.
pub fn explode(explode: Explode) -> TokenStream {
    match explode {
        Explode::Yes => quote! { Explode::Yes },
        Explode::No => quote! { Explode::No },
    }
}

/// What the steps of an operation need from the runtime: `Explode`, `JsonText`, `Style`.
pub fn imports(operations: &[&Operation]) -> [(&'static str, bool); 3] {
    let parameters = || operations.iter().flat_map(|operation| &operation.parameters);
    let json = parameters().any(|parameter| parameter.style == ParameterStyle::Json);
    let ruled = parameters().filter(|parameter| rules(parameter).is_some());
    let of_parameters = ruled.clone().map(|parameter| parameter.style);
    let properties: Vec<_> = operations.iter().flat_map(|operation| of_properties(operation)).collect();
    let mut named = ruled.filter(|parameter| matches!(parameter.location, Location::Path | Location::Query));
    let style = named.next().is_some() || !properties.is_empty();
    let explode = of_parameters.chain(properties).any(|style| {
        use ParameterStyle::{DeepObject, PipeDelimited, SpaceDelimited};
        !matches!(style, SpaceDelimited | PipeDelimited | DeepObject)
    });
    [("Explode", explode), ("JsonText", json), ("Style", style)]
}
