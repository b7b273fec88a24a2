//! Enrolment: connecting a clinic to a server, inviting a device by a code, and joining with one.

use std::path::Path;

use rusqlite::params;
use sha2::{Digest, Sha256};
use sync_contract::catalog::{Device, enrolment_input, joined_device};
use sync_contract::change::{CellWrite, Group};
use sync_contract::entity::CREATED;
use sync_contract::every_entity::{CREATED_AT, CREATED_BY};
use sync_contract::field::{Bytes, Text, Time};
use sync_contract::ids::DeviceId;
use sync_contract::messages::{
    CreateClinic, DeviceJoin, DeviceReturn, EnrolCreate, EnrolFindAnswer, GivenNumber, InfoAnswer,
};
use sync_contract::{
    CellState, Clock, Entity, Malformed, Reader, Value, Wire, Writer, fail_point, statement,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::enrolment::EnrolmentCode;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::keystore::anchor::{Anchor, delete_keys, server_keys};
use crate::crypto::keystore::entry::{KeyEntry, Owner};
use crate::crypto::recovery::RecoveryRecipient;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::store::device::DeviceRow;
use crate::store::facts::{Facts, insert_facts};
use crate::store::file::VaultFolder;
use crate::store::rows::RowReader;
use crate::store::{file, row_tag};
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::verify::cells::cell_input;
use crate::{Detail, Event, Outcome, Severity};

/// How long a code may be used.
pub const CODE_LASTS_S: u32 = 3600;

/// What the inviting device seals under the code.
struct Bundle {
    secrets: Vec<(u16, Zeroizing<[u8; 32]>)>,
    root: [u8; 32],
    recovery: String,
    audit_key: [u8; 32],
    /// By which the clinic's server proves itself.
    server_key: Option<[u8; 32]>,
    admin: Uuid,
    until_us: i64,
    invitation: [u8; 64],
}

impl Wire for Bundle {
    fn write(&self, writer: &mut Writer) {
        writer.u8(1);
        writer.list(&self.secrets, |w, (version, bytes)| {
            w.u16(*version);
            w.raw(&**bytes);
        });
        writer.raw(&self.root);
        writer.text(&self.recovery);
        writer.raw(&self.audit_key);
        writer.option(self.server_key.as_ref(), |w, key| w.raw(key));
        writer.uuid(self.admin);
        writer.i64(self.until_us);
        writer.raw(&self.invitation);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        if reader.u8()? != 1 {
            return Err(Malformed("bundle of another version"));
        }
        Ok(Self {
            secrets: reader.list(|r| Ok((r.u16()?, Zeroizing::new(r.array()?))))?,
            root: reader.array()?,
            recovery: reader.text()?.to_owned(),
            audit_key: reader.array()?,
            server_key: reader.option(|r| r.array())?,
            admin: reader.uuid()?,
            until_us: reader.i64()?,
            invitation: reader.array()?,
        })
    }
}

impl Unlocked {
    /// Returns the request with which a clinic that was created without a server registers under `code`.
    ///
    /// # Errors
    /// `NotAdmin` for any user but the one who created the clinic, since the server verifies the first rows by their
    /// key; `Altered`.
    pub fn create_clinic(&self, code: &str) -> Result<CreateClinic> {
        let vault = &self.vault;
        let tenant = self.read().tenant()?.ok_or(Error::NotFound)?;
        if tenant.created_by.0 != self.session.user {
            return Err(Error::NotAdmin);
        }
        vault.prove_devices()?;
        let device = DeviceRow::load(&vault.conn)?;
        let mut request = CreateClinic {
            code: code.to_owned(),
            tenant: vault.facts.tenant,
            root_public_key: *vault.keys.root.as_bytes(),
            founder: self.session.user,
            founder_signing_key: *self.session.keys.public().verify.as_bytes(),
            device: device.id,
            device_number: device.number(),
            device_public_key: *vault.keys.device.public().verify.as_bytes(),
            numbers_used: vault.device_numbers()?,
            signature: [0; 64],
        };
        request.signature = self
            .session
            .keys
            .sign(Purpose::CreateClinic, &request.signing_input());
        Ok(request)
    }

    /// Creates a one-use code for a new device, and the enrolment that the server keeps for it.
    ///
    /// # Errors
    /// `NotAdmin`, `KeysReplaced`, `Altered`.
    pub fn invite(&mut self) -> Result<(EnrolmentCode, EnrolCreate)> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        self.require_active()?;
        self.vault.prove_devices()?;
        let until = Time(self.vault.now_us()? + i64::from(CODE_LASTS_S) * 1_000_000);
        let audit_key = crate::audit::record::newest_audit_key(&self.vault)?;
        let server_key = self.vault.server_key()?;
        let vault = &mut self.vault;
        let code = EnrolmentCode::generate(&mut vault.env.random);
        let enrolment_key = *code.signing_pair().verify_key().as_bytes();
        let input = enrolment_input(vault.facts.tenant, &enrolment_key, until);
        let secrets = vault.keys.versions();
        let bundle = Bundle {
            secrets: secrets
                .map(|s| (s.version(), Zeroizing::new(*s.as_bytes())))
                .collect(),
            root: *vault.keys.root.as_bytes(),
            recovery: vault.facts.recovery.to_string(),
            audit_key: *audit_key.as_bytes(),
            server_key,
            admin: self.session.user,
            until_us: until.0,
            invitation: self.session.keys.sign(Purpose::Invite, &input),
        };
        // room for all of it, so that growing leaves no secret behind
        let mut writer = Writer::with_capacity(1024 + bundle.secrets.len() * 34);
        bundle.write(&mut writer);
        let plain = Zeroizing::new(writer.finish());
        let files = bundle_aad(vault.facts.tenant);
        let mut create = EnrolCreate {
            admin: self.session.user,
            find_hash: Sha256::digest(code.find()).into(),
            bundle: code.seal_bundle(&files, &plain, &mut vault.env.random),
            expires_in_s: CODE_LASTS_S,
            signature: [0; 64],
        };
        create.signature = self
            .session
            .keys
            .sign(Purpose::Enrol, &create.signing_input());
        Ok((code, create))
    }
}

