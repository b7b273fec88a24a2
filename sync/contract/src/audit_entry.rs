//! One entry of a device's audit log, as every end binds and sends it.

use uuid::Uuid;

use crate::catalog::Patient;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::entity::Entity;
use crate::erased_body;
use crate::hash::sha256;
use crate::purpose::Purpose;

/// One entry of a device's audit chain, numbered from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub device_number: u32,
    pub number: u64,
    pub previous: [u8; 32],
    pub at_us: i64,
    pub user: Option<Uuid>,
    pub session: u32,
    /// Where the session worked, in the entry of a sign-in where it begins; none of one that worked at all facilities.
    pub facility: Option<Uuid>,
    pub action: String,
    pub resource: String,
    pub resource_id: Option<Uuid>,
    pub patient: Option<Uuid>,
    pub outcome: String,
    pub severity: String,
    pub retention_until_us: i64,
    /// In the entry that opens a session, form 5, the session's key with its user's signature, or form 2, the key
    /// alone, if only the device names the user. Form 3 in all other entries.
    pub sealed: Vec<u8>,
    /// The device's Ed25519 signature over [`AuditEntry::signing_input`].
    pub signature: [u8; 64],
}

impl AuditEntry {
    /// Returns H(previous, number, H(clear columns, H(sealed body))).
    pub fn chain_hash(&self) -> [u8; 32] {
        let mut body = Writer::new();
        self.write_clear(&mut body);
        body.raw(&erased_body::digest(&self.sealed));
        let mut writer = Writer::new();
        writer.raw(b"nutrivault audit 1");
        writer.u32(self.device_number);
        writer.raw(&self.previous);
        writer.u64(self.number);
        writer.raw(&sha256(&body.finish()));
        sha256(&writer.finish())
    }

    /// Returns what the device signs: the chain's hash at this entry, under a label of its own.
    pub fn signing_input(&self) -> Vec<u8> {
        [Purpose::AuditEntry.label().as_bytes(), &self.chain_hash()].concat()
    }

    /// Returns the signature with which a user opened this session, and its input; none where only the device names the
    /// user.
    pub fn endorsed(&self, tenant: Uuid) -> Option<([u8; 64], Vec<u8>)> {
        let (&form, rest) = self.sealed.split_first()?;
        let (signature, key) = rest.split_first_chunk::<64>()?;
        let user = self.user.filter(|_| form == ENDORSED_FORM)?;
        let opening = SessionOpening {
            tenant,
            device_number: self.device_number,
            session: self.session,
            user,
            at_us: self.at_us,
            key_hash: sha256(key),
        };
        Some((*signature, opening.signing_input()))
    }

    /// Returns the patient whose erasure also erases the body; the queries of both databases use the same rule.
    pub fn subject(&self) -> Option<Uuid> {
        let is_patient = self.resource == Patient::DESCRIPTOR.name;
        let own = self.resource_id.filter(|_| is_patient);
        self.patient.or(own)
    }

    fn write_clear(&self, writer: &mut Writer) {
        writer.i64(self.at_us);
        writer.option(self.user, Writer::uuid);
        writer.u32(self.session);
        writer.option(self.facility, Writer::uuid);
        for word in [&self.action, &self.resource] {
            writer.text(word);
        }
        writer.option(self.resource_id, Writer::uuid);
        writer.option(self.patient, Writer::uuid);
        for word in [&self.outcome, &self.severity] {
            writer.text(word);
        }
        writer.i64(self.retention_until_us);
    }
}

impl Wire for AuditEntry {
    fn write(&self, writer: &mut Writer) {
        writer.u32(self.device_number);
        writer.u64(self.number);
        writer.raw(&self.previous);
        self.write_clear(writer);
        writer.bytes(&self.sealed);
        writer.raw(&self.signature);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            device_number: reader.u32()?,
            number: reader.u64()?,
            previous: reader.array()?,
            at_us: reader.i64()?,
            user: reader.option(Reader::uuid)?,
            session: reader.u32()?,
            facility: reader.option(Reader::uuid)?,
            action: Wire::read(reader)?,
            resource: Wire::read(reader)?,
            resource_id: reader.option(Reader::uuid)?,
            patient: reader.option(Reader::uuid)?,
            outcome: Wire::read(reader)?,
            severity: Wire::read(reader)?,
            retention_until_us: reader.i64()?,
            sealed: Wire::read(reader)?,
            signature: reader.array()?,
        })
    }
}

/// `5 | the user's signature 64 | the session's key in form 2`.
pub const ENDORSED_FORM: u8 = 5;

/// What a user signs at sign-in, so that a device cannot name them in sessions that they did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionOpening {
    pub tenant: Uuid,
    pub device_number: u32,
    pub session: u32,
    pub user: Uuid,
    pub at_us: i64,
    /// SHA-256 of the session's sealed key.
    pub key_hash: [u8; 32],
}

impl SessionOpening {
    pub fn signing_input(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128);
        writer.raw(Purpose::Session.label().as_bytes());
        writer.uuid(self.tenant);
        writer.u32(self.device_number);
        writer.u32(self.session);
        writer.uuid(self.user);
        writer.i64(self.at_us);
        writer.raw(&self.key_hash);
        writer.finish()
    }
}
