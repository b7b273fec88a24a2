use clinic::Clinic;
use clinic::devices::invite as invite_device;
use sync_contract::field::Time;
use vault::enrol::CODE_LASTS_S;
use vault::keys::EnrolmentCode;

use crate::address::ServerAddress;
use crate::error::Result;
use crate::online_write::clear_queue;
use crate::program::Program;

/// What another computer needs to join: the code works once, until it expires.
pub struct Invitation {
    pub code: EnrolmentCode,
    pub server: ServerAddress,
    pub lasts_s: u32,
    pub expires_at: Time,
}

/// Makes a code with which another computer may join this clinic.
///
/// # Errors
/// `NoServer`, `Forbidden` for any user but an admin; those of [`clear_queue`] and of the server.
pub async fn invite(program: &impl Program) -> Result<Invitation> {
    let link = program.link().await?;
    // the server checks the invitation by the admin's row, which may still wait here
    clear_queue(program).await?;
    let invited = |clinic: &mut Clinic| {
        let (code, call) = invite_device(clinic)?;
        let server = ServerAddress::of(clinic.unlocked().vault())?;
        Ok((code, call, server, clinic.now()))
    };
    let (code, call, server, now) = program.clinic(invited).await?;
    link.enrol_create(call).await?;
    Ok(Invitation {
        code,
        server,
        lasts_s: CODE_LASTS_S,
        expires_at: Time(now.0 + i64::from(CODE_LASTS_S) * 1_000_000),
    })
}
