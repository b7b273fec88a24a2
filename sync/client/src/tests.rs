//! The sync engine on a store and a server in memory, with every response that a real one can give.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sync_contract::Code;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::fakes::{DiskFull, FakeReplica, Server, cursor};
use crate::{Error, Stop, Stopper, Store, SyncEngine};

mod watch;

type SharedReplica = Arc<Mutex<FakeReplica>>;

fn device(queue: &[u128]) -> SharedReplica {
    Arc::new(Mutex::new(FakeReplica {
        number: 1,
        queue: queue.iter().map(|id| Uuid::from_u128(*id)).collect(),
        ..FakeReplica::default()
    }))
}

fn engine(server: &Server, device: &SharedReplica) -> SyncEngine<Server, FakeReplica> {
    SyncEngine::new(server.clone(), Store::shared(device.clone()))
}

#[tokio::test]
async fn a_new_device_bootstraps_and_is_at_the_head() {
    let (server, device) = (Server::with_rows(95), device(&[]));
    let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
    let device = device.lock().unwrap();
    assert!(report.at_head);
    assert_eq!((report.rows, device.rows.len()), (95, 95));
    assert_eq!(device.cursor, Some(cursor(95)));
    assert!(
        device.rows.values().all(|times| *times == 1),
        "no page is applied twice"
    );
    assert_eq!(device.server_ms, Some(42));
}

#[tokio::test]
async fn whether_all_is_here_is_asked_of_the_server_and_fetches_nothing() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let engine = engine(&server, &device);
    let never = Stop::never();
    assert_eq!(engine.is_at_head(&never).await, Ok(false));
    assert!(device.lock().unwrap().rows.is_empty());
    engine.sync(&never).await.unwrap();
    assert_eq!(engine.is_at_head(&never).await, Ok(true));
    server.receive(Uuid::from_u128(7));
    assert_eq!(engine.is_at_head(&never).await, Ok(false));
    server.set(|clinic| clinic.is_away = true);
    assert_eq!(engine.is_at_head(&never).await, Err(Error::Unreachable));
    server.set(|clinic| clinic.is_away = false);
    server.set(|clinic| clinic.refuse = Some(Code::Busy));
    assert_eq!(engine.is_at_head(&never).await, Ok(false));
}

#[tokio::test]
async fn what_healed_in_the_same_sync_is_not_reported() {
    for remains in [0, 1] {
        let (server, device) = (Server::with_rows(95), device(&[]));
        device.lock().unwrap().never_heals = Some(remains);
        let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
        assert_eq!(report.quarantined, remains);
    }
}

#[tokio::test]
async fn rows_that_cannot_be_used_are_asked_for_again_by_a_full_sync() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let synced = engine(&server, &device);
    synced.sync(&Stop::never()).await.unwrap();
    // the second is not there any more
    let to_fetch = [1000, 5, 1001, 1002, 1000].map(Uuid::from_u128);
    device.lock().unwrap().to_fetch = to_fetch.to_vec();
    synced.fetch(&Stop::never()).await.unwrap();
    synced.send(&Stop::never()).await.unwrap();
    server.set(|clinic| assert!(clinic.fetches.is_empty()));
    let report = synced.sync(&Stop::never()).await.unwrap();
    // three are asked for at once, of which two fit into an answer
    server.set(|clinic| assert_eq!(clinic.fetches, [3, 2]));
    assert_eq!(report.rows, 3);
    let device = device.lock().unwrap();
    assert!(device.to_fetch.is_empty());
    assert!(device.rows.values().all(|times| *times == 2));
}

#[tokio::test]
async fn what_waits_is_pushed_and_pulled_under_its_number() {
    let (server, device) = (Server::with_rows(3), device(&[1, 2, 3, 4, 5]));
    device.lock().unwrap().audit_waiting = 2;
    let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (5, 0));
    assert_eq!(
        (report.waiting.groups, report.waiting.audit_entries),
        (0, 0)
    );
    let device = device.lock().unwrap();
    assert_eq!(device.cursor, Some(cursor(8)));
    assert_eq!(device.rows.len(), 8);
}

