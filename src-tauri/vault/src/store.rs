//! The file: its schema, the rows as they lie in it, their sibling versions, what is quarantined, and this device's
//! own row.

pub(crate) mod aside;
pub mod columns;
pub(crate) mod damage;
pub(crate) mod damage_log;
pub(crate) mod device;
pub(crate) mod drafts;
pub(crate) mod erase;
pub(crate) mod facts;
pub(crate) mod file;
pub(crate) mod file_version;
pub(crate) mod lacking;
pub(crate) mod opened;
pub mod quarantine;
pub(crate) mod regular;
pub(crate) mod row_tag;
pub mod rows;
pub mod schema;
pub(crate) mod scope;
pub(crate) mod setting;
pub mod siblings;
pub(crate) mod signed_notes;
pub(crate) mod stored_sum;
pub(crate) mod waiting;
