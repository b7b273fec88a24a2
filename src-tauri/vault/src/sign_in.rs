//! Signing in: throttled, offline, with a trace in the audit chain whatever comes of it.

pub mod code;
pub(crate) mod lock_screen;
pub(crate) mod password;
pub(crate) mod tries;

use std::time::Instant;

use rusqlite::Connection;
use sync_contract::catalog::{Device, KeyGrant, Role, User, UserRole};
use sync_contract::ids::UserId;
use sync_contract::messages::SignIn;
use sync_contract::pull::RowState;
use sync_contract::trust::Entitlement;
use sync_contract::{Descriptor, Entity, FieldRef, Right, Value, statement};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::audit::record::newest_audit_key;
use crate::audit_chain::event::{Event, Outcome, Severity};
use crate::audit_chain::retention::retention_us;
use crate::audit_chain::session::AuditSession;
use crate::crypto::error::SealError;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::password::{OpenedWrap, Password, PasswordParameters, SignInSecret};
use crate::crypto::wrap::wrapped_under;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::session::grants::{blind_keys, grant_aad, load_roles, open_grants};
use crate::session::workplace::begins_at;
use crate::sign_in::code::code_of_keys;
use crate::sign_in::tries::{forget_tries, known_tries};
use crate::store::damage_log::DamageLog;
use crate::store::device::{DeviceRow, us};
use crate::store::facts::doubt_sum;
use crate::store::file::immediate;
use crate::store::{columns, damage, row_tag};
use crate::throttle::{Throttle, Wait};
use crate::unlocked::Unlocked;
use crate::vault::{Vault, is_shut_out, prover};
use crate::verify::chain::Chain;
use crate::{Detail, audit_chain};

/// A sign-in that did not succeed gives the locked vault back.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct SignInError {
    pub vault: Box<Vault>,
    pub error: Error,
}

/// Of what an admin signs, what lets a user in.
const TRUSTED: [&Descriptor; 4] = [
    User::DESCRIPTOR,
    UserRole::DESCRIPTOR,
    Role::DESCRIPTOR,
    KeyGrant::DESCRIPTOR,
];

/// What a password has opened.
struct OpenedKeys {
    keys: UserKeys,
    sign_in_secret: SignInSecret,
    wrap: OpenedWrap,
    /// By a code, not by a password of theirs.
    by_code: bool,
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

impl Vault {
    /// Signs a user in by user name or e-mail. Takes a quarter of a second: never on the thread that draws.
    ///
    /// # Errors
    /// `WrongPassword`, `Throttled`, `Inactive`, `Revoked`, `LeaseOver`, `NotAllHere`.
    pub fn unlock(
        mut self,
        login: &str,
        password: &Password,
    ) -> std::result::Result<Unlocked, SignInError> {
        let had_room = self.files.is_reserved();
        let signed_in = match self.sign_in(login, password) {
            Err(Error::DiskFull) if had_room => {
                self.files.free_reserve();
                self.sign_in(login, password)
            }
            signed_in => signed_in,
        };
        match signed_in {
            Ok(session) => Ok(self.begun(session)),
            Err(error) => Err(SignInError {
                vault: Box::new(self),
                error,
            }),
        }
    }

    /// Notes how far the file has come, and in the audit log if it is not the one that this device wrote last.
    fn begun(self, session: Session) -> Unlocked {
        let mut unlocked = Unlocked::new(self, session);
        let mended = unlocked.vault.mend_queue();
        match mended.and_then(|()| unlocked.rebuild_queue()) {
            Ok(0) => {}
            Ok(groups) => tracing::warn!(
                groups,
                "groups in the queue were edited, and made anew from their rows"
            ),
            Err(error) => tracing::warn!(%error, "the queue cannot be checked"),
        }
        if let Err(error) = unlocked.send_left() {
            tracing::warn!(%error, "what erasures left cannot be queued again yet");
        }
        let alarm = match unlocked.vault.file_state() {
            Ok(state) => state.alarm,
            Err(error) => {
                tracing::warn!(%error, "the file cannot be compared with its anchor");
                None
            }
        };
        unlocked.vault.note_anchor();
        if let Err(error) = unlocked.vault.check_known_tries() {
            tracing::warn!(%error, "the wrong passwords cannot be compared with the key store");
        }
        if let Some(alarm) = alarm {
            let event = Event::new(alarm.as_str(), "session").of(unlocked.user().0);
            let event = event.ended(Outcome::Failed, Severity::Warning);
            if let Err(error) = unlocked.record(event, &Detail::default()) {
                tracing::warn!(%error, "the alarm is not in the audit log");
            }
        }
        unlocked
    }

