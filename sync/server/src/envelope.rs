//! The form of every call over HTTP: canonical bytes in, canonical bytes or a problem out.

use std::net::SocketAddr;

use axum::{
    body::Bytes,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State, rejection::BytesRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use sync_contract::messages::{CONTENT_TYPE, Call, PROTOCOL, PROTOCOL_HEADER};
use sync_contract::protocol::Bearer;
use sync_contract::{Code, Wire};

use crate::problem::Problem;
use crate::state::{App, Client};

const VERSION_CHARS_MAX: usize = 32;

/// Returns the route of one call: decodes it, lets `handler` answer, encodes the answer.
pub fn call<C, Handler, Answer>(handler: Handler) -> MethodRouter<App>
where
    C: Call,
    Handler: FnOnce(App, Option<Bearer>, C) -> Answer + Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<C::Answer, Problem>> + Send,
{
    let route = async move |State(app): State<App>,
                            extensions: Extensions,
                            headers: HeaderMap,
                            body: Result<Bytes, BytesRejection>| {
        let app = app.for_client(client_of(&extensions, &headers));
        let result = match read::<C>(&headers, body) {
            Ok((bearer, call)) => handler(app, bearer, call).await,
            Err(code) => Err(code.into()),
        };
        match result {
            Ok(answer) => bytes(StatusCode::OK, answer.to_bytes()),
            Err(problem) => refusal(&problem),
        }
    };
    post(route).layer(DefaultBodyLimit::max(C::BYTES_MAX))
}

fn client_of(extensions: &Extensions, headers: &HeaderMap) -> Client {
    let address = extensions.get::<ConnectInfo<SocketAddr>>();
    Client {
        address: address.map(|ConnectInfo(address)| address.ip()),
        version: version(headers),
    }
}

/// Returns the version of a program of ours, whose user agent is `nutrivault/1.2.3`.
fn version(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let version = agent.strip_prefix("nutrivault/")?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-+".contains(letter);
    let is_plain = (1..=VERSION_CHARS_MAX).contains(&version.len());
    (is_plain && version.chars().all(allowed)).then(|| version.to_owned())
}

fn read<C: Call>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(Option<Bearer>, C), Code> {
    check_protocol(headers)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        _ => Code::Malformed,
    })?;
    let bearer = bearer(headers);
    if C::NEEDS_TOKEN && bearer.is_none() {
        return Err(Code::Unauthenticated);
    }
    let call = C::from_bytes(&body).map_err(|_| Code::Malformed)?;
    Ok((bearer, call))
}

/// Checks the protocol that a request names.
///
/// # Errors
/// `VersionUnsupported` for another protocol, and for a request that names none.
pub fn check_protocol(headers: &HeaderMap) -> Result<(), Code> {
    let spoken = headers.get(PROTOCOL_HEADER).and_then(|h| h.to_str().ok());
    let major = spoken.and_then(|spoken| spoken.split('.').next());
    match major.map(str::parse::<u16>) {
        Some(Ok(major)) if major == PROTOCOL.0 => Ok(()),
        _ => Err(Code::VersionUnsupported),
    }
}

pub fn bearer(headers: &HeaderMap) -> Option<Bearer> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = authorization.strip_prefix("Bearer ")?;
    Some(Bearer(token.to_owned()))
}

/// Returns a problem as an answer of the protocol.
pub fn refusal(problem: &Problem) -> Response {
    let retry_after_s = problem.retry_after_s();
    let body = sync_contract::Problem {
        code: problem.code(),
        retry_after_s,
    };
    let mut response = bytes(problem.status(), body.to_bytes());
    if let Some(retry_after_s) = retry_after_s {
        let value = HeaderValue::from(retry_after_s);
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn bytes(status: StatusCode, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, CONTENT_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}

/// Names the protocol in every response, so that a client can distinguish our responses from those of another server.
pub async fn say_protocol(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let (major, minor) = PROTOCOL;
    let spoken = HeaderValue::from_str(&format!("{major}.{minor}"))
        .expect("two numbers and a point are a header's value");
    response.headers_mut().insert(PROTOCOL_HEADER, spoken);
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::messages::{Info, Pull};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn another_protocol_is_refused_before_its_bytes_are_read() {
        let body = || Ok(Bytes::from_static(b"?"));
        for spoken in ["2.0", "", "one"] {
            let refused = read::<Info>(&headers(&[(PROTOCOL_HEADER, spoken)]), body());
            assert_eq!(refused.err(), Some(Code::VersionUnsupported));
        }
        let ours = headers(&[(PROTOCOL_HEADER, "1.7")]);
        assert_eq!(read::<Info>(&ours, body()).err(), Some(Code::Malformed));
        assert_eq!(
            read::<Pull>(&ours, body()).err(),
            Some(Code::Unauthenticated)
        );
    }

    #[test]
    fn a_user_agent_of_ours_has_a_version_and_another_has_none() {
        let version_of = |agent| version(&headers(&[("user-agent", agent)]));
        assert_eq!(
            version_of("nutrivault/0.1.0-rc.1").as_deref(),
            Some("0.1.0-rc.1")
        );
        let long = format!("nutrivault/{}", "1".repeat(33)).leak();
        for agent in ["curl/8.0", "nutrivault/", "nutrivault/1 (x)", long] {
            assert_eq!(version_of(agent), None, "{agent}");
        }
    }

    #[test]
    fn a_client_over_its_limit_gets_the_time_to_retry() {
        let response = refusal(&Problem::Later { retry_after_s: 7 });
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
    }

    #[test]
    fn a_refusal_carries_its_code_in_status_and_bytes() {
        let response = refusal(&Problem::DatabaseAway);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let response = refusal(&Code::CodeExpired.into());
        assert_eq!(response.status(), StatusCode::GONE);
        assert_eq!(response.headers()[header::CONTENT_TYPE], CONTENT_TYPE);
    }
}
