//! Free times that are offered to those who wait: computed when read, so that one which only a sync brings is offered,
//! too. Nobody is booked by it.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::{Appointment, FreedSlot, Room, WaitingListEntry};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FreedSlotId, PatientId, UserId, WaitingListEntryId};
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::appointment_types::known::Types;
use crate::appointments::absent::{AbsentNames, Slot, away_between};
use crate::appointments::building::Elsewhere;
use crate::appointments::clash::occupies;
use crate::appointments::day::providers_given;
use crate::appointments::here::Here;
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, count};
use crate::waiting_list::free::{FreeSlot, Site, Taken, free_slots};
use crate::waiting_list::list::{People, look_over_all, rows};
use crate::waiting_list::wishes::Wishes;
use crate::waiting_list::{FitRow, FitsView, FreeSlotView, FreeSlots};
use crate::working_hours::WorkingHours;
use crate::workplace::Workplace;

const DAY_US: i64 = 86_400_000_000;
/// Times further ahead are not offered: they are free for whoever asks.
const AHEAD_US: i64 = 60 * DAY_US;

/// Returns the times of the coming two months that appointments left, that are free still and that at least one who
/// waits fits into.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic) -> Result<FreeSlots> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over_all(&reader)?;
    let offers = Offers::read(clinic, &reader)?;
    let names = AbsentNames::read(&reader)?;
    let slots = offers.slots.iter().map(|slot| {
        let fits = offers.fitting(slot).map(|(entry, _)| entry.value.id);
        view(slot, fits, &names, &offers.workplace)
    });
    Ok(FreeSlots {
        slots: slots.filter(|slot| slot.fits > 0).collect(),
    })
}

/// Returns who fits into one free time, those who wait longest first.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `NotFound` for a time that is free no more.
pub fn fits(clinic: &Clinic, id: &Id) -> Result<FitsView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let id: FreedSlotId = id.to()?;
    let reader = clinic.read();
    look_over_all(&reader)?;
    let offers = Offers::read(clinic, &reader)?;
    let slot = offers.slots.iter().find(|slot| slot.ids.contains(&id));
    let slot = or_not_found(slot, "free time")?;
    let fitting: Vec<_> = offers.fitting(slot).collect();
    let entries: Vec<_> = fitting.iter().map(|(entry, _)| (*entry).clone()).collect();
    let listed = rows(clinic, &reader, &offers.people, &entries)?;
    let row = |(entry, (_, (starts, ends))): (_, &(_, (Time, Time)))| FitRow {
        entry,
        starts_at: At::of(*starts),
        minutes: minutes(*starts, *ends),
    };
    Ok(FitsView {
        slot: view(
            slot,
            entries.iter().map(|entry| entry.value.id),
            &AbsentNames::read(&reader)?,
            &offers.workplace,
        ),
        rows: listed.into_iter().zip(&fitting).map(row).collect(),
    })
}

/// Dismisses a free time at every computer of the clinic, or offers it again. What is so already is not written again.
///
/// # Errors
/// `Forbidden` (needs `appointments.write`), `NotFound`.
pub fn dismiss(clinic: &mut Clinic, ids: &[Id], is_dismissed: bool) -> Result<FreeSlots> {
    clinic.may(Right::AppointmentsWrite)?;
    let ids: Vec<FreedSlotId> = ids.iter().map(Id::to).collect::<Result<_>>()?;
    clinic.write("dismiss free time", |tx| {
        for id in &ids {
            let row = or_not_found(tx.get::<FreedSlot>(*id)?, "free time")?;
            let mut slot = row.value;
            if slot.is_dismissed != is_dismissed {
                slot.is_dismissed = is_dismissed;
                tx.update(&slot, &row.seen)?;
            }
        }
        Ok(())
    })?;
    list(clinic)
}

/// Free times, and all who wait where the session works.
struct Offers {
    slots: Vec<FreeSlot>,
    entries: Vec<(Stored<WaitingListEntry>, Wishes)>,
    people: People,
    /// When each patient comes, by the file under which they are shown.
    coming: BTreeMap<PatientId, Vec<(Time, Time)>>,
    zone: Tz,
    workplace: Workplace,
}

