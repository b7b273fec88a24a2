//! The recovery key of a clinic, to be put into a safe.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use super::Sheet;
use super::block::Block;
use super::text::{Clocks, isolated, minutes};
use crate::RecoveryPaper;
use crate::error::{Error, Result};
use crate::words::{self, Words};

/// The key in numbered groups, and as a code to be scanned.
#[derive(Debug, Serialize)]
pub struct Key {
    groups: Vec<String>,
    /// How many modules the code has across and down.
    width: usize,
    /// Its dark modules, row by row: column, row and how many follow each other.
    dark: Vec<[usize; 3]>,
    /// What the code is, for who cannot see it.
    alt: &'static str,
}

impl Key {
    fn new(groups: &[String], alt: &'static str) -> Result<Self> {
        let code = QrCode::with_error_correction_level(groups.concat(), EcLevel::M);
        let code = code.map_err(|error| Error::Code(error.to_string()))?;
        let width = code.width();
        Ok(Self {
            groups: groups.to_vec(),
            width,
            dark: dark(&code.into_colors(), width),
            alt,
        })
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let groups = self.groups.iter().map(String::as_str);
        groups.chain([self.alt])
    }
}

fn dark(modules: &[Color], width: usize) -> Vec<[usize; 3]> {
    let rows = modules.chunks(width).enumerate();
    let runs = rows.flat_map(|(row, modules)| {
        let mut column = 0;
        let runs = modules.chunk_by(|one, other| one == other).map(move |run| {
            let begins = column;
            column += run.len();
            (run[0] == Color::Dark).then_some([begins, row, run.len()])
        });
        runs.flatten().collect::<Vec<_>>()
    });
    runs.collect()
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
        author: of.clinic.to_owned(),
        ident: format!("recovery {} {}", of.clinic, of.made_at.0),
        made: minutes(&of.made_at),
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
