//! Groups of a revoked device are held, and admitted or rejected by the signed decision of a user.

use ed25519_dalek::Signer;
use sync_contract::catalog::{FormerKey, Patient, Role, User, Visit};
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::messages::Push;
use sync_contract::review::{ReviewDecide, ReviewFetch, ReviewList};
use sync_contract::trust::Moment;
use sync_contract::{CellState, Clock, Code, Compartment, Group, Right, Value, Wire};
use sync_server::handlers::{device_join, review_decide, review_fetch, review_list};

use super::*;

mod unknown_keys;

/// A clinic whose second device was revoked, and the patient that it had not sent.
struct Revoked {
    fixture: Fixture,
    device: FakeDevice,
    patient: Uuid,
    sent: Group,
}

impl Revoked {
    async fn new() -> Revoked {
        let fixture = Fixture::new().await;
        let mut device = fixture.second_device().await;
        let patient = fake_device::random_id();
        let writes = device.row(Patient::DESCRIPTOR, patient, None, &[]);
        device.write(writes);
        let sent = device.queue[0].clone();
        let mut revoked = Revoked {
            fixture,
            device,
            patient,
            sent,
        };
        revoked
            .run("update device_state set revoked_at = now() where device_number = 2")
            .await;
        revoked.fixture.join_founder().await;
        assert_eq!(revoked.push().await, [Verdict::InReview]);
        revoked
    }

    async fn run(&self, sql: &str) {
        let database = self.fixture.database.as_superuser().await;
        database.batch_execute(sql).await.unwrap();
    }

    async fn push(&mut self) -> Vec<Verdict> {
        let answer = self.fixture.push(&mut self.device).await.unwrap();
        answer
            .verdicts
            .into_iter()
            .map(|(_, verdict)| verdict)
            .collect()
    }

    fn founder(&self) -> Caller {
        Caller {
            tenant: self.fixture.clinic.tenant,
            device: Uuid::nil(),
            device_number: 1,
        }
    }

    async fn decide(&self, call: ReviewDecide) -> Result<Verdict, Code> {
        let decided = review_decide::handle(&self.fixture.app, self.founder(), call).await;
        decided
            .map(|answer| answer.verdict)
            .map_err(|problem| problem.code())
    }

    fn founder_decides(&self, admitted: Option<&Group>) -> ReviewDecide {
        decision(&self.sent, admitted, &self.fixture.clinic.founder)
    }

    async fn cells(&self) -> Vec<CellState> {
        self.fixture
            .row(Patient::DESCRIPTOR, self.patient)
            .await
            .cells
    }
}

impl Fixture {
    /// Joins the founder to the first device, as a sign-in there does.
    pub(super) async fn join_founder(&self) {
        let join = "insert into device_users select tenant_id, 1, $1, now() from feeds";
        let database = self.database.as_superuser().await;
        database
            .execute(join, &[&self.clinic.founder.id])
            .await
            .unwrap();
    }
}

/// The decision on a held group, signed by a user.
pub(super) fn decision(sent: &Group, admitted: Option<&Group>, by: &Person) -> ReviewDecide {
    let mut call = ReviewDecide {
        group: sent.id,
        by: by.id,
        admitted: admitted.map(Wire::to_bytes),
        signature: [0; 64],
    };
    let input = call.signing_input(sent.tenant, &fake_device::sha256(&sent.to_bytes()));
    call.signature = by.key.sign(&input).to_bytes();
    call
}

pub(super) fn tagged_anew(sent: &Group) -> Group {
    let mut admitted = sent.clone();
    for write in &mut admitted.writes {
        (write.state.tag, write.state.secret_version) = ([9; 16], 2);
    }
    admitted
}

