//! Z-scores of children against the growth references of the WHO and of the CDC.
//!
//! Sources: *WHO Child Growth Standards*, Geneva 2006 and 2007 (0 to 5 years, by day); de Onis et al., *Development of
//! a WHO growth reference for school-aged children and adolescents*, Bull WHO 2007;85:660-7 (5 to 19 years, by month);
//! Kuczmarski et al., *2000 CDC growth charts for the United States*, Vital Health Stat 11 2002;246, with the BMI above
//! the 95th centile of Wei et al., *Ann Hum Biol* 2020;47:514-21 (2 to 20 years; weight, length and head from birth).

mod lms;
pub mod preterm;
pub mod target_height;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use specta::Type;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::growth_references::lms::{CurveMeasure, Curves, Lms};
use crate::sex::EquationSex;

/// A month of these references in days.
pub const DAYS_A_MONTH: f64 = 30.4375;

/// From this day on a child of the WHO's standards is measured standing.
const UPRIGHT_FROM_DAYS: f64 = 731.0;
/// The standards are for all until the day before 61 months. The published tables end a month before; what is missing
/// lies on the line of their last two months.
const WHO_0_TO_5_DAYS_MAX: f64 = 1856.0;
const LINE_DAYS: f64 = 60.0;
/// The weight of older children says little without their height: the WHO publishes none from this month on.
const WEIGHT_TO: f64 = 121.0;
/// Grown up, as the last full year of the WHO's reference has it: 19 years.
const WHO_ADULT_MONTHS: f64 = 228.0;
/// A child of unknown age and posture is taken to lie below this length.
const LYING_BELOW_CM: f64 = 87.0;
/// A child is so much longer lying than standing (WHO).
const LYING_ADDS_CM: f64 = 0.7;
/// From this age on the CDC's charts are for children who stand.
const CDC_UPRIGHT_FROM_MONTHS: f64 = 24.0;
/// Between these, ends left out, the CDC has weights for a length and for a height, and up to this month a head.
const CDC_LENGTH_CM: (f64, f64) = (44.999, 103.5);
const CDC_HEIGHT_CM: (f64, f64) = (77.0, 121.5);
const CDC_HEAD_TO_MONTHS: f64 = 36.5;
/// Above any real child: the extended BMI of the CDC ends here.
const Z_MAX: f64 = 8.21;

static WHO_0_TO_5: LazyLock<Curves> =
    LazyLock::new(|| read(include_str!("../../../seeds/reference/growth/who-0-5.csv")));
static WHO_5_TO_19: LazyLock<Curves> =
    LazyLock::new(|| read(include_str!("../../../seeds/reference/growth/who-5-19.csv")));
static CDC: LazyLock<Curves> =
    LazyLock::new(|| read(include_str!("../../../seeds/reference/growth/cdc-2000.csv")));

fn read(table: &str) -> Curves {
    Curves::read(table).expect("a test reads every table of this program")
}

/// A published growth reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Reference {
    Who0To5,
    Who5To19,
    Cdc2000,
}

impl Reference {
    pub const ALL: [Reference; 3] = [Reference::Who0To5, Reference::Who5To19, Reference::Cdc2000];

    /// Returns the name that a reader of a result is told.
    pub fn title(self) -> &'static str {
        match self {
            Reference::Who0To5 => "WHO Child Growth Standards 2006",
            Reference::Who5To19 => "WHO Growth Reference 2007",
            Reference::Cdc2000 => "CDC 2000 growth charts",
        }
    }

    /// Returns the ages that it is for, from and to, in months.
    pub fn months(self) -> (f64, f64) {
        match self {
            Reference::Who0To5 => (0.0, WHO_0_TO_5_DAYS_MAX / DAYS_A_MONTH),
            Reference::Who5To19 => (61.0, 229.0),
            Reference::Cdc2000 => (0.0, 240.0),
        }
    }

    /// Returns the reference that is made for an age.
    pub fn usual(age_days: Option<f64>) -> Reference {
        let (_, months_max) = Reference::Who0To5.months();
        match age_days {
            Some(days) if days > months_max * DAYS_A_MONTH => Reference::Who5To19,
            _ => Reference::Who0To5,
        }
    }

    /// Returns the reference of the same publisher that ends with grown people, and the age in months at its end.
    pub fn of_adults(self) -> (Reference, f64) {
        match self {
            Reference::Who0To5 | Reference::Who5To19 => (Reference::Who5To19, WHO_ADULT_MONTHS),
            Reference::Cdc2000 => (Reference::Cdc2000, Reference::Cdc2000.months().1),
        }
    }

    fn curves(self) -> &'static Curves {
        match self {
            Reference::Who0To5 => &WHO_0_TO_5,
            Reference::Who5To19 => &WHO_5_TO_19,
            Reference::Cdc2000 => &CDC,
        }
    }
}

