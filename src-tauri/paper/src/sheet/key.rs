//! A key on paper, in groups to be typed and as a code to be scanned.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use crate::error::{Error, Result};

/// The key in numbered groups, and as a code to be scanned.
#[derive(Debug, Serialize)]
pub struct Key {
    groups: Vec<String>,
    /// How many modules the code has across and down.
    width: usize,
    /// Its dark modules, row by row: column, row and how many follow each other.
    dark: Vec<[usize; 3]>,
    /// What the code is, for a reader who cannot see it.
    alt: &'static str,
}

impl Key {
    /// # Errors
    /// `Code` for a key that is too long for a code.
    pub fn new(groups: &[String], alt: &'static str) -> Result<Self> {
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
