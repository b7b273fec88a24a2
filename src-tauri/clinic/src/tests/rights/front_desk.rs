//! Operations on who the patients are, and on the diary.

use super::*;
use crate::patients::import::{ImportPlan, Importing};

pub(super) const FRONT_DESK: &[(&str, Right, Operation)] = operations! {
    absences::list::list(&form(json!({ "part": "current", "offset": 0, "limit": 100 }))) => AppointmentsRead;
    absences::list::preview(&absence()) => AppointmentsRead;
    absences::list::overlapping(&absence(), None) => AppointmentsRead;
    absences::list::show(&id()) => AppointmentsRead;
    absences::record::add(&absence()) => AppointmentsWrite;
    absences::record::edit(&id(), &unread(), &absence(), &absence()) => AppointmentsWrite;
    absences::record::end(&id()) => AppointmentsWrite;
    appointments::batch::preview(&[]) => AppointmentsWrite;
    appointments::batch::book_all(&[], true) => AppointmentsWrite;
    appointments::book::book(&form(new_appointment())) => AppointmentsWrite;
    appointments::doubts::book_unless_taken(&form(new_appointment()), &[]) => AppointmentsWrite;
    appointments::doubts::move_unless_taken(&form(no_move())) => AppointmentsWrite;
    appointments::doubts::of_booking(&form(new_appointment())) => AppointmentsWrite;
    appointments::doubts::of_move(&form(no_move())) => AppointmentsWrite;
    appointments::day::day(&day()) => AppointmentsRead;
    appointments::day::week(&form(json!({ "day": "2026-11-20", "of": null }))) => AppointmentsRead;
    appointments::month::month(&form(json!({ "day": "2026-11-20", "of": null }))) => AppointmentsRead;
    appointments::arrivals::arrivals(&day()) => AppointmentsRead;
    appointments::book::move_to(&form(no_move())) => AppointmentsWrite;
    appointments::series::book::preview(&form(json!({
        "appointment": new_appointment(), "rule": { "every": 1, "unit": "week", "end": { "by": "count", "count": 2 } },
        "moved": [], "skipped": [],
    }))) => AppointmentsWrite;
    appointments::series::book::book(&form(json!({ "appointment": new_appointment(), "dates": [] })))
        => AppointmentsWrite;
    appointments::series::later::preview(&form(json!({ "to": no_move(), "moved": [], "skipped": [] })))
        => AppointmentsWrite;
    appointments::series::later::move_later(&form(json!({ "to": no_move(), "dates": [] }))) => AppointmentsWrite;
    appointments::series::later::move_back(&[]) => AppointmentsWrite;
    appointments::series::list::show(&id()) => AppointmentsRead;
    appointments::series::cancel::cancel_later(&form(json!({
        "id": "", "seen": "", "why": { "code": null, "text": "" },
    }))) => AppointmentsWrite;
    appointments::series::cancel::restore(&[]) => AppointmentsWrite;
    appointments::groups::list::show(&id()) => AppointmentsRead;
    appointments::groups::list::seat_of(&id(), &id()) => AppointmentsRead;
    appointments::groups::edit::edit(
        &id(), (&unread(), None), &form(json!({ "seats": 2, "topic": "" })), &form(json!({ "seats": 3, "topic": "" })),
    ) => AppointmentsWrite;
    appointments::groups::seats::give(&form(json!({ "id": "", "patientId": "", "reason": "", "later": false })))
        => AppointmentsWrite;
    appointments::groups::seats::take(&form(json!({ "id": "", "seen": "", "later": false }))) => AppointmentsWrite;
    appointments::groups::seats::undo_give(&[]) => AppointmentsWrite;
    appointments::groups::seats::undo_take(&[]) => AppointmentsWrite;
    appointments::groups::seats::record(&id(), &unread(), appointments::groups::Attendance::Expected)
        => AppointmentsWrite;
    appointments::status::set_status(&id(), &unread(), AppointmentStatus::Arrived, None) => AppointmentsWrite;
    appointments::day::provider_choices() => PatientsRead;
    appointments::day::show(&id()) => AppointmentsRead;
    appointments::details::show(&id()) => AppointmentsRead;
    calls::list(&id()) => AppointmentsRead;
    clashes::list::list(&form(json!({ "part": "current", "offset": 0, "limit": 100 }))) => AppointmentsRead;
    clashes::list::history(&form(json!({ "offset": 0, "limit": 100 }))) => AppointmentsRead;
    clashes::decide::decide(&clash(), clashes::ClashChoice::Keep) => AppointmentsWrite;
    clashes::decide::move_one(&form(json!({
        "clash": { "id": null, "appointmentId": "", "otherId": "" },
        "to": no_move(),
    }))) => AppointmentsWrite;
    reminders::list(None) => AppointmentsRead;
    waiting_list::list::list(&form(json!({ "part": "current", "offset": 0, "limit": 100 }))) => AppointmentsRead;
    waiting_list::list::show(&id()) => AppointmentsRead;
    waiting_list::offers::list() => AppointmentsRead;
    waiting_list::offers::fits(&id()) => AppointmentsRead;
    waiting_list::offers::dismiss(&[id()], true) => AppointmentsWrite;
    waiting_list::record::add(&form(json!({ "patientId": "", "wishes": any_time() }))) => AppointmentsWrite;
    waiting_list::record::ask_to_call(&id()) => AppointmentsWrite;
    waiting_list::record::edit(&id(), &unread(), &form(any_time()), &form(any_time())) => AppointmentsWrite;
    waiting_list::record::call(&form(json!({
        "id": "", "result": "reached", "retryOn": null, "note": "",
    }))) => AppointmentsWrite;
    waiting_list::record::end(&id(), &unread(), "") => AppointmentsWrite;
    waiting_list::record::reopen(&id(), &unread()) => AppointmentsWrite;
    waiting_list::book::book(&form(json!({
        "id": "", "seen": "", "appointment": new_appointment(),
    }))) => AppointmentsWrite;
    calls::record(&form(json!({
        "patientId": "", "purpose": "followUp", "result": "reached", "note": "",
    }))) => AppointmentsWrite;
    consents::add(&form(json!({
        "patientId": "", "version": "", "signedOn": "2026-01-01", "method": "paper", "note": "",
    }))) => PatientsUpdate;
    photos::show(&id()) => PatientsRead;
    photos::content(&id()) => PatientsRead;
    photos::save(&id(), &mut std::io::sink()) => PatientsRead;
    photos::set(&form(json!({ "patientId": "", "seen": null })), b"x") => PatientsUpdate;
    photos::remove(&id(), &unread(), "") => PatientsUpdate;
    photos::removed(&id()) => PatientsUpdate;
    photos::restore(&id(), &unread()) => PatientsUpdate;
    office_documents::list(&id()) => PatientsRead;
    office_documents::show(&id()) => PatientsRead;
    office_documents::begin(&new_document(), &file()) => PatientsUpdate;
    office_documents::resume(&id(), &file()) => PatientsUpdate;
    office_documents::store(&id(), &file(), 0, b"x") => PatientsUpdate;
    office_documents::check(&id()) => PatientsRead;
    office_documents::part(&id(), 0) => PatientsRead;
    office_documents::save(&id(), &mut std::io::sink()) => PatientsRead;
    office_documents::edit(&document_edit()) => PatientsUpdate;
    office_documents::file(&id(), &unread()) => PatientsUpdate;
    office_documents::unfile(&id(), &unread()) => PatientsUpdate;
    filing::worklist() => DocumentsWrite;
    filing::worklist() => ChartRead;
    filing::worklist() => PatientsRead;
    filing::worklist() => PatientsUpdate;
    office_documents::remove(&id(), &unread(), "") => PatientsUpdate;
    office_documents::removed(&id()) => PatientsUpdate;
    office_documents::restore(&id(), &unread()) => PatientsUpdate;
    consents::list(&id()) => PatientsRead;
    consents::remove(&id(), &unread(), "") => PatientsUpdate;
    consents::removed(&id()) => PatientsUpdate;
    consents::restore(&id(), &unread()) => PatientsUpdate;
    consents::show(&id()) => PatientsRead;
    consents::name_form(&form(json!({ "id": "", "seen": "" }))) => PatientsUpdate;
    consents::withdraw(&form(json!({ "id": "", "seen": "" }))) => PatientsUpdate;
    portal::activate("", "") => PatientsUpdate;
    portal::change(&form(json!({ "id": "", "seen": "", "status": "closed" }))) => PatientsUpdate;
    portal::choose(&entry_edit(shows_nothing())) => PatientsUpdate;
    portal::invite(&form(json!({ "patientId": "", "shows": shows_nothing() }))) => PatientsUpdate;
    portal::list(&id()) => PatientsRead;
    portal::show(&id()) => PatientsRead;
    insurance::add(&form(json!({
        "patientId": "", "form": no_policy(), "socialSecurityNumber": "",
    }))) => PatientsUpdate;
    insurance::edit(&entry_edit(no_policy())) => PatientsUpdate;
    insurance::list(&id()) => PatientsRead;
    insurance::remove(&id(), &unread(), "") => PatientsUpdate;
    insurance::removed(&id()) => PatientsUpdate;
    insurance::restore(&id(), &unread()) => PatientsUpdate;
    insurance::show(&id()) => PatientsRead;
    insurance::social_security_number(&id()) => PatientsRead;
    record_requests::add(&form(json!({ "patientId": "", "form": no_record_request() }))) => PatientsExport;
    record_requests::done(&id(), &unread()) => PatientsExport;
    record_requests::list(&id()) => PatientsRead;
    record_requests::refuse(&id(), &unread(), "") => PatientsExport;
    record_requests::reopen(&id(), &unread()) => PatientsExport;
    record_requests::show(&id()) => PatientsRead;
    record_requests::worklist() => PatientsExport;
    record_requests::worklist() => PatientsRead;
    referrals::add(&form(json!({ "patientId": "", "form": no_referral() }))) => PatientsUpdate;
    referrals::edit(&entry_edit(no_referral())) => PatientsUpdate;
    referrals::list(&id()) => PatientsRead;
    referrals::remove(&id(), &unread(), "") => PatientsUpdate;
    referrals::removed(&id()) => PatientsUpdate;
    referrals::restore(&id(), &unread()) => PatientsUpdate;
    referrals::show(&id()) => PatientsRead;
    care_team::add(&form(json!({ "patientId": "", "userId": "", "since": "2026-01-01" }))) => PatientsUpdate;
    care_team::end(&form(json!({ "id": "", "seen": "" }))) => PatientsUpdate;
    care_team::list(&id()) => PatientsRead;
    care_team::remove(&id(), &unread(), "") => PatientsUpdate;
    care_team::removed(&id()) => PatientsUpdate;
    care_team::restore(&id(), &unread()) => PatientsUpdate;
    care_team::show(&id()) => PatientsRead;
    contacts::add(&id(), &form(no_contact())) => PatientsUpdate;
    contacts::edit(&form(json!({
        "id": "", "seen": "", "loaded": no_contact(), "form": no_contact(),
    }))) => PatientsUpdate;
    contacts::show(&id()) => PatientsRead;
    contacts::list(no_patient()) => PatientsRead;
    contacts::remove(&id(), &unread()) => PatientsUpdate;
    contacts::removed(&id()) => PatientsUpdate;
    contacts::restore(&id(), &unread()) => PatientsUpdate;
    follow_ups::list(&follow_up()) => PatientsRead;
    follow_ups::list(&follow_up()) => AppointmentsRead;
    follow_ups::list(&follow_up()) => ChartRead;
    patients::edit::delete(&id(), &unread(), DeletionReason::Other, "") => PatientsDelete;
    patients::duplicates::duplicates(&PatientForm::default()) => PatientsRead;
    patients::edit::edit(&PatientEdit {
        id: id(), seen: unread(), loaded: PatientForm::default(), form: PatientForm::default(),
    }) => PatientsUpdate;
    patients::import::run::begin(&no_list(), &ImportPlan::default()) => PatientsImport;
    patients::import::run::begin(&no_list(), &ImportPlan::default()) => PatientsCreate;
    patients::import::check::columns(&no_list()) => PatientsImport;
    patients::import::undo::list() => PatientsImport;
    patients::import::run::next(&mut Importing::default()) => PatientsImport;
    patients::import::run::next(&mut Importing::default()) => PatientsCreate;
    patients::import::check::preview(&no_list(), &ImportPlan::default()) => PatientsImport;
    patients::import::undo::undo(&id(), None) => PatientsImport;
    patients::import::undo::undo(&id(), None) => PatientsDelete;
    patients::import::save::write_errors(&no_list(), &ImportPlan::default(), &[], &mut Vec::new())
        => PatientsImport;
    patients::erase::erase(&erasure_orders()) => PatientsErase;
    patients::erase::certificate(&SecondedOrders::default()) => PatientsErase;
    patients::erase::list() => PatientsErase;
    patients::erase::preview(&id()) => PatientsErase;
    patients::erase::second(&erasure_form(), &erasure_signer()) => PatientsErase;
    patients::merge::merge(&form(json!({
        "from": "", "into": "", "seen": "", "take": [], "checked": false, "reason": "",
    }))) => PatientsMerge;
    patients::merge::preview(&id(), &id()) => PatientsMerge;
    patients::undo_merge::undo(&id()) => PatientsMerge;
    patients::duplicates::list::list(&form(json!({ "offset": 0, "limit": 1 }))) => PatientsMerge;
    patients::duplicates::list::list(&form(json!({ "offset": 0, "limit": 1 }))) => PatientsRead;
    patients::list::list(&form(json!({ "text": "", "sort": "name", "limit": 1 }))) => PatientsRead;
    patients::register::register(&PatientForm::default()) => PatientsCreate;
    patients::deleted::list() => PatientsDelete;
    patients::edit::restore(&id(), &unread()) => PatientsDelete;
    patients::search::search("", 1) => PatientsRead;
    form_drafts::discard(&FormOf::Registration) => PatientsRead;
    form_drafts::save(&left_form()) => PatientsRead;
    form_drafts::show(&FormOf::Registration) => PatientsRead;
    today::show(&day()) => AppointmentsRead;
};
