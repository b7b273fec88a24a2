//! Control items for this device, and the positions of its tail and bootstraps.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sync_contract::Wire;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::PullPosition;
use sync_contract::pull::{
    BootstrapToken, Control, ControlItem, Cursor, DeviceLastSeen, ErasureConfirmed,
};
use sync_contract::statement;
use uuid::Uuid;

use crate::error::Result;
use crate::store::device::{self, DeviceRow, read_cursor};
use crate::store::scope::{Scope, running};
use crate::store::{columns, damage};
use crate::vault::{Vault, is_shut_out};
use crate::verify::chain::Prover;

/// A program's version is a few numbers and words; what else a server sends is not shown.
const VERSION_CHARS_MAX: usize = 32;
/// No server has said so much.
const CONTROL_MAX: u64 = 1 << 48;

pub(super) fn position(conn: &Connection) -> Result<PullPosition> {
    let is_edited = statement!("replica", "has_edited_bootstrap");
    let mut is_edited = conn.prepare_cached(is_edited)?;
    let lacks_one = match Scope::of(conn)? {
        Some(scope) => scope.lacks_bootstrap(&running(conn)?),
        None => false,
    };
    if lacks_one || is_edited.query_row([], |row| row.get(0))? {
        tracing::warn!("a bootstrap was edited: the server is asked for it again");
        conn.execute(statement!("backup", "forget_bootstraps"), [])?;
        conn.execute(statement!("backup", "forget_position"), [])?;
    }
    let (cursor, control_position) = tail(conn)?;
    Ok(PullPosition {
        cursor,
        bootstrap: running(conn)?.into_iter().next(),
        control_position,
    })
}

/// Returns where the tail is, and the last item of the control stream. Where another program edited the position or
/// the scope, everything is pulled and said again, over what is here.
fn tail(conn: &Connection) -> Result<(Option<Cursor>, u64)> {
    let sql = statement!("replica", "position");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else {
        return Ok((None, 0));
    };
    let cursor = columns::bytes(row, 0)?.and_then(read_cursor);
    // an odd one was put there by another program: the server says again what it still has to say
    let position = columns::integer(row, 1)?.and_then(|position| u64::try_from(position).ok());
    let position = position.filter(|position| *position <= CONTROL_MAX);
    Ok((cursor, position.unwrap_or(0)))
}

/// Advances tail and bootstrap to the end of the page. A page of an outdated position advances nothing.
pub(super) fn advance(conn: &Connection, pull: &Pull, page: &PullPage) -> Result<()> {
    let (cursor, control_position) = tail(conn)?;
    // a revocation is repeated at every contact, and an unsigned one must not skip later items
    let items_received = page
        .control
        .iter()
        .filter(|item| item.control != Control::Revoked);
    let last = items_received.map(|item| item.number).max().unwrap_or(0);
    let cursor = match cursor == pull.cursor {
        true => Some(page.cursor),
        false => cursor,
    };
    let bytes = cursor.map(|cursor| cursor.to_bytes());
    let set = statement!("replica", "set_position");
    conn.prepare_cached(set)?
        .execute(params![bytes, control_position.max(last)])?;
    if page.cursor == page.head {
        forget_pushed_to(conn, page.head)?;
    }
    match (&pull.bootstrap, &page.bootstrap) {
        (Some(_), Some(token)) => put_bootstrap(conn, token),
        (Some(asked), None) => {
            let end = statement!("replica", "end_bootstrap");
            conn.execute(end, [asked.number])?;
            complete(conn, &asked.compartments)
        }
        (None, _) => Ok(()),
    }
}

/// The server has the head that it named with the last push.
pub(super) fn forget_pushed_to(conn: &Connection, head: Cursor) -> Result<()> {
    let sql = statement!("outbox", "forget_pushed_to");
    conn.prepare_cached(sql)?.execute([head.to_bytes()])?;
    Ok(())
}

fn put_bootstrap(conn: &Connection, token: &BootstrapToken) -> Result<()> {
    let sql = statement!("replica", "put_bootstrap");
    conn.prepare_cached(sql)?
        .execute(params![token.number, token.to_bytes()])?;
    Ok(())
}

/// Carries the items out that were not seen before. Returns whether the server says that the device was revoked.
pub(super) fn run(conn: &Connection, items: &[ControlItem]) -> Result<bool> {
    let (_, seen) = tail(conn)?;
    let mut revoked = false;
    for item in items.iter().filter(|item| item.number > seen) {
        match &item.control {
            Control::Scope {
                users,
                compartments,
            } => set_scope(conn, users, compartments)?,
            Control::Bootstrap(token) => {
                damage::miss_counts(conn)?;
                put_bootstrap(conn, token)?;
            }
            Control::Revoked => revoked = true,
            Control::DevicesLastSeen(devices) => devices
                .iter()
                .try_for_each(|seen| store_last_seen(conn, seen))?,
            Control::ErasuresConfirmed(all) => store_confirmed(conn, all)?,
            Control::Unknown { kind, .. } => {
                let sql_insert = statement!("replica", "insert_control");
                conn.execute(sql_insert, params![item.number, kind, item.to_bytes()])?;
            }
        }
    }
    Ok(revoked)
}

