//! A child's measurements against a growth reference, as a chart shows them. Nothing is stored: what was measured is,
//! and the rest follows from it.

mod birth;
mod curves;
mod events;
mod target;
mod units;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::Right;
use sync_contract::catalog::{Patient, PatientProfile};
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::clock::day_of;
use crate::error::Result;
use crate::growth::birth::birth_of;
pub use crate::growth::birth::{GrowthBirth, age_text};
pub use crate::growth::curves::{CurvePoint, GrowthBreak, GrowthCurve};
use crate::growth::curves::{breaks, curves, sections};
pub use crate::growth::events::GrowthEvent;
use crate::growth::events::events;
use crate::growth::target::target;
pub use crate::growth::target::{TargetHeightPoint, TargetHeightView};
use crate::growth_references::{
    Child, DAYS_A_MONTH, Indicator, Reference, bmi, compared_cm, score_of,
};
use crate::measurements::centile::{TOGETHER_DAYS, measured, shown_centile, shown_z};
use crate::measurements::list::{person, points, recorded};
use crate::measurements::{MeasureKind, Person, Point, UnitSystem, is_of};
pub use crate::sex::EquationSex;
use crate::timeline::health::{HealthEvent, health_events};
use crate::view::{At, Figure, Id};

const DAYS_A_YEAR: f64 = 365.25;
const DAYS_A_WEEK: f64 = 7.0;
/// A change over fewer days says more of the scales than of the child.
const CHANGE_DAYS_MIN: i32 = 7;
const TWO_YEARS_DAYS: f64 = 731.0;

/// What a chart is to show. Without an indicator it is weight for age, or where its reference ends before the newest
/// reading the first one that does not; without a reference each reading is compared by the one that the WHO made for
/// its age; without a sex it is the patient's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthQuery {
    pub indicator: Option<Indicator>,
    pub reference: Option<Reference>,
    pub sex: Option<EquationSex>,
    pub as_z: bool,
}

/// One growth chart. `references` are those that it is drawn by, the one for smaller children first. `sex` is none
/// until one was chosen for a patient whose sex is neither male nor female; there are no curves and no scores then.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthView {
    pub indicator: Indicator,
    pub references: Vec<Reference>,
    /// The publishers' names for them.
    pub title: String,
    pub sex: Option<EquationSex>,
    /// The patient's own sex decides it.
    pub is_own_sex: bool,
    pub unit: String,
    /// The unit of lengths, of the target too: cm, or inches where the clinic measures in them.
    pub length_unit: String,
    /// Whether the chart goes by the length, and not by the age in months.
    pub by_length: bool,
    pub curves: Vec<GrowthCurve>,
    /// Where the curves are interrupted.
    pub breaks: Vec<GrowthBreak>,
    pub points: Vec<GrowthPoint>,
    /// What may tell why the child grows as it does, in the order of time.
    pub events: Vec<GrowthEvent>,
    /// What is known of the birth, and what it means for the ages.
    pub birth: GrowthBirth,
    /// How tall the child may become by the parents' heights, on a chart of length or height.
    pub target: Option<TargetHeightView>,
    /// What this patient has measurements of, in their usual order.
    pub indicators: Vec<Indicator>,
}

/// One measured value. `x` is the age in months or the length, `y` the value as the reference compares it: a
/// child who lay is taken to be 0.7 cm shorter standing, and the other way round. `z` and `centile` are those of the
/// corrected age where there is one, and none outside of the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GrowthPoint {
    /// Of the reading: two of one moment are two points.
    pub id: Id,
    pub at: At,
    /// Completed days.
    pub age_days: i32,
    pub x: Figure,
    pub y: Figure,
    pub value: Figure,
    /// How it was measured, where that matters.
    pub kind: MeasureKind,
    /// What it is compared by.
    pub reference: Reference,
    pub z: Option<Figure>,
    pub centile: Option<Figure>,
    /// Beyond what the publisher takes for possible.
    pub is_implausible: bool,
    /// Of a child who was born too early, as long as that counts.
    pub corrected: Option<CorrectedPoint>,
    pub change: Option<GrowthChange>,
}

