//! Turns a view into a PDF.
//!
//! Invariant: reads nothing but the view that it is given; no record, no disk, no network, no font of the system. The
//! same view gives the same bytes.

mod error;
mod fonts;
mod pdf;
mod printed;
mod sheet;
mod words;
mod world;

use clinic::prints::PrintView;

pub use error::{Error, Result};
pub use printed::Printed;
pub use sheet::recovery::RecoveryPaper;

/// Lays a print out in its language, tagged for screen readers and for archives.
///
/// # Errors
/// Those of the templates; nothing that is in the view.
pub fn print(view: &PrintView) -> Result<Printed> {
    let sheet = sheet::sheet(view, words::of(view.language));
    pdf::pdf(&sheet)
}

/// Lays a recovery key out, with the same key as a code to be scanned.
///
/// # Errors
/// Those of the templates; `Code` for a key that no code has room for.
pub fn print_recovery_key(of: &RecoveryPaper<'_>) -> Result<Printed> {
    pdf::pdf(&sheet::recovery::sheet(of)?)
}

#[cfg(test)]
mod tests;
