//! Accounts of patients of the demo at a portal that is not there yet: by their index in the list, so that no random
//! number is drawn for it.

use sync_contract::catalog::{PortalAccount, PortalStatus, portal_account_id};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::PatientId;

use crate::Clinic;
use crate::error::Result;

const DAY_US: i64 = 86_400_000_000;

/// Invites a few patients, some of them in vain; a few more have an account. No token is handed out, so that none of
/// these invitations can be used.
///
/// # Errors
/// Those of a write.
pub(super) fn invite(clinic: &mut Clinic, patients: &[PatientId]) -> Result<()> {
    clinic.write("invite to portal", |tx| {
        for (index, patient) in patients.iter().enumerate() {
            let (status, days) = match index % 14 {
                1 => (PortalStatus::Active, 60),
                4 => (PortalStatus::Invited, 2),
                7 => (PortalStatus::Invited, 20),
                10 => (PortalStatus::Suspended, 90),
                13 => (PortalStatus::Closed, 120),
                _ => continue,
            };
            let invited_at = Time(tx.now().0 - days * DAY_US);
            let waits = status == PortalStatus::Invited;
            let (activation, verification) = tx.invitation_tokens();
            let hashed = |hash: [u8; 32]| waits.then(|| Bytes(hash.to_vec()));
            tx.insert(&PortalAccount {
                id: portal_account_id(tx.tenant(), *patient),
                patient: *patient,
                status,
                activation_token: hashed(activation.hash()),
                verification_token: hashed(verification.hash()),
                invited_at,
                activated_at: (!waits).then_some(Time(invited_at.0 + DAY_US)),
                last_access: None,
                shows_visits: true,
                shows_plans: true,
                shows_measurements: index % 2 == 1,
                shows_documents: false,
            })?;
        }
        Ok(())
    })
}
