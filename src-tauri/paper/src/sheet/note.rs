//! A note with its addenda.

use clinic::notes::content::SectionText;
use clinic::notes::custom_fields::CustomFieldKind;
use clinic::notes::{AddendumView, CustomValue, NoteState, NoteView};

use super::block::{Block, Body};
use super::text::{Clocks, isolated};
use crate::words::{NoteWords, Words};

pub fn body(note: &NoteView, clocks: &Clocks, words: &Words) -> Body {
    let own = words.note;
    let is_draft = note.state == NoteState::Draft;
    let mut blocks = vec![Block::Facts {
        rows: vec![
            [own.form.to_owned(), (own.kind)(note.kind).to_owned()],
            [own.about.to_owned(), clocks.time(&note.started_at)],
            [own.author.to_owned(), isolated(&note.author)],
        ],
    }];
    if is_draft {
        blocks.push(Block::warning(words.draft));
    }
    blocks.extend(text(note, clocks, words));
    Body {
        title: own.title.to_owned(),
        banner: is_draft.then(|| words.draft.to_owned()),
        is_landscape: false,
        blocks,
        of: format!("{} {}", note.id, note.seen),
    }
}

/// What was written, who signed it, and what was added since.
pub fn text(note: &NoteView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let sections = note.sections.iter();
    let mut blocks: Vec<Block> = sections.flat_map(|one| section(one, words)).collect();
    blocks.extend(custom(note, words));
    blocks.extend(signed(note, clocks, words));
    blocks.extend(addenda(note, clocks, words));
    blocks
}

pub fn section(section: &SectionText, words: &Words) -> [Block; 2] {
    let own = words.note;
    let text = match section.text.trim().is_empty() {
        true => Block::Muted {
            text: own.empty.to_owned(),
        },
        false => Block::text(&section.text),
    };
    [Block::heading((own.section)(section.section)), text]
}

/// The fields that the clinic adds to its notes, those without an answer left out.
pub fn custom(note: &NoteView, words: &Words) -> Option<Block> {
    let fields = note.custom.iter();
    let rows: Vec<_> = fields.filter_map(|one| field(one, words.note)).collect();
    (!rows.is_empty()).then_some(Block::Facts { rows })
}

/// Returns the signer, and whether the signature is valid.
pub fn signed(note: &NoteView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let own = words.note;
    let Some(signature) = &note.signature else {
        return Vec::new();
    };
    let text = (own.signed)(&isolated(&signature.by), &clocks.time(&signature.at));
    let line = Block::Signature { text };
    std::iter::once(line)
        .chain(broken(signature.valid, own))
        .collect()
}

pub fn addenda(note: &NoteView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let added = |addendum| added(addendum, clocks, words.note);
    note.addenda.iter().flat_map(added).collect()
}

fn field(value: &CustomValue, words: &NoteWords) -> Option<[String; 2]> {
    let answer = match (value.kind, value.value.as_str()) {
        (_, "") => return None,
        (CustomFieldKind::YesNo, "yes") => words.yes_no[0].to_owned(),
        (CustomFieldKind::YesNo, "no") => words.yes_no[1].to_owned(),
        (_, answer) => isolated(answer),
    };
    Some([isolated(&value.label), answer])
}

fn added(addendum: &AddendumView, clocks: &Clocks, words: &NoteWords) -> Vec<Block> {
    let signed = (words.signed)(&isolated(&addendum.by), &clocks.time(&addendum.at));
    let heading = format!("{} · {}", words.addendum, isolated(&addendum.reason));
    let blocks = [
        Block::heading(heading),
        Block::text(&addendum.text),
        Block::Signature { text: signed },
    ];
    let blocks = blocks.into_iter();
    blocks.chain(broken(addendum.valid, words)).collect()
}

fn broken(is_valid: bool, words: &NoteWords) -> Option<Block> {
    (!is_valid).then(|| Block::warning(words.broken))
}
