//! The variables and the file in which the official clients look for keys.

use configparser::ini::{Ini, IniDefault};
use zeroize::Zeroize;

use super::keys::incomplete;
use crate::huawei::AkSk;
use crate::huawei::Environment;
use crate::huawei::ask::lasting;
use crate::runtime::Secret;
use crate::runtime::auth::CredentialError;

const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The section for services that belong to a region. Another, `[global]`, is for those that do not.
const SECTION: &str = "basic";

/// What is configured, wherever it stands.
pub(super) struct Profile {
    pub(super) who: Who,
    pub(super) project_id: Option<String>,
    pub(super) iam_endpoint: Option<String>,
}

/// Keys, or a way to get some. If both are configured, the latter counts.
pub(super) enum Who {
    Keys(AkSk),
    Federated { provider: String, token_file: String },
}

impl Profile {
    /// Reads the variables.
    pub(super) fn of_variables(environment: &Environment) -> Result<Self, CredentialError> {
        let value = |key: &str| environment.variable(&format!("HUAWEICLOUD_SDK_{}", key.to_uppercase()));
        let nothing = || {
            lasting(
                "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set, nor are HUAWEICLOUD_SDK_IDP_ID and \
                 HUAWEICLOUD_SDK_ID_TOKEN_FILE",
            )
        };
        // The variable of that name replaces the identity service's place for everyone, and is read elsewhere.
        Ok(Self { iam_endpoint: None, ..Self::read(value).ok_or_else(nothing)? })
    }

    /// Reads the file.
    pub(super) fn of_file(environment: &Environment) -> Result<Self, CredentialError> {
        let path = environment.configured_file(FILE, "credentials").ok_or_else(|| incomplete(FILE))?;
        let problem = |problem: &str| lasting(format!("{}: {problem}", path.display()));
        let text = environment.read(&path).map_err(lasting)?;
        let mut file = parse(&text).map_err(|error| problem(&error))?;
        let section = file.get_mut_map().get_mut(SECTION);
        let section = section.ok_or_else(|| problem("it has no section [basic]"))?;
        let value = |key: &str| section.get_mut(key)?.take().filter(|value| !value.is_empty());
        let profile = Self::read(value);
        let profile = profile.ok_or_else(|| problem("[basic] has neither ak and sk nor idp_id and id_token_file"))?;
        if let Who::Keys(_) = profile.who {
            environment.warn_if_shared(&path);
        }
        Ok(profile)
    }

    fn read(mut value: impl FnMut(&str) -> Option<String>) -> Option<Self> {
        let who = match (value("idp_id"), value("id_token_file")) {
            (Some(provider), Some(token_file)) => Who::Federated { provider, token_file },
            _ => {
                let keys = AkSk::new(Secret::new(value("ak")?), Secret::new(value("sk")?));
                Who::Keys(match value("security_token") {
                    Some(token) => keys.with_security_token(token),
                    None => keys,
                })
            }
        };
        Some(Self { who, project_id: value("project_id"), iam_endpoint: value("iam_endpoint") })
    }
}

/// Reads the file as the official client does: comments are lines of their own, as a secret may hold any character.
fn parse(text: &str) -> Result<Ini, String> {
    let mut rules = IniDefault::default();
    rules.inline_comment_symbols = Some(Vec::new());
    let mut file = Ini::new_from_defaults(rules);
    let mut copy = file.read(text.to_owned()).map_err(|_| "it is not an INI file".to_owned())?;
    // The parser hands out a copy of all values, the secret ones among them.
    copy.values_mut().flat_map(|section| section.values_mut()).flatten().for_each(Zeroize::zeroize);
    Ok(file)
}