/// What is compared with children of the same age, or of the same length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Indicator {
    WeightForAge,
    LengthHeightForAge,
    WeightForLengthHeight,
    BmiForAge,
    HeadForAge,
    ArmForAge,
    TricepsForAge,
    SubscapularForAge,
}

impl Indicator {
    /// In the order of [`Scores`].
    pub const ALL: [Indicator; 8] = [
        Indicator::WeightForAge,
        Indicator::LengthHeightForAge,
        Indicator::WeightForLengthHeight,
        Indicator::BmiForAge,
        Indicator::HeadForAge,
        Indicator::ArmForAge,
        Indicator::TricepsForAge,
        Indicator::SubscapularForAge,
    ];

    /// Returns the short name of its z-score.
    pub fn short(self) -> &'static str {
        match self {
            Indicator::WeightForAge => "waz",
            Indicator::LengthHeightForAge => "haz",
            Indicator::WeightForLengthHeight => "whz",
            Indicator::BmiForAge => "baz",
            Indicator::HeadForAge => "hcz",
            Indicator::ArmForAge => "acz",
            Indicator::TricepsForAge => "tsz",
            Indicator::SubscapularForAge => "ssz",
        }
    }

    /// Returns the scores below and above which the WHO calls a value implausible.
    fn who_limits(self) -> (f64, f64) {
        match self {
            Indicator::WeightForAge => (-6.0, 5.0),
            Indicator::LengthHeightForAge => (-6.0, 6.0),
            _ => (-5.0, 5.0),
        }
    }

    /// Returns the modified scores below and above which the CDC does.
    fn cdc_limits(self) -> (f64, f64) {
        match self {
            Indicator::WeightForAge => (-5.0, 8.0),
            Indicator::LengthHeightForAge => (-5.0, 4.0),
            Indicator::HeadForAge => (-5.0, 5.0),
            _ => (-4.0, 8.0),
        }
    }
}

/// How a child's length or height was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posture {
    Lying,
    Upright,
}

/// A child on one day. Nothing known is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Child {
    pub sex: EquationSex,
    pub age_days: Option<f64>,
    pub weight_kg: Option<f64>,
    pub length_height_cm: Option<f64>,
    pub measured: Option<Posture>,
    /// Swollen feet: the weight says nothing.
    pub has_oedema: bool,
    pub head_cm: Option<f64>,
    pub arm_cm: Option<f64>,
    pub triceps_mm: Option<f64>,
    pub subscapular_mm: Option<f64>,
}

impl Child {
    /// Returns a child with nothing known but sex and age.
    pub fn unmeasured(sex: EquationSex, age_days: Option<f64>) -> Child {
        Child {
            sex,
            age_days,
            weight_kg: None,
            length_height_cm: None,
            measured: None,
            has_oedema: false,
            head_cm: None,
            arm_cm: None,
            triceps_mm: None,
            subscapular_mm: None,
        }
    }
}

/// A z-score, and whether it lies beyond the publisher's limits of what a living child can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    pub z: f64,
    pub is_implausible: bool,
}

/// Returns the percentage of the reference's children who lie below a score.
pub fn centile(z: f64) -> f64 {
    Normal::standard().cdf(z) * 100.0
}

/// Returns the score below which so many percent of the reference's children lie.
pub fn z_of_centile(centile: f64) -> f64 {
    Normal::standard().inverse_cdf(centile / 100.0)
}

