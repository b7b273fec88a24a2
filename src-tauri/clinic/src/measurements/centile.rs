//! A child's value among those of children of the same age and sex: one rule for the growth chart, a visit, the
//! patient's page and a trend.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::Sex;

use crate::growth_references::{Child, Indicator, Posture, Reference, Score, centile, score_of};
use crate::measurements::kind::MeasureKind;
use crate::measurements::range::Person;
use crate::sex::EquationSex;
use crate::view::Figure;

/// A weight or a length belongs to another measure for so many days: a child grows.
pub const TOGETHER_DAYS: i64 = 31;

/// The centile of a child's value by the reference that is made for the age, which is the corrected one where the child
/// was born too early.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChildCentile {
    pub indicator: Indicator,
    pub reference: Reference,
    /// The completed days of age that it is compared by: below zero before a child was due.
    pub age_days: i32,
    pub z: Figure,
    /// The percentage of the reference's children who lie below.
    pub centile: Figure,
    /// The age is corrected for an early birth.
    pub is_corrected: bool,
    /// Beyond what the publisher takes for possible.
    pub is_implausible: bool,
}

/// Returns a z-score as it is shown.
pub fn shown_z(score: Score) -> Figure {
    Figure::rounded(score.z, 2)
}

/// Returns the centile of a z-score as it is shown.
pub fn shown_centile(score: Score) -> Figure {
    Figure::rounded(centile(score.z), 2)
}

impl ChildCentile {
    /// Returns the centile of a kind on a day, from the readings that its figure is made of; none for an adult, for a
    /// sex that no reference has, without a birth date, and for a kind that no child is compared by.
    pub fn of(
        person: Person,
        on: NaiveDate,
        kind: MeasureKind,
        readings: &[(MeasureKind, Decimal)],
    ) -> Option<ChildCentile> {
        let indicator = indicator_of(kind)?;
        let (sex, ages) = (person.curves_of()?, person.ages(on)?);
        let reference = ages.usual_reference();
        let mut child = Child::unmeasured(sex, Some(ages.counted()));
        for (kind, value) in readings {
            measured(&mut child, *kind, *value);
        }
        let score = score_of(reference, indicator, &child)?;
        Some(ChildCentile {
            indicator,
            reference,
            age_days: ages.counted_days(),
            z: shown_z(score),
            centile: shown_centile(score),
            is_corrected: ages.corrected.is_some(),
            is_implausible: score.is_implausible,
        })
    }
}

/// Returns what children are compared by in a kind.
fn indicator_of(kind: MeasureKind) -> Option<Indicator> {
    match kind {
        MeasureKind::Weight => Some(Indicator::WeightForAge),
        MeasureKind::Height | MeasureKind::Length => Some(Indicator::LengthHeightForAge),
        MeasureKind::Bmi => Some(Indicator::BmiForAge),
        MeasureKind::Head => Some(Indicator::HeadForAge),
        MeasureKind::MidUpperArm => Some(Indicator::ArmForAge),
        MeasureKind::TricepsSkinfold => Some(Indicator::TricepsForAge),
        MeasureKind::SubscapularSkinfold => Some(Indicator::SubscapularForAge),
        _ => None,
    }
}

/// Adds a reading to what is known of a child; a kind that no child is compared by adds nothing.
pub fn measured(child: &mut Child, kind: MeasureKind, value: Decimal) {
    let value = Some(Figure::from(value).0);
    match kind {
        MeasureKind::Weight => child.weight_kg = value,
        MeasureKind::Height => {
            (child.length_height_cm, child.measured) = (value, Some(Posture::Upright));
        }
        MeasureKind::Length => {
            (child.length_height_cm, child.measured) = (value, Some(Posture::Lying));
        }
        MeasureKind::Head => child.head_cm = value,
        MeasureKind::MidUpperArm => child.arm_cm = value,
        MeasureKind::TricepsSkinfold => child.triceps_mm = value,
        MeasureKind::SubscapularSkinfold => child.subscapular_mm = value,
        _ => {}
    }
}

/// The age of a child on a day, in completed days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    pub days: i32,
    /// As if the child had been born when it was due: below zero before that day; none where nothing is corrected.
    pub corrected: Option<i32>,
}

impl Ages {
    /// Returns the age in days by which the child is compared.
    pub fn counted(self) -> f64 {
        f64::from(self.counted_days())
    }

    fn counted_days(self) -> i32 {
        self.corrected.unwrap_or(self.days)
    }

    pub fn usual_reference(self) -> Reference {
        Reference::usual(Some(f64::from(self.days)))
    }
}

impl Person {
    /// Returns whose curves a child is compared with; none for a sex that no reference has.
    pub fn curves_of(self) -> Option<EquationSex> {
        match self.sex {
            Sex::Male => Some(EquationSex::Male),
            Sex::Female => Some(EquationSex::Female),
            Sex::Intersex | Sex::Unknown => None,
        }
    }

    /// Returns the age on a day; none without a birth date, and before it.
    pub fn ages(self, on: NaiveDate) -> Option<Ages> {
        let days = (on - self.birth_date?).num_days();
        let corrected = self
            .gestation
            .and_then(|gestation| gestation.corrected_age_days(days));
        Some(Ages {
            days: i32::try_from(days).ok().filter(|days| *days >= 0)?,
            corrected: corrected.and_then(|days| i32::try_from(days).ok()),
        })
    }
}
