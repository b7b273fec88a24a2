//! Computes, records, corrects and removes.

use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{EnergyEstimate, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{EnergyEstimateId, PatientId, VisitId};
use vault::WriteTx;

use crate::clinic::{or_not_found, require_not_deleted};
use crate::energy_estimates::chart::Chart;
use crate::energy_estimates::compute::{
    VERSION, canonical, estimate, reason, result, rows, weights,
};
use crate::energy_estimates::draft::of_form;
use crate::energy_estimates::inputs::{
    ACTIVITY, ACTIVITY_2005, ACTIVITY_2023, AGE, BODY_FAT, FAT, FieldProblemKind, GESTATION,
    HEIGHT, KCAL_PER_KG, PREPREGNANCY_CLASS, REFERENCE, SEX, WEIGHT, problem, read, text_of,
};
use crate::energy_estimates::list::{corrected, show};
use crate::energy_estimates::size::sizes;
use crate::energy_estimates::{
    Considered, EnergyEstimateView, EnergyMethod, EnergyResult, EstimateInputs, NewEnergyEstimate,
    RowReason,
};
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::occasion::{file_and_visit, time};
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, corrections, fields};

/// What an estimate is about and when it was, checked.
pub(crate) struct Occasion {
    pub patient: PatientId,
    pub visit: Option<VisitId>,
    pub at: Time,
    pub replaces: Option<EnergyEstimateId>,
}

/// Returns what the inputs give by every equation. Writes nothing.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `Invalid` for a time in the future or before the day of birth.
pub fn consider(clinic: &Clinic, form: &NewEnergyEstimate) -> Result<Considered> {
    clinic.may(Right::MeasurementsWrite)?;
    let (_, chart) = occasion(clinic, form)?;
    let (inputs, mut problems) = chart.completed(&form.inputs);
    let text = text_of(&inputs);
    let given = readable(&text)?;
    let (result, refusal) = match estimate(form.method, &given) {
        Ok(result) => (Some(result), None),
        Err(refusal) => (None, Some(refusal)),
    };
    let why = refusal.as_ref().map(|refusal| reason(form.method, refusal));
    if let Some((RowReason::OverHundred, refusal)) = why.zip(refusal.as_ref()) {
        problems.push(problem(
            FAT,
            FieldProblemKind::OverHundred,
            refusal.to_string(),
        ));
    }
    let sentence = problems.first().map(|problem| problem.sentence.clone());
    Ok(Considered {
        weights: weights(&given),
        sizes: sizes(&given),
        rows: rows(&given),
        result: result.filter(|_| problems.is_empty()),
        reason: why,
        warnings: chart.warnings(form.method, &inputs),
        refusal: sentence.or_else(|| refusal.map(|refusal| refusal.to_string())),
        problems,
    })
}

/// Reads inputs that were checked one by one.
fn readable(text: &str) -> Result<crate::nutrition::inputs::Inputs<'_>> {
    read(text).map_err(|_| Error::invalid("inputs", Reason::Malformed))
}

fn occasion(clinic: &Clinic, form: &NewEnergyEstimate) -> Result<(Occasion, Chart)> {
    let patient: PatientId = form.patient_id.to()?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    let occasion = match &form.replaces {
        Some(former) => {
            let former = clinic.require_row::<EnergyEstimate>(former.to()?, "estimate")?;
            let is_theirs = merged_files::are_one(&clinic.read(), patient, former.value.patient)?;
            let former = or_not_found(Some(former).filter(|_| is_theirs), "estimate")?.value;
            Occasion {
                patient: former.patient,
                visit: former.visit,
                at: former.estimated_at,
                replaces: Some(former.id),
            }
        }
        None => {
            let (patient, visit) = file_and_visit(clinic, patient, form.visit_id.as_ref())?;
            let at = time(clinic, &stored, form.estimated_at.as_ref())?;
            Occasion {
                patient,
                visit,
                at,
                replaces: None,
            }
        }
    };
    let chart = Chart::read(clinic, &stored, occasion.at)?;
    Ok((occasion, chart))
}

/// Records an estimate, or the correction of one, which stays in the list as corrected.
///
/// # Errors
/// As [`consider`]; `Invalid` for inputs that give no result, `PatientDeleted`, `ChangedMeanwhile` where the estimate
/// to correct was corrected or removed already.
pub fn record(clinic: &mut Clinic, form: &NewEnergyEstimate) -> Result<EnergyEstimateView> {
    clinic.may(Right::MeasurementsWrite)?;
    let (occasion, chart) = occasion(clinic, form)?;
    let (inputs, problems) = chart.completed(&form.inputs);
    if let Some(problem) = problems.first() {
        return Err(Error::invalid(problem.name, problem.kind.reason()));
    }
    let result = result(form.method, &inputs).map_err(|refusal| {
        let (field, why) = at_fault(reason(form.method, &refusal));
        Error::invalid(field, why)
    })?;
    let draft = of_form(form)?;
    let name = match occasion.replaces {
        Some(_) => "correct energy estimate",
        None => "add energy estimate",
    };
    let id = clinic.write(name, |tx| {
        require_not_deleted(tx, occasion.patient)?;
        if let Some(former) = occasion.replaces {
            let rows = tx.read().energy_estimates_of(occasion.patient)?;
            let is_there = |id| rows.iter().any(|row| row.value.id == id);
            if corrected(&rows).contains(&former) || !is_there(former) {
                return Err(Error::ChangedMeanwhile);
            }
        }
        tx.drop_draft::<EnergyEstimate>(draft)?;
        insert(tx, form.method, &occasion, &inputs, &result)
    })?;
    show(clinic, &Id::of(id))
}

