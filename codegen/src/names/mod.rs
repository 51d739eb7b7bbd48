//! Allocates every identifier of the output, derived ones too, in one pass before anything is emitted.
//!
//! In: the IR. Out: a [`Names`] table. Never here: a token, a `format!` of an identifier outside [`scope::Scope`].
//!
//! Each group of identifiers has a scope of its own: models, modules, operations, methods, the fields of one struct, the
//! variants of one enum, the arguments of one method. So a schema and an operation may share a name.

mod case;
mod keyword;
mod role;
mod scope;
mod service;
mod status;

use std::collections::BTreeMap;
use std::fmt;

use self::scope::Scope;
pub use self::service::{ServerNames, VariableNames};
use crate::ir::{
    Api, Need, Operation, OperationId, Payload, Provenance, Response, ResponseHeader, SchemeId, Shape, Struct, TagId,
    TypeDef, TypeId, Variant,
};

/// An identifier, ready to be written: no keyword, and unlike every other one in its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

impl Name {
    /// Only a scope makes names.
    fn new(text: String) -> Self {
        Self(text.into_boxed_str())
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Every identifier of the output.
#[derive(Debug)]
pub struct Names {
    types: Vec<TypeNames>,
    operations: Vec<OperationNames>,
    tags: Vec<Name>,
    schemes: Vec<Name>,
    scheme_clients: Vec<Name>,
    servers: Vec<Name>,
    headers: Vec<Name>,
    incoming: Vec<Name>,
    headers_by_name: BTreeMap<String, Vec<(ResponseHeader, Name)>>,
    variable_servers: Vec<ServerNames>,
    client_parameters: BTreeMap<String, Name>,
}

/// The identifiers around one definition.
#[derive(Debug)]
pub struct TypeNames {
    /// The type itself.
    pub ident: Name,
    /// The module it lives in; an inline definition shares its parent's.
    pub module: Name,
    /// What each field or variant is called, in order.
    pub members: Vec<MemberNames>,
    /// The field for additional properties.
    pub additional: Name,
    /// The test of its examples.
    pub test: Name,
}

/// The identifiers of a field or variant.
#[derive(Debug)]
pub struct MemberNames {
    /// The field or variant.
    pub ident: Name,
    /// The setter of an optional field.
    pub setter: Name,
}

/// The identifiers around one operation.
#[derive(Debug)]
pub struct OperationNames {
    /// The operation's own type.
    pub marker: Name,
    /// The enum of its documented failures.
    pub error: Name,
    /// The enum of its successes, where there are several shapes.
    pub output: Name,
    /// The method on the client.
    pub method: Name,
    /// The test of its examples.
    pub test: Name,
    /// The argument or setter of each parameter, in order.
    pub parameters: Vec<Name>,
    /// The argument or setter of the body.
    pub body: Name,
    /// The enum of what the body may be, where there are several content types.
    pub choice: Name,
    /// Its variants, in order.
    pub contents: Vec<Name>,
    /// The variants of each response, in order: one for each payload, and one where there is none.
    pub responses: Vec<Vec<Name>>,
    /// The function of each link, by the link's wire name.
    pub links: BTreeMap<String, Name>,
}

impl Names {
    /// The identifiers around the definition `id`.
    pub fn of_type(&self, id: TypeId) -> &TypeNames {
        &self.types[id.index()]
    }

    /// The identifiers around the operation `id`.
    pub fn of_operation(&self, id: OperationId) -> &OperationNames {
        &self.operations[id.index()]
    }

    /// The module of the tag `id`.
    pub fn tag_module(&self, id: TagId) -> &Name {
        &self.tags[id.index()]
    }

    /// The builder's setter for the scheme `id`.
    pub fn scheme_setter(&self, id: SchemeId) -> &Name {
        &self.schemes[id.index()]
    }

    /// The builder's setter for a client's id and secret under the scheme `id`.
    pub fn scheme_client(&self, id: SchemeId) -> &Name {
        &self.scheme_clients[id.index()]
    }

    /// The variants of the API's servers, in order.
    pub fn servers(&self) -> &[Name] {
        &self.servers
    }

    /// The constants of the [headers of replies](Api::headers), in order.
    pub fn headers(&self) -> &[Name] {
        &self.headers
    }

    /// The constants of the calls that the service makes, in order.
    pub fn incoming(&self) -> &[Name] {
        &self.incoming
    }

    /// The constant of a header of a reply.
    pub fn header(&self, header: &ResponseHeader) -> &Name {
        let known = &self.headers_by_name[&header.wire_name.to_ascii_lowercase()];
        let known = known.iter().find(|(other, _)| other.is_same(header));
        known.map(|(_, name)| name).expect("every header was named")
    }

    /// The names around the [servers with variables](Api::variable_servers), in order.
    pub fn variable_servers(&self) -> &[ServerNames] {
        &self.variable_servers
    }

    /// The builder's setters for client parameters, by wire name.
    pub fn client_parameters(&self) -> &BTreeMap<String, Name> {
        &self.client_parameters
    }
}

/// Allocates every identifier that the emitter will write.
pub fn allocate(api: &Api) -> Names {
    let mut tags = Scope::new(role::MODULE);
    let mut servers = Scope::new(role::SERVER);
    let mut setters = Scope::new(role::BUILDER_SETTER);
    let mut tests = Scope::new(role::TEST);
    let headers = service::headers(api);
    Names {
        operations: operations(api, &mut tests),
        types: types(api, &mut tests),
        tags: api.tags.iter().map(|tag| tags.name(&tag.wire_name)).collect(),
        servers: api.servers.iter().map(|server| servers.name(&server.name)).collect(),
        incoming: service::incoming(api),
        headers_by_name: service::by_name(api, &headers),
        headers,
        variable_servers: service::variable_servers(api),
        schemes: api.schemes.iter().map(|scheme| setters.name(&scheme.wire_name)).collect(),
        client_parameters: client_parameters(api, &mut setters),
        scheme_clients: api.schemes.iter().map(|it| setters.name(&format!("{} client", it.wire_name))).collect(),
    }
}

/// The builder's setters for client parameters; parameters of one name are one setting.
fn client_parameters(api: &Api, setters: &mut Scope) -> BTreeMap<String, Name> {
    let mut names = BTreeMap::new();
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    for parameter in parameters.filter(|parameter| parameter.need == Need::Client) {
        if !names.contains_key(&parameter.wire_name) {
            names.insert(parameter.wire_name.clone(), setters.name(&parameter.wire_name));
        }
    }
    names
}

/// Types: components first, because people chose their names; then inline definitions, parents before children.
fn types(api: &Api, tests: &mut Scope) -> Vec<TypeNames> {
    let mut idents: Vec<Option<(Name, Name)>> = vec![None; api.types.len()];
    let mut models = Scope::new(role::MODEL);
    let mut modules = Scope::new(role::MODULE);
    for id in api.type_ids() {
        if let Provenance::Component(name) = &api.type_def(id).provenance {
            idents[id.index()] = Some((models.name(name), modules.name(name)));
        }
    }
    for id in api.type_ids() {
        name_inline(api, id, &mut idents, &mut models, &mut modules);
    }
    let named = idents.into_iter().zip(&api.types);
    named
        .map(|(name, def)| {
            let (ident, module) = name.expect("every definition was just named");
            let test = tests.name(ident.as_str());
            type_names(ident, module, test, def)
        })
        .collect()
}

/// Names an inline definition after its parent, which is named first.
fn name_inline(api: &Api, id: TypeId, idents: &mut [Option<(Name, Name)>], models: &mut Scope, modules: &mut Scope) {
    let mut chain = vec![id];
    while let Provenance::Child { parent, .. } = &api.type_def(chain[chain.len() - 1]).provenance {
        chain.push(*parent);
    }
    for id in chain.into_iter().rev().filter(|id| idents[id.index()].is_none()).collect::<Vec<_>>() {
        let name = match &api.type_def(id).provenance {
            Provenance::Component(name) => (models.name(name), modules.name(name)),
            Provenance::Operation { operation, hint } => {
                let text = format!("{operation} {hint}");
                (models.name(&text), modules.name(&text))
            }
            Provenance::Child { parent, hint } => {
                let (parent, module) = idents[parent.index()].clone().expect("a parent is named before its children");
                (models.name(&format!("{parent} {hint}")), module)
            }
        };
        idents[id.index()] = Some(name);
    }
}

/// The members of a definition, and the locals of its decoder, which must not be called like a field.
fn type_names(ident: Name, module: Name, test: Name, def: &TypeDef) -> TypeNames {
    let mut fields = Scope::new(role::FIELD);
    let members = match &def.shape {
        Shape::Struct(object) => field_names(object, &mut fields),
        Shape::Enum(list) => {
            variants(list.values.iter().map(|value| value.label.as_deref().unwrap_or(&value.wire_name)))
        }
        Shape::Union(union) => variants(union.variants.iter().map(|Variant { wire_name, .. }| wire_name.as_str())),
        Shape::Alias(_) => Vec::new(),
    };
    let additional = fields.name("additional_properties");
    TypeNames { ident, module, members, additional, test }
}

/// Fields and their setters.
fn field_names(object: &Struct, fields: &mut Scope) -> Vec<MemberNames> {
    let mut setters = Scope::new(role::MODEL_SETTER);
    let idents = object.fields.iter().map(|field| fields.name(&field.wire_name));
    idents
        .map(|ident| {
            let setter = setters.name(&format!("with {ident}"));
            MemberNames { ident, setter }
        })
        .collect()
}

/// Variants; they have no setters, but the table stays uniform.
fn variants<'a>(wire_names: impl Iterator<Item = &'a str>) -> Vec<MemberNames> {
    let mut scope = Scope::new(role::VARIANT);
    wire_names.map(|name| scope.name(name)).map(|ident| MemberNames { setter: ident.clone(), ident }).collect()
}

/// Operations: their own types first, so that a derived name never takes the name of an operation.
fn operations(api: &Api, tests: &mut Scope) -> Vec<OperationNames> {
    let mut types = Scope::new(role::OPERATION);
    let mut methods = Scope::new(role::METHOD);
    let markers: Vec<Name> = api.operations.iter().map(|operation| types.name(&operation.wire_name)).collect();
    let named = markers.into_iter().zip(&api.operations);
    named
        .map(|(marker, operation)| {
            let (parameters, body) = parameters(operation);
            OperationNames {
                error: types.name(&format!("{marker} error")),
                output: types.name(&format!("{marker} output")),
                choice: types.name(&format!("{marker} body")),
                contents: contents(operation),
                method: methods.name(&operation.wire_name),
                test: tests.name(&operation.wire_name),
                responses: responses(operation),
                links: links(operation),
                parameters,
                body,
                marker,
            }
        })
        .collect()
}

/// Arguments share one scope, setters another: a setter may be called like an argument.
fn parameters(operation: &Operation) -> (Vec<Name>, Name) {
    let mut arguments = Scope::new(role::ARGUMENT);
    let mut setters = Scope::new(role::SETTER);
    let parameters = operation.parameters.iter();
    let names = parameters
        .map(|parameter| match parameter.need {
            Need::Argument => arguments.name(&parameter.wire_name),
            Need::Setter | Need::Client => setters.name(&parameter.wire_name),
        })
        .collect();
    let body = match operation.body.as_ref().map(|body| body.need) {
        Some(Need::Setter | Need::Client) => setters.name("request body"),
        _ => arguments.name("body"),
    };
    (names, body)
}

/// The functions of the links; replies that link to the same call under the same name share one.
fn links(operation: &Operation) -> BTreeMap<String, Name> {
    let mut functions = Scope::new(role::LINK);
    let mut names = BTreeMap::new();
    for link in operation.responses.iter().flat_map(|response| &response.links) {
        if !names.contains_key(&link.wire_name) {
            names.insert(link.wire_name.clone(), functions.name(&link.wire_name));
        }
    }
    names
}

/// The variants of the body, by content type.
fn contents(operation: &Operation) -> Vec<Name> {
    let mut variants = Scope::new(role::CONTENT);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.map(|content| variants.name(&content.words())).collect()
}

/// The variants of the replies, by status, and by content type where a status has several.
fn responses(operation: &Operation) -> Vec<Vec<Name>> {
    let mut variants = Scope::new(role::STATUS);
    let mut of_response = |response: &Response| {
        let phrase = status::phrase(response.status);
        let payloads = response.payloads();
        if payloads.len() < 2 {
            return vec![variants.name(&phrase)];
        }
        let words = payloads.iter().map(|(payload, contents)| match (payload, contents.as_slice()) {
            (Payload::Text, [_, _, ..]) => "text".to_owned(),
            (Payload::Bytes, [_, _, ..]) => "bytes".to_owned(),
            (_, contents) => response.contents[contents[0]].words(),
        });
        words.map(|words| variants.name(&format!("{phrase} {words}"))).collect()
    };
    operation.responses.iter().map(&mut of_response).collect()
}
