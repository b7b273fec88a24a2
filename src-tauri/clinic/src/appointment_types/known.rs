//! The types of appointments that a clinic has: the program's, as the clinic changed them, then its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{AppointmentMode, AppointmentType, Colour};
use sync_contract::ids::AppointmentTypeId;
use vault::read::{Deleted, Reader, Stored};

use crate::error::{Error, Reason, Result};
use crate::fields::sort_key;
use crate::foods::list_faults::{ReadList, ShippedList};

/// The type that is booked where none is named ...
pub const USUAL_TYPE: &str = "FOLLOW_UP";
/// ... and for a patient who has not come yet: it takes longer.
pub const FIRST_TYPE: &str = "INITIAL";
/// An appointment takes this long unless its type says otherwise.
const MINUTES_DEFAULT: u32 = 30;

/// An appointment lasts a day at most.
pub(crate) const MINUTES_MAX: u32 = 24 * 60;

const SEATS_MIN: u32 = 2;
const SEATS_MAX: u32 = 200;

/// Checks how many seats a group session is to have.
///
/// # Errors
/// `Invalid` for fewer than 2 and for more than 200.
pub(crate) fn seats(seats: u32) -> Result<i64> {
    match (SEATS_MIN..=SEATS_MAX).contains(&seats) {
        true => Ok(i64::from(seats)),
        false => Err(Error::invalid("seats", Reason::Impossible)),
    }
}

const TYPES: &str = include_str!("../../../../seeds/reference/diary/appointment_types.csv");

/// A type of the program as it comes, with its name in the languages of the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramType {
    pub known: KnownType,
    pub french: String,
}

/// `seats` are the usual ones of a group session; none of a type for one patient. One that is not active is not
/// offered; appointments that have it keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownType {
    pub code: String,
    pub name: String,
    pub minutes: u32,
    pub mode: AppointmentMode,
    pub seats: Option<u32>,
    pub colour: Colour,
    pub is_active: bool,
}

static PROGRAM: LazyLock<Vec<ProgramType>> = LazyLock::new(|| read(TYPES).lines);
pub(crate) const LIST: ShippedList = ShippedList {
    table: TYPES,
    read: |table| read(table).counted(),
};

fn read(table: &str) -> ReadList<ProgramType> {
    ReadList::of(
        "appointment_types.csv",
        table,
        |[code, name, french, minutes, mode, seats, colour]| {
            let seats = match seats.as_str() {
                "" => None,
                seats => Some(seats.parse().ok()?),
            };
            Some(ProgramType {
                known: KnownType {
                    code,
                    name,
                    minutes: minutes.parse().ok()?,
                    mode: mode.parse().ok()?,
                    seats,
                    colour: colour.parse().ok()?,
                    is_active: true,
                },
                french,
            })
        },
    )
}

pub fn program_types() -> &'static [ProgramType] {
    &PROGRAM
}

/// What a type of the program is called in the languages of the screens, until a clinic calls it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProgramName {
    pub english: &'static str,
    pub french: &'static str,
}

/// Returns the names of the types of the program by their codes.
pub fn program_names() -> BTreeMap<&'static str, ProgramName> {
    let names = program_types().iter().map(|program| {
        let name = ProgramName {
            english: &program.known.name,
            french: &program.french,
        };
        (program.known.code.as_str(), name)
    });
    names.collect()
}

impl KnownType {
    fn of(row: &AppointmentType) -> Self {
        let number = |number: i64| u32::try_from(number).ok();
        Self {
            code: row.code.to_string(),
            name: row.name.to_string(),
            minutes: number(row.minutes).unwrap_or(MINUTES_DEFAULT),
            mode: row.mode,
            seats: row.seats.and_then(number),
            colour: row.colour,
            is_active: row.is_active,
        }
    }
}

/// All types of a clinic, those that are not active, too.
pub(crate) struct Types(Vec<(KnownType, Option<Stored<AppointmentType>>)>);

impl Types {
    pub fn read(reader: &Reader<'_>) -> Result<Self> {
        Ok(Self::of_rows(
            reader.all::<AppointmentType>(Deleted::Hidden)?,
        ))
    }

    fn of_rows(rows: Vec<Stored<AppointmentType>>) -> Self {
        let mut types: Vec<_> = program_types()
            .iter()
            .map(|program| (program.known.clone(), None))
            .collect();
        let mut own = Vec::new();
        for row in rows {
            let known = KnownType::of(&row.value);
            match types.iter_mut().find(|(of, _)| of.code == known.code) {
                Some(of) => *of = (known, Some(row)),
                None => own.push((known, Some(row))),
            }
        }
        own.sort_by_cached_key(|(known, _)| (sort_key(&known.name), known.code.clone()));
        types.append(&mut own);
        Self(types)
    }

    pub fn all(&self) -> impl Iterator<Item = &KnownType> {
        self.0.iter().map(|(known, _)| known)
    }

    /// With the row of each that has one: a type of the program has none until the clinic changes it.
    pub fn with_rows(
        &self,
    ) -> impl Iterator<Item = (&KnownType, Option<&Stored<AppointmentType>>)> {
        self.0.iter().map(|(known, row)| (known, row.as_ref()))
    }

    pub fn row(&self, id: AppointmentTypeId) -> Option<&Stored<AppointmentType>> {
        let mut rows = self.0.iter().filter_map(|(_, row)| row.as_ref());
        rows.find(|row| row.value.id == id)
    }

    pub fn offered(&self) -> impl Iterator<Item = &KnownType> {
        self.all().filter(|known| known.is_active)
    }

    pub fn of(&self, code: &str) -> Option<&KnownType> {
        self.all().find(|known| known.code == code)
    }

    /// Returns what a type is called; one that is not known by its code.
    pub fn name(&self, code: &str) -> String {
        self.of(code).map_or(code, |known| &known.name).to_owned()
    }

    pub fn colour(&self, code: &str) -> Colour {
        self.of(code).map_or(Colour::Grey, |known| known.colour)
    }

    pub fn minutes(&self, code: &str) -> u32 {
        self.of(code).map_or(MINUTES_DEFAULT, |known| known.minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_the_program_has_a_duration() {
        let types = Types::of_rows(Vec::new());
        assert_eq!(types.minutes("FOLLOW_UP"), 30);
        assert_eq!(types.minutes("INITIAL"), 60);
        assert_eq!(types.minutes("TEA"), MINUTES_DEFAULT);
        assert_eq!(types.name("TEA"), "TEA");
        assert!(types.minutes(FIRST_TYPE) > types.minutes(USUAL_TYPE));
        assert!(types.of(USUAL_TYPE).is_some() && types.of(FIRST_TYPE).is_some());
        let has_names =
            |program: &ProgramType| !program.known.name.is_empty() && !program.french.is_empty();
        assert!(program_types().iter().all(has_names));
        let groups = types.all().filter(|known| known.seats.is_some());
        let groups: Vec<&str> = groups.map(|known| known.code.as_str()).collect();
        assert_eq!(groups, ["GROUP"]);
        let by_phone = types
            .all()
            .filter(|known| known.mode == AppointmentMode::Phone);
        assert_eq!(by_phone.count(), 1);
    }
}
