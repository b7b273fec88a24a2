use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::error::Result;
use crate::sign_in::Attempts;

/// The wrong passwords that were tried for a user on this device.
pub(super) fn load(conn: &Connection, user: Uuid) -> Result<Attempts> {
    let sql = include_str!("../../queries/people/tries.sql");
    let found = conn.query_row(sql, [user.as_bytes()], |row| attempts(row, 0));
    Ok(found.optional()?.unwrap_or_default())
}

/// Of everybody, by one statement.
pub(super) fn load_all(conn: &Connection) -> Result<Vec<(Uuid, Attempts)>> {
    let mut statement = conn.prepare_cached(include_str!("../../queries/people/all_tries.sql"))?;
    let found = statement.query_map([], |row| {
        Ok((Uuid::from_bytes(row.get(0)?), attempts(row, 1)?))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn attempts(row: &Row<'_>, first: usize) -> rusqlite::Result<Attempts> {
    Ok(Attempts {
        failures: row.get(first)?,
        wait_ms: row.get::<_, i64>(first + 1)?.cast_unsigned(),
        mark_wall_ms: row.get(first + 2)?,
        mark_uptime_ms: row.get::<_, i64>(first + 3)?.cast_unsigned(),
        mark_boot: u128::from_be_bytes(row.get(first + 4)?),
    })
}

pub(crate) fn store(conn: &Connection, user: Uuid, attempts: &Attempts) -> Result<()> {
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
