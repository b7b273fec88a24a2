//! Admission of a group: its author, clinic, rights and form.
//!
//! Decided from the bytes and from the clinic's staff, before the head is locked. What depends on the rows that
//! the group touches - clocks, patients, references, conflicts - is decided by the row set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sync_contract::catalog::{Tenant, User, UserRole};
use sync_contract::change::{GROUP_BYTES_MAX, GROUP_CELLS_MAX};
use sync_contract::entity::{CREATED, DELETION, Entity, PURGE};
use sync_contract::every_entity::PATIENT;
use sync_contract::merge::{is_patient_deletion, is_signed, is_signed_by_author};
use sync_contract::row::check_shape;
use sync_contract::seal::check_sealed;
use sync_contract::trust::{Entitlement, Moment};
use sync_contract::{
    Catalog, CellSpec, CellWrite, Code, Compartment, Descriptor, Group, Rejection, Right, Value,
};
use uuid::Uuid;

use crate::crypto::verify;
use crate::db::loaded_row::RowKey;
use crate::db::values::fits;
use crate::ops::clock::unix_ms;
use crate::push::carried::{is_carried, lacking_of};
use crate::push::derived_ids::check_derived_ids;
use crate::push::former_keys::{is_by_former, newest};
use crate::push::received::{Admitted, ReceivedGroup, ReceivedPush, is_admin_signed};
use crate::push::references::released;
use crate::push::roster::Roster;
use crate::push::staff::Staff;
use crate::push::trust::{SignedGroup, joining_key};

/// The clinic's staff as it is after the groups so far.
pub struct Admission {
    staff: Arc<Staff>,
    /// When admin-signed cells are judged.
    moment: Moment,
    /// The authors so far: a page is mostly of one user.
    authors: BTreeMap<Uuid, Author>,
    only_created: BTreeSet<(Uuid, RowKey)>,
    for_review: BTreeSet<Uuid>,
}

impl Admission {
    pub fn new(staff: Arc<Staff>, moment: Moment) -> Admission {
        Admission {
            staff,
            moment,
            authors: BTreeMap::new(),
            only_created: BTreeSet::new(),
            for_review: BTreeSet::new(),
        }
    }

    /// Returns whether a device joins, or comes back: the key of an enrolment code may sign that one group and no group
    /// of a queue.
    fn is_joining(&self) -> bool {
        self.moment != Moment::PUSHED
    }

    /// Decides about a group, and applies the changes of an admin-signed group for the groups after it.
    ///
    /// # Errors
    /// The code for which the group is rejected.
    pub fn admit(&mut self, received: &ReceivedGroup) -> Result<(), Rejection> {
        let group = received.group.as_ref().map_err(|code| *code)?;
        check_frame(&self.staff, received, group)?;
        let is_joining = self.is_joining();
        if is_carried(group) && !is_joining {
            return self.admit_carried(group);
        }
        let code_key = match is_joining {
            true => joining_key(&self.staff, group),
            false => None,
        };
        let is_new = self.staff.signing_key(group.author).is_none();
        // the root key appoints the first admin; later, a group signed by it cannot introduce its own author as a new
        // user
        if is_new && self.staff.has_admin() {
            return Err(Code::BadSignature.into());
        }
        let (after, is_recovery, recovery_key) = if received.is_admin_signed() {
            let signed = SignedGroup::new(&self.staff, group);
            signed.verify_at(match code_key {
                Some(_) => self.moment,
                None => Moment::PUSHED,
            })?;
            let is_recovery = signed.recovers_author();
            let recovery_key = signed.recovery_key().filter(|_| is_recovery).copied();
            let after = staff_after(&self.staff, group);
            (Some(after), is_recovery, recovery_key)
        } else {
            (None, false, None)
        };
        let newly = after.as_ref().filter(|_| is_recovery || is_new);
        let other_key = recovery_key.or(code_key);
        let now_us = i64::try_from(unix_ms()).map_or(i64::MAX, |ms| ms.saturating_mul(1_000));
        check_group_signature(&self.staff, newly, other_key.as_ref(), Some(now_us), group)?;
        check_derived_ids(group)?;
        // the founder's own row comes with the first group; every other user is known before they write
        let with_founder = after
            .as_ref()
            .filter(|_| !self.staff.has_user(group.author));
        let founder = with_founder.map(|after| Author::read(after, group.author));
        let author = match &founder {
            Some(author) => author,
            None => self
                .authors
                .entry(group.author)
                .or_insert_with(|| Author::read(&self.staff, group.author)),
        };
        let created = created_rows(group);
        // it cannot be proved that the author signed this before they were deactivated: another user reviews it
        let is_left = !author.is_active && !received.is_admin_signed() && !is_joining;
        // a returning device's row is judged as of reading: its inviter had the right when it joined, and may have left
        // since
        let needs_right = !is_recovery && self.moment != Moment::Reading;
        for write in &group.writes {
            let creates_row = creates_row(&created, write);
            match check_write(author, write, needs_right, creates_row) {
                Err(rejection) if is_left && rejection.code == Code::MissingRight => {
                    self.for_review.insert(group.id);
                    return Ok(());
                }
                checked => checked.map_err(|rejection| rejection.in_write(write))?,
            }
        }
        if !is_recovery {
            let only_created = only_created(author, group, &created);
            self.only_created
                .extend(only_created.map(|key| (group.id, key)));
        }
        if let Some(after) = after {
            check_consequences(&self.staff, &after, group)?;
            check_last_roles(&self.staff, &after, group)?;
            self.staff = Arc::new(after);
            self.authors.clear();
        }
        Ok(())
    }
}

