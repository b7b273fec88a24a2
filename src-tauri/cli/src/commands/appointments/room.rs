//! A room by its name.

use clinic::locations::LocationRow;
use clinic::users::session;
use clinic::view::Id;
use clinic::{Clinic, locations};
use sync_contract::catalog::Room;

use crate::exit::{Problem, Result};

/// Returns the id of a room in use, in any facility; none for an empty name. Of several facilities' rooms of one name
/// it is that of the facility at which the command works.
pub fn room_id(clinic: &Clinic, name: &str) -> Result<Option<Id>> {
    if name.is_empty() {
        return Ok(None);
    }
    let mut rooms = locations::list::<Room>(clinic)?;
    rooms.retain(|room| room.is_active);
    let is_named = |room: &&LocationRow| room.name.eq_ignore_ascii_case(name.trim());
    let named: Vec<&LocationRow> = rooms.iter().filter(is_named).collect();
    let works_at = session(clinic)?.facility_id;
    let is_here = |room: &&&LocationRow| works_at.as_ref() == Some(&room.facility_id);
    let here = named.iter().find(is_here);
    let known: Vec<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let (code, message) = match (here, named.as_slice(), known.as_slice()) {
        (Some(room), ..) | (None, [room], _) => return Ok(Some(room.id.clone())),
        (None, [], []) => (
            "not_found",
            format!(
                "There is no room `{name}`. Nothing was changed; this clinic has none yet; `nutrivault rooms add` \
                 makes one."
            ),
        ),
        (None, [], known) => (
            "not_found",
            format!(
                "There is no room `{name}`. Nothing was changed; the rooms are: {}.",
                known.join(", ")
            ),
        ),
        (None, ..) => (
            "invalid",
            format!(
                "Several facilities have a room `{name}`. Nothing was changed; name the facility with --facility \
                 before the command."
            ),
        ),
    };
    Err(Problem::refused(code, message).at("room"))
}
