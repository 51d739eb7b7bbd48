//! No secret is ever shown: not by any type that may hold one, and not by any error, whatever the other side repeats.

use std::error::Error as StdError;
use std::fmt::Debug;

use super::{PROJECT, host, keys, projects};
use crate::huawei::testing::{Cloud, Said, Seen, machine};
use crate::huawei::{AkSk, Config, Credentials, Password};
use crate::models::RestoreTableRequest;
use crate::runtime::auth::{CredentialCache, Issued};
use crate::runtime::{Credential, Secret};

/// All of the secrets in these tests, and no other text, have this in them.
const MARK: &str = "hunter2";
const ACCESS: &str = "AK-hunter2-0001";
const SECRET: &str = "SK-hunter2-0002";
const TOKEN: &str = "TOKEN-hunter2-0003";
/// With what is written in another way where it comes back.
const PASSWORD: &str = "PASSWORD  \"hunter2\\/0004.";

/// What was printed, in all the ways in which something can be.
#[derive(Default)]
struct Printed(Vec<String>);

impl Printed {
    fn value(&mut self, value: &impl Debug) {
        self.0.extend([format!("{value:?}"), format!("{value:#?}")]);
    }

    fn error(&mut self, error: &dyn StdError) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.0.extend([error.to_string(), format!("{error:?}"), format!("{error:#?}")]);
            next = error.source();
        }
    }

    fn check(self) {
        assert!(!self.0.is_empty());
        for text in self.0 {
            assert!(!text.contains(MARK), "{text}");
        }
    }
}

fn ak_sk() -> AkSk {
    AkSk::new(ACCESS, SECRET).with_security_token(TOKEN)
}

fn all() -> [Credentials; 6] {
    [
        Credentials::ak_sk(ak_sk()),
        Credentials::token(TOKEN),
        Credentials::password(Password::new("me", "us", PASSWORD)),
        Credentials::environment(),
        Credentials::profile(),
        Credentials::instance_metadata(),
    ]
}

/// A machine on which each secret is found, and what finds it there.
const VARIABLES: &[(&str, &str)] = &[
    ("HUAWEICLOUD_SDK_AK", ACCESS),
    ("HUAWEICLOUD_SDK_SK", SECRET),
    ("HUAWEICLOUD_SDK_SECURITY_TOKEN", TOKEN),
    ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/profile"),
    ("HUAWEICLOUD_OIDC_PROVIDER_URN", "p"),
    ("HUAWEICLOUD_OIDC_AGENCY_URN", "a"),
    ("HUAWEICLOUD_OIDC_ID_TOKEN", TOKEN),
    ("HC_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/"),
    ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token"),
];
const FILES: &[(&str, &str)] =
    &[("/profile", "[basic]\nidp_id = p\nid_token_file = /token\nsk = SK-hunter2-0002\n"), ("/token", TOKEN)];

#[test]
fn no_type_shows_a_secret() {
    let mut printed = Printed::default();
    printed.value(&Secret::new(SECRET));
    printed.value(&ak_sk());
    printed.value(&Password::new("me", "us", PASSWORD));
    printed.value(&machine(VARIABLES, FILES));
    printed.value(&CredentialCache::new());
    for credential in [
        Credential::value(TOKEN),
        Credential::bearer(TOKEN),
        Credential::basic("me", PASSWORD),
        Credential::signer(ak_sk()),
    ] {
        printed.value(&Issued::new(credential.clone()));
        printed.value(&credential);
    }
    for credentials in all() {
        printed.value(&credentials);
        printed.value(&Config::new("ae-ad-1").credentials(credentials));
    }
    printed.check();
}

