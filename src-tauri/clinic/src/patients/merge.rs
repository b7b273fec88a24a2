//! Merging two files of one person, which can be undone at any time.
//!
//! No row is moved: a merge is a row in each file, and a read of one file reads both. What is taken over into the file
//! that stays is an edit of it like any other; the merge stores the former value, and its undoing (`undo_merge.rs`)
//! brings that back where the field was not edited since.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{DietOrder, LinkKind, Patient, PatientLink};
use sync_contract::field::{Document, Line};
use sync_contract::ids::{PatientId, PatientLinkId};
use sync_contract::{Catalog, Compartment, Entity, Right};
use vault::read::{Reader, Stored};

use crate::Clinic;
use crate::clinic::{or_not_found, require_not_deleted};
use crate::diet_orders::content::Content;
use crate::diet_orders::list::{current, started};
use crate::error::{Error, Reason, Result};
use crate::fields;
use crate::names::{PatientName, StaffNames};
use crate::patients::header::header;
use crate::patients::identity;
use crate::patients::view::{PatientForm, PatientHeader};
use crate::reads::log_read;
use crate::view::{At, Day, Id, ReadVersionToken, count};

/// What can be taken over from the file that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PatientField {
    GivenName,
    FamilyName,
    OtherNames,
    BirthDate,
    Sex,
    Gender,
    Phone,
    Email,
    Address,
    NationalId,
    PreferredLanguage,
    DietitianId,
    Status,
}

impl PatientField {
    pub const ALL: [Self; 13] = [
        Self::GivenName,
        Self::FamilyName,
        Self::OtherNames,
        Self::BirthDate,
        Self::Sex,
        Self::Gender,
        Self::Phone,
        Self::Email,
        Self::Address,
        Self::NationalId,
        Self::PreferredLanguage,
        Self::DietitianId,
        Self::Status,
    ];

    /// Puts the value of one form into another.
    pub(super) fn copy(self, from: &PatientForm, into: &mut PatientForm) {
        match self {
            Self::GivenName => into.given_name.clone_from(&from.given_name),
            Self::FamilyName => into.family_name.clone_from(&from.family_name),
            Self::OtherNames => into.other_names.clone_from(&from.other_names),
            Self::BirthDate => {
                into.birth_date.clone_from(&from.birth_date);
                into.birth_date_estimated = from.birth_date_estimated;
            }
            Self::Sex => into.sex = from.sex,
            Self::Gender => into.gender.clone_from(&from.gender),
            Self::Phone => into.phone.clone_from(&from.phone),
            Self::Email => into.email.clone_from(&from.email),
            Self::Address => into.address.clone_from(&from.address),
            Self::NationalId => into.national_id.clone_from(&from.national_id),
            Self::PreferredLanguage => {
                into.preferred_language.clone_from(&from.preferred_language);
            }
            Self::DietitianId => into.dietitian_id.clone_from(&from.dietitian_id),
            Self::Status => into.status = from.status,
        }
    }

    /// Returns whether two forms say the same in this field.
    pub(super) fn is_equal(self, one: &PatientForm, other: &PatientForm) -> bool {
        let mut copy = other.clone();
        self.copy(one, &mut copy);
        copy == *other
    }
}

/// One of the two files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeFile {
    #[serde(flatten)]
    pub patient: PatientName,
    pub seen: ReadVersionToken,
    pub form: PatientForm,
    pub dietitian: Option<String>,
}

/// How many rows of an entity both files have, removed ones left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeCount {
    pub entity: String,
    pub from: u32,
    pub into: u32,
}

/// The current diet order of one of two files. `counts`: it started last, so that it is the order of the patient once
/// they are merged. A level is null where nothing is eaten or drunk, or is not known where `is_complete` is false.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeOrder {
    pub started_at: At,
    pub food_level: Option<u8>,
    pub fluid_level: Option<u8>,
    pub is_complete: bool,
    pub counts: bool,
}

/// Those of two files that both have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeOrders {
    pub from: MergeOrder,
    pub into: MergeOrder,
}

/// Two files next to each other. `differing`: the fields in which they differ. `needs_check`: both have a birth date or
/// a sex, and another one. `counts` has the entities that this user may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergePreview {
    pub from: MergeFile,
    pub into: MergeFile,
    pub differing: Vec<PatientField>,
    pub needs_check: bool,
    pub counts: Vec<MergeCount>,
    /// None unless both have a current one.
    pub diet_orders: Option<MergeOrders>,
}

