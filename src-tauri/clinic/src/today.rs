//! The day of the signed-in user.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{Addendum, Measurement, Note, NoteStatus, NoteVoid, Visit};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, NoteId, PatientId, UserId, VisitId};
use sync_contract::{Entity, Right};
use vault::read::Stored;

use crate::appointments::pages::Page;
use crate::appointments::{AppointmentStatus, AppointmentView, day};
use crate::clock::bounds;
use crate::error::Result;
use crate::form_drafts::{FormOf, LeftForm};
use crate::labs::orders::Unread;
use crate::merged_files::FilesOfAll;
use crate::names::{PatientName, patient_names};
use crate::notes::NoteState;
use crate::notes::appended::Appended;
use crate::reads::{ListRead, log_list};
use crate::roles::given::given;
use crate::view::{At, Day, Id};
use crate::{Clinic, alerts, clashes, conflicts, department, form_drafts, labs};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NextStep {
    StartVisit,
    Continue,
    /// The visit has ended, and its note is empty.
    WriteNote,
    SignNote,
    /// A group session that is ahead: who comes is marked there, and visits begin there.
    OpenSession,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayRow {
    pub appointment: AppointmentView,
    pub visit_id: Option<Id>,
    pub note: Option<NoteState>,
    pub next: NextStep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NeedKind {
    UnsignedNote,
    /// Named by its visit: the user ended it without a word in its note.
    MissingNote,
    Conflict,
    Refused,
    Clash,
    /// A form that the user left half filled in.
    LeftForm,
    /// It calls this user, and no user has taken it on.
    Alert,
    /// Named by its sheet: results of what the user ordered are not read yet, a critical one among them.
    CriticalResult,
    UnreadResult,
    /// Of a user of the department of which this user is head doctor: the visit has ended, the note is not signed.
    DepartmentNote,
    /// Named by its sheet: a critical result that a user of that department has ordered and not read.
    DepartmentResult,
}

/// `form` is that of a `LeftForm`; of an addendum `id` is the visit of its note, where that is of one. `title` is that
/// of an alert, where this user has the key of it. `by` is the name of the user of the department whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NeedRow {
    pub kind: NeedKind,
    pub id: Id,
    pub form: Option<FormOf>,
    pub title: Option<String>,
    pub patient: Option<PatientName>,
    pub by: Option<String>,
    pub at: At,
}

/// `is_measured`: a reading of this day is recorded; none for a user who does not see charts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingPatient {
    pub patient: PatientName,
    pub since: At,
    pub room: Option<String>,
    pub is_measured: Option<bool>,
}

/// `needs` is everything that waits, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TodayView {
    pub day: Day,
    pub rows: Vec<TodayRow>,
    pub needs: Vec<NeedRow>,
    pub waiting: Vec<WaitingPatient>,
}

/// Returns what is due today, who waits, and what needs this user. Providers see their own list, all others the
/// clinic's.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for a day that is none.
pub fn show(clinic: &Clinic, day: &Day) -> Result<TodayView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let (from, until) = bounds(day.to_date("day")?, &clinic.zone()?);
    day::look_over(&clinic.read())?;
    let page = Page::listed(clinic, from, until)?;
    let me = clinic.user();
    let sees_patients = given(&clinic.read(), Right::VisitsWrite)?;
    let works_at = clinic.workplace()?.facility;
    let of_user = sees_patients.get(&me);
    let is_provider = of_user.is_some_and(|given| given.counts_in(works_at));
    let views = page.views();
    let work = Work::read(clinic, from, until)?;
    let mine = views.iter().filter(|view| !is_provider || view.is_of(me));
    let rows = mine
        .map(|view| row(clinic, &work, view))
        .collect::<Result<_>>()?;
    Ok(TodayView {
        day: day.clone(),
        rows,
        needs: needs(clinic, &work, is_provider.then_some(me))?,
        waiting: waiting(clinic, &views, (from, until))?,
    })
}