fn bundle_aad(tenant: Uuid) -> Vec<u8> {
    [b"nutrivault bundle 1".as_slice(), tenant.as_bytes()].concat()
}

impl Unlocked {
    /// Pins the key of a server that has lost the one before: an admin has the code of the new one from its operator.
    /// Returns false where the code is that of another key, or the server does not prove the key.
    ///
    /// # Errors
    /// `NotAdmin`, `ServerAltered` while the file names no server of the clinic.
    pub fn confirm_server_key(
        &mut self,
        nonce: &[u8; 32],
        answer: &InfoAnswer,
        code: &str,
    ) -> Result<bool> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        if !self.vault.has_proved_key(nonce, answer, code)? {
            return Ok(false);
        }
        let event = Event::new("name server", "clinic").ended(Outcome::Done, Severity::Warning);
        self.record(event, &Detail::default())?;
        self.vault.replace_server_key(answer)?;
        Ok(true)
    }
}

impl Vault {
    /// Makes this machine's vault of a clinic from what waited at the server under `code`. The answer's second part
    /// must be taken by the server before anything else; when it is not, [`Vault::abandon`] undoes this. Other programs
    /// open it once [`Vault::complete`] was called.
    ///
    /// # Errors
    /// `BadBundle`, `AlreadyThere`, `NotEmpty`, `NoPermission`, `DiskFull`.
    pub fn join(
        folder: &Path,
        env: Environment,
        code: &EnrolmentCode,
        answer: &EnrolFindAnswer,
        device_name: &Text<255>,
    ) -> Result<(Self, DeviceJoin)> {
        let bundle = open_bundle(code, answer)?;
        let mut files = VaultFolder::new(folder);
        files.make()?;
        let enrolment_key = *code.signing_pair().verify_key().as_bytes();
        let device = joined_device(answer.tenant, &enrolment_key);
        let made = Self::make_joined(&files, env, answer, &bundle, device);
        let mut vault = match made {
            Ok(vault) => vault,
            Err(error) => {
                files.unmake()?;
                return Err(error);
            }
        };
        let group = vault.joining_group(code, &bundle, device_name);
        fail_point::reach("vault.join.before_server");
        let noted = group.and_then(|group| vault.note_joining(&group).map(|()| group));
        match noted {
            Ok(group) => {
                let join = DeviceJoin {
                    tenant: answer.tenant,
                    find: Some(code.find()),
                    group,
                };
                Ok((vault, join))
            }
            Err(error) => {
                vault.abandon()?;
                Err(error)
            }
        }
    }

