//! A clinic with somebody at work in it: the vault that they opened, their rights, and what time it is.

use std::cell::RefCell;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::Right;
use sync_contract::catalog::Patient;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, TenantId, UserId};
use vault::read::Reader;
use vault::search::{Candidate, Duplicate, SearchIndex};
use vault::{AdminSignedOutcome, Tx, Unlocked, Vault};

use crate::access::Actor;
use crate::audit::Noted;
use crate::clock::{Clock, day_of};
use crate::error::{Error, Result};
use crate::{audit, settings};

/// Every operation takes one, and begins by asking its actor.
pub struct Clinic {
    unlocked: Unlocked,
    clock: Box<dyn Clock>,
    pub(crate) actor: Actor,
    since: Time,
    pub(crate) noted: Noted,
    /// Built when first needed, brought up to date before each use, dropped at lock.
    index: RefCell<Option<SearchIndex>>,
}

impl std::fmt::Debug for Clinic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clinic({})", self.actor.user())
    }
}

impl Clinic {
    /// What somebody has who has signed in.
    pub fn new(unlocked: Unlocked, clock: Box<dyn Clock>) -> Self {
        let actor = Actor::new(unlocked.user(), unlocked.session().rights().iter().copied());
        let since = clock.now();
        Self {
            unlocked,
            clock,
            actor,
            since,
            noted: Noted::default(),
            index: RefCell::new(None),
        }
    }

    /// Drops every key.
    pub fn lock(self) -> Vault {
        self.unlocked.lock()
    }

    /// For another user of the same file.
    pub(crate) fn into_parts(self) -> (Vault, Box<dyn Clock>) {
        (self.unlocked.lock(), self.clock)
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Every operation begins with it. What is refused is in the audit trail. Errors: `Forbidden`.
    pub(crate) fn may(&self, right: Right) -> Result<()> {
        let decision = self.actor.may(right);
        if decision.is_err() {
            audit::note_refused(self, right.word(), audit::resource_of(right))?;
        }
        decision
    }

    /// For whoever carries the queue to the server; no rule of the clinic depends on it.
    pub fn unlocked(&self) -> &Unlocked {
        &self.unlocked
    }

    pub fn unlocked_mut(&mut self) -> &mut Unlocked {
        &mut self.unlocked
    }

    pub(crate) fn read(&self) -> Reader<'_> {
        self.unlocked.read()
    }

    /// One action: all of it or nothing, with one entry in the audit trail.
    pub(crate) fn write<T>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.unlocked.write(name, act)
    }

    /// The same for staff, roles, keys and devices, which a server must agree to where there is one.
    pub(crate) fn write_admin_signed<T>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<AdminSignedOutcome<T>> {
        let answer = self.unlocked.write_admin_signed(name, act);
        if let Err(Error::Vault(vault::Error::NotAdmin)) = answer {
            audit::note_refused(self, name, "clinic")?;
        }
        answer
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// When this session began.
    pub(crate) fn since(&self) -> Time {
        self.since
    }

    /// The zone of the clinic's first facility; UTC until there is one.
    pub fn zone(&self) -> Result<Tz> {
        settings::zone(&self.read())
    }

    pub fn today(&self) -> Result<NaiveDate> {
        Ok(day_of(self.now(), &self.zone()?))
    }

    /// Patients who match a text, the best first.
    pub(crate) fn find(&self, text: &str, limit: usize) -> Result<Vec<PatientId>> {
        self.with_index(|index| {
            index
                .find(text, limit)
                .into_iter()
                .map(|hit| hit.patient)
                .collect()
        })
    }

    pub(crate) fn likely_duplicates(
        &self,
        candidate: &Candidate<'_>,
        except: Option<PatientId>,
        limit: usize,
    ) -> Result<Vec<Duplicate>> {
        self.with_index(|index| index.likely_duplicates(candidate, except, limit))
    }

    /// How many patients a search looks through.
    pub(crate) fn searched(&self) -> Result<usize> {
        self.with_index(SearchIndex::len)
    }

    /// Everybody, by family and given name.
    pub(crate) fn in_name_order(&self) -> Result<Vec<PatientId>> {
        if let Some(ids) = self.with_index(SearchIndex::in_name_order)? {
            return Ok(ids);
        }
        // changes are held apart: a new index costs less than a wrong order
        *self.index.borrow_mut() = None;
        Ok(self
            .with_index(SearchIndex::in_name_order)?
            .expect("an index that was just built holds no changes apart"))
    }

    /// Builds the index ahead of the first search, while a screen is drawn.
    pub fn warm_up(&self) -> Result<()> {
        self.with_index(|_| ())
    }

    fn with_index<T>(&self, act: impl FnOnce(&SearchIndex) -> T) -> Result<T> {
        let mut held = self.index.borrow_mut();
        if let Some(index) = held.as_mut() {
            self.unlocked.refresh_search(index)?;
        }
        let index = match held.as_mut() {
            Some(index) => index,
            None => held.insert(self.unlocked.search_index()?),
        };
        Ok(act(index))
    }

    pub(crate) fn user(&self) -> UserId {
        self.actor.user()
    }

    pub(crate) fn tenant(&self) -> TenantId {
        self.unlocked.vault().tenant()
    }
}

/// What was found, or that it is not here.
pub(crate) fn found<T>(row: Option<T>, what: &'static str) -> Result<T> {
    row.ok_or(Error::NotFound(what))
}

/// Whatever writes something of a patient asks this in its transaction. Errors: `NotFound`, `PatientDeleted`.
pub(crate) fn kept(tx: &Tx<'_>, patient: PatientId) -> Result<()> {
    match found(tx.get::<Patient>(patient)?, "patient")?.deleted {
        Some(_) => Err(Error::PatientDeleted),
        None => Ok(()),
    }
}
