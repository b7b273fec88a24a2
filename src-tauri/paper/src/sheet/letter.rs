//! A note of kind letter, as it is sent: recipient, place and date, patient, text, and a line to sign on.

use clinic::notes::{NoteSection, NoteView};
use clinic::prints::PrintHead;

use super::block::{Block, Body};
use super::text::{Clocks, isolated, lines};
use super::{note, patient};
use crate::words::Words;

pub fn body(letter: &NoteView, head: &PrintHead, clocks: &Clocks, words: &Words) -> Body {
    let own = words.letter;
    let mut blocks = vec![Block::Letter {
        to: addressee(letter),
        dated: dated(letter, head, clocks, words),
        about: (own.about)(&about(head, clocks, words)),
    }];
    blocks.extend(note::voided(letter, clocks, words));
    for section in &letter.sections {
        match section.section {
            NoteSection::Addressee => {}
            NoteSection::Text => blocks.push(Block::text(&section.text)),
            _ => blocks.extend(note::section(section, words)),
        }
    }
    blocks.extend(note::custom(letter, words));
    match letter.signature {
        Some(_) => blocks.extend(note::signed(letter, clocks, words)),
        None => blocks.push(Block::Signature {
            text: isolated(&letter.author),
        }),
    }
    blocks.extend(note::addenda(letter, clocks, words));
    Body {
        title: own.title.to_owned(),
        banner: note::banner(letter, words),
        is_landscape: false,
        blocks,
        of: format!("{} {}", letter.id, note::version(letter)),
    }
}

fn addressee(letter: &NoteView) -> Vec<String> {
    let sections = letter.sections.iter();
    let of = sections.filter(|one| one.section == NoteSection::Addressee);
    let lines = of.flat_map(|one| lines(&one.text));
    lines.map(|line| isolated(&line)).collect()
}

/// The town is the last line of the clinic's address; the day is that of the signature.
fn dated(letter: &NoteView, head: &PrintHead, clocks: &Clocks, words: &Words) -> String {
    let signed = letter.signature.as_ref();
    let day = clocks.date_of(signed.map_or(&letter.started_at, |signature| &signature.at));
    let address = head.letterhead.address.as_deref();
    let town = address.and_then(|address| lines(address).pop());
    (words.letter.dated)(town.map(|town| isolated(&town)).as_deref(), &day)
}

fn about(head: &PrintHead, clocks: &Clocks, words: &Words) -> String {
    let facts = patient::identity(head, clocks, words).into_iter();
    let facts = facts.map(|[label, value]| match label.as_str() {
        "" => value,
        label => format!("{label} {value}"),
    });
    facts.collect::<Vec<_>>().join(" · ")
}
