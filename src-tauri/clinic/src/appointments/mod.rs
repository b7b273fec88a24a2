//! The diary: who comes, when, to whom, into which room.

pub mod book;
pub mod clash;
pub mod clashes;
pub mod day;
mod kinds;
pub mod move_to;
pub(crate) mod pages;
mod progress;
pub mod set_status;
pub mod show;
pub mod view;
pub mod working_hours;

pub use kinds::{AppointmentType, MINUTES_DEFAULT, appointment_types, minutes_of};
pub use progress::may_follow;
