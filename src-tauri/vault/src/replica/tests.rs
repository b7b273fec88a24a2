#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Device, Patient, Role, User};
use sync_contract::entity::Entity;
use sync_contract::ids::{PatientId, RoleId};
use sync_contract::pull::{
    BootstrapClass, BootstrapToken, Control, ControlItem, Cursor, DeviceLastSeen, RowState,
};
use sync_contract::{CellState, Clock, Value};

use super::*;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::random::Random;
use crate::error::Error;
use crate::store::erase;
use crate::store::quarantine::QuarantineReason;
use crate::store::{rows, siblings};
use crate::testing::{Machine, accept_all, clinic, count, patient, register, roles};
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

mod acknowledged;
mod confirmed;
mod fetched;
mod lacking;
mod pushed_to;
mod refused;
mod revoked;
mod senders;
mod server_time;
mod updated;

fn cursor(seq: u64) -> Cursor {
    Cursor {
        timeline: Uuid::from_u128(1),
        seq,
        history_mark: Uuid::from_u128(seq.into()),
    }
}

fn token(number: u64, class: BootstrapClass) -> BootstrapToken {
    BootstrapToken {
        number,
        head: cursor(9),
        today: 20_000,
        compartments: vec![0, 1, 2],
        class,
        after: None,
    }
}

fn pull_of(vault: &Vault) -> Pull {
    let position = vault.next_pull().unwrap();
    Pull {
        cursor: position.cursor,
        bootstrap: position.bootstrap,
        control_position: position.control_position,
        rows_max: 100,
    }
}

fn page(to: u64, rows: Vec<RowState>) -> PullPage {
    PullPage {
        control: vec![],
        rows,
        cursor: cursor(to),
        head: cursor(to),
        bootstrap: None,
    }
}

fn apply(vault: &mut Vault, page: &PullPage) -> Applied {
    let pull = pull_of(vault);
    vault.apply(&pull, page).unwrap()
}

fn stored_patient(unlocked: &Unlocked, id: PatientId) -> RowState {
    rows::load(&unlocked.vault().conn, Patient::DESCRIPTOR, id.0)
        .unwrap()
        .unwrap()
}

/// Another device of the clinic sets the patient's status.
fn with_status(vault: &Vault, mut row: RowState, word: &str, unix_ms: u64) -> RowState {
    let index = row
        .cells
        .iter()
        .position(|cell| cell.cell == Patient::CELL.state.number)
        .unwrap();
    let (entity, id, patient) = (row.entity, row.row, row.patient);
    let state = &mut row.cells[index];
    state.clock = Clock {
        unix_ms,
        counter: 0,
        device: 99,
    };
    state.clear = vec![(Patient::FIELD.status.number, Value::Text(word.into()))];
    state.tag = vault
        .tag_key()
        .tag(&cell_input(vault.facts.tenant, entity, id, patient, state));
    row
}

fn status(unlocked: &Unlocked, id: PatientId) -> String {
    let loaded = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    loaded.value.status.as_str().to_owned()
}

fn queue_bytes(vault: &Vault) -> Vec<Vec<u8>> {
    let mut statement = vault
        .conn
        .prepare("select bytes from queue order by seq")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(std::result::Result::unwrap).collect()
}

#[test]
fn rows_and_the_position_after_them_are_one_step() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    assert_eq!(
        unlocked.vault().next_pull().unwrap(),
        PullPosition::default()
    );
    let row = stored_patient(&unlocked, id);
    let later = with_status(unlocked.vault(), row, "ON_HOLD", 1_900_000_000_000);
    let first = page(5, vec![later]);
    let from_start = pull_of(unlocked.vault());
    assert_eq!(apply(unlocked.vault_mut(), &first).rows, 1);
    assert_eq!(
        unlocked.vault().next_pull().unwrap().cursor,
        Some(cursor(5))
    );
    assert_eq!(status(&unlocked, id), "ON_HOLD");
    apply(unlocked.vault_mut(), &page(8, vec![]));
    // a page of a position that was left meanwhile moves nothing
    unlocked.vault_mut().apply(&from_start, &first).unwrap();
    assert_eq!(
        unlocked.vault().next_pull().unwrap().cursor,
        Some(cursor(8))
    );
}

