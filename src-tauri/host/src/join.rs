use std::path::Path;

use sync_client::{HttpProtocol, ServerError, greet};
use sync_contract::field::Text;
use sync_contract::messages::{DeviceJoin, EnrolFind, GivenNumber};
use sync_contract::protocol::Protocol;
use vault::Vault;
use vault::keys::EnrolmentCode;

use crate::address::ServerAddress;
use crate::error::{Error, Result};
use crate::machine;

/// The answer to a joining may be lost; asking again is answered alike.
const JOIN_TRIES: u32 = 3;

/// Reads an enrolment code as it was typed.
///
/// # Errors
/// `BadCode`.
pub fn enrolment_code(typed: &str) -> Result<EnrolmentCode> {
    EnrolmentCode::parse(typed).map_err(|_| Error::BadCode)
}

/// Makes this machine a device of the clinic that waits under `code`. The rows of its staff come with the first sync,
/// the rest when one of them has signed in.
///
/// # Errors
/// What the server says of the code; those of [`Vault::join`]. After any of them the folder is as it was.
///
/// What an earlier program began with this code, and was ended before it was complete, is gone on with.
pub async fn join(
    folder: &Path,
    address: &ServerAddress,
    code: EnrolmentCode,
    device_name: Text<255>,
) -> Result<Vault> {
    let protocol = address.protocol()?;
    greet(&protocol).await?;
    let find = EnrolFind { find: code.find() };
    let folder = folder.to_owned();
    let (folder, code, begun) = blocking(move || {
        let begun = Vault::rejoin(&folder, machine::environment()?, &code);
        Ok((folder, code, begun))
    })
    .await?;
    if let Some((vault, call)) = begun {
        // the server takes a repeated call as the first one
        match join_device(&protocol, call).await {
            Ok(given) => return finish(vault, address, given).await,
            Err(refused) => tracing::warn!(%refused, "what was begun here begins anew"),
        }
    }
    let bundle = protocol.enrol_find(None, find).await?;
    let (vault, call) = blocking(move || {
        let environment = machine::environment()?;
        Ok(Vault::join(
            &folder,
            environment,
            &code,
            &bundle,
            &device_name,
        )?)
    })
    .await?;
    let given = match join_device(&protocol, call).await {
        Ok(given) => given,
        Err(refused) => {
            blocking(move || Ok(vault.abandon()?)).await?;
            return Err(refused);
        }
    };
    finish(vault, address, given).await
}

async fn finish(mut vault: Vault, address: &ServerAddress, given: GivenNumber) -> Result<Vault> {
    let ServerAddress { url, ca_pem } = address.clone();
    blocking(move || {
        vault.set_server(&url, ca_pem.as_deref())?;
        vault.note_given(&given)?;
        vault.complete()?;
        Ok(vault)
    })
    .await
}

/// Announces a device at the server, which has it from then on. Returns what the server has signed of its number.
///
/// # Errors
/// The server's refusal, and its silence after three tries.
pub async fn join_device(protocol: &HttpProtocol, call: DeviceJoin) -> Result<GivenNumber> {
    let mut tries = 1;
    loop {
        match protocol.device_join(None, call.clone()).await {
            Err(error) if error.passes() && tries < JOIN_TRIES => tries += 1,
            answer => return answer.map_err(|error: ServerError| error.into()),
        }
    }
}

async fn blocking<T: Send + 'static>(
    step: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(step)
        .await
        .map_err(|_| Error::Interrupted)?
}
