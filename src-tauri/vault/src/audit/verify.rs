use std::collections::{BTreeMap, HashMap};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, Statement, params};
use sync_contract::catalog::Device;
use sync_contract::messages::AuditEntry;
use sync_contract::{Entity, Value, Wire, statement};
use uuid::Uuid;

use crate::audit::accepted;
use crate::audit::accepted::AcceptedLog;
use crate::audit::erased::{ErasedBodies, erased_bodies};
use crate::audit_chain::event::Outcome;
use crate::audit_chain::opens_session;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::store::damage::TableDamage;
use crate::store::device::{DeviceRow, TAKE_NUMBER};
use crate::store::rows::{RowReader, load};
use crate::store::{columns, schema};
use crate::vault::Vault;
use crate::vault::anchor::FileState;
use crate::verify::chain::Chain;
use crate::verify::records::check_all;

/// What is wrong with the first entry at which a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditProblem {
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
    /// As the file has it.
    pub(crate) log: i64,
    /// 0 where another program put a number there that no device can have.
    pub device_number: u32,
    pub entries: u64,
    /// The entry up to which an admin accepted the chain as it is, although entries were lost.
    pub accepted_to: Option<u64>,
    /// False while no proved row of a device has this number: its entries cannot be checked yet.
    pub is_checked: bool,
    pub fault: Option<(u64, AuditProblem)>,
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
    /// The entry up to which an admin accepted the chain as it is, although entries were lost.
    pub accepted_to: Option<u64>,
    /// The last entry that the server acknowledged: a tail that was cut after it cannot be seen here.
    pub acknowledged: u64,
    /// Entries that name a user who did not open their session with a key of their own, but for refused sign-ins: only
    /// this device says that it was they. Whether a body is of its session is shown in the list to a user with the
    /// audit key.
    pub device_only: u64,
    pub fault: Option<(u64, AuditProblem)>,
    /// Chains of other numbers that are in this file.
    pub others: Vec<OtherChain>,
    pub number: NumberProof,
    /// By the tag of this device's row and the anchor in the key store.
    pub file: FileState,
    /// Records that are not what was written, or that are not in the file any more, by kind; none of a clean one.
    pub records: Vec<TableDamage>,
    /// Bodies that were erased with their patients.
    pub erased: Vec<ErasedBodies>,
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
            && self.erased.iter().all(|bodies| bodies.is_ordered)
    }
}

impl Vault {
    /// Walks this device's own chain from its first entry, then every other one in the file, and compares what the file
    /// says of this device with its signed row and with the anchor. Reads every record of the file, by the tags of its
    /// row and its cells. Whatever another program put into a column is a fault at its place, and ends nothing.
    pub fn verify_audit(&self) -> Result<AuditReport> {
        let file = self.file_state()?;
        // one state of the file: another handle may add an entry meanwhile
        let is_alone = self.conn.is_autocommit();
        let misplaced = match is_alone {
            true => schema::mend_all_indexes(&self.conn)?,
            false => BTreeMap::new(),
        };
        let _snapshot = is_alone
            .then(|| self.conn.unchecked_transaction())
            .transpose()?;
        let device = DeviceRow::load(&self.conn)?;
        let (acknowledged, acknowledged_hash) = self.acknowledged_audit()?;
        let (chain, mut openers) = (self.chain()?, HashMap::new());
        let own_key = self.keys.device.public().verify;
        let logs = Logs {
            conn: &self.conn,
            chain: &chain,
            own_key,
        };
        let mut device_only = 0;
        let log = device.number().into();
        let own = logs.walk(log, &[own_key], acknowledged, |entry| {
            device_only += u64::from(self.is_device_only(&chain, &mut openers, entry)?);
            Ok(())
        })?;
        let others = logs.others(device.number())?;
        let mut report = AuditReport {
            device_number: device.number(),
            entries: own.entries,
            accepted_to: own.accepted_to,
            acknowledged,
            device_only,
            fault: own.fault_at(acknowledged, acknowledged_hash, &device),
            number: logs.prove_number(&device, &others)?,
            others,
            file,
            records: check_all(&self.conn, self.verifier(), &chain, &misplaced)?,
            erased: erased_bodies(&self.conn, &chain)?,
        };
        report.others.sort_by_key(|other| other.device_number);
        Ok(report)
    }

