//! What waits for a person: records that are damaged, and unresolved conflicts: those of this user, those of a note,
//! and the patient of each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use specta::Type;
use sync_contract::catalog::{ConflictResolution, Note};
use sync_contract::ids::{NoteId, PatientId};
use sync_contract::{Catalog, Clock, Descriptor, Entity, Right};
use uuid::Uuid;
use vault::read::{Conflict, Deleted, Reader};
use vault::{Damage, TableDamage};

use crate::Clinic;
use crate::access::right_to_read;
use crate::error::{Error, Result};
use crate::merged_files;
use crate::names::{PatientName, patient_names};
use crate::view::count;
use crate::words::snake;

/// Records of one kind, as `emergency_contact`, that could not be shown: of a patient, or the clinic's own. `damaged`
/// ones are not what was written, or came without a part; `missing` ones are in the file no more, at least so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DamageView {
    pub patient: Option<PatientName>,
    pub what: String,
    pub damaged: u32,
    pub missing: u32,
}

impl DamageView {
    /// Returns all that `what` may be.
    pub fn kinds() -> Vec<String> {
        Catalog::ALL
            .iter()
            .map(|entity| snake(entity.name))
            .collect()
    }

    pub(crate) fn of_table(table: &TableDamage) -> Self {
        let small = |rows: u64| u32::try_from(rows).unwrap_or(u32::MAX);
        Self {
            patient: None,
            what: snake(table.name),
            damaged: small(table.damaged),
            missing: small(table.missing),
        }
    }
}

/// What was read and could not be shown: damaged records, the names of the compartments of what waits for a key that
/// the user's roles entitle them to, and of what has not come yet. A list that lacks any looks complete, or empty, and
/// is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unshown {
    pub damage: Vec<DamageView>,
    pub key_missing: Vec<String>,
    /// The names of the compartments of which not all has come to this computer.
    pub to_come: Vec<String>,
}

impl Unshown {
    pub fn is_empty(&self) -> bool {
        self.damage.is_empty() && self.key_missing.is_empty() && self.to_come.is_empty()
    }
}

impl Clinic {
    /// Returns what was read of the file since the last call and could not be shown: a front end shows it with each
    /// result of the clinic.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn take_unshown(&self) -> Result<Unshown> {
        let damage = self.unlocked().take_damage();
        let damage = self.named_damage(&damage)?;
        // a key that came meanwhile opens everything when it is read again
        let lacking = self.unlocked().take_lacking().into_iter();
        Ok(Unshown {
            damage,
            key_missing: lacking.map(|of| of.name().to_owned()).collect(),
            to_come: Vec::new(),
        })
    }

    /// Returns the same with what is still to come, of which a screen learns from the state of the sync.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn take_all_unshown(&self) -> Result<Unshown> {
        let to_come = self.unlocked().take_to_come()?;
        Ok(Unshown {
            to_come: to_come.map(|of| of.name().to_owned()).collect(),
            ..self.take_unshown()?
        })
    }

    /// Returns the same of one patient, and leaves it to be asked for again.
    ///
    /// # Errors
    /// Those of the disk.
    pub(crate) fn damage_of(&self, patient: PatientId) -> Result<Vec<DamageView>> {
        let mut views: Vec<DamageView> = Vec::new();
        for file in merged_files::of(&self.read(), patient)? {
            let damage = self.unlocked().damage_of(file);
            for view in self.named_damage(&damage)? {
                match views.iter_mut().find(|known| known.what == view.what) {
                    Some(known) => {
                        known.damaged += view.damaged;
                        known.missing += view.missing;
                    }
                    None => views.push(view),
                }
            }
        }
        Ok(views)
    }

    /// Returns whether rows of one kind are not all here, or do not open as their key is not: then no list of them is
    /// known to be empty.
    pub(crate) fn is_partial(&self, descriptor: &'static Descriptor) -> Result<bool> {
        let waiting = self.unlocked().session().waiting_for_keys();
        let lacks_key = descriptor
            .compartment()
            .is_some_and(|of| waiting.contains(&of));
        Ok(lacks_key || self.read().is_to_come(descriptor)?)
    }

    /// Returns whether rows of one kind of a patient, which were read just now, may be more than those that were shown:
    /// some are damaged, are missing, or may still come. Then nothing follows from their absence.
    pub(crate) fn is_unsure(
        &self,
        patient: PatientId,
        descriptor: &'static Descriptor,
    ) -> Result<bool> {
        Ok(self.is_damaged(patient, descriptor)? || self.is_partial(descriptor)?)
    }

    /// Returns the same of the rows of all patients.
    pub(crate) fn is_any_unsure(&self, descriptor: &'static Descriptor) -> Result<bool> {
        Ok(self.unlocked().is_damaged(descriptor) || self.is_partial(descriptor)?)
    }

    /// Returns whether any row of one kind of a patient, which were read just now, could not be shown.
    pub(crate) fn is_damaged(
        &self,
        patient: PatientId,
        descriptor: &'static Descriptor,
    ) -> Result<bool> {
        let what = snake(descriptor.name);
        let damage = self.damage_of(patient)?;
        Ok(damage.iter().any(|damage| damage.what == what))
    }

    fn named_damage(&self, damage: &[Damage]) -> Result<Vec<DamageView>> {
        let patients = damage.iter().filter_map(|damage| damage.patient);
        let patients: Vec<PatientId> = patients.map(PatientId).collect();
        let names = match self.actor.can(Right::PatientsRead) && !patients.is_empty() {
            true => patient_names(&self.read(), patients)?,
            false => BTreeMap::new(),
        };
        let views = damage.iter().map(|damage| DamageView {
            patient: damage
                .patient
                .and_then(|patient| names.get(&PatientId(patient)).cloned()),
            what: snake(damage.name),
            damaged: count(damage.damaged),
            missing: count(damage.missing),
        });
        Ok(views.collect())
    }
}

