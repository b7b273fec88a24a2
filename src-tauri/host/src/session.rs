use clinic::{Clinic, measurements, notes};
use sync_contract::Right;
use vault::Vault;
use vault::password::Password;

use crate::error::{Error, Result};
use crate::machine;

/// A sign-in that did not succeed gives the vault back. `tries_left` belongs to a wrong password; that with which a
/// lock-out begins is answered with the lock-out.
#[derive(Debug)]
pub struct NotSignedIn {
    pub vault: Box<Vault>,
    pub error: Error,
    pub tries_left: Option<u32>,
}

/// Signs a user in and opens the clinic.
///
/// # Errors
/// `WrongPassword` with the tries that are left, `LockedOut`, `Inactive`, `Revoked`.
pub fn sign_in(
    vault: Vault,
    username: &str,
    password: &Password,
) -> Result<Clinic, Box<NotSignedIn>> {
    let refused = match vault.unlock(username, password) {
        Ok(unlocked) => {
            let mut clinic = Clinic::new(unlocked, machine::clock());
            record_unsaved(&mut clinic);
            return Ok(clinic);
        }
        Err(refused) => refused,
    };
    let (error, tries_left) = match refused.error {
        vault::Error::WrongPassword => after_wrong_password(&refused.vault, username),
        error => (error, None),
    };
    Err(Box::new(NotSignedIn {
        vault: refused.vault,
        error: error.into(),
        tries_left,
    }))
}

fn after_wrong_password(vault: &Vault, username: &str) -> (vault::Error, Option<u32>) {
    match vault.sign_in_tries_left(username) {
        Ok(Some(Err(wait))) => (vault::Error::Throttled(wait), None),
        Ok(left) => (vault::Error::WrongPassword, left.and_then(Result::ok)),
        Err(error) => {
            tracing::warn!(%error, "the tries that are left cannot be read");
            (vault::Error::WrongPassword, None)
        }
    }
}

/// Commits what was being typed and drops every key. Returns the vault, and whether something was saved just now.
///
/// What cannot be committed stays behind as a draft, which holds no lock back.
pub fn lock(mut clinic: Clinic) -> (Vault, bool) {
    let has_saved = notes::write::commit_all(&mut clinic).unwrap_or_else(|error| {
        tracing::warn!(%error, "a draft stays as it was last saved");
        false
    });
    record_unsaved(&mut clinic);
    (clinic.lock(), has_saved)
}

/// Records what was measured while the disk was full. What it still does not take goes on waiting, sealed.
fn record_unsaved(clinic: &mut Clinic) {
    if !clinic.actor().can(Right::MeasurementsWrite) {
        return;
    }
    if let Err(error) = measurements::unsaved::record_unsaved(clinic) {
        tracing::warn!(%error, "a reading waits for room on the disk");
    }
}

/// Mends what needs no person: sends again what admins signed and a restored server lacks, offers again the versions
/// that the server lacks and this device has, and releases sibling versions that turn out to be equal once they are
/// decrypted.
///
/// # Errors
/// Those of the vault.
pub fn mend_versions(clinic: &mut Clinic) -> Result<()> {
    if clinic.actor().can(Right::UsersManage) {
        clinic::conflicts::offer::carry_signed(clinic)?;
    }
    if clinic.actor().can(Right::ConflictsResolve) {
        clinic::conflicts::offer::offer_again(clinic)?;
        clinic::conflicts::release::release_equal(clinic)?;
    }
    Ok(())
}
