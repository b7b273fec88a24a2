//! The demo's own types of appointments.

use crate::Clinic;
use crate::appointment_types::{self, AppointmentMode, AppointmentTypeForm, Colour, code_of};
use crate::error::Result;

/// The type of a follow-up by video.
pub(super) const VIDEO: &str = "VIDEO_FOLLOW_UP";
/// The type of one at a patient's home.
pub(super) const HOME: &str = "HOME_VISIT";

/// Adds the types that are not there yet; an admin does.
///
/// # Errors
/// Those of a write.
pub(super) fn add(clinic: &mut Clinic) -> Result<()> {
    let types = [
        ("Video follow-up", 30, AppointmentMode::Video, Colour::Blue),
        (
            "Body composition",
            15,
            AppointmentMode::InPerson,
            Colour::Green,
        ),
        ("Home visit", 60, AppointmentMode::Home, Colour::Amber),
    ];
    let here = appointment_types::list(clinic)?;
    for (name, minutes, mode, colour) in types {
        let code = code_of(name);
        if here.iter().any(|row| row.code == code) {
            continue;
        }
        let form = AppointmentTypeForm {
            name: name.to_owned(),
            minutes,
            mode,
            seats: None,
            colour,
            is_active: true,
        };
        appointment_types::add(clinic, &form)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_books_types_of_its_own() {
        assert_eq!(code_of("Video follow-up"), VIDEO);
        assert_eq!(code_of("Home visit"), HOME);
    }
}
