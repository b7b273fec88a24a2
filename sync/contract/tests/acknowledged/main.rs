//! The *acknowledged* law: no write of which a user was told that it is stored is ever lost.
//!
//! Three devices and a server run in memory on the functions that the programs call, in thousands of random histories.
//! A naive model watches, which knows neither clocks nor bases: only who had which version on the screen.

mod device;
mod history;
mod model;
mod server;

use std::num::NonZero;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use history::History;

const HISTORIES: u64 = 2_000;
const STEPS: usize = 100;
/// Replays one history, by its seed.
const SEED: &str = "ACKNOWLEDGED_SEED";

fn run(seed: u64) {
    let mut history = History::new(seed);
    for _ in 0..STEPS {
        history.step();
    }
    history.end();
}

#[test]
fn no_acknowledged_write_is_lost_in_any_history() {
    let replayed = std::env::var(SEED).map(|seed| seed.parse().expect("a seed is a number"));
    let seeds = replayed.map_or(0..HISTORIES, |seed| seed..seed + 1);
    let next = AtomicU64::new(seeds.start);
    let threads = available_parallelism().map_or(1, NonZero::get);
    let histories = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds.end {
            return;
        }
        if catch_unwind(|| run(seed)).is_err() {
            next.store(seeds.end, Ordering::Relaxed);
            panic!("replay: {SEED}={seed} cargo test -p sync-contract --test acknowledged");
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(histories);
        }
    });
}
