//! *refused* by a device, and *moved*: what a server forges, moves or re-times never replaces a good cell.

use std::collections::BTreeSet;

use support::{Device, Line, Samples, TestClinic, fake_device};
use sync_contract::catalog::{Patient, User, UserRole};
use sync_contract::change::{Address, tag_input};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::messages::{Pull, PullPage};
use sync_contract::protocol::{Applied, Replica};
use sync_contract::pull::RowState;
use sync_contract::{Catalog, CellState, Descriptor, Value};
use uuid::Uuid;
use vault::keys::TagKey;
use vault::quarantine::QuarantineReason;

/// A malicious server. It may have the clinic secret, from a thief.
struct Liar {
    line: Line,
    device: Device,
    tag_key: TagKey,
    tenant: Uuid,
}

impl Liar {
    /// With two rows of every entity on the device.
    fn new() -> (Liar, Vec<[RowState; 2]>) {
        let (mut first, _) = Device::create();
        let clinic = TestClinic::for_device(&first);
        let mut samples = Samples::new(clinic.tenant);
        let mut ids = Vec::new();
        for descriptor in Samples::entities() {
            let rows = [0, 2].map(|variant| samples.row(descriptor, variant));
            for row in &rows {
                first.insert(row).unwrap();
            }
            ids.push((descriptor, rows.map(|row| row.id)));
        }
        first.connect(&clinic.server.url(), &clinic.clinic_code());
        let rows = ids
            .into_iter()
            .map(|(known, ids)| ids.map(|id| first.row(known, id).unwrap()));
        let rows = rows.collect();
        let liar = Liar {
            line: Line::of(&clinic, &first),
            tag_key: first.machine.tag_key(),
            tenant: clinic.tenant,
            device: first,
        };
        (liar, rows)
    }

    fn apply(&mut self, row: RowState) -> Applied {
        let position = self.line.vault.next_pull().unwrap();
        let cursor = position.cursor.unwrap();
        let pull = Pull {
            cursor: Some(cursor),
            bootstrap: None,
            control_position: position.control_position,
            rows_max: 1,
        };
        let page = PullPage {
            control: Vec::new(),
            rows: vec![row],
            cursor,
            head: cursor,
            bootstrap: None,
        };
        self.line.vault.apply(&pull, &page).unwrap()
    }

    fn reasons(&self, row: Uuid) -> BTreeSet<(u8, &'static str)> {
        let quarantined = self.device.read().quarantined().unwrap();
        let of_row = quarantined
            .iter()
            .filter(|quarantined| quarantined.row == row);
        of_row
            .map(|quarantined| (quarantined.state.cell, quarantined.reason.as_str()))
            .collect()
    }

    /// A forged row is quarantined with its reason, the stored row stays current, and the true row heals it.
    fn assert_quarantined(
        &mut self,
        lie: &str,
        good: &RowState,
        forged: RowState,
        cell: u8,
        reason: QuarantineReason,
    ) {
        let descriptor = descriptor_of(good);
        let name = format!("{}, cell {cell}: {lie}", descriptor.name);
        let id = forged.row;
        let before = self.device.row(descriptor, id);
        let applied = self.apply(forged);
        assert!(applied.quarantined > 0, "{name}");
        let reasons = self.reasons(id);
        assert!(
            reasons.contains(&(cell, reason.as_str())),
            "{name}: {reasons:?}"
        );
        let current = self.device.row(descriptor, id);
        let current = current.filter(|row| !row.cells.is_empty());
        assert_eq!(current, before, "{name}");
        self.apply(good.clone());
        if id == good.row {
            assert!(self.reasons(id).is_empty(), "{name}");
        }
    }

    /// The tag of an attacker who has the clinic secret.
    fn tag(&self, row: &mut RowState, cell: u8) {
        let (entity, id, patient) = (row.entity, row.row, row.patient);
        let state = state_of(row, cell);
        state.tag = self
            .tag_key
            .tag(&input(self.tenant, entity, id, patient, state));
    }
}

fn input(
    tenant: Uuid,
    entity: u16,
    row: Uuid,
    patient: Option<Uuid>,
    state: &CellState,
) -> Vec<u8> {
    let address = Address {
        tenant,
        entity,
        row,
        cell: state.cell,
    };
    tag_input(address, patient, state)
}

