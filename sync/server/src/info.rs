//! Who answers here.

use sync_contract::messages::{InfoAnswer, PROTOCOL};

use crate::proof::unix_ms;

pub fn answer() -> InfoAnswer {
    InfoAnswer {
        product: "nutrivault-server".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        protocol_major: PROTOCOL.0,
        protocol_minor: PROTOCOL.1,
        unix_ms: unix_ms(),
    }
}
