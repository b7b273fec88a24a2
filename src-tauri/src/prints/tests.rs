#![allow(clippy::unwrap_used)]
use std::fs;

use clinic::view::Id;

use super::*;
use crate::session;
use crate::testing::open_clinic;

#[test]
fn a_print_is_gone_when_the_window_locks() {
    let (app_state, _folder) = open_clinic();
    let print = Print {
        of: PrintOf::Note {
            note_id: Id("00000000-0000-0000-0000-000000000001".into()),
        },
        bytes: Zeroizing::new(b"%PDF".to_vec()),
    };
    app_state.prints().current().print = Some(print);
    assert_eq!(app_state.prints().bytes().unwrap(), b"%PDF");
    session::lock(&app_state, &mut app_state.clinic_state());
    let refused = app_state.prints().bytes().unwrap_err();
    assert_eq!(refused.0.code, ProblemCode::NotFound);
}

#[test]
fn a_print_that_outlives_its_session_is_nobodys() {
    let (app_state, _folder) = open_clinic();
    let of = || PrintOf::Note {
        note_id: Id("00000000-0000-0000-0000-000000000001".into()),
    };
    let begun = app_state.prints().session();
    let mut state = app_state.clinic_state();
    session::lock(&app_state, &mut state);
    let password = vault::password::Password::new(crate::testing::PASSWORD);
    session::sign_in(&app_state, &mut state, "ama", &password).unwrap();
    let prints = app_state.prints();
    let refused = prints.set(begun, of(), b"%PDF".to_vec()).unwrap_err();
    assert_eq!(refused.0.code, ProblemCode::Locked);
    assert_eq!(prints.bytes().unwrap_err().0.code, ProblemCode::NotFound);
    let made = prints.set(prints.session(), of(), b"%PDF".to_vec());
    made.unwrap();
    assert_eq!(prints.bytes().unwrap(), b"%PDF");
}

#[test]
fn what_cannot_be_audited_is_neither_saved_nor_sent() {
    let (app_state, folder) = open_clinic();
    // this note has no author, so no entry can name whose it is
    let print = Print {
        of: PrintOf::Note {
            note_id: Id("00000000-0000-0000-0000-000000000001".into()),
        },
        bytes: Zeroizing::new(b"%PDF".to_vec()),
    };
    app_state.prints().current().print = Some(print);
    let mut state = app_state.clinic_state();
    let clinic = state.clinic().unwrap();
    let path = folder.path().join("note.pdf");
    let to = path.display().to_string();
    assert!(app_state.prints().save(clinic, &to).is_err());
    assert!(app_state.prints().send(clinic).is_err());
    let left = fs::read_dir(folder.path()).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name());
    assert!(
        left.into_iter()
            .all(|name| !name.to_string_lossy().contains("note"))
    );
}
