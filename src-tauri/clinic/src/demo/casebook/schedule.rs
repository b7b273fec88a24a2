//! The days on which a person comes, before they are fitted into a provider's diary.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use sync_contract::catalog::PatientStatus;

use crate::demo::casebook::book::{Archetype, Mode, VisitKind, ramadan};
use crate::demo::casebook::chance::{happens, normal, uniform, weighed};
use crate::demo::casebook::person::{DemoPerson, Outcome, PersonMeasures, PersonVisit, days};
use crate::demo::plan::Dice;
use crate::growth_references::DAYS_A_MONTH;

/// Two years.
const DAYS_BACK: f64 = 729.0;
/// Appointments are booked so far ahead.
const BOOKED_DAYS: i64 = 56;
/// How far the day of a visit slips against the schedule.
const SHIFT: (f64, f64, f64) = (3.0, -4.0, 24.0);
const SHIFT_SD: f64 = 6.0;
/// Share of persons who come later after a missed or a cancelled appointment.
const AGAIN_AFTER_NO_SHOW: f64 = 0.55;
const AGAIN_AFTER_CANCELLED: f64 = 0.8;
const AGAIN_DAYS: (i64, i64) = (5, 29);

/// Returns the day of the first visit: evenly over two years, and of a few still to come.
pub fn first_day(archetype: &Archetype, today: NaiveDate, dice: &mut Dice) -> NaiveDate {
    if archetype.course.season.as_deref() == Some("RAMADAN") {
        // five weeks before a month of fasting that has come near
        let near = ramadan().into_iter();
        let near = near.map(|begins| begins - TimeDelta::days(dice.between(28, 43)));
        let possible: Vec<NaiveDate> = near
            .filter(|day| {
                let ahead = (*day - today).num_days();
                (-729..=14).contains(&ahead)
            })
            .collect();
        if let Some(day) = crate::demo::casebook::chance::one_of(dice, &possible) {
            return *day;
        }
    }
    today - days(uniform(dice, -14.0, DAYS_BACK))
}

/// Plans the visits of a person whose first one is on a day.
pub fn plan(person: &mut DemoPerson, first: NaiveDate, now: NaiveDateTime) {
    let today = now.date();
    let mut dice = person.dice(1);
    let archetype = person.archetype;
    let trajectory = &archetype.trajectory;
    let gone = match happens(&mut dice, trajectory.drop_out_by_24_months) {
        true => first + days(uniform(&mut dice, 56.0, DAYS_BACK)),
        false => NaiveDate::MAX,
    };
    let episode = archetype.course.months;
    let mut end = episode.map_or(NaiveDate::MAX, |[low, high]| {
        first + days(uniform(&mut dice, low, high) * DAYS_A_MONTH)
    });
    if let Some((_, birth)) = person.body.pregnancy {
        end = birth - TimeDelta::days(1);
    }
    let steps = steps(archetype, episode.is_some());
    let mut visits: Vec<PersonVisit> = Vec::new();
    for (at, (week, kind)) in steps.iter().copied().enumerate() {
        let next_weeks = steps.get(at + 1).map(|(next, _)| next - week);
        let shift = match week {
            0 => 0.0,
            // the next visit is not overtaken
            _ => normal(&mut dice, SHIFT.0, SHIFT_SD, 4.0).clamp(
                SHIFT.1,
                SHIFT
                    .2
                    .min(next_weeks.map_or(SHIFT.2, |weeks| weeks as f64 * 3.0)),
            ),
        };
        let planned = first + TimeDelta::weeks(week) + days(shift);
        let day = pulled(planned, today, &mut dice);
        let draws = [dice.unit(), dice.unit(), dice.unit()];
        let mode = mode(archetype, kind, &mut dice);
        let again = TimeDelta::days(dice.between(AGAIN_DAYS.0, AGAIN_DAYS.1));
        if day > gone || day > end {
            break;
        }
        let last = visits.last().map(|visit| visit.day);
        let day = last.map_or(day, |last| day.max(last + TimeDelta::days(5)));
        let is_past = day < today || (day == today && week == 0);
        if day > today && !is_booked(day, today, kind, draws[0]) {
            break;
        }
        let outcome = match () {
            () if kind == VisitKind::Initial => Outcome::Attended,
            () if draws[1] < trajectory.no_show => Outcome::NoShow,
            () if draws[1] < trajectory.no_show + trajectory.cancelled => Outcome::Cancelled,
            () => Outcome::Attended,
        };
        // no visit follows the last one of an episode
        let next_weeks = next_weeks.filter(|weeks| day + TimeDelta::weeks(*weeks) <= end);
        let visit = |day, outcome| PersonVisit {
            day,
            at: NaiveTime::MIN,
            minutes: archetype.schedule.minutes.get(&kind).copied().unwrap_or(30),
            kind,
            mode,
            outcome,
            next_weeks,
            measured: PersonMeasures::default(),
            note: None,
        };
        visits.push(visit(day, outcome));
        let again_chance = match outcome {
            Outcome::NoShow => AGAIN_AFTER_NO_SHOW,
            Outcome::Cancelled => AGAIN_AFTER_CANCELLED,
            _ => 0.0,
        };
        let later = day + again;
        let before_next = next_weeks
            .is_none_or(|weeks| later < day + TimeDelta::weeks(weeks) - TimeDelta::days(6));
        if is_past && draws[2] < again_chance && before_next && later <= end && later <= gone {
            visits.push(visit(later, Outcome::Attended));
        }
    }
    person.status = match () {
        () if end < today => PatientStatus::Discharged,
        () if gone < today => PatientStatus::Inactive,
        () => PatientStatus::Active,
    };
    if person.status != PatientStatus::Active {
        visits.retain(|visit| visit.day <= today);
    }
    person.visits = visits;
}

