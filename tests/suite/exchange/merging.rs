//! What two devices wrote without each other, what neither knows, and what changes during a bootstrap.

use super::*;
use sync_contract::entity::DELETION;
use sync_contract::messages::Pull;
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{CellState, CellWrite, Clock, Value, catalog};

/// The state cell of a patient, written on `base`.
fn status(device: &mut FakeDevice, patient: Uuid, word: &str, base: Vec<Clock>) -> CellWrite {
    let spec = Patient::CELL.state;
    let given = [("status", Value::Text(word.into()))];
    device.cell(Patient::DESCRIPTOR, spec, patient, None, &given, base)
}

fn shown(device: &FakeDevice, patient: Uuid) -> CellState {
    let spec = Patient::CELL.state;
    let cells = device.rows[&(20, patient)].cells.iter();
    cells
        .clone()
        .find(|cell| cell.cell == spec.number)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn both_versions_in_a_conflict_reach_both_devices_until_a_person_decides() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    clinic.sync(&second).await;
    for (device, word) in [(&clinic.founders, "INACTIVE"), (&second, "DISCHARGED")] {
        let mut device = device.lock().unwrap();
        let base = vec![shown(&device, patient).clock];
        let write = status(&mut device, patient, word, base);
        device.write(vec![write]);
    }
    clinic.sync(&clinic.founders).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let siblings = {
        let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
        assert_eq!(one.rows, other.rows);
        one.rows[&(20, patient)].siblings.clone()
    };
    assert_eq!(siblings.len(), 1);
    {
        let mut device = second.lock().unwrap();
        let base = vec![shown(&device, patient).clock, siblings[0].clock];
        let write = status(&mut device, patient, "ON_HOLD", base);
        device.write(vec![write]);
    }
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
    assert_eq!(one.rows, other.rows);
    assert!(one.rows[&(20, patient)].siblings.is_empty());
}

/// The versions of a patient's contact cell on a device, the shown one first.
fn versions(device: &Arc<Mutex<FakeDevice>>, patient: Uuid) -> Vec<CellState> {
    let device = device.lock().unwrap();
    let row = &device.rows[&(20, patient)];
    let all = row.cells.iter().chain(&row.siblings);
    all.filter(|version| version.cell == Patient::CELL.contact.number)
        .cloned()
        .collect()
}

/// A and B both write 222 over 111; A finds them equal and releases one. C, offline since 111, writes 333, which
/// reaches the server first: its author saw neither version of 222, and no other device saw 333.
#[tokio::test]
async fn a_release_loses_nothing_to_a_device_that_comes_between() {
    let clinic = Clinic::connected().await;
    let others = [
        clinic.joined(&clinic.fake_clinic.founder).await,
        clinic.joined(&clinic.fake_clinic.founder).await,
    ];
    let [a, b, c] = [&clinic.founders, &others[0], &others[1]];
    let patient = clinic.patient();
    for device in [a, b, c] {
        clinic.sign_in(device).await;
        clinic.sync(device).await;
    }
    let edit = |device: &Arc<Mutex<FakeDevice>>| {
        let base = vec![versions(device, patient)[0].clock];
        let mut device = device.lock().unwrap();
        // sealed: the server cannot compare them
        let spec = Patient::CELL.contact;
        let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, &[], base);
        let clock = write.state.clock;
        device.write(vec![write]);
        clock
    };
    let (first, second) = (edit(a), edit(b));
    for device in [a, b, a] {
        clinic.sync(device).await;
    }
    assert_eq!(versions(a, patient).len(), 2);
    {
        let mut device = a.lock().unwrap();
        let clocks = [second, first].map(Clock::to_array).concat();
        let given = [
            ("entity", Value::Int(20)),
            ("row", Value::Uuid(patient)),
            ("cell", Value::Int(Patient::CELL.contact.number.into())),
            ("kind", Value::Text("EQUAL".into())),
            ("siblings", Value::Bytes(clocks)),
        ];
        let descriptor = catalog::ConflictResolution::DESCRIPTOR;
        let release = device.row(descriptor, random_id(), None, &given);
        device.write(release);
    }
    let third = edit(c);
    for device in [c, a, b, c, a] {
        clinic.sync(device).await;
    }
    for device in [a, b, c] {
        let clocks: Vec<Clock> = versions(device, patient)
            .iter()
            .map(|version| version.clock)
            .collect();
        assert_eq!(clocks, [third, first, second]);
    }
}

