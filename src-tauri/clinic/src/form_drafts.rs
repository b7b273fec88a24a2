//! Forms that are half filled in, so that a lock, a crash or a switch of user loses nothing of them.
//!
//! A draft is sealed like any other, on this computer alone, and nothing of it is queued or audited. Each user has one
//! of each form, and it goes with the action that records the form. Of a screening and of an estimate it is a row that
//! does not exist yet; of any other form it is the text that its screen made of it, since half of a date is in no row.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{
    Absence, Addendum, Alert, Allergy, AppointmentPatient, AppointmentType, CareTeam, ClaimCode,
    ClinicFood, ClinicalDocument, Condition, Consent, CustomField, Department, DietOrder,
    EmergencyContact, ExchangeTable, Expense, Facility, Goal, Handout, InsurancePolicy,
    InvoiceDraft, LabResult, LabTest, MealPlan, MealPlanItem, MeasurementKind, Medication, Note,
    NoteTemplate, NoteVersion, NutrientTarget, NutritionDiagnosis, NutritionProduct,
    OfficeDocument, Package, Patient, PatientProfile, PhoneCall, Pregnancy, Prescription, Quote,
    Recall, RecallItem, Recipe, Referral, Room, Service, Stay, Tag, Task, User, Visit,
    WaitingListEntry,
};
use sync_contract::field::Time;
use sync_contract::ids::{MealPlanId, NoteId, PatientId, RecallId, VisitId};
use sync_contract::{Descriptor, Entity, Right};
use uuid::Uuid;
use vault::FormKey;

use crate::Clinic;
use crate::error::{Error, Result};
use crate::view::{At, Id};

/// Much longer than the longest text of a record: what is too long for one is kept as it was typed or pasted.
const BYTES_MAX: u32 = 4_000_000;

/// A form, and what it is about. Each user has one draft of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(
    tag = "form",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum FormOf {
    Registration,
    /// A patient's identity and contact details.
    Details {
        patient_id: Id,
    },
    /// A new emergency contact, or one that is edited.
    Contact {
        patient_id: Id,
    },
    /// An appointment to be booked: `patient_id` is the patient that the diary was opened for.
    Booking {
        patient_id: Option<Id>,
    },
    Addendum {
        note_id: Id,
    },
    /// What is typed into a note and does not fit into one.
    NoteText {
        note_id: Id,
    },
    /// Readings of a visit that are typed and not recorded: half of a number, or what is none.
    Measures {
        visit_id: Id,
    },
    /// A reading outside of a visit.
    Reading {
        patient_id: Id,
    },
    /// One text of a patient's profile.
    ProfileText {
        patient_id: Id,
        field: ProfileField,
    },
    /// What is searched for the foods of a recall or of a meal plan, with this id.
    Foods {
        list: FoodList,
        id: Id,
    },
    /// A call about coming again.
    Call {
        patient_id: Id,
    },
    /// A dialog of the settings: of a new row, or of the one with this id.
    Setting {
        list: SettingList,
        id: Option<Id>,
    },
    /// A row of a patient's lists that is typed in place: a new one, or the one with this id.
    Entry {
        list: EntryList,
        patient_id: Id,
        id: Option<Id>,
    },
}

/// What foods are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FoodList {
    Recall,
    MealPlan,
}

/// The texts of a patient's profile, each of which is edited by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProfileField {
    History,
    Preferences,
    Dislikes,
    Remarks,
    Gestation,
    MotherHeight,
    FatherHeight,
}

/// The lists of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SettingList {
    Templates,
    CustomFields,
    Kinds,
    AppointmentTypes,
    Products,
    ExchangeTables,
    Services,
    ClaimCodes,
    Handouts,
    Tags,
    ClinicFoods,
    Recipes,
    /// Of the diary.
    Absences,
    /// Of the diary, too.
    WaitingList,
    /// One that is raised.
    Alerts,
    /// Of billing.
    Expenses,
    Facilities,
    Departments,
    Rooms,
    /// A user: all but the password of a new one, which is no draft.
    Users,
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
    DietOrders,
    Prescriptions,
    Consents,
    Policies,
    Referrals,
    CareTeam,
    LabSheets,
    LabOrders,
    /// A line of a sheet: a new one of the sheet with this id or of a new sheet, or the result with this id.
    LabResults,
    Documents,
    OfficeDocuments,
    /// A draft of an invoice.
    Invoices,
    /// Sessions that are sold together.
    Packages,
    /// What services would cost.
    Quotes,
    /// The exchanges at which the meals of the plan with this id aim.
    MealPlans,
    Pregnancies,
    Stays,
}