#[tokio::test]
async fn what_waits_is_counted_as_often_for_many_pages_as_for_one() {
    let mut counts = Vec::new();
    for groups in [1, 20] {
        let (server, device) = (
            Server::with_rows(0),
            device(&(1..=groups).collect::<Vec<_>>()),
        );
        let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
        assert_eq!(
            (report.accepted, report.waiting.groups),
            (groups as usize, 0)
        );
        let device = device.lock().unwrap();
        counts.push((device.pushes, device.counts.get()));
    }
    let [(one_page, few), (pages, many)] = counts[..] else {
        panic!("two syncs");
    };
    assert!(pages >= one_page + 5, "{pages} pages");
    // pages that come while the last one goes are counted once more
    assert!(many <= few + 1, "{many} counts, {few} with one page");
}

/// The device was cut off before it pulled what it had pushed. The server was restored to a time before that push and
/// has other rows since, but still knows the device's position.
#[tokio::test]
async fn a_server_restored_to_the_position_of_a_device_gets_what_it_lacks() {
    for others in [0, 1, 5] {
        let (server, device) = (Server::with_rows(3), device(&[]));
        let pulls = |server: &Server| server.clinic.lock().unwrap().pulls.len();
        let cut_off = engine(&server, &device);
        cut_off.sync(&Stop::never()).await.unwrap();
        device.lock().unwrap().queue = [1, 2].map(Uuid::from_u128).to_vec();
        cut_off.send(&Stop::never()).await.unwrap();
        assert_eq!(device.lock().unwrap().pushed_to, Some(cursor(5)));
        server.set(|clinic| {
            clinic.feed.truncate(3);
            clinic.restored_to = Some(4);
        });
        (0..others).for_each(|row| server.receive(Uuid::from_u128(2000 + row)));
        // in the same program, and in one that was started since
        let again = match others {
            1 => cut_off,
            _ => engine(&server, &device),
        };
        let report = again.sync(&Stop::never()).await.unwrap();
        assert!(report.server_restored, "{others} others");
        assert_eq!((report.accepted, report.waiting.groups), (2, 0));
        let sent = [1, 2].map(Uuid::from_u128);
        server.set(|clinic| assert_eq!(clinic.feed[3 + others as usize..], sent));
        assert_eq!(device.lock().unwrap().pushed_to, None);
        assert_eq!(device.lock().unwrap().rows.len(), 5 + others as usize);
        // nothing is shown twice
        let before = pulls(&server);
        assert!(!again.sync(&Stop::never()).await.unwrap().server_restored);
        assert_eq!(pulls(&server), before + 1);
    }
}

/// Pushes of other devices are not taken for a restoration, and cost one more call.
#[tokio::test]
async fn the_head_of_a_push_that_others_have_moved_is_shown_once() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let engine = engine(&server, &device);
    engine.sync(&Stop::never()).await.unwrap();
    device.lock().unwrap().queue = vec![Uuid::from_u128(1)];
    engine.send(&Stop::never()).await.unwrap();
    server.receive(Uuid::from_u128(2000));
    server.set(|clinic| clinic.pulls.clear());
    assert_eq!(engine.fetch(&Stop::never()).await.unwrap().rows, 2);
    let asked = |server: &Server| {
        let clinic = server.clinic.lock().unwrap();
        let cursors = clinic
            .pulls
            .iter()
            .map(|pull| pull.cursor.map(|cursor| cursor.seq));
        cursors.collect::<Vec<_>>()
    };
    assert_eq!(asked(&server), [Some(3), Some(4)]);
    assert_eq!(device.lock().unwrap().pushed_to, None);
    engine.fetch(&Stop::never()).await.unwrap();
    assert_eq!(asked(&server), [Some(3), Some(4), Some(5)]);
}

