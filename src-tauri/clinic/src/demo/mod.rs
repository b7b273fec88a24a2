//! A clinic that nobody runs: invented people, a diary around today, and what was measured and written.

mod data;
mod plan;
mod random;

pub use data::{DemoStaff, staff};
