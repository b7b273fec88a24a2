//! Times that appointments leave, as rows: the waiting list offers them at every computer of the clinic.

use sync_contract::catalog::{Appointment, FreedBy, FreedSlot};
use sync_contract::ids::{AppointmentId, FreedSlotId};
use vault::WriteTx;

use crate::appointments::absent::Slot;
use crate::error::Result;

/// Returns what of a slot is left by another one of the same appointment: nothing where only the room is another.
fn left(before: &Slot, after: &Slot) -> Vec<Slot> {
    let is_apart = before.provider != after.provider
        || before.ends <= after.starts
        || after.ends <= before.starts;
    if is_apart {
        return vec![*before];
    }
    let first = Slot {
        ends: after.starts,
        ..*before
    };
    let last = Slot {
        starts: after.ends,
        ..*before
    };
    let parts = [first, last].into_iter();
    parts.filter(|part| part.starts < part.ends).collect()
}

/// Records the time that an appointment leaves when it is cancelled.
///
/// # Errors
/// Those of a write.
pub(super) fn insert_cancelled(tx: &mut WriteTx<'_>, appointment: &Appointment) -> Result<()> {
    let slot = Slot::of(appointment);
    insert(tx, appointment.id, FreedBy::Cancelled, &slot)
}

/// Records what an appointment leaves when it is moved or shortened.
///
/// # Errors
/// Those of a write.
pub(super) fn insert_moved(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    before: &Slot,
    after: &Slot,
) -> Result<()> {
    let is_within = before.provider == after.provider
        && before.starts <= after.starts
        && after.ends <= before.ends;
    let cause = match is_within {
        true => FreedBy::Shortened,
        false => FreedBy::Moved,
    };
    left(before, after)
        .iter()
        .try_for_each(|part| insert(tx, appointment, cause, part))
}

/// Writes nothing of a time that has begun: nobody is offered it.
fn insert(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    cause: FreedBy,
    slot: &Slot,
) -> Result<()> {
    if slot.starts <= tx.now() {
        return Ok(());
    }
    let id: FreedSlotId = tx.new_id();
    tx.insert(&FreedSlot {
        id,
        appointment,
        cause,
        provider: slot.provider,
        room: slot.room,
        starts: slot.starts,
        ends: slot.ends,
        is_dismissed: false,
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use sync_contract::field::Time;
    use sync_contract::ids::UserId;
    use uuid::Uuid;

    use super::*;

    fn slot(provider: u128, starts: i64, ends: i64) -> Slot {
        Slot {
            provider: UserId(Uuid::from_u128(provider)),
            room: None,
            starts: Time(starts),
            ends: Time(ends),
        }
    }

    #[test]
    fn what_is_left_is_what_the_new_time_does_not_take() {
        let before = slot(1, 10, 40);
        assert_eq!(left(&before, &slot(1, 10, 30)), [slot(1, 30, 40)]);
        assert_eq!(left(&before, &slot(1, 20, 50)), [slot(1, 10, 20)]);
        let both = [slot(1, 10, 20), slot(1, 30, 40)];
        assert_eq!(left(&before, &slot(1, 20, 30)), both);
        assert_eq!(left(&before, &slot(1, 40, 70)), [before]);
        assert_eq!(left(&before, &slot(2, 10, 40)), [before]);
        assert_eq!(left(&before, &slot(1, 10, 60)), []);
    }
}