/// The visits of the day and their notes, read once.
struct Work {
    visits: BTreeMap<AppointmentId, VisitId>,
    ended: BTreeMap<VisitId, bool>,
    /// Those that have text, oldest first.
    notes: BTreeMap<VisitId, Vec<Note>>,
    /// Which of the signed ones are void, and which have an addendum.
    appended: Appended,
    /// Visits whose note has no text.
    blank: BTreeSet<VisitId>,
    unsigned: Vec<(NoteId, PatientId, Time)>,
    /// The user's own visits that ended without a word in their note.
    missing: Vec<(VisitId, PatientId, Time)>,
    /// The names of whom this user is head doctor of.
    colleagues: BTreeMap<UserId, String>,
    /// Notes that they have not signed though the visit has ended.
    of_colleagues: Vec<(NoteId, PatientId, UserId, Time)>,
}

/// How far back unsigned notes are listed.
const UNSIGNED_US: i64 = 30 * 86_400_000_000;

impl Work {
    fn read(clinic: &Clinic, from: Time, until: Time) -> Result<Self> {
        let mut work = Self {
            visits: BTreeMap::new(),
            ended: BTreeMap::new(),
            notes: BTreeMap::new(),
            appended: Appended::default(),
            blank: BTreeSet::new(),
            unsigned: Vec::new(),
            missing: Vec::new(),
            colleagues: department::colleagues(clinic)?,
            of_colleagues: Vec::new(),
        };
        if !clinic.actor.can(Right::ChartRead) {
            return Ok(work);
        }
        let reader = clinic.read();
        // the day shows no visit, and no note, that was edited out of it
        reader.look_over(Visit::DESCRIPTOR)?;
        reader.look_over(Note::DESCRIPTOR)?;
        let recent = reader.visits_between(None, Time(from.0 - UNSIGNED_US), until)?;
        let recent: Vec<Stored<Visit>> = recent
            .into_iter()
            .filter(|row| row.deleted.is_none())
            .collect();
        for row in &recent {
            work.ended
                .insert(row.value.id, row.value.ended_at.is_some());
            if let Some(appointment) = row.value.appointment {
                work.visits.insert(appointment, row.value.id);
            }
        }
        if clinic.actor.can(Right::NotesRead) {
            let ids: Vec<VisitId> = recent.iter().map(|row| row.value.id).collect();
            for note in reader.notes_at_visits(&ids)? {
                work.take_note(note, clinic);
            }
            reader.look_over(Addendum::DESCRIPTOR)?;
            reader.look_over(NoteVoid::DESCRIPTOR)?;
            let signed = work.notes.values().flatten();
            let signed = signed.filter(|note| note.status == NoteStatus::Signed);
            let patients: BTreeSet<PatientId> = signed.map(|note| note.patient).collect();
            let patients: Vec<PatientId> = patients.into_iter().collect();
            let addenda = reader.addenda_of_all(&patients)?;
            let voids = reader.note_voids_of_all(&patients)?;
            work.appended = Appended::of(&reader, &addenda, voids)?;
        }
        if clinic.actor.can(Right::NotesWrite) {
            let own = recent
                .iter()
                .map(|row| &row.value)
                .filter(|visit| visit.provider == clinic.user() && work.blank.contains(&visit.id));
            work.missing = own
                .filter_map(|visit| Some((visit.id, visit.patient, visit.ended_at?)))
                .collect();
        }
        Ok(work)
    }

    fn take_note(&mut self, row: Stored<Note>, clinic: &Clinic) {
        let note = &row.value;
        let (Some(visit), None) = (note.visit, &row.deleted) else {
            return;
        };
        let is_draft = note.status == NoteStatus::Draft;
        if note.version == 0 && is_draft {
            self.blank.insert(visit);
            return;
        }
        let author = row.created_by;
        if is_draft && author == clinic.user() {
            self.unsigned.push((note.id, note.patient, row.updated_at));
        } else if is_draft
            && self.colleagues.contains_key(&author)
            && self.ended.get(&visit) == Some(&true)
        {
            self.of_colleagues
                .push((note.id, note.patient, author, row.updated_at));
        }
        self.notes.entry(visit).or_default().push(row.value);
    }

