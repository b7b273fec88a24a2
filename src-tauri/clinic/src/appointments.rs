//! The diary: appointments with their patients, providers, times and rooms.

pub(crate) mod absent;
pub mod arrivals;
pub mod book;
pub mod clash;
pub mod day;
mod freed;
pub mod groups;
pub mod month;
pub(crate) mod pages;
mod schedule;
pub mod series;
pub mod status;
pub(crate) mod waiting;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use crate::appointments::status::may_follow;
use crate::names::PatientName;
use crate::view::{At, Choice, Day, Id, ReadVersionToken, RecordSync};

pub use sync_contract::catalog::AppointmentStatus;

/// `type` is the name of its type; `reason` why the patient comes, none for a user who may not read it; `overlaps` the
/// other appointments of the day that it clashes with; `absent` which of its provider and its room is absent then, by
/// what is known now, while the patient is still expected; `arrived_at` when who waits came, by the history; `group`
/// how full it is, where it is a group session, which has no reason of its own; `series` which of a series it is, where
/// it is of one.
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
    pub provider_id: Id,
    pub provider: String,
    pub room_id: Option<Id>,
    pub room: Option<String>,
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
    Provider { provider_id: Id },
    Room { room_id: Id },
}

/// `day` is any day of the week; without `of`, the week is the user's own, or the first provider's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeekQuery {
    pub day: Day,
    pub of: Option<WeekOf>,
}

/// `hours` are those in which the provider works, or in which any of them does where the week is a room's; none of a
/// day off. `booked` and `free` as in a column of a day: where a provider is absent or a room is closed is not free.
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
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DiaryChoices {
    pub types: Vec<TypeChoice>,
    pub rooms: Vec<Choice>,
    pub providers: Vec<Choice>,
}

/// `minutes` of 0 are those of the type. `seats` and `topic` are those of a group session, which may be booked without
/// a patient: without seats it has those of its type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewAppointment {
    pub patient_id: Option<Id>,
    pub provider_id: Id,
    pub room_id: Option<Id>,
    pub type_id: Id,
    pub starts_at: At,
    pub minutes: u32,
    pub reason: String,
    pub seats: Option<u32>,
    pub topic: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Move {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub provider_id: Id,
    pub room_id: Option<Id>,
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

const TYPES: &str = include_str!("../../../seeds/reference/diary/appointment_types.csv");

/// The type that is booked where none is named ...
pub const USUAL_TYPE: &str = "FOLLOW_UP";
/// ... and for a patient who has not come yet: it takes longer.
pub const FIRST_TYPE: &str = "INITIAL";
/// An appointment takes this long unless its type says otherwise.
pub const MINUTES_DEFAULT: u32 = 30;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentType {
    pub code: String,
    pub name: String,
    pub minutes: u32,
    /// Of a group session.
    pub seats: Option<u32>,
}

static BUILT_IN: LazyLock<Vec<AppointmentType>> = LazyLock::new(|| {
    let records = csv::Reader::from_reader(TYPES.as_bytes()).into_records();
    let read = records.map(|record| {
        let record = record.expect("the built-in types are checked by a test");
        AppointmentType {
            code: record[0].to_owned(),
            name: record[1].to_owned(),
            minutes: record[2]
                .parse()
                .expect("the built-in types are checked by a test"),
            seats: match &record[3] {
                "" => None,
                seats => Some(
                    seats
                        .parse()
                        .expect("the built-in types are checked by a test"),
                ),
            },
        }
    });
    read.collect()
});

pub fn appointment_types() -> &'static [AppointmentType] {
    &BUILT_IN
}

fn type_of(code: &str) -> Option<&'static AppointmentType> {
    appointment_types().iter().find(|kind| kind.code == code)
}

/// Returns what a type is called; one that is not known by its code.
pub(crate) fn type_name(code: &str) -> String {
    type_of(code).map_or(code, |kind| &kind.name).to_owned()
}

pub fn minutes_of(code: &str) -> u32 {
    type_of(code).map_or(MINUTES_DEFAULT, |kind| kind.minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_a_duration() {
        assert_eq!(minutes_of("FOLLOW_UP"), 30);
        assert_eq!(minutes_of("INITIAL"), 60);
        assert_eq!(minutes_of("TEA"), MINUTES_DEFAULT);
        assert!(appointment_types().iter().all(|kind| !kind.name.is_empty()));
        let known = |code| appointment_types().iter().any(|kind| kind.code == code);
        assert!(known(USUAL_TYPE) && known(FIRST_TYPE));
        assert!(minutes_of(FIRST_TYPE) > minutes_of(USUAL_TYPE));
        let groups = appointment_types()
            .iter()
            .filter(|kind| kind.seats.is_some());
        let groups = groups.map(|kind| kind.code.as_str());
        assert_eq!(groups.collect::<Vec<_>>(), ["GROUP"]);
    }
}
