//! What schemas become.

use super::check_schemas;

#[test]
fn objects_become_structs_with_presence() {
    check_schemas(
        "
A:
  type: object
  required: [a, b, zeta]
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
A = { a: string MinLength(1), b~: i32 = 3, c?: f64, d?~: bool, e?~: N, f?: [N~], g?: any, h?: A/h, zeta: any }
N = { a?: A }
M = map u64
D = { ! }
E = { k?: string, *: string }
A/h = { x?: format(datetime) }
warning[W008] #/components/schemas/A/required: `required` names `zeta`, which is not among the properties, and is taken for one of them
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
fn keywords_about_objects_say_nothing_of_other_values() {
    check_schemas(
        "
A:
  oneOf: [{type: boolean}, {type: object}]
  properties: {id: {type: string}}
B:
  type: object
  properties: {kind: {type: string}}
  anyOf: [{required: [kind]}, {required: [other]}]
C: {type: integer, minimum: -1, maximum: 9223372036854776000}
D: {type: object, properties: {any: {anyOf: [{type: object, properties: {x: {type: string}}}, {}]}}}
",
        r#"
A = union [Boolean]=0 [Object]=1: Boolean bool, Object A/Object
B = { kind?: string, other?: any }
C = i64
D = { any?~: D/any }
A/Object = { id?: string }
D/any = union [Boolean, Number, String, Array]=1 [Object]=try[0, 1]: Object D/any/Object, Any any
D/any/Object = { x?: string }
warning[W008] #/components/schemas/B/anyOf: `anyOf` of demands is not enforced: its properties are optional
warning[W008] #/components/schemas/B/required: `required` names `other`, which is not among the properties, and is taken for one that may be left out
warning[W014] #/components/schemas/D/properties/any: nothing tells `Object`, `Any` apart for sure; all are tried, and the first that loses least is taken
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
warning[W009] #/components/schemas/A/properties/a/enum: an `enum` of booleans is documented and not enforced: the type takes `true` and `false`
"#,
    );
    check_schemas(
        "A: {type: object, properties: {a: {enum: [true, false]}, b: {enum: [1.5, 2]}}}",
        r#"
A = { a?: bool OneOf(["true", "false"]), b?: f64 OneOf(["1.5", "2"]) }
warning[W009] #/components/schemas/A/properties/b/enum: an `enum` of values that are not all strings, or all of the type `integer` and 64 bits with a sign, is documented and not enforced: the plain type is taken
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
D = { x?: any }
warning[E013] #/components/schemas/B/allOf/1/properties/x: no value is what `#/components/schemas/A/properties/x` and `#/components/schemas/B/allOf/1/properties/x` ask for together; any JSON value is taken in its place
warning[E013] #/components/schemas/C: no value is what `#/components/schemas/C/allOf/0` and `#/components/schemas/C/allOf/1` ask for together; any JSON value is taken in its place
warning[E009] #/components/schemas/D: this schema is made of itself, through `allOf`; it is ignored
",
    );
}

#[test]
fn all_of_is_what_the_parts_have_in_common() {
    check_schemas(
        "
Base: {type: object, properties: {id: {type: string, nullable: true}, n: {type: number}, k: {type: string, enum: [a, b]}, o: {type: object, properties: {x: {type: string}}}, l: {type: array, items: {$ref: '#/components/schemas/P'}}, u: {oneOf: [{type: string}, {type: object}, {type: array, items: {}}]}}}
P: {type: object, required: [p], properties: {p: {type: string}}}
Sub:
  allOf:
    - $ref: '#/components/schemas/Base'
    - required: [k, o]
      properties:
        id: {type: string, maxLength: 3}
        n: {type: integer}
        k: {type: string, enum: [b, c]}
        o: {type: object, properties: {y: {type: integer}}}
        l: {type: array, items: {type: object, properties: {q: {type: string}}}}
        u: {$ref: '#/components/schemas/P'}
S: {allOf: [{type: string}, {type: string, enum: [a]}]}
T: {type: string, enum: [a, b, c], allOf: [{enum: [b, c, d]}]}
U: {allOf: [{type: integer}, {type: number, enum: [1, 2.5]}]}
",
        "
Base = { id?~: string, n?: f64, k?: Base/k, o?: Base/o, l?: [P], u?: Base/u }
P = { p: string }
Sub = { id?: string MaxLength(3), n?: i64, k: Sub/k, o: Sub/o, l?: [Sub/l item], u?: P }
S = a
T = b | c
U = 1
Base/k = a | b
Base/o = { x?: string }
Base/u = union [String]=0 [Array]=2 [Object]=1: String string, Object map any, Array [any]
Sub/k = b
Sub/o = { x?: string, y?: i64 }
Sub/l item = { p: string, q?: string }
warning[W009] #/components/schemas/U/allOf/1/enum: an `enum` of values that are not all strings, or all of the type `integer` and 64 bits with a sign, is documented and not enforced: the plain type is taken
",
    );
}

#[test]
fn what_holds_beside_a_choice_holds_in_each_alternative() {
    check_schemas(
        "
Cat: {type: object, required: [meow], properties: {meow: {type: string}}}
Dog: {type: object, required: [bark], properties: {bark: {type: string}}}
Either: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t, mapping: {c: Cat}}}
Named: {type: object, required: [name], properties: {name: {type: string}}}
A: {allOf: [{$ref: '#/components/schemas/Named'}, {$ref: '#/components/schemas/Either'}]}
B: {type: object, properties: {x: {type: string}}, anyOf: [{$ref: '#/components/schemas/Cat'}, {type: object, required: [y], properties: {y: {type: string}}}]}
C: {oneOf: [{type: string}, {type: integer}], anyOf: [{type: integer}, {type: boolean}]}
D: {type: string, oneOf: [{enum: [a]}, {enum: [b]}]}
E: {type: object, required: [x], oneOf: [{properties: {x: {type: string, enum: [a]}, z: {type: string}}}, {properties: {x: {type: string, enum: [b]}}}], properties: {x: {type: string}}}
F: {allOf: [{$ref: '#/components/schemas/E'}, {type: object, required: [x], properties: {x: {type: string, enum: [b]}}}]}
",
        "
Cat = { meow: string }
Dog = { bark: string }
Either = union by t: c Cat, Dog Dog
Named = { name: string }
A = union by t: c A/Cat, Dog A/Dog
B = union has[meow=0 y=1]: Cat B/Cat, y B/y
C = i64
D = a | b
E = union x[a=0 b=1]: a E/a, b E/b
F = { x: F/x }
A/Cat = { name: string, meow: string }
A/Dog = { name: string, bark: string }
B/Cat = { x?: string, meow: string }
B/y = { x?: string, y: string }
E/a = { x: E/a/x, z?: string }
E/a/x = a
E/b = { x: E/b/x }
E/b/x = b
F/x = b
warning[W009] #/components/schemas/B/anyOf: a value that is several of these at once is read as the first of them, without what only the others have
",
    );
}

