//! The way from page to page: everything about it that does not depend on the operation's types.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::task::{Context, Poll, ready};

use super::position::{At, Position};
use super::{PageClues, PageInfo, PageStep, link};
use crate::runtime::auth;
use crate::runtime::client::Client;
use crate::runtime::draft::Draft;
use crate::runtime::encode::{Explode, ParamValue, Style};
use crate::runtime::error::{Fault, InvalidCall, Problem};
use crate::runtime::reply::Reply;
use crate::runtime::send;
use crate::runtime::transport::BoxFuture;

/// How many pages are asked for unless told otherwise: a list that has more has no end.
const MAX_PAGES: u32 = 100_000;

/// A list that is being read.
pub(super) struct Walk<'c> {
    client: &'c Client,
    draft: Draft,
    info: &'static PageInfo,
    /// The page to ask for next.
    at: Position,
    state: State,
    pending: Option<BoxFuture<'c, Result<Reply, Fault>>>,
    max_pages: u32,
    asked: u32,
    /// Hashes of the cursors and links that were used.
    used: HashSet<u64>,
    /// The hash of the last page by number.
    body: Option<u64>,
}

/// Whether there is more to ask for.
enum State {
    Going,
    /// The page before leads to something that must not be asked for.
    Astray(String),
    Failed,
    Ended,
}

/// What a page turned out to be.
pub(super) struct Look {
    pub(super) items: usize,
    /// How many of the items had not come before.
    pub(super) fresh: usize,
    pub(super) clues: PageClues,
}

/// What to do with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It belongs to the list.
    Give,
    /// It only shows that the list is over.
    Drop,
}

impl<'c> Walk<'c> {
    pub(super) fn new(client: &'c Client, draft: Draft, info: &'static PageInfo) -> Self {
        Self {
            client,
            draft,
            info,
            at: Position::START,
            state: State::Going,
            pending: None,
            max_pages: MAX_PAGES,
            asked: 0,
            used: HashSet::new(),
            body: None,
        }
    }

    pub(super) fn begin_at(&mut self, position: Position) {
        self.at = position;
    }

    pub(super) fn limit(&mut self, max_pages: u32) {
        self.max_pages = max_pages;
    }

    /// Where the next page begins; `None` after the last one.
    pub(super) fn position(&self) -> Option<&Position> {
        (!matches!(self.state, State::Ended)).then_some(&self.at)
    }

