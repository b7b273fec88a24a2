//! Patients from a list that another program wrote.

mod duplicates;
mod mapping;
mod quotes;
mod table;

pub use duplicates::{Pair, pairs};
pub use mapping::{Column, Imported, Target, columns, patients};
pub use table::{Record, Table, Unreadable, read};
