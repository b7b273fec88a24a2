//! A clinic with a signed-in user: the unlocked vault, the user's rights, and the clock.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use sync_contract::catalog::{Appointment, Facility, Patient, User};
use sync_contract::field::Time;
use sync_contract::ids::{AppointmentId, FacilityId, PatientId, TenantId, UserId};
use sync_contract::{Compartment, Entity, Right};
use uuid::Uuid;
use vault::audit::{Outcome, Severity};
use vault::read::{Reader, Stored};
use vault::search::{PersonTerms, SearchIndex};
use vault::{AdminSignedOutcome, Detail, Event, FormKey, Unlocked, Vault, WriteTx};

use crate::access::Actor;
use crate::clock::{Clock, day_of};
use crate::error::{Error, Reason, Result};
use crate::merged_files;
use crate::open_page::OpenPage;
use crate::view::Id;
use crate::workplace::{Workplace, WorksAt, zone_of_books};

const MINUTE_US: i64 = 60_000_000;
const ONCE_US: i64 = 10 * MINUTE_US;

/// Reads that this session has logged lately, so that typing in a search field does not query the audit log at every
/// key.
#[derive(Debug, Default)]
struct RecentEntries(RefCell<HashMap<Uuid, Time>>);

impl RecentEntries {
    fn is_recent(&self, about: Uuid, now: Time) -> bool {
        let logged = self.0.borrow().get(&about).copied();
        logged.is_some_and(|at| (0..ONCE_US).contains(&(now.0 - at.0)))
    }

    fn remember(&self, about: Uuid, at: Time) {
        self.0.borrow_mut().insert(about, at);
    }
}

/// The context of every operation, which begins by checking its actor's right.
pub struct Clinic {
    unlocked: Unlocked,
    clock: Box<dyn Clock>,
    pub(crate) actor: Actor,
    since: Time,
    logged: RecentEntries,
    pub(crate) page: OpenPage,
    /// Built at the first search, updated before each use, dropped at lock.
    index: RefCell<Option<SearchIndex>>,
    /// How often each food is in the recalls and plans that this user reads, by its id; counted once a session.
    pub(crate) food_uses: RefCell<Option<HashMap<String, u32>>>,
    /// The form that the next write records.
    ending: Option<FormKey>,
    works_at: WorksAt,
}

impl std::fmt::Debug for Clinic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clinic({})", self.actor.user())
    }
}

impl Clinic {
    /// Creates the context of a user who has signed in.
    pub fn new(unlocked: Unlocked, clock: Box<dyn Clock>) -> Self {
        let session = unlocked.session();
        let actor = Actor::new(unlocked.user(), session.rights_at(session.facility()));
        let since = clock.now();
        Self {
            unlocked,
            clock,
            actor,
            since,
            logged: RecentEntries::default(),
            page: OpenPage::default(),
            index: RefCell::new(None),
            food_uses: RefCell::new(None),
            ending: None,
            works_at: WorksAt::default(),
        }
    }

