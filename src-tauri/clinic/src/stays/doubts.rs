//! What other stays say against one that lasts or that comes: two computers that were apart may have given one bed
//! twice, or recorded two stays of a patient. Found when it is read, and stored nowhere.

use chrono::NaiveDate;
use sync_contract::Entity;
use sync_contract::catalog::{Patient, Stay};
use sync_contract::ids::{PatientId, RoomId};
use vault::read::{Reader, Stored};

use crate::error::Result;
use crate::fields::sort_key;
use crate::merged_files::shown_by;
use crate::stays::term::{overlap, span, state};
use crate::stays::{StayDoubt, StayState};

/// The stays that last or that come, of all patients.
pub(super) struct Doubts {
    /// Each with the file under which its patient is shown.
    stays: Vec<(PatientId, Stay)>,
    today: NaiveDate,
}

impl Doubts {
    /// Reads them, however many are shown, once; not at all where there is no stay to show.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>, shown: &[Stored<Stay>], today: NaiveDate) -> Result<Self> {
        let mut doubts = Self {
            stays: Vec::new(),
            today,
        };
        if shown.is_empty() {
            return Ok(doubts);
        }
        // they are asked for by their days, which do not tell that one is gone, nor that its patient is
        reader.look_over(Stay::DESCRIPTOR)?;
        reader.look_over(Patient::DESCRIPTOR)?;
        let shown_as = shown_by(reader)?;
        let stays = reader.stays_between(today, NaiveDate::MAX)?.into_iter();
        doubts.stays = stays
            .map(|row| (shown_as(row.value.patient), row.value))
            .collect();
        Ok(doubts)
    }

    /// Returns what speaks against a stay; nothing once it is over.
    pub fn of(&self, stay: &Stay) -> Vec<StayDoubt> {
        if self.is_over(stay) {
            return Vec::new();
        }
        let own = self.stays.iter().find(|(_, other)| other.id == stay.id);
        let person = own.map_or(stay.patient, |(person, _)| *person);
        let is_then = |other: &Stay| other.id != stay.id && overlap(span(other), span(stay));
        let others = self.stays.iter().filter(|(_, other)| is_then(other));
        let (same, others): (Vec<_>, Vec<_>) = others.partition(|(of, _)| *of == person);
        let bed = bed_of(stay);
        let is_taken = |other: &Stay| bed.is_some() && bed_of(other) == bed;
        let doubts = [
            (!same.is_empty(), StayDoubt::TwoStays),
            (
                others.iter().any(|(_, other)| is_taken(other)),
                StayDoubt::BedTwice,
            ),
        ];
        let doubts = doubts.into_iter().filter(|(is_so, _)| *is_so);
        doubts.map(|(_, doubt)| doubt).collect()
    }

    fn is_over(&self, stay: &Stay) -> bool {
        state(stay, self.today) == StayState::Over
    }
}

/// Returns the room and the bed; none of a stay without either.
fn bed_of(stay: &Stay) -> Option<(RoomId, String)> {
    let bed = sort_key(stay.bed.open()?.as_ref()?);
    let room = stay.room.filter(|_| !bed.is_empty())?;
    Some((room, bed))
}
