//! Where the rows of a timeline come from: each noun of a patient by a fixed number of statements.

mod diet_orders;
mod files;
mod handouts;
mod laboratory;
mod meal_plans;
mod measures;
mod merges;
mod notes;
mod prescriptions;
mod recalls;
mod records;
mod terms;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::catalog::{
    Allergy, AllergyStatus, Appointment, AppointmentStatus, AppointmentStatusChange, Attendance,
    ClinicalDocument, Condition, ConditionStatus, DiagnosisStatus, EnergyEstimate, Goal,
    GoalStatus, Medication, MedicationStatus, Note, NutrientTarget, NutritionDiagnosis,
    OfficeDocument, PartialDate, Patient, Screening, Visit,
};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, UserId, VisitId};
use sync_contract::{Entity, Phi, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::status::status_of_one;
use crate::clock::{bounds, day_of};
use crate::error::Result;
use crate::fields::days_meant;
use crate::names::StaffNames;
use crate::nutrition::intakes::unit;
use crate::timeline::{Entry, Exactness, RowKey, TimelineEvent, TimelineTarget};
use crate::view::{At, Figure, text};
use crate::{energy_estimates, screenings};

pub(super) use records::records;

/// Returns everything that happened to a patient and that this user may read, in no order. Rows that cannot be read are
/// noted by the reader, which each answer tells.
pub(super) fn all(
    clinic: &Clinic,
    patient: &Stored<Patient>,
    staff: &StaffNames,
) -> Result<Vec<Entry>> {
    let mut collected = Collected::of(clinic, patient.value.id, staff)?;
    collected.visits_and_notes()?;
    collected.measures(&patient.value)?;
    collected.labs(&patient.value)?;
    collected.documents::<ClinicalDocument>()?;
    collected.screenings()?;
    collected.recalls()?;
    collected.meal_plans()?;
    collected.diet_orders()?;
    collected.handouts()?;
    collected.prescriptions()?;
    collected.estimates()?;
    collected.problems()?;
    collected.goals_and_tasks()?;
    collected.targets()?;
    collected.background()?;
    collected.clinical_terms()?;
    if clinic.actor().can(Right::AppointmentsRead) {
        collected.diary()?;
    }
    if clinic.actor().can(Right::PatientsRead) {
        collected.person(patient);
        collected.merges()?;
        collected.consents()?;
        collected.insurance()?;
        collected.referrals()?;
        collected.care_team()?;
        collected.portal()?;
        collected.documents::<OfficeDocument>()?;
    }
    Ok(collected.entries)
}

pub(super) struct Collected<'a> {
    clinic: &'a Clinic,
    staff: &'a StaffNames,
    reader: Reader<'a>,
    zone: Tz,
    patient: PatientId,
    pub entries: Vec<Entry>,
}

/// Something that happened at a moment.
struct Happened {
    id: Uuid,
    at: Time,
    entered: Time,
    by: Option<UserId>,
    visit: Option<VisitId>,
}

impl Happened {
    /// Returns what happened when its row was made.
    fn of<E>(row: &Stored<E>, id: impl Into<Uuid>) -> Self {
        Self {
            id: id.into(),
            at: row.created_at,
            entered: row.created_at,
            by: Some(row.created_by),
            visit: None,
        }
    }
}

impl<'a> Collected<'a> {
    /// Returns nothing collected yet.
    pub fn of(clinic: &'a Clinic, patient: PatientId, staff: &'a StaffNames) -> Result<Self> {
        Ok(Self {
            clinic,
            staff,
            reader: clinic.read(),
            zone: clinic.zone()?,
            patient,
            entries: Vec::new(),
        })
    }

    fn add(&mut self, happened: Happened, event: TimelineEvent) {
        self.put(happened, false, event);
    }

    fn put(&mut self, happened: Happened, is_course: bool, event: TimelineEvent) {
        let entry = self.entry(happened, is_course, event);
        self.entries.push(entry);
    }

    fn entry(&self, happened: Happened, is_course: bool, event: TimelineEvent) -> Entry {
        Entry {
            key: RowKey {
                at: happened.at,
                exactness: Exactness::Moment,
                id: happened.id,
                is_course,
            },
            on: day_of(happened.at, &self.zone).to_string(),
            entered: day_of(happened.entered, &self.zone),
            by: happened.by,
            visit: happened.visit,
            event,
        }
    }

