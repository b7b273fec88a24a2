//! Whether a group may come in: who wrote it, for which clinic, with which right, in which shape.
//!
//! Decided from the bytes and from the clinic's people, before any row is locked. What depends on the rows that
//! the group touches - clocks, patients, references, conflicts - is decided where they are held.

use std::collections::BTreeSet;
use std::sync::Arc;

use sync_contract::catalog::common::PATIENT;
use sync_contract::catalog::{KeyGrant, RecipientKind, User, UserRole};
use sync_contract::change::{GROUP_BYTES_MAX, GROUP_CELLS_MAX};
use sync_contract::entity::{BIRTH, DELETION, Entity};
use sync_contract::row::check_shape;
use sync_contract::{
    Authority, Catalog, CellSpec, CellWrite, Clock, Code, Compartment, Descriptor, Group, Right,
    Value, Wire,
};
use uuid::Uuid;

use crate::authority::{Staff, joining_key, verify_cell};
use crate::merge::{is_deleting, is_signed};
use crate::proof::{sha256, verify};
use crate::rows::{RowKey, fits};

/// Form, key id, nonce and tag around the padded bytes of a sealed value.
const SEAL_LENGTH: usize = 1 + 4 + 12 + 16;

/// A group as it came, with what is needed to remember it.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub id: Uuid,
    pub hash: [u8; 32],
    pub length: usize,
    pub group: Result<Group, Code>,
}

impl Arrived {
    /// Errors: `Malformed` for bytes that do not even begin with an id.
    pub fn read(bytes: &[u8]) -> Result<Arrived, Code> {
        let id = bytes.first_chunk::<16>().ok_or(Code::Malformed)?;
        Ok(Arrived {
            id: Uuid::from_bytes(*id),
            hash: sha256(bytes),
            length: bytes.len(),
            group: Group::from_bytes(bytes).map_err(|_| Code::Malformed),
        })
    }

    pub fn cells(&self) -> usize {
        self.group.as_ref().map_or(0, |group| group.writes.len())
    }

    pub fn is_gated(&self) -> bool {
        self.group
            .as_ref()
            .is_ok_and(|group| group.writes.first().is_some_and(is_gated))
    }
}

/// Decides, and lets what a gated group changes count for the groups after it.
pub fn admit(tenant: Uuid, staff: &mut Arc<Staff>, arrived: &Arrived) -> Result<(), Code> {
    let group = arrived.group.as_ref().map_err(|code| *code)?;
    if group.tenant != tenant {
        return Err(Code::WrongTenant);
    }
    if group.writes.len() > GROUP_CELLS_MAX || arrived.length > GROUP_BYTES_MAX {
        return Err(Code::TooLarge);
    }
    if group.writes.is_empty() || !is_of_one_sort(group) {
        return Err(Code::Malformed);
    }
    let after = if arrived.is_gated() {
        Some(admit_gated(staff, group)?)
    } else {
        None
    };
    check_group_signature(staff, after.as_ref(), group)?;
    // the founder's own row comes with the first group; everybody else is known before they act
    let deciding: &Staff = after
        .as_ref()
        .filter(|_| !staff.has_user(group.author))
        .unwrap_or(staff);
    let author = Author {
        id: group.author,
        rights: deciding.rights(group.author),
        compartments: deciding.compartments(group.author),
    };
    for write in &group.writes {
        check_write(&author, write)?;
    }
    if let Some(after) = after {
        check_consequences(staff, &after, group)?;
        *staff = Arc::new(after);
    }
    Ok(())
}

/// Whether the group and its clocks carry the bearer's number or one that it had before.
pub fn is_of_device(group: &Group, numbers: &[u32]) -> bool {
    let clocks = group
        .writes
        .iter()
        // what is sealed again keeps the clock of whoever wrote it
        .filter(|write| write.state.generation == 0)
        .map(|write| write.state.clock.device);
    clocks
        .chain([group.device])
        .all(|number| numbers.contains(&number))
}

/// The rows that a write names: what the database keeps by keys, and the plain ids.
pub fn references(group: &Group) -> BTreeSet<RowKey> {
    let mut named = BTreeSet::new();
    for write in &group.writes {
        let Some(spec) = known(write).and_then(|known| known.cell(write.state.cell)) else {
            continue;
        };
        for field in spec.clear_fields() {
            if let (Some(entity), Some(Value::Uuid(row))) =
                (field.references, write.state.clear_value(field.number))
            {
                named.insert(RowKey { entity, row: *row });
            }
        }
        named.extend(recipient(write, spec));
    }
    named
}

