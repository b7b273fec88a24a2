//! Devices that may join, and those that are refused.

use super::*;
use sync_client::Error;
use sync_contract::Code;
use sync_contract::catalog::{Appointment, Device, Note, User};
use sync_contract::messages::*;
use sync_contract::protocol::{Bearer, Replica};
use sync_contract::review::{ReviewDecide, ReviewFetch, ReviewList};

fn refused<T>(code: Code) -> Result<T, Error> {
    Err(Error::Refused(code))
}

#[tokio::test]
async fn a_clinic_code_creates_one_clinic_and_repeating_the_call_is_harmless() {
    let database = Database::migrated().await;
    let server = TestServer::start(&database);
    let protocol = over_http(&server);
    let (fake_clinic, device) = FakeClinic::new();
    let code = clinic_code(&database).await;
    let created = fake_clinic.create_clinic(&device, &code);
    let wrong = fake_clinic.create_clinic(&device, "no such code");
    assert_eq!(
        protocol.create_clinic(None, wrong).await,
        refused(Code::CodeUnknown)
    );
    let mut forged = created.clone();
    forged.root_public_key = [3; 32];
    assert_eq!(
        protocol.create_clinic(None, forged).await,
        refused(Code::BadSignature)
    );
    protocol.create_clinic(None, created.clone()).await.unwrap();
    protocol.create_clinic(None, created.clone()).await.unwrap();
    let (other, its_device) = FakeClinic::new();
    let late = other.create_clinic(&its_device, &code);
    assert_eq!(
        protocol.create_clinic(None, late).await,
        refused(Code::CodeUsed)
    );
    let again = fake_clinic.create_clinic(&device, &clinic_code(&database).await);
    assert_eq!(
        protocol.create_clinic(None, again).await,
        refused(Code::AlreadyConnected)
    );
    let ended = clinic_code(&database).await;
    let owner = database.as_owner().await;
    let age =
        "update clinic_codes set expires_at = now() - interval '1 hour' where used_at is null";
    owner.batch_execute(age).await.unwrap();
    let late = other.create_clinic(&its_device, &ended);
    assert_eq!(
        protocol.create_clinic(None, late).await,
        refused(Code::CodeExpired)
    );
}

#[tokio::test]
async fn a_second_device_joins_by_a_code_and_bootstraps_at_the_first_sign_in() {
    let clinic = Clinic::connected().await;
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sync(&second).await;
    {
        let device = second.lock().unwrap();
        assert_eq!(device.count(User::DESCRIPTOR), 1);
        assert_eq!(device.count(Device::DESCRIPTOR), 2);
        assert_eq!(device.count(Patient::DESCRIPTOR), 0, "nobody has signed in");
    }
    let compartments = clinic.sign_in(&second).await;
    assert_eq!(compartments, [1, 2, 3, 4, 5, 6]);
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
    assert!(other.rows.contains_key(&(20, patient)));
    assert_eq!(one.rows, other.rows);
}