/// A deletes what B changes meanwhile; each of the two answers ends it on every device.
#[tokio::test]
async fn a_deletion_against_an_edit_is_answered_with_either_of_both() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let both = [&clinic.founders, &second];
    for (deletes, deletions) in [(true, 1), (false, 1), (true, 2), (false, 2)] {
        let patient = clinic.patient();
        for device in both {
            clinic.sync(device).await;
        }
        {
            let mut device = second.lock().unwrap();
            let base = vec![shown(&device, patient).clock];
            let write = status(&mut device, patient, "INACTIVE", base);
            device.write(vec![write]);
        }
        delete(&clinic.founders, patient, true);
        if deletions == 2 {
            delete(&second, patient, true);
        }
        for device in [&second, &clinic.founders, &second] {
            clinic.sync(device).await;
        }
        let siblings = second.lock().unwrap().rows[&(20, patient)].siblings.clone();
        assert_eq!(siblings.len(), deletions);
        assert!(siblings.iter().all(|sibling| sibling.cell == DELETION));
        delete(&second, patient, deletes);
        for device in [&second, &clinic.founders] {
            clinic.sync(device).await;
            let row = device.lock().unwrap().rows[&(20, patient)].clone();
            assert_eq!((row.is_deleted(), row.siblings), (deletes, vec![]));
        }
    }
}

/// A deletes a patient, B charts on them without knowing it: the patient is shown again until a user decides.
#[tokio::test]
async fn charting_contests_a_deletion_of_the_patient_that_it_did_not_see() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let patient = clinic.patient();
    for device in [&clinic.founders, &second] {
        clinic.sync(device).await;
    }
    let deletion = {
        let mut device = clinic.founders.lock().unwrap();
        let row = device.rows[&(20, patient)].clone();
        let base = row.cells.iter().map(|cell| cell.clock).collect();
        let spec = Patient::DESCRIPTOR.cell(DELETION).unwrap();
        let given = [("deleted_at", Value::Time(1))];
        let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, &given, base);
        let clock = write.state.clock;
        device.write(vec![write]);
        clock
    };
    let note = random_id();
    {
        let mut device = second.lock().unwrap();
        let known = catalog::Note::DESCRIPTOR;
        let writes = device.row(known, note, Some(patient), &[]);
        device.write(writes);
    }
    for device in [&clinic.founders, &second, &clinic.founders] {
        clinic.sync(device).await;
    }
    for device in [&clinic.founders, &second] {
        let device = device.lock().unwrap();
        let row = &device.rows[&(20, patient)];
        assert!(!row.is_deleted());
        let siblings = row.siblings.iter();
        let siblings: Vec<(u8, Clock)> = siblings
            .map(|version| (version.cell, version.clock))
            .collect();
        assert_eq!(siblings, [(DELETION, deletion)]);
        let number = catalog::Note::DESCRIPTOR.number;
        assert!(device.rows.contains_key(&(number, note)));
    }
}

/// Writes the deletion of a patient on the row as the device has it now.
fn delete(device: &Arc<Mutex<FakeDevice>>, patient: Uuid, deletes: bool) {
    let mut device = device.lock().unwrap();
    let row = device.rows[&(20, patient)].clone();
    let all = row.cells.iter().chain(&row.siblings);
    let base = all.map(|version| version.clock).collect();
    let spec = Patient::DESCRIPTOR.cell(DELETION).unwrap();
    let at = [("deleted_at", Value::Time(1))];
    let given = if deletes { &at[..] } else { &[] };
    let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, given, base);
    device.write(vec![write]);
}

fn chart(device: &Arc<Mutex<FakeDevice>>, patient: Uuid) {
    let mut device = device.lock().unwrap();
    let writes = device.row(catalog::Note::DESCRIPTOR, random_id(), Some(patient), &[]);
    device.write(writes);
}

