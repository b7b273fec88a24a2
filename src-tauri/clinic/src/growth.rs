//! A child's measurements against a growth reference, as a chart shows them. Nothing is stored: what was measured is,
//! and the rest follows from it.

mod child;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::clock::day_of;
use crate::error::Result;
use crate::growth::child::usual_reference;
use crate::measurements::list::{person, points};
use crate::measurements::{MeasureKind, Person, Point, is_of};
use crate::nutrition::EquationSex;
use crate::nutrition::growth::{
    Child, DAYS_A_MONTH, Indicator, Posture, Reference, centile, scores, span, value_at,
    z_of_centile,
};
use crate::view::{At, Figure, Id};

/// A weight or a length belongs to another measure for so long: a child grows.
const TOGETHER_DAYS: i64 = 31;
/// What the WHO draws.
const WHO_CENTILES: [f64; 9] = [2.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0];
/// What the CDC draws; a BMI also has the line above which a child has overweight.
const CDC_CENTILES: [f64; 7] = [5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0];
const CDC_BMI_CENTILES: [f64; 8] = [5.0, 10.0, 25.0, 50.0, 75.0, 85.0, 90.0, 95.0];
const Z_LINES: [f64; 7] = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0];
/// How finely a curve is drawn: half months where children grow fastest, months later, centimetres of length.
const CURVE_STEPS: f64 = 120.0;
const DAYS_A_YEAR: f64 = 365.25;
const DAYS_A_WEEK: f64 = 7.0;
/// A change over fewer days says more of the scales than of the child.
const CHANGE_DAYS_MIN: i32 = 7;
const TWO_YEARS_DAYS: f64 = 731.0;

/// What a chart is to show. Without a reference it is the one for the child's age; without a sex it is the patient's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthQuery {
    pub indicator: Indicator,
    pub reference: Option<Reference>,
    pub sex: Option<EquationSex>,
    pub as_z: bool,
}

/// One growth chart. `sex` is none until somebody chose one for a patient whose sex is neither male nor female; there
/// are no curves and no scores then.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthView {
    pub indicator: Indicator,
    pub reference: Reference,
    /// The publisher's name for it.
    pub title: String,
    pub sex: Option<EquationSex>,
    /// The patient's own sex decides it.
    pub is_own_sex: bool,
    pub unit: String,
    /// Whether the chart goes by the length in cm, and not by the age in months.
    pub by_length: bool,
    pub curves: Vec<GrowthCurve>,
    pub points: Vec<GrowthPoint>,
    /// What this patient has measurements of, in their usual order.
    pub indicators: Vec<Indicator>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthCurve {
    /// A centile, or a z-score where those were asked for.
    pub label: Figure,
    pub points: Vec<CurvePoint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
pub struct CurvePoint {
    pub x: Figure,
    pub y: Figure,
}

/// One measured value. `x` is the age in months or the length in cm; `z` is none outside the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthPoint {
    pub at: At,
    /// Completed days.
    pub age_days: i32,
    pub x: Figure,
    pub value: Figure,
    /// How it was measured, where that matters.
    pub kind: MeasureKind,
    pub z: Option<Figure>,
    pub centile: Option<Figure>,
    /// Beyond what the publisher takes for possible.
    pub is_implausible: bool,
    pub change: Option<GrowthChange>,
}

/// How fast it changed since the last measurement that was a week before or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthChange {
    pub value: Figure,
    pub unit: GrowthRate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GrowthRate {
    GramsAWeek,
    KilogramsAYear,
    CentimetresAYear,
}

/// Returns a patient's growth chart and logs the read.
///
/// # Errors
/// `Forbidden` (needs `chart.read`), `NotFound`.
pub fn growth(clinic: &Clinic, patient: &Id, query: GrowthQuery) -> Result<GrowthView> {
    clinic.may(Right::ChartRead)?;
    let patient: PatientId = patient.to()?;
    crate::reads::log_read(clinic, patient)?;
    let stored = clinic.require_row::<Patient>(patient, "patient")?.value;
    let (points, zone) = (points(&clinic.read(), patient)?, clinic.zone()?);
    let dated = points.iter().map(|point| Dated {
        on: day_of(point.at, &zone),
        point,
    });
    let person = person(&stored);
    let own = person.curves_of();
    Ok(Measured {
        points: dated.collect(),
        person,
    }
    .view(query, own.or(query.sex), own.is_some()))
}

