//! What travels: the types that an operation sends and receives, what a definition is made of, and what can be reached.

use super::{AdditionalProperties, Api, Operation, Shape, Type, TypeId};

impl Operation {
    /// The types of the parameters and of the body.
    pub fn sent(&self) -> impl Iterator<Item = &Type> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let contents = self.body.iter().flat_map(|body| &body.contents);
        parameters.chain(contents.filter_map(|content| content.kind.ty()))
    }

    /// The types of the replies.
    pub fn received(&self) -> impl Iterator<Item = &Type> {
        self.responses.iter().flat_map(|response| {
            let headers = response.headers.iter().map(|header| &header.ty);
            let items = response.stream.iter().map(|stream| &stream.item);
            response.contents.iter().filter_map(|content| content.kind.ty()).chain(items).chain(headers)
        })
    }
}

impl Shape {
    /// The types that a definition is made of.
    pub fn members(&self) -> Vec<&Type> {
        match self {
            Self::Struct(object) => {
                let additional = match &object.additional {
                    AdditionalProperties::Typed(ty) => Some(ty),
                    AdditionalProperties::Ignored | AdditionalProperties::Denied => None,
                };
                object.fields.iter().map(|field| &field.ty).chain(additional).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Alias(ty) => vec![ty],
            Self::Enum(_) => Vec::new(),
        }
    }
}

impl Type {
    /// The definition that the type is made of, if it is made of one. There is at most one.
    pub fn named(&self) -> Option<TypeId> {
        let mut ty = self;
        loop {
            match ty {
                Self::Named(id) => return Some(*id),
                Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => ty = inner,
                Self::Scalar(_) | Self::Any => return None,
            }
        }
    }
}

impl Api {
    /// Which definitions users make values of: they are part of requests, or of replies to calls that the service makes.
    pub fn sent(&self) -> Vec<bool> {
        let answers = self.incoming.iter().flat_map(|it| &it.replies).filter_map(|reply| reply.body.as_ref());
        self.reachable(self.operations.iter().flat_map(Operation::sent).chain(answers))
    }

    /// Which definitions users are given values of: they are part of replies, or of calls that the service makes.
    pub fn received(&self) -> Vec<bool> {
        let payloads = self.incoming.iter().filter_map(|it| it.payload.as_ref());
        self.reachable(self.operations.iter().flat_map(Operation::received).chain(payloads))
    }

    /// Which definitions can be reached from `roots`, by id.
    fn reachable<'a>(&'a self, roots: impl Iterator<Item = &'a Type>) -> Vec<bool> {
        let mut reached = vec![false; self.types.len()];
        let mut open: Vec<&Type> = roots.collect();
        while let Some(ty) = open.pop() {
            let Some(id) = ty.named() else { continue };
            if !std::mem::replace(&mut reached[id.index()], true) {
                open.extend(self.type_def(id).shape.members());
            }
        }
        reached
    }
}
