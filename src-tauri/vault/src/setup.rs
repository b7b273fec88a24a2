//! Creates a clinic: keys, the first rows, and the recovery key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sync_contract::catalog::{Device, Role, Tenant, TenantStatus, User, UserRole, admin_role};
use sync_contract::field::{Bytes, Text};
use sync_contract::ids::{DeviceId, TenantId, UserId, UserRoleId};
use sync_contract::roles_given::RolesGiven;
use sync_contract::{Compartment, Phi, Right};
use uuid::Uuid;

use crate::audit_chain;
use crate::audit_chain::event::Event;
use crate::audit_chain::session::AuditSession;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::epoch::{AuditKeys, EpochKey, KeyId};
use crate::crypto::keys::private::{DeviceKeys, RootKey, UserKeys};
use crate::crypto::keystore::anchor::Anchor;
use crate::crypto::keystore::entry::{KeyEntry, Owner};
use crate::crypto::password::Password;
use crate::crypto::recovery::{PROOF_LEN, RecoveryKey};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::outbox::queue::WriteKind;
use crate::session::Session;
use crate::session::grants::{blind_keys, load_roles};
use crate::session::snapshot::SnapshotSlot;
use crate::sign_in::password::NewKeys;
use crate::store::damage_log::DamageLog;
use crate::store::device::{DeviceRow, us};
use crate::store::facts::{Facts, insert_facts};
use crate::store::file::VaultFolder;
use crate::store::{file, row_tag};
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::write::tx::Begin;

/// The input for creating a clinic.
#[derive(Debug)]
pub struct ClinicSetup {
    pub name: Text<255>,
    pub slug: Text<63>,
    /// Set at creation: only a demo clinic may be seeded and shows passwords.
    pub status: TenantStatus,
    pub founder: Founder,
    pub password: Password,
    pub device_name: Text<255>,
}

/// The first user, who is an admin.
#[derive(Debug)]
pub struct Founder {
    pub username: Text<50>,
    pub email: Option<Text<255>>,
    pub first_name: Text<100>,
    pub last_name: Text<100>,
}

impl Vault {
    /// Makes a clinic in an empty folder, with its first user signed in. `roles` gives the clinic's first roles; the
    /// one whose id is [`admin_role`] must be among them.
    ///
    /// The recovery key is in the answer and nowhere else: it must be tested before set-up ends.
    ///
    /// The folder is a clinic once [`Vault::complete`] was called: before it, the recovery key is kept elsewhere.
    ///
    /// # Errors
    /// `AlreadyThere`, `NotEmpty`, `NoPermission`, `DiskFull`, `EmptyPassword`, `NotAdmin` without the admin role.
    pub fn create(
        folder: &Path,
        env: Environment,
        setup: ClinicSetup,
        roles: impl FnOnce(TenantId) -> Vec<Role>,
    ) -> Result<(Unlocked, RecoveryKey)> {
        let mut files = VaultFolder::new(folder);
        files.make()?;
        let made = Self::create_clinic(&files, env, setup, roles);
        if made.is_err() {
            files.unmake()?;
        }
        made
    }

