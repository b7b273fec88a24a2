//! Clashes that wait for a user, those that were decided, and what was decided.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{Appointment, AppointmentPatient, ClashDecision, Patient};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, UserId};
use sync_contract::{Entity, Right};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::absent::AbsentNames;
use crate::appointments::clash::occupies;
use crate::appointments::day::look_over;
use crate::appointments::pages::Page;
use crate::appointments::{AppointmentView, GroupOf};
use crate::clashes::find::{ClashKey, Clashes, Overlap, key_of_decision, shares_of, version_of};
use crate::clashes::{
    ClashContact, ClashPage, ClashPart, ClashQuery, ClashRow, ClashState, ClashStep, DecisionPage,
    DecisionQuery, DecisionRow, DecisionState, FormerSlot,
};
use crate::clinic::or_not_found;
use crate::error::Result;
use crate::names::{self, StaffNames};
use crate::reads::{ListRead, log_list};
use crate::view::{At, Id, RecordSync, count, page};
use crate::workplace::Workplace;

const DAY_US: i64 = 86_400_000_000;
/// How long a decision is listed.
const DECIDED_US: i64 = 90 * DAY_US;

/// Returns a part of the clashes of the coming two months. They are computed from what is on this device now, so those
/// which a sync brought together are among them. Only the names that are shown are decrypted.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn list(clinic: &Clinic, query: &ClashQuery) -> Result<ClashPage> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    look_over_all(&clinic.read())?;
    let mut clashes = Clashes::coming(clinic)?;
    let count_of = |state| {
        count(
            clashes
                .overlaps
                .iter()
                .filter(|one| one.state() == state)
                .count(),
        )
    };
    let [open, to_call, decided] =
        [ClashState::Open, ClashState::ToCall, ClashState::Decided].map(count_of);
    let is_decided = query.part == ClashPart::Decided;
    clashes
        .overlaps
        .retain(|one| (one.state() == ClashState::Decided) == is_decided);
    // within a state they stay in the order of their starts
    clashes.overlaps.sort_by_key(Overlap::state);
    clashes.overlaps = page(clashes.overlaps, query.offset, query.limit).collect();
    Ok(ClashPage {
        open,
        to_call,
        decided,
        rows: rows(clinic, clashes)?,
    })
}

/// Returns the decisions of the last three months, the latest first, each with what became of it.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`).
pub fn history(clinic: &Clinic, query: &DecisionQuery) -> Result<DecisionPage> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let reader = clinic.read();
    look_over_all(&reader)?;
    let from = Time(clinic.now().0.saturating_sub(DECIDED_US));
    let mut decisions = reader.clash_decisions_since(from)?;
    drop_elsewhere(&reader, &clinic.workplace()?, &mut decisions)?;
    let total = count(decisions.len());
    let mut latest: BTreeMap<ClashKey, &Stored<ClashDecision>> = BTreeMap::new();
    for row in &decisions {
        let of_clash = latest.entry(key_of_decision(&row.value)).or_insert(row);
        if row.created > of_clash.created {
            *of_clash = row;
        }
    }
    let is_latest = |row: &Stored<ClashDecision>| {
        let of_clash = latest.get(&key_of_decision(&row.value));
        of_clash.is_some_and(|one| one.value.id == row.value.id)
    };
    let shown = page(&decisions, query.offset, query.limit);
    let shown: Vec<Stored<ClashDecision>> = shown.cloned().collect();
    let about = Concerned::read(clinic, &reader, &shown)?;
    let (staff, names) = (StaffNames::read(&reader)?, AbsentNames::read(&reader)?);
    let queued = reader.sync_of(ClashDecision::DESCRIPTOR, &shown)?;
    let row = |row: &Stored<ClashDecision>| {
        let decision = &row.value;
        Some(DecisionRow {
            id: Id::of(decision.id),
            choice: decision.choice,
            at: At::of(decision.at),
            by: staff.name(row.created_by),
            state: match is_latest(row) {
                true => about.state(decision),
                false => DecisionState::Replaced,
            },
            appointment: about.view(decision.appointment)?,
            other: about.view(decision.other)?,
            shares: shares_of(decision),
            was: former_slot(decision, &names),
            sync: RecordSync::of(row, &queued),
        })
    };
    Ok(DecisionPage {
        total,
        rows: shown.iter().filter_map(row).collect(),
    })
}

