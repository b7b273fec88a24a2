//! The tools that a clinic screens with.
//!
//! What was recorded with a tool that is no longer in use stays, and is corrected with that tool.

use sync_contract::Right;
use vault::read::Reader;

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::preferences::{Preference, SEPARATOR, value};
use crate::screenings::ScreeningTool;

/// Returns the tools in use, one at least, in the order of the screens.
///
/// # Errors
/// `Forbidden` (needs `patients.read`).
pub fn list(clinic: &Clinic) -> Result<Vec<ScreeningTool>> {
    clinic.may(Right::PatientsRead)?;
    of(&clinic.read())
}

pub(super) fn of(reader: &Reader<'_>) -> Result<Vec<ScreeningTool>> {
    let chosen = value(reader, Preference::ScreeningTools)?;
    let is_chosen = |tool: &ScreeningTool| {
        let mut words = chosen.split(SEPARATOR);
        words.any(|word| word == tool.as_str())
    };
    let tools = ScreeningTool::ALL.iter().copied();
    Ok(tools.filter(is_chosen).collect())
}

/// # Errors
/// `Invalid` for a tool that is not in use.
pub(super) fn require(reader: &Reader<'_>, tool: ScreeningTool) -> Result<()> {
    match of(reader)?.contains(&tool) {
        true => Ok(()),
        false => Err(Error::invalid("tool", Reason::OutOfUse)),
    }
}
