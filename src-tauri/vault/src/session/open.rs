//! Signing in: throttled, offline, with a trace in the audit chain whatever comes of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};
use sync_contract::catalog::GrantKind;
use sync_contract::{Catalog, Compartment, Right, Writer};
use uuid::Uuid;

use super::{Session, tries};
use crate::audit::{self, AuditSession, Event, Outcome, Severity};
use crate::device::DeviceRow;
use crate::error::{Error, Result};
use crate::grant::Granted;
use crate::keys::{AuditKeys, BlindKey, EpochKey, RootKey, UserKeys};
use crate::password::{Password, PasswordParameters, SignInSecret};
use crate::queue::push::immediate;
use crate::seal::SealError;
use crate::sign::VerifyKey;
use crate::sign_in::{Throttle, Wait};
use crate::unlocked::Unlocked;
use crate::vault::{Vault, us};
use crate::wrap::wrapped_under;

/// A sign-in that did not succeed gives the locked vault back.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Refused {
    pub vault: Box<Vault>,
    pub error: Error,
}

/// What is needed of a user's row to sign them in.
struct Account {
    user: Uuid,
    active: bool,
    public_key: Vec<u8>,
    signing_key: Vec<u8>,
    wrapped: Vec<u8>,
    salt: [u8; 16],
    costs: (i64, i64, i64),
}

/// The place that a granted key is sealed to, so that a grant does not open in another row.
pub(crate) fn grant_place(tenant: Uuid, grant: Uuid) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64);
    writer.raw(b"nutrivault grant 1");
    writer.uuid(tenant);
    writer.uuid(grant);
    writer.finish()
}

impl Vault {
    /// Signs a user in by user name or e-mail. Takes a quarter of a second: never on the thread that draws.
    ///
    /// Errors: `WrongPassword`, `Throttled`, `Inactive`, `Revoked`.
    pub fn unlock(
        mut self,
        login: &str,
        password: &Password,
    ) -> std::result::Result<Unlocked, Refused> {
        match self.sign_in(login, password) {
            Ok(session) => Ok(Unlocked::new(self, session)),
            Err(error) => Err(Refused {
                vault: Box::new(self),
                error,
            }),
        }
    }

    fn sign_in(&mut self, login: &str, password: &Password) -> Result<Session> {
        DeviceRow::load_for_use(&self.conn)?;
        let account = find_account(&self.conn, login.trim())?;
        // unknown names share one throttle, so that guessing names is slow, too
        let throttled = account.as_ref().map_or(Uuid::nil(), |account| account.user);
        self.count_try(throttled)?;
        let opened = match &account {
            None => Err(Error::WrongPassword),
            Some(account) if !account.active => Err(Error::Inactive),
            Some(account) => self.open_keys(account, password),
        };
        match (account, opened) {
            (Some(account), Ok((keys, secret))) => self.begin_session(account.user, keys, secret),
            (account, Err(error)) => {
                let user = account.map(|account| account.user);
                self.record_refused_sign_in(user)?;
                Err(error)
            }
            (None, Ok(_)) => Err(Error::WrongPassword),
        }
    }

    /// Tries the password of somebody who is signed in once more. A wrong one counts like one at the lock screen.
    pub(crate) fn try_password(&mut self, login: &str, password: &Password) -> Result<()> {
        let account = find_account(&self.conn, login)?.ok_or(Error::NotFound)?;
        self.count_try(account.user)?;
        match self.open_keys(&account, password) {
            Ok(_) => tries::forget(&self.conn, account.user),
            Err(error) => {
                self.record_refused_sign_in(Some(account.user))?;
                Err(error)
            }
        }
    }

    /// How long this user must wait before a password is even tried; none when they may try.
    pub fn sign_in_wait(&self, user: Uuid) -> Result<Option<Wait>> {
        let attempts = tries::load(&self.conn, user)?;
        let now = self.env.clock.moment();
        Ok(attempts.may_try(&Throttle::default(), &now).err())
    }

    /// The same of everybody who has to wait, by one statement.
    pub fn sign_in_waits(&self) -> Result<BTreeMap<Uuid, Wait>> {
        let now = self.env.clock.moment();
        let throttle = Throttle::default();
        let waits = tries::load_all(&self.conn)?.into_iter();
        Ok(waits
            .filter_map(|(user, attempts)| Some((user, attempts.may_try(&throttle, &now).err()?)))
            .collect())
    }

