//! What a stay is today, by its days and the clock, and what its department and room are called; stored nowhere.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sync_contract::catalog::{Department, Room, Stay};
use sync_contract::ids::FacilityId;
use uuid::Uuid;
use vault::read::{Deleted, Reader, Stored};

use crate::error::Result;
use crate::stays::{StaySite, StayState};
use crate::view::text;

pub(crate) fn state(stay: &Stay, today: NaiveDate) -> StayState {
    match stay.until_day {
        _ if stay.from_day > today => StayState::Coming,
        Some(until) if until < today => StayState::Over,
        _ => StayState::Current,
    }
}

/// Returns the days of a stay; without a day of leaving it lasts.
pub(crate) fn span(stay: &Stay) -> (NaiveDate, NaiveDate) {
    (stay.from_day, stay.until_day.unwrap_or(NaiveDate::MAX))
}

/// Returns whether two stays share more than the day on which one ends and the other begins.
pub(crate) fn overlap(
    (begins, ends): (NaiveDate, NaiveDate),
    (first, last): (NaiveDate, NaiveDate),
) -> bool {
    (begins, ends) == (first, last) || (begins < last && first < ends)
}

/// Names of departments and rooms, those that are in use no longer, too, and the facility of each.
#[derive(Default)]
pub(crate) struct SiteNames(BTreeMap<Uuid, (String, FacilityId)>);

impl SiteNames {
    /// Reads them by two statements; by none where there is no stay.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>, stays: &[Stored<Stay>]) -> Result<Self> {
        let mut names = BTreeMap::new();
        if stays.is_empty() {
            return Ok(Self(names));
        }
        for row in reader.all::<Department>(Deleted::Shown)? {
            let department = row.value;
            let named = (department.name.to_string(), department.facility);
            names.insert(department.id.0, named);
        }
        for row in reader.all::<Room>(Deleted::Shown)? {
            let room = row.value;
            names.insert(room.id.0, (room.name.to_string(), room.facility));
        }
        Ok(Self(names))
    }

    /// Returns an empty name for one that has not reached this device.
    pub fn name(&self, id: Option<Uuid>) -> String {
        let named = id.and_then(|id| self.0.get(&id));
        named.map_or(String::new(), |(name, _)| name.clone())
    }

    pub fn site(&self, stay: &Stay) -> StaySite {
        StaySite {
            department: self.name(stay.department.map(|id| id.0)),
            room: self.name(stay.room.map(|id| id.0)),
            bed: text(&stay.bed),
        }
    }

    pub fn facility(&self, stay: &Stay) -> Option<FacilityId> {
        let of = |id: Option<Uuid>| id.and_then(|id| self.0.get(&id));
        let named = of(stay.department.map(|id| id.0)).or_else(|| of(stay.room.map(|id| id.0)));
        named.map(|(_, facility)| *facility)
    }
}

/// Returns where a patient with these stays is now; none while they are not in.
///
/// # Errors
/// Those of the disk.
pub(crate) fn current(
    reader: &Reader<'_>,
    stays: &[Stored<Stay>],
    today: NaiveDate,
) -> Result<Option<StaySite>> {
    let is_current = |row: &&Stored<Stay>| state(&row.value, today) == StayState::Current;
    let now = stays.iter().filter(is_current);
    // on the day of a move it is where they moved to
    let Some(row) = now.max_by_key(|row| (row.value.from_day, row.value.id)) else {
        return Ok(None);
    };
    let names = SiteNames::read(reader, stays)?;
    Ok(Some(names.site(&row.value)))
}