#[test]
fn a_row_that_is_refused_is_quarantined_and_the_position_moves() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut forged = stored_patient(&unlocked, id);
    forged
        .cells
        .retain(|cell| cell.cell == Patient::CELL.state.number);
    forged.cells[0].clear = vec![(
        Patient::FIELD.status.number,
        Value::Text("DISCHARGED".into()),
    )];
    let applied = apply(unlocked.vault_mut(), &page(5, vec![forged]));
    assert_eq!((applied.rows, applied.quarantined), (1, 1));
    assert_eq!(unlocked.vault().waiting().unwrap().quarantined, 1);
    assert_eq!(
        unlocked.vault().next_pull().unwrap().cursor,
        Some(cursor(5))
    );
    assert_eq!(status(&unlocked, id), "ACTIVE");
}

#[test]
fn what_waits_never_changes_and_is_shown_until_a_later_write_comes() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let server = stored_patient(&unlocked, id);
    unlocked
        .write("rename patient", |tx| -> crate::error::Result<()> {
            let seen = tx.get::<Patient>(id)?.unwrap().seen;
            tx.update(&patient(id, "Married"), &seen).map(drop)
        })
        .unwrap();
    let waiting = queue_bytes(unlocked.vault());
    assert_eq!(waiting.len(), 1);
    // an older name and a new status: the name stays as it was typed here
    let pulled = with_status(unlocked.vault(), server, "ON_HOLD", 1_900_000_000_000);
    apply(unlocked.vault_mut(), &page(5, vec![pulled.clone()]));
    let shown = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let name = |shown: &Patient| {
        shown
            .family_name
            .open()
            .unwrap()
            .as_ref()
            .unwrap()
            .as_str()
            .to_owned()
    };
    assert_eq!(name(&shown.value), "Married");
    assert_eq!(status(&unlocked, id), "ON_HOLD");
    assert_eq!(queue_bytes(unlocked.vault()), waiting);
    // a later name of another device is shown, and what waits is sent as it was
    let mut later = pulled;
    let (entity, row) = (later.entity, later.row);
    let cell: &mut CellState = later
        .cells
        .iter_mut()
        .find(|cell| cell.cell == Patient::CELL.name.number)
        .unwrap();
    cell.clock = Clock {
        unix_ms: 1_900_000_000_000,
        counter: 0,
        device: 99,
    };
    let vault = unlocked.vault();
    cell.tag = vault
        .tag_key()
        .tag(&cell_input(vault.facts.tenant, entity, row, None, cell));
    let theirs = cell.clock;
    apply(unlocked.vault_mut(), &page(6, vec![later]));
    let stored = stored_patient(&unlocked, id);
    assert!(
        stored
            .cells
            .iter()
            .any(|cell| cell.cell == Patient::CELL.name.number && cell.clock == theirs)
    );
    assert_eq!(queue_bytes(unlocked.vault()), waiting);
}

#[test]
fn control_items_are_carried_out_once_and_in_order() {
    let (_machine, mut unlocked) = clinic();
    let user = Uuid::from_u128(5);
    let item = |number, control| ControlItem { number, control };
    let mut first = page(3, vec![]);
    first.control = vec![
        item(
            1,
            Control::Scope {
                users: vec![user],
                compartments: vec![1, 2],
            },
        ),
        item(
            2,
            Control::Bootstrap(token(1, BootstrapClass::StaffAndSettings)),
        ),
        item(
            3,
            Control::Bootstrap(token(2, BootstrapClass::StaffAndSettings)),
        ),
        item(
            4,
            Control::Unknown {
                kind: 200,
                bytes: vec![7],
            },
        ),
    ];
    let vault = unlocked.vault_mut();
    apply(vault, &first);
    assert_eq!(vault.scope().unwrap(), (vec![user], vec![1, 2]));
    assert_eq!(count(vault, "select count(*) from control"), 1);
    let position = vault.next_pull().unwrap();
    assert_eq!(position.control_position, 4);
    assert_eq!(
        position.bootstrap,
        Some(token(1, BootstrapClass::StaffAndSettings))
    );

    let mut on = page(3, vec![]);
    on.bootstrap = Some(token(1, BootstrapClass::Rest));
    on.control = first.control.clone();
    apply(vault, &on);
    assert_eq!(
        vault.next_pull().unwrap().bootstrap,
        Some(token(1, BootstrapClass::Rest))
    );
    apply(vault, &page(3, vec![]));
    assert_eq!(
        vault.next_pull().unwrap().bootstrap,
        Some(token(2, BootstrapClass::StaffAndSettings))
    );
    apply(vault, &page(3, vec![]));
    // sent again, a completed bootstrap does not begin again
    apply(vault, &first);
    assert_eq!(vault.next_pull().unwrap().bootstrap, None);
}

