//! The trusted proxies before this server, and the client that they name.

use std::net::IpAddr;

use axum::http::HeaderMap;
use clap::ValueEnum;

/// The header in which a proxy names its client. Only the configured one is read: a client could forge the other
/// through the proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProxyHeader {
    #[default]
    XForwardedFor,
    Forwarded,
}

/// The trusted proxies before this server.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    pub addresses: Vec<IpAddr>,
    pub header: ProxyHeader,
}

impl TrustedProxies {
    pub fn contains(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address.to_canonical())
    }

    /// Returns the client that the proxies name: the last address that is none of theirs, since those before are what
    /// the client itself claims.
    pub fn client_in(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let name = match self.header {
            ProxyHeader::XForwardedFor => "x-forwarded-for",
            ProxyHeader::Forwarded => "forwarded",
        };
        let values: Option<Vec<&str>> = headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().ok())
            .collect();
        let values = values?;
        let hops = values.iter().rev().flat_map(|value| value.rsplit(','));
        for hop in hops {
            let address = match self.header {
                ProxyHeader::XForwardedFor => address_in(hop)?,
                ProxyHeader::Forwarded => {
                    let pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
                    let mut named = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case("for"));
                    address_in(named.next()?.1)?
                }
            };
            if !self.contains(address) {
                return Some(address);
            }
        }
        None
    }
}

/// Parses an address, which may have a port and, as version 6, brackets.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let host = match text.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => host,
            _ => text,
        },
    };
    host.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn of_a_proxy_the_address_counts_that_it_has_received_from() {
        let proxies = |header| TrustedProxies {
            addresses: vec!["10.0.0.9".parse().unwrap()],
            header,
        };
        let client = |header, name: &'static str, value: &str| {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            let client = proxies(header).client_in(&headers);
            client.map(|client| client.to_string())
        };
        let x_forwarded_for = |value| client(ProxyHeader::XForwardedFor, "x-forwarded-for", value);
        for (value, expected) in [
            ("10.0.0.1, 10.0.0.2", Some("10.0.0.2")),
            ("10.0.0.1, 10.0.0.2, 10.0.0.9", Some("10.0.0.2")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]:4711", Some("2001:db8::1")),
            ("10.0.0.1:4711", Some("10.0.0.1")),
            ("10.0.0.1, unknown", None),
            ("", None),
        ] {
            assert_eq!(x_forwarded_for(value).as_deref(), expected, "{value}");
        }
        let forwarded = |value| client(ProxyHeader::Forwarded, "forwarded", value);
        for (value, expected) in [
            ("for=10.0.0.1, for=10.0.0.2;proto=https", Some("10.0.0.2")),
            ("proto=https;For=\"[2001:db8::1]:80\"", Some("2001:db8::1")),
            ("for=_hidden", None),
            ("by=10.0.0.9", None),
        ] {
            assert_eq!(forwarded(value).as_deref(), expected, "{value}");
        }
        // the header that the proxy does not write may be forged by the client
        assert_eq!(
            client(ProxyHeader::Forwarded, "x-forwarded-for", "10.0.0.1"),
            None
        );
    }
}
