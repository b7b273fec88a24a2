//! A vault with somebody signed in: reading by `&self`, writing by `&mut self` through one door.

use std::cell::RefCell;

use rusqlite::{Transaction, TransactionBehavior};
use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use uuid::Uuid;

use crate::audit::{self, AuditFilter, AuditLine, Detail, Event};
use crate::device::DeviceRow;
use crate::door::{Door, Tx};
use crate::error::{Error, Result};
use crate::password::Password;
use crate::queue::{Gate, admin_signed};
use crate::random::Random;
use crate::reads::Reader;
use crate::search::SearchIndex;
use crate::session::{NewKeys, Session};
use crate::vault::{Vault, us};

/// Reads of one patient by one user within this time are one entry.
const READ_ONCE_US: i64 = 10 * 60 * 1_000_000;

#[derive(Debug)]
pub struct Unlocked {
    pub(crate) vault: Vault,
    pub(crate) session: Session,
    /// For the audit entries of whoever only reads.
    aside: RefCell<Random>,
}

/// What became of a admin-signed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminSignedOutcome<T> {
    /// The clinic has no server, so it counts at once.
    Applied(T),
    /// It counts when the server has accepted this action.
    Pending(Uuid, T),
}

impl Unlocked {
    pub(crate) fn new(mut vault: Vault, session: Session) -> Self {
        let aside = Random::from_seed(&vault.env.random.secret());
        Self {
            vault,
            session,
            aside: RefCell::new(aside),
        }
    }

    /// Drops every key. Drafts were sealed when they were saved.
    pub fn lock(self) -> Vault {
        self.vault
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn user(&self) -> UserId {
        self.session.user()
    }

    pub fn read(&self) -> Reader<'_> {
        Reader {
            conn: &self.vault.conn,
            session: &self.session,
            tenant: self.vault.facts.tenant,
            clock: self.vault.env.clock.as_ref(),
        }
    }