#[tokio::test]
async fn a_group_in_review_is_listed_once_and_is_no_row_of_the_clinic() {
    let mut revoked = Revoked::new().await;
    assert!(revoked.cells().await.is_empty());
    // sent again on another page, after the answer was lost
    revoked.device.queue.push(revoked.sent.clone());
    assert_eq!(revoked.push().await, [Verdict::InReview]);
    let (app, founder) = (&revoked.fixture.app.clone(), revoked.founder());
    let listed = review_list::handle(&app.database, founder, ReviewList { after: 0 }).await;
    let listed = listed.unwrap();
    let ids: Vec<Uuid> = listed.groups.iter().map(|sent| sent.id).collect();
    assert_eq!((ids, listed.is_last), (vec![revoked.sent.id], true));
    assert_eq!(listed.groups[0].device_number, 2);
    assert_eq!(listed.groups[0].rows[0].row, revoked.patient);
    let group = revoked.sent.id;
    let fetched = review_fetch::handle(&app.database, founder, ReviewFetch { group }).await;
    assert_eq!(fetched.unwrap().group, revoked.sent.to_bytes());
    // the same id with other bytes
    let mut forged = revoked.sent.clone();
    forged.writes.pop();
    revoked.device.queue.push(forged);
    assert_eq!(revoked.push().await, [rejected(Code::ForkDetected)]);
}

/// The computer was copied before it was revoked: groups from the copy are held, too.
#[tokio::test]
async fn what_a_copy_of_a_revoked_device_wrote_waits_for_a_review() {
    let mut revoked = Revoked::new().await;
    let writes = revoked
        .device
        .row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    revoked.device.write(writes);
    let of_copy = revoked.device.queue.pop().unwrap();
    let caller = Caller {
        device_number: 2,
        ..revoked.founder()
    };
    let page = |groups: Vec<Vec<u8>>| Push {
        number: 1,
        previous: [0; 32],
        cursor: None,
        groups,
    };
    let app = revoked.fixture.app.clone();
    let push = async |page: Push| {
        let handled = async || {
            sync_server::handlers::push::handle(&app, Sender::Known(caller), page.clone()).await
        };
        let mut sent = handled().await;
        // a slow machine cannot tell that the last push ended before this one arrived, and asks for it again
        for _ in 0..10 {
            if matches!(sent, Err(Problem::Refused(Code::Busy))) {
                sent = handled().await;
            }
        }
        let verdicts = sent.unwrap().verdicts;
        verdicts
            .into_iter()
            .map(|(_, verdict)| verdict)
            .collect::<Vec<_>>()
    };
    // another first page than that which the server knows
    let both = page(vec![of_copy.to_bytes(), revoked.sent.to_bytes()]);
    assert_eq!(push(both.clone()).await, [Verdict::InReview; 2]);
    assert_eq!(push(both).await, [Verdict::InReview; 2]);
    // a page far ahead, and one with other bytes under an id: that one alone is refused
    let ahead = |groups| Push {
        number: 9,
        previous: [7; 32],
        ..page(groups)
    };
    let known = vec![revoked.sent.to_bytes()];
    assert_eq!(push(ahead(known)).await, [Verdict::InReview]);
    let mut forged = of_copy.clone();
    forged.writes.pop();
    let pair = vec![forged.to_bytes(), revoked.sent.to_bytes()];
    assert_eq!(
        push(ahead(pair)).await,
        [rejected(Code::ForkDetected), Verdict::InReview]
    );
    let list = ReviewList { after: 0 };
    let listed = review_list::handle(&app.database, revoked.founder(), list).await;
    let ids: Vec<Uuid> = listed.unwrap().groups.iter().map(|sent| sent.id).collect();
    assert_eq!(ids, [revoked.sent.id, of_copy.id]);
    // and the device itself goes on where it was
    let writes = revoked
        .device
        .row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    revoked.device.write(writes);
    assert_eq!(revoked.push().await, [Verdict::InReview]);
}

