//! Where credentials are looked for, in what order, and what an error lists.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{PROJECT, host, keys, projects, snapshots};
use crate::huawei::Credentials;
use crate::huawei::testing::{Cloud, Said, Seen};

const LATER: &str = "2024-01-02T09:04:05.000000Z";

/// All services of a cloud, each of which has keys for who asks.
fn cloud() -> Cloud {
    Cloud::new(|seen| match host(seen) {
        "dws.ae-ad-1.myhuaweicloud.com" => snapshots(),
        "169.254.169.254" if seen.line.starts_with("PUT") => Said::new(200, "EXAMPLEMETADATATOKEN"),
        "iam.ae-ad-1.myhuaweicloud.com" if seen.line.contains("/v3/projects") => projects(&[PROJECT]),
        _ if seen.line.contains("/id-token/tokens") => {
            Said::new(201, "{}").header("x-subject-token", "EXAMPLEUNSCOPED")
        }
        _ => keys(LATER),
    })
}

const KEYS: &[(&str, &str)] = &[
    ("HUAWEICLOUD_SDK_AK", "EXAMPLEAK"),
    ("HUAWEICLOUD_SDK_SK", "EXAMPLESK"),
    ("HUAWEICLOUD_SDK_PROJECT_ID", "p-variables"),
];
const OIDC: &[(&str, &str)] = &[
    ("HUAWEICLOUD_OIDC_PROVIDER_URN", "urn:provider"),
    ("HUAWEICLOUD_OIDC_AGENCY_URN", "urn:agency"),
    ("HUAWEICLOUD_OIDC_TOKEN_FILE", "/run/token"),
];
const FEDERATED: &[(&str, &str)] =
    &[("HUAWEICLOUD_SDK_IDP_ID", "example-idp"), ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "/run/token")];
const POD: &[(&str, &str)] = &[
    ("HC_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials?x=1"),
    ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/run/token"),
];
const PROJECT_ALONE: &[(&str, &str)] = &[("HUAWEICLOUD_SDK_PROJECT_ID", "p-machine")];
const HOME: &[(&str, &str)] = &[("HOME", "/home/me")];
const TOKEN_FILE: (&str, &str) = ("/run/token", "EXAMPLEIDTOKEN\n");

/// The requests of a connection and of one call after it.
async fn requests(variables: &[&[(&str, &str)]], files: &[(&str, &str)]) -> Vec<Seen> {
    let cloud = cloud();
    let client = cloud.config(&variables.concat(), files).connect().await.expect("there are credentials");
    client.list_snapshots().await.expect("the call is accepted");
    cloud.seen()
}

/// The access key that signed, and the path that it signed.
fn call(seen: &Seen) -> (String, String) {
    let authorization = seen.header("authorization");
    let access = authorization.split("Access=").nth(1).and_then(|rest| rest.split(',').next());
    let path = seen.line.splitn(4, '/').nth(3).unwrap_or_default();
    (access.unwrap_or_default().to_owned(), path.to_owned())
}

#[tokio::test]
async fn the_first_place_that_has_credentials_counts() {
    let file = ("/home/me/.huaweicloud/credentials", "[basic]\nak = FILEAK\nsk = FILESK\nproject_id = p-file\n");
    let (temporary, looked_up) = ("EXAMPLETMPAK", PROJECT);
    for (variables, files, access, project, asked) in [
        (
            &[OIDC, KEYS, HOME, POD][..],
            &[TOKEN_FILE, file][..],
            temporary,
            "p-variables",
            "sts.cn-north-4.myhuaweicloud.com",
        ),
        (&[KEYS, HOME, POD], &[TOKEN_FILE, file], "EXAMPLEAK", "p-variables", "dws.ae-ad-1.myhuaweicloud.com"),
        (&[FEDERATED, KEYS, HOME], &[TOKEN_FILE, file], temporary, "p-variables", "iam.ae-ad-1.myhuaweicloud.com"),
        (&[HOME, POD], &[TOKEN_FILE, file], "FILEAK", "p-file", "dws.ae-ad-1.myhuaweicloud.com"),
        (&[HOME, POD], &[TOKEN_FILE], temporary, looked_up, "169.254.169.254"),
        (&[HOME, POD, PROJECT_ALONE], &[TOKEN_FILE], temporary, "p-machine", "169.254.169.254"),
    ] {
        let requests = requests(variables, files).await;
        assert_eq!(host(&requests[0]), asked);
        let last = requests.last().expect("there is a call");
        assert_eq!(call(last), (access.to_owned(), format!("v1.0/{project}/snapshots")));
        assert_eq!(last.header("x-project-id"), project);
        let token = if access == temporary { "EXAMPLETMPTOKEN" } else { "" };
        assert_eq!(last.header("x-security-token"), token);
    }
}

