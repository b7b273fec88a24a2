//! The key by which this server proves itself to devices, which have pinned it: the one thing that it signs with.

use std::net::IpAddr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use sync_contract::messages::{DeviceReturn, GivenNumber, InfoAnswer, Token};
use uuid::Uuid;

/// The server's signed description of itself, and the origins under which devices reach it.
#[derive(Debug, Clone, Default)]
pub struct Channel {
    /// The SHA-256 of the certificate, where this server ends TLS itself.
    pub certificate: Option<[u8; 32]>,
    pub origins: Origins,
}

/// The origins under which devices reach this server: schemes, hosts and ports. Never taken from a request: an attacker
/// who relays a device's proof chooses the request's headers.
#[derive(Debug, Clone)]
pub enum Origins {
    /// Those that the operator has named, and no other.
    Named(Vec<String>),
    /// Of a server that ends TLS itself: each host that its certificate is for, whatever port leads to it.
    Certificate(CertificateDer<'static>),
    /// Of a server on plain HTTP: this machine, at the port where it listens.
    ThisMachine { port: u16 },
}

impl Default for Origins {
    fn default() -> Origins {
        Origins::Named(Vec::new())
    }
}

impl Origins {
    fn contains(&self, origin: &str) -> bool {
        match self {
            Origins::Named(all) => {
                let is_same = |own: &String| own.trim_end_matches('/').eq_ignore_ascii_case(origin);
                all.iter().any(is_same)
            }
            Origins::Certificate(certificate) => {
                let host = host_and_port(origin, "https://").map(|(host, _)| host);
                host.is_some_and(|host| is_for(certificate, host))
            }
            Origins::ThisMachine { port: own } => {
                let named = host_and_port(origin, "http://");
                named.is_some_and(|(host, port)| is_loopback(host) && port == Some(*own))
            }
        }
    }
}

/// Returns the host of an origin, an address of version 6 without its brackets, and its port where it names one.
fn host_and_port<'a>(origin: &'a str, scheme: &str) -> Option<(&'a str, Option<u16>)> {
    let rest = origin.strip_prefix(scheme)?;
    let (host, port) = match rest.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
    };
    match port.strip_prefix(':') {
        None if port.is_empty() => Some((host, None)),
        None => None,
        Some(port) => Some((host, Some(port.parse().ok()?))),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn is_for(certificate: &CertificateDer<'static>, host: &str) -> bool {
    let (Ok(certificate), Ok(host)) = (
        ParsedCertificate::try_from(certificate),
        ServerName::try_from(host),
    ) else {
        return false;
    };
    verify_server_name(&certificate, &host).is_ok()
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

    /// Completes and signs an answer that proves this server's identity.
    pub fn sign(&self, mut answer: InfoAnswer, nonce: &[u8; 32]) -> InfoAnswer {
        answer.server_key = self.key.verifying_key().to_bytes();
        answer.successor = self.successor;
        answer.certificate = self.channel.certificate;
        answer.signature = self.key.sign(&answer.signing_input(nonce)).to_bytes();
        answer
    }

    /// Signs that a number was given to a device.
    pub fn give_number(
        &self,
        tenant: Uuid,
        device: Uuid,
        public_key: &[u8; 32],
        device_number: u32,
    ) -> GivenNumber {
        let input = GivenNumber::signing_input(tenant, device, public_key, device_number);
        GivenNumber {
            device_number,
            signature: self.key.sign(&input).to_bytes(),
        }
    }

    /// Returns whether this server has given a number to the device of a call: signed with its key, or with the
    /// successor key, which it may have used before it was restored from an older backup.
    pub fn has_given(&self, call: &DeviceReturn, given: &GivenNumber) -> bool {
        let number = given.device_number;
        let input = GivenNumber::signing_input(call.tenant, call.device, &call.public_key, number);
        let signature = Signature::from_bytes(&given.signature);
        let successor = self.successor.map(|key| VerifyingKey::from_bytes(&key));
        let successor = successor.and_then(Result::ok);
        let mut keys = [Some(self.key.verifying_key()), successor]
            .into_iter()
            .flatten();
        keys.any(|key| key.verify_strict(&input, &signature).is_ok())
    }

    /// Returns whether a device's proof is meant for this server and its channel, and was not relayed by another one.
    /// In-process calls have no origin to check.
    pub fn is_meant(&self, token: &Token, is_over_network: bool) -> bool {
        let is_origin = !is_over_network || self.channel.origins.contains(&token.origin);
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
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ORIGIN: &str = "https://clinic.example:8443";

    fn token(origin: &str) -> Token {
        Token {
            tenant: Uuid::nil(),
            device_number: 1,
            nonce: [0; 32],
            client_nonce: [0; 32],
            origin: origin.to_owned(),
            server_key: public_key(&[1; 32]),
            certificate: Some([2; 32]),
            signature: [0; 64],
        }
    }

    fn identity(origins: Origins) -> Identity {
        Identity::new([1; 32], None).over(Channel {
            certificate: Some([2; 32]),
            origins,
        })
    }

    #[test]
    fn a_proof_for_another_server_is_none_here() {
        let identity = identity(Origins::Named(vec![ORIGIN.to_owned()]));
        let token = token(ORIGIN);
        assert!(identity.is_meant(&token, true));
        for changed in [
            Token {
                origin: "https://evil.example".to_owned(),
                ..token.clone()
            },
            Token {
                origin: String::new(),
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
            assert!(!identity.is_meant(&changed, true), "{changed:?}");
        }
    }

    #[test]
    fn a_server_learns_its_origins_from_no_request() {
        let is_known = |origins: &Origins, origin: &str| {
            identity(origins.clone()).is_meant(&token(origin), true)
        };
        let unknown = Origins::default();
        assert!(!is_known(&unknown, ORIGIN));
        assert!(identity(unknown).is_meant(&token(ORIGIN), false));

        let named = Origins::Named(vec!["https://Clinic.example:8443/".to_owned()]);
        assert!(is_known(&named, ORIGIN));
        assert!(!is_known(&named, "https://clinic.example"));

        let here = Origins::ThisMachine { port: 8443 };
        for own in ["127.0.0.1", "127.1.2.3", "localhost", "[::1]"] {
            assert!(is_known(&here, &format!("http://{own}:8443")), "{own}");
            assert!(!is_known(&here, &format!("http://{own}:9000")), "{own}");
            assert!(!is_known(&here, &format!("http://{own}")), "{own}");
        }
        for other in ["http://clinic.example:8443", "http://10.0.0.7:8443", ORIGIN] {
            assert!(!is_known(&here, other), "{other}");
        }

        let names = ["clinic.example", "10.0.0.7"].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let certified = Origins::Certificate(made.cert.der().clone());
        for own in [ORIGIN, "https://clinic.example", "https://10.0.0.7:8443"] {
            assert!(is_known(&certified, own), "{own}");
        }
        for other in [
            "https://evil.example",
            "https://10.0.0.8",
            "http://clinic.example",
            "",
        ] {
            assert!(!is_known(&certified, other), "{other}");
        }
    }
}