fn descriptor_of(row: &RowState) -> &'static Descriptor {
    Catalog::by_number(row.entity).unwrap()
}

fn state_of(row: &mut RowState, cell: u8) -> &mut CellState {
    row.cells
        .iter_mut()
        .find(|state| state.cell == cell)
        .unwrap()
}

/// A cell as if it had been written a second later.
fn later(row: &mut RowState, cell: u8) -> &mut CellState {
    let state = state_of(row, cell);
    state.clock.unix_ms += 1_000;
    state
}

fn other_value(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Bool(is) => Value::Bool(!is),
        Value::Int(number) => Value::Int(number + 1),
        Value::Time(at) => Value::Time(at + 1),
        Value::Date(day) => Value::Date(day + 1),
        Value::Uuid(_) => Value::Uuid(fake_device::random_id()),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Bytes(bytes) if !bytes.is_empty() => Value::Bytes(vec![7; bytes.len()]),
        _ => return None,
    })
}

/// What a server can make of a cell without the clinic secret, each with the reason for which it is quarantined.
fn forgeries(
    good: &RowState,
    other: &RowState,
    cell: u8,
) -> Vec<(&'static str, RowState, QuarantineReason)> {
    let mut lies = Vec::new();
    let mut lie = |name, reason, change: &dyn Fn(&mut CellState) -> bool| {
        let mut forged = good.clone();
        if change(later(&mut forged, cell)) {
            lies.push((name, forged, reason));
        }
    };
    lie("re-timed", QuarantineReason::Tag, &|_| true);
    lie("another tag", QuarantineReason::Tag, &|state| {
        state.tag[0] ^= 1;
        true
    });
    lie("a raised generation", QuarantineReason::Tag, &|state| {
        state.generation += 1;
        true
    });
    lie("in another's name", QuarantineReason::Tag, &|state| {
        state.author = fake_device::random_id();
        true
    });
    lie(
        "under an unknown secret",
        QuarantineReason::UnknownSecret,
        &|state| {
            state.secret_version = 9;
            true
        },
    );
    lie("another clear value", QuarantineReason::Tag, &|state| {
        let mut changed = false;
        for (_, value) in &mut state.clear {
            if let Some(other) = other_value(value) {
                *value = other;
                changed = true;
            }
        }
        changed
    });
    lie(
        "other sealed bytes",
        QuarantineReason::Tag,
        &|state| match &mut state.sealed {
            Some(sealed) => {
                *sealed.last_mut().unwrap() ^= 1;
                true
            }
            None => false,
        },
    );
    lie("the cell of another row", QuarantineReason::Tag, &|state| {
        let theirs = other.cells.iter().find(|theirs| theirs.cell == state.cell);
        *state = theirs.unwrap().clone();
        state.clock.unix_ms += 1_000;
        true
    });
    lies
}

#[test]
fn any_cell_that_a_server_altered_is_quarantined_and_replaces_nothing() {
    let (mut liar, rows) = Liar::new();
    for [good, other] in &rows {
        let cells: Vec<u8> = good.cells.iter().map(|state| state.cell).collect();
        for cell in cells {
            for (name, forged, reason) in forgeries(good, other, cell) {
                liar.assert_quarantined(name, good, forged, cell, reason);
            }
            let mut moved = good.clone();
            moved.row = fake_device::random_id();
            liar.assert_quarantined(
                "moved to a row of its own",
                good,
                moved,
                cell,
                QuarantineReason::Tag,
            );
            if good.patient.is_some() {
                let mut moved = good.clone();
                moved.patient = Some(fake_device::random_id());
                later(&mut moved, cell);
                liar.assert_quarantined(
                    "moved to another patient",
                    good,
                    moved,
                    cell,
                    QuarantineReason::Patient,
                );
            }
        }
    }
}