/// Returns the score of a height at an age in months; none where the reference has no such point.
pub fn z_of_height(reference: Reference, sex: EquationSex, at: f64, height_cm: f64) -> Option<f64> {
    let lms = lms_at(reference, Indicator::LengthHeightForAge, sex, at)?;
    let z = lms.z(height_cm);
    z.is_finite().then_some(z)
}

/// Returns the value at a score for an age in months, or a length or height in cm where the indicator goes by that;
/// none where the reference has no such point.
pub fn value_at(
    reference: Reference,
    indicator: Indicator,
    sex: EquationSex,
    at: f64,
    z: f64,
) -> Option<f64> {
    let lms = lms_at(reference, indicator, sex, at)?;
    let value = match (reference, indicator) {
        (Reference::Cdc2000, Indicator::BmiForAge) => extended_bmi(sex, at, lms, z),
        _ => lms.value(z),
    };
    value.is_finite().then_some(value)
}

/// Returns the last age in months, or length in cm, at which a reference has children who lie, and the first at which
/// they stand; none where its curves are of one posture.
pub fn posture_change(reference: Reference, indicator: Indicator) -> Option<(f64, f64)> {
    match (reference, indicator) {
        (_, Indicator::WeightForLengthHeight) => Some((LYING_BELOW_CM - 0.1, LYING_BELOW_CM)),
        (Reference::Who0To5, Indicator::LengthHeightForAge | Indicator::BmiForAge) => Some((
            (UPRIGHT_FROM_DAYS - 1.0) / DAYS_A_MONTH,
            UPRIGHT_FROM_DAYS / DAYS_A_MONTH,
        )),
        (Reference::Cdc2000, Indicator::LengthHeightForAge) => Some((
            CDC_UPRIGHT_FROM_MONTHS - 1.0 / DAYS_A_MONTH,
            CDC_UPRIGHT_FROM_MONTHS,
        )),
        _ => None,
    }
}

/// Returns the ages in months, or the sizes in cm, from and to which a reference has an indicator.
pub fn span(reference: Reference, indicator: Indicator, sex: EquationSex) -> Option<(f64, f64)> {
    let is_there = |at: f64| lms_at(reference, indicator, sex, at).is_some();
    let (_, months_max) = reference.months();
    let (end, step) = match indicator {
        Indicator::WeightForLengthHeight => (1300, 0.1),
        _ => (4 * 240, 0.25),
    };
    let points = (0..=end).map(|step_number| f64::from(step_number) * step);
    let points = points.chain([months_max]);
    let mut there = points.filter(|at| is_there(*at));
    let first = there.next()?;
    Some((first, there.fold(first, f64::max)))
}

fn lms_at(reference: Reference, indicator: Indicator, sex: EquationSex, at: f64) -> Option<Lms> {
    let curves = reference.curves();
    let days = (at * DAYS_A_MONTH).round();
    let months = reference.months();
    let is_upright = at >= CDC_UPRIGHT_FROM_MONTHS;
    let measure = match (reference, indicator) {
        (_, Indicator::WeightForAge) => CurveMeasure::Weight,
        (Reference::Cdc2000, Indicator::LengthHeightForAge) if is_upright => CurveMeasure::Height,
        (Reference::Cdc2000, Indicator::LengthHeightForAge) => CurveMeasure::Length,
        (_, Indicator::LengthHeightForAge) => CurveMeasure::LengthHeight,
        (Reference::Cdc2000, Indicator::BmiForAge) if !is_upright => return None,
        (_, Indicator::BmiForAge) => CurveMeasure::Bmi,
        (_, Indicator::HeadForAge) => CurveMeasure::Head,
        (_, Indicator::ArmForAge) => CurveMeasure::Arm,
        (_, Indicator::TricepsForAge) => CurveMeasure::Triceps,
        (_, Indicator::SubscapularForAge) => CurveMeasure::Subscapular,
        (_, Indicator::WeightForLengthHeight) => {
            let lying = curves.of(CurveMeasure::WeightForLength, sex);
            let upright = curves.of(CurveMeasure::WeightForHeight, sex);
            let is_lying = at < LYING_BELOW_CM;
            let (first, second) = if is_lying {
                (lying, upright)
            } else {
                (upright, lying)
            };
            return first.at(at).or_else(|| second.at(at));
        }
    };
    let curve = curves.of(measure, sex);
    match reference {
        Reference::Who0To5 => curve.at_until(days, LINE_DAYS, WHO_0_TO_5_DAYS_MAX),
        _ => (months.0..=months.1)
            .contains(&at)
            .then(|| curve.at(at))
            .flatten(),
    }
}

