use std::collections::HashMap;

use rusqlite::Row;
use sync_contract::Wire;
use sync_contract::messages::AuditEntry;
use sync_contract::statement;
use uuid::Uuid;

use crate::audit::query::opener;
use crate::audit_chain::event::Outcome;
use crate::crypto::seal::frame::Form;
use crate::crypto::sign::Purpose;
use crate::error::Result;
use crate::store::device::DeviceRow;
use crate::vault::Vault;
use crate::verify::chain::Chain;

/// What is wrong with the first entry at which a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditFault {
    /// An entry with this number is missing or out of order.
    Missing,
    /// It does not follow the entry before it: one of them was put in, taken out or changed.
    Unlinked,
    /// Its content is not what the device signed.
    Changed,
    /// The newest entries are missing.
    CutTail,
}

/// The result of `audit verify`, which needs no password and no server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    pub device_number: u32,
    pub entries: u64,
    /// The last entry that the server acknowledged: a tail that was cut after it cannot be seen here.
    pub acknowledged: u64,
    /// Entries that name a user who did not open their session with a key of their own, but for refused sign-ins: only
    /// this device says that it was they. Whether a body is of its session is shown in the list to a user with the
    /// audit key.
    pub device_only: u64,
    pub fault: Option<(u64, AuditFault)>,
}

impl Vault {
    /// Walks this device's own chain from its first entry.
    pub fn verify_audit(&self) -> Result<AuditReport> {
        // one state of the file: another handle may add an entry meanwhile
        let is_alone = self.conn.is_autocommit();
        let _snapshot = is_alone
            .then(|| self.conn.unchecked_transaction())
            .transpose()?;
        let device = DeviceRow::load(&self.conn)?;
        let (acknowledged, acknowledged_hash) = self.acknowledged_audit()?;
        let mut report = AuditReport {
            device_number: device.number(),
            entries: 0,
            acknowledged,
            device_only: 0,
            fault: None,
        };
        let (chain, mut openers) = (self.chain()?, HashMap::new());
        let (mut number, mut previous) = (0, [0; 32]);
        let mut statement = self.conn.prepare(statement!("audit", "chain"))?;
        let mut rows = statement.query([device.number()])?;
        while let Some(row) = rows.next()? {
            report.entries += 1;
            number += 1;
            let stored: u64 = row.get(0)?;
            let (fault, hash) = self.check_entry(row, stored, number, &previous)?;
            let replaced =
                number == acknowledged && acknowledged_hash.is_some_and(|sent| sent != hash);
            let fault = fault.or(replaced.then_some(AuditFault::Changed));
            if let Some(fault) = fault {
                report.fault = Some((number, fault));
                return Ok(report);
            }
            previous = hash;
            let entry = AuditEntry::from_bytes(&row.get::<_, Vec<u8>>(1)?)?;
            report.device_only += u64::from(self.is_device_only(&chain, &mut openers, &entry)?);
        }
        if number < acknowledged.max(device.audit_number) || previous != device.audit_hash {
            report.fault = Some((number + 1, AuditFault::CutTail));
        }
        Ok(report)
    }

    fn is_device_only(
        &self,
        chain: &Chain<'_>,
        openers: &mut HashMap<u32, Option<Uuid>>,
        entry: &AuditEntry,
    ) -> Result<bool> {
        let opens = matches!(Form::of(&entry.sealed)?, Form::PublicKey | Form::Endorsed);
        if opens {
            let user = opener(chain, self.facts.tenant, entry);
            // a second opening of one session endorses no user
            let known = openers.contains_key(&entry.session);
            openers.insert(entry.session, user.filter(|_| !known));
        }
        let is_refusal = opens && entry.outcome != Outcome::Done.as_str();
        let opener = openers.get(&entry.session).copied().flatten();
        Ok(entry.user.is_some() && opener != entry.user && !is_refusal)
    }

    fn check_entry(
        &self,
        row: &Row<'_>,
        stored: u64,
        number: u64,
        previous: &[u8; 32],
    ) -> Result<(Option<AuditFault>, [u8; 32])> {
        if stored != number {
            return Ok((Some(AuditFault::Missing), [0; 32]));
        }
        let bytes: Vec<u8> = row.get(1)?;
        let Ok(entry) = AuditEntry::from_bytes(&bytes) else {
            return Ok((Some(AuditFault::Changed), [0; 32]));
        };
        let key = self.keys.device.public().verify;
        let signed = key
            .verify(
                Purpose::AuditEntry,
                &entry.signing_input(),
                &entry.signature,
            )
            .is_ok();
        let fault = if !signed || !is_shown_as_signed(row, &entry)? {
            Some(AuditFault::Changed)
        } else if entry.number != number {
            Some(AuditFault::Missing)
        } else if entry.previous != *previous {
            Some(AuditFault::Unlinked)
        } else {
            None
        };
        Ok((fault, entry.chain_hash()))
    }

    fn acknowledged_audit(&self) -> Result<(u64, Option<[u8; 32]>)> {
        let sql = statement!("audit", "acknowledged");
        Ok(self
            .conn
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

/// The columns that lists and searches read must equal what was signed.
fn is_shown_as_signed(row: &Row<'_>, entry: &AuditEntry) -> Result<bool> {
    let id = |at: usize| -> rusqlite::Result<Option<Uuid>> {
        Ok(row.get::<_, Option<[u8; 16]>>(at)?.map(Uuid::from_bytes))
    };
    let text = |at: usize, text: &str| -> rusqlite::Result<bool> {
        Ok(row.get_ref(at)?.as_str()? == text)
    };
    Ok(row.get::<_, i64>(2)? == entry.at_us
        && id(3)? == entry.user
        && text(4, &entry.action)?
        && text(5, &entry.resource)?
        && id(6)? == entry.resource_id
        && id(7)? == entry.patient
        && text(8, &entry.outcome)?
        && text(9, &entry.severity)?)
}
