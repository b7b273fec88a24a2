//! Writes the visits of a person of the casebook, measured, screened and signed by the dietitian who is signed in.

use chrono_tz::Tz;
use rust_decimal::Decimal;
use sync_contract::catalog::{MeasurementFlag, Patient, Visit, VisitType};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, PatientId, VisitId};
use vault::WriteTx;

use crate::clinic::or_not_found;
use crate::clock::at_wall;
use crate::demo::casebook::book::{Basis, BookNoteForm, EnergyWay, LABS, VisitKind};
use crate::demo::casebook::chance::rounded;
use crate::demo::casebook::lab_keys::known_test;
use crate::demo::casebook::person::{DemoPerson, Outcome, PersonNote, PersonVisit, Sheet};
use crate::demo::casebook::{chart, child, needs, slots};
use crate::demo::written;
use crate::energy_estimates::{self, record::insert_usual};
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::labs::LabResultForm;
use crate::labs::record::{from_paper, insert_line};
use crate::measurements::{MeasureKind, Measured};
use crate::names::birth;
use crate::notes::content::SectionText;
use crate::notes::{NoteKind, NoteSection, sign};
use crate::screenings::record::Occasion;
use crate::screenings::{Answers, ScreeningTool};

const MINUTE_US: i64 = 60_000_000;
/// Of so many patients, one has an addendum to the last note.
const ADDENDA_OF: u64 = 12;
/// The factor of moderate activity, with which the usual equation gives what the casebook aims at.
const MODERATE: f64 = 1.55;
/// A weight that jumped so far was asked about, and is right.
const JUMP: f64 = 0.04;

/// Writes the chart and all visits of a person; returns how many visits.
///
/// # Errors
/// Those of a write.
pub fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    appointments: &[AppointmentId],
    zone: &Tz,
) -> Result<usize> {
    let today = crate::clock::day_of(tx.now(), zone);
    let is_seen = person
        .visits
        .first()
        .is_some_and(|visit| visit.note.is_some());
    if !is_seen {
        return Ok(0);
    }
    chart::write(tx, patient, person, today)?;
    let (mut visits, mut last_kg) = (0, None);
    for (visit, appointment) in person.visits.iter().zip(appointments) {
        let Some(note) = &visit.note else {
            continue;
        };
        let scene = Scene {
            patient,
            person,
            zone,
            visit,
        };
        scene.write(tx, *appointment, note, last_kg)?;
        last_kg = visit.measured.weight_kg.or(last_kg);
        visits += 1;
    }
    let row = or_not_found(tx.get::<Patient>(patient)?, "patient")?.value;
    for sheet in &person.sheets {
        write_sheet(tx, &row, sheet)?;
    }
    Ok(visits)
}

struct Scene<'a> {
    patient: PatientId,
    person: &'a DemoPerson,
    zone: &'a Tz,
    visit: &'a PersonVisit,
}

