#![allow(clippy::unwrap_used)]

mod each;
mod unreadable;

use sync_contract::catalog::*;
use sync_contract::change::{Address, CellWrite, tag_input};
use sync_contract::entity::DELETION;
use sync_contract::field::Bytes;
use sync_contract::ids::*;
use sync_contract::messages::{Pull, PullPage, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Group, Phi, Value, Wire};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::store::rows;
use crate::testing::*;
use crate::unlocked::Unlocked;
use crate::verify::cells::cell_input;

fn groups(unlocked: &Unlocked) -> Vec<Group> {
    let mut statement = unlocked
        .vault
        .conn
        .prepare("select bytes from queue order by seq")
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    rows.map(|bytes| Group::from_bytes(&bytes.unwrap()).unwrap())
        .collect()
}

fn last_writes(unlocked: &Unlocked) -> Vec<CellWrite> {
    groups(unlocked).pop().unwrap().writes
}

fn audit_entries(unlocked: &Unlocked) -> i64 {
    count(&unlocked.vault, "select count(*) from audit")
}

fn rename(unlocked: &mut Unlocked, id: PatientId, name: &str) -> Result<bool> {
    let stored = unlocked.read().get::<Patient>(id)?.unwrap();
    let mut value = stored.value;
    value.family_name = Phi::new(Some(name.try_into()?));
    unlocked.write("edit patient", |tx| tx.update(&value, &stored.seen))
}

#[test]
fn an_inserted_row_comes_back_as_it_was_with_group_audit_entry_and_clock() {
    let (_machine, mut unlocked) = clinic();
    let (before, entries) = (groups(&unlocked).len(), audit_entries(&unlocked));
    let id = register(&mut unlocked, "Okafor");
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(stored.value, patient(id, "Okafor"));
    assert_eq!(stored.created_by, unlocked.user());
    assert!(stored.deleted.is_none() && stored.damaged.is_empty());
    assert_eq!(unlocked.sync_state::<Patient>(id).waiting, 1);
    assert_eq!(groups(&unlocked).len(), before + 1);
    assert_eq!(audit_entries(&unlocked), entries + 1);
    let device = crate::store::device::DeviceRow::load(&unlocked.vault.conn).unwrap();
    let group = groups(&unlocked).pop().unwrap();
    assert!(
        group
            .writes
            .iter()
            .all(|write| write.state.clock <= device.clock.last)
    );
    assert!(group.writes.iter().all(|write| write.base.is_empty()));
}

#[test]
fn a_group_is_signed_by_its_author_and_each_cell_carries_the_clinic_s_tag() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    let group = groups(&unlocked).pop().unwrap();
    let author = unlocked.session.keys.public().verify;
    author
        .verify(Purpose::Group, &group.signing_input(), &group.signature)
        .unwrap();
    for write in &group.writes {
        let address = Address {
            tenant: group.tenant,
            entity: write.entity,
            row: write.row,
            cell: write.state.cell,
        };
        let input = tag_input(address, write.patient, &write.state);
        unlocked
            .vault
            .tag_key()
            .verify(&input, &write.state.tag)
            .unwrap();
    }
}

#[test]
fn an_update_writes_only_the_cell_that_differs_on_the_base_that_was_seen() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    assert!(rename(&mut unlocked, id, "Adeyemi").unwrap());
    let writes = last_writes(&unlocked);
    assert_eq!(writes.len(), 1);
    assert_eq!(
        writes[0].base,
        seen.base(Patient::DESCRIPTOR.number, id.0, 1)
    );
    assert!(writes[0].state.clock > writes[0].base[0]);
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(
        stored.value.family_name.open().unwrap().as_deref(),
        Some("Adeyemi")
    );

    let (queued, entries) = (groups(&unlocked).len(), audit_entries(&unlocked));
    assert!(!rename(&mut unlocked, id, "Adeyemi").unwrap());
    assert_eq!(
        (groups(&unlocked).len(), audit_entries(&unlocked)),
        (queued, entries)
    );
}

#[test]
fn a_write_that_saw_nothing_has_no_base_whatever_is_stored() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let value = patient(id, "Adeyemi");
    unlocked
        .write("edit patient", |tx| {
            tx.update(&value, &ReadVersion::default())
        })
        .unwrap();
    assert!(last_writes(&unlocked)[0].base.is_empty());
}

