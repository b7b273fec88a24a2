//! What a person does in a clinic, operation by operation, on a real vault.
#![allow(clippy::unwrap_used)]

mod audit_entries;
mod background;
mod care;
mod care_plan;
mod care_team;
mod consents;
mod contested;
mod custom_fields;
mod decisions;
mod deleted;
mod demo;
mod diary;
mod disagreement;
mod discarded;
mod energy_estimates;
mod estimate_inputs;
mod export;
mod follow_ups;
mod insurance;
mod labs;
mod locations;
mod note_templates;
mod nutrient_targets;
mod oversight;
mod passwords;
mod people;
mod portal;
mod refused;
mod rights;
mod screenings;
mod stale_forms;
mod statements;
mod tags;
mod timeline;
