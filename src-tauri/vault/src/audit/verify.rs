use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};
use sync_contract::catalog::Device;
use sync_contract::messages::AuditEntry;
use sync_contract::{Entity, Value, Wire, statement};
use uuid::Uuid;

use crate::audit::query::opener;
use crate::audit_chain::event::Outcome;
use crate::crypto::seal::frame::Form;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::Result;
use crate::store::damage;
use crate::store::damage::TableDamage;
use crate::store::device::{DeviceRow, TAKE_NUMBER};
use crate::store::rows::{RowReader, load};
use crate::vault::Vault;
use crate::vault::anchor::FileState;
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

/// The chain of an earlier number of this device, or of the one whose backup was restored here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherChain {
    pub device_number: u32,
    pub entries: u64,
    /// False while no proved row of a device has this number: its entries cannot be checked yet.
    pub is_checked: bool,
    pub fault: Option<(u64, AuditFault)>,
}

/// Whether this device's own signed row has the number under which it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberProof {
    Proved,
    /// Its row has not come yet, as after a restoration: it cannot be checked.
    NoRow,
    Other,
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
    /// Chains of other numbers that are in this file.
    pub others: Vec<OtherChain>,
    pub number: NumberProof,
    /// By the tag of this device's row and the anchor in the key store.
    pub file: FileState,
    /// Records that are not what was written, or that are not in the file any more, by kind; none of a clean one.
    pub records: Vec<TableDamage>,
}

impl AuditReport {
    /// Returns whether nothing is wrong, as far as it can be checked here.
    pub fn is_clean(&self) -> bool {
        let mut others = self.others.iter();
        self.fault.is_none()
            && others.all(|chain| chain.fault.is_none())
            && self.number != NumberProof::Other
            && self.file.alarm.is_none()
            && self.records.is_empty()
    }
}