    fn sign_in(&mut self, login: &str, password: &Password) -> Result<Session> {
        DeviceRow::load_for_use(&self.conn)?;
        let account = self.account(login.trim());
        if !matches!(account, Ok(Some(_))) && self.awaits_staff()? {
            return Err(Error::NotAllHere);
        }
        let user = match &account {
            Ok(Some(account)) => Some(account.user),
            _ => find_user(&self.conn, login.trim())?,
        };
        // unknown names share one throttle, so that guessing names is slow, too
        let throttled = user.unwrap_or(Uuid::nil());
        self.may_try(throttled)?;
        let opened = match account {
            // perhaps it is theirs that is gone
            Ok(None) if self.lacks_users()? => Err(Error::Altered),
            Ok(None) => Err(Error::WrongPassword),
            Ok(Some(account)) if !account.active => Err(Error::Inactive),
            Ok(Some(account)) => self
                .open_keys(&account, password)
                .map(|keys| (account.user, keys)),
            Err(error) => Err(error),
        };
        let _turn = self.files.wait_for_sign_in();
        let opened = self.answer_try(throttled, opened)?;
        let is_right = opened.is_ok();
        let begun = opened.and_then(|(user, opened)| {
            let mut session = self.begin_session(user, opened.keys, opened.sign_in_secret)?;
            match opened.by_code {
                true => session.by_code = Some(opened.wrap.wrapped),
                false => session.opened_wrap = Some(opened.wrap),
            }
            Ok(session)
        });
        if begun.is_err() {
            if is_right {
                self.take_try_back(throttled);
            }
            if matches!(begun, Err(Error::CodeExpired)) {
                self.follow_log()?;
            }
            self.record_refused_sign_in(user)?;
        }
        begun
    }

    /// Returns whether a user name or an e-mail is that of a user who is not active.
    ///
    /// # Errors
    /// Those of the disk, `Altered`.
    pub fn is_inactive(&self, login: &str) -> Result<bool> {
        let account = self.account(login.trim())?;
        Ok(account.is_some_and(|account| !account.active))
    }

    /// Returns whether a user was taken out of the file, or renamed in it.
    fn lacks_users(&self) -> Result<bool> {
        let (users, tags) = (User::DESCRIPTOR, &self.tags);
        Ok(damage::missing_of(&self.conn, tags, users)? > 0
            || !row_tag::altered_rows(&self.conn, tags, users)?.is_empty())
    }

    fn account(&self, login: &str) -> Result<Option<Account>> {
        find_account(&self.conn, &self.chain()?, login)
    }

    /// Checks the password of the signed-in user again. A wrong one counts like one at the lock screen.
    pub(crate) fn try_password(&mut self, login: &str, password: &Password) -> Result<()> {
        let account = self.account(login)?.ok_or(Error::NotFound)?;
        self.may_try(account.user)?;
        let opened = self.open_keys_by_password(&account, password);
        let _turn = self.files.wait_for_sign_in();
        match self.answer_try(account.user, opened)? {
            Ok(_) => self.forget_tries(account.user),
            Err(error) => {
                self.record_refused_sign_in(Some(account.user))?;
                Err(error)
            }
        }
    }

    /// Returns the keys of a second user, who types their password in another user's session. A wrong password counts
    /// like one at the lock screen.
    pub(crate) fn keys_of(&mut self, login: &str, password: &Password) -> Result<(Uuid, UserKeys)> {
        let account = self.account(login.trim())?.ok_or(Error::WrongPassword)?;
        self.may_try(account.user)?;
        let opened = match account.active {
            true => self.open_keys_by_password(&account, password),
            false => Err(Error::Inactive),
        };
        let _turn = self.files.wait_for_sign_in();
        match self.answer_try(account.user, opened)? {
            Ok(opened) => {
                self.forget_tries(account.user)?;
                Ok((account.user, opened.keys))
            }
            Err(error) => {
                self.record_refused_sign_in(Some(account.user))?;
                Err(error)
            }
        }
    }

