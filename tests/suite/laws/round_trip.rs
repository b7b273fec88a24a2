//! *round trip* and *idempotent*: device, server and second device have equal cells, however often these are sent.

use support::{Device, Line, Samples, TestClinic};
use sync_contract::catalog::Erasure;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::RowState;
use sync_contract::{Catalog, Descriptor, Entity, Row};
use vault::WriteTx;

const VARIANTS: usize = 3;
/// How many entities are pushed at once.
const ENTITIES_OF_A_PAGE: usize = 8;

/// Every entity several times over, then one more value in each cell that may change, then a deletion.
fn insert_all(device: &mut Device, samples: &mut Samples) -> Vec<Row> {
    let mut rows = Vec::new();
    for descriptor in Samples::entities() {
        for variant in 0..VARIANTS {
            let row = samples.row(descriptor, variant);
            let name = descriptor.name;
            device
                .insert(&row)
                .unwrap_or_else(|error| panic!("{name} {variant}: {error}"));
            rows.push(row);
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        if row.descriptor.authority.is_append_only() || at % VARIANTS != 1 {
            continue;
        }
        for spec in row.descriptor.declared_cells() {
            let (mut now, seen) = device.seen(row.descriptor, row.id);
            let index = now.cells.iter().position(|cell| cell.number == spec.number);
            now.cells[index.unwrap()] = samples.cell(row.descriptor, spec, row.id, 2);
            device.update(&now, &seen).unwrap();
        }
        *row = device.seen(row.descriptor, row.id).0;
    }
    rows
}

fn delete_some(device: &mut Device, rows: &[Row]) {
    for row in rows.iter().skip(2).step_by(VARIANTS) {
        if row.descriptor.is_deletable() {
            let (_, seen) = device.seen(row.descriptor, row.id);
            let comment = row.descriptor.compartment().map(|_| "entered twice");
            device
                .delete(row.descriptor, row.id, comment, &seen)
                .unwrap();
        }
    }
}

#[test]
fn a_row_of_every_entity_reaches_server_and_second_device_unchanged() {
    // what is admin-signed is written before there is a server, so that the full queue is pushed at once
    let (mut first, _) = Device::create();
    let clinic = TestClinic::for_device(&first);
    let mut samples = Samples::new(clinic.tenant);
    let rows = insert_all(&mut first, &mut samples);
    delete_some(&mut first, &rows);
    first.rename_clinic("Hillside and daughters").unwrap();
    first.connect(&clinic.server.url(), &clinic.clinic_code());
    let second = clinic.enrol(&mut first, "ada");
    first.sync();
    let app = clinic.app();
    for descriptor in Catalog::ALL.iter().copied() {
        let name = descriptor.name;
        let here = first.rows(descriptor);
        let is_sampled = descriptor.number != Erasure::DESCRIPTOR.number;
        assert_eq!(!here.is_empty(), is_sampled, "{name}");
        assert_eq!(second.rows(descriptor), here, "{name}");
        for row in &here {
            assert_eq!(&clinic.row(&app, descriptor, row.row), row, "{name}");
        }
    }
    for row in &rows {
        let (there, _) = second.seen(row.descriptor, row.id);
        assert_eq!(there.cells, row.cells, "{}", row.descriptor.name);
        assert_eq!(there.patient, row.patient);
    }
    assert_eq!(second.number("select count(*) from quarantined"), 0);
    assert_eq!(
        second.number("select count(*) from pragma_foreign_key_check"),
        0
    );
}

/// Under which number each group counts, whether now or before.
fn numbers(answer: &PushAnswer) -> Vec<u64> {
    let verdicts = answer.verdicts.iter();
    let number = |(_, verdict): &(_, Verdict)| match verdict {
        Verdict::Accepted { seq } | Verdict::Duplicate { seq } => *seq,
        refused => panic!("{refused:?}"),
    };
    verdicts.map(number).collect()
}

/// The cells of every entity, with which nothing must happen.
fn cells(device: &Device) -> Vec<Vec<RowState>> {
    let all = Catalog::ALL.iter().copied();
    all.map(|descriptor: &'static Descriptor| device.rows(descriptor))
        .collect()
}

/// By the write transaction alone: the test is what pushes.
fn write(device: &mut Device, row: &Row) {
    let unlocked = device.unlocked_mut();
    let insert = |tx: &mut WriteTx<'_>| tx.insert_row(row);
    if row.descriptor.authority.is_admin_signed() {
        unlocked.write_admin_signed("sample", insert).unwrap();
    } else {
        unlocked.write("sample", insert).unwrap();
    }
}

#[test]
fn the_same_push_and_the_same_page_twice_change_nothing_for_any_entity() {
    let (clinic, mut first) = TestClinic::create();
    let second = clinic.enrol(&mut first, "ada");
    let mut samples = Samples::new(clinic.tenant);
    let (mut up, mut down) = (Line::of(&clinic, &first), Line::of(&clinic, &second));
    // what an admin signs is pushed alone; otherwise a page has several groups. All rows are compared after each page
    let entities = Samples::entities();
    let is_alone = |entity: &Descriptor| entity.authority.is_admin_signed();
    let apart = entities.chunk_by(|one, next| !is_alone(one) && !is_alone(next));
    for entities in apart.flat_map(|entities| entities.chunks(ENTITIES_OF_A_PAGE)) {
        let names: Vec<&str> = entities.iter().map(|entity| entity.name).collect();
        let rows: Vec<Row> = entities
            .iter()
            .map(|entity| samples.row(entity, 0))
            .collect();
        for row in &rows {
            write(&mut first, row);
        }
        let push = up.vault.next_push().unwrap().unwrap();
        let answer = up.send(&push);
        assert_eq!(numbers(&answer).len(), rows.len(), "{names:?}");
        let there = clinic.database_text();
        let again = up.send(&push);
        assert_eq!(clinic.database_text(), there, "{names:?}");
        assert_eq!(again.head, answer.head, "{names:?}");
        assert_eq!(numbers(&again), numbers(&answer), "{names:?}");
        up.vault.apply_verdicts(&push, &again).unwrap();
        let here = first.file_text();
        up.vault.apply_verdicts(&push, &answer).unwrap();
        assert_eq!(first.file_text(), here, "{names:?}");
        assert!(up.vault.next_push().unwrap().is_none(), "{names:?}");

        while down.pull(1) {}
        let here = cells(&second);
        down.pull(2);
        assert_eq!(cells(&second), here, "{names:?}");
        for row in &rows {
            let arrived = second.row(row.descriptor, row.id);
            let sent = first.row(row.descriptor, row.id);
            assert_eq!(arrived, sent, "{}", row.descriptor.name);
        }
    }
}
