//! The session of a device: a token for a signed challenge, cached until it expires.

use std::future::Future;
use std::time::{Duration, Instant};

use sync_contract::Code;
use sync_contract::messages::{Challenge, GivenNumber, Info, InfoAnswer, PROTOCOL, Token};
use sync_contract::protocol::{Bearer, Protocol, Replica};
use tokio::sync::Mutex;

use crate::error::{Error, ServerError};
use crate::stop::Stop;
use crate::store::Store;

const PRODUCT: &str = "nutrivault-server";
/// A token is renewed before it expires, so that a long page does not outlive it.
const RENEWED_BEFORE: Duration = Duration::from_secs(30);
/// The pauses before a busy server is called again.
const BUSY_PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Asks for product and protocol, before anything else is sent.
///
/// # Errors
/// `NotOurs`, `TooOld`, and those of the network.
pub async fn greet<P: Protocol<Error = ServerError>>(
    protocol: &P,
) -> Result<InfoAnswer, ServerError> {
    identify(protocol, [0; 32]).await
}

/// Asks for product, protocol and proof of the server's key.
///
/// # Errors
/// `NotOurs`, `TooOld`, `OtherServer` where another certificate was seen than the one that it signs, and those of the
/// network.
pub async fn identify<P: Protocol<Error = ServerError>>(
    protocol: &P,
    nonce: [u8; 32],
) -> Result<InfoAnswer, ServerError> {
    let info = match protocol.info(None, Info { nonce }).await {
        // our server does not know the device yet, so this answer is not ours
        Err(Error::Refused(Code::DeviceRevoked)) => return Err(Error::NotOurs),
        info => info?,
    };
    if info.product != PRODUCT {
        return Err(Error::NotOurs);
    }
    if info.protocol_major != PROTOCOL.0 {
        return Err(Error::TooOld);
    }
    // a server that ends TLS itself names its certificate: a different one belongs to a man in the middle
    if info.certificate.is_some() && info.certificate != protocol.channel().certificate {
        return Err(Error::OtherServer);
    }
    Ok(info)
}

pub(crate) struct Session<P, R> {
    pub protocol: P,
    pub store: Store<R>,
    cached: Mutex<Option<CachedToken>>,
}

#[derive(Clone)]
struct CachedToken {
    bearer: Bearer,
    until: Instant,
}