/// The same value at the age that the child would have, born when it was due; `z` and `centile` are what the age since
/// birth would give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CorrectedPoint {
    /// Completed days; below zero before the day when the child was due.
    pub age_days: i32,
    pub x: Figure,
    pub uncorrected_z: Option<Figure>,
    pub uncorrected_centile: Option<Figure>,
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
    OuncesAWeek,
    PoundsAYear,
    InchesAYear,
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
    let reader = clinic.read();
    let (points, zone) = (points(&reader, patient)?, clinic.zone()?);
    let dated = points.iter().map(|point| Dated {
        on: day_of(point.at, &zone),
        point,
    });
    let person = person(&reader, &stored)?;
    let profiles = reader.profiles_of(patient)?;
    let parent = |of: fn(&PatientProfile) -> Option<Decimal>| recorded(&profiles, patient, of);
    let own = person.curves_of();
    Ok(Measured {
        points: dated.collect(),
        person,
        mother_cm: parent(|profile| profile.mother_height_cm.open().copied().flatten()),
        father_cm: parent(|profile| profile.father_height_cm.open().copied().flatten()),
        health: health_events(clinic, patient)?,
    }
    .view(query, own.or(query.sex), own.is_some())
    .in_units(UnitSystem::of(&reader)?))
}

struct Dated<'a> {
    on: NaiveDate,
    point: &'a Point,
}

/// All measurements of one child, in the order of time.
struct Measured<'a> {
    points: Vec<Dated<'a>>,
    person: Person,
    mother_cm: Option<Decimal>,
    father_cm: Option<Decimal>,
    health: Vec<HealthEvent>,
}

