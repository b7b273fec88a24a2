//! The tests that the program knows: names, units, factor, and the interval of adults by sex.
//!
//! Each interval names its source. They are for adults who are not pregnant, and for want of what the laboratory
//! printed.

use std::sync::LazyLock;

use rust_decimal::{Decimal, RoundingStrategy, dec};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Sex;

use crate::labs::{LabLimitKind, unit};

const TESTS: &str = include_str!("../../../../seeds/reference/laboratory/tests.csv");

const CRITICAL: &str = include_str!("../../../../seeds/reference/laboratory/critical.csv");

static LIST: LazyLock<Vec<LabTestEntry>> =
    LazyLock::new(|| read().expect("a test reads the list of this program"));

/// A test of the list as it is chosen. `units` are the conventional one and that of the SI, once where they are one,
/// each as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabTestInfo {
    pub key: String,
    pub name: String,
    pub short: String,
    pub specimen: String,
    pub units: Vec<String>,
    /// A value of one unit can be turned into the other.
    pub converts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Limits {
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
}

impl Limits {
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A unit of a test with what the list has in it.
#[derive(Debug)]
pub(super) struct InUnit {
    /// Its UCUM code.
    pub code: String,
    pub decimals: u32,
    pub male: Limits,
    pub female: Limits,
    /// Beyond them a value of an adult is critical.
    pub critical: Limits,
}

impl InUnit {
    /// Returns the limits of a sex; none where it is not known and they differ.
    pub fn of(&self, sex: Sex) -> Option<Limits> {
        match sex {
            Sex::Male => Some(self.male),
            Sex::Female => Some(self.female),
            Sex::Intersex | Sex::Unknown => (self.male == self.female).then_some(self.male),
        }
    }

    /// Returns the limits that hold for both sexes together.
    pub fn widest(&self) -> Limits {
        let both = |of: fn(&Limits) -> Option<Decimal>| of(&self.male).zip(of(&self.female));
        Limits {
            low: both(|of| of.low).map(|(male, female)| male.min(female)),
            high: both(|of| of.high).map(|(male, female)| male.max(female)),
        }
    }
}

#[derive(Debug)]
pub(super) struct LabTestEntry {
    pub key: String,
    pub name: String,
    pub short: String,
    pub specimen: String,
    pub conventional: InUnit,
    pub si: InUnit,
    /// What laboratories of some countries print instead, each with what its values are multiplied by for the
    /// conventional unit.
    pub further: Vec<(InUnit, Decimal)>,
    /// By what a value in the unit of the SI is multiplied.
    pub factor: Option<Decimal>,
    pub kind: LabLimitKind,
    pub source: String,
}

/// Haemoglobin A1c in percent from mmol/mol, and back: the master equation of IFCC and NGSP (Hoelzel 2004, Clin Chem
/// 50:166).
const HBA1C: &str = "hba1c";
const TO_PERCENT: (Decimal, Decimal) = (dec!(0.0915), dec!(2.15));
const UREA: &str = "urea";
/// Two atoms of nitrogen, 28.01 of the 60.06 g of a mole of urea.
const NITROGEN: Decimal = dec!(0.4664);
/// A value that rounds to 0 is shown with so many digits.
const SMALL_DIGITS: u32 = 2;
const FROM_PERCENT: (Decimal, Decimal) = (dec!(10.93), dec!(-23.5));

/// Glucose, lipids and creatinine are printed in grams or milligrams per litre, too.
const MG_DL: &str = "mg/dL";
/// Each with how many milligrams per decilitre one of it is, and how many decimals more it is printed with.
const FURTHER_MG_DL: [(&str, Decimal, i32); 2] = [("g/L", dec!(100), 2), ("mg/L", dec!(0.1), -1)];

impl LabTestEntry {
    pub fn has_one_unit(&self) -> bool {
        self.conventional.code == self.si.code
    }

    /// Returns whether the list has limits beyond which a value is critical.
    pub fn may_be_critical(&self) -> bool {
        [&self.conventional, &self.si]
            .iter()
            .any(|of| !of.critical.is_empty())
    }

    /// Returns the unit that a text names.
    pub fn unit(&self, text: &str) -> Option<&InUnit> {
        self.units().find(|of| unit::is(text, &of.code))
    }

    /// Returns the unit with this code.
    pub fn unit_of_code(&self, code: &str) -> Option<&InUnit> {
        self.units().find(|of| of.code == code)
    }

    fn units(&self) -> impl Iterator<Item = &InUnit> {
        let further = self.further.iter().map(|(unit, _)| unit);
        [&self.conventional, &self.si].into_iter().chain(further)
    }

