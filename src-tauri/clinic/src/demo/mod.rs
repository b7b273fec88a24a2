//! A clinic that nobody runs: invented people, a diary around today, and what was measured and written.

mod data;
mod diary;
mod plan;
mod random;
mod refill;
pub mod seed;
mod work;

pub use data::{DemoStaff, staff};
