//! The server's clock.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY_MS: u64 = 24 * 3600 * 1000;

pub fn unix_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock of a server is set after 1970");
    u64::try_from(since.as_millis()).expect("milliseconds fit until the year 500 million")
}

/// Days since 1970, in UTC.
pub fn today() -> i32 {
    i32::try_from(unix_ms() / DAY_MS).expect("days fit for five million years")
}
