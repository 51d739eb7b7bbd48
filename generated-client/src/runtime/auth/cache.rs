//! Keeping a fetched credential: one fetch for all who ask at once, and the next one before it expires.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::OwnedMutexGuard;

use super::{Context, Credential, CredentialError, Outlook};
use crate::runtime::send::within;

/// The time between two fetches that nothing forces, so that a credential that is issued with little time left,
/// a clock that is wrong, or a service that is in trouble does not make every call fetch.
const BREAK: Duration = Duration::from_secs(60);

/// The least such time, where the credential does not last as long as that.
const SHORT_BREAK: Duration = Duration::from_secs(1);

/// The longest pause that is granted to a service that asks for one: it may be mistaken.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What is refused within that time after it was issued has not expired.
const NEW: Duration = Duration::from_secs(10);

/// How long a call that has a good credential waits for the next one, at most; and the part of the time that is left to
/// the call that it gives for that.
const PATIENCE: Duration = Duration::from_secs(10);
const PART: u32 = 2;

/// How long a fetch may take that others wait for: longer than any of this crate, so that one that has been at it for longer
/// is not polled any more; and shorter than a call is given, so that those who came with it can make one of their own.
const LONGEST_FETCH: Duration = Duration::from_secs(45);

/// Keeps a credential until it expires, and fetches the next one ahead of that.
///
/// Calls that find none wait for one fetch together, and share its failure; one that has not ended 45 seconds after it
/// began, as nobody polls it, is left behind. When only the time to renew has come, one call fetches while the others go on
/// with what is there. So does that one, as long as what is there is good, if its fetch fails, or takes longer than ten
/// seconds or than half of the time that is left to the call. A minute later another call fetches, or sooner where less than
/// two minutes are left: then at half of that.
///
/// A [lasting](Outlook::Lasting) failure, such as a wrong password, is the answer to all calls for a minute: services
/// count such failures, and lock who makes too many. One that may pass is, for
/// as long as the service asks to be [left alone](CredentialError::pause).
#[derive(Default)]
pub struct CredentialCache {
    state: Mutex<State>,
    /// Held while fetching. Dropping a call that fetches lets the next one in, and one that nobody polls any more is left
    /// behind with the gate that it holds.
    gate: Mutex<Gate>,
}

#[derive(Default)]
struct Gate {
    lock: Arc<tokio::sync::Mutex<()>>,
    /// When the one who holds the lock took it, or the last one who did.
    since: Option<SystemTime>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many fetches have ended, and how and when the last one failed if it did.
    ended: u64,
    failure: Option<(SystemTime, CredentialError)>,
    /// Whether the last one that was held was forgotten.
    forgot: bool,
    /// When a call last asked for a credential.
    asked: Option<SystemTime>,
}

struct Held {
    credential: Credential,
    since: SystemTime,
    origin: Origin,
    trust: Trust,
    /// Until when it is good, and from when on another is fetched.
    expires: Option<SystemTime>,
    renew: Option<SystemTime>,
}

/// Why a credential was fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// There was none, or its time was over.
    Need,
    /// The one before was refused as expired.
    Refusal,
}

/// Whether a credential is taken for one that the service accepts.
#[derive(PartialEq, Eq)]
enum Trust {
    Full,
    /// It was refused, though not as one that has expired.
    Doubted,
}

impl Held {
    /// Whether it is to be used at `now`. One that is doubted is fetched anew, but not more often than every minute: it may
    /// be the call that is wrong.
    fn is_good(&self, now: SystemTime) -> bool {
        let is_replaceable = now.duration_since(self.since).is_ok_and(|passed| passed >= BREAK);
        self.expires.is_none_or(|time| time > now) && (self.trust == Trust::Full || !is_replaceable)
    }

    /// When to renew it after a renewal that came to nothing: in time before its end, or all calls would wait then.
    fn next_try(&self, now: SystemTime) -> SystemTime {
        let left = self.expires.map_or(Duration::MAX, |time| time.duration_since(now).unwrap_or_default());
        now.checked_add((left / 2).clamp(SHORT_BREAK, BREAK)).unwrap_or(now)
    }
}

/// A credential as it was issued.
#[derive(Debug, Clone)]
pub struct Issued {
    credential: Credential,
    expires: Option<SystemTime>,
    margin: Duration,
}

impl Issued {
    /// A credential that never expires.
    pub fn new(credential: Credential) -> Self {
        Self { credential, expires: None, margin: Duration::ZERO }
    }

    /// It expires at `expires` by the client's clock, and another is fetched when less than `margin` is left.
    #[must_use]
    pub fn expires(mut self, expires: SystemTime, margin: Duration) -> Self {
        (self.expires, self.margin) = (Some(expires), margin);
        self
    }

