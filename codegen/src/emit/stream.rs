//! Streams: how an operation's reply is read piece by piece.

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, ty};
use crate::ir::{Frames, Operation, OperationId, Stream};

/// `impl Streams`, for an operation whose success may come as a stream.
pub fn item(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let stream = cx.api.operation(id).stream()?;
    let marker = &cx.names.of_operation(id).marker;
    let item = ty::owned(cx, Place::Outside, &stream.item);
    let frames = frames(stream);
    Some(quote! {
        impl Streams for #marker {
            type Item = #item;

            const FRAMES: Frames<Self::Item> = #frames;
        }
    })
}

/// What the method's documentation says about it.
pub fn line(operation: &Operation) -> Option<String> {
    let stream = operation.stream()?;
    let pieces = match stream.frames {
        Frames::Lines | Frames::TextLines | Frames::Sequence => "Lines",
        Frames::Events | Frames::EventTexts | Frames::WholeEvents | Frames::WholeEventsOfText => "Events",
    };
    let whole = if operation.successes().any(|response| !response.contents.is_empty()) {
        "awaiting the call asks for everything at once"
    } else {
        "awaiting the call waits for the last"
    };
    Some(format!("{pieces} can be read one by one as they arrive, with `.stream()`; {whole}."))
}

/// How the runtime calls it.
fn frames(stream: &Stream) -> TokenStream {
    let media_type = &stream.media_type;
    let frames = match stream.frames {
        Frames::Events => quote! { Frames::events() },
        Frames::EventTexts => quote! { Frames::texts() },
        Frames::WholeEvents => quote! { Frames::whole_events() },
        Frames::WholeEventsOfText => quote! { Frames::whole_events_of_text() },
        Frames::Lines => quote! { Frames::lines(#media_type) },
        Frames::TextLines => quote! { Frames::text_lines(#media_type) },
        Frames::Sequence => quote! { Frames::sequence(#media_type) },
    };
    let until = stream.last.as_ref().map(|last| quote! { .until(#last) });
    quote! { #frames #until }
}
