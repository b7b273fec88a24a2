use std::path::Path;

use rusqlite::{Connection, params};
use sync_contract::catalog::Device;
use sync_contract::change::Group;
use sync_contract::field::{Bytes, Text};
use sync_contract::ids::DeviceId;
use sync_contract::messages::DeviceJoin;
use sync_contract::{Clock, Entity, Wire, fail_point, statement};
use uuid::Uuid;

use crate::Detail;
use crate::audit::record::newest_audit_key;
use crate::audit_chain;
use crate::audit_chain::event::Event;
use crate::audit_chain::retention::retention_us;
use crate::audit_chain::session::AuditSession;
use crate::backup::format::Head;
use crate::backup::verify::proved_copy;
use crate::backup::{format, makers};
use crate::crypto::keys::clinic::ClinicSecret;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::keystore::anchor::server_keys;
use crate::crypto::keystore::entry::{KeyEntry, Owner};
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::outbox::queue::{WriteKind, heal_types};
use crate::outbox::sent;
use crate::private;
use crate::store::device::{DeviceRow, us};
use crate::store::facts::{Facts, insert_facts, read_facts};
use crate::store::file::{VaultFolder, immediate};
use crate::store::quarantine::quarantine;
use crate::store::{device, file, row_tag};
use crate::unlocked::Unlocked;
use crate::vault::{Vault, server};
use crate::write::tx::WriteTx;

/// What a person takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Proved,
    Altered,
}

impl Vault {
    /// Brings a backup back into an empty folder, as another device: new keys, the highest number known plus one
    /// until the server gives one. Queue, drafts and audit log are there; what the server has is pulled from the
    /// beginning. It is of use once an admin has signed in and called [`Unlocked::adopt`], and opened by other programs
    /// once [`Vault::complete`] was called.
    ///
    /// # Errors
    /// `BadBackup`, `ForgedBackup`, `Altered`, `AlteredRows`, `NotEmpty`, `Newer`, `NoPermission`, `DiskFull`.
    pub fn restore(
        folder: &Path,
        env: Environment,
        backup: &Path,
        recovery: &RecoveryKey,
    ) -> Result<Self> {
        Self::restore_as_it_is(folder, env, backup, recovery, Given::Proved)
    }

    /// As [`Vault::restore`], for a user who has no better copy than one with altered rows: each cell that fails a
    /// check is quarantined and listed.
    ///
    /// # Errors
    /// `AlteredRows` still, for rows that cannot be read.
    pub fn restore_altered(
        folder: &Path,
        env: Environment,
        backup: &Path,
        recovery: &RecoveryKey,
    ) -> Result<Self> {
        Self::restore_as_it_is(folder, env, backup, recovery, Given::Altered)
    }

    fn restore_as_it_is(
        folder: &Path,
        env: Environment,
        backup: &Path,
        recovery: &RecoveryKey,
        given: Given,
    ) -> Result<Self> {
        let mut files = VaultFolder::new(folder);
        files.make().map_err(|error| match error {
            Error::AlreadyThere => Error::NotEmpty,
            error => error,
        })?;
        let restored = Self::restore_into(&files, env, backup, recovery, given);
        if restored.is_err() {
            files.unmake()?;
        }
        restored
    }

