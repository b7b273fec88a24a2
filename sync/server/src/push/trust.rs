//! The signature of one admin-signed cell, along root key, admins, users and enrolment codes.

use sync_contract::catalog::{Device, User, UserRole, enrolment_input, joined_device};
use sync_contract::change::{Address, tag_input};
use sync_contract::entity::{CREATED, Entity};
use sync_contract::field::Time;
use sync_contract::{CellSpec, CellWrite, Code, FieldRef, Group, Value};
use uuid::Uuid;

use crate::crypto::verify;
use crate::push::staff::Staff;

/// `code_key` is that of an enrolment code, in the group with which a device joins.
///
/// # Errors
/// `BadSignature` when no key fits, `NotAdmin` when one fits and its owner may not sign this.
pub fn verify_cell(
    staff: &Staff,
    code_key: Option<&[u8; 32]>,
    group: &Group,
    write: &CellWrite,
) -> Result<(), Code> {
    let signature = write.state.signature.as_ref().ok_or(Code::BadSignature)?;
    let input = signed_input(group, write);
    let signed_by = |key: &[u8]| verify(key, &input, signature);
    if signed_by(&staff.root_key).is_ok() {
        return Ok(());
    }
    if changes_an_admin(staff, write) {
        return Err(Code::NotAdmin);
    }
    let author_key = staff.signing_key(write.state.author);
    if author_key.is_some_and(|key| signed_by(key).is_ok()) {
        let may_sign = is_own(write, User::CELL.password)
            || staff.was_admin(write.state.author, write.state.clock);
        return if may_sign {
            Ok(())
        } else {
            Err(Code::NotAdmin)
        };
    }
    signed_by(code_key.ok_or(Code::BadSignature)?)?;
    check_invitation(staff, group, write)
}

fn signed_input(group: &Group, write: &CellWrite) -> Vec<u8> {
    let address = Address {
        tenant: group.tenant,
        entity: write.entity,
        row: write.row,
        cell: write.state.cell,
    };
    tag_input(address, write.patient, &write.state)
}

/// Returns whether the root key itself gives the author newer keys: a forgotten password is replaced with the printed
/// recovery key, and the root key alone has signed every cell of that group. Older keys are a replay.
pub fn recovers_author(staff: &Staff, group: &Group) -> bool {
    let is_by_root = |write: &CellWrite| {
        let signature = write.state.signature.as_ref();
        signature.is_some_and(|signature| {
            verify(&staff.root_key, &signed_input(group, write), signature).is_ok()
        })
    };
    let known = staff.row(User::DESCRIPTOR, group.author);
    let is_newer = |write: &CellWrite| {
        let current =
            known.and_then(|row| row.cells.iter().find(|cell| cell.cell == write.state.cell));
        current.is_some_and(|current| current.clock < write.state.clock)
    };
    let gives_keys = |write: &CellWrite| {
        write.row == group.author && is_own(write, User::CELL.keys) && is_newer(write)
    };
    group.writes.iter().any(gives_keys) && group.writes.iter().all(is_by_root)
}

/// Only the root key makes and unmakes admins.
fn changes_an_admin(staff: &Staff, write: &CellWrite) -> bool {
    if write.entity != UserRole::DESCRIPTOR.number {
        return false;
    }
    let given = UserRole::FIELD
        .role
        .in_write(write)
        .and_then(Value::as_uuid);
    let had = staff.role_of_membership(write.row);
    [given, had]
        .into_iter()
        .flatten()
        .any(|role| staff.is_admin_role(role))
}

/// Returns whether it is this cell of its author's own row.
fn is_own(write: &CellWrite, cell: &CellSpec) -> bool {
    write.entity == User::DESCRIPTOR.number
        && write.row == write.state.author
        && cell.number == write.state.cell
}

/// Returns the key of an enrolment code, when the group is only the row that this key creates and that is new.
pub fn joining_key(staff: &Staff, group: &Group) -> Option<[u8; 32]> {
    let device: Uuid = group.writes.first()?.row;
    let is_joining = !staff.has_device(device)
        && group
            .writes
            .iter()
            .all(|write| write.entity == Device::DESCRIPTOR.number && write.row == device);
    if !is_joining {
        return None;
    }
    let Some(Value::Bytes(key)) = find(group, Device::FIELD.enrolment_key) else {
        return None;
    };
    let key: [u8; 32] = key.as_slice().try_into().ok()?;
    (joined_device(group.tenant, &key).0 == device).then_some(key)
}

/// Checks that the admin in whose name the code's key signs has endorsed that key, and for that time.
fn check_invitation(staff: &Staff, group: &Group, write: &CellWrite) -> Result<(), Code> {
    let (Some(Value::Bytes(key)), Some(Value::Time(until)), Some(Value::Bytes(endorsed))) = (
        find(group, Device::FIELD.enrolment_key),
        find(group, Device::FIELD.enrolment_until),
        find(group, Device::FIELD.enrolment_signature),
    ) else {
        return Err(Code::BadSignature);
    };
    let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| Code::BadSignature)?;
    let endorsed: &[u8; 64] = endorsed
        .as_slice()
        .try_into()
        .map_err(|_| Code::BadSignature)?;
    let admin = write.state.author;
    let admin_key = staff.signing_key(admin).ok_or(Code::BadSignature)?;
    let input = enrolment_input(group.tenant, key, Time(*until));
    verify(admin_key, &input, endorsed)?;
    let is_revocation = write.state.cell == Device::CELL.revocation.number;
    let joins = write.state.cell == CREATED
        || write.state.cell == Device::CELL.identity.number
        // only that it is not revoked yet
        || (is_revocation && write.state.clear.iter().all(|(_, v)| *v == Value::Null));
    let is_in_time = write.state.clock.unix_us() <= *until;
    if joins && is_in_time && staff.was_admin(admin, write.state.clock) {
        Ok(())
    } else {
        Err(Code::NotAdmin)
    }
}

fn find(group: &Group, field: FieldRef) -> Option<&Value> {
    group.writes.iter().find_map(|write| field.in_write(write))
}
