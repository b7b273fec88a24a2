use sync_contract::catalog::{ConflictResolution, Note, Patient};
use sync_contract::entity::DELETION;
use sync_contract::messages::Verdict;
use sync_contract::{Clock, Value};

use super::*;

/// One cell by its name, written by somebody who saw `base`.
fn cell(
    device: &mut FakeDevice,
    descriptor: &'static Descriptor,
    name: &str,
    (row, patient): (Uuid, Option<Uuid>),
    given: fake_device::Given<'_>,
    base: &[Clock],
) -> CellWrite {
    let spec = descriptor.cell_named(name).unwrap();
    device.cell(descriptor, spec, row, patient, given, base.to_vec())
}

fn clock_of(row: &RowState, number: u8) -> Clock {
    let cell = row.cells.iter().find(|cell| cell.cell == number);
    cell.unwrap().clock
}

#[tokio::test]
async fn two_devices_change_one_cell_and_a_person_decides() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let mut second = place.second_device().await;
    let seen = clock_of(&place.row(Patient::DESCRIPTOR, patient).await, 1);

    let known = Patient::DESCRIPTOR;
    let at = (patient, None);
    let here = cell(&mut place.device, known, "name", at, &[], &[seen]);
    assert!(matches!(
        place.verdict(vec![here.clone()]).await,
        Verdict::Accepted { .. }
    ));
    let there = cell(&mut second, known, "name", at, &[], &[seen]);
    second.write(vec![there.clone()]);
    all_accepted(&place.push(&mut second).await.unwrap());
    let row = place.row(known, patient).await;
    let mut both = [here.state, there.state];
    both.sort_by_key(|state| state.clock);
    assert_eq!(row.siblings, both[..1]);
    assert_eq!(row.cells[1], both[1]);

    let base = both.map(|state| state.clock);
    let decision = cell(&mut place.device, known, "name", at, &[], &base);
    place.verdict(vec![decision.clone()]).await;
    let row = place.row(known, patient).await;
    assert_eq!(row.cells[1], decision.state);
    assert!(row.siblings.is_empty());
}

#[tokio::test]
async fn two_equal_sides_are_released_by_a_row_that_says_so() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let mut second = place.second_device().await;
    let known = Patient::DESCRIPTOR;
    let blind = cell(&mut second, known, "name", (patient, None), &[], &[]);
    second.write(vec![blind]);
    all_accepted(&place.push(&mut second).await.unwrap());
    let row = place.row(known, patient).await;
    assert_eq!(row.siblings.len(), 1);

    let decision = place.device.row(
        ConflictResolution::DESCRIPTOR,
        fake_device::random_id(),
        None,
        &[
            ("entity", Value::Int(known.number.into())),
            ("row", Value::Uuid(patient)),
            ("cell", Value::Int(1)),
            (
                "siblings",
                Value::Bytes(row.siblings[0].clock.to_array().to_vec()),
            ),
        ],
    );
    assert!(matches!(
        place.verdict(decision).await,
        Verdict::Accepted { .. }
    ));
    let after = place.row(known, patient).await;
    assert_eq!((after.cells, after.siblings), (row.cells, vec![]));
}

#[tokio::test]
async fn a_deletion_and_an_edit_that_missed_each_other_keep_the_row() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let mut second = place.second_device().await;
    let known = Patient::DESCRIPTOR;
    let before = place.row(known, patient).await;
    let all: Vec<Clock> = before.cells.iter().map(|cell| cell.clock).collect();
    let at = (patient, None);
    let time = [("deleted_at", Value::Time(1_700_000_000_000_000))];
    let device = &mut place.device;
    let deletion = cell(device, known, "deleted", at, &time, &all);
    place.verdict(vec![deletion.clone()]).await;
    assert_eq!(
        clock_of(&place.row(known, patient).await, DELETION),
        deletion.state.clock
    );

    let edit = cell(&mut second, known, "address", at, &[], &all);
    second.write(vec![edit.clone()]);
    all_accepted(&place.push(&mut second).await.unwrap());
    let row = place.row(known, patient).await;
    assert_eq!(row.siblings, [deletion.state]);
    assert!(row.cells.iter().all(|cell| cell.cell != DELETION));
    let shown = "select deleted_at is null and address_sealed = $2 from patients where id = $1";
    let client = place.database.as_superuser().await;
    let shown = client
        .query_one(shown, &[&patient, &edit.state.sealed])
        .await;
    assert!(shown.unwrap().get::<_, bool>(0));
}

#[tokio::test]
async fn a_signed_note_stands_and_the_draft_of_another_device_is_kept_beside_it() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let mut second = place.second_device().await;
    let known = Note::DESCRIPTOR;
    let note = fake_device::random_id();
    let at = (note, Some(patient));
    let given = |status: &str| [("status", Value::Text(status.into()))];
    let device = &mut place.device;
    let draft = device.row(known, note, Some(patient), &given("DRAFT"));
    place.verdict(draft).await;
    let seen = clock_of(&place.row(known, note).await, 1);
    let device = &mut place.device;
    let signed = cell(device, known, "content", at, &given("SIGNED"), &[seen]);
    place.verdict(vec![signed.clone()]).await;
    let late = cell(&mut second, known, "content", at, &given("DRAFT"), &[seen]);
    second.write(vec![late.clone()]);
    all_accepted(&place.push(&mut second).await.unwrap());
    let row = place.row(known, note).await;
    assert_eq!(row.cells.last(), Some(&signed.state));
    assert_eq!(row.siblings, [late.state]);
}