    /// Adds something that lasts: when it began, as exactly as that is known, and its last change of course.
    fn add_lasting<E, S: PartialEq>(
        &mut self,
        row: &Stored<E>,
        id: impl Into<Uuid>,
        (course, status, usual): (u8, S, S),
        onset: &str,
        event: impl Fn(Option<S>) -> TimelineEvent,
    ) {
        let (id, changed) = (id.into(), row.rewritten(course));
        if let Some((at, by)) = changed {
            let happened = Happened {
                id,
                at,
                entered: at,
                by: Some(by),
                visit: None,
            };
            self.put(happened, true, event(Some(status)));
            self.begin(row, id, onset, event(None));
        } else {
            let over = Some(status).filter(|status| *status != usual);
            self.begin(row, id, onset, event(over));
        }
    }

    fn begin<E>(&mut self, row: &Stored<E>, id: Uuid, onset: &str, event: TimelineEvent) {
        let Some((day, exactness)) = read_partial(onset) else {
            return self.add(Happened::of(row, id), event);
        };
        self.entries.push(Entry {
            key: RowKey {
                at: bounds(day, &self.zone).0,
                exactness,
                id,
                is_course: false,
            },
            on: onset.to_owned(),
            entered: day_of(row.created_at, &self.zone),
            by: Some(row.created_by),
            visit: None,
            event,
        });
    }

    fn visits_and_notes(&mut self) -> Result<()> {
        let visits = self.reader.visits_of(self.patient)?;
        for row in &visits {
            let visit = &row.value;
            let happened = Happened {
                at: visit.started_at,
                by: Some(visit.provider),
                visit: Some(visit.id),
                ..Happened::of(row, visit.id)
            };
            let event = TimelineEvent::Visit {
                r#type: visit.kind,
                text: text(&visit.chief_complaint),
            };
            self.add(happened, event);
        }
        if !self.clinic.actor().can(Right::NotesRead) {
            return Ok(());
        }
        self.notes_and_appended(&starts(&visits))
    }

    /// Those that were corrected are left to their corrections.
    fn screenings(&mut self) -> Result<()> {
        let rows = self.reader.screenings_of(self.patient)?;
        let corrected = screenings::list::corrected(&rows);
        for row in rows.iter().filter(|row| !corrected.contains(&row.value.id)) {
            let entry = self.screened(row);
            self.entries.extend(entry);
        }
        Ok(())
    }

    fn screened(&self, row: &Stored<Screening>) -> Option<Entry> {
        let view = screenings::list::view(row, self.staff, false)?;
        let happened = Happened {
            at: row.value.screened_at,
            visit: row.value.visit,
            ..Happened::of(row, row.value.id)
        };
        let event = TimelineEvent::Screened {
            tool: view.tool,
            result: view.result,
        };
        Some(self.entry(happened, false, event))
    }

    fn estimates(&mut self) -> Result<()> {
        let rows = self.reader.energy_estimates_of(self.patient)?;
        let corrected = energy_estimates::list::corrected(&rows);
        for row in rows.iter().filter(|row| !corrected.contains(&row.value.id)) {
            let entry = self.estimated(row);
            self.entries.extend(entry);
        }
        Ok(())
    }

    fn estimated(&self, row: &Stored<EnergyEstimate>) -> Option<Entry> {
        let view = energy_estimates::list::view(row, self.staff, false)?;
        let happened = Happened {
            at: row.value.estimated_at,
            visit: row.value.visit,
            ..Happened::of(row, row.value.id)
        };
        let event = TimelineEvent::Estimated {
            method: view.method,
            energy_kcal: view.result.map(|result| result.energy_kcal),
        };
        Some(self.entry(happened, false, event))
    }

    pub fn problems(&mut self) -> Result<()> {
        for row in &self.reader.nutrition_diagnoses_of(self.patient)? {
            let (problem, text) = (&row.value, opened(&row.value.problem));
            let course = (
                NutritionDiagnosis::CELL.course.number,
                problem.status,
                DiagnosisStatus::Active,
            );
            self.add_lasting(row, problem.id, course, "", |status| {
                let text = text.clone();
                TimelineEvent::Problem { status, text }
            });
        }
        Ok(())
    }

    fn goals_and_tasks(&mut self) -> Result<()> {
        for row in &self.reader.goals_of(self.patient)? {
            let (goal, text) = (&row.value, opened(&row.value.text));
            let course = (Goal::CELL.course.number, goal.status, GoalStatus::Active);
            self.add_lasting(row, goal.id, course, "", |status| {
                let text = text.clone();
                TimelineEvent::Goal { status, text }
            });
        }
        for row in &self.reader.tasks_of(self.patient)? {
            let (task, text) = (&row.value, opened(&row.value.text));
            if let Some(at) = task.done_at {
                let done = Happened {
                    at,
                    entered: at,
                    by: task.done_by,
                    ..Happened::of(row, task.id)
                };
                let text = text.clone();
                self.put(done, true, TimelineEvent::TaskDone { text });
            }
            self.add(Happened::of(row, task.id), TimelineEvent::Task { text });
        }
        Ok(())
    }

