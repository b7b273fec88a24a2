//! The bars, each with its peers.

pub mod action;
pub mod booking;
pub mod bootstrap;
pub mod chart;
pub mod demo;
pub mod documents;
pub mod foods;
pub mod front_desk;
pub mod hostile;
pub mod live;
pub mod memory;
pub mod prints;
pub mod push;
pub mod read;
pub mod science;
pub mod search;
pub mod size;
pub mod start;
pub mod totals;
pub mod unlock;
pub mod worklists;

use crate::{Bench, Outcome};

type Bar = fn(&mut Bench) -> Outcome<()>;

pub const ALL: &[(&str, Bar)] = &[
    ("action", action::run),
    ("read", read::run),
    ("chart", chart::run),
    ("front_desk", front_desk::run),
    ("worklists", worklists::run),
    ("booking", booking::run),
    ("unlock", unlock::run),
    ("search", search::run),
    ("foods", foods::run),
    ("totals", totals::run),
    ("science", science::run),
    ("prints", prints::run),
    ("bootstrap", bootstrap::run),
    ("push", push::run),
    ("live", live::run),
    ("hostile", hostile::run),
    ("size", size::run),
    ("documents", documents::run),
    ("start", start::run),
    ("memory", memory::run),
    ("demo", demo::run),
];