    pub(crate) fn forget_tries(&self, user: Uuid) -> Result<()> {
        tries::forget(&self.conn, user)
    }

    /// How many wrong passwords a user has left before the lock-out; none for a name that nobody here has.
    pub fn sign_in_tries_left(&self, login: &str) -> Result<Option<u32>> {
        let Some(account) = find_account(&self.conn, login.trim())? else {
            return Ok(None);
        };
        let tries = Throttle::default().tries;
        Ok(Some(tries - tries::load(&self.conn, account.user)?.failures % tries))
    }

    /// Counted before the password is looked at, so that a killed program gives no free try.
    fn count_try(&mut self, user: Uuid) -> Result<()> {
        let now = self.env.clock.moment();
        let throttle = Throttle::default();
        let tx = immediate(&mut self.conn)?;
        let attempts = tries::load(&tx, user)?;
        attempts
            .may_try(&throttle, &now)
            .map_err(Error::Throttled)?;
        tries::store(&tx, user, &attempts.fail(&throttle, &now))?;
        tx.commit()?;
        Ok(())
    }

    fn open_keys(
        &self,
        account: &Account,
        password: &Password,
    ) -> Result<(UserKeys, SignInSecret)> {
        let version = wrapped_under(&account.wrapped)?;
        let secret = self.keys.version(version).ok_or(Error::NoKeysHere)?;
        let (memory_kib, passes, lanes) = account.costs;
        let parameters = PasswordParameters::from_fields(memory_kib, passes, lanes, account.salt)?;
        let stretched = parameters.stretch(password)?;
        let wrap_key = stretched.wrap_key(secret, account.user);
        let keys = match wrap_key.unwrap_keys(&account.wrapped) {
            Err(SealError::Refused) => return Err(Error::WrongPassword),
            keys => keys?,
        };
        let public = keys.public();
        let same = account.public_key == public.exchange.as_bytes()
            && account.signing_key == public.verify.as_bytes();
        if !same {
            return Err(Error::Damaged);
        }
        Ok((keys, stretched.sign_in_secret(secret, account.user)))
    }

    /// Opens what was granted to a user whose keys are known, and writes the entry that begins their session.
    pub(crate) fn begin_session(
        &mut self,
        user: Uuid,
        keys: UserKeys,
        sign_in_secret: SignInSecret,
    ) -> Result<Session> {
        let audit_key = audit::newest_audit_key(&self.conn, &self.facts)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let (audit, opening) = AuditSession::begin(
            &self.facts,
            &mut device,
            &audit_key,
            Some(user),
            &mut self.env.random,
        )?;
        let entry = Event::new("sign in", "session").of(user);
        let entry = entry.entry(at_us, Some(user), audit.key.number(), opening);
        audit::append(&tx, &mut device, &self.keys.device, entry)?;
        tries::forget(&tx, user)?;
        device.save(&tx)?;
        let granted = open_grants(&tx, self.facts.tenant, &self.keys.root, user, &keys)?;
        let (rights, entitled) = load_rights(&tx, user)?;
        tx.commit()?;
        Ok(Session {
            user,
            keys,
            blind: blind_keys(&granted.epochs)?,
            epochs: granted.epochs,
            audit_keys: granted.audit,
            root: granted.root,
            rights,
            entitled,
            sign_in_secret,
            audit,
        })
    }

    fn record_refused_sign_in(&mut self, user: Option<Uuid>) -> Result<()> {
        let mut event = Event::new("sign in", "session").ended(Outcome::Refused, Severity::Warning);
        event.resource_id = user;
        self.append_alone(user, event)
    }