/// Returns week and kind of each visit of a schedule.
fn steps(archetype: &Archetype, is_episode: bool) -> Vec<(i64, VisitKind)> {
    let steps = archetype.schedule.steps.iter();
    let mut steps: Vec<(i64, VisitKind)> = steps.map(|step| (step.week, step.kind)).collect();
    if let (Some(then), Some((last, _))) = (&archetype.schedule.then_every, steps.last().copied()) {
        let until = match is_episode {
            true => last + 2 * then.weeks,
            false => then.until_week,
        };
        let mut week = last + then.weeks;
        while week <= until {
            steps.push((week, then.kind));
            week += then.weeks;
        }
    }
    steps
}

/// Returns the day of a visit that is due about now: some of them come this week, so that the diary is full.
fn pulled(planned: NaiveDate, today: NaiveDate, dice: &mut Dice) -> NaiveDate {
    let ahead = (planned - today).num_days();
    // most of them today, so that no dietitian's day is empty
    let (chance, to) = (dice.unit(), dice.between(-2, 6).max(0));
    match (2..=19).contains(&ahead) && chance < 0.55 {
        true => today + TimeDelta::days(to.min(ahead)),
        false => planned,
    }
}

/// Whether an appointment to come is in the diary already; the sooner, the more of them.
fn is_booked(day: NaiveDate, today: NaiveDate, kind: VisitKind, draw: f64) -> bool {
    let chance = match (day - today).num_days() {
        ..=14 => 0.92,
        15..=28 => 0.7,
        29..=BOOKED_DAYS => 0.4,
        _ => 0.0,
    };
    kind == VisitKind::Initial || draw < chance
}

fn mode(archetype: &Archetype, kind: VisitKind, dice: &mut Dice) -> Mode {
    let otherwise = match kind {
        VisitKind::Phone => Mode::Phone,
        _ => Mode::InPerson,
    };
    let modes = archetype.schedule.modes.get(&kind).into_iter().flatten();
    weighed(dice, modes.map(|(mode, share)| (*mode, *share))).unwrap_or(otherwise)
}

/// Returns whether the clinic is closed on a day, unless that is today.
pub fn is_weekend(day: NaiveDate) -> bool {
    day.weekday().number_from_monday() > 5
}
