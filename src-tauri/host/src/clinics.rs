//! The clinics of one computer: each has a folder of its own, and the folders lie next to each other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use vault::Vault;

/// The first run of a window that was not finished lies in a folder of this ending.
const UNFINISHED: &str = "unfinished";
/// More clinics than one computer has.
const CLINICS_MAX: u32 = 1_000;

/// Returns the folders of the clinics next to this one, this one included where it has a clinic, sorted by name.
///
/// # Errors
/// When the folder around them cannot be read. One that is not there has no clinic.
pub fn clinic_folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let Some(around) = folder.parent() else {
        return Ok(Vec::new());
    };
    let entries = match fs::read_dir(around) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_unfinished = path.extension().is_some_and(|ending| ending == UNFINISHED);
        if !is_unfinished && Vault::is_in(&path) {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// Returns a folder for one clinic more: that of the first, with a number that no other has.
///
/// # Errors
/// `AlreadyExists` when there is no number left.
pub fn next_clinic_folder(folder: &Path) -> io::Result<PathBuf> {
    let name = folder
        .file_name()
        .unwrap_or("clinic".as_ref())
        .to_string_lossy();
    (2..=CLINICS_MAX)
        .map(|number| folder.with_file_name(format!("{name}-{number}")))
        .find(|next| !next.exists())
        .ok_or(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_clinics_of_a_computer_lie_next_to_each_other() {
        let around = tempfile::tempdir().unwrap();
        let first = around.path().join("clinic");
        assert_eq!(clinic_folders(&first).unwrap(), [] as [PathBuf; 0]);
        for name in ["second", "clinic", "clinic.unfinished"] {
            fs::create_dir(around.path().join(name)).unwrap();
            fs::write(around.path().join(name).join("vault.db"), "").unwrap();
        }
        fs::create_dir(around.path().join("clinic-2")).unwrap();
        let second = around.path().join("second");
        let both = [first.clone(), second.clone()];
        assert_eq!(clinic_folders(&first).unwrap(), both);
        assert_eq!(clinic_folders(&around.path().join("new")).unwrap(), both);
        assert_eq!(
            next_clinic_folder(&first).unwrap(),
            around.path().join("clinic-3"),
            "another program's folder is left alone"
        );
        let nowhere = around.path().join("none/clinic");
        assert_eq!(clinic_folders(&nowhere).unwrap(), [] as [PathBuf; 0]);
    }
}