#[test]
fn last_seen_times_are_stored_until_newer_ones_come() {
    let (_machine, mut unlocked) = clinic();
    let seen = |device_number, at_us, version: Option<&str>| DeviceLastSeen {
        device_number,
        at_us,
        version: version.map(str::to_owned),
    };
    let control = |number, devices: &[DeviceLastSeen]| {
        let mut page = page(3, vec![]);
        page.control = vec![ControlItem {
            number,
            control: Control::DevicesLastSeen(devices.to_vec()),
        }];
        page
    };
    let vault = unlocked.vault_mut();
    apply(
        vault,
        &control(
            1,
            &[seen(2, 10, Some("0.1.0")), seen(3, 11, Some("\u{1b}[2J"))],
        ),
    );
    apply(vault, &control(2, &[seen(2, 20, Some("0.2.0"))]));
    // the first one again, after a lost answer
    apply(vault, &control(1, &[seen(2, 10, Some("0.1.0"))]));
    let known: Vec<DeviceLastSeen> = vault.devices_last_seen().unwrap().into_values().collect();
    assert_eq!(known, [seen(2, 20, Some("0.2.0")), seen(3, 11, None)]);
}

#[test]
fn the_first_rows_are_verified_by_another_file_of_the_clinic() {
    let (_machine, mut unlocked) = clinic();
    let vault = unlocked.vault_mut();
    let mut rows = Vec::new();
    for descriptor in sync_contract::Catalog::ALL
        .iter()
        .filter(|d| d.authority.is_admin_signed())
    {
        let sql = format!("select t.* from {} t", descriptor.table);
        let mut statement = vault.conn.prepare(&sql).unwrap();
        let reader = rows::RowReader::new(descriptor, &statement).unwrap();
        let mut loaded = statement.query([]).unwrap();
        while let Some(row) = loaded.next().unwrap() {
            rows.push(reader.read(row).unwrap());
        }
    }
    assert!(rows.iter().any(|row| row.entity == User::DESCRIPTOR.number) && rows.len() > 8);
    erase::all(&mut vault.conn).unwrap();
    let applied = apply(vault, &page(3, rows.clone()));
    assert_eq!((applied.rows, applied.quarantined), (rows.len(), 0));
    for row in &rows {
        assert_eq!(
            siblings::load_full(&vault.conn, row.entity, row.row)
                .unwrap()
                .as_ref(),
            Some(row)
        );
    }
}

#[test]
fn it_reports_its_identity_and_how_much_waits() {
    let (_machine, mut unlocked) = clinic();
    accept_all(unlocked.vault_mut());
    register(&mut unlocked, "Okafor");
    let vault = unlocked.vault();
    let identity = vault.identity().unwrap();
    assert_eq!(
        (identity.tenant, identity.device_number),
        (vault.facts.tenant, 1)
    );
    let waiting = vault.waiting().unwrap();
    assert_eq!(
        (waiting.groups, waiting.rejected, waiting.conflicts),
        (1, 0, 0)
    );
    assert!(waiting.audit_entries > 0);
    let token = Token {
        tenant: identity.tenant,
        device_number: 1,
        nonce: [3; 32],
        client_nonce: [4; 32],
        origin: "https://clinic.example".to_owned(),
        server_key: [5; 32],
        certificate: None,
        signature: [0; 64],
    };
    let signature = vault.sign_token(&token).unwrap();
    let key = vault.keys.device.public().verify;
    let input = token.signing_input();
    assert!(key.verify(Purpose::Token, &input, &signature).is_ok());
}

