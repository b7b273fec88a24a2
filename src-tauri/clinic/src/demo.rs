//! The demo clinic: invented people, a diary around today, measurements and notes.

mod data;
mod diary;
mod plan;
mod refill;
pub mod seed;
mod work;

pub use crate::demo::data::{DemoStaff, staff};