    /// Returns the unit in which a value is shown, too; none where there is no other.
    pub fn other(&self, unit: &InUnit) -> Option<&InUnit> {
        let is_conventional = unit.code == self.conventional.code;
        match (self.has_one_unit(), is_conventional) {
            (true, true) => None,
            (false, true) => Some(&self.si),
            // of a further one that of the SI, where a factor leads there
            (false, false) if unit.code != self.si.code && self.converts() => Some(&self.si),
            (_, false) => Some(&self.conventional),
        }
    }

    pub fn converts(&self) -> bool {
        !self.has_one_unit() && (self.factor.is_some() || self.key == HBA1C)
    }

    /// Returns a value of one unit in the other one; none where no fixed factor leads there.
    pub fn converted(&self, number: Decimal, from: &InUnit) -> Option<(Decimal, &InUnit)> {
        let to = self.other(from)?;
        Some((self.number_in(to, number, from)?, to))
    }

    /// Returns a value of one unit in another one of the test; none where no fixed factor leads there.
    pub fn number_in(&self, to: &InUnit, number: Decimal, from: &InUnit) -> Option<Decimal> {
        if to.code == from.code {
            return Some(number);
        }
        let exact = self.of_conventional(self.in_conventional(number, from)?, to)?;
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let rounded = exact.round_dp_with_strategy(to.decimals, half_up);
        let shown = match rounded.is_zero() {
            // what is printed with no decimals is not 0 for that
            true if self.key != HBA1C => exact.round_sf_with_strategy(SMALL_DIGITS, half_up)?,
            false if exact == number => number,
            _ => rounded,
        };
        Some(shown.normalize())
    }

    fn in_conventional(&self, number: Decimal, from: &InUnit) -> Option<Decimal> {
        if from.code == self.conventional.code {
            return Some(number);
        }
        if let Some(times) = self.further_factor(from) {
            return number.checked_mul(times);
        }
        match self.key == HBA1C {
            true => number.checked_mul(TO_PERCENT.0)?.checked_add(TO_PERCENT.1),
            false => number.checked_mul(self.factor?),
        }
    }

    fn of_conventional(&self, number: Decimal, to: &InUnit) -> Option<Decimal> {
        if to.code == self.conventional.code {
            return Some(number);
        }
        if let Some(times) = self.further_factor(to) {
            return number.checked_div(times);
        }
        let (factor, offset) = FROM_PERCENT;
        match self.key == HBA1C {
            true => number.checked_mul(factor)?.checked_add(offset),
            false => number.checked_div(self.factor?),
        }
    }

    fn further_factor(&self, unit: &InUnit) -> Option<Decimal> {
        let mut further = self.further.iter();
        let (_, times) = further.find(|(of, _)| of.code == unit.code)?;
        Some(*times)
    }
}

pub(super) fn find(key: &str) -> Option<&'static LabTestEntry> {
    LIST.iter().find(|test| test.key == key)
}

/// Returns the test of the list that has this name.
pub(super) fn called(name: &str) -> Option<&'static LabTestEntry> {
    let name = name.trim().to_lowercase();
    LIST.iter().find(|test| test.name.to_lowercase() == name)
}

/// Returns the tests in the order of the list, with the unit of the SI last.
pub fn test_infos() -> Vec<LabTestInfo> {
    let info = |test: &LabTestEntry| {
        let mut units = vec![unit::shown(&test.conventional.code)];
        if !test.has_one_unit() {
            units.push(unit::shown(&test.si.code));
        }
        LabTestInfo {
            key: test.key.clone(),
            name: test.name.clone(),
            short: test.short.clone(),
            specimen: test.specimen.clone(),
            units,
            converts: test.converts(),
        }
    };
    LIST.iter().map(info).collect()
}

#[derive(Debug, Deserialize)]
struct Line {
    key: String,
    name: String,
    short: String,
    specimen: String,
    conv_unit: String,
    si_unit: String,
    factor: String,
    decimals_conv: u32,
    decimals_si: u32,
    kind: String,
    m_low: String,
    m_high: String,
    f_low: String,
    f_high: String,
    m_low_si: String,
    m_high_si: String,
    f_low_si: String,
    f_high_si: String,
    source: String,
}

/// Limits of a test beyond which a value is critical, in the conventional unit and in that of the SI.
#[derive(Debug, Deserialize)]
struct CriticalLine {
    key: String,
    low: String,
    high: String,
    low_si: String,
    high_si: String,
}

