//! A device that is watched while it runs.

use super::*;
use crate::{Watch, Watched};

#[tokio::test]
async fn a_watched_device_follows_others_and_pushes_when_woken() {
    let (server, device) = (Server::with_rows(1), device(&[]));
    let watched = Following::start(&server, &device).await;
    let others = Uuid::from_u128(4711);
    assert_eq!(device.lock().unwrap().on_disk, 1);
    server.receive(others);
    until(|| device.lock().unwrap().rows.contains_key(&others)).await;
    // it was applied without waiting for the disk, and is synced there without another sync
    until(|| device.lock().unwrap().on_disk == 2).await;
    device.lock().unwrap().queue.push(Uuid::from_u128(9));
    watched.wake.notify_one();
    until(|| {
        server
            .clinic
            .lock()
            .unwrap()
            .feed
            .contains(&Uuid::from_u128(9))
    })
    .await;
    // a device pulls its own rows as it does those of others
    until(|| {
        device
            .lock()
            .unwrap()
            .rows
            .contains_key(&Uuid::from_u128(9))
    })
    .await;
    // changes that no head announces, such as the scope of a user who just signed in, are pulled after a wake
    let untold = Uuid::from_u128(4712);
    server.set(|clinic| clinic.feed.push(untold));
    watched.wake.notify_one();
    until(|| device.lock().unwrap().rows.contains_key(&untold)).await;
    watched.stop().await;
}

#[tokio::test]
async fn what_a_watched_device_pushes_is_pulled_a_moment_later() {
    let (server, device) = (Server::with_rows(1), device(&[]));
    let watched = Following::start(&server, &device).await;
    watched.events.lock().unwrap().clear();
    device.lock().unwrap().audit_waiting = 2;
    device.lock().unwrap().queue.push(Uuid::from_u128(9));
    watched.wake.notify_one();
    until(|| {
        device
            .lock()
            .unwrap()
            .rows
            .contains_key(&Uuid::from_u128(9))
    })
    .await;
    until(|| device.lock().unwrap().audit_waiting == 0).await;
    until(|| watched.events.lock().unwrap().len() > 1).await;
    let events = watched.events.lock().unwrap().clone();
    let counts = events.iter().map(|what| match what {
        Watched::Synced(report) => (report.accepted, report.rows),
        other => panic!("{other:?}"),
    });
    assert_eq!(counts.collect::<Vec<_>>(), [(1, 0), (0, 1)]);
    watched.stop().await;
}