fn recipient(write: &CellWrite, spec: &CellSpec) -> Option<RowKey> {
    if write.entity != KeyGrant::DESCRIPTOR.number {
        return None;
    }
    let Value::Text(kind) = value(write, spec, "recipient_kind")? else {
        return None;
    };
    let Value::Uuid(row) = value(write, spec, "recipient")? else {
        return None;
    };
    let entity = match RecipientKind::from_word(kind)? {
        RecipientKind::User => User::DESCRIPTOR.number,
        RecipientKind::Device => sync_contract::catalog::Device::DESCRIPTOR.number,
        RecipientKind::Recovery => return None,
    };
    Some(RowKey { entity, row: *row })
}

struct Author {
    id: Uuid,
    rights: BTreeSet<Right>,
    compartments: BTreeSet<Compartment>,
}

fn known(write: &CellWrite) -> Option<&'static Descriptor> {
    Catalog::by_number(write.entity)
}

fn is_gated(write: &CellWrite) -> bool {
    known(write).is_some_and(|known| known.authority.is_gated())
}

/// Gated and other entities never share a group.
fn is_of_one_sort(group: &Group) -> bool {
    group
        .writes
        .windows(2)
        .all(|pair| is_gated(&pair[0]) == is_gated(&pair[1]))
}

/// The clinic's people as they are after the group, each of whose cells somebody signed who may.
fn admit_gated(staff: &Staff, group: &Group) -> Result<Staff, Code> {
    for write in &group.writes {
        verify_cell(staff, group, write)?;
    }
    let mut after = staff.clone();
    for write in &group.writes {
        after.set(write.entity, write.row, &write.state);
    }
    Ok(after)
}

fn check_group_signature(staff: &Staff, after: Option<&Staff>, group: &Group) -> Result<(), Code> {
    let input = group.signing_input(sha256);
    let signed_by = |key: &[u8]| verify(key, &input, &group.signature).is_ok();
    let is_signed = match staff.signing_key(group.author) {
        Some(key) => signed_by(key) || joining_key(staff, group).is_some_and(|key| signed_by(&key)),
        None => after
            .and_then(|after| after.signing_key(group.author))
            .is_some_and(signed_by),
    };
    if is_signed {
        Ok(())
    } else {
        Err(Code::BadSignature)
    }
}

fn check_write(author: &Author, write: &CellWrite) -> Result<(), Code> {
    let is_reseal = write.state.generation > 0;
    if !is_reseal && write.state.author != author.id {
        return Err(Code::BadSignature);
    }
    let Some(descriptor) = known(write) else {
        // of an entity that only a later version knows: kept for somebody who works here
        return if author.rights.is_empty() {
            Err(Code::MissingRight)
        } else {
            Ok(())
        };
    };
    let spec = descriptor.cell(write.state.cell);
    check_right(author, descriptor, spec, write, is_reseal)?;
    check_patient(descriptor, write)?;
    let Some(spec) = spec else {
        return Ok(());
    };
    check_shape(spec, &write.state)?;
    if !write.state.clear.iter().all(|(_, value)| fits(value)) {
        return Err(Code::BadValue);
    }
    check_seal(spec, write)
}

fn check_right(
    author: &Author,
    descriptor: &Descriptor,
    spec: Option<&'static CellSpec>,
    write: &CellWrite,
    is_reseal: bool,
) -> Result<(), Code> {
    let is_own_keys = descriptor.number == User::DESCRIPTOR.number
        && write.row == author.id
        && spec.is_some_and(|spec| spec.name == "keys");
    if is_own_keys {
        return Ok(());
    }
    let needed = if is_reseal {
        Right::KeysGrant
    } else {
        descriptor.write_right
    };
    let signs = descriptor.authority == Authority::Sealing
        && spec.is_some_and(|spec| is_signed(spec, &write.state));
    if !author.rights.contains(&needed) || (signs && !author.rights.contains(&Right::NotesSign)) {
        return Err(Code::MissingRight);
    }
    // of rows that every device holds, only the sealed cells are withheld from anybody
    let compartment = if descriptor.is_for_every_device() {
        spec.filter(|_| write.state.sealed.is_some())
            .and_then(CellSpec::compartment)
    } else {
        descriptor.compartment()
    };
    match compartment {
        Some(compartment) if !author.compartments.contains(&compartment) => Err(Code::OutOfScope),
        _ => Ok(()),
    }
}