#[tokio::test]
async fn a_code_works_once_for_its_own_number_and_ends() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let (invitation, create) = clinic.fake_clinic.invite();
    let engine = clinic.engine(&clinic.founders);
    engine.enrol_create(create.clone()).await.unwrap();
    engine.enrol_create(create).await.unwrap();
    let find = EnrolFind {
        find: invitation.find,
    };
    let reply = protocol.enrol_find(None, find.clone()).await.unwrap();
    assert_eq!(
        reply,
        protocol.enrol_find(None, find.clone()).await.unwrap()
    );
    let device = |number| {
        FakeDevice::new(
            clinic.fake_clinic.tenant,
            number,
            clinic.fake_clinic.founder.clone(),
        )
    };
    let stranger = device(reply.device_number + 7).join(&invitation);
    assert_eq!(
        protocol.device_join(None, stranger).await,
        refused(Code::NotFound)
    );
    let mut second = device(reply.device_number);
    let join = second.join(&invitation);
    protocol.device_join(None, join.clone()).await.unwrap();
    protocol.device_join(None, join).await.unwrap();
    let third = device(reply.device_number).join(&invitation);
    assert_eq!(
        protocol.device_join(None, third).await,
        refused(Code::AlreadyConnected)
    );
    assert_eq!(
        protocol.enrol_find(None, find).await,
        refused(Code::CodeUsed)
    );
    let nothing = EnrolFind { find: [1; 32] };
    assert_eq!(
        protocol.enrol_find(None, nothing).await,
        refused(Code::CodeUnknown)
    );

    let (ended, create) = clinic.fake_clinic.invite();
    engine.enrol_create(create).await.unwrap();
    let database = clinic.database.as_superuser().await;
    let age = "update enrolments set expires_at = now() - interval '1 second'";
    database.batch_execute(age).await.unwrap();
    let find = EnrolFind { find: ended.find };
    assert_eq!(
        protocol.enrol_find(None, find).await,
        refused(Code::CodeExpired)
    );
    let late = device(reply.device_number + 1).join(&ended);
    assert_eq!(
        protocol.device_join(None, late).await,
        refused(Code::CodeExpired)
    );
}

#[tokio::test]
async fn a_clinic_has_a_hundred_unused_invitations_an_hour() {
    let clinic = Clinic::connected().await;
    let engine = clinic.engine(&clinic.founders);
    for _ in 0..100 {
        let (_, create) = clinic.fake_clinic.invite();
        engine.enrol_create(create).await.unwrap();
    }
    let (_, create) = clinic.fake_clinic.invite();
    let one_more = engine.enrol_create(create.clone()).await;
    assert_eq!(one_more, Err(Error::Refused(Code::Busy)));
    let database = clinic.database.as_superuser().await;
    let age = "update enrolments set created_at = now() - interval '2 hours'";
    database.batch_execute(age).await.unwrap();
    engine.enrol_create(create).await.unwrap();
}

#[tokio::test]
async fn only_an_admins_own_signature_invites() {
    let clinic = Clinic::connected().await;
    let engine = clinic.engine(&clinic.founders);
    let (_, mut forged) = clinic.fake_clinic.invite();
    forged.bundle = b"another".to_vec();
    assert_eq!(
        engine.enrol_create(forged).await,
        Err(Error::Refused(Code::BadSignature))
    );
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let (_, mut create) = clinic.fake_clinic.invite();
    create.admin = hired.id;
    let input = create.signing_input();
    create.signature = ed25519_dalek::Signer::sign(&hired.key, &input).to_bytes();
    assert_eq!(
        engine.enrol_create(create).await,
        Err(Error::Refused(Code::MissingRight))
    );
}

#[tokio::test]
async fn a_token_is_for_who_signed_the_challenge_and_a_challenge_is_for_once() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let tenant = clinic.fake_clinic.tenant;
    let asked = |device_number| Challenge {
        tenant,
        device_number,
    };
    assert_eq!(
        protocol.challenge(None, asked(99)).await,
        refused(Code::NotFound)
    );
    let mut token = support::proof::challenged(&protocol, tenant, 1).await;
    token.signature = clinic.founders.lock().unwrap().sign_token(&token).unwrap();
    let forged = Token {
        signature: [0; 64],
        ..token.clone()
    };
    assert_eq!(
        protocol.token(None, forged).await,
        refused(Code::BadSignature)
    );
    let given = protocol.token(None, token.clone()).await.unwrap();
    assert_eq!(
        protocol.token(None, token).await,
        refused(Code::Unauthenticated)
    );
    let pull = Pull {
        cursor: None,
        bootstrap: None,
        control_position: 0,
        rows_max: 10,
    };
    let bearer = Some(Bearer(given.token));
    protocol.pull(bearer.clone(), pull.clone()).await.unwrap();
    let made_up = Some(Bearer("made up".into()));
    assert_eq!(
        protocol.pull(made_up, pull.clone()).await,
        refused(Code::Unauthenticated)
    );
    assert_eq!(
        protocol.pull(None, pull.clone()).await,
        refused(Code::Unauthenticated)
    );
    let database = clinic.database.as_superuser().await;
    let count = "select count(*) from device_tokens where token_hash = convert_to($1, 'UTF8')";
    let bearer_text = bearer.clone().unwrap().0;
    let count: i64 = database
        .query_one(count, &[&bearer_text])
        .await
        .unwrap()
        .get(0);
    assert_eq!(count, 0);
    let age = "update device_tokens set expires_at = now() - interval '1 second'";
    database.batch_execute(age).await.unwrap();
    assert_eq!(
        protocol.pull(bearer, pull).await,
        refused(Code::Unauthenticated)
    );
}