    /// Returns the state of the note of a visit: of one that was written in the place of a void one, if there is one.
    fn state_of(&self, visit: VisitId) -> Option<NoteState> {
        let notes = self.notes.get(&visit)?.iter();
        let states = notes.map(|note| self.appended.state(note));
        states.max_by_key(|state| *state != NoteState::Void)
    }
}

fn row(clinic: &Clinic, work: &Work, view: &AppointmentView) -> Result<TodayRow> {
    if view.group.is_some() {
        return Ok(TodayRow {
            appointment: view.clone(),
            visit_id: None,
            note: None,
            next: match view.is_ahead() {
                true => NextStep::OpenSession,
                false => NextStep::None,
            },
        });
    }
    let id: AppointmentId = view.id.to()?;
    let visit = work.visits.get(&id).copied();
    let note = visit.and_then(|visit| work.state_of(visit));
    let has_ended = visit
        .and_then(|visit| work.ended.get(&visit))
        .copied()
        .unwrap_or(false);
    let next = match visit {
        None if view.is_ahead() && clinic.actor.can(Right::VisitsWrite) => NextStep::StartVisit,
        None => NextStep::None,
        Some(_) if !has_ended => NextStep::Continue,
        Some(visit) if work.blank.contains(&visit) && clinic.actor.can(Right::NotesWrite) => {
            NextStep::WriteNote
        }
        Some(_) if note == Some(NoteState::Draft) && clinic.actor.can(Right::NotesSign) => {
            NextStep::SignNote
        }
        Some(_) => NextStep::None,
    };
    Ok(TodayRow {
        appointment: view.clone(),
        visit_id: visit.map(Id::of),
        note,
        next,
    })
}

fn waiting(
    clinic: &Clinic,
    views: &[AppointmentView],
    (from, until): (Time, Time),
) -> Result<Vec<WaitingPatient>> {
    let arrived = views
        .iter()
        .filter(|view| view.status == AppointmentStatus::Arrived);
    let mut waiting: Vec<WaitingPatient> = arrived
        .flat_map(|view| {
            view.patients.iter().map(|patient| WaitingPatient {
                patient: patient.clone(),
                since: view.arrived_at.clone().unwrap_or(view.starts_at.clone()),
                room: view.room.clone(),
                is_measured: None,
            })
        })
        .collect();
    waiting.sort_by(|a, b| a.since.cmp(&b.since));
    if waiting.is_empty() || !clinic.actor.can(Right::ChartRead) {
        return Ok(waiting);
    }
    let reader = clinic.read();
    // a reading that was edited out of the day is reported with it
    reader.look_over(Measurement::DESCRIPTOR)?;
    let ids = waiting.iter().map(|one| one.patient.id.to());
    let ids: Vec<PatientId> = ids.collect::<Result<_>>()?;
    let files = FilesOfAll::read(&reader, ids.iter().copied())?;
    let readings = reader.measured_between(&files.all(), from, until)?;
    let measured = readings
        .iter()
        .flat_map(|row| files.patients_of(row.value.patient));
    let measured: BTreeSet<PatientId> = measured.collect();
    for (one, id) in waiting.iter_mut().zip(ids) {
        one.is_measured = Some(measured.contains(&id));
    }
    Ok(waiting)
}

