//! The facility that a command line names, and the one at which a command works.

use clinic::view::Id;
use clinic::{Clinic, facilities};

use crate::exit::{Problem, Result};

/// Stands for all facilities.
const ALL: &str = "all";

/// Chooses the facility of one command by its name or id, or all of them.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid` for one that is not in use any more.
pub fn work_at(clinic: &mut Clinic, which: &str) -> Result<()> {
    let chosen = match which.trim() {
        ALL => None,
        which => Some(facility_id(clinic, which)?),
    };
    Ok(facilities::work_at(clinic, chosen.as_ref())?)
}

pub fn facility_id(clinic: &Clinic, which: &str) -> Result<Id> {
    match facilities::find(clinic, which) {
        Err(clinic::Error::NotFound(_)) => {
            let rows = facilities::list(clinic)?;
            let known: Vec<&str> = rows.iter().map(|row| row.form.name.as_str()).collect();
            Err(nothing_called("facility", which, &known.join(", ")).at("facility"))
        }
        facility => Ok(facility?.id),
    }
}

pub fn nothing_called(what: &str, which: &str, known: &str) -> Problem {
    let known = match known {
        "" => "none is there yet".to_owned(),
        known => format!("known are {known}"),
    };
    Problem::refused(
        "not_found",
        format!("No {what} is called `{which}`. Nothing was changed; {known}."),
    )
}
