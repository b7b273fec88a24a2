use sync_contract::catalog::{ConflictResolution, Note, Patient};
use sync_contract::entity::DELETION;
use sync_contract::messages::Verdict;
use sync_contract::{CellSpec, Clock, Value};

use super::*;

/// One cell by its name, written on `base`.
fn cell(
    device: &mut FakeDevice,
    descriptor: &'static Descriptor,
    spec: &'static CellSpec,
    (row, patient): (Uuid, Option<Uuid>),
    given: fake_device::Given<'_>,
    base: &[Clock],
) -> CellWrite {
    device.cell(descriptor, spec, row, patient, given, base.to_vec())
}

fn clock_of(row: &RowState, number: u8) -> Clock {
    let cell = row.cells.iter().find(|cell| cell.cell == number);
    cell.unwrap().clock
}

#[tokio::test]
async fn two_devices_change_one_cell_and_a_person_decides() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut second = fixture.second_device().await;
    let seen = clock_of(&fixture.row(Patient::DESCRIPTOR, patient).await, 1);

    let known = Patient::DESCRIPTOR;
    let at = (patient, None);
    let here = cell(
        &mut fixture.device,
        known,
        Patient::CELL.name,
        at,
        &[],
        &[seen],
    );
    assert!(matches!(
        fixture.verdict(vec![here.clone()]).await,
        Verdict::Accepted { .. }
    ));
    let there = cell(&mut second, known, Patient::CELL.name, at, &[], &[seen]);
    second.write(vec![there.clone()]);
    all_accepted(&fixture.push(&mut second).await.unwrap());
    let row = fixture.row(known, patient).await;
    let mut both = [here.state, there.state];
    both.sort_by_key(|state| state.clock);
    assert_eq!(row.siblings, both[..1]);
    assert_eq!(row.cells[1], both[1]);

    let base = both.map(|state| state.clock);
    let decision = cell(
        &mut fixture.device,
        known,
        Patient::CELL.name,
        at,
        &[],
        &base,
    );
    fixture.verdict(vec![decision.clone()]).await;
    let row = fixture.row(known, patient).await;
    assert_eq!(row.cells[1], decision.state);
    assert!(row.siblings.is_empty());
}

#[tokio::test]
async fn two_equal_versions_are_released_by_a_resolution_row() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut second = fixture.second_device().await;
    let known = Patient::DESCRIPTOR;
    let blind = cell(
        &mut second,
        known,
        Patient::CELL.name,
        (patient, None),
        &[],
        &[],
    );
    second.write(vec![blind]);
    all_accepted(&fixture.push(&mut second).await.unwrap());
    let row = fixture.row(known, patient).await;
    assert_eq!(row.siblings.len(), 1);

    let decision = fixture.device.row(
        ConflictResolution::DESCRIPTOR,
        fake_device::random_id(),
        None,
        &[
            ("entity", Value::Int(known.number.into())),
            ("row", Value::Uuid(patient)),
            ("cell", Value::Int(1)),
            (
                "siblings",
                Value::Bytes(
                    [clock_of(&row, 1), row.siblings[0].clock]
                        .map(Clock::to_array)
                        .concat(),
                ),
            ),
        ],
    );
    assert!(matches!(
        fixture.verdict(decision).await,
        Verdict::Accepted { .. }
    ));
    let after = fixture.row(known, patient).await;
    assert_eq!((after.cells, after.siblings), (row.cells, vec![]));
}

#[tokio::test]
async fn a_concurrent_deletion_and_edit_leave_the_row_in_place() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut second = fixture.second_device().await;
    let known = Patient::DESCRIPTOR;
    let before = fixture.row(known, patient).await;
    let all: Vec<Clock> = before.cells.iter().map(|cell| cell.clock).collect();
    let at = (patient, None);
    let time = [("deleted_at", Value::Time(1_700_000_000_000_000))];
    let device = &mut fixture.device;
    let deletion = cell(
        device,
        known,
        known.cell(DELETION).unwrap(),
        at,
        &time,
        &all,
    );
    fixture.verdict(vec![deletion.clone()]).await;
    assert_eq!(
        clock_of(&fixture.row(known, patient).await, DELETION),
        deletion.state.clock
    );

    let edit = cell(&mut second, known, Patient::CELL.address, at, &[], &all);
    second.write(vec![edit.clone()]);
    all_accepted(&fixture.push(&mut second).await.unwrap());
    let row = fixture.row(known, patient).await;
    assert_eq!(row.siblings, [deletion.state]);
    assert!(row.cells.iter().all(|cell| cell.cell != DELETION));
    let shown = "select deleted_at is null and address_sealed = $2 from patients where id = $1";
    let client = fixture.database.as_superuser().await;
    let shown = client
        .query_one(shown, &[&patient, &edit.state.sealed])
        .await;
    assert!(shown.unwrap().get::<_, bool>(0));
}

#[tokio::test]
async fn a_signed_note_stays_current_and_a_concurrent_draft_becomes_a_sibling() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut second = fixture.second_device().await;
    let known = Note::DESCRIPTOR;
    let note = fake_device::random_id();
    let at = (note, Some(patient));
    let signer = Value::Uuid(fixture.clinic.founder.id);
    let given = |status: &str| {
        let signer = match status {
            "SIGNED" => signer.clone(),
            _ => Value::Null,
        };
        [
            ("status", Value::Text(status.into())),
            ("signed_by", signer),
        ]
    };
    let device = &mut fixture.device;
    let draft = device.row(known, note, Some(patient), &given("DRAFT"));
    fixture.verdict(draft).await;
    let seen = clock_of(&fixture.row(known, note).await, 1);
    let device = &mut fixture.device;
    let signed = cell(
        device,
        known,
        Note::CELL.content,
        at,
        &given("SIGNED"),
        &[seen],
    );
    fixture.verdict(vec![signed.clone()]).await;
    let late = cell(
        &mut second,
        known,
        Note::CELL.content,
        at,
        &given("DRAFT"),
        &[seen],
    );
    second.write(vec![late.clone()]);
    all_accepted(&fixture.push(&mut second).await.unwrap());
    let row = fixture.row(known, note).await;
    assert_eq!(row.cells.last(), Some(&signed.state));
    assert_eq!(row.siblings, [late.state]);
}