#[tokio::test]
async fn a_server_that_was_restored_gets_again_what_it_lacks() {
    let (server, device) = (Server::with_rows(3), device(&[1, 2]));
    let engine = engine(&server, &device);
    engine.sync(&Stop::never()).await.unwrap();
    server.set(|clinic| {
        clinic.feed.truncate(2);
        clinic.restored = true;
    });
    device.lock().unwrap().queue.push(Uuid::from_u128(3));
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(report.server_restored && !report.renumbered);
    assert_eq!((report.accepted, report.waiting.groups), (3, 0));
    let sent = [1, 2, 3].map(Uuid::from_u128);
    server.set(|clinic| assert_eq!(clinic.feed[2..], sent));
    // far above those that it may have given since the backup
    assert_eq!(device.lock().unwrap().number, 109);
    assert!(!engine.sync(&Stop::never()).await.unwrap().server_restored);
    // the server loses that number, too: it has a new token key, and its own signature brings the number back
    server.set(|clinic| clinic.lacks_number = true);
    let engine = SyncEngine::new(server.clone(), Store::shared(device.clone()));
    engine.sync(&Stop::never()).await.unwrap();
    device.lock().unwrap().given.clear();
    server.set(|clinic| clinic.lacks_number = true);
    let engine = SyncEngine::new(server.clone(), Store::shared(device.clone()));
    let refused = engine.sync(&Stop::never()).await;
    assert_eq!(refused, Err(Error::WrongClinic));
}

#[tokio::test]
async fn the_next_page_is_fetched_while_one_is_applied_and_never_twice() {
    let (server, device) = (Server::with_rows(100), device(&[]));
    device.lock().unwrap().cursor = Some(cursor(0));
    engine(&server, &device).sync(&Stop::never()).await.unwrap();
    let asked: Vec<_> = server
        .clinic
        .lock()
        .unwrap()
        .pulls
        .iter()
        .map(|p| p.cursor)
        .collect();
    let expected: Vec<_> = (0..10).map(|page| Some(cursor(page * 10))).collect();
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_lost_answer_is_asked_again_and_nothing_is_there_twice() {
    let (server, device) = (Server::with_rows(0), device(&[1, 2, 3]));
    server.set(|clinic| clinic.answer_lost_after_push = true);
    let engine = engine(&server, &device);
    assert_eq!(engine.sync(&Stop::never()).await, Err(Error::Unreachable));
    assert_eq!(device.lock().unwrap().queue.len(), 3);
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert_eq!(report.accepted, 3);
    assert_eq!(server.clinic.lock().unwrap().feed.len(), 3);
}

#[tokio::test]
async fn a_refused_group_is_counted_and_the_others_go_on() {
    let (server, device) = (Server::with_rows(0), device(&[1, 2, 3]));
    server.judge(2, Code::MissingRight);
    let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 1));
    assert_eq!(report.waiting.rejected, 1);
}

#[tokio::test(start_paused = true)]
async fn a_deferred_group_is_sent_again_and_then_left_for_the_next_sync() {
    let (server, device) = (Server::with_rows(0), device(&[1]));
    server.judge(1, Code::Busy);
    let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
    assert_eq!(
        (report.accepted, report.deferred, report.waiting.groups),
        (0, 1, 1)
    );
    assert_eq!(device.lock().unwrap().pushes, 3);
}

#[tokio::test]
async fn push_does_not_wait_for_pull_nor_the_reverse() {
    let (server, device) = (Server::with_rows(30), device(&[1]));
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pushes = Some(unblock.clone()));
    let engine = Arc::new(engine(&server, &device));
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.sync(&Stop::never()).await }
    });
    until(|| device.lock().unwrap().rows.len() == 30).await;
    let blocked_pull = Arc::new(Notify::new());
    server.set(|clinic| {
        clinic.block_pushes = None;
        clinic.block_pulls = Some(blocked_pull.clone());
    });
    unblock.notify_one();
    until(|| device.lock().unwrap().queue.is_empty()).await;
    server.set(|clinic| clinic.block_pulls = None);
    blocked_pull.notify_one();
    let report = running.await.unwrap().unwrap();
    assert_eq!((report.accepted, report.rows), (1, 31));
}

