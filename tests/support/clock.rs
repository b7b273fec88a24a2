//! A clock that a test sets: it runs with the machine's, at an offset.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use vault::{Moment, WallClock};

#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Forwards, or backwards when negative.
    pub fn jump_ms(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::SeqCst);
    }
}

impl WallClock for Clock {
    fn moment(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let wall_ms = i64::try_from(since.as_millis()).unwrap();
        Moment {
            wall_ms: wall_ms + self.offset_ms.load(Ordering::SeqCst),
            uptime_ms: u64::try_from(wall_ms).unwrap(),
            boot: 1,
        }
    }
}
