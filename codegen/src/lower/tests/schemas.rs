//! What schemas become.

use super::check_schemas;

#[test]
fn objects_become_structs_with_presence() {
    check_schemas(
        "
A:
  type: object
  required: [a, b, z]
  properties:
    a: {type: string, minLength: 1}
    b: {type: integer, format: int32, nullable: true, default: 3}
    c: {type: number}
    d: {type: boolean, nullable: true}
    e: {$ref: '#/components/schemas/N'}
    f: {type: array, items: {$ref: '#/components/schemas/N'}}
    g: {description: anything}
    h: {type: object, properties: {x: {type: string, format: date-time}}}
N: {type: object, nullable: true, properties: {a: {$ref: '#/components/schemas/A'}}}
M: {type: object, additionalProperties: {type: integer, format: uint64}}
D: {type: object, additionalProperties: false}
E: {type: object, properties: {k: {type: string}}, additionalProperties: {type: string}}
",
        "
A = { a: string MinLength(1), b~: i32 = 3, c?: f64, d?~: bool, e?~: N, f?: [N~], g?: any, h?: A/h }
N = { a?: A }
M = map u64
D = { ! }
E = { k?: string, *: string }
A/h = { x?: format(datetime) }
warning[W008] #/components/schemas/A/required: `required` names `z`, which is not among the properties, and is ignored there
",
    );
}

#[test]
fn scalars_carry_the_formats_that_have_a_type() {
    check_schemas(
        "
A:
  type: object
  properties:
    a: {type: string, format: byte}
    b: {type: string, format: email}
    c: {type: integer, maximum: 18446744073709551615}
    d: {type: integer, format: uint32}
    e: {type: string, format: uuid}
    f: {type: number, format: decimal}
    g: {type: integer, minimum: 0, exclusiveMinimum: true}
",
        r#"
A = { a?: format(byte), b?: string Format("email"), c?: u64 Maximum("18446744073709551615"), d?: u32, e?: string Format("uuid"), f?: f64 Format("decimal"), g?: i64 ExclusiveMinimum("0") }
"#,
    );
}

#[test]
fn enums_are_lists_of_distinct_strings() {
    check_schemas(
        "
A: {type: string, enum: [x, y, x, null]}
B: {enum: [x]}
C: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {type: array, items: {type: string, enum: [q]}}}}
",
        "
A = x | y
B = x
C = { a?~: A, b?: [C/b item] }
C/b item = q
warning[W008] #/components/schemas/A/enum: `x` is listed more than once
",
    );
    check_schemas("A: {type: integer, enum: [1, -2]}", "A = 1 | -2");
    check_schemas(
        "A: {type: object, properties: {a: {type: boolean, enum: [true]}}}",
        r#"
A = { a?: bool OneOf(["true"]) }
warning[W009] #/components/schemas/A/properties/a/enum: an `enum` of values that are not all strings or all integers is taken for the plain type
"#,
    );
}

#[test]
fn all_of_is_merged() {
    check_schemas(
        "
Base: {type: object, required: [id], properties: {id: {type: string}, kind: {type: string}, in: {type: object, properties: {q: {}}}}}
Mid: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {m: {type: integer}}}]}
Top:
  allOf:
    - $ref: '#/components/schemas/Mid'
    - $ref: '#/components/schemas/Base'
    - required: [kind, m]
  properties:
    kind: {type: string, enum: [top]}
",
        "
Base = { id: string, kind?: string, in?: Base/in }
Mid = { id: string, kind?: string, in?: Base/in, m?: i64 }
Top = { id: string, kind: Top/kind, in?: Base/in, m: i64 }
Base/in = { q?: any }
Top/kind = top
",
    );
}

