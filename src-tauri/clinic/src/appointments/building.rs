//! In which facility an appointment is: the rule of a booking and that of a move.

use std::collections::BTreeSet;

use sync_contract::catalog::{Appointment, FreedSlot, Room, User};
use sync_contract::ids::{FacilityId, RoomId, UserId};
use vault::read::{Deleted, Reader, Stored};

use crate::appointments::absent::Away;
use crate::error::{Error, Reason, Result};
use crate::workplace::Workplace;

/// The facilities of a room that was chosen and of a provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FacilitiesOf {
    pub room: Option<FacilityId>,
    pub provider: Option<FacilityId>,
}

/// Returns the facility of an appointment that is booked: that of its room, else the one that is given or chosen for
/// the session, else that at which the session works, else the provider's own, else the clinic's first.
///
/// # Errors
/// `Invalid` for a facility that is not in use, and for a room of another one than is given or chosen.
pub(super) fn facility_of(
    workplace: &Workplace,
    given: Option<FacilityId>,
    of: FacilitiesOf,
) -> Result<FacilityId> {
    if given.is_some_and(|given| !workplace.is_in_use(given)) {
        return Err(Error::invalid("facilityId", Reason::OutOfUse));
    }
    let asked = given.or(workplace.chosen());
    if let Some(room) = of.room {
        return match asked.is_none_or(|asked| asked == room) {
            true => Ok(room),
            false => Err(Error::invalid("roomId", Reason::Elsewhere)),
        };
    }
    let own = of.provider.filter(|own| workplace.is_in_use(*own));
    let facility = asked.or(workplace.facility).or(own);
    facility
        .or(workplace.first())
        .ok_or(Error::NotFound("facility"))
}

/// Returns the facility of an appointment that is moved: that of its room, else the one that is given, else the one
/// where it is.
pub(super) fn facility_after(
    before: FacilityId,
    given: Option<FacilityId>,
    room: Option<FacilityId>,
) -> FacilityId {
    room.or(given).unwrap_or(before)
}

/// Returns the facility of a room.
///
/// # Errors
/// Those of the disk.
pub(super) fn facility_of_room(
    reader: &Reader<'_>,
    room: Option<RoomId>,
) -> Result<Option<FacilityId>> {
    let row = room.map(|room| reader.get::<Room>(room)).transpose()?;
    Ok(row.flatten().map(|row| row.value.facility))
}

/// Rooms and providers of other facilities than that at which a session works; none where it works at all.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    rooms: BTreeSet<RoomId>,
    providers: BTreeSet<UserId>,
}

impl Elsewhere {
    /// # Errors
    /// Those of the disk.
    pub fn read(reader: &Reader<'_>, workplace: &Workplace) -> Result<Self> {
        if workplace.facility.is_none() {
            return Ok(Self::default());
        }
        let rooms = reader.all::<Room>(Deleted::Shown)?.into_iter();
        let rooms = rooms.filter(|row| !workplace.shows(row.value.facility));
        let users = reader.users()?.into_iter();
        let users = users.filter(|row: &Stored<User>| !workplace.shows_own(row.value.facility));
        Ok(Self {
            rooms: rooms.map(|row| row.value.id).collect(),
            providers: users.map(|row| row.value.id).collect(),
        })
    }

    /// Returns whether an absence is of a room or a provider of another facility. A provider who is booked here is not.
    pub fn has(&self, away: &Away, is_booked: impl Fn(UserId) -> bool) -> bool {
        let is_room = away.room.is_some_and(|room| self.rooms.contains(&room));
        let is_provider = |provider| self.providers.contains(&provider) && !is_booked(provider);
        is_room || away.provider.is_some_and(is_provider)
    }

