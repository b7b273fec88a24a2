//! What this process tells its open streams: the head that a committed push has left.

use sync_contract::pull::Cursor;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// A stream that falls further behind than this reads the head from the database instead.
const UNREAD_MAX: usize = 1024;

/// One clinic's feed has grown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub tenant: Uuid,
    pub cursor: Cursor,
}

/// Cheap to clone; every clone speaks to the same streams.
#[derive(Debug, Clone)]
pub struct Heads {
    sender: broadcast::Sender<Head>,
    closing: watch::Sender<bool>,
}

impl Heads {
    pub fn new() -> Heads {
        let (sender, _) = broadcast::channel(UNREAD_MAX);
        Heads {
            sender,
            closing: watch::Sender::new(false),
        }
    }

    /// After the commit, never inside it. Nobody listening is not an error: a device asks when it comes.
    pub fn announce(&self, head: Head) {
        let _listeners = self.sender.send(head);
    }

    pub fn listen(&self) -> broadcast::Receiver<Head> {
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

impl Default for Heads {
    fn default() -> Heads {
        Heads::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_listener_hears_of_a_head_and_silence_is_no_error() {
        let heads = Heads::new();
        let head = Head {
            tenant: Uuid::from_u128(1),
            cursor: Cursor::start(Uuid::from_u128(2)),
        };
        heads.announce(head);
        let (mut first, mut second) = (heads.listen(), heads.clone().listen());
        heads.announce(head);
        assert_eq!(first.try_recv().unwrap(), head);
        assert_eq!(second.try_recv().unwrap(), head);
    }
}
