//! The typed boundary: every command that the screens may call, and the TypeScript that says so.

use tauri::Wry;
use tauri_specta::{Builder, collect_commands};

use crate::commands;

/// All commands. What is missing here cannot be called.
pub fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![commands::app::app_version])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use specta_typescript::Typescript;
    use std::{env, fs, path::Path};

    /// Regenerates the file when `WRITE_BINDINGS` is set, so that the fix is one command.
    #[test]
    fn the_typescript_bindings_are_those_of_the_commands() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("bindings.ts");
        builder().export(Typescript::default(), &fresh).unwrap();
        let fresh = fs::read_to_string(fresh).unwrap();
        if env::var_os("WRITE_BINDINGS").is_some() {
            fs::write(&committed, &fresh).unwrap();
        }
        assert!(
            fs::read_to_string(&committed).unwrap() == fresh,
            "ui/src/ipc/bindings.ts is stale: run WRITE_BINDINGS=1 cargo test -p desktop bindings"
        );
    }
}
