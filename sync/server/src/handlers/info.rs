//! Which server answers.

use sync_contract::messages::{InfoAnswer, PROTOCOL};

use crate::ops::clock::unix_ms;

pub fn handle() -> InfoAnswer {
    InfoAnswer {
        product: "nutrivault-server".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        protocol_major: PROTOCOL.0,
        protocol_minor: PROTOCOL.1,
        unix_ms: unix_ms(),
    }
}
