//! Every operation names the right that it needs before it does anything else.
#![allow(clippy::unwrap_used)]

mod forms;

use forms::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sync_contract::Right;
use sync_contract::catalog::Room;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId, VisitId};
use uuid::Uuid;
use vault::SecondedOrders;
use vault::password::Password;

use crate::allergies::Severity;
use crate::appointments::AppointmentStatus;
use crate::audit::view::AuditQuery;
use crate::energy_estimates::NewEnergyEstimate;
use crate::facilities::FacilityForm;
use crate::follow_ups::FollowUpQuery;
use crate::form_drafts::FormOf;
use crate::locations::LocationForm;
use crate::measurement_kinds::MeasurementKindForm;
use crate::measurements::record::Reading;
use crate::measurements::{Correction, MeasureKind};
use crate::none_known::HealthList;
use crate::notes::custom_fields::{CustomFieldForm, CustomFieldKind};
use crate::notes::write::NewNote;
use crate::notes::{NoteDraft, NoteKind, NoteSection, NoteTemplateForm};
use crate::patients::view::{DeletionReason, PatientEdit, PatientForm};
use crate::profile::ProfileForm;
use crate::recalls::RecallKind;
use crate::screenings::NewScreening;
use crate::sync::status::Carrier;
use crate::tags::TagForm;
use crate::testing::{Machine, allergy, condition, diagnosis, goal, medication, task};
use crate::tests::labs::{potassium as lab_result, sheet as lab_sheet};
use crate::tests::nutrient_targets::target;
use crate::tests::recalls::{breakfast, food, new_recall};
use crate::timeline::TimelineQuery;
use crate::users::add::Work;
use crate::view::{Day, Id, ReadVersionToken, ScreenLanguage};
use crate::visits::VisitEdit;
use crate::*;

/// Returns each module's path and text, without the tests.
pub(crate) fn modules() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap();
            if name == "tests" || name == "testing" {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                let relative = path.strip_prefix(&root).unwrap().with_extension("");
                modules.push((relative.to_str().unwrap().replace('/', "::"), text));
            }
        }
    }
    modules.sort();
    modules
}

/// A `pub fn` that is given a clinic.
pub(crate) struct SourceOfOperation {
    pub path: String,
    pub signature: String,
    pub body: String,
}

pub(crate) fn operations() -> Vec<SourceOfOperation> {
    let given = [
        "clinic: &mut Clinic",
        "clinic: &Clinic",
        "mut clinic: Clinic",
        "clinic: Clinic",
    ];
    let mut operations = Vec::new();
    for (module, text) in modules() {
        for start in text.match_indices("\npub fn ").map(|(at, _)| at + 8) {
            let rest = &text[start..];
            let name = &rest[..rest.find(['(', '<']).unwrap()];
            let open = rest.find(" {\n").unwrap();
            let signature = &rest[..open];
            if given.iter().any(|given| signature.contains(given)) {
                operations.push(SourceOfOperation {
                    path: format!("{module}::{name}"),
                    signature: signature.to_owned(),
                    body: rest[open + 3..].trim_start().to_owned(),
                });
            }
        }
    }
    operations
}

#[test]
fn every_operation_asks_for_its_right_first() {
    let mut asked = 0;
    for SourceOfOperation { path, body, .. } in operations() {
        if WITHOUT.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let asks = body.starts_with("clinic.may(Right::");
        assert!(asks, "{path} does not name a right first");
        asked += 1;
    }
    assert!(asked > 50, "only {asked} operations were found");
}

