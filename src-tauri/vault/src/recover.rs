//! Replaces a forgotten password by the recovery key, without any user who is still able to sign in.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sync_contract::catalog::{GrantKind, KeyGrant, User};
use sync_contract::ids::UserId;
use sync_contract::roles_given::RolesGiven;
use sync_contract::statement;
use sync_contract::{Compartment, Entity, Right};
use uuid::Uuid;

use crate::audit::record::newest_audit_key;
use crate::audit_chain;
use crate::audit_chain::event::{Event, Outcome, Severity};
use crate::audit_chain::retention::retention_us;
use crate::audit_chain::session::AuditSession;
use crate::crypto::grant::Granted;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::epoch::{AuditKeys, EpochKey};
use crate::crypto::keys::private::{RootKey, UserKeys};
use crate::crypto::password::Password;
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::sign::SigningPair;
use crate::error::{Error, Result};
use crate::outbox::admin_signed;
use crate::outbox::queue::WriteKind;
use crate::session::Session;
use crate::session::grants::{GrantedKey, blind_keys, grant_aad, load_roles};
use crate::session::snapshot::SnapshotSlot;
use crate::sign_in::password::NewKeys;
use crate::store::damage_log::DamageLog;
use crate::store::device::{DeviceRow, us};
use crate::store::file::immediate;
use crate::store::rows::RowReader;
use crate::unlocked::Unlocked;
use crate::vault::{Vault, prover};
use crate::verify::chain::Chain;
use crate::write::AdminSignedOutcome;
use crate::write::tx::Begin;

/// Everything that the recovery key opens.
pub(crate) struct Recovered {
    epochs: BTreeMap<u32, EpochKey>,
    pub audit: Vec<AuditKeys>,
    pub root: RootKey,
    pub secret: ClinicSecret,
}

impl Vault {
    /// Opens everything that was sealed to the recovery key and stores nothing of it: set-up ends with this test, so
    /// that no clinic relies on a recovery key that opens nothing.
    ///
    /// # Errors
    /// `WrongRecoveryKey`.
    pub fn test_recovery(&self, recovery: &RecoveryKey) -> Result<()> {
        let recovered = recover(&self.conn, &self.chain()?, self.facts.tenant, recovery)?;
        let same_root = recovered.root.verify_key() == self.keys.root;
        let known = self.keys.version(recovered.secret.version());
        let same_secret =
            known.is_some_and(|known| known.as_bytes() == recovered.secret.as_bytes());
        let compartments: BTreeSet<Compartment> = recovered
            .epochs
            .values()
            .map(|key| key.key_id().compartment())
            .collect();
        let is_complete =
            compartments.len() + 1 == Compartment::ALL.len() && !recovered.audit.is_empty();
        match same_root && same_secret && is_complete {
            true => Ok(()),
            false => Err(Error::WrongRecoveryKey),
        }
    }

    /// Gives a user a new password and new keys by the recovery key alone, and signs them in. Old signatures go on
    /// counting: the old public keys stay in the user's row. With a server the new keys count
    /// elsewhere when it has accepted them.
    ///
    /// # Errors
    /// `WrongRecoveryKey`, `NotFound`, `Inactive`, `EmptyPassword`, `AdminSignedPending`.
    pub fn recover(
        mut self,
        recovery: &RecoveryKey,
        user: UserId,
        password: &Password,
    ) -> Result<AdminSignedOutcome<Unlocked>> {
        let recovered = recover(&self.conn, &self.chain()?, self.facts.tenant, recovery)?;
        if recovered.root.verify_key() != self.keys.root {
            return Err(Error::WrongRecoveryKey);
        }
        let kind = admin_signed::kind(&self)?;
        let keys = UserKeys::generate(&mut self.env.random);
        let secret = self.keys.current();
        let parameters = self.env.password_parameters(None)?;
        let random = &mut self.env.random;
        let (new_keys, sign_in_secret) =
            crate::sign_in::password::wrap(&keys, user.0, password, secret, &parameters, random)?;
        let audit = self.open_recovery_session(user.0)?;
        let mut session = Session {
            user: user.0,
            keys,
            blind: blind_keys(&recovered.epochs)?,
            epochs: recovered.epochs,
            audit_keys: recovered.audit,
            root: Some(recovered.root),
            rights: BTreeSet::<Right>::new(),
            entitled: BTreeSet::new(),
            given: RolesGiven::default(),
            sign_in_secret,
            opened_wrap: None,
            facility: Default::default(),
            by_code: None,
            audit: audit.into(),
            damage: DamageLog::default(),
            snapshot: SnapshotSlot::default(),
        };
        session.take_roles(load_roles(&self.conn, &self.chain()?, user.0)?);
        let pair = recovery.signing_pair(self.facts.tenant);
        // every admin has the root key, former ones too: the server requires a signature of the recovery key itself
        if self.recovery_signing_key()? != *pair.verify_key().as_bytes() {
            return Err(Error::WrongRecoveryKey);
        }
        let action = write_new_keys(&mut self, &session, user, &new_keys, (kind, pair))?;
        session.retain_entitled();
        let unlocked = Unlocked::new(self, session);
        Ok(match kind {
            WriteKind::AdminSignedPending => AdminSignedOutcome::Pending(action, unlocked),
            _ => AdminSignedOutcome::Applied(unlocked),
        })
    }

