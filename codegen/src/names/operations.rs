//! Allocates the identifiers around operations.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::scope::{Claim, Scope};
use super::{Name, OperationNames, in_scope, names, role, status};
use crate::ir::{Api, Location, Need, Operation, Parameter, Payload, Response};

/// Operations: their own types first, so that a derived name never takes the name of an operation.
pub(super) fn allocate(api: &Api, tests: &mut Scope) -> Vec<OperationNames> {
    let mut types = Scope::new(role::OPERATION);
    let claims: Vec<_> = api.operations.iter().map(|operation| Claim::new(&operation.wire_name)).collect();
    let markers = types.allot(&claims);
    let suffixes = markers.iter().map(|marker| marker.suffix.as_deref());
    let followed: Vec<_> = claims.into_iter().zip(suffixes).map(|(claim, suffix)| claim.followed(suffix)).collect();
    let methods = names(role::METHOD, followed.iter().cloned());
    let tests = in_scope(tests, followed.into_iter());
    let mut derived = |word| {
        let claims = markers.iter().map(|marker| Claim::new(marker.name.as_str()).and(word).aside("enum"));
        in_scope(&mut types, claims).into_iter()
    };
    let (errors, outputs, choices) = (derived("error"), derived("output"), derived("body"));
    let named = api.operations.iter().zip(markers).zip(methods).zip(tests);
    let named: Vec<_> = named.zip(errors.zip(outputs).zip(choices)).collect();
    // What is inside an operation has scopes of its own.
    named
        .into_par_iter()
        .map(|((((operation, marker), method), test), ((error, output), choice))| {
            let (parameters, body) = parameters(operation);
            OperationNames {
                error,
                output,
                choice,
                contents: contents(operation),
                method,
                test,
                responses: responses(operation),
                links: links(operation),
                parameters,
                body,
                marker: marker.name,
                suffix: marker.suffix,
            }
        })
        .collect()
}

/// The places of parameters, the one whose names are the plainest first.
const LOCATIONS: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

/// Arguments share one scope, setters another: a setter may be called like an argument.
fn parameters(operation: &Operation) -> (Vec<Name>, Name) {
    let mut arguments = Scope::new(role::ARGUMENT);
    let mut setters = Scope::new(role::SETTER);
    let is_argument = |parameter: &Parameter| parameter.need == Need::Argument;
    let mut names = of_parameters(operation, is_argument, &mut arguments);
    names.extend(of_parameters(operation, |it| !is_argument(it), &mut setters));
    let body = match operation.body.as_ref().map(|body| body.need) {
        Some(Need::Setter | Need::Client | Need::Fixed) => setters.name(Claim::new("request body").aside("content")),
        _ => arguments.name(Claim::new("body").aside("content")),
    };
    (names.into_values().collect(), body)
}

/// The names of some parameters, by their position among all of them.
fn of_parameters(
    operation: &Operation,
    is_meant: impl Fn(&Parameter) -> bool,
    scope: &mut Scope,
) -> BTreeMap<usize, Name> {
    let mut names = BTreeMap::new();
    for location in LOCATIONS {
        let parameters = operation.parameters.iter().enumerate();
        let meant: Vec<_> = parameters.filter(|(_, it)| it.location == location && is_meant(it)).collect();
        let claims = meant.iter().map(|(_, parameter)| Claim::new(&parameter.wire_name).aside(location.as_str()));
        names.extend(meant.iter().map(|(position, _)| *position).zip(in_scope(scope, claims)));
    }
    names
}

/// The functions of the links; replies that link to the same call under the same name share one.
fn links(operation: &Operation) -> BTreeMap<String, Name> {
    let links = operation.responses.iter().flat_map(|response| &response.links);
    let wire_names: BTreeSet<&String> = links.map(|link| &link.wire_name).collect();
    let functions = names(role::LINK, wire_names.iter().map(|name| Claim::new(*name)));
    wire_names.into_iter().cloned().zip(functions).collect()
}

/// The variants of the body, by content type.
fn contents(operation: &Operation) -> Vec<Name> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    names(role::CONTENT, contents.map(|content| Claim::new(content.words()).aside(&content.media_type)))
}

/// The variants of the replies, by status, and by content type where a status has several.
fn responses(operation: &Operation) -> Vec<Vec<Name>> {
    let claims: Vec<Vec<Claim<'_>>> = operation.responses.iter().map(of_response).collect();
    let mut variants = names(role::STATUS, claims.iter().flatten().cloned()).into_iter();
    claims.iter().map(|claims| variants.by_ref().take(claims.len()).collect()).collect()
}

fn of_response(response: &Response) -> Vec<Claim<'_>> {
    let phrase = status::phrase(response.status);
    let payloads = response.payloads();
    if payloads.len() < 2 {
        return vec![Claim::new(phrase)];
    }
    let claims = payloads.iter().map(|(payload, contents)| {
        let first = &response.contents[contents[0]];
        let words = match (payload, contents.as_slice()) {
            (Payload::Text, [_, _, ..]) => "text".to_owned(),
            (Payload::Bytes, [_, _, ..]) => "bytes".to_owned(),
            _ => first.words(),
        };
        Claim::new(phrase.clone()).and(words).aside(&first.media_type)
    });
    claims.collect()
}
