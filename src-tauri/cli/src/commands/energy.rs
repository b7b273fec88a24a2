//! Estimates of energy, protein and fluid: computed, listed, removed.

use clinic::Clinic;
use clinic::energy_estimates::form::{start, usual_method};
use clinic::energy_estimates::list::{list, show};
use clinic::energy_estimates::record::{consider, record, remove};
use clinic::energy_estimates::{
    BodySize, EnergyEstimateView, EnergyResult, EnergyRow, NewEnergyEstimate, WarningKind,
};
use clinic::view::Figure;
use serde_json::json;

use crate::answer::Answer;
use crate::args::Who;
use crate::args::energy::{Energy, EnergyEntry};
use crate::entry::{choice, corrected, entry, id, moment, read_version_or, required};
use crate::exit::{Problem, Result};
use crate::text::Clocks;

pub fn run(who: &Who, args: Energy) -> Result<Answer> {
    match args {
        Energy::Compare {
            input,
            entry: flags,
        } => compare(who, entry(&input, flags)?),
        Energy::Add {
            input,
            entry: flags,
        } => add(who, entry(&input, flags)?),
        Energy::List { patient } => {
            let patient = id(patient, "patient")?;
            let clinic = who.unlock()?;
            let (rows, clocks) = (list(&clinic, &patient)?, Clocks::of(&clinic)?);
            let lines = rows.iter().map(|row| line(row, &clocks)).collect();
            let text = clocks.headed(lines, "Nothing was estimated yet.");
            Answer::done(&json!({ "estimates": rows }), text)
        }
        Energy::Show { id: estimate } => {
            let estimate = id(estimate, "ID")?;
            let clinic = who.unlock()?;
            let (estimate, clocks) = (show(&clinic, &estimate)?, Clocks::of(&clinic)?);
            let mut lines = vec![line(&estimate, &clocks)];
            lines.extend(estimate.result.iter().flat_map(details));
            let inputs = estimate.inputs.iter();
            lines.extend(inputs.map(|(name, value)| format!("{name}: {value}")));
            let text = clocks.headed(lines, "");
            Answer::done(&json!({ "estimate": estimate }), text)
        }
        Energy::Remove {
            id: estimate,
            reason,
            seen,
        } => {
            let estimate = id(estimate, "ID")?;
            let mut clinic = who.unlock()?;
            let seen = read_version_or(&clinic, seen, |clinic| Ok(show(clinic, &estimate)?.seen))?;
            remove(&mut clinic, &estimate, &seen, &reason)?;
            Answer::removed(&estimate)
        }
    }
}

fn form(clinic: &Clinic, args: EnergyEntry) -> Result<NewEnergyEstimate> {
    let patient_id = id(required(args.patient, "patient")?, "patient")?;
    let corrects = corrected(args.corrects, args.at.as_ref(), args.visit.as_ref())?;
    let inputs = args.inputs.unwrap_or_default().0;
    let at = args.at.map(|at| moment(at, "at")).transpose()?;
    let method = match (args.method, &corrects) {
        (Some(method), _) => choice(&method, "method")?,
        (None, Some(former)) => start(clinic, &patient_id, Some(former))?.method,
        (None, None) => usual_method(clinic, &patient_id, at.as_ref(), &inputs)?,
    };
    Ok(NewEnergyEstimate {
        patient_id,
        method,
        inputs,
        visit_id: args.visit.map(|visit| id(visit, "visit")).transpose()?,
        estimated_at: at,
        replaces: corrects,
    })
}

fn compare(who: &Who, args: EnergyEntry) -> Result<Answer> {
    let clinic = who.unlock()?;
    let form = form(&clinic, args)?;
    let considered = consider(&clinic, &form)?;
    let mut lines: Vec<String> = considered.rows.iter().map(row).collect();
    lines.extend(considered.sizes.iter().map(size));
    let problems = considered.problems.iter();
    lines.extend(problems.map(|problem| problem.sentence.clone()));
    let warnings = considered.warnings.iter();
    lines.extend(warnings.filter_map(|warning| sentence(warning.kind).map(str::to_owned)));
    Answer::done(&json!({ "comparison": considered }), lines.join("\n"))
}

/// None of an old measurement, whose day is shown with it.
fn sentence(warning: WarningKind) -> Option<&'static str> {
    match warning {
        WarningKind::AgeEstimated => {
            Some("The birth date is an estimate, and so is the age that is computed with.")
        }
        WarningKind::NotForPregnancy => {
            Some("Only the EER_2023 counts pregnancy and breastfeeding.")
        }
        WarningKind::PregnancyNotCounted => Some(
            "The file has a pregnancy or breastfeeding that is not counted here. Check the pregnancy and the BMI \
             before.",
        ),
        WarningKind::WeightOld | WarningKind::HeightOld | WarningKind::BodyFatOld => None,
    }
}