#[tokio::test]
async fn wrong_secrets_are_slowed_and_sign_no_user_in() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let device = clinic.joined(&hired).await;
    let engine = clinic.engine(&device);
    let right = device.lock().unwrap().sign_in();
    let wrong = SignIn {
        secret: [0; 32],
        ..right.clone()
    };
    for _ in 0..6 {
        let answer = engine.sign_in(wrong.clone()).await;
        assert_eq!(answer, Err(Error::Refused(Code::WrongSecret)));
    }
    while engine.sign_in(wrong.clone()).await != Err(Error::Refused(Code::Busy)) {}
    clinic.lengthen_waits().await;
    let answer = engine.sign_in(right.clone()).await;
    assert_eq!(
        answer,
        Err(Error::Refused(Code::Busy)),
        "even the right one waits"
    );
    let database = clinic.database.as_superuser().await;
    let age = "update sign_in_failures set not_before = now()";
    database.batch_execute(age).await.unwrap();
    assert_eq!(engine.sign_in(right).await.unwrap().compartments, [1]);
    let unknown = SignIn {
        user: random_id(),
        secret: [0; 32],
    };
    assert_eq!(
        engine.sign_in(unknown).await,
        Err(Error::Refused(Code::NotFound))
    );
}

#[tokio::test]
async fn a_front_desk_machine_receives_no_note_sealed_or_not() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let front_desk = clinic.joined(&hired).await;
    clinic.sign_in(&front_desk).await;
    clinic.sync(&front_desk).await;
    let patient = clinic.patient();
    {
        let mut device = clinic.founders.lock().unwrap();
        let note = device.row(Note::DESCRIPTOR, random_id(), Some(patient), &[]);
        device.write(note);
    }
    clinic.sync(&clinic.founders).await;
    clinic.sync(&front_desk).await;
    let device = front_desk.lock().unwrap();
    assert_eq!(device.count(Patient::DESCRIPTOR), 1);
    assert_eq!(device.count(Note::DESCRIPTOR), 0);
    assert_eq!(device.count(Appointment::DESCRIPTOR), 0);
    assert_eq!(clinic.founders.lock().unwrap().count(Note::DESCRIPTOR), 1);
}

