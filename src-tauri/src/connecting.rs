//! A clinic gets a server, invites another computer, or comes to this one by a code.

use clinic::sync::view::SyncStatus;
use clinic::view::At;
use clinic::{Clinic, ProblemCode, Reason};
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_client::{HttpProtocol, ServerError, Stop, Store, greet};
use sync_contract::field::{Text, Time};
use sync_contract::messages::{DeviceJoin, EnrolFind};
use sync_contract::service::Protocol;
use vault::enrol::CODE_LASTS_S;
use vault::keys::EnrolmentCode as Code;
use vault::{
    AdminSignedOutcome, AdminSignedState, Connected, Detail, Event, Outcome, Severity, Vault,
};

use crate::certificate::CaFile;
use crate::failure::{Refused, Result};
use crate::session::{self, StartView};
use crate::state::{AppState, ClinicState, aside};
use crate::sync_task::{self, ServerEngine};
use crate::{creation, keychain};

/// The answer to a joining may be lost; asking again is answered alike.
const JOIN_TRIES: u32 = 3;

/// `url` and `code` as an operator or an admin handed them over, no code where the clinic has its place already; `ca` for
/// a server whose certificate this computer would not trust by itself.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerAddress {
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

impl ServerAddress {
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
            Err(ServerError::Certificate) => {
                Err(clinic::Error::invalid("ca", Reason::Malformed).into())
            }
            Err(refusal) => Err(refusal.into()),
        }
    }
}

/// Takes the place, sends the whole queue in order, and signs the founder in there. Whatever stopped it on the way, the
/// same call goes on where it was. Where the file was made to name another server, an admin names the right one so.
pub async fn connect(app_state: &AppState, place: ServerAddress) -> Result<SyncStatus> {
    let (protocol, ca) = place.protocol().await?;
    let known = app_state
        .run(
            |_, held| match held.clinic()?.unlocked().vault().trusted_server() {
                Err(vault::Error::ServerAltered) => Ok(Known::Altered),
                known => Ok(Known::Trusted(known?)),
            },
        )
        .await?;
    match known {
        Known::Trusted(Some(server)) if server.url == place.url() => {}
        Known::Trusted(Some(_)) => return Err(ProblemCode::ServerRefused.into()),
        Known::Trusted(None) => take_place(app_state, &protocol, &place, ca).await?,
        Known::Altered => name_again(app_state, protocol, &place, ca).await?,
    }
    let exchange = started(app_state).await?;
    exchange.drain(app_state).await?;
    let call = app_state
        .run(|_, held| Ok(held.clinic()?.unlocked().sign_in_call()?))
        .await?;
    exchange.engine().sign_in(call).await?;
    exchange.now(app_state).await?;
    app_state
        .run(|app_state, held| session::status(app_state, held)?.ok_or(ProblemCode::Locked.into()))
        .await
}