    /// The credential that was issued.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }
}

/// What the cache has for a call.
enum Found {
    Good(Credential),
    Due(Credential),
    Failure(CredentialError),
    Nothing { ended: u64 },
}

impl CredentialCache {
    /// A cache without a credential.
    pub fn new() -> Self {
        Self::default()
    }

    /// The credential that is kept, or else what `fetch` gives. `fetch` is not polled when it is not needed.
    ///
    /// # Errors
    ///
    /// When nothing usable is kept and the fetch fails, be it this one or the one that this call waited for.
    pub async fn get(
        &self,
        context: &Context,
        fetch: impl Future<Output = Result<Issued, CredentialError>>,
    ) -> Result<Credential, CredentialError> {
        self.state().asked = Some(context.now());
        match self.find(context.now()) {
            Found::Good(credential) => Ok(credential),
            Found::Due(credential) => {
                let Some(_fetching) = self.turn_at_once(context) else { return Ok(credential) };
                // Another call may just have ended its fetch.
                if let Found::Good(credential) = self.find(context.now()) {
                    return Ok(credential);
                }
                // Should this call be dropped, the next one must not come to wait as it did.
                self.put_off(context.now());
                let begun = self.state().ended;
                let mut fetch = pin!(fetch);
                let patience = PATIENCE.min(context.time / PART);
                let renewed = within(context.transport.sleep(patience), fetch.as_mut()).await;
                let renewed = renewed.map(|fetched| self.end(context.now(), begun, fetched));
                // What was good when the call came may have expired since: then there is nothing but the fetch.
                match (self.at_hand(context.now()), renewed) {
                    (Some(credential), _) => Ok(credential),
                    (None, Some(renewed)) => renewed,
                    (None, None) => {
                        let fetched = fetch.await;
                        self.end(context.now(), begun, fetched)
                    }
                }
            }
            Found::Failure(error) => Err(error),
            Found::Nothing { ended } => {
                let _fetching = self.turn(context).await;
                match self.waited_for(ended, context.now()) {
                    Some(outcome) => outcome,
                    None => {
                        let begun = self.state().ended;
                        let fetched = fetch.await;
                        self.end(context.now(), begun, fetched)
                    }
                }
            }
        }
    }

    /// The credential that is kept, if it is good at `now`.
    pub fn at_hand(&self, now: SystemTime) -> Option<Credential> {
        match self.find(now) {
            Found::Good(credential) | Found::Due(credential) => Some(credential),
            Found::Failure(_) | Found::Nothing { .. } => None,
        }
    }

    /// Forgets `used`, which was refused as one that has expired, unless another one has taken its place already. Whether
    /// the next call has another one.
    ///
    /// It has not where `used` had just taken the place of one that was forgotten: then it is only [doubted](Self::doubt), so
    /// that a service that refuses whatever it is given does not make each call fetch.
    pub fn forget(&self, used: &Credential) -> bool {
        let mut state = self.state();
        let asked = state.asked;
        let Some(held) = state.held.take_if(|held| held.credential.is_same(used)) else { return true };
        let age = asked.and_then(|asked| asked.duration_since(held.since).ok()).unwrap_or_default();
        let is_new = held.origin == Origin::Refusal && age < NEW;
        if is_new {
            state.held = Some(Held { trust: Trust::Doubted, ..held });
        } else {
            state.forgot = true;
        }
        !is_new
    }

    /// Doubts `used`, which was refused for a reason that may lie in it: the next call that comes a minute after it was
    /// issued, or after the last attempt to get another, or later, fetches another. The call that was refused is not repeated for that.
    pub fn doubt(&self, used: &Credential) {
        let mut state = self.state();
        if let Some(held) = state.held.as_mut().filter(|held| held.credential.is_same(used)) {
            held.trust = Trust::Doubted;
        }
    }

    /// Waits until this call may fetch: until the one before it is done, or has been at it for so long that it may never go on.
    async fn turn(&self, context: &Context) -> OwnedMutexGuard<()> {
        loop {
            let (lock, since) = self.ahead();
            let passed = since.and_then(|since| context.now().duration_since(since).ok()).unwrap_or_default();
            let left = LONGEST_FETCH.saturating_sub(passed);
            let turn = pin!(Arc::clone(&lock).lock_owned());
            if let Some(turn) = within(context.transport.sleep(left), turn).await {
                let mut gate = self.gate();
                // The gate may have been left behind just now.
                if Arc::ptr_eq(&gate.lock, &lock) {
                    gate.since = Some(context.now());
                }
                return turn;
            }
            let mut gate = self.gate();
            // Another one who took its turn meanwhile has as much time as the one before.
            if Arc::ptr_eq(&gate.lock, &lock) && gate.since == since {
                *gate = Gate::default();
            }
        }
    }

