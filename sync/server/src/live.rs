//! The events for the live streams of this process: a clinic's feed has grown, or the access to it may have changed.
//!
//! The servers of a database exchange them as notifications of Postgres: each has one connection that listens. Where it
//! is lost, the streams ask the database at intervals.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sync_contract::pull::Cursor;
use sync_contract::{Wire, statement};
use thiserror::Error;
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use uuid::Uuid;

use crate::db::clinics::asked_payload;
use crate::db::pool::{Database, OpenError};

/// A subscriber that falls further behind reads the head from the database instead.
const UNREAD_MAX: usize = 64;

/// Events of one clinic within this time go to the other servers together.
const SENT_EVERY: Duration = Duration::from_millis(50);
/// How often the streams ask the database while notifications do not arrive.
const POLLED_EVERY: Duration = Duration::from_secs(10);
/// How often the connection that listens is tried, which may have ended unnoticed, and for how long.
const TRIED_EVERY: Duration = Duration::from_secs(30);
const TRIED_FOR: Duration = Duration::from_secs(10);

/// An event of a clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its feed has grown to this position.
    Grown(Cursor),
    /// The access to it may have changed, or events were missed: ask the database.
    Asked,
}

/// The events of a clinic that were not sent to the other servers yet.
#[derive(Debug, Default)]
struct Untold {
    position: Option<Cursor>,
    is_asked: bool,
}

/// Publishes to the subscribed streams of a clinic and wakes no other's. Cheap to clone; all clones share the
/// subscribers.
#[derive(Debug, Clone)]
pub struct HeadEvents {
    senders: Arc<Mutex<HashMap<Uuid, broadcast::Sender<Event>>>>,
    untold: Arc<Mutex<HashMap<Uuid, Untold>>>,
    has_untold: Arc<Notify>,
    closing: watch::Sender<bool>,
    /// The id by which this process recognises its own notifications.
    process: Uuid,
}

/// Why notifications of the other servers do not arrive.
#[derive(Debug, Error)]
enum Unheard {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the connection that listens ended")]
    Ended,
    #[error("the connection that listens does not answer")]
    Silent,
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
}

impl HeadEvents {
    pub fn new() -> HeadEvents {
        HeadEvents {
            senders: Arc::default(),
            untold: Arc::default(),
            has_untold: Arc::default(),
            closing: watch::Sender::new(false),
            process: Uuid::from_bytes(rand::random()),
        }
    }

    /// Publishes after a commit, never inside it. Without subscribers nothing happens: a device that connects asks.
    pub fn publish(&self, tenant: Uuid, event: Event) {
        self.publish_here(tenant, event);
        let mut untold = lock(&self.untold);
        let of_tenant = untold.entry(tenant).or_default();
        match event {
            Event::Grown(position) => of_tenant.position = Some(position),
            Event::Asked => of_tenant.is_asked = true,
        }
        drop(untold);
        self.has_untold.notify_one();
    }

    fn publish_here(&self, tenant: Uuid, event: Event) {
        let mut senders = lock(&self.senders);
        let is_over = senders
            .get(&tenant)
            .is_some_and(|sender| sender.send(event).is_err());
        if is_over {
            senders.remove(&tenant);
        }
    }

    pub fn subscribe(&self, tenant: Uuid) -> broadcast::Receiver<Event> {
        let mut senders = lock(&self.senders);
        if senders.len() == senders.capacity() {
            senders.retain(|_, sender| sender.receiver_count() > 0);
        }
        let sender = senders.entry(tenant);
        let sender = sender.or_insert_with(|| broadcast::Sender::new(UNREAD_MAX));
        sender.subscribe()
    }

    /// Ends every stream: a server that stops does not wait for those that never end.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Lets every stream of this process ask the database.
    fn ask_all(&self) {
        for sender in lock(&self.senders).values() {
            // one without a receiver is removed with its next event
            let _ = sender.send(Event::Asked);
        }
    }

    /// Takes the notifications that were not sent to the other servers yet.
    fn take_untold(&self) -> Vec<String> {
        let untold = std::mem::take(&mut *lock(&self.untold));
        let mut payloads = Vec::with_capacity(untold.len());
        for (tenant, Untold { position, is_asked }) in untold {
            let about = asked_payload(self.process, tenant);
            if is_asked {
                payloads.push(about.clone());
            }
            if let Some(position) = position {
                payloads.push(format!("{about} {}", HEXLOWER.encode(&position.to_bytes())));
            }
        }
        payloads
    }

