//! What the chart of a patient knows of the inputs on a day, each with its source.

use chrono::{Datelike, Months, NaiveDate};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};
use sync_contract::catalog::{Patient, Sex};
use sync_contract::field::Time;

use crate::Clinic;
use crate::age::Age;
use crate::clock::day_of;
use crate::energy_estimates::compute::ADULT_FROM_YEARS;
use crate::energy_estimates::inputs::{
    AGE, AGE_ESTIMATED, BODY_FAT, BODY_FAT_ON, FieldProblem, FieldProblemKind, GESTATION, HEIGHT,
    HEIGHT_ON, LACTATION, PREPREGNANCY_CLASS, SEX, WEIGHT, WEIGHT_ON, checked, problem, read,
};
use crate::energy_estimates::{
    EnergyMethod, EstimateInputs, EstimateWarning, MeasuredInput, MeasuredName, WarningKind,
};
use crate::error::Result;
use crate::measurements::anthropometry::bmi;
use crate::measurements::list::points;
use crate::measurements::{MeasureKind, Point, is_of};
use crate::names::{birth, is_birth_estimated};
use crate::nutrition::energy_requirement::{Lactation, PrepregnancyClass};
use crate::nutrition::quantities::{HeightCm, Ranged};
use crate::pregnancies::course::{CurrentPregnancy, OnDay, on_day};
use crate::view::{At, Day, Figure};

/// A child outgrows a measurement in a month, and an adult a weight in three: our own limits, which only warn.
const CHILD_OLD_DAYS: i64 = 31;
const ADULT_OLD_DAYS: i64 = 92;
/// An age is computed to about an hour; truncated, so that no patient counts as older than they are.
const AGE_DECIMALS: u32 = 4;
/// Before this week of a pregnancy the equations add nothing, and those of 2023 take none.
const COUNTED_FROM_WEEK: u32 = 14;
/// The months after a birth in which a child lives on milk alone, and those in which the equations count milk at all.
const EXCLUSIVE_MONTHS: u32 = 6;
const LACTATION_MONTHS: u32 = 12;

const MEASURED: [(MeasuredName, MeasureKind, &str, &str); 3] = [
    (MeasuredName::Weight, MeasureKind::Weight, WEIGHT, WEIGHT_ON),
    (MeasuredName::Height, MeasureKind::Height, HEIGHT, HEIGHT_ON),
    (
        MeasuredName::BodyFat,
        MeasureKind::BodyFat,
        BODY_FAT,
        BODY_FAT_ON,
    ),
];

/// The chart of a patient as it is on `day`: what was measured later is not of it.
pub(super) struct Chart {
    points: Vec<Point>,
    sex: Sex,
    birth: Option<NaiveDate>,
    is_birth_estimated: bool,
    pregnancy: Option<OnDay>,
    day: NaiveDate,
    zone: Tz,
}

impl Chart {
    pub(super) fn read(clinic: &Clinic, patient: &Patient, at: Time) -> Result<Chart> {
        let reader = clinic.read();
        let points = points(&reader, patient.id)?;
        let pregnancies = reader.pregnancies_of(patient.id)?;
        let chart = Self::of(patient, points, at, clinic.zone()?);
        Ok(Self {
            pregnancy: on_day(&pregnancies, chart.day),
            ..chart
        })
    }

    /// `points` are in the order of time. Without pregnancies.
    pub(super) fn of(patient: &Patient, points: Vec<Point>, at: Time, zone: Tz) -> Chart {
        Chart {
            points,
            sex: patient.sex,
            birth: birth(patient),
            is_birth_estimated: is_birth_estimated(patient),
            pregnancy: None,
            day: day_of(at, &zone),
            zone,
        }
    }

    fn newest(&self, kind: MeasureKind) -> Option<&Point> {
        let mut newest_first = self.points.iter().rev();
        newest_first
            .find(|point| is_of(kind, point.kind) && day_of(point.at, &self.zone) <= self.day)
    }

    pub(super) fn measured(&self) -> Vec<MeasuredInput> {
        let each = MEASURED.iter().filter_map(|(input, kind, _, _)| {
            let point = self.newest(*kind)?;
            Some(MeasuredInput {
                input: *input,
                value: Figure::from(point.measured.value),
                measured_at: At::of(point.at),
                is_today: day_of(point.at, &self.zone) == self.day,
            })
        });
        each.collect()
    }

    /// Returns the age as people write it.
    pub(super) fn age(&self) -> Option<String> {
        let birth = self.birth?;
        Some(Age::on(birth, self.day).to_string())
    }

    /// Returns the pregnancy that lasts, or after which the patient breastfeeds.
    pub(super) fn pregnancy(&self) -> Option<CurrentPregnancy> {
        self.pregnancy.as_ref().map(|of| of.current)
    }