/// `take`: the fields that the file which stays gets from the other one. `checked`: the user has made sure that both
/// are of one person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeForm {
    pub from: Id,
    pub into: Id,
    /// Of the file that stays.
    pub seen: ReadVersionToken,
    pub take: Vec<PatientField>,
    pub checked: bool,
    pub reason: String,
}

/// What the file that stays had before, field by field.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) fields: Vec<PatientField>,
    pub(super) before: PatientForm,
    pub(super) after: PatientForm,
}

/// Returns two files next to each other, for the choice of what stays. A read of both patients.
///
/// # Errors
/// `Forbidden` (needs `patients.merge`), `NotFound`, `Invalid` for files that cannot be merged.
pub fn preview(clinic: &Clinic, from: &Id, into: &Id) -> Result<MergePreview> {
    clinic.may(Right::PatientsMerge)?;
    let (from, into): (PatientId, PatientId) = (from.to()?, into.to()?);
    let reader = clinic.read();
    let (ours, theirs) = (
        clinic.require_row::<Patient>(from, "patient")?,
        clinic.require_row::<Patient>(into, "patient")?,
    );
    require_mergeable(&reader, from, into)?;
    log_read(clinic, from)?;
    log_read(clinic, into)?;
    let staff = StaffNames::read(&reader)?;
    let file = |row: &Stored<Patient>| MergeFile {
        patient: PatientName::of(&row.value),
        seen: ReadVersionToken::of(&row.seen),
        form: identity::form_of(&row.value),
        dietitian: row.value.dietitian.map(|user| staff.name(user)),
    };
    let (ours, theirs) = (file(&ours), file(&theirs));
    let fields = PatientField::ALL.into_iter();
    Ok(MergePreview {
        differing: fields
            .filter(|field| !field.is_equal(&ours.form, &theirs.form))
            .collect(),
        needs_check: contradict(&ours.form, &theirs.form),
        counts: counts(clinic, from, into)?,
        diet_orders: diet_orders(clinic, from, into)?,
        from: ours,
        into: theirs,
    })
}

/// Merges a file into another one: from now on both are read as one, under the second.
///
/// # Errors
/// `Forbidden` (needs `patients.merge`, and `patients.update` to take something over), `NotFound`, `PatientDeleted`,
/// `KeyMissing`, `Invalid`: for `into` where it is the same file or both are merged already, for `from` where it was
/// merged into another one, for `checked` where birth date or sex differ and the user has not confirmed that.
pub fn merge(clinic: &mut Clinic, form: &MergeForm) -> Result<PatientHeader> {
    clinic.may(Right::PatientsMerge)?;
    if !form.take.is_empty() {
        clinic.may(Right::PatientsUpdate)?;
    }
    let (from, into): (PatientId, PatientId) = (form.from.to()?, form.into.to()?);
    let seen = form.seen.to_read_version()?;
    let reason: Option<Line> = fields::optional(&form.reason, "reason")?;
    let today = clinic.today()?;
    clinic.write("merge patients", |tx| {
        let goes = or_not_found(tx.get::<Patient>(from)?, "patient")?.value;
        let mut stays = or_not_found(tx.get::<Patient>(into)?, "patient")?.value;
        require_not_deleted(tx, from)?;
        require_not_deleted(tx, into)?;
        require_mergeable(&tx.read(), from, into)?;
        for patient in [&goes, &stays] {
            if patient.birth_date.open().is_none() {
                return Err(Error::KeyMissing(Compartment::Contact));
            }
        }
        let (offered, before) = (identity::form_of(&goes), identity::form_of(&stays));
        if contradict(&offered, &before) && !form.checked {
            return Err(Error::invalid("checked", Reason::Required));
        }
        let mut after = before.clone();
        let mut fields = form.take.clone();
        fields.sort_unstable();
        fields.dedup();
        fields.retain(|field| !field.is_equal(&offered, &before));
        for field in &fields {
            field.copy(&offered, &mut after);
        }
        let taken = match fields.is_empty() {
            true => None,
            false => {
                tx.remark(&names(&fields));
                identity::apply_form(&mut stays, &after, today)?;
                tx.update(&stays, &seen)?;
                Some(document(&Taken {
                    fields,
                    before,
                    after,
                })?)
            }
        };
        let merge: PatientLinkId = tx.new_id();
        let row = |id, patient, kind, other, taken| PatientLink {
            id,
            patient,
            merge,
            kind,
            other,
            reason: reason.clone().into(),
            taken: Option::into(taken),
        };
        tx.insert(&row(merge, from, LinkKind::MergedInto, into, None))?;
        let id = tx.new_id();
        tx.insert(&row(id, into, LinkKind::TookIn, from, taken))?;
        // they are the other patient's, too, and go with the erasure of either: the rows have them
        tx.leave_out_values();
        Ok(())
    })?;
    header(clinic, into)
}

