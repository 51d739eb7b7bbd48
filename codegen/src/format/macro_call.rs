//! The text of a macro call with a declaration in braces, which is no Rust to prettyplease.
//!
//! An entry takes a line, with its doc comment above it, and a comma behind it where one may stand.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Block, ItemMacro, parse_quote};

use super::joined::filled;
use super::{INDENT, WIDTH, unparse};

/// The text of a call.
pub fn text(item: &ItemMacro) -> String {
    let mut text = format!("{}! {{\n", item.mac.path.to_token_stream());
    entries(item.mac.tokens.clone(), 1, &mut text);
    text.push_str("}\n");
    text
}

/// The entries of a list in braces. An entry may itself end in a list, and is then set off from the next that does,
/// unless it is an arm among others.
fn entries(tokens: TokenStream, depth: usize, text: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let indent = INDENT.repeat(depth);
    let mut is_behind_list = false;
    for entry in split(&tokens) {
        if std::mem::take(&mut is_behind_list) && ends_in_list(entry) {
            text.push('\n');
        }
        let entry = attributes(entry, &indent, text);
        text.push_str(&indent);
        match entry.split_last() {
            Some((TokenTree::Group(list), head)) if list.delimiter() == Delimiter::Brace => {
                text.push_str(&format!("{} {{\n", inline(head)));
                match body(head, list, WIDTH - indent.len()) {
                    Some(body) => body.lines().for_each(|line| text.push_str(&format!("{indent}{line}\n"))),
                    None => entries(list.stream(), depth + 1, text),
                }
                text.push_str(&format!("{indent}}}\n"));
                is_behind_list = !is_arm(head);
            }
            _ => text.push_str(&format!("{}\n", line(entry, &indent))),
        }
    }
}

/// Whether an entry is one with a list in braces.
fn ends_in_list(entry: &[TokenTree]) -> bool {
    matches!(entry.last(), Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Brace)
}

/// The lines of a list that is the body of a function which `head` names, with their indentation in it.
fn body(head: &[TokenTree], list: &Group, width: usize) -> Option<String> {
    let [TokenTree::Ident(_), TokenTree::Group(_)] = head else { return None };
    let block: Block = syn::parse2(list.to_token_stream()).ok()?;
    let function = unparse(parse_quote! { fn body() #block }, width);
    let lines = function.strip_prefix("fn body() {\n")?.strip_suffix("}\n")?;
    Some(lines.to_owned())
}

/// Whether a list behind `head` is what an arm of a `match` comes to.
fn is_arm(head: &[TokenTree]) -> bool {
    head.windows(2).any(|pair| match pair {
        [TokenTree::Punct(equal), TokenTree::Punct(greater)] => equal.as_char() == '=' && greater.as_char() == '>',
        _ => false,
    })
}

/// The entries, each up to its comma or semicolon, or the list that it ends in. A comma between the arguments of a type
/// is none between entries.
fn split(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let mut open = 0_usize;
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => {
            match punct.as_char() {
                '<' => open += 1,
                '>' => open = open.saturating_sub(1),
                _ => {}
            }
            open == 0 && matches!(punct.as_char(), ',' | ';')
        }
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    tokens.split_inclusive(ends).collect()
}

/// Writes the attributes in front of an entry, and gives what is behind them.
fn attributes<'t>(mut entry: &'t [TokenTree], indent: &str, text: &mut String) -> &'t [TokenTree] {
    while let [TokenTree::Punct(hash), TokenTree::Group(attribute), rest @ ..] = entry
        && hash.as_char() == '#'
    {
        let line = match doc(&attribute.stream()) {
            Some(doc) => format!("///{doc}"),
            None => inline(&entry[..2]),
        };
        text.push_str(&format!("{indent}{}\n", line.trim_end()));
        entry = rest;
    }
    entry
}

/// The text of a doc comment, where it can be written as one.
fn doc(attribute: &TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] if name == "doc" => {
            let text = syn::parse2::<syn::LitStr>(text.to_token_stream()).ok()?.value();
            (!text.contains(['\n', '\r']) && !text.starts_with('/')).then_some(text)
        }
        _ => None,
    }
}

/// An entry in a line, or in several if it is long: as many arguments stand in a line as there is room for.
fn line(entry: &[TokenTree], indent: &str) -> String {
    let whole = inline(entry);
    match entry {
        [head @ .., TokenTree::Group(arguments), end @ TokenTree::Punct(_)]
            if indent.len() + whole.chars().count() > WIDTH =>
        {
            let arguments: Vec<TokenTree> = arguments.stream().into_iter().collect();
            let arguments =
                filled(split(&arguments).into_iter().map(inline), &format!("{indent}{INDENT}"), WIDTH).join("\n");
            format!("{}(\n{arguments}\n{indent}){end}", inline(head))
        }
        _ => whole,
    }
}

/// Tokens in a line, spaced as people do it.
fn inline(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 && is_spaced(&tokens[..index], token) {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace if inner.is_empty() => ("{", "}"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(&format!("{open}{}{close}", inline(&inner)));
            }
            other => text.push_str(&other.to_string()),
        }
    }
    text
}

/// Whether a space stands between a token and those before it.
fn is_spaced(before: &[TokenTree], token: &TokenTree) -> bool {
    match (before, token) {
        (_, TokenTree::Punct(punct)) if matches!(punct.as_char(), ',' | ';' | ':' | '<' | '>' | '?') => false,
        // A method, and the range that goes on in `..`; a range that begins with it stands behind a comma.
        ([.., TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_)], TokenTree::Punct(punct))
            if punct.as_char() == '.' =>
        {
            false
        }
        // `..=`
        ([.., TokenTree::Punct(first), TokenTree::Punct(second)], _)
            if first.as_char() == '.' && second.as_char() == '=' =>
        {
            false
        }
        // What a function is generic over.
        ([.., TokenTree::Punct(quote), TokenTree::Ident(_), TokenTree::Punct(_)], TokenTree::Group(_))
            if quote.as_char() == '\'' =>
        {
            false
        }
        ([.., TokenTree::Punct(first), TokenTree::Punct(second)], _) if second.as_char() == ':' => {
            !(first.as_char() == ':' && first.spacing() == Spacing::Joint)
        }
        ([.., TokenTree::Punct(punct)], _) => !matches!(punct.as_char(), '<' | '&' | '#' | '.' | '-' | '\''),
        ([.., TokenTree::Ident(_)], TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        _ => true,
    }
}