/// Every entity that a form becomes. No row of any of them is drafted itself.
const FORMS: [&Descriptor; 53] = [
    Patient::DESCRIPTOR,
    EmergencyContact::DESCRIPTOR,
    AppointmentPatient::DESCRIPTOR,
    Addendum::DESCRIPTOR,
    NoteVersion::DESCRIPTOR,
    Visit::DESCRIPTOR,
    RecallItem::DESCRIPTOR,
    MealPlanItem::DESCRIPTOR,
    PhoneCall::DESCRIPTOR,
    Absence::DESCRIPTOR,
    WaitingListEntry::DESCRIPTOR,
    NoteTemplate::DESCRIPTOR,
    CustomField::DESCRIPTOR,
    MeasurementKind::DESCRIPTOR,
    AppointmentType::DESCRIPTOR,
    NutritionProduct::DESCRIPTOR,
    ExchangeTable::DESCRIPTOR,
    Service::DESCRIPTOR,
    ClaimCode::DESCRIPTOR,
    Handout::DESCRIPTOR,
    Allergy::DESCRIPTOR,
    Condition::DESCRIPTOR,
    Medication::DESCRIPTOR,
    NutritionDiagnosis::DESCRIPTOR,
    Goal::DESCRIPTOR,
    Task::DESCRIPTOR,
    NutrientTarget::DESCRIPTOR,
    DietOrder::DESCRIPTOR,
    Prescription::DESCRIPTOR,
    Consent::DESCRIPTOR,
    InsurancePolicy::DESCRIPTOR,
    Referral::DESCRIPTOR,
    InvoiceDraft::DESCRIPTOR,
    CareTeam::DESCRIPTOR,
    LabTest::DESCRIPTOR,
    LabResult::DESCRIPTOR,
    PatientProfile::DESCRIPTOR,
    Tag::DESCRIPTOR,
    Facility::DESCRIPTOR,
    Department::DESCRIPTOR,
    Room::DESCRIPTOR,
    User::DESCRIPTOR,
    ClinicalDocument::DESCRIPTOR,
    OfficeDocument::DESCRIPTOR,
    ClinicFood::DESCRIPTOR,
    Recipe::DESCRIPTOR,
    Alert::DESCRIPTOR,
    Package::DESCRIPTOR,
    Quote::DESCRIPTOR,
    Expense::DESCRIPTOR,
    MealPlan::DESCRIPTOR,
    Pregnancy::DESCRIPTOR,
    Stay::DESCRIPTOR,
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
            Self::DietOrders => DietOrder::DESCRIPTOR,
            Self::Prescriptions => Prescription::DESCRIPTOR,
            Self::Consents => Consent::DESCRIPTOR,
            Self::Policies => InsurancePolicy::DESCRIPTOR,
            Self::Referrals => Referral::DESCRIPTOR,
            Self::CareTeam => CareTeam::DESCRIPTOR,
            Self::LabSheets | Self::LabOrders => LabTest::DESCRIPTOR,
            Self::LabResults => LabResult::DESCRIPTOR,
            Self::Documents => ClinicalDocument::DESCRIPTOR,
            Self::OfficeDocuments => OfficeDocument::DESCRIPTOR,
            Self::Invoices => InvoiceDraft::DESCRIPTOR,
            Self::Packages => Package::DESCRIPTOR,
            Self::Quotes => Quote::DESCRIPTOR,
            Self::MealPlans => MealPlan::DESCRIPTOR,
            Self::Pregnancies => Pregnancy::DESCRIPTOR,
            Self::Stays => Stay::DESCRIPTOR,
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

/// A form that its user left incomplete. `patient` is the one that it is about, where one was chosen.
pub(crate) struct LeftForm {
    /// Of an addendum, and of a note's text, the visit of the note, where that is of one.
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
            Self::NoteText { .. } => NoteVersion::DESCRIPTOR,
            // what is drafted of a reading itself is one that the disk did not take
            Self::Measures { .. } | Self::Reading { .. } => Visit::DESCRIPTOR,
            Self::ProfileText { .. } => PatientProfile::DESCRIPTOR,
            Self::Foods { list, .. } => match list {
                FoodList::Recall => RecallItem::DESCRIPTOR,
                FoodList::MealPlan => MealPlanItem::DESCRIPTOR,
            },
            Self::Call { .. } => PhoneCall::DESCRIPTOR,
            Self::Setting { list, .. } => match list {
                SettingList::Templates => NoteTemplate::DESCRIPTOR,
                SettingList::CustomFields => CustomField::DESCRIPTOR,
                SettingList::Kinds => MeasurementKind::DESCRIPTOR,
                SettingList::AppointmentTypes => AppointmentType::DESCRIPTOR,
                SettingList::Products => NutritionProduct::DESCRIPTOR,
                SettingList::ExchangeTables => ExchangeTable::DESCRIPTOR,
                SettingList::Services => Service::DESCRIPTOR,
                SettingList::ClaimCodes => ClaimCode::DESCRIPTOR,
                SettingList::Handouts => Handout::DESCRIPTOR,
                SettingList::Tags => Tag::DESCRIPTOR,
                SettingList::ClinicFoods => ClinicFood::DESCRIPTOR,
                SettingList::Recipes => Recipe::DESCRIPTOR,
                SettingList::Facilities => Facility::DESCRIPTOR,
                SettingList::Departments => Department::DESCRIPTOR,
                SettingList::Rooms => Room::DESCRIPTOR,
                SettingList::Absences => Absence::DESCRIPTOR,
                SettingList::WaitingList => WaitingListEntry::DESCRIPTOR,
                SettingList::Alerts => Alert::DESCRIPTOR,
                SettingList::Expenses => Expense::DESCRIPTOR,
                SettingList::Users => User::DESCRIPTOR,
            },
            Self::Entry { list, .. } => list.descriptor(),
        }
    }

    /// Returns the right that recording the form asks for.
    fn right(&self) -> Right {
        let rights = &self.descriptor().write_rights;
        match self {
            Self::Details { .. } | Self::ProfileText { .. } => rights.update,
            Self::Addendum { .. } => Right::NotesSign,
            Self::Measures { .. } | Self::Reading { .. } => Right::MeasurementsWrite,
            _ => rights.create,
        }
    }

    fn key(&self) -> Result<FormKey> {
        let id = match self {
            Self::Registration | Self::Booking { patient_id: None } => Uuid::nil(),
            Self::Details { patient_id }
            | Self::Contact { patient_id }
            | Self::Reading { patient_id }
            | Self::Call { patient_id } => patient_id.to()?,
            Self::Booking {
                patient_id: Some(patient_id),
            } => patient_id.to()?,
            Self::Addendum { note_id } | Self::NoteText { note_id } => note_id.to()?,
            Self::Measures { visit_id } => visit_id.to()?,
            Self::Foods { id, .. } => id.to()?,
            Self::Setting { id, .. } => id.as_ref().map(Id::to).transpose()?.unwrap_or_default(),
            Self::ProfileText { patient_id, field } => {
                let name = format!("{field:?}");
                Uuid::new_v5(&patient_id.to()?, name.as_bytes())
            }
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
            Self::Registration | Self::Booking { .. } | Self::Setting { .. } => None,
            Self::Details { patient_id }
            | Self::Contact { patient_id }
            | Self::Reading { patient_id }
            | Self::Call { patient_id }
            | Self::ProfileText { patient_id, .. }
            | Self::Entry { patient_id, .. } => Some(patient_id.to()?),
            Self::Addendum { note_id } | Self::NoteText { note_id } => {
                let note = clinic.require_row::<Note>(note_id.to::<NoteId>()?, "note")?;
                Some(note.value.patient)
            }
            Self::Measures { visit_id } => {
                let visit = clinic.require_row::<Visit>(visit_id.to::<VisitId>()?, "visit")?;
                Some(visit.value.patient)
            }
            Self::Foods { list, id } => Some(match list {
                FoodList::Recall => {
                    let recall = clinic.require_row::<Recall>(id.to::<RecallId>()?, "recall")?;
                    recall.value.patient
                }
                FoodList::MealPlan => {
                    let plan =
                        clinic.require_row::<MealPlan>(id.to::<MealPlanId>()?, "meal plan")?;
                    plan.value.patient
                }
            }),
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
    let name = serde_json::to_string(&typed.of).expect("a form is ids and words");
    let unlocked = clinic.unlocked_mut();
    unlocked.save_form_draft(key, patient, (&name, &typed.text))?;
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

/// Returns the forms that this user left incomplete and may still record, newest first. Form, patient and time are what
/// was sealed; a form that only a later version has is left out.
pub(crate) fn left(clinic: &Clinic) -> Result<Vec<LeftForm>> {
    let mut left = Vec::new();
    for (id, form) in clinic.unlocked().left_forms(&FORMS)? {
        let Ok(of) = serde_json::from_str::<FormOf>(&form.name) else {
            continue;
        };
        if !clinic.actor.can(of.right()) {
            continue;
        }
        let note = match &of {
            FormOf::Addendum { .. } | FormOf::NoteText { .. } => {
                clinic.read().get::<Note>(id.into())?
            }
            _ => None,
        };
        left.push(LeftForm {
            id: note
                .and_then(|note| note.value.visit)
                .map_or(id, |visit| visit.0),
            of,
            patient: form.patient,
            saved_at: form.saved_at,
        });
    }
    Ok(left)
}

/// Returns the id of the row that is drafted; `corrects` is the row that it would take the place of.
pub(crate) fn draft_id<I: From<Uuid>>(patient: PatientId, corrects: Option<Uuid>) -> I {
    Uuid::new_v5(&patient.0, corrects.unwrap_or_default().as_bytes()).into()
}
