//! Patients from a list that another program wrote.

mod duplicates;
mod mapping;
mod quotes;
mod run;
mod table;

pub use duplicates::{Pair, pairs};
pub use mapping::{Column, Imported, RowError, Target, columns, patients};
pub use run::{ImportView, LineDuplicate, import, preview};
pub use table::{Record, Table, Unreadable, read};