    /// Asks for the next page. Nothing of it lives elsewhere, so a poll that is not repeated loses nothing.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Reply, Fault>>> {
        let pending = match &mut self.pending {
            Some(pending) => pending,
            None => match self.ask() {
                Some(Ok(request)) => self.pending.insert(request),
                Some(Err(fault)) => {
                    self.fail();
                    return Poll::Ready(Some(Err(fault)));
                }
                None => return Poll::Ready(None),
            },
        };
        let outcome = ready!(pending.as_mut().poll(cx));
        self.pending = None;
        if outcome.is_err() {
            self.fail();
        }
        Poll::Ready(Some(outcome))
    }

    /// Ends the stream, but not the list: the page can be asked for again.
    pub(super) fn fail(&mut self) {
        self.state = State::Failed;
    }

    fn ask(&mut self) -> Option<Result<BoxFuture<'c, Result<Reply, Fault>>, Fault>> {
        let astray = match &mut self.state {
            State::Going => None,
            State::Astray(reason) => Some(std::mem::take(reason)),
            State::Failed | State::Ended => return None,
        };
        if let Some(reason) = astray {
            return Some(Err(self.refused(reason)));
        }
        if self.asked >= self.max_pages {
            return Some(Err(self.refused(format!("that would be more than {} (max_pages)", self.max_pages))));
        }
        self.asked += 1;
        let Some(draft) = self.draft_at(&self.at.at) else {
            return Some(Err(self.refused("the position is one of another list".to_owned())));
        };
        if let Some(place) = self.place(&draft) {
            self.used.insert(hash(&place));
        }
        let client = self.client;
        Some(Ok(Box::pin(async move { send::send(client, &draft).await })))
    }

    fn refused(&self, reason: String) -> Fault {
        let problems = vec![Problem::NextPage { reason }];
        Fault::Invalid(Box::new(InvalidCall { operation: self.draft.info, problems }))
    }

    /// The call for a page; `None` when the place is not one of this kind of list.
    fn draft_at(&self, at: &At) -> Option<Draft> {
        let mut draft = self.draft.clone();
        let (parameter, text) = match (at, self.info.step) {
            (At::Start, _) => return Some(draft),
            (At::Number(number), PageStep::Offset(parameter) | PageStep::Page { parameter, .. }) => {
                (parameter, number.to_string())
            }
            (At::Cursor(cursor), PageStep::Cursor(parameter)) => (parameter, cursor.clone()),
            (At::Target(target), PageStep::LinkHeader | PageStep::Link) => {
                draft.link(target.clone());
                return Some(draft);
            }
            _ => return None,
        };
        draft.query(Style::Form(Explode::Yes).into(), parameter, &Ok(ParamValue::Text(text)));
        Some(draft)
    }

    /// What a page is asked for by, where one that was used already must not be used again.
    fn place(&self, draft: &Draft) -> Option<String> {
        match self.info.step {
            PageStep::Offset(_) | PageStep::Page { .. } => None,
            PageStep::Cursor(parameter) => draft.query_value(parameter),
            PageStep::LinkHeader | PageStep::Link => Some(draft.uri(self.client)?.path_and_query()?.to_string()),
        }
    }

    /// Goes on to the page after `reply`.
    pub(super) fn advance(&mut self, reply: &Reply, look: &Look) -> Verdict {
        let first = self.asked == 1;
        let numbered = matches!(self.info.step, PageStep::Offset(_) | PageStep::Page { .. });
        let verdict = if numbered && self.brings_nothing(reply, look) { Verdict::Drop } else { Verdict::Give };
        match self.after(reply, look) {
            _ if verdict == Verdict::Drop || look.clues.more == Some(false) => self.state = State::Ended,
            Ok(Some(at)) => self.at = Position { at, taken: 0 },
            Ok(None) => self.state = State::Ended,
            Err(reason) => self.state = State::Astray(reason),
        }
        // A list without items has one page all the same, and there may be more on it than items.
        if first { Verdict::Give } else { verdict }
    }

    fn brings_nothing(&mut self, reply: &Reply, look: &Look) -> bool {
        let body = hash(reply.body());
        let same = self.body.replace(body) == Some(body);
        look.fresh == 0 || same
    }

    /// Where the next page begins, if there is one. The error says why it must not be asked for.
    fn after(&self, reply: &Reply, look: &Look) -> Result<Option<At>, String> {
        let Look { items, fresh: _, clues } = look;
        let is_whole = self.info.whole_without.is_some_and(|name| self.draft.query_value(name).is_none());
        if is_whole && self.at.at == At::Start {
            return Ok(None);
        }
        let number = |parameter| match self.at.at {
            At::Number(number) => Some(number),
            _ => self.draft.query_value(parameter)?.parse().ok(),
        };
        Ok(match self.info.step {
            PageStep::Offset(parameter) => {
                let next = number(parameter).unwrap_or(0).saturating_add(*items as u64);
                clues.total_items.is_none_or(|total| next < total).then_some(At::Number(next))
            }
            PageStep::Page { parameter, first } => {
                let next = number(parameter).unwrap_or(first).saturating_add(1);
                let is_last = |pages: u64| next.saturating_sub(first) >= pages;
                (!clues.total_pages.is_some_and(is_last)).then_some(At::Number(next))
            }
            PageStep::Cursor(_) => {
                clues.next.clone().filter(|next| !next.is_empty() && self.is_new(next)).map(At::Cursor)
            }
            PageStep::LinkHeader => self.linked(link::next(reply.headers()).as_deref())?,
            PageStep::Link => self.linked(clues.next.as_deref().filter(|next| !next.is_empty()))?,
        })
    }

    fn is_new(&self, place: &String) -> bool {
        !self.used.contains(&hash(place))
    }

    /// Where a link leads, if it was not followed already.
    fn linked(&self, reference: Option<&str>) -> Result<Option<At>, String> {
        let Some(reference) = reference else { return Ok(None) };
        let page = self.draft_at(&self.at.at).and_then(|draft| draft.uri(self.client));
        let page = page.ok_or_else(|| "the page before has no URL".to_owned())?;
        let target = self.without_credentials(&link::resolve(&page, reference)?);
        Ok(Some(target).filter(|target| self.is_new(target)).map(At::Target))
    }

    /// A service that writes the whole query into its links writes credentials, too. They are added again when the
    /// link is followed, and do not belong into a position.
    fn without_credentials(&self, target: &str) -> String {
        let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
        let schemes = self.draft.info.api.schemes;
        let pairs: Vec<_> = query.split('&').filter(|pair| !auth::is_credential(schemes, pair)).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
    }
}

fn hash(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}
