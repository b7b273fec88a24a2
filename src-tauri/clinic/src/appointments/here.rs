//! What is of the facility at which a session works: its absences, and who waits for a time there.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::Right;
use sync_contract::catalog::Room;
use sync_contract::ids::{FacilityId, RoomId, UserId};
use vault::read::{Deleted, Reader};

use crate::error::Result;
use crate::roles::given::{GivenAt, given};
use crate::workplace::Workplace;

/// The facility at which a session works, and whose rooms and providers are of it; all are where it works at all.
#[derive(Debug, Default)]
pub(crate) struct Here {
    facility: Option<FacilityId>,
    /// Rooms of other facilities.
    rooms: BTreeSet<RoomId>,
    /// Where each of the staff is at home.
    homes: BTreeMap<UserId, Option<FacilityId>>,
    /// Where roles let users see patients.
    sees_patients: BTreeMap<UserId, GivenAt>,
}

impl Here {
    /// Reads them by four statements; by none where the session works at all facilities.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>, workplace: &Workplace) -> Result<Self> {
        let Some(facility) = workplace.facility else {
            return Ok(Self::default());
        };
        let rooms = reader.all::<Room>(Deleted::Shown)?.into_iter();
        let rooms = rooms.filter(|row| row.value.facility != facility);
        let homes = reader.users()?.into_iter();
        Ok(Self {
            facility: Some(facility),
            rooms: rooms.map(|row| row.value.id).collect(),
            homes: homes
                .map(|row| (row.value.id, row.value.facility))
                .collect(),
            sees_patients: given(reader, Right::VisitsWrite)?,
        })
    }

    /// Returns whether what is of a facility, or of none, is of this one.
    pub fn is_own(&self, facility: Option<FacilityId>) -> bool {
        let own = self.facility;
        own.is_none_or(|own| facility.is_none_or(|facility| facility == own))
    }

    /// Returns whether an absence is of a room of this facility, or of a provider who has no other one, whose role
    /// names this one, or who is booked here then.
    pub fn has_absence(
        &self,
        provider: Option<UserId>,
        room: Option<RoomId>,
        is_booked: bool,
    ) -> bool {
        if room.is_some_and(|room| self.rooms.contains(&room)) {
            return false;
        }
        let Some(provider) = provider else {
            return true;
        };
        let home = self.homes.get(&provider).copied().flatten();
        is_booked || self.is_own(home) || self.is_named(provider)
    }

    /// Returns whether a patient of a facility waits for a time here: one of this facility or of none, and one who
    /// wishes for a provider of it.
    pub fn has_waiting(&self, patient: Option<FacilityId>, wished: Option<UserId>) -> bool {
        let is_based = |provider: &UserId| {
            let home = self.homes.get(provider).copied().flatten();
            home.is_some() && home == self.facility
        };
        let is_of_here = |provider: UserId| is_based(&provider) || self.is_named(provider);
        self.is_own(patient) || wished.is_some_and(is_of_here)
    }

    /// Returns whether an absence of a provider is recorded here: where it is listed, and where they can be booked.
    pub fn takes_absence(&self, provider: UserId, is_booked: bool) -> bool {
        let given = self.sees_patients.get(&provider);
        let sees_here = self
            .facility
            .zip(given)
            .is_some_and(|(here, given)| given.includes(here));
        sees_here || self.has_absence(Some(provider), None, is_booked)
    }

    fn is_named(&self, provider: UserId) -> bool {
        let given = self.sees_patients.get(&provider);
        self.facility
            .zip(given)
            .is_some_and(|(here, given)| given.is_for(here))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const LYON: FacilityId = FacilityId(Uuid::from_u128(1));
    const PARIS: FacilityId = FacilityId(Uuid::from_u128(2));
    const ROOM_OF_PARIS: RoomId = RoomId(Uuid::from_u128(3));
    const ROOM_OF_LYON: RoomId = RoomId(Uuid::from_u128(4));
    const OF_LYON: UserId = UserId(Uuid::from_u128(5));
    const OF_PARIS: UserId = UserId(Uuid::from_u128(6));
    const OF_BOTH: UserId = UserId(Uuid::from_u128(7));
    const OF_NONE: UserId = UserId(Uuid::from_u128(8));

    fn lyon() -> Here {
        let mut named = GivenAt::default();
        named.add(Some(LYON));
        named.add(Some(PARIS));
        let mut everywhere = GivenAt::default();
        everywhere.add(None);
        Here {
            facility: Some(LYON),
            rooms: BTreeSet::from([ROOM_OF_PARIS]),
            homes: BTreeMap::from([
                (OF_LYON, Some(LYON)),
                (OF_PARIS, Some(PARIS)),
                (OF_BOTH, Some(PARIS)),
                (OF_NONE, None),
            ]),
            sees_patients: BTreeMap::from([(OF_BOTH, named), (OF_PARIS, everywhere)]),
        }
    }

    #[test]
    fn an_absence_is_of_the_facility_of_its_room_or_its_provider() {
        let here = lyon();
        let of_room = |room| here.has_absence(None, Some(room), false);
        assert_eq!([ROOM_OF_LYON, ROOM_OF_PARIS].map(of_room), [true, false]);
        let of = |provider| here.has_absence(Some(provider), None, false);
        let wanted = [true, false, true, true];
        assert_eq!([OF_LYON, OF_PARIS, OF_BOTH, OF_NONE].map(of), wanted);
        assert!(here.has_absence(Some(OF_PARIS), None, true));
        // a booking opens no room elsewhere
        assert!(!here.has_absence(None, Some(ROOM_OF_PARIS), true));
    }

    #[test]
    fn an_absence_is_recorded_where_its_provider_can_be_booked() {
        let mut here = lyon();
        let mut elsewhere = GivenAt::default();
        elsewhere.add(Some(PARIS));
        // of Paris all, and the role of one of them counts there alone
        here.homes.insert(OF_NONE, Some(PARIS));
        here.sees_patients.insert(OF_NONE, elsewhere);
        let of = |provider| here.takes_absence(provider, false);
        let wanted = [true, true, true, false];
        assert_eq!([OF_LYON, OF_PARIS, OF_BOTH, OF_NONE].map(of), wanted);
        assert!(here.takes_absence(OF_NONE, true));
        assert!(Here::default().takes_absence(OF_NONE, false));
    }

    #[test]
    fn who_waits_is_of_the_facility_of_their_file_or_of_their_wish() {
        let here = lyon();
        let of = |patient| here.has_waiting(patient, None);
        assert_eq!([Some(LYON), Some(PARIS), None].map(of), [true, false, true]);
        let wishes = |provider| here.has_waiting(Some(PARIS), Some(provider));
        let wanted = [true, false, true, false];
        assert_eq!([OF_LYON, OF_PARIS, OF_BOTH, OF_NONE].map(wishes), wanted);
    }

    #[test]
    fn at_all_facilities_everything_is_here() {
        let all = Here::default();
        assert!(all.has_absence(Some(OF_PARIS), None, false));
        assert!(all.has_absence(None, Some(ROOM_OF_PARIS), false));
        assert!(all.has_waiting(Some(PARIS), None));
    }
}
