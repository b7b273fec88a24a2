//! Puts the clinic in a window.
//!
//! Invariant: nothing here decides what a nurse would recognise as a decision; commands parse,
//! call the clinic and answer a view.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bindings;
mod commands;
mod window;

fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();

    let started = tauri::Builder::default()
        .invoke_handler(bindings::builder().invoke_handler())
        .setup(|app| Ok(window::open(app.handle())?))
        .run(tauri::generate_context!());
    if let Err(error) = started {
        eprintln!("NutriVault could not open its window: {error}");
        std::process::exit(1);
    }
}
