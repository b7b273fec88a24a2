use std::collections::HashMap;

use rusqlite::params;
use sync_contract::Wire;
use sync_contract::erased_body;
use sync_contract::messages::{AuditEntry, ENDORSED_FORM};
use sync_contract::statement;
use uuid::Uuid;

use crate::Unlocked;
use crate::audit::accepted::AcceptedLog;
use crate::audit::verify::{Logs, opener};
use crate::audit_chain::event::{Detail, Event, Outcome, Severity};
use crate::audit_chain::opens_session;
use crate::audit_chain::session::{entry_aad, session_aad};
use crate::crypto::keys::epoch::AuditKeys;
use crate::crypto::seal::frame::Form;
use crate::crypto::seal::session::{AuditSessionKey, open_entry};
use crate::crypto::sign::Purpose;
use crate::error::Result;
use crate::store::columns;
use crate::store::device::DeviceRow;
use crate::vault::Vault;

/// What to look for, by what the signed entries say: the columns next to them are anybody's to edit.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub user: Option<Uuid>,
    pub patient: Option<Uuid>,
    pub facility: Option<Uuid>,
    pub action: Option<String>,
    pub from_us: Option<i64>,
    pub until_us: Option<i64>,
    pub outcome: Option<Outcome>,
    pub severity: Option<Severity>,
    /// Entries before this one, newest first: the one that the page before ended with.
    pub before: Option<EntryNumber>,
}

/// A device number, and the number of an entry of its chain. A later chain of a device has a higher device number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryNumber {
    pub device: u32,
    pub number: u64,
}

impl EntryNumber {
    pub fn of(entry: &AuditEntry) -> Self {
        Self {
            device: entry.device_number,
            number: entry.number,
        }
    }
}

impl AuditFilter {
    fn matches(&self, entry: &AuditEntry) -> bool {
        let Self {
            user,
            patient,
            facility,
            action,
            from_us,
            until_us,
            outcome,
            severity,
            before: _,
        } = self;
        user.is_none_or(|user| entry.user == Some(user))
            && patient.is_none_or(|patient| entry.patient == Some(patient))
            && facility.is_none_or(|facility| entry.facility == Some(facility))
            && action.as_ref().is_none_or(|action| entry.action == *action)
            && from_us.is_none_or(|from_us| entry.at_us >= from_us)
            && until_us.is_none_or(|until_us| entry.at_us < until_us)
            && outcome.is_none_or(|outcome| entry.outcome == outcome.as_str())
            && severity.is_none_or(|severity| entry.severity == severity.as_str())
    }
}

/// Entries that a page should have, and that cannot be shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lost {
    pub damaged: usize,
    pub missing: usize,
}

impl Lost {
    /// Counts the entries between two.
    fn miss(&mut self, earlier: u64, later: u64) {
        let gap = later.saturating_sub(earlier).saturating_sub(1);
        self.missing += usize::try_from(gap).unwrap_or(usize::MAX);
    }
}

/// An entry of this device's chain with what of it could be opened.
#[derive(Debug, Clone)]
pub struct AuditLine {
    pub entry: AuditEntry,
    /// None without the audit key, and for the entry that opens a session.
    pub detail: Option<Detail>,
    /// The user whom it names opened its session with their own key, and its body is of that session. Otherwise this is
    /// the device's word alone, as a refused sign-in always is.
    pub is_endorsed: bool,
}

impl AuditLine {
    /// There is a detail, and its key is not one of this user's.
    pub fn is_undecryptable(&self) -> bool {
        let has_detail = matches!(Form::of(&self.entry.sealed), Ok(Form::AuditSession));
        has_detail && self.detail.is_none()
    }
}

