//! Views and forms of patients.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::allergies::AllergyView;
use crate::names::PatientName;
use crate::pregnancies::course::CurrentPregnancy;
use crate::stays::StaySite;
use crate::tags::TagChip;
use crate::unresolved::DamageView;
use crate::view::{At, Day, Id, ReadVersionToken, RecordSync};

pub use sync_contract::catalog::{DeletionReason, PatientStatus, Sex};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Matched {
    Name,
    FileNumber,
    Phone,
    BirthDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientHit {
    #[serde(flatten)]
    pub patient: PatientName,
    pub phone: Option<String>,
    pub matched: Matched,
}

/// `searched`: the number of patients on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchView {
    pub hits: Vec<PatientHit>,
    pub total: u32,
    pub searched: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PatientSort {
    Name,
    LastVisit,
    NextAppointment,
}

/// `is_mine` leaves the patients whose assigned dietitian the user is, or on whose care team they are today;
/// `is_of_department` those of all users of the user's department, and those who are in there today. `after` is the
/// `next` of the previous page; without it `offset` rows are skipped, for a list that is scrolled to any
/// position. `limit` is clamped to 1 to 100.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientQuery {
    pub text: String,
    pub status: Option<PatientStatus>,
    pub dietitian_id: Option<Id>,
    #[serde(default)]
    pub tag_id: Option<Id>,
    #[serde(default)]
    pub is_mine: bool,
    #[serde(default)]
    pub is_of_department: bool,
    pub sort: PatientSort,
    pub after: Option<String>,
    #[serde(default)]
    pub offset: u32,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientRow {
    #[serde(flatten)]
    pub patient: PatientName,
    pub phone: Option<String>,
    pub dietitian: Option<String>,
    pub status: PatientStatus,
    pub last_visit: Option<At>,
    pub next_appointment: Option<At>,
    pub waiting_changes: u32,
    pub tags: Vec<TagChip>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientPage {
    pub rows: Vec<PatientRow>,
    pub total: u32,
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub lines: String,
    pub city: String,
    pub state: String,
    pub postal_code: String,
    pub country: String,
}

/// Empty text means not recorded. One of given or family name is enough. `birth_date_estimated`: the day was reckoned
/// from a stated age. `phone` may have several numbers between semicolons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientForm {
    pub given_name: String,
    pub family_name: String,
    pub other_names: String,
    pub birth_date: Option<Day>,
    pub birth_date_estimated: bool,
    pub sex: Sex,
    pub gender: String,
    pub phone: String,
    pub email: String,
    pub address: Address,
    pub national_id: String,
    pub preferred_language: String,
    pub dietitian_id: Option<Id>,
    pub status: PatientStatus,
}

impl Default for PatientForm {
    fn default() -> Self {
        Self {
            given_name: String::new(),
            family_name: String::new(),
            other_names: String::new(),
            birth_date: None,
            birth_date_estimated: false,
            sex: Sex::Unknown,
            gender: String::new(),
            phone: String::new(),
            email: String::new(),
            address: Address::default(),
            national_id: String::new(),
            preferred_language: String::new(),
            dietitian_id: None,
            status: PatientStatus::Active,
        }
    }
}

/// A form with what it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditablePatient {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub form: PatientForm,
}

impl EditablePatient {
    /// Returns an edit that changes nothing yet.
    pub fn to_edit(&self) -> PatientEdit {
        PatientEdit {
            id: self.id.clone(),
            seen: self.seen.clone(),
            loaded: self.form.clone(),
            form: self.form.clone(),
        }
    }
}

/// `loaded` is the form as its editor got it: only the fields in which `form` differs from it are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientEdit {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub loaded: PatientForm,
    pub form: PatientForm,
}

/// What two records have in common, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DuplicateReason {
    SameNationalId,
    SameFileNumber,
    SameName,
    SimilarName,
    SameBirthDate,
    SimilarBirthDate,
    SamePhone,
    SameEmail,
    SameAddress,
}

impl DuplicateReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameName => "same name",
            Self::SimilarName => "similar name",
            Self::SameBirthDate => "same birth date",
            Self::SimilarBirthDate => "similar birth date",
            Self::SamePhone => "same phone",
            Self::SameEmail => "same e-mail",
            Self::SameNationalId => "same national id",
            Self::SameFileNumber => "same file number",
            Self::SameAddress => "same address",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Duplicate {
    pub patient: PatientName,
    pub reasons: Vec<DuplicateReason>,
}

/// A merge that counts. `reason` is empty where none was given or it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeView {
    pub id: Id,
    pub from: PatientName,
    pub into: PatientName,
    pub at: At,
    pub by: String,
    pub reason: String,
}

/// A file whose merge was undone. `read_with`: those that it is still read with as one, since other merges join them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PartedFile {
    pub file: PatientName,
    pub read_with: Vec<PatientName>,
}

/// What the undoing of a merge left. `patient` is of the file that had gone. `still_one`: other merges join both files,
/// so they are read as one as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MergeUndone {
    pub patient: PatientHeader,
    pub from: PartedFile,
    pub into: PartedFile,
    pub still_one: bool,
}

/// `namesakes`: the file numbers of patients with the same name. `merges`: those that join this file with others, the
/// newest first; what is listed is of all of them. `shown_under`: the patient's file, where this one was merged into
/// another. `deleted_at` is there while they are deleted.
/// `pregnancy`: one that lasts, or after which they breastfeed, and `stay`: where in the clinic they are now, both for
/// who may read the chart.
/// `damaged`: records of theirs that were read for this and could not be shown, such as allergies: what is listed is
/// then not complete. `partial`: nor is it while rows of charts are still to come, or do not open for want of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientHeader {
    #[serde(flatten)]
    pub patient: PatientName,
    pub status: PatientStatus,
    pub allergies: Vec<AllergyView>,
    pub pregnancy: Option<CurrentPregnancy>,
    pub stay: Option<StaySite>,
    pub tags: Vec<TagChip>,
    pub namesakes: Vec<String>,
    pub may_edit: bool,
    pub may_merge: bool,
    pub may_see_clinical: bool,
    pub merges: Vec<MergeView>,
    pub shown_under: Option<PatientName>,
    pub deleted_at: Option<At>,
    pub damaged: Vec<DamageView>,
    pub partial: bool,
    pub sync: RecordSync,
}