#[tokio::test]
async fn what_is_above_the_budget_of_a_device_waits_there_in_its_order() {
    let mut revoked = Revoked::new().await;
    let full = "insert into review_groups
        select tenant_id, gen_random_uuid(), 1000, group_hash, device_number, author, rows,
            convert_to(repeat('x', 16777216 - 2000), 'UTF8'), now(), 'waiting'
        from review_groups";
    revoked.run(full).await;
    let device = &mut revoked.device;
    for cells in [20, 1] {
        let mut writes = Vec::new();
        for _ in 0..cells {
            writes.extend(device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]));
        }
        device.write(writes);
    }
    for verdict in revoked.push().await {
        assert!(
            matches!(
                verdict,
                Verdict::Deferred {
                    code: Code::Busy,
                    ..
                }
            ),
            "{verdict:?}"
        );
    }
    let reject = revoked.founder_decides(None);
    revoked.decide(reject).await.unwrap();
    revoked
        .run("delete from review_groups where number = 1000")
        .await;
    assert_eq!(revoked.push().await, [Verdict::InReview; 2]);
}

#[tokio::test]
async fn an_admitted_group_is_merged_under_its_author_with_new_tags() {
    let mut revoked = Revoked::new().await;
    let admitted = tagged_anew(&revoked.sent);
    let admit = revoked.founder_decides(Some(&admitted));
    let verdict = revoked.decide(admit.clone()).await.unwrap();
    let Verdict::Accepted { seq } = verdict else {
        panic!("{verdict:?}");
    };
    let cells = revoked.cells().await;
    let written: Vec<CellState> = admitted.writes.iter().map(|w| w.state.clone()).collect();
    assert_eq!(cells, written);
    // a repeated decision has no further effect
    assert_eq!(revoked.decide(admit).await, Ok(Verdict::Duplicate { seq }));
    let reject = revoked.founder_decides(None);
    assert_eq!(revoked.decide(reject).await, Err(Code::AlreadyWritten));
    assert_eq!(revoked.cells().await, cells);
    revoked.device.queue.push(revoked.sent.clone());
    assert_eq!(revoked.push().await, [Verdict::Duplicate { seq }]);
}

#[tokio::test]
async fn a_rejected_group_never_comes_in_on_any_way() {
    let mut revoked = Revoked::new().await;
    let reject = revoked.founder_decides(None);
    let withdrawn = rejected(Code::Withdrawn);
    for _ in 0..2 {
        assert_eq!(revoked.decide(reject.clone()).await, Ok(withdrawn));
    }
    let admit = revoked.founder_decides(Some(&tagged_anew(&revoked.sent)));
    assert_eq!(revoked.decide(admit).await, Err(Code::Withdrawn));
    revoked.device.queue.push(revoked.sent.clone());
    assert_eq!(revoked.push().await, [withdrawn]);
    // nor from a device that is trusted again
    revoked
        .run("update device_state set revoked_at = null")
        .await;
    for _ in 0..2 {
        revoked.device.queue.push(revoked.sent.clone());
        assert_eq!(revoked.push().await, [withdrawn]);
    }
    assert!(revoked.cells().await.is_empty());
}

