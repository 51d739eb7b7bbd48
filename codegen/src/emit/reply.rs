//! The replies of an operation: its output, its error, and which status means which.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::ty::Place;
use super::{Cx, docs, ty};
use crate::ir::{MediaKind, Operation, OperationId, Outcome, Payload, Response, ResponseHeader, Side, StatusSpec};
use crate::names::Name;

/// The type of what a success holds.
pub fn output_type(cx: Cx<'_>, id: OperationId) -> TokenStream {
    outcome_type(cx, cx.api.operation(id).output(), &cx.names.of_operation(id).output)
}

/// The type of the documented failures.
pub fn error_type(cx: Cx<'_>, id: OperationId) -> TokenStream {
    match cx.api.operation(id).failure() {
        Some(outcome) => outcome_type(cx, outcome, &cx.names.of_operation(id).error),
        None => quote! { std::convert::Infallible },
    }
}

/// The type of an outcome; `choice` is the enum where there is one.
fn outcome_type(cx: Cx<'_>, outcome: Outcome<'_>, choice: &Name) -> TokenStream {
    match outcome {
        Outcome::Nothing => quote! { () },
        Outcome::Body(payload) => payload_type(cx, payload),
        Outcome::Choice => quote! { #choice },
    }
}

/// The arms that go from the status of `reply` to its typed form.
pub fn arms(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let operation = cx.api.operation(id);
    let successes = operation.successes().map(|response| (response, Side::Output, success(cx, id, response)));
    let failures = operation.failures().map(|response| (response, Side::Failure, failure(cx, id, response)));
    let mut outcomes: Vec<_> = successes.chain(failures).collect();
    // In the order of statuses, successes before failures: the `default` of a failure takes all that is left.
    outcomes.sort_by_key(|(response, side, _)| (*side == Side::Failure, response.status));
    // A code that becomes the same as the rest of its range stands in the pattern of that.
    let is_within = |status: StatusSpec, outcome: &TokenStream| {
        let around = |it: StatusSpec| matches!((it, status), (StatusSpec::Range(hundred), StatusSpec::Code(code)) if u16::from(hundred) == code / 100);
        let range = outcomes.iter().find(|(response, ..)| around(response.status));
        range.is_some_and(|(.., range)| range.to_string() == outcome.to_string())
    };
    let alone: Vec<_> = outcomes.iter().filter(|(response, _, outcome)| !is_within(response.status, outcome)).collect();
    let codes: Vec<u16> = alone.iter().filter_map(|(response, ..)| code(response.status)).collect();
    let arms: Vec<Arm<'_>> = alone
        .into_iter()
        .map(|(response, side, outcome)| (*response, pattern(*side, response.status, &codes), outcome.clone()))
        .collect();
    let is_same = |one: &Arm<'_>, other: &Arm<'_>| {
        other.0.status != StatusSpec::Default && one.2.to_string() == other.2.to_string()
    };
    arms.chunk_by(is_same).map(arm).collect()
}

/// A reply, its statuses, and what it becomes.
type Arm<'a> = (&'a Response, TokenStream, TokenStream);

