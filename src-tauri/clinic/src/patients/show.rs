//! The head of a patient's page: who this is, what to watch for, where the record stands.

use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;

use crate::appointments::AppointmentView;
use crate::appointments::day::appointments_of;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::measurements::MeasureTile;
use crate::measurements::Series;
use crate::measurements::list::{person, points};
use crate::names::{PatientName, StaffNames};
use crate::notes::NoteView;
use crate::patients::duplicates::person::Person;
use crate::patients::identity;
use crate::patients::view::{ContactView, PatientEdit, PatientHeader};
use crate::view::{At, Id, ReadVersionToken, RecordSync, text};
use crate::{Clinic, allergies, contacts, notes, profile};
use serde::Serialize;
use specta::Type;

/// Clinical parts are empty without the right to see what is clinical.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientView {
    pub header: PatientHeader,
    pub form: PatientEdit,
    pub dietitian: Option<String>,
    pub measures: Vec<MeasureTile>,
    pub last_note: Option<NoteView>,
    pub history: String,
    pub dislikes: String,
    pub open_visit_id: Option<Id>,
    pub next_appointment: Option<AppointmentView>,
    pub appointments: Vec<AppointmentView>,
    pub contacts: Vec<ContactView>,
}

pub(crate) fn header(clinic: &Clinic, id: PatientId) -> Result<PatientHeader> {
    let reader = clinic.read();
    let row = or_not_found(reader.get::<Patient>(id)?, "patient")?;
    let may_see_clinical = clinic.actor.can(Right::ChartRead);
    let sees_allergies = if may_see_clinical {
        allergies::list(clinic, id)?
    } else {
        Vec::new()
    };
    Ok(PatientHeader {
        patient: PatientName::of(&row.value),
        status: row.value.status,
        allergies: sees_allergies,
        namesakes: namesakes(clinic, &row.value)?,
        may_edit: clinic.actor.can(Right::PatientsUpdate),
        may_see_clinical,
        deleted_at: row.deleted.map(|removal| At::of(removal.at)),
        sync: waiting(
            clinic,
            id,
            !row.conflicted.is_empty() || !row.damaged.is_empty(),
        )?,
    })
}

/// File numbers of others who bear exactly this name.
fn namesakes(clinic: &Clinic, patient: &Patient) -> Result<Vec<String>> {
    let person = Person::from(patient);
    let own = person.names();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let ids = super::search::find(clinic, &own.join(" "), 20)?;
    let others: Vec<_> = ids
        .into_iter()
        .filter(|id| *id != patient.id)
        .map(|id| id.0)
        .collect();
    let rows = clinic.read().by_ids::<Patient>(&others)?;
    let same = rows
        .iter()
        .filter(|row| row.deleted.is_none() && Person::from(&row.value).names() == own);
    Ok(same.map(|row| text(&row.value.file_number)).collect())
}

/// The patient's own state and that of everything which is theirs.
fn waiting(clinic: &Clinic, id: PatientId, needs_you: bool) -> Result<RecordSync> {
    let all = clinic.unlocked().vault().waiting_by_patient()?;
    let own = all.iter().find(|waiting| waiting.patient == id.0);
    Ok(own.map_or(
        RecordSync {
            needs_you,
            ..RecordSync::default()
        },
        |waiting| RecordSync {
            only_here: waiting.groups,
            since: Some(At::of(Time(waiting.since_us))),
            needs_you: needs_you || waiting.refused > 0,
        },
    ))
}

/// Opens a patient's record: the read that the audit log keeps. What is clinical is left out without the right to it.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &mut Clinic, patient: &Id) -> Result<PatientView> {
    clinic.may(Right::PatientsRead)?;
    let id: PatientId = patient.to()?;
    or_not_found(clinic.read().get::<Patient>(id)?, "patient")?;
    crate::reads::log_read(clinic, id)?;
    load(clinic, id)
}

fn load(clinic: &Clinic, id: PatientId) -> Result<PatientView> {
    let reader = clinic.read();
    let row = or_not_found(reader.get::<Patient>(id)?, "patient")?;
    let staff = StaffNames::read(&reader)?;
    let appointments = if clinic.actor.can(Right::AppointmentsRead) {
        appointments_of(clinic, id)?
    } else {
        Vec::new()
    };
    let now = At::of(clinic.now());
    let coming =
        |view: &&crate::appointments::AppointmentView| view.ends_at > now && view.is_ahead();
    let mut view = PatientView {
        header: header(clinic, id)?,
        form: PatientEdit {
            id: Id::of(id),
            seen: ReadVersionToken::of(&row.seen),
            form: identity::form_of(&row.value),
        },
        dietitian: row.value.dietitian.map(|user| staff.name(user)),
        measures: Vec::new(),
        last_note: None,
        history: String::new(),
        dislikes: String::new(),
        open_visit_id: None,
        next_appointment: appointments
            .iter()
            .filter(coming)
            .min_by_key(|view| view.starts_at.clone())
            .cloned(),
        appointments,
        contacts: contacts::list(clinic, id)?,
    };
    if clinic.actor.can(Right::ChartRead) {
        let (points, zone) = (points(&reader, id)?, clinic.zone()?);
        view.measures = Series {
            points: &points,
            person: person(&row.value),
            zone: &zone,
        }
        .tiles();
        let profile = profile::show(clinic, id)?;
        (view.history, view.dislikes) = (profile.history, profile.dislikes);
        let open = reader
            .visits_of(id)?
            .into_iter()
            .find(|visit| visit.deleted.is_none() && visit.value.ended_at.is_none());
        view.open_visit_id = open.map(|visit| Id::of(visit.value.id));
    }
    if clinic.actor.can(Right::NotesRead)
        && let Some(last) = notes::show::rows(clinic, id)?.first()
    {
        view.last_note = Some(notes::show::load(clinic, last.id.to()?)?);
    }
    Ok(view)
}