    fn restore_into(
        files: &VaultFolder,
        mut env: Environment,
        backup: &Path,
        recovery: &RecoveryKey,
        given: Given,
    ) -> Result<Self> {
        let alone = files.lock_alone()?;
        let input = format::open(backup)?;
        let mut copy = private::create(&files.database())?;
        let head = format::read(input, recovery, &mut copy)?;
        copy.sync_all()?;
        drop(copy);
        files.check_header().map_err(|_| Error::BadBackup)?;
        let (conn, _) = proved_copy(&head, &files.database(), recovery)?;
        let altered = makers::check_rows(&head, &conn, &mut |_, _| {})?;
        if altered.unreadable > 0 || (altered.rows > 0 && given == Given::Proved) {
            return Err(Error::AlteredRows(altered.rows));
        }
        drop(conn);
        let mut conn = file::connect(&files.database(), true)?;
        let random = &mut env.random;
        let original = read_facts(&conn)?;
        let entry = key_entry(&head, DeviceKeys::generate(random), original.owner())?;
        let facts = Facts::of(&entry);
        let now_ms = env.clock.now_ms();
        let device_id: DeviceId = sync_contract::ids::new_id(now_ms, random.bytes()).into();
        row_tag::register(&conn, &entry.tag_keys())?;
        let tx = immediate(&mut conn)?;
        let server_keys = rename(&tx, &original, &facts, &entry)?;
        for mut cell in altered.cells {
            cell.quarantined_at_us = us(now_ms);
            quarantine(&tx, &cell)?;
        }
        let number: u32 =
            tx.query_row(statement!("backup", "next_number"), [], |row| row.get(0))?;
        // nothing of the other device's clock and place in the audit log is this one's
        tx.execute(statement!("device", "forget"), [])?;
        tx.execute(statement!("device", "forget_given"), [])?;
        DeviceRow::insert(&tx, device_id.0, number)?;
        become_device(&tx, device_id.0, number)?;
        device::limit_tries(&tx)?;
        device::set_queue(&tx, &device::QueueLines::in_file(&tx)?)?;
        device::tag(&tx, true)?;
        tx.commit()?;
        fail_point::reach("vault.restore.after_commit");
        entry.store_in(env.key_store.as_ref(), facts.vault)?;
        server_keys::store_in(env.key_store.as_ref(), facts.vault, &server_keys)?;
        alone.unlock()?;
        let lock = files.lock_shared()?;
        let vault = Self::assemble(files.clone(), conn, lock, env)?;
        vault.note_anchor();
        Ok(vault)
    }
}

impl Unlocked {
    /// Makes a restored machine one of the clinic's devices, in this admin's name. `number` is what the server gave
    /// out, which it must where there is one; then the answer is what the server must take before anything is pushed.
    ///
    /// # Errors
    /// `NotAdmin`.
    pub fn adopt(&mut self, number: Option<u32>, name: &Text<255>) -> Result<Option<DeviceJoin>> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        // the number that was guessed may be the one that the server gives: its chain has begun already
        if let Some(number) = number
            && number != self.vault.device_number()?
        {
            self.renumber(number)?;
        }
        let device = self.own_device(name)?;
        if number.is_none() {
            let mut tx = self.begin("adopt device", WriteKind::AdminSigned)?;
            tx.check_may_begin()?;
            tx.insert(&device)?;
            tx.commit()?;
            return Ok(None);
        }
        // signed as any admin-signed change is, sent by itself, and shown when it is pulled
        let mut tx = self.begin("adopt device", WriteKind::AdminSignedPending)?;
        tx.insert(&device)?;
        let writes = tx.into_writes();
        let mut group = Group {
            cursor: None,
            id: Uuid::from_bytes(self.vault.env.random.bytes()),
            tenant: self.vault.facts.tenant,
            action: Uuid::from_bytes(self.vault.env.random.bytes()),
            author: self.session.user,
            device: self.vault.device_number()?,
            writes,
            signature: [0; 64],
        };
        let input = group.signing_input();
        group.signature = self.session.keys.sign(Purpose::Group, &input);
        self.record(
            Event::new("adopt device", Device::DESCRIPTOR.name).of(device.id.0),
            &Detail::default(),
        )?;
        let join = DeviceJoin {
            tenant: self.vault.facts.tenant,
            find: None,
            group: group.to_bytes(),
        };
        self.vault.note_joining(&join.group)?;
        fail_point::reach("vault.adopt.before_server");
        Ok(Some(join))
    }

    fn own_device(&self, name: &Text<255>) -> Result<Device> {
        let row = DeviceRow::load(&self.vault.conn)?;
        let public = self.vault.keys.device.public();
        Ok(Device {
            id: DeviceId(row.id),
            number: i64::from(row.number()),
            name: name.clone(),
            public_key: Bytes(public.verify.as_bytes().to_vec()),
            exchange_key: Bytes(public.exchange.as_bytes().to_vec()),
            enrolment_key: None,
            enrolment_until: None,
            enrolment_signature: None,
            revoked_at: None,
            revoked_by: None,
        })
    }

    /// Another number is another device to the server: its chains begin anew, and so does this session's audit log.
    fn renumber(&mut self, number: u32) -> Result<()> {
        let audit_key = newest_audit_key(&self.vault)?;
        let mut tx = self.begin("adopt device", WriteKind::Plain)?;
        let session = tx.begin_number(number, &audit_key)?;
        tx.commit_device()?;
        self.session.audit.replace(session);
        Ok(())
    }
}

