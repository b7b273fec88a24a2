//! The form of every call over HTTP: canonical bytes in, canonical bytes or a problem out.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{MethodRouter, post},
};
use futures_util::{Stream, StreamExt, stream};
use sync_contract::hash::content_digest;
use sync_contract::messages::{CONTENT_TYPE, Call, DIGEST_HEADER, PROTOCOL, PROTOCOL_HEADER};
use sync_contract::protocol::Bearer;
use sync_contract::{Code, Wire};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::auth::token::{self, Caller, PresentedToken, TokenHolder};
use crate::ops::budgets::{Reserved, SMALL_BYTES_MAX};
use crate::ops::connections::{Connection, InFlight};
use crate::problem::Problem;
use crate::state::{App, Client};

const VERSION_CHARS_MAX: usize = 32;

/// How far a body may fall behind ...
const BODY_LATE_MAX: Duration = Duration::from_secs(10);
/// ... this rate, however much of it came before.
const BODY_BYTES_A_SECOND: u32 = 32 * 1024;
/// How long a device may take to receive an answer ...
const TAKEN_WITHIN: Duration = Duration::from_secs(20);
/// ... and one second more for each of these.
const TAKEN_BYTES_A_SECOND: usize = 32 * 1024;
/// How much of a refused body is taken and dropped, so that the client reads the refusal instead of a reset.
const DROPPED_BYTES_MAX: usize = 4 << 20;
/// Of an answer, handed over at once.
const PIECE_BYTES_MAX: usize = 256 * 1024;
const DROPPED_WITHIN: Duration = Duration::from_secs(5);

/// A call that was read, with the memory that it holds.
struct Received<C> {
    call: C,
    sender: Sender,
    _reserved: Reserved,
}

/// The sender of a call, as far as its headers say.
struct Sender {
    bearer: Option<Bearer>,
    /// Where a device has to send it.
    device: Option<Caller>,
    /// What the database says of the token, where it was asked.
    holder: Option<TokenHolder>,
    /// Until the answer is taken.
    request: Reserved,
}

/// Returns the route of one call: decodes it, lets `handler` answer, encodes the answer.
pub fn call<C, Handler, Answer>(handler: Handler) -> MethodRouter<App>
where
    C: Call,
    Handler: FnOnce(App, Option<Bearer>, C) -> Answer + Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<C::Answer, Problem>> + Send,
{
    post(async move |State(app): State<App>, request: Request| {
        let (head, body) = request.into_parts();
        let app = app.for_client(client_of(&head.extensions, &head.headers));
        let received = match receive::<C>(&app, &head, body).await {
            Ok(received) => received,
            Err(problem) => return refusal(&problem),
        };
        let Received {
            call,
            sender,
            _reserved,
        } = received;
        let Sender {
            bearer,
            device,
            holder,
            request,
        } = sender;
        let (budgets, connection) = (app.budgets.clone(), app.client.connection.clone());
        let answer = match handler(app.with_holder(holder), bearer, call).await {
            Ok(answer) => answer.to_bytes(),
            Err(problem) => return refusal(&problem),
        };
        let Some(device) = device.filter(|_| answer.len() > SMALL_BYTES_MAX) else {
            return bytes(StatusCode::OK, answer);
        };
        match budgets.send(device.key(), answer.len()).await {
            Ok(reserved) => until_taken(answer, request.and(reserved), connection),
            Err(problem) => refusal(&problem),
        }
    })
}

/// Reads a call: protocol, token and declared length are checked and its memory is reserved before the first byte.
async fn receive<C: Call>(app: &App, head: &Parts, body: Body) -> Result<Received<C>, Problem> {
    let body = body.into_data_stream();
    let reserved = match reserve::<C>(app, &head.headers).await {
        Ok(reserved) => reserved,
        Err(problem) => {
            tokio::spawn(timeout(DROPPED_WITHIN, drop_bytes(body)));
            return Err(problem);
        }
    };
    let (sender, length, _reserved) = reserved;
    let bytes = read_bytes(body, length).await?;
    check_digest(&head.headers, &bytes)?;
    let call = C::from_bytes(&bytes).map_err(|_| Code::Malformed)?;
    Ok(Received {
        call,
        sender,
        _reserved,
    })
}