#[test]
fn the_list_of_exceptions_is_true() {
    let (modules, operations) = (modules(), operations());
    for (path, reason) in WITHOUT {
        let (module, name) = path.rsplit_once("::").unwrap();
        let (_, text) = modules.iter().find(|(known, _)| known == module).unwrap();
        assert!(
            text.contains(&format!("pub fn {name}(")),
            "{path} is not there"
        );
        assert!(!reason.is_empty());
        let operation = operations.iter().find(|operation| operation.path == path);
        let asks = operation.is_some_and(|operation| operation.body.starts_with("clinic.may("));
        assert!(!asks, "{path} asks for a right");
    }
    let drafts = operations
        .iter()
        .find(|operation| operation.path == "notes::write::commit_all");
    assert!(
        drafts
            .unwrap()
            .body
            .starts_with("if !clinic.actor.can(Right::")
    );
}

type Operation = fn(&mut Clinic) -> Result<()>;

/// Lists each operation by its path, the right that it names, and a call whose arguments name nothing that exists.
macro_rules! operations {
    ($($($path:ident)::+ $([$of:ty])? ($($argument:expr),* $(,)?) => $right:ident;)+) => {
        &[$((
            concat!($("::", stringify!($path)),+),
            Right::$right,
            |clinic: &mut Clinic| $($path)::+$(::<$of>)?(clinic $(, $argument)*).map(drop),
        )),+]
    };
}

