//! Computes estimates by the functions of the equations.

use rust_decimal::{Decimal, dec};
use sync_contract::field::Text;

use crate::energy_estimates::inputs::{
    ACTIVITY, ACTIVITY_2005, ACTIVITY_2023, AGE, BASIS, BODY_FAT, FAT, FLUID, FLUID_RULE,
    GESTATION, HEIGHT, HollidaySegar, KCAL_PER_KG, LACTATION, PAL, PREPREGNANCY_CLASS, PROTEIN,
    REFERENCE, ReferenceEquation, SEX, STRESS, WEIGHT, pal, read, text_of,
};
use crate::energy_estimates::{
    Caveat, EnergyMethod, EnergyResult, EnergyRow, EstimateInputs, RowReason, ShareOfEnergy,
    SharesOfEnergy, WeightBasis, WeightOnBasis,
};
use crate::error::{Error, Reason, Result};
use crate::measurements::spelling::rounded;
use crate::nutrition::EquationSex;
use crate::nutrition::computed::{Computed, FigureUnit};
use crate::nutrition::energy::{self, TdeeActivity};
use crate::nutrition::energy_requirement as eer;
use crate::nutrition::inputs::Inputs;
use crate::nutrition::problem::NutritionProblem;
use crate::nutrition::quantities::{
    ActivityFactor, AgeMonths, AgeYears, BodyFatPercent, EnergyKcal, FluidMlPerKg, GestationWeeks,
    HeightCm, KJ_A_KCAL, MassGrams, ProteinGPerKg, Ranged, SharePercent, StressFactor, WeightKg,
};
use crate::nutrition::requirements::{self, EnergyPart, MacronutrientMasses};
use crate::nutrition::weight::{lean, reference_devine, reference_hamwi, weight_for};
use crate::view::Figure;

/// Of the functions in `nutrition` that are called here, and of how they are put together: raised whenever the same
/// inputs give another result.
pub(super) const VERSION: i64 = 1;

pub(super) const ADULT_FROM_YEARS: Decimal = dec!(18);
/// The EER of adults begins later than the other equations.
const EER_ADULT_FROM_YEARS: Decimal = dec!(19);
const EER_CHILD_FROM_YEARS: Decimal = dec!(3);
const MONTHS_A_YEAR: Decimal = dec!(12);
const KJ_A_MJ: Decimal = dec!(1000);

/// The order for an adult; a child's equations come first for a child.
pub(super) const METHODS: &[EnergyMethod] = {
    use EnergyMethod::*;
    &[
        MifflinStJeor,
        HarrisBenedict,
        RozaShizgal,
        KatchMcardle,
        SchofieldHeight,
        SchofieldWeight,
        FaoWhoUnu1985,
        FaoWhoUnu2004,
        HenryHeight,
        HenryWeight,
        HenryFromSixty,
        Eer2005,
        Eer2023,
        KcalPerKg,
    ]
};

/// What an equation gives: energy at rest, or all of it.
enum Estimated {
    Resting(Computed),
    Total(Computed),
}

/// Returns what inputs give by an equation, from their stored form.
///
/// # Errors
/// What the functions refuse.
pub(super) fn result(
    method: EnergyMethod,
    inputs: &EstimateInputs,
) -> Result<EnergyResult, NutritionProblem> {
    estimate(method, &read(&text_of(inputs))?)
}

/// Returns every equation with its energy or the reason why it has none, those for the age first.
pub(super) fn rows(given: &Inputs) -> Vec<EnergyRow> {
    let age: Option<AgeYears> = given.number(AGE).ok();
    let is_child = age.is_some_and(|age| age.number() < ADULT_FROM_YEARS);
    let mut methods = METHODS.to_vec();
    // the sort is stable: the others keep their order
    methods.sort_by_key(|method| is_child && is_adults_only(*method));
    methods.into_iter().map(|of| row(of, given)).collect()
}

fn is_adults_only(method: EnergyMethod) -> bool {
    use EnergyMethod::*;
    matches!(
        method,
        MifflinStJeor | HarrisBenedict | RozaShizgal | HenryFromSixty
    )
}

fn blank(method: EnergyMethod) -> EnergyRow {
    EnergyRow {
        method,
        resting_kcal: None,
        activity_factor: None,
        stress_factor: None,
        energy_kcal: None,
        kcal_per_kg: None,
        reason: None,
        caveats: Vec::new(),
    }
}

fn row(method: EnergyMethod, given: &Inputs) -> EnergyRow {
    let mut row = blank(method);
    row.reason = compute_row(&mut row, given)
        .err()
        .map(|refusal| reason(method, &refusal));
    row
}