#[test]
fn what_fails_or_panics_leaves_nothing_behind() {
    let (_machine, mut unlocked) = clinic();
    let before = |unlocked: &Unlocked| {
        let device = crate::store::device::DeviceRow::load(&unlocked.vault.conn).unwrap();
        let patients = count(&unlocked.vault, "select count(*) from patients");
        (
            patients,
            groups(unlocked).len(),
            audit_entries(unlocked),
            device.clock.last,
        )
    };
    let state = before(&unlocked);
    let refused: Result<()> = unlocked.write("register patient", |tx| {
        let id = tx.new_id();
        tx.insert(&patient(id, "Okafor"))?;
        Err(Error::NotFound)
    });
    assert!(matches!(refused, Err(Error::NotFound)));
    assert_eq!(before(&unlocked), state);

    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        unlocked.write("register patient", |tx| -> Result<()> {
            let id = tx.new_id();
            tx.insert(&patient(id, "Okafor"))?;
            panic!("in the middle");
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(before(&unlocked), state);
    register(&mut unlocked, "Adeyemi");
    assert_eq!(before(&unlocked).0, state.0 + 1);
}

#[test]
fn a_row_whose_reference_is_not_here_is_refused_at_the_end() {
    let (_machine, mut unlocked) = clinic();
    let patient = register(&mut unlocked, "Okafor");
    let unknown_user = UserId(Uuid::from_u128(9));
    let refused: Result<()> = unlocked.write("start visit", |tx| {
        let id = tx.new_id();
        tx.insert(&visit(id, patient, unknown_user, "tired"))
    });
    assert!(matches!(refused, Err(Error::Reference)), "{refused:?}");
    assert_eq!(count(&unlocked.vault, "select count(*) from visits"), 0);
}

#[test]
fn inserting_an_id_that_exists_is_refused() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let again: Result<()> =
        unlocked.write("register patient", |tx| tx.insert(&patient(id, "Other")));
    assert!(matches!(again, Err(Error::Exists)));
}

#[test]
fn a_large_action_is_cut_into_groups_of_500_cells_between_rows() {
    let (_machine, mut unlocked) = clinic();
    let before = groups(&unlocked).len();
    let entries = audit_entries(&unlocked);
    unlocked
        .write("import patients", |tx| -> Result<()> {
            for _ in 0..120 {
                let id = tx.new_id();
                tx.insert(&patient(id, "Okafor"))?;
            }
            Ok(())
        })
        .unwrap();
    let made = groups(&unlocked).split_off(before);
    assert_eq!(
        made.iter()
            .map(|group| group.writes.len())
            .collect::<Vec<_>>(),
        [495, 495, 90]
    );
    assert!(made.iter().all(|group| group.action == made[0].action));
    assert!(
        made.iter()
            .all(|group| group.to_bytes().len() <= 512 * 1024)
    );
    assert_eq!(audit_entries(&unlocked), entries + 1);
}

#[test]
fn a_row_written_twice_in_one_action_is_sent_once_with_its_last_values() {
    let (_machine, mut unlocked) = clinic();
    let id = unlocked
        .write("register patient", |tx| -> Result<PatientId> {
            let (id, other) = (tx.new_id(), tx.new_id());
            tx.insert(&patient(id, "Okafor"))?;
            tx.insert(&patient(other, "Between"))?;
            let stored = tx.get::<Patient>(id)?.unwrap();
            let mut value = stored.value;
            value.family_name = Phi::new(Some("Adeyemi".try_into()?));
            tx.update(&value, &stored.seen)?;
            Ok(id)
        })
        .unwrap();
    let writes = last_writes(&unlocked);
    assert_eq!(writes.len(), 18);
    let rows: Vec<Uuid> = writes
        .chunk_by(|a, b| a.row == b.row)
        .map(|row| row[0].row)
        .collect();
    assert_eq!(rows.len(), 2);
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    assert_eq!(
        stored.value.family_name.open().unwrap().as_deref(),
        Some("Adeyemi")
    );
}

#[test]
fn what_is_written_once_is_not_changed_and_a_patient_stays() {
    let (_machine, mut unlocked) = clinic();
    let (one, other) = (
        register(&mut unlocked, "Okafor"),
        register(&mut unlocked, "Adeyemi"),
    );
    let contact = EmergencyContact {
        id: EmergencyContactId(Uuid::from_u128(5)),
        patient: one,
        name: Phi::new("Ife".try_into().unwrap()),
        relation: Relation::Sibling,
        phone: Phi::new(None),
        email: Phi::new(None),
        address: Phi::new(None),
    };
    unlocked
        .write("add contact", |tx| tx.insert(&contact))
        .unwrap();
    let moved = EmergencyContact {
        patient: other,
        ..contact
    };
    let refused: Result<bool> = unlocked.write("move contact", |tx| {
        tx.update(&moved, &ReadVersion::default())
    });
    assert!(matches!(refused, Err(Error::PatientChanged)));
    let decision = ConflictResolution {
        id: ConflictResolutionId(Uuid::from_u128(6)),
        entity: Patient::DESCRIPTOR.number.into(),
        row: one.0,
        cell: Patient::CELL.name.number.into(),
        kind: ResolutionKind::Equal,
        siblings: Bytes(vec![0; 12]),
    };
    unlocked
        .write("release", |tx| tx.insert(&decision))
        .unwrap();
    let again: Result<bool> = unlocked.write("release", |tx| {
        tx.update(&decision, &ReadVersion::default())
    });
    assert!(matches!(again, Err(Error::WrittenOnce)));
}

#[test]
fn a_tombstone_names_all_that_was_seen_and_can_be_lifted() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    unlocked
        .write("delete patient", |tx| {
            tx.delete::<Patient>(
                id,
                DeletionReason::Duplicate,
                Some("twice at the desk"),
                &seen,
            )
        })
        .unwrap();
    let write = last_writes(&unlocked).pop().unwrap();
    let clocks: std::collections::BTreeSet<_> =
        seen.rows[0].cells.iter().map(|(_, clock)| *clock).collect();
    assert_eq!(write.state.cell, DELETION);
    assert_eq!(write.base, clocks.into_iter().collect::<Vec<_>>());
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let removal = stored.deleted.as_ref().unwrap();
    assert_eq!(removal.reason, Some(DeletionReason::Duplicate));
    assert_eq!(removal.words(), Some("twice at the desk"));
    assert!(
        unlocked
            .read()
            .patients(&Default::default(), 10)
            .unwrap()
            .is_empty()
    );

    unlocked
        .write("undelete patient", |tx| {
            tx.undelete::<Patient>(id, &stored.seen)
        })
        .unwrap();
    let write = last_writes(&unlocked).pop().unwrap();
    assert!(
        write
            .state
            .clear
            .iter()
            .all(|(_, value)| *value == Value::Null)
    );
    assert!(
        unlocked
            .read()
            .get::<Patient>(id)
            .unwrap()
            .unwrap()
            .deleted
            .is_none()
    );
}

