//! Reads what describes the service as a whole: info, servers, tags.

use openapiv3::{Contact, ExternalDocumentation, Info, License, Server, ServerVariable, Tag};

use super::fields::Fields;
use super::{Node, Read};
use crate::diagnostics::Report;

impl Read for Info {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        Some(Self {
            title: fields.expected("title"),
            description: fields.optional("description"),
            terms_of_service: fields.optional("termsOfService"),
            contact: fields.optional("contact"),
            license: fields.optional("license"),
            version: fields.expected("version"),
            extensions: fields.finish(),
        })
    }
}

impl Read for Contact {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        Some(Self {
            name: fields.optional("name"),
            url: fields.optional("url"),
            email: fields.optional("email"),
            extensions: fields.finish(),
        })
    }
}

impl Read for License {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        Some(Self { name: fields.expected("name"), url: fields.optional("url"), extensions: fields.finish() })
    }
}

impl Read for Server {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let url = fields.required("url");
        let server = Self {
            url: String::new(),
            description: fields.lenient("description"),
            variables: fields.optional("variables"),
            extensions: fields.finish(),
        };
        Some(Self { url: url?, ..server })
    }
}

impl Read for ServerVariable {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open(&node, report)?;
        let default = fields.required("default");
        let variable = Self {
            enumeration: fields.or_default("enum"),
            default: String::new(),
            description: fields.lenient("description"),
            extensions: fields.finish(),
        };
        Some(Self { default: default?, ..variable })
    }
}

impl Read for Tag {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        let name = fields.required("name");
        let tag = Self {
            name: String::new(),
            description: fields.optional("description"),
            external_docs: fields.optional("externalDocs"),
            extensions: fields.finish(),
        };
        Some(Self { name: name?, ..tag })
    }
}

impl Read for ExternalDocumentation {
    fn read(node: Node<'_, '_>, report: &mut Report) -> Option<Self> {
        let mut fields = Fields::open_lenient(&node, report)?;
        Some(Self {
            description: fields.optional("description"),
            url: fields.expected("url"),
            extensions: fields.finish(),
        })
    }
}
