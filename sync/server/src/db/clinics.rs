//! The operator's view of a clinic: whether it is served, its budget, and its usage.

use std::fmt::{self, Display};

use sync_contract::statement;
use tokio_postgres::{Client, Error, Row};
use uuid::Uuid;

const MIB: u64 = 1 << 20;

/// What an operator changes of a budget, in bytes; none stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewBudget {
    pub stored_bytes_max: Option<i64>,
    pub hour_bytes_max: Option<i64>,
    pub first_push_bytes_left: Option<i64>,
}

/// What a clinic uses, and may use.
#[derive(Debug, Clone)]
pub struct ClinicUse {
    pub is_suspended: bool,
    pub stored_bytes: i64,
    pub stored_bytes_max: i64,
    pub hour_bytes: i64,
    pub hour_bytes_max: i64,
    pub first_push_bytes_left: i64,
    /// Of revoked devices, until a person decides.
    pub review_bytes: i64,
    pub devices: Vec<DeviceUse>,
}

/// What one device uses.
#[derive(Debug, Clone, Copy)]
pub struct DeviceUse {
    pub number: i64,
    pub stored_bytes: i64,
    pub hour_bytes: i64,
}

/// Suspends a clinic or serves it again, and lets its open streams ask whether they may go on. Returns whether it is
/// here.
///
/// # Errors
/// The database refused.
pub async fn set_suspended(
    client: &mut Client,
    tenant: Uuid,
    is_suspended: bool,
) -> Result<bool, Error> {
    let text = match is_suspended {
        true => statement!("enrolment", "suspend_clinic"),
        false => statement!("enrolment", "resume_clinic"),
    };
    let transaction = entered(client, tenant).await?;
    let changed = transaction.execute(text, &[&tenant]).await?;
    // every server receives it at the commit; this program is not a server, so it has no id
    let payload = asked_payload(Uuid::nil(), tenant);
    let notify = statement!("connection", "notify");
    transaction.query_one(notify, &[&payload]).await?;
    transaction.commit().await?;
    Ok(changed == 1)
}

/// Returns the notification that the streams of a clinic have to ask the database, by the process that sends it.
pub fn asked_payload(process: Uuid, tenant: Uuid) -> String {
    format!("{} {}", process.simple(), tenant.simple())
}

/// Changes the budget of a clinic. Returns whether it is here.
///
/// # Errors
/// The database refused.
pub async fn set_budget(client: &mut Client, tenant: Uuid, new: NewBudget) -> Result<bool, Error> {
    let transaction = entered(client, tenant).await?;
    let changed = transaction
        .execute(
            statement!("enrolment", "set_budget"),
            &[
                &tenant,
                &new.stored_bytes_max,
                &new.hour_bytes_max,
                &new.first_push_bytes_left,
            ],
        )
        .await?;
    transaction.commit().await?;
    Ok(changed == 1)
}

/// Returns what a clinic uses; none where it is not here.
///
/// # Errors
/// The database refused.
pub async fn read_use(client: &mut Client, tenant: Uuid) -> Result<Option<ClinicUse>, Error> {
    let transaction = entered(client, tenant).await?;
    let text = statement!("enrolment", "clinic_use");
    let Some(row) = transaction.query_opt(text, &[&tenant]).await? else {
        return Ok(None);
    };
    let text = statement!("enrolment", "device_use");
    let devices = transaction.query(text, &[&tenant]).await?;
    let devices: Result<Vec<DeviceUse>, Error> = devices.iter().map(device_use).collect();
    Ok(Some(ClinicUse {
        is_suspended: row.try_get("is_suspended")?,
        stored_bytes: row.try_get("stored_bytes")?,
        stored_bytes_max: row.try_get("stored_bytes_max")?,
        hour_bytes: row.try_get("hour_bytes")?,
        hour_bytes_max: row.try_get("hour_bytes_max")?,
        first_push_bytes_left: row.try_get("first_push_bytes_left")?,
        review_bytes: row.try_get("review_bytes")?,
        devices: devices?,
    }))
}

fn device_use(row: &Row) -> Result<DeviceUse, Error> {
    Ok(DeviceUse {
        number: row.try_get("device_number")?,
        stored_bytes: row.try_get("stored_bytes")?,
        hour_bytes: row.try_get("hour_bytes")?,
    })
}

async fn entered(
    client: &mut Client,
    tenant: Uuid,
) -> Result<tokio_postgres::Transaction<'_>, Error> {
    let transaction = client.transaction().await?;
    let enter = statement!("connection", "enter_tenant");
    transaction.query_one(enter, &[&tenant]).await?;
    Ok(transaction)
}

impl ClinicUse {
    /// One line for a list.
    pub fn summary(&self) -> String {
        let suspended = if self.is_suspended { ", suspended" } else { "" };
        format!(
            "{} of {} MiB stored, {} of {} MiB this hour{suspended}",
            mib(self.stored_bytes),
            mib(self.stored_bytes_max),
            mib(self.hour_bytes),
            mib(self.hour_bytes_max)
        )
    }
}

/// All of it, a line each; a device may use half of what its clinic may.
impl Display for ClinicUse {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stored_max, hour_max) = (self.stored_bytes_max, self.hour_bytes_max);
        writeln!(out, "suspended {}", self.is_suspended)?;
        let stored = mib(self.stored_bytes);
        writeln!(out, "stored_mib {stored} of {}", mib(stored_max))?;
        let hour = mib(self.hour_bytes);
        writeln!(out, "hour_mib {hour} of {}", mib(hour_max))?;
        writeln!(
            out,
            "first_push_mib {} left",
            mib(self.first_push_bytes_left)
        )?;
        write!(out, "review_mib {}", mib(self.review_bytes))?;
        for device in &self.devices {
            write!(
                out,
                "\ndevice {} stored_mib {} of {} hour_mib {} of {}",
                device.number,
                mib(device.stored_bytes),
                mib(stored_max / 2),
                mib(device.hour_bytes),
                mib(hour_max / 2)
            )?;
        }
        Ok(())
    }
}

/// Mebibytes with one decimal, rounded up: a little is not nothing.
fn mib(bytes: i64) -> String {
    let bytes = u64::try_from(bytes).unwrap_or(0);
    let tenths = bytes.saturating_mul(10).div_ceil(MIB);
    format!("{}.{}", tenths / 10, tenths % 10)
}
