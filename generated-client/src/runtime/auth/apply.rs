//! Choosing the credentials that an operation asks for, and writing them into its request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use zeroize::Zeroizing;

use super::{Context, Credential, CredentialError, CredentialProvider, Kind, Refused, Secret, SigningRequest};
use crate::runtime::encode::percent_encode;
use crate::runtime::error::Problem;
use crate::runtime::operation::{OperationInfo, SchemeInfo, SchemeKind, Scopes};
use crate::runtime::reply::Reply;

/// The credentials of a client, by the name of their scheme.
pub(in crate::runtime) type Credentials = BTreeMap<&'static str, Credential>;

/// A scheme that an operation asks for.
#[derive(Clone)]
pub(in crate::runtime) struct Chosen<'c> {
    name: &'static str,
    kind: SchemeKind,
    /// The credential to use: none when the caller set one by hand, and a provider's only once it is there.
    credential: Option<Cow<'c, Credential>>,
    provider: Option<&'c dyn CredentialProvider>,
    /// What the credential is to allow.
    scopes: Scopes,
}

/// What the caller set by hand, and the query in particular, where a credential may be that is the caller's own.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct ByHand<'h> {
    /// The cookies are among them.
    pub(in crate::runtime) headers: &'h HeaderMap,
    pub(in crate::runtime) query: &'h [(&'static str, String)],
}

impl ByHand<'_> {
    /// Whether it has what a credential of that kind would fill.
    fn has(self, kind: SchemeKind) -> bool {
        match kind {
            SchemeKind::Header(name) => self.has_header(name),
            SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::Signer(_) => self.has_header(AUTHORIZATION.as_str()),
            SchemeKind::Query(name) => self.query.iter().any(|(known, _)| *known == name),
            SchemeKind::Cookie(name) => self.has_cookie(name),
            SchemeKind::Connection => false,
        }
    }

    fn has_header(self, header: &str) -> bool {
        self.headers.keys().any(|name| header.eq_ignore_ascii_case(name.as_str()))
    }

    fn has_cookie(self, name: &str) -> bool {
        let cookies = self.headers.get(COOKIE).map(HeaderValue::as_bytes).unwrap_or_default();
        let mut names = cookies.split(|byte| *byte == b';').map(|pair| pair.split(|byte| *byte == b'=').next());
        names.any(|known| known.is_some_and(|known| known.trim_ascii() == name.as_bytes()))
    }
}

/// The first alternative of `info` that can be met with `credentials`, signers last: they must see the rest.
pub(in crate::runtime) fn choose<'c>(
    info: &OperationInfo,
    scopes: &[&[Scopes]],
    credentials: &'c Credentials,
    by_hand: ByHand<'_>,
) -> Result<Vec<Chosen<'c>>, Problem> {
    if info.security.is_empty() {
        return Ok(Vec::new());
    }
    let meet = |(index, alternative): (usize, &'static &'static [&'static str])| {
        let mut scopes = scopes.get(index).copied().unwrap_or_default().iter();
        let mut chosen = Vec::with_capacity(alternative.len());
        for name in *alternative {
            let scopes = scopes.next().copied().unwrap_or_default();
            chosen.push(meet(info.api.schemes, name, scopes, credentials, by_hand)?);
        }
        chosen.sort_by_key(|chosen| matches!(chosen.kind, SchemeKind::Signer(_)));
        Some(chosen)
    };
    let mut asking = info.security.iter().enumerate().filter(|(_, alternative)| !alternative.is_empty());
    match asking.find_map(meet) {
        Some(chosen) => Ok(chosen),
        // "None needed" fits every client, so it comes last wherever it stands: who has a credential wants to use it.
        None if info.security.iter().any(|alternative| alternative.is_empty()) => Ok(Vec::new()),
        None => Err(Problem::Credential { alternatives: info.security }),
    }
}

fn meet<'c>(
    schemes: &[SchemeInfo],
    name: &'static str,
    scopes: Scopes,
    credentials: &'c Credentials,
    by_hand: ByHand<'_>,
) -> Option<Chosen<'c>> {
    let kind = schemes.iter().find(|scheme| scheme.name == name)?.kind;
    // What the caller set by hand is the caller's own way to authenticate, and stays.
    if by_hand.has(kind) {
        return Some(Chosen { name, kind, credential: None, provider: None, scopes });
    }
    credentials.get(name).map(|credential| Chosen::new(name, kind, scopes, credential))
}

