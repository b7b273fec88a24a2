//! Ends the alarm of a file that is not the one that this device wrote last.

use rusqlite::params;
use sync_contract::catalog::Device;
use sync_contract::ids::DeviceId;
use sync_contract::{fail_point, statement};

use crate::audit::accepted::accept;
use crate::audit::record::newest_audit_key;
use crate::audit::verify::{LogFaults, Logs};
use crate::audit_chain::event::{Event, Severity};
use crate::crypto::keystore::anchor::Anchor;
use crate::crypto::sign::VerifyKey;
use crate::error::{Error, Result};
use crate::outbox::edited::mend_edited;
use crate::outbox::queue::WriteKind;
use crate::outbox::rejected::accept_queue;
use crate::store::device::DeviceRow;
use crate::store::stored_sum;
use crate::unlocked::Unlocked;
use crate::vault::anchor::{FileAlarm, Known, alarm, lost_actions};
use crate::verify::chain::Chain;
use crate::write::tx::WriteTx;

impl Unlocked {
    /// Ends an alarm: from now on this file is the one that this device wrote last, as it is. The admin, the reason and
    /// what the key store knew of the lost file go into the audit log in the same commit. Without a server this device
    /// takes another number, under which it has written nothing yet; a server gives the numbers itself. Returns the
    /// alarm; none where there is none, and then nothing is done.
    ///
    /// # Errors
    /// `NotAdmin`, `InUse`.
    pub fn accept_file(&mut self, reason: &str) -> Result<Option<FileAlarm>> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        let known = match self.vault.known_anchor() {
            Ok(known) => known,
            Err(error) => {
                tracing::warn!(%error, "the anchor of this file cannot be read");
                None
            }
        };
        let kind = match self.vault.server()? {
            Some(_) => WriteKind::Plain,
            None => WriteKind::AdminSigned,
        };
        let audit_key = newest_audit_key(&self.vault)?;
        let own_key = self.vault.keys.device.public().verify;
        let mut tx = self.begin("accept file", kind)?;
        tx.check_may_begin()?;
        mend_edited(&tx.sql, tx.prover.verifier, &mut tx.device)?;
        let chain = tx.prover.over(&tx.sql)?;
        let faults = tx.logs(&chain, own_key).faults(&tx.device)?;
        // entries may be missing before the one that the anchor knows
        let of_logs = (!faults.is_none()).then_some(FileAlarm::OtherAudit);
        let Some(ended) = alarm(&tx.sql, &tx.device, &Known::of(known))?.or(of_logs) else {
            return Ok(None);
        };
        tx.audit(|event| Event {
            resource: "session".to_owned(),
            severity: Severity::Warning,
            ..event
        });
        tx.remark(reason);
        tx.remark(&evidence(ended, &tx.device, known.as_ref()));
        for fault in lost_entries(&faults, tx.device.number()) {
            tx.remark(&fault);
        }
        for action in lost_actions(&tx.sql, &tx.device.queue.broken(&tx.sql)?)? {
            tx.remark(&format!("what an admin did is lost: {action}"));
        }
        let number = match kind {
            WriteKind::AdminSigned => tx.sign_next_number(known.as_ref())?,
            _ => None,
        };
        tx.device.is_intact = true;
        accept_queue(&tx.sql, &mut tx.device.queue, tx.now_us)?;
        if ended == FileAlarm::Edited {
            // what waited is not known any more
            tx.device.queue.note_lost(tx.now_us);
        }
        tx.enqueue_and_audit()?;
        tx.accept_logs(&chain, own_key, &faults)?;
        let session = number
            .map(|number| tx.begin_number(number, &audit_key))
            .transpose()?;
        // what is guarded, and what is counted, is as it is now
        stored_sum::take(&tx.sql)?;
        tx.device.save(&tx.sql)?;
        tx.device.repair = None;
        let generation = known.map_or(0, |known| known.generation);
        tx.sql.execute(
            statement!("device", "accept_anchor"),
            params![known.map(Anchor::accepted), generation],
        )?;
        tx.commit_device()?;
        if let Some(session) = session {
            self.session.audit.replace(session);
        }
        fail_point::reach("vault.anchor.before_store");
        self.vault.replace_anchor();
        if let Err(error) = self.send_lost_again() {
            tracing::warn!(%error, "what was lost cannot be queued again yet");
        }
        Ok(Some(ended))
    }
}

impl WriteTx<'_> {
    fn logs<'a>(&'a self, chain: &'a Chain<'a>, own_key: VerifyKey) -> Logs<'a> {
        Logs {
            conn: &self.sql,
            chain,
            own_key,
        }
    }

    /// From now on the logs that lack entries count as they are: what was lost is in the entry that says so, and alarms
    /// no more. What is lost later alarms again.
    fn accept_logs(&self, chain: &Chain<'_>, own_key: VerifyKey, faults: &LogFaults) -> Result<()> {
        let logs = self.logs(chain, own_key);
        for other in &faults.others {
            logs.accept_to_end(other.log)?;
        }
        if faults.own.is_some() || !faults.has_number {
            let device = &self.device;
            accept(
                &self.sql,
                device.number().into(),
                device.audit_number,
                device.audit_hash,
            )?;
        }
        Ok(())
    }

    /// Signs that this device has a number that neither this file nor the one that is gone knows; none for a device
    /// whose own row has not come.
    pub(crate) fn sign_next_number(&mut self, known: Option<&Anchor>) -> Result<Option<u32>> {
        let Some(row) = self.get::<Device>(DeviceId(self.device.id))? else {
            return Ok(None);
        };
        let sql = statement!("backup", "next_number");
        let next: u32 = self.sql.query_row(sql, [], |row| row.get(0))?;
        let next = known.map_or(next, |known| next.max(known.device_number + 1));
        let device = Device {
            number: i64::from(next),
            ..row.value
        };
        self.update(&device, &row.seen)?;
        Ok(Some(next))
    }
}

/// Where the logs break that are accepted.
fn lost_entries(faults: &LogFaults, own: u32) -> Vec<String> {
    let own = faults.own.map(|fault| (own, fault));
    let others = faults.others.iter();
    let others = others.filter_map(|other| Some((other.device_number, other.fault?)));
    let all = own.into_iter().chain(others);
    all.map(|(computer, (entry, fault))| {
        format!("the log of computer {computer} breaks at entry {entry}: {fault:?}")
    })
    .collect()
}

/// Describes an accepted file for the audit log, so that a reader can tell later what was lost.
fn evidence(alarm: FileAlarm, device: &DeviceRow, known: Option<&Anchor>) -> String {
    let here = format!(
        "{alarm}: the file is at generation {} and at audit entry {} of computer {}",
        device.generation,
        device.audit_number,
        device.number()
    );
    match known {
        Some(known) => format!(
            "{here}, the key store knew generation {}, audit entry {} of computer {} and {} wrong passwords",
            known.generation, known.audit_number, known.device_number, known.wrong_tries
        ),
        None => format!("{here}, the key store knew nothing of it"),
    }
}