    fn create_clinic(
        files: &VaultFolder,
        mut env: Environment,
        setup: ClinicSetup,
        roles: impl FnOnce(TenantId) -> Vec<Role>,
    ) -> Result<(Unlocked, RecoveryKey)> {
        let parameters = env.password_parameters(None)?;
        let random = &mut env.random;
        let recovery = RecoveryKey::generate();
        let tenant = TenantId(uuid::Builder::from_random_bytes(random.bytes()).into_uuid());
        let roles = roles(tenant);
        if roles.iter().all(|role| role.id != admin_role(tenant)) {
            return Err(Error::NotAdmin);
        }
        let now_ms = env.clock.now_ms();
        let keys = SetupKeys::generate(random)?;
        let device = DeviceId(sync_contract::ids::new_id(now_ms, random.bytes()));
        let founder = UserId(sync_contract::ids::new_id(now_ms, random.bytes()));
        let proof = recovery.proof(tenant.0, keys.root.verify_key().as_bytes());
        let (new_keys, sign_in_secret) = crate::sign_in::password::wrap(
            &keys.user,
            founder.0,
            &setup.password,
            &keys.secret,
            &parameters,
            random,
        )?;
        let owner = Owner {
            tenant: tenant.0,
            recovery: recovery.recipient(),
            audit_key: keys.audit.public(),
        };
        let entry = KeyEntry::new(keys.root.verify_key(), keys.device, owner, keys.secret);
        let facts = Facts::of(&entry);
        let conn = file::create(&files.database())?;
        row_tag::register(&conn, &entry.tag_keys())?;
        insert_facts(&conn, &facts, &entry.current().tag_key(), &[])?;
        DeviceRow::insert(&conn, device.0, 1)?;
        entry.store_in(env.key_store.as_ref(), facts.vault)?;
        let vault_id = facts.vault;
        let lock = files.lock_shared()?;
        let mut vault = Self::assemble(files.clone(), conn, lock, env)?;
        let written = open_audit_session(&mut vault, founder.0, &keys.user).and_then(|audit| {
            let session = Session {
                user: founder.0,
                keys: keys.user,
                blind: blind_keys(&keys.epochs)?,
                epochs: keys.epochs,
                audit_keys: vec![keys.audit],
                root: Some(keys.root),
                rights: BTreeSet::from_iter(Right::ALL.iter().copied()),
                entitled: BTreeSet::from(Compartment::ALL),
                given: RolesGiven::default(),
                sign_in_secret,
                opened_wrap: None,
                facility: Default::default(),
                by_code: None,
                audit: audit.into(),
                damage: DamageLog::default(),
                snapshot: SnapshotSlot::default(),
            };
            let first = FirstRows {
                tenant,
                founder,
                device,
                new_keys,
                proof,
                recovery_signing_key: *recovery.signing_pair(tenant.0).verify_key().as_bytes(),
                roles,
                setup: &setup,
            };
            first.write(&mut vault, &session)?;
            Ok(session)
        });
        match written {
            Ok(mut session) => {
                session.given = load_roles(&vault.conn, &vault.chain()?, founder.0)?;
                session.rights = session.given.anywhere().rights;
                vault.note_anchor();
                Ok((Unlocked::new(vault, session), recovery))
            }
            Err(error) => {
                vault.env.key_store.delete(vault_id)?;
                Anchor::delete_from(vault.env.key_store.as_ref(), vault_id)?;
                Err(error)
            }
        }
    }
}

struct SetupKeys {
    secret: ClinicSecret,
    root: RootKey,
    device: DeviceKeys,
    user: UserKeys,
    audit: AuditKeys,
    epochs: BTreeMap<u32, EpochKey>,
}

impl SetupKeys {
    fn generate(random: &mut crate::crypto::random::Random) -> Result<Self> {
        let mut epochs = BTreeMap::new();
        for compartment in Compartment::ALL
            .into_iter()
            .filter(|c| *c != Compartment::Audit)
        {
            let key = EpochKey::generate(KeyId::new(compartment, 1)?, random);
            epochs.insert(key.key_id().number(), key);
        }
        Ok(Self {
            secret: ClinicSecret::generate(1, random),
            root: RootKey::generate(random),
            device: DeviceKeys::generate(random),
            user: UserKeys::generate(random),
            audit: AuditKeys::generate(1, random)?,
            epochs,
        })
    }
}

