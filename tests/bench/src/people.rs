//! A clinic that does not exist: the same people and measurements in every run.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sync_contract::catalog::{Measurement, MeasurementMethod};
use sync_contract::catalog::{Patient, PatientStatus, Sex};
use sync_contract::field::{Text, Time, WrongValue, date_from_days};
use sync_contract::ids::{MeasurementId, PatientId, new_id};

/// 2026-01-05 08:00 UTC, when the first of them was registered.
const OPENED_MS: u64 = 1_767_600_000_000;
const MINUTE_MS: u64 = 60_000;
pub const MEASUREMENTS_EACH: u64 = 4;

const BEGINNINGS: &[&str] = &[
    "a", "be", "da", "e", "fa", "gi", "ha", "i", "jo", "ka", "le", "ma", "na", "o", "pe", "ra",
    "sa", "te", "u", "va", "wi", "ya", "ze", "ch", "shi", "tho", "qua", "bra", "cle", "dri",
];
const MIDDLES: &[&str] = &[
    "ri", "lo", "mu", "na", "ss", "tte", "ndi", "ker", "vi", "bo", "gu", "la", "mi", "rr", "sta",
    "hu", "é", "ö", "ñe",
];
const ENDS: &[&str] = &[
    "a", "o", "ne", "son", "n", "s", "ez", "ov", "ski", "ley", "ton", "mann", "ko", "ra", "li",
    "th", "wu", "ard", "ia", "us",
];
const STREETS: &[&str] = &[
    "Mill Lane",
    "High Street",
    "Elm Close",
    "Station Road",
    "Kirk Wynd",
    "Quay",
];
const CITIES: &[&str] = &[
    "Aberfeld",
    "Brookhaven",
    "Castleton",
    "Dunmore",
    "Eastwick",
    "Farnham",
];

/// Steele, Lea and Flood's SplitMix64: small, and the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }

    pub fn id(&mut self, unix_ms: u64) -> uuid::Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        new_id(unix_ms, random)
    }
}

fn name(dice: &mut Dice, middles: u64) -> String {
    let mut name = dice.of(BEGINNINGS).to_owned();
    for _ in 0..dice.below(middles) + 1 {
        name.push_str(dice.of(MIDDLES));
    }
    name.push_str(dice.of(ENDS));
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().collect::<String>());
    first.unwrap_or_default() + letters.as_str()
}

fn text<const MAX: u32>(text: &str) -> Result<Option<Text<MAX>>, WrongValue> {
    Text::new(text).map(Some)
}

pub struct People {
    pub patients: Vec<Patient>,
    pub measurements: Vec<Measurement>,
}

impl People {
    /// # Errors
    /// None in fact; a word that does not fit its field would be one.
    pub fn new(patients: usize) -> Result<Self, WrongValue> {
        let mut dice = Dice::new(20_260_105);
        // few first names, many last ones, and some far more common than others
        let given: Vec<String> = (0..600).map(|_| name(&mut dice, 1)).collect();
        let family: Vec<String> = (0..9_000).map(|_| name(&mut dice, 2)).collect();
        let mut people = Self {
            patients: Vec::with_capacity(patients),
            measurements: Vec::with_capacity(patients * MEASUREMENTS_EACH as usize),
        };
        for number in 0..patients as u64 {
            let at_ms = OPENED_MS + number * MINUTE_MS;
            let patient = patient(&mut dice, &given, &family, number, at_ms)?;
            for visit in 0..MEASUREMENTS_EACH {
                let reading = measurement(&mut dice, patient.id, visit, at_ms + visit)?;
                people.measurements.push(reading);
            }
            people.patients.push(patient);
        }
        Ok(people)
    }
}

fn patient(
    dice: &mut Dice,
    given: &[String],
    family: &[String],
    number: u64,
    at_ms: u64,
) -> Result<Patient, WrongValue> {
    let skewed = |dice: &mut Dice, names: &[String]| {
        let one = dice.below(names.len() as u64);
        let other = dice.below(names.len() as u64);
        names[one.min(other) as usize].clone()
    };
    let given_name = skewed(dice, given);
    let family_name = skewed(dice, family);
    let birth: Option<NaiveDate> = date_from_days(dice.below(33_000) as i32 - 14_000);
    let house = dice.below(180) + 1;
    let phone = format!("+44 7{:03} {:06}", dice.below(1_000), dice.below(1_000_000));
    let email = format!("{}.{number}@example.org", given_name.to_lowercase());
    Ok(Patient {
        id: PatientId(dice.id(at_ms)),
        given_name: text(&given_name)?.into(),
        family_name: text(&family_name)?.into(),
        other_names: None.into(),
        birth_date: birth.into(),
        birth_date_estimated: false.into(),
        sex: if dice.below(2) == 0 {
            Sex::Female
        } else {
            Sex::Male
        },
        gender: None.into(),
        dietitian: None,
        facility: None,
        status: PatientStatus::Active,
        phones: text(&phone)?.into(),
        email: text(&email)?.into(),
        preferred_language: None,
        address_lines: text(&format!("{house} {}", dice.of(STREETS)))?.into(),
        city: text(dice.of(CITIES))?.into(),
        state: None.into(),
        postal_code: text(&format!("NV{} {}AB", dice.below(90) + 1, dice.below(9) + 1))?.into(),
        country: text("GB")?.into(),
        file_number: text(&format!("1-{:06}", number + 1))?.into(),
        national_id: text(&format!("{:09}", dice.below(1_000_000_000)))?.into(),
        import: None,
    })
}

/// A blood pressure has two values, the others one.
fn measurement(
    dice: &mut Dice,
    patient: PatientId,
    which: u64,
    at_ms: u64,
) -> Result<Measurement, WrongValue> {
    let (kind, unit, value, second) = match which % 4 {
        0 => (
            "WEIGHT",
            "kg",
            Decimal::new(450 + dice.below(900) as i64, 1),
            None,
        ),
        1 => (
            "HEIGHT",
            "m",
            Decimal::new(140 + dice.below(60) as i64, 2),
            None,
        ),
        2 => {
            let diastolic = Decimal::from(60 + dice.below(40));
            (
                "BLOOD_PRESSURE",
                "mm[Hg]",
                Decimal::from(95 + dice.below(80)),
                Some(diastolic),
            )
        }
        _ => (
            "WAIST",
            "m",
            Decimal::new(600 + dice.below(600) as i64, 3),
            None,
        ),
    };
    let entered = match second {
        Some(second) => format!("{value}/{second} mmHg"),
        None => format!("{value} {unit}"),
    };
    Ok(Measurement {
        id: MeasurementId(dice.id(at_ms)),
        patient,
        visit: None,
        kind: Text::new(kind)?,
        value: value.into(),
        second_value: second.into(),
        unit: Text::new(unit)?,
        measured_at: Time::from_ms(at_ms),
        method: Some(MeasurementMethod::Measured),
        entered: text(&entered)?.into(),
        device: None.into(),
        flag: None.into(),
        own_kind: None,
        former: None.into(),
        former_by: None.into(),
        context: None.into(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_run_meets_the_same_people() {
        let (one, other) = (People::new(50).unwrap(), People::new(50).unwrap());
        assert_eq!(one.patients, other.patients);
        assert_eq!(one.measurements, other.measurements);
        assert_eq!(one.measurements.len(), 200);
        assert!(one.patients.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}