impl Scene<'_> {
    fn write(
        &self,
        tx: &mut WriteTx<'_>,
        appointment: AppointmentId,
        note: &PersonNote,
        last_kg: Option<f64>,
    ) -> Result<()> {
        let visit = self.visit;
        let started_at = at_wall(visit.day, visit.at, self.zone);
        let is_running = visit.outcome == Outcome::Running;
        let after = |minutes: i64| Time(started_at.0 + minutes * MINUTE_US);
        let follow_up = visit.next_weeks.filter(|_| !is_running);
        let complaint = slots::at_first_visit(self.person, self.person.referral);
        let complaint = complaint.filter(|_| visit.kind == VisitKind::Initial);
        let id: VisitId = tx.new_id();
        tx.insert(&Visit {
            id,
            patient: self.patient,
            provider: tx.user(),
            appointment: Some(appointment),
            kind: match visit.kind {
                VisitKind::Initial => VisitType::Initial,
                VisitKind::FollowUp => VisitType::FollowUp,
                VisitKind::Phone => VisitType::Phone,
                VisitKind::Group => VisitType::Group,
            },
            started_at,
            ended_at: (!is_running).then(|| after(visit.minutes - 5)),
            chief_complaint: fields::optional_paragraph(
                &complaint.unwrap_or(String::new()),
                "complaint",
            )?
            .into(),
            summary: None.into(),
            follow_up_required: follow_up.is_some(),
            follow_up_date: follow_up.map(|weeks| visit.day + chrono::TimeDelta::weeks(weeks)),
        })?;
        self.measure(tx, id, after(5), last_kg)?;
        if visit.kind == VisitKind::Initial {
            self.estimate(tx, id, after(9))?;
            self.screen(tx, id, after(10))?;
        }
        self.note(tx, id, note, after((visit.minutes - 6).max(8)))
    }

    fn measure(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        at: Time,
        last_kg: Option<f64>,
    ) -> Result<()> {
        let of = &self.visit.measured;
        let is_lying = !self.person.is_adult() && child::is_lying(self.person, self.visit.day);
        let tall = if is_lying {
            MeasureKind::Length
        } else {
            MeasureKind::Height
        };
        let numbers = [
            (MeasureKind::Weight, of.weight_kg),
            (tall, of.height_cm),
            (MeasureKind::Waist, of.waist_cm),
            (MeasureKind::Head, of.head_cm),
            (MeasureKind::Pulse, of.pulse.map(|pulse| pulse as f64)),
        ];
        let mut readings = Vec::new();
        for (kind, value) in numbers {
            if let Some(value) = value {
                let value = decimal(value)?;
                readings.push((
                    kind,
                    Measured {
                        value,
                        second: None,
                    },
                ));
            }
        }
        if let Some((upper, lower)) = of.pressure {
            let (value, second) = (Decimal::from(upper), Some(Decimal::from(lower)));
            readings.push((MeasureKind::BloodPressure, Measured { value, second }));
        }
        for (kind, measured) in readings {
            let jumped = last_kg
                .zip(of.weight_kg)
                .is_some_and(|(was, is)| (is / was - 1.0).abs() > JUMP);
            let flag =
                (kind == MeasureKind::Weight && jumped).then_some(MeasurementFlag::Confirmed);
            let write = match of.is_reported {
                true => written::reported,
                false => written::reading,
            };
            write(tx, (self.patient, visit), kind, measured, at, flag)?;
        }
        Ok(())
    }

    /// Estimates the needs of an adult by the usual equation, where that alone gives the targets.
    fn estimate(&self, tx: &mut WriteTx<'_>, visit: VisitId, at: Time) -> Result<()> {
        let (of, targets) = (&self.visit.measured, &self.person.archetype.targets);
        let (energy, fluid) = (&targets.energy, &targets.fluid);
        let is_usual = self.person.is_adult()
            && energy.method == EnergyWay::MifflinStJeor
            && energy.activity == Some(MODERATE)
            && energy.adjust_kcal.is_none_or(|kcal| kcal == 0.0)
            && targets.protein.weight == Basis::Actual;
        let (Some(kg), Some(cm), true) = (of.weight_kg, of.height_cm, is_usual) else {
            return Ok(());
        };
        let (Some(low), Some(high)) = (fluid.low, fluid.high) else {
            return Ok(());
        };
        let [protein_low, protein_high] = targets.protein.g_per_kg;
        let day = self.visit.day.to_string();
        let inputs = [
            ("weight_kg", kg.to_string()),
            ("weight_on", day.clone()),
            ("height_cm", cm.to_string()),
            ("height_on", day),
            ("activity", "moderate".to_owned()),
            ("protein_g_per_kg", mean(protein_low, protein_high)),
            ("fluid_ml_per_kg", mean(low, high)),
            ("fat_pct", "30".to_owned()),
        ];
        let inputs = inputs.map(|(name, value)| (name.to_owned(), value));
        let patient = or_not_found(tx.get::<Patient>(self.patient)?, "patient")?.value;
        let occasion = energy_estimates::record::Occasion {
            patient: self.patient,
            visit: Some(visit),
            at,
            replaces: None,
        };
        insert_usual(tx, &patient, &occasion, *self.zone, &inputs.into())
    }

    /// Records the screening tools that the program has; the others are in the text of the note.
    fn screen(&self, tx: &mut WriteTx<'_>, visit: VisitId, at: Time) -> Result<()> {
        let Some(screening) = &self.person.screening else {
            return Ok(());
        };
        let (tool, answers) = match (screening.tool, screening.score) {
            (Some("MUST"), _) => (ScreeningTool::Must, needs::must_answers(screening)),
            (Some("MNA-SF"), Some(score)) => {
                (ScreeningTool::MnaSf, needs::mna_answers(screening, score))
            }
            _ => return Ok(()),
        };
        let row = or_not_found(tx.get::<Patient>(self.patient)?, "patient")?.value;
        let occasion = Occasion {
            patient: self.patient,
            visit: Some(visit),
            at,
            replaces: None,
        };
        let answers: Answers = answers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        written::screening(tx, tool, &occasion, &answers, (birth(&row), self.visit.day))
    }

    fn note(
        &self,
        tx: &mut WriteTx<'_>,
        visit: VisitId,
        written: &PersonNote,
        at: Time,
    ) -> Result<()> {
        let kind = match written.form {
            BookNoteForm::Adime => NoteKind::Adime,
            BookNoteForm::Soap => NoteKind::Soap,
        };
        let is_draft = self.visit.outcome == Outcome::Running;
        let sections = written.sections.iter().take(if is_draft { 1 } else { 4 });
        let sections: Vec<SectionText> = sections
            .map(|(name, text)| SectionText {
                section: section(name),
                text: text.clone(),
            })
            .collect();
        let signed_at = (!is_draft).then_some(at);
        let note = written::note(tx, (self.patient, Some(visit)), kind, &sections, signed_at)?;
        let mut noted = self.person.visits.iter().filter(|of| of.note.is_some());
        let is_last = noted.next_back().is_some_and(|of| of.day == self.visit.day);
        if !is_draft && is_last && self.person.key.is_multiple_of(ADDENDA_OF) {
            let reason = fields::required("Called after the visit", "reason")?;
            let text = fields::required("No question about what was agreed.", "text")?;
            let id = tx.new_id();
            sign::insert(tx, id, &note, reason, text)?;
        }
        Ok(())
    }
}

