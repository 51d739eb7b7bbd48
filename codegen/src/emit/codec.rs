//! How a struct is read from JSON and written.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, struct_};
use crate::ir::{AdditionalProperties, Presence, Struct, Type, TypeId};
use crate::names::Name;

/// The `impl`s of the codec for a struct.
pub fn of_struct(cx: Cx<'_>, id: TypeId, object: &Struct) -> [TokenStream; 3] {
    let ident = &cx.names.of_type(id).ident;
    [decode(cx, id, object), serialize(cx, id, object), quote! { bridge_deserialize!(#ident); }]
}

/// `Decode`: a slot for each field, one `match` from key to slot, the struct made of the slots.
fn decode(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let (ident, key, reader) = (&names.ident, &names.key, &names.reader);
    let fields = || object.fields.iter().zip(&names.members);
    let slots = fields().map(|(field, member)| slot(field.presence, &member.ident));
    let arms = fields().map(|(field, member)| {
        let (wire_name, slot) = (&field.wire_name, &member.ident);
        let read = read(cx, &field.ty, field.presence);
        quote! { #wire_name => #reader.#read(&mut #slot), }
    });
    let values = fields().map(|(field, member)| {
        let (wire_name, slot) = (&field.wire_name, &member.ident);
        match field.presence {
            Presence::Required | Presence::Nullable => quote! { #slot: #reader.required(#wire_name, #slot)?, },
            Presence::Optional | Presence::OptionalNullable => quote! { #slot, },
        }
    });
    let rest = Rest::of(object, &names.additional);
    let (rest_slot, rest_arm, rest_value) = (rest.slot(), rest.arm(key, reader), rest.value());
    let deprecated = struct_::uses_deprecated(object);
    let body = if object.fields.is_empty() && rest_slot.is_none() {
        quote! {
            #reader.begin_object()?;
            while #reader.next_key()?.is_some() {
                #reader.skip()?;
            }
            Ok(Self {})
        }
    } else {
        quote! {
            #(#slots)*
            #rest_slot
            #reader.begin_object()?;
            while let Some(#key) = #reader.next_key()? {
                match #key.as_ref() {
                    #(#arms)*
                    _ => #rest_arm,
                }?;
            }
            Ok(Self { #(#values)* #rest_value })
        }
    };
    quote! {
        impl Decode for #ident {
            #deprecated
            fn decode(#reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                #body
            }
        }
    }
}

/// The local that a field is read into.
fn slot(presence: Presence, ident: &Name) -> TokenStream {
    let empty = struct_::absent(presence);
    quote! { let mut #ident = #empty; }
}

/// The reader's method for a field. Where any JSON will do, `null` is a value and not an absence.
fn read(cx: Cx<'_>, ty: &Type, presence: Presence) -> TokenStream {
    match presence {
        Presence::Required | Presence::Nullable => quote! { read },
        Presence::Optional if matches!(cx.api.resolve(ty), Type::Any) => quote! { read },
        Presence::Optional => quote! { read_optional },
        Presence::OptionalNullable => quote! { read_maybe },
    }
}

/// What becomes of properties without a field.
enum Rest<'a> {
    Skipped,
    Kept(&'a Name),
}

impl<'a> Rest<'a> {
    fn of(object: &Struct, ident: &'a Name) -> Self {
        match &object.additional {
            AdditionalProperties::Typed(_) => Self::Kept(ident),
            AdditionalProperties::Ignored | AdditionalProperties::Denied => Self::Skipped,
        }
    }

    fn slot(&self) -> Option<TokenStream> {
        match self {
            Self::Kept(ident) => Some(quote! { let mut #ident = BTreeMap::new(); }),
            Self::Skipped => None,
        }
    }

    fn arm(&self, key: &Name, reader: &Name) -> TokenStream {
        match self {
            Self::Kept(ident) => quote! { #reader.read_entry(#key, &mut #ident) },
            Self::Skipped => quote! { #reader.skip() },
        }
    }

    fn value(&self) -> Option<TokenStream> {
        match self {
            Self::Kept(ident) => Some(quote! { #ident, }),
            Self::Skipped => None,
        }
    }
}

/// `Serialize`: the fields in document order, absent ones left out.
fn serialize(cx: Cx<'_>, id: TypeId, object: &Struct) -> TokenStream {
    let names = cx.names.of_type(id);
    let ident = &names.ident;
    let fields = object.fields.iter().zip(&names.members).map(|(field, member)| {
        let (wire_name, ident) = (&field.wire_name, &member.ident);
        let write = match field.presence {
            Presence::Required | Presence::Nullable => quote! { required },
            Presence::Optional => quote! { optional },
            Presence::OptionalNullable => quote! { maybe },
        };
        quote! { fields.#write(#wire_name, &self.#ident); }
    });
    let rest = match Rest::of(object, &names.additional) {
        Rest::Kept(ident) => Some(quote! { fields.entries(&self.#ident); }),
        Rest::Skipped => None,
    };
    let deprecated = struct_::uses_deprecated(object);
    let writes = !object.fields.is_empty() || rest.is_some();
    let body = if writes {
        quote! {
            let mut fields = Fields::new(serializer);
            #(#fields)*
            #rest
            fields.end()
        }
    } else {
        quote! { Fields::new(serializer).end() }
    };
    quote! {
        impl Serialize for #ident {
            #deprecated
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #body
            }
        }
    }
}
