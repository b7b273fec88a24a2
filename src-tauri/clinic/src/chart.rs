//! The chart of a patient: everything about them on one page, as far as this user may see it.

use serde::Serialize;
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use vault::read::Stored;

use crate::appointments::AppointmentView;
use crate::appointments::day::appointments_of;
use crate::background::BackgroundView;
use crate::care_team::CareTeamView;
use crate::consents::Consents;
use crate::contacts::ContactView;
use crate::error::{Error, Result};
use crate::insurance::Insurance;
use crate::measurements::list::{person, points};
use crate::measurements::{MeasureTile, Series, UnitSystem};
use crate::names::StaffNames;
use crate::notes::NoteView;
use crate::patients::header::header_of;
use crate::patients::identity;
use crate::patients::view::{EditablePatient, PatientHeader};
use crate::portal::Portal;
use crate::pregnancies::Pregnancies;
use crate::referrals::Referrals;
use crate::stays::Stays;
use crate::stays::list::of_patient as stays_of;
use crate::view::{At, Id, ReadVersionToken};
use crate::{
    Clinic, background, care_team, chart_row, consents, contacts, insurance, notes, portal,
    pregnancies, referrals,
};

/// Clinical parts are empty without the right to see what is clinical. `insurance` is none for a user without billing.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientView {
    pub header: PatientHeader,
    pub form: EditablePatient,
    pub dietitian: Option<String>,
    pub measures: Vec<MeasureTile>,
    pub last_note: Option<NoteView>,
    pub background: Option<BackgroundView>,
    pub pregnancies: Option<Pregnancies>,
    pub stays: Option<Stays>,
    pub open_visit_id: Option<Id>,
    pub next_appointment: Option<AppointmentView>,
    pub appointments: Vec<AppointmentView>,
    pub contacts: Vec<ContactView>,
    pub consents: Consents,
    pub care_team: CareTeamView,
    pub insurance: Option<Insurance>,
    pub referrals: Referrals,
    pub portal: Portal,
}

/// Opens a patient's record and logs the read. Clinical data is left out without the right to it.
///
/// # Errors
/// `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &mut Clinic, patient: &Id) -> Result<PatientView> {
    clinic.may(Right::PatientsRead)?;
    let id: PatientId = patient.to()?;
    // built outside of the page, where more than one thread can read
    clinic.warm_up()?;
    chart_row::open_page(clinic, id, |row| load(clinic, &row))
}

fn load(clinic: &Clinic, row: &Stored<Patient>) -> Result<PatientView> {
    let (id, reader) = (row.value.id, clinic.read());
    let staff = StaffNames::read(&reader)?;
    let background = match clinic.actor.can(Right::ChartRead) {
        true => Some(background::of_patient(clinic, &reader, id, &staff)?),
        false => None,
    };
    let pregnancies = match clinic.actor.can(Right::ChartRead) {
        true => reader.pregnancies_of(id)?,
        false => Vec::new(),
    };
    let stays = match clinic.actor.can(Right::ChartRead) {
        true => reader.stays_of(id)?,
        false => Vec::new(),
    };
    let allergies = background.as_ref().map(|known| &known.allergies[..]);
    let appointments = if clinic.actor.can(Right::AppointmentsRead) {
        appointments_of(clinic, id)?
    } else {
        Vec::new()
    };
    let now = At::of(clinic.now());
    let coming = |view: &&AppointmentView| view.ends_at > now && view.is_ahead();
    let mut view = PatientView {
        header: header_of(
            clinic,
            row,
            (allergies.unwrap_or_default(), &pregnancies[..], &stays[..]),
            &staff,
        )?,
        form: EditablePatient {
            id: Id::of(id),
            seen: ReadVersionToken::of(&row.seen),
            form: identity::form_of(&row.value),
        },
        dietitian: row.value.dietitian.map(|user| staff.name(user)),
        measures: Vec::new(),
        last_note: None,
        background,
        pregnancies: None,
        stays: None,
        open_visit_id: None,
        next_appointment: appointments
            .iter()
            .filter(coming)
            .min_by_key(|view| view.starts_at.clone())
            .cloned(),
        appointments,
        contacts: contacts::list(clinic, id)?,
        consents: consents::of_patient(clinic, &reader, id, &staff)?,
        care_team: care_team::of_patient(clinic, &reader, &row.value, &staff)?,
        insurance: insurance::of_patient(clinic, &reader, id, &staff)?,
        referrals: referrals::of_patient(clinic, &reader, id, &staff)?,
        portal: portal::of_patient(clinic, &reader, id, &staff)?,
    };
    let shows_visits = [Right::ChartRead, Right::NotesRead].map(|right| clinic.actor.can(right));
    let visits = match shows_visits.contains(&true) {
        true => reader.visits_of(id)?,
        false => Vec::new(),
    };
    if clinic.actor.can(Right::ChartRead) {
        let (points, zone) = (points(&reader, id)?, clinic.zone()?);
        view.measures = Series {
            points: &points,
            person: person(&reader, &row.value)?,
            zone: &zone,
            server_now: None,
            units: UnitSystem::of(&reader)?,
        }
        .tiles();
        let shown = pregnancies::of_patient(clinic, id, pregnancies, &points, &staff)?;
        view.pregnancies = Some(shown);
        view.stays = Some(stays_of(clinic, &reader, id, stays, &staff)?);
        let open = visits
            .iter()
            .find(|visit| visit.deleted.is_none() && visit.value.ended_at.is_none());
        view.open_visit_id = open.map(|visit| Id::of(visit.value.id));
    }
    if clinic.actor.can(Right::NotesRead)
        && let Some(last) = notes::show::last(&reader, id, &visits)?
    {
        view.last_note = match notes::show::load_row(clinic, &last, &staff) {
            Ok(note) => Some(note),
            // what it says cannot be opened, which the chart says of it, and everything else can
            Err(Error::KeyMissing(_)) => None,
            Err(error) => return Err(error),
        };
    }
    view.header.damaged = clinic.damage_of(id)?;
    view.header.sync.needs_you |= !view.header.damaged.is_empty();
    Ok(view)
}
