//! What comes in: admission, the row set, merging, the commit, the push log.

pub mod admission;
pub mod budget;
pub mod carried;
pub mod commit;
pub mod derived_ids;
pub mod endings;
pub mod erase;
pub mod former_keys;
pub mod push_log;
pub mod readmission;
pub mod received;
pub mod references;
pub mod review;
pub mod review_ids;
pub mod roster;
pub mod row_set;
pub mod staff;
pub mod trust;
pub mod undecided;
pub mod unseen;
pub mod verdicts;
pub mod writing;
