//! The typed boundary: every command that the screens may call, and the TypeScript that says so.

mod of_bytes;

use std::collections::BTreeMap;

use clinic::Problem;
use clinic::appointment_types::known::{FIRST_TYPE, USUAL_TYPE, program_names};
use clinic::conflicts::part;
use clinic::fields::PASSWORD_LETTERS_MIN;
use clinic::foods::{NutrientUnit, counted_units};
use clinic::notes::{ChartField, NoteForm, NoteKind, NoteSection};
use clinic::unresolved::DamageView;
use sync_contract::catalog::{DOCUMENT_BYTES_MAX, Nutrient, Patient, PatientPhoto};
use sync_contract::field::{Line, Paragraph};
use sync_contract::{Catalog, Entity, Field, Right};
use tauri::Wry;
use tauri::ipc::Invoke;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands::{
    absences, alerts, appointment_types, audit, background, backups, care_plan, care_team,
    claim_codes, clashes, clinics, conflicts, consents, diary, diet_orders, documents,
    energy_estimates, erasure, exchange_tables, expenses, first_run, follow_ups, foods,
    form_drafts, groups, handouts, insurance, invoices, lab_orders, labs, locations, meal_plans,
    measurements, notes, nutrient_targets, packages, patient_imports, patients, photos, portal,
    prescriptions, prints, quotes, recalls, recipes, reports, roles, screenings, series, services,
    session, settings, sync, tags, users, visits, waiting_list,
};