/// Whether the patient is deleted on a device, and how many versions of the deletion wait for a decision.
fn deletion(device: &Arc<Mutex<FakeDevice>>, patient: Uuid) -> (bool, usize) {
    let device = device.lock().unwrap();
    let row = &device.rows[&(20, patient)];
    (row.is_deleted(), row.siblings.len())
}

/// B charts on a patient, and A deletes the patient without knowing it: in either order, a user decides.
#[tokio::test]
async fn a_deletion_that_did_not_see_the_chart_is_answered_with_either_of_both() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let both = [&clinic.founders, &second];
    for deletes in [true, false] {
        let patient = clinic.patient();
        for device in both {
            clinic.sync(device).await;
        }
        delete(&clinic.founders, patient, true);
        chart(&second, patient);
        for device in [&second, &clinic.founders, &second] {
            clinic.sync(device).await;
        }
        assert_eq!(
            both.map(|device| deletion(device, patient)),
            [(false, 1); 2]
        );
        // the deciding user's device has followed the feed
        delete(&second, patient, deletes);
        for device in [&second, &clinic.founders] {
            clinic.sync(device).await;
            assert_eq!(deletion(device, patient), (deletes, 0));
        }
    }
}

#[tokio::test]
async fn a_deletion_that_saw_all_of_the_chart_is_done_at_once() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let patient = clinic.patient();
    chart(&clinic.founders, patient);
    for device in [&clinic.founders, &second] {
        clinic.sync(device).await;
    }
    // the author's own entries count as seen, wherever the feed was
    chart(&second, patient);
    delete(&second, patient, true);
    for device in [&second, &clinic.founders] {
        clinic.sync(device).await;
        assert_eq!(deletion(device, patient), (true, 0));
    }
}

/// A deletion at a position that this history does not have counts as one whose author has seen nothing.
#[tokio::test]
async fn a_deletion_at_a_position_of_another_history_hides_no_chart() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let patients = [(); 4].map(|()| clinic.patient());
    for device in [&clinic.founders, &second] {
        clinic.sync(device).await;
    }
    let seen = second.lock().unwrap().position.cursor.unwrap();
    for patient in patients {
        chart(&clinic.founders, patient);
    }
    clinic.sync(&clinic.founders).await;
    let head = clinic.founders.lock().unwrap().position.cursor.unwrap();
    let forged = [
        (head.timeline, head.seq),
        (head.timeline, head.seq - 1),
        (head.timeline, u64::MAX),
        (random_id(), head.seq),
    ];
    for (patient, (timeline, seq)) in patients.into_iter().zip(forged) {
        second.lock().unwrap().position.cursor = Some(Cursor {
            timeline,
            seq,
            history_mark: random_id(),
        });
        delete(&second, patient, true);
    }
    second.lock().unwrap().position.cursor = Some(seen);
    for device in [&second, &clinic.founders] {
        clinic.sync(device).await;
        for patient in patients {
            assert_eq!(deletion(device, patient), (false, 1));
        }
    }
}

/// The front desk sees no notes, so it alone cannot delete a patient who has one.
#[tokio::test]
async fn a_deletion_by_one_who_cannot_open_the_chart_is_contested() {
    let clinic = Clinic::connected().await;
    let front_desk = clinic.hire(&[Compartment::Contact]).await;
    let reception = clinic.joined(&front_desk).await;
    clinic.sign_in(&reception).await;
    let [charted, empty] = [clinic.patient(), clinic.patient()];
    chart(&clinic.founders, charted);
    for device in [&clinic.founders, &reception] {
        clinic.sync(device).await;
    }
    delete(&reception, charted, true);
    delete(&reception, empty, true);
    for device in [&reception, &clinic.founders] {
        clinic.sync(device).await;
        assert_eq!(deletion(device, charted), (false, 1));
        assert_eq!(deletion(device, empty), (true, 0));
    }
    // a user who can open the note decides
    delete(&clinic.founders, charted, true);
    for device in [&clinic.founders, &reception] {
        clinic.sync(device).await;
        assert_eq!(deletion(device, charted), (true, 0));
    }
}

