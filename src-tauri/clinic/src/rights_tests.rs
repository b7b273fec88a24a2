//! Every operation names the right that it needs before it does anything else.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sync_contract::Right;
use sync_contract::catalog::Room;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, UserId, VisitId};
use uuid::Uuid;
use vault::password::Password;

use crate::appointments::view::AppointmentStatus;
use crate::audit::view::AuditQuery;
use crate::facilities::view::FacilityForm;
use crate::measurements::MeasureKind;
use crate::measurements::add::Reading;
use crate::notes::NoteKind;
use crate::notes::view::NoteDraft;
use crate::notes::write::NewNote;
use crate::patients::view::{DeletionReason, PatientEdit, PatientForm, Relation, Severity};
use crate::places::view::PlaceForm;
use crate::sync::status::Carrier;
use crate::testing::Machine;
use crate::users::add::Work;
use crate::view::{Day, Id, ReadVersionToken};
use crate::visits::view::VisitEdit;
use crate::*;

/// Operations that ask for no right, and why.
const WITHOUT: [(&str, &str); 6] = [
    (
        "tenant/create.rs",
        "nobody is there yet who could lack a right",
    ),
    (
        "users/set_password.rs",
        "one's own password; the old one is asked for",
    ),
    (
        "users/session.rs",
        "who one is, and whom the lock screen shows before anybody has a right",
    ),
    (
        "audit/verify.rs",
        "works without a password and shows nobody's name",
    ),
    (
        "sync/status.rs",
        "works without a password and names no patient",
    ),
    (
        "settings/show.rs: lock_minutes",
        "everybody's own window asks when to lock itself",
    ),
];