struct Dated<'a> {
    on: NaiveDate,
    point: &'a Point,
}

/// All measurements of one child, in the order of time.
struct Measured<'a> {
    points: Vec<Dated<'a>>,
    person: Person,
}

impl Measured<'_> {
    fn view(&self, query: GrowthQuery, sex: Option<EquationSex>, is_own_sex: bool) -> GrowthView {
        let indicator = query.indicator;
        let reference = query.reference.unwrap_or_else(|| {
            let newest = self.points.last();
            usual_reference(newest.and_then(|dated| self.person.age_days(dated.on)))
        });
        let mut view = GrowthView {
            indicator,
            reference,
            title: reference.title().to_owned(),
            sex,
            is_own_sex,
            unit: unit(indicator).to_owned(),
            by_length: indicator == Indicator::WeightForLengthHeight,
            curves: Vec::new(),
            points: self.growth_points(reference, indicator, sex),
            indicators: Vec::new(),
        };
        let indicators = Indicator::ALL.into_iter();
        let is_measured = |indicator: &Indicator| {
            let kind = first_kind(*indicator);
            self.points
                .iter()
                .any(|dated| is_of(kind, dated.point.kind))
        };
        view.indicators = indicators.filter(is_measured).collect();
        if let Some(sex) = sex {
            view.curves = curves(reference, indicator, sex, query.as_z);
        }
        view
    }

    fn growth_points(
        &self,
        reference: Reference,
        indicator: Indicator,
        sex: Option<EquationSex>,
    ) -> Vec<GrowthPoint> {
        let kind = first_kind(indicator);
        let index = Indicator::ALL.iter().position(|of| *of == indicator);
        let mut drawn: Vec<GrowthPoint> = Vec::new();
        for dated in self
            .points
            .iter()
            .filter(|dated| is_of(kind, dated.point.kind))
        {
            let (Some(days), Some(birth)) =
                (self.person.age_days(dated.on), self.person.birth_date)
            else {
                continue;
            };
            let child = self.child(dated, sex.unwrap_or(EquationSex::Female), days);
            let Some((x, value)) = spot(indicator, &child) else {
                continue;
            };
            let score = sex
                .and(index)
                .and_then(|index| scores(reference, &child)[index]);
            let Ok(age_days) = i32::try_from((dated.on - birth).num_days()) else {
                continue;
            };
            let mut before = drawn.iter().rev();
            let before = before.find(|before| age_days - before.age_days >= CHANGE_DAYS_MIN);
            let change = before.and_then(|before| change(indicator, before, age_days, value));
            drawn.push(GrowthPoint {
                at: At::of(dated.point.at),
                age_days,
                x: Figure::rounded(x, 3),
                value: Figure::rounded(value, decimals(indicator)),
                kind: dated.point.kind,
                z: score.map(|score| Figure::rounded(score.z, 2)),
                centile: score.map(|score| Figure::rounded(centile(score.z), 2)),
                is_implausible: score.is_some_and(|score| score.is_implausible),
                change,
            });
        }
        drawn
    }

    /// Returns the child at one of its measurements: with that value, and with what else was measured nearest to it.
    fn child(&self, own: &Dated<'_>, sex: EquationSex, age_days: f64) -> Child {
        let distance = |dated: &Dated<'_>| (own.on - dated.on).num_days().abs();
        let known = |kind: MeasureKind| {
            if is_of(kind, own.point.kind) {
                return Some(own.point);
            }
            let near = self
                .points
                .iter()
                .filter(|dated| is_of(kind, dated.point.kind));
            // of two that are as near, the later one
            let nearest = near.rev().min_by_key(|dated| distance(dated))?;
            (distance(nearest) <= TOGETHER_DAYS).then_some(nearest.point)
        };
        let value = |kind| Some(Figure::from(known(kind)?.measured.value).0);
        let stature = known(MeasureKind::Height).map(|point| point.kind);
        Child {
            sex,
            age_days: Some(age_days),
            weight_kg: value(MeasureKind::Weight),
            length_height_cm: value(MeasureKind::Height),
            measured: stature.map(|kind| match kind {
                MeasureKind::Length => Posture::Lying,
                _ => Posture::Upright,
            }),
            has_oedema: false,
            head_cm: value(MeasureKind::Head),
            arm_cm: value(MeasureKind::MidUpperArm),
            triceps_mm: value(MeasureKind::TricepsSkinfold),
            subscapular_mm: value(MeasureKind::SubscapularSkinfold),
        }
    }
}

