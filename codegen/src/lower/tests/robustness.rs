//! Documents made to bring a generator down: they end in a finding or in a sound result, and soon.

use std::fmt::Write as _;

use super::lowered;

/// The findings about a document with these component schemas.
fn findings(schemas: &str) -> String {
    let text = format!(
        "{{openapi: 3.0.3, info: {{title: T, version: '1'}}, paths: {{}}, components: {{schemas: {{{schemas}}}}}}}"
    );
    lowered(&text).map_or_else(|findings| findings, |(_, warnings)| warnings)
}

/// Numbered schemas, each made from its own and the next number.
fn chain(length: usize, schema: impl Fn(usize) -> String) -> String {
    (0..length).fold(String::new(), |mut text, index| {
        write!(text, "S{index}: {}, ", schema(index + 1)).expect("a string takes everything");
        text
    })
}

#[test]
fn a_diamond_of_all_of_is_not_exponential() {
    let next = |next| {
        format!(
            "{{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{$ref: '#/components/schemas/S{next}'}}, {{properties: {{p{next}: {{type: string}}}}}}]}}"
        )
    };
    assert_eq!(findings(&(chain(30, next) + "S30: {type: object, properties: {x: {}}}")), "");
}

#[test]
fn a_long_chain_ends_in_a_finding() {
    let reference = |next| format!("{{$ref: '#/components/schemas/S{next}'}}");
    assert_eq!(findings(&(chain(10_000, reference) + "S10000: {type: string}")), "");
    let all_of = |next| format!("{{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{properties: {{p: {{}}}}}}]}}");
    assert!(findings(&(chain(1000, all_of) + "S1000: {type: object}")).contains("E002"));
    let deep = |next| {
        format!(
            "{{type: object, properties: {{p: {{type: array, items: {{$ref: '#/components/schemas/S{next}/properties/p'}}}}}}}}"
        )
    };
    assert!(findings(&(chain(1000, deep) + "S1000: {type: object, properties: {p: {type: string}}}")).contains("E002"));
}

#[test]
fn deep_nesting_is_carried() {
    let depth = 55;
    let nested = "{type: object, properties: {p: ".repeat(depth) + "{type: string}" + &"}}".repeat(depth);
    assert_eq!(findings(&format!("A: {nested}")), "");
    let nested = "{type: array, items: ".repeat(100) + "{type: string}" + &"}".repeat(100);
    assert_eq!(findings(&format!("A: {nested}")), "");
}

#[test]
fn every_circle_is_found() {
    let circles = [
        "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {oneOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {type: object, additionalProperties: {$ref: '#/components/schemas/A'}}",
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {required: [x]}]}, B: {allOf: [{$ref: '#/components/schemas/A'}, {required: [x]}]}",
        "A: {type: object, properties: {p: {type: array, items: {$ref: '#/components/schemas/A/properties/p'}}}}",
        "A: {type: object, properties: {p: {allOf: [{$ref: '#/components/schemas/A/properties/p'}, {nullable: true}]}}}",
    ];
    let unions = [
        "A: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: t}}, B: {type: object}",
        "A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}, B: {oneOf: [{$ref: '#/components/schemas/A'}, {type: integer}]}",
        "A: {anyOf: [{oneOf: [{$ref: '#/components/schemas/A'}, {type: integer}]}, {type: string}]}",
    ];
    for circle in circles.into_iter().chain(unions) {
        let found = findings(circle);
        assert!(found.contains("E009") || found.contains("E002"), "{circle}: {found}");
    }
}

#[test]
fn many_that_extend_many_end_in_a_finding() {
    let next = |next| format!("{{allOf: [{{$ref: '#/components/schemas/S{next}'}}]}}");
    let references: Vec<String> = (0..700).map(|base| format!("{{$ref: '#/components/schemas/B{base}'}}")).collect();
    let mut schemas = chain(80, next) + &format!("S80: {{allOf: [{}]}}", references.join(", "));
    for base in 0..700 {
        write!(schemas, ", B{base}: {{type: object, discriminator: {{propertyName: k}}}}")
            .expect("a string takes everything");
    }
    assert!(findings(&schemas).contains("too many schemas extend too many others"));
}
