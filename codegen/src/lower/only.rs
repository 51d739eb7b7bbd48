//! Finds the parameters that every call must send and that have one value only, such as an `Action` or a version.
//!
//! The call sends it by itself. Never here: a look into the document.

use crate::ir::{Api, Need, Parameter, ParameterStyle};

/// Takes such parameters from the arguments. Should the document name a second value, callers have to say which they mean.
pub(super) fn settle(api: &mut Api) {
    let is_settled = |api: &Api, it: &Parameter| {
        let is_plain = !matches!(it.style, ParameterStyle::QueryString(_));
        // An empty text is no value of a path, which the call can say best where it is given.
        let has_value = api.only_value(&it.ty).is_some_and(|(_, value)| !value.is_empty());
        it.need == Need::Argument && is_plain && has_value
    };
    let settled: Vec<Vec<bool>> = api
        .operations
        .iter()
        .map(|operation| operation.parameters.iter().map(|it| is_settled(api, it)).collect())
        .collect();
    for (operation, settled) in api.operations.iter_mut().zip(settled) {
        for (parameter, _) in operation.parameters.iter_mut().zip(settled).filter(|(_, is_settled)| *is_settled) {
            parameter.need = Need::Fixed;
        }
    }
}