/// Asks for everything once more where an earlier version of this program stored what this one knows: what lies here
/// may be another program's, and the server says it again.
pub(super) fn ask_for_declared(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare_cached(statement!("replica", "control_items"))?;
    let mut rows = statement.query([])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let item = columns::bytes(row, 1)?.map(ControlItem::from_bytes);
        if let Some(Ok(item)) = item
            && !matches!(item.control, Control::Unknown { .. })
        {
            known.push(row.get::<_, i64>(0)?);
        }
    }
    drop(rows);
    if known.is_empty() {
        return Ok(());
    }
    for number in known {
        conn.execute(statement!("replica", "forget_control"), [number])?;
    }
    conn.execute(statement!("backup", "forget_position"), [])?;
    Ok(())
}

fn store_last_seen(conn: &Connection, seen: &DeviceLastSeen) -> Result<()> {
    let is_plain = |version: &&str| {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-+".contains(letter);
        version.len() <= VERSION_CHARS_MAX && version.chars().all(allowed)
    };
    let version = seen.version.as_deref().filter(is_plain);
    let sql_insert = statement!("replica", "set_last_seen");
    conn.prepare_cached(sql_insert)?
        .execute(params![seen.device_number, seen.at_us, version])?;
    Ok(())
}

/// Stores a list in the place of the one before it.
fn store_confirmed(conn: &Connection, all: &[ErasureConfirmed]) -> Result<()> {
    conn.execute(statement!("replica", "forget_erasures_confirmed"), [])?;
    let mut statement = conn.prepare_cached(statement!("replica", "set_erasure_confirmed"))?;
    for confirmed in all {
        statement.execute(params![
            confirmed.device.as_bytes(),
            confirmed.patient.as_bytes()
        ])?;
    }
    Ok(())
}

impl Vault {
    /// Returns which computers have erased which patients, each as `(computer, patient)`: what they said in their audit
    /// logs, as the server last reported it. What another program put there is left out.
    pub fn erasures_confirmed(&self) -> Result<BTreeSet<(Uuid, Uuid)>> {
        let sql = statement!("replica", "erasures_confirmed");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut confirmed = BTreeSet::new();
        while let Some(row) = rows.next()? {
            confirmed.extend(columns::id(row, 0)?.zip(columns::id(row, 1)?));
        }
        Ok(confirmed)
    }

    /// Returns when the server last saw the clinic's other devices, by number; unreported ones are missing, and what
    /// another program put there.
    pub fn devices_last_seen(&self) -> Result<BTreeMap<u32, DeviceLastSeen>> {
        let sql = statement!("replica", "last_seen");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut seen = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let number = columns::integer(row, 0)?.and_then(|number| u32::try_from(number).ok());
            let (Some(device_number), Some(at_us)) = (number, columns::integer(row, 1)?) else {
                continue;
            };
            let version = columns::text(row, 2)?.map(str::to_owned);
            let device = DeviceLastSeen {
                device_number,
                at_us,
                version,
            };
            seen.insert(device_number, device);
        }
        Ok(seen)
    }
}

/// Marks this device as revoked if its own row says so and an admin has signed that.
pub(super) fn revoke(conn: &Connection, prover: Prover<'_>, now_us: i64) -> Result<bool> {
    let device = DeviceRow::load(conn)?;
    let is_revoked = is_shut_out(conn, &prover.over(conn)?, device.id)?;
    if is_revoked {
        let sql = statement!("replica", "revoke");
        device::change(conn, || Ok(conn.execute(sql, [now_us])?))?;
    } else {
        tracing::warn!(
            "the server says that this device was revoked, and no admin has signed that"
        );
    }
    Ok(is_revoked)
}

fn set_scope(conn: &Connection, users: &[Uuid], compartments: &[u8]) -> Result<()> {
    let before = Scope::of(conn)?;
    let restores_rows = before.as_ref().is_some_and(|scope| scope.restores_rows);
    let mut complete = before.map_or(Vec::new(), |scope| scope.complete);
    complete.retain(|number| compartments.contains(number));
    let scope = Scope {
        restores_rows,
        users: users.to_vec(),
        compartments: compartments.to_vec(),
        complete,
    };
    scope.store(conn)
}

/// Notes that everything of these compartments has come, as far as the server still sends them.
fn complete(conn: &Connection, compartments: &[u8]) -> Result<()> {
    // one that another program edited stays so: the server says it again
    let Some(mut scope) = Scope::of(conn)? else {
        return Ok(());
    };
    let all = scope.compartments.iter().copied();
    let has_come = |number: &u8| scope.complete.contains(number) || compartments.contains(number);
    scope.complete = all.filter(has_come).collect();
    scope.restores_rows &= !running(conn)?.is_empty();
    scope.store(conn)
}
