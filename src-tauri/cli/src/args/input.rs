//! What the arguments of several commands have in common.

use clap::Args;

/// A writing command takes its entry from flags, or as one JSON object on standard input.
#[derive(Debug, Args, Default)]
pub struct FromInput {
    /// Read the entry as JSON from standard input; its fields are the long names of the flags, with `_` for `-`.
    #[arg(long)]
    pub stdin: bool,
}

/// The most rows of one page.
pub const ROWS_MAX: u32 = 100;

/// Parses the number of rows of a page.
pub(super) fn rows(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(rows @ 1..=ROWS_MAX) => Ok(rows),
        _ => Err(format!("not a whole number from 1 to {ROWS_MAX}")),
    }
}

/// Parses a whole number; the clinic decides whether it is possible.
pub(super) fn whole_number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "not a whole number".to_owned())
}

/// Parses a text that may begin with a dash, as a list or a negative number does. A flag in its place means that the
/// text was forgotten.
pub(super) fn text(text: &str) -> Result<String, String> {
    let is_flag = text.strip_prefix("--").is_some_and(|name| {
        name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '-')
    });
    match is_flag {
        true => Err("a flag in place of a text".to_owned()),
        false => Ok(text.to_owned()),
    }
}
