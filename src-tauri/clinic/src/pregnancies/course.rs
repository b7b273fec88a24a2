//! What a pregnancy is today, by its days and the clock; stored nowhere.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;
use specta::Type;
use sync_contract::Phi;
use sync_contract::catalog::{Pregnancy, PregnancyOutcome};
use vault::read::Stored;

use crate::nutrition::pregnancy::{GestationalAge, first_day};

/// A pregnancy that is no longer over its due date than this is taken as one that lasts.
pub(super) const OVERDUE_DAYS: u64 = 28;

/// In the order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PregnancyState {
    Pregnant,
    /// The due date has passed, and no end is recorded yet.
    Overdue,
    Breastfeeding,
    Over,
}

/// What the header of a patient's page says. `age` is none while breastfeeding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CurrentPregnancy {
    pub state: PregnancyState,
    pub age: Option<GestationalAge>,
}

pub(super) fn day<C>(sealed: &Phi<C, Option<NaiveDate>>) -> Option<NaiveDate> {
    sealed.open().copied().flatten()
}

/// Returns the last day on which a pregnancy without a recorded end may last.
pub(super) fn last_day(due: NaiveDate) -> NaiveDate {
    due.checked_add_days(Days::new(OVERDUE_DAYS))
        .unwrap_or(NaiveDate::MAX)
}

/// Returns the days between which it lasts; none where this user cannot decrypt the due date.
pub(crate) fn span(pregnancy: &Pregnancy) -> Option<(NaiveDate, NaiveDate)> {
    let due = *pregnancy.due_date.open()?;
    let last = day(&pregnancy.ended_on).unwrap_or_else(|| last_day(due));
    Some((first_day(due), last))
}

pub(super) fn state(pregnancy: &Pregnancy, today: NaiveDate) -> PregnancyState {
    let is_live_birth =
        pregnancy.outcome.open().copied().flatten() == Some(PregnancyOutcome::LiveBirth);
    let until = day(&pregnancy.breastfeeding_until).filter(|_| is_live_birth);
    match (pregnancy.ended_on.open(), pregnancy.due_date.open()) {
        (Some(None), Some(due)) if today <= *due => PregnancyState::Pregnant,
        (Some(None), Some(due)) if today <= last_day(*due) => PregnancyState::Overdue,
        _ if until.is_some_and(|until| today <= until) => PregnancyState::Breastfeeding,
        _ => PregnancyState::Over,
    }
}

/// Returns the gestational age today, or on the day on which it ended.
pub(super) fn age(pregnancy: &Pregnancy, today: NaiveDate) -> Option<GestationalAge> {
    let due = *pregnancy.due_date.open()?;
    let ended = day(&pregnancy.ended_on);
    let on = match state(pregnancy, today) {
        PregnancyState::Pregnant | PregnancyState::Overdue => Some(today),
        PregnancyState::Breastfeeding | PregnancyState::Over => ended,
    };
    GestationalAge::on(due, on?)
}

/// Returns the pregnancy that lasts, or else the one after which the patient breastfeeds.
pub(crate) fn current(
    pregnancies: &[Stored<Pregnancy>],
    today: NaiveDate,
) -> Option<CurrentPregnancy> {
    on_day(pregnancies, today).map(|of| of.current)
}

/// What an estimate takes from the pregnancy that lasted on a day, or after which the patient breastfed then.
pub(crate) struct OnDay {
    pub current: CurrentPregnancy,
    pub before_kg: Option<Decimal>,
    pub ended_on: Option<NaiveDate>,
}

/// Returns the same of any day: one that began or ended later is what it was then.
pub(crate) fn on_day(pregnancies: &[Stored<Pregnancy>], day: NaiveDate) -> Option<OnDay> {
    let all = pregnancies
        .iter()
        .map(|row| (state_on(&row.value, day), &row.value));
    let (state, pregnancy) = all.min_by_key(|(state, _)| *state)?;
    let due = pregnancy.due_date.open().copied();
    let age = match state {
        PregnancyState::Pregnant | PregnancyState::Overdue => {
            due.and_then(|due| GestationalAge::on(due, day))
        }
        PregnancyState::Breastfeeding => None,
        PregnancyState::Over => return None,
    };
    Some(OnDay {
        current: CurrentPregnancy { state, age },
        before_kg: pregnancy.weight_before_kg.open().copied().flatten(),
        ended_on: pregnancy.ended_on.open().copied().flatten(),
    })
}

fn state_on(pregnancy: &Pregnancy, on: NaiveDate) -> PregnancyState {
    let has_begun = pregnancy.due_date.open().map(|due| first_day(*due) <= on);
    match (pregnancy.due_date.open(), day(&pregnancy.ended_on)) {
        _ if has_begun == Some(false) => PregnancyState::Over,
        (Some(due), Some(ended)) if on < ended => match on <= *due {
            true => PregnancyState::Pregnant,
            false => PregnancyState::Overdue,
        },
        _ => state(pregnancy, on),
    }
}
