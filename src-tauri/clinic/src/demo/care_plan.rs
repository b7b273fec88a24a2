//! The problem, the goals and the tasks of an invented patient, as their course of care has them.

use chrono::{NaiveDate, TimeDelta};
use rust_decimal::{Decimal, dec};
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::age::Age;
use crate::clinic::or_not_found;
use crate::demo::data::Course;
use crate::demo::plan::PlannedVisit;
use crate::diagnoses::{self, DiagnosisForm, DiagnosisStatus};
use crate::error::{Error, Reason, Result};
use crate::goals::{self, GoalForm, GoalStatus};
use crate::measurements::MeasureKind;
use crate::names::birth;
use crate::tasks::{self, TaskForm};

const ADULT_FROM_YEARS: i32 = 18;

/// Writes the care plan of a patient who has had a visit; a child, who grows, has no measured goal.
pub(super) fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    course: &Course,
    visits: &[PlannedVisit],
    today: NaiveDate,
) -> Result<()> {
    let Some(first) = visits.first() else {
        return Ok(());
    };
    let diagnosis = diagnoses::insert(tx, patient, &sentence(&course.diagnosis))?;
    let row = or_not_found(tx.get::<Patient>(patient)?, "patient")?.value;
    let is_adult = birth(&row).is_none_or(|birth| Age::on(birth, today).years >= ADULT_FROM_YEARS);
    let mut last = None;
    for entry in entries(&course.goals) {
        let part = |index: usize| entry.get(index).copied().map_or("", |part| part);
        let measure = MeasureKind::from_code(part(1));
        if measure.is_some() && !is_adult {
            continue;
        }
        let form = GoalForm {
            text: part(0).to_owned(),
            diagnosis: diagnosis.to_string(),
            measure,
            start: measure.map_or(String::new(), |kind| start(kind, visits)),
            target: target(part(2), first.weight_kg)?,
            due: in_days(part(3), today)?,
            progress: part(4).to_owned(),
            status: GoalStatus::Active,
        };
        last = Some(goals::insert(tx, patient, &form, &[])?);
    }
    for entry in entries(&course.tasks) {
        let part = |index: usize| entry.get(index).copied().map_or("", |part| part);
        let form = TaskForm {
            text: part(0).to_owned(),
            diagnosis: diagnosis.to_string(),
            goal: last.map_or(String::new(), |goal| goal.to_string()),
            due: in_days(part(1), today)?,
            owner: tx.user().to_string(),
        };
        tasks::insert(tx, patient, &form)?;
    }
    Ok(())
}

fn entries(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let entries = text.split(';').filter(|entry| !entry.is_empty());
    entries.map(|entry| entry.split('|').collect())
}

/// Takes the sentence of a note apart: a problem, related to something, as shown by something.
fn sentence(text: &str) -> DiagnosisForm {
    let text = text.trim_end_matches('.');
    let (rest, signs) = text.split_once(", as shown by ").unwrap_or((text, ""));
    let (problem, aetiology) = rest.rsplit_once(" related to ").unwrap_or((rest, ""));
    DiagnosisForm {
        problem: problem.to_owned(),
        aetiology: aetiology.to_owned(),
        signs: signs.to_owned(),
        status: DiagnosisStatus::Active,
    }
}

/// Returns what was measured first.
fn start(kind: MeasureKind, visits: &[PlannedVisit]) -> String {
    let values = visits.iter().filter_map(|visit| match kind {
        MeasureKind::Glucose => visit.glucose_mmol_l,
        MeasureKind::Weight => Some(visit.weight_kg),
        _ => None,
    });
    values
        .take(1)
        .map(|value| format!("{value} {}", kind.shown_unit()))
        .collect()
}

/// Returns a target; one in percent is a change of the first weight, to half a kilogram.
fn target(text: &str, weight_kg: Decimal) -> Result<String> {
    let Some(percent) = text.strip_suffix('%') else {
        return Ok(text.to_owned());
    };
    let percent: Decimal = percent
        .parse()
        .map_err(|_| Error::invalid("target", Reason::Malformed))?;
    let target = weight_kg * (dec!(100) + percent) / dec!(100);
    let half = (target * dec!(2)).round() / dec!(2);
    Ok(format!("{} kg", half.normalize()))
}

fn in_days(days: &str, today: NaiveDate) -> Result<String> {
    let days: i64 = days
        .parse()
        .map_err(|_| Error::invalid("due", Reason::NotADate))?;
    let due = today.checked_add_signed(TimeDelta::days(days));
    Ok(due.map_or(String::new(), |due| due.to_string()))
}
