//! Positions in the feed of a clinic.

use uuid::Uuid;

use crate::codec::{Malformed, Reader, Wire, Writer};

/// A position in the feed: the history, the sequence number, and the marker of that number's push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// Random; a new one after the server was restored from a backup.
    pub timeline: Uuid,
    pub seq: u64,
    /// Random per push: two histories with the same number differ here. All zero at 0.
    pub history_mark: Uuid,
}

impl Cursor {
    /// Returns the beginning of a history.
    pub fn start(timeline: Uuid) -> Self {
        Self {
            timeline,
            seq: 0,
            history_mark: Uuid::nil(),
        }
    }
}

impl Wire for Cursor {
    fn write(&self, writer: &mut Writer) {
        writer.uuid(self.timeline);
        writer.u64(self.seq);
        writer.uuid(self.history_mark);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            timeline: reader.uuid()?,
            seq: reader.u64()?,
            history_mark: reader.uuid()?,
        })
    }
}