impl Admission {
    /// Decides about cells of other admins that an admin sends again, as after a restoration of the server. Each cell
    /// is judged as a device does when it reads it, and the sender must be an admin now. Clocks alone prove nothing: a
    /// former admin has the root key and can back-date.
    fn admit_carried(&mut self, group: &Group) -> Result<(), Rejection> {
        // only the sender's current key counts: with the old clocks of these cells, a replaced key would be valid for
        // ever
        let key = self.staff.signing_key(group.author);
        let key = key.ok_or(Code::BadSignature)?;
        verify(key, &group.signing_input(), &group.signature)?;
        check_derived_ids(group)?;
        if !self.staff.is_admin(group.author) {
            return Err(Code::NotAdmin.into());
        }
        let lacking = lacking_of(group, |key| self.staff.get(key));
        let after = staff_after(&self.staff, &lacking);
        SignedGroup::trusting(&after, &self.staff, &lacking).verify_at(Moment::Reading)?;
        SignedGroup::new(&self.staff, &lacking).check_carried()?;
        for write in &lacking.writes {
            if write.state.cell == PURGE {
                return Err(Rejection::from(Code::MissingRight).in_write(write));
            }
            let checked = known(write).map_or(Ok(()), |known| check_form(known, write));
            checked.map_err(|rejection| rejection.in_write(write))?;
        }
        check_consequences(&self.staff, &after, &lacking)?;
        self.staff = Arc::new(after);
        self.authors.clear();
        Ok(())
    }
}

/// Decides about the groups of a page in their order; `decided` are those that an earlier push has decided.
pub fn admit_all(roster: Roster, decided: &BTreeSet<Uuid>, received: &ReceivedPush) -> Admitted {
    let deletes = |group: &&Group| group.writes.iter().any(is_patient_deletion);
    let authors = received.decoded().filter(deletes).map(|group| group.author);
    let opened = |author| (author, roster.staff.entitlement(author).compartments);
    let compartments = authors.map(opened).collect();
    let mut admission = Admission::new(roster.staff, received.moment);
    let verdicts = received
        .groups
        .iter()
        .map(|group| {
            if decided.contains(&group.id) {
                return Ok(());
            }
            admission.admit(group)
        })
        .collect();
    Admitted {
        verdicts,
        staff_stamp: roster.stamp,
        compartments,
        only_created: admission.only_created,
        for_review: admission.for_review,
    }
}

/// Checks whether a reviewer could ever admit a group of a revoked device: it is of this clinic and of one of the
/// device's numbers, and its author signed it. Its cells are judged when it is admitted.
///
/// # Errors
/// The code for which it is rejected.
pub fn check_reviewable(
    staff: &Staff,
    received: &ReceivedGroup,
    numbers: &[u32],
) -> Result<(), Code> {
    let group = received.group.as_ref().map_err(|code| *code)?;
    check_frame(staff, received, group)?;
    if !is_of_device(group, numbers) {
        return Err(Code::OutOfScope);
    }
    check_author(staff, group)
}