    /// How many wrong passwords a user has left before the next lock-out, or the lock-out that has begun; `None` for an
    /// unknown name.
    pub fn sign_in_tries_left(&self, login: &str) -> Result<Option<Result<u32, Wait>>> {
        let Some(user) = find_user(&self.conn, login.trim())? else {
            return Ok(None);
        };
        let (throttle, now) = (Throttle::default(), self.env.clock.moment());
        let attempts = self.tries_of(user)?;
        Ok(Some(match attempts.may_try(&throttle, &now) {
            Err(wait) if wait.locked_out => Err(wait),
            _ => Ok(throttle.tries - attempts.failures % throttle.tries),
        }))
    }

    /// Opens the keys of a user who has chosen a password. One with a code is to sign in with it and do so.
    fn open_keys_by_password(&self, account: &Account, password: &Password) -> Result<OpenedKeys> {
        match self.open_keys(account, password) {
            Ok(opened) if opened.by_code => Err(Error::PasswordNotChosen),
            opened => opened,
        }
    }

    fn open_keys(&self, account: &Account, password: &Password) -> Result<OpenedKeys> {
        let version = wrapped_under(&account.wrapped)?;
        let secret = self.keys.version(version).ok_or(Error::NoKeysHere)?;
        let code = code_of_keys(&self.conn, &self.chain()?, account.user, &account.salt)?;
        let code_text = code.as_ref().map(|code| code.password(password));
        let code_text = code_text.transpose()?;
        let (memory_kib, passes, lanes) = account.costs;
        let parameters = PasswordParameters::from_fields(memory_kib, passes, lanes, account.salt)?;
        let begun = Instant::now();
        let stretched = parameters.stretch(code_text.as_ref().unwrap_or(password))?;
        let elapsed = begun.elapsed();
        let wrap_key = match &code {
            Some(code) if code.is_over(self.now_us()?, self.latest_known()?.0) => {
                return Err(Error::CodeExpired);
            }
            Some(code) => stretched.code_wrap_key(secret, account.user, code.expires_us),
            None => stretched.wrap_key(secret, account.user),
        };
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
        Ok(OpenedKeys {
            keys,
            sign_in_secret: stretched.sign_in_secret(secret, account.user),
            wrap: OpenedWrap {
                wrapped: account.wrapped.clone(),
                parameters,
                elapsed,
            },
            by_code: code.is_some(),
        })
    }

    /// Lets the clocks of this device begin at the latest time in its log, where that is later than its present time:
    /// what makes a code expire is then what a person is shown of its clock.
    fn follow_log(&mut self) -> Result<()> {
        let latest_ms = u64::try_from(self.latest_known()?.0 / 1000).unwrap_or(0);
        let now_ms = self.now_ms(&DeviceRow::load(&self.conn)?);
        if latest_ms > now_ms {
            let tx = immediate(&mut self.conn)?;
            let mut device = DeviceRow::load(&tx)?;
            device.clock.issue(latest_ms, None);
            device.save(&tx)?;
            tx.commit()?;
        }
        Ok(())
    }

    /// Returns a user's private keys as their verified row has them, under their password.
    pub(crate) fn stored_wrap(&self, user: Uuid) -> Result<Option<Vec<u8>>> {
        let row = self.chain()?.row(&self.conn, User::DESCRIPTOR, user)?;
        let account = row.as_ref().and_then(Account::of);
        Ok(account.map(|account| account.wrapped))
    }

    /// What the password of a user costs now, from their verified row.
    pub(crate) fn stored_parameters(&self, user: Uuid) -> Result<Option<PasswordParameters>> {
        let row = self.chain()?.row(&self.conn, User::DESCRIPTOR, user)?;
        let account = row.as_ref().and_then(Account::of);
        let parameters = account.map(|account| {
            let (memory_kib, passes, lanes) = account.costs;
            PasswordParameters::from_fields(memory_kib, passes, lanes, account.salt)
        });
        Ok(parameters.transpose()?)
    }

