//! Diet orders of people of the casebook, as its notes tell of them.

use chrono_tz::Tz;
use sync_contract::catalog::PatientStatus;
use sync_contract::ids::PatientId;
use vault::WriteTx;

use crate::clock::at_wall;
use crate::demo::casebook::person::DemoPerson;
use crate::demo::diet_orders::{COMPACT, FIBRE, insert, supplement, textures, tube_feed};
use crate::diet_orders::{DietOrderForm, FeedRoute, TubeFeedForm};
use crate::error::Result;
use crate::view::Id;

/// Writes the diet order of a person who has one, from their first visit on.
///
/// # Errors
/// Those of a write.
pub fn write(
    tx: &mut WriteTx<'_>,
    patient: PatientId,
    person: &DemoPerson,
    products: &[Id],
    zone: &Tz,
) -> Result<()> {
    let first = person.visits.first().filter(|visit| visit.note.is_some());
    let (Some(form), Some(first)) = (form(person, products), first) else {
        return Ok(());
    };
    let at = at_wall(first.day, first.at, zone).min(tx.now());
    insert(tx, patient, &form, at)
}

/// Who has a tube through the skin of the belly.
const GASTROSTOMY: &str = "Z93.1";

fn form(person: &DemoPerson, products: &[Id]) -> Option<DietOrderForm> {
    if person.has(GASTROSTOMY) {
        return Some(by_tube(person, products));
    }
    if person.status != PatientStatus::Active {
        return None;
    }
    match person.archetype.id.as_str() {
        "stroke-dysphagia" => Some(textures(4, 2)),
        "copd" | "malnutrition-elderly" => Some(DietOrderForm {
            supplements: vec![supplement(&products[COMPACT], "125", "2")],
            ..textures(7, 0)
        }),
        _ => None,
    }
}

/// All is given through the tube at home, and by night what is not eaten during radiotherapy.
fn by_tube(person: &DemoPerson, products: &[Id]) -> DietOrderForm {
    let (food_level, rate) = match person.archetype.id.as_str() {
        "home-enteral-adult" => (None, "90"),
        _ => (Some(4), "60"),
    };
    DietOrderForm {
        food_level,
        tube_feed: Some(TubeFeedForm {
            route: FeedRoute::Gastrostomy,
            rate: rate.into(),
            hours: "12".into(),
            flush: "100".into(),
            ..tube_feed(&products[FIBRE])
        }),
        ..textures(7, 0)
    }
}