#[tokio::test]
async fn an_unknown_entity_is_stored_and_handed_on_by_its_compartment() {
    let clinic = Clinic::connected().await;
    let front_desk = clinic.hire(&[Compartment::Contact]).await;
    let early = clinic.joined(&front_desk).await;
    clinic.sign_in(&early).await;
    clinic.sync(&early).await;
    let (open, sealed) = (random_id(), random_id());
    {
        let mut device = clinic.founders.lock().unwrap();
        for (row, compartment) in [(open, None), (sealed, Some(Compartment::Clinical))] {
            let mut writes = device.row(catalog::Setting::DESCRIPTOR, row, None, &[]);
            for write in &mut writes {
                write.entity = 900;
                write.state.sealed = compartment.map(|c| vec![1, c.number(), 0, 0, 1, 9, 9]);
            }
            device.write(writes);
        }
    }
    clinic.sync(&clinic.founders).await;
    clinic.sync(&early).await;
    let late = clinic.joined(&front_desk).await;
    clinic.sign_in(&late).await;
    clinic.sync(&late).await;
    let founders = clinic.founders.lock().unwrap();
    for device in [&early, &late] {
        let device = device.lock().unwrap();
        assert_eq!(device.rows[&(900, open)], founders.rows[&(900, open)]);
        assert!(!device.rows.contains_key(&(900, sealed)));
    }
    assert!(founders.rows.contains_key(&(900, sealed)));
}

#[tokio::test]
async fn what_changes_during_a_bootstrap_comes_with_the_feed() {
    let clinic = Clinic::connected().await;
    let patients: Vec<Uuid> = (0..8).map(|_| clinic.patient()).collect();
    clinic.sync(&clinic.founders).await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let bearer = super::bootstrap::token(&clinic, &second).await;
    let protocol = over_http(&clinic.server);
    // the beginning, and one page of the bootstrap
    for _ in 0..2 {
        let position = second.lock().unwrap().next_pull().unwrap();
        let pull = Pull {
            cursor: position.cursor,
            bootstrap: position.bootstrap,
            control_position: position.control_position,
            rows_max: 1,
        };
        let page = protocol
            .pull(Some(bearer.clone()), pull.clone())
            .await
            .unwrap();
        second.lock().unwrap().apply(&pull, &page).unwrap();
    }
    {
        let mut device = clinic.founders.lock().unwrap();
        for patient in patients {
            let base = vec![shown(&device, patient).clock];
            let write = status(&mut device, patient, "INACTIVE", base);
            device.write(vec![write]);
        }
    }
    clinic.patient();
    clinic.sync(&clinic.founders).await;
    clinic.sync(&second).await;
    let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
    assert_eq!(one.rows, other.rows);
    assert_eq!(other.count(Patient::DESCRIPTOR), 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_that_prove_sign_in_push_and_pull_all_at_once_end_equal() {
    let clinic = Arc::new(Clinic::connected().await);
    let mut devices = vec![clinic.founders.clone()];
    for _ in 0..4 {
        devices.push(clinic.joined(&clinic.fake_clinic.founder).await);
    }
    let rounds = devices.iter().cloned().map(|device| {
        let clinic = clinic.clone();
        tokio::spawn(async move {
            for _ in 0..6 {
                let patient = random_id();
                {
                    let mut device = device.lock().unwrap();
                    let writes = device.row(Patient::DESCRIPTOR, patient, None, &[]);
                    device.write(writes);
                }
                clinic.sign_in(&device).await;
                clinic.sync(&device).await;
            }
        })
    });
    for round in rounds.collect::<Vec<_>>() {
        round.await.unwrap();
    }
    for device in &devices {
        clinic.sync(device).await;
    }
    let first = devices[0].lock().unwrap();
    assert_eq!(first.count(Patient::DESCRIPTOR), 30);
    for device in &devices[1..] {
        assert_eq!(first.rows, device.lock().unwrap().rows);
    }
}
