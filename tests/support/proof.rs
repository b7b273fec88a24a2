//! How a device proves itself, step by step.

use sync_contract::messages::{Challenge, Info, Token};
use sync_contract::protocol::Protocol;
use uuid::Uuid;

/// Asks for a challenge and returns the answer to it, which is not signed yet.
pub async fn challenged<P: Protocol>(protocol: &P, tenant: Uuid, device_number: u32) -> Token
where
    P::Error: std::fmt::Debug,
{
    let client_nonce = rand::random();
    let info = Info {
        nonce: client_nonce,
    };
    let info = protocol.info(None, info).await.unwrap();
    let challenge = Challenge {
        tenant,
        device_number,
    };
    let nonce = protocol.challenge(None, challenge).await.unwrap().nonce;
    Token {
        tenant,
        device_number,
        nonce,
        client_nonce,
        origin: protocol.channel().origin,
        server_key: info.server_key,
        certificate: info.certificate,
        signature: [0; 64],
    }
}