/// One arm for replies that become the same.
fn arm(alike: &[Arm<'_>]) -> TokenStream {
    let patterns = alike.iter().map(|(_, pattern, _)| pattern);
    let (response, _, outcome) = &alike[0];
    // By content type it is a `match`, which ends the arm.
    let end = (response.payloads().len() < 2).then(|| quote! { , });
    quote! { #(#patterns)|* => #outcome #end }
}

/// How a success becomes an outcome: bare, or as a variant of the output.
fn success(cx: Cx<'_>, id: OperationId, response: &Response) -> TokenStream {
    let choice = enum_name(cx, Side::Output, id);
    let is_choice = cx.api.operation(id).output() == Outcome::Choice;
    by_payload(cx, id, response, |payload, variant, text| {
        let variant = is_choice.then(|| quote! { #choice::#variant });
        match (payload, variant) {
            (Some(Payload::Json(_)), None) => quote! { reply.success() },
            (Some(Payload::Json(_)), Some(variant)) => quote! { reply.success_as(#variant) },
            (Some(Payload::Items(_)), None) => {
                quote! { Self::FRAMES.decode_all(reply.body()).map(Outcome::Success) }
            }
            (Some(Payload::Items(_)), Some(variant)) => {
                quote! { Self::FRAMES.decode_all(reply.body()).map(#variant).map(Outcome::Success) }
            }
            (payload, variant) => plain(&quote! { Outcome::Success }, payload, variant.as_ref(), text),
        }
    })
}

/// How a failure becomes an outcome: bare, or as a variant of the error.
fn failure(cx: Cx<'_>, id: OperationId, response: &Response) -> TokenStream {
    let choice = enum_name(cx, Side::Failure, id);
    let is_choice = cx.api.operation(id).failure() == Some(Outcome::Choice);
    by_payload(cx, id, response, |payload, variant, text| {
        let variant = is_choice.then(|| quote! { #choice::#variant });
        match (payload, variant) {
            (Some(Payload::Json(_)), None) => quote! { reply.failure() },
            (Some(Payload::Json(_)), Some(variant)) => quote! { reply.failure_as(#variant) },
            (payload, variant) => plain(&quote! { Outcome::Failure }, payload, variant.as_ref(), text),
        }
    })
}

/// What becomes of a body that is not decoded, or of none. Only a success has a stream.
fn plain(
    outcome: &TokenStream,
    payload: Option<Payload<'_>>,
    variant: Option<&TokenStream>,
    text: &TokenStream,
) -> TokenStream {
    match (payload, variant) {
        (Some(Payload::Text), None) => quote! { reply.#text().map(#outcome) },
        (Some(Payload::Text), Some(variant)) => quote! { Ok(#outcome(#variant(reply.#text()?))) },
        (Some(Payload::Bytes), None) => quote! { Ok(#outcome(reply.body().clone())) },
        (Some(Payload::Bytes), Some(variant)) => quote! { Ok(#outcome(#variant(reply.body().clone()))) },
        (_, Some(variant)) => quote! { Ok(#outcome(#variant)) },
        (_, None) => quote! { Ok(#outcome(())) },
    }
}

/// What becomes of the body, by its content type where the reply has several.
fn by_payload(
    cx: Cx<'_>,
    id: OperationId,
    response: &Response,
    outcome: impl Fn(Option<Payload<'_>>, &Name, &TokenStream) -> TokenStream,
) -> TokenStream {
    let names = variants(cx, id, response);
    let payloads = response.payloads();
    let [.., (last, contents)] = payloads.as_slice() else {
        return outcome(None, &names[0], &TokenStream::new());
    };
    if payloads.len() == 1 {
        return outcome(Some(*last), &names[0], &text(response, contents));
    }
    let media_types = response.contents.iter().map(|content| &content.media_type);
    let arms = payloads.iter().zip(names).enumerate().map(|(index, ((payload, contents), name))| {
        let outcome = outcome(Some(*payload), name, &text(response, contents));
        let contents = contents.iter().map(|&content| Literal::usize_unsuffixed(content));
        if index + 1 == payloads.len() {
            quote! { _ => #outcome, }
        } else {
            quote! { #(#contents)|* => #outcome, }
        }
    });
    quote! {
        match reply.select(&[#(#media_types),*]) {
            #(#arms)*
        }
    }
}

/// The method that gives a text, which is to be unquoted where it may be JSON.
fn text(response: &Response, contents: &[usize]) -> TokenStream {
    if contents.iter().any(|&content| matches!(response.contents[content].kind, MediaKind::Json(_))) {
        quote! { string }
    } else {
        quote! { text }
    }
}

/// Whether [`arms`] writes `Outcome` itself: for a reply whose body is not JSON.
pub fn writes_outcome(operation: &Operation) -> bool {
    let is_json = |response: &Response| {
        let payloads = response.payloads();
        !payloads.is_empty() && payloads.iter().all(|(payload, _)| matches!(payload, Payload::Json(_)))
    };
    !operation.responses.iter().all(is_json)
}

/// The enum of what the replies on that side hold, where it depends on the status and no earlier operation has the same.
pub fn choice_enum(cx: Cx<'_>, side: Side, id: OperationId) -> Option<TokenStream> {
    let replies = side.choice(cx.api.operation(id))?;
    (cx.facts.first_alike(side, id) == id).then(|| choice(cx, side, id, &replies))
}

/// The enum as another name of one that an earlier operation has.
pub fn shared_enum(cx: Cx<'_>, side: Side, id: OperationId) -> Option<TokenStream> {
    let first = cx.facts.first_alike(side, id);
    if first == id {
        return None;
    }
    let (original, ident) = (enum_name(cx, side, first), enum_name(cx, side, id));
    let tag = cx.api.operation(first).tag;
    Some(if tag == cx.api.operation(id).tag {
        quote! { pub use self::#original as #ident; }
    } else {
        let module = cx.names.tag_module(tag);
        quote! { pub use super::#module::#original as #ident; }
    })
}

fn enum_name(cx: Cx<'_>, side: Side, id: OperationId) -> &Name {
    let names = cx.names.of_operation(id);
    match side {
        Side::Output => &names.output,
        Side::Failure => &names.error,
    }
}

/// What the enum as a whole stands for.
fn enum_docs(cx: Cx<'_>, side: Side, id: OperationId) -> String {
    let marker = &cx.names.of_operation(id).marker;
    match (side, cx.facts.is_shared(side, id)) {
        (Side::Output, false) => format!("What [`{marker}`] gives, by status."),
        (Side::Output, true) => format!("What [`{marker}`] gives, by status. Other operations give the same."),
        (Side::Failure, false) => format!("The documented failures of [`{marker}`]."),
        (Side::Failure, true) => format!("The documented failures of [`{marker}`]. Other operations share them."),
    }
}

/// What the method says about the replies that have no enum to say it.
pub fn append_docs(cx: Cx<'_>, operation: &Operation, lines: &mut Vec<String>) {
    if operation.output() != Outcome::Choice {
        append_headers(cx, lines, "Headers that come with a success", operation.successes());
    }
    if let Some(Outcome::Body(_)) = operation.failure() {
        for response in operation.failures() {
            let text = described(&format!("Fails with {}", status(response.status)), response);
            docs::append_sentence(lines, &text);
        }
        append_headers(cx, lines, "Headers that come with the failure", operation.failures());
    }
}

/// An enum with a variant for each of the replies.
fn choice(cx: Cx<'_>, side: Side, id: OperationId, responses: &[&Response]) -> TokenStream {
    let ident = enum_name(cx, side, id);
    let mut lines = vec![enum_docs(cx, side, id)];
    append_headers(cx, &mut lines, "Headers that may come with it", responses.iter().copied());
    let doc = docs::comment(&lines);
    let variants = responses.iter().flat_map(|response| {
        let payloads = response.payloads();
        let of_payload = |index: usize, name| {
            let doc = variant_docs(response, &payloads, index);
            let payload = payloads.get(index).map(|(payload, _)| variant_payload(cx, *payload));
            quote! { #doc #name #payload, }
        };
        self::variants(cx, id, response)
            .iter()
            .enumerate()
            .map(|(index, name)| of_payload(index, name))
            .collect::<Vec<_>>()
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
        }
    }
}

/// What a variant holds.
fn variant_payload(cx: Cx<'_>, payload: Payload<'_>) -> TokenStream {
    let ty = payload_type(cx, payload);
    match payload {
        Payload::Json(json) if cx.facts.is_large(cx.api, json) => quote! { (Box<#ty>) },
        _ => quote! { (#ty) },
    }
}

/// The status, the content type where it has several, and what the document says about it.
fn variant_docs(response: &Response, payloads: &[(Payload<'_>, Vec<usize>)], index: usize) -> TokenStream {
    let status = capitalized(&status(response.status));
    let media_types = match payloads {
        [_, _, ..] => {
            let contents = payloads[index].1.iter().map(|&content| &response.contents[content].media_type);
            format!(" as {}", contents.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    };
    docs::text(&described(&format!("{status}{media_types}"), response))
}

/// A line with what the document says about the reply behind it.
fn described(line: &str, response: &Response) -> String {
    match response.description.trim() {
        "" => format!("{line}."),
        text => format!("{line}: {}", docs::sentence(text)),
    }
}

/// A status in words.
pub fn status(status: StatusSpec) -> String {
    match status {
        StatusSpec::Code(code) => format!("`{code}`"),
        StatusSpec::Range(hundred) => format!("`{hundred}XX`"),
        StatusSpec::Default => "any other status".to_owned(),
    }
}

/// The text at the start of a sentence.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Says which headers come with some replies: in one sentence where the document only names them, in a list where it
/// describes them.
fn append_headers<'a>(cx: Cx<'_>, lines: &mut Vec<String>, title: &str, responses: impl Iterator<Item = &'a Response>) {
    let headers = headers(cx, responses);
    if headers.iter().all(|(_, text)| text.is_none()) {
        let names: Vec<_> = headers.into_iter().map(|(name, _)| name).collect();
        if !names.is_empty() {
            docs::append_sentence(lines, &format!("{title}: {}.", names.join(", ")));
        }
        return;
    }
    let items: Vec<_> = headers
        .into_iter()
        .map(|(name, text)| format!("- {name}{}", text.map(|text| format!(": {text}")).unwrap_or_default()))
        .collect();
    docs::append_list(lines, &format!("{title}:"), &items);
}

/// The documented headers of some replies, each once: its name and that of its constant, and what it is.
fn headers<'a>(cx: Cx<'_>, responses: impl Iterator<Item = &'a Response>) -> Vec<(String, Option<&'a str>)> {
    let responses: Vec<_> = responses.collect();
    let replies = responses.len();
    let mut headers: Vec<(&'a ResponseHeader, Vec<String>)> = Vec::new();
    for (response, header) in responses.into_iter().flat_map(|it| it.headers.iter().map(move |header| (it, header))) {
        let known = headers.iter_mut().find(|(other, _)| other.is_same(header));
        match known {
            Some((_, statuses)) => statuses.push(status(response.status)),
            None => headers.push((header, vec![status(response.status)])),
        }
    }
    let described = headers.into_iter().map(|(header, statuses)| {
        let of = if statuses.len() == replies { String::new() } else { format!(", {}", statuses.join(", ")) };
        let name = format!("`{}` (`headers::{}`{of})", header.wire_name, cx.names.header(header));
        (name, header.description.as_deref().map(str::trim).filter(|text| !text.is_empty()))
    });
    described.collect()
}

/// The variants of a reply.
fn variants<'a>(cx: Cx<'a>, id: OperationId, response: &Response) -> &'a [Name] {
    let responses = &cx.api.operation(id).responses;
    let index = responses.iter().position(|other| other.status == response.status);
    &cx.names.of_operation(id).responses[index.expect("the reply is one of the operation's")]
}

/// The only code of a status.
fn code(status: StatusSpec) -> Option<u16> {
    match status {
        StatusSpec::Code(code) => Some(code),
        StatusSpec::Range(_) | StatusSpec::Default => None,
    }
}

/// The statuses of a reply, as a pattern: a range goes around the `codes` that have arms of their own. `default` as a success
/// stands for the successful ones.
fn pattern(side: Side, status: StatusSpec, codes: &[u16]) -> TokenStream {
    match (status, side) {
        (StatusSpec::Code(code), _) => {
            let code = Literal::u16_unsuffixed(code);
            quote! { #code }
        }
        (StatusSpec::Range(hundred), _) => range(u16::from(hundred) * 100, codes),
        (StatusSpec::Default, Side::Output) => range(200, codes),
        (StatusSpec::Default, Side::Failure) => quote! { _ },
    }
}

/// The hundred statuses from `first` on, without the `codes`.
fn range(first: u16, codes: &[u16]) -> TokenStream {
    let last = first + 99;
    let codes = codes.iter().copied().filter(|code| (first..=last).contains(code));
    let mut parts = Vec::new();
    let mut start = first;
    for code in codes.chain([last + 1]) {
        if start < code {
            let (from, to) = (Literal::u16_unsuffixed(start), Literal::u16_unsuffixed(code - 1));
            parts.push(if start == code - 1 {
                quote! { #from }
            } else {
                quote! { #from..=#to }
            });
        }
        start = code + 1;
    }
    quote! { #(#parts)|* }
}

/// The type of a reply's body.
fn payload_type(cx: Cx<'_>, payload: Payload<'_>) -> TokenStream {
    match payload {
        Payload::Json(ty) => ty::owned(cx, Place::Outside, ty),
        Payload::Text => quote! { String },
        Payload::Bytes => quote! { bytes::Bytes },
        Payload::Items(ty) => {
            let item = ty::owned(cx, Place::Outside, ty);
            quote! { Vec<#item> }
        }
    }
}
