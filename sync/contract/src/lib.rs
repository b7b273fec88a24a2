//! States what two machines agree on, entity by entity.
//!
//! Invariant: everything here is a pure function of its arguments. There is no I/O, no key, no clock and no database
//! driver, so the bytes that a device writes and the bytes that a server reads cannot drift apart.

pub mod audit_entry;
pub mod catalog;
pub mod cell_header;
pub mod change;
pub mod clock;
pub mod codec;
pub mod columns;
pub mod cursor;
pub mod dependents;
pub mod descriptor;
pub mod endings;
pub mod entity;
pub mod erased_body;
pub mod every_entity;
pub mod fail_point;
pub mod field;
pub mod hash;
pub mod ids;
pub mod inner;
pub mod merge;
pub mod messages;
pub mod phi;
pub mod problem;
pub mod protocol;
pub mod pull;
pub mod purpose;
pub mod read_version;
pub mod rejection;
pub mod review;
pub mod right;
pub mod roles_given;
pub mod row;
pub mod seal;
pub mod spelling;
pub mod statement;
pub mod trust;
pub mod value;

pub use catalog::Catalog;
pub use change::{CellState, CellWrite, Group, RowKey};
pub use clock::{Clock, HybridClock};
pub use codec::{Malformed, Reader, Wire, Writer};
pub use descriptor::{Authority, CellSpec, Descriptor, FieldRef, FieldSpec, Privacy, Scope};
pub use entity::Entity;
pub use field::Field;
pub use phi::{Compartment, Phi};
pub use problem::{Code, Problem};
pub use purpose::Purpose;
pub use rejection::Rejection;
pub use right::Right;
pub use row::{CellContent, CellValues, Row};
pub use value::{Kind, Value};
