//! Senders of pushes: devices that join or are refused, users whose rights change meanwhile.

use std::time::Instant;

use ed25519_dalek::{Signer, SigningKey};
use sync_contract::catalog::{Device, FormerKey, Patient, Role, User, UserRole, admin_role};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::messages::Verdict;
use sync_contract::trust::Moment;
use sync_contract::{Clock, Code, Compartment, Right, Value};

use super::*;
use support::fake_device::{Invitation, Person};
use sync_contract::{Group, Wire};
use sync_server::handlers::device_join;
use sync_server::push::received::{ReceivedGroup, ReceivedPush};
use sync_server::push::roster;
use sync_server::push::staff::DECIDING;

impl Fixture {
    /// A device that will join by an invitation, with its number given out.
    async fn invited(&self, invitation: &Invitation) -> FakeDevice {
        let author = self.device.author.clone();
        let mut device = FakeDevice::new(self.clinic.tenant, 2, author);
        device.id = invitation.device(self.clinic.tenant);
        self.register(&device).await;
        device
    }

    async fn joins(&self, device: &FakeDevice, group: &[u8]) -> Result<(), Problem> {
        let mut connection = self.app.database.connection().await.unwrap();
        let transaction = connection.of_tenant(self.clinic.tenant).await.unwrap();
        let caller = Caller {
            tenant: self.clinic.tenant,
            device: device.id,
            device_number: device.number,
        };
        let applied =
            device_join::write_joining_group(&transaction, caller, group, Moment::JOINING).await?;
        applied.only()?;
        transaction.commit().await.unwrap();
        Ok(())
    }
}

fn clocks(row: &RowState) -> Vec<Clock> {
    row.cells.iter().map(|cell| cell.clock).collect()
}

#[tokio::test]
async fn a_clinic_made_offline_pushes_its_creation_and_its_work_in_one_page() {
    let mut fixture = Fixture::empty().await;
    let device = &mut fixture.device;
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let answer = fixture.push_founder().await;
    all_accepted(&answer);
    assert_eq!(answer.head.seq, 2);
}

#[tokio::test]
async fn what_follows_a_rejected_creation_waits_for_a_better_one() {
    let mut fixture = Fixture::empty().await;
    let device = &mut fixture.device;
    // signed by another clinic's root key
    let setup = device.queue.remove(0).writes;
    device.write_admin_signed(setup, &ed25519_dalek::SigningKey::from_bytes(&[9; 32]));
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let answer = fixture.push_founder().await;
    assert!(matches!(answer.verdicts[0].1, Verdict::Rejected { .. }));
    assert!(matches!(answer.verdicts[1].1, Verdict::Deferred { .. }));
    assert_eq!(answer.head.seq, 0);
}

#[tokio::test]
async fn a_device_joins_once_by_the_key_of_a_code_that_an_admin_endorsed() {
    let fixture = Fixture::new().await;
    let (invitation, _) = fixture.clinic.invite();
    let mut second = fixture.invited(&invitation).await;

    let mut forged = fixture.clinic.invite().0;
    forged.endorsed = [7; 64];
    let group = second.join(&forged).group;
    assert_eq!(
        code(fixture.joins(&second, &group).await),
        Code::BadSignature
    );
    let mut late = fixture.clinic.invite().0;
    late.until_us = 1_000_000;
    let public = late.key.verifying_key().to_bytes();
    let until = sync_contract::field::Time(late.until_us);
    let input = sync_contract::catalog::enrolment_input(fixture.clinic.tenant, &public, until);
    late.endorsed = ed25519_dalek::Signer::sign(&fixture.clinic.founder.key, &input).to_bytes();
    let group = second.join(&late).group;
    assert_eq!(code(fixture.joins(&second, &group).await), Code::NotAdmin);

    let group = second.join(&invitation).group;
    fixture.joins(&second, &group).await.unwrap();
    fixture.joins(&second, &group).await.unwrap();
    let row = fixture.row(Device::DESCRIPTOR, second.id).await;
    assert_eq!(row.cells.len(), 3);

    // the code's owner cannot write the row of a device that is there
    let group = second.join(&invitation).group;
    assert_eq!(
        code(fixture.joins(&second, &group).await),
        Code::BadSignature
    );
    let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(writes);
    all_accepted(&fixture.push(&mut second).await.unwrap());
}

#[tokio::test]
async fn the_key_of_a_code_signs_its_own_device_and_nothing_that_a_queue_brings() {
    let fixture = Fixture::new().await;
    let (used, _) = fixture.clinic.invite();
    let mut second = fixture.invited(&used).await;
    let group = second.join(&used).group;
    fixture.joins(&second, &group).await.unwrap();

    // a code that was never used, in the queue of a device that is there
    let (other, _) = fixture.clinic.invite();
    let mut phantom = FakeDevice::new(fixture.clinic.tenant, 2, fixture.device.author.clone());
    let group = phantom.join(&other).group;
    second.queue.push(Group::from_bytes(&group).unwrap());
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));

    // a code that was used, for the row of another device
    let group = phantom.join_as(fake_device::random_id(), &used).group;
    assert_eq!(
        code(fixture.joins(&phantom, &group).await),
        Code::BadSignature
    );
}

