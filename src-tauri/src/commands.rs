//! What the screens may ask for, noun by noun. Each parses, calls the clinic and returns a view.

pub mod absences;
pub mod alerts;
pub mod audit;
pub mod background;
pub mod care_plan;
pub mod care_team;
pub mod clashes;
pub mod conflicts;
pub mod consents;
pub mod diary;
pub mod diet_orders;
pub mod documents;
pub mod energy_estimates;
pub mod erasure;
pub mod exchange_tables;
pub mod first_run;
pub mod follow_ups;
pub mod foods;
pub mod form_drafts;
pub mod handouts;
pub mod insurance;
pub mod invoices;
pub mod labs;
pub mod locations;
pub mod meal_plans;
pub mod measurements;
pub mod notes;
pub mod nutrient_targets;
pub mod patients;
pub mod photos;
pub mod portal;
pub mod prescriptions;
pub mod prints;
pub mod raw;
pub mod recalls;
pub mod recipes;
pub mod screenings;
pub mod services;
pub mod session;
pub mod settings;
pub mod sync;
pub mod tags;
pub mod users;
pub mod visits;

/// The state with which a command works.
pub type WithState<'d> = tauri::State<'d, crate::state::AppState>;