    /// Leaves the freed times of other facilities out: those of their rooms, else of the appointments that left them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn drop_freed(
        &self,
        reader: &Reader<'_>,
        workplace: &Workplace,
        freed: &mut Vec<Stored<FreedSlot>>,
    ) -> Result<()> {
        if workplace.facility.is_none() {
            return Ok(());
        }
        let ids: Vec<_> = freed.iter().map(|row| row.value.appointment.0).collect();
        let appointments = reader.by_ids::<Appointment>(&ids)?.into_iter();
        let gone = appointments.filter(|row| !workplace.shows(row.value.facility));
        let gone: BTreeSet<_> = gone.map(|row| row.value.id).collect();
        freed.retain(|row| match row.value.room {
            Some(room) => !self.rooms.contains(&room),
            None => !gone.contains(&row.value.appointment),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sync_contract::catalog::Facility;
    use sync_contract::field::Text;
    use uuid::Uuid;

    use super::*;

    const LYON: FacilityId = FacilityId(Uuid::from_u128(1));
    const PARIS: FacilityId = FacilityId(Uuid::from_u128(2));
    const UNUSED: FacilityId = FacilityId(Uuid::from_u128(3));

    fn facility(id: FacilityId, is_active: bool) -> Facility {
        Facility {
            id,
            name: Text::new(&id.to_string()).expect("a name"),
            address: None,
            phone: None,
            licence_number: None,
            time_zone: Text::new("Europe/Paris").expect("a zone"),
            currency: Text::new("EUR").expect("a currency"),
            is_active,
        }
    }

    fn workplace(chosen: Option<FacilityId>, works_at: Option<FacilityId>) -> Workplace {
        let all = [(LYON, true), (PARIS, true), (UNUSED, false)];
        let all = all.map(|(id, is_active)| facility(id, is_active));
        Workplace::of(all.to_vec(), chosen, works_at)
    }

    fn of(room: Option<FacilityId>, provider: Option<FacilityId>) -> FacilitiesOf {
        FacilitiesOf { room, provider }
    }

    fn wrong(answer: Result<FacilityId>) -> (&'static str, Reason) {
        match answer {
            Err(Error::Invalid { field, reason }) => (field, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_booking_is_where_its_room_is() {
        let own = workplace(None, Some(LYON));
        let booked = facility_of(&own, None, of(Some(PARIS), Some(LYON)));
        assert_eq!(booked.expect("booked"), PARIS);
        // what was chosen is not left unseen
        let refused = facility_of(&own, Some(LYON), of(Some(PARIS), None));
        assert_eq!(wrong(refused), ("roomId", Reason::Elsewhere));
        let chosen = workplace(Some(LYON), Some(LYON));
        let refused = facility_of(&chosen, None, of(Some(PARIS), None));
        assert_eq!(wrong(refused), ("roomId", Reason::Elsewhere));
    }

    #[test]
    fn a_booking_without_a_room_is_where_the_session_works() {
        let at = |given, works_at, provider| {
            facility_of(&workplace(None, works_at), given, of(None, provider)).expect("booked")
        };
        assert_eq!(at(Some(PARIS), Some(LYON), Some(LYON)), PARIS);
        assert_eq!(at(None, Some(PARIS), Some(LYON)), PARIS);
        assert_eq!(at(None, None, Some(PARIS)), PARIS);
        // one that is not in use any more is nowhere to book
        assert_eq!(at(None, None, Some(UNUSED)), LYON);
        assert_eq!(at(None, None, None), LYON);
        let unused = facility_of(&workplace(None, None), Some(UNUSED), of(None, None));
        assert_eq!(wrong(unused), ("facilityId", Reason::OutOfUse));
    }

    #[test]
    fn a_move_to_a_room_elsewhere_takes_the_appointment_there() {
        let moved = |given, room| facility_after(LYON, given, room);
        assert_eq!(moved(None, Some(PARIS)), PARIS);
        assert_eq!(moved(Some(LYON), Some(PARIS)), PARIS);
        assert_eq!(moved(None, None), LYON);
        assert_eq!(moved(Some(PARIS), None), PARIS);
    }
}
