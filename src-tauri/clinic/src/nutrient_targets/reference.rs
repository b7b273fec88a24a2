//! Targets from the dietary reference intakes.

use chrono::NaiveDate;
use sync_contract::catalog::{NutrientTarget, Patient, Sex};
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};
use vault::WriteTx;

use crate::age::Age;
use crate::error::{Error, Reason, Result};
use crate::names::birth;
use crate::nutrient_targets::list::{counts, newest, of_patient};
use crate::nutrient_targets::set::{Bounds, insert_changed};
use crate::nutrient_targets::{
    LifeStage, Nutrient, ReferenceIntake, ReferenceIntakes, TargetSource, TargetView,
};
use crate::nutrition::intakes::{
    Intake, intakes, is_lactation, is_maternal, is_pregnancy, maternal_stages, stages, unit,
};
use crate::pregnancies::course::{PregnancyState, current};
use crate::view::{Figure, Id};
use crate::{Clinic, chart_row};

/// Returns what is recommended to a life stage: that of the patient's age and sex, and of a pregnancy that lasts or
/// after which they breastfeed, where there is one and none is named.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for a stage of another age or sex.
pub fn intakes_of(
    clinic: &Clinic,
    patient: &Id,
    stage: Option<LifeStage>,
) -> Result<ReferenceIntakes> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    chart_row::log_list(clinic, patient)?;
    let (stages, stage) = stage_of(clinic, patient, stage)?;
    let rows = clinic.read().nutrient_targets_of(patient)?;
    let today = clinic.today()?;
    let newest = newest(&rows, today);
    let decided = |intake: &Intake| {
        newest
            .get(&intake.nutrient)
            .is_some_and(|row| is_decided(&row.value) && counts(&row.value, today))
    };
    let view = |intake: &Intake| ReferenceIntake {
        nutrient: intake.nutrient,
        unit: unit(intake.nutrient),
        low: Figure::from(intake.low),
        kind: intake.kind,
        high: intake.high.map(Figure::from),
        is_decided: decided(intake),
    };
    Ok(ReferenceIntakes {
        intakes: stage.map_or(Vec::new(), |stage| {
            intakes(stage).iter().map(view).collect()
        }),
        stages,
        stage,
    })
}

/// A target that was set for this patient is not overwritten by a general recommendation.
fn is_decided(target: &NutrientTarget) -> bool {
    target.source != TargetSource::Dri
}

fn stage_of(
    clinic: &Clinic,
    patient: PatientId,
    stage: Option<LifeStage>,
) -> Result<(Vec<LifeStage>, Option<LifeStage>)> {
    let patient = clinic.require_row::<Patient>(patient, "patient")?.value;
    let today = clinic.today()?;
    let months = birth(&patient).map(|birth| {
        let age = Age::on(birth, today);
        age.years * 12 + age.months
    });
    let pregnancies = clinic.read().pregnancies_of(patient.id)?;
    let state = current(&pregnancies, today).map(|current| current.state);
    let mut stages = stages(patient.sex, months);
    // of the very young and the old they are offered where the chart has one
    if state.is_some() && !stages.iter().any(|stage| is_maternal(*stage)) {
        stages.extend(maternal_stages(patient.sex, months));
    }
    if let Some(stage) = stage {
        return match stages.contains(&stage) {
            true => Ok((stages, Some(stage))),
            false => Err(Error::invalid("stage", Reason::Unknown)),
        };
    }
    let maternal = match state {
        Some(PregnancyState::Pregnant | PregnancyState::Overdue) => only(&stages, is_pregnancy),
        Some(PregnancyState::Breastfeeding) => only(&stages, is_lactation),
        Some(PregnancyState::Over) | None => None,
    };
    let stage = maternal.or_else(|| only(&stages, |stage| !is_maternal(stage)));
    Ok((stages, stage))
}

/// Returns the stage of an age and a sex; none where there are several.
pub(crate) fn stage_at(sex: Sex, months: i32, is_pregnant: bool) -> Option<LifeStage> {
    match is_pregnant {
        true => only(&maternal_stages(sex, Some(months)), is_pregnancy),
        false => only(&stages(sex, Some(months)), |stage| !is_maternal(stage)),
    }
}

/// Returns the one stage of a kind, where there is no other.
fn only(stages: &[LifeStage], is_meant: impl Fn(LifeStage) -> bool) -> Option<LifeStage> {
    let mut meant = stages.iter().copied().filter(|stage| is_meant(*stage));
    match (meant.next(), meant.next()) {
        (only, None) => only,
        _ => None,
    }
}

/// Sets what is recommended to a life stage, from today on. What was set by hand or from an estimate stays, and so does
/// what says the same already. Returns the targets of the patient.
///
/// # Errors
/// `Forbidden` (needs `profiles.write`), `NotFound`, `PatientDeleted`, `Invalid` for a stage of another age or sex, or
/// where the user has to choose one, `NotAllHere` while targets may be elsewhere, are damaged or missing.
pub fn set_from_reference(
    clinic: &mut Clinic,
    patient: &Id,
    stage: Option<LifeStage>,
) -> Result<Vec<TargetView>> {
    clinic.may(Right::ProfilesWrite)?;
    let patient: PatientId = patient.to()?;
    let (_, stage) = stage_of(clinic, patient, stage)?;
    let stage = stage.ok_or(Error::invalid("stage", Reason::Required))?;
    require_all(clinic, patient)?;
    let today = clinic.today()?;
    clinic.write("set reference targets", |tx| {
        insert_changed(tx, patient, bounds(stage), today, is_decided)
    })?;
    of_patient(clinic, patient)
}

/// Does the same for some nutrients within another operation, from a day on.
pub(crate) fn insert_of_stage(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    stage: LifeStage,
    nutrients: &[Nutrient],
    day: NaiveDate,
) -> Result<()> {
    let wanted = bounds(stage).filter(|of| nutrients.contains(&of.nutrient));
    insert_changed(tx, patient, wanted, day, is_decided)
}

fn bounds(stage: LifeStage) -> impl Iterator<Item = Bounds> {
    intakes(stage).into_iter().map(move |intake| Bounds {
        nutrient: intake.nutrient,
        low: Some(intake.low),
        high: intake.high,
        source: TargetSource::Dri,
        estimate: None,
        life_stage: Some(stage),
    })
}

/// A target that cannot be read may be one that was set for this patient.
fn require_all(clinic: &Clinic, patient: PatientId) -> Result<()> {
    // the look at them is what tells of the damage
    clinic.read().nutrient_targets_of(patient)?;
    match clinic.is_unsure(patient, NutrientTarget::DESCRIPTOR)? {
        true => Err(Error::NotAllHere),
        false => Ok(()),
    }
}
