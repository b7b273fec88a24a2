//! Signing in: throttled, offline, with a trace in the audit chain whatever comes of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};
use sync_contract::catalog::{Device, GrantKind, KeyGrant, Role, User, UserRole};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Compartment, Entity, Right, Value, Writer};
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
use crate::stored::RowReader;
use crate::unlocked::Unlocked;
use crate::vault::{Vault, prover, us};
use crate::verify::{Chain, value};
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
        let user = find_user(&self.conn, login.trim())?;
        // unknown names share one throttle, so that guessing names is slow, too
        self.count_try(user.unwrap_or(Uuid::nil()))?;
        let opened = match self.account(login.trim()) {
            Ok(None) => Err(Error::WrongPassword),
            Ok(Some(account)) if !account.active => Err(Error::Inactive),
            Ok(Some(account)) => self
                .open_keys(&account, password)
                .map(|keys| (account.user, keys)),
            Err(error) => Err(error),
        };
        let begun =
            opened.and_then(|(user, (keys, secret))| self.begin_session(user, keys, secret));
        if begun.is_err() {
            self.record_refused_sign_in(user)?;
        }
        begun
    }

    fn account(&self, login: &str) -> Result<Option<Account>> {
        find_account(&self.conn, &self.chain()?, login)
    }

    /// Tries the password of somebody who is signed in once more. A wrong one counts like one at the lock screen.
    pub(crate) fn try_password(&mut self, login: &str, password: &Password) -> Result<()> {
        let account = self.account(login)?.ok_or(Error::NotFound)?;
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
        let Some(user) = find_user(&self.conn, login.trim())? else {
            return Ok(None);
        };
        let tries = Throttle::default().tries;
        Ok(Some(
            tries - tries::load(&self.conn, user)?.failures % tries,
        ))
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
        let audit_key = audit::newest_audit_key(self)?;
        let tx = immediate(&mut self.conn)?;
        let chain = prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&tx)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        // a device that was restored or has just joined has no row of its own yet
        chain.row(&tx, Device::DESCRIPTOR, device.id)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let (audit, opening) = AuditSession::begin(
            &self.facts,
            &mut device,
            &audit_key,
            Some(user),
            &mut self.env.random,
        )?;
        let opening = audit.endorse(&opening, at_us, &keys);
        let entry = Event::new("sign in", "session").of(user);
        let entry = entry.entry(at_us, Some(user), audit.key.number(), opening);
        audit::append(&tx, &mut device, &self.keys.device, entry)?;
        tries::forget(&tx, user)?;
        device.save(&tx)?;
        let place = |grant| grant_place(self.facts.tenant, grant);
        let granted = open_grants(&tx, &chain, place, &self.keys.root, user, &keys)?;
        let (rights, entitled) = load_rights(&tx, &chain, user)?;
        drop(chain);
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
        let audit_key = audit::newest_audit_key(self)?;
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
        let audit_key = audit::newest_audit_key(self)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let begun = match &self.audit {
            Some(session) => {
                let sealed =
                    session.seal(&event, &audit::Detail::default(), &mut self.env.random)?;
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

/// The user whom a name or address means here, as nobody but their signers wrote them. Errors: `Altered`.
fn find_account(conn: &Connection, chain: &Chain<'_>, login: &str) -> Result<Option<Account>> {
    let Some(user) = find_user(conn, login)? else {
        return Ok(None);
    };
    let row = chain.row(conn, User::DESCRIPTOR, user)?;
    row.map(|row| Account::of(&row).ok_or(Error::Altered))
        .transpose()
}

/// By what the row shows: for the throttle, which asks for no proof.
fn find_user(conn: &Connection, login: &str) -> Result<Option<Uuid>> {
    let sql = include_str!("../../queries/people/account.sql");
    let found = conn.query_row(sql, [login], |row| Ok(Uuid::from_bytes(row.get(0)?)));
    Ok(found.optional()?)
}

impl Account {
    /// From what is signed in the row, which its columns may not say.
    fn of(row: &RowState) -> Option<Self> {
        let bytes = |cell: &str, field: &str| match value(row, cell, field)? {
            Value::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        };
        let number = |field: &str| match value(row, "password", field)? {
            Value::Int(number) => Some(*number),
            _ => None,
        };
        Some(Self {
            user: row.row,
            active: value(row, "state", "is_active") == Some(&Value::Bool(true)),
            public_key: bytes("keys", "public_key")?,
            signing_key: bytes("keys", "signing_key")?,
            wrapped: bytes("password", "wrapped_keys")?,
            salt: bytes("password", "kdf_salt")?.try_into().ok()?,
            costs: (
                number("kdf_memory_kib")?,
                number("kdf_passes")?,
                number("kdf_lanes")?,
            ),
        })
    }
}

#[derive(Default)]
struct Grants {
    epochs: BTreeMap<u32, EpochKey>,
    audit: Vec<AuditKeys>,
    root: Option<RootKey>,
}

/// A grant to an earlier key pair of the user does not open and is passed over.
///
/// Anybody can seal to a public key, so each grant is proved: whoever put one in would know what is written under it.
/// Errors: `Altered`.
fn open_grants(
    conn: &Connection,
    chain: &Chain<'_>,
    place: impl Fn(Uuid) -> Vec<u8>,
    root: &VerifyKey,
    user: Uuid,
    keys: &UserKeys,
) -> Result<Grants> {
    let sql = include_str!("../../queries/keys/grants_to_user.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let reader = RowReader::new(KeyGrant::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([user.as_bytes()])?;
    let mut grants = Grants::default();
    while let Some(row) = rows.next()? {
        let row = reader.read(row)?;
        chain.prove(&row)?;
        let given = GrantedKey::of(&row).ok_or(Error::Altered)?;
        match Granted::open(keys.exchange(), &place(row.row), &given.sealed) {
            Ok(Granted::Epoch(key))
                if given.kind.compartment() == Some(key.key_id().compartment())
                    && i64::from(key.key_id().epoch()) == given.epoch =>
            {
                grants.epochs.insert(key.key_id().number(), key);
            }
            Ok(Granted::Audit(key))
                if given.kind == GrantKind::Audit
                    && i64::from(key.key_id().epoch()) == given.epoch =>
            {
                grants.audit.push(key);
            }
            Ok(Granted::Root(key))
                if given.kind == GrantKind::Root && key.verify_key() == *root =>
            {
                grants.root = Some(key);
            }
            Err(SealError::OtherKey) => {}
            _ => tracing::warn!(grant = %row.row, "a granted key is not what its row says"),
        }
    }
    Ok(grants)
}

/// What is signed of a grant.
pub(crate) struct GrantedKey {
    pub kind: GrantKind,
    pub epoch: i64,
    pub sealed: Vec<u8>,
}

impl GrantedKey {
    pub fn of(row: &RowState) -> Option<Self> {
        let Some(Value::Text(kind)) = value(row, "grant", "kind") else {
            return None;
        };
        let Some(Value::Int(epoch)) = value(row, "grant", "epoch") else {
            return None;
        };
        let Some(Value::Bytes(sealed)) = value(row, "grant", "sealed_key") else {
            return None;
        };
        Some(Self {
            kind: GrantKind::from_word(kind)?,
            epoch: *epoch,
            sealed: sealed.clone(),
        })
    }
}

/// What a user's roles say, each membership and each role proved. Errors: `Altered`.
pub(crate) fn load_rights(
    conn: &Connection,
    chain: &Chain<'_>,
    user: Uuid,
) -> Result<(BTreeSet<Right>, BTreeSet<Compartment>)> {
    let (mut rights, mut entitled) = (BTreeSet::new(), BTreeSet::new());
    for role in roles_of(conn, chain, user)? {
        let Some(role) = chain.row(conn, Role::DESCRIPTOR, role)? else {
            continue;
        };
        let is_over = matches!(value(&role, "deleted", "deleted_at"), Some(Value::Time(_)));
        let (Some(Value::Text(words)), Some(Value::Text(compartments)), false) = (
            value(&role, "details", "rights"),
            value(&role, "details", "compartments"),
            is_over,
        ) else {
            continue;
        };
        rights.extend(sync_contract::right::rights_from_text(words));
        let named = compartments.split_ascii_whitespace();
        entitled.extend(named.filter_map(|name| {
            Compartment::ALL
                .into_iter()
                .find(|compartment| compartment.name() == name)
        }));
    }
    Ok((rights, entitled))
}

/// The roles that a user has now, each membership proved. Errors: `Altered`.
pub(crate) fn roles_of(conn: &Connection, chain: &Chain<'_>, user: Uuid) -> Result<Vec<Uuid>> {
    let sql = include_str!("../../queries/people/memberships_of.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let reader = RowReader::new(UserRole::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([user.as_bytes()])?;
    let mut roles = Vec::new();
    while let Some(row) = rows.next()? {
        let row = reader.read(row)?;
        chain.prove(&row)?;
        let is_over = matches!(value(&row, "deleted", "deleted_at"), Some(Value::Time(_)));
        let is_theirs = value(&row, "membership", "user") == Some(&Value::Uuid(user));
        if let (Some(Value::Uuid(role)), true, false) =
            (value(&row, "membership", "role"), is_theirs, is_over)
        {
            roles.push(*role);
        }
    }
    Ok(roles)
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
