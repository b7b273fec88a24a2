//! A clinic gets a server, invites another computer, or comes to this one by a code.

use clinic::sync::view::SyncStatus;
use clinic::view::At;
use clinic::{Clinic, FailureCode, Reason};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_client::{HttpProtocol, Refusal, Stop, Store, greet};
use sync_contract::field::{Text, Time};
use sync_contract::messages::{DeviceJoin, EnrolFind};
use sync_contract::service::Protocol;
use vault::enrol::CODE_LASTS_S;
use vault::keys::EnrolmentCode as Code;
use vault::{Connected, Detail, Event, GatedOutcome, GatedState, Outcome, Severity, Vault};

use crate::certificate::CaFile;
use crate::failure::{Refused, Result};
use crate::session::{self, StartView};
use crate::state::{Desk, Held, aside};
use crate::sync_task::{self, ServerPump};
use crate::{founding, keychain};

/// The answer to a joining may be lost; asking again is answered alike.
const JOIN_TRIES: u32 = 3;

/// `url` and `code` as an operator or an admin handed them over, no code where the clinic has its place already; `ca` for
/// a server whose certificate this computer would not trust by itself.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerPlace {
    pub url: String,
    pub code: String,
    #[serde(default)]
    pub ca: Option<CaFile>,
}

/// Works once, on another computer, until it expires.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentCode {
    pub code: String,
    pub server_url: String,
    pub expires_at: At,
}

impl ServerPlace {
    fn url(&self) -> String {
        self.url.trim().trim_end_matches('/').to_owned()
    }

    /// Who answers there, and the certificates that it is trusted by.
    ///
    /// Errors: `Invalid` for the address or the file at fault, `PlainHttp`.
    async fn protocol(&self) -> Result<(HttpProtocol, Option<String>)> {
        let ca = match &self.ca {
            None => None,
            Some(file) => Some(file.pem().await?),
        };
        match HttpProtocol::new(&self.url(), ca.as_deref().map(str::as_bytes)) {
            Ok(protocol) => Ok((protocol, ca)),
            Err(Refusal::Certificate) => {
                Err(clinic::Error::invalid("ca", Reason::Malformed).into())
            }
            Err(refusal) => Err(refusal.into()),
        }
    }
}

/// Takes the place, sends the whole queue in order, and signs the founder in there. Whatever stopped it on the way, the
/// same call goes on where it was. Where the file was made to name another server, an admin names the right one so.
pub async fn connect(desk: &Desk, place: ServerPlace) -> Result<SyncStatus> {
    let (protocol, ca) = place.protocol().await?;
    let known = desk
        .run(
            |_, held| match held.clinic()?.unlocked().vault().trusted_server() {
                Err(vault::Error::ServerAltered) => Ok(Known::Altered),
                known => Ok(Known::Trusted(known?)),
            },
        )
        .await?;
    match known {
        Known::Trusted(Some(server)) if server.url == place.url() => {}
        Known::Trusted(Some(_)) => return Err(FailureCode::ServerRefused.into()),
        Known::Trusted(None) => take_place(desk, &protocol, &place, ca).await?,
        Known::Altered => name_again(desk, protocol, &place, ca).await?,
    }
    let exchange = started(desk).await?;
    exchange.drain(desk).await?;
    let call = desk
        .run(|_, held| Ok(held.clinic()?.unlocked().sign_in_call()?))
        .await?;
    exchange.pump().sign_in(call).await?;
    exchange.now(desk).await?;
    desk.run(|desk, held| session::status(desk, held)?.ok_or(FailureCode::Locked.into()))
        .await
}

async fn take_place(
    desk: &Desk,
    protocol: &HttpProtocol,
    place: &ServerPlace,
    ca: Option<String>,
) -> Result<()> {
    let code = place.code.trim().to_owned();
    let call = desk
        .run(move |_, held| Ok(held.clinic()?.unlocked().found(&code)?))
        .await?;
    greet(protocol).await?;
    protocol.found(None, call).await?;
    let url = place.url();
    desk.run(move |_, held| {
        held.clinic()?
            .unlocked_mut()
            .vault_mut()
            .set_server(&url, ca.as_deref())?;
        Ok(())
    })
    .await
}

enum Known {
    Trusted(Option<Connected>),
    Altered,
}

/// Whoever edited the file named another server, or none: an admin's word stands, and the trail keeps it, once the clinic
/// is found there.
///
/// Errors: `Forbidden` for anybody but an admin, `VaultBusy`, `NotOurServer` where the clinic is not.
async fn name_again(
    desk: &Desk,
    protocol: HttpProtocol,
    place: &ServerPlace,
    ca: Option<String>,
) -> Result<()> {
    let own = desk
        .run(|_, held| {
            let unlocked = held.clinic()?.unlocked();
            match unlocked.session().is_admin() {
                true => Ok(unlocked.vault().reopen(keychain::environment()?)?),
                false => Err(vault::Error::NotAdmin.into()),
            }
        })
        .await?;
    let _lock = sync_task::alone(desk).await?;
    greet(&protocol).await?;
    ServerPump::new(protocol, Store::new(own))
        .sync(&Stop::never())
        .await?;
    let url = place.url();
    desk.run(move |_, held| {
        let unlocked = held.clinic()?.unlocked_mut();
        let event = Event::new("name server", "clinic").ended(Outcome::Done, Severity::Warning);
        unlocked.record(event, &Detail::default())?;
        unlocked.vault_mut().set_server(&url, ca.as_deref())?;
        Ok(())
    })
    .await
}

