//! The server's half of the *round trip* law: what was written to a typed table is read back, byte for byte.

use support::Database;
use sync_contract::columns::ColumnValue;
use sync_contract::{
    Catalog, CellState, Clock, Descriptor, FieldSpec, Kind, Value, Wire, pull::RowState,
};
use sync_server::db::table::{self, TableRow, TableRowRef};
use sync_server::db::transaction::Transaction;
use sync_server::db::{columns, values};
use tokio_postgres::Client;
use uuid::Uuid;

const TENANT: Uuid = Uuid::from_u128(7);

/// A value at the edge of what the field allows; `at` makes each different.
fn sample(field: &FieldSpec, at: u128) -> Value {
    if let Some(word) = field.choices.last() {
        return Value::Text((*word).to_owned());
    }
    let length = usize::try_from(field.length_max).unwrap();
    match field.kind {
        Kind::Bool => Value::Bool(true),
        Kind::Int => Value::Int(i64::MAX - i64::try_from(at).unwrap()),
        Kind::Text => Value::Text("\u{1f34f}".repeat(length)),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(at)),
        Kind::Time => Value::Time(-1),
        Kind::Date => Value::Date(-2_440_588),
        Kind::Decimal => Value::Decimal("-12345678901234.5678".parse().unwrap()),
        Kind::Bytes => Value::Bytes(vec![0xff; length]),
    }
}

/// Every cell of the entity; with `full`, every optional field has a value.
fn row(entity: &'static Descriptor, number: u128, full: bool) -> RowState {
    let patient = entity.of_patient.then(|| Uuid::from_u128(99));
    let cells = entity.cells.iter().map(|spec| {
        let mut clear: Vec<(u16, Value)> = spec
            .clear_fields()
            .map(|field| match field.name {
                "patient" => (field.number, Value::Uuid(patient.unwrap())),
                _ if field.optional && !full => (field.number, Value::Null),
                _ => (field.number, sample(field, number)),
            })
            .collect();
        if let Some(field) = spec.blind_field() {
            let index = if full {
                Value::Bytes(vec![9; 16])
            } else {
                Value::Null
            };
            clear.push((field.number, index));
            clear.sort_by_key(|(number, _)| *number);
        }
        CellState {
            cell: spec.number,
            clock: Clock {
                unix_ms: 1_700_000_000_000 + u64::from(spec.number),
                counter: u16::MAX,
                device: u32::MAX,
            },
            generation: 3,
            author: Uuid::from_u128(5),
            secret_version: u16::MAX,
            clear,
            sealed: spec.compartment().map(|_| vec![spec.number; 64]),
            tag: [4; 16],
            signature: entity.authority.is_admin_signed().then_some([6; 64]),
            replaces: Vec::new(),
        }
    });
    RowState {
        entity: entity.number,
        row: Uuid::from_u128(number),
        patient,
        cells: cells.collect(),
        siblings: Vec::new(),
    }
}

fn lines(rows: &[TableRow]) -> Vec<TableRowRef<'_>> {
    rows.iter().map(TableRowRef::from).collect()
}

async fn load(
    transaction: &Transaction<'_>,
    entity: &'static Descriptor,
    ids: &[Uuid],
) -> Vec<TableRow> {
    let stored_rows = table::load(transaction, TENANT, entity, ids).await.unwrap();
    stored_rows.into_iter().map(|stored| stored.row).collect()
}

