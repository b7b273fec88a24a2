//! The server's half of the *round trip* law: what was written to a typed table is read back, byte for byte.

use support::Database;
use sync_contract::{
    Catalog, CellState, Clock, Descriptor, FieldSpec, Kind, Value, Wire, pull::RowState,
};
use sync_server::rows::{self, Stored};
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
            signature: entity.authority.is_gated().then_some([6; 64]),
        }
    });
    RowState {
        entity: entity.number,
        row: Uuid::from_u128(number),
        patient,
        cells: cells.collect(),
        sides: Vec::new(),
    }
}

async fn opened(database: &Database) -> sync_server::Database {
    let head = "insert into tenant_heads
        (tenant_id, timeline, seq, mark, root_key, next_device_number, joined_at)
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
            Stored {
                state: row(entity, 1, true),
                seq: 11,
            },
            Stored {
                state: row(entity, 2, false),
                seq: 12,
            },
        ];
        rows::insert(&transaction, TENANT, entity, &written)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", entity.name));
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)];
        let mut read = rows::load(&transaction, TENANT, entity, &ids)
            .await
            .unwrap();
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

        let changed = [Stored {
            state: row(entity, 2, true),
            seq: 13,
        }];
        rows::update(&transaction, TENANT, entity, &changed)
            .await
            .unwrap();
        let read = rows::load(&transaction, TENANT, entity, &ids[1..])
            .await
            .unwrap();
        assert_eq!(read, changed, "{}", entity.name);

        let absent = [Stored {
            state: row(entity, 3, true),
            seq: 14,
        }];
        rows::update(&transaction, TENANT, entity, &absent)
            .await
            .unwrap();
        let read = rows::load(&transaction, TENANT, entity, &ids[2..])
            .await
            .unwrap();
        assert_eq!(read, absent, "{}: never a part of a row", entity.name);
    }
}

/// Plans are kept for as long as a connection lasts, and a clinic begins with empty tables.
#[tokio::test]
async fn a_plan_of_an_empty_table_finds_each_row_by_its_key() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        let transaction = connection.of_tenant_in_bulk(TENANT).await.unwrap();
        let load = &rows::of(entity).load;
        let explain = format!(
            "prepare load (uuid, uuid[]) as {load};
            explain execute load ('{TENANT}', '{{}}')"
        );
        let lines = transaction.simple_query(&explain).await.unwrap();
        let plan: Vec<&str> = lines
            .iter()
            .filter_map(|line| match line {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0),
                _ => None,
            })
            .collect();
        let by_key =
            |line: &&str| line.contains("Index Cond: ((tenant_id = $1) AND (id >= wanted.id)");
        assert!(plan.iter().any(by_key), "{plan:#?}");
        transaction.batch_execute("deallocate load").await.unwrap();
    }
}

#[tokio::test]
async fn a_purged_row_keeps_its_key_and_nothing_that_was_said() {
    let database = Database::migrated().await;
    let opened = opened(&database).await;
    let mut connection = opened.connection().await.unwrap();
    for entity in Catalog::ALL {
        let transaction = connection.of_tenant(TENANT).await.unwrap();
        let full = Stored {
            state: row(entity, 1, true),
            seq: 1,
        };
        rows::insert(&transaction, TENANT, entity, &[full])
            .await
            .unwrap();
        let mut purged = Stored {
            state: row(entity, 1, true),
            seq: 2,
        };
        purged.state.cells.retain(|cell| cell.cell == 0);
        rows::update(&transaction, TENANT, entity, std::slice::from_ref(&purged))
            .await
            .unwrap();
        let read = rows::load(&transaction, TENANT, entity, &[Uuid::from_u128(1)])
            .await
            .unwrap();
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
    let parameter = rows::Parameter::Value(value);
    let row = client.query_one(statement, &[&parameter]).await?;
    Ok(rows::value(&row, 0, kind).unwrap())
}

#[tokio::test]
async fn what_postgres_cannot_hold_is_known_before_it_is_written() {
    let database = Database::migrated().await;
    let client = database.as_superuser().await;
    for value in [
        Value::Time(i64::MIN),
        Value::Time(-210_866_803_200_000_001),
        Value::Date(i32::MAX),
        Value::Date(-2_440_589),
    ] {
        assert!(!rows::fits(&value));
        assert!(echo(&client, &value).await.is_err(), "{value:?}");
    }
    for value in [
        Value::Time(-210_866_803_200_000_000),
        Value::Time(i64::MAX),
        Value::Date(-2_440_588),
        Value::Date(2_145_042_905),
    ] {
        assert!(rows::fits(&value));
        assert_eq!(echo(&client, &value).await.unwrap(), value);
    }
}
