//! Absences of providers and closed rooms: nothing is booked into one, and what lies in one already is listed until it
//! is moved or the absence is over.

pub mod list;
pub mod record;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::Absence;
use sync_contract::field::Time;

use crate::appointments::AppointmentView;
use crate::clock::day_of;
use crate::error::{Error, Reason, Result};
use crate::fields::Together;
use crate::view::{At, Id, ReadVersionToken, RecordSync, text};
use crate::{Clinic, fields};

/// Of one provider or of one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceForm {
    pub provider_id: Option<Id>,
    pub room_id: Option<Id>,
    pub starts_at: At,
    pub ends_at: At,
    pub reason: String,
}

impl AbsenceForm {
    pub(crate) fn of(absence: &Absence) -> Self {
        Self {
            provider_id: absence.provider.map(Id::of),
            room_id: absence.room.map(Id::of),
            starts_at: At::of(absence.starts),
            ends_at: At::of(absence.ends),
            reason: text(&absence.reason),
        }
    }

    /// Returns its start and its end.
    fn times(&self, clinic: &Clinic) -> Result<(Time, Time)> {
        let (zone, today) = (clinic.zone()?, clinic.today()?);
        let time = |at: &At, field: &'static str| {
            let time = at.to_time(field)?;
            match fields::is_of_diary(day_of(time, &zone), today) {
                true => Ok(time),
                false => Err(Error::invalid(field, Reason::Impossible)),
            }
        };
        let (starts, ends) = (
            time(&self.starts_at, "startsAt"),
            time(&self.ends_at, "endsAt"),
        )
            .together()?;
        match starts < ends {
            true => Ok((starts, ends)),
            false => Err(Error::invalid("endsAt", Reason::Backwards)),
        }
    }
}

/// By the clock, and by whether it was ended early. One that was withdrawn was ended before it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AbsenceState {
    Coming,
    Present,
    Over,
    Withdrawn,
}

/// `name` is that of the provider or of the room; `ended_at` when it was ended early; `inside` how many appointments
/// that are still expected lie in it, by what is on this device now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceRow {
    pub id: Id,
    pub seen: ReadVersionToken,
    #[serde(flatten)]
    pub form: AbsenceForm,
    pub name: String,
    pub state: AbsenceState,
    pub ended_at: Option<At>,
    pub recorded_by: String,
    pub inside: u32,
    pub sync: RecordSync,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceView {
    #[serde(flatten)]
    pub row: AbsenceRow,
    pub appointments: Vec<AppointmentView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AbsencePart {
    /// Those that last and that come, the next one first.
    Current,
    /// Those of the last year that are over or were withdrawn, the latest first.
    Past,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceQuery {
    pub part: AbsencePart,
    pub offset: u32,
    /// 1 to 100.
    pub limit: u32,
}

/// `inside` counts the appointments that lie in any current absence, whichever rows are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsencePage {
    pub total: u32,
    pub inside: u32,
    pub rows: Vec<AbsenceRow>,
}

const WHAT: &str = "absence";
