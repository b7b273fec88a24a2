//! Embeds the ways back of the migrations; refinery embeds the ways forward.

use std::{env, fs, io, path::Path};

const FOLDER: &str = "../../migrations/sqlite";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = fs::canonicalize(FOLDER)?;
    let mut rows = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if let Some(version) = version_of_way_back(name) {
            rows.push((
                version,
                format!("    ({version}, include_str!({path:?})),\n"),
            ));
        }
    }
    rows.sort();
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    let target = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(
        Path::new(&target).join("ways_back.rs"),
        format!("pub const WAYS_BACK: &[(i32, &str)] = &[\n{rows}];\n"),
    )
}

/// `V12__name.down.sql` gives 12.
fn version_of_way_back(name: &str) -> Option<i32> {
    let (version, _) = name
        .strip_suffix(".down.sql")?
        .strip_prefix('V')?
        .split_once("__")?;
    version.parse().ok()
}