/// The exchange of a clinic whose server is known, once it may be used.
async fn started(desk: &Desk) -> Result<std::sync::Arc<sync_task::Exchange>> {
    if desk.exchange().is_none() {
        desk.run(|desk, held| match held.vault() {
            Some(vault) => sync_task::begin(desk, vault),
            None => Err(FailureCode::Locked.into()),
        })
        .await?;
    }
    let exchange = desk.exchange().ok_or(FailureCode::NeedsConnection)?;
    exchange.ready().await?;
    Ok(exchange)
}

/// A code for another computer. Errors: `NeedsConnection`, `Forbidden` for anybody but an admin.
pub async fn invite(desk: &Desk) -> Result<EnrolmentCode> {
    let exchange = started(desk).await?;
    // the server checks the invitation by the admin's row, which may still wait here
    exchange.drain(desk).await?;
    let (code, call, server) = desk
        .run(|_, held| {
            let clinic = held.clinic()?;
            let (code, call) = clinic.unlocked_mut().invite()?;
            Ok((code, call, clinic.unlocked().vault().server()?))
        })
        .await?;
    exchange.pump().enrol_create(call).await?;
    let until = keychain::clock().now().0 + i64::from(CODE_LASTS_S) * 1_000_000;
    Ok(EnrolmentCode {
        code: code.text().to_string(),
        server_url: server.map_or(String::new(), |server| server.url),
        expires_at: At::of(Time(until)),
    })
}

/// Brings a clinic to this computer: its staff comes now, the rest when one of them has signed in.
pub async fn join(desk: &Desk, place: ServerPlace) -> Result<StartView> {
    let (protocol, ca) = place.protocol().await?;
    let code = Code::parse(&place.code).map_err(|_| FailureCode::CodeWrong)?;
    greet(&protocol).await?;
    let found = protocol
        .enrol_find(None, EnrolFind { find: code.find() })
        .await?;
    let name = Text::new(&founding::device_name()).map_err(vault::Error::from)?;
    let folder = desk.folder().clone();
    let (mut vault, call) = aside(move || {
        Ok(Vault::join(
            &folder,
            keychain::environment()?,
            &code,
            &found,
            &name,
        )?)
    })
    .await?;
    if let Err(refusal) = admitted(&protocol, call).await {
        aside(move || Ok(vault.abandon()?)).await?;
        return Err(refusal.into());
    }
    let url = place.url();
    let (vault, own) = aside(move || {
        vault.set_server(&url, ca.as_deref())?;
        let own = vault.reopen(keychain::environment()?)?;
        Ok((vault, own))
    })
    .await?;
    let came = ServerPump::new(protocol, Store::new(own))
        .sync(&Stop::never())
        .await;
    desk.run(move |desk, held| {
        session::hold(desk, held, Held::Locked(vault))?;
        // without the staff nobody could sign in: say why, the exchange goes on trying
        came.map_err(Refused::from)?;
        session::view(held)
    })
    .await
}

async fn admitted(protocol: &HttpProtocol, call: DeviceJoin) -> Result<(), Refusal> {
    let mut tries = 1;
    loop {
        match protocol.device_join(None, call.clone()).await {
            Err(refusal) if refusal.passes() && tries < JOIN_TRIES => tries += 1,
            answer => return answer.map(drop),
        }
    }
}

/// Carries out what counts only when the server agrees: the queue goes first, then the act, and its verdict is awaited.
pub async fn settled<T: Send + 'static>(
    desk: &Desk,
    act: impl FnOnce(&mut Clinic) -> clinic::Result<GatedOutcome<T>> + Send + 'static,
) -> Result<T> {
    let exchange = desk.exchange();
    if let Some(exchange) = &exchange {
        exchange.drain(desk).await?;
    }
    let (action, value) = match desk.read(act).await? {
        GatedOutcome::Applied(value) => return Ok(value),
        GatedOutcome::Pending(action, value) => (action, value),
    };
    let sent = match &exchange {
        Some(exchange) => exchange.now(desk).await.map(drop),
        None => Err(FailureCode::NeedsConnection.into()),
    };
    desk.run(move |_, held| {
        let vault = held.vault_mut().ok_or(FailureCode::Locked)?;
        match (vault.gated_state(action)?, sent) {
            (GatedState::Accepted, _) => Ok(value),
            (GatedState::Rejected(code), _) => Err(code.into()),
            (GatedState::Pending, Err(refused)) if vault.withdraw_gated(action)? => Err(refused),
            (GatedState::Pending, _) => Err(FailureCode::NeedsConnection.into()),
        }
    })
    .await
}

#[cfg(test)]
#[path = "connecting_tests.rs"]
mod tests;