    /// What was set by one action is one row.
    fn targets(&mut self) -> Result<()> {
        let (rows, today) = (
            self.reader.nutrient_targets_of(self.patient)?,
            self.clinic.today()?,
        );
        let mut taken: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in &rows {
            let Some(target) = timeline_target(&row.value) else {
                continue;
            };
            let (set, ended) = (&row.value, row.value.end_day.filter(|end| *end <= today));
            if let Some(day) = ended {
                let (_, by) = row.rewritten(NutrientTarget::CELL.term.number).unzip();
                let event = TimelineEvent::TargetEnded {
                    target: target.clone(),
                };
                self.put_day(day, row, (set.id.into(), by, true), event);
            }
            let of = (
                set.start_day,
                set.source as u8,
                row.created_at,
                row.created_by,
            );
            taken.entry(of).or_default().push((row, target));
        }
        for ((start_day, ..), mut set) in taken {
            set.sort_by_key(|(_, target)| target.nutrient as u8);
            let Some(first) = set
                .iter()
                .map(|(row, _)| row)
                .min_by_key(|row| row.value.id)
            else {
                continue;
            };
            let first = *first;
            let event = TimelineEvent::TargetsSet {
                source: first.value.source,
                targets: set.into_iter().map(|(_, target)| target).collect(),
            };
            if start_day < day_of(first.created_at, &self.zone) {
                let by = Some(first.created_by);
                self.put_day(start_day, first, (first.value.id.into(), by, false), event);
            } else {
                self.add(Happened::of(first, first.value.id), event);
            }
        }
        Ok(())
    }

    fn put_day<E>(
        &mut self,
        day: NaiveDate,
        row: &Stored<E>,
        (id, by, is_course): (Uuid, Option<UserId>, bool),
        event: TimelineEvent,
    ) {
        self.entries.push(Entry {
            key: RowKey {
                at: bounds(day, &self.zone).0,
                exactness: Exactness::Day,
                id,
                is_course,
            },
            on: day.to_string(),
            entered: if is_course {
                day
            } else {
                day_of(row.created_at, &self.zone)
            },
            by,
            visit: None,
            event,
        });
    }

    pub fn background(&mut self) -> Result<()> {
        for row in &self.reader.allergies(self.patient)? {
            let (allergy, text) = (&row.value, opened(&row.value.substance));
            let course = (
                Allergy::CELL.course.number,
                allergy.status,
                AllergyStatus::Active,
            );
            let onset = onset(&allergy.onset);
            self.add_lasting(row, allergy.id, course, &onset, |status| {
                let text = text.clone();
                TimelineEvent::Allergy { status, text }
            });
        }
        for row in &self.reader.conditions(self.patient)? {
            let (condition, text) = (&row.value, opened(&row.value.name));
            let course = (
                Condition::CELL.course.number,
                condition.status,
                ConditionStatus::Active,
            );
            let onset = onset(&condition.onset);
            self.add_lasting(row, condition.id, course, &onset, |status| {
                let text = text.clone();
                TimelineEvent::Condition { status, text }
            });
        }
        for row in &self.reader.medications(self.patient)? {
            let (medicine, text) = (&row.value, opened(&row.value.name));
            let course = (
                Medication::CELL.course.number,
                medicine.status,
                MedicationStatus::Active,
            );
            let onset = onset(&medicine.onset);
            self.add_lasting(row, medicine.id, course, &onset, |status| {
                let text = text.clone();
                TimelineEvent::Medicine { status, text }
            });
        }
        for row in &self.reader.none_known(self.patient)? {
            let list = row.value.list.open().copied();
            let happened = Happened::of(row, row.value.id);
            self.add(happened, TimelineEvent::NoneKnown { list });
        }
        Ok(())
    }

