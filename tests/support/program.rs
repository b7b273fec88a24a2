//! The programs as a user runs them.

use std::{env, path::PathBuf, process::Command, sync::Mutex};

/// Set by a caller that has just built every program of the workspace.
pub const BUILT_VARIABLE: &str = "NUTRIVAULT_PROGRAMS_BUILT";

/// Where the program `name` lies, built from the present source: `nutrivault` or `nutrivault-server`.
pub fn program(name: &str) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let test = env::current_exe().unwrap();
    let folder = test
        .ancestors()
        .nth(2)
        .expect("a test program lies in a folder `deps` beside the programs");
    if env::var_os(BUILT_VARIABLE).is_none() {
        let _one_at_a_time = BUILDING.lock().unwrap();
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--bin", name])
            // a program that a test ends at a fail point has these
            .args(["--package", package(name), "--package", "sync-contract"])
            .args(["--features", "sync-contract/fail-points"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["--manifest-path", "../Cargo.toml"])
            .status()
            .unwrap();
        assert!(built.success(), "{name} does not build");
    }
    let path = folder.join(name);
    assert!(path.is_file(), "{} is missing", path.display());
    path
}

/// The package of a program.
fn package(program: &str) -> &str {
    match program {
        "nutrivault-server" => "sync-server",
        other => other,
    }
}
