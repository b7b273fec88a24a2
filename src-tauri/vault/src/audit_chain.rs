//! One signed chain of audit entries per device: readable by the clear columns, its details sealed to the holders of
//! the audit key.

pub(crate) mod event;
pub(crate) mod retention;
pub(crate) mod session;

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use sync_contract::messages::AuditEntry;
use sync_contract::statement;
use sync_contract::{Wire, Writer};
use uuid::Uuid;

use crate::crypto::keys::private::DeviceKeys;
use crate::crypto::seal::frame::Form;
use crate::crypto::sign::Purpose;
use crate::error::Result;
use crate::store::device::DeviceRow;

/// Puts an entry at the end of this device's chain; the caller saves `device` in the same transaction.
pub(crate) fn append(
    conn: &Connection,
    device: &mut DeviceRow,
    keys: &DeviceKeys,
    mut entry: AuditEntry,
) -> Result<()> {
    entry.device_number = device.number();
    entry.number = device.audit_number + 1;
    entry.previous = device.audit_hash;
    let hash = entry.chain_hash();
    entry.signature = keys.sign(Purpose::AuditEntry, &signing_input(&hash));
    insert(conn, &entry)?;
    device.audit_number = entry.number;
    device.audit_hash = hash;
    Ok(())
}

/// The contract's input, from a hash that is already there.
fn signing_input(hash: &[u8; 32]) -> Vec<u8> {
    [Purpose::AuditEntry.label().as_bytes(), hash].concat()
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns whether an entry has the key of its session.
pub(crate) fn opens_session(entry: &AuditEntry) -> bool {
    let form = Form::of(&entry.sealed);
    matches!(form, Ok(Form::PublicKey | Form::Endorsed))
}

fn insert(conn: &Connection, entry: &AuditEntry) -> Result<()> {
    let mut writer = Writer::with_capacity(384 + entry.sealed.len());
    entry.write(&mut writer);
    let mut statement = conn.prepare_cached(statement!("audit", "insert"))?;
    statement.execute(params![
        entry.device_number,
        entry.number,
        entry.at_us,
        entry.user.map(Uuid::into_bytes),
        entry.session,
        opens_session(entry),
        entry.facility.map(Uuid::into_bytes),
        entry.action,
        entry.resource,
        entry.resource_id.map(Uuid::into_bytes),
        entry.patient.map(Uuid::into_bytes),
        entry.outcome,
        entry.severity,
        entry.retention_until_us,
        writer.finish(),
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::audit_chain::event::Event;

    #[test]
    fn a_device_signs_the_input_of_the_contract() {
        let entry = Event::new("sign in", "session").entry(5, None, 1, vec![2]);
        let input = signing_input(&entry.chain_hash());
        assert_eq!(input, entry.signing_input());
    }
}
