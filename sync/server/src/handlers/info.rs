//! Which server answers, proved by its key.

use sync_contract::Catalog;
use sync_contract::messages::{Info, InfoAnswer, PROTOCOL};

use crate::crypto::identity::Identity;
use crate::ops::clock::unix_ms;

pub fn handle(identity: &Identity, call: &Info) -> InfoAnswer {
    let answer = InfoAnswer {
        product: "nutrivault-server".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        protocol_major: PROTOCOL.0,
        protocol_minor: PROTOCOL.1,
        unix_ms: unix_ms(),
        catalog: Catalog::hash(),
        server_key: [0; 32],
        successor: None,
        certificate: None,
        signature: [0; 64],
    };
    identity.sign(answer, &call.nonce)
}
