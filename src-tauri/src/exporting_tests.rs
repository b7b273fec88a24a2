#![allow(clippy::unwrap_used)]
use std::sync::{Arc, Mutex};

use clinic::ProblemCode;
use clinic::audit::view::AuditQuery;
use tauri::ipc::Channel;

use super::*;
use crate::state::ClinicState;
use crate::testing::open_clinic;

const OLD_ENTRIES: usize = 150;

/// A desk with more entries than are written at once, and where its export goes.
fn busy_desk() -> (AppState, tempfile::TempDir, AuditExport) {
    let (app_state, folder) = open_clinic();
    {
        let mut held = app_state.held();
        let unlocked = held.clinic().unwrap().unlocked_mut();
        for _ in 0..OLD_ENTRIES {
            let event = vault::Event::new("see diary", "Appointment");
            unlocked.record(event, &vault::Detail::default()).unwrap();
        }
    }
    let form = AuditExport {
        query: AuditQuery::default(),
        format: AuditFormat::Csv,
        path: folder.path().join("trail.csv").display().to_string(),
        reason: "yearly check".to_owned(),
    };
    (app_state, folder, form)
}

#[test]
fn others_have_the_clinic_while_the_trail_is_written_and_the_page_hears_how_far_it_is() {
    let (app_state, _folder, form) = busy_desk();
    let (told, own) = (Arc::new(Mutex::new(Vec::new())), app_state.clone());
    let kept = told.clone();
    app_state.events().listen(Channel::new(move |body| {
        // somebody opens a page of the trail in the middle of it
        let mut held = own.held();
        clinic::audit::list::list(held.clinic().unwrap(), &AuditQuery::default()).unwrap();
        kept.lock().unwrap().push(format!("{body:?}"));
        Ok(())
    }));
    let file = export(&app_state, &form).unwrap();
    assert!(file.entries as usize > OLD_ENTRIES, "{file:?}");
    let lines = std::fs::read_to_string(&form.path).unwrap();
    assert_eq!(lines.lines().count(), file.entries as usize + 1);
    let told = told.lock().unwrap();
    assert!(
        told[0].contains("exporting") && told[0].contains("100"),
        "{told:?}"
    );
}

#[test]
fn a_window_that_is_locked_meanwhile_leaves_no_half_of_a_file() {
    let (app_state, folder, form) = busy_desk();
    let own = app_state.clone();
    app_state.events().listen(Channel::new(move |_| {
        let mut held = own.held();
        if let ClinicState::Open(clinic) = held.take() {
            *held = ClinicState::Locked(clinic.lock());
        }
        Ok(())
    }));
    let refused = export(&app_state, &form).unwrap_err();
    assert_eq!(refused.0.code, ProblemCode::Locked);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("trail"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
