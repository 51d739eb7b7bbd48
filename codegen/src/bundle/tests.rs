//! Documents of several files, and the one tree that they become.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::one_tree;
use crate::diagnostics::Stages;
use crate::input::{Input, Loader};
use crate::source;

/// Files by their path.
struct Files(BTreeMap<&'static str, &'static str>);

impl Loader for Files {
    fn load(&self, path: &str) -> Result<String, String> {
        self.0.get(path).map(|text| (*text).to_owned()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// The tree of a document of 3.0 with these members, or what was found.
fn bundled(members: &str, files: &[(&'static str, &'static str)]) -> Result<Value, String> {
    let text = format!("openapi: 3.0.3\n{members}");
    let files = Files(files.iter().copied().collect());
    let input = Input { name: "dir/api.yaml", text: &text, loader: &files };
    let mut stages = Stages::new();
    let tree = stages.run(|report| source::parse(&input, report)).map_err(|found| found.to_string())?;
    let tree = stages.run(|report| one_tree(tree, &input, report)).map_err(|found| found.to_string())?;
    Ok(tree.to_json())
}

#[track_caller]
fn schemas(members: &str, files: &[(&'static str, &'static str)]) -> Value {
    bundled(members, files).expect("it is sound")["components"]["schemas"].clone()
}

#[test]
fn a_component_that_is_a_reference_becomes_the_thing() {
    let files = [("pet.yaml", "{type: object, properties: {mother: {$ref: '#'}, toy: {$ref: 'toys/all.json#/Toy'}}}")];
    let toys = [files[0], ("toys/all.json", r#"{"Toy": {"type": "string", "maxLength": 3}}"#)];
    let tree = schemas("components: {schemas: {Pet: {$ref: ./pet.yaml}, Animal: {$ref: pet.yaml}}}", &toys);
    let pet = json!({"$ref": "#/components/schemas/Pet"});
    let toy = json!({"$ref": "#/components/schemas/Toy"});
    assert_eq!(tree["Pet"]["properties"], json!({"mother": pet, "toy": toy}));
    assert_eq!(tree["Animal"], pet);
    assert_eq!(tree["Toy"], json!({"type": "string", "maxLength": 3}));
}

#[test]
fn names_tell_where_a_thing_was_and_are_never_shared() {
    let files = [
        ("a/Pet.yaml", "{title: a}"),
        ("b/Pet.yaml", "{title: b, not: {$ref: ../c.yaml#/defs/Pet}}"),
        ("c.yaml", "{defs: {Pet: {title: c}}}"),
    ];
    let members = "components: {schemas: {Pet: {}, X: {allOf: [{$ref: a/Pet.yaml}, {$ref: b/Pet.yaml}]}}}";
    let tree = schemas(members, &files);
    let names: Vec<&String> = tree.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["Pet", "X", "a_Pet", "b_Pet", "c_Pet"].map(str::to_owned).iter().collect::<Vec<_>>());
}

#[test]
fn what_is_part_of_a_thing_stands_with_it() {
    let files = [("a.yaml", "{Pet: {properties: {name: {type: string}, other: {$ref: '#/Pet/properties/name'}}}}")];
    let members =
        "components: {schemas: {X: {$ref: 'a.yaml#/Pet/properties/name'}, Y: {items: {$ref: 'a.yaml#/Pet'}}}}";
    let tree = schemas(members, &files);
    assert_eq!(tree["X"], json!({"type": "string"}), "a component that is nothing but the reference is the thing");
    assert_eq!(tree["Pet"]["properties"]["other"], json!({"$ref": "#/components/schemas/X"}));
    let members =
        "components: {schemas: {Z: {not: {$ref: 'a.yaml#/Pet/properties/name'}}, Y: {items: {$ref: 'a.yaml#/Pet'}}}}";
    let tree = schemas(members, &files);
    assert_eq!(tree["Z"]["not"], json!({"$ref": "#/components/schemas/Pet/properties/name"}));
}

#[test]
fn files_may_refer_to_each_other_and_back() {
    let files = [
        ("a.yaml", "{A: {properties: {b: {$ref: 'b.yaml#/B'}, x: {$ref: 'api.yaml#/components/schemas/X'}}}}"),
        ("b.yaml", "{B: {properties: {a: {$ref: 'a.yaml#/A'}, b: {$ref: '#/B'}}}}"),
    ];
    let tree = schemas("components: {schemas: {X: {$ref: 'a.yaml#/A'}}}", &files);
    let x = json!({"$ref": "#/components/schemas/X"});
    assert_eq!(tree["X"]["properties"], json!({"b": {"$ref": "#/components/schemas/B"}, "x": x}));
    assert_eq!(tree["B"]["properties"]["a"], x);
}

#[test]
fn what_has_no_section_is_written_out() {
    let files = [
        ("paths.yaml", "{/pets: {$ref: pets.yaml}, /toys: {get: {$ref: 'op.yaml#/get'}}}"),
        (
            "pets.yaml",
            "{post: {requestBody: {$ref: 'parts.yaml#/Body'}, responses: {'200': {$ref: 'parts.yaml#/Reply'}}}}",
        ),
        ("op.yaml", "{get: {operationId: get, parameters: [{$ref: 'parts.yaml#/Limit'}]}}"),
        (
            "parts.yaml",
            "{Body: {content: {}}, Reply: {headers: {A: {$ref: '#/A'}}}, A: {required: true}, Limit: {in: query}}",
        ),
    ];
    let tree = bundled("paths: {$ref: paths.yaml}", &files).expect("it is sound");
    assert_eq!(tree["paths"]["/toys"]["get"]["operationId"], "get");
    assert_eq!(tree["paths"]["/toys"]["get"]["parameters"][0], json!({"$ref": "#/components/parameters/Limit"}));
    assert_eq!(tree["paths"]["/pets"]["post"]["requestBody"], json!({"$ref": "#/components/requestBodies/Body"}));
    assert_eq!(tree["components"]["responses"]["Reply"]["headers"]["A"], json!({"$ref": "#/components/headers/A"}));
    assert_eq!(tree["components"]["headers"]["A"], json!({"required": true}));
}

#[test]
fn a_mapping_may_name_files() {
    let files = [("cat.yaml", "{title: Cat}")];
    let members = "components: {schemas: {Pet: {oneOf: [{$ref: cat.yaml}], discriminator: \
                   {propertyName: kind, mapping: {c: ./cat.yaml, d: Dog, e: '#/components/schemas/Dog'}}}, Dog: {}}}";
    let tree = schemas(members, &files);
    assert_eq!(tree["Pet"]["oneOf"][0], json!({"$ref": "#/components/schemas/cat"}));
    let mapping = json!({"c": "#/components/schemas/cat", "d": "Dog", "e": "#/components/schemas/Dog"});
    assert_eq!(tree["Pet"]["discriminator"]["mapping"], mapping);
}

#[test]
fn findings_say_which_file_they_are_about() {
    let files = [
        ("a.yaml", "{A: {not: {$ref: 'b.yaml#/B'}}}"),
        ("b.yaml", "{B: [1}"),
        ("p.yaml", "{$ref: q.yaml}"),
        ("q.yaml", "{$ref: p.yaml}"),
    ];
    let found = |members| bundled(members, &files).expect_err("it is not sound");
    insta::assert_snapshot!(found("components: {schemas: {X: {$ref: 'a.yaml#/A'}}}"), @"error[E001] b.yaml#: did not find expected ',' or ']'");
    insta::assert_snapshot!(found("paths: {/a: {$ref: p.yaml}}"), @"error[E009] q.yaml#/$ref: the references from here lead in a circle and never reach a definition");
}

/// What stands in for it is decided where it is needed; see the fixture `e008_external_reference`.
#[test]
fn what_cannot_be_had_is_left_with_its_path_from_the_document() {
    let files =
        [("d/a.yaml", "{A: {items: {$ref: 'gone.yaml'}, not: {$ref: '#/Gone'}, allOf: [{$ref: ../api.yaml#/x}]}}")];
    let tree = schemas("components: {schemas: {X: {$ref: 'd/a.yaml#/A'}, Y: {not: {$ref: ../up.yaml}}}}", &files);
    assert_eq!(
        tree["X"],
        json!({"items": {"$ref": "d/gone.yaml#"}, "not": {"$ref": "d/a.yaml#/Gone"}, "allOf": [{"$ref": "#/x"}]})
    );
    assert_eq!(tree["Y"]["not"]["$ref"], "../up.yaml#");
}

#[test]
fn what_is_no_file_of_the_document_is_left_alone() {
    let members = "components: {schemas: {X: {$ref: 'https://example.com/a.yaml'}, Y: {$id: pet.json}, Z: {$ref: pet.json}, \
                   E: {example: {$ref: gone.yaml}}, F: {$ref: 'api.yaml#/components/schemas/Y'}}}";
    let tree = schemas(members, &[]);
    assert_eq!(tree["X"]["$ref"], "https://example.com/a.yaml");
    assert_eq!(tree["Z"]["$ref"], "pet.json");
    assert_eq!(tree["E"]["example"]["$ref"], "gone.yaml");
    assert_eq!(tree["F"]["$ref"], "#/components/schemas/Y");
}

#[test]
fn a_bomb_does_not_go_off() {
    let files = [
        ("0.yaml", "{get: {callbacks: {}}}"),
        ("1.yaml", "{a: {$ref: 0.yaml}}"),
        ("callbacks.yaml", "{a: {x: {$ref: item.yaml}, y: {$ref: item.yaml}}}"),
        ("item.yaml", "{get: {callbacks: {$ref: callbacks.yaml}}}"),
    ];
    let found = bundled("paths: {/a: {$ref: item.yaml}}", &files).expect_err("it is endless");
    assert!(found.contains("E009") || found.contains("E002"), "{found}");
}
