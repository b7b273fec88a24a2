//! A patient by key, and a page of fifty.

use std::hint::black_box;

use sync_contract::Entity;
use sync_contract::catalog::Patient;
use vault::Unlocked;
use vault::read::PatientFilter;

use crate::figures::Figures;
use crate::people::Dice;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome, clear};

const ROUNDS: usize = 5_000;
const PAGES: usize = 500;
pub const PAGE: i64 = 50;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let clear = bench.clear_file()?;
    let mut dice = Dice::new(1);
    let unlocked = bench.our_clinic("read")?;
    let (mut point, mut page) = (Figures::default(), Figures::default());
    let (mut clear_point, mut clear_page) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        let patient =
            &bench.people.patients[dice.below(bench.people.patients.len() as u64) as usize];
        let row = clear_point.time(|| clear::patient(&clear, patient.id.0))?;
        black_box(row.ok_or("a patient is missing in the clear file")?);
        let row = point.time(|| unlocked.read().get::<Patient>(patient.id))?;
        black_box(row.ok_or("a patient is missing in our file")?);
    }
    for _ in 0..bench.rounds(PAGES) {
        let last = bench.people.patients.len() - PAGE as usize - 1;
        let after = &bench.people.patients[dice.below(last as u64) as usize];
        let filter = PatientFilter {
            after: Some(after.id),
            ..PatientFilter::default()
        };
        let rows = page.time(|| unlocked.read().patients(&filter, PAGE as u32))?;
        assert_eq!(black_box(rows).len() as i64, PAGE);
        let rows = clear_page.time(|| clear::page(&clear, after.id.0, PAGE))?;
        assert_eq!(black_box(rows).len() as i64, PAGE);
    }
    let tags = tags_of_a_page(bench, &unlocked)?;
    bench.line(
        Line::times("a patient by key", point, Bar::AtMost(2.0))
            .against("the same in clear", clear_point),
    );
    bench.line(
        Line::times("a page of 50", page.clone(), Bar::AtMost(2.5))
            .against("the same in clear", clear_page),
    );
    bench.line(
        Line::times("the tags of a page of 50", tags, Bar::AtMost(0.1))
            .against("the page of 50", page),
    );
    Ok(())
}

/// The time that verification takes of a page: of the same number of rows, without reading and opening them.
fn tags_of_a_page(bench: &Bench, unlocked: &Unlocked) -> Outcome<Figures> {
    let reader = unlocked.read();
    let rows = reader.stored_rows(Patient::DESCRIPTOR, PAGE as usize)?;
    let mut tags = Figures::default();
    for _ in 0..bench.rounds(PAGES) {
        assert_eq!(tags.time(|| reader.count_altered(black_box(&rows)))?, 0);
    }
    Ok(tags)
}
