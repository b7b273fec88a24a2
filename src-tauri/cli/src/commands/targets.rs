//! The nutrient targets of a patient.

use clinic::Clinic;
use clinic::nutrient_targets::list::{list, show};
use clinic::nutrient_targets::reference::{intakes_of, set_from_reference};
use clinic::nutrient_targets::set::{add, end, remove, removed, restore, set_from_estimate};
use clinic::nutrient_targets::{NewTarget, NutrientUnit, ReferenceIntake, TargetState, TargetView};
use clinic::view::Figure;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::targets::{OfStage, TargetEntry, Targets};
use crate::commands::removal;
use crate::entry::{choice, entry, id, read_version_or, required};
use crate::exit::Result;
use crate::text::{label, listed};

pub fn run(who: &Who, args: Targets) -> Result<Answer> {
    match args {
        Targets::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            answer(&list(&clinic, patient.to()?)?)
        }
        Targets::Add {
            input,
            entry: flags,
        } => set(who, entry(&input, flags)?),
        Targets::FromEstimate { id: estimate } => {
            let estimate = id(estimate, "ID")?;
            let mut clinic = who.unlock()?;
            answer(&set_from_estimate(&mut clinic, &estimate)?)
        }
        Targets::Reference { of } => reference(who, of),
        Targets::FromReference {
            of: OfStage { patient, stage },
        } => {
            let patient = id(patient, "patient")?;
            let stage = stage.map(|stage| choice(&stage, "stage")).transpose()?;
            let mut clinic = who.unlock()?;
            answer(&set_from_reference(&mut clinic, &patient, stage)?)
        }
        Targets::End { id: row, on, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &row)?.seen))?;
            let today = clinic.today()?.to_string();
            one(
                "Ended",
                &end(&mut clinic, &row, &seen, &on.unwrap_or(today))?,
            )
        }
        Targets::Remove {
            id: row,
            reason,
            seen,
        } => removal::remove(
            who,
            row,
            seen,
            |clinic, row| Ok(show(clinic, row)?.seen),
            |clinic, row, seen| remove(clinic, row, seen, &reason),
        ),
        Targets::Restore { id: row, seen } => {
            let row = id(row, "ID")?;
            let mut clinic = who.unlock()?;
            let removal = |clinic: &Clinic| Ok(removed(clinic, &row)?);
            let seen = read_version_or(&clinic, seen, removal)?;
            one("Restored", &restore(&mut clinic, &row, &seen)?)
        }
    }
}

fn set(who: &Who, entry: TargetEntry) -> Result<Answer> {
    let patient = id(required(entry.patient, "patient")?, "patient")?;
    let form = NewTarget {
        nutrient: choice(&required(entry.nutrient, "nutrient")?, "nutrient")?,
        low: entry.low.unwrap_or_default(),
        high: entry.high.unwrap_or_default(),
        reason: entry.reason.unwrap_or_default(),
        start_day: entry.start_day.unwrap_or_default(),
    };
    let mut clinic = who.unlock()?;
    one("Set", &add(&mut clinic, &patient, &form)?)
}

fn reference(who: &Who, of: OfStage) -> Result<Answer> {
    let patient = id(of.patient, "patient")?;
    let stage = of.stage.map(|stage| choice(&stage, "stage")).transpose()?;
    let clinic = who.unlock()?;
    let reference = intakes_of(&clinic, &patient, stage)?;
    let stages = reference.stages.iter().map(|stage| stage.to_string());
    let lines = match reference.stage {
        Some(stage) => {
            let intakes = reference.intakes.iter().map(intake);
            std::iter::once(stage.to_string()).chain(intakes).collect()
        }
        None => vec![format!(
            "Choose one with --stage: {}",
            stages.collect::<Vec<_>>().join(", ")
        )],
    };
    Answer::done(&json!({ "reference": reference }), lines.join("\n"))
}

fn answer(targets: &[TargetView]) -> Result<Answer> {
    let text = listed(targets.iter().map(line).collect(), "No target is set.");
    Answer::done(&json!({ "targets": targets }), text)
}

fn one(heading: &str, target: &TargetView) -> Result<Answer> {
    let text = format!("{heading} {}", line(target));
    Answer::done(&json!({ "target": target }), text)
}

/// `1f0c…  PROTEIN 75 g, from 2026-11-20, by estimate, Ama Mensah`.
fn line(target: &TargetView) -> String {
    let until = target.end_day.as_ref();
    let until = until.map_or(String::new(), |day| format!(" to {}", day.0));
    let state = match target.state {
        TargetState::InForce => "",
        TargetState::Planned => ", planned",
        TargetState::Over => ", over",
    };
    format!(
        "{}  {} {}, from {}{until}, by {}, {}{state}",
        target.id,
        target.nutrient,
        amount(target.low, target.high, target.unit),
        target.start_day.0,
        label(&target.source),
        target.by
    )
}

fn intake(intake: &ReferenceIntake) -> String {
    let decided = if intake.is_decided {
        ", what is in force stays"
    } else {
        ""
    };
    let amount = amount(Some(intake.low), intake.high, intake.unit);
    format!("{} {amount}{decided}", intake.nutrient)
}

/// `75 g`, `at least 25 g`, `at most 2300 mg`, `1500 to 2300 mg`.
pub(super) fn amount(low: Option<Figure>, high: Option<Figure>, unit: NutrientUnit) -> String {
    let unit = unit.as_str();
    match (low, high) {
        (Some(low), Some(high)) if low == high => format!("{} {unit}", low.0),
        (Some(low), Some(high)) => format!("{} to {} {unit}", low.0, high.0),
        (Some(low), None) => format!("at least {} {unit}", low.0),
        (None, Some(high)) => format!("at most {} {unit}", high.0),
        (None, None) => "unknown".to_owned(),
    }
}
