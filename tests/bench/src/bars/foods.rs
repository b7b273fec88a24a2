//! The search of foods while a name is typed, its words in any order.

use std::hint::black_box;

use clinic::foods::{FoodTable, search};
use clinic::view::ScreenLanguage;
use rusqlite::Connection;

use crate::figures::Figures;
use crate::people::Dice;
use crate::table::{Bar, Line};
use crate::{Bench, Outcome};

const ROUNDS: usize = 5_000;
const SHOWN: usize = 8;
const FOODS: &str = include_str!("../../../../seeds/reference/foods/foods.csv");
const EVERYDAY: [&str; 2] = [
    include_str!("../../../../seeds/reference/foods/everyday.csv"),
    include_str!("../../../../seeds/reference/foods/everyday-more.csv"),
];

pub fn run(bench: &mut Bench) -> Outcome<()> {
    let names = Names::read()?;
    let peer = Peer::new(&names)?;
    let (table, mut dice) = (FoodTable::default(), Dice::new(5));
    let (mut ours, mut fts) = (Figures::default(), Figures::default());
    black_box(search(&table, "milk", ScreenLanguage::En, SHOWN));
    for _ in 0..bench.rounds(ROUNDS) {
        let text = typed(&names.everyday, &mut dice);
        black_box(ours.time(|| search(&table, &text, ScreenLanguage::En, SHOWN)));
        black_box(fts.time(|| peer.search(&text))?);
    }
    let line = Line::times(
        "search of foods, words in any order",
        ours,
        Bar::AtMost(1.0),
    );
    bench.line(line.at(95).against("FTS5, ranked", fts));
    Ok(())
}

struct Names {
    /// Each name with the number of its food.
    all: Vec<(String, String)>,
    everyday: Vec<String>,
}

impl Names {
    fn read() -> Outcome<Self> {
        let (mut all, mut everyday) = (Vec::new(), Vec::new());
        for row in csv::Reader::from_reader(FOODS.as_bytes()).records() {
            let row = row?;
            all.push((row[0].to_owned(), row[2].to_owned()));
            all.push((row[0].to_owned(), row[3].to_owned()));
        }
        for file in EVERYDAY {
            for row in csv::Reader::from_reader(file.as_bytes()).records() {
                let row = row?;
                everyday.push(row[1].to_owned());
                for names in [&row[1], &row[2], &row[3], &row[4]] {
                    let names = names.split(';').map(str::trim);
                    all.extend(names.map(|name| (row[0].to_owned(), name.to_owned())));
                }
            }
        }
        all.retain(|(_, name)| !name.is_empty());
        Ok(Self { all, everyday })
    }
}

/// A name of every day with its words in another order, typed to one of its letters.
fn typed(names: &[String], dice: &mut Dice) -> String {
    let name = &names[dice.below(names.len() as u64) as usize];
    let letters = |c: char| !c.is_alphanumeric();
    let mut words: Vec<&str> = name
        .split(letters)
        .filter(|word| !word.is_empty())
        .collect();
    for at in (1..words.len()).rev() {
        words.swap(at, dice.below(at as u64 + 1) as usize);
    }
    let text = words.join(" ").to_lowercase();
    let count = text.chars().count().max(2) as u64;
    let typed = 2 + dice.below(count - 1) as usize;
    text.chars().take(typed).collect()
}

/// The same names in memory, as ours are; the best of them first.
struct Peer(Connection);

impl Peer {
    fn new(names: &Names) -> rusqlite::Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "create virtual table names using fts5 (name, food unindexed, prefix='2 3 4', \
             tokenize='unicode61 remove_diacritics 2');",
        )?;
        let transaction = connection.transaction()?;
        for (food, name) in &names.all {
            transaction
                .prepare_cached("insert into names (name, food) values (?, ?)")?
                .execute((name, food))?;
        }
        transaction.execute_batch("insert into names (names) values ('optimize')")?;
        transaction.commit()?;
        Ok(Self(connection))
    }

    fn search(&self, text: &str) -> rusqlite::Result<Vec<String>> {
        let words: Vec<_> = text.split_whitespace().collect();
        let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let mut query = self
            .0
            .prepare_cached("select food from names where names match ? order by rank limit ?")?;
        let hits = query.query_map((words.join(" ") + "*", SHOWN), |row| row.get(0))?;
        hits.collect()
    }
}
