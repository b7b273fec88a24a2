//! Unsent groups of a user who was deactivated meanwhile: the user has no rights left, and another user reviews the
//! groups.

use sync_contract::catalog::{LinkKind, Patient, PatientLink, User};
use sync_contract::entity::Entity;
use sync_contract::{Clock, Compartment, Group, Right, Value};
use sync_server::handlers::review_decide;

use super::reviewed::{decision, tagged_anew};
use super::*;

impl Fixture {
    pub(super) async fn deactivation(&mut self, user: Uuid) -> CellWrite {
        let is_active = User::FIELD.is_active.number;
        let has_it = |spec: &&sync_contract::CellSpec| {
            let mut fields = spec.fields.iter();
            fields.any(|field| field.number == is_active)
        };
        let spec = User::DESCRIPTOR.cells.iter().find(has_it).unwrap();
        let row = self.row(User::DESCRIPTOR, user).await;
        let cell = row.cells.iter().find(|cell| cell.cell == spec.number);
        let base: Vec<Clock> = vec![cell.unwrap().clock];
        let given = [("is_active", Value::Bool(false))];
        self.device
            .cell(User::DESCRIPTOR, spec, user, None, &given, base)
    }

    pub(super) async fn deactivate(&mut self, user: Uuid) {
        let write = self.deactivation(user).await;
        let verdict = self.verdict_admin_signed(vec![write]).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
}

/// The two rows of a merge, as one group in the queue of a device.
fn merge(device: &mut FakeDevice, from: Uuid, into: Uuid) -> Group {
    let merge = fake_device::random_id();
    let mut writes = Vec::new();
    for (row, patient, kind, other) in [
        (merge, from, LinkKind::MergedInto, into),
        (fake_device::random_id(), into, LinkKind::TookIn, from),
    ] {
        let given = [
            ("merge", Value::Uuid(merge)),
            ("kind", Value::Text(kind.as_str().into())),
            ("other", Value::Uuid(other)),
        ];
        writes.extend(device.row(PatientLink::DESCRIPTOR, row, Some(patient), &given));
    }
    device.write(writes);
    device.queue.last().unwrap().clone()
}

#[tokio::test]
async fn a_merge_that_a_deactivated_user_left_waits_for_a_colleague() {
    let mut fixture = Fixture::new().await;
    let founder = fixture.device.author.clone();
    let [from, into] = [fixture.patient().await, fixture.patient().await];
    let rights = [Right::PatientsMerge, Right::PatientsCreate];
    let clerk = fixture.hire(&rights, &[Compartment::Contact]).await;
    let mut second = fixture.second_device().await;
    second.author = clerk.clone();
    let left = merge(&mut second, from, into);
    // a colleague at the same computer is not held up
    second.author = founder.clone();
    let own = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(own);
    fixture.deactivate(clerk.id).await;

    let answer = fixture.push(&mut second).await.unwrap();
    let verdicts: Vec<Verdict> = answer
        .verdicts
        .iter()
        .map(|(_, verdict)| *verdict)
        .collect();
    assert!(
        matches!(verdicts[..], [Verdict::InReview, Verdict::Accepted { .. }]),
        "{verdicts:?}"
    );
    let link = left.writes[0].row;
    assert!(
        fixture
            .row(PatientLink::DESCRIPTOR, link)
            .await
            .cells
            .is_empty()
    );

    fixture.join_founder().await;
    let caller = Caller {
        tenant: fixture.clinic.tenant,
        device: Uuid::nil(),
        device_number: 1,
    };
    let call = decision(&left, Some(&tagged_anew(&left)), &founder);
    let decided = review_decide::handle(&fixture.app, caller, call).await;
    let verdict = decided.unwrap().verdict;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let row = fixture.row(PatientLink::DESCRIPTOR, link).await;
    assert!(row.cells.iter().all(|cell| cell.author == clerk.id) && !row.cells.is_empty());
    // the device that still has it learns the decision
    second.queue.push(left);
    let again = fixture.push(&mut second).await.unwrap();
    assert!(
        matches!(again.verdicts[0].1, Verdict::Duplicate { .. }),
        "{again:?}"
    );
}

/// No sealed bytes of an erased patient are left on the server, so a reviewer cannot get them.
#[tokio::test]
async fn what_a_deactivated_user_left_of_an_erased_patient_is_refused() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let rights = [Right::PatientsUpdate];
    let clerk = fixture.hire(&rights, &[Compartment::Contact]).await;
    let mut second = fixture.second_device().await;
    second.author = clerk.clone();
    for patient in [patient, other] {
        let (known, spec) = (Patient::DESCRIPTOR, Patient::CELL.contact);
        let write = second.cell(known, spec, patient, None, &[], vec![]);
        second.write(vec![write]);
    }
    fixture.deactivate(clerk.id).await;
    fixture.order_erasure(patient).await;
    let answer = fixture.push(&mut second).await.unwrap();
    let verdicts: Vec<Verdict> = answer.verdicts.iter().map(|of| of.1).collect();
    assert_eq!(verdicts, [rejected(Code::Purged), Verdict::InReview]);
    // and that held before the order, sent once more
    fixture.order_erasure(other).await;
    let superuser = fixture.database.as_superuser().await;
    let sql = "select count(*) from review_groups where bytes is not null";
    let waiting: i64 = superuser.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(waiting, 0);
    let (known, spec) = (Patient::DESCRIPTOR, Patient::CELL.contact);
    let write = second.cell(known, spec, other, None, &[], vec![]);
    second.write(vec![write]);
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::Purged));
}

