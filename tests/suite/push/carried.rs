//! Carried groups: an admin sends another admin's cells again, as after a restoration of the server.

use sync_contract::catalog::{FormerKey, User, UserRole, admin_role};
use sync_contract::entity::DELETION;
use sync_contract::field::Time;
use sync_contract::ids::TenantId;
use sync_contract::{CellState, Clock, Right, Value};

use super::*;

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// A number that is no device's of these.
const OTHER_DEVICE: u32 = 9;

impl Fixture {
    /// Sends cells of another device, signed by the root key.
    async fn carried(
        &mut self,
        mut writes: Vec<CellWrite>,
        change: impl Fn(&mut CellState),
    ) -> Verdict {
        for write in &mut writes {
            write.state.clock.device = OTHER_DEVICE;
            change(&mut write.state);
        }
        let root = self.clinic.root.clone();
        self.device.write_admin_signed(writes, &root);
        self.push_founder().await.verdicts[0].1
    }
}

/// Every admin has the root key. With it an admin can neither write in another admin's name nor end that admin's
/// appointment before their last signed write, which would become void.
#[tokio::test]
async fn no_admin_speaks_for_another_by_the_root_key() {
    let mut fixture = Fixture::new().await;
    let root = fixture.clinic.root.clone();
    let admin = admin_role(TenantId(fixture.clinic.tenant)).0;
    let zoe = Person::new();
    let mut member = fixture.device.member(&zoe, admin, &Compartment::ALL);
    for write in &mut member {
        write.state.clock.unix_ms -= 2 * HOUR_MS;
    }
    let role = UserRole::DESCRIPTOR.number;
    let membership = member
        .iter()
        .find(|write| write.entity == role)
        .unwrap()
        .row;
    fixture.device.write_admin_signed(member, &root);
    all_accepted(&fixture.push_founder().await);
    let client = fixture.database.as_superuser().await;
    let ended =
        "update feeds set first_push_ended_at = now(), joined_at = now() - interval '1 minute'";
    client.batch_execute(ended).await.unwrap();

    // what zoe signs
    let founder = std::mem::replace(&mut fixture.device.author, zoe.clone());
    let hired = fixture
        .device
        .role(fake_device::random_id(), "Hired", &[], &[]);
    let verdict = fixture.verdict_admin_signed(hired).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    fixture.device.author = founder;

    let in_her_name = fixture
        .device
        .role(fake_device::random_id(), "Hers", &[], &[]);
    let verdict = fixture
        .carried(in_her_name, |state| state.author = zoe.id)
        .await;
    assert_eq!(verdict, rejected(Code::MissingRight));

    let spec = UserRole::DESCRIPTOR
        .cells
        .iter()
        .find(|cell| cell.number == DELETION);
    let known = fixture.row(UserRole::DESCRIPTOR, membership).await;
    let base: Vec<Clock> = known.cells.iter().map(|cell| cell.clock).collect();
    let end = |device: &mut FakeDevice| {
        let given = [("deleted_at", Value::Time(0))];
        vec![device.cell(
            UserRole::DESCRIPTOR,
            spec.unwrap(),
            membership,
            None,
            &given,
            base.clone(),
        )]
    };
    let earlier = end(&mut fixture.device);
    let verdict = fixture
        .carried(earlier, |state| state.clock.unix_ms -= HOUR_MS)
        .await;
    assert_eq!(verdict, rejected(Code::ClockTooFar));
    let now = end(&mut fixture.device);
    let verdict = fixture.carried(now, |_| ()).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

/// Carried cells have old times, at which a leaked and since replaced key was in force.
#[tokio::test]
async fn no_key_that_an_admin_has_replaced_carries_anything() {
    let mut fixture = Fixture::new().await;
    let root = fixture.clinic.root.clone();
    let admin = admin_role(TenantId(fixture.clinic.tenant)).0;
    let zoe = Person::new();
    let mut member = fixture.device.member(&zoe, admin, &Compartment::ALL);
    for write in &mut member {
        write.state.clock.unix_ms -= 2 * HOUR_MS;
    }
    fixture.device.write_admin_signed(member, &root);
    all_accepted(&fixture.push_founder().await);
    let nurse = fixture.hire(&[], &[Compartment::Contact]).await;
    let client = fixture.database.as_superuser().await;
    let ended =
        "update feeds set first_push_ended_at = now(), joined_at = now() - interval '1 minute'";
    client.batch_execute(ended).await.unwrap();

    let mut former = Vec::new();
    let until_ms = fake_device::now_ms() - HOUR_MS / 2;
    let former_key = FormerKey {
        signing_key: zoe.key.verifying_key().to_bytes(),
        until: Time(i64::try_from(until_ms).unwrap() * 1_000),
    };
    former_key.push_onto(&mut former);
    let newest = Person::new().key.verifying_key().to_bytes().to_vec();
    let known = fixture.row(User::DESCRIPTOR, zoe.id).await;
    let base: Vec<Clock> = known.cells.iter().map(|cell| cell.clock).collect();
    let keys = [
        (User::CELL.keys, ("signing_key", Value::Bytes(newest))),
        (User::CELL.former, ("former_keys", Value::Bytes(former))),
    ];
    let keys = keys.map(|(spec, given)| {
        let (device, base) = (&mut fixture.device, base.clone());
        device.cell(User::DESCRIPTOR, spec, zoe.id, None, &[given], base)
    });
    fixture.device.write_admin_signed(keys.into(), &root);
    all_accepted(&fixture.push_founder().await);

    // an attacker with that key makes a role with every right, and the nurse its member
    let mut thief = FakeDevice::new(fixture.clinic.tenant, 2, zoe.clone());
    fixture.register(&thief).await;
    let role = fake_device::random_id();
    let mut writes = thief.role(role, "Hers", Right::ALL, &[Compartment::Contact]);
    let member = thief.member(&nurse, role, &[Compartment::Contact]);
    let is_user = |write: &CellWrite| write.entity == User::DESCRIPTOR.number;
    writes.extend(member.into_iter().filter(|write| !is_user(write)));
    for write in &mut writes {
        write.state.clock.device = OTHER_DEVICE;
        write.state.clock.unix_ms -= HOUR_MS;
    }
    thief.write_admin_signed(writes, &zoe.key);
    let answer = fixture.push(&mut thief).await.unwrap();
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
}
