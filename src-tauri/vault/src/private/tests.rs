#![allow(clippy::unwrap_used)]

use super::*;

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn is_taken<T: std::fmt::Debug>(made: io::Result<T>) -> bool {
    made.unwrap_err().kind() == ErrorKind::AlreadyExists
}

#[test]
fn a_new_file_is_for_its_owner_alone_and_replaces_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.txt");
    write(&path, b"ours").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"ours");
    #[cfg(unix)]
    assert_eq!(mode(&path), 0o600);
    assert!(is_taken(create(&path)) && is_taken(write(&path, b"another")));
    assert_eq!(fs::read(&path).unwrap(), b"ours");
    #[cfg(unix)]
    {
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(is_taken(create(&link)) && is_taken(NewFile::next_to(&link)));
        assert!(!target.exists());
    }
}

#[test]
fn a_folder_is_synced_and_one_that_is_not_there_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    sync_folder(folder.path()).unwrap();
    let none = sync_folder(&folder.path().join("none"));
    assert_eq!(none.is_err(), cfg!(unix));
    assert_eq!(folder_of(Path::new("key.txt")), Path::new("."));
}

#[test]
fn a_file_has_its_name_when_all_of_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("all.json");
    let mut file = NewFile::next_to(&name).unwrap();
    file.write_all(b"42").unwrap();
    assert!(!name.exists() && half_written(&name).exists());
    file.finish().unwrap();
    assert_eq!(fs::read(&name).unwrap(), b"42");
    #[cfg(unix)]
    assert_eq!(mode(&name), 0o600);
    assert_eq!(names(folder.path()), ["all.json"]);
}

#[test]
fn what_is_half_written_goes() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = NewFile::next_to(&folder.path().join("all.json")).unwrap();
    file.write_all(b"4").unwrap();
    let sheets = NewFolder::next_to(&folder.path().join("all")).unwrap();
    sheets.file("patients.csv").unwrap();
    assert_eq!(names(folder.path()).len(), 2);
    drop((file, sheets));
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn what_another_put_there_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (file, sheets) = (folder.path().join("all.json"), folder.path().join("all"));
    let (new_file, new_sheets) = (
        NewFile::next_to(&file).unwrap(),
        NewFolder::next_to(&sheets).unwrap(),
    );
    new_sheets.file("patients.csv").unwrap();
    fs::write(&file, "theirs").unwrap();
    fs::create_dir(&sheets).unwrap();
    fs::write(sheets.join("patients.csv"), "theirs").unwrap();
    assert!(is_taken(new_file.finish()) && is_taken(new_sheets.finish()));
    assert_eq!(fs::read(&file).unwrap(), b"theirs");
    assert_eq!(fs::read(sheets.join("patients.csv")).unwrap(), b"theirs");
    assert_eq!(names(folder.path()), ["all", "all.json"]);
    assert!(is_taken(NewFile::next_to(&file)) && is_taken(NewFolder::next_to(&sheets)));
}

#[test]
fn what_another_has_under_the_name_of_the_half_written_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("all");
    let theirs = half_written(&name);
    fs::write(&theirs, "theirs").unwrap();
    assert!(is_taken(NewFile::next_to(&name)) && is_taken(NewFolder::next_to(&name)));
    assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
}

#[test]
fn a_folder_gets_its_name_with_all_its_files_and_replaces_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("all");
    fs::create_dir(&name).unwrap();
    let sheets = NewFolder::next_to(&name).unwrap();
    let mut sheet = sheets.file("patients.csv").unwrap();
    sheet.write_all(b"id\n").unwrap();
    sheet.flush().unwrap();
    assert!(is_taken(sheets.file("patients.csv")));
    sheets.finish().unwrap();
    assert_eq!(fs::read(name.join("patients.csv")).unwrap(), b"id\n");
    #[cfg(unix)]
    assert_eq!(
        (mode(&name), mode(&name.join("patients.csv"))),
        (0o700, 0o600)
    );
    assert_eq!(names(folder.path()), ["all"]);
    let file = folder.path().join("file");
    let late = NewFolder::next_to(&file).unwrap();
    fs::write(&file, "theirs").unwrap();
    assert!(is_taken(late.finish()));
    assert_eq!(fs::read(&file).unwrap(), b"theirs");
}

#[test]
fn each_way_to_take_a_name_leaves_a_taken_one_alone() {
    let ways: [Way; 3] = [rename_where_free, link, look_and_rename];
    let known = if cfg!(any(target_os = "linux", target_os = "macos")) {
        0
    } else {
        1
    };
    for way in &ways[known..] {
        let folder = tempfile::tempdir().unwrap();
        let (half, name) = (folder.path().join("half"), folder.path().join("name"));
        fs::write(&half, "ours").unwrap();
        fs::write(&name, "theirs").unwrap();
        assert!(is_taken(way(&half, &name)));
        assert_eq!(fs::read(&name).unwrap(), b"theirs");
        assert_eq!(fs::read(&half).unwrap(), b"ours");
        fs::remove_file(&name).unwrap();
        way(&half, &name).unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"ours");
    }
}

#[test]
fn a_slash_behind_a_folders_name_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for is_there in [true, false] {
        let name = folder.path().join(if is_there { "all/" } else { "more/" });
        if is_there {
            fs::create_dir(&name).unwrap();
        }
        let sheets = NewFolder::next_to(&name).unwrap();
        drop(sheets.file("patients.csv").unwrap());
        sheets.finish().unwrap();
        assert_eq!(names(&name), ["patients.csv"]);
    }
    assert_eq!(names(folder.path()), ["all", "more"]);
}

#[test]
fn what_a_killed_program_left_is_removed_and_what_is_in_use_is_not() {
    let unique = |name: &str| format!("{name}-{}", std::process::id());
    let used = Scratch::create(&unique("used")).unwrap();
    let left = used
        .path()
        .with_file_name(format!("scratch-{}", unique("left")));
    fs::write(&left, "a decrypted copy").unwrap();
    sweep_scratch().unwrap();
    assert!(!left.exists());
    let path = used.path().to_owned();
    assert!(path.exists());
    drop(used);
    assert!(!path.exists());
}

#[test]
fn no_program_removes_what_another_has_just_made() {
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                for turn in 0..500 {
                    sweep_scratch().unwrap();
                    let unique = format!("turn-{}-{thread}-{turn}", std::process::id());
                    let used = Scratch::create(&unique).unwrap();
                    assert!(used.path().exists());
                }
            });
        }
    });
}

#[test]
fn what_is_left_half_written_is_removed_where_it_begins_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["monday.age.12.part", "a.b.3.part"] {
        fs::write(at(name), "ours and more").unwrap();
    }
    let left = ["a.12.part", "b.part", "c.x.part", "d..part", "e.5.part.age"];
    fs::write(at(left[0]), "theirs").unwrap();
    for name in &left[1..] {
        fs::write(at(name), "ours").unwrap();
    }
    let mut written = NewFile::next_to(&at("all")).unwrap();
    written.write_all(b"ours").unwrap();
    written.flush().unwrap();
    sweep_half_written(folder.path(), b"ours").unwrap();
    assert_eq!(names(folder.path()).len(), left.len() + 1);
    written.finish().unwrap();
    assert!(left.iter().all(|name| at(name).exists()));
    sweep_half_written(&at("none"), b"ours").unwrap();
}