    /// Appointments that have begun, cancellations, and calls.
    fn diary(&mut self) -> Result<()> {
        // they are asked for by the attendances, which do not tell that one is gone
        self.reader.look_over(Appointment::DESCRIPTOR)?;
        let appointments = self.reader.appointments_of(self.patient)?;
        let seats = self.reader.attendances_of(self.patient)?.into_iter();
        let seats = seats.map(|row| (row.value.appointment, row.value.attendance));
        let seats: BTreeMap<AppointmentId, Attendance> = seats.collect();
        let is_cancelled =
            |row: &&Stored<Appointment>| row.value.status == AppointmentStatus::Cancelled;
        let changes = self.reader.status_changes_of(self.patient)?.into_iter();
        let changes = changes.filter(|row| row.value.to_status == AppointmentStatus::Cancelled);
        // the last one of each is the one that counts
        let changes = changes.map(|row| (row.value.appointment, row));
        let changes: BTreeMap<AppointmentId, Stored<AppointmentStatusChange>> = changes.collect();
        for row in &appointments {
            let appointment = &row.value;
            let mut happened = Happened {
                at: appointment.starts,
                entered: appointment.starts,
                by: Some(appointment.provider),
                ..Happened::of(row, appointment.id)
            };
            let (mut code, mut reason) = (None, String::new());
            if is_cancelled(&row) {
                let written = row.rewritten(Appointment::CELL.progress.number);
                let (at, by) = written.unwrap_or((row.created_at, row.created_by));
                let change = changes.get(&appointment.id);
                happened.at = change.map_or(at, |change| change.value.at);
                happened.by = Some(change.map_or(by, |change| change.created_by));
                happened.entered = happened.at;
                code = change.and_then(|change| change.value.reason_code);
                reason = change.map_or(reason, |change| text(&change.value.reason));
            } else if appointment.starts > self.clinic.now() {
                continue;
            }
            let seat = seats.get(&appointment.id).copied();
            let event = TimelineEvent::Appointment {
                status: status_of_one(appointment.status, seat),
                starts: At::of(appointment.starts),
                code,
                text: reason,
            };
            self.add(happened, event);
        }
        for row in &self.reader.calls_of(self.patient)? {
            let call = &row.value;
            let happened = Happened {
                at: call.at,
                ..Happened::of(row, call.id)
            };
            let event = TimelineEvent::Call {
                purpose: call.purpose,
                result: call.result,
                text: text(&call.note),
            };
            self.add(happened, event);
        }
        Ok(())
    }

    /// Adds the day on which a row ended, by the cell that says so.
    fn end<E>(
        &mut self,
        row: &Stored<E>,
        (id, cell): (Uuid, u8),
        day: NaiveDate,
        event: TimelineEvent,
    ) {
        let written = row.rewritten(cell);
        let (at, by) = written.unwrap_or((row.created_at, row.created_by));
        self.entries.push(Entry {
            key: RowKey {
                at: bounds(day, &self.zone).0,
                exactness: Exactness::Day,
                id,
                is_course: true,
            },
            on: day.to_string(),
            entered: day_of(at, &self.zone),
            by: Some(by),
            visit: None,
            event,
        });
    }

    /// When the patient came to the clinic's care, and the last change of that.
    fn person(&mut self, patient: &Stored<Patient>) {
        let (id, status) = (patient.value.id.0, patient.value.status);
        self.add(Happened::of(patient, id), TimelineEvent::Registered);
        if let Some((at, by)) = patient.rewritten(Patient::CELL.state.number) {
            let happened = Happened {
                at,
                entered: at,
                by: Some(by),
                ..Happened::of(patient, id)
            };
            self.put(happened, true, TimelineEvent::PatientStatus { status });
        }
    }
}

fn starts(visits: &[Stored<Visit>]) -> BTreeMap<VisitId, Time> {
    let started = visits.iter().map(|row| &row.value);
    started.map(|visit| (visit.id, visit.started_at)).collect()
}

/// Returns when a note was written, which is dated by what it describes.
fn written(row: &Stored<Note>, started: &BTreeMap<VisitId, Time>) -> Happened {
    let note = &row.value;
    let visit = note.visit.and_then(|visit| started.get(&visit).copied());
    let entered = note.signed_at.unwrap_or(row.created_at);
    Happened {
        at: visit.unwrap_or(row.created_at.min(entered)),
        entered,
        by: Some(note.signed_by.unwrap_or(row.created_by)),
        visit: note.visit,
        ..Happened::of(row, note.id)
    }
}

fn opened<C, T: std::ops::Deref<Target = str>>(sealed: &Phi<C, T>) -> String {
    sealed.open().map_or(String::new(), |text| text.to_string())
}

fn onset<C>(sealed: &Phi<C, Option<PartialDate>>) -> String {
    text(sealed)
}

/// Returns the first day that is meant, and how exactly it is known.
fn read_partial(text: &str) -> Option<(NaiveDate, Exactness)> {
    let (first, _) = days_meant(text)?;
    let exactness = match text.len() {
        4 => Exactness::Year,
        7 => Exactness::Month,
        _ => Exactness::Day,
    };
    Some((first, exactness))
}

fn timeline_target(target: &NutrientTarget) -> Option<TimelineTarget> {
    let nutrient = *target.nutrient.open()?;
    Some(TimelineTarget {
        nutrient,
        unit: unit(nutrient),
        low: target.low.open().copied().flatten().map(Figure::from),
        high: target.high.open().copied().flatten().map(Figure::from),
    })
}