    fn open_recovery_session(&mut self, user: Uuid) -> Result<AuditSession> {
        let audit_key = newest_audit_key(self)?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        let at_us = us(device.adjusted_ms(self.env.clock.now_ms()));
        let random = &mut self.env.random;
        let (session, opening) =
            AuditSession::begin(&self.facts, &mut device, &audit_key, Some(user), random)?;
        let event = Event::new("use recovery key", "session").of(user);
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let event = event
            .ended(Outcome::Done, Severity::Warning)
            .retained(retention_us(&tx, verifier)?);
        let entry = event.entry(at_us, Some(user), session.key.number(), opening);
        audit_chain::append(&tx, &mut device, &self.keys.device, entry)?;
        device.save(&tx)?;
        tx.commit()?;
        Ok(session)
    }
}

/// The `keys` cell and a grant of each key that the user's roles entitle to, signed by the root key. The recovery key
/// signs the group.
fn write_new_keys(
    vault: &mut Vault,
    session: &Session,
    user: UserId,
    keys: &NewKeys,
    (kind, pair): (WriteKind, SigningPair),
) -> Result<Uuid> {
    let begin = Begin {
        vault,
        session,
        kind,
        setup: true,
    };
    let mut tx = begin.open("reset password")?;
    tx.group_pair = Some(pair);
    tx.check_may_begin()?;
    let stored = tx.get::<User>(user)?.ok_or(Error::NotFound)?;
    if !stored.value.is_active {
        return Err(Error::Inactive);
    }
    let value = keys.replace_in(stored.value, tx.keys_replaced_at(user)?);
    tx.update(&value, &stored.seen)?;
    let entitled: Vec<Compartment> = session.entitled.iter().copied().collect();
    for grant in tx.grants_for(user, &keys.public_key, &entitled)? {
        tx.insert(&grant)?;
    }
    let admin = sync_contract::catalog::admin_role(tx.tenant());
    if tx
        .read()
        .memberships_of(user)?
        .iter()
        .any(|membership| membership.value.role == admin)
    {
        let grant = tx.root_grant_for(user, &keys.public_key)?;
        tx.insert(&grant)?;
    }
    tx.audit(|event| event.of(user.0));
    let action = tx.action();
    tx.commit()?;
    Ok(action)
}

