//! Finds objects that need another one of their own kind inside them, which no JSON text can satisfy.

use super::context::Context;
use crate::ir::{Api, Endings, Presence, Shape, TypeId};

/// Makes such a need optional, and says so: the service cannot mean it.
pub(super) fn open(cx: &mut Context<'_>, api: &mut Api) {
    let mut endings = Endings::of(api);
    for id in api.type_ids() {
        if endings.of_type(id).is_none() && open_struct(cx, api, &endings, id) {
            endings.find(api);
        }
    }
}

/// Makes the fields optional that keep a struct from ending. Says whether there were any.
fn open_struct(cx: &mut Context<'_>, api: &mut Api, endings: &Endings, id: TypeId) -> bool {
    let Shape::Struct(object) = &api.type_def(id).shape else { return false };
    let fields = object.fields.iter().enumerate();
    let endless =
        fields.filter(|(_, field)| field.presence == Presence::Required && !endings.ends(api.resolve(&field.ty)));
    let endless: Vec<usize> = endless.map(|(index, _)| index).collect();
    let Shape::Struct(object) = &mut api.types[id.index()].shape else { return false };
    for &index in &endless {
        let field = &mut object.fields[index];
        let name = &field.wire_name;
        cx.simplified(
            &field.origin,
            format!("`{name}` always holds another object with a `{name}`, without end: it is taken as optional"),
        );
        field.presence = Presence::Optional;
    }
    !endless.is_empty()
}
