//! Writes the chart of a person of the casebook: history, lists of health, problem, goals and targets.

use chrono::{Days, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use sync_contract::catalog::{
    Allergy, AllergyStatus, Condition, ConditionStatus, HealthList, Medication, MedicationStatus,
    NoneKnown, PatientProfile, PatientStatus, Pregnancy, PregnancyOutcome, profile_id,
};
use sync_contract::ids::{
    AllergyId, ConditionId, MedicationId, NoneKnownId, NutritionDiagnosisId, PatientId, PregnancyId,
};
use vault::WriteTx;

use crate::demo::casebook::book::{BookBody, GoalText, When};
use crate::demo::casebook::person::DemoPerson;
use crate::demo::casebook::{aims, claims, doses, slots, targets};
use crate::diagnoses::{self, DiagnosisForm, DiagnosisStatus};
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::goals::{self, GoalForm};
use crate::measurements::MeasureKind;
use crate::nutrition::pregnancy::FULL_DAYS;
use crate::pregnancies;
use crate::profile::blank;
use crate::tasks::{self, TaskForm};

/// As many goals as a person can follow.
const GOALS: usize = 2;

/// Of so many patients, one has each of these tasks.
const TASKS_OF: u64 = 24;
const TASKS: [&str; 4] = [
    "Call about the food diary",
    "Write to the referring doctor",
    "Ask the doctor for the newest laboratory results",
    "Send the recipes that were asked for",
];

/// How long most children are breastfed.
const BREASTFED_DAYS: i64 = 180;

/// Writes the chart of a person who was seen.
///
/// # Errors
/// Those of a write.
pub fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    profile(tx, patient, person)?;
    health(tx, patient, person, today)?;
    pregnancy(tx, patient, person, today)?;
    plan(tx, patient, person, today)?;
    match person.is_private() {
        true => Ok(()),
        false => targets::write(tx, patient, person, today),
    }
}

fn profile(tx: &mut WriteTx<'_>, patient: PatientId, person: &DemoPerson) -> Result<()> {
    let known = |text: Option<&str>| text.and_then(|text| slots::at_first_visit(person, text));
    let history = [known(person.background), known(person.social)];
    let history: Vec<String> = history
        .into_iter()
        .flatten()
        .map(|text| sentence(&text))
        .collect();
    let text = |text: Option<String>| text.unwrap_or(String::new());
    let id = profile_id(tx.tenant(), patient);
    tx.insert(&PatientProfile {
        medical_history: fields::optional_paragraph(&history.join("\n"), "history")?.into(),
        dietary_preferences: fields::optional_paragraph(
            &text(known(person.preference)),
            "preferences",
        )?
        .into(),
        dislikes: fields::optional_paragraph(&text(known(person.dislike)), "dislikes")?.into(),
        gestation_days: person.body.gestation_days.into(),
        ..blank(id, patient)
    })?;
    Ok(())
}

/// Writes the pregnancy of a woman who has one; two of three breastfeed after it.
fn pregnancy(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    let Some((period, birth)) = person.body.pregnancy else {
        return Ok(());
    };
    let is_born = birth <= today;
    let breastfeeds = is_born && !person.key.is_multiple_of(3);
    let id: PregnancyId = tx.new_id();
    let row = Pregnancy {
        id,
        patient,
        due_date: (period + Days::new(FULL_DAYS)).into(),
        weight_before_kg: before_kg(person).into(),
        ended_on: is_born.then_some(birth).into(),
        outcome: is_born.then_some(PregnancyOutcome::LiveBirth).into(),
        breastfeeding_until: breastfeeds
            .then(|| birth + TimeDelta::days(BREASTFED_DAYS))
            .into(),
    };
    pregnancies::require_in_order(&row)?;
    tx.insert(&row)?;
    Ok(())
}

/// Returns the weight from which the course of a pregnancy begins.
fn before_kg(person: &DemoPerson) -> Option<Decimal> {
    let height_m = person.body.height_cm / 100.0;
    let kg = Decimal::try_from(person.body.bmi? * height_m * height_m).ok()?;
    Some(kg.round_dp(1))
}