/// Returns the input that keeps an equation from a result.
fn at_fault(reason: RowReason) -> (&'static str, Reason) {
    match reason {
        RowReason::NeedsWeight => (WEIGHT, Reason::Required),
        RowReason::NeedsHeight => (HEIGHT, Reason::Required),
        RowReason::NeedsAge => (AGE, Reason::Required),
        RowReason::NeedsSex => (SEX, Reason::Required),
        RowReason::NeedsBodyFat => (BODY_FAT, Reason::Required),
        RowReason::NeedsActivity => (ACTIVITY, Reason::Required),
        RowReason::NeedsActivity2005 => (ACTIVITY_2005, Reason::Required),
        RowReason::NeedsActivity2023 => (ACTIVITY_2023, Reason::Required),
        RowReason::NeedsReference => (REFERENCE, Reason::Required),
        RowReason::NeedsKcalPerKg => (KCAL_PER_KG, Reason::Required),
        RowReason::NeedsPrepregnancyClass => (PREPREGNANCY_CLASS, Reason::Required),
        RowReason::PregnancyWeeks => (GESTATION, Reason::Impossible),
        RowReason::OverHundred => (FAT, Reason::Impossible),
        RowReason::AdultsOnly
        | RowReason::FromSixty
        | RowReason::WomenOnly
        | RowReason::AgeOutside
        | RowReason::NoReference
        | RowReason::FarFromSample => ("method", Reason::Impossible),
    }
}

impl FieldProblemKind {
    fn reason(self) -> Reason {
        match self {
            Self::Number | Self::AgeRecorded | Self::Both | Self::WomenOnly | Self::OverHundred => {
                Reason::Impossible
            }
            Self::Choice | Self::Unknown => Reason::Unknown,
            Self::Date => Reason::NotADate,
        }
    }
}

/// Inserts an estimate by the usual equation for the age, from inputs that have all but the age and the sex. Where they
/// give no result, as without a birth date, nothing is inserted.
pub(crate) fn insert_usual(
    tx: &mut WriteTx<'_>,
    patient: &Patient,
    occasion: &Occasion,
    zone: Tz,
    given: &EstimateInputs,
) -> Result<()> {
    let chart = Chart::of(patient, Vec::new(), occasion.at, zone);
    let (inputs, _) = chart.completed(given);
    let method = chart.usual_method(&inputs);
    if let Ok(result) = result(method, &inputs) {
        insert(tx, method, occasion, &inputs, &result)?;
    }
    Ok(())
}

fn insert(
    tx: &mut WriteTx<'_>,
    method: EnergyMethod,
    occasion: &Occasion,
    inputs: &EstimateInputs,
    result: &EnergyResult,
) -> Result<EnergyEstimateId> {
    let id: EnergyEstimateId = tx.new_id();
    tx.insert(&EnergyEstimate {
        id,
        patient: occasion.patient,
        visit: occasion.visit,
        method: method.into(),
        version: VERSION.into(),
        inputs: canonical(inputs)?.into(),
        result: canonical(result)?.into(),
        estimated_at: occasion.at,
        replaces: occasion.replaces.into(),
    })?;
    Ok(id)
}

/// Removes an estimate that was entered in error, with those that it corrected: they were wrong already.
///
/// # Errors
/// `Forbidden` (needs `measurements.write`), `NotFound`, `PatientDeleted`, `Invalid` without a reason,
/// `ChangedMeanwhile` for one that was corrected.
pub fn remove(clinic: &mut Clinic, id: &Id, seen: &ReadVersionToken, reason: &str) -> Result<()> {
    clinic.may(Right::MeasurementsWrite)?;
    let (id, seen): (EnergyEstimateId, _) = (id.to()?, seen.to_read_version()?);
    let reason = fields::required::<4000>(reason, "reason")?;
    clinic.write("remove energy estimate", |tx| {
        let estimate = or_not_found(tx.get::<EnergyEstimate>(id)?, "estimate")?.value;
        require_not_deleted(tx, estimate.patient)?;
        let rows = tx.read().energy_estimates_of(estimate.patient)?;
        let replaced = |row: &EnergyEstimate| row.replaces.open().copied().flatten();
        let reason = reason.as_str();
        corrections::remove_all(tx, (&estimate, seen), &rows, replaced, reason)
    })
}