    fn is_device_only(
        &self,
        chain: &Chain<'_>,
        openers: &mut HashMap<u32, Option<Uuid>>,
        entry: &AuditEntry,
    ) -> Result<bool> {
        let opens = opens_session(entry);
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

    fn acknowledged_audit(&self) -> Result<(u64, Option<[u8; 32]>)> {
        let sql = statement!("audit", "acknowledged");
        let mut statement = self.conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        let Some(row) = rows.next()? else {
            return Ok((0, None));
        };
        let number = columns::integer(row, 0)?.and_then(|number| u64::try_from(number).ok());
        let hash = columns::bytes(row, 1)?.and_then(|hash| hash.try_into().ok());
        Ok((number.unwrap_or(0), hash))
    }
}

/// By so many entries at either end of a log it is known whose it is.
const ENDS: u32 = 100;

/// The audit logs in the file.
pub(crate) struct Logs<'a> {
    pub conn: &'a Connection,
    pub chain: &'a Chain<'a>,
    pub own_key: VerifyKey,
}

/// What was found in one log.
struct Walked {
    entries: u64,
    accepted_to: Option<u64>,
    fault: Option<(u64, AuditProblem)>,
    /// Of the last entry that was checked.
    last: (u64, [u8; 32]),
    /// The hash of the entry that was asked for.
    asked: Option<[u8; 32]>,
}

impl Walked {
    /// Returns the first fault of this device's own log, of which the end is known.
    fn fault_at(
        &self,
        acknowledged: u64,
        acknowledged_hash: Option<[u8; 32]>,
        device: &DeviceRow,
    ) -> Option<(u64, AuditProblem)> {
        let replaced = acknowledged_hash
            .zip(self.asked)
            .is_some_and(|(sent, hash)| sent != hash);
        let replaced = replaced.then_some((acknowledged, AuditProblem::Changed));
        let faults = [self.fault, replaced].into_iter().flatten();
        let (number, hash) = self.last;
        let is_cut = self.fault.is_none()
            && (number < acknowledged.max(device.audit_number) || hash != device.audit_hash);
        let cut = is_cut.then_some((number + 1, AuditProblem::CutTail));
        faults.min_by_key(|(number, _)| *number).or(cut)
    }
}