#[tokio::test]
async fn what_a_revoked_device_still_brings_waits_for_a_review() {
    let mut fixture = Fixture::new().await;
    let (invitation, _) = fixture.clinic.invite();
    let mut second = fixture.invited(&invitation).await;
    let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(writes);
    let waiting = std::mem::take(&mut second.queue);
    let group = second.join(&invitation).group;
    fixture.joins(&second, &group).await.unwrap();
    second.queue = waiting;

    let revocation = Device::CELL.revocation;
    let row = fixture.row(Device::DESCRIPTOR, second.id).await;
    let current = row.cells.iter().find(|cell| cell.cell == revocation.number);
    let revoked = fixture.device.cell(
        Device::DESCRIPTOR,
        revocation,
        second.id,
        None,
        &[("revoked_at", Value::Time(1_700_000_000_000_000))],
        vec![current.unwrap().clock],
    );
    let verdict = fixture.verdict_admin_signed(vec![revoked]).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let patient = second.queue[0].writes[0].row;
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, Verdict::InReview);
    let row = fixture.row(Patient::DESCRIPTOR, patient).await;
    assert!(row.cells.is_empty());
}

/// Has another key sign the group that was queued last.
fn sign_group(device: &mut FakeDevice, key: &SigningKey) {
    let group = device.queue.last_mut().unwrap();
    group.signature = key.sign(&group.signing_input()).to_bytes();
}

#[tokio::test]
async fn an_unknown_author_is_admitted_only_while_there_is_no_admin() {
    let mut fixture = Fixture::new().await;
    let root = fixture.clinic.root.clone();
    let admin = admin_role(TenantId(fixture.clinic.tenant)).0;
    let ghost = Person::new();
    let device = &mut fixture.device;
    let founder = std::mem::replace(&mut device.author, ghost.clone());
    let writes = device.member(&ghost, admin, &Compartment::ALL);
    device.write_admin_signed(writes, &root);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
    // an admin makes another one
    fixture.device.author = founder;
    let writes = fixture.device.member(&ghost, admin, &Compartment::ALL);
    fixture.device.write_admin_signed(writes, &root);
    all_accepted(&fixture.push_founder().await);
}