#[tokio::test]
async fn what_builds_on_a_group_in_review_waits_with_it() {
    let mut revoked = Revoked::new().await;
    // the device is reinstated before a user has decided
    revoked
        .run("update device_state set revoked_at = null")
        .await;
    let (patient, device) = (revoked.patient, &mut revoked.device);
    let contact = Patient::CELL.contact;
    let seen = revoked.sent.writes.iter();
    let seen = seen.filter(|write| write.state.cell == contact.number);
    let base = seen.map(|write| write.state.clock).collect();
    let edit = device.cell(Patient::DESCRIPTOR, contact, patient, None, &[], base);
    device.queue = vec![revoked.sent.clone()];
    device.write(vec![edit]);
    let of_patient = [("patient", Value::Uuid(patient))];
    let id = fake_device::random_id();
    let visit = device.row(Visit::DESCRIPTOR, id, Some(patient), &of_patient);
    device.write(visit);
    let other = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(other);
    let sent = device.queue.clone();
    let verdicts = revoked.push().await;
    assert_eq!(verdicts[..3], [Verdict::InReview; 3]);
    assert!(
        matches!(verdicts[3], Verdict::Accepted { .. }),
        "{verdicts:?}"
    );
    assert!(revoked.cells().await.is_empty());
    // a user decides about each; sent again, they get the decided verdicts, and their dependents are no longer held
    let founder = &revoked.fixture.clinic.founder;
    for group in &sent[..2] {
        let admit = decision(group, Some(&tagged_anew(group)), founder);
        let verdict = revoked.decide(admit).await.unwrap();
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
    let reject = decision(&sent[2], None, founder);
    revoked.decide(reject).await.unwrap();
    revoked.device.queue = sent;
    let verdicts = revoked.push().await;
    let duplicate = |verdict: &Verdict| matches!(verdict, Verdict::Duplicate { .. });
    assert!(verdicts[..2].iter().all(duplicate), "{verdicts:?}");
    assert_eq!(verdicts[2], rejected(Code::Withdrawn));
    assert!(duplicate(&verdicts[3]), "{verdicts:?}");
}

/// A group of a device under the id of another one.
fn under_id(device: &mut FakeDevice, writes: Vec<CellWrite>, id: Uuid) -> Group {
    device.write(writes);
    let mut group = device.queue.pop().unwrap();
    group.id = id;
    group.signature = device.author.key.sign(&group.signing_input()).to_bytes();
    group
}

#[tokio::test]
async fn no_other_group_takes_the_id_of_one_in_review() {
    for is_admitted in [true, false] {
        let mut revoked = Revoked::new().await;
        let (sent, other) = (revoked.sent.clone(), fake_device::random_id());
        let fixture = &mut revoked.fixture;
        let device = &mut fixture.device;
        let patient = device.row(Patient::DESCRIPTOR, other, None, &[]);
        let role = device.role(other, "Extra", &[Right::SyncRun], &[]);
        device.write_admin_signed(role, &fixture.clinic.root);
        let role = device.queue.pop().unwrap().writes;
        let forged = [patient, role].map(|writes| under_id(device, writes, sent.id));
        // the group itself is held, whichever device sends it
        let forked = rejected(Code::ForkDetected);
        let [patient, role] = forged.map(|group| (group, forked));
        for (group, verdict) in [patient, role, (sent.clone(), Verdict::InReview)] {
            fixture.device.queue = vec![group];
            assert_eq!(fixture.push_founder().await.verdicts[0].1, verdict);
        }
        let taken = fixture.row(Patient::DESCRIPTOR, other).await;
        assert!(taken.cells.is_empty());
        let admitted = tagged_anew(&sent);
        let decision = revoked.founder_decides(is_admitted.then_some(&admitted));
        let verdict = revoked.decide(decision).await.unwrap();
        match is_admitted {
            true => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
            false => assert_eq!(verdict, rejected(Code::Withdrawn)),
        }
        assert_eq!(revoked.cells().await.is_empty(), !is_admitted);
    }
}

#[tokio::test]
async fn a_device_joins_under_no_id_of_a_group_in_review() {
    let revoked = Revoked::new().await;
    let (clinic, app) = (&revoked.fixture.clinic, &revoked.fixture.app);
    let mut joining = FakeDevice::new(clinic.tenant, 3, clinic.founder.clone());
    revoked.fixture.register(&joining).await;
    let row = joining.own_row(&[]);
    joining.write_admin_signed(row, &clinic.root);
    let row = joining.queue.pop().unwrap().writes;
    let group = under_id(&mut joining, row, revoked.sent.id).to_bytes();
    let caller = Caller {
        device_number: 3,
        ..revoked.founder()
    };
    let mut connection = app.database.connection().await.unwrap();
    let transaction = connection.of_tenant(clinic.tenant).await.unwrap();
    let outcome =
        device_join::write_joining_group(&transaction, caller, &group, Moment::JOINING).await;
    assert_eq!(code(outcome.unwrap().only()), Code::ForkDetected);
}

#[tokio::test]
async fn a_review_whose_id_was_taken_can_be_rejected() {
    let mut revoked = Revoked::new().await;
    let sent = revoked.sent.clone();
    revoked
        .run("create table aside as select * from review_groups; delete from review_groups")
        .await;
    let other = fake_device::random_id();
    let device = &mut revoked.fixture.device;
    let patient = device.row(Patient::DESCRIPTOR, other, None, &[]);
    device.queue = vec![under_id(device, patient, sent.id)];
    all_accepted(&revoked.fixture.push_founder().await);
    revoked
        .run("insert into review_groups select * from aside")
        .await;
    let reject = revoked.founder_decides(None);
    for _ in 0..2 {
        let decided = revoked.decide(reject.clone()).await;
        assert_eq!(decided, Ok(rejected(Code::Withdrawn)));
    }
    // what was accepted under it stays, and these bytes never come in
    let stored = revoked.fixture.row(Patient::DESCRIPTOR, other).await;
    assert!(!stored.cells.is_empty());
    revoked.device.queue.push(sent);
    assert_eq!(revoked.push().await, [rejected(Code::ForkDetected)]);
}

#[tokio::test]
async fn nothing_but_the_tags_may_come_from_the_user_who_admits() {
    let revoked = Revoked::new().await;
    let changes: [fn(&mut Group); 6] = [
        |group| group.writes[1].state.sealed.as_mut().unwrap()[30] ^= 1,
        |group| group.writes[1].state.clock.unix_ms += 1,
        |group| group.writes[1].state.author = fake_device::random_id(),
        |group| group.author = fake_device::random_id(),
        |group| drop(group.writes.pop()),
        |group| group.writes[1].base.push(Clock::default()),
    ];
    for change in changes {
        let mut changed = tagged_anew(&revoked.sent);
        change(&mut changed);
        let admit = revoked.founder_decides(Some(&changed));
        assert_eq!(revoked.decide(admit).await, Err(Code::BadSignature));
    }
    // signed for other bytes, by another person, and for another decision
    let admitted = tagged_anew(&revoked.sent);
    let mut other = revoked.sent.clone();
    other.signature = [1; 64];
    let founder = &revoked.fixture.clinic.founder;
    let stranger = Person {
        id: founder.id,
        ..Person::new()
    };
    let mut reject = revoked.founder_decides(Some(&admitted));
    reject.admitted = None;
    for forged in [
        decision(&other, Some(&admitted), founder),
        decision(&revoked.sent, Some(&admitted), &stranger),
        decision(&revoked.sent, Some(&admitted), &Person::new()),
        reject,
    ] {
        assert_eq!(revoked.decide(forged).await, Err(Code::BadSignature));
    }
    let mut unknown = revoked.founder_decides(None);
    unknown.group = fake_device::random_id();
    assert_eq!(revoked.decide(unknown).await, Err(Code::NotFound));
    assert!(revoked.cells().await.is_empty());
}

#[tokio::test]
async fn admitting_takes_the_rights_and_compartments_of_every_write() {
    let mut revoked = Revoked::new().await;
    let all = [Right::ConflictsResolve, Right::PatientsCreate];
    let fixture = &mut revoked.fixture;
    let cannot_write = fixture.hire(&all[..1], &[Compartment::Contact]).await;
    let cannot_open = fixture.hire(&all, &[Compartment::Billing]).await;
    let may = fixture.hire(&all, &[Compartment::Contact]).await;
    let admitted = tagged_anew(&revoked.sent);
    for (person, code) in [
        (&cannot_write, Code::MissingRight),
        (&cannot_open, Code::OutOfScope),
    ] {
        let admit = decision(&revoked.sent, Some(&admitted), person);
        let verdict = revoked.decide(admit).await.unwrap();
        assert!(
            matches!(verdict, Verdict::Rejected(rejection) if rejection.code == code),
            "{verdict:?}"
        );
        let reject = decision(&revoked.sent, None, person);
        assert_eq!(revoked.decide(reject).await, Err(code));
    }
    assert!(revoked.cells().await.is_empty());
    let admit = decision(&revoked.sent, Some(&admitted), &may);
    let verdict = revoked.decide(admit).await.unwrap();
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

#[tokio::test]
async fn changes_in_review_are_shown_to_devices_of_those_who_decide_alone() {
    let mut revoked = Revoked::new().await;
    revoked.run("delete from device_users").await;
    let (database, founder) = (revoked.fixture.app.database.clone(), revoked.founder());
    let list = async || review_list::handle(&database, founder, ReviewList { after: 0 }).await;
    assert_eq!(code(list().await), Code::MissingRight);
    let group = revoked.sent.id;
    let fetch = async || review_fetch::handle(&database, founder, ReviewFetch { group }).await;
    assert_eq!(code(fetch().await), Code::MissingRight);
    // a reviewer without the compartment sees that the group exists, and gets no bytes of it
    let billing = [Compartment::Billing];
    let rights = [Right::ConflictsResolve];
    let person = revoked.fixture.hire(&rights, &billing).await;
    let join = "insert into device_users select tenant_id, 1, $1, now() from feeds";
    let superuser = revoked.fixture.database.as_superuser().await;
    superuser.execute(join, &[&person.id]).await.unwrap();
    assert_eq!(list().await.unwrap().groups.len(), 1);
    let visit = revoked.device.row(
        Visit::DESCRIPTOR,
        fake_device::random_id(),
        Some(revoked.patient),
        &[("patient", Value::Uuid(revoked.patient))],
    );
    let group = revoked.device.write(visit);
    assert_eq!(revoked.push().await, [Verdict::InReview]);
    let fetched = review_fetch::handle(&database, founder, ReviewFetch { group }).await;
    assert_eq!(code(fetched), Code::OutOfScope);
}

#[tokio::test]
async fn admin_signed_groups_are_reviewed_and_never_admitted() {
    let mut revoked = Revoked::new().await;
    let device = &mut revoked.device;
    let role = device.role(fake_device::random_id(), "Extra", &[Right::SyncRun], &[]);
    let root = revoked.fixture.clinic.root.clone();
    device.write_admin_signed(role, &root);
    let sent = device.queue[0].clone();
    assert_eq!(revoked.push().await, [Verdict::InReview]);
    let founder = &revoked.fixture.clinic.founder;
    let admit = decision(&sent, Some(&tagged_anew(&sent)), founder);
    let verdict = revoked.decide(admit).await.unwrap();
    assert!(
        matches!(verdict, Verdict::Rejected(rejection) if rejection.code == Code::NotAdmin),
        "{verdict:?}"
    );
    let row = sent.writes[0].row;
    assert!(
        revoked
            .fixture
            .row(Role::DESCRIPTOR, row)
            .await
            .cells
            .is_empty()
    );
    let reject = decision(&sent, None, founder);
    assert_eq!(revoked.decide(reject).await, Ok(rejected(Code::Withdrawn)));
}

#[tokio::test]
async fn what_a_key_signed_that_was_replaced_meanwhile_is_reviewed() {
    let mut revoked = Revoked::new().await;
    let founder = revoked.fixture.clinic.founder.clone();
    let new = Person {
        id: founder.id,
        ..Person::new()
    };
    revoked.replace_keys(&founder, &new, Time(1_000_000)).await;
    let admit = decision(&revoked.sent, Some(&tagged_anew(&revoked.sent)), &new);
    let accepted = revoked.decide(admit).await;
    assert!(
        matches!(accepted, Ok(Verdict::Accepted { .. })),
        "{accepted:?}"
    );
    assert!(!revoked.cells().await.is_empty());
}