/// Returns every conflict of records that this user may read, in compartments whose key they have. One that was
/// released here is decided, though its siblings stay until the server has the release.
///
/// # Errors
/// Those of the disk.
pub(crate) fn conflicts(clinic: &Clinic) -> Result<Vec<Conflict>> {
    readable(clinic, clinic.read().conflicts()?)
}

/// Returns those of the rows of a patient's files and of all rows that belong to them.
///
/// # Errors
/// Those of the disk.
pub(crate) fn conflicts_of(clinic: &Clinic, files: &BTreeSet<PatientId>) -> Result<Vec<Conflict>> {
    readable(clinic, clinic.read().conflicts_of_patients(files)?)
}

fn readable(clinic: &Clinic, mut all: Vec<Conflict>) -> Result<Vec<Conflict>> {
    // of a record of the clinic itself, who decides on conflicts sees the siblings
    let is_for_all = clinic.actor().can(Right::ConflictsRead);
    let may_read = |of: &Descriptor| match right_to_read(of) {
        Some(right) => clinic.actor().can(right),
        None => is_for_all,
    };
    all.retain(|conflict| conflict.is_open() && may_read(conflict.descriptor));
    if !all.is_empty() {
        let released = clinic.read().all::<ConflictResolution>(Deleted::Shown)?;
        all.retain(|conflict| !released.iter().any(|row| releases(&row.value, conflict)));
    }
    Ok(all)
}

/// A release acts only while the version that it names first is shown; what has no shown version is never hidden.
fn releases(resolution: &ConflictResolution, conflict: &Conflict) -> bool {
    let named: Vec<&[u8]> = resolution.siblings.0.chunks(Clock::LENGTH).collect();
    let is_named = |clock: &Clock| named.contains(&clock.to_array().as_slice());
    let shown = conflict.clocks().first().map(|clock| clock.to_array());
    let is_shown = shown.is_some_and(|shown| named.first() == Some(&shown.as_slice()));
    is_shown
        && conflict.is_first_shown
        && !conflict.is_deletion()
        && resolution.entity == i64::from(conflict.descriptor.number)
        && resolution.row == conflict.row
        && resolution.cell == i64::from(conflict.cell)
        && conflict.clocks().iter().all(is_named)
}

/// Returns one of [`conflicts`].
///
/// # Errors
/// `NotFound` once it is decided.
pub(crate) fn find(clinic: &Clinic, id: Uuid) -> Result<Conflict> {
    conflicts(clinic)?
        .into_iter()
        .find(|conflict| conflict.id == id)
        .ok_or(Error::NotFound("conflict"))
}

/// Returns the unresolved siblings of a note; none where they are equal or were released.
///
/// # Errors
/// Those of the disk.
pub(crate) fn of_note(reader: &Reader<'_>, note: NoteId) -> Result<Option<Conflict>> {
    let waiting = reader.conflict(Note::DESCRIPTOR, note.0, Note::CELL.content.number)?;
    let Some(conflict) = waiting.filter(|conflict| !conflict.is_equal()) else {
        return Ok(None);
    };
    let decided = reader.all::<ConflictResolution>(Deleted::Shown)?;
    let is_decided = decided.iter().any(|row| releases(&row.value, &conflict));
    Ok((!is_decided).then_some(conflict))
}

/// Returns the patient of a conflict, be it the patient's own row or one that belongs to them.
pub(crate) fn patient_of(conflict: &Conflict) -> Option<PatientId> {
    let own = conflict.descriptor.number == PatientId::ENTITY;
    conflict
        .patient
        .or(own.then_some(conflict.row))
        .map(PatientId)
}