impl Vault {
    /// A page of this device's chains, that of its present number and then those of its former ones, newest first, and
    /// how many entries are not in it since they are not what this device signed, or since they are gone: at least so
    /// many. Which of these a filter would let through is not known, so all of them count.
    pub(crate) fn audit_entries(
        &self,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<(Vec<AuditEntry>, Lost)> {
        let (mut page, mut lost) = (Vec::new(), Lost::default());
        let first = match filter.before {
            Some(before) => before.device,
            None => DeviceRow::load(&self.conn)?.number(),
        };
        let former = self.logs_before(first)?;
        let chain = self.chain()?;
        let logs = Logs {
            conn: &self.conn,
            chain: &chain,
            own_key: self.keys.device.public().verify,
        };
        for device in std::iter::once(first).chain(former) {
            if page.len() == limit as usize {
                break;
            }
            if device != first && logs.is_of_other(device)? {
                continue;
            }
            let left = limit as usize - page.len();
            let (entries, lost_of_log) = self.entries_of_log(filter, device, left)?;
            page.extend(entries);
            lost.damaged += lost_of_log.damaged;
            lost.missing += lost_of_log.missing;
        }
        Ok((page, lost))
    }

    /// Returns the numbers before another under which this file has logs, the newest first: those that this device had,
    /// and those of a computer whose backup was restored here.
    fn logs_before(&self, device: u32) -> Result<Vec<u32>> {
        let sql = statement!("audit", "logs_before");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([device])?;
        let mut logs = Vec::new();
        while let Some(row) = rows.next()? {
            let number = columns::integer(row, 0)?;
            logs.extend(number.and_then(|number| u32::try_from(number).ok()));
        }
        Ok(logs)
    }

    fn entries_of_log(
        &self,
        filter: &AuditFilter,
        device: u32,
        limit: usize,
    ) -> Result<(Vec<AuditEntry>, Lost)> {
        let before = filter.before.filter(|before| before.device == device);
        let mut statement = self.conn.prepare_cached(statement!("audit", "page"))?;
        let mut rows = statement.query(params![device, before.map(|before| before.number)])?;
        let key = self.keys.device.public().verify;
        let (mut entries, mut lost) = (Vec::new(), Lost::default());
        // the number after the one that comes next, where that is known
        let mut after = match before {
            Some(before) => Some(before.number),
            None => self.number_after(device)?,
        };
        let mut previous = None;
        let is_at_end = loop {
            let Some(row) = rows.next()? else {
                break true;
            };
            if entries.len() == limit {
                break false;
            }
            let number = columns::integer(row, 0)?.and_then(|number| u64::try_from(number).ok());
            let entry = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
            let Some(Ok(entry)) = entry else {
                lost.damaged += 1;
                continue;
            };
            // an entry that a signed one follows is as good as signed
            let is_linked = after == entry.number.checked_add(1)
                && previous.is_some_and(|previous| previous == entry.chain_hash());
            let is_signed = || {
                let input = entry.signing_input();
                let signature = &entry.signature;
                key.verify(Purpose::AuditEntry, &input, signature).is_ok()
            };
            let is_here = entry.device_number == device && number == Some(entry.number);
            if !is_here || !(is_linked || is_signed()) {
                lost.damaged += 1;
                continue;
            }
            if let Some(after) = after {
                lost.miss(entry.number, after);
            }
            (after, previous) = (Some(entry.number), Some(entry.previous));
            if filter.matches(&entry) {
                entries.push(entry);
            }
        };
        if is_at_end && let Some(first) = after.filter(|first| *first > 1) {
            // an admin has accepted that those up to another are gone
            let accepted = AcceptedLog::intact(&self.conn, device.into())?;
            lost.miss(accepted.map_or(0, |accepted| accepted.number), first);
        }
        // what was damaged is in the gap
        lost.missing = lost.missing.saturating_sub(lost.damaged);
        Ok((entries, lost))
    }

    /// Returns the number that this device gives to its next entry; none for a log of a former number.
    fn number_after(&self, device: u32) -> Result<Option<u64>> {
        let own = DeviceRow::load(&self.conn)?;
        Ok((own.number() == device).then(|| own.audit_number.saturating_add(1)))
    }

    /// The sessions in which these entries were made, by one statement a device number: who opened each, and its key
    /// where it is of an epoch that this user holds.
    pub(crate) fn audit_sessions(
        &self,
        keys: &[AuditKeys],
        entries: &[AuditEntry],
    ) -> Result<Sessions> {
        let mut of_device: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in entries {
            let sessions = of_device.entry(entry.device_number).or_default();
            sessions.push(entry.session);
        }
        let mut opened = Sessions::new();
        for (device, mut sessions) in of_device {
            sessions.sort_unstable();
            sessions.dedup();
            self.open_sessions(keys, device, &sessions, &mut opened)?;
        }
        Ok(opened)
    }

    fn open_sessions(
        &self,
        keys: &[AuditKeys],
        device: u32,
        sessions: &[u32],
        opened: &mut Sessions,
    ) -> Result<()> {
        let list: Vec<String> = sessions.iter().map(u32::to_string).collect();
        let list = format!("[{}]", list.join(","));
        let sql = statement!("audit", "openings");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![list, device])?;
        let chain = self.chain()?;
        let mut openings = Vec::with_capacity(sessions.len());
        while let Some(row) = rows.next()? {
            let opening = columns::bytes(row, 1)?.map(AuditEntry::from_bytes);
            // only a column says so, and an attacker who edits the file can write it
            if let Some(Ok(opening)) = opening
                && opening.device_number == device
                && columns::integer(row, 0)? == Some(opening.session.into())
            {
                openings.push(opening);
            }
        }
        let is_known = |session: &u32| openings.iter().any(|known| known.session == *session);
        if !sessions.iter().all(is_known) {
            // or hide it: then the entries themselves say which of them open a session
            openings = self.openings_of(device)?;
            openings.retain(|opening| sessions.contains(&opening.session));
        }
        for opening in openings {
            let session = opening.session;
            let aad = session_aad(self.facts.tenant, device, session);
            let sealed = sealed_key(&opening.sealed);
            let key = keys
                .iter()
                .flat_map(|keys| AuditSessionKey::open(keys, session, &aad, sealed))
                .next();
            let user = opener(&chain, self.facts.tenant, &opening);
            // a second opening of one session endorses no user
            opened.entry((device, session)).or_insert(OpenedSession {
                user,
                key,
                hash: opening.chain_hash(),
            });
        }
        Ok(())
    }

