//! Alerts that wait and that are over, and how they were escalated.

use rusqlite::{Params, params};
use sync_contract::catalog::{Alert, AlertEscalation, AlertPriority};
use sync_contract::field::Time;
use sync_contract::ids::{AlertId, DepartmentId, FacilityId, UserId};
use sync_contract::statement;

use crate::error::Result;
use crate::read::reader::Reader;
use crate::read::stored::Stored;
use crate::store::columns;
use crate::store::device::DeviceRow;
use crate::store::rows::json;
use crate::vault::Vault;

/// An alert by clear columns, whose tags are not checked: it says what is listed, and what is shown of it is read as
/// rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedAlert {
    pub alert: AlertId,
    pub priority: AlertPriority,
    pub facility: FacilityId,
    pub department: Option<DepartmentId>,
    pub raised_by: UserId,
    pub raised_at: Time,
    pub is_acknowledged: bool,
}

impl Reader<'_> {
    /// Those that no user has ended and that have not expired, by priority, then the newest first, by one statement.
    pub fn open_alerts(&self, now: Time) -> Result<Vec<ListedAlert>> {
        self.listed_alerts(statement!("alerts", "open"), params![now.0])
    }

    /// Those that are over and were raised since, the newest first, by one statement.
    pub fn ended_alerts(&self, now: Time, since: Time) -> Result<Vec<ListedAlert>> {
        let sql = statement!("alerts", "raised_since");
        self.listed_alerts(sql, params![now.0, since.0])
    }

    fn listed_alerts(&self, sql: &str, params: impl Params) -> Result<Vec<ListedAlert>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let (mut listed, mut without_call) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let priority = columns::text(row, 1)?.and_then(|word| word.parse().ok());
            let (id, facility) = (columns::id(row, 0)?, columns::id(row, 2)?);
            let (Some(alert), Some(priority), Some(facility), Some(raised_at)) =
                (id, priority, facility, columns::integer(row, 5)?)
            else {
                without_call.extend(id);
                continue;
            };
            listed.push(ListedAlert {
                alert: AlertId(alert),
                priority,
                facility: FacilityId(facility),
                department: columns::id(row, 3)?.map(DepartmentId),
                raised_by: UserId(columns::id(row, 4)?.unwrap_or_default()),
                raised_at: Time(raised_at),
                is_acknowledged: columns::integer(row, 6)?.is_some(),
            });
        }
        drop(rows);
        // a quarantined call is noted as one that cannot be shown
        if !without_call.is_empty() {
            self.by_ids::<Alert>(&without_call)?;
        }
        Ok(listed)
    }

    /// The alerts of these ids, in their order.
    pub fn alerts_of(&self, ids: &[AlertId]) -> Result<Vec<Stored<Alert>>> {
        let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
        self.by_ids(&ids)
    }

    /// Those of each of these alerts, the earliest first.
    pub fn escalations_of(&self, alerts: &[AlertId]) -> Result<Vec<Stored<AlertEscalation>>> {
        let wanted = json(alerts.iter().map(|alert| alert.0));
        self.list(statement!("alerts", "escalations"), [wanted])
    }
}

impl Vault {
    /// Returns whether a critical alert waits that no user has taken on, by clear columns: before a user has signed in
    /// nothing else of it can be read.
    pub fn is_critical_alert_waiting(&self) -> Result<bool> {
        let sql = statement!("alerts", "is_critical_waiting");
        let mut statement = self.conn.prepare_cached(sql)?;
        let now = self.server_time()?;
        Ok(statement.query_row([now.0], |row| row.get(0))?)
    }

    /// Returns the present time by the server's clock as far as it is known, so that computers agree on what is due.
    pub fn server_time(&self) -> Result<Time> {
        let device = DeviceRow::load(&self.conn)?;
        Ok(Time::from_ms(self.now_ms(&device)))
    }
}
