//! Walks through the alternatives of a union that are unions themselves, at whatever depth.
//!
//! Each is looked at once: the ways to one may be more than anyone can count.
//!
//! Never here: what is asked of them; see `discriminator.rs` and `union.rs`.

use std::rc::Rc;

use super::context::Context;
use super::plan::{Plan, behind};
use crate::pointer::{Pointer, PointerSet};

/// An alternative.
pub(super) struct Below {
    /// How the union around it refers to it.
    pub(super) at: Pointer,
    /// What it is, behind all references.
    pub(super) plan: Rc<Plan>,
}

/// The alternative `member`, the alternatives that it has if it is a union, and those below them.
pub(super) fn below(cx: &mut Context<'_>, member: &Pointer) -> Vec<Below> {
    let (mut found, mut open, mut seen) = (Vec::new(), vec![member.clone()], PointerSet::default());
    while let Some(at) = open.pop() {
        let (place, plan) = behind(cx, &at).unwrap_or_else(|| (at.clone(), Rc::new(Plan::Any)));
        if let Plan::Union(inner) = &*plan
            && seen.insert(place)
        {
            open.extend(inner.iter().rev().cloned());
        }
        found.push(Below { at, plan });
    }
    found
}
