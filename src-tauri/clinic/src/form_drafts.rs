//! Forms that are half filled in, so that a lock, a crash or a switch of user loses nothing of them.
//!
//! A draft is sealed like any other, on this computer alone, and nothing of it is queued or audited. Each user has one
//! of each form, and it goes with the action that records the form. Of a screening and of an estimate it is a row that
//! does not exist yet; of any other form it is the text that its screen made of it, since half of a date is in no row.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{
    Addendum, Allergy, AppointmentPatient, CareTeam, ClinicalDocument, Condition, Consent,
    EmergencyContact, Goal, InsurancePolicy, LabTest, Medication, Note, NutrientTarget,
    NutritionDiagnosis, OfficeDocument, Patient, Task,
};
use sync_contract::field::Time;
use sync_contract::ids::{NoteId, PatientId};
use sync_contract::{Descriptor, Entity, Right};
use uuid::Uuid;
use vault::{DraftLine, FormKey};

use crate::Clinic;
use crate::error::{Error, Result};
use crate::view::{At, Id};

/// As long as the longest text of a record, with what a screen writes around it.
const BYTES_MAX: u32 = 500_000;

/// A form, and what it is about. Each user has one draft of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "form",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FormOf {
    Registration,
    /// Who a patient is and how to reach them.
    Details {
        patient_id: Id,
    },
    /// A new emergency contact, or one that is edited.
    Contact {
        patient_id: Id,
    },
    /// An appointment to be booked: `patient_id` is whom the diary was opened for.
    Booking {
        patient_id: Option<Id>,
    },
    Addendum {
        note_id: Id,
    },
    /// A row of a patient's lists that is typed in place: a new one, or the one with this id.
    Entry {
        list: EntryList,
        patient_id: Id,
        id: Option<Id>,
    },
}

/// The lists whose rows are typed in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EntryList {
    Allergies,
    Conditions,
    Medications,
    Diagnoses,
    Goals,
    Tasks,
    Targets,
    Consents,
    Policies,
    CareTeam,
    LabSheets,
    Documents,
    OfficeDocuments,
}

const ENTRY_LISTS: [EntryList; 13] = [
    EntryList::Allergies,
    EntryList::Conditions,
    EntryList::Medications,
    EntryList::Diagnoses,
    EntryList::Goals,
    EntryList::Tasks,
    EntryList::Targets,
    EntryList::Consents,
    EntryList::Policies,
    EntryList::CareTeam,
    EntryList::LabSheets,
    EntryList::Documents,
    EntryList::OfficeDocuments,
];

impl EntryList {
    fn descriptor(self) -> &'static Descriptor {
        match self {
            Self::Allergies => Allergy::DESCRIPTOR,
            Self::Conditions => Condition::DESCRIPTOR,
            Self::Medications => Medication::DESCRIPTOR,
            Self::Diagnoses => NutritionDiagnosis::DESCRIPTOR,
            Self::Goals => Goal::DESCRIPTOR,
            Self::Tasks => Task::DESCRIPTOR,
            Self::Targets => NutrientTarget::DESCRIPTOR,
            Self::Consents => Consent::DESCRIPTOR,
            Self::Policies => InsurancePolicy::DESCRIPTOR,
            Self::CareTeam => CareTeam::DESCRIPTOR,
            Self::LabSheets => LabTest::DESCRIPTOR,
            Self::Documents => ClinicalDocument::DESCRIPTOR,
            Self::OfficeDocuments => OfficeDocument::DESCRIPTOR,
        }
    }
}

/// What is typed so far; only the screen of the form reads `text`. `about` is the patient who was chosen in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TypedForm {
    pub of: FormOf,
    pub about: Option<Id>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FormDraftView {
    pub text: String,
    pub saved_at: At,
}

/// A form that its user left half filled in. `patient` is whom it is about, where somebody was chosen.
pub(crate) struct LeftForm {
    /// Of an addendum the visit of its note, where that is of one.
    pub id: Uuid,
    pub of: FormOf,
    pub patient: Option<PatientId>,
    pub saved_at: Time,
}

impl FormOf {
    /// Returns the entity that the form becomes, under whose key it is sealed.
    fn descriptor(&self) -> &'static Descriptor {
        match self {
            Self::Registration | Self::Details { .. } => Patient::DESCRIPTOR,
            Self::Contact { .. } => EmergencyContact::DESCRIPTOR,
            Self::Booking { .. } => AppointmentPatient::DESCRIPTOR,
            Self::Addendum { .. } => Addendum::DESCRIPTOR,
            Self::Entry { list, .. } => list.descriptor(),
        }
    }

    /// Returns the right that recording the form asks for.
    fn right(&self) -> Right {
        let rights = &self.descriptor().write_rights;
        match self {
            Self::Details { .. } => rights.update,
            Self::Addendum { .. } => Right::NotesSign,
            _ => rights.create,
        }
    }

    fn key(&self) -> Result<FormKey> {
        let id = match self {
            Self::Registration | Self::Booking { patient_id: None } => Uuid::nil(),
            Self::Details { patient_id } | Self::Contact { patient_id } => patient_id.to()?,
            Self::Booking {
                patient_id: Some(patient_id),
            } => patient_id.to()?,
            Self::Addendum { note_id } => note_id.to()?,
            Self::Entry { patient_id, id, .. } => {
                draft_id(patient_id.to()?, id.as_ref().map(Id::to).transpose()?)
            }
        };
        let descriptor = self.descriptor();
        Ok(FormKey { descriptor, id })
    }

    /// Returns the patient whom the form is about by itself.
    fn patient(&self, clinic: &Clinic) -> Result<Option<PatientId>> {
        Ok(match self {
            Self::Registration | Self::Booking { .. } => None,
            Self::Details { patient_id }
            | Self::Contact { patient_id }
            | Self::Entry { patient_id, .. } => Some(patient_id.to()?),
            Self::Addendum { note_id } => {
                let note = clinic.require_row::<Note>(note_id.to::<NoteId>()?, "note")?;
                Some(note.value.patient)
            }
        })
    }
}

