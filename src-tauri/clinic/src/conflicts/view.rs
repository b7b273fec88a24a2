//! Views of a conflict, with what follows from its siblings.

use serde::{Deserialize, Serialize};
use specta::datatype::DataType;
use specta::{Type, Types};

use crate::difference::Piece;
use crate::names::PatientName;
use crate::view::{At, Id, ReadVersionToken};

/// `siblings[0]` is the current value. With `stays_signed` a decision takes no choices: the signed text stays, and its
/// siblings become addenda.
#[derive(Serialize, Type)]
#[serde(rename = "ConflictView", rename_all = "camelCase")]
pub(super) struct ConflictJson {
    id: Id,
    seen: ReadVersionToken,
    patient: Option<PatientName>,
    what: String,
    /// Of a food of the clinic, of a recall or of a plan, how it is called.
    food: Option<String>,
    /// Whether a row was deleted and changed at once: it is answered with `delete` or `undelete`.
    is_deletion: bool,
    stays_signed: bool,
    siblings: Vec<SiblingView>,
    fields: Vec<ConflictField>,
}

impl Type for ConflictView {
    fn definition(types: &mut Types) -> DataType {
        ConflictJson::definition(types)
    }
}

impl From<ConflictView> for ConflictJson {
    fn from(view: ConflictView) -> Self {
        Self {
            stays_signed: view.stays_signed(),
            id: view.id,
            seen: view.seen,
            patient: view.patient,
            what: view.what,
            food: view.food,
            is_deletion: view.is_deletion,
            siblings: view.siblings,
            fields: view.fields,
        }
    }
}

/// `what` is a code: the entity and its cell, as `patient.contact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictRow {
    pub id: Id,
    pub patient: Option<PatientName>,
    pub what: String,
    pub at: At,
    pub fields: u32,
}

/// `siblings[0]` is the current value; `signed` siblings are never offered for merging. What follows from the siblings
/// is computed here, so that no client repeats the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "ConflictJson")]
pub struct ConflictView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub patient: Option<PatientName>,
    pub what: String,
    /// Of a food of the clinic, of a recall or of a plan, how it is called.
    pub food: Option<String>,
    /// Whether a row was deleted and changed at once.
    pub is_deletion: bool,
    pub siblings: Vec<SiblingView>,
    pub fields: Vec<ConflictField>,
}

impl ConflictView {
    /// Returns whether a sibling is signed: then a decision takes no choices, and the other siblings become addenda.
    pub fn stays_signed(&self) -> bool {
        self.siblings.iter().any(|sibling| sibling.signed)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SiblingView {
    pub is_here: bool,
    pub by: String,
    pub device: String,
    pub at: At,
    pub signed: bool,
}

/// `name` is a code for what people call the field, and with `is_choice` the values are codes, too.
/// `values[i]` belongs to `siblings[i]`, none where that sibling has none; `pieces[i]` is the same text with the
/// words marked that the first sibling does not have, and in `pieces[0]` those that the second does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictField {
    pub key: String,
    pub name: String,
    pub values: Vec<Option<String>>,
    pub pieces: Vec<Vec<Piece>>,
    pub same: bool,
    pub is_choice: bool,
    pub may_combine: bool,
}

/// The key of the one choice about a deletion.
pub const DELETION_KEY: &str = "deleted";

/// `Delete` and `Undelete` answer a deletion, under [`DELETION_KEY`], the others a field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum FieldDecision {
    Sibling { sibling: u32 },
    All,
    Text { text: String },
    Delete,
    Undelete,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldChoice {
    pub key: String,
    pub decision: FieldDecision,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Resolution {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub choices: Vec<FieldChoice>,
}