/// Verbs: the files of a noun's folder whose public functions take a clinic or a vault.
pub(crate) fn operations() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.parent() != Some(&root)
                && path.extension().is_some_and(|end| end == "rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The bodies of the `pub fn`s that are given a clinic.
pub(crate) fn bodies(text: &str) -> Vec<(&str, &str)> {
    let mut bodies = Vec::new();
    for start in text.match_indices("\npub fn ").map(|(at, _)| at + 8) {
        let rest = &text[start..];
        let name = &rest[..rest.find(['(', '<']).unwrap()];
        let open = rest.find(" {\n").unwrap();
        let signature = &rest[..open];
        let is_given = [
            "clinic: &mut Clinic",
            "clinic: &Clinic",
            "mut clinic: Clinic",
            "clinic: Clinic",
        ];
        if is_given.iter().any(|given| signature.contains(given)) {
            bodies.push((name, rest[open + 3..].trim_start()));
        }
    }
    bodies
}

#[test]
fn every_operation_asks_for_its_right_first() {
    let mut asked = 0;
    for (path, text) in operations() {
        let name = path.to_str().unwrap();
        for (function, body) in bodies(&text) {
            let whole = format!("{name}: {function}");
            if WITHOUT
                .iter()
                .any(|(known, _)| *known == name || *known == whole)
            {
                continue;
            }
            let asks = body.starts_with("clinic.may(Right::");
            let leaves = body.starts_with("if !clinic.actor.can(Right::");
            assert!(
                asks || leaves,
                "{name}: {function} does not name a right first"
            );
            asked += 1;
        }
    }
    assert!(asked > 50, "only {asked} operations were found");
}

#[test]
fn the_list_of_exceptions_is_true() {
    let all = operations();
    for (name, reason) in WITHOUT {
        let (file, function) = name.split_once(": ").unwrap_or((name, ""));
        let found = all.iter().find(|(path, _)| path.to_str() == Some(file));
        let (_, text) = found.unwrap_or_else(|| panic!("{file} is not there"));
        assert!(
            text.contains(&format!("pub fn {function}")),
            "{name} is not there"
        );
        assert!(!reason.is_empty());
    }
}

type Operation = fn(&mut Clinic) -> Result<()>;

/// Each operation by its path, the right that it names, and a call whose arguments name nothing that there is.
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
    allergies::add::add(&id(), "", Severity::Mild) => AllergiesWrite;
    allergies::list::list(nobody()) => ChartRead;
    allergies::show::show(&id()) => ChartRead;
    allergies::remove::remove(&id(), &unread(), "") => AllergiesWrite;
    appointments::book::book(&form(json!({
        "patientId": "", "providerId": "", "typeId": "", "startsAt": "", "minutes": 0, "reason": "",
    }))) => AppointmentsWrite;
    appointments::clashes::clashes() => AppointmentsRead;
    appointments::day::day(&day()) => AppointmentsRead;
    appointments::move_to::move_to(&form(json!({
        "id": "", "seen": "", "providerId": "", "startsAt": "", "minutes": 0,
    }))) => AppointmentsWrite;
    appointments::set_status::set_status(&id(), &unread(), AppointmentStatus::Arrived, None) => AppointmentsWrite;
    appointments::show::show(&id()) => AppointmentsRead;
    audit::export::begin(&AuditQuery::default(), "", audit::export::Form::Json) => AuditExport;
    audit::export::csv(&AuditQuery::default(), "", &mut Vec::new()) => AuditExport;
    audit::export::json(&AuditQuery::default(), "", &mut Vec::new()) => AuditExport;
    audit::list::list(&AuditQuery::default()) => AuditRead;
    audit::people::people() => AuditRead;
    audit::show::show(1) => AuditRead;
    backup::create::create(Path::new("")) => BackupsCreate;
    conflicts::list::list() => ConflictsRead;
    conflicts::release::keep_as_addenda(&id()) => ConflictsResolve;
    conflicts::release::release_equal() => ConflictsResolve;
    conflicts::resolve::resolve(&form(json!({ "id": "", "seen": "", "choices": [] }))) => ConflictsResolve;
    conflicts::show::show(&id()) => ConflictsRead;
    contacts::add::add(&id(), "", Relation::Other, "") => PatientsUpdate;
    contacts::edit::edit(&id(), &unread(), "", Relation::Other, "") => PatientsUpdate;
    contacts::show::show(&id()) => PatientsRead;
    contacts::list::list(nobody()) => PatientsRead;
    contacts::remove::remove(&id(), &unread()) => PatientsUpdate;
    devices::invite::invite() => DevicesManage;
    devices::list::list() => DevicesManage;
    devices::revoke::revoke(&id(), &unread(), "") => DevicesManage;
    export::all::csv(|_| Ok(Vec::new())) => ClinicExport;
    export::all::json(&mut Vec::new()) => ClinicExport;
    export::patients::csv(&mut Vec::new()) => PatientsExport;
    export::patients::json(&mut Vec::new()) => PatientsExport;
    facilities::add::add(&facility()) => FacilitiesManage;
    facilities::edit::edit(&id(), &unread(), &facility()) => FacilitiesManage;
    facilities::list::find("") => AppointmentsRead;
    facilities::list::list() => AppointmentsRead;
    measurements::add::add(&reading()) => MeasurementsWrite;
    measurements::add::consider(&reading()) => MeasurementsWrite;
    measurements::add::record(&form(json!({
        "visitId": "", "kind": "weight", "text": "", "keepDoubtful": false,
    }))) => MeasurementsWrite;
    measurements::correct::consider(&id(), MeasureKind::Weight, "") => MeasurementsWrite;
    measurements::correct::correct(&id(), &unread(), MeasureKind::Weight, "") => MeasurementsWrite;
    measurements::list::list(&id()) => ChartRead;
    measurements::remove::remove(&id(), &unread()) => MeasurementsWrite;
    measurements::show::show(&id()) => ChartRead;
    measurements::trend::trend(&id(), MeasureKind::Weight) => ChartRead;
    measurements::understand::understand(&id(), MeasureKind::Weight, "") => ChartRead;
    notes::addendum::addendum(&id(), "", "") => NotesSign;
    notes::draft::save(&draft()) => NotesWrite;
    notes::list::list(&id()) => NotesRead;
    notes::show::show(&id()) => NotesRead;
    notes::sign::sign(&draft(), &Password::new("")) => NotesSign;
    notes::sign::sign_stored(&id()) => NotesSign;
    notes::templates::templates(NoteKind::Free) => NotesWrite;
    notes::verify::verify(&id()) => NotesRead;
    notes::write::at_visit(nobody(), VisitId(Uuid::nil())) => NotesWrite;
    notes::write::commit_draft(&id()) => NotesWrite;
    notes::write::create(&NewNote {
        patient: nobody(), visit: None, kind: NoteKind::Free, sections: Vec::new(),
    }) => NotesWrite;
    notes::write::write(&draft()) => NotesWrite;
    patients::delete::delete(&id(), &unread(), DeletionReason::Other, "") => PatientsDelete;
    patients::duplicates::duplicates(&PatientForm::default()) => PatientsRead;
    patients::edit::edit(&PatientEdit {
        id: id(), seen: unread(), form: PatientForm::default(),
    }) => PatientsUpdate;
    patients::import::import(b"") => PatientsImport;
    patients::import::import(b"") => PatientsCreate;
    patients::import::preview(b"") => PatientsImport;
    patients::list::list(&form(json!({ "text": "", "sort": "name", "limit": 1 }))) => PatientsRead;
    patients::register::register(&PatientForm::default()) => PatientsCreate;
    patients::restore::restore(&id(), &unread()) => PatientsDelete;
    patients::search::search("", 1) => PatientsRead;
    patients::show::show(&id()) => PatientsRead;
    places::add::add [Room](&room()) => FacilitiesManage;
    places::edit::edit [Room](&id(), &unread(), &room()) => FacilitiesManage;
    places::list::find [Room]("") => AppointmentsRead;
    places::list::list [Room]() => AppointmentsRead;
    profile::edit::edit(&form(json!({
        "patientId": "", "seen": "", "history": "", "preferences": "", "dislikes": "", "remarks": "",
    }))) => ProfilesWrite;
    profile::show::show(nobody()) => ChartRead;
    roles::list::rights() => UsersRead;
    settings::edit::edit(&form(json!({ "seen": "", "lockMinutes": 1 }))) => SettingsManage;
    settings::edit::note_recovery_sheet("") => SettingsManage;
    settings::edit::note_recovery_test() => SettingsManage;
    settings::show::show() => UsersRead;
    sync::discard::discard(&id()) => SyncRun;
    sync::page::show(Carrier::default()) => SyncRun;
    sync::send_again::send_again(&id()) => SyncRun;
    today::show::show(&day()) => AppointmentsRead;
    users::add::add(&form(json!({
        "firstName": "", "lastName": "", "username": "", "email": "", "roleId": "", "password": "",
    })), &Work::default()) => UsersManage;
    users::list::list() => UsersRead;
    users::reset_password::reset_password(&id(), "") => UsersManage;
    users::set_active::set_active(&id(), &unread(), false) => UsersManage;
    users::set_hours::hours(&id()) => AppointmentsRead;
    users::set_hours::set_hours(&id(), &unread(), "") => UsersManage;
    users::unlock::unlock(&id()) => UsersManage;
    visits::edit::edit(&visit()) => VisitsWrite;
    visits::end::end(&visit()) => VisitsWrite;
    visits::list::list(&id()) => ChartRead;
    visits::show::show(&id()) => ChartRead;
    visits::start::start(&form(json!({ "patientId": "", "type": "initial" }))) => VisitsWrite;
};