    /// Publishes an event of another server. A payload that is not ours is ignored.
    fn hear(&self, payload: &str) {
        let mut words = payload.split(' ');
        let mut id = || words.next().and_then(|word| Uuid::try_parse(word).ok());
        let (Some(process), Some(tenant)) = (id(), id()) else {
            return;
        };
        let event = match words.next() {
            None => Some(Event::Asked),
            Some(position) => position_in(position).map(Event::Grown),
        };
        if let Some(event) = event.filter(|_| process != self.process) {
            self.publish_here(tenant, event);
        }
    }

    /// Exchanges events with the other servers of the database, until it is cancelled.
    pub async fn exchange(&self, database: &Database) {
        loop {
            if let Err(cause) = self.listen(database).await {
                tracing::warn!(%cause, "other servers are not heard: streams ask the database");
            }
            sleep(POLLED_EVERY).await;
            self.ask_all();
        }
    }

    async fn listen(&self, database: &Database) -> Result<(), Unheard> {
        let (client, mut received) = database.listen().await?;
        // events that were published before it listened
        self.ask_all();
        let mut tries = interval(TRIED_EVERY);
        tries.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                payload = received.recv() => self.hear(&payload.ok_or(Unheard::Ended)?),
                () = self.has_untold.notified() => {
                    for payload in self.take_untold() {
                        let notify = statement!("connection", "notify");
                        let sent = timeout(TRIED_FOR, client.query_one(notify, &[&payload])).await;
                        sent.map_err(|_| Unheard::Silent)??;
                    }
                    sleep(SENT_EVERY).await;
                }
                _ = tries.tick() => {
                    let ping = client.query_one(statement!("connection", "ping"), &[]);
                    timeout(TRIED_FOR, ping).await.map_err(|_| Unheard::Silent)??;
                }
            }
        }
    }
}

fn position_in(hexadecimal: &str) -> Option<Cursor> {
    let bytes = HEXLOWER.decode(hexadecimal.as_bytes()).ok()?;
    Cursor::from_bytes(&bytes).ok()
}

fn lock<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    // each change of a map is complete, so a poisoned lock is still valid
    map.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for HeadEvents {
    fn default() -> HeadEvents {
        HeadEvents::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_subscriber_gets_the_event_and_none_is_no_error() {
        let events = HeadEvents::new();
        let head = Event::Grown(Cursor::start(Uuid::from_u128(2)));
        let ours = Uuid::from_u128(1);
        events.publish(ours, head);
        let (mut first, mut second) = (events.subscribe(ours), events.clone().subscribe(ours));
        let mut theirs = events.subscribe(Uuid::from_u128(9));
        events.publish(ours, head);
        assert_eq!(first.try_recv().unwrap(), head);
        assert_eq!(second.try_recv().unwrap(), head);
        assert!(theirs.try_recv().is_err(), "no other clinic is woken");
    }

    #[test]
    fn another_server_hears_the_latest_position_and_that_it_has_to_ask() {
        let (here, there) = (HeadEvents::new(), HeadEvents::new());
        let tenant = Uuid::from_u128(1);
        let at = |seq| Cursor {
            seq,
            ..Cursor::start(Uuid::from_u128(2))
        };
        for seq in 1..=3 {
            here.publish(tenant, Event::Grown(at(seq)));
        }
        here.publish(tenant, Event::Asked);
        let (mut own, mut others) = (here.subscribe(tenant), there.subscribe(tenant));
        let mut payloads = here.take_untold();
        payloads.extend(["", "of no server", "1 2 3"].map(str::to_owned));
        for payload in &payloads {
            here.hear(payload);
            there.hear(payload);
        }
        assert_eq!(others.try_recv().unwrap(), Event::Asked);
        assert_eq!(others.try_recv().unwrap(), Event::Grown(at(3)));
        assert!(others.try_recv().is_err() && own.try_recv().is_err());
        assert!(here.take_untold().is_empty());
    }
}