/// An honest server sends cells in their order.
#[test]
fn a_row_out_of_order_is_quarantined_completely_and_moves_nothing() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let newer = with_status(
        unlocked.vault(),
        stored_patient(&unlocked, id),
        "DISCHARGED",
        u64::MAX >> 20,
    );
    let mut conflicted = stored_patient(&unlocked, id);
    let sibling = newer
        .cells
        .iter()
        .find(|cell| cell.cell == Patient::CELL.state.number)
        .unwrap();
    conflicted.siblings.push(sibling.clone());
    let vault = unlocked.vault_mut();
    assert_eq!(
        apply(vault, &page(1, vec![conflicted.clone()])).quarantined,
        0
    );

    let mut swapped = newer.clone();
    swapped.cells.swap(0, 1);
    let mut twice = newer.clone();
    twice.cells.push(newer.cells.last().unwrap().clone());
    let mut siblings = newer.clone();
    siblings.siblings = vec![sibling.clone(), newer.cells[1].clone()];
    let mut same_sibling = newer.clone();
    same_sibling.siblings = vec![sibling.clone(), sibling.clone()];
    for (index, row) in [swapped, twice, siblings, same_sibling]
        .into_iter()
        .enumerate()
    {
        let to = 2 + index as u64;
        let all = row.cells.len() + row.siblings.len();
        assert_eq!(apply(vault, &page(to, vec![row])).quarantined, all);
        let stored = siblings::load_full(&vault.conn, Patient::DESCRIPTOR.number, id.0);
        assert_eq!(stored.unwrap().as_ref(), Some(&conflicted), "{index}");
        let quarantined = crate::store::quarantine::list(&vault.conn).unwrap();
        assert!(
            !quarantined.is_empty()
                && quarantined
                    .iter()
                    .all(|one| one.reason == QuarantineReason::Shape)
        );
    }
    assert_eq!(apply(vault, &page(9, vec![newer])).quarantined, 0);
    assert!(
        crate::store::quarantine::list(&vault.conn)
            .unwrap()
            .is_empty()
    );
}

/// A server on which an older version was put back over the shown one, while it is still a sibling there.
#[test]
fn a_version_that_is_sent_as_shown_and_as_a_sibling_stops_no_sync() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    accept_all(unlocked.vault_mut());
    let stored = stored_patient(&unlocked, id);
    let state = Patient::CELL.state.number;
    let of_state = |row: &RowState| row.cells.iter().position(|cell| cell.cell == state);
    let newer = with_status(
        unlocked.vault(),
        stored.clone(),
        "DISCHARGED",
        u64::MAX >> 20,
    );
    let sibling = stored.cells[of_state(&stored).unwrap()].clone();
    let mut conflicted = newer.clone();
    conflicted.siblings.push(sibling.clone());
    let vault = unlocked.vault_mut();
    assert_eq!(
        apply(vault, &page(1, vec![conflicted.clone()])).quarantined,
        0
    );
    let mut put_back = conflicted.clone();
    put_back.cells[of_state(&newer).unwrap()] = sibling;
    assert_eq!(apply(vault, &page(2, vec![put_back])).quarantined, 1);
    let quarantined = crate::store::quarantine::list(&vault.conn).unwrap();
    assert_eq!(quarantined[0].reason, QuarantineReason::Shape);
    let after = siblings::load_full(&vault.conn, Patient::DESCRIPTOR.number, id.0);
    assert_eq!(
        after.unwrap().as_ref(),
        Some(&conflicted),
        "nothing is lost"
    );
    assert_eq!(apply(vault, &page(3, vec![conflicted])).quarantined, 0);
    assert!(
        crate::store::quarantine::list(&vault.conn)
            .unwrap()
            .is_empty()
    );
}