/// Returns all commands. What is missing here cannot be called. A failed one rejects with a `Problem`.
pub fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        .typ::<Problem>()
        .typ::<ChartField>()
        .constant("fieldLengths", field_lengths())
        .constant("noteForms", note_forms())
        .constant("chartFields", ChartField::ALL)
        .constant("passwordLengthMin", PASSWORD_LETTERS_MIN)
        .constant("documentBytesMax", DOCUMENT_BYTES_MAX)
        .constant("lineLengthMax", Line::LENGTH_MAX)
        .constant("paragraphLengthMax", Paragraph::LENGTH_MAX)
        .constant("rights", rights())
        .constant("usualType", USUAL_TYPE)
        .constant("firstType", FIRST_TYPE)
        .constant("programTypes", program_names())
        .constant("damageKinds", DamageView::kinds())
        .constant("photoCell", photo_cell())
        .constant("languageField", language_field())
        .constant("nutrientUnits", nutrient_units())
        .commands(collect_commands![
            session::start,
            session::sign_in,
            session::choose_password,
            session::lock,
            session::switch_user,
            session::sign_out,
            session::note_input,
            session::note_route,
            session::watch,
            clinics::clinics,
            clinics::switch_clinic,
            clinics::add_clinic,
            first_run::create_clinic,
            first_run::print_recovery_sheet,
            first_run::save_recovery_sheet,
            first_run::check_recovery_group,
            first_run::test_recovery_key,
            first_run::finish_first_run,
            first_run::join_clinic,
            diary::today,
            diary::diary,
            diary::week,
            diary::month,
            diary::arrivals,
            diary::appointment_details,
            diary::reminders,
            diary::booking_doubts,
            diary::book_appointment,
            diary::move_appointment,
            diary::set_appointment_status,
            series::series,
            series::preview_series,
            series::book_series,
            series::preview_later,
            series::move_later,
            series::move_series_back,
            series::cancel_later,
            series::restore_series,
            patients::search_patients,
            patients::list_patients,
            patients::likely_duplicates,
            patients::duplicate_pairs,
            patients::delete_patient,
            patients::deleted_patients,
            patients::restore_patient,
            patients::register_patient,
            patients::patient,
            patients::edit_patient,
            patients::merge_preview,
            patients::merge_patients,
            patients::undo_merge,
            erasure::erasure_preview,
            erasure::erasures,
            erasure::erase_patient,
            background::add_allergy,
            background::edit_allergy,
            background::remove_allergy,
            background::restore_allergy,
            background::add_condition,
            background::edit_condition,
            background::remove_condition,
            background::restore_condition,
            background::add_medication,
            background::edit_medication,
            background::remove_medication,
            background::restore_medication,
            background::add_none_known,
            background::remove_none_known,
            background::edit_profile,
            patients::add_contact,
            patients::edit_contact,
            patients::remove_contact,
            patients::restore_contact,
            consents::add_consent,
            consents::name_signed_form,
            consents::withdraw_consent,
            consents::remove_consent,
            consents::restore_consent,
            photos::photo,
            photos::remove_photo,
            photos::restore_photo,
            documents::documents,
            documents::begin_document,
            documents::resume_document,
            documents::end_document,
            documents::check_document,
            documents::save_document,
            documents::edit_document,
            documents::remove_document,
            documents::restore_document,
            portal::invite_to_portal,
            portal::change_portal_account,
            portal::choose_portal_contents,
            insurance::social_security_number,
            insurance::add_policy,
            insurance::edit_policy,
            insurance::remove_policy,
            insurance::restore_policy,
            care_team::add_member,
            care_team::end_member,
            care_team::remove_member,
            care_team::restore_member,
            tags::tags,
            tags::tag_choices,
            tags::add_tag,
            tags::edit_tag,
            tags::put_tag_on,
            tags::take_tag_off,
            patients::dietitians,
            patients::patient_visits,
            patients::timeline,
            patients::records,
            measurements::measurements,
            measurements::trend,
            measurements::growth,
            visits::start_visit,
            visits::visit,
            visits::edit_visit,
            visits::end_visit,
            visits::discard_visit,
            visits::restore_visit,
            measurements::read_measurement,
            measurements::offered_kinds,
            measurements::enter_measurement,
            measurements::record_measurement,
            measurements::correct_measurement,
            measurements::confirm_measurement,
            measurements::remove_measurement,
            care_plan::care_plan,
            care_plan::add_diagnosis,
            care_plan::edit_diagnosis,
            care_plan::set_diagnosis_status,
            care_plan::remove_diagnosis,
            care_plan::restore_diagnosis,
            care_plan::add_goal,
            care_plan::edit_goal,
            care_plan::set_goal_status,
            care_plan::remove_goal,
            care_plan::restore_goal,
            care_plan::add_task,
            care_plan::edit_task,
            care_plan::finish_task,
            care_plan::reopen_task,
            care_plan::remove_task,
            care_plan::restore_task,
            follow_ups::follow_ups,
            follow_ups::record_call,
            follow_ups::patient_calls,
            form_drafts::form_draft,
            form_drafts::save_form_draft,
            form_drafts::discard_form_draft,
            screenings::screenings,
            screenings::screening_start,
            screenings::score_screening,
            screenings::save_screening_draft,
            screenings::discard_screening_draft,
            screenings::next_steps,
            screenings::edit_next_steps,
            screenings::record_screening,
            screenings::remove_screening,
            measurements::restore_measurement,
            diet_orders::nutrition_products,
            diet_orders::offered_products,
            diet_orders::add_nutrition_product,
            diet_orders::edit_nutrition_product,
            invoices::invoices,
            invoices::invoice,
            invoices::invoice_draft,
            invoices::billing_work,
            invoices::overdue_invoices,
            invoices::cash_report,
            invoices::close_day,
            invoices::preview_invoice,
            invoices::begin_invoice,
            invoices::edit_invoice_draft,
            invoices::discard_invoice_draft,
            invoices::issue_invoice,
            invoices::void_invoice,
            invoices::take_payment,
            invoices::refund_payment,
            packages::packages,
            packages::packages_at_visit,
            packages::add_package,
            packages::edit_package,
            packages::remove_package,
            packages::restore_package,
            packages::use_package,
            packages::return_package_use,
            expenses::expenses,
            expenses::record_expense,
            expenses::edit_expense,
            expenses::remove_expense,
            expenses::restore_expense,
            quotes::quotes,
            quotes::quote,
            quotes::open_quotes,
            quotes::preview_quote,
            quotes::add_quote,
            quotes::edit_quote,
            quotes::decline_quote,
            quotes::invoice_quote,
            quotes::remove_quote,
            quotes::restore_quote,
            backups::backups,
            backups::back_up,
            backups::rehearse_backup,
            backups::edit_backup_days,
            roles::roles,
            roles::add_role,
            roles::edit_role,
            roles::remove_role,
            reports::report,
            reports::save_report,
            claim_codes::claim_codes,
            claim_codes::offered_claim_codes,
            claim_codes::add_claim_code,
            claim_codes::edit_claim_code,
            services::services,
            services::currencies,
            services::add_service,
            services::edit_service,
            patient_imports::import_columns,
            patient_imports::check_import,
            patient_imports::begin_import,
            patient_imports::continue_import,
            patient_imports::forget_import,
            patient_imports::save_import_errors,
            patient_imports::patient_imports,
            patient_imports::undo_import,
            exchange_tables::exchange_tables,
            exchange_tables::offered_exchange_tables,
            exchange_tables::add_exchange_table,
            exchange_tables::edit_exchange_table,
            handouts::handouts,
            handouts::offered_handouts,
            handouts::add_handout,
            handouts::edit_handout,
            appointment_types::appointment_types,
            appointment_types::add_appointment_type,
            appointment_types::edit_appointment_type,
            measurements::measurement_kinds,
            measurements::add_measurement_kind,
            measurements::edit_measurement_kind,
            energy_estimates::energy_estimates,
            energy_estimates::estimate_start,
            energy_estimates::consider_estimate,
            energy_estimates::save_estimate_draft,
            energy_estimates::discard_estimate_draft,
            energy_estimates::record_estimate,
            energy_estimates::remove_estimate,
            nutrient_targets::nutrient_targets,
            nutrient_targets::reference_intakes,
            nutrient_targets::set_reference_targets,
            nutrient_targets::set_estimate_targets,
            nutrient_targets::set_target,
            nutrient_targets::end_target,
            nutrient_targets::remove_target,
            nutrient_targets::restore_target,
            lab_orders::lab_work,
            lab_orders::order_lab_tests,
            lab_orders::collect_lab_order,
            lab_orders::cancel_lab_order,
            lab_orders::finish_lab_order,
            lab_orders::read_lab_results,
            labs::lab_tests,
            labs::labs,
            labs::consider_lab_result,
            labs::add_lab_sheet,
            labs::add_lab_result,
            labs::edit_lab_sheet,
            labs::correct_lab_result,
            labs::remove_lab_result,
            labs::restore_lab_result,
            labs::remove_lab_sheet,
            labs::restore_lab_sheet,
            foods::search_foods,
            foods::food_measures,
            foods::food_portion,
            foods::food_count,
            foods::clinic_foods,
            foods::add_clinic_food,
            foods::edit_clinic_food,
            foods::corrected_foods,
            foods::food_allergens,
            foods::correct_food_allergens,
            foods::food_profiles,
            foods::food_profile,
            foods::describe_food,
            recipes::recipes,
            recipes::recipe,
            recipes::recipe_use,
            recipes::consider_recipe,
            recipes::add_recipe,
            recipes::edit_recipe,
            recipes::remove_recipe,
            recipes::restore_recipe,
            recalls::recalls,
            recalls::recall,
            recalls::add_recall,
            recalls::edit_recall,
            recalls::finish_recall,
            recalls::reopen_recall,
            recalls::remove_recall,
            recalls::restore_recall,
            recalls::add_recall_food,
            recalls::set_recall_amount,
            recalls::move_recall_food,
            recalls::set_recall_time,
            recalls::sum_recall_foods,
            recalls::remove_recall_food,
            recalls::restore_recall_food,
            meal_plans::meal_plans,
            meal_plans::meal_plan,
            meal_plans::add_meal_plan,
            meal_plans::edit_meal_plan,
            meal_plans::give_meal_plan,
            meal_plans::take_meal_plan_back,
            meal_plans::remove_meal_plan,
            meal_plans::restore_meal_plan,
            meal_plans::add_plan_food,
            meal_plans::set_plan_amount,
            meal_plans::lock_plan_food,
            meal_plans::move_plan_food,
            meal_plans::set_plan_time,
            meal_plans::remove_plan_food,
            meal_plans::restore_plan_food,
            meal_plans::copy_in_plan,
            meal_plans::consider_scaling,
            meal_plans::scale_plan,
            meal_plans::sum_plan_foods,
            meal_plans::similar_foods,
            meal_plans::swap_plan_food,
            meal_plans::undo_in_plan,
            diet_orders::diet_orders,
            diet_orders::consider_diet_order,
            diet_orders::start_diet_order,
            diet_orders::end_diet_order,
            diet_orders::go_on_with_diet_order,
            diet_orders::remove_diet_order,
            diet_orders::restore_diet_order,
            handouts::given_handouts,
            handouts::give_handout,
            handouts::remove_given_handout,
            handouts::restore_given_handout,
            prescriptions::prescriptions,
            prescriptions::to_dispense,
            prescriptions::prescribe_medicine,
            prescriptions::edit_prescription,
            prescriptions::renew_prescription,
            prescriptions::set_prescription_status,
            prescriptions::remove_prescription,
            prescriptions::restore_prescription,
            prescriptions::dispense_prescription,
            prescriptions::take_back_dispensing,
            groups::group_session,
            groups::edit_group_session,
            groups::give_seat,
            groups::take_seat,
            groups::undo_give_seat,
            groups::undo_take_seat,
            groups::record_attendance,
            absences::absences,
            absences::absence,
            absences::preview_absence,
            absences::overlapping_absences,
            absences::add_absence,
            absences::edit_absence,
            absences::end_absence,
            clashes::clashes,
            clashes::clash_history,
            clashes::decide_clash,
            clashes::move_clashing,
            waiting_list::waiting_list,
            waiting_list::waiting_list_entry,
            waiting_list::add_waiting,
            waiting_list::ask_to_call,
            waiting_list::edit_waiting,
            waiting_list::end_waiting,
            waiting_list::reopen_waiting,
            waiting_list::call_waiting,
            waiting_list::book_waiting,
            waiting_list::free_slots,
            waiting_list::free_slot_fits,
            waiting_list::dismiss_free_slot,
            alerts::alerts,
            alerts::alert_watch,
            alerts::is_critical_alert_waiting,
            alerts::alert,
            alerts::alert_sites,
            alerts::raise_alert,
            alerts::acknowledge_alert,
            alerts::resolve_alert,
            alerts::cancel_alert,
            alerts::escalate_alert,
            alerts::alert_levels,
            alerts::edit_alert_levels,
            alerts::alert_timers,
            alerts::edit_alert_timers,
            notes::note,
            notes::patient_notes,
            notes::begin_note,
            notes::save_draft,
            notes::commit_draft,
            notes::sign_note,
            notes::add_addendum,
            notes::note_templates,
            notes::all_note_templates,
            notes::add_note_template,
            notes::edit_note_template,
            notes::custom_fields,
            notes::add_custom_field,
            notes::edit_custom_field,
            notes::note_versions,
            notes::compare_note_versions,
            prints::make_print,
            prints::save_print,
            prints::send_print,
            prints::end_print,
            sync::sync_status,
            sync::sync_page,
            sync::sync_now,
            sync::stop_sync,
            sync::send_again,
            sync::discard_refused,
            sync::rejected_change,
            sync::save_rejected,
            sync::connect_server,
            sync::confirm_server_key,
            sync::create_enrolment_code,
            sync::revoke_device,
            sync::carry_again,
            sync::fetch_again,
            sync::end_restored,
            sync::take_own_time,
            sync::take_server_time,
            sync::review_rows,
            sync::review_changes,
            sync::admit_changes,
            sync::reject_changes,
            conflicts::conflicts,
            conflicts::conflict,
            conflicts::resolve_conflict,
            audit::audit_page,
            audit::audit_entry,
            audit::audit_people,
            audit::export_audit,
            audit::verify_audit,
            audit::accept_file,
            settings::settings,
            settings::preferences,
            settings::choose_preference,
            users::add_user,
            users::set_user_active,
            locations::add_facility,
            locations::add_location,
            locations::edit_facility,
            locations::edit_location,
            locations::facilities,
            locations::locations,
            users::edit_user,
            users::end_role,
            users::give_role,
            users::new_user_code,
            users::user_details,
            users::unlock_user,
        ])
}

