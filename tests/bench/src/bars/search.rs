//! Search as a user types, with and without a typing error.

use std::hint::black_box;

use clinic::Clinic;
use clinic::patients::view::PatientForm;
use clinic::patients::{duplicates, search};
use rusqlite::Connection;
use vault::SystemClock;

use crate::figures::Figures;
use crate::people::Dice;
use crate::table::{Bar, Line, Unit};
use crate::{Bench, Outcome, clear};

const ROUNDS: usize = 5_000;
const SHOWN: i64 = 50;

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let peer = Peer::new(bench)?;
    let mut dice = Dice::new(2);
    let index = bench.our_clinic("search")?.search_index()?;
    let bytes = index.bytes();
    let (mut prefix, mut typo) = (Figures::default(), Figures::default());
    let (mut fts, mut like) = (Figures::default(), Figures::default());
    for round in 0..bench.rounds(ROUNDS) {
        let word = typed(bench, &mut dice);
        black_box(prefix.time(|| index.find(&word, SHOWN as usize)));
        black_box(fts.time(|| peer.prefix(&word))?);
        // a scan of everything: a few of them measure as much as many
        if round % 50 == 0 {
            black_box(like.time(|| peer.like(&word))?);
        }
        let word = mistyped(bench, &mut dice);
        black_box(typo.time(|| index.find(&word, SHOWN as usize)));
    }
    let line =
        |figures: &Figures, bar| Line::times("search by prefix", figures.clone(), bar).at(95);
    bench.line(line(&prefix, Bar::AtMost(0.25)).against("FTS5, prefix='2 3 4'", fts));
    bench.line(line(&prefix, Bar::None).against("LIKE", like));
    bench.line(Line::times("search with one typing error", typo, Bar::Under(0.5e-3)).at(95));
    drop(index);
    let (while_typing, by_name) = duplicates(bench, &mut dice)?;
    let line = Line::times("duplicates while typing", while_typing, Bar::AtMost(5.0));
    bench.line(line.at(95).against("the search by name", by_name));
    bench.line(
        Line::times(
            "the index in memory",
            Figures::one(bytes as f64),
            Bar::Under(12e6),
        )
        .of(Unit::Bytes),
    );
    Ok(())
}

/// What is asked with each key of a registration, and the search for the same name.
fn duplicates(bench: &mut Bench, dice: &mut Dice) -> Outcome<(Figures, Figures)> {
    let unlocked = bench.our_clinic("duplicates")?;
    let clinic = Clinic::new(unlocked, Box::new(SystemClock::new()));
    clinic.warm_up()?;
    let (mut similar, mut by_name) = (Figures::default(), Figures::default());
    for _ in 0..bench.rounds(ROUNDS) {
        let patient =
            &bench.people.patients[dice.below(bench.people.patients.len() as u64) as usize];
        let typed = |name| clear::words(name).unwrap_or("a").to_owned();
        let form = PatientForm {
            given_name: typed(&patient.given_name),
            family_name: typed(&patient.family_name),
            ..PatientForm::default()
        };
        black_box(similar.time(|| duplicates::duplicates(&clinic, &form))?);
        let name = format!("{} {}", form.given_name, form.family_name);
        black_box(by_name.time(|| search::search(&clinic, &name, SHOWN as u32))?);
    }
    Ok((similar, by_name))
}

/// A full name with one letter changed.
fn mistyped(bench: &Bench, dice: &mut Dice) -> String {
    let patient = &bench.people.patients[dice.below(bench.people.patients.len() as u64) as usize];
    let mut letters: Vec<char> = clear::words(&patient.family_name)
        .unwrap_or("abcd")
        .chars()
        .collect();
    let index = 1 + dice.below(letters.len() as u64 - 1) as usize;
    letters[index] = if letters[index] == 'x' { 'y' } else { 'x' };
    letters.into_iter().collect()
}

/// The first two to five letters of a name.
fn typed(bench: &Bench, dice: &mut Dice) -> String {
    let patient = &bench.people.patients[dice.below(bench.people.patients.len() as u64) as usize];
    let name = match dice.below(2) {
        0 => clear::words(&patient.given_name),
        _ => clear::words(&patient.family_name),
    };
    let letters = 2 + dice.below(4) as usize;
    name.unwrap_or("a").chars().take(letters).collect()
}

/// The same names in clear, in memory as ours are.
struct Peer(Connection);

impl Peer {
    fn new(bench: &Bench) -> rusqlite::Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "create virtual table names using fts5 (given, family, prefix='2 3 4', content='', detail=column);
             create table people (given text, family text);",
        )?;
        let transaction = connection.transaction()?;
        for patient in &bench.people.patients {
            let names = (
                clear::words(&patient.given_name),
                clear::words(&patient.family_name),
            );
            transaction
                .prepare_cached("insert into names (given, family) values (?, ?)")?
                .execute(names)?;
            transaction
                .prepare_cached("insert into people values (?, ?)")?
                .execute(names)?;
        }
        transaction.execute_batch("insert into names (names) values ('optimize')")?;
        transaction.commit()?;
        Ok(Self(connection))
    }

    fn prefix(&self, word: &str) -> rusqlite::Result<Vec<i64>> {
        let mut query = self
            .0
            .prepare_cached("select rowid from names where names match ? limit ?")?;
        let hits = query.query_map((format!("\"{word}\"*"), SHOWN), |row| row.get(0))?;
        hits.collect()
    }

    fn like(&self, word: &str) -> rusqlite::Result<Vec<i64>> {
        let pattern = format!("{word}%");
        let mut query = self.0.prepare_cached(
            "select rowid from people where given like ?1 or family like ?1 limit ?2",
        )?;
        let hits = query.query_map((pattern, SHOWN), |row| row.get(0))?;
        hits.collect()
    }
}
