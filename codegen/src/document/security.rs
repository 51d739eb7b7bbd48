//! Reads security schemes.

use indexmap::IndexMap;
use openapiv3::{
    APIKeyLocation, AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, ImplicitOAuth2Flow, OAuth2Flows,
    PasswordOAuth2Flow, SecurityScheme,
};

use super::fields::Fields;
use super::plain::word;
use super::{Node, Read};
use crate::beyond;
use crate::diagnostics::{Code, Report};

impl Read for SecurityScheme {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let kind = fields.required::<Kind>("type");
        let description = fields.lenient("description");
        match kind? {
            Kind::ApiKey => api_key(fields, description),
            Kind::Http => http(fields, description),
            Kind::MutualTls => Some(mutual_tls(fields, description)),
            Kind::OAuth2 => {
                let flows = fields.required("flows");
                let extensions = fields.finish();
                Some(Self::OAuth2 { flows: flows?, description, extensions })
            }
            Kind::OpenIdConnect => Some(Self::OpenIDConnect {
                open_id_connect_url: fields.expected("openIdConnectUrl"),
                description,
                extensions: fields.finish(),
            }),
        }
    }
}

fn api_key(mut fields: Fields<'_, '_, '_>, description: Option<String>) -> Option<SecurityScheme> {
    let location = fields.required("in");
    let name = fields.required("name");
    let extensions = fields.finish();
    Some(SecurityScheme::APIKey { location: location?, name: name?, description, extensions })
}

fn http(mut fields: Fields<'_, '_, '_>, description: Option<String>) -> Option<SecurityScheme> {
    let scheme = fields.required("scheme");
    let bearer_format = fields.lenient("bearerFormat");
    let extensions = fields.finish();
    Some(SecurityScheme::HTTP { scheme: scheme?, bearer_format, description, extensions })
}

/// A client certificate, in a document of a version that has no word for it.
fn mutual_tls(mut fields: Fields<'_, '_, '_>, description: Option<String>) -> SecurityScheme {
    fields.report("type", Code::LaterKeyword, "`mutualTLS` is not known to OpenAPI 3.0; read as 3.1 has it");
    let mut extensions = fields.finish();
    extensions.insert(beyond::TYPE.to_owned(), "mutualTLS".into());
    SecurityScheme::HTTP { scheme: "mutualTLS".to_owned(), bearer_format: None, description, extensions }
}

/// The kinds of security schemes.
#[derive(Clone, Copy)]
enum Kind {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
    MutualTls,
}

impl Read for Kind {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let words = [
            ("apiKey", Self::ApiKey),
            ("http", Self::Http),
            ("oauth2", Self::OAuth2),
            ("openIdConnect", Self::OpenIdConnect),
            ("mutualTLS", Self::MutualTls),
        ];
        word(node, &words, report)
    }
}

impl Read for APIKeyLocation {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        word(node, &[("query", Self::Query), ("header", Self::Header), ("cookie", Self::Cookie)], report)
    }
}

impl Read for OAuth2Flows {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            implicit: fields.optional("implicit"),
            password: fields.optional("password"),
            client_credentials: fields.optional("clientCredentials"),
            authorization_code: fields.optional("authorizationCode"),
            extensions: fields.finish(),
        })
    }
}

impl Read for ImplicitOAuth2Flow {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            authorization_url: fields.expected("authorizationUrl"),
            refresh_url: fields.optional("refreshUrl"),
            scopes: scopes(&mut fields),
            extensions: fields.finish(),
        })
    }
}

impl Read for PasswordOAuth2Flow {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            token_url: fields.expected("tokenUrl"),
            refresh_url: fields.optional("refreshUrl"),
            scopes: scopes(&mut fields),
            extensions: fields.finish(),
        })
    }
}

impl Read for ClientCredentialsOAuth2Flow {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        // The one flow that a client runs on its own: without the address there is nothing to run.
        let token_url = fields.required("tokenUrl");
        let refresh_url = fields.optional("refreshUrl");
        let scopes = scopes(&mut fields);
        let extensions = fields.finish();
        Some(Self { token_url: token_url?, refresh_url, scopes, extensions })
    }
}

impl Read for AuthorizationCodeOAuth2Flow {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        Some(Self {
            authorization_url: fields.expected("authorizationUrl"),
            token_url: fields.expected("tokenUrl"),
            refresh_url: fields.optional("refreshUrl"),
            scopes: scopes(&mut fields),
            extensions: fields.finish(),
        })
    }
}

fn scopes(fields: &mut Fields<'_, '_, '_>) -> IndexMap<String, String> {
    fields.expected("scopes")
}
