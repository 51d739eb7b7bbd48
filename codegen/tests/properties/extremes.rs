//! Documents made to bring the generator down, whole.
//!
//! Each ends in a located finding or in sound output, after a number of steps that is not far from its size. What counts
//! steps stands beside the stages; here, a document that is not bounded ends the run of the tests.

use super::run;
use codegen::{Code, Severity};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";

/// What came of a document: the codes of its findings, and how many models there are; none of a document that is refused.
fn outcome(text: &str) -> (Vec<&'static str>, usize) {
    let (found, models) = match run(text) {
        Ok(output) => (output.warnings, output.models.len()),
        Err(found) => {
            assert!(found.iter().any(|it| it.severity == Severity::Error), "refused without a reason");
            (found, 0)
        }
    };
    let mut codes: Vec<_> = found.iter().map(|it| it.code.id()).collect();
    codes.sort_unstable();
    codes.dedup();
    (codes, models)
}

/// A document in JSON with one schema, so deep.
fn nested(open: &str, close: &str, depth: usize) -> String {
    let schema = format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}}, "paths": {{}}, "components": {{"schemas": {{"A": {schema}}}}}}}"#
    )
}

#[test]
fn a_document_nested_ten_thousand_deep_is_refused() {
    let too_big = (vec![Code::TooBig.id()], 0);
    let nests = [
        (r#"{"type": "array", "items": "#, "}"),
        (r#"{"properties": {"a": "#, "}}"),
        (r#"{"allOf": ["#, "]}"),
        (r#"{"additionalProperties": "#, "}"),
        (r#"{"not": "#, "}"),
        (r#"{"x-a": ["#, "]}"),
    ];
    for (open, close) in nests {
        let json = nested(open, close, 10_000);
        assert_eq!(outcome(&json), too_big, "{open}");
        // The same in YAML's flow style.
        assert_eq!(outcome(&json.replace(r#""openapi""#, "openapi")), too_big, "{open}");
    }
    let block: String = (0..2_000).map(|depth| format!("{}items:\n", " ".repeat(depth + 6))).collect();
    assert_eq!(outcome(&format!("{HEAD}    A:\n{block}")), too_big);
    assert_eq!(outcome(&format!("{HEAD}    A: {}", "- ".repeat(10_000))).1, 0);
}

/// How many schemas make a chain: more than any stage can take by going down step by step.
const LONG: usize = 400;

/// A document with many schemas, each made of the next one.
fn chain(schema: impl Fn(usize) -> String) -> String {
    let schemas: String = (0..LONG).map(|index| format!("    S{index}: {}\n", schema(index + 1))).collect();
    format!("{HEAD}{schemas}    S{LONG}: {{type: object, properties: {{a: {{type: string}}}}}}\n")
}

#[test]
fn long_chains_of_references_are_followed_or_reported() {
    let to = |next: usize| format!("{{$ref: '#/components/schemas/S{next}'}}");
    let (codes, models) = outcome(&chain(to));
    assert!(codes.is_empty() && models > LONG, "{codes:?} {models}");
    let (codes, models) = outcome(&chain(|next| format!("{{properties: {{next: {}}}}}", to(next))));
    assert!(codes.is_empty() && models > LONG, "{codes:?} {models}");
    for schema in ["{allOf: [", "{items: ", "{oneOf: [{type: string}, ", "{additionalProperties: "] {
        let close: String =
            schema.chars().rev().filter(|c| "{[".contains(*c)).map(|c| if c == '{' { '}' } else { ']' }).collect();
        // The braces that the members before have closed.
        let close = &close[close.len() - schema.matches(['{', '[']).count() + schema.matches(['}', ']']).count()..];
        let (_, models) = outcome(&chain(|next| format!("{schema}{}{close}", to(next))));
        assert!(models > LONG, "{schema} {models}");
    }
}

#[test]
fn circles_of_references_are_reported() {
    let circle = |length: usize, schema: &str| {
        let schemas: String = (0..length)
            .map(|index| {
                format!(
                    "    S{index}: {}\n",
                    schema.replace('@', &format!("{{$ref: '#/components/schemas/S{}'}}", (index + 1) % length))
                )
            })
            .collect();
        format!("{HEAD}{schemas}")
    };
    for length in [1, 2, 3, 300] {
        assert_eq!(outcome(&circle(length, "@")).0, ["E009"], "{length}");
        assert!(!outcome(&circle(length, "{allOf: [@, {required: [a]}]}")).0.is_empty(), "{length}");
        assert!(!outcome(&circle(length, "{oneOf: [@, {type: string}]}")).0.is_empty(), "{length}");
    }
}

#[test]
fn what_multiplies_is_bounded() {
    let bomb: String =
        (1..40).map(|at| format!("  a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(10))).collect();
    assert_eq!(outcome(&format!("x-bomb:\n  a0: &a0 x\n{bomb}{HEAD}")).0, ["E002"]);
    // Every level combines both schemas of the next one, which is a million ways through twenty.
    let doubled = |keyword: &str| {
        let schemas: String = (0..20)
            .map(|at| {
                let to = |side: &str| format!("{{$ref: '#/components/schemas/{side}{}'}}", at + 1);
                let schema = format!("{{{keyword}: [{}, {}]}}", to("L"), to("R"));
                format!("    L{at}: {schema}\n    R{at}: {schema}\n")
            })
            .collect();
        format!("{HEAD}{schemas}    L20: {{properties: {{a: {{}}}}}}\n    R20: {{properties: {{b: {{}}}}}}\n")
    };
    for keyword in ["allOf", "oneOf", "anyOf"] {
        assert!(outcome(&doubled(keyword)).1 > 40, "{keyword}");
    }
    // A product of choices: two alternatives, forty times.
    let choices = "{oneOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}, ".repeat(40);
    let (_, models) = outcome(&format!("{HEAD}    A: {{allOf: [{choices}]}}\n"));
    assert!(models > 0);
}

/// Unions whose alternatives are the same two unions, and so on: a million million ways to the end. With and without a
/// discriminator in each.
#[test]
fn unions_of_the_same_unions_are_walked_once() {
    const DEEP: usize = 40;
    for inner in
        ["", ", discriminator: {propertyName: kind}", ", discriminator: {propertyName: kind, mapping: {a: S, b: T}}"]
    {
        let schemas: String = (0..DEEP)
            .map(|at| {
                let to = |side: &str| format!("{{$ref: '#/components/schemas/{side}{}'}}", at + 1);
                let schema = format!("{{oneOf: [{}, {}]{inner}}}", to("L"), to("R"));
                format!("    L{at}: {schema}\n    R{at}: {schema}\n")
            })
            .collect();
        let end = |side: &str| format!("    {side}{DEEP}: {{properties: {{kind: {{enum: [{side}]}}}}}}\n");
        let to = |side: &str| format!("{{$ref: '#/components/schemas/{side}0'}}");
        let top = format!("    A: {{oneOf: [{}, {}], discriminator: {{propertyName: kind}}}}\n", to("L"), to("R"));
        let (codes, models) = outcome(&format!("{HEAD}{top}{schemas}{}{}", end("L"), end("R")));
        assert!(models > DEEP, "{inner} {codes:?}");
    }
}

/// Each alternative reads all of the example but its innermost value, so that each is asked about each; or each is asked twice,
/// with its tag and without.
#[test]
fn examples_of_nested_alternatives_are_checked_once() {
    const DEEP: usize = 30;
    let list: String = (0..3)
        .map(|at| {
            let next = "{$ref: '#/components/schemas/Any'}";
            format!("    V{at}: {{type: object, properties: {{next: {next}, end: {{type: integer}}, v{at}: {{}}}}}}\n")
        })
        .collect();
    let members: Vec<String> = (0..3).map(|at| format!("{{$ref: '#/components/schemas/V{at}'}}")).collect();
    for (tail, tag) in [("", ""), (", discriminator: {propertyName: tag}", "tag: V0, ")] {
        let open = format!("{{{tag}next: ");
        let example = format!("{}{{{tag}end: a}}{}", open.repeat(DEEP), "}".repeat(DEEP));
        let union = format!("    Any: {{oneOf: [{}]{tail}, example: {example}}}\n", members.join(", "));
        let (codes, models) = outcome(&format!("{HEAD}{union}{list}"));
        assert!(models > 3 && codes.contains(&"W013"), "{codes:?}");
    }
}

#[test]
fn values_of_any_size_are_read() {
    let long = "a".repeat(1 << 20);
    let texts = [
        format!("    A: {{type: string, description: {long}, enum: [{long}]}}\n"),
        format!("    A: {{type: integer, minimum: -{0}, maximum: {0}, default: {0}}}\n", "9".repeat(400)),
        "    A: {type: integer, minimum: 18446744073709551616, enum: [340282366920938463463374607431768211456]}\n"
            .to_owned(),
        "    A: {type: number, maximum: 1e999999, multipleOf: 1e-999999, default: .inf, example: .nan}\n".to_owned(),
    ];
    for text in texts {
        let (_, models) = outcome(&format!("{HEAD}{text}"));
        assert!(models > 0, "{}", &text[..80]);
    }
}

#[test]
fn names_of_any_size_are_read() {
    let long = "a".repeat(1 << 20);
    let text = nested("", "", 0).replace(r#""A": {}"#, &format!(r#""{long}": {{"properties": {{"{long}": {{}}}}}}"#));
    let output = run(&text).expect("a name may be long");
    assert!(output.files.iter().all(|file| file.path.len() < 250));
    assert!(output.models[0].path.len() < 250);
}

#[test]
fn odd_texts_are_read() {
    let whole = format!("{HEAD}    A: {{type: string}}\n");
    for text in [format!("\u{feff}{whole}"), whole.replace('\n', "\r\n"), format!("---\n{whole}...\n")] {
        let (codes, models) = outcome(&text);
        assert!(codes.is_empty() && models > 0, "{codes:?}");
    }
    let (codes, models) = outcome(&format!("{whole}    A: {{type: integer}}\n"));
    assert!(codes == ["W002"] && models > 0, "{codes:?}");
    for text in [
        "",
        "\u{feff}",
        "\0",
        "null",
        "[]",
        "1",
        "\u{feff}\u{feff}{}",
        "{\"a\":",
        "%YAML 1.9\n---\na: 1",
        "&a [*a]",
        "&a {a: *a}",
    ] {
        assert_eq!(outcome(text).1, 0, "{text:?}");
    }
}

#[test]
fn a_form_that_leads_to_itself_is_reported() {
    let form = "{multipart/form-data: {schema: {$ref: '#/components/schemas/A'}, encoding: {a: {style: form}}}}";
    let post = format!("{{post: {{requestBody: {{content: {form}}}, responses: {{'204': {{description: Done.}}}}}}}}");
    for schema in ["{$ref: '#/components/schemas/A'}", "{allOf: [{$ref: '#/components/schemas/A'}]}"] {
        let text = format!("{HEAD}    A: {schema}\n").replace("paths: {}", &format!("paths: {{/a: {post}}}"));
        assert!(outcome(&text).0.contains(&"E009"));
    }
}

/// A document of 3.2 with a stream of events of this schema, and these components.
fn events(item: &str, schemas: &str) -> String {
    let content = format!("{{text/event-stream: {{itemSchema: {item}}}}}");
    format!(
        "openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\npaths: {{/a: {{get: {{responses: {{'200': {{description: d, content: \
         {content}}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

#[test]
fn events_that_say_more_about_each_other_are_taken_in_so_often() {
    let more = |name: &str, words: &str| format!("{{$ref: '#/components/schemas/{name}', description: {words}}}");
    let circle = format!("    E: {{oneOf: [{}]}}\n", more("E", "b"));
    outcome(&events(&more("E", "a"), &circle));
    let level = |at: usize| {
        let next = format!("E{}", at + 1);
        format!("    E{at}: {{oneOf: [{}, {}]}}\n", more(&next, "a"), more(&next, "b"))
    };
    let levels: String = (0..30).map(level).collect();
    let all: Vec<String> = (0..=30).map(|at| more(&format!("E{at}"), "a")).collect();
    let item = format!("{{oneOf: [{}]}}", all.join(", "));
    outcome(&events(&item, &(levels + "    E30: {type: object, properties: {data: {type: string}}}\n")));
}