    /// Opens what was granted to a user whose keys are known, and writes the entry that begins their session.
    pub(crate) fn begin_session(
        &mut self,
        user: Uuid,
        keys: UserKeys,
        sign_in_secret: SignInSecret,
    ) -> Result<Session> {
        // writes into a removed file would be lost: the sign-in fails before the user begins to work
        self.opened.require()?;
        let audit_key = newest_audit_key(self)?;
        let is_lease_over = self.is_lease_over()?;
        let tx = immediate(&mut self.conn)?;
        let chain = prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&tx)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        // perhaps it is this user's own row that was put back: the sign-in itself says so
        doubt_sum(&tx, &mut device)?;
        // a device that was restored or has just joined has no row of its own yet
        chain.row(&tx, Device::DESCRIPTOR, device.id)?;
        if is_shut_out(&tx, &chain, device.id)? {
            return Err(Error::Revoked);
        }
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let (audit, opening) = AuditSession::begin(
            &self.facts,
            &mut device,
            &audit_key,
            Some(user),
            &mut self.env.random,
        )?;
        let opening = audit.endorse(&opening, at_us, &keys);
        let given = load_roles(&tx, &chain, user)?;
        // one who may change it is let in: a clinic that lost its server has to lift it
        let is_bound = !given.anywhere().rights.contains(&Right::SettingsManage);
        if is_bound && is_lease_over {
            return Err(Error::LeaseOver);
        }
        let facility = begins_at(&tx, &chain, &self.tags, user, &given)?;
        let mut event = Event::new("sign in", "session").of(user);
        event.facility = facility;
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        event.retention_us = retention_us(&tx, verifier)?;
        let entry = event.entry(at_us, Some(user), audit.key.number(), opening);
        audit_chain::append(&tx, &mut device, &self.keys.device, entry)?;
        forget_tries(&tx, user)?;
        known_tries::forget(self.env.key_store.as_ref(), self.facts.vault, user);
        device.save(&tx)?;
        let aad = |grant| grant_aad(self.facts.tenant, grant);
        let granted = open_grants(&tx, &chain, aad, &self.keys.root, user, &keys)?;
        drop(chain);
        let damage = DamageLog::default();
        for descriptor in TRUSTED {
            // a user's rights follow from these rows: a missing one is reported with every refusal
            let missing = damage::missing_of(&tx, &self.tags, descriptor)?;
            damage.note_missing(descriptor.number, None, missing);
            for (row, _) in row_tag::altered_rows(&tx, &self.tags, descriptor)? {
                damage.note(descriptor.number, None, row);
            }
        }
        tx.commit()?;
        let Entitlement {
            rights,
            compartments,
        } = given.anywhere();
        Ok(Session {
            user,
            keys,
            blind: blind_keys(&granted.epochs)?,
            epochs: granted.epochs,
            audit_keys: granted.audit,
            root: granted.root,
            rights,
            entitled: compartments,
            given,
            sign_in_secret,
            opened_wrap: None,
            facility: facility.into(),
            by_code: None,
            audit: audit.into(),
            damage,
            snapshot: Default::default(),
        })
    }

    fn record_refused_sign_in(&mut self, user: Option<Uuid>) -> Result<()> {
        let mut event = Event::new("sign in", "session").ended(Outcome::Refused, Severity::Warning);
        event.resource_id = user;
        self.append_alone(user, event)?;
        self.note_anchor();
        Ok(())
    }
}

impl Unlocked {
    /// Returns what proves the signed-in user to the server: the only access to that secret.
    ///
    /// # Errors
    /// `ServerAltered`, before anything of it is made.
    pub fn sign_in_call(&self) -> Result<SignIn> {
        self.vault().trusted_server()?;
        if self.session().must_choose_password() {
            return Err(Error::PasswordNotChosen);
        }
        Ok(SignIn {
            user: self.user().0,
            secret: *self.session().sign_in_secret(),
        })
    }

    /// Checks the session of a user who only reads, after a sync.
    ///
    /// # Errors
    /// `KeysReplaced`, `Inactive`, `Revoked`, `Altered`.
    pub fn require_active(&self) -> Result<()> {
        let vault = &self.vault;
        DeviceRow::load_for_use(&vault.conn)?;
        let prover = prover(&vault.facts, &vault.keys, &vault.tags, &vault.proofs);
        self.session.require_active(&vault.conn, prover)
    }