impl Vault {
    /// Walks this device's own chain from its first entry, then every other one in the file, and compares what the file
    /// says of this device with its signed row and with the anchor. Reads every record of the file, by its tag.
    pub fn verify_audit(&self) -> Result<AuditReport> {
        let file = self.file_state()?;
        // one state of the file: another handle may add an entry meanwhile
        let is_alone = self.conn.is_autocommit();
        let _snapshot = is_alone
            .then(|| self.conn.unchecked_transaction())
            .transpose()?;
        let device = DeviceRow::load(&self.conn)?;
        let (acknowledged, acknowledged_hash) = self.acknowledged_audit()?;
        let (chain, mut openers) = (self.chain()?, HashMap::new());
        let mut report = AuditReport {
            device_number: device.number(),
            entries: 0,
            acknowledged,
            device_only: 0,
            fault: None,
            others: self.verify_others(&chain, device.number())?,
            number: NumberProof::NoRow,
            file,
            records: damage::check_all(&self.conn, &self.tags)?,
        };
        report.number = self.prove_number(&chain, &device, &report.others)?;
        let keys = [self.keys.device.public().verify];
        let (mut number, mut previous) = (0, [0; 32]);
        let mut statement = self.conn.prepare(statement!("audit", "chain"))?;
        let mut rows = statement.query([device.number()])?;
        while let Some(row) = rows.next()? {
            report.entries += 1;
            number += 1;
            let (fault, hash) = check_entry(row, &keys, number, &previous)?;
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

    fn verify_others(&self, chain: &Chain<'_>, own: u32) -> Result<Vec<OtherChain>> {
        let mut statement = self.conn.prepare(statement!("audit", "devices"))?;
        let numbers = statement.query_map([own], |row| row.get(0))?;
        let numbers: Vec<u32> = numbers.collect::<rusqlite::Result<_>>()?;
        let others = numbers.into_iter();
        others
            .map(|number| self.verify_other(chain, number))
            .collect()
    }

    fn verify_other(&self, chain: &Chain<'_>, device_number: u32) -> Result<OtherChain> {
        let mut keys = self.keys_of_number(chain, device_number)?;
        let is_known = !keys.is_empty();
        // this device had other numbers before
        keys.push(self.keys.device.public().verify);
        let mut other = OtherChain {
            device_number,
            entries: 0,
            is_checked: true,
            fault: None,
        };
        let mut previous = [0; 32];
        let mut statement = self.conn.prepare(statement!("audit", "chain"))?;
        let mut rows = statement.query([device_number])?;
        while let Some(row) = rows.next()? {
            other.entries += 1;
            if other.fault.is_some() || !other.is_checked {
                continue;
            }
            let (fault, hash) = check_entry(row, &keys, other.entries, &previous)?;
            match fault {
                // perhaps a key that has not come
                Some(AuditFault::Changed) if !is_known => other.is_checked = false,
                fault => other.fault = fault.map(|fault| (other.entries, fault)),
            }
            previous = hash;
        }
        Ok(other)
    }

    /// The keys of the devices whose proved rows have this number.
    fn keys_of_number(&self, chain: &Chain<'_>, number: u32) -> Result<Vec<VerifyKey>> {
        let mut statement = self
            .conn
            .prepare(statement!("audit", "devices_of_number"))?;
        let reader = RowReader::new(Device::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([number])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let row = reader.read(row)?;
            let key = match Device::FIELD.public_key.in_row(&row) {
                Some(Value::Bytes(key)) => <[u8; 32]>::try_from(key.as_slice()).ok(),
                _ => None,
            };
            if let Some(key) = key.filter(|_| chain.is_proved(&row)) {
                keys.push(VerifyKey::from_bytes(key));
            }
        }
        Ok(keys)
    }

    /// By the device's own row, or by the ends of its earlier chains, each of which names the number after it.
    fn prove_number(
        &self,
        chain: &Chain<'_>,
        device: &DeviceRow,
        others: &[OtherChain],
    ) -> Result<NumberProof> {
        let row = load(&self.conn, Device::DESCRIPTOR, device.id)?;
        let number = match row {
            Some(row) if chain.is_proved(&row) => Device::FIELD.number.in_row(&row).cloned(),
            Some(_) => None,
            None => return Ok(NumberProof::NoRow),
        };
        let Some(Value::Int(number)) = number else {
            return Ok(NumberProof::Other);
        };
        let mut number = u32::try_from(number).unwrap_or(0);
        // each chain is left once
        for _ in 0..=others.len() {
            if number == device.number() {
                return Ok(NumberProof::Proved);
            }
            let is_intact = |other: &&OtherChain| {
                other.device_number == number && other.is_checked && other.fault.is_none()
            };
            if !others.iter().any(|other| is_intact(&other)) {
                break;
            }
            let sql = statement!("audit", "next_number");
            let next = self
                .conn
                .query_row(sql, params![number, TAKE_NUMBER], |row| row.get(0));
            let Some(next) = next.optional()?.map(|id| Uuid::from_bytes(id).as_u128()) else {
                break;
            };
            number = u32::try_from(next).unwrap_or(0);
        }
        Ok(NumberProof::Other)
    }

    fn acknowledged_audit(&self) -> Result<(u64, Option<[u8; 32]>)> {
        let sql = statement!("audit", "acknowledged");
        Ok(self
            .conn
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

/// Checks an entry under the keys that may have signed it.
fn check_entry(
    row: &Row<'_>,
    keys: &[VerifyKey],
    number: u64,
    previous: &[u8; 32],
) -> Result<(Option<AuditFault>, [u8; 32])> {
    if row.get::<_, u64>(0)? != number {
        return Ok((Some(AuditFault::Missing), [0; 32]));
    }
    let bytes: Vec<u8> = row.get(1)?;
    let Ok(entry) = AuditEntry::from_bytes(&bytes) else {
        return Ok((Some(AuditFault::Changed), [0; 32]));
    };
    let (input, signature) = (entry.signing_input(), &entry.signature);
    let has_signed = |key: &VerifyKey| key.verify(Purpose::AuditEntry, &input, signature).is_ok();
    let fault = if !keys.iter().any(has_signed) || !is_shown_as_signed(row, &entry)? {
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
