//! What schemas become that are all of several others.

use super::{check_schemas, lowered};

#[test]
fn what_only_describes_members_says_nothing_of_null() {
    check_schemas(
        "
A: {properties: {x: {type: string}}}
B:
  type: object
  properties:
    r: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, nullable: true}]}
    s: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {y: {type: string}}}]}
C:
  allOf:
    - {type: object, properties: {r: {type: object, nullable: true}}}
    - {properties: {r: {$ref: '#/components/schemas/A'}, s: {allOf: [{$ref: '#/components/schemas/D'}, {nullable: true, type: object}]}}}
D: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {y: {type: string}}}]}
",
        "
A = { x?: string }
B = { r?~: A, s?: B/s }
C = { r?~: A, s?~: D }
D = { x?: string, y?: string }
B/s = { x?: string, y?: string }
",
    );
}

#[test]
fn what_is_left_of_a_choice_is_about_the_whole() {
    let (api, _) = lowered(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        4XX:
          description: d
          content:
            application/json:
              schema:
                allOf:
                  - oneOf: [{$ref: '#/components/schemas/Fine'}, {properties: {a: {type: string}}}]
                  - $ref: '#/components/schemas/Failed'
components:
  schemas:
    Fine: {type: object, required: [ok], properties: {ok: {type: boolean, enum: [true]}}}
    Failed: {type: object, required: [ok], properties: {ok: {type: boolean, enum: [false]}}}
",
    )
    .expect("the document is sound");
    let origins: Vec<String> = api.type_ids().map(|id| api.type_def(id).origin.to_string()).collect();
    let schema = "#/paths/~1a/get/responses/4XX/content/application~1json/schema";
    assert_eq!(origins, ["#/components/schemas/Fine", "#/components/schemas/Failed", schema]);
}

#[test]
fn the_discriminator_of_a_base_tells_those_apart_that_extend_it() {
    check_schemas(
        "
Base:
  type: object
  required: [k]
  properties: {k: {type: string}}
  discriminator: {propertyName: k, mapping: {x: '#/components/schemas/A', z: C}}
A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {a: {type: string}}}]}
B: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}}}]}
C: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {c: {type: string}}}]}
Some: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
",
        "
Base = union by k, or the last: x A, B B, z C, other Base/other
A = { k: string, a?: string }
B = { k: string, b?: string }
C = { k: string, c?: string }
Some = union by k: x A, B B
Base/other = { k: string, *: any }
",
    );
}

#[test]
fn a_part_that_cannot_be_had_may_have_any_members() {
    check_schemas(
        "
A: {allOf: [{$ref: 'https://example.com/b'}, {type: object, properties: {x: {type: string}}}]}
",
        "
A = { x?: string, *: any }
warning[E008] #/components/schemas/A/allOf/0/$ref: `https://example.com/b` is no place in the document's files; any JSON value is taken in its place
",
    );
}

#[test]
fn a_word_that_is_narrowed_down_to_another_one_is_the_latter() {
    check_schemas(
        "
A: {type: object, properties: {t: {type: string, enum: [a]}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {t: {type: string, enum: [b]}}}]}
C: {allOf: [{properties: {t: {type: string, enum: [c]}}}, {$ref: '#/components/schemas/A'}]}
D: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
E: {type: array, enum: [a, b], items: {type: string}}
",
        "
A = { t?: A/t }
B = { t?: B/t }
C = { t?: C/t }
D = union t[b=0 c=1 else try[0, 1]]: B B, C C
E = [string]
A/t = a
B/t = b
C/t = c
warning[W009] #/components/schemas/B/allOf/1/properties/t: the parts of the `allOf` list no value in common: those that are listed here are taken
warning[W009] #/components/schemas/C/allOf/0/properties/t: the parts of the `allOf` list no value in common: those that are listed here are taken
warning[W009] #/components/schemas/E/enum: the `enum` lists strings, and the schema's type is another: it is documented and not enforced
warning[W014] #/components/schemas/D: where `t` is absent, nothing tells `B`, `C` apart for sure; all are tried, and the first that loses least is taken
",
    );
}
