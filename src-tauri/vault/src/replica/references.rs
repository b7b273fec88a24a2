//! Whether every row that is named is there, once the device stands at the head.

use rusqlite::Connection;
use sync_contract::entity::BIRTH;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::stored;

/// Looks at the whole file after a fill, which brought everything, else at the rows of the page.
///
/// A reference that leads nowhere is no reason to refuse a page: the row that it names may be parked. It is logged.
pub(super) fn look(conn: &Connection, pull: &Pull, page: &PullPage) -> Result<()> {
    if page.cursor != page.head {
        return Ok(());
    }
    let missing = match (&pull.fill, &page.fill) {
        (Some(_), None) => of_file(conn)?,
        (Some(_), Some(_)) => 0,
        (None, _) => of_rows(conn, &page.rows)?,
    };
    if missing > 0 {
        tracing::warn!(missing, "rows name others that are not here");
    }
    Ok(())
}

/// How many references of the file lead nowhere.
pub(super) fn of_file(conn: &Connection) -> Result<usize> {
    let mut statement = conn.prepare("pragma foreign_key_check")?;
    let mut rows = statement.query([])?;
    let mut missing = 0;
    while rows.next()?.is_some() {
        missing += 1;
    }
    Ok(missing)
}

fn of_rows(conn: &Connection, rows: &[RowState]) -> Result<usize> {
    let mut missing = 0;
    for row in rows {
        let Some(descriptor) = Catalog::by_number(row.entity) else {
            continue;
        };
        for cell in row.cells.iter().filter(|cell| cell.cell != BIRTH) {
            let fields = descriptor
                .cell(cell.cell)
                .map_or(&[][..], |spec| spec.fields);
            for field in fields {
                let value = cell.clear_value(field.number);
                if let (Some(parent), Some(Value::Uuid(id))) = (field.references, value) {
                    missing += usize::from(!is_here(conn, parent, *id)?);
                }
            }
        }
    }
    Ok(missing)
}

fn is_here(conn: &Connection, entity: u16, id: Uuid) -> Result<bool> {
    match Catalog::by_number(entity) {
        Some(descriptor) => stored::exists(conn, descriptor, id),
        None => Ok(true),
    }
}
