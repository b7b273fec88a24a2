//! Every operation names the right that it needs before it does anything else.
#![allow(clippy::unwrap_used)]

mod food;
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
use crate::appointment_types::AppointmentTypeForm;
use crate::appointments::AppointmentStatus;
use crate::audit::view::AuditQuery;
use crate::energy_estimates::NewEnergyEstimate;
use crate::facilities::FacilityForm;
use crate::follow_ups::FollowUpQuery;
use crate::form_drafts::FormOf;
use crate::locations::LocationForm;
use crate::measurement_kinds::MeasurementKindForm;
use crate::measurements::record::ReadingEntry;
use crate::measurements::{Correction, MeasureKind};
use crate::none_known::HealthList;
use crate::notes::custom_fields::{CustomFieldForm, CustomFieldKind};
use crate::notes::write::NewNote;
use crate::notes::{NoteDraft, NoteKind, NoteSection, NoteTemplateForm};
use crate::patients::view::{DeletionReason, PatientEdit, PatientForm};
use crate::profile::ProfileForm;
use crate::screenings::NewScreening;
use crate::sync::status::Carrier;
use crate::tags::TagForm;
use crate::testing::{Machine, allergy, condition, diagnosis, goal, medication, task};
use crate::tests::nutrient_targets::target;
use crate::timeline::TimelineQuery;
use crate::users::add::Work;
use crate::users::details::UserForm;
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

pub(super) type Operation = fn(&mut Clinic) -> Result<()>;

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

use operations as table;

mod clinical;
mod front_desk;
mod organisation;

use clinical::CLINICAL;
use front_desk::FRONT_DESK;
use organisation::ORGANISATION;

const OPERATIONS: [&[(&str, Right, Operation)]; 4] =
    [CLINICAL, food::OPERATIONS, FRONT_DESK, ORGANISATION];

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
    for (name, right, operation) in OPERATIONS.into_iter().flatten() {
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
    let machine = Machine::new();
    let (mut clinic, _) = machine.create_clinic(true);
    let user = clinic.user();
    let seed_people = |actor| {
        clinic.actor = actor;
        crate::demo::seed::seed_people(clinic, 1).map(drop)
    };
    assert!(is_refused(Right::DemoSeed, seed_people, user));
    let machine = Machine::new();
    let (mut clinic, _) = machine.create_clinic(true);
    let user = clinic.user();
    let undo = |actor| {
        clinic.actor = actor;
        crate::demo::undo::undo(&mut clinic).map(drop)
    };
    assert!(is_refused(Right::DemoSeed, undo, user));
}

#[test]
fn the_table_of_rights_names_every_operation() {
    let mut named: BTreeSet<String> = OPERATIONS
        .into_iter()
        .flatten()
        .map(|(name, ..)| name.to_string())
        .collect();
    named.insert("::demo::seed::seed".into());
    named.insert("::demo::seed::seed_people".into());
    named.insert("::demo::undo::undo".into());
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
