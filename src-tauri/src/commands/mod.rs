//! What the screens may ask for, noun by noun. Each parses, calls the clinic and answers a view.

pub mod audit;
pub mod conflicts;
pub mod diary;
pub mod first_run;
pub mod notes;
pub mod patients;
pub mod session;
pub mod settings;
pub mod sync;
pub mod visits;

/// The desk at which the window's commands work.
pub type WithState<'d> = tauri::State<'d, crate::state::AppState>;