#[tokio::test]
async fn a_token_that_the_server_forgot_is_renewed() {
    let (server, device) = (Server::with_rows(40), device(&[]));
    server.set(|clinic| clinic.forget_tokens = true);
    let engine = engine(&server, &device);
    assert_eq!(engine.sync(&Stop::never()).await.unwrap().rows, 40);
    server.set(|clinic| clinic.verdicts.extend([(Uuid::nil(), Code::ClockTooFar)]));
    device.lock().unwrap().queue.push(Uuid::nil());
    engine.sync(&Stop::never()).await.unwrap();
    engine.sync(&Stop::never()).await.unwrap();
    assert_eq!(server.clinic.lock().unwrap().tokens_given, 4);
}

#[tokio::test]
async fn another_server_and_another_clinic_are_distinguished() {
    let (server, stranger) = (Server::with_rows(0), device(&[]));
    stranger.lock().unwrap().number = 0;
    let refused = engine(&server, &stranger).sync(&Stop::never()).await;
    assert_eq!(refused, Err(Error::WrongClinic));
    let here = device(&[]);
    server.set(|clinic| clinic.product = Some("a printer"));
    let refused = engine(&server, &here).sync(&Stop::never()).await;
    assert_eq!(refused, Err(Error::NotOurs));
    server.set(|clinic| clinic.product = None);
    server.set(|clinic| clinic.refuse_device = Some(Code::DeviceRevoked));
    let refused = engine(&server, &here).sync(&Stop::never()).await;
    assert_eq!(refused, Err(Error::Refused(Code::DeviceRevoked)));
}

#[tokio::test(start_paused = true)]
async fn a_busy_server_is_asked_again_and_not_for_ever() {
    let (server, device) = (Server::with_rows(5), device(&[1]));
    let engine = engine(&server, &device);
    engine.sync(&Stop::never()).await.unwrap();
    server.set(|clinic| clinic.refuse = Some(Code::Busy));
    let started = tokio::time::Instant::now();
    let refused = engine.sync(&Stop::never()).await;
    assert_eq!(refused, Err(Error::Refused(Code::Busy)));
    assert!(started.elapsed() >= Duration::from_secs(5));
    let calming = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        server.set(|clinic| clinic.refuse = None);
    };
    let never = Stop::never();
    let (report, ()) = tokio::join!(engine.sync(&never), calming);
    assert!(report.unwrap().at_head);
}

