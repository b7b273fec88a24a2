//! Puts the visits of all people into the hours of the dietitians who see them.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::demo::casebook::book::{VisitKind, dietitian_of};
use crate::demo::casebook::person::{DemoPerson, Outcome};
use crate::demo::casebook::schedule::is_weekend;
use crate::working_hours::WorkingHours;

/// A visit that finds no time within so many days falls out.
const DAYS_ON: i64 = 12;
/// Without the first visit there is no patient.
const FIRST_DAYS_ON: i64 = 90;
const QUARTER: i64 = 15;
/// School is over.
const AFTER_SCHOOL: NaiveTime = match NaiveTime::from_hms_opt(14, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
const SCHOOL_YEARS: (f64, f64) = (6.0, 18.0);

/// A dietitian and when there is time for patients.
#[derive(Debug, Clone)]
pub struct Provider {
    pub username: String,
    pub hours: WorkingHours,
    /// Who comes to them before anyone else: one of so many people of these archetypes.
    pub first_of: Option<(u64, &'static [&'static str])>,
}

type Taken = BTreeMap<(usize, NaiveDate), Vec<(NaiveTime, NaiveTime)>>;

/// Gives each visit a day and a time, and says what came of it by now.
pub(super) fn fit(people: &mut [DemoPerson], providers: &[Provider], now: NaiveDateTime) {
    let mut order: Vec<(NaiveDate, usize, usize)> = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let visits = person.visits.iter().enumerate();
        order.extend(visits.map(|(at, visit)| (visit.day, index, at)));
    }
    order.sort_unstable();
    let mut taken = Taken::new();
    let mut fixed: BTreeMap<(usize, usize), (NaiveDate, NaiveTime)> = BTreeMap::new();
    for (_, index, at) in order {
        let person = &people[index];
        let provider = provider_of(person, providers);
        // after the one before, wherever that one went
        let before = at.checked_sub(1);
        let before = before.map(|before| fixed.get(&(index, before)).map(|(day, _)| *day));
        let least = match before {
            None => person.visits[at].day,
            Some(Some(day)) => person.visits[at].day.max(day + TimeDelta::days(1)),
            // the one before fell out, and this one with it
            Some(None) => continue,
        };
        let slot = slot(
            person,
            at,
            (provider, &providers[provider]),
            least,
            now.date(),
            &taken,
        );
        if let Some((day, time)) = slot {
            let end = time + TimeDelta::minutes(person.visits[at].minutes);
            taken.entry((provider, day)).or_default().push((time, end));
            fixed.insert((index, at), (day, time));
        }
    }
    for (index, person) in people.iter_mut().enumerate() {
        let mut at = 0;
        person.visits.retain_mut(|visit| {
            let slot = fixed.get(&(index, at));
            at += 1;
            if let Some((day, time)) = slot {
                (visit.day, visit.at) = (*day, *time);
                visit.outcome = outcome(visit.outcome, (*day, *time), visit.minutes, now);
            }
            slot.is_some()
        });
    }
}

/// Returns the index of the dietitian who sees such patients.
pub fn provider_of(person: &DemoPerson, providers: &[Provider]) -> usize {
    let comes = |(every, archetypes): (u64, &[&str])| {
        // what else depends on the key goes by its last bits
        let is_one = (person.key >> 32).is_multiple_of(every);
        is_one && archetypes.contains(&person.archetype.id.as_str())
    };
    let mut all = providers.iter();
    if let Some(at) = all.position(|provider| provider.first_of.is_some_and(comes)) {
        return at;
    }
    let username = dietitian_of(&person.archetype.id);
    let at = providers
        .iter()
        .position(|provider| Some(provider.username.as_str()) == username);
    at.unwrap_or(usize::try_from(person.key % providers.len().max(1) as u64).unwrap_or(0))
}

fn outcome(
    drawn: Outcome,
    start: (NaiveDate, NaiveTime),
    minutes: i64,
    now: NaiveDateTime,
) -> Outcome {
    let start = start.0.and_time(start.1);
    match () {
        () if start > now => Outcome::Booked,
        () if start + TimeDelta::minutes(minutes) > now => Outcome::Running,
        () => drawn,
    }
}

fn slot(
    person: &DemoPerson,
    at: usize,
    (index, provider): (usize, &Provider),
    least: NaiveDate,
    today: NaiveDate,
    taken: &Taken,
) -> Option<(NaiveDate, NaiveTime)> {
    let visit = &person.visits[at];
    let mut dice = person.dice(1000 + at as u64);
    let turn = usize::try_from(dice.between(0, 1000)).ok()?;
    // a person who is due today comes today, also at a weekend
    let days_on = if at == 0 { FIRST_DAYS_ON } else { DAYS_ON };
    let days = (0..days_on).map(|ahead| least + TimeDelta::days(ahead));
    let birth = person.body.pregnancy.map(|(_, birth)| birth);
    let mut days = days.filter(|day| {
        let is_open = !is_weekend(*day) || *day == today;
        is_open && birth.is_none_or(|birth| *day < birth)
    });
    days.find_map(|day| {
        let busy = taken.get(&(index, day)).map_or(&[][..], Vec::as_slice);
        let free = starts(provider, day, visit.minutes, visit.kind);
        let free: Vec<NaiveTime> = free
            .into_iter()
            .filter(|from| {
                let to = *from + TimeDelta::minutes(visit.minutes);
                busy.iter()
                    .all(|(start, end)| to <= *start || *end <= *from)
            })
            .collect();
        let age = person.age_on(day);
        let late: Vec<NaiveTime> = free
            .iter()
            .copied()
            .filter(|from| *from >= AFTER_SCHOOL)
            .collect();
        let is_at_school = age >= SCHOOL_YEARS.0 && age < SCHOOL_YEARS.1;
        let from = match is_at_school && !late.is_empty() {
            true => &late,
            false => &free,
        };
        let time = from.get(turn % from.len().max(1))?;
        Some((day, *time))
    })
}

/// Returns every beginning on a day at which a visit ends within the hours.
fn starts(provider: &Provider, day: NaiveDate, minutes: i64, kind: VisitKind) -> Vec<NaiveTime> {
    let step = match kind {
        VisitKind::Phone => QUARTER,
        _ => 2 * QUARTER,
    };
    let mut starts = Vec::new();
    for stretch in provider.hours.on(day) {
        let steps = (stretch.minutes() - minutes).div_euclid(step);
        let minutes = (0..=steps).map(|at| TimeDelta::minutes(at * step));
        starts.extend(minutes.map(|after| stretch.from + after));
    }
    starts
}
