//! The protocol over HTTP: one form for every call.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::header::{ACCEPT, CONTENT_TYPE as CONTENT_TYPE_HEADER};
use reqwest::tls::TlsInfo;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use sync_contract::hash::{content_digest, sha256};
use sync_contract::messages::*;
use sync_contract::protocol::{Bearer, Channel, Protocol};
use sync_contract::pull::Cursor;
use sync_contract::review::*;
use sync_contract::{Code, Problem, Wire};
use tokio::time::{Instant, timeout, timeout_at};

use crate::address;
use crate::error::{Error, ServerError};
use crate::head_events::HeadEvents;

/// How long a server may take until an answer begins, once it has the call ...
const BEGUN_WITHIN: Duration = Duration::from_secs(25);
/// ... and one second more for each of these, which are sent meanwhile.
const SENT_BYTES_A_SECOND: usize = 32 * 1024;
/// How far an answer may fall behind ...
const ANSWER_LATE_MAX: Duration = Duration::from_secs(15);
/// ... this rate, however much of it came before.
const ANSWER_BYTES_A_SECOND: u32 = 8 * 1024;
/// Far above any page; a longer response does not come from our server.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A server at an address. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct HttpProtocol {
    client: Client,
    url: Url,
    /// The SHA-256 of the certificate that the server showed last.
    certificate: Arc<Mutex<Option<[u8; 32]>>>,
}

/// A protocol with a live stream of events.
pub trait Live: Protocol<Error = ServerError> {
    /// Returns the heads of the feed as they move, until the stream ends.
    fn live(
        &self,
        bearer: Bearer,
    ) -> impl Future<Output = Result<BoxStream<'static, Result<Cursor, ServerError>>, ServerError>> + Send;
}

impl HttpProtocol {
    /// Parses the address and the certificates to trust; nothing is sent.
    ///
    /// # Errors
    /// `Address`, `PlainHttp`, `Certificate`.
    pub fn new(address: &str, ca_pem: Option<&[u8]>) -> Result<Self, ServerError> {
        let url = address::parse(address)?;
        let client = address::client(&url, ca_pem)?;
        Ok(Self {
            client,
            url,
            certificate: Arc::default(),
        })
    }

    async fn call<C: Call>(
        &self,
        bearer: Option<Bearer>,
        call: C,
    ) -> Result<C::Answer, ServerError> {
        let body = call.to_bytes();
        if body.len() > C::BYTES_MAX {
            return Err(Error::Refused(Code::TooLarge));
        }
        let seconds = u64::try_from(body.len() / SENT_BYTES_A_SECOND).unwrap_or(0);
        let begun_within = BEGUN_WITHIN + Duration::from_secs(seconds);
        let request = self
            .client
            .post(self.at(C::PATH))
            .header(CONTENT_TYPE_HEADER, CONTENT_TYPE)
            .header(DIGEST_HEADER, content_digest(&body))
            .body(body);
        let response = timeout(begun_within, send(request, bearer)).await;
        let response = response.map_err(|_| Error::Unreachable)??;
        *self.certificate() = certificate_of(&response);
        let bytes = read(response).await?;
        C::Answer::from_bytes(&bytes).map_err(|_| Error::TooOld)
    }

    fn certificate(&self) -> MutexGuard<'_, Option<[u8; 32]>> {
        // an array has no invalid states, so a poisoned lock is still valid
        self.certificate
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

fn certificate_of(response: &Response) -> Option<[u8; 32]> {
    let tls = response.extensions().get::<TlsInfo>()?;
    tls.peer_certificate().map(sha256)
}

/// Sends a request, and refuses everything that is not a response of our server.
async fn send(request: RequestBuilder, bearer: Option<Bearer>) -> Result<Response, ServerError> {
    let (major, minor) = PROTOCOL;
    let mut request = request.header(PROTOCOL_HEADER, format!("{major}.{minor}"));
    if let Some(Bearer(token)) = bearer {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.map_err(failure)?;
    check_protocol(&response)?;
    if response.status() == StatusCode::OK {
        return Ok(response);
    }
    let status = response.status();
    let is_failing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
    let bytes = read(response).await?;
    match Problem::from_bytes(&bytes) {
        Ok(problem) if problem.code == Code::VersionUnsupported => Err(Error::TooOld),
        Ok(problem) => Err(Error::Refused(problem.code)),
        Err(_) if is_failing => Err(Error::Unreachable),
        // a code of a later version, or no such call
        Err(_) => Err(Error::TooOld),
    }
}

fn check_protocol(response: &Response) -> Result<(), ServerError> {
    let spoken = response.headers().get(PROTOCOL_HEADER);
    let Some(spoken) = spoken.and_then(|header| header.to_str().ok()) else {
        // a proxy before the server may answer that the server is away, failing or asked too often
        let status = response.status();
        let away = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        return Err(if away {
            Error::Unreachable
        } else {
            Error::NotOurs
        });
    };
    let major = spoken.split('.').next().map(str::parse::<u16>);
    match major {
        Some(Ok(major)) if major == PROTOCOL.0 => Ok(()),
        Some(Ok(_)) => Err(Error::TooOld),
        _ => Err(Error::NotOurs),
    }
}

/// Reads an answer, and refuses one that was damaged on the way as if there were none.
async fn read(response: Response) -> Result<Vec<u8>, ServerError> {
    let digest = response.headers().get(DIGEST_HEADER).cloned();
    let pieces = response.bytes_stream();
    let bytes = read_pieces(pieces.map(|piece| piece.map_err(failure)).boxed()).await?;
    match digest {
        Some(digest) if digest.as_bytes() != content_digest(&bytes).as_bytes() => {
            Err(Error::Unreachable)
        }
        _ => Ok(bytes),
    }
}

/// Reads an answer that must keep to a rate. The lead that it can gain over the rate is bounded, so a stalled answer is
/// noticed in time even after many bytes.
async fn read_pieces<B: AsRef<[u8]>>(
    mut pieces: BoxStream<'_, Result<B, ServerError>>,
) -> Result<Vec<u8>, ServerError> {
    let mut bytes = Vec::new();
    let mut until = Instant::now() + ANSWER_LATE_MAX;
    loop {
        let piece = timeout_at(until, pieces.next()).await;
        let Some(piece) = piece.map_err(|_| Error::Unreachable)? else {
            return Ok(bytes);
        };
        let piece = piece?;
        let piece = piece.as_ref();
        if bytes.len() + piece.len() > ANSWER_BYTES_MAX {
            return Err(Error::NotOurs);
        }
        bytes.extend_from_slice(piece);
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        let earned = Duration::from_secs(1) * length / ANSWER_BYTES_A_SECOND;
        until = (until + earned).min(Instant::now() + ANSWER_LATE_MAX);
    }
}

/// Returns the error of a failed exchange, by what a user can do about it.
fn failure(error: reqwest::Error) -> ServerError {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(error) = cause {
        let inner = innermost(error);
        match inner.downcast_ref::<rustls::Error>() {
            Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) => {
                return Error::Certificate;
            }
            Some(rustls::Error::InvalidMessage(_)) => return Error::NotOurs,
            Some(rustls::Error::PeerIncompatible(_)) => return Error::NotOurs,
            Some(rustls::Error::AlertReceived(_)) => return Error::NotOurs,
            _ => {}
        }
        if inner
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_parse)
        {
            return Error::NotOurs;
        }
        cause = error.source();
    }
    Error::Unreachable
}

