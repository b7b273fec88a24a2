//! What services would cost a patient. It has no clinical word: lines come from the price list.

use clinic::invoices::quotes::{QuoteState, QuoteView};

use super::block::{Block, Body};
use super::invoice::{sums, table};
use super::text::{Clocks, isolated};
use crate::words::Words;

pub fn body(view: &QuoteView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.quote;
    let banner = match view.state {
        QuoteState::Expired => Some(own.expired.to_owned()),
        QuoteState::Declined => Some(own.declined.to_owned()),
        QuoteState::Empty | QuoteState::Waiting | QuoteState::Invoiced => None,
    };
    let mut blocks: Vec<Block> = banner.iter().map(Block::warning).collect();
    blocks.push(Block::Facts {
        rows: vec![
            [own.number.to_owned(), isolated(&view.number)],
            [own.made_on.to_owned(), clocks.day(&view.made_on)],
            [own.valid_until.to_owned(), clocks.day(&view.valid_until)],
        ],
    });
    if !view.form.note.is_empty() {
        blocks.push(Block::text(&view.form.note));
    }
    match &view.lines {
        Some(lines) => blocks.push(Block::Table(table(lines, &view.sums, words))),
        None => blocks.push(Block::warning(own.unreadable)),
    }
    blocks.push(Block::Facts {
        rows: sums(view.lines.as_deref(), &view.sums, words),
    });
    blocks.push(Block::text(own.is_no_invoice));
    blocks.push(Block::Facts {
        rows: vec![
            [own.accepted.to_owned(), LINE.to_owned()],
            [own.signature.to_owned(), LINE.to_owned()],
        ],
    });
    Body {
        title: own.title.to_owned(),
        banner,
        is_landscape: false,
        blocks,
        of: format!("{} {}", view.id, view.seen.0),
    }
}

/// Where something is written by hand.
const LINE: &str = "________________________";
