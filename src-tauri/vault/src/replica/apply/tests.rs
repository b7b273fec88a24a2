#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use sync_contract::catalog::{
    Device, Patient, Role, Room, Tenant, User, UserRole, Visit, enrolment_input, joined_device,
};
use sync_contract::entity::{CREATED, DELETION, Entity, PURGE};
use sync_contract::every_entity::CREATED_BY;
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::{CellSpec, Clock, FieldRef, Value};

use super::*;
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::keys::private::{RootKey, UserKeys};
use crate::crypto::random::Random;
use crate::crypto::sign::{Purpose, SigningPair};
use crate::store::row_tag;
use crate::verify::cells::cell_input;
use crate::verify::proofs::Proofs;

mod admin_signed;
mod erasures;

const TENANT: Uuid = Uuid::from_u128(1);
const ADMIN: Uuid = Uuid::from_u128(50);
const OTHER: Uuid = Uuid::from_u128(51);

/// The clinic of an honest server, and one device that pulls it.
struct World {
    root: RootKey,
    users: BTreeMap<Uuid, UserKeys>,
    tags: BTreeMap<u16, TagKey>,
    conn: Connection,
}

type Change = fn(&mut RowState);

/// With what an admin-signed cell is signed.
enum Signer<'a> {
    Unsigned,
    Root,
    User(Uuid),
    Pair(&'a SigningPair),
}

impl World {
    fn new() -> Self {
        let mut random = Random::from_seed(&[9; 32]);
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::up(&mut conn).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        let secret = ClinicSecret::generate(1, &mut random);
        let tags = BTreeMap::from([(1, secret.tag_key())]);
        row_tag::register(&conn, &tags).unwrap();
        let users = [ADMIN, OTHER].map(|user| (user, UserKeys::generate(&mut random)));
        Self {
            root: RootKey::generate(&mut random),
            users: BTreeMap::from(users),
            tags,
            conn,
        }
    }

    fn take(&self, rows: &[RowState]) -> usize {
        let verifier = Verifier {
            tenant: TENANT,
            tags: &self.tags,
        };
        let prover = Prover {
            verifier,
            root: self.root.verify_key(),
            proofs: &Proofs::default(),
        };
        let mut intake = Intake::new(&self.conn, prover, 1, 7, false).unwrap();
        let quarantined = intake.take(rows).unwrap();
        intake.heal(true).unwrap();
        quarantined
    }

    fn stored(&self, row: &RowState) -> Option<RowState> {
        siblings::load_full(&self.conn, row.entity, row.row).unwrap()
    }

    fn reasons(&self) -> Vec<QuarantineReason> {
        quarantine::list(&self.conn)
            .unwrap()
            .iter()
            .map(|quarantined| quarantined.reason)
            .collect()
    }

    /// Tags, and for admin-signed entities signs, what was changed.
    fn finish(&self, mut row: RowState, signer: &Signer<'_>) -> RowState {
        let (entity, id, patient) = (row.entity, row.row, row.patient);
        for state in row.cells.iter_mut().chain(&mut row.siblings) {
            let input = cell_input(TENANT, entity, id, patient, state);
            state.tag = self.tags[&1].tag(&input);
            state.signature = match signer {
                Signer::Unsigned => None,
                Signer::Root => Some(self.root.sign(Purpose::Cell, &input)),
                Signer::User(user) => Some(self.users[user].sign(Purpose::Cell, &input)),
                Signer::Pair(pair) => Some(pair.sign(Purpose::Cell, &input)),
            };
        }
        row
    }

    fn row(
        &self,
        descriptor: &'static Descriptor,
        id: u128,
        at: u64,
        signer: &Signer<'_>,
    ) -> RowState {
        self.finish(plain(descriptor, id, at), signer)
    }

    fn user(&self, user: Uuid, at: u64, signer: &Signer<'_>) -> RowState {
        let mut row = plain(User::DESCRIPTOR, user.as_u128(), at);
        let key = self.users[&user].public().verify.as_bytes().to_vec();
        set(&mut row, User::FIELD.signing_key, Value::Bytes(key));
        self.finish(row, signer)
    }

    fn member(&self, user: Uuid, role: Uuid, at: u64, signer: &Signer<'_>) -> RowState {
        let mut row = plain(UserRole::DESCRIPTOR, 100 + user.as_u128(), at);
        set(&mut row, UserRole::FIELD.user, Value::Uuid(user));
        set(&mut row, UserRole::FIELD.role, Value::Uuid(role));
        self.finish(row, signer)
    }

