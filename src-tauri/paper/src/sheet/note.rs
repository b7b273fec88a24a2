//! A note with its addenda.

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
    let own = words.note;
    let mut blocks = Vec::new();
    for section in &note.sections {
        blocks.push(Block::heading((own.section)(section.section)));
        blocks.push(match section.text.trim().is_empty() {
            true => Block::Muted {
                text: own.empty.to_owned(),
            },
            false => Block::text(&section.text),
        });
    }
    let custom: Vec<_> = note
        .custom
        .iter()
        .filter_map(|one| field(one, own))
        .collect();
    if !custom.is_empty() {
        blocks.push(Block::Facts { rows: custom });
    }
    if let Some(signature) = &note.signature {
        blocks.push(Block::Signature {
            text: (own.signed)(&isolated(&signature.by), &clocks.time(&signature.at)),
        });
        blocks.extend(broken(signature.valid, own));
    }
    for addendum in &note.addenda {
        blocks.extend(added(addendum, clocks, own));
    }
    blocks
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