/// Refuses what would lead nowhere: a file into itself, into one that is shown with it already, or one that is shown
/// under another.
fn require_mergeable(reader: &Reader<'_>, from: PatientId, into: PatientId) -> Result<()> {
    let (goes, stays) = (reader.files_of(from)?, reader.files_of(into)?);
    if from == into || goes.patients.contains(&into) {
        return Err(Error::invalid("into", Reason::Taken));
    }
    for (files, file, field) in [(goes, from, "from"), (stays, into, "into")] {
        if files.shown().is_some_and(|shown| shown != file) {
            return Err(Error::invalid(field, Reason::OutOfOrder));
        }
    }
    Ok(())
}

/// Returns whether two files can hardly be of one person: both have a birth date, or a sex, and not the same.
fn contradict(one: &PatientForm, other: &PatientForm) -> bool {
    let differ =
        |one: &Option<Day>, other: &Option<Day>| one.is_some() && other.is_some() && one != other;
    let is_known = |form: &PatientForm| form.sex != sync_contract::catalog::Sex::Unknown;
    differ(&one.birth_date, &other.birth_date)
        || (is_known(one) && is_known(other) && one.sex != other.sex)
}

fn counts(clinic: &Clinic, from: PatientId, into: PatientId) -> Result<Vec<MergeCount>> {
    let reader = clinic.read();
    let mut counts = Vec::new();
    for descriptor in Catalog::ALL {
        let is_read = descriptor
            .compartment()
            .is_none_or(|compartment| match compartment {
                Compartment::Clinical => clinic.actor.can(Right::ChartRead),
                _ => true,
            });
        let is_counted = ![
            PatientLink::DESCRIPTOR.number,
            sync_contract::catalog::NoteVersion::DESCRIPTOR.number,
            // they are counted as the documents that they are parts of
            sync_contract::catalog::DocumentChunk::DESCRIPTOR.number,
            sync_contract::catalog::OfficeDocumentChunk::DESCRIPTOR.number,
        ]
        .contains(&descriptor.number);
        if !descriptor.of_patient || !is_read || !is_counted {
            continue;
        }
        let of = |patient| -> Result<u32> {
            let rows = reader.rows_of_patient(descriptor, patient)?;
            Ok(count(
                rows.iter().filter(|row| row.deleted.is_none()).count(),
            ))
        };
        let (from, into) = (of(from)?, of(into)?);
        if from + into > 0 {
            counts.push(MergeCount {
                entity: descriptor.name.to_owned(),
                from,
                into,
            });
        }
    }
    Ok(counts)
}

fn diet_orders(clinic: &Clinic, from: PatientId, into: PatientId) -> Result<Option<MergeOrders>> {
    if !clinic.actor.can(Right::ChartRead) {
        return Ok(None);
    }
    let reader = clinic.read();
    let Some((goes, stays)) = current(&reader, from)?.zip(current(&reader, into)?) else {
        return Ok(None);
    };
    let is_from = started(&goes) > started(&stays);
    let order = |row: &Stored<DietOrder>, counts| {
        let (content, is_complete) = Content::of(&row.value);
        MergeOrder {
            started_at: At::of(row.value.started_at),
            food_level: content.food_level,
            fluid_level: content.fluid_level,
            is_complete,
            counts,
        }
    };
    Ok(Some(MergeOrders {
        from: order(&goes, is_from),
        into: order(&stays, !is_from),
    }))
}

/// Which fields were taken over, for the audit log.
fn names(fields: &[PatientField]) -> String {
    let name =
        |field: &PatientField| serde_json::to_string(field).expect("a word has a form in JSON");
    let names: Vec<String> = fields.iter().map(name).collect();
    names.join(", ").replace('"', "")
}

fn document(taken: &Taken) -> Result<Document> {
    let text = serde_json::to_string(taken).expect("texts and dates have a form in JSON");
    Document::new(&text).map_err(|_| Error::invalid("take", Reason::TooLong))
}
