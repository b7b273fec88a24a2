//! What the current order of a patient allows by mouth.

use sync_contract::catalog::DietOrder;
use sync_contract::entity::Entity;
use sync_contract::ids::PatientId;
use vault::read::{Reader, Stored};

use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, OrderedTexture, known};
use crate::diet_orders::list::in_order;
use crate::error::Result;
use crate::merged_files;

/// Returns what the current order of a patient allows; none without an order. Where files were merged, each of which
/// has an order that goes on, it is not sure which one counts.
///
/// # Errors
/// Those of a read.
pub(crate) fn ordered_texture(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Option<OrderedTexture>> {
    let orders = in_order(reader, patient)?;
    let files = merged_files::of(reader, patient)?;
    // what is gone is known once the list was read
    let is_lost = |file: &PatientId| reader.has_lost_rows(DietOrder::DESCRIPTOR, Some(*file));
    let is_any_lost = files.iter().any(is_lost);
    let newest_of = |file: &PatientId| orders.iter().find(|row| row.value.patient == *file);
    let goes_on =
        |row: &&Stored<DietOrder>| row.value.ended_at.is_none() || !row.conflicted.is_empty();
    let current: Vec<&Stored<DietOrder>> =
        files.iter().filter_map(newest_of).filter(goes_on).collect();
    let Some(row) = current.iter().max_by_key(|row| row.value.started_at) else {
        return Ok(is_any_lost.then_some(OrderedTexture {
            food_level: None,
            fluid_level: None,
            is_unsure: true,
        }));
    };
    let levels = [
        known(&row.value.food_level, FOOD_LEVELS),
        known(&row.value.fluid_level, FLUID_LEVELS),
    ];
    let is_unclear = levels.contains(&None) || !row.conflicted.is_empty();
    Ok(Some(OrderedTexture {
        food_level: levels[0].flatten(),
        fluid_level: levels[1].flatten(),
        is_unsure: is_any_lost || is_unclear || current.len() > 1,
    }))
}