/// Checks that the author signed a group of a device that was revoked meanwhile, with any key that was ever theirs: who
/// worked there had perhaps not heard that an admin replaced it. Its reviewer decides, however late that is.
///
/// # Errors
/// `BadSignature`.
pub fn check_author(staff: &Staff, group: &Group) -> Result<(), Code> {
    let input = group.signing_input();
    let mut former = newest(staff.former_keys(group.author));
    match former.any(|key| verify(&key.signing_key, &input, &group.signature).is_ok()) {
        true => Ok(()),
        false => check_group_signature(staff, None, None, None, group),
    }
}

/// Checks each write of a held group as if its author had the rights and keys of the user who admits it. Returns the
/// rows that this user may create and not edit.
///
/// # Errors
/// The code for which it is not admitted; `NotAdmin` for admin-signed cells, which no user can admit.
pub fn check_admitted(
    staff: &Staff,
    group: &Group,
    by: Uuid,
) -> Result<BTreeSet<(Uuid, RowKey)>, Rejection> {
    let stand_in = Author {
        id: group.author,
        ..Author::read(staff, by)
    };
    check_derived_ids(group)?;
    let created = created_rows(group);
    for write in &group.writes {
        if is_admin_signed(write) {
            return Err(Rejection::from(Code::NotAdmin).in_write(write));
        }
        check_write(&stand_in, write, true, creates_row(&created, write))
            .map_err(|rejection| rejection.in_write(write))?;
    }
    let only_created = only_created(&stand_in, group, &created);
    Ok(only_created.map(|key| (group.id, key)).collect())
}

/// Checks one write of a row whose cells were stored before their entity was known, with the rights of its own author.
///
/// # Errors
/// The code for which it takes no effect.
pub fn check_stored(staff: &Staff, row: &Group, write: &CellWrite) -> Result<(), Rejection> {
    check_derived_ids(row)?;
    let author = Author::read(staff, write.state.author);
    if is_admin_signed(write) {
        let alone = Group {
            writes: vec![write.clone()],
            ..row.clone()
        };
        SignedGroup::new(staff, &alone).verify_at(Moment::PUSHED)?;
    }
    let creates_row = creates_row(&created_rows(row), write);
    check_write(&author, write, true, creates_row)
}

fn check_frame(staff: &Staff, received: &ReceivedGroup, group: &Group) -> Result<(), Code> {
    if group.tenant != staff.tenant {
        return Err(Code::WrongTenant);
    }
    if group.writes.len() > GROUP_CELLS_MAX || received.length > GROUP_BYTES_MAX {
        return Err(Code::TooLarge);
    }
    // a re-seal replaces another author's bytes under their name; it is refused until it can prove what it replaces
    let is_reseal = |write: &CellWrite| write.state.generation > 0;
    if group.writes.is_empty() || !is_of_one_sort(group) || group.writes.iter().any(is_reseal) {
        return Err(Code::Malformed);
    }
    Ok(())
}

/// Returns whether the group and its clocks carry the device's number or one that it had before. What an admin sends
/// for others has theirs.
pub fn is_of_device(group: &Group, numbers: &[u32]) -> bool {
    let writes = group.writes.iter().filter(|_| !is_carried(group));
    let clocks = writes.map(|write| write.state.clock.device);
    clocks
        .chain([group.device])
        .all(|number| numbers.contains(&number))
}

struct Author {
    id: Uuid,
    is_active: bool,
    rights: BTreeSet<Right>,
    compartments: BTreeSet<Compartment>,
}

impl Author {
    fn read(staff: &Staff, id: Uuid) -> Author {
        let Entitlement {
            rights,
            compartments,
        } = staff.entitlement(id);
        Author {
            id,
            is_active: staff.is_active(id),
            rights,
            compartments,
        }
    }
}

fn known(write: &CellWrite) -> Option<&'static Descriptor> {
    Catalog::by_number(write.entity)
}

/// The rows whose `CREATED` the group carries.
fn created_rows(group: &Group) -> BTreeSet<(u16, Uuid)> {
    let created = group
        .writes
        .iter()
        .filter(|write| write.state.cell == CREATED);
    created.map(CellWrite::row_key).collect()
}

/// Returns whether a write creates its row, as far as the group says. What replaces a version is no creation.
fn creates_row(created: &BTreeSet<(u16, Uuid)>, write: &CellWrite) -> bool {
    created.contains(&write.row_key()) && write.base.is_empty()
}

