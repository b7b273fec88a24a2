//! Allows the window exactly the commands that `src/commands` declares, so that no list has to be kept by hand.

use std::{env, fs, io, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/commands");
    let names = declared_commands(Path::new("src/commands"))?;

    let permissions = Path::new(&env::var("OUT_DIR")?).join("permissions");
    fs::create_dir_all(&permissions)?;
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    fs::write(
        permissions.join("commands.toml"),
        format!(
            "[[permission]]\nidentifier = \"own-commands\"\n\
             description = \"What the screens may ask of the clinic.\"\ncommands.allow = [{}]\n",
            quoted.join(", ")
        ),
    )?;

    let pattern: &'static str = format!("{}/*.toml", permissions.display()).leak();
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern(pattern);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

/// Names of all functions under `folder` that follow a `#[tauri::command]`.
fn declared_commands(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(declared_commands(&path)?);
            continue;
        }
        let source = fs::read_to_string(&path)?;
        let mut is_command = false;
        for line in source.lines().map(str::trim) {
            is_command |= line.starts_with("#[tauri::command");
            let Some((_, rest)) = line.split_once("fn ").filter(|_| is_command) else {
                continue;
            };
            names.extend(rest.split(['(', '<']).next().map(str::to_owned));
            is_command = false;
        }
    }
    names.sort();
    Ok(names)
}