#[test]
fn the_deletion_of_a_patient_carries_the_cursor_of_its_view() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let follow = |unlocked: &mut Unlocked, seq: u64| {
        let start = Cursor::start(Uuid::from_u128(7));
        let cursor = Cursor { seq, ..start };
        let position = unlocked.vault.next_pull().unwrap();
        let pull = Pull {
            cursor: position.cursor,
            bootstrap: None,
            control_position: 0,
            rows_max: 1,
        };
        let page = PullPage {
            control: Vec::new(),
            rows: Vec::new(),
            cursor,
            head: cursor,
            bootstrap: None,
        };
        unlocked.vault.apply(&pull, &page).unwrap();
        cursor
    };
    let at_view = follow(&mut unlocked, 5);
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    // what comes between the view and the deletion was not seen
    follow(&mut unlocked, 6);
    unlocked
        .write("delete patient", |tx| {
            tx.delete::<Patient>(id, DeletionReason::Duplicate, None, &seen)
        })
        .unwrap();
    let cursors: Vec<_> = groups(&unlocked).iter().map(|group| group.cursor).collect();
    assert_eq!(cursors.last(), Some(&Some(at_view)));
    assert!(cursors.iter().rev().skip(1).all(Option::is_none));
    let page = unlocked.vault.next_push().unwrap().unwrap();
    assert_eq!(page.cursor.map(|cursor| cursor.seq), Some(6));
}

