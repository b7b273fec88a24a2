//! What an order was before its last correction.

use serde::{Deserialize, Serialize};
use sync_contract::catalog::LabTest;
use sync_contract::field::Text;

use crate::error::Result;
use crate::fields;
use crate::labs::LabTestChoice;
use crate::labs::test_list::find;
use crate::view::{Day, text};

/// As it is stored, `tests` a line each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Former {
    pub tests: String,
    pub wished_on: Option<Day>,
    pub note: String,
}

impl Former {
    /// Returns what an order is now.
    pub fn of(order: &LabTest) -> Self {
        Self {
            tests: text(&order.tests),
            wished_on: order.wished_on.map(Day::of),
            note: text(&order.order_note),
        }
    }

    /// Returns none of an order that was not corrected, and where this user cannot read it.
    pub fn read(order: &LabTest) -> Option<Self> {
        serde_json::from_str(&text(&order.former_order)).ok()
    }

    /// # Errors
    /// `TooLong`.
    pub fn written(&self) -> Result<Text<20000>> {
        let text = serde_json::to_string(self).expect("text is written");
        fields::fitting(&text, "former")
    }
}

/// Returns tests that are stored a line each, with their names.
pub(super) fn choices(stored: &str) -> Vec<LabTestChoice> {
    let lines = stored.lines().filter(|line| !line.is_empty());
    let choice = |line: &str| match find(line) {
        Some(test) => LabTestChoice {
            test: Some(test.key.clone()),
            name: test.name.clone(),
        },
        None => LabTestChoice {
            test: None,
            name: line.to_owned(),
        },
    };
    lines.map(choice).collect()
}