/// Returns what answers the screens: the typed commands, and those whose messages are bytes.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    // boxed, so that its type says that it borrows nothing of the builder
    let typed: Box<dyn Fn(Invoke<Wry>) -> bool + Send + Sync> =
        Box::new(builder().invoke_handler());
    let of_bytes = of_bytes::handler();
    move |invoke| match of_bytes::NAMES.contains(&invoke.message.command()) {
        true => of_bytes(invoke),
        false => typed(invoke),
    }
}

/// Returns how many characters each text field of each entity takes, under the names that the screens use.
fn field_lengths() -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut lengths: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for length in Catalog::field_lengths() {
        lengths
            .entry(camel(length.entity))
            .or_default()
            .insert(camel(length.field), length.length_max);
    }
    lengths
}

fn rights() -> Vec<&'static str> {
    Right::ALL.iter().map(|right| right.as_str()).collect()
}

/// Returns the code of the cell whose values are pictures.
fn photo_cell() -> String {
    part::what(PatientPhoto::DESCRIPTOR, PatientPhoto::CELL.photo)
}

/// Returns the name of the field whose values are codes of languages.
fn language_field() -> &'static str {
    Patient::FIELD.preferred_language.spec.name
}

/// Returns the unit in which each nutrient is counted.
fn nutrient_units() -> BTreeMap<String, &'static str> {
    let of = |(nutrient, unit): (Nutrient, NutrientUnit)| {
        (camel(&nutrient.as_str().to_lowercase()), unit.as_str())
    };
    counted_units().into_iter().map(of).collect()
}

/// Returns the sections of each kind of note, in their order.
fn note_forms() -> BTreeMap<String, Vec<NoteSection>> {
    let form = |kind: &NoteKind| {
        (
            camel(&kind.as_str().to_lowercase()),
            kind.sections().to_vec(),
        )
    };
    NoteKind::ALL.iter().map(form).collect()
}

/// `EmergencyContact` and `emergency_contact` become `emergencyContact`.
fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut is_start = false;
    for letter in name.chars() {
        match letter {
            '_' => is_start = true,
            _ if camel.is_empty() => camel.extend(letter.to_lowercase()),
            _ if is_start => {
                camel.extend(letter.to_uppercase());
                is_start = false;
            }
            _ => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests;
