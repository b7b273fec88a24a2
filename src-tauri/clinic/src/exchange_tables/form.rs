//! A table as it is shown and typed.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::FoodGroup;

use crate::view::{Id, ReadVersionToken};

/// A table of the clinic, or one of the program, which has no version and is not edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeTableView {
    pub id: Id,
    pub seen: Option<ReadVersionToken>,
    #[serde(flatten)]
    pub form: ExchangeTableForm,
}

/// One that is not active is offered no longer; plans that count by it stay as they are. `is_confirmed` answers the
/// question whether an exchange has so much; it is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeTableForm {
    pub name: String,
    pub groups: Vec<ExchangeGroupForm>,
    pub is_active: bool,
    pub is_confirmed: bool,
}

/// What one exchange has, in g as it is typed; empty for nothing. `words` have commas between them: a food with one of
/// them in its name belongs here whatever its group. A group without foods and words takes all that no other one has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeGroupForm {
    pub name: String,
    pub carbohydrate: String,
    pub protein: String,
    pub fat: String,
    pub foods: Vec<FoodGroup>,
    pub words: String,
}
