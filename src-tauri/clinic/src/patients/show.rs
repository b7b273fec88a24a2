use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use super::header::header;
use super::identity;
use super::view::{PatientEdit, PatientView};
use crate::appointments::day::appointments_of;
use crate::clinic::found;
use crate::error::Result;
use crate::measurements::Series;
use crate::measurements::points::{person, points};
use crate::users::names::names;
use crate::view::{At, Id, ReadVersionToken};
use crate::{Clinic, contacts, notes, profile};

/// Opens a patient's record: the read that the audit trail keeps. What is clinical is left out without the right to it.
///
/// Errors: `Forbidden` (needs `patients.read`), `NotFound`.
pub fn show(clinic: &mut Clinic, patient: &Id) -> Result<PatientView> {
    clinic.may(Right::PatientsRead)?;
    let id: PatientId = patient.to()?;
    found(clinic.read().get::<Patient>(id)?, "patient")?;
    crate::audit::note_read(clinic, id)?;
    load(clinic, id)
}

fn load(clinic: &Clinic, id: PatientId) -> Result<PatientView> {
    let reader = clinic.read();
    let row = found(reader.get::<Patient>(id)?, "patient")?;
    let staff = names(&reader)?;
    let appointments = if clinic.actor.can(Right::AppointmentsRead) {
        appointments_of(clinic, id)?
    } else {
        Vec::new()
    };
    let now = At::of(clinic.now());
    let coming =
        |view: &&crate::appointments::view::AppointmentView| view.ends_at > now && view.is_ahead();
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
        contacts: contacts::list::list(clinic, id)?,
    };
    if clinic.actor.can(Right::ChartRead) {
        let (points, zone) = (points(&reader, id)?, clinic.zone()?);
        view.measures = Series {
            points: &points,
            person: person(&row.value),
            zone: &zone,
        }
        .tiles();
        let profile = profile::show::show(clinic, id)?;
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