impl Measured<'_> {
    fn view(&self, query: GrowthQuery, sex: Option<EquationSex>, is_own_sex: bool) -> GrowthView {
        let indicators = self.measured_indicators();
        let usual = || self.usual_indicator(&indicators, query.reference);
        let indicator = query.indicator.unwrap_or_else(usual);
        let ages = |dated: &Dated<'_>| self.person.ages(dated.on);
        let references = match query.reference {
            Some(reference) => vec![reference],
            None => self.usual_references(first_kind(indicator)),
        };
        let titles: Vec<&str> = references.iter().map(|of| of.title()).collect();
        let mut view = GrowthView {
            indicator,
            title: titles.join(", "),
            sex,
            is_own_sex,
            unit: shown_kind(indicator).shown_unit().to_owned(),
            length_unit: MeasureKind::Height.shown_unit().to_owned(),
            by_length: indicator == Indicator::WeightForLengthHeight,
            curves: Vec::new(),
            breaks: Vec::new(),
            points: self.growth_points(query.reference, indicator, sex),
            events: events(&self.health, self.person),
            birth: birth_of(self.person, self.points.iter().filter_map(ages)),
            target: None,
            indicators,
            references,
        };
        if let Some(sex) = sex {
            let sections = sections(&view.references, indicator, sex);
            view.curves = curves(&sections, indicator, sex, query.as_z);
            view.breaks = breaks(&sections);
            if indicator == Indicator::LengthHeightForAge {
                let parents = self.mother_cm.zip(self.father_cm);
                view.target = parents.and_then(|parents| target(&sections, sex, parents));
            }
        }
        view
    }

    fn measured_indicators(&self) -> Vec<Indicator> {
        let is_measured = |indicator: &Indicator| {
            let kind = first_kind(*indicator);
            self.points
                .iter()
                .any(|dated| is_of(kind, dated.point.kind))
        };
        Indicator::ALL.into_iter().filter(is_measured).collect()
    }

    /// Returns what a chart begins with: the first of `BEGINNING`, and then of all that were measured, whose reference
    /// has the newest reading.
    fn usual_indicator(&self, measured: &[Indicator], asked: Option<Reference>) -> Indicator {
        let first = BEGINNING.into_iter().filter(|one| measured.contains(one));
        let mut candidates = first.chain(measured.iter().copied());
        let has_newest = |indicator: &Indicator| {
            // how far a reference goes does not depend on the sex
            let points = self.growth_points(asked, *indicator, Some(EquationSex::Female));
            points.last().is_some_and(|newest| newest.z.is_some())
        };
        candidates.find(has_newest).unwrap_or(BEGINNING[0])
    }

    /// Returns the references of the ages at which a kind was measured, the one for smaller children first; without a
    /// reading of it that of the newest one of another kind.
    fn usual_references(&self, kind: MeasureKind) -> Vec<Reference> {
        let usual = |dated: &Dated<'_>| Some(self.person.ages(dated.on)?.usual_reference());
        let own = self.points.iter();
        let own = own.filter(|dated| is_of(kind, dated.point.kind));
        let mut references: Vec<Reference> = own.filter_map(usual).collect();
        references.dedup();
        if references.is_empty() {
            let newest = self.points.iter().rev().find_map(usual);
            references.push(newest.unwrap_or(Reference::usual(None)));
        }
        references
    }

    /// Returns the readings of an indicator by the reference that was asked for, or else by that for the age of each.
    fn growth_points(
        &self,
        asked: Option<Reference>,
        indicator: Indicator,
        sex: Option<EquationSex>,
    ) -> Vec<GrowthPoint> {
        let kind = first_kind(indicator);
        let mut drawn: Vec<GrowthPoint> = Vec::new();
        let of_kind = |dated: &&Dated<'_>| is_of(kind, dated.point.kind);
        for dated in self.points.iter().filter(of_kind) {
            let Some(ages) = self.person.ages(dated.on) else {
                continue;
            };
            let reference = asked.unwrap_or(ages.usual_reference());
            let at_age = |days: i32| {
                let curves_of = sex.unwrap_or(EquationSex::Female);
                let child = self.child(dated, curves_of, f64::from(days));
                let score = sex.and_then(|_| score_of(reference, indicator, &child));
                Some((spot(reference, indicator, &child)?, score))
            };
            let Some((spot, score)) = at_age(ages.days) else {
                continue;
            };
            let corrected = ages.corrected.and_then(|days| Some((days, at_age(days)?)));
            let counted = corrected.map_or(score, |(_, (_, score))| score);
            let mut before = drawn.iter().rev();
            let before = before.find(|before| ages.days - before.age_days >= CHANGE_DAYS_MIN);
            let change = before.and_then(|before| change(indicator, before, ages.days, spot.value));
            let compared = corrected.map_or(spot, |(_, (spot, _))| spot);
            drawn.push(GrowthPoint {
                id: Id::of(dated.point.id),
                at: At::of(dated.point.at),
                age_days: ages.days,
                x: Figure::rounded(spot.x, 3),
                y: Figure::rounded(compared.y, decimals(indicator)),
                value: Figure::rounded(spot.value, decimals(indicator)),
                kind: dated.point.kind,
                reference,
                z: counted.map(shown_z),
                centile: counted.map(shown_centile),
                is_implausible: counted.is_some_and(|score| score.is_implausible),
                corrected: corrected.map(|(age_days, (spot, _))| CorrectedPoint {
                    age_days,
                    x: Figure::rounded(spot.x, 3),
                    uncorrected_z: score.map(shown_z),
                    uncorrected_centile: score.map(shown_centile),
                }),
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
        let mut child = Child::unmeasured(sex, Some(age_days));
        for kind in COMPARED {
            if let Some(point) = known(kind) {
                measured(&mut child, point.kind, point.measured.value);
            }
        }
        child
    }
}

const BEGINNING: [Indicator; 2] = [Indicator::WeightForAge, Indicator::BmiForAge];

/// What the references compare; a length is a height.
const COMPARED: [MeasureKind; 6] = [
    MeasureKind::Weight,
    MeasureKind::Height,
    MeasureKind::Head,
    MeasureKind::MidUpperArm,
    MeasureKind::TricepsSkinfold,
    MeasureKind::SubscapularSkinfold,
];

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

/// Where a chart has a child: `y` is the value as the reference compares it.
#[derive(Clone, Copy)]
struct Spot {
    x: f64,
    y: f64,
    value: f64,
}

fn spot(reference: Reference, indicator: Indicator, child: &Child) -> Option<Spot> {
    let months = child.age_days? / DAYS_A_MONTH;
    let compared = compared_cm(reference, child);
    let at = |x, value| Spot { x, y: value, value };
    Some(match indicator {
        Indicator::WeightForAge => at(months, child.weight_kg?),
        Indicator::LengthHeightForAge => Spot {
            y: compared?,
            ..at(months, child.length_height_cm?)
        },
        Indicator::WeightForLengthHeight => at(compared?, child.weight_kg?),
        Indicator::BmiForAge => Spot {
            y: bmi(child.weight_kg, compared)?,
            ..at(months, bmi(child.weight_kg, child.length_height_cm)?)
        },
        Indicator::HeadForAge => at(months, child.head_cm?),
        Indicator::ArmForAge => at(months, child.arm_cm?),
        Indicator::TricepsForAge => at(months, child.triceps_mm?),
        Indicator::SubscapularForAge => at(months, child.subscapular_mm?),
    })
}

/// What the values of a chart are.
fn shown_kind(indicator: Indicator) -> MeasureKind {
    match indicator {
        Indicator::BmiForAge => MeasureKind::Bmi,
        other => first_kind(other),
    }
}

fn decimals(indicator: Indicator) -> i32 {
    match indicator {
        Indicator::WeightForAge | Indicator::WeightForLengthHeight => 3,
        _ => 1,
    }
}

/// Returns how fast weight or stature changed, in stored units: in grams a week below two years, in a year above.
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

#[cfg(test)]
mod tests;