impl<P, R> Session<P, R>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    pub fn new(protocol: P, store: Store<R>) -> Self {
        Self {
            protocol,
            store,
            cached: Mutex::new(None),
        }
    }

    /// Sends a call with this device's token; one that the server no longer knows is renewed once. A revocation is
    /// accepted only after the server has proved its key.
    pub async fn call<T, F>(
        &self,
        stop: &Stop,
        send: impl Fn(Bearer) -> F,
    ) -> Result<T, Error<R::Error>>
    where
        F: Future<Output = Result<T, ServerError>>,
    {
        let bearer = self.bearer(stop, None).await?;
        let mut answer = stop.unless(send(bearer.clone())).await;
        if let Err(Error::Refused(Code::Unauthenticated)) = answer {
            let bearer = self.bearer(stop, Some(&bearer)).await?;
            answer = stop.unless(send(bearer)).await;
        }
        if let Err(Error::Refused(Code::DeviceRevoked)) = answer {
            // the answer itself is not authenticated, and a revocation ends a watch for good
            self.prove_server(stop).await?;
        }
        answer.map_err(ServerError::widen)
    }

    /// Does the same, and calls a busy server again a few times.
    pub async fn insist<T, F>(
        &self,
        stop: &Stop,
        send: impl Fn(Bearer) -> F,
    ) -> Result<T, Error<R::Error>>
    where
        F: Future<Output = Result<T, ServerError>>,
    {
        for pause in BUSY_PAUSES {
            match self.call(stop, &send).await {
                Err(Error::Refused(Code::Busy)) => {}
                answer => return answer,
            }
            stop.pause(pause).await.map_err(ServerError::widen)?;
        }
        self.call(stop, &send).await
    }

    /// Forgets the token: the device goes on under another number.
    pub async fn forget(&self) {
        *self.cached.lock().await = None;
    }

    /// Returns a token that neither is about to expire nor is the refused one.
    pub async fn bearer(
        &self,
        stop: &Stop,
        refused: Option<&Bearer>,
    ) -> Result<Bearer, Error<R::Error>> {
        let mut cached = self.cached.lock().await;
        if let Some(cached) = &*cached
            && cached.until > Instant::now()
            && refused != Some(&cached.bearer)
        {
            return Ok(cached.bearer.clone());
        }
        let fresh = self.prove(stop).await?;
        *cached = Some(fresh.clone());
        Ok(fresh.bearer)
    }

    /// Has the server prove its key, and notes its time. Returns its answer, and the nonce that it signed.
    ///
    /// # Errors
    /// `OtherServer` for one that cannot, and those of [`identify`].
    async fn prove_server(&self, stop: &Stop) -> Result<([u8; 32], InfoAnswer), Error<R::Error>> {
        let (client_nonce, local_ms) = self
            .store
            .run(|replica| Ok((replica.server_nonce()?, replica.local_unix_ms())))
            .await?;
        let asked = Instant::now();
        let info = stop
            .unless(identify(&self.protocol, client_nonce))
            .await
            .map_err(ServerError::widen)?;
        let half_ms = u64::try_from(asked.elapsed().as_millis() / 2).unwrap_or(u64::MAX);
        let middle = local_ms.saturating_add(half_ms);
        let proved = self
            .store
            .run(move |replica| {
                if !replica.trust_server(&client_nonce, &info)? {
                    return Ok(None);
                }
                replica.note_server_time(info.unix_ms, middle)?;
                Ok(Some((client_nonce, info)))
            })
            .await?;
        proved.ok_or(Error::OtherServer)
    }

    async fn prove(&self, stop: &Stop) -> Result<CachedToken, Error<R::Error>> {
        let (client_nonce, info) = self.prove_server(stop).await?;
        let (server_key, certificate) = (info.server_key, info.certificate);
        let identity = self.store.run(|replica| replica.identity()).await?;
        let challenge = Challenge {
            tenant: identity.tenant,
            device_number: identity.device_number,
        };
        let ask = || stop.unless(self.protocol.challenge(None, challenge.clone()));
        let answer = match ask().await {
            // the server was restored from an older backup, and does not know this number
            Err(Error::Refused(Code::NotFound)) if self.come_back(stop).await? => ask().await,
            answer => answer,
        };
        let answer = answer.map_err(of_this_clinic)?;
        let channel = self.protocol.channel();
        let mut token = Token {
            tenant: identity.tenant,
            device_number: identity.device_number,
            nonce: answer.nonce,
            client_nonce,
            origin: channel.origin,
            server_key,
            certificate: certificate.and(channel.certificate),
            signature: [0; 64],
        };
        let unsigned = token.clone();
        token.signature = self
            .store
            .run(move |replica| replica.sign_token(&unsigned))
            .await?;
        let answer = match stop.unless(self.protocol.token(None, token)).await {
            // a server that was restored from an older backup has given this number to another device
            Err(Error::Refused(Code::BadSignature)) => Err(Error::Refused(Code::AlreadyConnected)),
            answer => answer.map_err(of_this_clinic),
        }?;
        let lasts = Duration::from_secs(answer.expires_in_s.into());
        Ok(CachedToken {
            bearer: Bearer(answer.token),
            until: Instant::now() + lasts.saturating_sub(RENEWED_BEFORE),
        })
    }
}

impl<P, R> Session<P, R>
where
    P: Protocol<Error = ServerError>,
    R: Replica + Send + 'static,
    R::Error: Send + 'static,
{
    /// Registers this device once more under the numbers that the server gave it. Returns false at the server of
    /// another clinic.
    async fn come_back(&self, stop: &Stop) -> Result<bool, Error<R::Error>> {
        Ok(self.return_number(stop).await?.is_some())
    }

    /// Does the same, and returns the number under which the server knows this device: a new one where another device
    /// has been given one of its own since. None at the server of another clinic.
    pub async fn return_number(&self, stop: &Stop) -> Result<Option<GivenNumber>, Error<R::Error>> {
        let Some(call) = self.store.run(|replica| replica.return_call()).await? else {
            return Ok(None);
        };
        match stop.unless(self.protocol.device_return(None, call)).await {
            Ok(given) => Ok(Some(given)),
            Err(Error::Refused(Code::NotFound | Code::WrongTenant)) => Ok(None),
            Err(error) => Err(error.widen()),
        }
    }
}

/// Converts an error: a server that does not know the clinic or the device is that of another clinic.
fn of_this_clinic<E>(server_error: ServerError) -> Error<E> {
    match server_error {
        Error::Refused(Code::NotFound | Code::WrongTenant) => Error::WrongClinic,
        other => other.widen(),
    }
}
