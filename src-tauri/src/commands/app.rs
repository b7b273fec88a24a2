//! What the program says of itself.

/// Version of this program, as shown under Sync and Settings.
#[tauri::command]
#[specta::specta]
pub fn app_version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
