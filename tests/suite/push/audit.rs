use ed25519_dalek::{Signer, SigningKey};
use sync_contract::messages::{AuditAnswer, AuditEntry, AuditPush, ENDORSED_FORM, SessionOpening};
use sync_contract::{Code, Wire, erased_body};

use super::*;

/// The next entry of a device's chain, and the chain's hash after it.
fn entry(device: &FakeDevice, number: u64, previous: [u8; 32]) -> (AuditEntry, [u8; 32]) {
    let entry = AuditEntry {
        device_number: device.number,
        number,
        previous,
        at_us: 1_700_000_000_000_000,
        user: Some(device.author.id),
        session: 1,
        facility: None,
        action: "read".into(),
        resource: "patient".into(),
        resource_id: Some(fake_device::random_id()),
        patient: None,
        outcome: "done".into(),
        severity: "info".into(),
        retention_until_us: 1_900_000_000_000_000,
        sealed: vec![3; 60],
        signature: [0; 64],
    };
    seal(device, entry)
}

fn seal(device: &FakeDevice, mut entry: AuditEntry) -> (AuditEntry, [u8; 32]) {
    let hash = entry.chain_hash();
    let input = entry.signing_input();
    entry.signature = device.key.sign(&input).to_bytes();
    (entry, hash)
}

impl Fixture {
    async fn send(&self, entries: &[AuditEntry]) -> Result<AuditAnswer, Problem> {
        let caller = Caller {
            tenant: self.clinic.tenant,
            device: self.device.id,
            device_number: self.device.number,
        };
        let entries = entries.iter().map(Wire::to_bytes).collect();
        sync_server::handlers::audit_push::handle(&self.app, caller, AuditPush { entries }).await
    }
}

