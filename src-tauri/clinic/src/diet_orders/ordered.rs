//! What the current order of a patient allows by mouth.

use sync_contract::catalog::DietOrder;
use sync_contract::entity::Entity;
use sync_contract::ids::PatientId;
use vault::read::{Reader, Stored};

use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, OrderedTexture, known};
use crate::diet_orders::list::in_order;
use crate::error::Result;
use crate::merged_files;

/// Returns what the current order of a patient allows; none without an order.
///
/// # Errors
/// Those of a read.
pub(crate) fn ordered_texture(
    reader: &Reader<'_>,
    patient: PatientId,
) -> Result<Option<OrderedTexture>> {
    let mut is_any_lost = false;
    for file in merged_files::of(reader, patient)? {
        is_any_lost |= reader.has_lost_rows(DietOrder::DESCRIPTOR, Some(file));
    }
    let orders = in_order(reader, patient)?;
    let is_over =
        |row: &&Stored<DietOrder>| row.value.ended_at.is_some() && row.conflicted.is_empty();
    let Some(row) = orders.first().filter(|row| !is_over(row)) else {
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
    Ok(Some(OrderedTexture {
        food_level: levels[0].flatten(),
        fluid_level: levels[1].flatten(),
        is_unsure: is_any_lost || levels.contains(&None) || !row.conflicted.is_empty(),
    }))
}