/// None where a line is of another form.
fn read() -> Option<Vec<LabTestEntry>> {
    let critical = csv::Reader::from_reader(CRITICAL.as_bytes()).into_deserialize();
    let critical: Vec<CriticalLine> = critical.collect::<Result<_, _>>().ok()?;
    let lines = csv::Reader::from_reader(TESTS.as_bytes()).into_deserialize();
    lines.map(|line| entry(line.ok()?, &critical)).collect()
}

fn entry(line: Line, critical: &[CriticalLine]) -> Option<LabTestEntry> {
    let (critical, critical_si) = match critical.iter().find(|of| of.key == line.key) {
        Some(of) => (limits(&of.low, &of.high)?, limits(&of.low_si, &of.high_si)?),
        None => Default::default(),
    };
    let conventional = InUnit {
        code: line.conv_unit,
        decimals: line.decimals_conv,
        male: limits(&line.m_low, &line.m_high)?,
        female: limits(&line.f_low, &line.f_high)?,
        critical,
    };
    Some(LabTestEntry {
        further: further(&line.key, &conventional, &line.si_unit),
        conventional,
        si: InUnit {
            code: line.si_unit,
            decimals: line.decimals_si,
            male: limits(&line.m_low_si, &line.m_high_si)?,
            female: limits(&line.f_low_si, &line.f_high_si)?,
            critical: critical_si,
        },
        factor: number(&line.factor)?,
        kind: match line.kind.as_str() {
            "INTERVAL" => LabLimitKind::Interval,
            "DECISION" => LabLimitKind::Decision,
            _ => return None,
        },
        key: line.key,
        name: line.name,
        short: line.short,
        specimen: line.specimen,
        source: line.source,
    })
}

/// Returns the units next to a conventional one, with its limits in each.
fn further(key: &str, conventional: &InUnit, si: &str) -> Vec<(InUnit, Decimal)> {
    let others = FURTHER_MG_DL
        .into_iter()
        .filter(|(code, ..)| conventional.code == MG_DL && *code != si);
    let in_unit = |code: &str, times: Decimal, more: i32| {
        let limit = |limit: Decimal| (limit / times).normalize();
        let limits = |of: Limits| Limits {
            low: of.low.map(limit),
            high: of.high.map(limit),
        };
        InUnit {
            code: code.to_owned(),
            decimals: conventional.decimals.saturating_add_signed(more),
            male: limits(conventional.male),
            female: limits(conventional.female),
            critical: limits(conventional.critical),
        }
    };
    // the list counts the nitrogen of urea, and these papers urea itself
    let part = if key == UREA { NITROGEN } else { Decimal::ONE };
    others
        .map(|(code, times, more)| (in_unit(code, times * part, more), times * part))
        .collect()
}

fn limits(low: &str, high: &str) -> Option<Limits> {
    Some(Limits {
        low: number(low)?,
        high: number(high)?,
    })
}

