//! What a new device is sent, in which order, and that it is everything.

use super::*;
use sync_contract::catalog::{Appointment, AppointmentPatient, Facility, Note, Visit};
use sync_contract::messages::Pull;
use sync_contract::protocol::Replica;
use sync_contract::pull::BootstrapClass;
use sync_contract::{Value, Wire};

const DAY_US: i64 = 24 * 3600 * 1_000_000;

/// A clinic with `patients` patients, each with an appointment: the first ones in the coming days, the others long ago.
async fn busy(patients: usize) -> Clinic {
    let clinic = Clinic::connected().await;
    let facility = random_id();
    {
        let mut device = clinic.founders.lock().unwrap();
        let writes = device.row(Facility::DESCRIPTOR, facility, None, &[]);
        device.write(writes);
    }
    for number in 0..patients {
        let patient = clinic.patient();
        let days = if number < 3 { number as i64 } else { -100 };
        let starts = i64::try_from(support::fake_device::now_ms()).unwrap() * 1000 + days * DAY_US;
        let mut device = clinic.founders.lock().unwrap();
        let founder = device.author.id;
        let appointment = random_id();
        let given = [
            ("facility", Value::Uuid(facility)),
            ("provider", Value::Uuid(founder)),
            ("starts", Value::Time(starts)),
            ("ends", Value::Time(starts + 1)),
        ];
        let mut writes = device.row(Appointment::DESCRIPTOR, appointment, None, &given);
        let given = [("appointment", Value::Uuid(appointment))];
        let of = Some(patient);
        writes.extend(device.row(AppointmentPatient::DESCRIPTOR, random_id(), of, &given));
        let given = [("provider", Value::Uuid(founder))];
        writes.extend(device.row(Visit::DESCRIPTOR, random_id(), of, &given));
        writes.extend(device.row(Note::DESCRIPTOR, random_id(), of, &[]));
        device.write(writes);
    }
    clinic.sync(&clinic.founders).await;
    clinic
}

#[tokio::test]
async fn a_bootstrap_brings_everything_in_the_order_in_which_people_need_it() {
    let clinic = busy(12).await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
    assert_eq!(one.rows, other.rows);
    let first_of = |entity| {
        other
            .arrivals
            .iter()
            .position(|(e, _)| *e == entity)
            .unwrap()
    };
    let last_of = |entity| {
        other
            .arrivals
            .iter()
            .rposition(|(e, _)| *e == entity)
            .unwrap()
    };
    assert!(last_of(5) < first_of(20), "staff before identities");
    assert!(last_of(20) < first_of(30), "identities before the diary");
    assert!(
        first_of(31) < first_of(40),
        "the coming week before the rest"
    );
    let notes: Vec<_> = other.arrivals.iter().filter(|(e, _)| *e == 42).collect();
    assert!(
        notes.windows(2).all(|pair| pair[0].1 > pair[1].1),
        "newest first"
    );
    assert_eq!(notes.len(), 12);
}

#[tokio::test]
async fn a_bootstrap_is_resumed_at_any_page_and_has_the_same_pages_again() {
    let clinic = busy(5).await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let protocol = over_http(&clinic.server);
    let bearer = token(&clinic, &second).await;
    let mut classes = Vec::new();
    loop {
        let position = second.lock().unwrap().next_pull().unwrap();
        if position.cursor.is_some() && position.bootstrap.is_none() {
            break;
        }
        classes.extend(position.bootstrap.as_ref().map(|bootstrap| bootstrap.class));
        let pull = Pull {
            cursor: position.cursor,
            bootstrap: position.bootstrap,
            control_position: position.control_position,
            rows_max: 3,
        };
        let page = protocol
            .pull(Some(bearer.clone()), pull.clone())
            .await
            .unwrap();
        if pull.cursor.is_some() {
            let again = protocol
                .pull(Some(bearer.clone()), pull.clone())
                .await
                .unwrap();
            assert_eq!(page, again);
        }
        assert!(page.rows.len() <= 3);
        second.lock().unwrap().apply(&pull, &page).unwrap();
    }
    classes.dedup();
    // what files have in them comes with the last page of the rest, where there is so little
    assert!(classes.is_sorted() && classes.last() >= Some(&BootstrapClass::Rest));
    clinic.sync(&clinic.founders).await;
    let (one, other) = (clinic.founders.lock().unwrap(), second.lock().unwrap());
    assert_eq!(one.rows, other.rows);
}