/// Of the clashes a provider sees those of their own appointments.
fn needs(clinic: &Clinic, work: &Work, provider: Option<UserId>) -> Result<Vec<NeedRow>> {
    let mut needs = Vec::new();
    if clinic.actor.can(Right::AlertsRead) {
        for alert in alerts::list::calling(clinic, |_| true)?.1 {
            needs.push(NeedRow {
                kind: NeedKind::Alert,
                id: alert.id,
                form: None,
                title: Some(alert.title).filter(|title| !title.is_empty()),
                patient: None,
                by: None,
                at: alert.raised.at,
            });
        }
    }
    let unread = match clinic.actor.can(Right::ChartRead) && clinic.actor.can(Right::LabsOrder) {
        true => labs::orders::unread(clinic, &work.colleagues.keys().copied().collect())?,
        false => Vec::new(),
    };
    let names = patient_names(&clinic.read(), unread.iter().map(|one| one.patient))?;
    let colleague = |one: &Unread| {
        one.colleague
            .and_then(|by| work.colleagues.get(&by))
            .cloned()
    };
    let (of_department, unread): (Vec<_>, Vec<_>) =
        unread.into_iter().partition(|one| colleague(one).is_some());
    let (critical, unread): (Vec<_>, Vec<_>) = unread.into_iter().partition(|one| one.is_critical);
    let of_labs = |kind: NeedKind, one: &Unread| NeedRow {
        kind,
        id: Id::of(one.id),
        form: None,
        title: None,
        patient: names.get(&one.patient).cloned(),
        by: colleague(one),
        at: At::of(one.at),
    };
    needs.extend(
        critical
            .iter()
            .map(|one| of_labs(NeedKind::CriticalResult, one)),
    );
    needs.extend(
        of_department
            .iter()
            .map(|one| of_labs(NeedKind::DepartmentResult, one)),
    );
    if clinic.actor.can(Right::ConflictsRead) {
        for conflict in conflicts::show::list(clinic)? {
            needs.push(NeedRow {
                kind: NeedKind::Conflict,
                id: conflict.id,
                form: None,
                title: None,
                patient: conflict.patient,
                by: None,
                at: conflict.at,
            });
        }
    }
    for refused in crate::sync::page::refused(clinic)? {
        needs.push(NeedRow {
            kind: NeedKind::Refused,
            id: refused.group_id,
            form: None,
            title: None,
            patient: refused.patient,
            by: None,
            at: refused.at,
        });
    }
    let clashes = match clinic.actor.can(Right::AppointmentsWrite) {
        true => clashes::list::open(clinic, provider)?,
        false => Vec::new(),
    };
    for clash in clashes {
        let patient = clash.second.patients.first().cloned();
        needs.push(NeedRow {
            kind: NeedKind::Clash,
            id: clash.id,
            form: None,
            title: None,
            patient,
            by: None,
            at: clash.second.starts_at,
        });
    }
    needs.extend(
        unread
            .iter()
            .map(|one| of_labs(NeedKind::UnreadResult, one)),
    );
    let left = form_drafts::left(clinic)?;
    let names = names_of(clinic, work, &left)?;
    for form in left {
        needs.push(NeedRow {
            kind: NeedKind::LeftForm,
            id: Id::of(form.id),
            form: Some(form.of),
            title: None,
            patient: form.patient.and_then(|id| names.get(&id).cloned()),
            by: None,
            at: At::of(form.saved_at),
        });
    }
    for (visit, patient, at) in &work.missing {
        needs.push(NeedRow {
            kind: NeedKind::MissingNote,
            id: Id::of(*visit),
            form: None,
            title: None,
            patient: names.get(patient).cloned(),
            by: None,
            at: At::of(*at),
        });
    }
    for (note, patient, at) in &work.unsigned {
        let patient = names.get(patient).cloned();
        needs.push(NeedRow {
            kind: NeedKind::UnsignedNote,
            id: Id::of(*note),
            form: None,
            title: None,
            patient,
            by: None,
            at: At::of(*at),
        });
    }
    for (note, patient, author, at) in &work.of_colleagues {
        needs.push(NeedRow {
            kind: NeedKind::DepartmentNote,
            id: Id::of(*note),
            form: None,
            title: None,
            patient: names.get(patient).cloned(),
            by: work.colleagues.get(author).cloned(),
            at: At::of(*at),
        });
    }
    Ok(needs)
}

fn names_of(
    clinic: &Clinic,
    work: &Work,
    left: &[LeftForm],
) -> Result<BTreeMap<PatientId, PatientName>> {
    let unsigned = work.unsigned.iter().map(|(_, patient, _)| *patient);
    let missing = work.missing.iter().map(|(_, patient, _)| *patient);
    let others = work.of_colleagues.iter().map(|(_, patient, ..)| *patient);
    let left = left.iter().filter_map(|form| form.patient);
    patient_names(
        &clinic.read(),
        unsigned.chain(missing).chain(others).chain(left),
    )
}
