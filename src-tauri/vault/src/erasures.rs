//! The order to erase patients: made by an admin, signed a second time by the recovery key or by another admin who
//! types their password at this computer.

use sync_contract::Entity;
use sync_contract::catalog::{Erasure, ErasureOrder, ErasureReason, Tenant, erasure_id};
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::PatientId;
use uuid::Uuid;

use crate::audit_chain::event::Severity;
use crate::crypto::password::Password;
use crate::crypto::recovery::RecoveryKey;
use crate::crypto::sign::Purpose;
use crate::error::{Error, Result};
use crate::store::rows;
use crate::unlocked::Unlocked;
use crate::vault::Vault;
use crate::write::AdminSignedOutcome;

/// The second signer of an order, next to the admin who makes it.
#[derive(Debug)]
pub enum SecondSigner<'a> {
    Recovery(&'a RecoveryKey),
    /// By user name or e-mail.
    Admin {
        login: &'a str,
        password: &'a Password,
    },
}

/// Orders with their second signatures, one for each patient.
#[derive(Debug, Clone, Default)]
pub struct SecondedOrders(Vec<(ErasureOrder, [u8; 64])>);

impl SecondedOrders {
    pub fn orders(&self) -> impl Iterator<Item = &ErasureOrder> {
        self.0.iter().map(|(order, _)| order)
    }
}

impl Vault {
    /// The public half of what the recovery key signs with, from the clinic's proved row.
    ///
    /// # Errors
    /// `Altered` where the row names none, or something else than a key: each clinic has one from its first day.
    pub(crate) fn recovery_signing_key(&self) -> Result<[u8; 32]> {
        let clinic = self.chain()?;
        let clinic = clinic.row(&self.conn, Tenant::DESCRIPTOR, self.facts.tenant)?;
        let key = clinic.and_then(|row| {
            let key = Tenant::FIELD
                .recovery_signing_key
                .in_row(&row)?
                .as_bytes()?;
            key.try_into().ok()
        });
        key.ok_or(Error::Altered)
    }
}

impl Unlocked {
    /// Has a second signer sign the order that this user is about to make.
    ///
    /// # Errors
    /// `NotAdmin`; `WrongRecoveryKey`; `WrongPassword`, `Throttled`, `Inactive`; `NotSeconded` for the same user, and
    /// for any where the clinic has no server.
    pub fn second_erasure(
        &mut self,
        patients: &[PatientId],
        reason: ErasureReason,
        by: &SecondSigner<'_>,
    ) -> Result<SecondedOrders> {
        if !self.session.is_admin() {
            return Err(Error::NotAdmin);
        }
        let tenant = self.vault.facts.tenant;
        let ordered_at = Time(self.vault.now_us()?);
        let ordered_by = self.session.user;
        let order = |patient: &PatientId, second_signer: Option<Uuid>| ErasureOrder {
            patient: patient.0,
            reason,
            ordered_at,
            ordered_by,
            second_signer,
        };
        let seconded = match by {
            SecondSigner::Recovery(recovery) => {
                let pair = recovery.signing_pair(tenant);
                if self.vault.recovery_signing_key()? != *pair.verify_key().as_bytes() {
                    return Err(Error::WrongRecoveryKey);
                }
                let sign = |order: ErasureOrder| {
                    let input = order.signing_input(tenant);
                    (order, pair.sign(Purpose::Erase, &input))
                };
                patients
                    .iter()
                    .map(|patient| sign(order(patient, None)))
                    .collect()
            }
            // nothing bounds the clock there: one person makes an admin, and a month pass
            SecondSigner::Admin { .. } if self.vault.server()?.is_none() => {
                return Err(Error::NotSeconded);
            }
            SecondSigner::Admin { login, password } => {
                let (user, keys) = self.vault.keys_of(login, password)?;
                if user == ordered_by {
                    return Err(Error::NotSeconded);
                }
                let sign = |order: ErasureOrder| {
                    let input = order.signing_input(tenant);
                    (order, keys.sign(Purpose::Erase, &input))
                };
                let orders = patients.iter().map(|patient| order(patient, Some(user)));
                orders.map(sign).collect()
            }
        };
        Ok(SecondedOrders(seconded))
    }

    /// Makes the orders: online where the clinic has a server, and then they count when it has accepted them.
    /// Everything of the patients is erased here in the same transaction.
    ///
    /// # Errors
    /// `AdminSignedPending`; `NotSeconded` where the second signature is none that counts, such as that of an admin who
    /// has not been one for long.
    pub fn erase_patients(&mut self, orders: &SecondedOrders) -> Result<AdminSignedOutcome<()>> {
        // the audit entry stays in the log: author, time and reason, and no name of a patient
        let outcome = self.write_admin_signed("erase patient", |tx| {
            for (order, signature) in &orders.0 {
                let patient = PatientId(order.patient);
                let id = erasure_id(tx.tenant(), patient);
                tx.insert(&Erasure {
                    id,
                    erased: patient.0,
                    reason: order.reason,
                    ordered_at: order.ordered_at,
                    second_signer: order.second_signer,
                    second_signature: Bytes(signature.to_vec()),
                })?;
                let row = rows::load(&tx.sql, Erasure::DESCRIPTOR, id.0)?;
                let chain = tx.prover.over(&tx.sql)?;
                if !row.is_some_and(|row| chain.is_proved(&row)) {
                    return Err(Error::NotSeconded);
                }
            }
            tx.audit(|mut event| {
                "erasure".clone_into(&mut event.resource);
                event.resource_id = orders.0.first().map(|(order, _)| order.patient);
                event.patient = None;
                event.severity = Severity::Warning;
                event
            });
            let remarks = orders.0.iter().map(|(order, _)| {
                let second = order
                    .second_signer
                    .map_or("recovery key".to_owned(), |id| id.to_string());
                format!("{} {} {second}", order.patient, order.reason.as_str())
            });
            tx.remark(&remarks.collect::<Vec<_>>().join("\n"));
            Ok(())
        })?;
        if let AdminSignedOutcome::Applied(()) = outcome
            && let Err(error) = self.send_left()
        {
            tracing::warn!(%error, "what the erasure left cannot be queued again yet");
        }
        Ok(outcome)
    }
}
