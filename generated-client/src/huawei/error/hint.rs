//! What is known about codes: a closed table, each group with the source that says so.
//!
//! Sources: *TF* is the Terraform provider for this cloud (commits 10c32cbf and b1dddd64), written against the live
//! service. *OTC* is the manual of the Open Telekom Cloud for the same service (commit 29e50c53): its error codes
//! `dws_02_0030`, its status codes `dws_02_0038`, its console guide `dws_01_1016`. *APIG* is the list of the gateway's error
//! codes (github.com/huaweicloudDocs/apig, commit 47e5797c), *SIGN* the guide to signing, *IAM* the reference of the
//! identity service (commit 9d2eac9f). `spec/README.md` has the addresses. What no source says is not here.

use std::time::Duration;

use crate::runtime::auth::Outlook;

/// What is known about a failure with this code, if its message is of the kind known.
struct Known {
    code: &'static str,
    /// A part of the message in lower case; empty for any message.
    message: &'static str,
    hint: &'static str,
    outlook: Option<Outlook>,
    /// After how many seconds to try again.
    pause: Option<u64>,
}

const fn known(code: &'static str, hint: &'static str) -> Known {
    Known { code, message: "", hint, outlook: None, pause: None }
}

const fn worded(code: &'static str, message: &'static str, hint: &'static str) -> Known {
    Known { code, message, hint, outlook: None, pause: None }
}

/// What is known to pass.
const fn passing(code: &'static str, pause: Option<u64>, hint: &'static str) -> Known {
    Known { code, message: "", hint, outlook: Some(Outlook::Passing), pause }
}

/// What is known about `code`; for a job it stands inside a text such as `CreateELBTask-fail:DWS.0114`.
pub(super) fn of(code: Option<&str>, message: Option<&str>) -> Option<String> {
    find(code, message).map(|known| known.hint.to_owned())
}

/// Whether a failure with this code is known to pass, and after how long.
pub(super) fn outlook(code: Option<&str>, message: Option<&str>) -> (Option<Outlook>, Option<Duration>) {
    let known = find(code, message);
    (known.and_then(|known| known.outlook), known.and_then(|known| known.pause).map(Duration::from_secs))
}

fn find(code: Option<&str>, message: Option<&str>) -> Option<&'static Known> {
    let message = message.unwrap_or_default().to_lowercase();
    let words = code?.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let fits = |word: &str| KNOWN.iter().find(|known| known.code == word && message.contains(known.message));
    // A dedicated gateway writes the codes of the shared one with another prefix.
    let shared = |word: &str| word.strip_prefix("APIG.").map(|number| format!("APIGW.{number}"));
    words.map(|word| shared(word).unwrap_or_else(|| word.to_owned())).find_map(|word| fits(&word))
}

const NOT_IN_SNAPSHOT: &str = "nothing has this name: every source table must be part of the snapshot, and the snapshot \
    must be fine-grained (`fine_grained_backup`)";
const NO_SUCH_CLUSTER: &str = "no cluster has this id: check the id, the project and the region";
const NEW_TOKEN: &str = "the token has expired or is not valid: fetch a new one; it is good for 24 hours";
const LACKS_PERMISSION: &str = "the user lacks a permission; the documentation of the operation names those it needs";
const THROTTLED: &str = "the gateway is throttling: wait, for as long as Retry-After says if it is there";
const CHECK_CLOCK: &str = "the signature's date is more than 15 minutes off: set the clock here, or give one to \
    ClientBuilder::clock";

const KNOWN: &[Known] = &[
    // TF: seen live.
    passing(
        "DWS.7023",
        Some(10),
        "the cluster is in a state that does not allow this, such as while it is busy with something else; it passes: try \
         again after about 10 seconds",
    ),
    known("DWS.5149", "no snapshot has this id, or the id is not valid: check the id, the project and the region"),
    known("DWS.0001", "an id is malformed, or the snapshot is gone already"),
    known("DWS.0015", NO_SUCH_CLUSTER),
    known("DWS.0047", NO_SUCH_CLUSTER),
    known("DWS.3027", "the cluster was deleted"),
    known("DWS.5212", "the resource does not exist"),
    // OTC, error codes; what a snapshot must be is from its console guide.
    known("DWS.5036", "the data store does not exist, or the user has no permission for it"),
    known("DWS.5037", "a parameter does not exist"),
    known("DWS.5038", "a parameter is out of range"),
    known("DWS.5039", "a parameter occurs twice"),
    known("DWS.5045", "the tenant is not allowed to do this"),
    known("DWS.5056", "a text is too long or too short"),
    known("DWS.5064", "an id is not a UUID"),
    known("DWS.5065", "a parameter is not of the right form"),
    known("DWS.5111", "the backup file behind the snapshot does not exist"),
    known("DWS.5171", "the database's user or password is wrong"),
    known("DWS.5172", NOT_IN_SNAPSHOT),
    known("DWS.5173", NOT_IN_SNAPSHOT),
    known("DWS.5174", NOT_IN_SNAPSHOT),
    known("DWS.5177", "the name of the database is empty"),
    known("DWS.5178", "the name of a schema is empty"),
    known("DWS.5179", "the name of a table is empty"),
    known("DWS.5182", "the job was stopped"),
    known("DWS.5183", "the job was cancelled"),
    known("DWS.5189", "the service could not get an access key"),
    known(
        "DWS.5206",
        "the cluster's version does not support this; restoring tables takes fine-grained snapshots, which must have been \
         enabled",
    ),
    // APIG. That five refused signatures lock a key, and 15 minutes of skew are too many: APIG and SIGN.
    known("APIGW.0101", "the gateway does not know this call: check region and endpoint"),
    worded(
        "APIGW.0301",
        "failed to reach the limit",
        "the access key is locked for five minutes, because five signatures in a row were refused: wait, and check the \
         secret key before anything is sent again",
    ),
    worded("APIGW.0301", "decrypt token fail", NEW_TOKEN),
    worded("APIGW.0301", "token expires", NEW_TOKEN),
    worded(
        "APIGW.0301",
        "token not found",
        "the request came without a token that the gateway knows: check the credentials",
    ),
    worded("APIGW.0301", "signature expired", CHECK_CLOCK),
    worded(
        "APIGW.0301",
        "not exist",
        "the access key does not exist: it may be mistyped, deleted or of another account",
    ),
    worded(
        "APIGW.0301",
        "verify aksk signature fail",
        "the secret key does not belong to the access key, or the request was changed on its way. Do not try again with the \
         same key: five refused signatures in a row lock it for five minutes",
    ),
    known(
        "APIGW.0303",
        "the authentication is wrong, or the signature's date is more than 15 minutes off: check the key and the clock",
    ),
    known("APIGW.0307", NEW_TOKEN),
    passing("APIGW.0308", None, THROTTLED),
    known("APIGW.0310", "the project is not available: check the project id, and that it belongs to the region"),
    known("APIGW.0401", "this address may not call the service"),
    known("APIGW.0402", "this address may not call the service"),
    known("APIGW.0302", "this user of the identity service may not call this"),
    passing("APIGW.0613", None, "the identity service is down; it passes"),
    known("APIGW.0802", "the user may not use this region: check region and project"),
    // IAM.
    known("IAM.0066", NEW_TOKEN),
    known("IAM.0067", NEW_TOKEN),
    known("IAM.0002", LACKS_PERMISSION),
    known("IAM.0003", LACKS_PERMISSION),
    passing("IAM.0012", None, THROTTLED),
];
