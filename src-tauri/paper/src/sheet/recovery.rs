//! The recovery key of a clinic, to be put into a safe.

use clinic::view::{At, ScreenLanguage};

use super::Sheet;
use super::block::Block;
use super::key::Key;
use super::text::{Clocks, isolated, minutes, without_isolates};
use crate::error::Result;
use crate::words::{self, Words};

/// The recovery key of a clinic as it is put on paper: `groups` in the order in which they are typed.
pub struct RecoveryPaper<'a> {
    pub clinic: &'a str,
    pub groups: &'a [String],
    pub made_at: At,
    pub time_zone: &'a str,
    pub language: ScreenLanguage,
}

/// # Errors
/// `Code` for a key that is too long for a code.
pub fn sheet(of: &RecoveryPaper<'_>) -> Result<Sheet> {
    let words = words::of(of.language);
    let own = words.recovery;
    let at = Clocks::new(of.time_zone, words).time(&of.made_at);
    let title = (own.title)(&isolated(of.clinic));
    Ok(Sheet {
        lang: words.code,
        file_title: without_isolates(&title),
        author: of.clinic.to_owned(),
        ident: format!("recovery {} {}", of.clinic, of.made_at.0),
        made: minutes(&of.made_at),
        paper: "a4",
        letterhead: vec![isolated(of.clinic)],
        patient: Vec::new(),
        identity: title.clone(),
        printed: (own.made)(&at),
        page: words.page,
        banner: None,
        is_landscape: false,
        is_label: false,
        is_letter: false,
        blocks: blocks(of, words)?,
        title,
    })
}

fn blocks(of: &RecoveryPaper<'_>, words: &Words) -> Result<Vec<Block>> {
    let own = words.recovery;
    Ok(vec![
        Block::warning(own.warning),
        Block::Key(Key::new(of.groups, own.code)?),
        Block::heading(own.storage),
        Block::List {
            items: own.rules.map(str::to_owned).to_vec(),
        },
    ])
}
