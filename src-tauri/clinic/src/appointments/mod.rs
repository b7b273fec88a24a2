//! The diary: who comes, when, to whom, into which room.

pub mod clash;
mod kinds;
mod progress;
pub mod view;
pub mod working_hours;

pub use kinds::{AppointmentType, MINUTES_DEFAULT, appointment_types, minutes_of};
pub use progress::may_follow;