impl Offers {
    fn read(clinic: &Clinic, reader: &Reader<'_>) -> Result<Self> {
        let (now, zone) = (clinic.now(), clinic.zone()?);
        let until = Time(now.0.saturating_add(AHEAD_US));
        let mut freed = reader.freed_slots_after(now)?;
        freed.retain(|row| row.value.starts < until);
        let workplace = clinic.workplace()?;
        let elsewhere = Elsewhere::read(reader, &workplace)?;
        elsewhere.drop_freed(reader, &workplace, &mut freed)?;
        let appointments = reader.appointments_between(None, now, until)?;
        let appointments: BTreeMap<AppointmentId, Slot> = appointments
            .iter()
            .filter(|row| row.deleted.is_none() && occupies(row.value.status))
            .map(|row| (row.value.id, Slot::of(&row.value)))
            .collect();
        let taking: Vec<Slot> = appointments.values().copied().collect();
        let providers = providers_given(reader)?.into_iter();
        let providers: BTreeMap<UserId, _> = providers
            .map(|(row, given)| (row.value.id, (row, given)))
            .collect();
        let hours = providers.iter().map(|(id, (row, _))| {
            let schedule = row.value.shift_schedule.as_deref();
            (*id, WorkingHours::of(schedule))
        });
        let hours: BTreeMap<UserId, WorkingHours> = hours.collect();
        let sites = sites(reader, &workplace, &freed)?;
        let taken = Taken {
            appointments: &taking,
            away: &away_between(reader, now, until)?,
            hours: &hours,
            sites: &sites,
            zone: &zone,
        };
        let mut slots = free_slots(freed.iter().map(|row| &row.value), taken, now);
        let here = workplace.sites();
        slots.retain(|free| {
            let provider = providers.get(&free.slot.provider);
            provider.is_some_and(|(_, given)| match free.site {
                Some((facility, _)) => given.includes(facility),
                None => given.includes_any(&here),
            })
        });
        let entries = reader.waiting()?;
        let people = People::of(reader, &entries)?;
        let mut coming: BTreeMap<PatientId, Vec<(Time, Time)>> = BTreeMap::new();
        for row in reader.attendees_between(now, until)? {
            let slot = appointments.get(&row.value.appointment);
            if let Some(slot) = slot.filter(|_| row.deleted.is_none()) {
                let of = coming.entry(people.shown(row.value.patient)).or_default();
                of.push((slot.starts, slot.ends));
            }
        }
        let listed = Here::read(reader, &workplace)?;
        let entries = entries.into_iter().filter(|row| people.lists(row, &listed));
        let types = Types::read(reader)?;
        let entries = entries.map(|row| {
            let wishes = Wishes::of(&row.value, &types);
            (row, wishes)
        });
        Ok(Self {
            slots,
            entries: entries.collect(),
            people,
            coming,
            zone,
            workplace,
        })
    }

    /// Those whose wishes a time suits and who come at no other then, with when they would come. They are in the order
    /// of the list.
    fn fitting<'a>(
        &'a self,
        slot: &'a FreeSlot,
    ) -> impl Iterator<Item = (&'a Stored<WaitingListEntry>, (Time, Time))> {
        let mut seen = BTreeSet::new();
        self.entries.iter().filter_map(move |(entry, wishes)| {
            let there = slot.site.as_ref().map(|(_, zone)| zone);
            let (starts, ends) = wishes.fit(&slot.slot, there.unwrap_or(&self.zone))?;
            let patient = self.people.shown(entry.value.patient);
            let others = self.coming.get(&patient).into_iter().flatten();
            let mut others = others.filter(|(from, to)| *from < ends && starts < *to);
            let is_free = others.next().is_none() && seen.insert(patient);
            is_free.then_some((entry, (starts, ends)))
        })
    }
}

/// Returns where freed times are: in the facility of their room, else in that of the appointment that left them.
fn sites(
    reader: &Reader<'_>,
    workplace: &Workplace,
    freed: &[Stored<FreedSlot>],
) -> Result<BTreeMap<FreedSlotId, Site>> {
    if !workplace.are_several() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<_> = freed.iter().map(|row| row.value.appointment.0).collect();
    let appointments = reader.by_ids::<Appointment>(&ids)?;
    let rooms = reader.all::<Room>(Deleted::Shown)?;
    let site = |row: &Stored<FreedSlot>| {
        let room = rooms
            .iter()
            .find(|room| Some(room.value.id) == row.value.room);
        let mut left = appointments.iter();
        let left = left.find(|one| one.value.id == row.value.appointment);
        let facility = match room {
            Some(room) => room.value.facility,
            None => left?.value.facility,
        };
        Some((row.value.id, (facility, workplace.zone_at(facility))))
    };
    Ok(freed.iter().filter_map(site).collect())
}

fn view(
    free: &FreeSlot,
    fits: impl Iterator<Item = WaitingListEntryId>,
    names: &AbsentNames,
    workplace: &Workplace,
) -> FreeSlotView {
    let slot = &free.slot;
    let entry_ids: Vec<Id> = fits.map(Id::of).collect();
    FreeSlotView {
        ids: free.ids.iter().copied().map(Id::of).collect(),
        provider_id: Id::of(slot.provider),
        provider: names.of(Some(slot.provider), None),
        room_id: slot.room.map(Id::of),
        room: slot.room.map(|room| names.of(None, Some(room))),
        facility: free
            .site
            .and_then(|(facility, _)| workplace.name_elsewhere(facility)),
        starts_at: At::of(slot.starts),
        ends_at: At::of(slot.ends),
        cause: free.cause,
        fits: count(entry_ids.len()),
        entry_ids,
    }
}

fn minutes(starts: Time, ends: Time) -> u32 {
    u32::try_from((ends.0 - starts.0) / 60_000_000).unwrap_or(0)
}