/// The first user's session begins before there is a row of theirs.
fn open_audit_session(vault: &mut Vault, founder: Uuid, keys: &UserKeys) -> Result<AuditSession> {
    let tx = crate::store::file::immediate(&mut vault.conn)?;
    let mut device = DeviceRow::load(&tx)?;
    let at_us = us(vault.env.clock.now_ms());
    let audit_key = vault.facts.audit_key;
    let random = &mut vault.env.random;
    let (session, opening) =
        AuditSession::begin(&vault.facts, &mut device, &audit_key, Some(founder), random)?;
    let opening = session.endorse(&opening, at_us, keys);
    let event = Event::new("sign in", "session").of(founder);
    let entry = event.entry(at_us, Some(founder), session.key.number(), opening);
    audit_chain::append(&tx, &mut device, &vault.keys.device, entry)?;
    device.save(&tx)?;
    tx.commit()?;
    Ok(session)
}

/// What the root key signs at the beginning.
struct FirstRows<'a> {
    tenant: TenantId,
    founder: UserId,
    device: DeviceId,
    new_keys: NewKeys,
    /// Of the recovery key, for this clinic.
    proof: [u8; PROOF_LEN],
    recovery_signing_key: [u8; 32],
    roles: Vec<Role>,
    setup: &'a ClinicSetup,
}

impl FirstRows<'_> {
    fn write(self, vault: &mut Vault, session: &Session) -> Result<()> {
        let recipient = vault.facts.recovery.to_string();
        let device_keys = vault.keys.device.public();
        let begin = Begin {
            vault,
            session,
            kind: WriteKind::AdminSigned,
            setup: true,
        };
        let mut tx = begin.open("create clinic")?;
        tx.insert(&Tenant {
            id: self.tenant,
            name: self.setup.name.clone(),
            slug: self.setup.slug.clone(),
            status: self.setup.status,
            recovery_recipient: Text::new(&recipient)?,
            recovery_signing_key: Some(Bytes(self.recovery_signing_key.to_vec())),
        })?;
        tx.insert(&self.user())?;
        for role in &self.roles {
            tx.insert(role)?;
        }
        let membership: UserRoleId = tx.new_id();
        tx.insert(&UserRole {
            id: membership,
            user: self.founder,
            role: admin_role(self.tenant),
            facility: None,
        })?;
        tx.insert(&Device {
            id: self.device,
            number: 1,
            name: self.setup.device_name.clone(),
            public_key: Bytes(device_keys.verify.as_bytes().to_vec()),
            exchange_key: Bytes(device_keys.exchange.as_bytes().to_vec()),
            enrolment_key: None,
            enrolment_until: None,
            enrolment_signature: None,
            revoked_at: None,
            revoked_by: None,
        })?;
        let mut grants =
            tx.grants_for(self.founder, &self.new_keys.public_key, &Compartment::ALL)?;
        grants.push(tx.root_grant_for(self.founder, &self.new_keys.public_key)?);
        grants.extend(tx.recovery_grants(self.proof)?);
        for grant in &grants {
            tx.insert(grant)?;
        }
        tx.audit(|event| event.of(self.tenant.0));
        tx.commit()?;
        Ok(())
    }

    fn user(&self) -> User {
        let (founder, keys) = (&self.setup.founder, &self.new_keys);
        User {
            id: self.founder,
            username: founder.username.clone(),
            email: founder.email.clone(),
            first_name: founder.first_name.clone(),
            last_name: founder.last_name.clone(),
            department: None,
            facility: None,
            specialization: None,
            shift_schedule: None,
            is_active: true,
            email_verified: false,
            public_key: keys.public_key.clone(),
            signing_key: keys.signing_key.clone(),
            wrapped_keys: keys.wrapped_keys.clone(),
            kdf_salt: keys.kdf_salt.clone(),
            kdf_memory_kib: keys.kdf_memory_kib,
            kdf_passes: keys.kdf_passes,
            kdf_lanes: keys.kdf_lanes,
            sign_in_hash: keys.sign_in_hash.clone(),
            phone: Phi::new(None),
            licence_number: Phi::new(None),
            national_provider_number: Phi::new(None),
            tax_number: Phi::new(None),
            picture: Phi::new(None),
            former_keys: None,
        }
    }
}
