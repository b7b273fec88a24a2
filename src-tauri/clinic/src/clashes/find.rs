//! Clashes with the versions of their times and the decisions about them. Computed when read, so that one which only a
//! sync brings together is listed, too.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::catalog::{
    Appointment, AppointmentPatient, ClashChoice, ClashDecision, SlotVersion,
};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::{AppointmentId, TenantId, derived_id};
use uuid::Uuid;
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::appointments::ClashOf;
use crate::appointments::clash::{Clash, clashes_among};
use crate::appointments::pages::booked;
use crate::clashes::ClashState;
use crate::error::Result;
use crate::view::Id;
use crate::workplace::Workplace;

const DAY_US: i64 = 86_400_000_000;
/// Past clashes are not listed, and neither are those further ahead than this.
const AHEAD_US: i64 = 60 * DAY_US;

/// Two appointments with the versions of their times, in the order of the ids: the same clash, whoever computes it.
pub(crate) type ClashKey = [(Uuid, Vec<u8>); 2];

fn key_of(one: (Uuid, &SlotVersion), other: (Uuid, &SlotVersion)) -> ClashKey {
    let mut key = [one, other].map(|(id, version)| (id, version.0.clone()));
    key.sort_unstable();
    key
}

/// Returns the clock of the time of an appointment.
pub(crate) fn version_of(row: &Stored<Appointment>) -> SlotVersion {
    let cells = row.seen.rows.iter().flat_map(|seen| seen.cells.iter());
    let clock = cells
        .filter(|(cell, _)| *cell == Appointment::CELL.slot.number)
        .map(|(_, clock)| *clock)
        .max();
    Bytes(clock.unwrap_or(row.created).to_array().to_vec())
}

/// Which clash a decision is about.
pub(crate) fn key_of_decision(decision: &ClashDecision) -> ClashKey {
    key_of(
        (decision.appointment.0, &decision.version),
        (decision.other.0, &decision.other_version),
    )
}

/// What the two shared when a user decided.
pub(crate) fn shares_of(decision: &ClashDecision) -> Vec<ClashOf> {
    let shares = [
        (decision.shares_provider, ClashOf::Provider),
        (decision.shares_room, ClashOf::Room),
        (decision.shares_patient, ClashOf::Patient),
    ];
    let shared = shares.into_iter().filter(|(shares, _)| *shares);
    shared.map(|(_, of)| of).collect()
}

#[derive(Debug, Clone)]
pub(crate) struct Overlap {
    /// With the appointment that starts first.
    pub first: (AppointmentId, SlotVersion),
    pub second: (AppointmentId, SlotVersion),
    pub shares: Vec<ClashOf>,
    /// The latest decision about it as it is.
    pub decision: Option<Stored<ClashDecision>>,
}

impl Overlap {
    fn of(clash: Clash, versions: &BTreeMap<Uuid, SlotVersion>) -> Option<Self> {
        let versioned = |id: Uuid| Some((AppointmentId(id), versions.get(&id)?.clone()));
        Some(Self {
            first: versioned(clash.first)?,
            second: versioned(clash.second)?,
            shares: clash.of,
            decision: None,
        })
    }

    pub fn key(&self) -> ClashKey {
        let [(first, version), (second, other)] = [&self.first, &self.second];
        key_of((first.0, version), (second.0, other))
    }

    /// The same at every computer that has the same versions.
    pub fn id(&self, tenant: TenantId) -> Id {
        let name = format!("clash/{:?}/{:?}", self.key(), self.shares);
        Id::of(derived_id(tenant, &name))
    }

    pub fn state(&self) -> ClashState {
        match self.decision.as_ref().map(|row| row.value.choice) {
            Some(ClashChoice::Keep) => ClashState::Decided,
            Some(ClashChoice::Call) => ClashState::ToCall,
            // a move gives the time another version
            Some(ClashChoice::Move | ClashChoice::Reopen) | None => ClashState::Open,
        }
    }