/// A device's token is verified before a body that takes some memory: a revoked device has a share of its own.
async fn reserve<C: Call>(
    app: &App,
    headers: &HeaderMap,
) -> Result<(Sender, usize, Reserved), Problem> {
    check_protocol(headers)?;
    let bearer = bearer(headers);
    let mut sender = Sender {
        bearer,
        device: None,
        holder: None,
        request: Reserved::default(),
    };
    if !C::NEEDS_TOKEN {
        let length = declared_length(headers, C::BYTES_MAX)?;
        let address = app.client.address;
        let reserved = app.budgets.receive_from_stranger(address, length).await?;
        return Ok((sender, length, reserved));
    }
    let device = app.claims(sender.bearer.as_ref())?.caller;
    let length = declared_length(headers, C::BYTES_MAX)?;
    sender.device = Some(device);
    sender.request = app.budgets.begin_request(device.key()).await?;
    if length > SMALL_BYTES_MAX {
        let presented = PresentedToken::from_bearer(sender.bearer.clone())?;
        sender.holder = Some(token::holder(&app.database, &app.callers, presented).await?);
    }
    let is_revoked = sender.holder.is_some_and(|holder| holder.is_revoked);
    let reserved = match is_revoked {
        true => {
            app.budgets
                .receive_from_revoked(device.key(), length)
                .await?
        }
        false => app.budgets.receive(device.key(), length).await?,
    };
    Ok((sender, length, reserved))
}

/// Returns how long a body may become: what it declares, or the most that the call may have.
///
/// # Errors
/// `TooLarge` for a longer one, `Malformed` for a length that is no number.
fn declared_length(headers: &HeaderMap, max: usize) -> Result<usize, Code> {
    let Some(length) = headers.get(header::CONTENT_LENGTH) else {
        return Ok(max);
    };
    let length = length.to_str().ok().and_then(|text| text.parse().ok());
    match length {
        Some(length) if length <= max => Ok(length),
        Some(_) => Err(Code::TooLarge),
        None => Err(Code::Malformed),
    }
}

/// Reads a body that must keep to a rate. The lead that it can gain over the rate is bounded, so a stalled body is
/// noticed in time even after many bytes.
///
/// # Errors
/// `Busy` for one that falls behind, `TooLarge`, `Malformed`.
async fn read_bytes<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    max: usize,
) -> Result<Vec<u8>, Code> {
    let mut bytes = Vec::new();
    let mut until = Instant::now() + BODY_LATE_MAX;
    loop {
        let piece = timeout_at(until, body.next()).await;
        let Some(piece) = piece.map_err(|_| Code::Busy)? else {
            return Ok(bytes);
        };
        let piece = piece.map_err(|_| Code::Malformed)?;
        if bytes.len() + piece.len() > max {
            return Err(Code::TooLarge);
        }
        bytes.extend_from_slice(&piece);
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * length / BODY_BYTES_A_SECOND;
        until = (until + earned).min(Instant::now() + BODY_LATE_MAX);
    }
}

/// Checks that a body is what its client sent, where it says so.
///
/// # Errors
/// `Busy` for one that was damaged on the way: sent again, it is decided.
fn check_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), Code> {
    let Some(sent) = headers.get(DIGEST_HEADER) else {
        return Ok(());
    };
    if sent.as_bytes() == content_digest(body).as_bytes() {
        return Ok(());
    }
    tracing::warn!("a body was damaged on the way");
    Err(Code::Busy)
}

async fn drop_bytes(mut body: BodyDataStream) {
    let mut dropped = 0;
    while let Some(Ok(piece)) = body.next().await {
        dropped += piece.len();
        if dropped > DROPPED_BYTES_MAX {
            return;
        }
    }
}

/// Returns the client that sends a request.
pub fn client_of(extensions: &Extensions, headers: &HeaderMap) -> Client {
    let connection = extensions.get::<Arc<Connection>>().cloned();
    Client {
        address: connection
            .as_ref()
            .map(|connection| connection.client_address(headers)),
        connection,
        version: version(headers),
        holder: None,
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
    let digest = content_digest(&body);
    headed(status, digest, Body::from(body))
}

fn headed(status: StatusCode, digest: String, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, CONTENT_TYPE.to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (HeaderName::from_static(DIGEST_HEADER), digest),
    ];
    (status, headers, body).into_response()
}

