//! Groups of a revoked device that were signed by an unknown key of their author.

use super::*;

impl Revoked {
    /// Sends a patient that this key signed in the name of the device's user.
    async fn push_signed_by(&mut self, key: &Person) -> (Group, Vec<Verdict>) {
        let device = &mut self.device;
        let own = std::mem::replace(&mut device.author.key, key.key.clone());
        let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
        device.write(writes);
        device.author.key = own;
        let group = device.queue.last().unwrap().clone();
        (group, self.push().await)
    }

    /// An admin gives a user these keys in the place of the present ones.
    pub(super) async fn replace_keys(&mut self, user: &Person, new: &Person, until: Time) {
        let current = self.fixture.row(User::DESCRIPTOR, user.id).await;
        let mut former = Vec::new();
        let signing_key = user.key.verifying_key().to_bytes();
        FormerKey { signing_key, until }.push_onto(&mut former);
        let key = new.key.verifying_key().to_bytes().to_vec();
        let given = [
            ("signing_key", Value::Bytes(key)),
            ("former_keys", Value::Bytes(former)),
        ];
        let device = &mut self.fixture.device;
        let mut writes = Vec::new();
        for spec in [User::CELL.keys, User::CELL.former] {
            let base = current.cell(spec.number).map(|cell| cell.clock);
            let base = base.into_iter().collect();
            writes.push(device.cell(User::DESCRIPTOR, spec, user.id, None, &given, base));
        }
        let root = self.fixture.clinic.root.clone();
        device.write_admin_signed(writes, &root);
        all_accepted(&self.fixture.push_founder().await);
    }
}

/// A server that was restored from an older backup lacks the keys that an admin gave since: the device that has them
/// sends them again, and nothing of a revoked device is lost until then.
#[tokio::test]
async fn what_a_key_signed_that_comes_later_waits_and_is_reviewed_then() {
    let mut revoked = Revoked::new().await;
    let founder = revoked.fixture.clinic.founder.clone();
    let new = Person {
        id: founder.id,
        ..Person::new()
    };
    let (group, verdicts) = revoked.push_signed_by(&new).await;
    assert!(
        matches!(
            verdicts[..],
            [Verdict::Deferred {
                code: Code::BadSignature,
                ..
            }]
        ),
        "{verdicts:?}"
    );
    revoked.replace_keys(&founder, &new, Time(1_000_000)).await;
    revoked.device.queue = vec![group];
    assert_eq!(revoked.push().await, [Verdict::InReview]);
    // so is what its author signed with the key that was replaced
    revoked.device.queue.clear();
    let (_, verdicts) = revoked.push_signed_by(&founder).await;
    assert_eq!(verdicts, [Verdict::InReview]);
}

#[tokio::test]
async fn what_no_review_could_admit_is_rejected() {
    let mut revoked = Revoked::new().await;
    let mut foreign = FakeDevice::new(revoked.sent.tenant, 7, revoked.device.author.clone());
    let writes = foreign.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    foreign.write(writes);
    revoked.device.queue = foreign.queue;
    assert_eq!(revoked.push().await, [rejected(Code::OutOfScope)]);
    // nor what is sealed again
    let device = &mut revoked.device;
    let mut writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    writes[1].state.generation = 1;
    device.write(writes);
    assert_eq!(revoked.push().await, [rejected(Code::Malformed)]);
}
