//! Clashes: two appointments that overlap for a provider, a room or a patient. Computed when read, never stored, so
//! that clashes which only a sync brings together are found too.

use std::collections::BTreeMap;

use sync_contract::catalog::AppointmentStatus;
use sync_contract::field::Time;
use uuid::Uuid;

use crate::appointments::ClashOf;

/// The fields of an appointment that a clash depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub id: Uuid,
    pub starts: Time,
    pub ends: Time,
    pub status: AppointmentStatus,
    pub provider: Uuid,
    pub room: Option<Uuid>,
    pub patients: Vec<Uuid>,
}

/// `first` starts before `second`, or at the same time with the smaller id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub first: Uuid,
    pub second: Uuid,
    pub of: Vec<ClashOf>,
}

/// Returns all clashes among these, in the order of their starts.
pub fn clashes_among(booked: &[Booked]) -> Vec<Clash> {
    let mut occupying: Vec<&Booked> = booked.iter().filter(|one| occupies(one.status)).collect();
    occupying.sort_by_key(|one| (one.starts, one.id));
    let mut clashes = Vec::new();
    let mut running: Vec<&Booked> = Vec::new();
    for one in occupying {
        running.retain(|earlier| earlier.ends > one.starts);
        for earlier in &running {
            let of = shared_at_once(earlier, one);
            if !of.is_empty() {
                clashes.push(Clash {
                    first: earlier.id,
                    second: one.id,
                    of,
                });
            }
        }
        running.push(one);
    }
    clashes
}

/// Returns, for each appointment that clashes, the others.
pub fn overlaps(booked: &[Booked]) -> BTreeMap<Uuid, Vec<Uuid>> {
    let mut overlaps: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for clash in clashes_among(booked) {
        overlaps.entry(clash.first).or_default().push(clash.second);
        overlaps.entry(clash.second).or_default().push(clash.first);
    }
    overlaps
}

/// Returns whether an appointment takes up its time: one that was cancelled or missed does not.
pub(crate) fn occupies(status: AppointmentStatus) -> bool {
    !matches!(
        status,
        AppointmentStatus::NoShow | AppointmentStatus::Cancelled
    )
}

/// Returns what two appointments share at one time; nothing where they only touch.
pub(super) fn shared_at_once(a: &Booked, b: &Booked) -> Vec<ClashOf> {
    match a.ends > b.starts && b.ends > a.starts {
        true => shared(a, b),
        false => Vec::new(),
    }
}

fn shared(a: &Booked, b: &Booked) -> Vec<ClashOf> {
    let of = [
        (a.provider == b.provider, ClashOf::Provider),
        (a.room.is_some() && a.room == b.room, ClashOf::Room),
        (
            a.patients
                .iter()
                .any(|patient| b.patients.contains(patient)),
            ClashOf::Patient,
        ),
    ];
    of.into_iter()
        .filter_map(|(shares, what)| shares.then_some(what))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(
        id: u128,
        from: i64,
        to: i64,
        provider: u128,
        room: Option<u128>,
        patient: u128,
    ) -> Booked {
        Booked {
            id: Uuid::from_u128(id),
            starts: Time(from),
            ends: Time(to),
            status: AppointmentStatus::Scheduled,
            provider: Uuid::from_u128(provider),
            room: room.map(Uuid::from_u128),
            patients: vec![Uuid::from_u128(patient)],
        }
    }

    #[test]
    fn what_only_touches_does_not_clash() {
        assert!(
            clashes_among(&[booked(1, 0, 30, 1, None, 1), booked(2, 30, 60, 1, None, 2)])
                .is_empty()
        );
    }

    #[test]
    fn clashes_of_provider_room_and_patient_are_distinguished() {
        let one = booked(1, 0, 30, 1, Some(7), 1);
        let of = |other: Booked| {
            clashes_among(&[other, one.clone()])
                .into_iter()
                .flat_map(|clash| clash.of)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(booked(2, 10, 40, 1, None, 2)), [ClashOf::Provider]);
        assert_eq!(of(booked(2, 10, 40, 2, Some(7), 2)), [ClashOf::Room]);
        assert_eq!(of(booked(2, 10, 40, 2, None, 1)), [ClashOf::Patient]);
        assert_eq!(of(booked(2, 10, 40, 2, None, 2)), []);
        assert_eq!(
            of(booked(2, 0, 30, 1, Some(7), 1)),
            [ClashOf::Provider, ClashOf::Room, ClashOf::Patient]
        );
    }

    #[test]
    fn a_long_one_clashes_with_each_that_begins_within_it() {
        let day = [
            booked(1, 0, 100, 1, None, 1),
            booked(2, 10, 20, 1, None, 2),
            booked(3, 50, 60, 1, None, 3),
            booked(4, 100, 110, 1, None, 4),
        ];
        let pairs: Vec<_> = clashes_among(&day)
            .into_iter()
            .map(|clash| (clash.first.as_u128(), clash.second.as_u128()))
            .collect();
        assert_eq!(pairs, [(1, 2), (1, 3)]);
        assert_eq!(overlaps(&day)[&Uuid::from_u128(1)].len(), 2);
    }

    #[test]
    fn a_cancelled_appointment_clashes_with_none() {
        let mut off = booked(2, 10, 20, 1, None, 2);
        off.status = AppointmentStatus::Cancelled;
        assert!(clashes_among(&[booked(1, 0, 100, 1, None, 1), off]).is_empty());
    }
}