/// Ends a connection whose client does not read an answer in time.
struct Watch {
    ending: JoinHandle<()>,
    _in_flight: InFlight,
}

impl Watch {
    fn begin(connection: Arc<Connection>, length: usize) -> Watch {
        let seconds = u64::try_from(length / TAKEN_BYTES_A_SECOND).unwrap_or(0);
        let within = TAKEN_WITHIN + Duration::from_secs(seconds);
        let _in_flight = connection.begin_request();
        let ending = tokio::spawn(async move {
            sleep(within).await;
            connection.end();
        });
        Watch { ending, _in_flight }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ending.abort();
    }
}

/// Returns an answer whose memory is reserved until the last piece of it was handed to the client's connection.
fn until_taken(
    answer: Vec<u8>,
    reserved: Reserved,
    connection: Option<Arc<Connection>>,
) -> Response {
    let (length, digest) = (answer.len(), content_digest(&answer));
    let watch = connection.map(|connection| Watch::begin(connection, length));
    let left = (Bytes::from(answer), reserved, watch);
    let pieces = stream::unfold(left, async |(mut rest, reserved, watch)| {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(rest.len().min(PIECE_BYTES_MAX));
        Some((Ok::<_, Infallible>(piece), (rest, reserved, watch)))
    });
    let mut response = headed(StatusCode::OK, digest, Body::from_stream(pieces));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
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

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn only_this_protocol_is_spoken() {
        for spoken in ["2.0", "", "one"] {
            let refused = check_protocol(&headers(&[(PROTOCOL_HEADER, spoken)]));
            assert_eq!(refused, Err(Code::VersionUnsupported));
        }
        assert_eq!(
            check_protocol(&headers(&[(PROTOCOL_HEADER, "1.7")])),
            Ok(())
        );
    }

    #[test]
    fn a_declared_length_is_checked_before_the_body() {
        let length_of = |text| declared_length(&headers(&[("content-length", text)]), 100);
        assert_eq!(length_of("100"), Ok(100));
        assert_eq!(length_of("101"), Err(Code::TooLarge));
        assert_eq!(length_of("-1"), Err(Code::Malformed));
        assert_eq!(declared_length(&headers(&[]), 100), Ok(100));
    }

    #[test]
    fn a_damaged_body_is_not_decided_and_may_come_again() {
        let sent = b"a page".to_vec();
        let digest = content_digest(&sent);
        let named: HeaderMap = [(
            HeaderName::from_static(DIGEST_HEADER),
            digest.parse().unwrap(),
        )]
        .into_iter()
        .collect();
        assert_eq!(check_digest(&named, &sent), Ok(()));
        for bit in 0..sent.len() * 8 {
            let mut damaged = sent.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(check_digest(&named, &damaged), Err(Code::Busy));
        }
        // a client that does not say so
        assert_eq!(check_digest(&headers(&[]), b"anything"), Ok(()));
    }

    /// Reads a body of which a piece comes each second; returns the time that it took, and the result.
    async fn read_in_pieces(pieces: &[usize]) -> (u64, Result<usize, Code>) {
        let begun = Instant::now();
        let pieces = stream::iter(pieces).then(async |length| {
            sleep(Duration::from_secs(1)).await;
            Ok::<_, Infallible>(Bytes::from(vec![0; *length]))
        });
        let read = read_bytes(Box::pin(pieces), 1 << 20).await;
        let read = read.map(|bytes| bytes.len());
        (begun.elapsed().as_secs(), read)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_is_not_waited_for() {
        let (lasted, read) = read_in_pieces(&[1; 600]).await;
        assert_eq!((lasted, read), (10, Err(Code::Busy)));
        // nor one of which all but the end came at once
        let mut pieces = [1; 600];
        pieces[0] = 1_000_000;
        let (lasted, read) = read_in_pieces(&pieces).await;
        assert_eq!((lasted, read), (11, Err(Code::Busy)));
        let (lasted, read) = read_in_pieces(&[BODY_BYTES_A_SECOND as usize; 30]).await;
        assert_eq!((lasted, read), (30, Ok(30 << 15)));
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
