#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn every_kind_of_value_comes_back_from_the_file_as_it_was() {
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    let values = [
        Value::Bool(true),
        Value::Bool(false),
        Value::Int(i64::MIN),
        Value::Text("Zoë 渡辺".into()),
        Value::Uuid(Uuid::from_u128(7)),
        Value::Time(-1),
        Value::Date(i32::MAX),
        Value::Decimal(Decimal::new(1250, 1)),
        Value::Bytes(vec![0, 255]),
        Value::Null,
    ];
    for value in values {
        let kind = value.kind().unwrap_or(Kind::Int);
        let read = conn
            .query_row("select ?1", [to_sql(&value)], |row| {
                Ok(from_sql(kind, row.get_ref(0)?))
            })
            .unwrap();
        assert_eq!(read.unwrap(), value);
    }
}

#[test]
fn a_column_of_another_kind_is_refused_and_never_taken_for_empty() {
    let text = ValueRef::Text(b"12");
    for kind in [
        Kind::Bool,
        Kind::Int,
        Kind::Uuid,
        Kind::Time,
        Kind::Date,
        Kind::Bytes,
    ] {
        assert!(from_sql(kind, text).is_err(), "{kind:?}");
    }
    assert!(from_sql(Kind::Bool, ValueRef::Integer(2)).is_err());
    assert!(from_sql(Kind::Uuid, ValueRef::Blob(&[1])).is_err());
    assert!(from_sql(Kind::Date, ValueRef::Integer(i64::MAX)).is_err());
    assert!(from_sql(Kind::Text, ValueRef::Text(&[0xff])).is_err());
}