impl<'c> Chosen<'c> {
    /// The credential itself, or the provider that it is to come from.
    pub(in crate::runtime) fn new(
        name: &'static str,
        kind: SchemeKind,
        scopes: Scopes,
        credential: &'c Credential,
    ) -> Self {
        let (credential, provider) = match &credential.0 {
            Kind::Provider(provider) => (None, Some(provider.as_ref())),
            _ => (Some(Cow::Borrowed(credential)), None),
        };
        Self { name, kind, credential, provider, scopes }
    }

    /// Whether there is nobody who is to be asked for it.
    pub(in crate::runtime) fn is_given(&self) -> bool {
        self.provider.is_none()
    }
}

/// Has the providers among the chosen fetch what they do not have.
pub(in crate::runtime) async fn fetch(chosen: &mut [Chosen<'_>], context: &Context) -> Result<(), CredentialError> {
    for chosen in chosen {
        if let Some(provider) = chosen.provider {
            let context = Context { scopes: chosen.scopes, ..context.clone() };
            chosen.credential = Some(Cow::Owned(provider.credential(&context).await?));
        }
    }
    Ok(())
}

/// Takes what the providers among the chosen have, without fetching.
pub(in crate::runtime) fn at_hand(chosen: &mut [Chosen<'_>], context: &Context) -> Result<(), Problem> {
    for chosen in chosen {
        if let Some(provider) = chosen.provider {
            let context = Context { scopes: chosen.scopes, ..context.clone() };
            let credential = provider.at_hand(&context).ok_or(Problem::NotFetched { scheme: chosen.name })?;
            chosen.credential = Some(Cow::Owned(credential));
        }
    }
    Ok(())
}

/// Whether a provider takes the refusal `reply` for the end of what it gave, so that another attempt will have more.
pub(in crate::runtime) fn expired(chosen: &[Chosen<'_>], reply: &Reply) -> bool {
    let refused = |chosen: &Chosen<'_>| {
        let (provider, credential) = (chosen.provider?, chosen.credential.as_ref()?);
        Some(provider.refused(credential, reply))
    };
    // Each is told, so that each forgets what is of no use any more.
    let verdicts: Vec<_> = chosen.iter().filter_map(refused).collect();
    verdicts.contains(&Refused::Expired)
}

/// The query parameters among the chosen credentials, as encoded pairs.
pub(in crate::runtime) fn query_pairs(chosen: &[Chosen<'_>]) -> impl Iterator<Item = String> {
    chosen.iter().filter_map(|chosen| match (chosen.kind, chosen.credential.as_ref().map(|credential| &credential.0)) {
        (SchemeKind::Query(name), Some(Kind::Value(secret))) => {
            Some(format!("{}={}", percent_encode(name), percent_encode(secret.expose())))
        }
        _ => None,
    })
}

/// Applies the chosen credentials to the headers of a request that is otherwise complete. `body` is what signers see of its
/// body.
pub(in crate::runtime) fn apply(
    (method, uri): (&Method, &Uri),
    headers: &mut HeaderMap,
    body: Option<&[u8]>,
    chosen: &[Chosen<'_>],
    now: impl Fn() -> SystemTime,
) -> Result<(), Problem> {
    for Chosen { kind, credential, .. } in chosen {
        let Some(credential) = credential else {
            continue;
        };
        if let Kind::Signer(signer) = &credential.0 {
            let before: Vec<_> = headers.keys().cloned().collect();
            let open = Vec::new();
            let mut view = SigningRequest { method, uri, headers, body, open };
            signer.sign(&mut view, now()).map_err(|error| Problem::Signing(error.to_string()))?;
            let open = view.open;
            // Any other header that a signer adds may be a token.
            let is_closed = |name: &&HeaderName| !before.contains(name) && !open.contains(name);
            let added: Vec<_> = headers.keys().filter(is_closed).cloned().collect();
            redact(headers, &added);
        } else {
            set_header(headers, *kind, &credential.0)?;
        }
    }
    Ok(())
}

/// Writes a credential that goes into a header.
fn set_header(headers: &mut HeaderMap, kind: SchemeKind, credential: &Kind) -> Result<(), Problem> {
    let (name, text) = match (kind, credential) {
        (SchemeKind::Query(_), Kind::Value(_)) | (SchemeKind::Connection, Kind::Connection) => return Ok(()),
        (SchemeKind::Header(name), Kind::Value(secret)) => return insert(headers, kind, name, secret.expose()),
        (SchemeKind::Bearer, Kind::Value(secret)) => {
            (AUTHORIZATION.as_str(), Zeroizing::new(format!("Bearer {}", secret.expose())))
        }
        (SchemeKind::Basic, Kind::Basic(user, password)) => (AUTHORIZATION.as_str(), basic(user, password)),
        (SchemeKind::Cookie(name), Kind::Value(secret)) => return add_cookie(headers, name, secret),
        _ => return Err(Problem::CredentialKind { kind }),
    };
    insert(headers, kind, name, &text)
}

fn insert(headers: &mut HeaderMap, kind: SchemeKind, name: &str, text: &str) -> Result<(), Problem> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Problem::CredentialText { kind })?;
    let mut value = HeaderValue::from_str(text).map_err(|_| Problem::CredentialText { kind })?;
    value.set_sensitive(true);
    headers.insert(header, value);
    Ok(())
}

pub(super) fn basic(user: &str, password: &Secret) -> Zeroizing<String> {
    let pair = Zeroizing::new(format!("{user}:{}", password.expose()));
    Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
}

/// A second `Cookie` header would be ignored by many servers, so the credential joins what is there.
fn add_cookie(headers: &mut HeaderMap, name: &'static str, secret: &Secret) -> Result<(), Problem> {
    let refused = || Problem::CredentialText { kind: SchemeKind::Cookie(name) };
    if secret.expose().contains([';', ',', ' ', '"']) || !secret.expose().is_ascii() {
        return Err(refused());
    }
    let own = Zeroizing::new(format!("{name}={}", secret.expose()));
    let all: Vec<_> = headers.get(COOKIE).map(HeaderValue::as_bytes).into_iter().chain([own.as_bytes()]).collect();
    // What the caller wrote may be no ASCII.
    let mut value = HeaderValue::from_bytes(&Zeroizing::new(all.join(&b"; "[..]))).map_err(|_| refused())?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
}

/// Marks header values as secret, so that printing the headers does not show them.
fn redact(headers: &mut HeaderMap, names: &[HeaderName]) {
    for name in names {
        if let Some(value) = headers.get_mut(name) {
            value.set_sensitive(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::SECRET;

    fn applied(kind: SchemeKind, credential: &Credential) -> Result<String, String> {
        let mut headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("a=b"))]);
        let (target, chosen) = ((&Method::GET, &Uri::from_static("/")), [Chosen::new("x", kind, &[], credential)]);
        apply(target, &mut headers, Some(&[]), &chosen, || SystemTime::UNIX_EPOCH)
            .map_err(|error| error.to_string())?;
        assert!(!format!("{headers:?}").contains(SECRET));
        let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(value("x-key").or_else(|| value("authorization")).or_else(|| value("cookie")).unwrap_or_default())
    }

    #[test]
    fn credentials_go_where_the_scheme_says() {
        for (kind, credential, expected) in [
            (SchemeKind::Header("X-Key"), Credential::value(SECRET), SECRET.to_owned()),
            (SchemeKind::Bearer, Credential::bearer(SECRET), format!("Bearer {SECRET}")),
            (
                SchemeKind::Basic,
                Credential::basic("Aladdin", "open sesame"),
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==".into(),
            ),
            (SchemeKind::Cookie("sid"), Credential::value(SECRET), format!("a=b; sid={SECRET}")),
            (SchemeKind::Query("key"), Credential::value(SECRET), "a=b".into()),
            (SchemeKind::Connection, Credential::connection(), "a=b".into()),
        ] {
            assert_eq!(applied(kind, &credential), Ok(expected));
        }
    }

    #[test]
    fn misplaced_credentials_are_refused_without_repeating_them() {
        for (kind, credential) in [
            (SchemeKind::Basic, Credential::value(SECRET)),
            (SchemeKind::Connection, Credential::value(SECRET)),
            (SchemeKind::Signer("X"), Credential::value(SECRET)),
            (SchemeKind::Bearer, Credential::basic("me", SECRET)),
            (SchemeKind::Header("X-Key"), Credential::value(format!("{SECRET}\n"))),
            (SchemeKind::Cookie("sid"), Credential::value(format!("{SECRET}; admin=1"))),
        ] {
            let error = applied(kind, &credential);
            assert!(error.as_ref().is_err_and(|error| !error.contains(SECRET)), "{error:?}");
        }
    }
}
