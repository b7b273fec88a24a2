//! What happened to a patient, by when it happened: computed when it is read, and stored nowhere.

mod collect;
pub(crate) mod health;
pub mod list;
pub mod records;

use std::fmt::Display;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::field::Time;
use sync_contract::ids::{UserId, VisitId};
use uuid::Uuid;

use crate::allergies::AllergyStatus;
use crate::appointments::AppointmentStatus;
use crate::appointments::status::StatusReason;
use crate::attachments::view::DocumentType;
use crate::calls::{CallPurpose, CallResult};
use crate::conditions::ConditionStatus;
use crate::consents::ConsentMethod;
use crate::diagnoses::DiagnosisStatus;
use crate::energy_estimates::EnergyMethod;
use crate::goals::GoalStatus;
use crate::labs::LabSummary;
use crate::measurements::{ChildCentile, HowTaken, Measure};
use crate::medications::MedicationStatus;
use crate::none_known::HealthList;
use crate::notes::NoteState;
use crate::nutrient_targets::{Nutrient, NutrientUnit, TargetSource};
use crate::patients::view::PatientStatus;
use crate::portal::PortalStatus;
use crate::pregnancies::PregnancyOutcome;
use crate::prescriptions::PrescriptionState;
use crate::recalls::RecallKind;
use crate::screenings::{ScreeningResult, ScreeningTool};
use crate::stays::StaySite;
use crate::view::{At, Day, Figure, Id, Quantity};
use crate::visits::VisitType;

/// What a row belongs to: one of them is shown, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TimelineGroup {
    /// Visits, notes, addenda and voids.
    Visits,
    Measures,
    /// Screenings, recalls, meal plans, estimates, problems, goals, tasks and targets.
    Nutrition,
    /// Allergies, conditions, medicines, pregnancies and stays, and that none are known.
    Background,
    /// Appointments whose time has come, cancellations, calls, registration, merges, consents, insurance, referrals,
    /// care team, portal and the patient's status.
    Diary,
    Labs,
}

/// `after` is the `next` of the previous page; `limit` is 100 at the most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineQuery {
    pub patient_id: Id,
    pub group: Option<TimelineGroup>,
    pub after: Option<String>,
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineMeasure {
    pub kind: Measure,
    pub quantity: Quantity,
    pub how: HowTaken,
    /// Of a child.
    pub centile: Option<ChildCentile>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineTarget {
    pub nutrient: Nutrient,
    pub unit: NutrientUnit,
    pub low: Option<Figure>,
    pub high: Option<Figure>,
}

/// What happened. Empty text is not recorded, or not for this user. Of what lasts, `status` is none where it begins,
/// unless it was over when it was entered; its last change of course is an event of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum TimelineEvent {
    Visit {
        r#type: VisitType,
        text: String,
    },
    Note {
        state: NoteState,
    },
    Addendum {
        text: String,
    },
    /// A signed note was voided; `text` is why.
    NoteVoid {
        text: String,
    },
    /// The same of a user who may not void it, which has no effect.
    NoteVoidRefused {
        text: String,
    },
    /// Everything that one user read off at one moment, or in one visit.
    Measured {
        measures: Vec<TimelineMeasure>,
    },
    Screened {
        tool: ScreeningTool,
        result: Option<ScreeningResult>,
    },
    Estimated {
        method: EnergyMethod,
        energy_kcal: Option<Figure>,
    },
    Problem {
        status: Option<DiagnosisStatus>,
        text: String,
    },
    Goal {
        status: Option<GoalStatus>,
        text: String,
    },
    Task {
        text: String,
    },
    TaskDone {
        text: String,
    },
    /// What was set by one action; dated by its first day, where that was earlier.
    TargetsSet {
        source: TargetSource,
        targets: Vec<TimelineTarget>,
    },
    TargetEnded {
        target: TimelineTarget,
    },
    Allergy {
        status: Option<AllergyStatus>,
        text: String,
    },
    Condition {
        status: Option<ConditionStatus>,
        text: String,
    },
    Medicine {
        status: Option<MedicationStatus>,
        text: String,
    },
    /// A pregnancy was recorded. The due date is none where it cannot be read on this computer.
    Pregnant {
        due: Option<Day>,
    },
    /// How is none where it cannot be read on this computer.
    PregnancyEnded {
        outcome: Option<PregnancyOutcome>,
    },
    /// What of its site is not known on this computer is empty.
    StayBegan {
        site: StaySite,
    },
    StayEnded {
        site: StaySite,
    },
    /// The patient was asked for a list, and there was nothing to record.
    NoneKnown {
        list: Option<HealthList>,
    },
    /// One that was cancelled is dated by the cancellation, with its reason; `starts` is when it was to begin.
    Appointment {
        status: AppointmentStatus,
        starts: At,
        code: Option<StatusReason>,
        text: String,
    },
    Call {
        purpose: CallPurpose,
        result: CallResult,
        text: String,
    },
    /// `text` is the version of the form.
    Consented {
        method: ConsentMethod,
        text: String,
    },
    ConsentWithdrawn {
        text: String,
    },
    /// An insurance policy began to hold; `text` is the insurer.
    Insured {
        text: String,
    },
    /// It held for the last time.
    InsuranceEnded {
        text: String,
    },
    /// A referral was received; `text` is who referred.
    Referred {
        text: String,
    },
    /// It held for the last time.
    ReferralEnded {
        text: String,
    },
    /// A user came to the care team; `text` is their name.
    TeamJoined {
        text: String,
    },
    TeamLeft {
        text: String,
    },
    /// A sheet of a laboratory, dated by its collection; results beyond a limit come first.
    Lab {
        laboratory: String,
        results: Vec<LabSummary>,
    },
    /// A recall, on the day on which it was taken; energy of a day.
    Recalled {
        kind: RecallKind,
        foods: u32,
        kcal: Option<Figure>,
    },
    /// A meal plan: when it was given to the patient, or when it was begun; energy of a day.
    MealPlanned {
        title: String,
        days: u8,
        kcal: Option<Figure>,
        is_given: bool,
    },
    /// A diet order started; `supplements` and `tube_feed` are names of products. A level that is null is not known
    /// where a part cannot be read.
    DietOrdered {
        is_complete: bool,
        food_level: Option<u8>,
        fluid_level: Option<u8>,
        supplements: Vec<String>,
        tube_feed: Option<String>,
    },
    /// A leaflet was given, as it was called then; null where that cannot be read on this computer.
    HandoutGiven {
        title: Option<String>,
        language: Option<String>,
    },
    /// A medicine was prescribed; how often it was dispensed, without what was taken back.
    Prescribed {
        medication: String,
        dosage: String,
        state: PrescriptionState,
        dispensed: u32,
    },
    /// The patient was invited to the portal, or became what they are there.
    Portal {
        status: PortalStatus,
    },
    /// A file was added to the chart, or at the front desk; `text` is its name.
    Document {
        r#type: DocumentType,
        text: String,
    },
    Registered,
    /// Two files of the patient were merged; by their numbers, the one that went and the one that stays.
    Merged {
        from: String,
        into: String,
    },
    /// That was undone.
    Parted {
        from: String,
        into: String,
    },
    /// The last change of it; those before are in the audit log.
    PatientStatus {
        status: PatientStatus,
    },
}