/// A machine whose clock ran years ahead goes on under another number, at the server's time.
#[test]
fn a_device_whose_clock_ran_ahead_goes_on_under_another_number() {
    let (machine, mut unlocked) = clinic();
    accept_all(&mut unlocked.vault);
    assert!(!unlocked.vault.needs_number().unwrap());
    let now_ms = unlocked.vault.env.clock.now_ms();
    let year_ms = 365 * 24 * 3_600_000;
    machine.clock.advance_ms(year_ms);
    register(&mut unlocked, "Okafor");
    machine.clock.advance_ms(-year_ms);
    assert!(unlocked.vault.needs_number().unwrap());
    let queue = |unlocked: &Unlocked| -> Vec<Vec<u8>> {
        let conn = &unlocked.vault.conn;
        let mut statement = conn
            .prepare("select bytes from queue order by seq")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|bytes| bytes.unwrap()).collect()
    };
    let before = queue(&unlocked);
    assert!(!before.is_empty());
    unlocked.vault.name_number(7).unwrap();
    let named = unlocked.vault.next_audit_push().unwrap();
    unlocked.vault.renumber(7).unwrap();
    assert!(named.is_some() && !unlocked.vault.needs_number().unwrap());
    assert_eq!(unlocked.vault.device_number().unwrap(), 7);
    // what waits keeps its bytes, and everything is pulled from the beginning
    let (sent, after) = (
        count(&unlocked.vault, "select count(*) from sent_groups"),
        queue(&unlocked),
    );
    assert!(sent > 0 && after.len() == before.len() + sent as usize);
    assert!(
        after.ends_with(&before),
        "what was sent before is sent again first"
    );
    assert_eq!(unlocked.vault.next_pull().unwrap(), PullPosition::default());
    assert_eq!(unlocked.vault.next_push().unwrap().unwrap().number, 1);
    // the session goes on, and the log proves the number by the one before
    register(&mut unlocked, "Tal");
    let clock = DeviceRow::load(&unlocked.vault.conn).unwrap().clock;
    assert_eq!((clock.device, clock.last.unix_ms), (7, now_ms));
    let report = unlocked.vault.verify_audit().unwrap();
    assert!(report.is_clean(), "{report:?}");
    let other_action = "update audit set action = 'sign in' where action = 'take number'";
    unlocked.vault.conn.execute(other_action, []).unwrap();
    assert!(!unlocked.vault.verify_audit().unwrap().is_clean());
}

/// What an admin signs with a right clock counts, although the clinic was made while its clock ran a year ahead.
#[test]
fn admins_of_a_clinic_whose_clock_ran_ahead_are_appointed_anew() {
    let machine = Machine::new(7);
    let year_ms = 365 * 24 * 3_600_000;
    machine.clock.advance_ms(year_ms);
    let (mut unlocked, _) = machine.create();
    assert!(unlocked.reappoint_admins().unwrap().is_none());
    accept_all(&mut unlocked.vault);
    unlocked
        .vault
        .set_server("https://clinic.example", None)
        .unwrap();
    machine.clock.advance_ms(-year_ms);
    assert!(unlocked.vault.needs_number().unwrap());
    unlocked.vault.renumber(7).unwrap();
    let appointed = unlocked.reappoint_admins().unwrap();
    assert!(appointed.is_some());
    accept_all(&mut unlocked.vault);
    assert!(unlocked.reappoint_admins().unwrap().is_none());
    let id = RoleId(Uuid::from_u128(77));
    let trainee = Role {
        id,
        name: "Trainee".try_into().unwrap(),
        ..roles(unlocked.vault.tenant()).remove(1)
    };
    unlocked
        .write_admin_signed("add role", |tx| tx.insert(&trainee))
        .unwrap();
    accept_all(&mut unlocked.vault);
    let row = rows::load(&unlocked.vault.conn, Role::DESCRIPTOR, id.0);
    let row = row.unwrap().unwrap();
    assert!(unlocked.vault.chain().unwrap().is_proved(&row));
}
