//! A change on one device appears on the other without a request.

use super::*;
use std::time::Duration;

use sync_client::{Stopper, Watch, Watched};

#[tokio::test]
async fn a_change_reaches_the_other_device_live_and_a_server_stops_at_once() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let watch = Watch::new(Arc::new(clinic.engine(&second)));
    let (stopper, stop) = Stopper::new();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let running =
        tokio::spawn(async move { watch.run(&stop, |what| drop(sender.send(what))).await });
    while events.recv().await.unwrap() != Watched::Live {}
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let arrived = tokio::time::timeout(Duration::from_secs(20), async {
        while !second.lock().unwrap().rows.contains_key(&(20, patient)) {
            events.recv().await.unwrap();
        }
    });
    arrived.await.expect("the change arrives by itself");
    let stopping = std::time::Instant::now();
    let Clinic { server, .. } = clinic;
    tokio::task::spawn_blocking(move || server.stop())
        .await
        .unwrap();
    assert!(stopping.elapsed() < Duration::from_secs(5));
    stopper.stop();
    running.await.unwrap();
}