#[test]
fn admin_signed_rows_need_the_admin_signed_kind_and_others_refuse_it() {
    let (_machine, mut unlocked) = clinic();
    let tenant = unlocked.vault.tenant();
    let role = roles(tenant).remove(1);
    let role = Role {
        id: RoleId(Uuid::from_u128(3)),
        ..role
    };
    let refused: Result<()> = unlocked.write("add role", |tx| tx.insert(&role));
    assert!(matches!(refused, Err(Error::WrongTransactionKind)));
    let refused: Result<_> = unlocked.write_admin_signed("register", |tx| {
        let id = tx.new_id();
        tx.insert(&patient(id, "Okafor"))
    });
    assert!(matches!(refused, Err(Error::WrongTransactionKind)));
    unlocked
        .write_admin_signed("add role", |tx| tx.insert(&role))
        .unwrap();
    let state = rows::load(&unlocked.vault.conn, Role::DESCRIPTOR, role.id.0)
        .unwrap()
        .unwrap();
    let key = unlocked.session.keys.public().verify;
    assert_signed(&unlocked, &state, &key);
}

fn assert_signed(unlocked: &Unlocked, state: &sync_contract::pull::RowState, key: &VerifyKey) {
    for cell in &state.cells {
        let tenant = unlocked.vault.facts.tenant;
        let input = cell_input(tenant, state.entity, state.row, state.patient, cell);
        key.verify(Purpose::Cell, &input, &cell.signature.unwrap())
            .unwrap();
    }
}

