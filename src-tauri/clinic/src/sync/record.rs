//! How one record stands to the server.

use sync_contract::field::Time;
use vault::reads::Stored;

use crate::view::{At, RecordSync};

/// What has been sent and not answered still counts as only here: green means acknowledged.
pub(crate) fn record_sync<E>(row: &Stored<E>) -> RecordSync {
    RecordSync {
        only_here: row.sync.waiting + row.sync.sending,
        since: row.sync.since_us.map(|us| At::of(Time(us))),
        needs_you: row.sync.refused > 0 || !row.conflicted.is_empty() || !row.damaged.is_empty(),
    }
}