#[tokio::test]
async fn a_revoked_device_learns_it_at_every_contact_and_writes_nothing() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    let engine = clinic.engine(&second);
    engine.sync(&Stop::never()).await.unwrap();
    clinic.sync(&clinic.founders).await;
    {
        let row = second.lock().unwrap().id;
        let mut device = clinic.founders.lock().unwrap();
        let revocation = Device::CELL.revocation;
        let seen = device.rows[&(Device::DESCRIPTOR.number, row)].cells.clone();
        let seen = seen.iter().find(|cell| cell.cell == revocation.number);
        let base = vec![seen.unwrap().clock];
        let given = [
            ("revoked_at", sync_contract::Value::Time(1)),
            ("revoked_by", sync_contract::Value::Uuid(device.author.id)),
        ];
        let write = device.cell(Device::DESCRIPTOR, revocation, row, None, &given, base);
        let key = device.author.key.clone();
        device.write_admin_signed(vec![write], &key);
    }
    clinic.sync(&clinic.founders).await;
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(report.revoked);
    {
        // with its proof: no device has to trust the server
        let device = second.lock().unwrap();
        let own = &device.rows[&(Device::DESCRIPTOR.number, device.id)];
        let revoked = own.cell(Device::CELL.revocation.number).unwrap();
        assert!(revoked.signature.is_some());
        assert_eq!(
            Device::FIELD.revoked_at.in_cell(revoked),
            Some(&sync_contract::Value::Time(1))
        );
    }
    // one that was off when it happened learns it when it comes back
    let afresh = clinic.engine(&second).sync(&Stop::never()).await.unwrap();
    assert!(afresh.revoked);
    let bearer = super::bootstrap::token(&clinic, &second).await;
    let protocol = over_http(&clinic.server);
    let sign_in = second.lock().unwrap().sign_in();
    let refused = protocol.sign_in(Some(bearer.clone()), sign_in).await;
    assert_eq!(refused, Err(Error::Refused(Code::DeviceRevoked)));
    let refused = protocol
        .review_list(Some(bearer.clone()), ReviewList { after: 0 })
        .await;
    assert_eq!(refused, Err(Error::Refused(Code::DeviceRevoked)));
    // what it wrote before is held, and no row
    let push = {
        let mut device = second.lock().unwrap();
        let writes = device.row(Patient::DESCRIPTOR, random_id(), None, &[]);
        device.write(writes);
        device.next_push().unwrap().unwrap()
    };
    let head = clinic.founders.lock().unwrap().position.cursor;
    let sent = protocol.push(Some(bearer.clone()), push).await.unwrap();
    assert_eq!(sent.verdicts[0].1, Verdict::InReview);
    assert_eq!(Some(sent.head), head);
    // a device without rows is not referred to a history that is not there
    let pull = Pull {
        cursor: None,
        bootstrap: None,
        control_position: 0,
        rows_max: 10,
    };
    let page = protocol.pull(Some(bearer), pull).await.unwrap();
    let here = clinic.founders.lock().unwrap().next_pull().unwrap();
    assert_eq!(page.cursor.timeline, here.cursor.unwrap().timeline);
}

#[tokio::test]
async fn an_admin_brings_a_restored_device_in_under_a_new_number_without_a_code() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let (tenant, founder) = (
        clinic.fake_clinic.tenant,
        clinic.fake_clinic.founder.clone(),
    );
    let asked = DeviceNumber {
        tenant,
        user: founder.id,
        secret: founder.secret,
    };
    let wrong = DeviceNumber {
        secret: [0; 32],
        ..asked.clone()
    };
    assert_eq!(
        protocol.device_number(None, wrong).await,
        refused(Code::WrongSecret)
    );
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let unentitled = DeviceNumber {
        user: hired.id,
        secret: hired.secret,
        ..asked.clone()
    };
    assert_eq!(
        protocol.device_number(None, unentitled).await,
        refused(Code::MissingRight)
    );
    let given = protocol.device_number(None, asked).await.unwrap();
    let mut restored = FakeDevice::new(tenant, given.device_number, founder.clone());
    let own = restored.own_row(&[]);
    restored.write_admin_signed(own, &founder.key);
    let group = sync_contract::Wire::to_bytes(&restored.queue.pop().unwrap());
    let join = DeviceJoin {
        tenant,
        find: None,
        group,
    };
    protocol.device_join(None, join).await.unwrap();
    let restored = Arc::new(Mutex::new(restored));
    clinic.sign_in(&restored).await;
    clinic.sync(&restored).await;
    clinic.sync(&clinic.founders).await;
    let (one, other) = (clinic.founders.lock().unwrap(), restored.lock().unwrap());
    assert_eq!(one.rows, other.rows);
}

