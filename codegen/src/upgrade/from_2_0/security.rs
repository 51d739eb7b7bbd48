//! Security schemes of 2.0. `apiKey` is the same in 3.0.

use super::super::here::Here;
use super::super::members::{Members, text};
use crate::diagnostics::{Code, Instead, Report};
use crate::source::Value;

/// Brings the scheme at `here` into the shape of 3.0.
pub(super) fn rewrite<'a>(mut scheme: Members<'a>, here: &Here<'_>, report: &mut Report) -> Members<'a> {
    match scheme.text("type") {
        Some("basic") => {
            scheme.set("type", text("http"));
            scheme.set("scheme", text("basic"));
        }
        Some("oauth2") if !scheme.has("flows") => flow(&mut scheme, here, report),
        _ => {}
    }
    scheme
}

/// 2.0 has one flow per scheme.
fn flow(scheme: &mut Members<'_>, here: &Here<'_>, report: &mut Report) {
    let written = scheme.take("flow");
    let name = match written.as_ref().and_then(Value::as_text) {
        Some("implicit") => "implicit",
        Some("password") => "password",
        Some("application") => "clientCredentials",
        Some("accessCode") => "authorizationCode",
        Some(other) => {
            let message =
                format!("`{other}` is not allowed here, only `implicit`, `password`, `application`, `accessCode`");
            report.add(Code::InvalidValue, &here.below(&["flow"]), message).instead(Instead::Ignored);
            return scheme.set("flows", Members::new().into_value());
        }
        None => {
            let problem = report.add(Code::Missing, &here.pointer(), "the required member `flow` is missing");
            problem.instead(Instead::Ignored);
            return scheme.set("flows", Members::new().into_value());
        }
    };
    here.wrapped(&["flows", name], report);
    let flow = scheme.take_where(|key| matches!(key, "authorizationUrl" | "tokenUrl" | "scopes"));
    scheme.set("flows", Members::from([(name, flow.into_value())]).into_value());
}

#[cfg(test)]
mod tests {
    use super::super::super::check::{check, findings};

    #[test]
    fn schemes_become_3_0() {
        let table = [
            ("{type: basic, description: d}", "{type: http, description: d, scheme: basic}"),
            ("{type: apiKey, in: header, name: n}", "{type: apiKey, in: header, name: n}"),
            (
                "{type: oauth2, flow: application, tokenUrl: u, scopes: {a: b}}",
                "{type: oauth2, flows: {clientCredentials: {tokenUrl: u, scopes: {a: b}}}}",
            ),
            (
                "{type: oauth2, flow: accessCode, authorizationUrl: a, tokenUrl: u}",
                "{type: oauth2, flows: {authorizationCode: {authorizationUrl: a, tokenUrl: u}}}",
            ),
            ("{type: oauth2, flow: implicit}", "{type: oauth2, flows: {implicit: {}}}"),
            ("{type: oauth2, flow: password}", "{type: oauth2, flows: {password: {}}}"),
        ];
        for (scheme, expected) in table {
            check(&[(
                &format!("swagger: '2.0'\nsecurityDefinitions: {{a: {scheme}}}"),
                &format!("openapi: 3.0.3, components: {{securitySchemes: {{a: {expected}}}}}"),
            )]);
        }
        insta::assert_snapshot!(findings("swagger: '2.0'\nsecurityDefinitions: {a: {type: oauth2}, b: {type: oauth2, flow: f}}"), @"
        warning[E005] #/securityDefinitions/a: the required member `flow` is missing; it is ignored
        warning[E006] #/securityDefinitions/b/flow: `f` is not allowed here, only `implicit`, `password`, `application`, `accessCode`; it is ignored
        ");
    }
}
