//! Which times that appointments left are free still: a pure function of rows and the clock.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use sync_contract::catalog::{FreedBy, FreedSlot};
use sync_contract::field::Time;
use sync_contract::ids::{FacilityId, FreedSlotId, UserId};

use crate::appointments::absent::{Away, Slot};
use crate::clock::day_of;
use crate::working_hours::WorkingHours;

/// Nobody is offered less: the shortest appointment takes as long.
const MINUTES_MIN: i64 = 15;

/// A free time, with the rows that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FreeSlot {
    pub ids: Vec<FreedSlotId>,
    pub slot: Slot,
    pub cause: FreedBy,
    /// None where its facility is not on this device.
    pub site: Option<Site>,
}

/// A facility, and its clock.
pub(crate) type Site = (FacilityId, Tz);

/// What takes times: appointments that take place, absences, and the hours of providers who can be booked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken<'a> {
    pub appointments: &'a [Slot],
    pub away: &'a [Away],
    pub hours: &'a BTreeMap<UserId, WorkingHours>,
    /// Where each freed time is: hours count by the clock there, else by that of the session.
    pub sites: &'a BTreeMap<FreedSlotId, Site>,
    pub zone: &'a Tz,
}

/// Returns the parts of freed times that begin after `now`, lie in working hours and are taken by nothing, in the order
/// of their starts. Times that overlap or touch are one; where its room is taken or closed, a time is free without one.
pub(crate) fn free_slots<'a>(
    freed: impl IntoIterator<Item = &'a FreedSlot>,
    taken: Taken<'_>,
    now: Time,
) -> Vec<FreeSlot> {
    let mut free: Vec<FreeSlot> = Vec::new();
    for one in joined(freed, taken.sites) {
        let there = one.site.as_ref().map(|(_, zone)| zone);
        let zone = there.unwrap_or(taken.zone);
        for slot in parts(&one.slot, Taken { zone, ..taken }, now) {
            free.push(FreeSlot {
                slot,
                ..one.clone()
            });
        }
    }
    free.sort_by_key(|one| (one.slot.starts, one.slot.provider));
    free
}

/// Joins those of a provider in one facility that overlap or touch: a time that was booked again and freed again is
/// one, and two half hours are an hour.
fn joined<'a>(
    freed: impl IntoIterator<Item = &'a FreedSlot>,
    sites: &BTreeMap<FreedSlotId, Site>,
) -> Vec<FreeSlot> {
    let freed = freed.into_iter().filter(|row| !row.is_dismissed);
    let mut all: Vec<FreeSlot> = freed
        .map(|row| FreeSlot {
            ids: vec![row.id],
            slot: Slot {
                provider: row.provider,
                room: row.room,
                starts: row.starts,
                ends: row.ends,
            },
            cause: row.cause,
            site: sites.get(&row.id).copied(),
        })
        .collect();
    all.sort_by_key(|one| (one.slot.provider, one.slot.starts, one.ids[0]));
    let mut joined: Vec<FreeSlot> = Vec::new();
    for next in all {
        match joined.last_mut() {
            Some(last)
                if last.slot.provider == next.slot.provider
                    && last.site == next.site
                    && next.slot.starts <= last.slot.ends =>
            {
                if last.slot.room != next.slot.room {
                    last.slot.room = None;
                }
                last.slot.ends = last.slot.ends.max(next.slot.ends);
                last.ids.extend(next.ids);
            }
            _ => joined.push(next),
        }
    }
    joined
}

fn parts(freed: &Slot, taken: Taken<'_>, now: Time) -> Vec<Slot> {
    let mut open = worked(freed, taken);
    for one in taken.appointments {
        if one.provider == freed.provider {
            open = open.iter().flat_map(|part| without(part, one)).collect();
        }
    }
    for one in taken.away {
        if one.provider == Some(freed.provider) {
            let span = Slot {
                starts: one.starts,
                ends: one.ends,
                ..*freed
            };
            open = open.iter().flat_map(|part| without(part, &span)).collect();
        }
    }
    let length_min_us = MINUTES_MIN * 60_000_000;
    open.retain(|part| part.starts > now && part.ends.0 - part.starts.0 >= length_min_us);
    for part in &mut open {
        let is_shared =
            |one: &Slot| one.room == part.room && one.starts < part.ends && part.starts < one.ends;
        let is_shut =
            |one: &Away| one.room == part.room && one.starts < part.ends && part.starts < one.ends;
        if taken.appointments.iter().any(is_shared) || taken.away.iter().any(is_shut) {
            part.room = None;
        }
    }
    open
}

/// Returns what of a slot lies in the hours of its provider; nothing for one who cannot be booked.
fn worked(slot: &Slot, taken: Taken<'_>) -> Vec<Slot> {
    let Some(hours) = taken.hours.get(&slot.provider) else {
        return Vec::new();
    };
    let (first, last) = (
        day_of(slot.starts, taken.zone),
        day_of(slot.ends, taken.zone),
    );
    let days = first.iter_days().take_while(|day| *day <= last);
    let stretches = days.flat_map(|day| hours.on(day).iter().map(move |stretch| (day, stretch)));
    let worked = stretches.map(|(day, stretch)| {
        let (starts, ends) = stretch.times(day, taken.zone);
        Slot {
            starts: starts.max(slot.starts),
            ends: ends.min(slot.ends),
            ..*slot
        }
    });
    worked.filter(|part| part.starts < part.ends).collect()
}

fn without(part: &Slot, taken: &Slot) -> Vec<Slot> {
    if taken.ends <= part.starts || part.ends <= taken.starts {
        return vec![*part];
    }
    let first = Slot {
        ends: taken.starts,
        ..*part
    };
    let last = Slot {
        starts: taken.ends,
        ..*part
    };
    let rest = [first, last].into_iter();
    rest.filter(|rest| rest.starts < rest.ends).collect()
}

#[cfg(test)]
mod tests;
