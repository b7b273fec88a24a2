#![allow(clippy::unwrap_used)]
use super::*;
use crate::Clock;
use crate::catalog::Patient;
use crate::entity::Entity;
use crate::phi::Compartment;

fn patient_cell(number: u8, clear: Vec<(u16, Value)>, sealed: Option<Vec<u8>>) -> Result<(), Code> {
    let state = CellState {
        cell: number,
        clock: Clock::default(),
        generation: 0,
        author: Uuid::nil(),
        secret_version: 1,
        clear,
        sealed,
        tag: [0; 16],
        signature: None,
        replaces: Vec::new(),
    };
    check_shape(Patient::DESCRIPTOR.cell(number).unwrap(), &state)
        .map_err(|rejection| rejection.code)
}

fn sealed() -> Option<Vec<u8>> {
    Some(vec![1, Compartment::Contact.number(), 3])
}

#[test]
fn a_cell_as_declared_passes() {
    let sex = vec![(6, Value::Text("FEMALE".into()))];
    assert_eq!(patient_cell(2, sex, sealed()), Ok(()));
    assert_eq!(patient_cell(1, vec![], sealed()), Ok(()));
    for index in [Value::Null, Value::Bytes(vec![0; 16])] {
        assert_eq!(patient_cell(7, vec![(19, index)], sealed()), Ok(()));
    }
}

#[test]
fn words_in_the_clear_where_a_seal_is_declared_are_refused() {
    let name = vec![(1, Value::Text("Okafor".into()))];
    assert_eq!(patient_cell(1, name, sealed()), Err(Code::NotSealed));
    let number = vec![(19, Value::Text("A-1".into()))];
    assert_eq!(patient_cell(7, number, sealed()), Err(Code::NotSealed));
    assert_eq!(
        patient_cell(1, vec![], Some(b"Okafor".to_vec())),
        Err(Code::NotSealed)
    );
    assert_eq!(patient_cell(1, vec![], None), Err(Code::NotSealed));
    let status = vec![(10, Value::Text("ACTIVE".into()))];
    assert_eq!(patient_cell(4, status.clone(), None), Ok(()));
    assert_eq!(patient_cell(4, status, sealed()), Err(Code::NotSealed));
}

#[test]
fn a_clear_value_that_is_missing_undeclared_or_of_another_kind_is_refused() {
    let undeclared = vec![(99, Value::Bool(true))];
    assert_eq!(
        patient_cell(1, undeclared, sealed()),
        Err(Code::UndeclaredClear)
    );
    assert_eq!(patient_cell(4, vec![], None), Err(Code::BadValue));
    let word = vec![(10, Value::Text("GONE".into()))];
    assert_eq!(patient_cell(4, word, None), Err(Code::BadValue));
    assert_eq!(
        patient_cell(4, vec![(10, Value::Int(1))], None),
        Err(Code::BadValue)
    );
}

#[test]
fn creating_or_deleting_in_anothers_name_is_refused() {
    let created = |by| vec![(1, Value::Time(1)), (2, Value::Uuid(by))];
    assert_eq!(patient_cell(0, created(Uuid::nil()), None), Ok(()));
    assert_eq!(
        patient_cell(0, created(Uuid::max()), None),
        Err(Code::BadValue)
    );
    let deleted = |by| vec![(1, Value::Time(1)), (2, by), (3, Value::Null)];
    for by in [Value::Null, Value::Uuid(Uuid::nil())] {
        assert_eq!(patient_cell(255, deleted(by), None), Ok(()));
    }
    let other = deleted(Value::Uuid(Uuid::max()));
    assert_eq!(patient_cell(255, other, None), Err(Code::BadValue));
}

#[test]
fn times_are_of_years_that_a_calendar_has() {
    let created = |at| vec![(1, Value::Time(at)), (2, Value::Uuid(Uuid::nil()))];
    for at in [-62_135_596_800_000_000, 0, 253_402_300_799_999_999] {
        assert_eq!(patient_cell(0, created(at), None), Ok(()), "{at}");
    }
    for at in [
        i64::MIN,
        -62_135_596_800_000_001,
        253_402_300_800_000_000,
        i64::MAX,
    ] {
        assert_eq!(
            patient_cell(0, created(at), None),
            Err(Code::BadValue),
            "{at}"
        );
    }
}

#[test]
fn more_sealed_bytes_than_a_group_allows_are_refused() {
    let large = Some(vec![1; GROUP_BYTES_MAX + 1]);
    assert_eq!(patient_cell(1, vec![], large), Err(Code::TooLarge));
}

#[test]
fn a_value_under_the_key_of_another_compartment_is_refused() {
    for compartment in Compartment::ALL {
        let sealed = Some(vec![1, compartment.number(), 3]);
        let expected = match compartment {
            Compartment::Contact => Ok(()),
            _ => Err(Code::NotSealed),
        };
        assert_eq!(patient_cell(1, vec![], sealed), expected);
    }
    assert_eq!(patient_cell(1, vec![], Some(vec![1])), Err(Code::NotSealed));
}
