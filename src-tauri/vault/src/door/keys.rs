use sync_contract::Compartment;
use sync_contract::catalog::{GrantKind, KeyGrant, RecipientKind};
use sync_contract::field::Bytes;
use sync_contract::ids::{KeyGrantId, UserId};

use super::Tx;
use crate::error::{Error, Result};
use crate::grant::Granting;
use crate::keys::ExchangeKey;
use crate::session::grant_place;

/// Whom a key is sealed to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Recipient {
    User(UserId, ExchangeKey),
    Recovery,
}

impl Tx<'_> {
    /// Grants of every epoch that this user holds of these compartments, to be inserted with the role that
    /// entitles to them. `public_key` comes from the user's verified row.
    ///
    /// Errors: `NoKey` for a compartment that this user does not hold.
    pub fn grants_for(
        &mut self,
        user: UserId,
        public_key: &Bytes<32>,
        compartments: &[Compartment],
    ) -> Result<Vec<KeyGrant>> {
        let recipient = Recipient::User(user, exchange_key(public_key)?);
        let mut grants = Vec::new();
        for compartment in compartments {
            let made = self.grants_of(*compartment, recipient)?;
            if made.is_empty() {
                return Err(Error::NoKey);
            }
            grants.extend(made);
        }
        Ok(grants)
    }

    /// The private root key, for a new admin. Errors: `NotAdmin`.
    pub fn root_grant_for(&mut self, user: UserId, public_key: &Bytes<32>) -> Result<KeyGrant> {
        let recipient = Recipient::User(user, exchange_key(public_key)?);
        let session = self.session;
        let root = session.root.as_ref().ok_or(Error::NotAdmin)?;
        self.grant(GrantKind::Root, 1, Granting::Root(root), recipient)
    }

    /// What brings everything back: each compartment, the root key and the clinic secret.
    pub(crate) fn recovery_grants(&mut self) -> Result<Vec<KeyGrant>> {
        let mut grants = Vec::new();
        for compartment in Compartment::ALL {
            grants.extend(self.grants_of(compartment, Recipient::Recovery)?);
        }
        let (session, secret) = (self.session, self.secret);
        let root = session.root.as_ref().ok_or(Error::NotAdmin)?;
        grants.push(self.grant(
            GrantKind::Root,
            1,
            Granting::Root(root),
            Recipient::Recovery,
        )?);
        let version = i64::from(secret.version());
        let clinic = Granting::Clinic(secret);
        grants.push(self.grant(
            GrantKind::ClinicSecret,
            version,
            clinic,
            Recipient::Recovery,
        )?);
        Ok(grants)
    }

    fn grants_of(
        &mut self,
        compartment: Compartment,
        recipient: Recipient,
    ) -> Result<Vec<KeyGrant>> {
        let session = self.session;
        let kind = GrantKind::of(compartment);
        if compartment == Compartment::Audit {
            let keys = session.audit_keys.iter();
            return keys
                .map(|keys| {
                    let epoch = i64::from(keys.key_id().epoch());
                    let mut grant = self.grant(kind, epoch, Granting::Audit(keys), recipient)?;
                    grant.public_key = Some(Bytes(keys.public().as_bytes().to_vec()));
                    Ok(grant)
                })
                .collect();
        }
        let keys = session
            .epochs
            .values()
            .filter(|key| key.key_id().compartment() == compartment);
        keys.map(|key| {
            let epoch = i64::from(key.key_id().epoch());
            self.grant(kind, epoch, Granting::Epoch(key), recipient)
        })
        .collect()
    }

    fn grant(
        &mut self,
        kind: GrantKind,
        epoch: i64,
        granting: Granting<'_>,
        recipient: Recipient,
    ) -> Result<KeyGrant> {
        let id: KeyGrantId = self.new_id();
        let place = grant_place(self.tenant, id.0);
        let (recipient_kind, user, sealed) = match recipient {
            Recipient::User(user, key) => {
                let sealed = granting.seal_to(&key, &place, self.random)?;
                (RecipientKind::User, Some(user.0), sealed)
            }
            Recipient::Recovery => {
                let sealed = granting.seal_to_recovery(self.recovery, &place)?;
                (RecipientKind::Recovery, None, sealed)
            }
        };
        Ok(KeyGrant {
            id,
            kind,
            epoch,
            recipient_kind,
            recipient: user,
            sealed_key: Bytes(sealed),
            public_key: None,
        })
    }
}

fn exchange_key(bytes: &Bytes<32>) -> Result<ExchangeKey> {
    let key = bytes.0.as_slice().try_into().map_err(|_| Error::NoKey)?;
    Ok(ExchangeKey::from_bytes(key))
}