/// A group that another user signed in their name does not count as theirs.
#[tokio::test]
async fn what_a_deactivated_user_did_not_sign_is_rejected_at_once() {
    let mut fixture = Fixture::new().await;
    let clerk = fixture
        .hire(&[Right::PatientsCreate], &[Compartment::Contact])
        .await;
    let mut second = fixture.second_device().await;
    second.author = Person {
        id: clerk.id,
        ..Person::new()
    };
    let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(writes);
    fixture.deactivate(clerk.id).await;
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
}

/// Work that is newer than the backup from which a server was restored, sent again under the device's next number.
#[tokio::test]
async fn what_a_restored_server_lost_of_a_deactivated_user_is_reviewed() {
    let mut fixture = Fixture::new().await;
    let rights = [Right::PatientsCreate];
    let clerk = fixture.hire(&rights, &[Compartment::Contact]).await;
    let mut before = FakeDevice::new(fixture.clinic.tenant, 2, clerk.clone());
    fixture.register(&before).await;
    let patient = fake_device::random_id();
    let writes = before.row(Patient::DESCRIPTOR, patient, None, &[]);
    before.write(writes);
    let lost = before.queue.remove(0);
    fixture.deactivate(clerk.id).await;

    let mut again = FakeDevice::new(fixture.clinic.tenant, 3, clerk);
    (again.id, again.key) = (before.id, before.key.clone());
    fixture.register(&again).await;
    for _ in 0..2 {
        again.queue.push(lost.clone());
        let answer = fixture.push(&mut again).await.unwrap();
        assert_eq!(answer.verdicts[0].1, Verdict::InReview);
    }
    let row = fixture.row(Patient::DESCRIPTOR, patient).await;
    assert!(row.cells.is_empty());

    fixture.join_founder().await;
    let caller = Caller {
        tenant: fixture.clinic.tenant,
        device: Uuid::nil(),
        device_number: 1,
    };
    let founder = fixture.clinic.founder.clone();
    let call = decision(&lost, Some(&tagged_anew(&lost)), &founder);
    let decided = review_decide::handle(&fixture.app, caller, call).await;
    let verdict = decided.unwrap().verdict;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let row = fixture.row(Patient::DESCRIPTOR, patient).await;
    assert!(!row.cells.is_empty());
}
