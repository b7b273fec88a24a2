//! Puts the clinic in a window.
//!
//! Invariant: no rule of the clinic is decided here; a command parses its arguments, calls one operation and returns a
//! view.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bindings;
mod clinics;
mod commands;
mod connecting;
mod creation;
mod event;
mod export;
mod files;
mod folder;
mod idle;
mod imports;
mod page;
mod presence;
mod printer;
mod prints;
mod problem;
mod saving;
mod secret;
mod session;
mod start;
mod state;
mod suspend;
mod sync_task;
#[cfg(test)]
mod testing;
mod window;
mod window_state;

use clinics::Clinics;
use mimalloc::MiMalloc;
use tauri::{Manager, RunEvent, WindowEvent};
use vault::crypto::password;
use zeroizing_alloc::ZeroAlloc;

/// What is freed is wiped: values pass through this program in the clear on their way to the page and back.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

fn main() {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    if let Err(error) = vault::memory::harden() {
        tracing::warn!(%error, "the system may keep images of this program's memory");
    }
    password::stretch_for_show_if(|| std::env::var_os("NUTRIVAULT_STRETCH_FOR_SHOW").is_some());

    if let Err(error) = run() {
        eprintln!("NutriVault could not open its window: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let folder = folder::clinic_folder(|name| std::env::var_os(name))?;
    let clinics = Clinics::new(folder);
    let last = clinics.clone();
    tauri::Builder::default()
        .manage(clinics)
        .invoke_handler(bindings::handler())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                window::close(window.clone());
            }
        })
        .setup(|app| {
            let clinics = app.state::<Clinics>().inner().clone();
            for app_state in clinics.all() {
                tauri::async_runtime::spawn(sync_task::watch_file(app_state));
            }
            tauri::async_runtime::spawn(idle::watch(clinics.clone()));
            tauri::async_runtime::spawn(suspend::watch(clinics));
            Ok(window::open(app.handle())?)
        })
        .build(context())?
        .run(move |_, event| {
            if let RunEvent::Exit = event {
                // what was typed is committed before the keys go with the program
                for app_state in last.all() {
                    session::lock(&app_state, &mut app_state.clinic_state());
                    creation::discard(&mut app_state.clinic_state());
                }
            }
        });
    Ok(())
}

/// What the program is and the screens that it has in it.
#[cfg(not(test))]
fn context() -> tauri::Context {
    tauri::generate_context!()
}

/// The tests are compiled concurrently with the program: where both write the same compressed screens at once, one of
/// them takes half of a file in, and its window stays blank.
#[cfg(test)]
fn context() -> tauri::Context {
    unreachable!("no test opens a window")
}
