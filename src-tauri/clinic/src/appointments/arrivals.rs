//! The arrivals board: whom the clinic expects on a day, who waits, who is in a room. It may face the waiting room, so
//! its cards have no reason, no type and nothing of a chart.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use specta::Type;
use sync_contract::catalog::AppointmentStatusChange;
use sync_contract::ids::PatientId;
use sync_contract::{Entity, Right};

use crate::Clinic;
use crate::appointments::pages::Page;
use crate::appointments::{AppointmentStatus, AppointmentView, GroupOf, day};
use crate::clock::bounds;
use crate::consents;
use crate::error::Result;
use crate::invoices::worklist::look_over;
use crate::invoices::{Owed, owed};
use crate::merged_files::FilesOfAll;
use crate::names::PatientName;
use crate::reads::{ListRead, log_list};
use crate::view::{At, Choice, Day, Id, ReadVersionToken, RecordSync};

/// `off` is who does not come: cancelled, or missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ArrivalColumn {
    Expected,
    Arrived,
    InRoom,
    Done,
    Off,
}

/// `facility` is its name where several are listed; `next` is the status that the one step of a card leads to; none of
/// one that is done or off. `arrived_at` is that of who waits. `lacks_consent` that the patient consents to nothing
/// today, `owes` what they have left to pay, of a user who may read invoices: both of the card of one patient who
/// comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalCard {
    pub id: Id,
    pub seen: ReadVersionToken,
    pub column: ArrivalColumn,
    pub status: AppointmentStatus,
    pub next: Option<AppointmentStatus>,
    pub starts_at: At,
    pub ends_at: At,
    pub provider_id: Id,
    pub provider: String,
    pub room_id: Option<Id>,
    pub room: Option<String>,
    pub facility: Option<String>,
    pub patients: Vec<PatientName>,
    pub group: Option<GroupOf>,
    pub arrived_at: Option<At>,
    pub lacks_consent: bool,
    pub owes: Vec<Owed>,
    pub sync: RecordSync,
}

/// `cards` are in the order of their starts; `providers` are those of the cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalsView {
    pub day: Day,
    pub time_zone: String,
    pub cards: Vec<ArrivalCard>,
    pub providers: Vec<Choice>,
}

/// Returns the board of one day.
///
/// # Errors
/// `Forbidden` (needs `appointments.read`), `Invalid` for a day that is none.
pub fn arrivals(clinic: &Clinic, day: &Day) -> Result<ArrivalsView> {
    clinic.may(Right::AppointmentsRead)?;
    log_list(clinic, ListRead::Diary)?;
    let date = day.to_date("day")?;
    clinic
        .unlocked()
        .read_at_once(|| read_arrivals(clinic, date))
}

fn read_arrivals(clinic: &Clinic, date: NaiveDate) -> Result<ArrivalsView> {
    day::look_over(&clinic.read())?;
    // the column and the wait depend on rows that are not shown
    clinic
        .read()
        .look_over(AppointmentStatusChange::DESCRIPTOR)?;
    let zone = clinic.zone()?;
    let (from, until) = bounds(date, &zone);
    let views = Page::listed(clinic, from, until)?.views();
    let mut cards: Vec<ArrivalCard> = views.into_iter().map(card).collect();
    add_open_matters(clinic, &mut cards)?;
    let mut providers: Vec<Choice> = Vec::new();
    for card in &cards {
        if providers.iter().all(|known| known.id != card.provider_id) {
            providers.push(Choice {
                id: card.provider_id.clone(),
                name: card.provider.clone(),
            });
        }
    }
    providers.sort_by_cached_key(|choice| choice.name.to_lowercase());
    Ok(ArrivalsView {
        day: Day::of(date),
        time_zone: zone.name().to_owned(),
        cards,
        providers,
    })
}

/// Adds what the front desk clears up with a patient who is there, by a fixed number of statements.
fn add_open_matters(clinic: &Clinic, cards: &mut [ArrivalCard]) -> Result<()> {
    let reader = clinic.read();
    let patients = cards.iter().filter_map(only_patient);
    let patients: Vec<PatientId> = patients.map(Id::to).collect::<Result<_>>()?;
    let files = FilesOfAll::read(&reader, patients)?;
    let signed = match clinic.actor.can(Right::PatientsRead) {
        true => consents::signed_by(clinic, &reader, &files)?,
        false => None,
    };
    let owed = match clinic.actor.can(Right::BillingRead) {
        true => {
            look_over(&reader)?;
            owed::of_patients(&reader, &files)?
        }
        false => BTreeMap::new(),
    };
    for card in cards {
        let Some(patient) = only_patient(card) else {
            continue;
        };
        let patient: PatientId = patient.to()?;
        card.lacks_consent = signed
            .as_ref()
            .is_some_and(|signed| !signed.contains(&patient));
        card.owes = owed.get(&patient).cloned().unwrap_or(Vec::new());
    }
    Ok(())
}

/// Returns whose the card of one patient is who comes or came.
fn only_patient(card: &ArrivalCard) -> Option<&Id> {
    let is_shown = card.group.is_none() && card.column != ArrivalColumn::Off;
    match card.patients.as_slice() {
        [one] if is_shown => Some(&one.id),
        _ => None,
    }
}

fn card(view: AppointmentView) -> ArrivalCard {
    let (column, next) = match view.group {
        Some(_) => position_of_group(view.status),
        None => position(view.status),
    };
    ArrivalCard {
        id: view.id,
        seen: view.seen,
        column,
        status: view.status,
        next,
        starts_at: view.starts_at,
        ends_at: view.ends_at,
        provider_id: view.provider_id,
        provider: view.provider,
        room_id: view.room_id,
        room: view.room,
        facility: view.facility,
        patients: view.patients,
        group: view.group.map(|group| GroupOf {
            topic: None,
            ..group
        }),
        arrived_at: view.arrived_at,
        lacks_consent: false,
        owes: Vec::new(),
        sync: view.sync,
    }
}

fn position(status: AppointmentStatus) -> (ArrivalColumn, Option<AppointmentStatus>) {
    use AppointmentStatus::*;
    match status {
        Scheduled | Confirmed => (ArrivalColumn::Expected, Some(Arrived)),
        Arrived => (ArrivalColumn::Arrived, Some(InRoom)),
        InRoom => (ArrivalColumn::InRoom, Some(Completed)),
        Completed => (ArrivalColumn::Done, None),
        NoShow | Cancelled => (ArrivalColumn::Off, None),
    }
}

/// Who of a group is there is recorded for each patient: its step leads past the waiting room.
fn position_of_group(status: AppointmentStatus) -> (ArrivalColumn, Option<AppointmentStatus>) {
    use AppointmentStatus::*;
    match status {
        Scheduled | Confirmed => (ArrivalColumn::Expected, Some(InRoom)),
        other => position(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointments::may_follow;

    #[test]
    fn the_step_of_a_card_is_one_that_its_status_allows() {
        for status in AppointmentStatus::ALL {
            let (column, next) = position(*status);
            assert!(next.is_none_or(|next| may_follow(*status, next)));
            let ends = [ArrivalColumn::Done, ArrivalColumn::Off];
            assert_eq!(next.is_none(), ends.contains(&column));
            let (_, next) = position_of_group(*status);
            assert!(next.is_none_or(|next| may_follow(*status, next)));
        }
    }
}
