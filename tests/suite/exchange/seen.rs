//! When other computers were last seen, as an admin's device learns it.

use super::*;
use sync_contract::pull::{Control, DeviceLastSeen, ErasureConfirmed};

/// All that a device was sent about others, oldest first.
fn last_seen_controls(device: &Arc<Mutex<FakeDevice>>) -> Vec<Vec<DeviceLastSeen>> {
    let device = device.lock().unwrap();
    let last_seen = device.controls.iter().filter_map(|control| match control {
        Control::DevicesLastSeen(devices) => Some(devices.clone()),
        _ => None,
    });
    last_seen.collect()
}

async fn ten_minutes_pass(clinic: &Clinic) {
    let database = clinic.database.as_superuser().await;
    let age =
        "update device_scopes set last_seen_sent_at = last_seen_sent_at - interval '11 minutes'";
    database.batch_execute(age).await.unwrap();
    let age = "update device_state set last_seen_at = last_seen_at - interval '11 minutes'";
    database.batch_execute(age).await.unwrap();
}

#[tokio::test]
async fn an_admins_device_learns_when_others_were_last_seen_and_no_more() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    assert_eq!(
        last_seen_controls(&clinic.founders),
        Vec::<Vec<_>>::new(),
        "told of nobody minutes ago"
    );

    ten_minutes_pass(&clinic).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let items = last_seen_controls(&clinic.founders);
    let [item] = items.as_slice() else {
        panic!("{items:?}");
    };
    let number = second.lock().unwrap().number;
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    assert_eq!(
        (item[0].device_number, &item[0].version),
        (number, &version)
    );
    assert_eq!(item.len(), 1, "nobody is told of themselves");
    let now_us = i64::try_from(support::fake_device::now_ms()).unwrap() * 1000;
    assert!((now_us - item[0].at_us).abs() < 600_000_000);

    // however often both sync, until ten minutes have passed and the other was there
    for _ in 0..3 {
        clinic.sync(&second).await;
        clinic.sync(&clinic.founders).await;
    }
    assert_eq!(last_seen_controls(&clinic.founders).len(), 1);
    for _ in 0..3 {
        ten_minutes_pass(&clinic).await;
        clinic.sync(&clinic.founders).await;
        let items = last_seen_controls(&clinic.founders).len();
        assert_eq!(
            items, 2,
            "once more of those syncs, and nothing new is nothing to say"
        );
    }
    let count = "select count(*) from control_items where kind = 4";
    clinic.sync(&clinic.founders).await;
    let database = clinic.database.as_superuser().await;
    let count: i64 = database.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(count, 1, "one takes the place of another");
}

/// The reports of a device under any of its numbers count as its own, and arrive with the last-seen times.
#[tokio::test]
async fn an_admins_device_learns_which_computers_have_erased_a_patient() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let (number, device) = {
        let second = second.lock().unwrap();
        (i64::from(second.number), second.id)
    };
    let patient = random_id();
    let confirms = "insert into audit_entries (tenant_id, device_number, number, previous_hash, chain_hash, at,
            session_number, action, resource, resource_id, outcome, severity, retain_until, signature, received_at)
        select tenant_id, $1, entry, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), now(),
            1, action, 'erasure', $2, 'DONE', 'INFO', now(), decode(repeat('00', 64), 'hex'), now()
        from feeds, (values (900001, 'confirm erasure'), (900002, 'confirm erasure'), (900003, 'open patient'))
            as written (entry, action)";
    let database = clinic.database.as_superuser().await;
    database
        .execute(confirms, &[&number, &patient])
        .await
        .unwrap();
    ten_minutes_pass(&clinic).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let founders = clinic.founders.lock().unwrap();
    let confirmed = founders
        .controls
        .iter()
        .filter_map(|control| match control {
            Control::ErasuresConfirmed(all) => Some(all.clone()),
            _ => None,
        });
    let confirmed: Vec<_> = confirmed.collect();
    assert_eq!(confirmed, [vec![ErasureConfirmed { device, patient }]]);
}

#[tokio::test]
async fn only_a_device_of_a_user_who_manages_devices_learns_of_others() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let front_desk = clinic.joined(&hired).await;
    clinic.sign_in(&front_desk).await;
    clinic.sync(&front_desk).await;
    ten_minutes_pass(&clinic).await;
    clinic.sync(&clinic.founders).await;
    clinic.sync(&front_desk).await;
    assert_eq!(last_seen_controls(&front_desk), Vec::<Vec<_>>::new());
    // a sign-in of an admin there brings the list
    let founder = clinic.founders.lock().unwrap().sign_in();
    clinic.engine(&front_desk).sign_in(founder).await.unwrap();
    clinic.sync(&front_desk).await;
    let items = last_seen_controls(&front_desk);
    assert_eq!(
        (items.len(), items[0][0].device_number),
        (1, 1),
        "{items:?}"
    );
}