impl Logs<'_> {
    /// Checks the entries of one log under the keys that may have signed them, and calls `each` with those that can be
    /// read. What an admin accepted counts as it was then. Remembers the hash of the entry that is `asked`.
    fn walk(
        &self,
        log: i64,
        keys: &[VerifyKey],
        asked: u64,
        mut each: impl FnMut(&AuditEntry) -> Result<()>,
    ) -> Result<Walked> {
        let accepted = AcceptedLog::intact(self.conn, log)?;
        let begin = accepted.as_ref();
        let mut walked = Walked {
            entries: 0,
            accepted_to: begin.map(|accepted| accepted.number),
            fault: None,
            last: begin.map_or((0, [0; 32]), |accepted| (accepted.number, accepted.hash)),
            asked: None,
        };
        let mut statement = self.conn.prepare(statement!("audit", "chain"))?;
        let mut rows = statement.query([log])?;
        while let Some(row) = rows.next()? {
            walked.entries += 1;
            let entry = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
            let stored = columns::integer(row, 0)?.and_then(|number| u64::try_from(number).ok());
            let is_accepted = stored.zip(walked.accepted_to);
            if is_accepted.is_some_and(|(number, accepted)| number <= accepted) {
                if let Some(Ok(entry)) = &entry {
                    each(entry)?;
                }
                continue;
            }
            if walked.fault.is_some() {
                continue;
            }
            let (number, previous) = (walked.last.0 + 1, walked.last.1);
            let (fault, hash) = check_entry(row, log, keys, number, &previous)?;
            if let Some(fault) = fault {
                walked.fault = Some((number, fault));
                continue;
            }
            walked.last = (number, hash);
            if number == asked {
                walked.asked = Some(hash);
            }
            if let Some(Ok(entry)) = &entry {
                each(entry)?;
            }
        }
        Ok(walked)
    }

    /// Returns what is wrong with the logs: with a place each, and whether no signed row has this device's number.
    pub fn faults(&self, device: &DeviceRow) -> Result<LogFaults> {
        let own = self.walk(device.number().into(), &[self.own_key], 0, |_| Ok(()))?;
        let own = own.fault_at(0, None, device);
        let others = self.others(device.number())?;
        let has_number = self.prove_number(device, &others)? != NumberProof::Other;
        let others = others.into_iter();
        Ok(LogFaults {
            own,
            others: others.filter(|other| other.fault.is_some()).collect(),
            has_number,
        })
    }

    /// Accepts another log to its end, as it is.
    pub fn accept_to_end(&self, log: i64) -> Result<()> {
        let mut statement = self.conn.prepare(statement!("device", "log_backwards"))?;
        let mut rows = statement.query([log])?;
        let Some(row) = rows.next()? else {
            return Ok(());
        };
        let number = columns::integer(row, 0)?.and_then(|number| u64::try_from(number).ok());
        let last = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
        let hash = match last {
            Some(Ok(entry)) => entry.chain_hash(),
            _ => [0; 32],
        };
        drop(rows);
        // one with a number that none can have ends here
        accepted::accept(self.conn, log, number.unwrap_or(0), hash)
    }

    fn others(&self, own: u32) -> Result<Vec<OtherChain>> {
        let mut statement = self.conn.prepare(statement!("audit", "devices"))?;
        let mut rows = statement.query([own])?;
        let mut others = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(log) = columns::integer(row, 0)? {
                others.push(self.other(log)?);
            }
        }
        Ok(others)
    }

    fn other(&self, log: i64) -> Result<OtherChain> {
        let number = u32::try_from(log);
        let mut keys = match number {
            Ok(number) => self.keys_of_number(number)?,
            Err(_) => Vec::new(),
        };
        let is_known = !keys.is_empty();
        // this device had other numbers before
        keys.push(self.own_key);
        let walked = self.walk(log, &keys, 0, |_| Ok(()))?;
        let mut other = OtherChain {
            log,
            device_number: number.unwrap_or(0),
            entries: walked.entries,
            accepted_to: walked.accepted_to,
            is_checked: true,
            fault: walked.fault,
        };
        if let Some((_, AuditProblem::Changed)) = other.fault
            && !is_known
            && number.is_ok()
            && walked.accepted_to.is_none()
            && !self.is_own(log)?
        {
            // perhaps a key that has not come
            (other.is_checked, other.fault) = (false, None);
        }
        Ok(other)
    }

    /// Returns whether this device signed any entry of a log.
    fn is_own(&self, log: i64) -> Result<bool> {
        let mut statement = self.conn.prepare(statement!("audit", "chain"))?;
        let mut rows = statement.query([log])?;
        while let Some(row) = rows.next()? {
            let entry = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
            if let Some(Ok(entry)) = entry {
                let (key, input) = (&self.own_key, entry.signing_input());
                if key
                    .verify(Purpose::AuditEntry, &input, &entry.signature)
                    .is_ok()
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Returns whether a log is another device's, as that of a computer whose backup was restored here: one of its
    /// first or last entries has the signature of another device of the clinic, and none has this one's. A log that no
    /// device signed there counts as this one's: an attacker who edits the file cannot hide it, and its entries are
    /// reported.
    pub fn is_of_other(&self, log: u32) -> Result<bool> {
        let mut statement = self.conn.prepare_cached(statement!("audit", "ends_of"))?;
        let mut rows = statement.query(params![log, ENDS])?;
        let mut ends = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = columns::bytes(row, 0)?.map(AuditEntry::from_bytes);
            if let Some(Ok(entry)) = entry
                && entry.device_number == log
            {
                ends.push(entry);
            }
        }
        let is_by = |entry: &AuditEntry, key: &VerifyKey| {
            let input = entry.signing_input();
            let signed = key.verify(Purpose::AuditEntry, &input, &entry.signature);
            signed.is_ok()
        };
        if ends.iter().any(|entry| is_by(entry, &self.own_key)) {
            return Ok(false);
        }
        let mut statement = self
            .conn
            .prepare_cached(statement!("audit", "all_devices"))?;
        let others = self.proved_keys(&mut statement, [])?;
        let mut ends = ends.iter();
        Ok(ends.any(|entry| others.iter().any(|key| is_by(entry, key))))
    }

    /// The keys of the devices whose proved rows have this number.
    fn keys_of_number(&self, number: u32) -> Result<Vec<VerifyKey>> {
        let sql = statement!("audit", "devices_of_number");
        self.proved_keys(&mut self.conn.prepare(sql)?, [number])
    }

    fn proved_keys(
        &self,
        statement: &mut Statement<'_>,
        parameters: impl Params,
    ) -> Result<Vec<VerifyKey>> {
        let reader = RowReader::new(Device::DESCRIPTOR, statement)?;
        let mut rows = statement.query(parameters)?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(row) = reader.read_known(row)? else {
                continue;
            };
            let key = match Device::FIELD.public_key.in_row(&row) {
                Some(Value::Bytes(key)) => <[u8; 32]>::try_from(key.as_slice()).ok(),
                _ => None,
            };
            if let Some(key) = key.filter(|_| self.chain.is_proved(&row)) {
                keys.push(VerifyKey::from_bytes(key));
            }
        }
        Ok(keys)
    }

    /// By the device's own row, or by a number under which an admin accepted the file, or by the ends of its earlier
    /// chains, each of which names the number after it.
    fn prove_number(&self, device: &DeviceRow, others: &[OtherChain]) -> Result<NumberProof> {
        let row = match load(self.conn, Device::DESCRIPTOR, device.id) {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(NumberProof::NoRow),
            Err(Error::Malformed(_) | Error::Damaged) => return Ok(NumberProof::Other),
            Err(error) => return Err(error),
        };
        let number = Device::FIELD.number.in_row(&row).and_then(Value::as_int);
        let signed = number.filter(|_| self.chain.is_proved(&row));
        let mut statement = self.conn.prepare(statement!("audit", "accepted_logs"))?;
        let accepted = statement.query_map([], |row| row.get::<_, i64>(0))?;
        let accepted: Vec<i64> = accepted.collect::<rusqlite::Result<_>>()?;
        for first in signed.into_iter().chain(accepted) {
            if self.leads_to(first, device.number(), others)? {
                return Ok(NumberProof::Proved);
            }
        }
        Ok(NumberProof::Other)
    }

    fn leads_to(&self, first: i64, own: u32, others: &[OtherChain]) -> Result<bool> {
        let mut number = first;
        // each chain is left once
        for _ in 0..=others.len() {
            if number == i64::from(own) {
                return Ok(true);
            }
            let is_intact = |other: &&OtherChain| {
                other.log == number && other.is_checked && other.fault.is_none()
            };
            if !others.iter().any(|other| is_intact(&other)) {
                break;
            }
            let sql = statement!("audit", "next_number");
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query(params![number, TAKE_NUMBER])?;
            let next = match rows.next()? {
                Some(row) => columns::id(row, 0)?,
                None => None,
            };
            let Some(Ok(next)) = next.map(|id| i64::try_from(id.as_u128())) else {
                break;
            };
            number = next;
        }
        Ok(false)
    }
}