fn check_patient(descriptor: &Descriptor, write: &CellWrite) -> Result<(), Code> {
    let named = write.patient.map(Value::Uuid);
    let is_same = write.state.cell != BIRTH
        || !descriptor.of_patient
        || write.state.clear_value(PATIENT) == named.as_ref();
    if descriptor.of_patient == write.patient.is_some() && is_same {
        Ok(())
    } else {
        Err(Code::PatientChanged)
    }
}

/// What can be told of a sealed value from outside: its form, whose key it asks for, and its class of size.
fn check_seal(spec: &CellSpec, write: &CellWrite) -> Result<(), Code> {
    let (Some(sealed), Some(compartment)) = (&write.state.sealed, spec.compartment()) else {
        return Ok(());
    };
    let padded = sealed.len().checked_sub(SEAL_LENGTH);
    let has_form = padded.is_some_and(is_padded) && sealed.get(1) == Some(&compartment.number());
    let epoch = sealed.get(2..5).is_some_and(|epoch| epoch != [0, 0, 0]);
    if !has_form || !epoch {
        return Err(Code::NotSealed);
    }
    if sealed.len() > sealed_max(spec) {
        return Err(Code::TooLarge);
    }
    Ok(())
}

/// 32, 64, 96, 128 bytes, then steps of an eighth of the power of two below.
fn is_padded(length: usize) -> bool {
    match length {
        0 => false,
        1..=128 => length.is_multiple_of(32),
        _ => {
            let below = 1_usize << (length - 1).ilog2();
            length.is_multiple_of(below / 8)
        }
    }
}

/// Room for every field of the cell at its longest in UTF-8, for what a later version may add, and for padding.
fn sealed_max(spec: &CellSpec) -> usize {
    let longest: usize = spec
        .sealed_fields()
        .map(|field| 32 + 4 * field.length_max as usize)
        .sum();
    SEAL_LENGTH + (longest + 4096) * 9 / 8
}

/// What a gated group would make of the clinic.
fn check_consequences(before: &Staff, after: &Staff, group: &Group) -> Result<(), Code> {
    if before.has_admin() && !after.has_admin() {
        return Err(Code::LastAdmin);
    }
    for write in &group.writes {
        let Some(spec) = known(write).and_then(|known| known.cell(write.state.cell)) else {
            continue;
        };
        if write.entity == User::DESCRIPTOR.number {
            for name in ["username", "email"] {
                if let Some(Value::Text(text)) = value(write, spec, name)
                    && after.is_taken(write.row, text)
                {
                    return Err(Code::NotUnique);
                }
            }
        }
        let ends = spec.number == DELETION && is_deleting(&write.state);
        if write.entity == UserRole::DESCRIPTOR.number
            && !ends
            && after
                .user_of_membership(write.row)
                .is_some_and(|user| after.lacks_key(user))
        {
            return Err(Code::MissingReference);
        }
    }
    Ok(())
}

fn value<'a>(write: &'a CellWrite, spec: &CellSpec, name: &str) -> Option<&'a Value> {
    let field = spec.clear_fields().find(|field| field.name == name)?;
    write.state.clear_value(field.number)
}

/// The conflict that a resolution releases: whose row, which cell, which versions.
pub fn released(write: &CellWrite) -> Option<(RowKey, u8, Vec<Clock>)> {
    let descriptor = sync_contract::catalog::ConflictResolution::DESCRIPTOR;
    if write.entity != descriptor.number {
        return None;
    }
    let spec = descriptor.cell(write.state.cell)?;
    let number = |name: &str| match value(write, spec, name)? {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    let (Value::Uuid(row), Value::Bytes(clocks)) =
        (value(write, spec, "row")?, value(write, spec, "sides")?)
    else {
        return None;
    };
    let (clocks, rest) = clocks.as_chunks::<{ Clock::LENGTH }>();
    if !rest.is_empty() {
        return None;
    }
    let key = RowKey {
        entity: u16::try_from(number("entity")?).ok()?,
        row: *row,
    };
    let cell = u8::try_from(number("cell")?).ok()?;
    let clocks = clocks.iter().copied().map(Clock::from_array).collect();
    Some((key, cell, clocks))
}
