//! The order to erase a patient: signed by two, and terminal.

use ed25519_dalek::{Signer, SigningKey};
use support::fake_device::Person;
use sync_contract::catalog::{
    Allergy, Erasure, ErasureOrder, ErasureReason, Measurement, PatientLink, Tenant, User, Visit,
    admin_role, erasure_id,
};
use sync_contract::entity::CREATED;
use sync_contract::field::Time;
use sync_contract::ids::{PatientId, TenantId};
use sync_contract::{Compartment, Value};

use super::*;

/// What an attacker may change of an order.
struct Forged<'a> {
    row: Option<Uuid>,
    patient: Uuid,
    signed_patient: Uuid,
    second_signer: Option<Uuid>,
    second: &'a SigningKey,
    first: &'a SigningKey,
    /// How much earlier the second signature was given.
    old_us: i64,
}

impl Fixture {
    async fn order(&mut self, forged: Forged<'_>) -> Verdict {
        let tenant = self.clinic.tenant;
        let author = self.device.author.id;
        let now_us = i64::try_from(fake_device::now_ms()).unwrap() * 1_000;
        let order = ErasureOrder {
            patient: forged.signed_patient,
            reason: ErasureReason::PatientRequest,
            ordered_at: Time(now_us - forged.old_us),
            ordered_by: author,
            second_signer: forged.second_signer,
        };
        let signature = forged.second.sign(&order.signing_input(tenant)).to_bytes();
        let derived = erasure_id(TenantId(tenant), PatientId(forged.patient)).0;
        let signer = forged.second_signer.map_or(Value::Null, Value::Uuid);
        let given = [
            ("erased", Value::Uuid(forged.patient)),
            ("reason", Value::Text(order.reason.as_str().into())),
            ("ordered_at", Value::Time(order.ordered_at.0)),
            ("second_signer", signer),
            ("second_signature", Value::Bytes(signature.to_vec())),
        ];
        let row = forged.row.unwrap_or(derived);
        let writes = self.device.row(Erasure::DESCRIPTOR, row, None, &given);
        self.device.write_admin_signed(writes, forged.first);
        self.push_founder().await.verdicts[0].1
    }

    /// An order that two have signed, accepted.
    pub async fn order_erasure(&mut self, patient: Uuid) {
        let admin = self.device.author.key.clone();
        let recovery = self.clinic.recovery.clone();
        let verdict = self.order(honest(patient, &admin, &recovery)).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }

    async fn count(&self, sql: &str) -> i64 {
        let superuser = self.database.as_superuser().await;
        superuser.query_one(sql, &[]).await.unwrap().get(0)
    }
}

fn honest<'a>(patient: Uuid, first: &'a SigningKey, recovery: &'a SigningKey) -> Forged<'a> {
    Forged {
        row: None,
        patient,
        signed_patient: patient,
        second_signer: None,
        second: recovery,
        first,
        old_us: 0,
    }
}

#[tokio::test]
async fn an_order_that_not_two_have_signed_erases_nothing() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let other = fixture.patient().await;
    let admin = fixture.device.author.key.clone();
    let (root, recovery) = (fixture.clinic.root.clone(), fixture.clinic.recovery.clone());
    let own = fixture.device.author.id;
    let order = |change: fn(&mut Forged<'_>)| {
        let mut order = honest(patient, &admin, &recovery);
        change(&mut order);
        order
    };
    let by_root = Forged {
        second: &root,
        ..order(|_| ())
    };
    let twice = Forged {
        second: &admin,
        second_signer: Some(own),
        ..order(|_| ())
    };
    let alone = Forged {
        second: &admin,
        ..order(|_| ())
    };
    let of_another = Forged {
        signed_patient: other,
        ..order(|_| ())
    };
    let row = Forged {
        row: Some(fake_device::random_id()),
        ..order(|_| ())
    };
    let old = order(|order| order.old_us = 11 * 60 * 1_000_000);
    for (case, forged) in [
        ("the root key", by_root),
        ("the same admin", twice),
        ("the admin for the recovery key", alone),
        ("a replay for another patient", of_another),
        ("under another id", row),
        ("an old one", old),
    ] {
        assert_eq!(
            fixture.order(forged).await,
            rejected(Code::NotSeconded),
            "{case}"
        );
    }
    // in the admin's name, by the root key, which each admin has
    let named = Forged {
        first: &root,
        ..order(|_| ())
    };
    assert_eq!(fixture.order(named).await, rejected(Code::BadSignature));
    assert!(
        !fixture
            .row(Patient::DESCRIPTOR, patient)
            .await
            .cells
            .is_empty()
    );
    assert_eq!(fixture.count("select count(*) from erasures").await, 0);
}