    pub fn is_of(&self, appointments: &BTreeSet<AppointmentId>) -> bool {
        appointments.contains(&self.first.0) || appointments.contains(&self.second.0)
    }

    /// A decision covers what the two shared then: one who shares a patient besides is asked about again.
    fn is_covered_by(&self, decision: &ClashDecision) -> bool {
        let then = shares_of(decision);
        key_of_decision(decision) == self.key() && self.shares.iter().all(|of| then.contains(of))
    }
}

/// Clashes with the rows of their appointments.
pub(crate) struct Clashes {
    pub overlaps: Vec<Overlap>,
    pub appointments: Vec<Stored<Appointment>>,
    pub attendees: Vec<Stored<AppointmentPatient>>,
}

impl Clashes {
    /// Reads those of the coming two months that have not ended, by a fixed number of statements, in the order of their
    /// starts.
    pub fn coming(clinic: &Clinic) -> Result<Self> {
        let (reader, now) = (clinic.read(), clinic.now());
        let until = Time(now.0.saturating_add(AHEAD_US));
        let appointments = reader.appointments_between(None, now, until)?;
        let attendees = reader.attendees_between(now, until)?;
        let mut clashes = Self::among(&reader, appointments, attendees)?;
        clashes.drop_elsewhere(&clinic.workplace()?);
        Ok(clashes)
    }

    /// Leaves those out of which neither appointment is where the session works: one that clashes with another facility
    /// is of both.
    fn drop_elsewhere(&mut self, workplace: &Workplace) {
        let here = self.appointments.iter().map(|row| &row.value);
        let here = here.filter(|one| workplace.shows(one.facility));
        let here: BTreeSet<AppointmentId> = here.map(|one| one.id).collect();
        self.overlaps.retain(|one| one.is_of(&here));
    }

    /// Reads the clash of two appointments, if they clash now.
    pub fn between(reader: &Reader<'_>, pair: [AppointmentId; 2]) -> Result<Self> {
        let appointments = reader.by_ids::<Appointment>(&pair.map(|id| id.0))?;
        let attendees = reader.attendees_of(&pair)?;
        Self::among(reader, appointments, attendees)
    }

    fn among(
        reader: &Reader<'_>,
        mut appointments: Vec<Stored<Appointment>>,
        mut attendees: Vec<Stored<AppointmentPatient>>,
    ) -> Result<Self> {
        appointments.retain(|row| row.deleted.is_none());
        let clashes = clashes_among(&booked(reader, &appointments, &attendees)?);
        let clashing: BTreeSet<Uuid> = clashes
            .iter()
            .flat_map(|clash| [clash.first, clash.second])
            .collect();
        appointments.retain(|row| clashing.contains(&row.value.id.0));
        attendees.retain(|row| clashing.contains(&row.value.appointment.0));
        let versions = appointments.iter();
        let versions = versions.map(|row| (row.value.id.0, version_of(row)));
        let versions: BTreeMap<Uuid, SlotVersion> = versions.collect();
        let overlaps = clashes.into_iter();
        let mut overlaps: Vec<Overlap> = overlaps
            .filter_map(|one| Overlap::of(one, &versions))
            .collect();
        let ids: Vec<AppointmentId> = clashing.into_iter().map(AppointmentId).collect();
        let decisions = reader.clash_decisions_of(&ids)?;
        let mut of_key: BTreeMap<ClashKey, Vec<&Stored<ClashDecision>>> = BTreeMap::new();
        for row in &decisions {
            let about = of_key.entry(key_of_decision(&row.value)).or_default();
            about.push(row);
        }
        for one in &mut overlaps {
            let about = of_key.get(&one.key()).into_iter().flatten();
            let covering = about.filter(|row| one.is_covered_by(&row.value));
            one.decision = covering
                .max_by_key(|row| row.created)
                .map(|row| (*row).clone());
        }
        Ok(Self {
            overlaps,
            appointments,
            attendees,
        })
    }
}