/// In the order of [`Indicator::ALL`]; none where a value is missing, oedema forbids it, or the reference has none.
pub type Scores = [Option<Score>; 8];

impl Child {
    fn age_months(&self) -> Option<f64> {
        Some(self.age_days? / DAYS_A_MONTH)
    }

    /// Returns the weight, unless it is that of swollen feet.
    fn dry_weight_kg(&self) -> Option<f64> {
        self.weight_kg.filter(|_| !self.has_oedema)
    }
}

/// Returns one z-score of a child against a reference.
pub fn score_of(reference: Reference, indicator: Indicator, child: &Child) -> Option<Score> {
    let index = Indicator::ALL.iter().position(|of| *of == indicator)?;
    scores(reference, child)[index]
}

/// Returns the z-scores of a child against a reference.
pub fn scores(reference: Reference, child: &Child) -> Scores {
    match reference {
        Reference::Who0To5 => who_0_to_5(child),
        Reference::Who5To19 => who_5_to_19(child),
        Reference::Cdc2000 => cdc(child),
    }
}

/// Whether the child lies on the measuring board, as the reference sees it: by age, else as it was measured.
fn is_lying(child: &Child, length_height_cm: f64) -> bool {
    match (child.age_days, child.measured) {
        (Some(days), _) => days < UPRIGHT_FROM_DAYS,
        (None, Some(posture)) => posture == Posture::Lying,
        (None, None) => length_height_cm < LYING_BELOW_CM,
    }
}

/// Returns the length of a child under two years and the height of an older one, whichever was measured.
fn adjusted_cm(child: &Child) -> Option<f64> {
    let measured_cm = child.length_height_cm?;
    let (Some(days), Some(posture)) = (child.age_days, child.measured) else {
        return Some(measured_cm);
    };
    Some(match posture {
        Posture::Upright if days < UPRIGHT_FROM_DAYS => measured_cm + LYING_ADDS_CM,
        Posture::Lying if days >= UPRIGHT_FROM_DAYS => measured_cm - LYING_ADDS_CM,
        _ => measured_cm,
    })
}

/// Returns the length or height that a reference compares, whichever was measured: only the WHO's standards for small
/// children name a difference.
pub fn compared_cm(reference: Reference, child: &Child) -> Option<f64> {
    match reference {
        Reference::Who0To5 => adjusted_cm(child),
        Reference::Who5To19 | Reference::Cdc2000 => child.length_height_cm,
    }
}

pub fn bmi(weight_kg: Option<f64>, length_height_cm: Option<f64>) -> Option<f64> {
    let height_m = length_height_cm? / 100.0;
    Some(weight_kg? / (height_m * height_m))
}