#[test]
fn an_alternative_may_extend_the_choice_that_lists_it() {
    let pet = "Pet: {type: object, properties: {id: {type: string}}, oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: t}}";
    let cat = "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {meow: {type: string}}}]}";
    let dog = "Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}";
    check_schemas(
        &[pet, cat, dog].join("\n"),
        "
Pet = union by t: Cat Cat, Dog Dog
Cat = { id?: string, meow?: string }
Dog = { id?: string, bark?: string }
",
    );
    check_schemas(
        &[cat, dog, pet].join("\n"),
        "
Cat = { id?: string, meow?: string }
Dog = { id?: string, bark?: string }
Pet = union by t: Cat Cat, Dog Dog
",
    );
}

#[test]
fn recursive_schemas_are_combined() {
    check_schemas(
        "
A: {type: object, properties: {next: {$ref: '#/components/schemas/A'}, a: {type: string}}}
B: {type: object, properties: {next: {$ref: '#/components/schemas/B'}, b: {type: string}}}
C: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
",
        "
A = { next?: A, a?: string }
B = { next?: B, b?: string }
C = { next?: C, a?: string, b?: string }
",
    );
}

#[test]
fn numbers_that_can_only_be_integers_are() {
    check_schemas(
        "
A: {type: number, enum: [10, 20.0]}
B: {type: number, enum: [1, 0.5]}
C: {type: number, format: int64}
G: {type: number, format: int64, multipleOf: 0.01}
D: {type: object, required: [v], properties: {v: {type: number, enum: [1]}}}
E: {type: object, required: [v], properties: {v: {type: number, enum: [2]}}}
F: {oneOf: [{$ref: '#/components/schemas/D'}, {$ref: '#/components/schemas/E'}]}
",
        "
A = f64
B = f64
C = i64
G = f64
D = { v: D/v }
E = { v: E/v }
F = union v[1=0 2=1]: D D, E E
D/v = 1
E/v = 2
warning[W009] #/components/schemas/A/enum: an `enum` of values that are not all strings, or all of the type `integer` and 64 bits with a sign, is documented and not enforced: the plain type is taken
warning[W009] #/components/schemas/B/enum: an `enum` of values that are not all strings, or all of the type `integer` and 64 bits with a sign, is documented and not enforced: the plain type is taken
",
    );
}

#[test]
fn a_value_that_may_be_absent_tells_apart_where_it_is_there() {
    check_schemas(
        "
A: {type: object, properties: {t: {type: string, enum: [a]}, x: {type: string}}}
B: {type: object, properties: {t: {type: string, enum: [b, bb]}, x: {type: string}}}
C: {type: object, required: [t], properties: {t: {type: string, enum: [c]}}}
U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}
",
        "
A = { t?: A/t, x?: string }
B = { t?: B/t, x?: string }
C = { t: C/t }
U = union t[a=0 b/bb=1 c=2 else try[0, 1]]: A A, B B, C C
A/t = a
B/t = b | bb
C/t = c
warning[W014] #/components/schemas/U: where `t` is absent, nothing tells `A`, `B` apart for sure; all are tried, and the first that loses least is taken
",
    );
}

#[test]
fn one_of_with_a_discriminator_is_a_union() {
    check_schemas(
        "
Event: {oneOf: [{$ref: '#/components/schemas/Made'}], discriminator: {propertyName: kind, mapping: {made: Made}}}
Made: {type: object, properties: {kind: {type: string}}}
",
        "
Event = union by kind: made Made
Made = { kind?: string }
",
    );
    check_schemas(
        "
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {cat: Cat, kitty: '#/components/schemas/Cat'}}
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
Dog: {type: object, properties: {friend: {$ref: '#/components/schemas/Pet'}}}
",
        "
Pet = union by kind: cat/kitty Cat, Dog Dog
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
warning[E006] #/components/schemas/Pet/discriminator/mapping/cat: `cat` is mapped to `Kat`, which is not one of the alternatives; it is ignored
warning[W009] #/components/schemas/Pet/oneOf/1: the discriminator does not tell this alternative from the others, and what they look like decides
warning[W014] #/components/schemas/Pet: nothing tells `Cat`, `Object` apart for sure; all are tried, and the first that loses least is taken
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
warning[E009] #/components/schemas/A: this schema is made of nothing but itself, or arrays or maps of itself; any JSON value is taken in its place
warning[E009] #/components/schemas/C: this schema is made of nothing but itself, or arrays or maps of itself; any JSON value is taken in its place
",
    );
}