/// Opens every grant to the recovery key once it is proved: an attacker, too, can seal to the public half.
///
/// # Errors
/// `WrongRecoveryKey`, `Altered`.
pub(crate) fn recover(
    conn: &Connection,
    chain: &Chain<'_>,
    tenant: Uuid,
    recovery: &RecoveryKey,
) -> Result<Recovered> {
    let mut statement = conn.prepare(statement!("keys", "grants_to_recovery"))?;
    let reader = RowReader::new(KeyGrant::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([])?;
    let (mut epochs, mut audit, mut root, mut secret) = (BTreeMap::new(), Vec::new(), None, None);
    while let Some(row) = rows.next()? {
        let row = reader.read(row)?;
        chain.prove(&row)?;
        let given = GrantedKey::of(&row).ok_or(Error::Altered)?;
        let granted = Granted::recover(recovery, &grant_aad(tenant, row.row), &given.sealed);
        match (given.kind, granted.map_err(|_| Error::WrongRecoveryKey)?) {
            (GrantKind::Audit, Granted::Audit(keys)) => audit.push(keys),
            (GrantKind::Root, Granted::FirstRoot(key, proof)) => {
                let public = *key.verify_key().as_bytes();
                recovery
                    .check_proof(tenant, &public, &proof)
                    .map_err(|_| Error::WrongRecoveryKey)?;
                root = Some(key);
            }
            (GrantKind::ClinicSecret, Granted::Clinic(key)) => secret = Some(key),
            (kind, Granted::Epoch(key))
                if kind.compartment() == Some(key.key_id().compartment()) =>
            {
                epochs.insert(key.key_id().number(), key);
            }
            _ => return Err(Error::WrongRecoveryKey),
        }
    }
    match (root, secret) {
        (Some(root), Some(secret)) => Ok(Recovered {
            epochs,
            audit,
            root,
            secret,
        }),
        _ => Err(Error::WrongRecoveryKey),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sync_contract::catalog::Patient;
    use sync_contract::{Group, Wire};

    use crate::crypto::password::Password;
    use crate::crypto::recovery::RecoveryKey;
    use crate::crypto::sign::Purpose;
    use crate::error::Error;
    use crate::testing::*;
    use crate::write::AdminSignedOutcome;

    #[test]
    fn the_recovery_key_is_tested_and_another_one_is_refused() {
        let machine = Machine::new(1);
        let (unlocked, recovery) = machine.create();
        let typed = RecoveryKey::parse(&recovery.text()).unwrap();
        unlocked.vault.test_recovery(&typed).unwrap();
        let refused = unlocked.vault.test_recovery(&RecoveryKey::generate());
        assert!(matches!(refused, Err(Error::WrongRecoveryKey)));
    }

    #[test]
    fn a_forgotten_password_is_replaced_and_everything_opens_again() {
        let machine = Machine::new(1);
        let (mut unlocked, recovery) = machine.create();
        let (id, user) = (register(&mut unlocked, "Okafor"), unlocked.user());
        let vault = unlocked.lock();
        let new = Password::new("battery staple");
        let outcome = vault.recover(&recovery, user, &new).unwrap();
        let AdminSignedOutcome::Applied(mut recovered) = outcome else {
            panic!("there is no server");
        };
        register(&mut recovered, "Adeyemi");
        let vault = recovered.lock();
        let refused = vault.unlock("ada", &Password::new(PASSWORD)).unwrap_err();
        assert!(matches!(refused.error, Error::WrongPassword));
        machine.clock.advance_ms(60_000);
        let unlocked = refused
            .vault
            .unlock("ada", &new)
            .map_err(|refused| refused.error)
            .unwrap();
        assert!(unlocked.session.is_admin() && unlocked.session.waiting_for_keys().is_empty());
        let patient = unlocked.read().get::<Patient>(id).unwrap().unwrap();
        assert_eq!(
            patient.value.family_name.open().unwrap().as_deref(),
            Some("Okafor")
        );
        assert!(unlocked.vault.verify_audit().unwrap().fault.is_none());
    }

    #[test]
    fn with_a_server_the_new_keys_wait_for_its_verdict() {
        let machine = Machine::new(1);
        let (mut unlocked, recovery) = machine.create();
        let user = unlocked.user();
        unlocked
            .vault
            .set_server("https://sync.example.org", None)
            .unwrap();
        accept_all(&mut unlocked.vault);
        let new = Password::new("battery staple");
        let outcome = unlocked.lock().recover(&recovery, user, &new).unwrap();
        let AdminSignedOutcome::Pending(_, mut recovered) = outcome else {
            panic!("there is a server");
        };
        // an admin who has left has the root key, too, and never had this one
        let bytes = "select bytes from queue order by seq desc limit 1";
        let bytes = recovered
            .vault
            .conn
            .query_row(bytes, [], |row| row.get::<_, Vec<u8>>(0));
        let group = Group::from_bytes(&bytes.unwrap()).unwrap();
        let pair = recovery.signing_pair(group.tenant);
        pair.verify_key()
            .verify(Purpose::Group, &group.signing_input(), &group.signature)
            .unwrap();
        accept_all(&mut recovered.vault);
        recovered
            .lock()
            .unlock("ada", &new)
            .map_err(|refused| refused.error)
            .unwrap();
    }
}
