//! What a push may cost the server and the colleagues of its author: each id derived once, no row read for nothing, and
//! no row filled with what nobody can see.

use std::time::{Duration, Instant};

use sync_contract::catalog::{
    Addendum, ConflictResolution, Note, Patient, addendum_id, resolution_id,
};
use sync_contract::ids::{TenantId, UserId};
use sync_contract::{Clock, Code, Compartment, Right, Value};

use super::*;

/// No cell of this version.
const LATER: u8 = 100;

impl Fixture {
    /// A cell of a later version in the row of a patient.
    fn later_cell(&mut self, patient: Uuid, cell: u8, bytes: usize) -> CellWrite {
        let known = Patient::DESCRIPTOR;
        let spec = &known.cells[1];
        let mut write = self
            .device
            .cell(known, spec, patient, None, &[], Vec::new());
        write.state.cell = cell;
        write.state.clear = Vec::new();
        write.state.sealed = Some(vec![1; bytes]);
        write
    }

    async fn accepts_writes(&mut self, writes: Vec<CellWrite>) {
        let verdict = self.verdict(writes).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

/// The writes of as many addenda as decisions, each of which names a hundred versions: all under the id that the last
/// of these derives.
fn addenda_and_decisions(fixture: &mut Fixture, many: u16) -> Vec<CellWrite> {
    let (note, patient) = (fake_device::random_id(), fake_device::random_id());
    let tenant = TenantId(fixture.clinic.tenant);
    let device = &mut fixture.device;
    let clock = |counter: u16, at: u64| Clock {
        unix_ms: 1_000 + at,
        counter,
        device: 5,
    };
    let author = UserId(device.author.id);
    let id = addendum_id(tenant, note.into(), clock(many - 1, 99), author).0;
    let mut writes = Vec::new();
    for _ in 0..many {
        let (known, given) = (Addendum::DESCRIPTOR, [("note", Value::Uuid(note))]);
        let spec = known.cell(1).unwrap();
        writes.push(device.cell(known, spec, id, Some(patient), &given, Vec::new()));
    }
    for counter in 0..many {
        let named = (0..100).flat_map(|at| clock(counter, at).to_array());
        let named: Vec<u8> = named.collect();
        let number = Note::DESCRIPTOR.number.into();
        let id = resolution_id(tenant, number, note, 1, &named).0;
        let given = [
            ("entity", Value::Int(number)),
            ("row", Value::Uuid(note)),
            ("cell", Value::Int(1)),
            ("kind", Value::Text("EQUAL".into())),
            ("siblings", Value::Bytes(named)),
        ];
        let known = ConflictResolution::DESCRIPTOR;
        let spec = known.cell(1).unwrap();
        writes.push(device.cell(known, spec, id, None, &given, Vec::new()));
    }
    writes
}

#[tokio::test]
async fn the_ids_of_addenda_are_derived_once_and_after_the_signature() {
    let mut fixture = Fixture::new().await;
    let writes = addenda_and_decisions(&mut fixture, 100);
    fixture.device.write(writes);
    let began = Instant::now();
    let answer = fixture.push_founder().await;
    assert!(matches!(answer.verdicts[0].1, Verdict::Rejected(_)));
    let took = began.elapsed();
    assert!(took < Duration::from_secs(8), "{took:?}");

    // what nobody signed is not looked at
    let mut writes = addenda_and_decisions(&mut fixture, 1);
    writes.truncate(1);
    fixture.device.write(writes);
    fixture.device.queue.last_mut().unwrap().signature = [0; 64];
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
}

#[tokio::test]
async fn no_row_is_read_for_a_group_that_is_not_admitted() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let cell = fixture.later_cell(patient, LATER, 100);
    fixture.accepts_writes(vec![cell]).await;
    let colleague = fixture
        .hire(&[Right::ChartRead], &[Compartment::Contact])
        .await;
    // to read it is an error
    let superuser = fixture.database.as_superuser().await;
    let damage = "update unknown_cells set state = '\\x00'";
    superuser.batch_execute(damage).await.unwrap();
    let mut device = FakeDevice::new(fixture.clinic.tenant, 2, colleague);
    fixture.register(&device).await;
    let known = Patient::DESCRIPTOR;
    let writes = device.row(known, patient, None, &[]);
    device.write(writes);
    let answer = fixture.push(&mut device).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::MissingRight));
}

#[tokio::test]
async fn cells_of_a_later_version_leave_room_in_a_row() {
    let mut fixture = Fixture::new().await;
    let [many, large] = [fixture.patient().await, fixture.patient().await];
    for cell in LATER..LATER + 8 {
        let write = fixture.later_cell(many, cell, 1_000);
        fixture.accepts_writes(vec![write]).await;
    }
    let ninth = fixture.later_cell(many, LATER + 8, 1);
    assert_eq!(fixture.verdict(vec![ninth]).await, rejected(Code::TooLarge));
    let write = fixture.later_cell(large, LATER, 60_000);
    fixture.accepts_writes(vec![write]).await;
    let more = fixture.later_cell(large, LATER + 1, 10_000);
    assert_eq!(fixture.verdict(vec![more]).await, rejected(Code::TooLarge));
    for patient in [many, large] {
        let known = Patient::DESCRIPTOR;
        let seen = fixture.row(known, patient).await.cells[1].clock;
        let spec = &known.cells[1];
        let device = &mut fixture.device;
        let edit = device.cell(known, spec, patient, None, &[], vec![seen]);
        fixture.accepts_writes(vec![edit]).await;
    }
}

#[tokio::test]
async fn a_cell_of_a_later_version_is_not_written_again_with_another() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let cell = fixture.later_cell(patient, LATER, 10_000);
    fixture.accepts_writes(vec![cell.clone()]).await;
    let superuser = fixture.database.as_superuser().await;
    let address = async || -> String {
        let text = "select ctid::text from unknown_cells";
        superuser.query_one(text, &[]).await.unwrap().get(0)
    };
    let before = address().await;
    let known = Patient::DESCRIPTOR;
    let seen = fixture.row(known, patient).await.cells[1].clock;
    let spec = &known.cells[1];
    let edit = fixture
        .device
        .cell(known, spec, patient, None, &[], vec![seen]);
    fixture.accepts_writes(vec![edit]).await;
    assert_eq!(address().await, before);
    let mut next = fixture.later_cell(patient, LATER, 10_000);
    next.base = vec![cell.state.clock];
    fixture.accepts_writes(vec![next.clone()]).await;
    let row = fixture.row(known, patient).await;
    assert_eq!(row.cells.last(), Some(&next.state));
}

#[tokio::test]
async fn what_would_be_rejected_beyond_the_budget_waits_too() {
    let mut fixture = Fixture::new().await;
    let superuser = fixture.database.as_superuser().await;
    let full = "update feeds set stored_bytes_max = 1";
    superuser.batch_execute(full).await.unwrap();
    let known = Patient::DESCRIPTOR;
    let writes = fixture
        .device
        .row(known, fake_device::random_id(), None, &[]);
    fixture.device.write(writes);
    fixture.device.queue.last_mut().unwrap().signature = [0; 64];
    let answer = fixture.push_founder().await;
    let verdict = answer.verdicts[0].1;
    let waits = Verdict::Deferred {
        code: Code::Busy,
        retry_after_s: 3_600,
    };
    assert_eq!(verdict, waits);
    let remembered = "select count(*) from groups where verdict = 'rejected'";
    let remembered: i64 = superuser.query_one(remembered, &[]).await.unwrap().get(0);
    assert_eq!(remembered, 0);
}