fn id() -> Id {
    Id::of(Uuid::nil())
}

fn nobody() -> PatientId {
    PatientId(Uuid::nil())
}

fn unread() -> ReadVersionToken {
    ReadVersionToken(String::new())
}

fn day() -> Day {
    Day("2026-11-20".into())
}

fn form<T: DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

fn draft() -> NoteDraft {
    form(json!({ "id": "", "seen": "", "kind": "free", "sections": [] }))
}

fn visit() -> VisitEdit {
    form(json!({ "id": "", "seen": "", "type": "initial", "complaint": "" }))
}

fn reading() -> Reading {
    Reading {
        patient: nobody(),
        visit: None,
        kind: MeasureKind::Weight,
        text: String::new(),
        at: Time(0),
        keep_doubtful: false,
    }
}

fn facility() -> FacilityForm {
    FacilityForm {
        name: String::new(),
        address: String::new(),
        phone: String::new(),
        licence_number: String::new(),
        time_zone: String::new(),
        currency: String::new(),
        is_active: true,
    }
}

fn room() -> PlaceForm {
    PlaceForm {
        name: String::new(),
        code: String::new(),
        facility_id: None,
        is_active: true,
    }
}

/// Whether a user with every right but one is refused for that one.
fn is_refused(right: Right, operation: impl FnOnce(Actor) -> Result<()>, user: UserId) -> bool {
    let others = Right::ALL.iter().copied().filter(|other| *other != right);
    let answer = operation(Actor::new(user, others));
    matches!(answer, Err(Error::Forbidden(missing)) if missing == right)
}

#[test]
fn each_operation_is_refused_for_the_right_that_it_needs() {
    let machine = Machine::new();
    let (mut clinic, _) = machine.found(true);
    let user = clinic.user();
    for (name, right, operation) in OPERATIONS {
        let run = |actor| {
            clinic.actor = actor;
            operation(&mut clinic)
        };
        assert!(
            is_refused(*right, run, user),
            "{name} without {}",
            right.word()
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
    let mut asking = BTreeSet::new();
    for (path, text) in operations() {
        let module = path.to_str().unwrap().replace('/', "::");
        let module = module
            .trim_end_matches(".rs")
            .replace("import::run", "import");
        for (function, body) in bodies(&text) {
            if body.starts_with("clinic.may(Right::") {
                asking.insert(format!("::{module}::{function}"));
            }
        }
    }
    let differing: Vec<_> = named.symmetric_difference(&asking).collect();
    assert!(
        differing.is_empty(),
        "only in the table or only in the code: {differing:?}"
    );
}