const OPERATIONS: &[(&str, Right, Operation)] = operations! {
    allergies::add(&id(), &allergy("", Severity::Mild)) => AllergiesWrite;
    allergies::list(no_patient()) => ChartRead;
    allergies::show(&id()) => ChartRead;
    allergies::edit(&entry_edit(allergy("", Severity::Mild))) => AllergiesWrite;
    allergies::remove(&id(), &unread(), "") => AllergiesWrite;
    allergies::removed(&id()) => AllergiesWrite;
    allergies::restore(&id(), &unread()) => AllergiesWrite;
    background::show(no_patient()) => ChartRead;
    conditions::add(&id(), &condition("")) => ProfilesWrite;
    conditions::list(no_patient()) => ChartRead;
    conditions::show(&id()) => ChartRead;
    conditions::edit(&entry_edit(condition(""))) => ProfilesWrite;
    conditions::remove(&id(), &unread(), "") => ProfilesWrite;
    conditions::removed(&id()) => ProfilesWrite;
    conditions::restore(&id(), &unread()) => ProfilesWrite;
    care_plan::show(&id()) => ChartRead;
    diagnoses::add(&id(), &diagnosis("")) => ProfilesWrite;
    diagnoses::list(no_patient()) => ChartRead;
    diagnoses::show(&id()) => ChartRead;
    diagnoses::edit(&entry_edit(diagnosis(""))) => ProfilesWrite;
    diagnoses::set_status(&form(json!({ "id": "", "seen": "", "status": "resolved", "goals": [] }))) => ProfilesWrite;
    diagnoses::remove(&id(), &unread(), "") => ProfilesWrite;
    diagnoses::removed(&id()) => ProfilesWrite;
    diagnoses::restore(&id(), &unread()) => ProfilesWrite;
    nutrient_targets::list::list(no_patient()) => ChartRead;
    nutrient_targets::list::show(&id()) => ChartRead;
    nutrient_targets::reference::intakes_of(&id(), None) => ChartRead;
    nutrient_targets::reference::set_from_reference(&id(), None) => ProfilesWrite;
    nutrient_targets::set::add(&id(), &target("75", "")) => ProfilesWrite;
    nutrient_targets::set::set_from_estimate(&id()) => ProfilesWrite;
    nutrient_targets::set::end(&id(), &unread(), "") => ProfilesWrite;
    nutrient_targets::set::remove(&id(), &unread(), "") => ProfilesWrite;
    nutrient_targets::set::removed(&id()) => ProfilesWrite;
    nutrient_targets::set::restore(&id(), &unread()) => ProfilesWrite;
    labs::list::list(&id()) => ChartRead;
    labs::list::show(&id()) => ChartRead;
    labs::list::show_result(&id()) => ChartRead;
    labs::record::consider(&form(json!({
        "patientId": "", "collectedOn": "2026-01-01", "form": lab_result("5.9"),
    }))) => MeasurementsWrite;
    labs::record::add_sheet(&form(json!({
        "patientId": "", "sheet": lab_sheet(), "results": [],
    }))) => MeasurementsWrite;
    labs::record::add_results(&id(), &[lab_result("5.9")]) => MeasurementsWrite;
    labs::record::edit_sheet(&form(json!({
        "id": "", "seen": "", "loaded": lab_sheet(), "form": lab_sheet(),
    }))) => MeasurementsWrite;
    labs::record::edit_result(&form(json!({
        "id": "", "seen": "", "form": lab_result("5.9"),
    }))) => MeasurementsWrite;
    labs::record::remove_result(&id(), &unread(), "") => MeasurementsWrite;
    labs::record::removed_result(&id()) => MeasurementsWrite;
    labs::record::restore_result(&id(), &unread()) => MeasurementsWrite;
    labs::record::remove_sheet(&id(), &unread(), "") => MeasurementsWrite;
    labs::record::removed_sheet(&id()) => MeasurementsWrite;
    labs::record::restore_sheet(&id(), &unread()) => MeasurementsWrite;
    recalls::list::list(&id()) => ChartRead;
    recalls::list::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::items::show(&id(), ScreenLanguage::En) => ChartRead;
    recalls::record::add(&new_recall(&id(), RecallKind::UsualDay), &[], ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::edit(&recall_edit(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::finish(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::reopen(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    recalls::record::removed(&id()) => MeasurementsWrite;
    recalls::record::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::add(&food(&id(), breakfast(), "01077", ""), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_amount(&form(json!({
        "id": "", "seen": "", "amount": "", "isRight": false,
    })), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::move_to(&id(), &unread(), &breakfast(), ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::set_time(&id(), &breakfast(), "", ScreenLanguage::En) => MeasurementsWrite;
    recalls::items::remove(&id(), &unread()) => MeasurementsWrite;
    recalls::items::removed(&id()) => MeasurementsWrite;
    recalls::items::restore(&id(), &unread(), ScreenLanguage::En) => MeasurementsWrite;
    goals::add(&id(), &goal("")) => ProfilesWrite;
    goals::list(no_patient()) => ChartRead;
    goals::show(&id()) => ChartRead;
    goals::edit(&entry_edit(goal(""))) => ProfilesWrite;
    goals::set_status(&form(json!({ "id": "", "seen": "", "status": "met" }))) => ProfilesWrite;
    goals::remove(&id(), &unread(), "") => ProfilesWrite;
    goals::removed(&id()) => ProfilesWrite;
    goals::restore(&id(), &unread()) => ProfilesWrite;
    tasks::add(&id(), &task("")) => ProfilesWrite;
    tasks::list(no_patient()) => ChartRead;
    tasks::owners() => ChartRead;
    tasks::show(&id()) => ChartRead;
    tasks::edit(&entry_edit(task(""))) => ProfilesWrite;
    tasks::finish(&id(), &unread()) => ProfilesWrite;
    tasks::reopen(&id(), &unread()) => ProfilesWrite;
    tasks::remove(&id(), &unread(), "") => ProfilesWrite;
    tasks::removed(&id()) => ProfilesWrite;
    tasks::restore(&id(), &unread()) => ProfilesWrite;
    medications::add(&id(), &medication("")) => ProfilesWrite;
    medications::list(no_patient()) => ChartRead;
    medications::show(&id()) => ChartRead;
    medications::edit(&entry_edit(medication(""))) => ProfilesWrite;
    medications::remove(&id(), &unread(), "") => ProfilesWrite;
    medications::removed(&id()) => ProfilesWrite;
    medications::restore(&id(), &unread()) => ProfilesWrite;
    none_known::add(&id(), HealthList::Conditions) => ProfilesWrite;
    none_known::list(no_patient()) => ChartRead;
    none_known::remove(&id(), HealthList::Conditions) => ProfilesWrite;
    appointments::book::book(&form(json!({
        "patientId": "", "providerId": "", "typeId": "", "startsAt": "", "minutes": 0, "reason": "",
    }))) => AppointmentsWrite;
    appointments::day::clashes() => AppointmentsRead;
    appointments::day::day(&day()) => AppointmentsRead;
    appointments::book::move_to(&form(json!({
        "id": "", "seen": "", "providerId": "", "startsAt": "", "minutes": 0,
    }))) => AppointmentsWrite;
    appointments::status::set_status(&id(), &unread(), AppointmentStatus::Arrived, None) => AppointmentsWrite;
    appointments::day::provider_choices() => PatientsRead;
    appointments::day::show(&id()) => AppointmentsRead;
    audit::export::begin(&AuditQuery::default(), "", audit::export::Form::Json) => AuditExport;
    audit::export::csv(&AuditQuery::default(), "", &mut std::io::sink()) => AuditExport;
    audit::export::json(&AuditQuery::default(), "", &mut std::io::sink()) => AuditExport;
    audit::list::list(&AuditQuery::default()) => AuditRead;
    audit::list::people() => AuditRead;
    audit::show::show(1, 1) => AuditRead;
    backup::create(Path::new("")) => BackupsCreate;
    calls::list(&id()) => AppointmentsRead;
    calls::record(&form(json!({
        "patientId": "", "purpose": "followUp", "result": "reached", "note": "",
    }))) => AppointmentsWrite;
    conflicts::show::list() => ConflictsRead;
    conflicts::release::append_siblings(&id()) => ConflictsResolve;
    conflicts::release::release_equal() => ConflictsResolve;
    conflicts::resolve::resolve(&form(json!({ "id": "", "seen": "", "choices": [] }))) => ConflictsResolve;
    conflicts::show::show(&id()) => ConflictsRead;
    conflicts::show::photo(&id(), 0) => ConflictsRead;
    conflicts::show::save_photo(&id(), 0, &mut std::io::sink()) => ConflictsRead;
    consents::add(&form(json!({
        "patientId": "", "version": "", "signedOn": "2026-01-01", "method": "paper", "note": "",
    }))) => PatientsUpdate;
    documents::list(&id()) => ChartRead;
    documents::show(&id()) => ChartRead;
    documents::begin(&new_document(), &file()) => DocumentsWrite;
    documents::resume(&id(), &file()) => DocumentsWrite;
    documents::store(&id(), &file(), 0, b"x") => DocumentsWrite;
    documents::check(&id()) => ChartRead;
    documents::part(&id(), 0) => ChartRead;
    documents::save(&id(), &mut std::io::sink()) => ChartRead;
    documents::edit(&document_edit()) => DocumentsWrite;
    documents::remove(&id(), &unread(), "") => DocumentsDelete;
    documents::removed(&id()) => DocumentsDelete;
    documents::restore(&id(), &unread()) => DocumentsDelete;
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
    office_documents::remove(&id(), &unread(), "") => PatientsUpdate;
    office_documents::removed(&id()) => PatientsUpdate;
    office_documents::restore(&id(), &unread()) => PatientsUpdate;
    consents::list(&id()) => PatientsRead;
    consents::remove(&id(), &unread(), "") => PatientsUpdate;
    consents::removed(&id()) => PatientsUpdate;
    consents::restore(&id(), &unread()) => PatientsUpdate;
    consents::show(&id()) => PatientsRead;
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
    care_team::add(&form(json!({ "patientId": "", "userId": "", "since": "2026-01-01" }))) => PatientsUpdate;
    care_team::end(&form(json!({ "id": "", "seen": "" }))) => PatientsUpdate;
    care_team::list(&id()) => PatientsRead;
    care_team::remove(&id(), &unread(), "") => PatientsUpdate;
    care_team::removed(&id()) => PatientsUpdate;
    care_team::restore(&id(), &unread()) => PatientsUpdate;
    care_team::show(&id()) => PatientsRead;
    tags::add(&no_tag()) => SettingsManage;
    tags::choices() => PatientsRead;
    tags::edit(&entry_edit(no_tag())) => SettingsManage;
    tags::find("") => PatientsRead;
    tags::list() => PatientsRead;
    tags::patient::put_on(&id(), &id()) => PatientsUpdate;
    tags::patient::take_off(&id(), &id()) => PatientsUpdate;
    contacts::add(&id(), &form(no_contact())) => PatientsUpdate;
    contacts::edit(&form(json!({
        "id": "", "seen": "", "loaded": no_contact(), "form": no_contact(),
    }))) => PatientsUpdate;
    contacts::show(&id()) => PatientsRead;
    contacts::list(no_patient()) => PatientsRead;
    contacts::remove(&id(), &unread()) => PatientsUpdate;
    contacts::removed(&id()) => PatientsUpdate;
    contacts::restore(&id(), &unread()) => PatientsUpdate;
    devices::invite() => DevicesManage;
    devices::list() => DevicesManage;
    devices::revoke(&id(), &unread(), "") => DevicesManage;
    file_state::accept("") => DevicesManage;
    export::all::csv(|_| Ok(Vec::new())) => ClinicExport;
    export::all::json(&mut std::io::sink()) => ClinicExport;
    export::patients::csv(&mut std::io::sink()) => PatientsExport;
    export::patients::json(&mut std::io::sink()) => PatientsExport;
    facilities::add(&facility()) => FacilitiesManage;
    facilities::edit(&id(), &unread(), &facility(), &facility()) => FacilitiesManage;
    facilities::find("") => AppointmentsRead;
    facilities::list() => AppointmentsRead;
    follow_ups::list(&follow_up()) => PatientsRead;
    follow_ups::list(&follow_up()) => AppointmentsRead;
    follow_ups::list(&follow_up()) => ChartRead;
    growth::growth(&id(), form(json!({ "indicator": "weightForAge", "asZ": false }))) => ChartRead;
    measurements::record::add(&reading()) => MeasurementsWrite;
    measurements::record::confirm(&id(), &unread()) => MeasurementsWrite;
    measurements::record::enter(&form(json!({ "patientId": "", "kind": "weight", "text": "" }))) => MeasurementsWrite;
    measurements::record::consider(&reading()) => MeasurementsWrite;
    measurements::record::record(&form(json!({
        "visitId": "", "kind": "weight", "text": "", "acceptDoubtful": false,
    }))) => MeasurementsWrite;
    measurements::record::consider_correction(&id(), &no_correction()) => MeasurementsWrite;
    measurements::record::correct(&id(), &unread(), &no_correction()) => MeasurementsWrite;
    measurements::list::list(&id()) => ChartRead;
    measurements::record::remove(&id(), &unread()) => MeasurementsWrite;
    measurements::record::removed(&id()) => MeasurementsWrite;
    measurements::record::restore(&id(), &unread()) => MeasurementsWrite;
    measurements::unsaved::record_unsaved() => MeasurementsWrite;
    measurements::list::show(&id()) => ChartRead;
    measurements::list::trend(&id(), &MeasureKind::Weight.into()) => ChartRead;
    measurements::list::understand(&id(), &MeasureKind::Weight.into(), "", None) => ChartRead;
    measurement_kinds::add(&measurement_kind()) => SettingsManage;
    measurement_kinds::choices() => ChartRead;
    measurement_kinds::edit(&id(), &unread(), &measurement_kind(), &measurement_kind()) => SettingsManage;
    measurement_kinds::find("") => SettingsManage;
    measurement_kinds::list() => SettingsManage;
    measurement_kinds::offered() => ChartRead;
    notes::sign::addendum(&id(), "", "") => NotesSign;
    notes::custom_fields::add(&custom_field()) => SettingsManage;
    notes::custom_fields::edit(&id(), &unread(), &custom_field(), &custom_field()) => SettingsManage;
    notes::custom_fields::find("") => SettingsManage;
    notes::custom_fields::list() => SettingsManage;
    notes::draft::save(&draft()) => NotesWrite;
    notes::show::list(&id()) => NotesRead;
    notes::show::show(&id()) => NotesRead;
    notes::sign::sign(&draft(), &Password::new("")) => NotesSign;
    notes::sign::sign_stored(&id()) => NotesSign;
    notes::templates::add(&note_template()) => SettingsManage;
    notes::templates::edit(&id(), &unread(), &note_template(), &note_template()) => SettingsManage;
    notes::templates::find("", ScreenLanguage::En) => SettingsManage;
    notes::templates::list(ScreenLanguage::En) => SettingsManage;
    notes::templates::offered(NoteKind::Free, ScreenLanguage::En) => NotesWrite;
    notes::versions::compare(&id(), &id(), &id()) => NotesRead;
    notes::versions::list(&id()) => NotesRead;
    notes::verify::verify(&id()) => NotesRead;
    notes::write::at_visit(no_patient(), VisitId(Uuid::nil())) => NotesWrite;
    notes::write::commit_draft(&id()) => NotesWrite;
    notes::write::create(&NewNote {
        patient: no_patient(), visit: None, kind: NoteKind::Free, sections: Vec::new(),
        custom: Vec::new(),
    }) => NotesWrite;
    notes::write::write(&draft()) => NotesWrite;
    patients::edit::delete(&id(), &unread(), DeletionReason::Other, "") => PatientsDelete;
    patients::duplicates::duplicates(&PatientForm::default()) => PatientsRead;
    patients::edit::edit(&PatientEdit {
        id: id(), seen: unread(), loaded: PatientForm::default(), form: PatientForm::default(),
    }) => PatientsUpdate;
    patients::import::import(b"") => PatientsImport;
    patients::import::import(b"") => PatientsCreate;
    patients::import::preview(b"") => PatientsImport;
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
    patients::list::list(&form(json!({ "text": "", "sort": "name", "limit": 1 }))) => PatientsRead;
    patients::register::register(&PatientForm::default()) => PatientsCreate;
    patients::edit::restore(&id(), &unread()) => PatientsDelete;
    patients::search::search("", 1) => PatientsRead;
    chart::show(&id()) => PatientsRead;
    locations::add [Room](&room()) => FacilitiesManage;
    locations::edit [Room](&id(), &unread(), &room(), &room()) => FacilitiesManage;
    locations::find [Room]("") => AppointmentsRead;
    locations::list [Room]() => AppointmentsRead;
    profile::edit(&ProfileForm::default(), &form(json!({
        "patientId": "", "seen": "", "history": "", "preferences": "", "dislikes": "", "remarks": "",
        "gestation": "", "motherHeight": "", "fatherHeight": "",
    }))) => ProfilesWrite;
    profile::show(no_patient()) => ChartRead;
    roles::rights() => UsersRead;
    form_drafts::discard(&FormOf::Registration) => PatientsRead;
    form_drafts::save(&left_form()) => PatientsRead;
    form_drafts::show(&FormOf::Registration) => PatientsRead;
    energy_estimates::draft::discard(&id(), None) => MeasurementsWrite;
    energy_estimates::draft::save(&estimate()) => MeasurementsWrite;
    energy_estimates::form::start(&id(), None) => ChartRead;
    energy_estimates::form::usual_method(&id(), None, &Default::default()) => ChartRead;
    energy_estimates::list::list(&id()) => ChartRead;
    energy_estimates::list::show(&id()) => ChartRead;
    energy_estimates::record::consider(&estimate()) => MeasurementsWrite;
    energy_estimates::record::record(&estimate()) => MeasurementsWrite;
    energy_estimates::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    screenings::draft::discard(&id(), None) => MeasurementsWrite;
    screenings::draft::save(&screening()) => MeasurementsWrite;
    screenings::form::start(&id(), None) => ChartRead;
    screenings::list::list(&id()) => ChartRead;
    screenings::list::show(&id()) => ChartRead;
    screenings::record::consider(&screening()) => MeasurementsWrite;
    screenings::record::record(&screening()) => MeasurementsWrite;
    screenings::record::remove(&id(), &unread(), "") => MeasurementsWrite;
    settings::edit(&form(json!({ "seen": "", "loadedLockMinutes": 2, "lockMinutes": 1 }))) => SettingsManage;
    settings::note_recovery_sheet("") => SettingsManage;
    settings::note_recovery_test() => SettingsManage;
    settings::show() => UsersRead;
    sync::discard(&id()) => SyncRun;
    sync::page::show(Carrier::default()) => SyncRun;
    sync::review::admit(b"") => ConflictsResolve;
    sync::review::list(&[]) => ConflictsResolve;
    sync::review::reject(b"", "") => ConflictsResolve;
    sync::review::show(&[], &[id()]) => ConflictsResolve;
    sync::send_again(&id()) => SyncRun;
    sync::status::end_restored() => DevicesManage;
    sync::status::take_server_time() => DevicesManage;
    timeline::list::list(&timeline()) => ChartRead;
    today::show(&day()) => AppointmentsRead;
    users::add::add(&form(json!({
        "firstName": "", "lastName": "", "username": "", "email": "", "roleId": "", "password": "",
    })), &Work::default()) => UsersManage;
    users::list::list() => UsersRead;
    users::password::reset_password(&id(), "") => UsersManage;
    users::edit::set_active(&id(), &unread(), false) => UsersManage;
    users::edit::hours(&id()) => AppointmentsRead;
    users::edit::set_hours(&id(), &unread(), "") => UsersManage;
    users::password::unlock(&id()) => UsersManage;
    visits::discard::discard(&id(), &unread()) => VisitsWrite;
    visits::discard::removed(&id()) => VisitsWrite;
    visits::discard::restore(&id(), &unread()) => VisitsWrite;
    visits::edit::edit(&visit()) => VisitsWrite;
    visits::edit::end(&visit()) => VisitsWrite;
    visits::list::list(&id()) => ChartRead;
    visits::show::show(&id()) => ChartRead;
    visits::start::start(&form(json!({ "patientId": "", "type": "initial" }))) => VisitsWrite;
};

/// Returns whether a user with every right but one is refused for that one.
fn is_refused(right: Right, operation: impl FnOnce(Actor) -> Result<()>, user: UserId) -> bool {
    let others = Right::ALL.iter().copied().filter(|other| *other != right);
    let answer = operation(Actor::new(user, others));
    matches!(answer, Err(Error::Forbidden(missing)) if missing == right)
}

#[test]
fn each_operation_is_refused_for_the_right_that_it_needs() {
    let machine = Machine::new();
    let (mut clinic, _) = machine.create_clinic(true);
    let user = clinic.user();
    for (name, right, operation) in OPERATIONS {
        let run = |actor| {
            clinic.actor = actor;
            operation(&mut clinic)
        };
        assert!(
            is_refused(*right, run, user),
            "{name} without {}",
            right.as_str()
        );
    }
    let seed = |actor| {
        clinic.actor = actor;
        crate::demo::seed::seed(clinic).map(drop)
    };
    assert!(is_refused(Right::DemoSeed, seed, user));
}

#[test]
fn the_table_of_rights_names_every_operation() {
    let mut named: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|(name, ..)| name.to_string())
        .collect();
    named.insert("::demo::seed::seed".into());
    let asking = operations()
        .into_iter()
        .filter(|operation| operation.body.starts_with("clinic.may(Right::"));
    let asking: BTreeSet<String> = asking
        .map(|operation| format!("::{}", operation.path))
        .collect();
    let differing: Vec<_> = named.symmetric_difference(&asking).collect();
    assert!(
        differing.is_empty(),
        "only in the table or only in the code: {differing:?}"
    );
}
