//! What the screens may ask for, noun by noun. Each parses, calls the clinic and returns a view.

pub mod absences;
pub mod alerts;
pub mod appointment_types;
pub mod audit;
pub mod background;
pub mod backups;
pub mod care_plan;
pub mod care_team;
pub mod claim_codes;
pub mod clashes;
pub mod clinics;
pub mod conflicts;
pub mod consents;
pub mod diary;
pub mod diet_orders;
pub mod documents;
pub mod energy_estimates;
pub mod erasure;
pub mod exchange_tables;
pub mod expenses;
pub mod first_run;
pub mod follow_ups;
pub mod foods;
pub mod form_drafts;
pub mod groups;
pub mod handouts;
pub mod insurance;
pub mod invoices;
pub mod lab_orders;
pub mod labs;
pub mod locations;
pub mod meal_plans;
pub mod measurements;
pub mod notes;
pub mod nutrient_targets;
pub mod packages;
pub mod patient_imports;
pub mod patients;
pub mod photos;
pub mod portal;
pub mod pregnancies;
pub mod prescriptions;
pub mod prints;
pub mod quotes;
pub mod raw;
pub mod recalls;
pub mod recipes;
pub mod record_requests;
pub mod referrals;
pub mod reports;
pub mod roles;
pub mod screenings;
pub mod series;
pub mod services;
pub mod session;
pub mod settings;
pub mod stays;
pub mod sync;
pub mod tags;
pub mod users;
pub mod visits;
pub mod waiting_list;

use std::marker::PhantomData;
use std::ops::Deref;

use specta::Types;
use specta::datatype::DataType;
use specta::function::FunctionArg;
use tauri::Manager;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};

use crate::clinics::Clinics;
use crate::state::AppState;

/// The clinic with which a command works: the one that was shown when the page asked. Between two clinics every command
/// is refused with `Locked`.
pub struct WithState<'d>(AppState, PhantomData<&'d ()>);

impl WithState<'_> {
    pub fn inner(&self) -> &AppState {
        &self.0
    }
}

impl Deref for WithState<'_> {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}

impl<'de, R: tauri::Runtime> CommandArg<'de, R> for WithState<'_> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let shown = command.message.webview().state::<Clinics>().shown()?;
        Ok(Self(shown, PhantomData))
    }
}

/// The page does not pass it.
impl FunctionArg for WithState<'_> {
    fn to_datatype(_: &mut Types) -> Option<DataType> {
        None
    }
}

/// The clinics of this computer.
pub struct WithClinics<'d>(Clinics, PhantomData<&'d ()>);

impl Deref for WithClinics<'_> {
    type Target = Clinics;

    fn deref(&self) -> &Clinics {
        &self.0
    }
}

impl<'de, R: tauri::Runtime> CommandArg<'de, R> for WithClinics<'_> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let webview = command.message.webview();
        let clinics = webview.state::<Clinics>().inner().clone();
        Ok(Self(clinics, PhantomData))
    }
}

/// The page does not pass them.
impl FunctionArg for WithClinics<'_> {
    fn to_datatype(_: &mut Types) -> Option<DataType> {
        None
    }
}