/// Computes a row as far as its inputs go, and returns the exact energy.
fn compute_row(row: &mut EnergyRow, given: &Inputs) -> Result<Computed, NutritionProblem> {
    let total = match by_equation(row.method, given)? {
        Estimated::Total(total) => total,
        Estimated::Resting(resting) => {
            row.resting_kcal = Some(shown(&resting));
            row.caveats.clone_from(&resting.caveats);
            let resting_kcal = EnergyKcal::new(resting.value)?;
            let (activity, caveats) = activity(resting_kcal, given)?;
            let stress = match given.number_if_known(STRESS)? {
                Some(stress) => stress,
                None => StressFactor::new(Decimal::ONE)?,
            };
            row.activity_factor = Some(Figure::from(activity.number()));
            row.stress_factor = Some(Figure::from(stress.number()));
            let mut total = energy::total(resting_kcal, activity, stress);
            total.caveats = [resting.caveats, caveats].concat();
            total
        }
    };
    let kcal = EnergyKcal::new(total.value)?;
    let weight: WeightKg = given.number(WEIGHT)?;
    row.energy_kcal = Some(shown(&total));
    row.kcal_per_kg = Some(figure(kcal.number() / weight.number(), FigureUnit::KG));
    row.caveats.clone_from(&total.caveats);
    Ok(total)
}

/// Returns the factor of activity, of whichever set it is, and what is to be known of the set.
fn activity(
    resting: EnergyKcal,
    given: &Inputs,
) -> Result<(ActivityFactor, Vec<Caveat>), NutritionProblem> {
    if given.number_if_known::<ActivityFactor>(PAL)?.is_some() {
        return Ok((pal(given, PAL)?, Vec::new()));
    }
    let activity: TdeeActivity = given.answer(ACTIVITY)?;
    let caveats = energy::by_tdee_activity(resting, activity).caveats;
    Ok((ActivityFactor::new(activity.factor())?, caveats))
}

fn by_equation(method: EnergyMethod, given: &Inputs) -> Result<Estimated, NutritionProblem> {
    use EnergyMethod::*;
    type ByWeight = fn(EquationSex, AgeYears, WeightKg) -> Result<Computed, NutritionProblem>;
    type ByHeight =
        fn(EquationSex, AgeYears, WeightKg, HeightCm) -> Result<Computed, NutritionProblem>;
    let by_weight = |equation: ByWeight| {
        let (sex, age) = (given.sex()?, given.number(AGE)?);
        equation(sex, age, weight(given)?).map(Estimated::Resting)
    };
    let by_height = |equation: ByHeight| {
        let (sex, age) = (given.sex()?, given.number(AGE)?);
        equation(sex, age, weight(given)?, given.number(HEIGHT)?).map(Estimated::Resting)
    };
    match method {
        MifflinStJeor => by_height(energy::mifflin_st_jeor),
        HarrisBenedict => by_height(energy::harris_benedict),
        RozaShizgal => by_height(energy::roza_shizgal),
        KatchMcardle => {
            let body_fat: BodyFatPercent = given.number(BODY_FAT)?;
            let lean = lean(given.number(WEIGHT)?, body_fat)?;
            Ok(Estimated::Resting(energy::katch_mcardle(lean)))
        }
        SchofieldWeight => by_weight(energy::schofield_by_weight_kcal),
        SchofieldHeight => by_height(schofield_by_height),
        FaoWhoUnu1985 => by_weight(energy::fao_who_unu_1985),
        FaoWhoUnu2004 => by_weight(energy::fao_who_unu_2004),
        HenryWeight => by_weight(energy::henry_by_weight),
        HenryHeight => by_height(energy::henry_by_height),
        HenryFromSixty => by_weight(energy::henry_from_sixty),
        Eer2005 => eer_2005(given).map(Estimated::Total),
        Eer2023 => eer_2023(given).map(Estimated::Total),
        KcalPerKg => {
            let total = energy::energy_by_kg(weight(given)?, given.number(KCAL_PER_KG)?);
            Ok(Estimated::Total(total))
        }
    }
}

/// The equation for children is published in kilocalories, too; that for adults in megajoules alone.
fn schofield_by_height(
    sex: EquationSex,
    age: AgeYears,
    weight: WeightKg,
    height: HeightCm,
) -> Result<Computed, NutritionProblem> {
    if age.number() < ADULT_FROM_YEARS {
        return energy::schofield_child_kcal(sex, age, weight, height);
    }
    let computed = energy::schofield_by_height_mj(sex, age, weight, height)?;
    let mut kcal = Computed::new(computed.value * KJ_A_MJ / KJ_A_KCAL, FigureUnit::KCAL_A_DAY);
    kcal.caveats = computed.caveats;
    Ok(kcal)
}