fn who_0_to_5(child: &Child) -> Scores {
    let curves = Reference::Who0To5.curves();
    let days = child.age_days.map(rounded);
    let child = Child {
        age_days: days,
        ..*child
    };
    let by_day = |measure| {
        let curve = curves.of(measure, child.sex);
        curve.at_until(days?, LINE_DAYS, WHO_0_TO_5_DAYS_MAX)
    };
    let cm = adjusted_cm(&child);
    let by_length = |cm: f64| {
        let measure = match is_lying(&child, cm) {
            true => CurveMeasure::WeightForLength,
            false => CurveMeasure::WeightForHeight,
        };
        // no standard for those over five
        days.is_none_or(|days| days <= WHO_0_TO_5_DAYS_MAX)
            .then(|| curves.of(measure, child.sex).at(cm))
            .flatten()
    };
    let weight_kg = child.dry_weight_kg();
    let mut scores = [None; Indicator::ALL.len()];
    // most children were measured in one or two ways: nothing is looked up for the others. A loop over the indicators
    // would cost more than the power of the one score
    if let Some(kg) = weight_kg
        && let Some(lms) = by_day(CurveMeasure::Weight)
    {
        scores[Indicator::WeightForAge as usize] =
            who_score(Indicator::WeightForAge, lms.z_extended(kg));
    }
    if let Some(cm) = cm
        && let Some(lms) = by_day(CurveMeasure::LengthHeight)
    {
        scores[Indicator::LengthHeightForAge as usize] =
            who_score(Indicator::LengthHeightForAge, lms.z(cm));
    }
    if let Some((kg, cm)) = weight_kg.zip(cm)
        && let Some(lms) = by_length(cm)
    {
        scores[Indicator::WeightForLengthHeight as usize] =
            who_score(Indicator::WeightForLengthHeight, lms.z_extended(kg));
    }
    if let Some(bmi) = bmi(weight_kg, cm)
        && let Some(lms) = by_day(CurveMeasure::Bmi)
    {
        scores[Indicator::BmiForAge as usize] =
            who_score(Indicator::BmiForAge, lms.z_extended(bmi));
    }
    if let Some(cm) = child.head_cm
        && let Some(lms) = by_day(CurveMeasure::Head)
    {
        scores[Indicator::HeadForAge as usize] = who_score(Indicator::HeadForAge, lms.z(cm));
    }
    if let Some(cm) = child.arm_cm
        && let Some(lms) = by_day(CurveMeasure::Arm)
    {
        scores[Indicator::ArmForAge as usize] = who_score(Indicator::ArmForAge, lms.z_extended(cm));
    }
    if let Some(mm) = child.triceps_mm
        && let Some(lms) = by_day(CurveMeasure::Triceps)
    {
        scores[Indicator::TricepsForAge as usize] =
            who_score(Indicator::TricepsForAge, lms.z_extended(mm));
    }
    if let Some(mm) = child.subscapular_mm
        && let Some(lms) = by_day(CurveMeasure::Subscapular)
    {
        scores[Indicator::SubscapularForAge as usize] =
            who_score(Indicator::SubscapularForAge, lms.z_extended(mm));
    }
    scores
}

/// Rounds to whole days. Nearly every age is one already, and rounding costs more than to look.
fn rounded(days: f64) -> f64 {
    match days as i64 as f64 == days {
        true => days,
        false => days.round(),
    }
}

fn who_5_to_19(child: &Child) -> Scores {
    let curves = Reference::Who5To19.curves();
    let (from, to) = Reference::Who5To19.months();
    let months = child
        .age_months()
        .filter(|months| (from..to).contains(months));
    let by_month = |measure| {
        let months = months.filter(|months| measure != CurveMeasure::Weight || *months < WEIGHT_TO);
        curves.of(measure, child.sex).at(months?)
    };
    let weight_kg = child.dry_weight_kg();
    let cm = child.length_height_cm;
    let score = |indicator, lms: Option<Lms>, value: Option<f64>| {
        who_score(indicator, lms?.z_extended(value?))
    };
    Indicator::ALL.map(|indicator| match indicator {
        Indicator::WeightForAge => score(indicator, by_month(CurveMeasure::Weight), weight_kg),
        Indicator::LengthHeightForAge => {
            let lms = by_month(CurveMeasure::LengthHeight)?;
            who_score(indicator, lms.z(cm?))
        }
        Indicator::BmiForAge => score(indicator, by_month(CurveMeasure::Bmi), bmi(weight_kg, cm)),
        _ => None,
    })
}

/// The publisher's programs round a score before they compare it with its limits, which are whole: one within them
/// stays there.
fn who_score(indicator: Indicator, z: f64) -> Option<Score> {
    let (low, high) = indicator.who_limits();
    let is_within = (low..=high).contains(&z);
    let rounded = || (z * 100.0).round() / 100.0;
    score(z, !is_within && !(low..=high).contains(&rounded()))
}

