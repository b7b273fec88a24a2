//! Published reference ranges; the source is named wherever a range is shown.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::Sex;

use crate::age::Age;
use crate::growth_references::preterm::Gestation;
use crate::measurements::kind::MeasureKind;
use crate::measurements::read::Measured;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RangeClass {
    Low,
    Normal,
    High,
    Unknown,
}

/// The properties of a person that a reference depends on.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub sex: Sex,
    pub birth_date: Option<NaiveDate>,
    /// The birth date was reckoned from an age.
    pub is_birth_estimated: bool,
    pub gestation: Option<Gestation>,
}

impl Person {
    /// Returns a person whose birth date is exact, and of whose birth nothing else is known.
    pub fn of(sex: Sex, birth_date: Option<NaiveDate>) -> Person {
        Person {
            sex,
            birth_date,
            is_birth_estimated: false,
            gestation: None,
        }
    }
}

/// Low is below `low`, high is `high` and above. `of_second` bounds the lower figure of a blood pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub of_second: Option<(Decimal, Decimal)>,
    pub reference: &'static str,
}

/// Returns the reference range for a person of this sex and age; none where no reference applies, as for weight alone,
/// or for a child, whose values are compared with growth curves.
pub fn band(kind: MeasureKind, person: Person, on: NaiveDate) -> Option<Band> {
    let years = person.birth_date.map(|birth| Age::on(birth, on).years);
    let adult = years.is_some_and(|years| years >= 20);
    let of_adults = |low, high, reference| {
        adult.then_some(Band {
            low,
            high: Some(high),
            of_second: None,
            reference,
        })
    };
    match kind {
        // WHO, Obesity: preventing and managing the global epidemic, TRS 894, 2000
        MeasureKind::Bmi => of_adults(Some(dec!(18.5)), dec!(25), "WHO adult BMI"),
        // WHO, Guideline for the pharmacological treatment of hypertension in adults, 2021; below 90/60 low by
        // convention
        MeasureKind::BloodPressure if years.is_some_and(|years| years >= ADULT_PRESSURE_YEARS) => {
            Some(Band {
                low: Some(dec!(90)),
                high: Some(dec!(140)),
                of_second: Some((dec!(60), dec!(90))),
                reference: "WHO adult hypertension",
            })
        }
        MeasureKind::BloodPressure => pressure_of_a_child(person.sex, years?),
        // resting rate of adults, American Heart Association
        MeasureKind::Pulse => of_adults(Some(dec!(60)), dec!(101), "AHA adult resting rate"),
        // WHO, Waist circumference and waist-hip ratio, 2008, table 5.1
        MeasureKind::Waist => match person.sex {
            Sex::Male => of_adults(None, dec!(94), "WHO waist, men"),
            Sex::Female => of_adults(None, dec!(80), "WHO waist, women"),
            _ => None,
        },
        MeasureKind::WaistHip => match person.sex {
            Sex::Male => of_adults(None, dec!(0.90), "WHO waist-hip, men"),
            Sex::Female => of_adults(None, dec!(0.85), "WHO waist-hip, women"),
            _ => None,
        },
        // NICE NG246, 2025: 0.5 and above is an increased risk
        MeasureKind::WaistHeight => of_adults(Some(dec!(0.4)), dec!(0.5), "NICE waist to height"),
        // fever from 38, hypothermia below 35, whatever the age
        MeasureKind::Temperature => Some(Band {
            low: Some(dec!(35)),
            high: Some(dec!(38)),
            of_second: None,
            reference: "WHO fever and hypothermia",
        }),
        // any time of day: WHO 2006 for 11.1, and 3.9 as the alert value of the IHSG 2017
        MeasureKind::Glucose => Some(Band {
            low: Some(dec!(3.9)),
            high: Some(dec!(11.1)),
            of_second: None,
            reference: "WHO random glucose",
        }),
        // WHO, Use of glycated haemoglobin (HbA1c) in the diagnosis of diabetes mellitus, 2011: from 6.5 %
        MeasureKind::Hba1c => of_adults(None, dec!(48), "WHO diabetes"),
        // NCEP, third report of the adult treatment panel, 2001: decision limits
        MeasureKind::Cholesterol => of_adults(None, dec!(5.2), "NCEP ATP III cholesterol"),
        MeasureKind::Ldl => of_adults(None, dec!(2.6), "NCEP ATP III LDL"),
        MeasureKind::Triglycerides => of_adults(None, dec!(1.7), "NCEP ATP III triglycerides"),
        MeasureKind::Hdl => adult.then_some(Band {
            low: Some(dec!(1.0)),
            high: None,
            of_second: None,
            reference: "NCEP ATP III HDL",
        }),
        // WHO and UNICEF, WHO child growth standards and the identification of severe acute malnutrition, 2009: below
        // 12.5 cm is moderate, below 11.5 severe
        MeasureKind::MidUpperArm => is_from_six_to_59_months(person, on).then_some(Band {
            low: Some(dec!(12.5)),
            high: None,
            of_second: None,
            reference: "WHO mid-upper arm, 6 to 59 months",
        }),
        // Bonnefoy et al., MNA: calf below 31 cm
        MeasureKind::Calf => {
            let is_old = years.is_some_and(|years| years >= 65);
            is_old.then_some(Band {
                low: Some(dec!(31)),
                high: None,
                of_second: None,
                reference: "MNA calf, from 65 years",
            })
        }
        _ => None,
    }
}