fn eer_2005(given: &Inputs) -> Result<Computed, NutritionProblem> {
    let (age, weight): (AgeYears, _) = (given.number(AGE)?, weight(given)?);
    if age.number() < EER_CHILD_FROM_YEARS {
        let months = AgeMonths::new((age.number() * MONTHS_A_YEAR).floor())?;
        return eer::infant_2005(months, weight);
    }
    let equation = match age.number() >= EER_ADULT_FROM_YEARS {
        true => eer::adult_2005,
        false => eer::child_2005,
    };
    let (sex, height) = (given.sex()?, given.number(HEIGHT)?);
    equation(sex, age, weight, height, given.answer(ACTIVITY_2005)?)
}

fn eer_2023(given: &Inputs) -> Result<Computed, NutritionProblem> {
    let (age, weight): (AgeYears, _) = (given.number(AGE)?, weight(given)?);
    let height: HeightCm = given.number(HEIGHT)?;
    if let Some(gestation) = given.number_if_known::<GestationWeeks>(GESTATION)? {
        given.women_only("The EER 2023 of pregnancy")?;
        let activity = given.answer(ACTIVITY_2023)?;
        let class = given.answer(PREPREGNANCY_CLASS)?;
        return eer::pregnancy_2023(age, weight, height, gestation, activity, class);
    }
    if let Some(lactation) = given.answer_if_known(LACTATION)? {
        given.women_only("The EER 2023 of lactation")?;
        let activity = given.answer(ACTIVITY_2023)?;
        return eer::lactation_2023(age, weight, height, activity, lactation);
    }
    let sex = given.sex()?;
    if age.number() < EER_CHILD_FROM_YEARS {
        return eer::infant_2023(sex, age, weight, height);
    }
    let equation = match age.number() >= EER_ADULT_FROM_YEARS {
        true => eer::adult_2023,
        false => eer::child_2023,
    };
    equation(sex, age, weight, height, given.answer(ACTIVITY_2023)?)
}

/// Returns the weight on the chosen basis.
fn weight(given: &Inputs) -> Result<WeightKg, NutritionProblem> {
    let basis = given.answer_if_known(BASIS)?;
    on_basis(basis.unwrap_or(WeightBasis::Actual), given)
}

fn on_basis(basis: WeightBasis, given: &Inputs) -> Result<WeightKg, NutritionProblem> {
    let actual = given.number(WEIGHT)?;
    if basis == WeightBasis::Actual {
        return Ok(actual);
    }
    let age: AgeYears = given.number(AGE)?;
    if age.number() < ADULT_FROM_YEARS {
        return Err(NutritionProblem::AgeOutside {
            of: A_REFERENCE_WEIGHT,
            ages: format!("adults, from {ADULT_FROM_YEARS} years"),
            instead: "Use the actual weight.",
        });
    }
    let height = given.number(HEIGHT)?;
    let reference = match given.answer(REFERENCE)? {
        ReferenceEquation::Hamwi => reference_hamwi(given.sex()?, height)?,
        ReferenceEquation::Devine => reference_devine(given.sex()?, height)?,
    };
    weight_for(basis, actual, Some(WeightKg::new(reference.value)?))
}

const A_REFERENCE_WEIGHT: &str = "A reference weight";

/// Returns the weight on each basis, or the reason why there is none.
pub(super) fn weights(given: &Inputs) -> Vec<WeightOnBasis> {
    let each = WeightBasis::ALL.into_iter().map(|basis| {
        let weight = on_basis(basis, given);
        WeightOnBasis {
            basis,
            kg: weight
                .as_ref()
                .ok()
                .map(|weight| figure(weight.number(), FigureUnit::KG)),
            // no equation is asked: any of them has the same reasons for a weight
            reason: weight
                .err()
                .map(|refusal| reason(EnergyMethod::KcalPerKg, &refusal)),
        }
    });
    each.collect()
}

/// Returns the energy by an equation, and what follows from it.
///
/// # Errors
/// What the functions refuse.
pub(super) fn estimate(
    method: EnergyMethod,
    given: &Inputs,
) -> Result<EnergyResult, NutritionProblem> {
    let mut row = blank(method);
    let total = compute_row(&mut row, given)?;
    let weight = weight(given)?;
    // what is shown adds up: the shares are of the energy as it is shown
    let energy = EnergyKcal::new(total.rounded())?;
    let protein = given
        .number_if_known::<ProteinGPerKg>(PROTEIN)?
        .map(|factor| requirements::protein(weight, factor));
    let mut caveats = total.caveats;
    let (fluid, hour) = match given.answer_if_known::<HollidaySegar>(FLUID_RULE)? {
        Some(HollidaySegar) => {
            let day = requirements::holliday_segar_day(weight);
            caveats.extend(&day.caveats);
            (Some(day), Some(requirements::holliday_segar_hour(weight)))
        }
        None => {
            let factor = given.number_if_known::<FluidMlPerKg>(FLUID)?;
            (
                factor.map(|factor| requirements::fluid(weight, factor)),
                None,
            )
        }
    };
    let fat = given.number_if_known::<SharePercent>(FAT)?;
    let shares = match protein.as_ref().zip(fat) {
        Some((protein, fat)) => Some(shares(energy, protein, fat)?),
        None => None,
    };
    Ok(EnergyResult {
        resting_kcal: row.resting_kcal,
        activity_factor: row.activity_factor,
        stress_factor: row.stress_factor,
        energy_kcal: Figure::from(energy.number()),
        kcal_per_kg: figure(
            total.value / given.number::<WeightKg>(WEIGHT)?.number(),
            FigureUnit::KG,
        ),
        weight_kg: figure(weight.number(), FigureUnit::KG),
        protein_g: protein.as_ref().map(shown),
        fluid_ml: fluid.as_ref().map(shown),
        fluid_ml_an_hour: hour.as_ref().map(shown),
        shares,
        caveats,
    })
}