#[tokio::test]
async fn the_key_of_a_code_admits_no_device_without_the_code() {
    let clinic = Clinic::connected().await;
    let (invitation, create) = clinic.fake_clinic.invite();
    clinic
        .engine(&clinic.founders)
        .enrol_create(create)
        .await
        .unwrap();
    let founder = clinic.fake_clinic.founder.clone();
    let mut device = FakeDevice::new(clinic.fake_clinic.tenant, 2, founder);
    let mut join = device.join(&invitation);
    join.find = None;
    let protocol = over_http(&clinic.server);
    assert_eq!(
        protocol.device_join(None, join).await,
        refused(Code::CodeUnknown)
    );
}

/// What one revoked device may leave to be reviewed, as the server's README states.
const REVIEW_BYTES_MAX: usize = 16 * 1024 * 1024;
const REVIEWED_BYTES: usize = 500_000;

/// A thief floods the clinic with signed groups from a computer that was shut out.
#[tokio::test]
async fn a_revoked_device_leaves_16_mib_for_review_and_stops_no_other() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    let revoke = "update device_state set revoked_at = now() where device_number = 2";
    let client = clinic.database.as_superuser().await;
    client.batch_execute(revoke).await.unwrap();
    let protocol = over_http(&clinic.server);
    let theirs = super::bootstrap::token(&clinic, &second).await;
    let send = async |bytes: usize| {
        let push = {
            let mut device = second.lock().unwrap();
            if bytes > 0 {
                let mut writes = device.row(Patient::DESCRIPTOR, random_id(), None, &[]);
                let sealed = writes
                    .iter_mut()
                    .find_map(|write| write.state.sealed.as_mut());
                sealed.unwrap().resize(bytes, 7);
                device.write(writes);
            }
            device.next_push().unwrap().unwrap()
        };
        let sent: usize = push.groups.iter().map(Vec::len).sum();
        let answer = protocol
            .push(Some(theirs.clone()), push.clone())
            .await
            .unwrap();
        let mut device = second.lock().unwrap();
        device.apply_verdicts(&push, &answer).unwrap();
        (sent, answer.verdicts[0].1)
    };
    let mut in_review = 0;
    let first = loop {
        let (sent, verdict) = send(REVIEWED_BYTES).await;
        match verdict {
            Verdict::InReview => in_review += sent,
            Verdict::Deferred { .. } => break sent,
            other => panic!("{other:?}"),
        }
    };
    assert!(
        in_review <= REVIEW_BYTES_MAX && in_review + first > REVIEW_BYTES_MAX,
        "{in_review}"
    );
    // however often it asks
    let (_, verdict) = send(0).await;
    assert!(matches!(
        verdict,
        Verdict::Deferred {
            code: Code::Busy,
            ..
        }
    ));
    let stored = "select sum(octet_length(bytes))::bigint from review_groups";
    let stored: i64 = client.query_one(stored, &[]).await.unwrap().get(0);
    assert_eq!(usize::try_from(stored).unwrap(), in_review);
    // the clinic works on
    clinic.patient();
    assert_eq!(clinic.sync(&clinic.founders).await.accepted, 1);
    // a decision makes room
    let own = super::bootstrap::token(&clinic, &clinic.founders).await;
    let listed = protocol.review_list(Some(own.clone()), ReviewList { after: 0 });
    let group = listed.await.unwrap().groups[0].id;
    let fetch = ReviewFetch { group };
    let fetched = protocol
        .review_fetch(Some(own.clone()), fetch)
        .await
        .unwrap();
    let founder = &clinic.fake_clinic.founder;
    let mut call = ReviewDecide {
        group,
        by: founder.id,
        admitted: None,
        signature: [0; 64],
    };
    let hash = support::fake_device::sha256(&fetched.group);
    let input = call.signing_input(clinic.fake_clinic.tenant, &hash);
    call.signature = ed25519_dalek::Signer::sign(&founder.key, &input).to_bytes();
    protocol.review_decide(Some(own), call).await.unwrap();
    assert_eq!(send(0).await.1, Verdict::InReview);
}
