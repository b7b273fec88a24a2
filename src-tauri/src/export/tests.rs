#![allow(clippy::unwrap_used)]
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{env, fs};

use clinic::{ProblemCode, Reason};
use tauri::ipc::Channel;
use vault::private::half_written;

use super::*;
use crate::state::ClinicState;
use crate::testing::open_clinic;

const OLD_ENTRIES: usize = 150;

/// A window with more entries than are written at once, and where its export goes.
fn busy_window() -> (AppState, tempfile::TempDir, AuditExport) {
    let (app_state, folder) = open_clinic();
    {
        let mut state = app_state.clinic_state();
        let unlocked = state.clinic().unwrap().unlocked_mut();
        for _ in 0..OLD_ENTRIES {
            let event = vault::Event::new("see diary", "Appointment");
            unlocked.record(event, &vault::Detail::default()).unwrap();
        }
    }
    let form = AuditExport {
        query: AuditQuery::default(),
        format: AuditFormat::Csv,
        path: folder.path().join("audit.csv").display().to_string(),
        reason: "yearly check".to_owned(),
    };
    (app_state, folder, form)
}

#[test]
fn others_use_the_clinic_while_the_audit_log_is_exported() {
    let (app_state, _folder, form) = busy_window();
    let (sent, own) = (Arc::new(Mutex::new(Vec::new())), app_state.clone());
    let log = sent.clone();
    app_state
        .window()
        .events()
        .listen(Channel::new(move |body| {
            // a user opens a page of the log in the middle of it
            let mut state = own.clinic_state();
            clinic::audit::list::list(state.clinic().unwrap(), &AuditQuery::default()).unwrap();
            log.lock().unwrap().push(format!("{body:?}"));
            Ok(())
        }));
    let file = export_audit(&app_state, &form).unwrap();
    assert!(file.entries as usize > OLD_ENTRIES, "{file:?}");
    let lines = std::fs::read_to_string(&form.path).unwrap();
    assert_eq!(lines.lines().count(), file.entries as usize + 1);
    let sent = sent.lock().unwrap();
    assert!(
        sent[0].contains("exporting") && sent[0].contains("100"),
        "{sent:?}"
    );
}

#[test]
fn a_window_that_is_locked_meanwhile_leaves_no_partial_file() {
    let (app_state, folder, form) = busy_window();
    let own = app_state.clone();
    app_state.window().events().listen(Channel::new(move |_| {
        let mut state = own.clinic_state();
        if let ClinicState::Open(clinic) = state.take() {
            *state = ClinicState::Locked(clinic.lock());
        }
        Ok(())
    }));
    let refused = export_audit(&app_state, &form).unwrap_err();
    assert_eq!(refused.0.code, ProblemCode::Locked);
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("audit"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn reason_of<T: std::fmt::Debug>(result: Result<T>) -> Reason {
    let failure = result.unwrap_err().0;
    assert_eq!(
        (failure.code, failure.field.as_deref()),
        (ProblemCode::Invalid, Some("path"))
    );
    failure.reason.unwrap()
}

fn write_audit(path: &Path) -> Result<()> {
    to_file(path, |out| Ok(out.write_all(b"42")?))
}

#[test]
fn a_name_lies_in_the_own_folder_and_a_full_path_anywhere() {
    let home = PathBuf::from(env::var_os("HOME").unwrap());
    assert_eq!(file_path(" audit.csv ").unwrap(), home.join("audit.csv"));
    assert_eq!(
        file_path("~/log/audit.csv").unwrap(),
        home.join("log/audit.csv")
    );
    assert_eq!(
        file_path("/media/stick/audit.csv").unwrap(),
        Path::new("/media/stick/audit.csv")
    );
    assert_eq!(reason_of(file_path("  ")), Reason::Required);
    assert_eq!(reason_of(file_path("/")), Reason::Malformed);
}

#[test]
fn a_file_is_complete_for_its_owner_alone_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    write_audit(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"42");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    fs::write(&path, "kept").unwrap();
    assert_eq!(reason_of(write_audit(&path)), Reason::Taken);
    assert_eq!(fs::read(&path).unwrap(), b"kept");
    assert_eq!(
        reason_of(write_audit(&folder.path().join("none/audit.csv"))),
        Reason::Unknown
    );
    assert_eq!(
        reason_of(write_audit(&path.join("audit.csv"))),
        Reason::Unknown
    );
}

#[test]
fn what_is_half_written_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    let refused = to_file(&path, |out| {
        out.write_all(b"4")?;
        Err::<(), _>(ProblemCode::Forbidden.into())
    });
    assert_eq!(refused.unwrap_err().0.code, ProblemCode::Forbidden);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_another_program_left_there_is_not_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    let theirs = half_written(&path);
    // it has just been made
    fs::write(&theirs, "").unwrap();
    assert_eq!(reason_of(write_audit(&path)), Reason::Taken);
    assert!(theirs.exists() && !path.exists());
}

#[test]
fn what_another_program_put_there_meanwhile_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    let refused = to_file(&path, |out| {
        fs::write(&path, "theirs")?;
        Ok(out.write_all(b"42")?)
    });
    assert_eq!(reason_of(refused), Reason::Taken);
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