/// Returns the mean of two ends, as it is typed.
fn mean(low: f64, high: f64) -> String {
    rounded((low + high) / 2.0, 2).to_string()
}

fn decimal(value: f64) -> Result<Decimal> {
    let read = Decimal::try_from(value).map_err(|_| Error::invalid("value", Reason::Malformed))?;
    Ok(read.round_dp(3).normalize())
}

fn section(name: &str) -> NoteSection {
    match name {
        "diagnosis" => NoteSection::Diagnosis,
        "intervention" => NoteSection::Intervention,
        "monitoring" => NoteSection::Monitoring,
        "subjective" => NoteSection::Subjective,
        "objective" => NoteSection::Objective,
        "plan" => NoteSection::Plan,
        _ => NoteSection::Assessment,
    }
}

fn write_sheet(tx: &mut WriteTx<'_>, patient: &Patient, sheet: &Sheet) -> Result<()> {
    let laboratory = fields::optional("Laboratoire du Port", "laboratory")?;
    let row = from_paper(tx.new_id(), patient.id, sheet.collected, laboratory);
    tx.insert(&row)?;
    for line in &sheet.lines {
        let Some(lab) = LABS.labs.get(line.code) else {
            continue;
        };
        let number = |limit: Option<f64>| limit.map_or(String::new(), |limit| limit.to_string());
        let value = format!("{:.*}", lab.decimals, line.value);
        let form = match known_test(line.code) {
            Some((test, unit)) => LabResultForm {
                test: Some(test.to_owned()),
                value,
                unit: unit.to_owned(),
                accept_doubtful: true,
                ..LabResultForm::default()
            },
            None => LabResultForm {
                name: lab.name.clone(),
                value,
                unit: if lab.unit == "1" {
                    String::new()
                } else {
                    lab.unit.clone()
                },
                low: number(lab.low),
                high: number(lab.high),
                ..LabResultForm::default()
            },
        };
        insert_line(tx, &row, &form, patient)?;
    }
    Ok(())
}
