//! A child of the demo clinic who was born eleven weeks too early, and grows towards the curves. She was registered
//! twice, so that there are two files that were merged.

use chrono::{NaiveDate, TimeDelta};
use rust_decimal::{Decimal, dec};
use sync_contract::catalog::{PatientProfile, Sex, profile_id};
use sync_contract::field::{Text, time};
use sync_contract::ids::{PatientId, UserId};

use crate::Clinic;
use crate::clock::at_wall;
use crate::error::Result;
use crate::fields;
use crate::growth_references::{DAYS_A_MONTH, Indicator, Reference, value_at};
use crate::measurements::record::{ReadingEntry, insert};
use crate::measurements::{KnownKind, MeasureKind, Measured};
use crate::patients::identity;
use crate::patients::merge::{self, MergeForm, preview};
use crate::patients::register::file_number;
use crate::profile::blank;
use crate::sex::EquationSex;
use crate::view::Id;

/// 29 weeks and 3 days.
const GESTATION_DAYS: i64 = 29 * 7 + 3;
/// The readings, in days of age: the first is from before the day when she was due.
const READ_ON: [i64; 6] = [70, 98, 140, 196, 252, 294];
/// The score of the first reading, and how much nearer to the middle each later one is.
const Z_FROM: f64 = -1.9;
const Z_STEP: f64 = 0.2;

/// The files of the child: the one that stays, and the one that was made by mistake.
pub(super) struct Files {
    stays: PatientId,
    goes: PatientId,
}

/// How often the child is registered.
pub(super) const FILES: usize = 2;

/// Registers the child twice; `number` is the next free file number.
pub(super) fn register(
    clinic: &mut Clinic,
    dietitian: Option<UserId>,
    number: u32,
) -> Result<Files> {
    let birth = born(clinic)?;
    clinic.write("register patients", |tx| {
        let mut file = |given: &str, phone: &str, number: u32| -> Result<PatientId> {
            let mut patient = identity::blank(tx.new_id());
            patient.given_name = fields::optional(given, "givenName")?.into();
            patient.family_name = fields::optional("Haddad", "familyName")?.into();
            patient.birth_date = Some(birth).into();
            patient.sex = Sex::Female;
            patient.phones = fields::phones(phone)?.into();
            patient.preferred_language = fields::optional("fr", "language")?;
            patient.dietitian = dietitian;
            let number =
                Text::new(&file_number(tx.device_number(), number)).map_err(vault::Error::from)?;
            patient.file_number = Some(number).into();
            tx.insert(&patient)?;
            Ok(patient.id)
        };
        Ok(Files {
            stays: file("Noor", "+33 1 99 00 01 62", number)?,
            goes: file("Nour", "", number + 1)?,
        })
    })
}

/// Merges both files, in the session of a dietitian.
pub(super) fn merge(clinic: &mut Clinic, files: &Files) -> Result<()> {
    let (from, into) = (Id::of(files.goes), Id::of(files.stays));
    let form = MergeForm {
        seen: preview(clinic, &from, &into)?.into.seen,
        from,
        into,
        take: Vec::new(),
        checked: false,
        reason: "Registered twice.".to_owned(),
    };
    merge::merge(clinic, &form)?;
    Ok(())
}

fn born(clinic: &Clinic) -> Result<NaiveDate> {
    let last = READ_ON[READ_ON.len() - 1];
    Ok(clinic.today()? - TimeDelta::days(last + 3))
}

/// Writes the profile and the readings, in the session of a dietitian.
pub(super) fn follow(clinic: &mut Clinic, files: &Files) -> Result<()> {
    let patient = files.stays;
    let (birth, zone) = (born(clinic)?, clinic.zone()?);
    clinic.write("record visits", |tx| {
        tx.insert(&PatientProfile {
            medical_history: fields::optional_paragraph(
                "Born at 29 weeks and 3 days, 1.24 kg; 63 days in hospital.",
                "history",
            )?
            .into(),
            gestation_days: Some(GESTATION_DAYS).into(),
            mother_height_cm: Some(dec!(161)).into(),
            father_height_cm: Some(dec!(178.5)).into(),
            ..blank(profile_id(tx.tenant(), patient), patient)
        })?;
        for (age_days, z) in READ_ON.into_iter().zip(0_i8..) {
            let at = at_wall(birth + TimeDelta::days(age_days), time(10, 20), &zone);
            let z = Z_FROM + Z_STEP * f64::from(z);
            for (kind, value) in sizes(age_days, z) {
                let unit = kind.shown_unit();
                let entry = ReadingEntry {
                    patient,
                    visit: None,
                    kind: kind.into(),
                    text: format!("{value} {unit}"),
                    at,
                    accept_doubtful: true,
                };
                let measured = Measured {
                    value,
                    second: None,
                };
                insert(tx, &entry, &KnownKind::Program(kind), measured, None)?;
            }
        }
        Ok(())
    })
}

/// Returns weight, length and head of a girl who lies at a score of her corrected age.
fn sizes(age_days: i64, z: f64) -> Vec<(MeasureKind, Decimal)> {
    let corrected = (age_days + GESTATION_DAYS - 280).max(0);
    let days = u32::try_from(corrected).unwrap_or(0);
    let months = f64::from(days) / DAYS_A_MONTH;
    let kinds = [
        (MeasureKind::Weight, Indicator::WeightForAge, 2),
        (MeasureKind::Length, Indicator::LengthHeightForAge, 1),
        (MeasureKind::Head, Indicator::HeadForAge, 1),
    ];
    let each = kinds.into_iter().filter_map(|(kind, indicator, decimals)| {
        let value = value_at(
            Reference::Who0To5,
            indicator,
            EquationSex::Female,
            months,
            z,
        )?;
        let value = Decimal::try_from(value).ok()?;
        Some((kind, value.round_dp(decimals)))
    });
    each.collect()
}

/// Returns the heights of the mother and of the father of a child of the plan, the same each time.
pub(super) fn parents_cm(name: &str) -> [Decimal; 2] {
    let of = |usual: i64, spread: usize| {
        let more = i64::try_from(name.len() % spread).unwrap_or(0);
        Decimal::from(usual + more)
    };
    [of(157, 11), of(170, 13)]
}