impl WriteTx<'_> {
    /// Takes another number for this device, whose chains begin anew. The answer is the audit session of the user who
    /// is signed in, under the new number: if the transaction is rolled back, it must be dropped.
    pub(crate) fn begin_number(
        &mut self,
        number: u32,
        audit_key: &ExchangeKey,
    ) -> Result<AuditSession> {
        let id = self.device.id;
        self.device.save(&self.sql)?;
        self.sql
            .execute(statement!("audit", "leave_log"), [0_i64])?;
        become_device(&self.sql, id, number)?;
        device::tag(&self.sql, self.device.is_intact)?;
        self.device = DeviceRow::load(&self.sql)?;
        let user = self.session.user;
        let (session, opening) = AuditSession::begin(
            self.facts,
            &mut self.device,
            audit_key,
            Some(user),
            self.random,
        )?;
        let at_us = self.now().0;
        let opening = session.endorse(&opening, at_us, &self.session.keys);
        let event = Event::new("sign in", "session")
            .of(user)
            .retained(retention_us(&self.sql, self.prover.verifier)?);
        let entry = event.entry(at_us, Some(user), session.key.number(), opening);
        audit_chain::append(&self.sql, &mut self.device, self.device_keys, entry)?;
        Ok(session)
    }
}

impl Vault {
    /// Goes on under another number of the server's, as the same device with the same keys. Its queue keeps its bytes,
    /// its clock begins at the present time, and everything is pulled from the beginning. What the server has accepted
    /// is queued once more, and so are the audit logs: it may have been restored from an older backup.
    ///
    /// # Errors
    /// `Revoked`.
    pub(crate) fn take_number(&mut self, number: u32) -> Result<()> {
        let now_us = self.now_us()?;
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load_for_use(&tx)?;
        device::change(&tx, || {
            tx.execute(statement!("audit", "leave_log"), [now_us])?;
            become_device(&tx, device.id, number)?;
            let never = Clock::default().to_array();
            tx.execute(statement!("backup", "reset_clock"), [never])?;
            let groups = sent::resend(&tx, &mut device.queue, now_us)?;
            device::set_queue(&tx, &device.queue)?;
            tx.execute(statement!("audit", "send_logs_again"), [])?;
            tracing::info!(groups, "what the server had accepted is sent again");
            Ok(())
        })?;
        tx.commit()?;
        self.audit = None;
        self.note_anchor();
        Ok(())
    }
}

fn key_entry(head: &Head, device: DeviceKeys, owner: Owner) -> Result<KeyEntry> {
    let mut secrets = head.secrets.iter();
    let mut secret = || {
        secrets
            .next()
            .map(|(version, bytes)| ClinicSecret::from_bytes(*version, bytes.clone()))
    };
    let first = secret().ok_or(Error::BadBackup)?;
    let mut entry = KeyEntry::new(VerifyKey::from_bytes(head.root), device, owner, first);
    while let Some(secret) = secret() {
        entry.add(secret);
    }
    Ok(entry)
}

/// One entry of the key store for each vault, so a copy on the same machine must not share its original's. Returns the
/// keys of the server that the original trusted.
fn rename(conn: &Connection, original: &Facts, copy: &Facts, entry: &KeyEntry) -> Result<Vec<u8>> {
    server::carry_over(conn, original, copy, &entry.tag_keys(), |server_keys| {
        conn.execute(statement!("backup", "forget_facts"), [])?;
        insert_facts(conn, copy, &entry.current().tag_key(), server_keys)
    })
}

/// Another device with this file: its own chains, and everything pulled from the beginning.
fn become_device(conn: &Connection, id: Uuid, number: u32) -> Result<()> {
    conn.execute(
        statement!("backup", "become_device"),
        params![id.as_bytes(), number, [0_u8; 32]],
    )?;
    heal_types(conn)?;
    for sql in [
        statement!("backup", "forget_chain"),
        statement!("backup", "forget_position"),
        statement!("backup", "forget_bootstraps"),
        statement!("backup", "forget_control"),
        statement!("outbox", "note_unsent"),
    ] {
        conn.execute(sql, [])?;
    }
    Ok(())
}
