use sync_contract::Writer;
use sync_contract::messages::SessionOpening;
use uuid::Uuid;

use crate::audit_chain::event::{Detail, Event};
use crate::audit_chain::sha256;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::keys::private::UserKeys;
use crate::crypto::random::Random;
use crate::crypto::seal::frame::Form;
use crate::crypto::seal::session::{AuditSessionKey, seal_entry};
use crate::crypto::sign::Purpose;
use crate::error::Result;
use crate::store::device::DeviceRow;
use crate::store::facts::Facts;

/// What one sign-in, or one command without a password, writes its entries under.
#[derive(Debug)]
pub(crate) struct AuditSession {
    pub key: AuditSessionKey,
    pub user: Option<Uuid>,
    tenant: Uuid,
    device: u32,
}

impl AuditSession {
    /// The number of the device under which it was begun; under another one its entries could not be opened.
    pub fn device(&self) -> u32 {
        self.device
    }

    /// Begins the device's next session. The answer's second part goes, as its sealed body, into the session's
    /// first entry, in the same transaction: if that is rolled back, the session must be dropped.
    pub fn begin(
        facts: &Facts,
        device: &mut DeviceRow,
        audit_key: &ExchangeKey,
        user: Option<Uuid>,
        random: &mut Random,
    ) -> Result<(Self, Vec<u8>)> {
        device.audit_session += 1;
        let key = AuditSessionKey::generate(device.audit_session, random);
        let aad = session_aad(facts.tenant, device.number(), device.audit_session);
        let opening = key.seal_to(audit_key, &aad, random)?;
        let session = Self {
            key,
            user,
            tenant: facts.tenant,
            device: device.number(),
        };
        Ok((session, opening))
    }

    /// The user's signature before what opens their session: from now on their entries are not the device's word alone.
    /// `at_us` is that of the entry.
    pub fn endorse(&self, opening: &[u8], at_us: i64, keys: &UserKeys) -> Vec<u8> {
        let Some(user) = self.user else {
            return opening.to_vec();
        };
        let opening_input = SessionOpening {
            tenant: self.tenant,
            device_number: self.device,
            session: self.key.number(),
            user,
            at_us,
            key_hash: sha256(opening),
        };
        let signature = keys.sign(Purpose::Session, &opening_input.signing_input());
        [&[Form::Endorsed.byte()], signature.as_slice(), opening].concat()
    }

    /// The body is bound to the clear columns of the entry. Number and time are left to the chain, so that an
    /// admin-signed action can seal its entry before it has them.
    pub fn seal(&self, event: &Event, detail: &Detail, random: &mut Random) -> Result<Vec<u8>> {
        let aad = entry_aad(
            self.tenant,
            self.device,
            self.key.number(),
            self.user,
            event,
        );
        Ok(seal_entry(&self.key, &aad, &detail.to_plain(), random)?)
    }
}

pub(crate) fn session_aad(tenant: Uuid, device: u32, session: u32) -> Vec<u8> {
    aad(b"nutrivault audit session 1", tenant, device, session)
}

pub(crate) fn entry_aad(
    tenant: Uuid,
    device: u32,
    session: u32,
    user: Option<Uuid>,
    event: &Event,
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(192);
    writer.raw(&aad(b"nutrivault audit body 1", tenant, device, session));
    writer.option(user, Writer::uuid);
    writer.text(&event.action);
    writer.text(&event.resource);
    writer.option(event.resource_id, Writer::uuid);
    writer.option(event.patient, Writer::uuid);
    writer.option(event.facility, Writer::uuid);
    writer.text(event.outcome.as_str());
    writer.text(event.severity.as_str());
    writer.finish()
}

fn aad(label: &[u8], tenant: Uuid, device: u32, session: u32) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64);
    writer.raw(label);
    writer.uuid(tenant);
    writer.u32(device);
    writer.u32(session);
    writer.finish()
}