#[tokio::test]
async fn an_erased_patient_is_gone_and_every_later_write_is_purged() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let other = fixture.patient().await;
    let allergy = fake_device::random_id();
    for of in [patient, other] {
        let row = if of == patient {
            allergy
        } else {
            fake_device::random_id()
        };
        let writes = fixture.device.row(Allergy::DESCRIPTOR, row, Some(of), &[]);
        assert!(matches!(
            fixture.verdict(writes).await,
            Verdict::Accepted { .. }
        ));
    }
    let admin = fixture.device.author.key.clone();
    let recovery = fixture.clinic.recovery.clone();
    let verdict = fixture.order(honest(patient, &admin, &recovery)).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert!(
        fixture
            .row(Patient::DESCRIPTOR, patient)
            .await
            .cells
            .is_empty()
    );
    assert!(
        fixture
            .row(Allergy::DESCRIPTOR, allergy)
            .await
            .cells
            .is_empty()
    );
    assert_eq!(fixture.count("select count(*) from allergies").await, 1);
    assert_eq!(fixture.count("select count(*) from patients").await, 1);

    let device = &mut fixture.device;
    let charts = device.row(
        Allergy::DESCRIPTOR,
        fake_device::random_id(),
        Some(patient),
        &[],
    );
    let back = device.row(Patient::DESCRIPTOR, patient, None, &[]);
    let link = [("other", Value::Uuid(patient))];
    let id = fake_device::random_id();
    let given = [&link[..], &[("merge", Value::Uuid(id))]].concat();
    let linked = device.row(PatientLink::DESCRIPTOR, id, Some(other), &given);
    for (case, writes) in [("chart", charts), ("patient", back), ("link", linked)] {
        let verdict = fixture.verdict(writes).await;
        assert_eq!(verdict, rejected(Code::Purged), "{case}");
    }
    // nor is a patient erased twice
    let again = fixture.order(honest(patient, &admin, &recovery)).await;
    assert_eq!(again, rejected(Code::Purged));
    assert_eq!(fixture.count("select count(*) from patients").await, 1);
}

/// The time of an admin's appointment is only the clock of the appointing admin, under the root key.
#[tokio::test]
async fn two_admins_count_as_long_as_the_server_has_known_both() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let mut fixture = Fixture::empty().await;
    let root = fixture.clinic.root.clone();
    let earlier = |mut writes: Vec<CellWrite>, ms: u64| {
        for write in &mut writes {
            write.state.clock.unix_ms -= ms;
        }
        writes
    };
    let setup = fixture.device.queue.remove(0).writes;
    let setup = earlier(setup, 60 * DAY_MS);
    fixture.device.write_admin_signed(setup, &root);
    all_accepted(&fixture.push_founder().await);
    let patient = fixture.patient().await;
    let superuser = fixture.database.as_superuser().await;
    let ended = "update feeds set first_push_ended_at = now()";
    superuser.execute(ended, &[]).await.unwrap();

    // as if a server that was restored had lost them
    let grace = Person::new();
    let admin = admin_role(TenantId(fixture.clinic.tenant)).0;
    let writes = fixture.device.member(&grace, admin, &Compartment::ALL);
    let writes = earlier(writes, 30 * DAY_MS + DAY_MS / 2);
    fixture.device.write_admin_signed(writes, &root);
    let author = fixture.device.author.clone();
    let mut again = FakeDevice::new(fixture.clinic.tenant, 2, author);
    (again.id, again.key) = (fixture.device.id, fixture.device.key.clone());
    fixture.register(&again).await;
    again.queue = std::mem::take(&mut fixture.device.queue);
    all_accepted(&fixture.push(&mut again).await.unwrap());
    let founder = fixture.device.author.key.clone();
    let order = || Forged {
        second_signer: Some(grace.id),
        ..honest(patient, &founder, &grace.key)
    };
    assert_eq!(fixture.order(order()).await, rejected(Code::NotSeconded));
    let ago = "update feeds set first_push_ended_at = now() - interval '40 days';
        update groups set decided_at = now() - interval '50 days';
        update groups set decided_at = now() - interval '31 days'
            where seq = (select max(seq) from user_roles);
        update user_keys set accepted_at = now() - interval '31 days'";
    superuser.batch_execute(ago).await.unwrap();
    let verdict = fixture.order(order()).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

