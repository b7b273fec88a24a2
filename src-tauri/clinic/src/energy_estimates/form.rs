//! What an estimate begins with: the chart's values, and usual ones for what a person chooses.

use rust_decimal::{Decimal, dec};
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::clinic::or_not_found;
use crate::energy_estimates::chart::Chart;
use crate::energy_estimates::draft::find;
use crate::energy_estimates::inputs::{
    AGE, AGE_ESTIMATED, BASIS, FAT, FLUID, FLUID_RULE, GESTATION, LACTATION, PREPREGNANCY_CLASS,
    PROTEIN, REFERENCE, STRESS,
};
use crate::energy_estimates::list::of_patient;
use crate::energy_estimates::{EnergyMethod, EstimateInputs, EstimateStart};
use crate::error::Result;
use crate::view::{At, Id};

const OLD_FROM_YEARS: Decimal = dec!(65);
/// Institute of Medicine 2005, and Volkert et al., *Clin Nutr* 2019;38:10-47, for older people.
const ADULT_PROTEIN: &str = "0.8";
const OLD_PROTEIN: &str = "1.0";
/// Common for adults; children have the rule of Holliday and Segar.
const ADULT_FLUID: &str = "30";
/// The middle of what the Institute of Medicine gives adults, 20 to 35 %.
const USUAL_FAT: &str = "30";

/// Returns the equation that is usual at the age that a patient has at a time, now where none is given, for what the
/// chart and these inputs know of the body.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for a time that is none.
pub fn usual_method(
    clinic: &Clinic,
    patient: &Id,
    at: Option<&At>,
    inputs: &EstimateInputs,
) -> Result<EnergyMethod> {
    clinic.may(Right::ChartRead)?;
    let stored = clinic
        .require_row::<Patient>(patient.to()?, "patient")?
        .value;
    crate::reads::log_read(clinic, stored.id)?;
    let at = at.map_or(Ok(clinic.now()), |at| at.to_time("at"))?;
    let chart = Chart::read(clinic, &stored, at)?;
    let (inputs, _) = chart.completed(inputs);
    Ok(chart.usual_method(&inputs))
}

/// Returns the inputs that the chart knows today with usual values of the others; for a correction those of the
/// estimate that `corrects` names.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn start(clinic: &Clinic, patient: &Id, corrects: Option<&Id>) -> Result<EstimateStart> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    crate::reads::log_read(clinic, patient)?;
    if let Some(former) = corrects {
        let all = of_patient(clinic, patient)?;
        let former = or_not_found(all.into_iter().find(|view| view.id == *former), "estimate")?;
        let at = former.estimated_at.to_time("at")?;
        let chart = Chart::read(clinic, &stored, at)?;
        let mut inputs = former.inputs;
        if chart.age().is_some() {
            // the birth date may have been corrected since
            inputs.remove(AGE);
            inputs.remove(AGE_ESTIMATED);
        }
        if chart.pregnancy().is_some() && !is_for_two(&inputs) {
            // it was computed without, and the chart fills in only what is absent
            inputs.extend([GESTATION, LACTATION].map(|name| (name.to_owned(), String::new())));
        }
        let start = EstimateStart {
            method: former.method,
            inputs,
            measured: chart.measured(),
            is_child: chart.is_child(),
            age: chart.age(),
            pregnancy: chart.pregnancy(),
            draft_saved_at: None,
        };
        return with_draft(clinic, &stored, corrects, start);
    }
    let chart = Chart::read(clinic, &stored, clinic.now())?;
    let (mut inputs, _) = chart.completed(&EstimateInputs::new());
    let years = inputs.get(AGE).and_then(|age| age.parse::<Decimal>().ok());
    let mut usual = vec![
        (BASIS, "actual"),
        (REFERENCE, "devine"),
        (STRESS, "1"),
        (FAT, USUAL_FAT),
    ];
    match years {
        _ if chart.is_child() => usual.push((FLUID_RULE, "holliday_segar")),
        Some(years) if years >= OLD_FROM_YEARS => {
            usual.extend([(PROTEIN, OLD_PROTEIN), (FLUID, ADULT_FLUID)]);
        }
        _ => usual.extend([(PROTEIN, ADULT_PROTEIN), (FLUID, ADULT_FLUID)]),
    }
    inputs.extend(
        usual
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    // it follows from the birth date and is no input of a person
    if chart.age().is_some() {
        inputs.remove(AGE);
        inputs.remove(AGE_ESTIMATED);
    }
    let start = EstimateStart {
        method: chart.usual_method(&inputs),
        inputs,
        measured: chart.measured(),
        is_child: chart.is_child(),
        age: chart.age(),
        pregnancy: chart.pregnancy(),
        draft_saved_at: None,
    };
    with_draft(clinic, &stored, None, start)
}

/// Returns a beginning with what this user typed before. What was not typed, but came from the chart as it was then, is
/// as the chart has it now.
fn with_draft(
    clinic: &Clinic,
    patient: &Patient,
    corrects: Option<&Id>,
    start: EstimateStart,
) -> Result<EstimateStart> {
    let Some(begun) = find(clinic, patient.id, corrects)? else {
        return Ok(start);
    };
    let then = Chart::read(clinic, patient, begun.saved_at)?;
    let (then, _) = then.completed(&EstimateInputs::new());
    let is_typed = |(name, value): &(String, String)| then.get(name) != Some(value);
    let is_of_chart = |name: &String| then.contains_key(name) && begun.inputs.contains_key(name);
    let mut inputs = EstimateInputs::new();
    let now = start.inputs.iter().filter(|(name, _)| is_of_chart(name));
    inputs.extend(now.map(|(name, value)| (name.clone(), value.clone())));
    let typed = begun.inputs.clone().into_iter().filter(is_typed);
    inputs.extend(typed);
    if !is_for_two(&inputs) {
        // what is absent comes from the chart as it is now, which the form is to show
        let maternal = [GESTATION, PREPREGNANCY_CLASS, LACTATION].into_iter();
        let of_chart =
            maternal.filter_map(|name| Some((name.to_owned(), start.inputs.get(name)?.clone())));
        inputs.extend(of_chart);
    }
    Ok(EstimateStart {
        method: begun.method,
        inputs,
        draft_saved_at: Some(At::of(begun.saved_at)),
        ..start
    })
}

/// Returns whether the inputs speak of a pregnancy or of breastfeeding, be it that there is none.
fn is_for_two(inputs: &EstimateInputs) -> bool {
    inputs.contains_key(GESTATION) || inputs.contains_key(LACTATION)
}