/// Shares out energy: protein by its mass, fat by its percentage, and carbohydrate has what is left.
fn shares(
    energy: EnergyKcal,
    protein: &Computed,
    fat: SharePercent,
) -> Result<SharesOfEnergy, NutritionProblem> {
    let protein_percent =
        protein.value * requirements::PROTEIN_KCAL_A_GRAM / energy.number() * Decimal::ONE_HUNDRED;
    let over = |_| NutritionProblem::OverHundredPercent {
        percent: rounded(protein_percent + fat.number(), 1),
    };
    let protein = SharePercent::new(protein_percent).map_err(over)?;
    let none = SharePercent::new(Decimal::ZERO)?;
    let exact = requirements::macronutrients(energy, protein, fat, none)
        .map_err(|_| over(NutritionProblem::NotPositive))?;
    let mass = |part: EnergyPart| MassGrams::new(part.grams);
    let rounded = requirements::energy_shares(MacronutrientMasses {
        protein: mass(exact.protein)?,
        fat: mass(exact.fat)?,
        alcohol: mass(exact.alcohol)?,
        carbohydrate: mass(exact.carbohydrate)?,
    })?;
    let share = |part: EnergyPart| ShareOfEnergy {
        percent: Figure::from(part.percent),
        grams: figure(part.grams, FigureUnit::G_A_DAY),
    };
    Ok(SharesOfEnergy {
        protein: share(rounded.protein),
        fat: share(rounded.fat),
        carbohydrate: share(rounded.carbohydrate),
    })
}

pub(super) fn shown(computed: &Computed) -> Figure {
    Figure::from(computed.rounded())
}

fn figure(value: Decimal, unit: FigureUnit) -> Figure {
    shown(&Computed::new(value, unit))
}

/// Returns why an equation has no result, for a row to say in a few words.
pub(super) fn reason(method: EnergyMethod, refusal: &NutritionProblem) -> RowReason {
    match refusal {
        NutritionProblem::Missing { key } => match key.as_str() {
            HEIGHT => RowReason::NeedsHeight,
            AGE => RowReason::NeedsAge,
            SEX => RowReason::NeedsSex,
            BODY_FAT => RowReason::NeedsBodyFat,
            ACTIVITY => RowReason::NeedsActivity,
            ACTIVITY_2005 => RowReason::NeedsActivity2005,
            ACTIVITY_2023 => RowReason::NeedsActivity2023,
            REFERENCE => RowReason::NeedsReference,
            KCAL_PER_KG => RowReason::NeedsKcalPerKg,
            PREPREGNANCY_CLASS => RowReason::NeedsPrepregnancyClass,
            _ => RowReason::NeedsWeight,
        },
        NutritionProblem::AgeOutside { of, .. } if *of == A_REFERENCE_WEIGHT => {
            RowReason::NoReference
        }
        NutritionProblem::BelowSixtyInches => RowReason::NoReference,
        NutritionProblem::AgeOutside { .. } if method == EnergyMethod::HenryFromSixty => {
            RowReason::FromSixty
        }
        NutritionProblem::AgeOutside { .. } if is_adults_only(method) => RowReason::AdultsOnly,
        NutritionProblem::AgeOutside { .. } => RowReason::AgeOutside,
        NutritionProblem::GestationOutside { .. } => RowReason::PregnancyWeeks,
        NutritionProblem::WomenOnly { .. } => RowReason::WomenOnly,
        NutritionProblem::OverHundredPercent { .. } => RowReason::OverHundred,
        _ => RowReason::FarFromSample,
    }
}

/// Returns the canonical text of what is stored: names in their order, no blanks.
pub(super) fn canonical<const MAX: u32>(value: &impl serde::Serialize) -> Result<Text<MAX>> {
    let text = serde_json::to_string(value).expect("texts and numbers have a form in JSON");
    Text::new(&text).map_err(|_| Error::invalid("inputs", Reason::TooLong))
}