    fn setup(&self) -> Vec<RowState> {
        vec![
            self.row(Tenant::DESCRIPTOR, 1, 1, &Signer::Root),
            self.user(ADMIN, 1, &Signer::Root),
            self.member(ADMIN, admin_role(), 1, &Signer::Root),
        ]
    }
}

fn admin_role() -> Uuid {
    sync_contract::catalog::admin_role(TenantId(TENANT)).0
}

fn value(spec: &CellSpec, field: &sync_contract::FieldSpec) -> Value {
    match field.kind {
        _ if field.optional || spec.number == DELETION => Value::Null,
        sync_contract::Kind::Bool => Value::Bool(true),
        sync_contract::Kind::Int => Value::Int(1),
        sync_contract::Kind::Text => {
            Value::Text(field.choices.first().copied().unwrap_or("x").into())
        }
        sync_contract::Kind::Uuid => Value::Uuid(ADMIN),
        sync_contract::Kind::Time => Value::Time(1),
        sync_contract::Kind::Date => Value::Date(1),
        sync_contract::Kind::Decimal => Value::Decimal(1.into()),
        sync_contract::Kind::Bytes => Value::Bytes(vec![1; field.length_max.min(32) as usize]),
    }
}

fn plain(descriptor: &'static Descriptor, id: u128, at: u64) -> RowState {
    let patient = descriptor.of_patient.then(|| Uuid::from_u128(70));
    let mut row = rows::empty(descriptor.number, Uuid::from_u128(id), patient);
    for spec in descriptor
        .cells
        .iter()
        .filter(|spec| spec.number != DELETION)
    {
        let visible = spec
            .fields
            .iter()
            .filter(|field| !field.is_sealed() || field.blind);
        let clear = visible.map(|field| match (spec.number, field.name, patient) {
            (CREATED, "patient", Some(patient)) => (field.number, Value::Uuid(patient)),
            _ if field.blind => (field.number, Value::Null),
            _ => (field.number, value(spec, field)),
        });
        row.cells.push(CellState {
            cell: spec.number,
            clock: clock(at),
            generation: 0,
            author: ADMIN,
            secret_version: 1,
            clear: clear.collect(),
            sealed: spec.compartment().map(|own| vec![1, own.number(), 3]),
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        });
    }
    row
}

fn clock(at: u64) -> Clock {
    Clock {
        unix_ms: at,
        counter: 0,
        device: 1,
    }
}

fn cell<'a>(row: &'a mut RowState, spec: &CellSpec) -> &'a mut CellState {
    row.cells
        .iter_mut()
        .find(|cell| cell.cell == spec.number)
        .unwrap()
}

fn set(row: &mut RowState, field: FieldRef, value: Value) {
    set_clear(cell(row, field.cell), field.number, value);
}

fn set_clear(cell: &mut CellState, field: u16, value: Value) {
    cell.clear
        .iter_mut()
        .find(|(number, _)| *number == field)
        .unwrap()
        .1 = value;
}

fn written_by(author: Uuid, mut row: RowState) -> RowState {
    for cell in &mut row.cells {
        cell.author = author;
    }
    let created = row
        .cells
        .iter_mut()
        .find(|cell| cell.cell == CREATED)
        .unwrap();
    set_clear(created, CREATED_BY, Value::Uuid(author));
    row
}

fn tombstone(row: &mut RowState, at: u64) {
    let spec = Catalog::by_number(row.entity)
        .unwrap()
        .cell(DELETION)
        .unwrap();
    let clear = spec.clear_fields().map(|field| match field.name {
        "deleted_at" => (field.number, Value::Time(1)),
        _ => (field.number, Value::Null),
    });
    let state = CellState {
        cell: DELETION,
        clock: clock(at),
        clear: clear.collect(),
        sealed: None,
        ..row.cells[0].clone()
    };
    row.cells.push(state);
}

#[test]
fn every_entitys_row_is_applied_and_a_second_time_changes_nothing() {
    let world = World::new();
    assert_eq!(world.take(&world.setup()), 0);
    // an erasure is signed by two, never by the root key: `apply/tests/erasures.rs`
    for descriptor in Catalog::ALL
        .iter()
        .filter(|known| known.table != "erasures")
    {
        let id = if descriptor.table == "tenants" {
            1
        } else {
            900
        };
        let row = world.row(descriptor, id, 5, &Signer::Root);
        assert_eq!(
            world.take(std::slice::from_ref(&row)),
            0,
            "{}",
            descriptor.table
        );
        assert_eq!(world.stored(&row).unwrap(), row, "{}", descriptor.table);
        let changes = world.conn.total_changes();
        world.take(std::slice::from_ref(&row));
        assert_eq!(world.conn.total_changes(), changes, "{}", descriptor.table);
    }
}