async fn opened(database: &Database) -> sync_server::Database {
    let head = "insert into feeds
        (tenant_id, timeline, seq, history_mark, root_key, next_device_number, joined_at)
        values ($1, gen_random_uuid(), 0, gen_random_uuid(), decode(repeat('00', 32), 'hex'), 1, now())";
    let client = database.as_superuser().await;
    client.execute(head, &[&TENANT]).await.unwrap();
    // a clinic has one row in its first table; here it may have three, like any other
    let one_row = "alter table tenants drop constraint tenants_check";
    client.batch_execute(one_row).await.unwrap();
    sync_server::Database::open(&database.app_url(), 2)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_row_of_every_entity_comes_back_from_the_server_as_it_was() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        // references are checked at the end of a transaction, which this one never reaches
        let transaction = connection.of_tenant(TENANT).await.unwrap();
        let written = [
            TableRow {
                state: row(entity, 1, true),
                seq: 11,
            },
            TableRow {
                state: row(entity, 2, false),
                seq: 12,
            },
        ];
        table::insert(&transaction, TENANT, entity, &lines(&written))
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", entity.name));
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)];
        let mut read = load(&transaction, entity, &ids).await;
        read.sort_by_key(|stored| stored.seq);
        assert_eq!(read, written, "{}", entity.name);
        for (read, written) in read.iter().zip(&written) {
            assert_eq!(
                read.state.to_bytes(),
                written.state.to_bytes(),
                "{}",
                entity.name
            );
        }

        let changed = [TableRow {
            state: row(entity, 2, true),
            seq: 13,
        }];
        table::update(&transaction, TENANT, entity, &lines(&changed))
            .await
            .unwrap();
        let read = load(&transaction, entity, &ids[1..]).await;
        assert_eq!(read, changed, "{}", entity.name);

        let absent = [TableRow {
            state: row(entity, 3, true),
            seq: 14,
        }];
        table::update(&transaction, TENANT, entity, &lines(&absent))
            .await
            .unwrap();
        let read = load(&transaction, entity, &ids[2..]).await;
        assert_eq!(read, absent, "{}: never a part of a row", entity.name);
    }
}

/// What a transaction would do for a statement, line by line, with empty tables.
async fn plan(transaction: &Transaction<'_>, types: &str, text: &str, values: &str) -> Vec<String> {
    let explain = format!(
        "prepare asked ({types}) as {text};
        explain execute asked ({values})"
    );
    let lines = transaction.simple_query(&explain).await.unwrap();
    let plan = lines.iter().filter_map(|line| match line {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    let plan = plan.collect();
    transaction.batch_execute("deallocate asked").await.unwrap();
    plan
}

/// Plans are cached for as long as a connection lasts, and a clinic begins with empty tables.
#[tokio::test]
async fn a_plan_for_an_empty_table_reads_each_row_by_its_key() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        let transaction = connection.of_tenant(TENANT).await.unwrap();
        let load = &columns::of(entity).load;
        let values = format!("'{TENANT}', '{{}}'");
        let plan = plan(&transaction, "uuid, uuid[]", load, &values).await;
        let by_key =
            |line: &String| line.contains("Index Cond: ((tenant_id = $1) AND (id >= wanted.id)");
        assert!(plan.iter().any(by_key), "{plan:#?}");
    }
}

#[tokio::test]
async fn a_plan_of_an_empty_table_writes_a_changed_cell_where_its_row_lies() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        let transaction = connection.of_tenant(TENANT).await.unwrap();
        let is_tid_scan = table::PLAN_BY_CTID.replace("$1", "'off'");
        transaction.batch_execute(&is_tid_scan).await.unwrap();
        for update in &columns::of(entity).update_cell {
            // the sequence number follows the columns
            let arrays = ", '{}'".repeat(update.columns.len() + 1);
            let values = format!("'{TENANT}', '{{}}'{arrays}");
            let plan = plan(&transaction, "uuid, tid[]", &update.text, &values).await;
            let is_tid_scan = |line: &String| line.contains("TID Cond: (ctid = new.ctid)");
            assert!(plan.iter().any(is_tid_scan), "{plan:#?}");
        }
    }
}

#[tokio::test]
async fn a_plan_of_an_empty_table_reads_the_feed_by_its_numbers() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    let transaction = connection.of_tenant(TENANT).await.unwrap();
    let text = sync_contract::statement::find(
        include_str!("../../../sync/server/queries/pull.sql"),
        "groups_after",
    );
    let values = format!("'{TENANT}', 1, 2, 3");
    let types = "uuid, bigint, bigint, bigint";
    let plan = plan(&transaction, types, text, &values).await;
    let by_number = |line: &String| line.contains("using groups_by_seq");
    assert!(plan.iter().any(by_number), "{plan:#?}");
    let never_sorted = |line: &String| line.contains("Sort");
    assert!(!plan.iter().any(never_sorted), "{plan:#?}");
}

