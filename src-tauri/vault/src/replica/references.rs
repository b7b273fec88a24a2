//! Counts references to missing rows, once the device is at the head.

use rusqlite::Connection;
use sync_contract::entity::CREATED;
use sync_contract::messages::{Pull, PullPage};
use sync_contract::pull::RowState;
use sync_contract::statement;
use sync_contract::{Catalog, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::store::rows;

/// Checks the complete file after a bootstrap, else the rows of the page.
///
/// A reference that leads nowhere is no reason to refuse a page: the row that it names may be quarantined. It is
/// logged.
pub(super) fn look(conn: &Connection, pull: &Pull, page: &PullPage) -> Result<()> {
    if page.cursor != page.head {
        return Ok(());
    }
    let missing = match (&pull.bootstrap, &page.bootstrap) {
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
///
/// `foreign_key_check` reads every row of every table. The index of a foreign key gives the same result once for all
/// the rows that name one other; a key without an index of its own has its rows read in the order of the table.
fn of_file(conn: &Connection) -> Result<usize> {
    let mut missing = 0;
    for descriptor in Catalog::ALL {
        for key in ForeignKey::of_table(conn, descriptor.table)? {
            let sql = match key.has_index(conn, descriptor.table)? {
                true => key.count_missing_parents(descriptor.table),
                false => key.count_missing_of_rows(descriptor.table),
            };
            missing += conn.query_row(&sql, [], |row| row.get::<_, usize>(0))?;
        }
    }
    Ok(missing)
}

/// As the file declares it.
struct ForeignKey {
    number: i64,
    parent: String,
    /// Of the child and of the parent.
    columns: Vec<(String, String)>,
}

impl ForeignKey {
    fn of_table(conn: &Connection, table: &str) -> Result<Vec<Self>> {
        let sql = statement!("replica", "foreign_keys");
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([table])?;
        let mut keys: Vec<Self> = Vec::new();
        while let Some(row) = rows.next()? {
            let number = row.get(0)?;
            let columns = (row.get(2)?, row.get(3)?);
            match keys.last_mut().filter(|key| key.number == number) {
                Some(key) => key.columns.push(columns),
                None => keys.push(Self {
                    number,
                    parent: row.get(1)?,
                    columns: vec![columns],
                }),
            }
        }
        Ok(keys)
    }

    /// Whether an index begins with all columns of the key.
    fn has_index(&self, conn: &Connection, table: &str) -> Result<bool> {
        let mut statement = conn.prepare_cached(statement!("replica", "indexed_columns"))?;
        let mut rows = statement.query([table])?;
        while let Some(row) = rows.next()? {
            let indexed: String = row.get(0)?;
            let mut first: Vec<&str> = indexed.split(',').take(self.columns.len()).collect();
            let mut key: Vec<&str> = self.columns.iter().map(|(from, _)| &**from).collect();
            first.sort_unstable();
            key.sort_unstable();
            if first == key {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts what is named and not here, each once.
    fn count_missing_parents(&self, table: &str) -> String {
        let (named, present, orphan) = (self.named(), self.present(), self.orphan());
        format!(
            "select count(*) from (select distinct {named} from {table} where {present}) as c
            where {orphan}"
        )
    }

    /// Counts the rows that name what is not here.
    fn count_missing_of_rows(&self, table: &str) -> String {
        let (present, orphan) = (self.present(), self.orphan());
        format!("select count(*) from {table} as c not indexed where {present} and {orphan}")
    }

    fn named(&self) -> String {
        self.list(|(from, _)| format!("\"{from}\""), ", ")
    }

    fn present(&self) -> String {
        self.list(|(from, _)| format!("\"{from}\" is not null"), " and ")
    }

    fn orphan(&self) -> String {
        let same = self.list(|(from, to)| format!("p.\"{to}\" = c.\"{from}\""), " and ");
        format!(
            "not exists (select 1 from {} as p where {same})",
            self.parent
        )
    }

    fn list(&self, each: impl Fn(&(String, String)) -> String, between: &str) -> String {
        let parts: Vec<String> = self.columns.iter().map(each).collect();
        parts.join(between)
    }
}

fn of_rows(conn: &Connection, rows: &[RowState]) -> Result<usize> {
    let mut missing = 0;
    for row in rows {
        let Some(descriptor) = Catalog::by_number(row.entity) else {
            continue;
        };
        for cell in row.cells.iter().filter(|cell| cell.cell != CREATED) {
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
        Some(descriptor) => rows::exists(conn, descriptor, id),
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_dangling_reference_is_counted_for_every_foreign_key() {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::up(&mut conn).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let patient = "insert into patients (id, tenant_id, facility, cells)
            values (randomblob(16), zeroblob(16), ?1, x'')";
        let visit = "insert into measurements (id, tenant_id, patient, visit, cells)
            values (randomblob(16), zeroblob(16), ?1, ?2, x'')";
        assert_eq!(of_file(&conn).unwrap(), 0);
        conn.execute(patient, [Some([1_u8; 16])]).unwrap();
        conn.execute(patient, [Some([1_u8; 16])]).unwrap();
        conn.execute(patient, [None::<[u8; 16]>]).unwrap();
        assert_eq!(of_file(&conn).unwrap(), 1);
        conn.execute(patient, [Some([2_u8; 16])]).unwrap();
        conn.execute(visit, [Some([3_u8; 16]), Some([4_u8; 16])])
            .unwrap();
        conn.execute(visit, [Some([3_u8; 16]), None]).unwrap();
        assert_eq!(of_file(&conn).unwrap(), 3);
        let tables = "select count(distinct \"table\") from pragma_foreign_key_check";
        let tables_missing: i64 = conn.query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(tables_missing, 2);
    }
}