#[tokio::test]
async fn a_chain_is_stored_as_sent_and_its_end_is_returned() {
    let fixture = Fixture::empty().await;
    let device = &fixture.device;
    let (first, after_first) = entry(device, 1, [0; 32]);
    let (second, after_second) = entry(device, 2, after_first);
    assert_eq!(fixture.send(&[]).await.unwrap().number, 0);
    let answer = fixture.send(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!((answer.number, answer.hash), (1, after_first));
    for _ in 0..2 {
        let answer = fixture
            .send(&[first.clone(), second.clone()])
            .await
            .unwrap();
        assert_eq!((answer.number, answer.hash), (2, after_second));
    }
    let stored = "select count(*) from audit_entries where sealed = $1";
    let client = fixture.database.as_superuser().await;
    let stored: i64 = client
        .query_one(stored, &[&vec![3_u8; 60]])
        .await
        .unwrap()
        .get(0);
    assert_eq!(stored, 2);
}

/// With one connection for all, an entry is taken only where the one that read the chain was given back by then.
#[tokio::test]
async fn signatures_of_a_log_are_verified_without_a_connection() {
    let mut fixture = Fixture::new().await;
    let only = sync_server::Database::open(&fixture.database.app_url(), 1).await;
    fixture.app = App::new(only.unwrap());
    let (first, after_first) = entry(&fixture.device, 1, [0; 32]);
    let sent = fixture.send(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!((sent.number, sent.hash), (1, after_first));
    // nor does a refused signature keep it
    let (mut forged, _) = entry(&fixture.device, 2, after_first);
    forged.signature[0] ^= 1;
    let refused = fixture.send(&[first.clone(), forged]).await;
    assert_eq!(code(refused), Code::BadSignature);
    let (second, after_second) = entry(&fixture.device, 2, after_first);
    let sent = fixture.send(&[first, second]).await.unwrap();
    assert_eq!((sent.number, sent.hash), (2, after_second));
}

#[tokio::test]
async fn no_body_is_taken_without_the_order_that_erased_it() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let cut = |about: Option<Uuid>, device: &FakeDevice| {
        let (mut entry, _) = entry(device, 1, [0; 32]);
        entry.patient = about;
        entry.sealed = erased_body::erase(&entry.sealed);
        seal(device, entry).0
    };
    for about in [None, Some(patient)] {
        let refused = fixture.send(&[cut(about, &fixture.device)]).await;
        assert_eq!(code(refused), Code::BadSignature, "{about:?}");
    }
    fixture.order_erasure(patient).await;
    let refused = fixture.send(&[cut(None, &fixture.device)]).await;
    assert_eq!(code(refused), Code::BadSignature);
    let taken = fixture.send(&[cut(Some(patient), &fixture.device)]).await;
    assert_eq!(taken.unwrap().number, 1);
}

#[tokio::test]
async fn an_entry_that_was_edited_removed_reordered_or_forged_breaks_the_chain() {
    let fixture = Fixture::empty().await;
    let device = &fixture.device;
    let (first, after_first) = entry(device, 1, [0; 32]);
    let (second, after_second) = entry(device, 2, after_first);
    let (third, _) = entry(device, 3, after_second);
    fixture.send(std::slice::from_ref(&first)).await.unwrap();

    let removed = fixture.send(std::slice::from_ref(&third)).await;
    assert_eq!(code(removed), Code::ForkDetected);
    let reordered = fixture.send(&[third, second.clone()]).await;
    assert_eq!(code(reordered), Code::ForkDetected);
    let (other_first, _) = entry(device, 1, [0; 32]);
    assert_eq!(code(fixture.send(&[other_first]).await), Code::ForkDetected);
    let mut edited = second.clone();
    edited.action = "export".into();
    assert_eq!(code(fixture.send(&[edited]).await), Code::BadSignature);
    let mut of_another = second.clone();
    of_another.device_number = 9;
    assert_eq!(code(fixture.send(&[of_another]).await), Code::OutOfScope);
    assert_eq!(fixture.send(&[second]).await.unwrap().number, 2);
}

/// The entry that opens a session in the author's name, signed by this key.
fn opening(device: &FakeDevice, key: &SigningKey) -> AuditEntry {
    let (mut entry, _) = entry(device, 1, [0; 32]);
    let session_key = vec![2; 90];
    let opening = SessionOpening {
        tenant: device.tenant,
        device_number: device.number,
        session: entry.session,
        user: device.author.id,
        at_us: entry.at_us,
        key_hash: fake_device::sha256(&session_key),
    };
    let signature = key.sign(&opening.signing_input()).to_bytes();
    entry.sealed = [&[ENDORSED_FORM], signature.as_slice(), &session_key].concat();
    seal(device, entry).0
}

#[tokio::test]
async fn no_device_claims_a_session_that_its_user_did_not_open() {
    let fixture = Fixture::new().await;
    let device = &fixture.device;
    let forged = opening(device, &SigningKey::from_bytes(&[9; 32]));
    assert_eq!(code(fixture.send(&[forged]).await), Code::BadSignature);
    // another user's good signature under this session's number is none either
    let mut moved = opening(device, &device.author.key);
    moved.session = 2;
    let (moved, _) = seal(device, moved);
    assert_eq!(code(fixture.send(&[moved]).await), Code::BadSignature);
    let honest = opening(device, &device.author.key);
    assert_eq!(fixture.send(&[honest]).await.unwrap().number, 1);
}

#[tokio::test]
async fn the_audit_log_of_a_revoked_device_uses_no_budget_up() {
    let fixture = Fixture::new().await;
    let client = fixture.database.as_superuser().await;
    let revoke = "update device_state set revoked_at = now()";
    client.batch_execute(revoke).await.unwrap();
    let (mut number, mut previous) = (0, [0; 32]);
    let mut sent_mib = 0;
    // a page of a MiB at a time, for as long as any of it is taken
    while sent_mib < 40 {
        let mut next = entry(&fixture.device, number + 1, previous).0;
        next.sealed = vec![3; 1 << 20];
        let (next, hash) = seal(&fixture.device, next);
        let answer = fixture.send(&[next]).await.unwrap();
        if answer.number == number {
            break;
        }
        (number, previous) = (number + 1, hash);
        sent_mib += 1;
    }
    assert_eq!(sent_mib, 15);
    let stored = "select stored_bytes, revoked_audit_bytes from device_state";
    let stored = client.query_one(stored, &[]).await.unwrap();
    assert!(stored.get::<_, i64>(0) < 17 << 20);
    assert!(stored.get::<_, i64>(1) > 15 << 20);
    let trusted = "update device_state set revoked_at = null";
    client.batch_execute(trusted).await.unwrap();
    let (next, hash) = entry(&fixture.device, number + 1, previous);
    let answer = fixture.send(&[next]).await.unwrap();
    assert_eq!((answer.number, answer.hash), (number + 1, hash));
}
