//! Judges a value: by what the laboratory printed, else by the list. Only what is certain gets a flag.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};
use sync_contract::catalog::{Patient, Sex};

use crate::age::Age;
use crate::labs::test_list::{InUnit, LabTestEntry, Limits, find};
use crate::labs::value::{Parsed, Value, parse};
use crate::labs::{
    LabBound, LabDoubt, LabFlag, LabInterval, LabLimitKind, LabReading, LabUnjudged, LabValue, unit,
};
use crate::measurements::MeasureKind;
use crate::names::birth;
use crate::view::Figure;

/// The intervals of the list are of people of this age and older.
const ADULT_YEARS: i32 = 18;

/// Whose value it is, on the day of the collection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub sex: Sex,
    pub years: Option<i32>,
}

impl Person {
    pub fn on(patient: &Patient, day: NaiveDate) -> Self {
        Self {
            sex: patient.sex,
            years: birth(patient).map(|birth| Age::on(birth, day).years),
        }
    }
}

/// A line as it is stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub test: Option<&'a str>,
    pub entered: &'a str,
    pub unit: &'a str,
    pub laboratory: Limits,
}

/// What a line is about: a test of the list in one of its units, or anything else.
struct Known {
    test: &'static LabTestEntry,
    unit: &'static InUnit,
}

/// Returns what the list has of a line; none where it does not have the test in this unit.
fn known(line: Line<'_>) -> Option<Known> {
    let test = find(line.test?)?;
    let unit = test.unit_of_code(line.unit)?;
    Some(Known { test, unit })
}

/// Returns with how many decimals the unit of a line is printed; of an unknown one none that matter.
fn decimals(line: Line<'_>) -> u32 {
    known(line).map_or(0, |known| known.unit.decimals)
}

pub(super) fn judge(line: Line<'_>, person: Person) -> LabReading {
    let Parsed::Value(value) = parse(line.entered, decimals(line)) else {
        return LabReading {
            value: None,
            other: None,
            interval: None,
            // stays as it is printed, and is not taken for a usual number
            unjudged: known(line).map(|_| LabUnjudged::Words),
            flag: None,
            doubt: None,
        };
    };
    let known = known(line);
    let shown = |number: Decimal, code: &str| LabValue {
        bound: value.bound,
        number: Figure::from(number),
        unit: unit::shown(code),
    };
    let other = known.as_ref().and_then(|known| {
        let (number, unit) = known.test.converted(value.number, known.unit)?;
        Some(shown(number, &unit.code))
    });
    let (interval, unjudged) = match limits(line, known.as_ref(), person) {
        Ok(judged) => (Some(judged), None),
        Err(why) => (None, Some(why)),
    };
    LabReading {
        value: Some(shown(value.number, line.unit)),
        other,
        flag: critical(value, known.as_ref(), person).or(interval
            .as_ref()
            .and_then(|(limits, ..)| flag(value, *limits))),
        interval: interval.map(|(limits, kind, source)| LabInterval {
            kind,
            low: limits.low.map(Figure::from),
            high: limits.high.map(Figure::from),
            unit: unit::shown(line.unit),
            source,
        }),
        unjudged,
        doubt: doubt(line, known.as_ref(), value),
    }
}

type Judged = (Limits, LabLimitKind, String);

/// Returns what a value is judged by. What the paper prints comes first, and is the only one for a child.
fn limits(line: Line<'_>, known: Option<&Known>, person: Person) -> Result<Judged, LabUnjudged> {
    if !line.laboratory.is_empty() {
        return Ok((line.laboratory, LabLimitKind::Laboratory, String::new()));
    }
    let Some(known) = known else {
        let is_of_list = line.test.is_some_and(|key| find(key).is_some());
        return Err(match is_of_list {
            true => LabUnjudged::OtherUnit,
            false => LabUnjudged::NoInterval,
        });
    };
    if known.unit.widest().is_empty() {
        return Err(LabUnjudged::NoInterval);
    }
    match person.years {
        None => return Err(LabUnjudged::AgeUnknown),
        Some(years) if years < ADULT_YEARS => return Err(LabUnjudged::Child),
        Some(_) => {}
    }
    let limits = known.unit.of(person.sex).ok_or(LabUnjudged::SexUnknown)?;
    Ok((limits, known.test.kind, known.test.source.clone()))
}