#[tokio::test]
async fn a_revoked_device_hears_it_and_asks_no_more() {
    let (server, device) = (Server::with_rows(40), device(&[]));
    server.set(|clinic| clinic.revoked = true);
    let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
    assert!(report.revoked && report.erased && !report.at_head);
    assert_eq!(server.clinic.lock().unwrap().pulls.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_revoked_device_loses_nothing_that_the_server_does_not_take_now() {
    let (server, device) = (Server::with_rows(3), device(&[8, 9]));
    device.lock().unwrap().audit_waiting = 2;
    server.set(|clinic| clinic.revoked = true);
    server.judge(9, Code::Busy);
    let engine = engine(&server, &device);
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(report.revoked && !report.erased);
    assert_eq!(report.waiting.groups, 1);
    assert!(!device.lock().unwrap().has_left);
    server.set(|clinic| clinic.verdicts.clear());
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(report.erased && device.lock().unwrap().has_left);
    assert_eq!(device.lock().unwrap().audit_waiting, 0);
}

#[tokio::test]
async fn a_revoked_device_with_a_forked_audit_log_still_erases_itself() {
    for (code, erases) in [(Code::ForkDetected, true), (Code::Suspended, false)] {
        let (server, device) = (Server::with_rows(3), device(&[8]));
        device.lock().unwrap().audit_waiting = 2;
        server.set(|clinic| {
            clinic.revoked = true;
            clinic.refuse_audit = Some(code);
        });
        let report = engine(&server, &device).sync(&Stop::never()).await.unwrap();
        assert_eq!((report.revoked, report.erased), (true, erases));
        assert_eq!(report.waiting.groups, 0);
        assert_eq!(device.lock().unwrap().has_left, erases);
    }
}

#[tokio::test]
async fn what_is_sent_at_once_asks_for_nothing() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let engine = engine(&server, &device);
    engine.sync(&Stop::never()).await.unwrap();
    let pulls = || server.clinic.lock().unwrap().pulls.len();
    let before = pulls();
    let report = engine.send(&Stop::never()).await.unwrap();
    assert_eq!((report.accepted, pulls()), (0, before));
    device.lock().unwrap().queue.push(Uuid::from_u128(9));
    let report = engine.send(&Stop::never()).await.unwrap();
    assert_eq!((report.accepted, pulls()), (1, before));
    assert_eq!(report.pushed_to.map(|head| head.seq), Some(4));
}

#[tokio::test]
async fn a_full_sync_does_not_count_one_that_only_pushed() {
    let (server, device) = (Server::with_rows(3), device(&[9]));
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pushes = Some(unblock.clone()));
    let engine = Arc::new(engine(&server, &device));
    let sending = tokio::spawn({
        let engine = engine.clone();
        async move { engine.send(&Stop::never()).await }
    });
    until(|| server.clinic.lock().unwrap().pushing).await;
    let full = tokio::spawn({
        let engine = engine.clone();
        async move { engine.sync(&Stop::never()).await }
    });
    tokio::task::yield_now().await;
    server.set(|clinic| clinic.block_pushes = None);
    unblock.notify_one();
    assert_eq!(sending.await.unwrap().unwrap().rows, 0);
    assert_eq!(full.await.unwrap().unwrap().rows, 4);
}

#[tokio::test]
async fn a_caller_of_a_failed_sync_gets_no_report_of_a_push_alone() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let engine = Arc::new(engine(&server, &device));
    engine.sync(&Stop::never()).await.unwrap();
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pulls = Some(unblock.clone()));
    let sync = |engine: Arc<SyncEngine<Server, FakeReplica>>| async move {
        engine.sync(&Stop::never()).await
    };
    let first = tokio::spawn(sync(engine.clone()));
    tokio::task::yield_now().await;
    let sending = tokio::spawn({
        let engine = engine.clone();
        async move { engine.send(&Stop::never()).await }
    });
    tokio::task::yield_now().await;
    let second = tokio::spawn(sync(engine.clone()));
    tokio::task::yield_now().await;
    server.set(|clinic| {
        clinic.block_pulls = None;
        clinic.refuse = Some(Code::MissingRight);
    });
    unblock.notify_one();
    let refused = Err(Error::Refused(Code::MissingRight));
    assert_eq!(first.await.unwrap(), refused);
    assert!(sending.await.unwrap().is_ok(), "there was nothing to send");
    assert_eq!(second.await.unwrap(), refused);
}

#[tokio::test]
async fn a_device_that_was_shut_out_hears_it_when_it_sends_at_once() {
    let (server, device) = (Server::with_rows(3), device(&[]));
    let engine = engine(&server, &device);
    engine.sync(&Stop::never()).await.unwrap();
    server.set(|clinic| clinic.revoked = true);
    device.lock().unwrap().queue.push(Uuid::from_u128(9));
    let report = engine.send(&Stop::never()).await.unwrap();
    assert!(report.revoked);
}