    /// Verifies each device's row before it is sent to a server or to another device.
    ///
    /// # Errors
    /// `Altered`.
    fn prove_devices(&self) -> Result<()> {
        let sql = statement!("people", "devices");
        let mut statement = self.conn.prepare_cached(sql)?;
        let reader = RowReader::new(Device::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([])?;
        let chain = self.chain()?;
        while let Some(row) = rows.next()? {
            chain.prove(&reader.read_known(row)?.ok_or(Error::Altered)?)?;
        }
        Ok(())
    }

    /// Notes the group with which this device joins, before the server has it.
    pub(crate) fn note_joining(&self, group: &[u8]) -> Result<()> {
        let number = DeviceRow::load(&self.conn)?.number();
        self.conn.execute(
            statement!("device", "keep_given"),
            params![number, group, None::<[u8; 64]>],
        )?;
        Ok(())
    }

    /// Notes what the server has signed of a number that it gave this device.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_given(&self, given: &GivenNumber) -> Result<()> {
        self.conn.execute(
            statement!("device", "keep_given"),
            params![given.device_number, None::<Vec<u8>>, given.signature],
        )?;
        Ok(())
    }

    /// Returns what registers this device once more at a server that has lost its numbers; none where no server has
    /// given it any. What another program wrote there is left out.
    pub(crate) fn return_call(&self) -> Result<Option<DeviceReturn>> {
        let sql = statement!("device", "given_numbers");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let (mut numbers, mut group) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let number = row.get_ref(0)?.as_i64().map(u32::try_from);
            let signature = row.get_ref(2)?.as_blob().map(<[u8; 64]>::try_from);
            let (Ok(Ok(device_number)), Ok(Ok(signature))) = (number, signature) else {
                continue;
            };
            numbers.push(GivenNumber {
                device_number,
                signature,
            });
            if let Ok(joined_with) = row.get_ref(1)?.as_blob() {
                group = Some(joined_with.to_vec());
            }
        }
        let device = DeviceRow::load(&self.conn)?;
        Ok((!numbers.is_empty()).then_some(DeviceReturn {
            tenant: self.facts.tenant,
            device: device.id,
            public_key: *self.keys.device.public().verify.as_bytes(),
            numbers,
            group,
        }))
    }

    /// Removes a vault that never became part of its clinic: files and keys.
    pub fn abandon(self) -> Result<()> {
        let (key_store, vault) = (self.env.key_store.as_ref(), self.facts.vault);
        delete_keys(key_store, vault)?;
        Anchor::delete_from(key_store, vault)?;
        let files = self.files.clone();
        drop(self);
        files.unmake()
    }

    fn make_joined(
        files: &VaultFolder,
        mut env: Environment,
        answer: &EnrolFindAnswer,
        bundle: &Bundle,
        device: DeviceId,
    ) -> Result<Self> {
        let mut secrets = bundle.secrets.iter();
        let mut secret = || {
            secrets
                .next()
                .map(|(v, bytes)| ClinicSecret::from_bytes(*v, bytes.clone()))
        };
        let first = secret().ok_or(Error::BadBundle)?;
        let device_keys = DeviceKeys::generate(&mut env.random);
        let owner = Owner {
            tenant: answer.tenant,
            recovery: RecoveryRecipient::parse(&bundle.recovery).map_err(|_| Error::BadBundle)?,
            audit_key: ExchangeKey::from_bytes(bundle.audit_key),
        };
        let root = VerifyKey::from_bytes(bundle.root);
        let mut entry = KeyEntry::new(root, device_keys, owner, first);
        while let Some(secret) = secret() {
            entry.add(secret);
        }
        let facts = Facts::of(&entry);
        let conn = file::create(&files.database())?;
        row_tag::register(&conn, &entry.tag_keys())?;
        let server_key = bundle.server_key.as_ref().map_or(&[][..], |key| key);
        let tag_key = entry.current().tag_key();
        insert_facts(&conn, &facts, &tag_key, server_key)?;
        DeviceRow::insert(&conn, device.0, answer.device_number)?;
        entry.store_in(env.key_store.as_ref(), facts.vault)?;
        server_keys::store_in(env.key_store.as_ref(), facts.vault, server_key)?;
        let lock = files.lock_shared()?;
        let vault = Self::assemble(files.clone(), conn, lock, env)?;
        vault.note_anchor();
        Ok(vault)
    }

    /// This device's own row as one group: in the inviting admin's name, signed by the key of the code.
    fn joining_group(
        &mut self,
        code: &EnrolmentCode,
        bundle: &Bundle,
        name: &Text<255>,
    ) -> Result<Vec<u8>> {
        let row = DeviceRow::load(&self.conn)?;
        let pair = code.signing_pair();
        let public = self.keys.device.public();
        let device = Device {
            id: DeviceId(row.id),
            number: i64::from(row.number()),
            name: name.clone(),
            public_key: Bytes(public.verify.as_bytes().to_vec()),
            exchange_key: Bytes(public.exchange.as_bytes().to_vec()),
            enrolment_key: Some(Bytes(pair.verify_key().as_bytes().to_vec())),
            enrolment_until: Some(Time(bundle.until_us)),
            enrolment_signature: Some(Bytes(bundle.invitation.to_vec())),
            revoked_at: None,
            revoked_by: None,
        };
        let clock = joining_clock(self.now_ms(&row), bundle.until_us, row.number());
        let cells = device_cells(&device, bundle.admin, clock);
        let writes = cells.into_iter().map(|mut state| {
            state.secret_version = self.admin_signed_tag_key().version();
            let input = cell_input(
                self.facts.tenant,
                Device::DESCRIPTOR.number,
                row.id,
                None,
                &state,
            );
            state.tag = self.admin_signed_tag_key().tag(&input);
            state.signature = Some(pair.sign(Purpose::Cell, &input));
            CellWrite {
                entity: Device::DESCRIPTOR.number,
                row: row.id,
                patient: None,
                state,
                base: Vec::new(),
            }
        });
        let mut group = Group {
            cursor: None,
            id: Uuid::from_bytes([0; 16]),
            tenant: self.facts.tenant,
            action: Uuid::from_bytes([0; 16]),
            author: bundle.admin,
            device: row.number(),
            writes: writes.collect(),
            signature: [0; 64],
        };
        group.id = Uuid::from_bytes(self.env.random.bytes());
        group.action = Uuid::from_bytes(self.env.random.bytes());
        let input = group.signing_input();
        group.signature = pair.sign(Purpose::Group, &input);
        Ok(group.to_bytes())
    }
}

