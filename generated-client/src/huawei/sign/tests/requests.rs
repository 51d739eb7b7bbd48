//! Requests of our own client, as `build` gives them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;

use crate::huawei::AkSk;
use crate::huawei::sign::date;
use crate::models::{RestoreTableRequest, TableDetail};
use crate::runtime::auth::{SignError, Signer, SigningRequest};
use crate::{Client, ClientBuilder};

pub(super) const ACCESS: &str = "EXAMPLEAK";
pub(super) const SECRET: &str = "EXAMPLESK";
pub(super) const TOKEN: &str = "EXAMPLETOKEN";

/// 2024-01-02T03:04:05Z.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_704_164_645)
}

pub(super) fn keys() -> AkSk {
    AkSk::new(ACCESS, SECRET)
}

pub(super) fn builder(endpoint: &str, signer: impl Signer) -> ClientBuilder {
    Client::builder().endpoint(endpoint).project_id("p 1").user_agent("tests").clock(now).ak_sk(signer)
}

pub(super) fn restore() -> RestoreTableRequest {
    let table = |name| vec![TableDetail::new("模式", name)];
    RestoreTableRequest::new(true, "postgres", table("a"), table("b"))
}

/// The request of a restore, signed by `signer`.
fn restored(signer: impl Signer) -> Result<http::Request<Bytes>, String> {
    let client = builder("https://dws.example.com", signer).build().unwrap();
    client.restore_table("s", &restore()).build().map_err(|error| error.to_string())
}

fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    request.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Prepares a request by `first` before it is signed by `then`.
struct Prepared<F>(F, AkSk);

impl<F> Signer for Prepared<F>
where
    F: Fn(&mut SigningRequest<'_>) -> Result<(), SignError> + Send + Sync + 'static,
{
    fn sign(&self, request: &mut SigningRequest<'_>, now: SystemTime) -> Result<(), SignError> {
        (self.0)(request)?;
        self.1.sign(request, now)
    }
}

#[test]
fn signing_again_replaces_the_signature() {
    let earlier = AkSk::new("OTHERAK", "OTHERSK").with_security_token(TOKEN);
    let twice = Prepared(move |request: &mut SigningRequest<'_>| earlier.sign(request, UNIX_EPOCH), keys());
    let (once, twice) = (restored(keys()).unwrap(), restored(twice).unwrap());
    assert_eq!(once.headers(), twice.headers());
    assert_eq!(header(&once, "x-sdk-date"), "20240102T030405Z");
}

#[test]
fn what_is_set_by_hand_wins() {
    let client = builder("https://dws.example.com", keys().with_security_token(TOKEN)).build().unwrap();
    let call = client.restore_table("s", &restore());
    let own = call.clone().header("X-Sdk-Date", "20000101T000000Z").header("X-Security-Token", "mine").build().unwrap();
    assert_eq!((header(&own, "x-sdk-date"), header(&own, "x-security-token")), ("20000101T000000Z", "mine"));
    assert!(header(&own, "authorization").contains(";x-sdk-date;x-security-token, "));
    let unsigned = call.header("Authorization", "Bearer EXAMPLE").build().unwrap();
    assert_eq!((header(&unsigned, "authorization"), header(&unsigned, "x-sdk-date")), ("Bearer EXAMPLE", ""));
    let bearer = |request: &mut SigningRequest<'_>| {
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer EXAMPLE"));
        Ok(())
    };
    let unsigned = restored(Prepared(bearer, keys())).unwrap();
    assert_eq!((header(&unsigned, "authorization"), header(&unsigned, "x-sdk-date")), ("Bearer EXAMPLE", ""));
}

#[test]
fn what_cannot_be_signed_is_refused_without_repeating_it() {
    let repeated = |request: &mut SigningRequest<'_>| {
        request.headers_mut().append("accept", HeaderValue::from_static(SECRET));
        Ok(())
    };
    let binary = |request: &mut SigningRequest<'_>| {
        let value = HeaderValue::from_bytes(b"EXAMPLESK\xff").map_err(|error| SignError::new(error.to_string()))?;
        request.headers_mut().insert("x-own", value);
        Ok(())
    };
    let undated = |request: &mut SigningRequest<'_>| {
        request.headers_mut().insert("x-sdk-date", HeaderValue::from_static("Tue, 02 Jan 2024"));
        Ok(())
    };
    for (request, expected) in [
        (restored(Prepared(undated, keys())), "X-Sdk-Date is not a date such as 20240102T030405Z"),
        (restored(AkSk::new("", SECRET)), "the access key is empty"),
        (restored(AkSk::new(ACCESS, "")), "the secret key is empty"),
        (restored(AkSk::new(ACCESS, format!("{SECRET}\n"))), "the secret key is empty, or has white space"),
        (restored(keys().with_security_token(format!(" {SECRET}"))), "the security token is empty, or has white space"),
        (restored(Prepared(repeated, keys())), "the header `accept` is set more than once"),
        (restored(Prepared(binary, keys())), "the header `x-own` is not UTF-8"),
    ] {
        let error = request.unwrap_err();
        assert!(error.contains(expected) && !error.contains(SECRET), "{error}");
    }
}

#[test]
fn debug_output_shows_no_key() {
    let keys = keys().with_security_token(TOKEN);
    let client = builder("https://dws.example.com", keys.clone()).build().unwrap();
    let request = restored(keys.clone()).unwrap();
    let output = format!("{keys:?} {client:?} {request:?}");
    for secret in [ACCESS, SECRET, TOKEN, "Signature="] {
        assert!(!output.contains(secret), "{output}");
    }
}

#[test]
fn hash_states_are_wiped() {
    fn is_wiped<T: zeroize::ZeroizeOnDrop>() {}
    // Two of these are all that an `Hmac` holds; the key itself is in a `Secret`.
    is_wiped::<sha2::Sha256>();
}

#[test]
fn dates_are_in_utc_to_the_second() {
    for (after_epoch, expected) in [
        (Duration::ZERO, "19700101T000000Z"),
        (Duration::new(1_704_067_199, 999_999_999), "20231231T235959Z"),
        (Duration::new(1_709_208_000, 5_000_000), "20240229T120000Z"),
    ] {
        assert_eq!(date(UNIX_EPOCH + after_epoch), expected);
    }
}