/// Returns the flag of a value that is critical for certain: the limits are of adults, and hold whatever interval the
/// laboratory printed.
fn critical(value: Value, known: Option<&Known>, person: Person) -> Option<LabFlag> {
    let is_adult = person.years.is_some_and(|years| years >= ADULT_YEARS);
    let limits = known.filter(|_| is_adult)?.unit.critical;
    match flag(value, limits)? {
        LabFlag::Low => Some(LabFlag::CriticalLow),
        _ => Some(LabFlag::CriticalHigh),
    }
}

/// Returns none where it is not certain: `<0.3` may be any value below.
fn flag(value: Value, limits: Limits) -> Option<LabFlag> {
    let number = value.number;
    let is_low = limits.low.is_some_and(|low| match value.bound {
        LabBound::Exactly | LabBound::AtMost => number < low,
        LabBound::Below => number <= low,
        LabBound::Above | LabBound::AtLeast => false,
    });
    let is_high = limits.high.is_some_and(|high| match value.bound {
        LabBound::Exactly | LabBound::AtLeast => number > high,
        LabBound::Above => number >= high,
        LabBound::Below | LabBound::AtMost => false,
    });
    match (is_low, is_high) {
        (true, _) => Some(LabFlag::Low),
        (_, true) => Some(LabFlag::High),
        _ => None,
    }
}

/// Beyond a limit by so much a value is unlikely: ours, against a slip of a digit or of the unit. What a body holds
/// within narrow limits cannot be far from them; enzymes and hormones rise a hundredfold.
const FAR: Decimal = dec!(100);
const FAR_OF_NARROW: Decimal = dec!(5);
/// The upper limit of narrow ones is at most so many times the lower one.
const NARROW: Decimal = dec!(2);
/// Outside by so much, and usual in the other unit, a value is probably of that.
const FAR_FOR_OTHER_UNIT: Decimal = dec!(3);

fn doubt(line: Line<'_>, known: Option<&Known>, value: Value) -> Option<LabDoubt> {
    let limits = match known.map(|known| known.unit.widest()) {
        Some(limits) if !limits.is_empty() => limits,
        _ => line.laboratory,
    };
    let number = value.number;
    let meant = known.and_then(|known| {
        let other = known.test.other(known.unit)?;
        let is_usual = is_within(number, other.widest());
        (is_usual && is_far(number, limits, FAR_FOR_OTHER_UNIT)).then(|| unit::shown(&other.code))
    });
    let is_narrow = limits
        .low
        .zip(limits.high)
        .is_some_and(|(low, high)| low > Decimal::ZERO && high <= low * NARROW);
    let factor = if is_narrow { FAR_OF_NARROW } else { FAR };
    let is_percent_of_more = line.unit == "%" && number > Decimal::ONE_HUNDRED;
    let is_unlikely = is_far(number, limits, factor)
        || is_percent_of_more
        || known.is_some_and(|known| is_outside_of_bodies(known, value));
    (meant.is_some() || is_unlikely).then_some(LabDoubt { meant })
}

/// Returns whether an exact value is outside of what is usual for the measurement of the same name: what is asked about
/// there is asked about on the paper of a laboratory, too.
fn is_outside_of_bodies(known: &Known, value: Value) -> bool {
    let kind = match known.test.key.as_str() {
        "hba1c" => MeasureKind::Hba1c,
        "glucose_fasting" | "glucose_random" => MeasureKind::Glucose,
        _ => return false,
    };
    let is_si = known.unit.code == known.test.si.code;
    let number = match is_si {
        true => Some(value.number),
        false => known
            .test
            .converted(value.number, known.unit)
            .map(|(number, _)| number),
    };
    let (low, high) = kind.usual();
    value.bound == LabBound::Exactly && number.is_some_and(|number| number < low || number > high)
}

fn is_far(number: Decimal, limits: Limits, factor: Decimal) -> bool {
    let is_below = limits.low.is_some_and(|low| {
        number
            .checked_mul(factor)
            .is_some_and(|number| number < low)
    });
    let is_above = limits.high.is_some_and(|high| {
        high > Decimal::ZERO && high.checked_mul(factor).is_some_and(|high| number > high)
    });
    is_below || is_above
}

