//! The demo's own kinds of measurement, with values of some patients: by their number in the list, so that no random
//! number is drawn for it.

use rust_decimal::Decimal;
use sync_contract::catalog::MeasurementKind;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use vault::read::Deleted;

use crate::clock::at_wall;
use crate::demo::plan::Plan;
use crate::error::Result;
use crate::measurements::KnownKind;
use crate::measurements::own::OwnKind;
use crate::measurements::record::{ReadingEntry, insert};
use crate::{Clinic, fields};

struct DemoKind {
    name: &'static str,
    unit: &'static str,
    decimals: i64,
    highest: i64,
    odd_below: i64,
    odd_above: i64,
    /// Of one patient, visit by visit.
    values: [&'static str; 4],
}

const KINDS: [DemoKind; 2] = [
    DemoKind {
        name: "Hand grip",
        unit: "kg",
        decimals: 1,
        highest: 120,
        odd_below: 5,
        odd_above: 75,
        values: ["21.5", "23", "24.5", "26"],
    },
    DemoKind {
        name: "Sit to stand",
        unit: "repeats in 30 s",
        decimals: 0,
        highest: 60,
        odd_below: 1,
        odd_above: 30,
        values: ["8", "9", "11", "12"],
    },
];
const EVERY: usize = 5;
const FIRST: usize = 2;
const MINUTES_AFTER_START_US: i64 = 6 * 60_000_000;

/// Adds the kinds that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<Vec<OwnKind>> {
    clinic.write("add measurement kind", |tx| {
        let here = tx.read().all::<MeasurementKind>(Deleted::Hidden)?;
        let mut kinds = Vec::new();
        for demo in KINDS {
            if let Some(row) = here.iter().find(|row| row.value.name.as_str() == demo.name) {
                kinds.push(OwnKind::of(&row.value));
                continue;
            }
            let kind = MeasurementKind {
                id: tx.new_id(),
                name: fields::required(demo.name, "name")?,
                unit: fields::optional(demo.unit, "unit")?,
                decimals: demo.decimals,
                lowest: Decimal::ZERO,
                highest: demo.highest.into(),
                odd_below: Some(demo.odd_below.into()),
                odd_above: Some(demo.odd_above.into()),
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
        let now = tx.now();
        let seen = plan.patients.iter().zip(patients).enumerate();
        for (_, (planned, patient)) in seen.filter(|(index, _)| index % EVERY == FIRST) {
            let times = planned.visits.iter().map(|visit| {
                let started = at_wall(visit.day, visit.at, &zone);
                Time(started.0 + MINUTES_AFTER_START_US)
            });
            for (number, at) in times.enumerate().filter(|(_, at)| *at < now) {
                for (kind, DemoKind { values, .. }) in kinds.iter().zip(KINDS) {
                    let text = values[number.min(values.len() - 1)];
                    let entry = ReadingEntry {
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
