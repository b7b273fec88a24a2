//! What an admin sends again for another one, as after a restoration of the server.

use sync_contract::catalog::{UserRole, admin_role};
use sync_contract::entity::DELETION;
use sync_contract::ids::TenantId;
use sync_contract::{CellState, Clock, Value};

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

/// Every admin has the root key. It writes in no colleague's name, and ends no appointment before what the colleague
/// has signed: all of that would be void.
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