fn add(who: &Who, args: EnergyEntry) -> Result<Answer> {
    let mut clinic = who.unlock()?;
    let form = form(&clinic, args)?;
    if let Some(refusal) = consider(&clinic, &form)?.refusal {
        let message = format!("{refusal} Nothing was recorded.");
        return Err(Problem::refused("invalid", message).at("inputs"));
    }
    let recorded = record(&mut clinic, &form)?;
    let text = format!("Recorded {}", line(&recorded, &Clocks::of(&clinic)?));
    Answer::done(&json!({ "estimate": recorded }), text)
}

/// `MIFFLIN_ST_JEOR: 1443 kcal at rest, 1984 kcal, 27.4 kcal/kg`, as far as it goes.
fn row(row: &EnergyRow) -> String {
    let at_rest = row
        .resting_kcal
        .map(|kcal| format!("{} kcal at rest", kcal.0));
    let total = row.energy_kcal.map(|kcal| format!("{} kcal", kcal.0));
    let per_kg = row.kcal_per_kg.map(|kcal| format!("{} kcal/kg", kcal.0));
    let reason = row
        .reason
        .map(|reason| format!("none: {}", reason.as_str()));
    let parts: Vec<String> = [at_rest, total, per_kg, reason]
        .into_iter()
        .flatten()
        .collect();
    format!("{}: {}", row.method.as_str(), parts.join(", "))
}

/// `ideal weight (Devine): 64.2 kg; Devine, Drug Intell Clin Pharm 1974;8:650-5`, or why there is none.
fn size(size: &BodySize) -> String {
    let value = match (size.value, size.reason) {
        (Some(value), _) => format!("{} {}", value.0, size.unit),
        (None, Some(reason)) => format!("none: {}", reason.as_str()),
        (None, None) => "none".to_owned(),
    };
    format!("{}: {value}; {}", size.formula.as_str(), size.source)
}

fn line(row: &EnergyEstimateView, clocks: &Clocks) -> String {
    let result = match &row.result {
        Some(result) => format!(
            "{} kcal, {} kcal/kg",
            result.energy_kcal.0, result.kcal_per_kg.0
        ),
        None => "computed by a later version of this program".to_owned(),
    };
    let age = match row.inputs.contains_key("age_estimated") {
        true => ", age estimated",
        false => "",
    };
    let remark = match (row.is_replaced, row.differs) {
        (true, _) => ", corrected since",
        (_, true) => ", not what was stored",
        _ => "",
    };
    format!(
        "{}  {}  {}: {result}{age}, by {}{remark}",
        row.id,
        clocks.time(&row.estimated_at),
        row.method.as_str(),
        row.by
    )
}

fn details(result: &EnergyResult) -> Vec<String> {
    let of = |name: &str, value: Option<Figure>, unit: &str| {
        value.map(|value| format!("{name}: {} {unit}", value.0))
    };
    let shares = result.shares.as_ref().map(|shares| {
        format!(
            "shares of energy: protein {} %, fat {} %, carbohydrate {} %",
            shares.protein.percent.0, shares.fat.percent.0, shares.carbohydrate.percent.0
        )
    });
    let protein = of("protein", result.protein_g, "g");
    let fluid = of("fluid", result.fluid_ml, "ml");
    [protein, fluid, shares].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use clinic::energy_estimates::{EnergyMethod, input_names};

    /// What stands in quotes in the first cells of a table of the page.
    fn documented(heading: &str) -> BTreeSet<String> {
        let page = include_str!("../../README.md");
        let (_, rest) = page.split_once(heading).unwrap();
        let rows = rest
            .lines()
            .skip(1)
            .take_while(|line| line.starts_with('|'));
        let names = rows.flat_map(|row| {
            let first = row.trim_start_matches('|').split('|').next().unwrap();
            first.split('`').skip(1).step_by(2).map(str::to_owned)
        });
        names.collect()
    }

    #[test]
    fn the_page_has_every_input_and_every_equation() {
        let names = input_names().into_iter().map(str::to_owned);
        assert_eq!(documented("| Input | Values |\n"), names.collect());
        let methods = EnergyMethod::ALL.iter();
        let methods: BTreeSet<String> = methods.map(|method| method.as_str().to_owned()).collect();
        assert_eq!(documented("| Equation | Needs |\n"), methods);
    }
}
