//! Another program that writes to the file of a clinic: one edit at a time, which it can take back.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use sync_contract::{Descriptor, Kind};

use crate::vault::Vault;

/// The statements that a vault's own connection has carried out.
#[derive(Debug, Clone, Default)]
pub struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl Statements {
    /// Returns whether one of them names this table, and forgets nothing.
    pub fn read(&self, table: &str) -> bool {
        let is_part = |byte: char| byte.is_ascii_alphanumeric() || byte == '_';
        let all = self.0.lock().unwrap();
        all.iter()
            .any(|sql| sql.split(|byte| !is_part(byte)).any(|word| word == table))
    }

    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }
}

impl Vault {
    /// Collects the statements of this vault's own connection from now on.
    pub fn collect_statements(&mut self) -> Statements {
        let collected = Statements::default();
        let statements = collected.clone();
        let each = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event {
                let sql = statement.sql().into_owned();
                statements.0.lock().unwrap().insert(sql);
            }
        };
        let conn = &mut self.conn;
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(each))
            .unwrap();
        collected
    }
}

/// A connection of its own, which asks for no key and keeps no rule of the tables.
#[derive(Debug)]
pub struct OtherProgram(Connection);

impl OtherProgram {
    /// `folder` is that of the vault.
    pub fn at(folder: &Path) -> Self {
        let conn = Connection::open(folder.join("vault.db")).unwrap();
        conn.execute_batch("pragma foreign_keys = off; pragma ignore_check_constraints = on")
            .unwrap();
        Self(conn)
    }

    /// Returns what can be set in the columns by which a statement selects rows: nothing, and another value.
    pub fn edits(&self, descriptor: &Descriptor) -> Vec<String> {
        let declared = descriptor.declared_cells();
        let fields = declared.flat_map(|cell| cell.clear_fields());
        let mut edits: Vec<String> = fields
            .flat_map(|field| {
                let name = field.name;
                let other = match field.kind {
                    Kind::Text | Kind::Decimal => format!("{name} = 'EDITED'"),
                    Kind::Uuid | Kind::Bytes => format!("{name} = randomblob(16)"),
                    Kind::Bool => format!("{name} = 1 - {name}"),
                    Kind::Int | Kind::Time | Kind::Date => {
                        format!("{name} = {name} + 100000000000000")
                    }
                };
                [other, format!("{name} = null")]
            })
            .collect();
        let columns = self.columns(descriptor.table);
        for (column, set) in [
            ("patient", "patient = randomblob(16)"),
            ("deleted_at", "deleted_at = 1, deleted_by = randomblob(16)"),
            ("deleted_at", "deleted_at = null, deleted_by = null"),
            ("created_at", "created_at = created_at - 100000000000000"),
        ] {
            if columns.contains(column) {
                edits.push(set.to_owned());
            }
        }
        edits
    }

    fn columns(&self, table: &str) -> BTreeSet<String> {
        let sql = format!("select name from pragma_table_info('{table}')");
        let mut statement = self.0.prepare(&sql).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.collect::<Result<_, _>>().unwrap()
    }

    /// Sets columns in all rows of a table, or removes the rows. Returns whether the table takes that, and has rows.
    pub fn edit(&self, table: &str, set: Option<&str>) -> bool {
        let copy = format!("create temp table copied as select * from main.{table}");
        self.0.execute_batch(&copy).unwrap();
        let sql = match set {
            Some(set) => format!("update main.{table} set {set}"),
            None => format!("delete from main.{table}"),
        };
        let is_edited = self.0.execute(&sql, []).is_ok_and(|rows| rows > 0);
        if !is_edited {
            self.0.execute_batch("drop table copied").unwrap();
        }
        is_edited
    }

    /// Makes the rows of the last edit what they were.
    pub fn put_back(&self, table: &str) {
        let sql = format!(
            "begin; delete from main.{table}; insert into main.{table} select * from copied; drop table copied; commit"
        );
        self.0.execute_batch(&sql).unwrap();
    }
}
