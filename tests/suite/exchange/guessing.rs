//! A client that asks too often waits, and delays no other.

use super::*;
use sync_client::Error;
use sync_contract::Code;
use sync_contract::messages::*;

const BUSY: Error = Error::Refused(Code::Busy);

impl Clinic {
    /// Lengthens the waits after wrong secrets by an hour, so that they outlast the test on a slow machine.
    pub(super) async fn lengthen_waits(&self) {
        let lengthen = "update sign_in_failures set not_before = not_before + interval '1 hour'";
        let client = self.database.as_superuser().await;
        client.batch_execute(lengthen).await.unwrap();
    }
}

#[tokio::test]
async fn a_guesser_on_one_device_delays_no_user_on_another() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let theirs = clinic.joined(&hired).await;
    let stolen = clinic.joined(&hired).await;
    let right = theirs.lock().unwrap().sign_in();
    let wrong = SignIn {
        secret: [0; 32],
        ..right.clone()
    };
    let guessing = clinic.engine(&stolen);
    while guessing.sign_in(wrong.clone()).await != Err(BUSY) {}
    clinic.lengthen_waits().await;
    assert_eq!(
        clinic.sign_in(&theirs).await,
        [1],
        "the same user elsewhere"
    );
    let founder = clinic.founders.lock().unwrap().sign_in();
    guessing.sign_in(founder).await.unwrap();
    assert_eq!(guessing.sign_in(right).await, Err(BUSY), "it still waits");

    // nor does an attacker without a device
    let protocol = over_http(&clinic.server);
    let number = DeviceNumber {
        tenant: clinic.fake_clinic.tenant,
        user: wrong.user,
        secret: wrong.secret,
    };
    let mut answers = Vec::new();
    for _ in 0..7 {
        answers.push(protocol.device_number(None, number.clone()).await.err());
    }
    assert!(answers.contains(&Some(BUSY)), "{answers:?}");
    assert_eq!(clinic.sign_in(&theirs).await, [1]);
}

#[tokio::test]
async fn challenges_have_an_end_for_one_device_and_not_for_another() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let asked = |device_number| Challenge {
        tenant: clinic.fake_clinic.tenant,
        device_number,
    };
    let mut answers = Vec::new();
    for _ in 0..200 {
        answers.push(protocol.challenge(None, asked(99)).await.err());
    }
    assert_eq!(answers.first(), Some(&Some(Error::Refused(Code::NotFound))));
    assert!(answers.contains(&Some(BUSY)));
    protocol.challenge(None, asked(1)).await.unwrap();
}

#[tokio::test]
async fn codes_are_not_tried_by_the_thousand() {
    let clinic = Clinic::connected().await;
    let protocol = over_http(&clinic.server);
    let mut answers = Vec::new();
    for number in 0..100 {
        let find = EnrolFind { find: [number; 32] };
        answers.push(protocol.enrol_find(None, find).await.err());
    }
    assert_eq!(
        answers.first(),
        Some(&Some(Error::Refused(Code::CodeUnknown)))
    );
    assert!(answers.contains(&Some(BUSY)), "{answers:?}");
    // a connected device goes on
    clinic.sync(&clinic.founders).await;
}
