//! When other computers were last seen, as an admin's computer is told.

use super::*;
use sync_contract::pull::{Control, DeviceLastSeen};

/// All that a device was told of others, oldest first.
fn told(device: &Arc<Mutex<FakeDevice>>) -> Vec<Vec<DeviceLastSeen>> {
    let device = device.lock().unwrap();
    let told = device.told.iter().filter_map(|control| match control {
        Control::ReadVersion(devices) => Some(devices.clone()),
        _ => None,
    });
    told.collect()
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
async fn an_admins_computer_is_told_when_others_were_seen_and_no_more_than_that() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.paper.founder).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    assert_eq!(
        told(&clinic.founders),
        Vec::<Vec<_>>::new(),
        "told of nobody minutes ago"
    );

    ten_minutes_pass(&clinic).await;
    clinic.sync(&second).await;
    clinic.sync(&clinic.founders).await;
    let items = told(&clinic.founders);
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
    assert_eq!(told(&clinic.founders).len(), 1);
    for _ in 0..3 {
        ten_minutes_pass(&clinic).await;
        clinic.sync(&clinic.founders).await;
        let items = told(&clinic.founders).len();
        assert_eq!(
            items, 2,
            "once more of those syncs, and nothing new is nothing to say"
        );
    }
    let kept = "select count(*) from control_items where kind = 4";
    clinic.sync(&clinic.founders).await;
    let database = clinic.database.as_superuser().await;
    let kept: i64 = database.query_one(kept, &[]).await.unwrap().get(0);
    assert_eq!(kept, 1, "one takes the place of another");
}

#[tokio::test]
async fn only_a_computer_of_somebody_who_manages_devices_is_told_of_others() {
    let clinic = Clinic::connected().await;
    let hired = clinic.hire(&[Compartment::Contact]).await;
    let desk = clinic.joined(&hired).await;
    clinic.sign_in(&desk).await;
    clinic.sync(&desk).await;
    ten_minutes_pass(&clinic).await;
    clinic.sync(&clinic.founders).await;
    clinic.sync(&desk).await;
    assert_eq!(told(&desk), Vec::<Vec<_>>::new());
    // an admin who signs in there brings it along
    let founder = clinic.founders.lock().unwrap().sign_in();
    clinic.engine(&desk).sign_in(founder).await.unwrap();
    clinic.sync(&desk).await;
    let items = told(&desk);
    assert_eq!(
        (items.len(), items[0][0].device_number),
        (1, 1),
        "{items:?}"
    );
}