/// An admin gives a colleague other keys, under a clock of a month ago and a number that the device had before, as if a
/// server that was restored had lost them: the server knows since when it has them.
#[tokio::test]
async fn keys_that_were_given_lately_second_no_order_whatever_their_clock() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let mut fixture = Fixture::empty().await;
    let root = fixture.clinic.root.clone();
    let mut grace = Person::new();
    let admin = admin_role(TenantId(fixture.clinic.tenant)).0;
    let mut setup = fixture.device.queue.remove(0).writes;
    setup.extend(fixture.device.member(&grace, admin, &Compartment::ALL));
    for write in &mut setup {
        write.state.clock.unix_ms -= 60 * DAY_MS;
    }
    fixture.device.write_admin_signed(setup, &root);
    all_accepted(&fixture.push_founder().await);
    let patient = fixture.patient().await;
    let superuser = fixture.database.as_superuser().await;
    let ended = "update feeds set first_push_ended_at = now();
        update groups set decided_at = now() - interval '60 days';
        update user_keys set accepted_at = now() - interval '60 days'";
    superuser.batch_execute(ended).await.unwrap();

    grace.key = SigningKey::from_bytes(&rand::random());
    let public = grace.key.verifying_key().to_bytes().to_vec();
    let spec = User::CELL.keys;
    let current = fixture.row(User::DESCRIPTOR, grace.id).await;
    let seen = vec![current.cell(spec.number).unwrap().clock];
    let given = [("signing_key", Value::Bytes(public))];
    let device = &mut fixture.device;
    let mut keys = device.cell(User::DESCRIPTOR, spec, grace.id, None, &given, seen);
    keys.state.clock.unix_ms -= 30 * DAY_MS + DAY_MS / 2;
    let founder = fixture.device.author.key.clone();
    fixture.device.write_admin_signed(vec![keys], &founder);
    let author = fixture.device.author.clone();
    let mut again = FakeDevice::new(fixture.clinic.tenant, 2, author);
    (again.id, again.key) = (fixture.device.id, fixture.device.key.clone());
    fixture.register(&again).await;
    again.queue = std::mem::take(&mut fixture.device.queue);
    all_accepted(&fixture.push(&mut again).await.unwrap());
    let order = || Forged {
        second_signer: Some(grace.id),
        ..honest(patient, &founder, &grace.key)
    };
    assert_eq!(fixture.order(order()).await, rejected(Code::NotSeconded));
    let ago = "update user_keys set accepted_at = now() - interval '31 days';
        update feeds set first_push_ended_at = now() - interval '40 days'";
    superuser.batch_execute(ago).await.unwrap();
    let verdict = fixture.order(order()).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

/// Without a recovery signing key, the root key alone, which each admin has, could replace the keys of any user.
#[tokio::test]
async fn a_clinic_without_the_key_of_its_recovery_key_is_refused() {
    for wrong in [Value::Null, Value::Bytes(vec![7; 31])] {
        let mut fixture = Fixture::empty().await;
        let root = fixture.clinic.root.clone();
        let mut setup = fixture.device.queue.remove(0).writes;
        let field = Tenant::FIELD.recovery_signing_key;
        for write in &mut setup {
            let of_key = |(number, _): &&mut (u16, Value)| {
                (write.entity, write.state.cell, *number)
                    == (Tenant::DESCRIPTOR.number, field.cell.number, field.number)
            };
            if let Some((_, value)) = write.state.clear.iter_mut().find(of_key) {
                *value = wrong.clone();
            }
        }
        fixture.device.write_admin_signed(setup, &root);
        let verdict = fixture.push_founder().await.verdicts[0].1;
        assert!(
            matches!(verdict, Verdict::Rejected(no) if no.code == Code::BadValue),
            "{verdict:?}"
        );
        assert_eq!(fixture.count("select count(*) from tenants").await, 0);
    }
}

