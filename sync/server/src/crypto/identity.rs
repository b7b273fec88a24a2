//! The key by which this server proves itself to devices, which have pinned it: the one thing that it signs with.

use ed25519_dalek::{Signer, SigningKey};
use sync_contract::messages::{InfoAnswer, Token};

/// What the server says of itself, signed.
#[derive(Debug, Clone, Default)]
pub struct Channel {
    /// The SHA-256 of the certificate, where this server ends TLS itself.
    pub certificate: Option<[u8; 32]>,
    /// The origins under which devices reach it; empty where a proxy hands their host on.
    pub origins: Vec<String>,
}

/// The server's identity. Its key is never printed.
#[derive(Clone)]
pub struct Identity {
    key: SigningKey,
    successor: Option<[u8; 32]>,
    channel: Channel,
}

impl Identity {
    pub fn new(key: [u8; 32], successor: Option<[u8; 32]>) -> Identity {
        Identity {
            key: SigningKey::from_bytes(&key),
            successor: successor.map(|key| public_key(&key)),
            channel: Channel::default(),
        }
    }

    pub fn over(self, channel: Channel) -> Identity {
        Identity { channel, ..self }
    }

    /// Completes an answer with what proves who gives it.
    pub fn sign(&self, mut answer: InfoAnswer, nonce: &[u8; 32]) -> InfoAnswer {
        answer.server_key = self.key.verifying_key().to_bytes();
        answer.successor = self.successor;
        answer.certificate = self.channel.certificate;
        answer.signature = self.key.sign(&answer.signing_input(nonce)).to_bytes();
        answer
    }

    /// Returns whether a device has proved itself to this server, over the way that this server knows, and not to one
    /// that hands its proof on. `host` is what the request names, none where it came over no network.
    pub fn is_meant(&self, token: &Token, host: Option<&str>) -> bool {
        let is_known = |origin: &str| self.channel.origins.iter().any(|own| own == origin);
        let is_origin = match host {
            None => true,
            Some(_) if !self.channel.origins.is_empty() => is_known(&token.origin),
            Some(host) => token
                .origin
                .split_once("://")
                .is_some_and(|(_, named)| named.eq_ignore_ascii_case(host)),
        };
        is_origin
            && token.server_key == self.key.verifying_key().to_bytes()
            && token.certificate == self.channel.certificate
    }
}

/// Returns the public half of a key, which may be shown.
pub fn public_key(key: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(key).verifying_key().to_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_proof_for_another_server_is_none_here() {
        let identity = Identity::new([1; 32], None).over(Channel {
            certificate: Some([2; 32]),
            origins: Vec::new(),
        });
        let token = Token {
            tenant: Uuid::nil(),
            device_number: 1,
            nonce: [0; 32],
            client_nonce: [0; 32],
            origin: "https://clinic.example:8443".to_owned(),
            server_key: public_key(&[1; 32]),
            certificate: Some([2; 32]),
            signature: [0; 64],
        };
        let host = Some("clinic.example:8443");
        assert!(identity.is_meant(&token, host));
        assert!(!identity.is_meant(&token, Some("evil.example")));
        assert!(!identity.is_meant(&token, Some("")));
        for changed in [
            Token {
                origin: "https://evil.example".to_owned(),
                ..token.clone()
            },
            Token {
                server_key: [7; 32],
                ..token.clone()
            },
            Token {
                certificate: Some([3; 32]),
                ..token.clone()
            },
            Token {
                certificate: None,
                ..token.clone()
            },
        ] {
            assert!(!identity.is_meant(&changed, host), "{changed:?}");
        }
        let behind_proxy = identity.over(Channel {
            certificate: Some([2; 32]),
            origins: vec!["https://clinic.example:8443".to_owned()],
        });
        assert!(behind_proxy.is_meant(&token, Some("10.0.0.7:80")));
    }
}
