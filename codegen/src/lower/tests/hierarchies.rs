//! What a schema is that has a `discriminator`, and that others extend.

use super::{check, check_schemas};

#[test]
fn a_base_is_what_extends_it_or_something_else() {
    check_schemas(
        "
Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}, friend: {$ref: '#/components/schemas/Pet'}}}]}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {weeks: {type: integer}}}]}
Fish: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Owner: {type: object, properties: {pet: {allOf: [{$ref: '#/components/schemas/Pet'}], description: d}}}
",
        "
Pet = union by kind, or the last: Cat Cat, Kitten Kitten, Fish Fish, other Pet/other
Cat = { kind: string, lives?: i64, friend?: Pet, *: any }
Kitten = { kind: string, lives?: i64, friend?: Pet, weeks?: i64 }
Fish = { kind: string }
Owner = { pet?: Pet }
Pet/other = { kind: string, *: any }
",
    );
}

#[test]
fn a_remark_beside_a_base_changes_nothing() {
    check_schemas(
        "
Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}
Owner:
  type: object
  properties:
    a: {allOf: [{$ref: '#/components/schemas/Pet'}, {description: d}]}
    b: {allOf: [{$ref: '#/components/schemas/Pet'}, {nullable: true}]}
    c: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object}]}
    d: {allOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Pet'}]}
    e: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {big: {type: boolean}}}]}
",
        "
Pet = union by kind, or the last: Cat Cat, other Pet/other
Cat = { kind: string, lives?: i64 }
Owner = { a?: Pet, b?~: Pet, c?: Pet, d?: Pet, e?: Owner/e }
Pet/other = { kind: string, *: any }
Owner/e = { kind: string, big?: bool }
",
    );
}

#[test]
fn values_that_all_inherit_tell_nothing() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string, enum: [Cat, Dog, Kitten]}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: kind}}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
",
        "
Pet = union by kind, or the last: Kitten/Cat Cat, Dog Dog, other Pet/other
Cat = union by kind, or the last: Kitten Kitten, other Cat/other
Kitten = { kind?: Pet/kind }
Dog = { kind?: Pet/kind }
Pet/other = { kind?: Pet/kind, *: any }
Pet/kind = Cat | Dog | Kitten
Cat/other = { kind?: Pet/kind, *: any }
",
    );
}

#[test]
fn a_base_may_stand_beside_what_extends_it() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Any:
  oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
",
        "
Pet = union by kind, or the last: Cat Cat, Dog Dog, other Pet/other
Cat = { kind?: string }
Dog = { kind?: string }
Any = union by kind: Pet Pet, Cat Cat, Dog Dog
Pet/other = { kind?: string, *: any }
",
    );
}

#[test]
fn what_only_refers_to_a_base_with_a_mapping_is_another_name() {
    check_schemas(
        "
Pet:
  type: object
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind, mapping: {c: '#/components/schemas/Cat', p: Pet}}
Animal: {allOf: [{$ref: '#/components/schemas/Pet'}]}
Cat: {allOf: [{$ref: '#/components/schemas/Animal'}]}
",
        "
Pet = union by kind, or the last: c Cat, p Pet/other
Animal = Pet
Cat = { kind?: string }
Pet/other = { kind?: string, *: any }
",
    );
}

#[test]
fn a_base_within_a_base_is_one_of_its_alternatives() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat:
  allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]
  discriminator: {propertyName: kind}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {weeks: {type: integer}}}]}
",
        "
Pet = union by kind, or the last: Kitten/Cat Cat, other Pet/other
Cat = union by kind, or the last: Kitten Kitten, other Cat/other
Kitten = { kind?: string, lives?: i64, weeks?: i64 }
Pet/other = { kind?: string, *: any }
Cat/other = { kind?: string, lives?: i64, *: any }
",
    );
}

#[test]
fn a_schema_may_announce_its_value_as_those_of_azure_do() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string, enum: [a.cat, a.kitten]}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: kind}, x-ms-discriminator-value: a.cat}
Kitten: {allOf: [{$ref: '#/components/schemas/Cat'}], x-ms-discriminator-value: a.kitten}
",
        "