    /// An entry of a session of its own: it needs the audit public key and no more.
    fn append_alone(&mut self, user: Option<Uuid>, event: Event) -> Result<()> {
        let audit_key = audit::newest_audit_key(&self.conn, &self.facts)?;
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
        let entry = event.entry(at_us, user, session.key.number(), opening);
        audit::append(&tx, &mut device, &self.keys.device, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(())
    }

    /// Puts a command without a password into the audit chain: the first opens a session for this handle.
    pub fn record(&mut self, event: Event) -> Result<()> {
        let audit_key = audit::newest_audit_key(&self.conn, &self.facts)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let begun = match &self.audit {
            Some(session) => {
                let sealed = session.seal(&audit::Detail::default(), &mut self.env.random)?;
                let entry = event.entry(at_us, None, session.key.number(), sealed);
                audit::append(&tx, &mut device, &self.keys.device, entry)?;
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
                audit::append(&tx, &mut device, &self.keys.device, entry)?;
                Some(session)
            }
        };
        device.save(&tx)?;
        tx.commit()?;
        self.audit = begun.or(self.audit.take());
        Ok(())
    }
}

fn find_account(conn: &Connection, login: &str) -> Result<Option<Account>> {
    let sql = include_str!("../../queries/people/account.sql");
    let found = conn.query_row(sql, [login], |row| {
        Ok(Account {
            user: Uuid::from_bytes(row.get(0)?),
            active: row.get(1)?,
            public_key: row.get(2)?,
            signing_key: row.get(3)?,
            wrapped: row.get(4)?,
            salt: row.get(5)?,
            costs: (row.get(6)?, row.get(7)?, row.get(8)?),
        })
    });
    Ok(found.optional()?)
}

#[derive(Default)]
struct Grants {
    epochs: BTreeMap<u32, EpochKey>,
    audit: Vec<AuditKeys>,
    root: Option<RootKey>,
}

/// A grant to an earlier key pair of the user does not open and is passed over.
///
/// The file's rows can be edited by whoever has the machine: a root key counts only if it is the clinic's.
fn open_grants(
    conn: &Connection,
    tenant: Uuid,
    root: &VerifyKey,
    user: Uuid,
    keys: &UserKeys,
) -> Result<Grants> {
    let mut statement =
        conn.prepare_cached(include_str!("../../queries/keys/grants_to_user.sql"))?;
    let mut rows = statement.query([user.as_bytes()])?;
    let mut grants = Grants::default();
    while let Some(row) = rows.next()? {
        let id = Uuid::from_bytes(row.get(0)?);
        let (kind, epoch): (String, u32) = (row.get(1)?, row.get(2)?);
        let sealed: Vec<u8> = row.get(3)?;
        let kind = GrantKind::from_word(&kind).ok_or(Error::Damaged)?;
        match Granted::open(keys.exchange(), &grant_place(tenant, id), &sealed) {
            Ok(Granted::Epoch(key))
                if kind.compartment() == Some(key.key_id().compartment())
                    && key.key_id().epoch() == epoch =>
            {
                grants.epochs.insert(key.key_id().number(), key);
            }
            Ok(Granted::Audit(key))
                if kind == GrantKind::Audit && key.key_id().epoch() == epoch =>
            {
                grants.audit.push(key);
            }
            Ok(Granted::Root(key))
                if kind == GrantKind::Root && key.verify_key() == *root =>
            {
                grants.root = Some(key);
            }
            Err(SealError::OtherKey) => {}
            _ => tracing::warn!(grant = %id, "a granted key is not what its row says"),
        }
    }
    Ok(grants)
}

pub(crate) fn load_rights(
    conn: &Connection,
    user: Uuid,
) -> Result<(BTreeSet<Right>, BTreeSet<Compartment>)> {
    let mut statement = conn.prepare_cached(include_str!("../../queries/people/rights.sql"))?;
    let mut rows = statement.query([user.as_bytes()])?;
    let (mut rights, mut entitled) = (BTreeSet::new(), BTreeSet::new());
    while let Some(row) = rows.next()? {
        let (words, compartments): (String, String) = (row.get(0)?, row.get(1)?);
        rights.extend(sync_contract::right::rights_from_text(&words));
        let named = compartments.split_ascii_whitespace();
        entitled.extend(named.filter_map(|name| {
            Compartment::ALL
                .into_iter()
                .find(|compartment| compartment.name() == name)
        }));
    }
    Ok((rights, entitled))
}

/// One for each blind field whose first epoch this user holds.
pub(crate) fn blind_keys(
    epochs: &BTreeMap<u32, EpochKey>,
) -> Result<HashMap<(u16, u16), BlindKey>> {
    let mut keys = HashMap::new();
    for descriptor in Catalog::ALL {
        for cell in descriptor.declared_cells() {
            let (Some(field), Some(compartment)) = (cell.blind_field(), cell.compartment()) else {
                continue;
            };
            let first = (u32::from(compartment.number()) << 24) | 1;
            if let Some(epoch) = epochs.get(&first) {
                let key = BlindKey::derive(epoch, descriptor.number, field.number)?;
                keys.insert((descriptor.number, field.number), key);
            }
        }
    }
    Ok(keys)
}
