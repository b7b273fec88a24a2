//! Where the window finds its clinic, and disks that can be taken out.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Returns `NUTRIVAULT_VAULT`, else `nutrivault/clinic` in the folder that the desktop keeps for programs' data.
///
/// # Errors
/// `NotFound` when none of the variables that name a folder is set.
pub fn clinic_folder(variable: impl Fn(&str) -> Option<OsString>) -> io::Result<PathBuf> {
    let named = |name: &str| {
        variable(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = named("NUTRIVAULT_VAULT") {
        return std::path::absolute(folder);
    }
    let data = named("XDG_DATA_HOME").filter(|folder| folder.is_absolute());
    let data = data.or_else(|| named("HOME").map(|home| home.join(".local/share")));
    let missing = || {
        io::Error::new(
            io::ErrorKind::NotFound,
            "neither XDG_DATA_HOME nor HOME is set",
        )
    };
    Ok(data.ok_or_else(missing)?.join("nutrivault/clinic"))
}

/// Returns the folder of a clinic until its recovery key has been tested: next to the final one, never in it.
pub fn unfinished_folder(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or("clinic".as_ref()).to_owned();
    name.push(".unfinished");
    folder.with_file_name(name)
}

/// Returns the folders of disks that can be taken out and carried to a safe.
pub fn removable_drives() -> Vec<String> {
    // without the file, which not every system has, there are none to offer
    std::fs::read_to_string("/proc/self/mounts").map_or(Vec::new(), |mounts| removable(&mounts))
}

fn removable(mounts: &str) -> Vec<String> {
    let folders = mounts
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .map(|folder| folder.replace("\\040", " "));
    folders
        .filter(|folder| {
            ["/media/", "/run/media/"]
                .iter()
                .any(|root| folder.starts_with(root))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder_by(known: &[(&str, &str)]) -> io::Result<PathBuf> {
        clinic_folder(|name| {
            known
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn a_named_folder_goes_before_the_one_for_data_of_programs() {
        let all = [
            ("NUTRIVAULT_VAULT", "/clinics/one"),
            ("XDG_DATA_HOME", "/data"),
            ("HOME", "/home/ama"),
        ];
        assert_eq!(folder_by(&all).unwrap(), Path::new("/clinics/one"));
        assert_eq!(
            folder_by(&all[1..]).unwrap(),
            Path::new("/data/nutrivault/clinic")
        );
        assert_eq!(
            folder_by(&all[2..]).unwrap(),
            Path::new("/home/ama/.local/share/nutrivault/clinic")
        );
        assert!(folder_by(&[]).is_err());
        assert!(folder_by(&[("NUTRIVAULT_VAULT", ""), ("XDG_DATA_HOME", "relative")]).is_err());
    }

    #[test]
    fn an_unfinished_clinic_lies_next_to_its_folder() {
        assert_eq!(
            unfinished_folder(Path::new("/data/clinic")),
            Path::new("/data/clinic.unfinished")
        );
    }

    #[test]
    fn only_disks_that_can_be_taken_out_are_offered() {
        let mounts = [
            "/dev/sda1 / ext4 rw 0 0",
            "/dev/sdb1 /media/ama/MY\\040STICK vfat rw 0 0",
            "/dev/sdc1 /run/media/x ext4 rw 0 0",
        ]
        .join("\n");
        assert_eq!(removable(&mounts), ["/media/ama/MY STICK", "/run/media/x"]);
    }
}
