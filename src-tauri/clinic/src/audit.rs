//! Who did what.

pub mod export;
pub mod list;
pub mod show;
pub mod view;

use std::cell::RefCell;
use std::collections::HashMap;

use sync_contract::Right;
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use uuid::Uuid;
use vault::audit::{Outcome, Severity};
use vault::{Detail, Event};

use crate::Clinic;
use crate::error::Result;

const MINUTE_US: i64 = 60_000_000;
const ONCE_US: i64 = 10 * MINUTE_US;

/// What this session has noted lately, so that typing does not ask the disk at every key.
#[derive(Debug, Default)]
pub(crate) struct Noted(RefCell<HashMap<Uuid, Time>>);

impl Noted {
    fn is_recent(&self, what: Uuid, now: Time) -> bool {
        let noted = self.0.borrow().get(&what).copied();
        noted.is_some_and(|at| (0..ONCE_US).contains(&(now.0 - at.0)))
    }

    fn remember(&self, what: Uuid, at: Time) {
        self.0.borrow_mut().insert(what, at);
    }
}

/// Patients that are seen many at a time: one entry for each kind and user within ten minutes, however many there
/// were and however often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    Search = 1,
    List,
    Diary,
    Conflicts,
    Waiting,
    Trail,
}

impl Looked {
    fn event(self) -> Event {
        match self {
            Self::Search => Event::new("search patients", "Patient"),
            Self::List => Event::new("list patients", "Patient"),
            Self::Diary => Event::new("see diary", "Appointment"),
            Self::Conflicts => Event::new("list conflicts", "conflict"),
            Self::Waiting => Event::new("see sync", "vault"),
            Self::Trail => Event::new("read audit", "audit"),
        }
    }
}

/// Written before anything is shown: what cannot be audited is not opened.
pub(crate) fn note_look(clinic: &Clinic, looked: Looked) -> Result<()> {
    // no row has so small an id
    let what = Uuid::from_u128(looked as u128);
    once(clinic, what, || looked.event())
}

/// Opening a patient is one entry, and within ten minutes no second one.
pub(crate) fn note_read(clinic: &Clinic, patient: PatientId) -> Result<()> {
    once(clinic, patient.0, || {
        Event::new("open patient", "Patient")
            .of(patient.0)
            .about(patient.0)
    })
}

fn once(clinic: &Clinic, what: Uuid, event: impl FnOnce() -> Event) -> Result<()> {
    let now = clinic.now();
    if clinic.noted.is_recent(what, now) {
        return Ok(());
    }
    let is_new = clinic.unlocked().record_once(what, event())?;
    // another program noted it, who knows when within the ten minutes: asked again soon
    let since = if is_new {
        now.0
    } else {
        now.0 - ONCE_US + MINUTE_US
    };
    clinic.noted.remember(what, Time(since));
    Ok(())
}

/// Somebody tried what they may not do.
pub(crate) fn note_refused(clinic: &Clinic, action: &str, resource: &str) -> Result<()> {
    let event = Event::new(action, resource).ended(Outcome::Refused, Severity::Warning);
    Ok(clinic.unlocked().record(event, &Detail::default())?)
}

/// `notes` of `notes.sign`.
pub(crate) fn resource_of(right: Right) -> &'static str {
    let word = right.word();
    word.split_once('.').map_or(word, |(resource, _)| resource)
}
