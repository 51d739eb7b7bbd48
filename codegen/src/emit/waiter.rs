//! Waiting for what a call has started: how to get to the operation that is polled, and when that says that it is done.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, access, links, ty};
use crate::ir::{Link, OperationId, Presence, Scalar, Type, Waiter};

/// What `.wait()` needs of an operation.
pub fn items(cx: Cx<'_>, id: OperationId) -> Vec<TokenStream> {
    let followed = followed(cx, id).map(|link| follow(cx, id, link));
    followed.into_iter().chain(poll(cx, id)).collect()
}

/// The link that `.wait()` follows: the first to an operation that can be polled. One that can be polled itself follows none.
pub fn followed(cx: Cx<'_>, id: OperationId) -> Option<&Link> {
    let starts = cx.api.operation(id).waiter.is_none();
    links::of(cx, id).filter(move |_| starts).find(|link| cx.api.operation(link.target).waiter.is_some())
}

/// `impl Follow`: how `.wait()` gets from the reply to the operation that is polled.
fn follow(cx: Cx<'_>, id: OperationId, link: &Link) -> TokenStream {
    let names = cx.names.of_operation(id);
    let marker = &names.marker;
    let poll = &cx.names.of_operation(link.target).marker;
    let function = &names.links[&link.wire_name];
    quote! {
        impl Follow for #marker {
            type Poll = #poll;

            fn follow<'c>(sent: &'c Sent<'c>, reply: &Self::Output) -> Call<'c, Self::Poll> {
                Self::#function(sent, reply)
            }
        }
    }
}

/// `impl Poll`: when the thing that the operation describes is done.
fn poll(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let operation = cx.api.operation(id);
    let waiter = operation.waiter.as_ref()?;
    let body = operation.json_output()?;
    let marker = &cx.names.of_operation(id).marker;
    let Waiter { state, success, failure, interval_seconds, progress, failure_code, failure_message } = waiter;
    let interval = proc_macro2::Literal::u64_unsuffixed(u64::from(*interval_seconds));
    let text = |path: &[String]| text_at(cx, &access::fields(cx, body, path));
    let state = text(state);
    let [progress, code, message] =
        [progress, failure_code, failure_message].map(|path| path.as_deref().map_or_else(|| quote! { None }, text));
    Some(quote! {
        impl Poll for #marker {
            const WAITER: &'static WaiterInfo = &WaiterInfo {
                interval: Duration::from_secs(#interval),
                success: &[#(#success),*],
                failure: &[#(#failure),*],
            };

            fn progress(reply: &Self::Output) -> Progress<'_> {
                Progress { state: #state, progress: #progress, failure_code: #code, failure_message: #message }
            }
        }
    })
}

/// The text at the end of the steps, as an `Option<&str>`.
fn text_at(cx: Cx<'_>, steps: &[access::Step<'_>]) -> TokenStream {
    let Some(last) = steps.last() else { return quote! { None } };
    let idents = steps.iter().map(|step| step.ident);
    let place = quote! { reply #(.#idents)* };
    let is_enum = ty::is_enum(cx, &last.field.ty);
    let is_string = matches!(cx.api.resolve(&last.field.ty), Type::Scalar(Scalar::String));
    let named = ty::owned(cx, Place::Outside, &last.field.ty);
    let as_str = if is_string {
        quote! { String::as_str }
    } else {
        quote! { #named::as_str }
    };
    match last.field.presence {
        Presence::Required => quote! { Some(#place.as_str()) },
        Presence::Optional | Presence::Nullable if is_enum => quote! { #place.as_ref().map(#as_str) },
        Presence::Optional | Presence::Nullable => quote! { #place.as_deref() },
        Presence::OptionalNullable => quote! { #place.value().map(#as_str) },
    }
}
