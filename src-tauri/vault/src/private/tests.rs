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
    // it has just been made
    fs::write(&theirs, "").unwrap();
    assert!(is_taken(NewFile::next_to(&name)) && is_taken(NewFolder::next_to(&name)));
    assert!(theirs.exists());
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
fn what_a_killed_program_left_half_written_is_removed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let left = "nutrivault-0123456789abcdef.12.part";
    fs::write(at(left), "a decrypted copy").unwrap();
    // an empty one may just have been made; the others are of another name
    let theirs = [
        "nutrivault-0123456789abcdee.7.part",
        "nutrivault-0123456789abcdef..part",
        "nutrivault-0123456789abcdef.x.part",
        "nutrivault-0123456789abcde.7.part",
        "letter.7.part",
        "letter.pdf.new",
    ];
    for name in theirs {
        fs::write(at(name), if name == theirs[0] { "" } else { "theirs" }).unwrap();
    }
    let mut written = NewFile::next_to(&at("all")).unwrap();
    assert!(!at(left).exists());
    written.write_all(b"ours").unwrap();
    written.flush().unwrap();
    // one that is being written stays
    drop(NewFile::in_place_of(&at("other")).unwrap());
    written.finish().unwrap();
    assert!(theirs.iter().all(|name| at(name).exists()));
    assert_eq!(names(folder.path()).len(), theirs.len() + 1);
}

#[cfg(unix)]
#[test]
fn a_file_replaces_another_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("file"), "old").unwrap();
    fs::create_dir(at("folder")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let of = |name: &str| NewFile::in_place_of(&at(name)).map_err(|error| error.kind());
    assert_eq!(of("folder").unwrap_err(), ErrorKind::IsADirectory);
    assert_eq!(of("socket").unwrap_err(), ErrorKind::InvalidInput);
    for (link, to) in [
        ("to-file", "file"),
        ("to-device", "/dev/null"),
        ("to-none", "none"),
    ] {
        std::os::unix::fs::symlink(to, at(link)).unwrap();
        assert_eq!(of(link).unwrap_err(), ErrorKind::InvalidInput, "{link}");
        assert_eq!(fs::read_link(at(link)).unwrap(), Path::new(to));
        fs::remove_file(at(link)).unwrap();
    }
    let mut file = of("file").unwrap();
    file.write_all(b"new").unwrap();
    assert_eq!(fs::read(at("file")).unwrap(), b"old");
    file.finish().unwrap();
    assert_eq!(fs::read(at("file")).unwrap(), b"new");
    // a folder that came meanwhile stays, and nothing is left next to it
    let mut file = of("late").unwrap();
    file.write_all(b"new").unwrap();
    fs::create_dir(at("late")).unwrap();
    assert!(file.finish().is_err());
    assert_eq!(names(folder.path()), ["file", "folder", "late", "socket"]);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_among_the_files_of_a_clinic_or_its_keys() {
    let top = tempfile::tempdir().unwrap();
    let (clinic, keys) = (top.path().join("clinic"), top.path().join(KEYS));
    for folder in [&clinic, &keys] {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(clinic.join(DATABASE), "data").unwrap();
    fs::write(keys.join("key"), "key").unwrap();
    let link = top.path().join("link");
    std::os::unix::fs::symlink(&clinic, &link).unwrap();
    let names_before = (names(&clinic), names(&keys));
    for name in [
        clinic.join(DATABASE),
        clinic.join("unfinished"),
        link.join(DATABASE),
        clinic.join("../clinic/vault.db-wal"),
        keys.join("key"),
        keys.join("new"),
    ] {
        let replacing = NewFile::in_place_of(&name).unwrap_err();
        assert!(OwnFolder::is_reason(&replacing), "{name:?}: {replacing}");
        if name.symlink_metadata().is_err() {
            let new = NewFile::next_to(&name).unwrap_err();
            assert!(OwnFolder::is_reason(&new), "{name:?}: {new}");
            let folder = NewFolder::next_to(&name).unwrap_err();
            assert!(OwnFolder::is_reason(&folder), "{name:?}: {folder}");
        }
    }
    assert_eq!((names(&clinic), names(&keys)), names_before);
    NewFile::next_to(&top.path().join("beside"))
        .unwrap()
        .finish()
        .unwrap();
}

#[test]
fn a_name_may_have_all_the_letters_that_a_disk_takes_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("n".repeat(255));
    NewFile::next_to(&name).unwrap().finish().unwrap();
    NewFile::in_place_of(&name).unwrap().finish().unwrap();
    let long = folder.path().join("n".repeat(256));
    for refused in [NewFile::next_to(&long), NewFile::in_place_of(&long)] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidFilename);
    }
    assert_eq!(names(folder.path()).len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_opened_without_waiting_for_its_other_end() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )
    .unwrap();
    assert!(!open(&pipe).unwrap().metadata().unwrap().is_file());
}