async fn take_place(
    app_state: &AppState,
    protocol: &HttpProtocol,
    place: &ServerAddress,
    ca: Option<String>,
) -> Result<()> {
    let code = place.code.trim().to_owned();
    let call = app_state
        .run(move |_, held| Ok(held.clinic()?.unlocked().create_clinic(&code)?))
        .await?;
    greet(protocol).await?;
    protocol.create_clinic(None, call).await?;
    let url = place.url();
    app_state
        .run(move |_, held| {
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
    app_state: &AppState,
    protocol: HttpProtocol,
    place: &ServerAddress,
    ca: Option<String>,
) -> Result<()> {
    let own = app_state
        .run(|_, held| {
            let unlocked = held.clinic()?.unlocked();
            match unlocked.session().is_admin() {
                true => Ok(unlocked.vault().reopen(keychain::environment()?)?),
                false => Err(vault::Error::NotAdmin.into()),
            }
        })
        .await?;
    let _lock = sync_task::alone(app_state).await?;
    greet(&protocol).await?;
    ServerEngine::new(protocol, Store::new(own))
        .sync(&Stop::never())
        .await?;
    let url = place.url();
    app_state
        .run(move |_, held| {
            let unlocked = held.clinic()?.unlocked_mut();
            let event = Event::new("name server", "clinic").ended(Outcome::Done, Severity::Warning);
            unlocked.record(event, &Detail::default())?;
            unlocked.vault_mut().set_server(&url, ca.as_deref())?;
            Ok(())
        })
        .await
}

/// The exchange of a clinic whose server is known, once it may be used.
async fn started(app_state: &AppState) -> Result<std::sync::Arc<sync_task::Exchange>> {
    if app_state.exchange().is_none() {
        app_state
            .run(|app_state, held| match held.vault() {
                Some(vault) => sync_task::begin(app_state, vault),
                None => Err(ProblemCode::Locked.into()),
            })
            .await?;
    }
    let exchange = app_state.exchange().ok_or(ProblemCode::NeedsConnection)?;
    exchange.ready().await?;
    Ok(exchange)
}

/// A code for another computer. Errors: `NeedsConnection`, `Forbidden` for anybody but an admin.
pub async fn invite(app_state: &AppState) -> Result<EnrolmentCode> {
    let exchange = started(app_state).await?;
    // the server checks the invitation by the admin's row, which may still wait here
    exchange.drain(app_state).await?;
    let (code, call, server) = app_state
        .run(|_, held| {
            let clinic = held.clinic()?;
            let (code, call) = clinic.unlocked_mut().invite()?;
            Ok((code, call, clinic.unlocked().vault().server()?))
        })
        .await?;
    exchange.engine().enrol_create(call).await?;
    let until = keychain::clock().now().0 + i64::from(CODE_LASTS_S) * 1_000_000;
    Ok(EnrolmentCode {
        code: code.text().to_string(),
        server_url: server.map_or(String::new(), |server| server.url),
        expires_at: At::of(Time(until)),
    })
}

/// Brings a clinic to this computer: its staff comes now, the rest when one of them has signed in.
pub async fn join(app_state: &AppState, place: ServerAddress) -> Result<StartView> {
    let (protocol, ca) = place.protocol().await?;
    let code = Code::parse(&place.code).map_err(|_| ProblemCode::CodeWrong)?;
    greet(&protocol).await?;
    let found = protocol
        .enrol_find(None, EnrolFind { find: code.find() })
        .await?;
    let name = Text::new(&creation::device_name()).map_err(vault::Error::from)?;
    let folder = app_state.folder().clone();
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
    let came = ServerEngine::new(protocol, Store::new(own))
        .sync(&Stop::never())
        .await;
    app_state
        .run(move |app_state, held| {
            session::hold(app_state, held, ClinicState::Locked(vault))?;
            // without the staff nobody could sign in: say why, the exchange goes on trying
            came.map_err(Refused::from)?;
            session::view(held)
        })
        .await
}

async fn admitted(protocol: &HttpProtocol, call: DeviceJoin) -> Result<(), ServerError> {
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
    app_state: &AppState,
    act: impl FnOnce(&mut Clinic) -> clinic::Result<AdminSignedOutcome<T>> + Send + 'static,
) -> Result<T> {
    let exchange = app_state.exchange();
    if let Some(exchange) = &exchange {
        exchange.drain(app_state).await?;
    }
    let (action, value) = match app_state.read(act).await? {
        AdminSignedOutcome::Applied(value) => return Ok(value),
        AdminSignedOutcome::Pending(action, value) => (action, value),
    };
    let sent = match &exchange {
        Some(exchange) => exchange.now(app_state).await.map(drop),
        None => Err(ProblemCode::NeedsConnection.into()),
    };
    app_state
        .run(move |_, held| {
            let vault = held.vault_mut().ok_or(ProblemCode::Locked)?;
            match (vault.admin_signed_state(action)?, sent) {
                (AdminSignedState::Accepted, _) => Ok(value),
                (AdminSignedState::Rejected(code), _) => Err(code.into()),
                (AdminSignedState::Pending, Err(refused))
                    if vault.withdraw_admin_signed(action)? =>
                {
                    Err(refused)
                }
                (AdminSignedState::Pending, _) => Err(ProblemCode::NeedsConnection.into()),
            }
        })
        .await
}

#[cfg(test)]
#[path = "connecting_tests.rs"]
mod tests;
