//! Turns security schemes and requirements into the IR.
//!
//! A token of OAuth 2 or OpenID Connect is carried as a bearer token. The one flow that a client runs on its own is that
//! of client credentials; what needs a person, such as a login page, is left to the caller.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement, SecurityScheme};
use serde_json::Value;

use super::context::Context;
use super::reference;
use crate::beyond;
use crate::diagnostics::{Code, Instead, closest};
use crate::ir::{ApiKeyLocation, Demand, Requirement, Scheme, SchemeId, SchemeKind};
use crate::pointer::Pointer;

/// The declared schemes.
pub(super) struct Schemes {
    carried: IndexMap<String, Scheme>,
    /// Those that are not, by name, with what they are.
    refused: IndexMap<String, String>,
    /// What holds for operations that say nothing, once one of them has asked.
    global: Option<Vec<Requirement>>,
}

impl Schemes {
    /// Reads the schemes.
    pub(super) fn new(cx: &mut Context<'_>) -> Self {
        let mut schemes = Self { carried: IndexMap::new(), refused: IndexMap::new(), global: None };
        let parent = Pointer::root().child("components").child("securitySchemes");
        for name in cx.document.keys(&parent) {
            let at = parent.child(name);
            let read = cx.contain(Instead::NoCredential, |cx| {
                let scheme = cx.document.read::<ReferenceOr<SecurityScheme>>(&at, cx.report)?;
                let (scheme, origin) = reference::resolve(cx, scheme, &at)?;
                Some((lower_scheme(cx, scheme, &origin), origin))
            });
            match read.flatten() {
                Some((scheme, origin)) => schemes.add(name, scheme, origin),
                None => drop(schemes.refused.insert(name.to_owned(), format!("the malformed scheme `{name}`"))),
            }
        }
        schemes
    }

    fn add(&mut self, name: &str, scheme: Lowered, origin: Pointer) {
        match scheme {
            Ok((kind, description)) => {
                let scheme = Scheme { wire_name: name.to_owned(), origin, description, kind };
                self.carried.insert(name.to_owned(), scheme);
            }
            Err(kind) => {
                self.refused.insert(name.to_owned(), kind);
            }
        }
    }

    /// What an operation at `owner` demands.
    pub(super) fn requirements(
        &mut self,
        cx: &mut Context<'_>,
        own: Option<Vec<SecurityRequirement>>,
        owner: &Pointer,
    ) -> Vec<Requirement> {
        if let Some(own) = own {
            return self.lower(cx, own, &owner.child("security"));
        }
        if self.global.is_none() {
            let at = Pointer::root().child("security");
            let global: Option<Vec<SecurityRequirement>> = cx.read_lenient(&at);
            self.global = Some(global.map(|global| self.lower(cx, global, &at)).unwrap_or_default());
        }
        self.global.clone().unwrap_or_default()
    }

    /// The alternatives that can be met. An empty list in the document means that none is needed.
    fn lower(&self, cx: &mut Context<'_>, alternatives: Vec<SecurityRequirement>, at: &Pointer) -> Vec<Requirement> {
        if alternatives.is_empty() {
            return vec![Requirement { schemes: Vec::new() }];
        }
        let mut met = Vec::new();
        let mut unmet = Vec::new();
        for (index, alternative) in alternatives.into_iter().enumerate() {
            let at = at.child(index);
            match self.alternative(cx, &alternative, &at) {
                Ok(requirement) => met.push(requirement),
                Err(scheme) => unmet.extend(scheme.map(|scheme| (at, scheme))),
            }
        }
        for (at, scheme) in unmet {
            if met.is_empty() {
                cx.unsupported(
                    &at,
                    &format!("authentication by {scheme}"),
                    "declare the access token as `type: http, scheme: bearer`, and pass it",
                )
                .instead(Instead::NoCredential);
            } else {
                cx.ignored(&at, format!("authentication by {scheme} is left out, because there is another way"));
            }
        }
        met
    }

