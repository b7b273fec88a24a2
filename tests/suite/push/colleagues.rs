//! What somebody with a place in the clinic may still not do to the others in it.

use sync_contract::catalog::{ConflictResolution, Note, Patient};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::{Code, Compartment, Right, Value};

use super::*;

#[tokio::test]
async fn nobody_creates_a_row_in_a_colleagues_name() {
    let mut place = Place::new().await;
    let colleague = place.hire(&[], &[]).await;
    let given = [("created_by", Value::Uuid(colleague.id))];
    let writes = place
        .device
        .row(Patient::DESCRIPTOR, fake_device::random_id(), None, &given);
    assert_eq!(place.verdict(writes).await, rejected(Code::BadValue));
}

#[tokio::test]
async fn nobody_finds_versions_equal_that_they_cannot_open() {
    let mut place = Place::new().await;
    let patient = place.patient().await;
    let note = fake_device::random_id();
    let writes = place.device.row(Note::DESCRIPTOR, note, Some(patient), &[]);
    all_accepted(&{
        place.device.write(writes);
        place.push_founder().await
    });
    let resolves = |device: &mut FakeDevice, entity: u16, row: Uuid| {
        let given = [
            ("entity", Value::Int(entity.into())),
            ("row", Value::Uuid(row)),
            ("cell", Value::Int(1)),
            ("kind", Value::Text("EQUAL".into())),
            ("siblings", Value::Bytes(vec![0; 12])),
        ];
        device.row(
            ConflictResolution::DESCRIPTOR,
            fake_device::random_id(),
            None,
            &given,
        )
    };
    let clerk = place
        .hire(&[Right::ConflictsResolve], &[Compartment::Contact])
        .await;
    place.device.author = clerk;
    let of_note = resolves(&mut place.device, Note::DESCRIPTOR.number, note);
    assert_eq!(place.verdict(of_note).await, rejected(Code::OutOfScope));
    let of_nothing = resolves(&mut place.device, 900, note);
    assert_eq!(place.verdict(of_nothing).await, rejected(Code::OutOfScope));
    let of_patient = resolves(&mut place.device, Patient::DESCRIPTOR.number, patient);
    all_accepted(&{
        place.device.write(of_patient);
        place.push_founder().await
    });
}

#[tokio::test]
async fn versions_that_nobody_decides_upon_do_not_pile_up_for_ever() {
    let mut place = Place::new().await;
    let row = fake_device::random_id();
    let mut verdicts = Vec::new();
    for _ in 0..12 {
        let cell = Patient::DESCRIPTOR.cell(CREATED).unwrap();
        let mut write = place
            .device
            .cell(Patient::DESCRIPTOR, cell, row, None, &[], vec![]);
        // of an entity of a later version, which has no declared size
        write.entity = 900;
        write.state.cell = 1;
        write.state.sealed = Some(vec![1; 500_000]);
        verdicts.push(place.verdict(vec![write]).await);
    }
    assert!(matches!(verdicts[7], Verdict::Accepted { .. }));
    assert_eq!(verdicts[11], rejected(Code::TooLarge));
}
