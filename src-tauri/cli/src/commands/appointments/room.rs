//! A room by its name.

use clinic::Clinic;
use clinic::appointments::day::day;
use clinic::view::{Day, Id};

use crate::exit::{Problem, Result};

/// Returns the id of a room; none for an empty name.
pub fn room_id(clinic: &Clinic, name: &str) -> Result<Option<Id>> {
    if name.is_empty() {
        return Ok(None);
    }
    let rooms = day(clinic, &Day::of(clinic.today()?))?.choices.rooms;
    let room = rooms
        .iter()
        .find(|room| room.name.eq_ignore_ascii_case(name.trim()));
    let known: Vec<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    room.map(|room| Some(room.id.clone())).ok_or_else(|| {
        let advice = match known.as_slice() {
            [] => "this clinic has none yet; `nutrivault rooms add` makes one".to_owned(),
            known => format!("the rooms are: {}", known.join(", ")),
        };
        let message = format!("There is no room `{name}`. Nothing was changed; {advice}.");
        Problem::refused("not_found", message).at("room")
    })
}
