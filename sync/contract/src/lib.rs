//! States what two machines agree on, entity by entity.
//!
//! Invariant: everything here is a pure function of its arguments. There is no I/O, no key, no clock and no
//! database driver, so the bytes that a laptop makes and the bytes that a server reads cannot drift apart.

pub mod catalog;
pub mod change;
pub mod clock;
pub mod codec;
pub mod entity;
pub mod fail_point;
pub mod field;
pub mod heads;
pub mod ids;
pub mod inner;
pub mod messages;
pub mod phi;
pub mod problem;
pub mod pull;
pub mod right;
pub mod row;
pub mod seen;
pub mod service;
pub mod value;

pub use catalog::Catalog;
pub use change::{CellState, CellWrite, Group};
pub use clock::{Clock, HybridClock};
pub use codec::{Malformed, Reader, Wire, Writer};
pub use entity::{Authority, CellSpec, Descriptor, Entity, FieldSpec, Privacy, Scope};
pub use field::Field;
pub use phi::{Compartment, Phi};
pub use problem::{Code, Problem};
pub use right::Right;
pub use row::{CellContent, Row};
pub use value::{Kind, Value};
