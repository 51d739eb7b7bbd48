//! What a source file says, apart from its comments and strings.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

/// The paths in a file: `std::fs::read` for a path, also when it is spread over `use std::{fs::{read}}`; `todo!` for a macro;
/// `#ignore` for an attribute.
pub(crate) struct Words {
    paths: BTreeSet<String>,
}

impl Words {
    /// Reads `text`, the contents of the file at `path`.
    pub(crate) fn of(path: &str, text: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut words = Self { paths: BTreeSet::new() };
        words.collect(tokens, "");
        words
    }

    /// Whether `part` stands in the file: as a whole path, or as neighbouring segments of one.
    pub(crate) fn say(&self, part: &str) -> bool {
        let part = format!("::{part}::");
        self.paths.iter().any(|path| format!("::{path}::").contains(&part))
    }

    /// Collects the paths in `tokens`. Each goes on from `prefix`, which is empty or ends in `::`.
    fn collect(&mut self, tokens: TokenStream, prefix: &str) {
        let mut path = prefix.to_owned();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(ident) => {
                    if !path.ends_with("::") {
                        path.clear();
                    }
                    path.push_str(&ident.to_string());
                    self.paths.insert(path.clone());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => path.push(':'),
                TokenTree::Punct(punct) => {
                    match (punct.as_char(), tokens.peek()) {
                        ('!', Some(TokenTree::Group(_))) => _ = self.paths.insert(format!("{path}!")),
                        ('#', Some(TokenTree::Group(group))) => self.attribute(group.stream()),
                        _ => {}
                    }
                    prefix.clone_into(&mut path);
                }
                TokenTree::Group(group) => {
                    let behind = if path.ends_with("::") { path.as_str() } else { "" };
                    self.collect(group.stream(), behind);
                    path.clear();
                }
                TokenTree::Literal(_) => path.clear(),
            }
        }
    }

    fn attribute(&mut self, tokens: TokenStream) {
        if let Some(TokenTree::Ident(name)) = tokens.into_iter().next() {
            self.paths.insert(format!("#{name}"));
        }
    }
}

#[test]
fn words_are_paths_without_comments_and_strings() {
    let words = Words::of(
        "test",
        "use std::{io, fs::{self, File}}; /* std::net */ #[ignore] fn a() { todo!(\"syn\"); a != b; x: std::env }",
    );
    for said in ["std::fs", "std::io", "std::fs::File", "todo!", "#ignore", "std::env", "env"] {
        assert!(words.say(said), "{said}");
    }
    for unsaid in ["std::net", "syn", "a!", "fs::io", "st"] {
        assert!(!words.say(unsaid), "{unsaid}");
    }
}
