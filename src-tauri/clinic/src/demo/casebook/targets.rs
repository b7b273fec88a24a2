//! What a person's food should give in a day: energy, protein and fluid as their dietitian set them, each with a
//! reason, and what is recommended to their age and sex.

use chrono::NaiveDate;
use sync_contract::catalog::{Nutrient, Sex};
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::age::Age;
use crate::demo::casebook::book::{Basis, EnergyRule, EnergyWay, FluidRule, FluidWay, PersonSex};
use crate::demo::casebook::person::DemoPerson;
use crate::error::Result;
use crate::nutrient_targets::NewTarget;
use crate::nutrient_targets::reference::{insert_of_stage, stage_at};
use crate::nutrient_targets::set::insert;

/// What is aimed at for most people as it is recommended. Fibre is not, where the gut decides what is eaten.
const RECOMMENDED: [Nutrient; 8] = [
    Nutrient::Fibre,
    Nutrient::Calcium,
    Nutrient::Iron,
    Nutrient::Zinc,
    Nutrient::VitaminC,
    Nutrient::VitaminD,
    Nutrient::VitaminB12,
    Nutrient::FolateDfe,
];
/// Diseases of the gut and of swallowing.
const WITHOUT_FIBRE: [&str; 6] = ["K50", "K58", "K91", "R13", "Z93", "C"];
/// Recommendations are for people with healthy kidneys.
const KIDNEYS: [&str; 2] = ["N18", "Z99.2"];

/// Writes the targets of a person, from the first visit on.
///
/// # Errors
/// Those of a write.
pub fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    set_by_hand(tx, patient, person, today)?;
    set_as_recommended(tx, patient, person)
}

fn set_by_hand(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    today: NaiveDate,
) -> Result<()> {
    let (Some(targets), of) = (person.targets, &person.archetype.targets) else {
        return Ok(());
    };
    let is_child = !person.is_adult();
    let energy = of.energy_child.as_ref().filter(|_| is_child);
    let fluid = of.fluid_child.as_ref().filter(|_| is_child);
    let (energy, fluid) = (energy.unwrap_or(&of.energy), fluid.unwrap_or(&of.fluid));
    let text = |value: f64| format!("{value:.0}");
    let (water, none) = (text(targets.fluid_ml), String::new());
    let (least, most) = match fluid.is_limit {
        true => (none, water),
        false => (water, none),
    };
    let [low, high] = of.protein.g_per_kg;
    let weight = basis(of.protein.weight);
    let wanted = [
        (
            Nutrient::Energy,
            text(targets.kcal - 50.0),
            text(targets.kcal + 50.0),
            energy_reason(energy),
        ),
        (
            Nutrient::Protein,
            text(targets.protein_g),
            String::new(),
            format!("{low} to {high} g for each kg of the {weight}"),
        ),
        (Nutrient::Water, least, most, fluid_reason(fluid)),
    ];
    for (nutrient, low, high, reason) in wanted {
        let form = NewTarget {
            nutrient,
            low,
            high,
            reason,
            start_day: person.first_day().to_string(),
        };
        insert(tx, patient, &form, today)?;
    }
    Ok(())
}

fn energy_reason(rule: &EnergyRule) -> String {
    match (rule.method, rule.low, rule.high) {
        (EnergyWay::MifflinStJeor, ..) => "Mifflin-St Jeor equation, with activity".to_owned(),
        (EnergyWay::Schofield, ..) => "Schofield equation for children, with activity".to_owned(),
        (EnergyWay::KcalPerKg, Some(low), Some(high)) => {
            format!("{low} to {high} kcal for each kg")
        }
        (EnergyWay::KcalPerKg, ..) => "By weight".to_owned(),
    }
}

fn fluid_reason(rule: &FluidRule) -> String {
    if let Some(more) = &rule.plus {
        return format!("Plus {more}");
    }
    match (rule.method, rule.low, rule.high) {
        _ if rule.is_limit => "Fluid is restricted".to_owned(),
        (FluidWay::MlPerKg, Some(low), Some(high)) => format!("{low} to {high} ml for each kg"),
        (FluidWay::HollidaySegar, ..) => "Holliday and Segar, by weight".to_owned(),
        (FluidWay::MlPerKg | FluidWay::Fixed, ..) => "As agreed at the first visit".to_owned(),
    }
}

fn basis(weight: Basis) -> &'static str {
    match weight {
        Basis::Actual => "weight",
        Basis::Adjusted => "adjusted weight",
        Basis::Ideal => "ideal weight",
        Basis::Dry => "dry weight",
        Basis::Prepregnancy => "weight before the pregnancy",
    }
}

/// Sets what is recommended at the first visit, and once more at the last one where another life stage began.
fn set_as_recommended(tx: &mut WriteTx<'_>, patient: PatientId, person: &DemoPerson) -> Result<()> {
    if KIDNEYS.iter().any(|code| person.has(code)) || person.targets.is_none() {
        return Ok(());
    }
    let is_without_fibre = WITHOUT_FIBRE.iter().any(|code| person.has(code));
    let wanted: Vec<Nutrient> = RECOMMENDED
        .into_iter()
        .filter(|of| *of != Nutrient::Fibre || !is_without_fibre)
        .collect();
    let noted = person.visits.iter().filter(|visit| visit.note.is_some());
    let days: Vec<NaiveDate> = noted.map(|visit| visit.day).collect();
    let mut before = None;
    for day in days.first().into_iter().chain(days.last()) {
        let age = Age::on(person.birth, *day);
        let sex = match person.sex {
            PersonSex::Female => Sex::Female,
            PersonSex::Male => Sex::Male,
        };
        let is_pregnant = person.body.pregnancy.is_some();
        let stage = stage_at(sex, age.years * 12 + age.months, is_pregnant);
        if let Some(stage) = stage.filter(|_| stage != before) {
            insert_of_stage(tx, patient, stage, &wanted, *day)?;
            before = Some(stage);
        }
    }
    Ok(())
}