#[test]
fn a_forged_moved_or_re_timed_cell_is_quarantined_and_the_good_one_stays() {
    let world = World::new();
    let good = world.row(Patient::DESCRIPTOR, 20, 5, &Signer::Unsigned);
    world.take(std::slice::from_ref(&good));
    let forgeries: [Change; 6] = [
        |row| set(row, Patient::FIELD.status, Value::Text("DISCHARGED".into())),
        |row| cell(row, Patient::CELL.state).clock = clock(99),
        |row| cell(row, Patient::CELL.state).generation = 1,
        |row| cell(row, Patient::CELL.state).author = OTHER,
        |row| cell(row, Patient::CELL.name).sealed = Some(vec![1, 9, 9]),
        |row| cell(row, Patient::CELL.state).tag[0] ^= 1,
    ];
    for forge in forgeries {
        let mut forged = good.clone();
        forge(&mut forged);
        assert_eq!(world.take(&[forged]), 1);
        assert_eq!(world.reasons(), [QuarantineReason::Tag]);
        assert_eq!(world.stored(&good).unwrap(), good);
    }
    let moved = RowState {
        row: Uuid::from_u128(21),
        ..good.clone()
    };
    assert_eq!(world.take(std::slice::from_ref(&moved)), good.cells.len());
    assert_eq!(world.stored(&moved), None);
    // a valid version from the server clears the quarantine of the row
    world.take(std::slice::from_ref(&good));
    world.take(&[world.row(Patient::DESCRIPTOR, 21, 5, &Signer::Unsigned)]);
    assert_eq!(world.reasons(), []);
}

#[test]
fn of_a_full_page_one_forged_row_is_quarantined_and_no_other() {
    let world = World::new();
    let row = |id| world.row(Patient::DESCRIPTOR, id, 5, &Signer::Unsigned);
    let mut rows: Vec<_> = (1..=700).map(row).collect();
    rows[399].cells[1].tag[0] ^= 1;
    assert_eq!(world.take(&rows), 1);
    assert_eq!(world.reasons(), [QuarantineReason::Tag]);
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(
            world.stored(row).as_ref() == Some(row),
            index != 399,
            "{index}"
        );
    }
    assert_eq!(world.take(&rows[..399]), 0);
    assert_eq!(world.take(&rows[400..]), 0);
    assert_eq!(world.reasons(), [QuarantineReason::Tag]);
}

/// A purge cell has no signatures of two admins, so a former user with the clinic's secret could erase with the
/// server's help.
#[test]
fn a_purge_is_quarantined_though_its_tag_is_valid_and_erases_nothing() {
    let world = World::new();
    let good = world.row(Patient::DESCRIPTOR, 21, 5, &Signer::Unsigned);
    assert_eq!(world.take(std::slice::from_ref(&good)), 0);
    let mut purged = good.clone();
    let mut purge = purged.cells[0].clone();
    (purge.cell, purge.clear) = (PURGE, Vec::new());
    purged.cells = vec![purge];
    for row in [
        world.finish(purged.clone(), &Signer::Unsigned),
        world.finish(purged, &Signer::User(ADMIN)),
    ] {
        assert_eq!(world.take(std::slice::from_ref(&row)), 1);
        assert_eq!(world.reasons(), [QuarantineReason::Signature]);
        assert_eq!(world.stored(&good).as_ref(), Some(&good));
    }
}

#[test]
fn an_undeclared_value_is_quarantined_though_its_tag_is_valid() {
    let world = World::new();
    let change: [(Change, QuarantineReason); 6] = [
        (
            |row| {
                cell(row, Patient::CELL.name)
                    .clear
                    .push((1, Value::Text("Okafor".into())))
            },
            QuarantineReason::Shape,
        ),
        (
            |row| cell(row, Patient::CELL.name).sealed = Some(b"Okafor".to_vec()),
            QuarantineReason::Shape,
        ),
        (
            |row| cell(row, Patient::CELL.name).sealed = None,
            QuarantineReason::Shape,
        ),
        (
            |row| {
                cell(row, Patient::CELL.state)
                    .clear
                    .push((99, Value::Int(1)))
            },
            QuarantineReason::Shape,
        ),
        (
            |row| set(row, Patient::FIELD.status, Value::Text("GONE".into())),
            QuarantineReason::Shape,
        ),
        (
            |row| cell(row, Patient::CELL.name).sealed = Some(vec![1; 600_000]),
            QuarantineReason::TooLarge,
        ),
    ];
    for (change, reason) in change {
        let mut row = plain(Patient::DESCRIPTOR, 20, 5);
        change(&mut row);
        assert_eq!(world.take(&[world.finish(row, &Signer::Unsigned)]), 1);
        assert_eq!(world.reasons(), [reason]);
    }
}