#[test]
fn the_clinic_secret_alone_neither_reshapes_a_cell_nor_signs_for_an_admin() {
    let (mut liar, rows) = Liar::new();
    for [good, _] in &rows {
        let descriptor = descriptor_of(good);
        for spec in descriptor.declared_cells() {
            let cell = spec.number;
            let assert_quarantined =
                |liar: &mut Liar, name, reason, change: &dyn Fn(&mut CellState)| {
                    let mut forged = good.clone();
                    change(later(&mut forged, cell));
                    liar.tag(&mut forged, cell);
                    liar.assert_quarantined(name, good, forged, cell, reason);
                };
            assert_quarantined(
                &mut liar,
                "an undeclared word in the clear",
                QuarantineReason::Shape,
                &|state| {
                    state.clear.push((999, Value::Text("Okafor".into())));
                },
            );
            match spec.sealed_fields().find(|field| !field.blind) {
                Some(field) => assert_quarantined(
                    &mut liar,
                    "in the clear what is to be sealed",
                    QuarantineReason::Shape,
                    &|state| {
                        state
                            .clear
                            .push((field.number, Value::Text("Okafor".into())));
                        state.clear.sort_by_key(|(number, _)| *number);
                    },
                ),
                None => assert_quarantined(
                    &mut liar,
                    "a seal where nothing is sealed",
                    QuarantineReason::Shape,
                    &|state| {
                        state.sealed = Some(vec![1; 65]);
                    },
                ),
            }
            if descriptor.authority.is_admin_signed() {
                assert_quarantined(
                    &mut liar,
                    "without a signature",
                    QuarantineReason::Signature,
                    &|state| state.signature = None,
                );
                assert_quarantined(
                    &mut liar,
                    "under the old signature",
                    QuarantineReason::Signature,
                    &|_| {},
                );
                assert_quarantined(
                    &mut liar,
                    "by an unknown author",
                    QuarantineReason::UnknownSigner,
                    &|state| {
                        state.author = fake_device::random_id();
                    },
                );
            }
        }
        if good.patient.is_some() {
            let mut moved = good.clone();
            moved.patient = Some(fake_device::random_id());
            liar.tag(&mut moved, 1);
            later(&mut moved, 1);
            liar.tag(&mut moved, 1);
            let lie = "another patient, properly tagged";
            liar.assert_quarantined(lie, good, moved, 1, QuarantineReason::Patient);
        }
    }
    swapped_key_and_invented_admin(&mut liar, &rows);
}

/// What a thief of the clinic secret would try first.
fn swapped_key_and_invented_admin(liar: &mut Liar, rows: &[[RowState; 2]]) {
    let of = |descriptor: &Descriptor| {
        rows.iter()
            .find(|[row, _]| row.entity == descriptor.number)
            .unwrap()
    };
    let [user, _] = of(User::DESCRIPTOR);
    let keys = User::CELL.keys.number;
    let own = ed25519_dalek::SigningKey::from_bytes(&rand::random());
    let mut swapped = user.clone();
    let (tenant, row) = (liar.tenant, swapped.row);
    let state = later(&mut swapped, keys);
    state.author = row;
    let key = Value::Bytes(own.verifying_key().to_bytes().to_vec());
    state
        .clear
        .iter_mut()
        .find(|(number, _)| *number == User::FIELD.signing_key.number)
        .unwrap()
        .1 = key;
    let signed = input(tenant, User::DESCRIPTOR.number, row, None, state);
    state.signature = Some(ed25519_dalek::Signer::sign(&own, &signed).to_bytes());
    liar.tag(&mut swapped, keys);
    liar.assert_quarantined(
        "a key put in the place of a user's",
        user,
        swapped,
        keys,
        QuarantineReason::NotAdmin,
    );

    let [membership, _] = of(UserRole::DESCRIPTOR);
    let mut invented = membership.clone();
    let admin = sync_contract::catalog::admin_role(sync_contract::ids::TenantId(tenant)).0;
    later(&mut invented, 1).clear[1].1 = Value::Uuid(admin);
    liar.tag(&mut invented, 1);
    liar.assert_quarantined(
        "an invented admin",
        membership,
        invented,
        1,
        QuarantineReason::NotAdmin,
    );
}