    /// The one door: rows, cells, signed groups and exactly one audit entry, in one transaction that is on the disk
    /// when this returns. An error or a panic in `act` leaves nothing behind; neither does an act that changes nothing.
    pub fn write<T, E: From<Error>>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut tx = self.door(name, Gate::Open)?;
        let answer = act(&mut tx)?;
        tx.commit()?;
        Ok(answer)
    }

    /// The same for staff, roles, keys and devices alone. Once there is a server, what `act` wrote is queued and
    /// counts, with its audit entry, when the server accepts it.
    ///
    /// Errors: `AdminSignedPending` while another admin-signed change waits.
    pub fn write_admin_signed<T, E: From<Error>>(
        &mut self,
        name: &str,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<AdminSignedOutcome<T>, E> {
        let gate = admin_signed::gate(&self.vault)?;
        let mut tx = self.door(name, gate)?;
        tx.check_gate()?;
        let action = tx.action();
        let answer = act(&mut tx)?;
        let wrote = tx.commit()?;
        Ok(match gate {
            Gate::Pending if wrote => AdminSignedOutcome::Pending(action, answer),
            _ => AdminSignedOutcome::Applied(answer),
        })
    }

    pub(crate) fn door(&mut self, name: &str, gate: Gate) -> Result<Tx<'_>> {
        Door {
            vault: &mut self.vault,
            session: &self.session,
            gate,
            setup: false,
        }
        .open(name)
    }

    /// Puts what is no write into the audit chain: an export, a print, a denied attempt.
    pub fn record(&self, event: Event, detail: &Detail) -> Result<()> {
        self.append(event, detail, None)?;
        Ok(())
    }

    /// Notes that this user opened a patient; within ten minutes once. Answers whether an entry was made.
    pub fn record_read(&self, patient: Uuid, event: Event) -> Result<bool> {
        self.record_once(patient, event.about(patient))
    }

    /// Notes what this user does again and again, such as to search; within ten minutes once for each `what`.
    /// Answers whether an entry was made.
    pub fn record_once(&self, what: Uuid, event: Event) -> Result<bool> {
        self.append(event, &Detail::default(), Some(what))
    }

    fn append(&self, event: Event, detail: &Detail, once: Option<Uuid>) -> Result<bool> {
        let (vault, audit) = (&self.vault, &self.session.audit);
        let tx = Transaction::new_unchecked(&vault.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(vault.env.clock.now_ms()));
        if let Some(what) = once {
            let sql = include_str!("../queries/audit/note_read.sql");
            let keys = rusqlite::params![
                self.session.user.as_bytes(),
                what.as_bytes(),
                at_us,
                at_us - READ_ONCE_US
            ];
            if tx.prepare_cached(sql)?.execute(keys)? == 0 {
                return Ok(false);
            }
        }
        let sealed = audit.seal(&event, detail, &mut self.aside.borrow_mut())?;
        let entry = event.entry(at_us, audit.user, audit.key.number(), sealed);
        audit::append(&tx, &mut device, &vault.keys.device, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(true)
    }

    /// Lets somebody who was locked out after wrong passwords try again on this device. Whether this user may
    /// decide that, the caller asks first.
    pub fn lift_lock_out(&mut self, user: UserId) -> Result<()> {
        self.vault.forget_tries(user.0)?;
        self.record(
            Event::new("unlock user", "User").of(user.0),
            &Detail::default(),
        )
    }

    /// A page of this device's audit chain, newest first, opened where this user holds the audit key.
    pub fn audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditLine>> {
        let entries = self.vault.audit_entries(filter, limit)?;
        let keys = &self.session.audit_keys;
        let sessions = self.vault.audit_sessions(keys, &entries)?;
        let lines = entries.into_iter();
        lines
            .map(|entry| self.vault.audit_line(&sessions, entry))
            .collect()
    }

    /// Sends a refused group once more. Errors: `NotFound`, `Altered`.
    pub fn requeue(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.requeue_group(group_id, &self.session)?;
        self.record(
            Event::new("requeue group", "group").of(group_id),
            &Detail::default(),
        )
    }

    /// Gives a refused group up. Errors: `NotFound`, `Reference` while other groups build on it.
    pub fn discard(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.discard_group(group_id)?;
        self.record(
            Event::new("discard group", "group").of(group_id),
            &Detail::default(),
        )
    }

    /// Asks whoever is signed in for their password once more, before they sign. Takes as long as a sign-in.
    /// Errors: `WrongPassword`, `Throttled`.
    pub fn check_password(&mut self, password: &Password) -> Result<()> {
        let user = self
            .read()
            .get::<User>(self.user())?
            .ok_or(Error::NotFound)?;
        self.vault.try_password(&user.value.username, password)
    }

    /// The index over all patients as this user may see them; it is dropped with the session.
    pub fn search_index(&self) -> Result<SearchIndex> {
        SearchIndex::build(
            &self.vault.conn,
            self.vault.facts.tenant,
            &self.session.epochs,
        )
    }

    /// Brings an index of this session up to date. Answers whether anything had changed.
    pub fn refresh_search(&self, index: &mut SearchIndex) -> Result<bool> {
        index.refresh(&self.vault.conn, &self.session.epochs)
    }

    /// The `keys` cell of a new user, or of one whose password an admin resets. Takes as long as a sign-in.
    pub fn new_user_keys(&mut self, user: UserId, password: &Password) -> Result<NewKeys> {
        let keys = crate::keys::UserKeys::generate(&mut self.vault.env.random);
        self.wrap(&keys, user.0, password)
    }

    /// This user's own keys under a new password.
    pub fn rewrapped_keys(&mut self, password: &Password) -> Result<NewKeys> {
        let secret = self.vault.keys.current();
        let random = &mut self.vault.env.random;
        let wrapped = crate::session::wrap(
            &self.session.keys,
            self.session.user,
            password,
            secret,
            random,
        )?;
        Ok(wrapped.0)
    }

    fn wrap(
        &mut self,
        keys: &crate::keys::UserKeys,
        user: Uuid,
        password: &Password,
    ) -> Result<NewKeys> {
        let secret = self.vault.keys.current();
        let random = &mut self.vault.env.random;
        Ok(crate::session::wrap(keys, user, password, secret, random)?.0)
    }
}