#[tokio::test]
async fn the_recovery_key_gives_a_user_new_keys_and_nothing_else_does() {
    let mut fixture = Fixture::new().await;
    let keys = User::CELL.keys;
    let founder = fixture.device.author.clone();
    let current = fixture.row(User::DESCRIPTOR, founder.id).await;
    let base = current.cells.iter().find(|cell| cell.cell == keys.number);
    let base = vec![base.unwrap().clock];
    let afresh = Person {
        id: founder.id,
        ..Person::new()
    };
    let signing_key = Value::Bytes(afresh.key.verifying_key().to_bytes().to_vec());
    let given = [("signing_key", signing_key)];
    fixture.device.author = afresh.clone();
    let stranger = Person::new().key;
    let (root, recovery) = (fixture.clinic.root.clone(), fixture.clinic.recovery.clone());
    // the keys of the cell and of the group: present and former admins have the root key
    for (key, of_group, expected) in [
        (&afresh.key, &afresh.key, false),
        (&stranger, &afresh.key, false),
        (&root, &afresh.key, false),
        (&root, &root, false),
        (&afresh.key, &recovery, false),
        (&root, &recovery, true),
    ] {
        let device = &mut fixture.device;
        let cell = device.cell(
            User::DESCRIPTOR,
            keys,
            founder.id,
            None,
            &given,
            base.clone(),
        );
        device.write_admin_signed(vec![cell], key);
        sign_group(device, of_group);
        let answer = fixture.push_founder().await;
        let accepted = matches!(answer.verdicts[0].1, Verdict::Accepted { .. });
        assert_eq!(accepted, expected, "{:?}", answer.verdicts);
    }
    let writes = fixture
        .device
        .row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    fixture.device.write(writes);
    let answer = fixture.push_founder().await;
    assert!(
        matches!(answer.verdicts[0].1, Verdict::Accepted { .. }),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_queue_that_was_signed_before_its_author_took_new_keys_still_arrives() {
    for (until_us, expected) in [(i64::MAX, true), (0, false)] {
        let mut fixture = Fixture::new().await;
        let clerk = fixture
            .hire(
                &[Right::PatientsCreate, Right::PatientsUpdate],
                &[Compartment::Contact],
            )
            .await;
        let mut second = FakeDevice::new(fixture.clinic.tenant, 2, clerk.clone());
        fixture.register(&second).await;
        let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
        second.write(writes);

        let mut former = Vec::new();
        let former_key = FormerKey {
            signing_key: clerk.key.verifying_key().to_bytes(),
            until: Time(until_us),
        };
        former_key.push_onto(&mut former);
        let afresh = Person::new().key.verifying_key().to_bytes().to_vec();
        let current = clocks(&fixture.row(User::DESCRIPTOR, clerk.id).await);
        let cells = [
            (User::CELL.keys, ("signing_key", Value::Bytes(afresh))),
            (User::CELL.former, ("former_keys", Value::Bytes(former))),
        ];
        let cells = cells.map(|(spec, given)| {
            let base = current.clone();
            let device = &mut fixture.device;
            device.cell(User::DESCRIPTOR, spec, clerk.id, None, &[given], base)
        });
        let root = fixture.clinic.root.clone();
        fixture.device.write_admin_signed(cells.into(), &root);
        let answer = fixture.push_founder().await;
        assert!(
            matches!(answer.verdicts[0].1, Verdict::Accepted { .. }),
            "{answer:?}"
        );
        let answer = fixture.push(&mut second).await.unwrap();
        let accepted = matches!(answer.verdicts[0].1, Verdict::Accepted { .. });
        assert_eq!(accepted, expected, "{answer:?}");
    }
}

#[tokio::test]
async fn a_right_that_was_taken_away_through_another_server_counts_at_once() {
    let mut fixture = Fixture::new().await;
    let clerk = fixture
        .hire(
            &[Right::PatientsCreate, Right::PatientsUpdate],
            &[Compartment::Contact],
        )
        .await;
    let mut second = FakeDevice::new(fixture.clinic.tenant, 2, clerk.clone());
    fixture.register(&second).await;
    let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(writes);
    all_accepted(&fixture.push(&mut second).await.unwrap());

    let client = fixture.database.as_superuser().await;
    let membership = "select id from user_roles where \"user\" = $1";
    let membership = client.query_one(membership, &[&clerk.id]).await.unwrap();
    let membership: Uuid = membership.get(0);
    let seen = clocks(&fixture.row(UserRole::DESCRIPTOR, membership).await);
    let ends = fixture.device.cell(
        UserRole::DESCRIPTOR,
        UserRole::DESCRIPTOR.cell(DELETION).unwrap(),
        membership,
        None,
        &[("deleted_at", Value::Time(1_700_000_000_000_000))],
        seen,
    );
    // a user keeps one role
    let (role, id) = (fake_device::random_id(), fake_device::random_id());
    let device = &mut fixture.device;
    let mut writes = device.role(role, "Other", &[], &[]);
    let [user, of] = [("user", clerk.id), ("role", role)].map(|(name, id)| (name, Value::Uuid(id)));
    writes.extend(device.row(UserRole::DESCRIPTOR, id, None, &[user, of]));
    writes.push(ends);
    let other = sync_server::Database::open(&fixture.database.app_url(), 2).await;
    let here = std::mem::replace(&mut fixture.app, App::new(other.unwrap()));
    let verdict = fixture.verdict_admin_signed(writes).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");

    fixture.app = here;
    let writes = second.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    second.write(writes);
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::MissingRight));
}

/// A role under a clock of the device's own making.
fn role_at(device: &mut FakeDevice, key: &ed25519_dalek::SigningKey, ms: i64) -> Uuid {
    let role = fake_device::random_id();
    let mut writes = device.role(role, "Dated", &[], &[]);
    for write in &mut writes {
        let clock = &mut write.state.clock;
        clock.unix_ms = clock.unix_ms.saturating_add_signed(ms);
    }
    device.write_admin_signed(writes, key);
    role
}

#[tokio::test]
async fn what_a_clinic_brings_is_taken_whatever_its_clocks() {
    const HOUR_MS: i64 = 3_600_000;
    let mut fixture = Fixture::new().await;
    let key = fixture.clinic.root.clone();
    let ahead = role_at(&mut fixture.device, &key, 9_000 * HOUR_MS);
    role_at(&mut fixture.device, &key, -9_000 * HOUR_MS);
    all_accepted(&fixture.push_founder().await);

    let client = fixture.database.as_superuser().await;
    let ended =
        "update feeds set first_push_ended_at = now(), joined_at = now() - interval '1 minute'";
    client.batch_execute(ended).await.unwrap();
    role_at(&mut fixture.device, &key, 9_000 * HOUR_MS);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::ClockTooFar));
    role_at(&mut fixture.device, &key, -9_000 * HOUR_MS);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::ClockTooFar));

    // what ran ahead is replaced by the millisecond after it
    let stored = fixture.row(Role::DESCRIPTOR, ahead).await;
    let edits = |device: &mut FakeDevice, after_ms: u64| {
        let spec = Role::DESCRIPTOR.cells.iter().find(|cell| cell.number == 1);
        let base = stored.cells.iter().filter(|cell| cell.cell == 1);
        let base = base.map(|cell| cell.clock).collect();
        let known = Role::DESCRIPTOR;
        let mut write = device.cell(known, spec.unwrap(), ahead, None, &[], base);
        write.state.clock.unix_ms += after_ms;
        device.write_admin_signed(vec![write], &key);
    };
    edits(&mut fixture.device, 5);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::ClockTooFar));
    edits(&mut fixture.device, 0);
    all_accepted(&fixture.push_founder().await);
}