fn sentence(text: &str) -> String {
    match text.ends_with(['.', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

fn health(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    let empty = [
        (HealthList::Allergies, person.allergies.is_empty()),
        (HealthList::Conditions, person.conditions.is_empty()),
        (HealthList::Medications, person.medicines.is_empty()),
    ];
    for (list, _) in empty.into_iter().filter(|(_, is_empty)| *is_empty) {
        let id: NoneKnownId = tx.new_id();
        let list = list.into();
        tx.insert(&NoneKnown { id, patient, list })?;
    }
    for allergy in &person.allergies {
        let id: AllergyId = tx.new_id();
        let unknown = |field| Error::invalid(field, Reason::Unknown);
        tx.insert(&Allergy {
            id,
            patient,
            substance: fields::required(&allergy.substance, "substance")?.into(),
            code: None.into(),
            kind: Some(allergy.kind.parse().map_err(|_| unknown("kind"))?).into(),
            reaction: fields::optional(&allergy.reaction, "reaction")?.into(),
            severity: allergy.severity.parse().map_err(|_| unknown("severity"))?,
            onset: fields::optional(&allergy_onset(person), "onset")?.into(),
            status: AllergyStatus::Active,
        })?;
    }
    for condition in &person.conditions {
        let id: ConditionId = tx.new_id();
        // the month of an old onset is not known
        let is_old = (person.first_day() - condition.onset).num_days() > 3 * 365;
        let form = if is_old { "%Y" } else { "%Y-%m" };
        let onset = condition.onset.format(form).to_string();
        tx.insert(&Condition {
            id,
            patient,
            name: fields::required(&condition.form.name, "name")?.into(),
            code: fields::optional(&condition.form.icd10, "code")?.into(),
            onset: fields::optional(&onset, "onset")?.into(),
            status: ConditionStatus::Active,
        })?;
    }
    for medicine in &person.medicines {
        let id: MedicationId = tx.new_id();
        let start = medicine.start.format("%Y-%m").to_string();
        tx.insert(&Medication {
            id,
            patient,
            name: fields::required(&slots::large(&medicine.form.generic), "name")?.into(),
            code: None.into(),
            dose: fields::optional(&doses::now(person, medicine).listed(), "dose")?.into(),
            onset: fields::optional(&start, "onset")?.into(),
            status: match medicine.is_over(person, today) {
                true => MedicationStatus::Stopped,
                false => MedicationStatus::Active,
            },
        })?;
    }
    Ok(())
}

/// Returns the year since which an adult's allergies are known; a child's history says when it was.
fn allergy_onset(person: &DemoPerson) -> String {
    let first = person.first_day();
    let years = 2 + i64::try_from(person.key % 12).unwrap_or(0);
    match person.is_adult() {
        true => (first - TimeDelta::days(365 * years))
            .format("%Y")
            .to_string(),
        false => String::new(),
    }
}

fn plan(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    let first = person.first_day();
    let age = person.age_on(first);
    let first_note = person.visits.first().and_then(|visit| visit.note.as_ref());
    let is_in_note = |problem: &str| {
        let mut sections = first_note.into_iter().flat_map(|note| &note.sections);
        sections.any(|(_, text)| text.contains(problem))
    };
    let problems = person.archetype.problems.iter();
    let is_so = |words: &str| claims::are_true(person, 0, words);
    let fitting = problems.filter(|problem| {
        let is_known = is_so(&problem.aetiology) && is_so(&problem.signs);
        person.fits(&problem.limits, age) && is_known
    });
    let mut known = fitting
        .filter_map(|problem| Some((problem, slots::at_first_visit(person, &problem.signs)?)));
    // the one that the first note is about
    let (Some(first_known), rest) = (known.next(), known) else {
        return Ok(());
    };
    let chosen = std::iter::once(first_known.clone())
        .chain(rest)
        .find(|(of, _)| is_in_note(&of.problem));
    let (problem, signs) = chosen.unwrap_or(first_known);
    // what is still followed is not over
    let has_left = person.status == PatientStatus::Discharged;
    let is_met = person.class.name == When::Responder && has_left;
    let form = DiagnosisForm {
        problem: problem.problem.clone(),
        aetiology: slots::at_first_visit(person, &problem.aetiology).unwrap_or(String::new()),
        signs,
        status: match is_met {
            true => DiagnosisStatus::Resolved,
            false => DiagnosisStatus::Active,
        },
    };
    let diagnosis = diagnoses::insert(tx, patient, &form)?;
    for goal in person.goals().take(GOALS) {
        let Some(text) = slots::goal(person, first, &goal.text) else {
            continue;
        };
        let due = first + TimeDelta::weeks(goal.weeks);
        let (status, due) = aims::state(person, goal, due, today);
        let measured = measured(person, goal).filter(|_| !person.is_private());
        let (measure, start, target) = measured.map_or(
            (None, String::new(), String::new()),
            |(kind, start, target)| (Some(kind), start, target),
        );
        let form = GoalForm {
            text,
            diagnosis: diagnosis.to_string(),
            measure,
            start,
            target,
            due: due.to_string(),
            progress: String::new(),
            status,
        };
        goals::insert(tx, patient, &form, &[])?;
    }
    task(tx, patient, person, (diagnosis, today))
}

/// Writes what is still to be done for one of some patients who come.
fn task(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    (diagnosis, today): (NutritionDiagnosisId, NaiveDate),
) -> Result<()> {
    let at = usize::try_from(person.key % TASKS_OF).unwrap_or(TASKS.len());
    let Some(text) = TASKS
        .get(at)
        .filter(|_| person.status == PatientStatus::Active)
    else {
        return Ok(());
    };
    let days = 3 + i64::try_from(person.key % 17).unwrap_or(0);
    let form = TaskForm {
        text: (*text).to_owned(),
        diagnosis: diagnosis.to_string(),
        goal: String::new(),
        due: (today + TimeDelta::days(days)).to_string(),
        owner: String::new(),
    };
    tasks::insert(tx, patient, &form)?;
    Ok(())
}

/// Returns what a goal is measured by, from where and to where; none of a goal in words.
fn measured(person: &DemoPerson, goal: &GoalText) -> Option<(MeasureKind, String, String)> {
    let adult = person.is_adult() && person.archetype.body != BookBody::Pregnant;
    let visit = person.visits.first().filter(|_| adult)?;
    let (kind, from, decimals) = match goal.measure.as_str() {
        "weight" => (MeasureKind::Weight, visit.measured.weight_kg?, 2.0),
        "waist" => (MeasureKind::Waist, visit.measured.waist_cm?, 1.0),
        _ => return None,
    };
    let number = |unit: &str| goal.target.strip_suffix(unit)?.trim().parse::<f64>().ok();
    let signed = goal.target.starts_with(['-', '+']);
    let to = match (number("%"), number("kg").or(number("cm"))) {
        (Some(percent), _) if signed => from * (1.0 + percent / 100.0),
        (_, Some(change)) if signed => from + change,
        _ => return None,
    };
    let unit = kind.shown_unit();
    let to = (to * decimals).round() / decimals;
    Some((kind, format!("{from} {unit}"), format!("{to} {unit}")))
}
