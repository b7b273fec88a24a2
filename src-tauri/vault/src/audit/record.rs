//! Puts what is no write of rows into the audit log.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync_contract::catalog::KeyGrant;
use sync_contract::statement;
use sync_contract::{Entity, Value};
use uuid::Uuid;

use crate::audit_chain;
use crate::audit_chain::event::{Detail, Event};
use crate::audit_chain::retention::retention_us;
use crate::audit_chain::session::AuditSession;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::random::Random;
use crate::environment::WallClock;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::store::device::{DeviceRow, has_number, us};
use crate::store::facts::Facts;
use crate::store::file::immediate;
use crate::store::rows::RowReader;
use crate::unlocked::Unlocked;
use crate::vault::{Vault, prover};
use crate::verify::cells::Verifier;

/// Reads of one patient by one user within this time are one entry.
const READ_ONCE_US: i64 = 10 * 60 * 1_000_000;

impl Vault {
    /// An entry of a session of its own: it needs the audit public key and no more.
    pub(crate) fn append_alone(&mut self, user: Option<Uuid>, event: Event) -> Result<()> {
        let audit_key = newest_audit_key(self)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let (session, opening) = AuditSession::begin(
            &self.facts,
            &mut device,
            &audit_key,
            user,
            &mut self.env.random,
        )?;
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let event = event.retained(retention_us(&tx, verifier)?);
        let entry = event.entry(at_us, user, session.key.number(), opening);
        audit_chain::append(&tx, &mut device, &self.keys.device, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(())
    }

    /// Puts a command without a password into the audit chain: the first opens a session for this handle.
    pub fn record(&mut self, event: Event) -> Result<()> {
        let audit_key = newest_audit_key(self)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let number = device.number();
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let event = event.retained(retention_us(&tx, verifier)?);
        let begun = match self
            .audit
            .as_ref()
            .filter(|session| session.device() == number)
        {
            Some(session) => {
                let sealed = session.seal(&event, &Detail::default(), &mut self.env.random)?;
                let entry = event.entry(at_us, None, session.key.number(), sealed);
                audit_chain::append(&tx, &mut device, &self.keys.device, entry)?;
                None
            }
            None => {
                let (session, opening) = AuditSession::begin(
                    &self.facts,
                    &mut device,
                    &audit_key,
                    None,
                    &mut self.env.random,
                )?;
                let entry = event.entry(at_us, None, session.key.number(), opening);
                audit_chain::append(&tx, &mut device, &self.keys.device, entry)?;
                Some(session)
            }
        };
        device.save(&tx)?;
        tx.commit()?;
        self.audit = begun.or(self.audit.take());
        Ok(())
    }
}

/// Another session in the audit log, for a user whose device has taken a new number since sign-in.
pub(crate) struct Renewal<'v> {
    conn: &'v Connection,
    facts: &'v Facts,
    device_keys: &'v DeviceKeys,
    clock: &'v dyn WallClock,
    session: &'v Session,
    audit_key: ExchangeKey,
    verifier: Verifier<'v>,
}

impl<'v> Renewal<'v> {
    pub fn new(vault: &'v Vault, session: &'v Session) -> Result<Self> {
        Ok(Self {
            conn: &vault.conn,
            facts: &vault.facts,
            device_keys: &vault.keys.device,
            clock: vault.env.clock.as_ref(),
            session,
            audit_key: newest_audit_key(vault)?,
            verifier: vault.verifier(),
        })
    }

    pub fn carry_out(self, random: &mut Random) -> Result<()> {
        let tx = Transaction::new_unchecked(self.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        let (user, audit_key) = (self.session.user, &self.audit_key);
        let at_us = us(device.adjusted_ms(self.clock.now_ms()));
        let begun = AuditSession::begin(self.facts, &mut device, audit_key, Some(user), random);
        let (session, opening) = begun?;
        let opening = session.endorse(&opening, at_us, &self.session.keys);
        let event = Event::new("sign in", "session")
            .of(user)
            .retained(retention_us(&tx, self.verifier)?);
        let entry = event.entry(at_us, Some(user), session.key.number(), opening);
        audit_chain::append(&tx, &mut device, self.device_keys, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        self.session.audit.replace(session);
        Ok(())
    }
}

impl Unlocked {
    /// Puts what is no write into the audit chain: an export, a print, a denied attempt.
    pub fn record(&self, event: Event, detail: &Detail) -> Result<()> {
        self.append(event, detail, None)?;
        Ok(())
    }

    /// Notes what this user does again and again, such as to search; within ten minutes once for each `what`.
    /// Returns whether an entry was made.
    pub fn record_once(&self, what: Uuid, event: Event) -> Result<bool> {
        self.append(event, &Detail::default(), Some(what))
    }

    /// Begins another session in the audit log where this device has taken a new number since: the sync, or another
    /// program, may have asked for one.
    pub(crate) fn renew_audit(&self) -> Result<()> {
        let vault = &self.vault;
        let number = self.session.audit.borrow().device();
        if has_number(&vault.conn, number)? {
            return Ok(());
        }
        let mut random = self.aside.borrow_mut();
        random.stir()?;
        Renewal::new(vault, &self.session)?.carry_out(&mut random)
    }

    /// On a full disk, reading is still possible and noted.
    fn append(&self, event: Event, detail: &Detail, once: Option<Uuid>) -> Result<bool> {
        match self.append_entry(event.clone(), detail, once) {
            Err(Error::DiskFull) if self.vault.files.free_reserve() => {
                self.append_entry(event, detail, once)
            }
            appended => appended,
        }
    }

    fn append_entry(&self, event: Event, detail: &Detail, once: Option<Uuid>) -> Result<bool> {
        self.renew_audit()?;
        let (vault, audit) = (&self.vault, self.session.audit.borrow());
        let tx = Transaction::new_unchecked(&vault.conn, TransactionBehavior::Immediate)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(vault.env.clock.now_ms()));
        if let Some(what) = once {
            let sql = statement!("audit", "note_read");
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
        let mut random = self.aside.borrow_mut();
        random.stir()?;
        let event = Event {
            facility: self.session.facility.get(),
            retention_us: retention_us(&tx, vault.verifier())?,
            ..event
        };
        let sealed = audit.seal(&event, detail, &mut random)?;
        let entry = event.entry(at_us, audit.user, audit.key.number(), sealed);
        audit_chain::append(&tx, &mut device, &vault.keys.device, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(true)
    }
}

/// The public half of the newest audit epoch that this device knows. One that was put into the file is passed over:
/// an attacker could read the log with it.
pub(crate) fn newest_audit_key(vault: &Vault) -> Result<ExchangeKey> {
    let sql = statement!("audit", "newest_key");
    let mut statement = vault.conn.prepare_cached(sql)?;
    let reader = RowReader::new(KeyGrant::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([])?;
    let chain = vault.chain()?;
    while let Some(row) = rows.next()? {
        let Some(row) = reader.read_known(row)? else {
            continue;
        };
        let public_key = match KeyGrant::FIELD.public_key.in_row(&row) {
            Some(Value::Bytes(key)) => <[u8; 32]>::try_from(key.as_slice()).ok(),
            _ => None,
        };
        if let Some(key) = public_key
            && chain.is_proved(&row)
        {
            return Ok(ExchangeKey::from_bytes(key));
        }
    }
    Ok(vault.facts.audit_key)
}
