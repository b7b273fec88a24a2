//! Seats and topic of a group session as they are changed.

use sync_contract::catalog::GroupTopic;
use sync_contract::field::Line;
use sync_contract::ids::AppointmentId;
use sync_contract::{Compartment, Right};

use crate::appointment_types::known::seats;
use crate::appointments::groups::list::{load, seats_of, session};
use crate::appointments::groups::topics::{insert_topic, topic_of};
use crate::appointments::groups::{GroupForm, GroupSessionView};
use crate::appointments::pages;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::view::{Id, ReadVersionToken, set};
use crate::{Clinic, fields};

/// Changes the fields in which the form differs from the loaded one. A user who may not read the topic leaves it as it
/// is by an empty one in both.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`, and `visits.write` for the topic), `NotFound`, `WithoutCompartment`,
/// `TooLong`, `ChangedMeanwhile` for a topic where there was none when it was loaded, `Invalid` for fewer than 2 seats,
/// more than 200, or fewer than are given.
pub fn edit(
    clinic: &mut Clinic,
    id: &Id,
    (seen, topic_seen): (&ReadVersionToken, Option<&ReadVersionToken>),
    loaded: &GroupForm,
    wanted: &GroupForm,
) -> Result<GroupSessionView> {
    clinic.may(Right::AppointmentsWrite)?;
    let (row, seen): (AppointmentId, _) = (id.to()?, seen.to_read_version()?);
    clinic.reached(row, Right::AppointmentsWrite)?;
    let topic_seen = topic_seen
        .map(ReadVersionToken::to_read_version)
        .transpose()?;
    let changes_topic = loaded.topic != wanted.topic;
    if changes_topic {
        clinic.may(Right::VisitsWrite)?;
        clinic.may_open(Compartment::Clinical)?;
    }
    let (wanted_seats, topic): (i64, Option<Line>) = (
        seats(wanted.seats),
        fields::optional(&wanted.topic, "topic"),
    )
        .together()?;
    clinic.write("edit group session", |tx| {
        let stored = session(&tx.read(), row)?;
        if loaded.seats != wanted.seats && pages::seats_of(&stored.value) != Some(wanted.seats) {
            let given = seats_of(&tx.read(), row)?.len();
            if usize::try_from(wanted_seats).is_ok_and(|seats| seats < given) {
                return Err(Error::invalid("seats", Reason::OutOfOrder));
            }
            let mut appointment = stored.value;
            appointment.seats = Some(wanted_seats);
            tx.update(&appointment, &seen)?;
        }
        if !changes_topic {
            return Ok(());
        }
        match (topic_of(&tx.read(), row)?, topic) {
            (Some(stored), topic) => {
                // one that was written since the form was loaded is not overwritten unseen
                let topic_seen = topic_seen.as_ref().ok_or(Error::ChangedMeanwhile)?;
                let mut changed: GroupTopic = stored.value;
                set(&mut changed.topic, topic);
                tx.update(&changed, topic_seen)?;
                Ok(())
            }
            (None, Some(topic)) => insert_topic(tx, row, topic),
            (None, None) => Ok(()),
        }
    })?;
    load(clinic, row)
}