const ADULT_PRESSURE_YEARS: i32 = 18;

/// From so many mmHg on, systolic and diastolic of boys and of girls, the pressure of a child is looked at again: from
/// 1 to 12 years, then from 13 on.
///
/// Source: Flynn et al., Pediatrics 2017;140:e20171904, the simplified table for screening: the 90th centile of a child
/// at the 5th centile of height.
const OF_CHILDREN: [[i64; 4]; 13] = [
    [98, 52, 98, 54],
    [100, 55, 101, 58],
    [101, 58, 102, 60],
    [102, 60, 103, 62],
    [103, 63, 104, 64],
    [105, 66, 105, 67],
    [106, 68, 106, 68],
    [107, 69, 107, 69],
    [107, 70, 108, 71],
    [108, 72, 109, 72],
    [110, 74, 111, 74],
    [113, 75, 114, 75],
    [120, 80, 120, 80],
];

/// Below so many mmHg the systolic pressure of a child is low: 70, and 2 for each year, up to 90.
///
/// Source: American Heart Association, Pediatric Advanced Life Support, from 1 to 10 years.
fn low_pressure(years: i32) -> Decimal {
    Decimal::from((70 + 2 * years).min(90))
}

/// None in the first year. Of a child whose sex is unknown the lower of both counts.
fn pressure_of_a_child(sex: Sex, years: i32) -> Option<Band> {
    let row = usize::try_from(years).ok()?.checked_sub(1)?;
    let [boys, boys_second, girls, girls_second] = OF_CHILDREN[row.min(OF_CHILDREN.len() - 1)];
    let (high, second) = match sex {
        Sex::Male => (boys, boys_second),
        Sex::Female => (girls, girls_second),
        _ => (boys.min(girls), boys_second.min(girls_second)),
    };
    Some(Band {
        low: Some(low_pressure(years)),
        high: Some(Decimal::from(high)),
        of_second: Some((Decimal::ZERO, Decimal::from(second))),
        reference: "AAP screening of children",
    })
}

fn is_from_six_to_59_months(person: Person, on: NaiveDate) -> bool {
    person.birth_date.is_some_and(|birth| {
        let age = Age::on(birth, on);
        (6..60).contains(&(age.years * 12 + age.months))
    })
}

