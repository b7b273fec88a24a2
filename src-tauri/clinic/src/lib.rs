//! Decides what may be done to a patient's record, and by which users.
//!
//! Invariant: every operation names the right that it needs before it does anything else. There is no window, no SQL
//! text, no network and no system clock here; the vault stores the data, and time is injected.

// errors, checked fields, views and times; depend on nothing of the clinic
pub mod age;
pub mod clock;
pub mod error;
pub mod fields;
mod form_edit;
pub mod problem;
mod sex;
pub mod spreadsheet;
pub mod view;
mod words;

// the clinic with a signed-in user, and what every noun needs
pub mod access;
mod chart_row;
mod clinic;
mod clinic_list;
mod corrections;
mod department;
pub mod difference;
pub mod form_drafts;
mod merged_files;
pub mod names;
mod number_letters;
mod occasion;
mod open_page;
mod reads;
pub mod roles;
pub mod unresolved;
pub mod working_hours;
mod workplace;

// the clinic itself
pub mod absences;
pub mod alerts;
pub mod backup;
pub mod claim_codes;
pub mod clashes;
pub mod devices;
pub mod exchange_tables;
pub mod expenses;
pub mod facilities;
pub mod locations;
pub mod measurement_kinds;
pub mod money;
pub mod nutrition_products;
pub mod preferences;
pub mod services;
pub mod settings;
pub mod shipped_lists;
pub mod tags;
pub mod tenant;
pub mod users;
pub mod waiting_list;

// patients
pub mod allergies;
pub mod attachments;
pub mod care_team;
pub mod conditions;
pub mod consents;
pub mod contacts;
pub mod documents;
pub mod insurance;
pub mod medications;
pub mod none_known;
pub mod office_documents;
pub mod patients;
pub mod photos;
pub mod portal;
pub mod profile;
pub mod record_requests;
pub mod referrals;

// care
pub mod appointment_types;
pub mod appointments;
pub mod calls;
pub mod clinic_foods;
pub mod diagnoses;
pub mod diet_orders;
pub mod energy_estimates;
pub mod foods;
pub mod goals;
pub mod growth;
pub mod growth_references;
pub mod handouts;
pub mod invoices;
pub mod labs;
pub mod meal_plans;
pub mod measurements;
pub mod notes;
pub mod nutrient_targets;
pub mod nutrition;
pub mod pregnancies;
pub mod prescriptions;
pub mod recalls;
pub mod recipes;
pub mod screenings;
mod searched_files;
pub mod stays;
pub mod tasks;
pub mod visits;

// aggregates of all of these
pub mod audit;
pub mod background;
pub mod care_plan;
pub mod chart;
pub mod conflicts;
pub mod demo;
pub mod export;
pub mod file_state;
pub mod filing;
pub mod follow_ups;
pub mod lock_screen;
pub mod prints;
pub mod reminders;
pub mod reports;
pub mod sync;
pub mod timeline;
pub mod today;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use crate::access::Actor;
pub use crate::clinic::Clinic;
pub use crate::clock::Clock;
pub use crate::error::{Error, Reason, Result};
pub use crate::problem::{Problem, ProblemCode};