    /// The same, unless there is anything to wait for.
    fn turn_at_once(&self, context: &Context) -> Option<OwnedMutexGuard<()>> {
        let mut gate = self.gate();
        let turn = Arc::clone(&gate.lock).try_lock_owned().ok()?;
        gate.since = Some(context.now());
        Some(turn)
    }

    /// What a call waits for, and since when it is held.
    fn ahead(&self) -> (Arc<tokio::sync::Mutex<()>>, Option<SystemTime>) {
        let gate = self.gate();
        (Arc::clone(&gate.lock), gate.since)
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, now: SystemTime) -> Found {
        let state = self.state();
        let good = state.held.as_ref().filter(|held| held.is_good(now));
        let is_within = |at: SystemTime, pause: Duration| now.duration_since(at).is_ok_and(|passed| passed < pause);
        match (good, &state.failure) {
            (Some(held), _) if held.renew.is_some_and(|time| time < now) => Found::Due(held.credential.clone()),
            (Some(held), _) => Found::Good(held.credential.clone()),
            (None, Some((at, error))) if is_within(*at, pause_after(error)) => Found::Failure(error.clone()),
            (None, _) => Found::Nothing { ended: state.ended },
        }
    }

    /// Leaves the next renewal to a call that comes later.
    fn put_off(&self, now: SystemTime) {
        if let Some(held) = &mut self.state().held {
            held.renew = Some(held.next_try(now));
        }
    }

    /// What a fetch gave that ended while this call waited.
    fn waited_for(&self, ended: u64, now: SystemTime) -> Option<Result<Credential, CredentialError>> {
        if let Some(credential) = self.at_hand(now) {
            return Some(Ok(credential));
        }
        let state = self.state();
        state.failure.clone().filter(|_| state.ended > ended).map(|(_, error)| Err(error))
    }

    /// Keeps what a fetch gave that began when so many had ended. A failure puts the next fetch off, if there is still something
    /// to go on with.
    fn end(
        &self,
        now: SystemTime,
        begun: u64,
        fetched: Result<Issued, CredentialError>,
    ) -> Result<Credential, CredentialError> {
        let mut state = self.state();
        if state.ended != begun {
            // It was left behind, and what came later is newer.
            return fetched.map(|issued| issued.credential);
        }
        state.ended += 1;
        let soonest = after_break(now);
        match fetched {
            Ok(Issued { credential, expires, margin }) => {
                let renew = expires.map(|time| time.checked_sub(margin).map_or(soonest, |time| time.max(soonest)));
                let expires = expires.map(|time| time.max(soonest));
                let was_refused = |held: &Held| held.origin == Origin::Refusal && held.trust == Trust::Doubted;
                let is_replaced = std::mem::take(&mut state.forgot) || state.held.as_ref().is_some_and(was_refused);
                let origin = if is_replaced { Origin::Refusal } else { Origin::Need };
                let held =
                    Held { credential: credential.clone(), since: now, origin, trust: Trust::Full, expires, renew };
                state.held = Some(held);
                state.failure = None;
                Ok(credential)
            }
            Err(error) => {
                let mut unexpired = None;
                if let Some(held) = &mut state.held {
                    let is_lasting = error.outlook() == Outlook::Lasting;
                    held.renew = Some(if is_lasting { soonest } else { held.next_try(now) });
                    if held.expires.is_none_or(|time| time > now) {
                        // It was doubted, but the call that was refused may have been wrong.
                        if held.trust == Trust::Doubted {
                            held.since = now;
                        }
                        unexpired = Some(held.credential.clone());
                    }
                }
                state.failure = Some((now, error.clone()));
                unexpired.ok_or(error)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a failure is the answer to all calls: for a while if it would come again, else for as long as was asked for.
fn pause_after(error: &CredentialError) -> Duration {
    match error.outlook() {
        Outlook::Lasting => BREAK,
        Outlook::Passing => error.pause().min(LONGEST_PAUSE),
    }
}

/// When the next fetch may come, unless something forces it.
fn after_break(now: SystemTime) -> SystemTime {
    now.checked_add(BREAK).unwrap_or(now)
}

impl fmt::Debug for CredentialCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let expires = state.held.as_ref().map(|held| held.expires);
        f.debug_struct("CredentialCache").field("expires", &expires).finish_non_exhaustive()
    }
}
