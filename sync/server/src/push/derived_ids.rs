//! Rows whose ids are derived from their contents.

use std::collections::BTreeMap;

use sync_contract::catalog::{
    Addendum, AlertEscalation, AllergenCorrection, AppointmentType, ChunkFields,
    ConflictResolution, Erasure, EscalationReason, FoodProfile, LinkKind, Note, PatientLink,
    PatientPhoto, PatientProfile, PatientTag, PortalAccount, Setting, User, addendum_id,
    allergen_correction_id, appointment_type_id, chunk_of, erased_by, erasure_id, escalation_id,
    food_profile_id, parted_id, patient_tag_id, photo_id, portal_account_id, profile_id,
    resolution_id, setting_id, user_id,
};
use sync_contract::entity::{CREATED, Entity, FieldRef};
use sync_contract::every_entity::PATIENT;
use sync_contract::ids::{AlertId, NoteId, PatientId, PatientLinkId, TagId, TenantId, UserId};
use sync_contract::{Catalog, CellWrite, Code, Group, Rejection, Value};
use uuid::Uuid;

use crate::push::references::released;

/// Checks that a row under a derived id is the one that its contents derive. Devices that derive the same row rely on
/// this: if two devices write it, the second write is accepted without effect.
///
/// An addendum's id is derived from a version of its note that the group itself decides about, a device's is checked
/// where it joins.
///
/// # Errors
/// `BadValue`, with the field that decides the id; also for the nil id of a row or of a patient.
pub fn check_derived_ids(group: &Group) -> Result<(), Rejection> {
    // in what devices count the nil id is the clinic
    let is_nil = |write: &&CellWrite| write.row.is_nil() || write.patient == Some(Uuid::nil());
    if let Some(write) = group.writes.iter().find(is_nil) {
        return Err(Rejection::from(Code::BadValue).in_write(write));
    }
    let tenant = TenantId(group.tenant);
    let is_derived = |write: &&CellWrite| write.row.get_version_num() == 5;
    let derived = || group.writes.iter().filter(is_derived);
    let proves = |field: FieldRef, row: Uuid| {
        let of_row = |write: &CellWrite| write.row == row && field.in_write(write).is_some();
        group.writes.iter().any(of_row)
    };
    let appended = appended(group);
    for write in derived() {
        let bad = |field: u16| {
            Rejection::from(Code::BadValue)
                .in_write(write)
                .at_field(field)
        };
        if let Some(field) = Catalog::proof_of_id(write.entity)
            && (field.descriptor.authority.is_append_only() || write.state.cell == CREATED)
            && !proves(field, write.row)
        {
            return Err(bad(field.number));
        }
        let is_addendum = write.entity == Addendum::DESCRIPTOR.number;
        if is_addendum && !is_appended(group, &appended, write.row) {
            return Err(bad(Addendum::FIELD.note.number));
        }
        match derived_id_in(tenant, write) {
            Some((id, field)) if id != write.row => return Err(bad(field)),
            _ => {}
        }
    }
    check_chunks(group)
}

/// Checks that each part of a document is under the id that follows from both, which no other row can take.
fn check_chunks(group: &Group) -> Result<(), Rejection> {
    for write in &group.writes {
        let makes =
            |of: &ChunkFields| write.state.cell == CREATED || of.part.in_write(write).is_some();
        let Some(chunk) = chunk_of(write.entity).filter(makes) else {
            continue;
        };
        let of_row = group.writes.iter().filter(|other| other.row == write.row);
        if !of_row.into_iter().any(|other| chunk.is_under_its_id(other)) {
            return Err(Rejection::from(Code::BadValue)
                .in_write(write)
                .at_field(chunk.part.number));
        }
    }
    Ok(())
}

/// The ids of the addenda that the resolutions of a group derive, each with its note: computed once, since a group may
/// name many versions. An addendum is of one author, who signs the group.
fn appended(group: &Group) -> BTreeMap<Uuid, Uuid> {
    let tenant = TenantId(group.tenant);
    let Some(author) = author_of_addenda(group) else {
        return BTreeMap::new();
    };
    let resolved = group.writes.iter().filter_map(released);
    let of_notes = resolved.filter(|(key, _, _)| key.entity == Note::DESCRIPTOR.number);
    let derived = of_notes.flat_map(|(key, _, clocks)| {
        let clocks = clocks.into_iter();
        clocks.map(move |clock| {
            let id = addendum_id(tenant, NoteId(key.row), clock, author);
            (id.0, key.row)
        })
    });
    derived.collect()
}

fn author_of_addenda(group: &Group) -> Option<UserId> {
    let is_addendum = |write: &&CellWrite| write.entity == Addendum::DESCRIPTOR.number;
    let first = group.writes.iter().find(is_addendum)?;
    Some(UserId(first.state.author))
}

