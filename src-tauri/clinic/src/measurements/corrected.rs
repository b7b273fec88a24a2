//! The former value of a reading that was corrected.

use std::collections::BTreeMap;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::Measurement;
use sync_contract::ids::UserId;
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::fields;
use crate::measurements::kind::MeasureKind;
use crate::measurements::own;
use crate::measurements::read::{Measured, read};
use crate::measurements::unit_system::UnitSystem;
use crate::names::StaffNames;
use crate::view::{At, Figure, Id, Quantity, text};

/// What stood there before the last correction of the value. `was` is the text that is stored, empty where what stood
/// there was damaged, and `quantity` the same in the units of the clinic, unless a later version wrote it; `at` and
/// `by` are those of the last change of the reading.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReadingCorrection {
    pub was: String,
    pub quantity: Option<Quantity>,
    /// Empty where it is not known.
    pub was_by: String,
    pub at: At,
    pub by: String,
}

/// The corrections of a patient's readings, each by its reading.
#[derive(Debug, Default)]
pub(super) struct Corrections(BTreeMap<String, ReadingCorrection>);

impl Corrections {
    /// # Errors
    /// Those of the vault.
    pub fn read(reader: &Reader<'_>, rows: &[Stored<Measurement>]) -> Result<Self> {
        // one who had entered something stays known, whatever that was
        let is_corrected = |row: &&Stored<Measurement>| {
            let had_entered = row.value.former_by.open().copied().flatten();
            had_entered.is_some() || !text(&row.value.former).is_empty()
        };
        let mut rows = rows.iter().filter(is_corrected).peekable();
        // most patients have none, and then no staff names are read
        if rows.peek().is_none() {
            return Ok(Self::default());
        }
        let (staff, units) = (StaffNames::read(reader)?, UnitSystem::of(reader)?);
        let of = |row: &Stored<Measurement>| {
            let correction = correction(row, &staff, units);
            (Id::of(row.value.id).0, correction)
        };
        Ok(Self(rows.map(of).collect()))
    }

    pub fn of(&self, reading: &Id) -> Option<ReadingCorrection> {
        self.0.get(&reading.0).cloned()
    }
}

fn correction(
    row: &Stored<Measurement>,
    staff: &StaffNames,
    units: UnitSystem,
) -> ReadingCorrection {
    let was = text(&row.value.former);
    let was_by = row.value.former_by.open().copied().flatten();
    let changed = row.rewritten(Measurement::CELL.reading.number);
    let (at, by) = changed.unwrap_or((row.created_at, row.created_by));
    ReadingCorrection {
        quantity: former(&row.value, &was, units),
        was,
        was_by: was_by.map_or(String::new(), |by| staff.name(by)),
        at: At::of(at),
        by: staff.name(by),
    }
}

/// Returns a former value in the units of the clinic, where it was one of the kind that the reading has now.
fn former(reading: &Measurement, was: &str, units: UnitSystem) -> Option<Quantity> {
    let kind = MeasureKind::from_code(&reading.kind);
    let measured = kind.and_then(|kind| Some((kind, read(kind, was).ok()?)));
    match measured.filter(|(kind, _)| was.ends_with(kind.shown_unit())) {
        Some((kind, measured)) if units != UnitSystem::Metric => {
            Some(units.quantity(kind, measured))
        }
        _ => Quantity::from_stored(was),
    }
}

/// Notes the current value of a reading that is about to have another one, and who answers for it.
///
/// # Errors
/// `TooLong`, for a value of a later version.
pub(super) fn note(reading: &mut Measurement, answers: UserId) -> Result<()> {
    let former = quantity_of(reading).map_or(String::new(), |quantity| quantity.stored_text());
    reading.former = fields::optional(&former, "former")?.into();
    reading.former_by = Some(answers).into();
    Ok(())
}

/// Returns the author of the present value of a reading.
pub(super) fn answers_for(row: &Stored<Measurement>) -> UserId {
    let changed = row.rewritten(Measurement::CELL.reading.number);
    changed.map_or(row.created_by, |(_, by)| by)
}

fn quantity_of(reading: &Measurement) -> Option<Quantity> {
    let value = *reading.value.open()?;
    let second = *reading.second_value.open()?;
    Some(match MeasureKind::from_code(&reading.kind) {
        // in the stored unit, whatever the clinic shows
        Some(kind) => UnitSystem::Metric.quantity(kind, Measured { value, second }),
        None => own::quantity(value, reading.unit.as_str()),
    })
}

impl Quantity {
    /// Returns a quantity as it is stored in text, in either language: `72.4 kg`, `120/80 mmHg`, `12`.
    pub(crate) fn stored_text(&self) -> String {
        let second = self
            .second
            .map_or(String::new(), |Figure(second)| format!("/{second}"));
        let text = format!("{}{second} {}", self.value.0, self.unit);
        text.trim_end().to_owned()
    }

    /// Parses what [`Self::stored_text`] returns.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        let (value, second) = match number.split_once('/') {
            Some((value, second)) => (value, Some(second.parse().map(Figure).ok()?)),
            None => (number, None),
        };
        Some(Self {
            value: Figure(value.parse().ok()?),
            second,
            unit: unit.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_quantity_is_read_as_it_was_written() {
        for (value, second, unit, stored) in [
            (72.4, None, "kg", "72.4 kg"),
            (120.0, Some(80.0), "mmHg", "120/80 mmHg"),
            (0.5, None, "", "0.5"),
            (3.0, None, "cups a day", "3 cups a day"),
        ] {
            let quantity = Quantity {
                value: Figure(value),
                second: second.map(Figure),
                unit: unit.to_owned(),
            };
            assert_eq!(quantity.stored_text(), stored);
            assert_eq!(Quantity::from_stored(stored), Some(quantity));
        }
        assert_eq!(Quantity::from_stored("a lot"), None);
    }
}
