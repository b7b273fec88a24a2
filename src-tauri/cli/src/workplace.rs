//! The facility that a command line names, and the one at which a command works.

use clinic::view::Id;
use clinic::{Clinic, facilities};

use crate::exit::{Problem, Result};

/// Returns whether all facilities are meant: none may be called so.
pub fn is_all(which: &str) -> bool {
    which.trim().eq_ignore_ascii_case("all")
}

/// Chooses the facility of one command by its name or id, or all of them. It takes no right: which roles of the user
/// count follows from it.
///
/// # Errors
/// `not_found`, `invalid` for one that is not in use any more or where no role of theirs counts.
pub fn work_at(clinic: &mut Clinic, which: &str) -> Result<()> {
    let chosen = match is_all(which) {
        true => None,
        false => Some(workplace(clinic, which)?),
    };
    Ok(facilities::work_at(clinic, chosen.as_ref())?)
}

fn workplace(clinic: &mut Clinic, which: &str) -> Result<Id> {
    let all = facilities::workplaces(clinic)?;
    let names = all.facilities.iter().map(|one| one.name.as_str());
    let known = names.collect::<Vec<_>>().join(", ");
    match all.called(which) {
        Some(one) => Ok(one.id),
        // the clinic logs what it refuses, also an id that is none
        None => match facilities::work_at(clinic, Some(&Id(which.trim().to_owned()))) {
            Ok(()) | Err(clinic::Error::NotFound(_) | clinic::Error::Invalid { .. }) => {
                Err(nothing_called("facility", which, &known).at("facility"))
            }
            Err(error) => Err(error.into()),
        },
    }
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
