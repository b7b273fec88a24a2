#![allow(clippy::unwrap_used)]
use std::fs;

use clinic::ProblemCode;
use vault::private::half_written;

use super::*;

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
fn a_name_lies_in_the_own_folder_and_a_whole_path_where_it_says() {
    let home = PathBuf::from(env::var_os("HOME").unwrap());
    assert_eq!(place(" audit.csv ").unwrap(), home.join("audit.csv"));
    assert_eq!(
        place("~/trail/audit.csv").unwrap(),
        home.join("trail/audit.csv")
    );
    assert_eq!(
        place("/media/stick/audit.csv").unwrap(),
        Path::new("/media/stick/audit.csv")
    );
    assert_eq!(reason_of(place("  ")), Reason::Required);
    assert_eq!(reason_of(place("/")), Reason::Malformed);
}

#[test]
fn a_file_lies_there_whole_for_its_owner_alone_and_is_never_written_over() {
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
fn what_is_half_written_goes() {
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
fn what_somebody_else_left_in_its_place_is_not_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    let theirs = half_written(&path);
    fs::write(&theirs, "theirs").unwrap();
    assert_eq!(reason_of(write_audit(&path)), Reason::Taken);
    assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
    assert!(!path.exists());
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