/// The rows that an author may create and not edit: whether one is new is known once the rows are read.
fn only_created<'a>(
    author: &'a Author,
    group: &'a Group,
    created: &'a BTreeSet<(u16, Uuid)>,
) -> impl Iterator<Item = RowKey> {
    let writes = group.writes.iter();
    let only = writes.filter(|write| {
        let may_edit = |known: &Descriptor| {
            let needed = known.right_to_write(write.state.cell, false);
            author.rights.contains(&needed)
        };
        creates_row(created, write) && known(write).is_some_and(|known| !may_edit(known))
    });
    only.map(|write| RowKey {
        entity: write.entity,
        row: write.row,
    })
}

/// Admin-signed and other entities never share a group.
fn is_of_one_sort(group: &Group) -> bool {
    group
        .writes
        .windows(2)
        .all(|pair| is_admin_signed(&pair[0]) == is_admin_signed(&pair[1]))
}

/// Returns the staff as the group leaves it.
fn staff_after(staff: &Staff, group: &Group) -> Staff {
    let mut after = staff.clone();
    for write in &group.writes {
        after.set(write.entity, write.row, &write.state);
    }
    after
}

/// By the author's key or one of before, by that of an enrolment code or of the recovery key, or by the keys that the
/// group itself rightly gives its author.
fn check_group_signature(
    staff: &Staff,
    newly: Option<&Staff>,
    other_key: Option<&[u8; 32]>,
    now_us: Option<i64>,
    group: &Group,
) -> Result<(), Code> {
    let input = group.signing_input();
    let signed_by = |key: &[u8]| verify(key, &input, &group.signature).is_ok();
    let by_known = staff.signing_key(group.author).is_some_and(signed_by);
    let by_other = || other_key.is_some_and(|key| signed_by(key));
    let by_new = || {
        newly
            .and_then(|after| after.signing_key(group.author))
            .is_some_and(signed_by)
    };
    let by_former = || {
        let former = staff.former_keys(group.author);
        is_by_former(&former, group, now_us, |key| signed_by(key))
    };
    let is_signed = by_known || by_new() || by_other() || by_former();
    if is_signed {
        Ok(())
    } else {
        Err(Code::BadSignature)
    }
}

/// In a recovery the root key has signed every cell, which needs no right.
fn check_write(
    author: &Author,
    write: &CellWrite,
    needs_right: bool,
    creates_row: bool,
) -> Result<(), Rejection> {
    if write.state.author != author.id {
        return Err(Code::BadSignature.into());
    }
    // a purge wins over every clock and every merge, and no role has the right to one yet
    if write.state.cell == PURGE {
        return Err(Code::MissingRight.into());
    }
    let Some(descriptor) = known(write) else {
        // of an unknown entity: stored for a user who may write its like, or anything where nothing is like it
        let may_write = match Catalog::least_right(write.entity) {
            Some(right) => author.rights.contains(&right),
            None => author.rights.iter().any(|right| right.is_to_write()),
        };
        return if may_write {
            Ok(())
        } else {
            Err(Code::MissingRight.into())
        };
    };
    let spec = descriptor.cell(write.state.cell);
    if needs_right {
        let needed = descriptor.right_to_write(write.state.cell, creates_row);
        check_right(author, descriptor, spec, write, needed)?;
    }
    if let Some((row, cell, _)) = released(write) {
        check_release(author, row.entity, cell)?;
    }
    if !is_signed_by_author(descriptor, &write.state) {
        return Err(Code::BadSignature.into());
    }
    check_form(descriptor, write)
}

/// Checks that a write has the patient, the values and the seal that its declaration allows.
fn check_form(descriptor: &Descriptor, write: &CellWrite) -> Result<(), Rejection> {
    check_patient(descriptor, write)?;
    let Some(spec) = descriptor.cell(write.state.cell) else {
        return Ok(());
    };
    check_shape(spec, &write.state)?;
    let unfit = write.state.clear.iter().find(|(_, value)| !fits(value));
    if let Some((field, _)) = unfit {
        return Err(Rejection::from(Code::BadValue).at_field(*field));
    }
    Ok(check_sealed(spec, &write.state)?)
}

fn check_right(
    author: &Author,
    descriptor: &Descriptor,
    spec: Option<&'static CellSpec>,
    write: &CellWrite,
    needed: Right,
) -> Result<(), Code> {
    let is_own_password = descriptor.number == User::DESCRIPTOR.number
        && write.row == author.id
        && write.state.cell == User::CELL.password.number
        && author.is_active;
    if is_own_password {
        return Ok(());
    }
    let signs = is_signed(descriptor, &write.state);
    if !author.rights.contains(&needed) || (signs && !author.rights.contains(&Right::NotesSign)) {
        return Err(Code::MissingRight);
    }
    check_compartment(
        author,
        descriptor,
        spec.filter(|_| write.state.sealed.is_some()),
    )
}