    fn years(&self) -> Option<Decimal> {
        self.birth.map(|birth| decimal_years(birth, self.day))
    }

    pub(super) fn is_child(&self) -> bool {
        self.years().is_some_and(|years| years < ADULT_FROM_YEARS)
    }

    /// Returns the equation that is usual at this age, for what is known of the body.
    pub(super) fn usual_method(&self, inputs: &EstimateInputs) -> EnergyMethod {
        match (self.is_child(), inputs.contains_key(HEIGHT)) {
            (false, _) => EnergyMethod::MifflinStJeor,
            (true, true) => EnergyMethod::SchofieldHeight,
            (true, false) => EnergyMethod::SchofieldWeight,
        }
    }

    /// Returns the usable inputs with what the chart knows of the absent ones, and what is wrong with the others.
    pub(super) fn completed(&self, given: &EstimateInputs) -> (EstimateInputs, Vec<FieldProblem>) {
        let (mut inputs, mut problems) = checked(given);
        if let Some(years) = self.years().map(|years| years.normalize().to_string()) {
            if inputs.get(AGE).is_some_and(|age| *age != years) {
                let sentence =
                    "The birth date gives another age. Both cannot be true. Leave out age_y.";
                problems.push(problem(
                    AGE,
                    FieldProblemKind::AgeRecorded,
                    sentence.to_owned(),
                ));
            }
            inputs.insert(AGE.to_owned(), years);
            inputs.remove(AGE_ESTIMATED);
            if self.is_birth_estimated {
                inputs.insert(AGE_ESTIMATED.to_owned(), "yes".to_owned());
            }
        }
        let letter = match self.sex {
            Sex::Female => Some("F"),
            Sex::Male => Some("M"),
            // nothing is guessed: a person chooses whose equation it is
            Sex::Intersex | Sex::Unknown => None,
        };
        if let Some(letter) = letter.filter(|_| !given.contains_key(SEX)) {
            inputs.insert(SEX.to_owned(), letter.to_owned());
        }
        for (_, kind, name, on) in MEASURED {
            if inputs.get(on).is_some_and(|day| self.is_later(day)) {
                let sentence = format!(
                    "{on} lies after the day of this estimate. Nothing is measured before its time. Leave it out, or \
                     write the day."
                );
                problems.push(problem(on, FieldProblemKind::Date, sentence));
                inputs.remove(on);
            }
            if !given.contains_key(name)
                && let Some(point) = self.newest(kind)
            {
                let value = point.measured.value.normalize().to_string();
                inputs.insert(name.to_owned(), value);
                let day = Day::of(day_of(point.at, &self.zone));
                inputs.insert(on.to_owned(), day.0);
            }
            if !inputs.contains_key(name) {
                inputs.remove(on);
            }
        }
        let is_male = inputs
            .get(SEX)
            .is_some_and(|sex| sex.to_lowercase().starts_with('m'));
        for name in [GESTATION, LACTATION] {
            if is_male && inputs.remove(name).is_some() {
                let sentence = format!(
                    "{name} is of women. The sex is given as male. Leave it out, or choose the equations of women."
                );
                problems.push(problem(name, FieldProblemKind::WomenOnly, sentence));
            }
        }
        if let Some(pregnancy) = self.pregnancy.as_ref().filter(|_| !is_male) {
            self.put_pregnancy(pregnancy, given, &mut inputs);
        }
        (inputs, problems)
    }

    /// Adds what is absent of a pregnancy; one that is typed otherwise is a person's.
    fn put_pregnancy(
        &self,
        pregnancy: &OnDay,
        given: &EstimateInputs,
        inputs: &mut EstimateInputs,
    ) {
        if !given.contains_key(GESTATION)
            && !inputs.contains_key(LACTATION)
            && let Some(age) = pregnancy.current.age
            && age.weeks >= COUNTED_FROM_WEEK
        {
            inputs.insert(GESTATION.to_owned(), age.weeks.to_string());
        }
        if !given.contains_key(LACTATION)
            && !inputs.contains_key(GESTATION)
            && let Some(lactation) = self.lactation(pregnancy)
        {
            inputs.insert(LACTATION.to_owned(), lactation.as_str().to_owned());
        }
        // the class of a pregnancy that is over is not that of another one
        let lasts = pregnancy.current.age.is_some();
        if lasts && inputs.contains_key(GESTATION) && !given.contains_key(PREPREGNANCY_CLASS) {
            let height = inputs.get(HEIGHT).and_then(|height| height_cm(height));
            let bmi_before = pregnancy.before_kg.zip(height);
            if let Some(bmi) = bmi_before.and_then(|(kg, cm)| bmi(kg, cm)) {
                let class = PrepregnancyClass::of(bmi).as_str();
                inputs.insert(PREPREGNANCY_CLASS.to_owned(), class.to_owned());
            }
        }
    }

