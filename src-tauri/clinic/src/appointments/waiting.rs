//! How long patients wait, counted from the status history.

use std::collections::BTreeMap;

use sync_contract::Clock;
use sync_contract::catalog::{AppointmentStatus, AppointmentStatusChange};
use sync_contract::field::Time;
use sync_contract::ids::AppointmentId;
use vault::read::{Reader, Stored};

use crate::error::Result;

/// Since when the patients of appointments have been here, by one statement.
#[derive(Debug, Default)]
pub(crate) struct Arrivals(BTreeMap<AppointmentId, Time>);

impl Arrivals {
    /// Reads the histories of these appointments.
    pub fn read(reader: &Reader<'_>, appointments: &[AppointmentId]) -> Result<Self> {
        let rows = reader.status_changes_of_appointments(appointments)?;
        let mut histories: BTreeMap<AppointmentId, Vec<Step>> = BTreeMap::new();
        for row in &rows {
            let history = histories.entry(row.value.appointment).or_default();
            history.push(step(row));
        }
        let arrived = histories
            .into_iter()
            .filter_map(|(id, history)| Some((id, arrived_at(history)?)));
        Ok(Self(arrived.collect()))
    }

    pub fn of(&self, appointment: AppointmentId) -> Option<Time> {
        self.0.get(&appointment).copied()
    }
}

/// When a status was set, by the clock of the wall and by that of the row, and which one.
type Step = (Time, Option<Clock>, AppointmentStatus);

fn step(row: &Stored<AppointmentStatusChange>) -> Step {
    let cells = row.seen.rows.iter().flat_map(|seen| seen.cells.iter());
    // of two within one moment the clock of the row says which was first
    let clock = cells.map(|(_, clock)| *clock).max();
    (row.value.at, clock, row.value.to_status)
}

/// Returns when a patient came, in the order of the times: a second arrival, of another computer or after a step to the
/// room that was taken back, does not begin the wait anew, while one that was taken back ends it.
fn arrived_at(mut history: Vec<Step>) -> Option<Time> {
    use AppointmentStatus::{Arrived, Completed, InRoom};
    history.sort_unstable_by_key(|(at, clock, _)| (*at, *clock));
    let mut arrived = None;
    for (at, _, to) in history {
        arrived = match to {
            Arrived | InRoom | Completed => arrived.or(Some(at)),
            _ => None,
        };
    }
    arrived
}

/// Returns how long a patient waited until they were called in, in microseconds, from a history in the order of its
/// times; none where they were not called in, or came without an arrival.
pub(crate) fn waited(history: &[(Time, AppointmentStatus)]) -> Option<i64> {
    use AppointmentStatus::{Arrived, Completed, InRoom};
    let (mut arrived, mut waited) = (None, None);
    for (at, to) in history {
        match to {
            Arrived => arrived = arrived.or(Some(*at)),
            // a second call, after a step back to the waiting room, does not make the first wait longer
            InRoom | Completed => {
                waited = waited.or(arrived.map(|since: Time| at.0.saturating_sub(since.0)));
            }
            _ => (arrived, waited) = (None, None),
        }
    }
    waited
}

#[cfg(test)]
mod tests {
    use AppointmentStatus::*;

    use super::*;

    fn arrived(history: &[(i64, AppointmentStatus)]) -> Option<i64> {
        let history = history
            .iter()
            .map(|(at, to)| (Time(*at), None, *to))
            .collect();
        arrived_at(history).map(|at| at.0)
    }

    #[test]
    fn a_wait_begins_with_the_first_arrival() {
        assert_eq!(arrived(&[(1, Scheduled)]), None);
        assert_eq!(arrived(&[(1, Scheduled), (5, Arrived)]), Some(5));
        // two computers, or back from the room
        let twice = [(1, Scheduled), (5, Arrived), (7, Arrived)];
        assert_eq!(arrived(&twice), Some(5));
        let back = [(1, Scheduled), (5, Arrived), (6, InRoom), (7, Arrived)];
        assert_eq!(arrived(&back), Some(5));
    }

    #[test]
    fn an_arrival_that_was_taken_back_is_none() {
        let undone = [(1, Scheduled), (5, Arrived), (6, Scheduled)];
        assert_eq!(arrived(&undone), None);
        let later = [(1, Scheduled), (5, Arrived), (6, NoShow), (9, Arrived)];
        assert_eq!(arrived(&later), Some(9));
    }

    #[test]
    fn a_wait_lasts_until_the_patient_was_called_in() {
        let of = |history: &[(i64, AppointmentStatus)]| {
            let history: Vec<_> = history.iter().map(|(at, to)| (Time(*at), *to)).collect();
            waited(&history)
        };
        let booked = (1, Scheduled);
        assert_eq!(of(&[booked, (5, Arrived)]), None);
        assert_eq!(of(&[booked, (5, InRoom), (6, Completed)]), None);
        assert_eq!(of(&[booked, (5, Arrived), (9, InRoom)]), Some(4));
        assert_eq!(of(&[booked, (5, Arrived), (9, Completed)]), Some(4));
        let twice = [
            booked,
            (5, Arrived),
            (9, InRoom),
            (10, Arrived),
            (30, InRoom),
        ];
        assert_eq!(of(&twice), Some(4));
        let undone = [
            booked,
            (5, Arrived),
            (6, Scheduled),
            (20, Arrived),
            (22, InRoom),
        ];
        assert_eq!(of(&undone), Some(2));
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter() {
        let rows = [(7, Arrived), (1, Scheduled), (6, InRoom), (5, Arrived)];
        assert_eq!(arrived(&rows), Some(5));
    }
}
