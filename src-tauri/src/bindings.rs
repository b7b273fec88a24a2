//! The typed boundary: every command that the screens may call, and the TypeScript that says so.

use clinic::Problem;
use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands::{
    audit, conflicts, diary, first_run, notes, patients, session, settings, sync, visits,
};

/// Returns all commands. What is missing here cannot be called. A failed one rejects with a `Problem`.
pub fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        .typ::<Problem>()
        .commands(collect_commands![
            session::start,
            session::sign_in,
            session::lock,
            session::sign_out,
            session::note_input,
            session::watch,
            first_run::create_clinic,
            first_run::save_recovery_sheet,
            first_run::check_recovery_group,
            first_run::test_recovery_key,
            first_run::finish_first_run,
            first_run::join_clinic,
            diary::today,
            diary::diary,
            diary::book_appointment,
            diary::move_appointment,
            diary::set_appointment_status,
            patients::search_patients,
            patients::list_patients,
            patients::likely_duplicates,
            patients::register_patient,
            patients::patient,
            patients::edit_patient,
            patients::add_allergy,
            patients::remove_allergy,
            patients::add_contact,
            patients::patient_visits,
            patients::measurements,
            patients::trend,
            visits::start_visit,
            visits::visit,
            visits::edit_visit,
            visits::end_visit,
            visits::read_measurement,
            visits::record_measurement,
            notes::note,
            notes::save_draft,
            notes::commit_draft,
            notes::sign_note,
            notes::add_addendum,
            notes::note_templates,
            sync::sync_status,
            sync::sync_page,
            sync::sync_now,
            sync::stop_sync,
            sync::send_again,
            sync::discard_refused,
            sync::connect_server,
            sync::create_enrolment_code,
            sync::revoke_device,
            conflicts::conflicts,
            conflicts::conflict,
            conflicts::resolve_conflict,
            audit::audit_page,
            audit::audit_entry,
            audit::audit_people,
            audit::export_audit,
            audit::verify_audit,
            settings::settings,
            settings::save_settings,
            settings::add_user,
            settings::set_user_active,
        ])
}

#[cfg(test)]
mod tests;