#[test]
fn a_sealed_value_that_was_moved_does_not_open_even_with_its_key() {
    let (mut liar, rows) = Liar::new();
    let mut tried = 0;
    for [here, there] in &rows {
        let descriptor = descriptor_of(here);
        let sealed: Vec<u8> = descriptor
            .declared_cells()
            .filter(|spec| spec.compartment().is_some())
            .map(|spec| spec.number)
            .collect();
        for cell in sealed.iter().copied() {
            // a tag is made for one row of one clinic
            let mut row = here.clone();
            let state = state_of(&mut row, cell).clone();
            let elsewhere = input(
                fake_device::random_id(),
                row.entity,
                row.row,
                row.patient,
                &state,
            );
            assert!(liar.tag_key.verify(&elsewhere, &state.tag).is_err());
            if descriptor.authority.is_admin_signed() {
                // quarantined for want of a signature, as shown above
                continue;
            }
            let bytes = |row: &RowState, cell: u8| {
                let state = row.cells.iter().find(|state| state.cell == cell);
                state.unwrap().sealed.clone()
            };
            let mut moves = vec![
                ("from another row", bytes(there, cell), 0),
                ("from another time", bytes(here, cell), 0),
                ("from another generation", bytes(here, cell), 1),
            ];
            if let Some(neighbour) = sealed.iter().find(|other| **other != cell) {
                moves.push(("from another cell", bytes(here, *neighbour), 0));
            }
            for (name, bytes, generation) in moves {
                let name = format!("{}, cell {cell}: {name}", descriptor.name);
                let mut moved = liar.device.row(descriptor, here.row).unwrap();
                let state = state_of(&mut moved, cell);
                if generation == 0 {
                    state.clock.unix_ms += 1_000;
                }
                state.generation += generation;
                state.sealed = bytes;
                liar.tag(&mut moved, cell);
                assert_eq!(liar.apply(moved).quarantined, 0, "{name}: the tag is good");
                let stored = liar
                    .device
                    .read()
                    .get_row(descriptor, here.row)
                    .unwrap()
                    .unwrap();
                assert!(stored.damaged.contains(&cell), "{name}");
                let values = &stored.value.cell(cell).unwrap().values;
                assert!(values.contains(&Value::Undecryptable), "{name}");
                let expected = (cell, QuarantineReason::Damaged.as_str());
                assert!(liar.reasons(here.row).contains(&expected), "{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn unknown_cells_and_entities_are_stored_and_survive_an_edit_of_their_row() {
    let (mut liar, rows) = Liar::new();
    for [good, _] in &rows {
        let descriptor = descriptor_of(good);
        if descriptor.authority.is_admin_signed() {
            continue;
        }
        let mut newer = good.clone();
        let mut unknown = newer.cells.last().unwrap().clone();
        unknown.cell = 77;
        unknown.clear = vec![(1, Value::Text("of a later version".into()))];
        unknown.sealed = Some(vec![3; 96]);
        newer.cells.push(unknown);
        newer.cells.sort_by_key(|state| state.cell);
        liar.tag(&mut newer, 77);
        assert_eq!(
            liar.apply(newer.clone()).quarantined,
            0,
            "{}",
            descriptor.name
        );
        assert_eq!(liar.device.row(descriptor, good.row).unwrap(), newer);
        if descriptor.is_deletable() {
            let (_, seen) = liar.device.seen(descriptor, good.row);
            liar.device
                .delete(descriptor, good.row, None, &seen)
                .unwrap();
            let stored = liar.device.row(descriptor, good.row).unwrap();
            let cell = |row: &RowState| row.cells.iter().find(|state| state.cell == 77).cloned();
            assert_eq!(cell(&stored), cell(&newer), "{}", descriptor.name);
        }
    }
    let [patient, _] = rows
        .iter()
        .find(|[row, _]| row.entity == Patient::DESCRIPTOR.number)
        .unwrap();
    let mut foreign = patient.clone();
    foreign.entity = 900;
    foreign.row = fake_device::random_id();
    foreign
        .cells
        .retain(|state| state.cell == CREATED || state.cell == 1);
    for cell in [CREATED, 1] {
        liar.tag(&mut foreign, cell);
    }
    assert_eq!(liar.apply(foreign.clone()).quarantined, 0);
    let stored = vault::store::siblings::load_full(&liar.device.file(), 900, foreign.row).unwrap();
    assert_eq!(stored, Some(foreign));
}
