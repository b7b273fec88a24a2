//! A conflict as it is told outside: with what follows from its sides.

use serde::Serialize;
use specta::datatype::DataType;
use specta::{Type, Types};

use super::view::{ConflictField, ConflictView, SiblingView};
use crate::patients::view::PatientName;
use crate::view::{Id, ReadVersionToken};

/// `sides[0]` is the value that is shown at present. With `stays_signed` a decision takes no choices: the signed text
/// stays, and what stands beside it becomes an addendum.
#[derive(Serialize, Type)]
#[serde(rename = "ConflictView", rename_all = "camelCase")]
pub(super) struct Told {
    id: Id,
    seen: ReadVersionToken,
    patient: Option<PatientName>,
    what: String,
    stays_signed: bool,
    siblings: Vec<SiblingView>,
    fields: Vec<ConflictField>,
}

impl Type for ConflictView {
    fn definition(types: &mut Types) -> DataType {
        Told::definition(types)
    }
}

impl From<ConflictView> for Told {
    fn from(view: ConflictView) -> Self {
        Self {
            stays_signed: view.stays_signed(),
            id: view.id,
            seen: view.seen,
            patient: view.patient,
            what: view.what,
            siblings: view.siblings,
            fields: view.fields,
        }
    }
}