/// Within the hour of the invitation, even if this machine's clock is wrong.
fn joining_clock(now_ms: u64, until_us: i64, device: u32) -> Clock {
    let until_ms = u64::try_from(until_us / 1000).unwrap_or(0);
    let from_ms = until_ms.saturating_sub(u64::from(CODE_LASTS_S) * 1000);
    Clock {
        unix_ms: now_ms.clamp(from_ms, until_ms),
        counter: 1,
        device,
    }
}

/// The cells of a device's row, without tags and signatures. None of its fields is sealed.
fn device_cells(device: &Device, author: Uuid, clock: Clock) -> Vec<CellState> {
    let cell = |number, clear| CellState {
        cell: number,
        clock,
        generation: 0,
        author,
        secret_version: 0,
        clear,
        sealed: None,
        tag: [0; 16],
        signature: None,
        replaces: Vec::new(),
    };
    let birth = vec![
        (CREATED_AT, Value::Time(clock.unix_us())),
        (CREATED_BY, Value::Uuid(author)),
    ];
    let mut cells = vec![cell(CREATED, birth)];
    for content in device.to_row().cells {
        let spec = Device::DESCRIPTOR
            .cell(content.number)
            .expect("the row has the declared cells");
        cells.push(cell(content.number, content.clear(spec)));
    }
    cells
}

fn open_bundle(code: &EnrolmentCode, answer: &EnrolFindAnswer) -> Result<Bundle> {
    let files = bundle_aad(answer.tenant);
    let plain = code
        .open_bundle(&files, &answer.bundle)
        .map_err(|_| Error::BadBundle)?;
    Bundle::from_bytes(&plain).map_err(|_| Error::BadBundle)
}

#[cfg(test)]
mod tests;
