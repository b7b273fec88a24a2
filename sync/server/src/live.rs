//! The event that a clinic's feed has grown, for the live streams of this process.

use sync_contract::pull::Cursor;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// A subscriber that falls further behind reads the head from the database instead.
const UNREAD_MAX: usize = 1024;

/// One clinic's feed has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadMoved {
    pub tenant: Uuid,
    pub position: Cursor,
}

/// Publishes to every subscribed stream. Cheap to clone; all clones share the subscribers.
#[derive(Debug, Clone)]
pub struct HeadEvents {
    sender: broadcast::Sender<HeadMoved>,
    closing: watch::Sender<bool>,
}

impl HeadEvents {
    pub fn new() -> HeadEvents {
        let (sender, _) = broadcast::channel(UNREAD_MAX);
        HeadEvents {
            sender,
            closing: watch::Sender::new(false),
        }
    }

    /// Publishes after a commit, never inside it. Without subscribers nothing happens: a device that connects asks.
    pub fn publish(&self, head: HeadMoved) {
        let _subscribers = self.sender.send(head);
    }

    pub fn subscribe(&self) -> broadcast::Receiver<HeadMoved> {
        self.sender.subscribe()
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
        let (mut first, mut second) = (events.subscribe(), events.clone().subscribe());
        events.publish(head);
        assert_eq!(first.try_recv().unwrap(), head);
        assert_eq!(second.try_recv().unwrap(), head);
    }
}
