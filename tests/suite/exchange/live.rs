//! A change on one device appears on the other while nobody asks.

use super::*;
use std::time::Duration;

use sync_client::{Stopper, Watch, Watched};

#[tokio::test]
async fn a_change_reaches_the_other_device_live_and_a_stopping_server_does_not_wait() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.paper.founder).await;
    clinic.sign_in(&second).await;
    let watch = Watch::new(Arc::new(clinic.engine(&second)));
    let (stopper, stop) = Stopper::new();
    let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(async move { watch.run(&stop, |what| drop(told.send(what))).await });
    while hears.recv().await.unwrap() != Watched::Live {}
    let patient = clinic.patient();
    clinic.sync(&clinic.founders).await;
    let arrived = tokio::time::timeout(Duration::from_secs(20), async {
        while !second.lock().unwrap().rows.contains_key(&(20, patient)) {
            hears.recv().await.unwrap();
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
