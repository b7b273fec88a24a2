//! *untouched*: what arrives never replaces or re-signs what waits in the queue.

use support::{Device, Line, Samples, TestClinic};
use sync_contract::Authority;
use sync_contract::entity::DELETION;
use sync_contract::protocol::Replica;

/// What waits, byte by byte.
fn queue(device: &Device) -> Vec<(Vec<u8>, Vec<u8>)> {
    let file = device.file();
    let mut statement = file
        .prepare("select group_id, bytes from queue order by seq")
        .unwrap();
    let lines = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    lines.map(Result::unwrap).collect()
}

#[test]
fn a_pulled_change_of_any_cell_leaves_the_queued_one_as_it_was_signed() {
    let (clinic, mut first) = TestClinic::create();
    let mut samples = Samples::new(clinic.tenant);
    let mut rows = Vec::new();
    for descriptor in Samples::entities() {
        let row = samples.row(descriptor, 0);
        first.insert(&row).unwrap();
        if matches!(
            descriptor.authority,
            Authority::PerCell | Authority::Sealing
        ) {
            rows.push(row);
        }
    }
    first.sync();
    let mut second = clinic.enrol(&mut first, "ada");
    let mut written = Vec::new();
    for row in &rows {
        for spec in row.descriptor.declared_cells() {
            let mut differ = 0;
            for (device, variant) in [(&mut first, 1), (&mut second, 2)] {
                let (mut now, seen) = device.seen(row.descriptor, row.id);
                let index = now.cells.iter().position(|cell| cell.number == spec.number);
                now.cells[index.unwrap()] = samples.cell(row.descriptor, spec, row.id, variant);
                differ += usize::from(device.update(&now, &seen).unwrap());
            }
            written.push((row.descriptor, row.id, spec.number, differ));
        }
        for device in [&mut first, &mut second] {
            let (_, seen) = device.seen(row.descriptor, row.id);
            device.delete(row.descriptor, row.id, None, &seen).unwrap();
        }
        written.push((row.descriptor, row.id, DELETION, 2));
    }
    let contested = written.iter().filter(|(.., differ)| *differ == 2).count();
    assert!(contested > rows.len() * 2, "{contested}");

    let waiting = queue(&first);
    second.sync();
    let mut line = Line::of(&clinic, &first);
    while line.pull(2) {}
    assert_eq!(queue(&first), waiting);
    // and these very bytes are what the server is sent
    let mut sent = Vec::new();
    while let Some(push) = line.vault.next_push().unwrap() {
        sent.extend(push.groups.clone());
        let answer = line.send(&push);
        line.vault.apply_verdicts(&push, &answer).unwrap();
    }
    let waiting: Vec<_> = waiting.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(sent, waiting);
    first.sync();
    assert_eq!(first.unlocked().vault().rejected().unwrap().len(), 0);

    // nothing was lost on the way: concurrent versions are shown as siblings
    second.sync();
    for row in &rows {
        let here = first.row(row.descriptor, row.id).unwrap();
        assert_eq!(
            second.row(row.descriptor, row.id).unwrap(),
            here,
            "{}",
            row.descriptor.name
        );
        assert!(!here.siblings.is_empty(), "{}", row.descriptor.name);
        let stored = first
            .read()
            .get_row(row.descriptor, row.id)
            .unwrap()
            .unwrap();
        let queued = first.read().sync_of(row.descriptor, &[stored]).unwrap();
        assert!(queued.is_empty(), "{}", row.descriptor.name);
    }
}
