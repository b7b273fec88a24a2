//! Operations on the clinic itself: who works there, its settings, its data as a whole.

use super::*;

pub(super) const ORGANISATION: &[(&str, Right, Operation)] = operations! {
    alerts::answer::acknowledge(&id()) => AlertsWrite;
    alerts::answer::cancel(&id(), "") => AlertsWrite;
    alerts::answer::escalate(&id(), "") => AlertsWrite;
    alerts::answer::resolve(&id(), "") => AlertsWrite;
    alerts::levels::edit(&no_levels(), &no_levels()) => SettingsManage;
    alerts::levels::show() => AlertsRead;
    alerts::list::list(&form(json!({ "part": "open", "offset": 0, "limit": 100 }))) => AlertsRead;
    alerts::list::log_due() => AlertsWrite;
    alerts::list::show(&id()) => AlertsRead;
    alerts::list::watch() => AlertsRead;
    alerts::raise::sites() => AlertsWrite;
    alerts::raise::raise(&form(json!({
        "kind": "fire", "priority": "low", "facilityId": null, "departmentId": null, "roomId": null, "title": "",
        "description": "", "expiresAt": null,
    }))) => AlertsWrite;
    alerts::timers::edit(&timers(), &timers()) => SettingsManage;
    alerts::timers::show() => AlertsRead;
    audit::export::begin(&AuditQuery::default(), "", audit::export::Form::Json) => AuditExport;
    audit::export::csv(&AuditQuery::default(), "", &mut std::io::sink()) => AuditExport;
    audit::export::json(&AuditQuery::default(), "", &mut std::io::sink()) => AuditExport;
    audit::list::list(&AuditQuery::default()) => AuditRead;
    audit::list::people() => AuditRead;
    audit::show::show(1, 1) => AuditRead;
    backup::create(Path::new("")) => BackupsCreate;
    backup::edit_days(&unread(), 7) => BackupsCreate;
    backup::note_rehearsal(Path::new(""), &no_backup(), 0) => BackupsCreate;
    backup::show() => BackupsCreate;
    conflicts::show::list() => ConflictsRead;
    conflicts::offer::carry_signed() => UsersManage;
    conflicts::offer::offer_again() => ConflictsResolve;
    conflicts::release::append_siblings(&id()) => ConflictsResolve;
    conflicts::release::release_equal() => ConflictsResolve;
    conflicts::resolve::resolve(&form(json!({ "id": "", "seen": "", "choices": [] }))) => ConflictsResolve;
    conflicts::show::show(&id()) => ConflictsRead;
    conflicts::show::photo(&id(), 0) => ConflictsRead;
    conflicts::show::save_photo(&id(), 0, &mut std::io::sink()) => ConflictsRead;
    tags::add(&no_tag()) => SettingsManage;
    tags::choices() => PatientsRead;
    tags::edit(&entry_edit(no_tag())) => SettingsManage;
    tags::find("") => PatientsRead;
    tags::list() => PatientsRead;
    tags::patient::put_on(&id(), &id()) => PatientsUpdate;
    tags::patient::take_off(&id(), &id()) => PatientsUpdate;
    devices::invite() => DevicesManage;
    devices::list() => DevicesManage;
    devices::revoke(&id(), &unread(), "") => DevicesManage;
    file_state::accept("") => DevicesManage;
    export::all::csv(|_| Ok(Vec::new())) => ClinicExport;
    export::all::json(&mut std::io::sink()) => ClinicExport;
    expenses::list::facility_called("") => BillingRead;
    expenses::list::list(&form(json!({
        "from": "2026-01-01", "until": "2026-01-01", "facilityId": null,
    }))) => BillingRead;
    expenses::list::show(&id()) => BillingRead;
    expenses::record::edit(&entry_edit(expense())) => BillingCollect;
    expenses::record::record(&form(expense())) => BillingCollect;
    expenses::record::remove(&id(), &unread(), "") => BillingCollect;
    expenses::record::removed(&id()) => BillingCollect;
    expenses::record::restore(&id(), &unread()) => BillingCollect;
    export::patients::csv(&mut std::io::sink()) => PatientsExport;
    export::patients::json(&mut std::io::sink()) => PatientsExport;
    facilities::add(&facility()) => FacilitiesManage;
    facilities::edit(&id(), &unread(), &facility(), &facility()) => FacilitiesManage;
    facilities::find("") => AppointmentsRead;
    facilities::list() => AppointmentsRead;
    handouts::add(None, &handout()) => SettingsManage;
    handouts::edit(&id(), &unread(), &handout(), &handout()) => SettingsManage;
    handouts::find("") => SettingsManage;
    handouts::list() => SettingsManage;
    handouts::offered() => ChartRead;
    appointment_types::add(&appointment_type()) => SettingsManage;
    appointment_types::booked_as("") => AppointmentsRead;
    appointment_types::edit(&id(), &unread(), &appointment_type(), &appointment_type()) => SettingsManage;
    appointment_types::find("") => AppointmentsRead;
    appointment_types::list() => AppointmentsRead;
    appointment_types::offered() => AppointmentsRead;
    measurement_kinds::add(&measurement_kind()) => SettingsManage;
    measurement_kinds::choices() => ChartRead;
    measurement_kinds::edit(&id(), &unread(), &measurement_kind(), &measurement_kind()) => SettingsManage;
    measurement_kinds::find("") => SettingsManage;
    measurement_kinds::list() => SettingsManage;
    measurement_kinds::offered() => ChartRead;
    nutrition_products::add(&nutrition_product()) => SettingsManage;
    nutrition_products::edit(&id(), &unread(), &nutrition_product(), &nutrition_product()) => SettingsManage;
    nutrition_products::find("") => SettingsManage;
    nutrition_products::list() => SettingsManage;
    nutrition_products::offered() => ChartRead;
    invoices::cash::close(&day(), &form(json!({ "counts": [], "remark": "" }))) => BillingCollect;
    invoices::cash::report(&day()) => BillingRead;
    invoices::cash::of_facility::csv(&day(), None) => BillingRead;
    invoices::cash::of_facility::report_at(&day(), &id()) => BillingRead;
    invoices::draft::add(&form(json!({
        "patientId": "", "appointmentId": null, "form": invoice(),
    }))) => BillingWrite;
    invoices::draft::edit(&id(), &unread(), &invoice(), &invoice()) => BillingWrite;
    invoices::draft::preview(&id(), &invoice()) => BillingWrite;
    invoices::draft::remove(&id(), &unread(), "") => BillingWrite;
    invoices::issue::doubted_policy(&id()) => BillingWrite;
    invoices::issue::issue(&id(), &unread()) => BillingWrite;
    invoices::list::list(&id()) => BillingRead;
    invoices::list::show(&id()) => BillingRead;
    invoices::list::show_draft(&id()) => BillingRead;
    invoices::overdue::overdue() => BillingRead;
    invoices::payments::take(&id(), &payment()) => BillingCollect;
    invoices::payments::refund(&id(), &payment()) => BillingCollect;
    invoices::print::receipt(&id()) => BillingRead;
    invoices::print::reminder(&id()) => BillingRead;
    invoices::void::void(&id(), "") => BillingWrite;
    invoices::worklist::to_bill() => BillingRead;
    invoices::packages::list::list(&id()) => BillingRead;
    invoices::packages::list::show(&id()) => BillingRead;
    invoices::packages::list::at_visit(&id()) => BillingRead;
    invoices::packages::sell::sell(&form(json!({
        "patientId": "", "serviceId": "", "form": package(), "price": "",
    }))) => BillingWrite;
    invoices::packages::sell::edit(&entry_edit(package())) => BillingWrite;
    invoices::packages::sell::remove(&id(), &unread(), "") => BillingWrite;
    invoices::packages::sell::removed(&id()) => BillingWrite;
    invoices::packages::sell::restore(&id(), &unread()) => BillingWrite;
    invoices::packages::uses::use_one(&form(json!({
        "packageId": "", "appointmentId": null, "on": null, "note": "",
    }))) => BillingCollect;
    invoices::packages::uses::give_back(&id()) => BillingCollect;
    invoices::quotes::list::list(&id()) => BillingRead;
    invoices::quotes::list::open() => BillingRead;
    invoices::quotes::list::print(&id()) => BillingRead;
    invoices::quotes::list::show(&id()) => BillingRead;
    invoices::quotes::write::add(&form(json!({ "patientId": "", "form": quote() }))) => BillingWrite;
    invoices::quotes::write::decline(&id(), &unread(), true) => BillingWrite;
    invoices::quotes::write::edit(&entry_edit(quote())) => BillingWrite;
    invoices::quotes::write::invoice(&id(), &unread()) => BillingWrite;
    invoices::quotes::write::preview(&id(), &form(quote())) => BillingWrite;
    invoices::quotes::write::remove(&id(), &unread(), "") => BillingWrite;
    invoices::quotes::write::removed(&id()) => BillingWrite;
    invoices::quotes::write::restore(&id(), &unread()) => BillingWrite;
    reports::report::report(&form(json!({
        "from": "2026-01-01", "until": "2026-01-01", "facilityId": null, "departmentId": null, "providerId": null,
    }))) => ReportsRead;
    reports::csv::csv(&form(json!({
        "from": "2026-01-01", "until": "2026-01-01", "facilityId": null, "departmentId": null, "providerId": null,
    })), reports::ReportTable::Rooms) => ReportsRead;
    preferences::choose(&form(json!({ "of": "paper", "seen": "", "value": "" }))) => SettingsManage;
    preferences::list() => UsersRead;
    roles::edit::add(&role()) => RolesManage;
    roles::edit::edit(&id(), &unread(), &role(), &role()) => RolesManage;
    roles::edit::list() => UsersRead;
    roles::edit::remove(&id(), &unread()) => RolesManage;
    claim_codes::add(&claim_code()) => BillingServices;
    claim_codes::edit(&id(), &unread(), &claim_code(), &claim_code()) => BillingServices;
    claim_codes::find("") => BillingRead;
    claim_codes::list() => BillingRead;
    claim_codes::offered() => BillingRead;
    services::add(&service()) => BillingServices;
    services::edit(&id(), &unread(), &service(), &service()) => BillingServices;
    services::find("") => BillingRead;
    services::list() => BillingRead;
    services::offered() => BillingRead;
    services::currencies() => BillingRead;
    exchange_tables::add(&exchange_table()) => SettingsManage;
    exchange_tables::edit(&id(), &unread(), &exchange_table(), &exchange_table()) => SettingsManage;
    exchange_tables::find("") => SettingsManage;
    exchange_tables::list(ScreenLanguage::En) => SettingsManage;
    exchange_tables::offered(ScreenLanguage::En) => ChartRead;
    notes::custom_fields::add(&custom_field()) => SettingsManage;
    notes::custom_fields::edit(&id(), &unread(), &custom_field(), &custom_field()) => SettingsManage;
    notes::custom_fields::find("") => SettingsManage;
    notes::custom_fields::list() => SettingsManage;
    notes::templates::add(&note_template()) => SettingsManage;
    notes::templates::edit(&id(), &unread(), &note_template(), &note_template()) => SettingsManage;
    notes::templates::find("", ScreenLanguage::En) => SettingsManage;
    notes::templates::list(ScreenLanguage::En) => SettingsManage;
    notes::templates::offered(NoteKind::Free, ScreenLanguage::En) => NotesWrite;
    locations::add [Room](&room()) => FacilitiesManage;
    locations::edit [Room](&id(), &unread(), &room(), &room()) => FacilitiesManage;
    locations::find [Room]("") => AppointmentsRead;
    locations::list [Room]() => AppointmentsRead;
    roles::rights() => UsersRead;
    screenings::next_steps::edit(&form(json!({
        "tool": "must", "category": "low", "text": "", "seen": "",
    }))) => SettingsManage;
    settings::note_recovery_sheet("") => SettingsManage;
    settings::note_recovery_test() => SettingsManage;
    settings::show() => UsersRead;
    sync::discard(&id()) => SyncRun;
    sync::page::show(Carrier::default()) => SyncRun;
    sync::rejected::export(&id()) => PatientsExport;
    sync::rejected::show(&id()) => SyncRun;
    sync::review::admit(b"") => ConflictsResolve;
    sync::review::list(&[]) => ConflictsResolve;
    sync::review::reject(b"", "") => ConflictsResolve;
    sync::review::show(&[], &[id()]) => ConflictsResolve;
    sync::send_again(&id()) => SyncRun;
    sync::status::carry_again() => UsersManage;
    sync::status::end_restored() => DevicesManage;
    sync::status::fetch_again() => SyncRun;
    sync::status::take_own_time() => DevicesManage;
    sync::status::take_server_time() => DevicesManage;
    users::add::add(&form(json!({
        "firstName": "", "lastName": "", "username": "", "email": "", "roleId": "", "departmentId": null,
    })), &Work::default(), "") => UsersManage;
    users::code::add_with_code(&form(json!({
        "firstName": "", "lastName": "", "username": "", "email": "", "roleId": "", "departmentId": null,
    })), &Work::default()) => UsersManage;
    users::code::new_code(&id()) => UsersManage;
    users::email::new_code(&id()) => UsersManage;
    users::email::verify(&id(), "") => UsersManage;
    users::details::show(&id()) => UsersManage;
    users::details::edit(&id(), &unread(), &user_form(), &user_form()) => UsersManage;
    users::list::list() => UsersRead;
    users::membership::give(&id(), &id(), None) => UsersManage;
    users::membership::end(&id(), &unread()) => UsersManage;
    users::password::reset_password(&id(), "") => UsersManage;
    users::edit::set_active(&id(), &unread(), false) => UsersManage;
    users::edit::hours(&id()) => AppointmentsRead;
    users::edit::set_hours(&id(), &unread(), "") => UsersManage;
    users::password::unlock(&id()) => UsersManage;
};
