//! `impl Paged`: how to get from one page of an operation's results to the next, and what a page holds.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Cx;
use super::access::{self, Owned};
use super::ty::{self, Place};
use crate::ir::{CursorPlace, Operation, OperationId, PageStep, Pagination, Type};

/// What an operation's pagination needs to be imported.
#[derive(Clone, Copy, Default)]
pub struct Needs {
    /// Whether there is any.
    pub any: bool,
    /// Whether a page says something about those that follow.
    pub clues: bool,
}

/// What the paginations of `operations` need.
pub fn needs(operations: &[&Operation]) -> Needs {
    let all = operations.iter().filter_map(|operation| operation.pagination.as_ref());
    all.fold(Needs::default(), |needs, one| Needs { any: true, clues: needs.clues || has_clues(one) })
}

/// The type of the items of an operation's pages.
pub fn item<'a>(cx: Cx<'a>, operation: &'a Operation) -> Option<&'a Type> {
    let Pagination { items, .. } = operation.pagination.as_ref()?;
    let page = operation.json_output()?;
    let list = access::fields(cx, page, items).last().map_or(page, |step| &step.field.ty);
    match cx.api.resolve(list) {
        Type::Array(item) => Some(item),
        _ => None,
    }
}

/// `impl Paged`, for an operation whose results come in pages.
pub fn paged(cx: Cx<'_>, id: OperationId) -> Option<TokenStream> {
    let operation = cx.api.operation(id);
    let pagination = operation.pagination.as_ref()?;
    let (page, item) = (operation.json_output()?, item(cx, operation)?);
    let marker = &cx.names.of_operation(id).marker;
    let item_type = ty::owned(cx, Place::Outside, item);
    let info = info(pagination);
    let list = access::borrowed(cx, &quote! { page }, page, &pagination.items).slice();
    let owned_list = access::owned_list(cx, &quote! { page }, page, &pagination.items);
    let clues = clues(cx, pagination, page, item);
    let key = pagination.key.as_ref().map(|path| {
        let key = access::borrowed(cx, &quote! { item }, item, path).text(cx).optional();
        quote! {
            fn key(item: &Self::Item) -> Option<String> {
                #key
            }
        }
    });
    Some(quote! {
        impl Paged for #marker {
            type Item = #item_type;

            const PAGES: &'static PageInfo = &#info;

            fn items(page: &Self::Output) -> &[Self::Item] {
                #list
            }

            fn into_items(page: Self::Output) -> Vec<Self::Item> {
                #owned_list
            }

            #clues
            #key
        }
    })
}

fn info(Pagination { step, whole_without, .. }: &Pagination) -> TokenStream {
    let step = match step {
        PageStep::Offset { parameter, .. } => quote! { PageStep::Offset(#parameter) },
        PageStep::Page { parameter, first, .. } => {
            let first = Literal::u32_unsuffixed(*first);
            quote! { PageStep::Page { parameter: #parameter, first: #first } }
        }
        PageStep::Cursor { parameter, .. } => quote! { PageStep::Cursor(#parameter) },
        PageStep::Link { next: None } => quote! { PageStep::LinkHeader },
        PageStep::Link { next: Some(_) } => quote! { PageStep::Link },
    };
    let whole_without = match whole_without {
        Some(parameter) => quote! { Some(#parameter) },
        None => quote! { None },
    };
    quote! { PageInfo { step: #step, whole_without: #whole_without } }
}

fn has_clues(Pagination { step, more, .. }: &Pagination) -> bool {
    let in_step = match step {
        PageStep::Offset { total_items: total, .. } | PageStep::Page { total_pages: total, .. } => total.is_some(),
        PageStep::Cursor { .. } => true,
        PageStep::Link { next } => next.is_some(),
    };
    in_step || more.is_some()
}

/// `fn clues`, where a page says something about those that follow.
fn clues(cx: Cx<'_>, pagination: &Pagination, page: &Type, item: &Type) -> Option<TokenStream> {
    let at = |path: &[String]| access::borrowed(cx, &quote! { page }, page, path);
    let mut members = Vec::new();
    match &pagination.step {
        PageStep::Cursor { from: CursorPlace::LastItem(path), .. } => {
            let next = match access::borrowed(cx, &quote! { item }, item, path).text(cx) {
                Owned::There(text) => quote! { map(|item| #text) },
                Owned::Optional(text) => quote! { and_then(|item| #text) },
            };
            members.push(quote! { next: <Self as Paged>::items(page).last().#next });
        }
        PageStep::Cursor { from: CursorPlace::Reply(path), .. } | PageStep::Link { next: Some(path) } => {
            let next = at(path).text(cx).optional();
            members.push(quote! { next: #next });
        }
        PageStep::Offset { total_items: Some(path), .. } => {
            let total = at(path).number(cx);
            members.push(quote! { total_items: #total });
        }
        PageStep::Page { total_pages: Some(path), .. } => {
            let total = at(path).number(cx);
            members.push(quote! { total_pages: #total });
        }
        PageStep::Offset { .. } | PageStep::Page { .. } | PageStep::Link { next: None } => {}
    }
    members.extend(pagination.more.as_ref().map(|path| {
        let more = at(path).copied();
        quote! { more: #more }
    }));
    (!members.is_empty()).then(|| {
        quote! {
            fn clues(page: &Self::Output) -> PageClues {
                PageClues { #(#members,)* ..PageClues::default() }
            }
        }
    })
}

/// A sentence for the documentation of the operation.
pub fn docs(operation: &Operation) -> Option<String> {
    let whole = match &operation.pagination.as_ref()?.whole_without {
        Some(parameter) => format!(" Without `{parameter}` they come in one page."),
        None => String::new(),
    };
    Some(format!(
        "The results come in pages: [`.items()`](Call::items) and [`.pages()`](Call::pages) read them all.{whole}"
    ))
}