/// Leaves those out of which neither appointment is where the session works, as the list of clashes does.
fn drop_elsewhere(
    reader: &Reader<'_>,
    workplace: &Workplace,
    decisions: &mut Vec<Stored<ClashDecision>>,
) -> Result<()> {
    if workplace.facility.is_none() {
        return Ok(());
    }
    let pairs = decisions.iter();
    let pairs = pairs.flat_map(|row| [row.value.appointment.0, row.value.other.0]);
    let ids: BTreeSet<Uuid> = pairs.collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let appointments = reader.by_ids::<Appointment>(&ids)?;
    let here = appointments.iter().map(|row| &row.value);
    let here = here.filter(|one| workplace.shows(one.facility));
    let here: BTreeSet<AppointmentId> = here.map(|one| one.id).collect();
    decisions.retain(|row| {
        let decision = &row.value;
        here.contains(&decision.appointment) || here.contains(&decision.other)
    });
    Ok(())
}

fn look_over_all(reader: &Reader<'_>) -> Result<()> {
    look_over(reader)?;
    Ok(reader.look_over(ClashDecision::DESCRIPTOR)?)
}

/// Returns the clashes that wait for a decision, of one provider or of all.
pub(crate) fn open(clinic: &Clinic, provider: Option<UserId>) -> Result<Vec<ClashRow>> {
    let mut clashes = Clashes::coming(clinic)?;
    let own = clashes.appointments.iter().map(|row| &row.value);
    let own = own.filter(|one| provider.is_none_or(|provider| one.provider == provider));
    let own: BTreeSet<AppointmentId> = own.map(|one| one.id).collect();
    clashes
        .overlaps
        .retain(|one| one.state() == ClashState::Open && one.is_of(&own));
    rows(clinic, clashes)
}

/// Returns the clash of two appointments.
pub(crate) fn one(clinic: &Clinic, pair: [AppointmentId; 2]) -> Result<ClashRow> {
    let clashes = Clashes::between(&clinic.read(), pair)?;
    or_not_found(rows(clinic, clashes)?.pop(), "clash")
}

fn rows(clinic: &Clinic, clashes: Clashes) -> Result<Vec<ClashRow>> {
    let Clashes {
        overlaps,
        mut appointments,
        mut attendees,
    } = clashes;
    let shown: BTreeSet<AppointmentId> = overlaps
        .iter()
        .flat_map(|one| [one.first.0, one.second.0])
        .collect();
    appointments.retain(|row| shown.contains(&row.value.id));
    attendees.retain(|row| shown.contains(&row.value.appointment));
    let reader = clinic.read();
    let phones = phones(&reader, &attendees)?;
    let views = cards(clinic, &reader, appointments, attendees)?;
    let staff = StaffNames::read(&reader)?;
    let row = |one: &Overlap| {
        let first = views.get(&Id::of(one.first.0))?.clone();
        let second = views.get(&Id::of(one.second.0))?.clone();
        Some(ClashRow {
            id: one.id(clinic.tenant()),
            contacts: contacts([&first, &second], &phones),
            first,
            second,
            shares: one.shares.clone(),
            state: one.state(),
            decision: one.decision.as_ref().map(|row| ClashStep {
                choice: row.value.choice,
                at: At::of(row.value.at),
                by: staff.name(row.created_by),
            }),
        })
    };
    Ok(overlaps.iter().filter_map(row).collect())
}

