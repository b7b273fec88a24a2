//! Believable people for a demo clinic, drawn from the casebook: pure, and the same for the same seed and moment.

mod aims;
mod amounts;
mod book;
mod chance;
mod chart;
mod child;
mod claims;
mod course;
mod doses;
mod draw;
mod fitting;
mod handouts;
mod health;
mod lab_keys;
mod laboratory;
mod menus;
mod names;
mod needs;
mod note;
mod orders;
mod person;
mod record;
mod register;
mod schedule;
pub(super) mod seed;
mod sentences;
mod slots;
mod targets;

#[cfg(test)]
mod agrees;
#[cfg(test)]
mod check;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;

use crate::demo::casebook::book::{Archetype, BOOK};
use crate::demo::casebook::fitting::Provider;
use crate::demo::casebook::person::DemoPerson;

/// Returns people with up to two years of visits around a moment by the clinic's clocks, in the order in which they
/// came first. Each dietitian sees one patient at a time, within their hours.
fn people(seed: u64, count: usize, now: NaiveDateTime, providers: &[Provider]) -> Vec<DemoPerson> {
    let archetypes = shares(count);
    let drawn = archetypes.into_iter().zip(1_u64..);
    let mut people: Vec<DemoPerson> = drawn
        .map(|(archetype, number)| draw::person(archetype, chance::mixed(seed, number), now))
        .collect();
    fitting::fit(&mut people, providers, now);
    people.sort_by_key(|person| (person.first_day(), person.key));
    let names = names::named(&people);
    for (person, name) in people.iter_mut().zip(names) {
        person.language = name.language;
        course::measure(person);
        laboratory::add_sheets(person, now.date());
        needs::assess(person);
        note::write_all(person);
    }
    people
}

/// Returns the archetypes to draw: each by its share, the largest remainders first.
fn shares(count: usize) -> Vec<&'static Archetype> {
    let all: usize = BOOK.archetypes.iter().map(|of| of.of_500).sum();
    let mut left: Vec<(usize, &Archetype)> = Vec::new();
    let mut chosen = Vec::new();
    for archetype in &BOOK.archetypes {
        let exact = archetype.of_500 * count;
        chosen.extend(std::iter::repeat_n(archetype, exact / all));
        left.push((exact % all, archetype));
    }
    left.sort_by_key(|(remainder, _)| std::cmp::Reverse(*remainder));
    let missing = count - chosen.len();
    chosen.extend(left.into_iter().take(missing).map(|(_, of)| of));
    chosen
}
