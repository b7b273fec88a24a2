//! The event that a clinic's feed has grown, for the live streams of this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sync_contract::pull::Cursor;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// A subscriber that falls further behind reads the head from the database instead.
const UNREAD_MAX: usize = 64;

/// One clinic's feed has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadMoved {
    pub tenant: Uuid,
    pub position: Cursor,
}

/// Publishes to the subscribed streams of a clinic and wakes no other's. Cheap to clone; all clones share the
/// subscribers.
#[derive(Debug, Clone)]
pub struct HeadEvents {
    senders: Arc<Mutex<HashMap<Uuid, broadcast::Sender<HeadMoved>>>>,
    closing: watch::Sender<bool>,
}

impl HeadEvents {
    pub fn new() -> HeadEvents {
        HeadEvents {
            senders: Arc::default(),
            closing: watch::Sender::new(false),
        }
    }

    /// Publishes after a commit, never inside it. Without subscribers nothing happens: a device that connects asks.
    pub fn publish(&self, head: HeadMoved) {
        let mut senders = self.senders();
        let is_over = senders
            .get(&head.tenant)
            .is_some_and(|sender| sender.send(head).is_err());
        if is_over {
            senders.remove(&head.tenant);
        }
    }

    pub fn subscribe(&self, tenant: Uuid) -> broadcast::Receiver<HeadMoved> {
        let mut senders = self.senders();
        if senders.len() == senders.capacity() {
            senders.retain(|_, sender| sender.receiver_count() > 0);
        }
        let sender = senders.entry(tenant);
        let sender = sender.or_insert_with(|| broadcast::Sender::new(UNREAD_MAX));
        sender.subscribe()
    }

    fn senders(&self) -> MutexGuard<'_, HashMap<Uuid, broadcast::Sender<HeadMoved>>> {
        // a map of senders is complete whatever its last user was doing
        self.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends every stream: a server that stops does not wait for those that never end.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }
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
        let head = HeadMoved {
            tenant: Uuid::from_u128(1),
            position: Cursor::start(Uuid::from_u128(2)),
        };
        events.publish(head);
        let ours = head.tenant;
        let (mut first, mut second) = (events.subscribe(ours), events.clone().subscribe(ours));
        let mut theirs = events.subscribe(Uuid::from_u128(9));
        events.publish(head);
        assert_eq!(first.try_recv().unwrap(), head);
        assert_eq!(second.try_recv().unwrap(), head);
        assert!(theirs.try_recv().is_err(), "no other clinic is woken");
    }
}