    /// One alternative; the error is what it needs that is not carried, or nothing when that was reported.
    fn alternative(
        &self,
        cx: &mut Context<'_>,
        alternative: &SecurityRequirement,
        at: &Pointer,
    ) -> Result<Requirement, Option<String>> {
        let mut schemes = Vec::new();
        for (name, scopes) in alternative {
            if let Some(index) = self.carried.get_index_of(name) {
                schemes.push(Demand { scheme: SchemeId::new(index), scopes: scopes.clone() });
            } else if let Some(kind) = self.refused.get(name) {
                return Err(Some(kind.clone()));
            } else {
                self.report_unknown(cx, name, &at.child(name));
                return Err(None);
            }
        }
        Ok(Requirement { schemes })
    }

    fn report_unknown(&self, cx: &mut Context<'_>, name: &str, at: &Pointer) {
        let known = self.carried.keys().chain(self.refused.keys()).map(String::as_str);
        let message = format!("there is no security scheme `{name}`");
        let problem = cx.report.add(Code::UnknownSecurityScheme, at, message).instead(Instead::NoCredential);
        match closest(name, known) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("define it in `components/securitySchemes`"),
        };
    }

    /// All schemes that are carried.
    pub(super) fn into_table(self) -> Vec<Scheme> {
        self.carried.into_values().collect()
    }
}

/// A scheme, or the kind of one that is not carried.
type Lowered = Result<(SchemeKind, Option<String>), String>;

/// How the credential of a scheme reaches the request, and the description; the error names a kind that is not carried.
fn lower_scheme(cx: &mut Context<'_>, scheme: SecurityScheme, at: &Pointer) -> Lowered {
    match scheme {
        SecurityScheme::APIKey { location, name, description, extensions } => {
            let kind = match signer(cx, extensions.get("x-signer"), at) {
                Some(algorithm) => SchemeKind::Signer { algorithm },
                None => SchemeKind::ApiKey { location: lower_location(&location), name },
            };
            Ok((kind, description))
        }
        SecurityScheme::HTTP { scheme, bearer_format: _, description, extensions } => {
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => Ok((SchemeKind::Basic, description)),
                "bearer" => Ok((SchemeKind::Bearer, description)),
                "mutualtls" if extensions.contains_key(beyond::TYPE) => Ok((SchemeKind::MutualTls, description)),
                _ => {
                    let message = format!("the HTTP scheme `{scheme}` is left to a signer of the caller's");
                    cx.simplified(at, message);
                    Ok((SchemeKind::Signer { algorithm: scheme }, description))
                }
            }
        }
        SecurityScheme::OAuth2 { flows, description, extensions: _ } => {
            let client_token_url = flows.client_credentials.map(|flow| flow.token_url);
            if client_token_url.is_none() {
                token(cx, "OAuth 2", at);
            }
            Ok((SchemeKind::OAuth2 { client_token_url }, description))
        }
        SecurityScheme::OpenIDConnect { open_id_connect_url: _, description, extensions: _ } => {
            Ok((token(cx, "OpenID Connect", at), description))
        }
    }
}

/// A token that the caller gets is sent as every access token is (RFC 6750).
fn token(cx: &mut Context<'_>, kind: &str, at: &Pointer) -> SchemeKind {
    cx.simplified(at, format!("the token of {kind} is sent as a bearer token; getting one is left to the caller"));
    SchemeKind::Bearer
}

fn signer(cx: &mut Context<'_>, extension: Option<&Value>, at: &Pointer) -> Option<String> {
    match extension? {
        Value::String(algorithm) if !algorithm.is_empty() => Some(algorithm.clone()),
        _ => {
            let at = at.child("x-signer");
            cx.report.add(Code::WrongType, &at, "`x-signer` must be a string").help("name the signer's algorithm");
            None
        }
    }
}

fn lower_location(location: &APIKeyLocation) -> ApiKeyLocation {
    match location {
        APIKeyLocation::Query => ApiKeyLocation::Query,
        APIKeyLocation::Header => ApiKeyLocation::Header,
        APIKeyLocation::Cookie => ApiKeyLocation::Cookie,
    }
}
