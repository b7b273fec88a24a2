//! Attacks of a user of the clinic on its other users.

use sync_contract::catalog::{
    Addendum, ConflictResolution, Note, Patient, PatientProfile, Setting, addendum_id, profile_id,
    resolution_id, setting_id,
};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::ids::{TenantId, UserId};
use sync_contract::{Code, Compartment, Right, Value};

use super::*;

#[tokio::test]
async fn no_user_creates_a_row_in_a_colleagues_name() {
    let mut fixture = Fixture::new().await;
    let colleague = fixture.hire(&[], &[]).await;
    let given = [("created_by", Value::Uuid(colleague.id))];
    let writes = fixture
        .device
        .row(Patient::DESCRIPTOR, fake_device::random_id(), None, &given);
    assert_eq!(fixture.verdict(writes).await, rejected(Code::BadValue));
}

#[tokio::test]
async fn no_user_declares_versions_equal_that_they_cannot_open() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let note = fake_device::random_id();
    let writes = fixture
        .device
        .row(Note::DESCRIPTOR, note, Some(patient), &[]);
    all_accepted(&{
        fixture.device.write(writes);
        fixture.push_founder().await
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
    let reader = fixture
        .hire(&[Right::ConflictsResolve], &[Compartment::Contact])
        .await;
    let rights = [
        Right::ConflictsResolve,
        Right::NotesWrite,
        Right::PatientsUpdate,
    ];
    let clerk = fixture.hire(&rights, &[Compartment::Contact]).await;
    fixture.device.author = reader;
    let unwritable = resolves(&mut fixture.device, Patient::DESCRIPTOR.number, patient);
    assert_eq!(
        fixture.verdict(unwritable).await,
        rejected(Code::MissingRight)
    );
    fixture.device.author = clerk;
    let of_note = resolves(&mut fixture.device, Note::DESCRIPTOR.number, note);
    assert_eq!(fixture.verdict(of_note).await, rejected(Code::OutOfScope));
    let of_nothing = resolves(&mut fixture.device, 900, note);
    assert_eq!(
        fixture.verdict(of_nothing).await,
        rejected(Code::OutOfScope)
    );
    let of_patient = resolves(&mut fixture.device, Patient::DESCRIPTOR.number, patient);
    all_accepted(&{
        fixture.device.write(of_patient);
        fixture.push_founder().await
    });
}

/// Of two rows under one derived id the second has no effect, so no user may take the id with other contents.
#[tokio::test]
async fn no_user_takes_the_derived_id_of_a_row_that_others_will_write() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let tenant = TenantId(fixture.clinic.tenant);
    let number = Patient::DESCRIPTOR.number.into();
    let siblings = vec![7; 24];
    let decision = |row: Uuid, cell: i64, siblings: &[u8]| {
        [
            ("entity", Value::Int(number)),
            ("row", Value::Uuid(row)),
            ("cell", Value::Int(cell)),
            ("kind", Value::Text("EQUAL".into())),
            ("siblings", Value::Bytes(siblings.to_vec())),
        ]
    };
    let known = ConflictResolution::DESCRIPTOR;
    let id = resolution_id(tenant, number, patient, 1, &siblings).0;
    for (row, cell, clocks) in [
        (other, 1, &siblings[..]),
        (patient, 2, &siblings[..]),
        (patient, 1, &siblings[..12]),
    ] {
        let given = decision(row, cell, clocks);
        let writes = fixture.device.row(known, id, None, &given);
        assert_eq!(fixture.verdict(writes).await, rejected(Code::BadValue));
    }
    let rejection = *fixture.rejections.lock().unwrap().last().unwrap();
    let field = ConflictResolution::FIELD.siblings.number;
    assert_eq!((rejection.row, rejection.field), (Some(id), Some(field)));
    let given = decision(patient, 1, &siblings);
    let real = fixture.device.row(known, id, None, &given);
    // nor by its cell 0 alone
    let created = fixture.verdict(real[..1].to_vec()).await;
    assert_eq!(created, rejected(Code::BadValue));

    let profile = profile_id(tenant, patient.into()).0;
    let profiles = PatientProfile::DESCRIPTOR;
    let squat = fixture.device.row(profiles, profile, Some(other), &[]);
    assert_eq!(fixture.verdict(squat).await, rejected(Code::BadValue));
    let setting = setting_id(tenant, "locale").0;
    let given = [("name", Value::Text("another".into()))];
    let squat = fixture
        .device
        .row(Setting::DESCRIPTOR, setting, None, &given);
    assert_eq!(fixture.verdict(squat).await, rejected(Code::BadValue));

    let own = fixture.device.row(profiles, profile, Some(patient), &[]);
    for writes in [real, own] {
        let verdict = fixture.verdict(writes).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

#[tokio::test]
async fn unresolved_versions_do_not_pile_up_for_ever() {
    let fixture = Fixture::new().await;
    let row = fake_device::random_id();
    let mut verdicts = Vec::new();
    let author = fixture.device.author.clone();
    // each by another device: one alone leaves no second one as large
    let mut devices: Vec<FakeDevice> = (2..14)
        .map(|number| FakeDevice::new(fixture.clinic.tenant, number, author.clone()))
        .collect();
    for device in &devices {
        fixture.register(device).await;
    }
    for at in [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] {
        let device = &mut devices[at];
        let cell = Patient::DESCRIPTOR.cell(CREATED).unwrap();
        let mut write = device.cell(Patient::DESCRIPTOR, cell, row, None, &[], vec![]);
        // of an entity of a later version, which has no declared size
        write.entity = 900;
        write.state.cell = 1;
        write.state.sealed = Some(vec![1; 500_000]);
        device.write(vec![write]);
        verdicts.push(fixture.push(device).await.unwrap().verdicts[0].1);
    }
    assert_eq!(verdicts.remove(1), rejected(Code::Undecided));
    assert!(matches!(verdicts[7], Verdict::Accepted { .. }));
    assert_eq!(verdicts[11], rejected(Code::TooLarge));
}

#[tokio::test]
async fn who_may_only_create_edits_no_row_by_creating_it_again() {
    let mut fixture = Fixture::new().await;
    let known = Patient::DESCRIPTOR;
    let person = fixture
        .hire(&[Right::PatientsCreate], &[Compartment::Contact])
        .await;
    fixture.device.author = person;
    let own = fake_device::random_id();
    let first = fixture.device.row(known, own, None, &[]);
    // created again by the same writes it stays what it is
    for _ in 0..2 {
        let verdict = fixture.verdict(first.clone()).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
    let before = fixture.row(known, own).await;
    let mut edit = fixture.device.row(known, own, None, &[]);
    edit[0] = first[0].clone();
    assert_eq!(edit[0].state.cell, CREATED);
    assert_eq!(fixture.verdict(edit).await, rejected(Code::MissingRight));
    assert_eq!(fixture.row(known, own).await, before);
}

/// What keeps the words of a version of a note comes with the decision about that version, and complete.
#[tokio::test]
async fn no_user_takes_the_id_of_an_addendum_that_a_decision_will_bring() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let note = fake_device::random_id();
    let device = &mut fixture.device;
    let writes = device.row(Note::DESCRIPTOR, note, Some(patient), &[]);
    let version = writes.last().unwrap().state.clock;
    let verdict = fixture.verdict(writes).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let tenant = TenantId(fixture.clinic.tenant);
    let device = &mut fixture.device;
    let of = |author: Uuid| addendum_id(tenant, note.into(), version, UserId(author)).0;
    let id = of(device.author.id);
    let given = [("note", Value::Uuid(note))];
    let colleague = of(fake_device::random_id());
    let of_colleague = device.row(Addendum::DESCRIPTOR, colleague, Some(patient), &given);
    let addendum = device.row(Addendum::DESCRIPTOR, id, Some(patient), &given);
    let resolves = |device: &mut FakeDevice, note: Uuid, clocks: Vec<u8>| {
        let number = Note::DESCRIPTOR.number.into();
        let id = resolution_id(tenant, number, note, 1, &clocks).0;
        let given = [
            ("entity", Value::Int(number)),
            ("row", Value::Uuid(note)),
            ("cell", Value::Int(1)),
            ("kind", Value::Text("EQUAL".into())),
            ("siblings", Value::Bytes(clocks)),
        ];
        device.row(ConflictResolution::DESCRIPTOR, id, None, &given)
    };
    let clocks = [[0; 12], version.to_array()].concat();
    let decision = resolves(&mut fixture.device, note, clocks);
    let another = resolves(&mut fixture.device, note, vec![0; 24]);
    let alone = addendum.clone();
    let with_another = [addendum.clone(), another].concat();
    let created_alone = [addendum[..1].to_vec(), decision.clone()].concat();
    let of_colleague = [of_colleague, decision.clone()].concat();
    for squat in [alone, with_another, created_alone, of_colleague] {
        assert_eq!(fixture.verdict(squat).await, rejected(Code::BadValue));
    }
    let verdict = fixture.verdict([addendum, decision].concat()).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}
