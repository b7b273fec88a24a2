#![allow(clippy::unwrap_used)]
use std::fs;

use super::*;

#[test]
fn the_copy_is_new_for_its_owner_alone_and_gone_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.tmp");
    let (copy, file) = create(path.clone()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    drop(file);
    drop(copy);
    assert!(!path.exists());
}

#[test]
fn what_lies_there_under_the_name_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.tmp");
    fs::write(&path, "another's").unwrap();
    assert!(create(path.clone()).is_err());
    assert_eq!(fs::read(&path).unwrap(), b"another's");
    #[cfg(unix)]
    {
        let link = folder.path().join("link.tmp");
        let target = folder.path().join("target");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(create(link).is_err() && !target.exists());
    }
}
