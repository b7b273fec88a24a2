use std::collections::HashMap;

use rusqlite::params;
use sync_contract::Wire;
use sync_contract::messages::AuditEntry;
use uuid::Uuid;

use super::detail::Detail;
use super::session::{entry_place, session_place};
use crate::error::Result;
use crate::keys::AuditKeys;
use crate::seal::{AuditSessionKey, Form, open_entry};
use crate::vault::Vault;

/// What to look for, by the clear columns.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub user: Option<Uuid>,
    pub patient: Option<Uuid>,
    pub action: Option<String>,
    pub from_us: Option<i64>,
    pub until_us: Option<i64>,
    /// Entries before this one, newest first: the number that the page before ended with.
    pub before: Option<u64>,
}

/// An entry of this device's chain with what of it could be opened.
#[derive(Debug, Clone)]
pub struct AuditLine {
    pub entry: AuditEntry,
    /// None without the audit key, and for the entry that opens a session.
    pub detail: Option<Detail>,
}

impl AuditLine {
    /// There is a detail, and its key is not one of this user's.
    pub fn is_closed(&self) -> bool {
        let has_detail = matches!(Form::of(&self.entry.sealed), Ok(Form::AuditSession));
        has_detail && self.detail.is_none()
    }
}

impl Vault {
    /// A page of this device's chain, newest first.
    pub(crate) fn audit_entries(
        &self,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<AuditEntry>> {
        let mut statement = self
            .conn
            .prepare_cached(include_str!("../../queries/audit/page.sql"))?;
        let rows = statement.query_map(
            params![
                filter.user.map(Uuid::into_bytes),
                filter.patient.map(Uuid::into_bytes),
                filter.action,
                filter.from_us,
                filter.until_us,
                filter.before,
                limit,
            ],
            |row| row.get::<_, Vec<u8>>(0),
        )?;
        rows.map(|bytes| Ok(AuditEntry::from_bytes(&bytes?)?))
            .collect()
    }

    /// The keys of the sessions in which these entries of one device were made, by one statement. Those of another
    /// epoch than this user holds are left out.
    pub(crate) fn audit_sessions(
        &self,
        keys: &[AuditKeys],
        entries: &[AuditEntry],
    ) -> Result<HashMap<u32, AuditSessionKey>> {
        let Some(device) = entries.first().map(|entry| entry.device_number) else {
            return Ok(HashMap::new());
        };
        let mut sessions: Vec<u32> = entries.iter().map(|entry| entry.session).collect();
        sessions.sort_unstable();
        sessions.dedup();
        let list: Vec<String> = sessions.iter().map(u32::to_string).collect();
        let list = format!("[{}]", list.join(","));
        let sql = include_str!("../../queries/audit/openings.sql");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![list, device])?;
        let mut opened = HashMap::new();
        while let Some(row) = rows.next()? {
            let (session, bytes): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let opening = AuditEntry::from_bytes(&bytes)?.sealed;
            let place = session_place(self.facts.tenant, device, session);
            let key = keys
                .iter()
                .flat_map(|keys| AuditSessionKey::open(keys, session, &place, &opening))
                .next();
            opened.extend(key.map(|key| (session, key)));
        }
        Ok(opened)
    }

    /// Opens an entry's details. None for the entry that opens a session, or when its key is of another epoch.
    pub(crate) fn audit_detail(
        &self,
        sessions: &HashMap<u32, AuditSessionKey>,
        entry: &AuditEntry,
    ) -> Result<Option<Detail>> {
        if Form::of(&entry.sealed)? != Form::AuditSession {
            return Ok(None);
        }
        let (device, session) = (entry.device_number, entry.session);
        let Some(session_key) = sessions.get(&session) else {
            return Ok(None);
        };
        let place = entry_place(self.facts.tenant, device, session);
        let plain = open_entry(session_key, &place, &entry.sealed)?;
        Ok(Some(Detail::from_plain(&plain)?))
    }
}
