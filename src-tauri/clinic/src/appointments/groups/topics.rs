//! What group sessions are about.

use std::collections::BTreeMap;

use sync_contract::catalog::{Appointment, GroupTopic};
use sync_contract::field::Line;
use sync_contract::ids::{AppointmentId, GroupTopicId};
use sync_contract::{Entity, Right};
use vault::WriteTx;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::error::Result;
use crate::view::text;

/// The topics that the user may read.
#[derive(Default)]
pub(in crate::appointments) struct Topics(BTreeMap<AppointmentId, String>);

impl Topics {
    /// Reads those of the group sessions among these, by one statement.
    pub fn read(
        clinic: &Clinic,
        reader: &Reader<'_>,
        appointments: &[Stored<Appointment>],
    ) -> Result<Self> {
        let groups = appointments.iter().filter(|row| row.value.seats.is_some());
        let ids: Vec<AppointmentId> = groups.map(|row| row.value.id).collect();
        if ids.is_empty() || !clinic.actor.can(Right::ChartRead) {
            return Ok(Self::default());
        }
        reader.look_over(GroupTopic::DESCRIPTOR)?;
        let mut topics = BTreeMap::new();
        for row in reader.topics_of(&ids)? {
            // the older one of two counts, though it is empty by now: as [`topic_of`]
            if row.deleted.is_none() {
                let topic = text(&row.value.topic);
                topics.entry(row.value.appointment).or_insert(topic);
            }
        }
        Ok(Self(topics))
    }

    pub fn of(&self, appointment: AppointmentId) -> Option<String> {
        let topic = self.0.get(&appointment);
        topic.filter(|topic| !topic.is_empty()).cloned()
    }
}

/// Returns the row of a session's topic. Of two, written on computers that were apart, the older one counts.
pub(super) fn topic_of(
    reader: &Reader<'_>,
    appointment: AppointmentId,
) -> Result<Option<Stored<GroupTopic>>> {
    let rows = reader.topics_of(&[appointment])?;
    Ok(rows.into_iter().find(|row| row.deleted.is_none()))
}

/// # Errors
/// Those of a write.
pub(in crate::appointments) fn insert_topic(
    tx: &mut WriteTx<'_>,
    appointment: AppointmentId,
    topic: Line,
) -> Result<()> {
    let id: GroupTopicId = tx.new_id();
    tx.insert(&GroupTopic {
        id,
        appointment,
        topic: Some(topic).into(),
    })?;
    Ok(())
}