    /// Returns the entries that open a session under a number of a device, by what they are.
    fn openings_of(&self, device: u32) -> Result<Vec<AuditEntry>> {
        let mut statement = self.conn.prepare_cached(statement!("audit", "of_device"))?;
        let mut rows = statement.query([device])?;
        let mut openings = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(Ok(entry)) = columns::bytes(row, 0)?.map(AuditEntry::from_bytes) else {
                continue;
            };
            if opens_session(&entry) && entry.device_number == device {
                openings.push(entry);
            }
        }
        Ok(openings)
    }

    /// Returns an entry with its detail, if that opens. A body that does not belong to its session or to these clear
    /// columns makes the entry count as not endorsed.
    pub(crate) fn audit_line(&self, sessions: &Sessions, entry: AuditEntry) -> Result<AuditLine> {
        let session = sessions.get(&(entry.device_number, entry.session));
        let is_opener = session.is_some_and(|s| s.user.is_some() && s.user == entry.user);
        let mut line = AuditLine {
            entry,
            detail: None,
            is_endorsed: is_opener,
        };
        if erased_body::is_erased(&line.entry.sealed) {
            return Ok(line);
        }
        if Form::of(&line.entry.sealed)? != Form::AuditSession {
            let hash = line.entry.chain_hash();
            line.is_endorsed &= session.is_some_and(|session| session.hash == hash);
            return Ok(line);
        }
        let Some(key) = session.and_then(|session| session.key.as_ref()) else {
            return Ok(line);
        };
        let (device, number) = (line.entry.device_number, line.entry.session);
        let opened = Event::of_entry(&line.entry).and_then(|event| {
            let aad = entry_aad(self.facts.tenant, device, number, line.entry.user, &event);
            open_entry(key, &aad, &line.entry.sealed).ok()
        });
        match opened {
            Some(plain) => line.detail = Some(Detail::from_plain(&plain)?),
            None => line.is_endorsed = false,
        }
        Ok(line)
    }
}

impl Unlocked {
    /// A page of this device's audit chains, newest first, opened where this user holds the audit key.
    pub fn audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditLine>> {
        let (entries, lost) = self.vault.audit_entries(filter, limit)?;
        let log = &self.session.damage;
        log.note_entries(lost.damaged, lost.missing);
        let keys = &self.session.audit_keys;
        let sessions = self.vault.audit_sessions(keys, &entries)?;
        let lines = entries.into_iter();
        lines
            .map(|entry| self.vault.audit_line(&sessions, entry))
            .collect()
    }
}

/// Opened sessions by the device number and the number of the session.
pub(crate) type Sessions = HashMap<(u32, u32), OpenedSession>;

/// The user who opened an audit session, and its key if this user can open it.
pub(crate) struct OpenedSession {
    pub user: Option<Uuid>,
    key: Option<AuditSessionKey>,
    /// Of the entry that opened it.
    hash: [u8; 32],
}

fn sealed_key(sealed: &[u8]) -> &[u8] {
    match sealed {
        [ENDORSED_FORM, rest @ ..] => rest.get(64..).unwrap_or(&[]),
        sealed => sealed,
    }
}