    /// Reads the rights of this session anew, once something was committed to the file. Returns whether they changed.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn reload_rights(&mut self) -> Result<bool> {
        if self.unlocked.reload_rights()? {
            self.take_rights()?;
            return Ok(true);
        }
        self.follow_workplace()
    }

    /// Goes on with the rights that the session has now.
    pub(crate) fn take_rights(&mut self) -> Result<()> {
        self.read_rights()?;
        // they were built with the keys of before
        self.index.take();
        self.food_uses.take();
        Ok(())
    }

    /// Goes on with the rights that the session has where it works now. Returns whether they are others.
    pub(crate) fn follow_workplace(&mut self) -> Result<bool> {
        match self.unlocked.session().roles_given().are_for_all() {
            // the same rights everywhere
            true => Ok(false),
            false => self.read_rights(),
        }
    }

    fn read_rights(&mut self) -> Result<bool> {
        self.note_facility()?;
        let session = self.unlocked.session();
        let rights = session.rights_at(session.facility());
        let is_same = self.actor.rights().eq(rights.iter().copied());
        self.actor = Actor::new(self.unlocked.user(), rights);
        Ok(!is_same)
    }

    /// Locks the vault: drops every key.
    pub fn lock(self) -> Vault {
        self.unlocked.lock()
    }

    /// Splits the context, for a switch to another user of the same file.
    pub(crate) fn into_parts(self) -> (Vault, Box<dyn Clock>) {
        (self.unlocked.lock(), self.clock)
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Checks a right of the actor. Every operation begins with it; a refusal is in the audit log.
    ///
    /// # Errors
    /// `Forbidden`; `PasswordNotChosen` while a user who signed in with a code has not chosen a password.
    pub(crate) fn may(&self, right: Right) -> Result<()> {
        if self.unlocked.session().must_choose_password() {
            return Err(vault::Error::PasswordNotChosen.into());
        }
        let decision = self.actor.may(right);
        if decision.is_err() {
            self.log_refused(right.as_str(), resource_of(right))?;
        }
        decision
    }

    /// Returns whether a role of the actor has a compartment, be its key here or still to come.
    pub(crate) fn has_compartment(&self, compartment: Compartment) -> bool {
        self.unlocked.session().is_entitled_to(compartment)
    }

    /// Checks that a role of the actor has a compartment. A refusal is in the audit log.
    ///
    /// # Errors
    /// `WithoutCompartment`.
    pub(crate) fn may_open(&self, compartment: Compartment) -> Result<()> {
        if self.has_compartment(compartment) {
            return Ok(());
        }
        self.log_refused("open compartment", compartment.name())?;
        Err(Error::WithoutCompartment(compartment))
    }

    /// Returns the unlocked vault, for the sync loop; no rule of the clinic depends on it.
    pub fn unlocked(&self) -> &Unlocked {
        &self.unlocked
    }

    pub fn unlocked_mut(&mut self) -> &mut Unlocked {
        &mut self.unlocked
    }

    /// Returns a row by its id. Where it is not here, rows of its kind that are gone from the file are told: it may be
    /// one of them.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn require_row<E: Entity>(
        &self,
        id: E::Id,
        what: &'static str,
    ) -> Result<Stored<E>> {
        let row = self.read().get::<E>(id)?;
        if row.is_none() {
            self.read().note_missing_rows(E::DESCRIPTOR)?;
        }
        or_not_found(row, what)
    }

    pub(crate) fn read(&self) -> Reader<'_> {
        self.unlocked.read()
    }

    /// Runs one operation as a write transaction with one entry in the audit log.
    pub(crate) fn write<T>(
        &mut self,
        name: &str,
        operation: impl FnOnce(&mut WriteTx<'_>) -> Result<T>,
    ) -> Result<T> {
        let ending = self.ending.take();
        self.note_facility()?;
        self.unlocked.write(name, |tx| {
            let done = operation(tx)?;
            if let Some(form) = ending {
                tx.drop_form_draft(form)?;
            }
            Ok(done)
        })
    }

    /// Runs an operation whose first write takes the draft of a form away with it.
    pub(crate) fn ending<T>(
        &mut self,
        form: FormKey,
        operation: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.ending = Some(form);
        let done = operation(self);
        self.ending = None;
        done
    }

    /// Runs an operation for each item in one transaction, each an action of its own with its audit entry.
    pub(crate) fn write_each<I>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = I>,
        operation: impl FnMut(&mut WriteTx<'_>, I) -> Result<()>,
    ) -> Result<()> {
        self.note_facility()?;
        self.unlocked.write_each(name, items, operation)
    }

    /// Does what [`Clinic::write`] does for staff, roles, keys and devices, whose writes a server must accept first
    /// where there is one.
    pub(crate) fn write_admin_signed<T>(
        &mut self,
        name: &str,
        operation: impl FnOnce(&mut WriteTx<'_>) -> Result<T>,
    ) -> Result<AdminSignedOutcome<T>> {
        self.note_facility()?;
        let answer = self.unlocked.write_admin_signed(name, operation);
        if let Err(Error::Vault(vault::Error::NotAdmin)) = answer {
            self.log_refused(name, "clinic")?;
        }
        answer
    }

    /// Logs an event unless this session or another of this device logged the same one within ten minutes.
    ///
    /// Called before anything is shown: what cannot be audited is not shown.
    pub(crate) fn log_once(&self, about: Uuid, event: impl FnOnce() -> Event) -> Result<()> {
        let now = self.now();
        if self.is_logged(about) {
            return Ok(());
        }
        self.note_facility()?;
        let is_new = self.unlocked.record_once(about, event())?;
        // another process wrote it, at an unknown time within the ten minutes: checked again soon
        let since = if is_new {
            now.0
        } else {
            now.0 - ONCE_US + MINUTE_US
        };
        self.logged.remember(about, Time(since));
        Ok(())
    }

    /// Returns whether this session has logged within ten minutes that something is shown.
    pub(crate) fn is_logged(&self, about: Uuid) -> bool {
        self.logged.is_recent(about, self.now())
    }

    /// Logs an attempt without the right to it.
    pub(crate) fn log_refused(&self, action: &str, resource: &str) -> Result<()> {
        let event = Event::new(action, resource).ended(Outcome::Refused, Severity::Warning);
        self.record(event, &Detail::default())
    }

    /// Puts what is no write of rows into the audit log.
    pub(crate) fn record(&self, event: Event, detail: &Detail) -> Result<()> {
        self.note_facility()?;
        Ok(self.unlocked.record(event, detail)?)
    }

    /// Entries of the audit log have the facility at which the session works when they are made.
    fn note_facility(&self) -> Result<()> {
        let facility = self.workplace()?.facility;
        self.unlocked.session().note_facility(facility);
        Ok(())
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Returns the time at which this session began.
    pub(crate) fn since(&self) -> Time {
        self.since
    }

    /// Chooses the facility at which this session works, or all of them, and goes on with the rights that it has there.
    /// It lasts as long as the session.
    pub(crate) fn work_at(&mut self, facility: Option<FacilityId>) -> Result<()> {
        self.works_at = facility.map_or(WorksAt::All, WorksAt::At);
        self.follow_workplace().map(drop)
    }

    /// Returns the facilities, and at which this session works: the one that was chosen while a role counts there, else
    /// where it began.
    pub(crate) fn workplace(&self) -> Result<Workplace> {
        let reader = self.read();
        let own = || {
            let user = reader.get::<User>(self.user())?;
            Ok(user.and_then(|row| row.value.facility))
        };
        let given = self.unlocked.session().roles_given();
        Workplace::read(&reader, self.works_at, given, own)
    }

    /// Returns whether an appointment can be opened by its id with a right: where a role of the user gives it at its
    /// facility, and where it is their own.
    pub(crate) fn reaches(&self, appointment: &Appointment, right: Right) -> bool {
        self.gives_at(appointment.facility, right) || appointment.provider == self.user()
    }

    /// Returns the row of an appointment that this user may open by its id with a right.
    ///
    /// # Errors
    /// `NotFound`, as for one of a facility at which no role of theirs gives the right.
    pub(crate) fn reached(&self, id: AppointmentId, right: Right) -> Result<Stored<Appointment>> {
        let row = self.require_row::<Appointment>(id, "appointment")?;
        let is_reached = self.reaches(&row.value, right);
        or_not_found(is_reached.then_some(row), "appointment")
    }

    /// Returns whether each role of the user is for all facilities, so that nothing is elsewhere.
    pub(crate) fn reaches_all(&self) -> bool {
        self.unlocked.session().roles_given().are_for_all()
    }

    /// Returns whether a role of the user gives a right at a facility, wherever the session works.
    pub(crate) fn gives_at(&self, facility: FacilityId, right: Right) -> bool {
        let given = self.unlocked.session().roles_given();
        given.are_for_all() || given.rights_at(Some(facility.0)).contains(&right)
    }

    /// Returns whether a right counts in what is of all facilities: none of the user's roles limits it to one.
    pub(crate) fn gives_everywhere(&self, right: Right) -> bool {
        let given = self.unlocked.session().roles_given();
        given.are_for_all() || given.rights_at(None).contains(&right)
    }

    /// Returns the facility of which a list or a sum is shown: the one that is asked for; without one all of them,
    /// where the rights count in all, else that at which the session works.
    ///
    /// # Errors
    /// `Invalid` for a facility at which no role of the user gives one of the rights.
    pub(crate) fn facility_shown(
        &self,
        rights: &[Right],
        asked: Option<FacilityId>,
    ) -> Result<Option<FacilityId>> {
        let facility = match asked {
            None if !rights.iter().all(|right| self.gives_everywhere(*right)) => {
                let works_at = self.workplace()?.facility;
                Some(works_at.ok_or(Error::invalid("facilityId", Reason::Required))?)
            }
            asked => asked,
        };
        let is_given = |facility| rights.iter().all(|right| self.gives_at(facility, *right));
        match facility.is_none_or(is_given) {
            true => Ok(facility),
            false => Err(Error::invalid("facilityId", Reason::Unknown)),
        }
    }

    /// Returns the time zone of the facility at which this session works; of all of them that of the clinic's first
    /// one, and UTC until there is one.
    pub fn zone(&self) -> Result<Tz> {
        self.page.zone(|| Ok(self.workplace()?.zone()))
    }

    /// Returns the time zone of a facility; that of the session for one that is not on this device.
    ///
    /// # Errors
    /// `Invalid` for what is not an id.
    pub fn zone_at(&self, facility: &Id) -> Result<Tz> {
        Ok(self.workplace()?.zone_at(facility.to()?))
    }

    pub fn today(&self) -> Result<NaiveDate> {
        Ok(day_of(self.now(), &self.zone()?))
    }

    /// Returns the day of today by the clock by which money is summed: that of a facility, else of the clinic's first.
    ///
    /// # Errors
    /// `Invalid` for what is not an id.
    pub fn today_of_books(&self, facility: Option<&Id>) -> Result<NaiveDate> {
        let facility = facility.map(Id::to).transpose()?;
        Ok(day_of(self.now(), &zone_of_books(&self.read(), facility)?))
    }

    /// Returns the patients who match a text, the best first.
    pub(crate) fn find(&self, text: &str, limit: usize) -> Result<Vec<PatientId>> {
        self.with_index(|index| {
            index
                .find(text, limit)
                .into_iter()
                .map(|hit| hit.patient)
                .collect()
        })
    }

    /// Returns the patients whose names have all of these folded words, at most so many.
    pub(crate) fn named(&self, words: &[&str], limit: usize) -> Result<Vec<PatientId>> {
        self.with_index(|index| index.named(words, limit))
    }

    /// Returns the patients who share a search term with a person.
    pub(crate) fn sharing(&self, person: &PersonTerms) -> Result<Vec<(PatientId, PersonTerms)>> {
        self.with_index(|index| index.sharing(person))
    }

    /// Returns all patients by their search terms; the damaged ones are told with them.
    pub(crate) fn everyone(&self) -> Result<Vec<(PatientId, PersonTerms)>> {
        self.with_index(|index| {
            self.unlocked.note_damaged(index);
            index.everyone()
        })
    }

    /// Returns how many patients the index has, for an answer out of all of them: the damaged ones are told with it.
    pub(crate) fn searched(&self) -> Result<usize> {
        self.with_index(|index| {
            self.unlocked.note_damaged(index);
            index.len()
        })
    }

    /// Returns all patients, by family and given name.
    pub(crate) fn in_name_order(&self) -> Result<Vec<PatientId>> {
        let ordered = |index: &SearchIndex| {
            self.unlocked.note_damaged(index);
            index.in_name_order()
        };
        if let Some(ids) = self.with_index(ordered)? {
            return Ok(ids);
        }
        // changes are indexed unsorted: building a new index costs less than a wrong order
        *self.index.borrow_mut() = None;
        Ok(self
            .with_index(ordered)?
            .expect("an index that was just built holds no changes apart"))
    }

    /// Builds the index before the first search, while the first screen is drawn.
    pub fn warm_up(&self) -> Result<()> {
        self.with_index(|_| ())
    }

    fn with_index<T>(&self, operation: impl FnOnce(&SearchIndex) -> T) -> Result<T> {
        let mut index_slot = self.index.borrow_mut();
        if let Some(index) = index_slot.as_mut() {
            self.unlocked.refresh_search(index)?;
        }
        let index = match index_slot.as_mut() {
            Some(index) => index,
            None => index_slot.insert(self.unlocked.search_index()?),
        };
        Ok(operation(index))
    }

    pub(crate) fn user(&self) -> UserId {
        self.actor.user()
    }

    pub(crate) fn tenant(&self) -> TenantId {
        self.unlocked.vault().tenant()
    }
}

/// Returns the row, or `NotFound`.
pub(crate) fn or_not_found<T>(row: Option<T>, what: &'static str) -> Result<T> {
    row.ok_or(Error::NotFound(what))
}

/// Checks that a patient can be written to, by the file under which they are shown: what was merged is read and written
/// as one. Every write about a patient calls it in its transaction.
///
/// # Errors
/// `NotFound`, `PatientDeleted`.
pub(crate) fn require_not_deleted(tx: &WriteTx<'_>, patient: PatientId) -> Result<()> {
    match is_deleted(&tx.read(), patient)? {
        true => Err(Error::PatientDeleted),
        false => Ok(()),
    }
}

/// Returns whether the file is deleted under which a patient is shown.
///
/// # Errors
/// `NotFound`.
pub(crate) fn is_deleted(reader: &Reader<'_>, patient: PatientId) -> Result<bool> {
    let own = or_not_found(reader.get::<Patient>(patient)?, "patient")?;
    let shown = merged_files::shown(reader, patient)?;
    let shown = match shown == patient {
        true => own,
        false => or_not_found(reader.get::<Patient>(shown)?, "patient")?,
    };
    Ok(shown.deleted.is_some())
}

/// Returns the resource of a right: `notes` of `notes.sign`.
fn resource_of(right: Right) -> &'static str {
    let word = right.as_str();
    word.split_once('.').map_or(word, |(resource, _)| resource)
}

/// Returns the facility that was created first.
pub(crate) fn first_facility(reader: &Reader<'_>) -> Result<Option<Stored<Facility>>> {
    let all = reader.facilities()?;
    Ok(all
        .into_iter()
        .filter(|row| row.deleted.is_none())
        .min_by_key(|row| (row.created_at, row.value.id)))
}