#[tokio::test]
async fn each_place_is_asked_in_its_own_way() {
    let shown = |seen: &Seen| {
        let names = ["x-idp-id", "x-metadata-token-ttl-seconds", "x-metadata-token", "content-type", "authorization"];
        let headers = names.map(|name| (name, seen.header(name)));
        let headers = headers.iter().filter(|(_, value)| !value.is_empty() && !value.starts_with("SDK"));
        let headers: String = headers.map(|(name, value)| format!("\n  {name}: {value}")).collect();
        format!("{}{headers}\n  {}", seen.line, in_order(&seen.body)).trim_end().to_owned()
    };
    let mut lines = Vec::new();
    let policy = &[("HUAWEICLOUD_OIDC_POLICY_IDS", "a, b"), ("HUAWEICLOUD_OIDC_POLICY", r#"{"x":"y"}"#)];
    for variables in [&[OIDC, policy][..], &[FEDERATED], &[HOME], &[POD]] {
        let cloud = if variables == [POD] {
            Cloud::new(|seen| match host(seen) {
                "169.254.169.254" => Said::nobody(),
                "169.254.170.23" => keys(LATER),
                _ => projects(&[PROJECT]),
            })
        } else {
            cloud()
        };
        cloud.config(&variables.concat(), &[TOKEN_FILE]).connect().await.expect("there are credentials");
        lines.extend(cloud.seen().iter().map(shown));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn the_token_of_a_pod_goes_to_no_other_machine_in_the_clear() {
    for (uri, is_asked) in [
        ("http://169.254.170.23/v1/credentials?x=1", true),
        ("http://127.0.0.1:8080", true),
        ("http://localhost/v1", true),
        ("https://agent.example.com/v1", true),
        ("agent.example.com/v1", true),
        ("http://agent.example.com/v1", false),
        ("HTTP://10.0.0.1/", false),
        ("http://169.254.170.23.example.com/", false),
    ] {
        let cloud = Cloud::new(|seen| match host(seen) {
            "169.254.169.254" => Said::nobody(),
            "iam.ae-ad-1.myhuaweicloud.com" => projects(&[PROJECT]),
            _ => keys(LATER),
        });
        let variables = [(POD[0].0, uri), POD[1]];
        let outcome = cloud.config(&variables, &[TOKEN_FILE]).connect().await;
        let is_sent = cloud.seen().iter().any(|seen| seen.header("authorization") == "EXAMPLEIDTOKEN");
        assert_eq!((outcome.is_ok(), is_sent), (is_asked, is_asked), "{uri}");
        let refusal = format!("pod identity: {} must be https://", POD[0].0);
        assert!(is_asked || outcome.is_err_and(|error| error.to_string().contains(&refusal)), "{uri}");
    }
}

/// The text with the members of its objects by name: their order depends on a feature of `serde_json` that another crate
/// of the build may turn on.
fn in_order(text: &str) -> String {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let members: BTreeMap<String, Value> = members.into_iter().collect();
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect()
            }
            Value::Array(list) => list.into_iter().map(sorted).collect(),
            scalar => scalar,
        }
    }
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |value| sorted(value).to_string())
}