#[test]
fn all_of_with_one_part_is_that_part() {
    check_schemas(
        "
A: {type: object, properties: {x: {type: string}}}
S: {type: string, nullable: true}
B:
  type: object
  properties:
    a: {allOf: [{$ref: '#/components/schemas/A'}], nullable: true, description: d}
    b: {allOf: [{$ref: '#/components/schemas/A'}, {description: d}]}
    c: {type: object, allOf: [{$ref: '#/components/schemas/A'}], readOnly: true}
    d: {oneOf: [{$ref: '#/components/schemas/A'}]}
    e: {anyOf: [{$ref: '#/components/schemas/A'}, {nullable: true, enum: [null]}]}
    f: {allOf: [{type: object, properties: {y: {}}}]}
    g: {allOf: [{$ref: '#/components/schemas/S'}]}
    h: {allOf: [{type: string}, {maxLength: 3}]}
C: {allOf: [{type: object, properties: {z: {type: string}}}]}
",
        "
A = { x?: string }
S = string
B = { a?~: A, b?: A, c?: A ReadOnly, d?: A, e?~: A, f?: B/f, g?~: S, h?: string MaxLength(3) }
C = { z?: string }
B/f = { y?: any }
",
    );
}

#[test]
fn all_of_that_cannot_hold_is_an_error() {
    check_schemas(
        "
A: {type: object, properties: {x: {type: string}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {x: {type: integer}}}]}
C: {allOf: [{$ref: '#/components/schemas/A'}, {type: string}]}
D: {allOf: [{$ref: '#/components/schemas/D'}, {properties: {x: {}}}]}
",
        "
A = { x?: string }
B = { x?: any }
C = any
D = any
warning[E013] #/components/schemas/B/allOf/1/properties/x: `x` has another type here than at `#/components/schemas/A/properties/x`, and `allOf` asks for both; any JSON value is taken in its place
warning[E014] #/components/schemas/C/allOf: `allOf` whose parts are not all objects is not supported yet; any JSON value is taken in its place
warning[E009] #/components/schemas/D: this schema is made of itself, through `allOf`; any JSON value is taken in its place
",
    );
}

#[test]
fn one_of_with_a_discriminator_is_a_union() {
    check_schemas(
        "
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {cat: Cat, kitty: '#/components/schemas/Cat'}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
Dog: {type: object, properties: {friend: {$ref: '#/components/schemas/Pet'}}}
",
        "
Pet = union by kind: cat/kitty/Cat Cat, Dog Dog
Cat = { kind: string }
Dog = { friend?: Pet }
",
    );
    check_schemas(
        "
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {type: object}]
  discriminator: {propertyName: kind, mapping: {cat: Kat}}
Cat: {type: object}
",
        "
Pet = union try[0, 1]: Cat Cat, Object map any
Cat = map any
warning[E014] #/components/schemas/Pet/oneOf/1: an alternative without a name beside a discriminator is not supported yet; it is ignored
warning[W014] #/components/schemas/Pet: nothing tells `Cat`, `Object` apart for sure; they are tried in this order
",
    );
}

#[test]
fn references_are_followed() {
    check_schemas(
        "
A: {$ref: '#/components/schemas/B'}
B: {type: array, items: {type: object, properties: {x: {type: string}}}}
C: {type: object, properties: {a: {$ref: '#/components/schemas/B/items'}, b: {$ref: '#/components/schemas/D/properties/k'}}}
D: {type: object, properties: {k: {type: string, enum: [v]}}}
",
        "
A = B
B = [B/item]
C = { a?: B/item, b?: D/k }
D = { k?: D/k }
B/item = { x?: string }
D/k = v
",
    );
    check_schemas(
        "
A: {$ref: '#/components/schemas/B'}
B: {$ref: '#/components/schemas/A'}
C: {type: array, items: {$ref: '#/components/schemas/C'}}
D: {type: object, properties: {x: {$ref: '#/components/schemas/E'}, y: {$ref: 'o.yaml#/E'}, z: {$ref: '#/components/schemas/D/properties/z'}}}
EE: {}
",
        "
A = any
B = A
C = any
D = { x?: any, y?: any, z?: any }
EE = any
warning[E007] #/components/schemas/D/properties/x/$ref: nothing stands at `#/components/schemas/E`; any JSON value is taken in its place
warning[E008] #/components/schemas/D/properties/y/$ref: `o.yaml#/E` is no place in the document's files; any JSON value is taken in its place
warning[E009] #/components/schemas/D/properties/z: the references from here lead in a circle and never reach a definition; any JSON value is taken in its place
warning[E009] #/components/schemas/A: this schema is made of nothing but itself; any JSON value is taken in its place
warning[E009] #/components/schemas/C: this schema is made of nothing but itself; any JSON value is taken in its place
",
    );
}