/// Returns the error inside an I/O error, which `source` skips.
fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let source = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    source.map_or(error, |source| innermost(source))
}

macro_rules! over_http {
    ($($method:ident: $call:ident => $answer:ident;)+) => {
        impl Protocol for HttpProtocol {
            type Error = ServerError;

            fn channel(&self) -> Channel {
                Channel {
                    origin: self.url.origin().ascii_serialization(),
                    certificate: *self.certificate(),
                }
            }

            $(
                async fn $method(&self, bearer: Option<Bearer>, call: $call) -> Result<$answer, ServerError> {
                    self.call(bearer, call).await
                }
            )+
        }
    };
}

over_http! {
    info: Info => InfoAnswer;
    create_clinic: CreateClinic => Done;
    challenge: Challenge => ChallengeAnswer;
    token: Token => TokenAnswer;
    sign_in: SignIn => SignInAnswer;
    enrol_create: EnrolCreate => Done;
    enrol_find: EnrolFind => EnrolFindAnswer;
    device_join: DeviceJoin => GivenNumber;
    device_number: DeviceNumber => DeviceNumberAnswer;
    device_renumber: DeviceRenumber => GivenNumber;
    device_return: DeviceReturn => GivenNumber;
    push: Push => PushAnswer;
    withdraw: Withdraw => Done;
    pull: Pull => PullPage;
    fetch_rows: FetchRows => FetchedRows;
    audit_push: AuditPush => AuditAnswer;
    review_list: ReviewList => ReviewListAnswer;
    review_fetch: ReviewFetch => ReviewFetchAnswer;
    review_decide: ReviewDecide => ReviewDecideAnswer;
}

impl Live for HttpProtocol {
    async fn live(
        &self,
        bearer: Bearer,
    ) -> Result<BoxStream<'static, Result<Cursor, ServerError>>, ServerError> {
        let request = self
            .client
            .get(self.at(LIVE_PATH))
            .header(ACCEPT, "text/event-stream");
        let response = send(request, Some(bearer)).await?;
        let chunks = response
            .bytes_stream()
            .map(|chunk| chunk.map_err(failure))
            .boxed();
        Ok(HeadEvents::new(chunks).into_stream())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::time::sleep;

    use super::*;

    /// Reads an answer of which a piece comes each second; returns the time that it took, and the result.
    async fn read_in_pieces(pieces: &[usize]) -> (u64, Result<usize, ServerError>) {
        let begun = Instant::now();
        let pieces = stream::iter(pieces).then(async |length| {
            sleep(Duration::from_secs(1)).await;
            Ok(vec![0; *length])
        });
        let read = read_pieces(pieces.boxed()).await;
        (begun.elapsed().as_secs(), read.map(|bytes| bytes.len()))
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_drips_is_not_waited_for() {
        let away = Err(Error::Unreachable);
        assert_eq!(read_in_pieces(&[1; 600]).await, (15, away.clone()));
        // nor one of which all but the end came at once
        let mut pieces = [1; 600];
        pieces[0] = 1_000_000;
        assert_eq!(read_in_pieces(&pieces).await, (16, away));
        let slow = vec![ANSWER_BYTES_A_SECOND as usize; 100];
        assert_eq!(read_in_pieces(&slow).await, (100, Ok(100 << 13)));
    }
}