#[tokio::test]
async fn a_new_user_brings_a_compartment_and_its_rows_alone() {
    let clinic = busy(4).await;
    let front_desk = clinic.hire(&[Compartment::Contact]).await;
    let device = clinic.joined(&front_desk).await;
    clinic.sign_in(&device).await;
    clinic.sync(&device).await;
    assert_eq!(device.lock().unwrap().count(Note::DESCRIPTOR), 0);
    let clinician = clinic
        .hire(&[Compartment::Contact, Compartment::Clinical])
        .await;
    clinic.sync(&device).await;
    let before = {
        let mut device = device.lock().unwrap();
        device.author = clinician;
        device.arrivals.len()
    };
    assert_eq!(clinic.sign_in(&device).await, [1, 2]);
    clinic.sync(&device).await;
    let device = device.lock().unwrap();
    assert_eq!(device.count(Note::DESCRIPTOR), 4);
    let brought = &device.arrivals[before..];
    assert!(
        brought.iter().all(|(entity, _)| *entity >= 40),
        "{brought:?}"
    );
}

#[tokio::test]
async fn a_role_and_key_given_later_widen_a_devices_scope_without_a_sign_in() {
    let clinic = busy(2).await;
    let front_desk = clinic.hire(&[Compartment::Contact]).await;
    let device = clinic.joined(&front_desk).await;
    clinic.sign_in(&device).await;
    clinic.sync(&device).await;
    {
        let mut founders = clinic.founders.lock().unwrap();
        let given = [
            ("kind", Value::Text("CLINICAL".into())),
            ("recipient_kind", Value::Text("USER".into())),
            ("recipient", Value::Uuid(front_desk.id)),
        ];
        let descriptor = sync_contract::catalog::KeyGrant::DESCRIPTOR;
        let mut writes = founders.row(descriptor, random_id(), None, &given);
        let role = random_id();
        writes.extend(founders.role(role, "Reads charts", &[], &[Compartment::Clinical]));
        let given = [
            ("user", Value::Uuid(front_desk.id)),
            ("role", Value::Uuid(role)),
        ];
        let descriptor = sync_contract::catalog::UserRole::DESCRIPTOR;
        writes.extend(founders.row(descriptor, random_id(), None, &given));
        let key = founders.author.key.clone();
        founders.write_admin_signed(writes, &key);
    }
    clinic.sync(&clinic.founders).await;
    clinic.sync(&device).await;
    assert_eq!(device.lock().unwrap().count(Note::DESCRIPTOR), 2);
}

/// A client refuses an answer above 64 MiB, and the server holds each in memory.
#[tokio::test]
async fn large_rows_of_a_later_version_come_in_pages_as_others_do() {
    let clinic = Clinic::connected().await;
    for _ in 0..12 {
        {
            let mut device = clinic.founders.lock().unwrap();
            let mut writes = device.row(Patient::DESCRIPTOR, random_id(), None, &[]);
            writes.truncate(1);
            // of what belongs to a visit, by the ranges of the catalog
            writes[0].entity = 86;
            writes[0].state.sealed = Some(vec![1; 450_000]);
            device.write(writes);
        }
        clinic.sync(&clinic.founders).await;
    }
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let protocol = over_http(&clinic.server);
    let bearer = token(&clinic, &second).await;
    let (mut largest, mut has_begun) = (0, false);
    loop {
        let position = second.lock().unwrap().next_pull().unwrap();
        if has_begun && position.bootstrap.is_none() {
            break;
        }
        has_begun |= position.bootstrap.is_some();
        let pull = Pull {
            cursor: position.cursor,
            bootstrap: position.bootstrap,
            control_position: position.control_position,
            rows_max: 2_000,
        };
        let page = protocol.pull(Some(bearer.clone()), pull.clone()).await;
        let page = page.unwrap();
        largest = largest.max(page.to_bytes().len());
        second.lock().unwrap().apply(&pull, &page).unwrap();
    }
    assert!(largest > 1 << 20 && largest < 5 << 20, "{largest}");
    let rows = &second.lock().unwrap().rows;
    assert_eq!(rows.keys().filter(|(entity, _)| *entity == 86).count(), 12);
}

/// Proves a device as the sync engine does before it pulls.
pub async fn token(
    clinic: &Clinic,
    device: &Arc<Mutex<FakeDevice>>,
) -> sync_contract::protocol::Bearer {
    let protocol = over_http(&clinic.server);
    let (tenant, device_number) = {
        let device = device.lock().unwrap();
        (device.tenant, device.number)
    };
    let mut token = support::proof::challenged(&protocol, tenant, device_number).await;
    token.signature = device.lock().unwrap().sign_token(&token).unwrap();
    let answer = protocol.token(None, token).await.unwrap();
    sync_contract::protocol::Bearer(answer.token)
}