    /// None beyond the months that the equations know.
    fn lactation(&self, pregnancy: &OnDay) -> Option<Lactation> {
        if pregnancy.current.age.is_some() {
            return None;
        }
        let born = pregnancy.ended_on?;
        let is_within = |months| {
            let until = born.checked_add_months(Months::new(months));
            until.is_some_and(|until| self.day < until)
        };
        match () {
            () if is_within(EXCLUSIVE_MONTHS) => Some(Lactation::Exclusive),
            () if is_within(LACTATION_MONTHS) => Some(Lactation::Partial),
            () => None,
        }
    }

    fn is_later(&self, day: &str) -> bool {
        let day = Day(day.to_owned()).to_date("day");
        day.is_ok_and(|day| day > self.day)
    }

    /// Returns what does not stop an estimate, and is to be known.
    pub(super) fn warnings(
        &self,
        method: EnergyMethod,
        inputs: &EstimateInputs,
    ) -> Vec<EstimateWarning> {
        let old_days = match self.is_child() {
            true => CHILD_OLD_DAYS,
            false => ADULT_OLD_DAYS,
        };
        let kinds = [
            (WEIGHT_ON, WarningKind::WeightOld),
            (HEIGHT_ON, WarningKind::HeightOld),
            (BODY_FAT_ON, WarningKind::BodyFatOld),
        ];
        let mut warnings = Vec::new();
        for (on, kind) in kinds {
            // adults have one height, and body fat counts in one equation alone
            let counts = match kind {
                WarningKind::HeightOld => self.is_child(),
                WarningKind::BodyFatOld => method == EnergyMethod::KatchMcardle,
                _ => true,
            };
            let day = inputs
                .get(on)
                .and_then(|on| Day(on.clone()).to_date("day").ok());
            let days = day.map_or(0, |day| (self.day - day).num_days());
            if counts && days > old_days {
                warnings.push(EstimateWarning {
                    kind,
                    days: i32::try_from(days).ok(),
                });
            }
        }
        // these two go by the body alone
        let is_by_age = !matches!(method, EnergyMethod::KatchMcardle | EnergyMethod::KcalPerKg);
        if is_by_age && inputs.contains_key(AGE_ESTIMATED) {
            warnings.push(EstimateWarning {
                kind: WarningKind::AgeEstimated,
                days: None,
            });
        }
        let has = |name: &str| inputs.contains_key(name);
        let is_for_two = has(GESTATION) || has(LACTATION);
        let is_complete = has(LACTATION) || has(GESTATION) && has(PREPREGNANCY_CLASS);
        let kind = match is_for_two {
            true if method != EnergyMethod::Eer2023 => Some(WarningKind::NotForPregnancy),
            _ if is_complete => None,
            true | false => self
                .pregnancy
                .as_ref()
                .map(|_| WarningKind::PregnancyNotCounted),
        };
        warnings.extend(kind.map(|kind| EstimateWarning { kind, days: None }));
        warnings
    }
}

fn height_cm(text: &str) -> Option<Decimal> {
    let text = format!("{HEIGHT}={text}");
    let given = read(&text).ok()?;
    let height: HeightCm = given.number(HEIGHT).ok()?;
    Some(height.number())
}

/// Returns whole years and the part of the running one, so that a birthday is a whole number.
fn decimal_years(birth: NaiveDate, day: NaiveDate) -> Decimal {
    let years = Age::on(birth, day).years;
    let birthday = |years: i32| {
        let year = birth.year() + years;
        // a birthday on a leap day is the first of March in other years
        birth
            .with_year(year)
            .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
    };
    let (Some(last), Some(next)) = (birthday(years), birthday(years + 1)) else {
        return Decimal::from(years);
    };
    let since = Decimal::from((day - last).num_days().max(0));
    let part = since / Decimal::from((next - last).num_days().max(1));
    (Decimal::from(years) + part).round_dp_with_strategy(AGE_DECIMALS, RoundingStrategy::ToZero)
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;
    use sync_contract::field::date;

    use super::*;

    #[test]
    fn a_birthday_is_a_whole_number_of_years() {
        for (birth, day, years) in [
            (date(1992, 3, 12), date(2026, 3, 12), dec!(34)),
            (date(1992, 3, 12), date(2026, 3, 11), dec!(33.9972)),
            (date(2026, 11, 20), date(2026, 11, 20), dec!(0)),
            (date(2025, 11, 20), date(2026, 5, 21), dec!(0.4986)),
            (date(2008, 2, 29), date(2026, 2, 28), dec!(17.9972)),
            (date(2008, 2, 29), date(2026, 3, 1), dec!(18)),
            (date(2027, 1, 1), date(2026, 1, 1), dec!(0)),
        ] {
            assert_eq!(decimal_years(birth, day), years, "{birth} {day}");
        }
    }
}