/// None for what cannot be read, none inside for an empty field.
#[allow(clippy::option_option)]
fn number(field: &str) -> Option<Option<Decimal>> {
    match field {
        "" => Some(None),
        field => Decimal::from_str_exact(field).ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read_and_names_its_source() {
        let list = read().unwrap();
        assert_eq!(list.len(), 95);
        let keys: std::collections::BTreeSet<&str> =
            list.iter().map(|test| test.key.as_str()).collect();
        assert_eq!(keys.len(), list.len());
        for test in &list {
            assert!(!test.name.is_empty() && !test.short.is_empty(), "{test:?}");
            let units = [&test.conventional, &test.si];
            let limits = units.map(|unit| [unit.male, unit.female]).concat();
            let has_limits = limits.iter().any(|limits| !limits.is_empty());
            assert_eq!(has_limits, !test.source.is_empty(), "{test:?}");
            for Limits { low, high } in limits {
                let in_order = low.zip(high).is_none_or(|(low, high)| low < high);
                assert!(in_order, "{test:?}");
            }
        }
    }

    /// A critical limit is one of a test of the list, is beyond the interval, and says the same in both units.
    #[test]
    fn critical_limits_are_beyond_the_interval_in_both_units() {
        let list = read().unwrap();
        let critical: Vec<_> = list
            .iter()
            .filter(|test| !test.si.critical.is_empty())
            .collect();
        assert_eq!(critical.len() + 1, CRITICAL.lines().count());
        for test in critical {
            for unit in [&test.conventional, &test.si] {
                let (usual, limits) = (unit.widest(), unit.critical);
                let is_beyond = |usual: Option<Decimal>, beyond: Option<Decimal>, sign: Decimal| {
                    usual
                        .zip(beyond)
                        .is_none_or(|(usual, beyond)| beyond * sign > usual * sign)
                };
                assert!(is_beyond(usual.high, limits.high, dec!(1)), "{test:?}");
                assert!(is_beyond(usual.low, limits.low, dec!(-1)), "{test:?}");
            }
            let (from, to) = (&test.conventional, &test.si);
            let pairs = [
                (from.critical.low, to.critical.low),
                (from.critical.high, to.critical.high),
            ];
            for (limit, printed) in pairs.into_iter().filter(|_| test.converts()) {
                let Some((limit, printed)) = limit.zip(printed) else {
                    continue;
                };
                let (converted, _) = test.converted(limit, from).unwrap();
                let differs = (converted - printed).abs();
                assert!(
                    differs <= printed * dec!(0.03),
                    "{}: {converted} {printed}",
                    test.key
                );
            }
        }
    }

    /// The limits of the list in both units say the same, as far as they are printed.
    #[test]
    fn the_limits_of_one_unit_are_those_of_the_other() {
        for test in LIST.iter().filter(|test| test.converts()) {
            let (from, to) = (&test.conventional, &test.si);
            for (of, si) in [(from.male, to.male), (from.female, to.female)] {
                for (limit, printed) in [(of.low, si.low), (of.high, si.high)] {
                    // the sources round these to a figure that is easy to remember
                    if ["uacr", "tg", "hdl", "chol", "hba1c"].contains(&test.key.as_str()) {
                        continue;
                    }
                    let Some((limit, printed)) = limit.zip(printed) else {
                        continue;
                    };
                    let (converted, _) = test.converted(limit, from).unwrap();
                    let step = Decimal::ONE / Decimal::from(10_u32.pow(to.decimals));
                    let differs = (converted - printed).abs();
                    assert!(differs <= step, "{}: {converted} {printed}", test.key);
                }
            }
        }
    }

    #[test]
    fn a_value_is_converted_by_its_factor_or_its_equation_and_else_never() {
        for (key, number, from, converted) in [
            ("glucose_fasting", dec!(5.5), "mmol/L", dec!(99)),
            ("glucose_fasting", dec!(99), "mg/dL", dec!(5.5)),
            ("creatinine", dec!(1.0), "mg/dL", dec!(88)),
            ("hba1c", dec!(6.5), "%", dec!(48)),
            ("hba1c", dec!(7.0), "%", dec!(53)),
            ("hba1c", dec!(48), "mmol/mol", dec!(6.5)),
            ("hct", dec!(42), "%", dec!(0.42)),
            ("vitd", dec!(50), "nmol/L", dec!(20)),
        ] {
            let test = find(key).unwrap();
            let unit = test.unit(from).unwrap();
            let (number, _) = test.converted(number, unit).unwrap();
            assert_eq!(number, converted, "{key} {from}");
        }
        for (key, number, from, converted, to) in [
            ("glucose_fasting", dec!(0.95), "g/L", dec!(5.3), "mmol/L"),
            ("creatinine", dec!(80), "mg/l", dec!(707), "umol/L"),
            ("urea", dec!(0.40), "g/L", dec!(6.7), "mmol/L"),
            ("hb", dec!(5), "g/100 mL", dec!(50), "g/L"),
        ] {
            let test = find(key).unwrap();
            let unit = test.unit(from).unwrap();
            let (number, other) = test.converted(number, unit).unwrap();
            assert_eq!((number, other.code.as_str()), (converted, to), "{key}");
        }
        for (key, number, from, converted, to) in [
            ("glucose_fasting", dec!(95), "mg/dL", dec!(0.95), "g/L"),
            ("glucose_fasting", dec!(5.3), "mmol/L", dec!(0.95), "g/L"),
            ("chol", dec!(1.95), "g/L", dec!(195), "mg/dL"),
            ("creatinine", dec!(0.8), "mg/dL", dec!(8), "mg/L"),
            // the list counts the nitrogen of urea
            ("urea", dec!(0.40), "g/L", dec!(19), "mg/dL"),
        ] {
            let test = find(key).unwrap();
            let (from, to) = (test.unit(from).unwrap(), test.unit(to).unwrap());
            assert_eq!(test.number_in(to, number, from), Some(converted), "{key}");
        }
        for key in ["lpa", "uun24", "sodium_unknown", "egfr"] {
            let never = |test: &LabTestEntry| {
                let units = [&test.conventional, &test.si];
                units
                    .iter()
                    .all(|unit| test.converted(dec!(1), unit).is_none())
            };
            assert!(find(key).is_none_or(never), "{key}");
        }
    }
}
