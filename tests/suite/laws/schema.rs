//! The *schema* law: the catalog's tables in a freshly migrated database equal the catalog.

use std::collections::{BTreeMap, BTreeSet};

use support::Database;
use sync_contract::columns::columns_of;
use sync_contract::{Catalog, Descriptor, Kind};
use sync_server::push::references::is_within_patient;
use tokio_postgres::Client;

/// The columns that only the server adds to a row.
const OF_THE_SERVER: [(&str, Kind); 1] = [("seq", Kind::Int)];

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "boolean",
        Kind::Int => "bigint",
        Kind::Text => "text",
        Kind::Uuid => "uuid",
        Kind::Time => "timestamp with time zone",
        Kind::Date => "date",
        Kind::Decimal => "numeric",
        Kind::Bytes => "bytea",
    }
}

/// Column to type, as the declaration implies them.
fn declared(entity: &Descriptor) -> BTreeMap<String, String> {
    let columns = columns_of(entity).into_iter();
    let mut columns: Vec<(String, Kind)> =
        columns.map(|column| (column.name, column.kind)).collect();
    columns.extend(OF_THE_SERVER.map(|(name, kind)| (name.to_owned(), kind)));
    let count = columns.len();
    let columns: BTreeMap<String, String> = columns
        .into_iter()
        .map(|(name, kind)| (name, type_of(kind).to_owned()))
        .collect();
    assert_eq!(
        columns.len(),
        count,
        "{} has two columns of one name",
        entity.table
    );
    columns
}

async fn indexes(client: &Client, table: &str) -> BTreeMap<String, String> {
    let columns = "select column_name, data_type from information_schema.columns
        where table_schema = 'public' and table_name = $1";
    let rows = client.query(columns, &[&table]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The text of each CHECK that names exactly one column, by that column.
async fn checks(client: &Client, table: &str) -> BTreeMap<String, String> {
    let checks = "select a.attname, pg_get_constraintdef(c.oid)
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
        where c.contype = 'c' and c.conrelid = to_regclass($1::text)";
    let rows = client.query(checks, &[&table]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn quoted(check: &str) -> BTreeSet<&str> {
    check.split('\'').skip(1).step_by(2).collect()
}

#[tokio::test]
async fn the_servers_tables_are_the_catalogs() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    for entity in Catalog::ALL {
        assert_eq!(
            indexes(&client, entity.table).await,
            declared(entity),
            "{}",
            entity.table
        );
    }
    let with_cells = "select table_name from information_schema.columns
        where table_schema = 'public' and column_name = 'cells'";
    let rows = client.query(with_cells, &[]).await.unwrap();
    let tables: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    let catalog: BTreeSet<String> = Catalog::ALL
        .iter()
        .map(|entity| entity.table.to_owned())
        .collect();
    assert_eq!(tables, catalog, "no table of rows beside the catalog");
}

#[tokio::test]
async fn the_servers_checks_allow_the_declared_words_and_lengths_and_no_others() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    for entity in Catalog::ALL {
        let checks = checks(&client, entity.table).await;
        for field in entity.cells.iter().flat_map(|cell| cell.clear_fields()) {
            let column = format!("{}.{}", entity.table, field.name);
            let check = checks.get(field.name).map_or("", String::as_str);
            let choices: BTreeSet<&str> = field.choices.iter().copied().collect();
            assert_eq!(quoted(check), choices, "{column}: {check}");
            if choices.is_empty() && field.length_max > 0 {
                let limit = format!("<= {})", field.length_max);
                assert!(
                    check.contains(&limit),
                    "{column} should end at {limit}: {check}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_tenant_leads_every_key_and_index_of_the_server() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    let other = "select i.indexrelid::regclass::text
        from pg_index i
        join pg_class c on c.oid = i.indrelid and c.relrowsecurity
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where a.attname <> 'tenant_id'
        union
        select k.conname
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid and c.relrowsecurity
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'f' and a.attname <> 'tenant_id'";
    let rows = client.query(other, &[]).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(names, Vec::<String>::new());
    for entity in Catalog::ALL {
        let key = "select pg_get_constraintdef(oid) from pg_constraint
            where contype = 'p' and conrelid = to_regclass($1::text)";
        let row = client.query_one(key, &[&entity.table]).await.unwrap();
        assert_eq!(
            row.get::<_, String>(0),
            "PRIMARY KEY (tenant_id, id)",
            "{}",
            entity.table
        );
    }
}

/// The server checks the patient of what a row names before the database does, by the catalog.
#[tokio::test]
async fn the_server_binds_rows_to_a_patient_as_the_catalog_does() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    let sql = "select k.conrelid::regclass::text, field.attname::text, k.confrelid::regclass::text
        from pg_constraint k
        join pg_attribute patient on patient.attrelid = k.conrelid and patient.attnum = k.conkey[2]
        join pg_attribute field on field.attrelid = k.conrelid and field.attnum = k.conkey[3]
        where k.contype = 'f' and patient.attname = 'patient'";
    let rows = client.query(sql, &[]).await.unwrap();
    let bound: BTreeSet<(String, String, String)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let mut declared = BTreeSet::new();
    for entity in Catalog::ALL {
        for field in entity.cells.iter().flat_map(|cell| cell.clear_fields()) {
            let referenced = field.references.and_then(Catalog::by_number);
            let referenced = referenced
                .filter(|other| is_within_patient(entity.number, field.number, other.number));
            declared.extend(referenced.map(|other| {
                let names = [entity.table, field.name, other.table];
                let [table, column, other] = names.map(str::to_owned);
                (table, column, other)
            }));
        }
    }
    assert_eq!(bound, declared);
    assert!(bound.len() > 10);
}

/// Each index more is one more page to write with every row of every push.
#[tokio::test]
async fn a_row_of_the_server_has_no_index_that_no_statement_asks() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    let sql = "select i.indexrelid::regclass::text
        from pg_index i
        where i.indrelid = to_regclass($1::text) and not i.indisunique
        order by 1";
    let mut indexes = Vec::new();
    for entity in Catalog::ALL {
        let rows = client.query(sql, &[&entity.table]).await.unwrap();
        let names = rows.iter().map(|row| row.get::<_, String>(0));
        indexes.extend(names);
    }
    indexes.sort();
    let asked = [
        "appointment_patients_by_appointment",
        "appointment_status_changes_by_appointment",
        "appointments_by_start",
        "key_grants_by_recipient",
        "user_roles_by_role",
        "user_roles_by_user",
    ];
    assert_eq!(indexes, asked);
}

#[test]
fn a_check_is_read_by_its_words() {
    let check = "CHECK ((sex = ANY (ARRAY['FEMALE'::text, 'MALE'::text])))";
    assert_eq!(quoted(check), BTreeSet::from(["FEMALE", "MALE"]));
}