#[tokio::test]
async fn a_sync_can_be_stopped_and_goes_on_where_it_was() {
    let (server, device) = (Server::with_rows(500), device(&[]));
    device.lock().unwrap().apply_takes = Duration::from_millis(2);
    let engine = Arc::new(engine(&server, &device));
    let (stopper, stop) = Stopper::new();
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.sync(&stop).await }
    });
    until(|| device.lock().unwrap().rows.len() >= 50).await;
    stopper.stop();
    assert_eq!(running.await.unwrap(), Err(Error::Stopped));
    assert!(device.lock().unwrap().rows.len() < 500);
    let report = engine.sync(&Stop::never()).await.unwrap();
    assert!(report.at_head);
    let device = device.lock().unwrap();
    assert_eq!(device.rows.len(), 500);
    assert!(device.rows.values().all(|times| *times == 1));
}

#[tokio::test]
async fn a_second_sync_joins_the_first() {
    let (server, device) = (Server::with_rows(60), device(&[1]));
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pushes = Some(unblock.clone()));
    let engine = Arc::new(engine(&server, &device));
    let sync = |engine: Arc<SyncEngine<Server, FakeReplica>>| async move {
        engine.sync(&Stop::never()).await
    };
    let first = tokio::spawn(sync(engine.clone()));
    until(|| device.lock().unwrap().rows.len() == 60).await;
    let second = tokio::spawn(sync(engine.clone()));
    tokio::task::yield_now().await;
    server.set(|clinic| clinic.block_pushes = None);
    unblock.notify_one();
    let (first, second) = (
        first.await.unwrap().unwrap(),
        second.await.unwrap().unwrap(),
    );
    assert_eq!(first, second);
    assert_eq!(device.lock().unwrap().pushes, 1);
    let rows = engine.progress().borrow().report.rows;
    assert_eq!(rows, 61);
}

/// The report of the first counts it as waiting, since it was there when the first ended: that did not send it.
#[tokio::test]
async fn a_second_sync_sends_what_was_queued_too_late_for_the_first() {
    let (server, device) = (Server::with_rows(0), device(&[1]));
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pulls = Some(unblock.clone()));
    let engine = Arc::new(engine(&server, &device));
    let sync = |engine: Arc<SyncEngine<Server, FakeReplica>>| async move {
        engine.sync(&Stop::never()).await
    };
    let first = tokio::spawn(sync(engine.clone()));
    until(|| device.lock().unwrap().queue.is_empty()).await;
    device.lock().unwrap().queue.push(Uuid::from_u128(2));
    let second = tokio::spawn(sync(engine.clone()));
    tokio::task::yield_now().await;
    server.set(|clinic| clinic.block_pulls = None);
    unblock.notify_one();
    assert_eq!(first.await.unwrap().unwrap().waiting.groups, 1);
    assert_eq!(second.await.unwrap().unwrap().waiting.groups, 0);
    assert_eq!(device.lock().unwrap().pushes, 2);
}

/// A user who asks while a sync runs waits for one that asks the server.
#[tokio::test]
async fn a_second_sync_fetches_what_was_named_too_late_for_the_first() {
    let (server, device) = (Server::with_rows(1), device(&[]));
    device.lock().unwrap().to_fetch = vec![Uuid::from_u128(7)];
    device.lock().unwrap().names_late.set(true);
    let unblock = Arc::new(Notify::new());
    server.set(|clinic| clinic.block_pulls = Some(unblock.clone()));
    let engine = Arc::new(engine(&server, &device));
    let sync = |engine: Arc<SyncEngine<Server, FakeReplica>>| async move {
        engine.sync(&Stop::never()).await
    };
    let first = tokio::spawn(sync(engine.clone()));
    until(|| device.lock().unwrap().counts.get() > 0).await;
    let second = tokio::spawn(sync(engine.clone()));
    tokio::task::yield_now().await;
    server.set(|clinic| clinic.block_pulls = None);
    unblock.notify_one();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert!(device.lock().unwrap().to_fetch.is_empty());
}

async fn until(condition: impl Fn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(120), async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    waited.await.expect("it never came to be");
}