/// Returns whether a value is inside of limits that there are.
fn is_within(number: Decimal, limits: Limits) -> bool {
    !limits.is_empty()
        && limits.low.is_none_or(|low| number >= low)
        && limits.high.is_none_or(|high| number <= high)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WOMAN: Person = Person {
        sex: Sex::Female,
        years: Some(34),
    };

    fn line<'a>(test: &'a str, entered: &'a str, unit: &'a str) -> Line<'a> {
        Line {
            test: Some(test),
            entered,
            unit,
            laboratory: Limits::default(),
        }
    }

    fn flag_of(test: &str, entered: &str, unit: &str) -> Option<LabFlag> {
        judge(line(test, entered, unit), WOMAN).flag
    }

    #[test]
    fn a_flag_is_given_where_it_is_certain_and_nowhere_else() {
        use LabFlag::{High, Low};
        for (test, entered, unit, flag) in [
            ("potassium", "5.9", "mmol/L", Some(High)),
            ("potassium", "5.0", "mmol/L", None),
            ("potassium", "3,4", "mmol/L", Some(Low)),
            ("tsh", "<0.3", "m[IU]/L", Some(Low)),
            // it may be anything below
            ("tsh", "<0.5", "m[IU]/L", None),
            ("tsh", "<0.4", "m[IU]/L", Some(Low)),
            ("tsh", "<=0.4", "m[IU]/L", None),
            ("tsh", ">100", "m[IU]/L", Some(High)),
            ("tsh", ">3", "m[IU]/L", None),
            ("egfr", ">90", "mL/min/{1.73_m2}", None),
            ("egfr", "55", "mL/min/{1.73_m2}", Some(Low)),
            ("crp", "<5", "mg/L", None),
            ("crp", "12", "mg/L", Some(High)),
            ("hb", "12.5", "g/dL", None),
            ("hba1c", "48", "mmol/mol", Some(High)),
            ("hba1c", "6.5", "%", Some(High)),
            // no interval is known
            ("transferrin", "9", "g/L", None),
            ("glucose_random", "20", "mmol/L", None),
            ("crp", "negative", "mg/L", None),
        ] {
            assert_eq!(flag_of(test, entered, unit), flag, "{test} {entered}");
        }
    }

    #[test]
    fn words_of_a_test_that_is_a_number_are_not_judged() {
        let unjudged = |test, entered, unit| judge(line(test, entered, unit), WOMAN).unjudged;
        let words = Some(LabUnjudged::Words);
        assert_eq!(unjudged("potassium", "positive", "mmol/L"), words);
        assert_eq!(unjudged("potassium", "4.1", "mmol/L"), None);
        // words are all that is known of a test in another unit
        assert_eq!(unjudged("potassium", "positive", "stones"), None);
    }

    #[test]
    fn a_value_is_critical_beyond_the_limits_of_adults() {
        use LabFlag::{CriticalHigh, CriticalLow, High, Low};
        for (test, entered, unit, expected) in [
            ("potassium", "6.3", "mmol/L", Some(CriticalHigh)),
            ("potassium", "٧.٩", "mmol/L", Some(CriticalHigh)),
            ("potassium", "6.2", "mmol/L", Some(High)),
            ("potassium", "2.7", "mmol/L", Some(CriticalLow)),
            ("potassium", "2.8", "mmol/L", Some(Low)),
            ("potassium", "<2.8", "mmol/L", Some(CriticalLow)),
            ("potassium", "<3", "mmol/L", Some(Low)),
            ("glucose_random", "27", "mmol/L", Some(CriticalHigh)),
            ("glucose_random", "484", "mg/dL", None),
            ("calcium", "13", "mg/dL", Some(CriticalHigh)),
            ("hb", "65", "g/L", Some(CriticalLow)),
            ("crp", "310", "mg/L", Some(High)),
        ] {
            assert_eq!(flag_of(test, entered, unit), expected, "{test} {entered}");
        }
        let printed = Line {
            laboratory: Limits {
                low: None,
                high: Some(dec!(7)),
            },
            ..line("potassium", "6.5", "mmol/L")
        };
        assert_eq!(judge(printed, WOMAN).flag, Some(CriticalHigh));
        for years in [Some(17), None] {
            let sex = Sex::Female;
            let reading = judge(line("potassium", "6.5", "mmol/L"), Person { sex, years });
            assert_eq!(reading.flag, None, "{years:?}");
        }
    }

    #[test]
    fn the_interval_is_that_of_the_sex_and_of_adults_alone() {
        let of = |sex, years| judge(line("hb", "12.5", "g/dL"), Person { sex, years });
        let man = of(Sex::Male, Some(34));
        assert_eq!(man.flag, Some(LabFlag::Low));
        let interval = man.interval.map(|by| (by.low, by.high, by.kind));
        let expected = (
            Some(Figure(13.5)),
            Some(Figure(17.5)),
            LabLimitKind::Interval,
        );
        assert_eq!(interval, Some(expected));
        for (sex, years, why) in [
            (Sex::Unknown, Some(34), LabUnjudged::SexUnknown),
            (Sex::Intersex, Some(34), LabUnjudged::SexUnknown),
            (Sex::Male, Some(17), LabUnjudged::Child),
            (Sex::Male, None, LabUnjudged::AgeUnknown),
        ] {
            let judged = of(sex, years);
            assert_eq!((judged.interval, judged.flag), (None, None), "{why:?}");
            assert_eq!(judged.unjudged, Some(why));
        }
        // where both intervals agree the sex does not matter
        let unknown = Person {
            sex: Sex::Unknown,
            years: Some(34),
        };
        let potassium = judge(line("potassium", "5.9", "mmol/L"), unknown);
        assert_eq!(potassium.flag, Some(LabFlag::High));
    }

    #[test]
    fn what_the_laboratory_printed_comes_first_and_is_for_anybody() {
        let printed = |test, unit| Line {
            laboratory: Limits {
                low: Some(dec!(11.5)),
                high: Some(dec!(13.0)),
            },
            ..line(test, "13.2", unit)
        };
        let child = Person {
            sex: Sex::Unknown,
            years: Some(3),
        };
        for (test, unit) in [("hb", "g/dL"), ("own", "drops"), ("hb", "drops")] {
            let judged = judge(printed(test, unit), child);
            assert_eq!(judged.flag, Some(LabFlag::High), "{test} {unit}");
            let kind = judged.interval.map(|interval| interval.kind);
            assert_eq!(kind, Some(LabLimitKind::Laboratory));
        }
        let other = judge(line("hb", "13.2", "drops"), WOMAN);
        assert_eq!(other.unjudged, Some(LabUnjudged::OtherUnit));
        assert_eq!((other.other, other.flag), (None, None));
    }

    #[test]
    fn an_improbable_value_is_questioned_with_the_unit_that_may_be_meant() {
        let doubt = |test, entered, unit| judge(line(test, entered, unit), WOMAN).doubt;
        let meant = |unit: &str| {
            let meant = Some(unit.to_owned());
            Some(LabDoubt { meant })
        };
        for (test, entered, unit, expected) in [
            ("glucose_fasting", "5.2", "mg/dL", meant("mmol/L")),
            ("creatinine", "80", "mg/dL", meant("µmol/L")),
            ("hb", "135", "g/dL", meant("g/L")),
            ("potassium", "42", "mmol/L", Some(LabDoubt { meant: None })),
            ("potassium", "6.8", "mmol/L", None),
            ("alt", "2400", "U/L", None),
            ("crp", "310", "mg/L", None),
            ("tsat", "150", "%", Some(LabDoubt { meant: None })),
            ("ferritin", "1200", "ug/L", None),
            ("hba1c", "3", "%", Some(LabDoubt { meant: None })),
            ("hba1c", "9", "mmol/mol", Some(LabDoubt { meant: None })),
            ("hba1c", "4.1", "%", None),
            ("hba1c", "<4", "%", None),
            ("hba1c", "13", "%", None),
        ] {
            assert_eq!(doubt(test, entered, unit), expected, "{test} {entered}");
        }
    }

    #[test]
    fn lipoprotein_a_is_never_converted() {
        let judged = judge(line("lpa", "75", "nmol/L"), WOMAN);
        assert_eq!(judged.other, None);
        assert_eq!(judged.unjudged, Some(LabUnjudged::NoInterval));
        let bounded = judge(line("vitd", "<12", "ng/mL"), WOMAN);
        let other = bounded.other.map(|other| (other.bound, other.unit));
        assert_eq!(other, Some((LabBound::Below, "nmol/L".to_owned())));
    }
}
