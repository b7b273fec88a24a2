//! An open clinic in a folder of its own, and a log of the events that its page is sent.

#![allow(clippy::unwrap_used)]

use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex};

use clinic::tenant::NewClinic;
use clinic::tenant::create;
use tauri::ipc::{Channel, InvokeResponseBody};
use tempfile::TempDir;
use vault::Environment;
use vault::keystore::MachineKeys;

use crate::clinics::Clinics;
use crate::state::{AppState, ClinicState};
use crate::window_state::WindowState;

pub const PASSWORD: &str = "green tea at four";

/// Returns a clinic whose first user is signed in. It goes with its folder.
pub fn open_clinic() -> (AppState, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("clinic");
    let window = Arc::new(WindowState::new(at.clone()));
    let app_state = AppState::new(at, window);
    *app_state.clinic_state() = new_clinic(&app_state, folder.path(), "Riverside");
    (app_state, folder)
}

/// Returns two clinics whose first users are signed in; Riverside is shown, and Harbour is the other.
pub fn two_clinics() -> (Clinics, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clinics = Clinics::new(folder.path().join("clinic"));
    let first = clinics.shown().unwrap();
    *first.clinic_state() = new_clinic(&first, folder.path(), "Riverside");
    let other = clinics.of_folder(&folder.path().join("second"));
    *other.clinic_state() = new_clinic(&other, folder.path(), "Harbour");
    (clinics, folder)
}

fn new_clinic(app_state: &AppState, machine: &Path, name: &str) -> ClinicState {
    let new = NewClinic {
        clinic_name: name.to_owned(),
        time_zone: "Africa/Accra".to_owned(),
        currency: String::new(),
        first_name: "Ama".to_owned(),
        last_name: "Mensah".to_owned(),
        username: "ama".to_owned(),
        password: PASSWORD.to_owned().into(),
        is_demo: false,
    };
    let environment = environment_in(machine);
    let folder = app_state.folder();
    let (clinic, _key) = create(folder, environment, host::clock(), &new, "desk").unwrap();
    clinic.unlocked().vault().complete().unwrap();
    ClinicState::Open(Box::new(clinic))
}

/// Returns the environment of a program whose keys lie in this folder.
pub fn environment_in(folder: &Path) -> Environment {
    let keys = MachineKeys::from_environment(|name| match name {
        "NUTRIVAULT_KEY_STORE" => Some("file".into()),
        "XDG_DATA_HOME" => Some(OsString::from(folder)),
        _ => None,
    });
    Environment::of_machine(Box::new(keys.unwrap())).unwrap()
}

/// The events that a page was sent, in order.
#[derive(Clone, Default)]
pub struct SentEvents(Arc<Mutex<Vec<serde_json::Value>>>);

impl SentEvents {
    pub fn of(app_state: &AppState) -> Self {
        let events = Self::default();
        let log = events.clone();
        app_state
            .window()
            .events()
            .listen(Channel::new(move |body| {
                if let InvokeResponseBody::Json(json) = body {
                    log.0.lock().unwrap().push(serde_json::from_str(&json)?);
                }
                Ok(())
            }));
        events
    }

    /// Returns their kinds.
    pub fn kinds(&self) -> Vec<String> {
        let events = self.0.lock().unwrap();
        let kind = |event: &serde_json::Value| event["kind"].as_str().unwrap().to_owned();
        events.iter().map(kind).collect()
    }

    pub fn first(&self, kind: &str) -> Option<serde_json::Value> {
        let events = self.0.lock().unwrap();
        events.iter().find(|event| event["kind"] == kind).cloned()
    }

    pub fn last(&self) -> serde_json::Value {
        self.0.lock().unwrap().last().unwrap().clone()
    }
}