#[tokio::test]
async fn what_every_place_lacks_is_listed() {
    let cloud = Cloud::new(|_| Said::nobody());
    let error = cloud.config(HOME, &[]).connect().await.expect_err("there are no credentials").to_string();
    insta::assert_snapshot!(error.replace("; ", ";\n"), @"
    there are no credentials: OpenID Connect: HUAWEICLOUD_OIDC_PROVIDER_URN is not set;
    environment: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set, nor are HUAWEICLOUD_SDK_IDP_ID and HUAWEICLOUD_SDK_ID_TOKEN_FILE;
    profile: /home/me/.huaweicloud/credentials: entity not found;
    instance metadata: the metadata service: PUT /meta-data/latest/api/token: could not connect: nobody is there;
    pod identity: HC_CONTAINER_CREDENTIALS_FULL_URI is not set
    ");
    let half = [("HUAWEICLOUD_SDK_AK", "EXAMPLEAK"), ("HUAWEICLOUD_SDK_SK", "")];
    let config = cloud.config(&half, &[]).credentials(Credentials::environment());
    let error = config.connect().await.expect_err("there is no secret key").to_string();
    assert!(error.starts_with("there are no credentials: environment: HUAWEICLOUD_SDK_AK and "), "{error}");
}

#[tokio::test]
async fn a_profile_is_read_as_the_official_client_reads_it() {
    const PATH: &str = "/etc/huawei.ini";
    let variables = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", PATH), ("HOME", "/home/me")];
    for (file, expected) in [
        ("# mine\n[global]\nak=x\n\n[basic]\nAK : A;B#C\nsk=s\nproject_id=p", Ok("A;B#C")),
        ("[basic]\nak = A\nsk = S\nsecurity_token = T\nproject_id = p\n", Ok("A")),
        ("[basic]\nak = A\nsk =\n", Err("profile: /etc/huawei.ini: [basic] has neither ak and sk nor idp_id and ")),
        ("[global]\nak = A\nsk = S\n", Err("profile: /etc/huawei.ini: it has no section [basic]")),
        ("[basic\nak = A", Err("profile: /etc/huawei.ini: it is not an INI file")),
    ] {
        let cloud = cloud();
        let config = cloud.config(&variables, &[(PATH, file)]).credentials(Credentials::profile());
        match (config.connect().await, expected) {
            (Ok(client), Ok(access)) => {
                client.list_snapshots().await.expect("the call is accepted");
                assert_eq!(call(&cloud.seen()[0]), (access.to_owned(), "v1.0/p/snapshots".to_owned()));
            }
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            (result, expected) => panic!("{result:?} is not {expected:?}"),
        }
    }
}

#[tokio::test]
async fn the_identity_service_is_chosen_by_profile_environment_and_region() {
    let profile = |iam: &str| format!("[basic]\nak = A\nsk = S\n{iam}");
    let variable = &[("HUAWEICLOUD_SDK_IAM_ENDPOINT", "iam.variable.example.com/base/")];
    for (variables, iam, expected) in [
        (&[HOME][..], "", "https://iam.ae-ad-1.myhuaweicloud.com/v3/projects?name=ae-ad-1"),
        (&[HOME, variable], "", "https://iam.variable.example.com/base/v3/projects?name=ae-ad-1"),
        (&[HOME, variable], "iam_endpoint = http://127.0.0.1:1\n", "http://127.0.0.1:1/v3/projects?name=ae-ad-1"),
    ] {
        let cloud = Cloud::new(|_| projects(&[PROJECT]));
        let file = profile(iam);
        let config = cloud.config(&variables.concat(), &[("/home/me/.huaweicloud/credentials", &file)]);
        config.connect().await.expect("there are credentials");
        assert_eq!(cloud.lines(), [format!("GET {expected}")]);
        let config = cloud.config(&variables.concat(), &[("/home/me/.huaweicloud/credentials", &file)]);
        config.iam_endpoint("https://iam.own.example.com").connect().await.expect("there are credentials");
        assert_eq!(cloud.lines(), ["GET https://iam.own.example.com/v3/projects?name=ae-ad-1"]);
    }
}