#[tokio::test]
async fn what_was_not_pushed_is_pushed_after_anothers_change() {
    let (server, device) = (Server::with_rows(1), device(&[]));
    let watched = Following::start(&server, &device).await;
    device.lock().unwrap().queue.push(Uuid::from_u128(9));
    server.receive(Uuid::from_u128(4711));
    let feed = || server.clinic.lock().unwrap().feed.clone();
    until(|| feed().contains(&Uuid::from_u128(9))).await;
    assert!(
        device
            .lock()
            .unwrap()
            .rows
            .contains_key(&Uuid::from_u128(4711))
    );
    watched.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_watch_outlives_all_that_may_pass() {
    let (server, device) = (Server::with_rows(1), device(&[]));
    // what answers for the server, or on the way to it, when the watch begins
    server.set(|clinic| clinic.fault = Some(Error::NotOurs));
    let (events, running) = watched(&server, &device);
    let failures = || {
        let failed = |event: &Watched<_>| matches!(event, Watched::Failed(_));
        events
            .lock()
            .unwrap()
            .iter()
            .filter(|event| failed(event))
            .count()
    };
    until(|| failures() >= 3).await;
    let faults = [
        Error::Unreachable,
        Error::Certificate,
        Error::TooOld,
        Error::Refused(Code::Internal),
        Error::Refused(Code::ForkDetected),
        Error::Refused(Code::Unauthenticated),
    ];
    for fault in faults {
        let before = failures();
        server.set(|clinic| clinic.fault = Some(fault.clone()));
        until(|| failures() > before + 2).await;
        assert!(
            events
                .lock()
                .unwrap()
                .contains(&Watched::Failed(fault.widen()))
        );
    }
    device.lock().unwrap().is_full = true;
    server.set(|clinic| clinic.fault = None);
    until(|| {
        events
            .lock()
            .unwrap()
            .contains(&Watched::Failed(Error::Replica(DiskFull)))
    })
    .await;
    let over = tokio::time::Instant::now();
    device.lock().unwrap().is_full = false;
    until(|| events.lock().unwrap().contains(&Watched::Live)).await;
    assert!(
        over.elapsed() < Duration::from_secs(60),
        "by the paused clock"
    );
    assert_eq!(device.lock().unwrap().rows.len(), 1);
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn a_watch_ends_for_revocation_and_a_wrong_clinic_alone() {
    for (fault, refused) in [
        (Some(Error::WrongClinic), None),
        (None, Some(Code::DeviceRevoked)),
    ] {
        let (server, device) = (Server::with_rows(1), device(&[]));
        let last = fault.clone().or(refused.map(Error::Refused)).unwrap();
        server.set(|clinic| (clinic.fault, clinic.refuse_device) = (fault.clone(), refused));
        let (events, running) = watched(&server, &device);
        assert_eq!(running.await.unwrap(), last.widen());
        assert!(
            events.lock().unwrap().is_empty(),
            "the one who runs it says so"
        );
    }
    // a server that hands out the revocation says it in the feed
    let (server, device) = (Server::with_rows(1), device(&[]));
    server.set(|clinic| clinic.revoked = true);
    let (events, running) = watched(&server, &device);
    assert_eq!(running.await.unwrap(), Error::Refused(Code::DeviceRevoked));
    let events = events.lock().unwrap();
    assert!(matches!(&events[..], [Watched::Synced(report)] if report.revoked));
}

/// A captive portal that answers every call with a revocation, and later lets calls through to the server.
#[tokio::test(start_paused = true)]
async fn a_watch_outlives_a_revocation_that_no_proved_server_sent() {
    let revoked = Some(Code::DeviceRevoked);
    for has_other_key in [true, false] {
        let (server, device) = (Server::with_rows(1), device(&[]));
        server.set(|clinic| match has_other_key {
            true => (clinic.server_key, clinic.refuse_device) = ([9; 32], revoked),
            false => clinic.refuse = revoked,
        });
        let (events, running) = watched(&server, &device);
        let has_met = |event: &Watched<DiskFull>| events.lock().unwrap().contains(event);
        let failed = match has_other_key {
            true => Error::OtherServer,
            false => Error::NotOurs,
        };
        until(|| has_met(&Watched::Failed(failed.clone()))).await;
        server.set(|clinic| {
            (clinic.server_key, clinic.refuse) = ([0; 32], None);
            clinic.refuse_device = None;
        });
        events.lock().unwrap().clear();
        until(|| has_met(&Watched::Live)).await;
        running.abort();
    }
}

type Events = Arc<Mutex<Vec<Watched<DiskFull>>>>;

/// Watches a device until its watch ends by itself.
fn watched(
    server: &Server,
    device: &SharedReplica,
) -> (Events, tokio::task::JoinHandle<Error<DiskFull>>) {
    let watch = Watch::new(Arc::new(engine(server, device)));
    let events = Events::default();
    let running = tokio::spawn({
        let events = events.clone();
        let report_event = move |what| events.lock().unwrap().push(what);
        async move { watch.run(&Stop::never(), report_event).await }
    });
    (events, running)
}

/// A device that is watched, once it receives heads.
struct Following {
    events: Events,
    wake: Arc<Notify>,
    stopper: Stopper,
    running: tokio::task::JoinHandle<Error<DiskFull>>,
}

impl Following {
    async fn start(server: &Server, device: &SharedReplica) -> Self {
        let watch = Watch::new(Arc::new(engine(server, device)));
        let wake = watch.wake();
        let (stopper, stop) = Stopper::new();
        let events = Arc::new(Mutex::new(Vec::new()));
        let running = tokio::spawn({
            let events = events.clone();
            let report_event = move |what| events.lock().unwrap().push(what);
            async move { watch.run(&stop, report_event).await }
        });
        until(|| events.lock().unwrap().contains(&Watched::Live)).await;
        Self {
            events,
            wake,
            stopper,
            running,
        }
    }

    async fn stop(self) {
        self.stopper.stop();
        assert_eq!(self.running.await.unwrap(), Error::Stopped);
    }
}
