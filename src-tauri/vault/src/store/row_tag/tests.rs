//! A migration that adds a column changes no tag of a row, and not the sum of the guarded ones.
#![allow(clippy::unwrap_used)]

use rusqlite::types::Value as Sql;
use sync_contract::field::Time;

use super::*;
use crate::sample::{populate, sampled_entities};
use crate::testing::clinic;

fn rows_of(conn: &Connection, columns: &Columns) -> Vec<Vec<Sql>> {
    let names = columns.all.iter();
    let names: Vec<_> = names.map(|column| format!("\"{}\"", column.name)).collect();
    let table = columns.descriptor.table;
    let sql = format!("select {} from {table}", names.join(", "));
    let mut statement = conn.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| {
        let values = (0..names.len()).map(|column| row.get(column));
        values.collect::<rusqlite::Result<Vec<Sql>>>()
    });
    rows.unwrap().map(std::result::Result::unwrap).collect()
}

fn hashed(columns: &Columns, values: &[Sql]) -> Vec<u8> {
    let entity = ValueRef::Integer(columns.descriptor.number.into());
    let values = values.iter().map(ValueRef::from);
    sum_input(Some(columns), std::iter::once(entity).chain(values))
}

/// A program that does not have the column yet wrote the row, and one that has it reads it.
#[test]
fn an_added_column_changes_no_tag_and_no_sum_until_it_has_a_value() {
    let (_machine, mut unlocked) = clinic();
    populate(&mut unlocked, 3, Time(10));
    let vault = unlocked.vault();
    let (mut empty, mut used) = (0, 0);
    for descriptor in sampled_entities() {
        let columns = columns::of(descriptor);
        let rows = rows_of(&vault.conn, columns);
        for added in 0..columns.headers {
            let older = columns.before(added);
            let column = format!("{}.{}", descriptor.table, columns.all[added].name);
            for row in &rows {
                let mut before = row.clone();
                let is_empty = before.remove(added) == Sql::Null;
                let value = |index: usize| Ok(ValueRef::from(&before[index]));
                let fits = RowTagCheck::new(vault.verifier().tags).fits(&older, value);
                assert_eq!(fits.unwrap(), is_empty, "{column}");
                let is_same = hashed(&older, &before) == hashed(columns, row);
                assert_eq!(is_same, is_empty, "{column}");
                match is_empty {
                    true => empty += 1,
                    false => used += 1,
                }
            }
        }
    }
    assert!(empty > 100 && used > 100, "{empty} {used}");
}

/// A default would stand in rows that were tagged without it.
#[test]
fn no_column_of_the_catalog_has_a_default() {
    let (_machine, unlocked) = clinic();
    let conn = &unlocked.vault().conn;
    for descriptor in Catalog::ALL {
        let sql = "select count(*) from pragma_table_info(?1) where dflt_value is not null";
        let defaults = conn.query_row(sql, [descriptor.table], |row| row.get::<_, i64>(0));
        assert_eq!(defaults.unwrap(), 0, "{}", descriptor.table);
    }
}
