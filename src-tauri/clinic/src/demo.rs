//! A clinic that nobody runs: invented people, a diary around today, and what was measured and written.

mod data;
mod diary;
mod plan;
mod refill;
pub mod seed;
mod work;

pub use crate::demo::data::{DemoStaff, staff};
