#![allow(clippy::unwrap_used)]

use super::*;

fn environment(home: &std::path::Path) -> impl Fn(&str) -> Option<OsString> {
    let home = home.to_owned();
    move |name| match name {
        "NUTRIVAULT_KEY_STORE" => Some("file".into()),
        "XDG_DATA_HOME" => Some(home.clone().into()),
        _ => None,
    }
}

#[test]
fn forced_to_a_file_it_stores_the_keys_in_the_named_folder() {
    let home = tempfile::tempdir().unwrap();
    let keys = MachineKeys::from_environment(environment(home.path())).unwrap();
    let vault = Uuid::from_u128(1);
    assert_eq!(keys.load(vault).unwrap(), None);
    keys.store(vault, b"secret").unwrap();
    let path = home.path().join("nutrivault/keys").join(vault.to_string());
    assert_eq!(std::fs::read(path).unwrap(), b"secret");
    assert_eq!(keys.kind(vault).unwrap(), KeyStoreKind::File);
    let reopened = MachineKeys::from_environment(environment(home.path())).unwrap();
    assert_eq!(*reopened.load(vault).unwrap().unwrap(), b"secret");
    reopened.delete(vault).unwrap();
    assert_eq!(keys.load(vault).unwrap(), None);
}

#[test]
fn without_a_data_folder_another_is_used_and_without_any_it_fails() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().to_owned();
    let keys = MachineKeys::from_environment(move |name| match name {
        "NUTRIVAULT_KEY_STORE" => Some("file".into()),
        "XDG_DATA_HOME" => Some("relative".into()),
        "HOME" => Some(folder.clone().into()),
        _ => None,
    })
    .unwrap();
    keys.store(Uuid::nil(), b"secret").unwrap();
    assert!(home.path().join(".local/share/nutrivault/keys").is_dir());
    let nowhere = MachineKeys::from_environment(|name| {
        (name == "NUTRIVAULT_KEY_STORE").then(|| "file".into())
    });
    assert!(matches!(nowhere, Err(SealError::KeyStore(_))));
}