/// The measurement whose days a chart has points on.
fn first_kind(indicator: Indicator) -> MeasureKind {
    match indicator {
        Indicator::WeightForAge | Indicator::WeightForLengthHeight | Indicator::BmiForAge => {
            MeasureKind::Weight
        }
        Indicator::LengthHeightForAge => MeasureKind::Height,
        Indicator::HeadForAge => MeasureKind::Head,
        Indicator::ArmForAge => MeasureKind::MidUpperArm,
        Indicator::TricepsForAge => MeasureKind::TricepsSkinfold,
        Indicator::SubscapularForAge => MeasureKind::SubscapularSkinfold,
    }
}

/// Returns where a chart has this child.
fn spot(indicator: Indicator, child: &Child) -> Option<(f64, f64)> {
    let months = child.age_days? / DAYS_A_MONTH;
    let bmi = || {
        let height_m = child.length_height_cm? / 100.0;
        Some(child.weight_kg? / (height_m * height_m))
    };
    Some(match indicator {
        Indicator::WeightForAge => (months, child.weight_kg?),
        Indicator::LengthHeightForAge => (months, child.length_height_cm?),
        Indicator::WeightForLengthHeight => (child.length_height_cm?, child.weight_kg?),
        Indicator::BmiForAge => (months, bmi()?),
        Indicator::HeadForAge => (months, child.head_cm?),
        Indicator::ArmForAge => (months, child.arm_cm?),
        Indicator::TricepsForAge => (months, child.triceps_mm?),
        Indicator::SubscapularForAge => (months, child.subscapular_mm?),
    })
}

fn unit(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::BmiForAge => MeasureKind::Bmi.shown_unit(),
        other => first_kind(other).shown_unit(),
    }
}

fn decimals(indicator: Indicator) -> i32 {
    match indicator {
        Indicator::WeightForAge | Indicator::WeightForLengthHeight => 3,
        _ => 1,
    }
}

/// Returns how fast weight or stature changed: in grams a week below two years, in a year above.
fn change(
    indicator: Indicator,
    before: &GrowthPoint,
    age_days: i32,
    value: f64,
) -> Option<GrowthChange> {
    let age = f64::from(age_days);
    let by = (value - before.value.0) / f64::from(age_days - before.age_days);
    let (value, unit) = match indicator {
        Indicator::WeightForAge if age < TWO_YEARS_DAYS => {
            (by * 1000.0 * DAYS_A_WEEK, GrowthRate::GramsAWeek)
        }
        Indicator::WeightForAge => (by * DAYS_A_YEAR, GrowthRate::KilogramsAYear),
        Indicator::LengthHeightForAge => (by * DAYS_A_YEAR, GrowthRate::CentimetresAYear),
        _ => return None,
    };
    Some(GrowthChange {
        value: Figure::rounded(value, 1),
        unit,
    })
}

fn curves(
    reference: Reference,
    indicator: Indicator,
    sex: EquationSex,
    as_z: bool,
) -> Vec<GrowthCurve> {
    let Some((from, to)) = span(reference, indicator, sex) else {
        return Vec::new();
    };
    let labels: &[f64] = match (as_z, reference, indicator) {
        (true, _, _) => &Z_LINES,
        (_, Reference::Cdc2000, Indicator::BmiForAge) => &CDC_BMI_CENTILES,
        (_, Reference::Cdc2000, _) => &CDC_CENTILES,
        _ => &WHO_CENTILES,
    };
    let steps = 0..=120_u8;
    let curve = |label: &f64| {
        let z = if as_z { *label } else { z_of_centile(*label) };
        let at = steps
            .clone()
            .map(|step| from + (to - from) * f64::from(step) / CURVE_STEPS);
        let points = at.filter_map(|x| {
            let y = value_at(reference, indicator, sex, x, z)?;
            Some(CurvePoint {
                x: Figure::rounded(x, 3),
                y: Figure::rounded(y, 3),
            })
        });
        GrowthCurve {
            label: Figure(*label),
            points: points.collect(),
        }
    };
    labels.iter().map(curve).collect()
}

#[cfg(test)]
mod tests;