/// Says all that it was told, as a gateway that is being debugged does, and the secrets of its own.
fn repeat(status: u16, seen: &Seen) -> Said {
    let headers: String = seen.headers.iter().map(|(name, value)| format!("{name}: {value:?} ")).collect();
    let told = seen.headers.values().map(|value| value.to_str().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let message = serde_json::json!({"error_code": "X.1", "error_msg": format!("{headers} {told} {}", seen.body)});
    Said::new(status, message.to_string())
}

/// The secrets that a cloud would hand out, in places where they are not looked for.
fn garbled(seen: &Seen) -> Said {
    match host(seen) {
        "169.254.169.254" if seen.line.starts_with("PUT") => Said::new(200, TOKEN),
        "iam.ae-ad-1.myhuaweicloud.com" if seen.line.ends_with("/tokens") => {
            Said::new(201, r#"{"token":{"expires_at":"TOKEN-hunter2-0003"}}"#).header("x-subject-token", TOKEN)
        }
        _ => Said::new(200, r#"{"credential":{"secret":"SK-hunter2-0002","access":"AK-hunter2-0001"}}"#),
    }
}

/// Hands out secrets, and accepts everyone.
fn willing(seen: &Seen) -> Said {
    match host(seen) {
        "169.254.169.254" if seen.line.starts_with("PUT") => Said::new(200, TOKEN),
        "iam.ae-ad-1.myhuaweicloud.com" if seen.line.ends_with("/tokens") => {
            Said::new(201, r#"{"token":{"expires_at":"2025-01-01T00:00:00Z"}}"#).header("x-subject-token", TOKEN)
        }
        "iam.ae-ad-1.myhuaweicloud.com" if seen.line.contains("projects") => projects(&[PROJECT]),
        "dws.ae-ad-1.myhuaweicloud.com" => repeat(403, seen),
        _ => Said::new(200, keys("2025-01-01T00:00:00Z").body().replace("EXAMPLETMP", "EXAMPLE-hunter2-")),
    }
}

#[tokio::test]
async fn no_error_shows_a_secret_that_the_other_side_repeats() {
    let mut printed = Printed::default();
    everything(&mut printed).await;
    printed.check();
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn no_secret_is_logged() {
    let mut printed = Printed::default();
    let ear = crate::runtime::Ear::default();
    let _listening = ear.listen();
    everything(&mut printed).await;
    let heard = ear.text().clone();
    assert!(heard.contains("restoreTable"), "{heard}");
    printed.0.push(heard);
    printed.check();
}

#[cfg(all(unix, feature = "tracing"))]
#[tokio::test]
async fn a_profile_that_others_may_read_is_warned_of() -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let path = std::env::temp_dir().join(format!("generated-client-profile-{}", std::process::id()));
    let name = path.to_string_lossy().into_owned();
    let keys = format!("[basic]\nak = {ACCESS}\nsk = {SECRET}\nproject_id = p\n");
    for (content, mode, is_warned_of) in [
        (keys.as_str(), 0o600, false),
        (&keys, 0o640, true),
        (&keys, 0o604, true),
        ("[basic]\nidp_id = p\nid_token_file = /token\nproject_id = p\n", 0o644, false),
    ] {
        std::fs::write(&path, content)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))?;
        let name = name.clone();
        let variable = move |key: &str| (key == "HUAWEICLOUD_SDK_CREDENTIALS_FILE").then(|| name.clone());
        let environment = crate::huawei::Environment::of_process().with_variables(variable);
        let ear = crate::runtime::Ear::default();
        let listening = ear.listen();
        let config = Cloud::new(willing).config(&[], &[]).credentials(Credentials::profile()).environment(environment);
        let outcome = config.connect().await;
        drop(listening);
        let heard = ear.text();
        assert_eq!(outcome.is_ok(), content == keys, "the profile was read: {outcome:?}");
        assert_eq!(heard.contains("can be read by others"), is_warned_of, "{content} {mode:o} {heard}");
        assert!(!heard.contains(SECRET) && !heard.contains(ACCESS));
    }
    std::fs::remove_file(&path)
}

/// Everything that goes wrong, and a call that is refused, with all kinds of credentials.
async fn everything(printed: &mut Printed) {
    for credentials in all().into_iter().chain([Credentials::official()]) {
        let clouds: [fn(&Seen) -> Said; 5] = [
            |seen| repeat(401, seen),
            |seen| repeat(500, seen),
            garbled,
            |_| Said::new(200, TOKEN),
            |_| Said::nobody(),
        ];
        for answer in clouds {
            let cloud = Cloud::new(answer);
            let config = cloud.config(VARIABLES, FILES).credentials(credentials.clone());
            printed.error(&config.connect().await.expect_err("nothing is handed out"));
        }
        let cloud = Cloud::new(willing);
        let config = cloud.config(VARIABLES, FILES).credentials(credentials);
        let client = config.connect().await.expect("everything is handed out");
        let request = RestoreTableRequest::new(true, "d", Vec::new(), Vec::new());
        let call = client.restore_table("s", &request);
        printed.value(&client);
        printed.value(&call);
        printed.value(&call.clone().build().expect("what it needs is at hand"));
        let error = call.await.expect_err("it is refused");
        printed.error(&error);
        printed.value(&error.reply());
        printed.0.push(String::from_utf8_lossy(error.raw_body().unwrap_or_default()).into_owned());
        // The secrets were there to be shown.
        let sent = cloud.seen().pop().expect("there was a call");
        assert!(sent.headers.values().any(|value| value.as_bytes().windows(7).any(|it| it == MARK.as_bytes())));
    }
}

#[test]
fn secrets_are_wiped_when_they_are_dropped() {
    fn is_wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}
    // All keys, passwords and tokens are kept in the first of these, and are sent in the second.
    is_wiped(&Secret::new(SECRET));
    is_wiped(&crate::huawei::ask::body(&[]));
}
