//! The *schema* law on the device: the tables of a freshly made file equal the catalog.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sync_contract::columns::columns_of;
use sync_contract::{Catalog, Descriptor, FieldSpec, Kind, Scope};

fn fresh() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    vault::schema::up(&mut conn).unwrap();
    conn
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool | Kind::Int | Kind::Time | Kind::Date => "INTEGER",
        Kind::Text | Kind::Decimal => "TEXT",
        Kind::Uuid | Kind::Bytes => "BLOB",
    }
}

fn columns(conn: &Connection, table: &str) -> Vec<(String, String)> {
    let mut statement = conn
        .prepare("select name, type from pragma_table_info(?1)")
        .unwrap();
    let rows = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn text(conn: &Connection, table: &str) -> String {
    let sql = "select sql from sqlite_schema where type = 'table' and name = ?1";
    conn.query_row(sql, [table], |row| row.get(0)).unwrap()
}

/// The words of the CHECK that begins with the field's name: one by one, or two in a list.
fn choices(definition: &str, field: &FieldSpec) -> BTreeSet<String> {
    let one_line = definition.split_whitespace().collect::<Vec<_>>().join(" ");
    let one_line = one_line.replace("( ", "(");
    let starts = ["= '", "in ("].map(|start| format!("check ({} {start}", field.name));
    let Some((at, _)) = starts
        .iter()
        .find_map(|start| one_line.match_indices(start).next())
    else {
        return BTreeSet::new();
    };
    let list = one_line[at..].split(')').next().unwrap();
    list.split('\'')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Child column to parent table; of a composite key the last column, which names the row.
fn references(conn: &Connection, table: &str) -> BTreeMap<String, String> {
    let sql = r#"select id, "from", "table" from pragma_foreign_key_list(?1) order by id, seq"#;
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement
        .query_map([table], |row| {
            Ok((row.get::<_, i64>(0)?, (row.get(1)?, row.get(2)?)))
        })
        .unwrap();
    let by_key: BTreeMap<i64, (String, String)> = rows.map(Result::unwrap).collect();
    by_key.into_values().collect()
}

/// Returns whether every device that has rows of `child` has all rows of `parent` that they may name.
fn may_rely_on(child: &Descriptor, parent: &Descriptor) -> bool {
    let same_compartment = child.compartment() == parent.compartment();
    let not_narrower = parent.scope == Scope::Clinic || child.scope == Scope::Patient;
    parent.is_for_every_device() || (same_compartment && not_narrower)
}

#[test]
fn the_devices_tables_are_the_catalogs() {
    let conn = fresh();
    for entity in Catalog::ALL {
        // a column that came later is at the end of a table and with its cell in the catalog
        let declared: BTreeSet<_> = columns_of(entity)
            .into_iter()
            .map(|column| (column.name, type_of(column.kind).to_owned()))
            .collect();
        let columns = BTreeSet::from_iter(columns(&conn, entity.table));
        assert_eq!(columns, declared, "{}", entity.table);
        let definition = text(&conn, entity.table);
        assert!(
            definition.ends_with("strict"),
            "{} is not strict",
            entity.table
        );
    }
    let sql = "select m.name from sqlite_schema m, pragma_table_info(m.name) c
        where m.type = 'table' and c.name = 'cells' and c.type = 'BLOB'";
    let mut statement = conn.prepare(sql).unwrap();
    let tables = statement.query_map([], |row| row.get(0)).unwrap();
    let tables: BTreeSet<String> = tables.map(Result::unwrap).collect();
    let catalog = Catalog::ALL
        .iter()
        .map(|entity| entity.table.to_owned())
        .collect();
    assert_eq!(tables, catalog, "no table of rows beside the catalog");
}

#[test]
fn the_devices_checks_allow_the_declared_words_and_lengths_and_no_others() {
    let conn = fresh();
    for entity in Catalog::ALL {
        let definition = text(&conn, entity.table);
        for field in entity.cells.iter().flat_map(|cell| cell.clear_fields()) {
            let column = format!("{}.{}", entity.table, field.name);
            let declared: BTreeSet<_> = field
                .choices
                .iter()
                .map(|word| (*word).to_owned())
                .collect();
            assert_eq!(choices(&definition, field), declared, "{column}");
            if declared.is_empty() && field.length_max > 0 {
                let limit = format!("check (length({}) <= {})", field.name, field.length_max);
                assert!(definition.contains(&limit), "{column} should have {limit}");
            }
        }
    }
}

#[test]
fn a_foreign_key_of_the_device_points_where_every_such_device_can_follow() {
    let conn = fresh();
    let mut references_count = 0;
    for entity in Catalog::ALL {
        let columns = references(&conn, entity.table);
        for cell in entity.cells {
            for field in cell.clear_fields() {
                // the users who created or deleted a row are proved by tag and signature
                if ["created_by", "deleted_by"].contains(&field.name) {
                    continue;
                }
                let column = format!("{}.{}", entity.table, field.name);
                let parent = field.references.and_then(Catalog::by_number);
                let expected = parent.filter(|parent| may_rely_on(entity, parent));
                let expected = expected.map(|parent| parent.table);
                assert_eq!(
                    columns.get(field.name).map(String::as_str),
                    expected,
                    "{column}"
                );
                references_count += usize::from(expected.is_some());
            }
        }
    }
    assert!(references_count > 20, "{references_count}");
}

/// By one of its columns: what names a row of the same patient is found by the patient.
#[test]
fn every_foreign_key_of_the_device_has_an_index() {
    let conn = fresh();
    let leading =
        "select i.name from pragma_index_list(?1) l, pragma_index_info(l.name) i where i.seqno = 0";
    let keys = "select id, \"from\" from pragma_foreign_key_list(?1)";
    for entity in Catalog::ALL {
        let mut statement = conn.prepare(leading).unwrap();
        let rows = statement
            .query_map([entity.table], |row| row.get(0))
            .unwrap();
        let indexed: BTreeSet<String> = rows.map(Result::unwrap).collect();
        let mut statement = conn.prepare(keys).unwrap();
        let mut rows = statement.query([entity.table]).unwrap();
        let mut columns: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        while let Some(row) = rows.next().unwrap() {
            let of_key = columns.entry(row.get(0).unwrap()).or_default();
            of_key.push(row.get(1).unwrap());
        }
        for columns in columns.values() {
            let is_indexed = columns.iter().any(|column| indexed.contains(column));
            assert!(is_indexed, "{}.{columns:?}", entity.table);
        }
    }
}
