#![allow(clippy::unwrap_used)]

use sync_contract::Clock;

use super::*;

fn quarantined(row: u128, reason: QuarantineReason, is_sibling: bool) -> QuarantinedCell {
    QuarantinedCell {
        entity: 4,
        row: Uuid::from_u128(row),
        patient: None,
        is_sibling,
        reason,
        state: CellState {
            cell: 1,
            clock: Clock::default(),
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear: vec![],
            sealed: None,
            tag: [0; 16],
            signature: None,
        },
        quarantined_at_us: 7,
    }
}

#[test]
fn what_is_quarantined_is_listed_as_it_came_and_the_same_cell_once() {
    let mut conn = Connection::open_in_memory().unwrap();
    crate::store::schema::up(&mut conn).unwrap();
    let all: Vec<_> = (1..)
        .zip(QuarantineReason::ALL.iter().copied())
        .map(|(row, reason)| quarantined(row, reason, row % 2 == 0))
        .collect();
    for cell in all.iter().chain(&all) {
        quarantine(&conn, cell).unwrap();
    }
    assert_eq!(list(&conn).unwrap(), all);
    forget_row(&conn, 4, Uuid::from_u128(1)).unwrap();
    assert_eq!(list(&conn).unwrap(), all[1..]);
}

#[test]
fn only_what_a_key_or_an_appointment_may_heal_is_tried_again() {
    let mut conn = Connection::open_in_memory().unwrap();
    crate::store::schema::up(&mut conn).unwrap();
    for &reason in QuarantineReason::ALL {
        quarantine(&conn, &quarantined(reason as u128, reason, false)).unwrap();
    }
    let healing: Vec<_> = QuarantineReason::ALL
        .iter()
        .copied()
        .filter(|reason| reason.may_heal())
        .collect();
    let states = that_may_heal(&conn).unwrap();
    let mut rows: Vec<u128> = states.iter().map(|row| row.row.as_u128()).collect();
    rows.sort_unstable();
    assert_eq!(
        rows,
        healing
            .iter()
            .map(|reason| *reason as u128)
            .collect::<Vec<_>>()
    );
    for row in states {
        forget_healing(&conn, row.entity, row.row).unwrap();
    }
    assert_eq!(
        list(&conn).unwrap().len(),
        QuarantineReason::ALL.len() - healing.len()
    );
}