/// Returns whether an addendum under a derived id comes complete, with the resolution of the version whose words it
/// keeps.
fn is_appended(group: &Group, appended: &BTreeMap<Uuid, Uuid>, addendum: Uuid) -> bool {
    let of_row = group.writes.iter().filter(|write| write.row == addendum);
    let mut named = of_row.filter_map(|write| {
        let note = Addendum::FIELD.note.in_write(write)?.as_uuid()?;
        Some((note, UserId(write.state.author)))
    });
    named.next().is_some_and(|(note, author)| {
        Some(author) == author_of_addenda(group) && appended.get(&addendum) == Some(&note)
    })
}

/// The derivation of an id from the patient, for an entity of which each patient has one row.
fn one_of_each(entity: u16) -> Option<fn(TenantId, PatientId) -> Uuid> {
    match entity {
        number if number == PatientProfile::DESCRIPTOR.number => {
            Some(|tenant, patient| profile_id(tenant, patient).0)
        }
        number if number == PatientPhoto::DESCRIPTOR.number => {
            Some(|tenant, patient| photo_id(tenant, patient).0)
        }
        number if number == PortalAccount::DESCRIPTOR.number => {
            Some(|tenant, patient| portal_account_id(tenant, patient).0)
        }
        _ => None,
    }
}

/// Returns the id that a write's contents derive for its row, and the field that decides it.
fn derived_id_in(tenant: TenantId, write: &CellWrite) -> Option<(Uuid, u16)> {
    let value = |field: FieldRef| field.in_write(write);
    if let Some(of_patient) = one_of_each(write.entity) {
        return Some((of_patient(tenant, PatientId(write.patient?)), PATIENT));
    }
    if let Some(tag) = value(PatientTag::FIELD.tag).and_then(Value::as_uuid) {
        let id = patient_tag_id(tenant, PatientId(write.patient?), TagId(tag));
        return Some((id.0, PatientTag::FIELD.tag.number));
    }
    if let Some(kind) = value(PatientLink::FIELD.kind).and_then(Value::as_text) {
        let merge = PatientLinkId(value(PatientLink::FIELD.merge)?.as_uuid()?);
        let author = UserId(write.state.author);
        let id = parted_id(tenant, merge, PatientId(write.patient?), author);
        // nothing else of a merge has a derived id
        let is_parted = kind == LinkKind::Parted.as_str();
        let id = if is_parted { id.0 } else { Uuid::nil() };
        return Some((id, PatientLink::FIELD.kind.number));
    }
    if let Some(reason) = value(AlertEscalation::FIELD.reason).and_then(Value::as_text) {
        let alert = AlertId(value(AlertEscalation::FIELD.alert)?.as_uuid()?);
        let level = value(AlertEscalation::FIELD.to_level)?.as_int()?;
        // what a person said has an id of its own
        let reason = reason.parse().ok();
        let reason = reason.filter(|reason| *reason != EscalationReason::Manual);
        let id = reason.map_or(Uuid::nil(), |reason| {
            escalation_id(tenant, alert, level, reason).0
        });
        return Some((id, AlertEscalation::FIELD.reason.number));
    }
    let corrected = AllergenCorrection::FIELD.food;
    if let Some(food) = value(corrected).and_then(Value::as_text) {
        return Some((allergen_correction_id(tenant, food).0, corrected.number));
    }
    let described = FoodProfile::FIELD.food;
    if let Some(food) = value(described).and_then(Value::as_text) {
        return Some((food_profile_id(tenant, food).0, described.number));
    }
    let typed = AppointmentType::FIELD.code;
    if let Some(code) = value(typed).and_then(Value::as_text) {
        return Some((appointment_type_id(tenant, code).0, typed.number));
    }
    if let Some(name) = value(Setting::FIELD.name).and_then(Value::as_text) {
        return Some((setting_id(tenant, name).0, Setting::FIELD.name.number));
    }
    if let Some(name) = value(User::FIELD.username).and_then(Value::as_text) {
        return Some((user_id(tenant, name).0, User::FIELD.username.number));
    }
    if let Some(patient) = erased_by(write) {
        let id = erasure_id(tenant, PatientId(patient));
        return Some((id.0, Erasure::FIELD.erased.number));
    }
    let field = ConflictResolution::FIELD;
    let siblings = value(field.siblings)?.as_bytes()?;
    let entity = value(field.entity)?.as_int()?;
    let cell = value(field.cell)?.as_int()?;
    let row = value(field.row)?.as_uuid()?;
    let id = resolution_id(tenant, entity, row, cell, siblings);
    Some((id.0, field.siblings.number))
}
