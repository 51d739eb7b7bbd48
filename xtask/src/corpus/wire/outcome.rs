//! What the calling program says of a call, on a line of its own.

/// What became of a call, as the caller sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A reply with this status that the document describes. Of a failure there is what it said.
    Understood(u16, String),
    /// A reply that could not be understood.
    Puzzling(String),
    /// A reply with a status that the document does not describe.
    Undocumented(String),
    /// No reply.
    None(String),
}

impl Outcome {
    /// Reads a line; the last line may be missing, when the program ended too early.
    pub(super) fn read(line: Option<&str>) -> Self {
        let Some((word, rest)) = line.and_then(|line| line.split_once(' ')) else {
            return Self::None("no call was made".to_owned());
        };
        let (status, text) = rest.split_once(' ').unwrap_or((rest, ""));
        match (word, status.parse()) {
            ("understood", Ok(status)) => Self::Understood(status, text.to_owned()),
            ("puzzling", _) => Self::Puzzling(rest.to_owned()),
            ("undocumented", _) => Self::Undocumented(rest.to_owned()),
            _ => Self::None(rest.to_owned()),
        }
    }

    /// What there is to say of it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Understood(status, text) => format!("{status} {text}").trim_end().to_owned(),
            Self::Puzzling(text) | Self::Undocumented(text) | Self::None(text) => text.clone(),
        }
    }
}