/// A server that was restored may have lost the patient, and only then does the order come.
#[tokio::test]
async fn an_order_for_a_patient_who_is_not_there_is_accepted_and_stays() {
    let mut fixture = Fixture::new().await;
    fixture.patient().await;
    let ended = "update feeds set first_push_ended_at = now()";
    let superuser = fixture.database.as_superuser().await;
    superuser.execute(ended, &[]).await.unwrap();
    let admin = fixture.device.author.key.clone();
    let recovery = fixture.clinic.recovery.clone();
    let patient = fake_device::random_id();
    let verdict = fixture.order(honest(patient, &admin, &recovery)).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert_eq!(fixture.count("select count(*) from patients").await, 1);
    // what another device sends again of them comes too late
    let back = fixture.device.row(Patient::DESCRIPTOR, patient, None, &[]);
    assert_eq!(fixture.verdict(back).await, rejected(Code::Purged));
}

/// A group that the database alone refuses has all of its page written one by one.
#[tokio::test]
async fn an_order_is_carried_out_with_a_group_that_the_database_refuses() {
    let mut fixture = Fixture::new().await;
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let visit = fake_device::random_id();
    let provider = [("provider", Value::Uuid(fixture.device.author.id))];
    let writes = fixture
        .device
        .row(Visit::DESCRIPTOR, visit, Some(patient), &provider);
    let verdict = fixture.verdict(writes).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let of_visit = [("visit", Value::Uuid(visit))];
    for patient in [other, patient] {
        let known = Measurement::DESCRIPTOR;
        let id = fake_device::random_id();
        let writes = fixture.device.row(known, id, Some(patient), &of_visit);
        fixture.device.write(writes);
    }
    let admin = fixture.device.author.key.clone();
    let recovery = fixture.clinic.recovery.clone();
    fixture.order(honest(patient, &admin, &recovery)).await;
    assert_eq!(fixture.count("select count(*) from visits").await, 0);
    assert_eq!(fixture.count("select count(*) from patients").await, 1);
}

/// The order for the other patient would not reach it.
#[tokio::test]
async fn a_link_that_does_not_say_to_whom_is_refused() {
    let mut fixture = Fixture::new().await;
    let (patient, other) = (fixture.patient().await, fixture.patient().await);
    let id = fake_device::random_id();
    let given = [("other", Value::Uuid(other)), ("merge", Value::Uuid(id))];
    let link = PatientLink::DESCRIPTOR;
    let complete = fixture.device.row(link, id, Some(patient), &given);
    let mut half = complete.clone();
    half.retain(|write| write.state.cell == CREATED);
    assert_eq!(
        fixture.verdict(half).await,
        rejected(Code::BadValue),
        "without the other patient"
    );
    assert!(fixture.row(link, id).await.cells.is_empty());
    let verdict = fixture.verdict(complete).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
}

#[tokio::test]
async fn no_user_replaces_the_key_by_which_the_recovery_key_signs() {
    let mut fixture = Fixture::new().await;
    let tenant = fixture.clinic.tenant;
    let own = SigningKey::from_bytes(&rand::random());
    let given = [(
        "recovery_signing_key",
        Value::Bytes(own.verifying_key().to_bytes().to_vec()),
    )];
    let current = fixture.row(Tenant::DESCRIPTOR, tenant).await;
    let seen = vec![current.cell(Tenant::CELL.recovery.number).unwrap().clock];
    let (admin, root) = (
        fixture.device.author.key.clone(),
        fixture.clinic.root.clone(),
    );
    for (key, code) in [(admin, Code::NotAdmin), (root, Code::AlreadyWritten)] {
        let spec = Tenant::CELL.recovery;
        let device = &mut fixture.device;
        let write = device.cell(Tenant::DESCRIPTOR, spec, tenant, None, &given, seen.clone());
        device.write_admin_signed(vec![write], &key);
        let verdict = fixture.push_founder().await.verdicts[0].1;
        assert_eq!(verdict, rejected(code));
    }
}