fn cdc(child: &Child) -> Scores {
    let curves = Reference::Cdc2000.curves();
    let (_, to) = Reference::Cdc2000.months();
    let months = child.age_months().filter(|months| *months < to);
    let by_month = |measure| curves.of(measure, child.sex).at(months?);
    let weight_kg = child.dry_weight_kg();
    let cm = child.length_height_cm;
    let is_upright = months.is_some_and(|months| months >= CDC_UPRIGHT_FROM_MONTHS);
    let (length, for_length) = match is_upright {
        true => (CurveMeasure::Height, CurveMeasure::WeightForHeight),
        false => (CurveMeasure::Length, CurveMeasure::WeightForLength),
    };
    let plain = |indicator, lms: Option<Lms>, value: Option<f64>| {
        let (lms, value) = (lms?, value?);
        cdc_score(indicator, lms, value, lms.z_cdc(value))
    };
    Indicator::ALL.map(|indicator| match indicator {
        Indicator::WeightForAge => plain(indicator, by_month(CurveMeasure::Weight), weight_kg),
        Indicator::LengthHeightForAge => plain(indicator, by_month(length), cm),
        Indicator::WeightForLengthHeight => {
            let (from, to) = if is_upright {
                CDC_HEIGHT_CM
            } else {
                CDC_LENGTH_CM
            };
            let cm = cm.filter(|cm| *cm > from && *cm < to);
            let lms = months.and_then(|_| curves.of(for_length, child.sex).at(cm?));
            plain(indicator, lms, weight_kg)
        }
        Indicator::BmiForAge if is_upright => {
            let (lms, value) = (by_month(CurveMeasure::Bmi)?, bmi(weight_kg, cm)?);
            let z = extended_bmi_z(child.sex, months?, lms, value);
            cdc_score(indicator, lms, value, z)
        }
        Indicator::HeadForAge if months.is_some_and(|months| months < CDC_HEAD_TO_MONTHS) => {
            plain(indicator, by_month(CurveMeasure::Head), child.head_cm)
        }
        _ => None,
    })
}

fn cdc_score(indicator: Indicator, lms: Lms, value: f64, z: f64) -> Option<Score> {
    let (low, high) = indicator.cdc_limits();
    let modified = lms.z_modified(value);
    score(z, modified < low || modified > high)
}

fn score(z: f64, is_implausible: bool) -> Option<Score> {
    z.is_finite().then_some(Score { z, is_implausible })
}

/// Returns the z-score of a BMI: above the 95th centile by a half-normal distribution, whose spread grows with age.
///
/// Source: Wei et al., *Ann Hum Biol* 2020;47:514-21.
fn extended_bmi_z(sex: EquationSex, months: f64, lms: Lms, bmi: f64) -> f64 {
    let normal = Normal::standard();
    let p95 = lms.value(normal.inverse_cdf(0.95));
    if bmi <= p95 {
        return lms.z_cdc(bmi);
    }
    let sigma = bmi_sigma(sex, months);
    // 1 - cdf, of the smaller tail: near 1 the difference is all that tells two children apart
    let above = 0.1 * normal.sf((bmi - p95) / sigma);
    (-normal.inverse_cdf(above)).min(Z_MAX)
}

/// Returns the BMI at a z-score: the inverse of [`extended_bmi_z`].
fn extended_bmi(sex: EquationSex, months: f64, lms: Lms, z: f64) -> f64 {
    let normal = Normal::standard();
    let z95 = normal.inverse_cdf(0.95);
    if z <= z95 {
        return lms.value(z);
    }
    let above = normal.sf(z) / 0.1;
    lms.value(z95) - bmi_sigma(sex, months) * normal.inverse_cdf(above)
}

fn bmi_sigma(sex: EquationSex, months: f64) -> f64 {
    let years = months / 12.0;
    match sex {
        EquationSex::Male => 0.3728 + 0.5196 * years - 0.0091 * years * years,
        EquationSex::Female => 0.8334 + 0.3712 * years - 0.0011 * years * years,
    }
}

#[cfg(test)]
mod tests;
