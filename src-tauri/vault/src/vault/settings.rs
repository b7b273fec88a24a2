//! What the vault knows about its clinic and its server while it is locked.

use rusqlite::{OptionalExtension, params};
use sync_contract::catalog::{Facility, Tenant, TenantStatus};
use sync_contract::ids::{DeviceId, TenantId};
use sync_contract::{Descriptor, Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::columns;
use crate::store::device::{DeviceRow, us};
use crate::store::row_tag::RowTagCheck;
use crate::store::setting::{StoredSetting, stored_setting};
use crate::vault::Vault;
use crate::vault::lease::Answered;
use crate::vault::server::ServerConnection;

/// The clear facts of the clinic, for the lock screen and `status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClinicFacts {
    pub tenant: TenantId,
    /// `None` on a device that has joined and has not bootstrapped yet.
    pub clinic: Option<(String, TenantStatus)>,
    /// What the file says of the clinic is not what was written: no name is shown.
    pub is_clinic_altered: bool,
    pub device: DeviceId,
    pub device_number: u32,
    pub server: Option<ServerConnection>,
    pub revoked: bool,
}

impl Vault {
    pub fn clinic(&self) -> Result<ClinicFacts> {
        let device = DeviceRow::load(&self.conn)?;
        let is_intact = self.is_intact(Tenant::DESCRIPTOR, self.facts.tenant)?;
        let stored = self.named()?;
        Ok(ClinicFacts {
            tenant: self.tenant(),
            is_clinic_altered: !is_intact && stored.is_some(),
            // a name that another program wrote is not shown as the clinic's
            clinic: stored.filter(|_| is_intact),
            device: DeviceId(device.id),
            device_number: device.number(),
            server: self.server()?,
            revoked: device.revoked,
        })
    }

    fn named(&self) -> Result<Option<(String, TenantStatus)>> {
        let mut statement = self.conn.prepare_cached(statement!("vault", "clinic"))?;
        let mut rows = statement.query([self.facts.tenant.as_bytes()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let status = columns::text(row, 1)?.map(str::parse::<TenantStatus>);
        Ok(match (columns::text(row, 0)?, status) {
            (Some(name), Some(Ok(status))) => Some((name.to_owned(), status)),
            _ => None,
        })
    }

    /// The IANA name of the first facility's time zone; `None` on a device that has joined and has not bootstrapped
    /// yet, and where the facility's row is not what was written.
    pub fn time_zone(&self) -> Result<Option<String>> {
        let sql = statement!("vault", "time_zone");
        let read = |row: &rusqlite::Row<'_>| {
            let zone = columns::text(row, 1)?.map(str::to_owned);
            Ok(columns::id(row, 0)?.zip(zone))
        };
        let stored = self.conn.query_row(sql, [], read).optional()?.flatten();
        Ok(match stored {
            Some((id, zone)) if self.is_intact(Facility::DESCRIPTOR, id)? => Some(zone),
            _ => None,
        })
    }

    /// Returns the value of a setting; none where the clinic has not set it or the row is not what was written.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        Ok(
            match stored_setting(&self.conn, self.tenant(), &self.tags, name)? {
                StoredSetting::Is(value) => Some(value),
                StoredSetting::Absent | StoredSetting::Altered => None,
            },
        )
    }

    /// Returns whether a row is exactly what this program stored, by its tag. Needs no user.
    pub(crate) fn is_intact(&self, descriptor: &'static Descriptor, id: Uuid) -> Result<bool> {
        let columns = columns::of(descriptor);
        let mut statement = self.conn.prepare_cached(&columns.select)?;
        let mut rows = statement.query([id.as_bytes()])?;
        match rows.next()? {
            Some(row) => {
                RowTagCheck::new(&self.tags).fits(columns, |column| Ok(row.get_ref(column)?))
            }
            None => Ok(false),
        }
    }

    /// The server answered just now.
    pub fn note_contact(&mut self) -> Result<()> {
        let now_us = self.now_us()?;
        let (lease, tag) = self.lease_from_now()?;
        let sql = statement!("vault", "note_contact");
        let Answered {
            from_us,
            known_us,
            days,
        } = lease;
        let values = params![now_us, from_us, known_us, days, tag.as_slice()];
        self.conn.execute(sql, values)?;
        Ok(())
    }

    /// Every device number that this clinic has given out, for the server to begin after them.
    pub fn device_numbers(&self) -> Result<Vec<u32>> {
        let mut statement = self.conn.prepare(statement!("vault", "device_numbers"))?;
        let numbers = statement.query_map([], |row| row.get(0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }

    pub(crate) fn now_us(&self) -> Result<i64> {
        let device = DeviceRow::load(&self.conn)?;
        Ok(us(self.now_ms(&device)))
    }

    /// Returns what the server's own clock says now, by what this program last received of it; in microseconds.
    pub(crate) fn server_us(&self) -> Option<i64> {
        let now_ms = self.env.clock.now_ms().cast_signed();
        let ahead_ms = self.server_ahead_ms?;
        Some(now_ms.saturating_add(ahead_ms).saturating_mul(1000))
    }
}
