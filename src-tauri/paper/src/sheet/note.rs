//! A note with its addenda, and what voids it.

use clinic::notes::content::SectionText;
use clinic::notes::custom_fields::CustomFieldKind;
use clinic::notes::{AddendumView, CustomValue, NoteState, NoteView, NoteVoidView};

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
        banner: banner(note, words),
        is_landscape: false,
        blocks,
        of: format!("{} {}", note.id, version(note)),
    }
}

/// Returns what each page says of a note that is not to be relied on: that it is a draft, or void and why.
pub fn banner(note: &NoteView, words: &Words) -> Option<String> {
    match (note.state, &note.void) {
        (NoteState::Draft, _) => Some(words.draft.to_owned()),
        (_, Some(void)) => Some((words.note.void)(&isolated(&line(&void.reason)))),
        _ => None,
    }
}

/// Returns which version of a note is printed: another one once it is void.
pub fn version(note: &NoteView) -> String {
    match &note.void {
        None => note.seen.0.clone(),
        Some(void) => format!("{} {}", note.seen, void.id),
    }
}

/// What was written, who signed it, and what was added since. What voids it comes first.
pub fn text(note: &NoteView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let mut blocks = voided(note, clocks, words);
    let sections = note.sections.iter();
    blocks.extend(sections.flat_map(|one| section(one, words)));
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

/// Returns why a note is void, who made it so and when.
pub fn voided(note: &NoteView, clocks: &Clocks, words: &Words) -> Vec<Block> {
    let void = note.void.iter();
    void.flat_map(|void| annulment(void, clocks, words.note))
        .collect()
}

fn annulment(void: &NoteVoidView, clocks: &Clocks, words: &NoteWords) -> Vec<Block> {
    let text = (words.voided)(&isolated(&void.by), &clocks.time(&void.at));
    let blocks = [
        Block::warning((words.void)(&isolated(&void.reason))),
        Block::Muted { text },
    ];
    let blocks = blocks.into_iter();
    blocks.chain(broken(void.valid, words)).collect()
}

/// How much of a reason each page has at its head, in characters; the first page has all of it.
const BANNER_MAX: usize = 80;

/// On one line, as a banner is.
fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(BANNER_MAX) {
        None => line,
        Some((end, _)) => format!("{}\u{2026}", line[..end].trim_end()),
    }
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