/// Returns the cards of appointments by their ids, without why the patients come: the front desk decides here.
fn cards(
    clinic: &Clinic,
    reader: &Reader<'_>,
    appointments: Vec<Stored<Appointment>>,
    attendees: Vec<Stored<AppointmentPatient>>,
) -> Result<BTreeMap<Id, AppointmentView>> {
    let views = Page::of(clinic, reader, appointments, attendees)?.views();
    let without_reason = views.into_iter().map(|view| AppointmentView {
        reason: None,
        group: view.group.map(|group| GroupOf {
            topic: None,
            ..group
        }),
        ..view
    });
    Ok(without_reason.map(|view| (view.id.clone(), view)).collect())
}

/// Returns the first phone number of each patient who has one.
fn phones(
    reader: &Reader<'_>,
    attendees: &[Stored<AppointmentPatient>],
) -> Result<BTreeMap<Id, String>> {
    let ids: BTreeSet<Uuid> = attendees.iter().map(|row| row.value.patient.0).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let patients = reader.by_ids::<Patient>(&ids)?;
    let phones = patients.iter().filter_map(|row| {
        let phone = names::phone(&row.value)?;
        Some((Id::of(row.value.id), phone))
    });
    Ok(phones.collect())
}

fn contacts(of: [&AppointmentView; 2], phones: &BTreeMap<Id, String>) -> Vec<ClashContact> {
    let mut seen = BTreeSet::new();
    let patients = of.into_iter().flat_map(|view| &view.patients);
    patients
        .filter(|patient| seen.insert(patient.id.clone()))
        .map(|patient| ClashContact {
            name: patient.name.clone(),
            phone: phones.get(&patient.id).cloned(),
        })
        .collect()
}

fn former_slot(decision: &ClashDecision, names: &AbsentNames) -> Option<FormerSlot> {
    Some(FormerSlot {
        starts_at: At::of(decision.was_starts?),
        ends_at: At::of(decision.was_ends?),
        provider: names.of(decision.was_provider, None),
        room: decision.was_room.map(|room| names.of(None, Some(room))),
    })
}

/// The appointments of decisions, as they are now.
struct Concerned {
    views: BTreeMap<Id, AppointmentView>,
    /// With the version of its time, and whether it still takes it up.
    now: BTreeMap<AppointmentId, (Vec<u8>, bool)>,
}

impl Concerned {
    fn read(
        clinic: &Clinic,
        reader: &Reader<'_>,
        decisions: &[Stored<ClashDecision>],
    ) -> Result<Self> {
        let ids: BTreeSet<Uuid> = decisions
            .iter()
            .flat_map(|row| [row.value.appointment.0, row.value.other.0])
            .collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let appointments = reader.by_ids::<Appointment>(&ids)?;
        let now = appointments.iter().map(|row| {
            let is_taking_time = row.deleted.is_none() && occupies(row.value.status);
            (row.value.id, (version_of(row).0, is_taking_time))
        });
        let now = now.collect();
        let wanted: Vec<AppointmentId> = ids.into_iter().map(AppointmentId).collect();
        let attendees = reader.attendees_of(&wanted)?;
        Ok(Self {
            now,
            views: cards(clinic, reader, appointments, attendees)?,
        })
    }

    fn view(&self, id: AppointmentId) -> Option<AppointmentView> {
        self.views.get(&Id::of(id)).cloned()
    }

    /// What became of the latest decision about a clash.
    fn state(&self, decision: &ClashDecision) -> DecisionState {
        let both = [
            (decision.appointment, &decision.version),
            (decision.other, &decision.other_version),
        ];
        let now = both.map(|(id, version)| (self.now.get(&id), version));
        if now
            .iter()
            .any(|(one, _)| one.is_some_and(|(_, is_taking_time)| !is_taking_time))
        {
            return DecisionState::Cancelled;
        }
        let is_same = now
            .iter()
            .all(|(one, then)| one.is_some_and(|(version, _)| *version == then.0));
        match is_same {
            true => DecisionState::Current,
            false => DecisionState::Over,
        }
    }
}