#[test]
fn a_row_never_changes_its_patient() {
    let world = World::new();
    let good = world.row(Visit::DESCRIPTOR, 40, 5, &Signer::Unsigned);
    world.take(std::slice::from_ref(&good));
    let mut moved = plain(Visit::DESCRIPTOR, 40, 9);
    moved.patient = Some(Uuid::from_u128(71));
    moved.cells[0].clear[2].1 = Value::Uuid(Uuid::from_u128(71));
    let moved = world.finish(moved, &Signer::Unsigned);
    assert_eq!(world.take(std::slice::from_ref(&moved)), moved.cells.len());
    assert!(
        world
            .reasons()
            .iter()
            .all(|reason| *reason == QuarantineReason::Patient)
    );
    assert_eq!(world.stored(&good).unwrap(), good);
    let mut without = plain(Visit::DESCRIPTOR, 41, 9);
    without.patient = None;
    let without = world.finish(without, &Signer::Unsigned);
    assert_eq!(
        world.take(std::slice::from_ref(&without)),
        without.cells.len()
    );
    assert_eq!(world.stored(&without), None);
}

#[test]
fn in_any_order_of_arrival_the_same_rows_are_verified() {
    let source = World::new();
    let mut rows = source.setup();
    rows.push(source.user(OTHER, 2, &Signer::User(ADMIN)));
    rows.push(source.member(OTHER, admin_role(), 3, &Signer::Root));
    let by_other = written_by(OTHER, plain(Role::DESCRIPTOR, 60, 5));
    rows.push(source.finish(by_other, &Signer::User(OTHER)));
    for turn in 0..rows.len() {
        for reverse in [false, true] {
            let mut order = rows.clone();
            order.rotate_left(turn);
            if reverse {
                order.reverse();
            }
            let world = World::new();
            // one page each, and all of it twice
            for row in order.iter().chain(&order) {
                world.take(std::slice::from_ref(row));
            }
            assert_eq!(world.reasons(), [], "{turn} {reverse}");
            for row in &rows {
                assert_eq!(world.stored(row).as_ref(), Some(row), "{turn} {reverse}");
            }
        }
    }
}

#[test]
fn a_cell_under_a_later_clinic_secret_waits_for_it() {
    let mut world = World::new();
    let second = ClinicSecret::generate(2, &mut Random::from_seed(&[4; 32])).tag_key();
    let mut row = plain(Room::DESCRIPTOR, 4, 5);
    for state in &mut row.cells {
        state.secret_version = 2;
        let input = cell_input(TENANT, row.entity, row.row, None, state);
        state.tag = second.tag(&input);
    }
    let mut sibling = row.cells[1].clone();
    sibling.clock = clock(3);
    sibling.tag = second.tag(&cell_input(TENANT, row.entity, row.row, None, &sibling));
    row.siblings.push(sibling);
    assert_eq!(world.take(std::slice::from_ref(&row)), 4);
    assert_eq!(world.stored(&row), None);
    world.tags.insert(2, second);
    assert_eq!(world.take(&[]), 0);
    assert_eq!(world.stored(&row).unwrap(), row);
    assert_eq!(world.reasons(), []);
}

#[test]
fn entities_and_cells_of_a_later_version_are_stored_as_they_came() {
    let world = World::new();
    let mut later = plain(Room::DESCRIPTOR, 4, 5);
    later.cells.push(CellState {
        cell: 77,
        clear: vec![(300, Value::Int(5))],
        sealed: Some(vec![1, 7]),
        ..later.cells[0].clone()
    });
    let later = world.finish(later, &Signer::Unsigned);
    let mut unknown = plain(Room::DESCRIPTOR, 5, 5);
    unknown.entity = 9_000;
    unknown.patient = Some(Uuid::from_u128(70));
    unknown.siblings = vec![CellState {
        clock: clock(4),
        ..unknown.cells[1].clone()
    }];
    let unknown = world.finish(unknown, &Signer::Unsigned);
    assert_eq!(world.take(&[later.clone(), unknown.clone()]), 0);
    assert_eq!(world.stored(&later).unwrap(), later);
    assert_eq!(world.stored(&unknown).unwrap(), unknown);
    let mut forged = unknown.clone();
    forged.cells[0].clear.clear();
    forged.cells[0].clock = clock(50);
    assert_eq!(world.take(&[forged]), 1);
    assert_eq!(world.stored(&unknown).unwrap(), unknown);
}

