//! From the URL of a request to that of reqwest, which reads a URL anew: its host only where it is another one.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ::reqwest::Url;
use http::Uri;
use http::uri::{Authority, Scheme};

use super::{TransportError, TransportErrorKind};
use crate::runtime::endpoint::Reach;

/// How a request gets to its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// As the system's proxy settings say.
    Configured,
    /// Past all proxies.
    Direct,
}

impl Route {
    /// Addresses of the machine itself and of its own link are other ones for a proxy. Services that hand credentials to
    /// the machine are at such addresses, and what passes there is not for a proxy.
    fn to(url: &Url) -> Self {
        // A URL writes each address in one form only, however it was given.
        let is_own = Reach::of(url.host_str().unwrap_or_default()) != Reach::Beyond;
        if is_own { Self::Direct } else { Self::Configured }
    }
}

/// Remembers where the last request went, since most go where the one before went.
#[derive(Default)]
pub(super) struct Origins(Mutex<Option<Known>>);

struct Known {
    /// As they stand in a request. The rest of one may hold a secret, and is not kept.
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    /// The same as a URL, with [`ROOM`] for its path.
    roomy: Url,
    route: Route,
}

/// A path that is longer than most. A clone of a URL has no more room than its text takes, so that each part of a path that is
/// set would move it; one that had a longer path before stays where it is.
const ROOM: &str = match std::str::from_utf8(&[b'x'; 160]) {
    Ok(text) => text,
    Err(_) => "",
};

impl Origins {
    /// The URL for reqwest, and the way there.
    pub(super) fn url(&self, uri: &Uri) -> Result<(Url, Route), TransportError> {
        if let Some((mut url, route)) = self.known(uri) {
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Ok((url, route));
        }
        let url =
            Url::parse(&uri.to_string()).map_err(|error| TransportError::new(TransportErrorKind::Other, error))?;
        let route = Route::to(&url);
        let mut roomy = url.clone();
        roomy.set_path(ROOM);
        roomy.set_query(None);
        let (scheme, authority) = (uri.scheme().cloned(), uri.authority().cloned());
        *self.last() = Some(Known { scheme, authority, roomy, route });
        Ok((url, route))
    }

    fn known(&self, uri: &Uri) -> Option<(Url, Route)> {
        let last = self.last();
        let Known { scheme, authority, roomy, route } = last.as_ref()?;
        // Letter by letter: the client always writes it the same way, and another way is merely read anew.
        let is_same = scheme.as_ref() == uri.scheme()
            && authority.as_ref().map(Authority::as_str) == uri.authority().map(Authority::as_str);
        is_same.then(|| (roomy.clone(), *route))
    }

    fn last(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_machine_and_its_link_are_reached_past_proxies() {
        for (url, expected) in [
            ("http://169.254.169.254/openstack", Route::Direct),
            ("http://2852039166/openstack", Route::Direct),
            ("http://[::ffff:169.254.169.254]/", Route::Direct),
            ("http://[fe80::a9fe:a9fe]:80/", Route::Direct),
            ("http://127.0.0.1/", Route::Direct),
            ("http://[::1]:8080/", Route::Direct),
            ("http://LOCALHOST./", Route::Direct),
            ("https://169.253.0.1", Route::Configured),
            ("https://[2001:db8::1]/", Route::Configured),
            ("https://169.254.169.254.example.com/", Route::Configured),
            ("https://localhost.example.com/", Route::Configured),
        ] {
            assert_eq!(Route::to(&url.parse().expect("the URL is valid")), expected, "{url}");
        }
    }

    #[test]
    fn a_host_that_is_known_makes_no_difference() -> Result<(), Box<dyn std::error::Error>> {
        let origins = Origins::default();
        for origin in ["https://a.example.com", "http://a.example.com:8443", "http://127.0.0.1:1", "http://[::1]"] {
            for target in [
                "/",
                "",
                "?x",
                "/v1/p/snapshots/s/table-restore",
                "/a%20b%2F%C3%BC//c/",
                "//a",
                "/a?b=%27&c='&d=/?:@",
                "/a'b|c^d/~e;f,g!$&()*+=:@",
                "/a?",
                "/%2e%2E/./../a",
            ] {
                let url = format!("{origin}{target}");
                let (known, route) = origins.url(&url.parse()?)?;
                let plain = Url::parse(&url.parse::<Uri>()?.to_string())?;
                assert_eq!((known.as_str(), route), (plain.as_str(), Route::to(&plain)), "{url}");
                assert_eq!(known, plain, "{url}");
            }
        }
        Ok(())
    }
}