/// What is wrong with the logs in a file.
pub(crate) struct LogFaults {
    pub own: Option<(u64, AuditProblem)>,
    pub others: Vec<OtherChain>,
    pub has_number: bool,
}

impl LogFaults {
    pub fn is_none(&self) -> bool {
        self.own.is_none() && self.others.is_empty() && self.has_number
    }
}

/// Checks an entry under the keys that may have signed it.
fn check_entry(
    row: &Row<'_>,
    log: i64,
    keys: &[VerifyKey],
    number: u64,
    previous: &[u8; 32],
) -> Result<(Option<AuditProblem>, [u8; 32])> {
    let stored = columns::integer(row, 0)?.and_then(|number| u64::try_from(number).ok());
    if stored != Some(number) {
        return Ok((Some(AuditProblem::Missing), [0; 32]));
    }
    let entry = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
    let Some(Ok(entry)) = entry else {
        return Ok((Some(AuditProblem::Changed), [0; 32]));
    };
    let (input, signature) = (entry.signing_input(), &entry.signature);
    let has_signed = |key: &VerifyKey| key.verify(Purpose::AuditEntry, &input, signature).is_ok();
    let is_here = i64::from(entry.device_number) == log;
    let fault = if !is_here || !keys.iter().any(has_signed) || !is_shown_as_signed(row, &entry)? {
        Some(AuditProblem::Changed)
    } else if entry.number != number {
        Some(AuditProblem::Missing)
    } else if entry.previous != *previous {
        Some(AuditProblem::Unlinked)
    } else {
        None
    };
    Ok((fault, entry.chain_hash()))
}

/// The columns that lists and searches read must equal what was signed.
fn is_shown_as_signed(row: &Row<'_>, entry: &AuditEntry) -> rusqlite::Result<bool> {
    let is_id = |at: usize, id: Option<Uuid>| {
        Ok::<_, rusqlite::Error>(match (row.get_ref(at)?, id) {
            (ValueRef::Null, None) => true,
            (ValueRef::Blob(bytes), Some(id)) => bytes == id.as_bytes(),
            _ => false,
        })
    };
    let is_text =
        |at: usize, text: &str| Ok::<_, rusqlite::Error>(columns::text(row, at)? == Some(text));
    Ok(columns::integer(row, 2)? == Some(entry.at_us)
        && is_id(3, entry.user)?
        && is_text(4, &entry.action)?
        && is_text(5, &entry.resource)?
        && is_id(6, entry.resource_id)?
        && is_id(7, entry.patient)?
        && is_text(8, &entry.outcome)?
        && is_text(9, &entry.severity)?
        && columns::integer(row, 10)? == Some(entry.session.into())
        && columns::integer(row, 11)? == Some(opens_session(entry).into())
        && columns::integer(row, 12)? == Some(entry.retention_until_us)
        && is_id(13, entry.facility)?)
}

/// The user whose own key, as it was then, signed for the session that this entry opens.
pub(super) fn opener(chain: &Chain<'_>, tenant: Uuid, opening: &AuditEntry) -> Option<Uuid> {
    let (signature, input) = opening.endorsed(tenant)?;
    let user = opening.user?;
    let keys = chain.keys_at(user, opening.at_us);
    let signed = |key: &VerifyKey| key.verify(Purpose::Session, &input, &signature).is_ok();
    keys.iter().any(signed).then_some(user)
}
