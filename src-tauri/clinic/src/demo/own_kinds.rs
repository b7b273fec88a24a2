//! The demo's own kinds of measurement, with values of some patients: by their number in the list, so that no die is
//! thrown for it.

use rust_decimal::Decimal;
use sync_contract::catalog::MeasurementKind;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;

use crate::clock::at_wall;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::measurements::KnownKind;
use crate::measurements::own::OwnKind;
use crate::measurements::record::{Reading, insert};
use crate::{Clinic, fields};

/// Name, unit, decimals, highest and odd limits; and the values of a patient, visit by visit.
const KINDS: [(&str, &str, i64, i64, (i64, i64), [&str; 4]); 2] = [
    (
        "Hand grip",
        "kg",
        1,
        120,
        (5, 75),
        ["21.5", "23", "24.5", "26"],
    ),
    (
        "Sit to stand",
        "repeats in 30 s",
        0,
        60,
        (1, 30),
        ["8", "9", "11", "12"],
    ),
];
const EVERY: usize = 5;
const FIRST: usize = 2;
const MINUTES_AFTER_START_US: i64 = 6 * 60_000_000;

/// Adds the kinds; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<Vec<OwnKind>> {
    clinic.write("add measurement kind", |tx| {
        let mut kinds = Vec::new();
        for (name, unit, decimals, highest, (odd_below, odd_above), _) in KINDS {
            let kind = MeasurementKind {
                id: tx.new_id(),
                name: fields::required(name, "name")?,
                unit: fields::optional(unit, "unit")?,
                decimals,
                lowest: Decimal::ZERO,
                highest: highest.into(),
                odd_below: Some(odd_below.into()),
                odd_above: Some(odd_above.into()),
                is_active: true,
            };
            tx.insert(&kind)?;
            kinds.push(OwnKind::of(&kind));
        }
        Ok(kinds)
    })
}

/// Measures with them on the days of the visits of every fifth patient.
///
/// # Errors
/// Those of a write.
pub(super) fn measure(
    clinic: &mut Clinic,
    plan: &Plan,
    kinds: &[OwnKind],
    patients: &[PatientId],
) -> Result<()> {
    let zone = clinic.zone()?;
    clinic.write("add measurement", |tx| {
        let seen = plan.patients.iter().zip(patients).enumerate();
        for (_, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let times = planned.visits.iter().map(|visit| {
                let started = at_wall(visit.day, visit.at, &zone);
                Time(started.0 + MINUTES_AFTER_START_US)
            });
            for (number, at) in times.enumerate().filter(|(_, at)| *at < tx.now()) {
                for (kind, (.., values)) in kinds.iter().zip(KINDS) {
                    let text = values[number.min(values.len() - 1)];
                    let entry = Reading {
                        patient: *patient,
                        visit: None,
                        kind: kind.measure().into(),
                        text: text.to_owned(),
                        at,
                        accept_doubtful: false,
                    };
                    let kind = KnownKind::Own(kind.clone());
                    let measured = kind.read(text)?;
                    insert(tx, &entry, &kind, measured, None)?;
                }
            }
        }
        Ok(())
    })
}
