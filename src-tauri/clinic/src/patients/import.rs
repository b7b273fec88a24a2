//! Import of patients from a list that another program wrote: looked at, corrected, imported step by step, and undone.

pub mod check;
mod errors;
mod mapping;
mod plan;
mod resumed;
pub mod run;
pub mod save;
pub mod undo;

pub use crate::fields::DateOrder;
pub use crate::patients::import::check::{ImportView, LineDuplicate};
pub use crate::patients::import::errors::ImportError;
pub use crate::patients::import::mapping::{ImportColumn, ImportTarget, columns as columns_of};
pub use crate::patients::import::plan::{ImportCorrection, ImportPlan};
pub use crate::patients::import::run::{ImportProgress, Importing};
pub use crate::patients::import::undo::{PatientImportView, UndoneImport};
pub use crate::spreadsheet::table::{Record, Table, read};
