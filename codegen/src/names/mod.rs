//! Allocates every identifier of the output, derived ones too, in one pass before anything is emitted.
//!
//! In: the IR. Out: a [`Names`] table. Never here: a token, a `format!` of an identifier outside [`scope::Scope`].
//!
//! Each group of identifiers has a scope of its own: models, modules, operations, methods, the fields of one struct, the
//! variants of one enum, the arguments of one method. So a schema and an operation may share a name.
//!
//! # What an item is called
//!
//! An identifier is a function of the item's own text and of the *set* of items in its scope, never of their order:
//!
//! 1. Names that people chose come before derived ones: a schema `PetStatus` before the list of values inline in
//!    `Pet.status`, which becomes `PetStatusInline`; the path parameter `id` before the query parameter `id`, which
//!    becomes `id_query`.
//! 2. Of several that are spelled alike, the one whose text comes closest to the identifier has it: `FooBar` before
//!    `foo_bar`, for a type.
//! 3. The others say in addition what tells their own text from it: `foo_bar` becomes `FooBarSnake`, `StartTime<` becomes
//!    `start_time_less`. Only what has the very same text, such as two nameless objects in one union, is numbered.
//! 4. What is named after an item follows its name: the module, the method, the error, the types inside it.
//!
//! So adding a schema or an operation, wherever it is put, renames nothing, unless it comes closer to a name than the item
//! that has it: that item gives way, and what is named after it.

mod apart;
mod case;
mod keyword;
mod operations;
mod role;
mod scope;
mod service;
mod status;
#[cfg(test)]
mod tests;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use self::scope::{Claim, Scope};
pub use self::service::{ServerNames, VariableNames};
use crate::ir::{Api, Kept, Need, OperationId, ResponseHeader, SchemeId, Server, TagId, TypeId};

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
    /// The module it lives in; an inline definition shares its parent's, and what is only another name has one with its like.
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
    /// What its name says beside its id, because another one is spelled alike.
    suffix: Option<String>,
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

impl Names {
    /// Drops the names of what is left out of `whole`, so that the others are those of `rest`. None changes.
    pub fn restrict(&mut self, whole: &Api, rest: &Api, kept: &Kept) {
        Kept::of(&kept.tags, &mut self.tags);
        Kept::of(&kept.operations, &mut self.operations);
        Kept::of(&kept.incoming, &mut self.incoming);
        self.headers = rest.headers().into_iter().map(|header| self.header(header).clone()).collect();
        let named: Vec<_> = whole.variable_servers().into_iter().zip(&self.variable_servers).collect();
        let names = rest.variable_servers().into_iter().filter_map(|(_, server)| {
            let is_same = |known: &&Server| known.url == server.url && known.variables == server.variables;
            named.iter().find(|((_, known), _)| is_same(known)).map(|(_, names)| (*names).clone())
        });
        self.variable_servers = names.collect();
        let used = client_parameter_names(rest);
        self.client_parameters.retain(|name, _| used.contains(name.as_str()));
    }
}

/// Allocates every identifier that the emitter will write.
pub fn allocate(api: &Api) -> Names {
    let mut tests = Scope::new(role::TEST);
    let operations = operations::allocate(api, &mut tests);
    let types = types::allocate(api, &operations, &mut tests);
    let headers = service::headers(api, &types);
    let mut setters = Scope::new(role::BUILDER_SETTER);
    Names {
        operations,
        types,
        tags: names(role::MODULE, api.tags.iter().map(|tag| Claim::new(&tag.wire_name))),
        servers: names(role::SERVER, api.servers.iter().map(service::server)),
        incoming: service::incoming(api),
        headers_by_name: service::by_name(api, &headers),
        headers,
        variable_servers: service::variable_servers(api),
        schemes: in_scope(&mut setters, api.schemes.iter().map(|scheme| Claim::new(&scheme.wire_name))),
        client_parameters: client_parameters(api, &mut setters),
        scheme_clients: in_scope(&mut setters, api.schemes.iter().map(|it| Claim::new(&it.wire_name).and("client"))),
    }
}

/// The identifiers of all claims in a scope of their own.
fn names<'a>(role: scope::Role, claims: impl Iterator<Item = Claim<'a>>) -> Vec<Name> {
    in_scope(&mut Scope::new(role), claims)
}

/// The identifiers of claims that are weaker than those before.
fn in_scope<'a>(scope: &mut Scope, claims: impl Iterator<Item = Claim<'a>>) -> Vec<Name> {
    scope.allot(&claims.collect::<Vec<_>>()).into_iter().map(|allotted| allotted.name).collect()
}

/// The builder's setters for client parameters; parameters of one name are one setting.
fn client_parameters(api: &Api, setters: &mut Scope) -> BTreeMap<String, Name> {
    let wire_names = client_parameter_names(api);
    let claims = wire_names.iter().map(|name| Claim::new(*name).aside("parameter"));
    let names = in_scope(setters, claims);
    wire_names.into_iter().map(str::to_owned).zip(names).collect()
}

/// What the client's parameters are called on the wire.
fn client_parameter_names(api: &Api) -> BTreeSet<&str> {
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    parameters.filter(|it| it.need == Need::Client).map(|it| it.wire_name.as_str()).collect()
}