pub fn word(band: Option<&Band>, measured: Measured) -> RangeClass {
    let Some(band) = band else {
        return RangeClass::Unknown;
    };
    let second = band.of_second.zip(measured.second);
    let high = band.high.is_some_and(|high| measured.value >= high)
        || second.is_some_and(|((_, high), value)| value >= high);
    let low = band.low.is_some_and(|low| measured.value < low)
        || second.is_some_and(|((low, _), value)| value < low);
    match (low, high) {
        (_, true) => RangeClass::High,
        (true, false) => RangeClass::Low,
        (false, false) => RangeClass::Normal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_contract::field::date;

    const TODAY: NaiveDate = date(2026, 11, 20);

    fn judged(
        kind: MeasureKind,
        sex: Sex,
        birth: NaiveDate,
        value: Decimal,
        second: Option<Decimal>,
    ) -> RangeClass {
        let person = Person::of(sex, Some(birth));
        word(
            band(kind, person, TODAY).as_ref(),
            Measured { value, second },
        )
    }

    #[test]
    fn bmi_follows_the_cut_offs_of_the_who() {
        let adult = date(1992, 3, 12);
        for (bmi, expected) in [
            (dec!(18.49), RangeClass::Low),
            (dec!(18.5), RangeClass::Normal),
            (dec!(24.99), RangeClass::Normal),
            (dec!(25), RangeClass::High),
        ] {
            assert_eq!(
                judged(MeasureKind::Bmi, Sex::Female, adult, bmi, None),
                expected
            );
        }
    }

    #[test]
    fn a_child_is_not_judged_by_the_figures_of_adults() {
        let child = date(2020, 1, 1);
        assert_eq!(
            judged(MeasureKind::Bmi, Sex::Male, child, dec!(16), None),
            RangeClass::Unknown
        );
        let unknown = Person::of(Sex::Male, None);
        assert_eq!(band(MeasureKind::Bmi, unknown, TODAY), None);
    }

    #[test]
    fn either_figure_makes_a_pressure_high() {
        let pressure = |upper, lower| {
            judged(
                MeasureKind::BloodPressure,
                Sex::Male,
                date(1970, 1, 1),
                upper,
                Some(lower),
            )
        };
        assert_eq!(pressure(dec!(128), dec!(82)), RangeClass::Normal);
        assert_eq!(pressure(dec!(140), dec!(82)), RangeClass::High);
        assert_eq!(pressure(dec!(128), dec!(90)), RangeClass::High);
        assert_eq!(pressure(dec!(88), dec!(58)), RangeClass::Low);
    }

    #[test]
    fn the_pressure_of_a_child_is_judged_by_age_and_sex() {
        let pressure = |sex, birth, upper, lower| {
            judged(MeasureKind::BloodPressure, sex, birth, upper, Some(lower))
        };
        let three = date(2023, 1, 1);
        for (sex, upper, lower, expected) in [
            (Sex::Male, dec!(101), dec!(50), RangeClass::High),
            (Sex::Female, dec!(101), dec!(50), RangeClass::Normal),
            (Sex::Female, dec!(90), dec!(60), RangeClass::High),
            (Sex::Unknown, dec!(101), dec!(50), RangeClass::High),
            (Sex::Male, dec!(76), dec!(30), RangeClass::Normal),
            (Sex::Male, dec!(75), dec!(30), RangeClass::Low),
        ] {
            assert_eq!(
                pressure(sex, three, upper, lower),
                expected,
                "{sex:?} {upper}/{lower}"
            );
        }
        let at = |birth, upper| pressure(Sex::Male, birth, upper, dec!(60));
        assert_eq!(at(date(2026, 1, 1), dec!(101)), RangeClass::Unknown);
        assert_eq!(at(date(2013, 1, 1), dec!(120)), RangeClass::High);
        assert_eq!(at(date(2009, 1, 1), dec!(128)), RangeClass::High);
        // from eighteen years as an adult
        assert_eq!(at(date(2008, 11, 20), dec!(128)), RangeClass::Normal);
    }

    #[test]
    fn a_waist_is_judged_where_sex_is_known() {
        let adult = date(1980, 1, 1);
        assert_eq!(
            judged(MeasureKind::Waist, Sex::Female, adult, dec!(84), None),
            RangeClass::High
        );
        assert_eq!(
            judged(MeasureKind::Waist, Sex::Male, adult, dec!(84), None),
            RangeClass::Normal
        );
        assert_eq!(
            judged(MeasureKind::Waist, Sex::Unknown, adult, dec!(84), None),
            RangeClass::Unknown
        );
    }
}