impl TimelineEvent {
    fn group(&self) -> TimelineGroup {
        match self {
            Self::Visit { .. }
            | Self::Note { .. }
            | Self::Addendum { .. }
            | Self::NoteVoid { .. }
            | Self::NoteVoidRefused { .. } => TimelineGroup::Visits,
            Self::Measured { .. } => TimelineGroup::Measures,
            Self::Lab { .. } => TimelineGroup::Labs,
            Self::Screened { .. }
            | Self::Recalled { .. }
            | Self::MealPlanned { .. }
            | Self::DietOrdered { .. }
            | Self::HandoutGiven { .. }
            | Self::Estimated { .. }
            | Self::Problem { .. }
            | Self::Goal { .. }
            | Self::Task { .. }
            | Self::TaskDone { .. }
            | Self::TargetsSet { .. }
            | Self::TargetEnded { .. } => TimelineGroup::Nutrition,
            Self::Allergy { .. }
            | Self::Condition { .. }
            | Self::Medicine { .. }
            | Self::Pregnant { .. }
            | Self::PregnancyEnded { .. }
            | Self::StayBegan { .. }
            | Self::StayEnded { .. }
            | Self::Prescribed { .. }
            | Self::NoneKnown { .. } => TimelineGroup::Background,
            Self::Appointment { .. }
            | Self::Call { .. }
            | Self::Consented { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::Insured { .. }
            | Self::InsuranceEnded { .. }
            | Self::Referred { .. }
            | Self::ReferralEnded { .. }
            | Self::TeamJoined { .. }
            | Self::TeamLeft { .. }
            | Self::Portal { .. }
            | Self::Document { .. }
            | Self::Registered
            | Self::Merged { .. }
            | Self::Parted { .. }
            | Self::PatientStatus { .. } => TimelineGroup::Diary,
        }
    }
}

/// `on` is a day, or a month or a year where no more is known, and `at` is none where there is no time of day.
/// `entered_on` is the day of the entry where that came later. `by` is empty where it is not known. `visit_id` is the
/// visit that it belongs to. `key` names the row in this list.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelineRow {
    pub key: String,
    pub id: Id,
    pub on: String,
    pub at: Option<At>,
    pub entered_on: Option<Day>,
    pub by: String,
    pub visit_id: Option<Id>,
    pub event: TimelineEvent,
}

#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimelinePage {
    pub rows: Vec<TimelineRow>,
    pub total: u32,
    pub next: Option<String>,
}

/// How exactly a time is known. Of what begins together, the less exact is the earlier: so the rows of a year or of a
/// month follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Year,
    Month,
    Day,
    Moment,
}

/// The position of a row. It depends on what is stored and on nothing else, so every computer has the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct RowKey {
    at: Time,
    exactness: Exactness,
    id: Uuid,
    /// Apart from the beginning, what became of a row.
    is_course: bool,
}

impl Display for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (exactness, course) = (self.exactness as u8, u8::from(self.is_course));
        write!(f, "{}.{exactness}.{}.{course}", self.at.0, self.id)
    }
}

impl RowKey {
    fn parse(text: &str) -> Option<Self> {
        let [at, exactness, id, course] = text.split('.').collect::<Vec<_>>()[..] else {
            return None;
        };
        let all = [
            Exactness::Year,
            Exactness::Month,
            Exactness::Day,
            Exactness::Moment,
        ];
        let key = Self {
            at: Time(at.parse().ok()?),
            exactness: *all.get(exactness.parse::<usize>().ok()?)?,
            id: id.parse().ok()?,
            is_course: course == "1",
        };
        // exactly as it is written
        (key.to_string() == text).then_some(key)
    }
}

/// A row before it is put in its order.
struct Entry {
    key: RowKey,
    on: String,
    entered: NaiveDate,
    by: Option<UserId>,
    visit: Option<VisitId>,
    event: TimelineEvent,
}