/// Stores what is typed so far, right or wrong. Recording the form takes it away.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and the right to record the form), `NotFound`, `TooLong`.
pub fn save(clinic: &mut Clinic, typed: &TypedForm) -> Result<At> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(typed.of.right())?;
    let limit = BYTES_MAX;
    if u32::try_from(typed.text.len()).is_ok_and(|length| length > limit) {
        return Err(Error::TooLong {
            field: "text",
            limit,
        });
    }
    let about = typed.about.as_ref().map(Id::to::<PatientId>).transpose()?;
    let patient = typed.of.patient(clinic)?.or(about);
    if let Some(patient) = patient {
        // nothing is stored of one who was erased meanwhile
        clinic.require_row::<Patient>(patient, "patient")?;
    }
    let key = typed.of.key()?;
    let unlocked = clinic.unlocked_mut();
    unlocked.save_form_draft(key, patient, &typed.text)?;
    Ok(At::of(clinic.now()))
}

/// Returns what this user typed into a form and did not record.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and the right to record the form), `Invalid` for what is no id.
pub fn show(clinic: &Clinic, of: &FormOf) -> Result<Option<FormDraftView>> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(of.right())?;
    let draft = clinic.unlocked().form_draft(of.key()?)?;
    Ok(draft.map(|draft| FormDraftView {
        text: draft.text.to_string(),
        saved_at: At::of(draft.saved_at),
    }))
}

/// Throws away what was typed.
///
/// # Errors
/// `Forbidden` (needs `patients.read` and the right to record the form), `Invalid` for what is no id.
pub fn discard(clinic: &mut Clinic, of: &FormOf) -> Result<()> {
    clinic.may(Right::PatientsRead)?;
    clinic.may(of.right())?;
    let key = of.key()?;
    Ok(clinic.unlocked_mut().drop_form_draft(key)?)
}

impl Clinic {
    /// Runs the operation that records a form: its write takes the draft away, and one that is refused leaves it.
    ///
    /// # Errors
    /// Those of the operation; `Invalid` for what is no id.
    pub fn recording<T>(
        &mut self,
        of: &FormOf,
        operation: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.ending(of.key()?, operation)
    }
}

/// Returns the forms that this user left half filled in and may still record, newest first.
pub(crate) fn left(clinic: &Clinic) -> Result<Vec<LeftForm>> {
    let mut left = Vec::new();
    for (entity, line) in clinic.unlocked().all_drafts()? {
        let Some(of) = form_of(entity, &line).filter(|of| clinic.actor.can(of.right())) else {
            continue;
        };
        let visit = match &of {
            FormOf::Addendum { .. } => clinic.read().get::<Note>(line.id.into())?,
            _ => None,
        };
        left.push(LeftForm {
            id: visit
                .and_then(|note| note.value.visit)
                .map_or(line.id, |visit| visit.0),
            of,
            patient: line.patient,
            saved_at: line.saved_at,
        });
    }
    Ok(left)
}

/// Returns the form whose draft this is; none for the draft of a row, as of a note. A row that is edited in place is
/// told by its list alone.
fn form_of(entity: u16, line: &DraftLine<Uuid>) -> Option<FormOf> {
    let is = |descriptor: &Descriptor| descriptor.number == entity;
    let id = Some(line.id).filter(|id| !id.is_nil()).map(Id::of);
    if is(Patient::DESCRIPTOR) {
        return Some(
            id.map_or(FormOf::Registration, |patient_id| FormOf::Details {
                patient_id,
            }),
        );
    }
    if is(AppointmentPatient::DESCRIPTOR) {
        return Some(FormOf::Booking { patient_id: id });
    }
    if is(EmergencyContact::DESCRIPTOR) {
        return id.map(|patient_id| FormOf::Contact { patient_id });
    }
    if is(Addendum::DESCRIPTOR) {
        return id.map(|note_id| FormOf::Addendum { note_id });
    }
    let list = ENTRY_LISTS.into_iter().find(|list| is(list.descriptor()))?;
    Some(FormOf::Entry {
        list,
        patient_id: Id::of(line.patient?),
        id: None,
    })
}

/// Returns the id of the row that is drafted; `corrects` is the row that it would take the place of.
pub(crate) fn draft_id<I: From<Uuid>>(patient: PatientId, corrects: Option<Uuid>) -> I {
    Uuid::new_v5(&patient.0, corrects.unwrap_or_default().as_bytes()).into()
}
