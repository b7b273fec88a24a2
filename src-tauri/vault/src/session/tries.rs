use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::error::Result;
use crate::sign_in::Attempts;

/// The wrong passwords that were tried for a user on this device.
pub(super) fn load(conn: &Connection, user: Uuid) -> Result<Attempts> {
    let sql = include_str!("../../queries/people/tries.sql");
    let found = conn.query_row(sql, [user.as_bytes()], |row| {
        Ok(Attempts {
            failures: row.get(0)?,
            wait_ms: row.get::<_, i64>(1)?.cast_unsigned(),
            mark_wall_ms: row.get(2)?,
            mark_uptime_ms: row.get::<_, i64>(3)?.cast_unsigned(),
            mark_boot: u128::from_be_bytes(row.get(4)?),
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}

pub(super) fn store(conn: &Connection, user: Uuid, attempts: &Attempts) -> Result<()> {
    conn.execute(
        include_str!("../../queries/people/set_tries.sql"),
        params![
            user.as_bytes(),
            attempts.failures,
            attempts.wait_ms.cast_signed(),
            attempts.mark_wall_ms,
            attempts.mark_uptime_ms.cast_signed(),
            attempts.mark_boot.to_be_bytes(),
        ],
    )?;
    Ok(())
}

pub(super) fn forget(conn: &Connection, user: Uuid) -> Result<()> {
    conn.execute(
        include_str!("../../queries/people/forget_tries.sql"),
        [user.as_bytes()],
    )?;
    Ok(())
}
