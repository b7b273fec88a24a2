//! The diary: appointments with their patients, providers, times and rooms.

pub(crate) mod absent;
pub mod arrivals;
pub mod batch;
pub mod book;
pub(crate) mod building;
pub mod clash;
pub mod day;
pub mod details;
pub mod doubts;
mod freed;
pub mod groups;
pub(crate) mod here;
pub mod month;
pub(crate) mod pages;
mod schedule;
pub mod series;
pub mod status;
pub(crate) mod waiting;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::appointment_types::Colour;
pub use crate::appointments::status::may_follow;
use crate::names::PatientName;
use crate::view::{At, Choice, Day, Id, ReadVersionToken, RecordSync};

pub use sync_contract::catalog::AppointmentStatus;

/// `facility` is the name of its facility where several are listed; `type` is the name of its type; `reason` why the
/// patient comes, none for a user who may not read it; `overlaps` the other appointments of the day that it clashes
/// with; `absent` which of its provider and its room is absent then, by what is known now, while the patient is still
/// expected; `arrived_at` when who waits came, by the history; `group` how full it is, where it is a group session,
/// which has no reason of its own; `series` which of a series it is, where it is of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentView {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub starts_at: At,
    pub ends_at: At,
    pub status: AppointmentStatus,
    pub r#type: String,
    pub type_id: String,
    pub colour: Colour,
    pub provider_id: Id,
    pub provider: String,
    pub room_id: Option<Id>,
    pub room: Option<String>,
    pub facility_id: Id,
    pub facility: Option<String>,
    pub patients: Vec<PatientName>,
    pub reason: Option<String>,
    pub arrived_at: Option<At>,
    pub overlaps: Vec<Id>,
    pub outside_hours: bool,
    pub absent: Vec<ClashOf>,
    pub group: Option<GroupOf>,
    pub series: Option<InSeries>,
    pub sync: RecordSync,
}

/// How full a group session is: `booked` counts who has a seat, `present` who came. Two computers that were apart may
/// both give the last seat, so that `booked` is more than `seats`. `topic` is what it is about: none for a user who may
/// not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupOf {
    pub seats: u32,
    pub booked: u32,
    pub present: u32,
    pub topic: Option<String>,
}

/// Which of a series an appointment is, from 1 in the order of their starts, those that were cancelled counted, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InSeries {
    pub id: Id,
    pub number: u32,
    pub of: u32,
}

/// A time within what is shown in which a provider is absent or a room is closed; `name` is that of the one or the
/// other. It ends where it was ended early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceBand {
    pub id: Id,
    pub provider_id: Option<Id>,
    pub room_id: Option<Id>,
    pub name: String,
    pub starts_at: At,
    pub ends_at: At,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiaryView {
    pub day: Day,
    pub time_zone: String,
    pub opens: String,
    pub closes: String,
    pub columns: Vec<DiaryColumn>,
    pub appointments: Vec<AppointmentView>,
    pub absences: Vec<AbsenceBand>,
    pub choices: DiaryChoices,
}

impl DiaryView {
    /// Returns the diary of the users of one department; none of them where no provider here is of it.
    pub fn of_department(mut self, department: &Id) -> Self {
        let departments = self.choices.departments.iter();
        let of = departments.filter(|one| one.id == *department);
        let users: Vec<Id> = of.flat_map(|one| one.user_ids.clone()).collect();
        self.columns.retain(|one| users.contains(&one.provider_id));
        self.appointments
            .retain(|one| users.contains(&one.provider_id));
        self.absences.retain(|one| {
            one.provider_id
                .as_ref()
                .is_some_and(|id| users.contains(id))
        });
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HoursView {
    pub from: String,
    pub to: String,
}

/// Whose week is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum WeekOf {
    Provider {
        provider_id: Id,
    },
    Room {
        room_id: Id,
    },
    /// Of all users of it.
    Department {
        department_id: Id,
    },
}

/// `day` is any day of the week; without `of`, the week is the user's own, or the first provider's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeekQuery {
    pub day: Day,
    pub of: Option<WeekOf>,
}

/// `hours` are those in which the provider works, or in which any of them does where the week is a room's or a
/// department's; none of a day off. `booked` and `free` as in a column of a day: where a provider is absent or a room
/// is closed is not free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeekDay {
    pub day: Day,
    pub hours: Vec<HoursView>,
    pub booked: u32,
    pub free: u32,
}

/// The week from Monday on; `of` is null in a clinic without a provider and without a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeekView {
    pub from: Day,
    pub time_zone: String,
    pub opens: String,
    pub closes: String,
    pub of: Option<WeekOf>,
    pub name: String,
    pub days: Vec<WeekDay>,
    pub appointments: Vec<AppointmentView>,
    pub absences: Vec<AbsenceBand>,
    pub choices: DiaryChoices,
}

/// The weeks that a month touches, from Monday on: how full each day is, without a name. `month` is its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MonthView {
    pub month: Day,
    pub of: Option<WeekOf>,
    pub name: String,
    pub days: Vec<WeekDay>,
    pub absences: Vec<AbsenceBand>,
    pub choices: DiaryChoices,
}

/// One provider's day: times as `HH:MM` by the clinic's clocks; `booked` and `free` count half hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiaryColumn {
    pub provider_id: Id,
    pub name: String,
    pub from: String,
    pub to: String,
    pub breaks: Vec<HoursView>,
    pub booked: u32,
    pub free: u32,
}

/// `seats` are the usual ones of a group session; none of a type for one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TypeChoice {
    pub id: Id,
    pub name: String,
    pub minutes: u32,
    pub seats: Option<u32>,
    pub colour: Colour,
}

/// `facilities` is empty unless several are shown: then one is chosen for a booking. `departments` are those with a
/// provider here, the user's own first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiaryChoices {
    pub types: Vec<TypeChoice>,
    pub rooms: Vec<Choice>,
    pub providers: Vec<Choice>,
    pub facilities: Vec<FacilityChoice>,
    pub departments: Vec<DepartmentChoice>,
}

/// A department of which the diary is shown, with all its users: those who have left may have appointments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DepartmentChoice {
    pub id: Id,
    pub name: String,
    pub user_ids: Vec<Id>,
}

/// A facility in which a booking can be, with its rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FacilityChoice {
    pub id: Id,
    pub name: String,
    pub room_ids: Vec<Id>,
}

/// `minutes` of 0 are those of the type. `seats` and `topic` are those of a group session, which may be booked without
/// a patient: without seats it has those of its type. Without a facility it is in that of its room, else where the
/// session works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAppointment {
    pub patient_id: Option<Id>,
    pub provider_id: Id,
    pub room_id: Option<Id>,
    pub facility_id: Option<Id>,
    pub type_id: Id,
    pub starts_at: At,
    pub minutes: u32,
    pub reason: String,
    pub seats: Option<u32>,
    pub topic: String,
}

/// A room takes an appointment to its facility; `facility_id` is the one of a move without a room, which else leaves it
/// where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Move {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub provider_id: Id,
    pub room_id: Option<Id>,
    pub facility_id: Option<Id>,
    pub starts_at: At,
    pub minutes: u32,
}

/// A resource that two overlapping appointments share: provider, room or patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ClashOf {
    Provider,
    Room,
    Patient,
}