    /// Reads this user's roles and grants anew, once something has been committed: a role that an admin gave or ended
    /// counts in the running session, as does a key that it waited for. The keys of a compartment that no role entitles
    /// to any more are dropped. Returns whether anything changed.
    ///
    /// # Errors
    /// `Altered`.
    pub fn reload_rights(&mut self) -> Result<bool> {
        let (vault, session) = (&self.vault, &mut self.session);
        let chain = vault.chain()?;
        let given = load_roles(&vault.conn, &chain, session.user)?;
        let waiting = session.waiting_for_keys();
        let is_same = given == session.given;
        if is_same && waiting.is_empty() {
            return Ok(false);
        }
        let aad = |grant| grant_aad(vault.facts.tenant, grant);
        let (root, user) = (&vault.keys.root, session.user);
        let granted = open_grants(&vault.conn, &chain, aad, root, user, &session.keys)?;
        session.take_roles(given);
        (session.epochs, session.audit_keys) = (granted.epochs, granted.audit);
        session.root = granted.root;
        session.retain_entitled();
        session.blind = blind_keys(&session.epochs)?;
        let is_changed = !is_same || session.waiting_for_keys() != waiting;
        if is_changed {
            // what was read before opens when it is read again
            session.damage.take_lacking();
        }
        Ok(is_changed)
    }

    /// Ends a user's lock-out after wrong passwords on this device. Whether this user may
    /// decide that, the caller asks first.
    pub fn lift_lock_out(&mut self, user: UserId) -> Result<()> {
        self.vault.forget_tries(user.0)?;
        self.record(
            Event::new("unlock user", "User").of(user.0),
            &Detail::default(),
        )
    }

    /// Checks the password of the signed-in user again, before they sign. Takes as long as a sign-in.
    ///
    /// # Errors
    /// `WrongPassword`, `Throttled`.
    pub fn check_password(&mut self, password: &Password) -> Result<()> {
        let user = self
            .read()
            .get::<User>(self.user())?
            .ok_or(Error::NotFound)?;
        self.vault.try_password(&user.value.username, password)
    }
}

/// Returns the user of a name or e-mail address, with their row verified.
///
/// # Errors
/// `Altered`.
fn find_account(conn: &Connection, chain: &Chain<'_>, login: &str) -> Result<Option<Account>> {
    let mut altered = None;
    for user in users_named(conn, login)? {
        // a row that another program planted under the name must not shadow the real user
        match chain.row(conn, User::DESCRIPTOR, user) {
            Ok(Some(row)) => return Account::of(&row).ok_or(Error::Altered).map(Some),
            Err(Error::Altered) => altered = Some(Error::Altered),
            Ok(None) => {}
            Err(error) => return Err(error),
        }
    }
    altered.map_or(Ok(None), Err)
}

/// Returns the user by the unverified row: for the throttle, which needs no proof.
fn find_user(conn: &Connection, login: &str) -> Result<Option<Uuid>> {
    Ok(users_named(conn, login)?.first().copied())
}

/// Folds a user name, before it is stored and where it is typed: capitals and composed letters are no other name.
pub fn folded_name(typed: &str) -> String {
    typed.trim().nfkc().flat_map(char::to_lowercase).collect()
}

/// Folds an e-mail address in the same way.
pub fn folded_address(typed: &str) -> String {
    typed.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// The users whose unverified rows have a name or e-mail address.
fn users_named(conn: &Connection, login: &str) -> Result<Vec<Uuid>> {
    let mut statement = conn.prepare_cached(statement!("people", "account"))?;
    let mut rows = statement.query([folded_name(login), folded_address(login)])?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        users.extend(columns::id(row, 0)?);
    }
    Ok(users)
}

impl Account {
    /// Reads the signed cells of the row.
    fn of(row: &RowState) -> Option<Self> {
        let bytes = |field: FieldRef| Some(field.in_row(row)?.as_bytes()?.to_vec());
        let number = |field: FieldRef| field.in_row(row)?.as_int();
        Some(Self {
            user: row.row,
            active: User::FIELD.is_active.in_row(row) == Some(&Value::Bool(true)),
            public_key: bytes(User::FIELD.public_key)?,
            signing_key: bytes(User::FIELD.signing_key)?,
            wrapped: bytes(User::FIELD.wrapped_keys)?,
            salt: bytes(User::FIELD.kdf_salt)?.try_into().ok()?,
            costs: (
                number(User::FIELD.kdf_memory_kib)?,
                number(User::FIELD.kdf_passes)?,
                number(User::FIELD.kdf_lanes)?,
            ),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