Pet = union by kind, or the last: a.cat/a.kitten Cat, other Pet/other
Cat = union by kind, or the last: a.kitten Kitten, other Cat/other
Kitten = { kind?: Pet/kind }
Pet/other = { kind?: Pet/kind, *: any }
Pet/kind = a.cat | a.kitten
Cat/other = { kind?: Pet/kind, *: any }
",
    );
}

#[test]
fn what_two_bases_have_in_common_is_one_of_the_first() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: kind}, x-ms-discriminator-value: cat}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: kind}, x-ms-discriminator-value: cat}
Both: {allOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}
",
        "
Pet = union by kind, or the last: cat/Both Cat, Dog Dog, other Pet/other
Cat = union by kind, or the last: Both Both, other Cat/other
Dog = union by kind, or the last: Both Both, other Dog/other
Both = { kind?: string }
Pet/other = { kind?: string, *: any }
Cat/other = { kind?: string, *: any }
Dog/other = { kind?: string, *: any }
",
    );
}

#[test]
fn what_a_mapping_names_need_not_extend_the_base() {
    check_schemas(
        "
Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {c: Cat, d: Dog}}}
Cat: {type: object, properties: {kind: {type: string}}}
",
        "
Pet = union by kind, or the last: c Cat, other Pet/other
Cat = { kind?: string }
Pet/other = { kind?: string, *: any }
warning[E006] #/components/schemas/Pet/discriminator/mapping/d: `d` is mapped to `Dog`, which is not one of the alternatives; it is ignored
",
    );
}

#[test]
fn a_discriminator_without_anything_to_tell_apart_does_nothing() {
    check_schemas(
        "Pet: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}",
        "
Pet = { kind?: string, *: any }
warning[W009] #/components/schemas/Pet/discriminator: a `discriminator` without `oneOf` tells nothing apart: no component of the document extends this schema. What else a value has is kept
",
    );
}

#[test]
fn the_default_of_a_discriminator_is_one_of_the_alternatives() {
    let document = |default: &str| {
        format!(
            "
openapi: 3.2.0
info: {{title: T, version: '1'}}
paths: {{}}
components:
  schemas:
    Pet:
      oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
      discriminator: {{propertyName: kind, defaultMapping: {default}}}
    Cat: {{type: object, properties: {{kind: {{type: string}}}}}}
    Dog: {{type: object, properties: {{bark: {{type: string}}}}}}
"
        )
    };
    let types = "Cat = { kind?: string }\nDog = { bark?: string }";
    check(
        &document("'#/components/schemas/Cat'"),
        &format!("Pet = union by kind, or the last: Dog Dog, Cat Cat\n{types}"),
    );
    check(
        &document("Fish"),
        &format!(
            "
Pet = union by kind: Cat Cat, Dog Dog
{types}
warning[E006] #/components/schemas/Pet/discriminator/defaultMapping: `Fish` is not one of the alternatives; it is ignored
"
        ),
    );
}

#[test]
fn the_default_of_a_base_leaves_it_its_tags() {
    check(
        "
openapi: 3.2.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind, mapping: {p: Pet, c: Cat}, defaultMapping: Cat}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [lives], properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {a: {type: string}}}]}
    Fish: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {b: {type: string}}}]}
    Some: {oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Fish'}]}
",
        "
Pet = union by kind, or the last: Dog Dog, Fish Fish, p Pet/other, c Cat
Cat = { kind: string, lives: i64 }
Dog = { kind: string, a?: string }
Fish = { kind: string, b?: string }
Some = union by kind: Dog Dog, Fish Fish
Pet/other = { kind: string, *: any }
",
    );
}

#[test]
fn a_default_that_cannot_keep_other_tags_is_not_followed() {
    check(
        "
openapi: 3.2.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {a: Dog, b: Dog}, defaultMapping: Dog}
    Cat: {type: object, properties: {kind: {type: string}}}
    Dog: {type: object, properties: {bark: {type: string}}}
",
        "
Pet = union by kind: Cat Cat, a Dog, b Dog
Cat = { kind?: string }
Dog = { bark?: string }
warning[W009] #/components/schemas/Pet/discriminator/defaultMapping: `defaultMapping` is not followed, as `kind` is no property of its schema: a value of another tag is kept as it came, and one without a tag is refused
",
    );
}
