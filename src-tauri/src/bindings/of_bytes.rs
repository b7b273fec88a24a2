//! Commands whose messages are bytes: no type of the screens says so.

use tauri::Wry;
use tauri::ipc::Invoke;

use crate::commands::{documents, patient_imports, photos, prints};

pub const NAMES: [&str; 8] = [
    "measure_document",
    "store_document",
    "document_part",
    "set_photo",
    "photo_content",
    "conflicting_photo",
    "print_content",
    "import_bytes",
];

/// Returns what answers them.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        documents::measure_document,
        documents::store_document,
        documents::document_part,
        photos::set_photo,
        photos::photo_content,
        photos::conflicting_photo,
        prints::print_content,
        patient_imports::import_bytes,
    ]
}