#[test]
fn the_first_rows_and_every_new_admin_are_signed_by_the_root_key() {
    let (_machine, mut unlocked) = clinic();
    let root = unlocked.vault.keys.root;
    for descriptor in [
        Tenant::DESCRIPTOR,
        User::DESCRIPTOR,
        Role::DESCRIPTOR,
        Device::DESCRIPTOR,
        KeyGrant::DESCRIPTOR,
    ] {
        let sql = format!("select id from {}", descriptor.table);
        let ids: Vec<[u8; 16]> = {
            let mut statement = unlocked.vault.conn.prepare(&sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<rusqlite::Result<_>>().unwrap()
        };
        assert!(!ids.is_empty());
        for id in ids {
            let id = Uuid::from_bytes(id);
            let state = rows::load(&unlocked.vault.conn, descriptor, id).unwrap();
            assert_signed(&unlocked, &state.unwrap(), &root);
        }
    }
    let membership = UserRole {
        id: UserRoleId(Uuid::from_u128(8)),
        user: unlocked.user(),
        role: sync_contract::catalog::admin_role(unlocked.vault.tenant()),
        facility: None,
    };
    unlocked
        .write_admin_signed("appoint admin", |tx| tx.insert(&membership))
        .unwrap();
    let state = rows::load(&unlocked.vault.conn, UserRole::DESCRIPTOR, membership.id.0)
        .unwrap()
        .unwrap();
    assert_signed(&unlocked, &state, &root);
}

#[test]
fn with_a_server_an_admin_signed_change_counts_when_it_is_accepted() {
    let (_machine, mut unlocked) = clinic();
    unlocked
        .vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    let role = roles(unlocked.vault.tenant()).remove(1);
    let role = |n: u128| Role {
        id: RoleId(Uuid::from_u128(n)),
        ..role.clone()
    };
    // what was admin-signed before the clinic had a server goes first
    let early: Result<_> = unlocked.write_admin_signed("add role", |tx| tx.insert(&role(1)));
    assert!(matches!(early, Err(Error::AdminSignedPending)));
    accept_all(&mut unlocked.vault);

    let entries = audit_entries(&unlocked);
    let outcome = unlocked
        .write_admin_signed("add role", |tx| tx.insert(&role(1)))
        .unwrap();
    let crate::write::AdminSignedOutcome::Pending(action, ()) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(unlocked.read().get::<Role>(role(1).id).unwrap().is_none());
    assert_eq!(audit_entries(&unlocked), entries);
    assert_eq!(
        unlocked.vault.admin_signed_state(action).unwrap(),
        crate::outbox::admin_signed::AdminSignedState::Pending
    );
    let second: Result<_> = unlocked.write_admin_signed("add role", |tx| tx.insert(&role(2)));
    assert!(matches!(second, Err(Error::AdminSignedPending)));
    accept_all(&mut unlocked.vault);
    assert_eq!(
        unlocked.vault.admin_signed_state(action).unwrap(),
        crate::outbox::admin_signed::AdminSignedState::Accepted
    );
    assert!(unlocked.read().get::<Role>(role(1).id).unwrap().is_some());
    assert_eq!(audit_entries(&unlocked), entries + 1);
    assert!(unlocked.vault.verify_audit().unwrap().fault.is_none());

    let outcome = unlocked
        .write_admin_signed("add role", |tx| tx.insert(&role(2)))
        .unwrap();
    let crate::write::AdminSignedOutcome::Pending(action, ()) = outcome else {
        panic!("{outcome:?}");
    };
    let code = sync_contract::Code::MissingRight;
    answer(&mut unlocked.vault, |_| Verdict::Rejected(code.into())).unwrap();
    assert_eq!(
        unlocked.vault.admin_signed_state(action).unwrap(),
        crate::outbox::admin_signed::AdminSignedState::Rejected(code)
    );
    assert!(unlocked.read().get::<Role>(role(2).id).unwrap().is_none());
    assert_eq!(audit_entries(&unlocked), entries + 1);
    assert!(groups(&unlocked).is_empty());
}

#[test]
fn one_refused_group_ends_the_complete_admin_signed_change() {
    let (_machine, mut unlocked) = clinic();
    unlocked
        .vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut unlocked.vault);
    let role = roles(unlocked.vault.tenant()).remove(1);
    let id = |n: u128| RoleId(Uuid::from_u128(n));
    let outcome = unlocked
        .write_admin_signed("add roles", |tx| {
            (1..=300).try_for_each(|n| {
                tx.insert(&Role {
                    id: id(n),
                    ..role.clone()
                })
            })
        })
        .unwrap();
    let crate::write::AdminSignedOutcome::Pending(action, ()) = outcome else {
        panic!("{outcome:?}");
    };
    let entries = audit_entries(&unlocked);
    let code = sync_contract::Code::MissingRight;
    let (page, outcome) = answer(&mut unlocked.vault, |group| {
        match group.writes.iter().any(|write| write.row == id(1).0) {
            true => Verdict::Rejected(code.into()),
            false => Verdict::Accepted { seq: 1 },
        }
    })
    .unwrap();
    assert_eq!(page.groups.len(), 2);
    assert_eq!((outcome.accepted, outcome.rejected), (0, 1));
    assert_eq!(
        unlocked.vault.admin_signed_state(action).unwrap(),
        crate::outbox::admin_signed::AdminSignedState::Rejected(code)
    );
    assert!(unlocked.read().get::<Role>(id(300)).unwrap().is_none());
    assert_eq!(audit_entries(&unlocked), entries);
}

#[test]
fn a_admin_signed_change_that_never_left_can_be_taken_back() {
    let (_machine, mut unlocked) = clinic();
    unlocked
        .vault
        .set_server("https://sync.example.org", None)
        .unwrap();
    accept_all(&mut unlocked.vault);
    let role = Role {
        id: RoleId(Uuid::from_u128(1)),
        ..roles(unlocked.vault.tenant()).remove(1)
    };
    let outcome = unlocked
        .write_admin_signed("add role", |tx| tx.insert(&role))
        .unwrap();
    let crate::write::AdminSignedOutcome::Pending(action, ()) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(unlocked.vault.pending_admin_signed().unwrap(), Some(action));
    assert!(unlocked.vault.withdraw_admin_signed(action).unwrap());
    assert_eq!(unlocked.vault.pending_admin_signed().unwrap(), None);
    unlocked
        .write_admin_signed("add role", |tx| tx.insert(&role))
        .unwrap();
    crate::outbox::page::next_push(&mut unlocked.vault)
        .unwrap()
        .unwrap();
    let action = unlocked.vault.pending_admin_signed().unwrap().unwrap();
    assert!(!unlocked.vault.withdraw_admin_signed(action).unwrap());
}
