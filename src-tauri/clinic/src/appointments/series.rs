//! Series of appointments: each date is an appointment of its own, which names the series. Nothing else is stored of
//! one: a date that is moved or cancelled, here or on another computer, is moved or cancelled as any appointment is.

pub mod book;
pub mod cancel;
pub(super) mod check;
pub mod later;
pub mod list;
mod numbers;
mod rule;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::appointments::status::StatusWhy;
use crate::appointments::{AppointmentStatus, AppointmentView, ClashOf, Move, NewAppointment};
use crate::view::{At, Day, Id, ReadVersionToken};

pub(crate) use numbers::SeriesNumbers;

/// A series has at most so many dates.
pub const DATES_MAX: u32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RepeatUnit {
    Day,
    Week,
    /// On the same day of the month, or on the last day of a month that has none of that number.
    Month,
}

/// After so many dates, or with the last date on or before a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RepeatEnd {
    Count { count: u32 },
    Until { until: Day },
}

/// Every so many days, weeks or months, at the same time by the clinic's clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RepeatRule {
    pub every: u32,
    pub unit: RepeatUnit,
    pub end: RepeatEnd,
}

/// A date that is put at another time than the rule says, by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MovedDate {
    pub number: u32,
    pub starts_at: At,
}

/// A series to be booked; `appointment` is its first date. Of the dates that are skipped nothing is booked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesPlan {
    pub appointment: NewAppointment,
    pub rule: RepeatRule,
    pub moved: Vec<MovedDate>,
    pub skipped: Vec<u32>,
}

/// The dates of a series as they were previewed, each with its start.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesBooking {
    pub appointment: NewAppointment,
    pub dates: Vec<SeriesStart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesStart {
    pub number: u32,
    pub starts_at: At,
}

/// A date that is put at another time than the others are moved to: by its id, since its number changes where another
/// computer moves a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LaterPut {
    pub id: Id,
    pub starts_at: At,
}

/// A date of a series and those after it, which are moved as far, by the clinic's clocks, as `to` moves it; provider,
/// room and length change in all of them where they change in it. Those that are skipped stay where they are. What is
/// no date of it that can be moved, or is none any more, is passed over in `moved` and `skipped`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LaterPlan {
    pub to: Move,
    pub moved: Vec<LaterPut>,
    pub skipped: Vec<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LaterMoves {
    pub to: Move,
    pub dates: Vec<LaterDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LaterDate {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub starts_at: At,
}

/// Whether a date can be booked: what comes first here is what is said of a date with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DateState {
    /// The provider is absent.
    Absent,
    /// The room is closed, or nobody of the clinic works then.
    Closed,
    /// The provider, the room or the patient has another appointment.
    Overlaps,
    Free,
}

/// Another appointment at the time of a date; of another date of the same series without an id. `patient` is empty
/// where the name is not on this device, and of a group session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OtherAppointment {
    pub id: Option<Id>,
    pub starts_at: At,
    pub patient: String,
    pub shares: Vec<ClashOf>,
}

/// One date. `id` and `seen` are those of an appointment that is moved, none of one that is to be booked; `planned_at`
/// is what the rule says, `starts_at` what is booked; `absent` which of provider and room is absent then;
/// `outside_hours` that the provider does not work then, though the clinic is open: this prevents nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDate {
    pub number: u32,
    pub id: Option<Id>,
    pub seen: Option<ReadVersionToken>,
    pub planned_at: At,
    pub starts_at: At,
    pub ends_at: At,
    pub state: DateState,
    pub absent: Vec<ClashOf>,
    pub overlaps: Vec<OtherAppointment>,
    pub outside_hours: bool,
    pub is_skipped: bool,
}

/// `ready` counts the dates that are free and not skipped; `blocked` those that are neither: they are moved to another
/// time, or nothing is written of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesPreview {
    pub dates: Vec<SeriesDate>,
    pub ready: u32,
    pub blocked: u32,
}

/// Everything was written, or nothing: then the dates are returned as they are now. `back` leads back to where what was
/// moved had been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(
    tag = "outcome",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum SeriesOutcome {
    Done {
        appointments: Vec<AppointmentView>,
        back: Vec<Move>,
    },
    NotFree {
        dates: Vec<SeriesDate>,
    },
}

/// A date and those after it, to be cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LaterCancel {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub why: StatusWhy,
}

/// The status to which an appointment goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusBack {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub status: AppointmentStatus,
}

/// The dates that were cancelled, with what leads back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesCancelled {
    pub appointments: Vec<AppointmentView>,
    pub back: Vec<StatusBack>,
}

/// All dates of a series, in the order of their starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesView {
    pub id: Id,
    pub appointments: Vec<AppointmentView>,
}