#[tokio::test]
async fn what_a_restored_server_lost_comes_again_under_its_own_clocks() {
    let mut fixture = Fixture::new().await;
    let key = fixture.clinic.root.clone();
    let client = fixture.database.as_superuser().await;
    let ended =
        "update feeds set first_push_ended_at = now(), joined_at = now() - interval '1 year'";
    client.batch_execute(ended).await.unwrap();
    role_at(&mut fixture.device, &key, -3_600_000);
    let group = fixture.device.queue[0].clone();
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::ClockTooFar));
    // older than what any device keeps
    role_at(&mut fixture.device, &key, -32 * 24 * 3_600_000);
    let too_old = fixture.device.queue.remove(0);
    // the device has taken another number since
    let author = fixture.device.author.clone();
    let mut again = FakeDevice::new(fixture.clinic.tenant, 2, author);
    (again.id, again.key) = (fixture.device.id, fixture.device.key.clone());
    fixture.register(&again).await;
    again.queue.push(group);
    all_accepted(&fixture.push(&mut again).await.unwrap());
    again.queue.push(too_old);
    let answer = fixture.push(&mut again).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::ClockTooFar));
}

impl Fixture {
    /// So many more users, each a member of a role.
    async fn add_members(&mut self, role: Uuid, users: usize) {
        let root = self.clinic.root.clone();
        for _ in 0..users.div_ceil(50) {
            let device = &mut self.device;
            let people = (0..50).map(|_| Person::new());
            let writes =
                people.flat_map(|person| device.member(&person, role, &[Compartment::Contact]));
            let writes: Vec<CellWrite> = writes.collect();
            for writes in writes.chunks(400) {
                self.device.write_admin_signed(writes.to_vec(), &root);
                all_accepted(&self.push_founder().await);
            }
        }
    }

    /// How many rows of the staff the server reads for a push.
    async fn staff_rows(&self, push: &sync_contract::messages::Push) -> usize {
        let caller = Caller {
            tenant: self.clinic.tenant,
            device: self.device.id,
            device_number: self.device.number,
        };
        let groups = ReceivedGroup::read_page(&push.groups).unwrap();
        let received = ReceivedPush::page(caller, push, groups, Instant::now());
        let mut connection = self.app.database.connection().await.unwrap();
        let transaction = connection.of_tenant(self.clinic.tenant).await.unwrap();
        let read = roster::read_for(&transaction, &received, None).await;
        let staff = read.unwrap().0.staff;
        DECIDING.map(|of| staff.rows_of(of).count()).iter().sum()
    }
}

/// The law of the server: what a push costs grows with its bytes, whatever the rows hold.
#[tokio::test]
async fn what_a_push_reads_of_the_staff_is_what_it_names() {
    let mut fixture = Fixture::new().await;
    let role = fake_device::random_id();
    let root = fixture.clinic.root.clone();
    let writes = fixture
        .device
        .role(role, "Narrow", &[], &[Compartment::Contact]);
    fixture.device.write_admin_signed(writes, &root);
    all_accepted(&fixture.push_founder().await);
    fixture.add_members(role, 50).await;
    // a new user with a role, another name of that role, and a patient
    let founder = fixture.device.author.key.clone();
    let device = &mut fixture.device;
    let member = device.member(&Person::new(), role, &[Compartment::Contact]);
    let other_role = device.role(fake_device::random_id(), "Other", &[], &[]);
    let patient = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    let mut pushes = Vec::new();
    for (writes, is_signed) in [(member, true), (other_role, true), (patient, false)] {
        match is_signed {
            true => fixture.device.write_admin_signed(writes, &founder),
            false => fixture.device.write(writes),
        };
        pushes.push(fixture.device.next_push().unwrap().unwrap());
        fixture.device.queue.clear();
    }
    let mut few = Vec::new();
    for push in &pushes {
        few.push(fixture.staff_rows(push).await);
    }
    fixture.add_members(role, 250).await;
    for (push, few) in pushes.iter().zip(few) {
        let many = fixture.staff_rows(push).await;
        assert_eq!(many, few);
        assert!(few < 20, "{few} rows");
    }
}