/// As after an update of the program: what the one before did not know lies where it put it.
#[test]
fn what_an_earlier_version_did_not_know_is_taken_in_by_the_next() {
    let world = World::new();
    let rows: Vec<RowState> = (4..8)
        .map(|id| world.row(Room::DESCRIPTOR, id, 5, &Signer::Unsigned))
        .collect();
    let [of_cell, of_entity, of_word, of_none] = rows.try_into().unwrap();
    // a cell that it did not declare, next to those that it did
    let mut earlier = of_cell.clone();
    let later = earlier.cells.pop().unwrap();
    world.take(&[earlier]);
    let unknown = RowState {
        cells: vec![later],
        ..rows::empty(of_cell.entity, of_cell.row, of_cell.patient)
    };
    siblings::store_unknown(&world.conn, &unknown).unwrap();
    siblings::store_unknown(&world.conn, &of_entity).unwrap();
    // a value that the earlier version did not allow, and one that no version allows
    let quarantined = |row: &RowState| QuarantinedCell {
        entity: row.entity,
        row: row.row,
        patient: row.patient,
        is_sibling: false,
        reason: QuarantineReason::Shape,
        state: row.cells.last().unwrap().clone(),
        quarantined_at_us: 3,
    };
    let mut earlier = of_word.clone();
    earlier.cells.pop();
    world.take(&[earlier]);
    quarantine::quarantine(&world.conn, &quarantined(&of_word)).unwrap();
    let mut shapeless = of_none.clone();
    let cell = shapeless.cells.last_mut().unwrap();
    cell.clear.push((900, Value::Int(1)));
    let shapeless = world.finish(shapeless, &Signer::Unsigned);
    quarantine::quarantine(&world.conn, &quarantined(&shapeless)).unwrap();

    let proofs = Proofs::default();
    let verifier = Verifier {
        tenant: TENANT,
        tags: &world.tags,
    };
    let root = world.root.verify_key();
    let prover = Prover {
        verifier,
        root,
        proofs: &proofs,
    };
    let mut intake = Intake::new(&world.conn, prover, 1, 7, false).unwrap();
    intake.take_declared().unwrap();
    drop(intake);
    for row in [of_cell, of_entity, of_word] {
        let stored = rows::load(&world.conn, Room::DESCRIPTOR, row.row).unwrap();
        assert_eq!(stored.unwrap(), row);
        let left = siblings::load_unknown(&world.conn, row.entity, row.row);
        assert_eq!(left.unwrap(), None);
    }
    assert!(world.reasons().contains(&QuarantineReason::Shape));
    assert_eq!(world.stored(&of_none), None);
}

#[test]
fn a_row_with_a_cell_twice_is_quarantined() {
    let world = World::new();
    let mut row = plain(Room::DESCRIPTOR, 4, 5);
    let again = row.cells[1].clone();
    row.cells.push(again.clone());
    row.siblings = vec![again.clone(), again];
    let row = world.finish(row, &Signer::Unsigned);
    assert_eq!(world.take(std::slice::from_ref(&row)), 6);
    assert_eq!(world.stored(&row), None);
    assert!(
        world
            .reasons()
            .iter()
            .all(|reason| *reason == QuarantineReason::Shape)
    );
}

#[test]
fn siblings_come_and_go_with_their_row() {
    let world = World::new();
    let mut row = plain(Room::DESCRIPTOR, 4, 5);
    let mut sibling = row.cells[1].clone();
    sibling.clock = clock(3);
    row.siblings.push(sibling);
    let conflicted = world.finish(row, &Signer::Unsigned);
    world.take(std::slice::from_ref(&conflicted));
    assert_eq!(world.stored(&conflicted).unwrap(), conflicted);
    let decided = world.row(Room::DESCRIPTOR, 4, 6, &Signer::Unsigned);
    world.take(std::slice::from_ref(&decided));
    assert!(world.stored(&decided).unwrap().siblings.is_empty());
}