/// A write of one cell leaves the row as a write of all of it does.
#[tokio::test]
async fn a_changed_cell_of_every_entity_is_written_alone_and_comes_back() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        for spec in entity.cells {
            let transaction = connection.of_tenant(TENANT).await.unwrap();
            let before = [
                TableRow {
                    state: row(entity, 1, true),
                    seq: 11,
                },
                TableRow {
                    state: row(entity, 2, true),
                    seq: 12,
                },
            ];
            table::insert(&transaction, TENANT, entity, &lines(&before))
                .await
                .unwrap();
            let ids = [Uuid::from_u128(1)];
            let stored_rows = table::load(&transaction, TENANT, entity, &ids)
                .await
                .unwrap();
            let stored = stored_rows.into_iter().next().unwrap();
            let (mut changed, ctid) = (stored.row, stored.ctid);
            let other = row(entity, 1, false).cells;
            let other = other.into_iter().find(|cell| cell.cell == spec.number);
            let cells = changed.state.cells.iter_mut();
            let current = cells.into_iter().find(|cell| cell.cell == spec.number);
            let (current, mut other) = (current.unwrap(), other.unwrap());
            other.clock.unix_ms += 60_000;
            *current = other;
            changed.seq = 13;
            let line = [TableRowRef::from(&changed)];
            table::update_cell(&transaction, TENANT, entity, spec.number, &line, &[ctid])
                .await
                .unwrap_or_else(|error| panic!("{}.{}: {error}", entity.name, spec.name));
            let read = load(&transaction, entity, &ids).await;
            assert_eq!(read, [changed.clone()], "{}.{}", entity.name, spec.name);
            let untouched = load(&transaction, entity, &[Uuid::from_u128(2)]).await;
            assert_eq!(untouched, before[1..], "{}.{}", entity.name, spec.name);
            // what lies there is another version by now
            let line = [TableRowRef::from(&changed)];
            table::update_cell(&transaction, TENANT, entity, spec.number, &line, &[ctid])
                .await
                .unwrap_err();
        }
    }
}

#[tokio::test]
async fn a_purged_row_retains_its_key_and_no_value() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        let transaction = connection.of_tenant(TENANT).await.unwrap();
        let full = TableRow {
            state: row(entity, 1, true),
            seq: 1,
        };
        table::insert(&transaction, TENANT, entity, &lines(&[full]))
            .await
            .unwrap();
        let mut purged = TableRow {
            state: row(entity, 1, true),
            seq: 2,
        };
        purged.state.cells.retain(|cell| cell.cell == 0);
        table::update(&transaction, TENANT, entity, &[TableRowRef::from(&purged)])
            .await
            .unwrap();
        let read = load(&transaction, entity, &[Uuid::from_u128(1)]).await;
        assert_eq!(read, [purged], "{}", entity.name);
        let sealed = entity
            .cells
            .iter()
            .filter(|cell| cell.number != 0)
            .filter_map(|cell| cell.sealed_column());
        for column in sealed {
            let left = format!("select count({column}) from {}", entity.table);
            let left: i64 = transaction.query_one(&left, &[]).await.unwrap().get(0);
            assert_eq!(left, 0, "{}.{column}", entity.table);
        }
    }
}

/// Sends a value to Postgres and back.
async fn echo(client: &Client, value: &Value) -> Result<Value, tokio_postgres::Error> {
    let (statement, kind) = match value {
        Value::Date(_) => ("select $1::date", Kind::Date),
        _ => ("select $1::timestamptz", Kind::Time),
    };
    let parameter = values::Parameter(ColumnValue::Value(value));
    let row = client.query_one(statement, &[&parameter]).await?;
    Ok(values::value(&row, 0, kind).unwrap())
}

#[tokio::test]
async fn what_postgres_cannot_store_is_known_before_it_is_written() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    for value in [
        Value::Time(i64::MIN),
        Value::Time(-210_866_803_200_000_001),
        // chrono ends in the year 262142, before Postgres does
        Value::Time(8_210_266_876_800_000_000),
        Value::Time(i64::MAX),
        Value::Date(95_026_237),
        Value::Date(i32::MAX),
        Value::Date(-2_440_589),
    ] {
        assert!(!values::fits(&value));
        assert!(echo(&client, &value).await.is_err(), "{value:?}");
    }
    for value in [
        Value::Time(-210_866_803_200_000_000),
        Value::Time(8_210_266_876_799_999_999),
        Value::Date(-2_440_588),
        Value::Date(95_026_236),
    ] {
        assert!(values::fits(&value));
        assert_eq!(echo(&client, &value).await.unwrap(), value);
    }
}