/// Of rows that every device has, only the sealed cells are in a compartment.
fn check_compartment(
    author: &Author,
    descriptor: &Descriptor,
    sealed: Option<&CellSpec>,
) -> Result<(), Code> {
    let compartment = match descriptor.is_for_every_device() {
        true => sealed.and_then(CellSpec::compartment),
        false => descriptor.compartment(),
    };
    match compartment {
        Some(compartment) if !author.compartments.contains(&compartment) => Err(Code::OutOfScope),
        _ => Ok(()),
    }
}

/// An author may declare versions of a cell equal only with the right to write it and the key to open it.
fn check_release(author: &Author, entity: u16, cell: u8) -> Result<(), Code> {
    let descriptor = Catalog::by_number(entity).ok_or(Code::OutOfScope)?;
    let needed = descriptor.right_to_write(cell, false);
    if !author.rights.contains(&needed) {
        return Err(Code::MissingRight);
    }
    check_compartment(author, descriptor, descriptor.cell(cell))
}

fn check_patient(descriptor: &Descriptor, write: &CellWrite) -> Result<(), Code> {
    let named = write.patient.map(Value::Uuid);
    let is_same = write.state.cell != CREATED
        || !descriptor.of_patient
        || write.state.clear_value(PATIENT) == named.as_ref();
    if descriptor.of_patient == write.patient.is_some() && is_same {
        Ok(())
    } else {
        Err(Code::PatientChanged)
    }
}

/// Returns whether a user name or address has no capital letter.
fn is_folded(text: &str) -> bool {
    text.chars().flat_map(char::to_lowercase).eq(text.chars())
}

/// Checks that each user whose role ends keeps another one: two admins who were apart may each have ended one of two.
/// What a restored server gets back was decided before, and may come in another order.
fn check_last_roles(before: &Staff, after: &Staff, group: &Group) -> Result<(), Rejection> {
    for write in &group.writes {
        let ends = write.state.cell == DELETION && write.state.is_deleting();
        if write.entity != UserRole::DESCRIPTOR.number || !ends {
            continue;
        }
        let user = before.user_of_membership(write.row);
        if user.is_some_and(|user| before.has_role(user) && !after.has_role(user)) {
            return Err(Rejection::from(Code::LastRole).in_write(write));
        }
    }
    Ok(())
}

/// Checks what an admin-signed group would make of the clinic.
fn check_consequences(before: &Staff, after: &Staff, group: &Group) -> Result<(), Rejection> {
    if before.has_admin() && !after.has_admin() {
        return Err(Code::LastAdmin.into());
    }
    for write in &group.writes {
        let Some(spec) = known(write).and_then(|known| known.cell(write.state.cell)) else {
            continue;
        };
        if write.entity == User::DESCRIPTOR.number {
            for field in [User::FIELD.username, User::FIELD.email] {
                let Some(Value::Text(text)) = field.in_write(write) else {
                    continue;
                };
                // user names are looked up in the form in which devices store them
                let code = match is_folded(text) {
                    false => Code::Malformed,
                    true if after.is_taken(write.row, text) => Code::NotUnique,
                    true => continue,
                };
                return Err(Rejection::from(code).in_write(write).at_field(field.number));
            }
        }
        // without it a signature of the root key, which each admin has, could not be distinguished from the recovery
        // key's
        let gives_key = match spec.number {
            CREATED => !before.has_admin(),
            number => number == Tenant::CELL.recovery.number,
        };
        let is_of_clinic = write.entity == Tenant::DESCRIPTOR.number;
        if is_of_clinic && gives_key && !after.has_recovery_key() {
            let field = Tenant::FIELD.recovery_signing_key.number;
            return Err(Rejection::from(Code::BadValue)
                .in_write(write)
                .at_field(field));
        }
        let ends = spec.number == DELETION && write.state.is_deleting();
        if write.entity == UserRole::DESCRIPTOR.number
            && !ends
            && after
                .user_of_membership(write.row)
                .is_some_and(|user| after.lacks_key(user))
        {
            return Err(Rejection::from(Code::MissingReference).in_write(write));
        }
    }
    Ok(())
}
