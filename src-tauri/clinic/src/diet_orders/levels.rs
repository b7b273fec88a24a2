//! Textures by the levels of the IDDSI (Cichero et al., Dysphagia 2017;32:293-314): what is ordered, and what fits it.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::phi::{Clinical, Phi};

use crate::error::{Error, Reason, Result};

pub(crate) const FOOD_LEVELS: RangeInclusive<u8> = 3..=7;
pub(crate) const FLUID_LEVELS: RangeInclusive<u8> = 0..=4;
const LIQUIDISED: u8 = 3;

/// A level of the IDDSI, 3 to 7 of a food or 0 to 4 of a fluid.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "camelCase", tag = "of", content = "level")]
pub enum Texture {
    Food(u8),
    Fluid(u8),
}

/// What the current order of a patient allows by mouth; a level is null where nothing is eaten or drunk. Where it
/// `is_unsure`, the order is damaged, or another version of it waits for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderedTexture {
    pub food_level: Option<u8>,
    pub fluid_level: Option<u8>,
    pub is_unsure: bool,
}

impl OrderedTexture {
    /// Returns whether nothing is eaten or drunk by mouth.
    pub(crate) fn is_nothing(self) -> bool {
        self.food_level.is_none() && self.fluid_level.is_none() && !self.is_unsure
    }

    /// Returns whether a texture is known to be allowed: a food that is no coarser, a fluid that is no thinner.
    /// Liquidised food is level 3 of both: it flows as such a fluid does.
    pub(crate) fn allows(self, texture: Texture) -> bool {
        let is_thick = |level| self.fluid_level.is_some_and(|ordered| level >= ordered);
        let is_soft = |level| self.food_level.is_some_and(|ordered| level <= ordered);
        let is_allowed = match texture {
            Texture::Food(LIQUIDISED) => is_soft(LIQUIDISED) && is_thick(LIQUIDISED),
            Texture::Food(level) => is_soft(level),
            Texture::Fluid(level) => is_thick(level),
        };
        is_allowed && !self.is_unsure
    }
}

/// None where the level cannot be read, or is of a later program.
pub(crate) fn known(
    field: &Phi<Clinical, Option<i64>>,
    mut levels: RangeInclusive<u8>,
) -> Option<Option<u8>> {
    match field.open()? {
        None => Some(None),
        Some(stored) => levels.find(|level| i64::from(*level) == *stored).map(Some),
    }
}

/// # Errors
/// `Invalid` for a level outside of the IDDSI's.
pub(crate) fn level(
    level: Option<u8>,
    levels: RangeInclusive<u8>,
    field: &'static str,
) -> Result<Option<u8>> {
    match level.is_none_or(|level| levels.contains(&level)) {
        true => Ok(level),
        false => Err(Error::invalid(field, Reason::Unknown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(food_level: Option<u8>, fluid_level: Option<u8>) -> OrderedTexture {
        OrderedTexture {
            food_level,
            fluid_level,
            is_unsure: false,
        }
    }

    /// Every texture against every order: the rule in other words.
    #[test]
    fn a_coarser_food_and_a_thinner_fluid_are_not_allowed() {
        for order in std::iter::once(None).chain(FOOD_LEVELS.map(Some)) {
            for level in FOOD_LEVELS {
                let is_allowed = matches!(order, Some(order) if !(order + 1..=7).contains(&level));
                let allows = ordered(order, Some(0)).allows(Texture::Food(level));
                assert_eq!(allows, is_allowed, "{level} of {order:?}");
            }
        }
        for order in std::iter::once(None).chain(FLUID_LEVELS.map(Some)) {
            for level in FLUID_LEVELS {
                let is_allowed = matches!(order, Some(order) if !(0..order).contains(&level));
                let allows = ordered(Some(7), order).allows(Texture::Fluid(level));
                assert_eq!(allows, is_allowed, "{level} of {order:?}");
            }
        }
    }

    #[test]
    fn liquidised_food_is_no_thicker_than_a_fluid_of_its_level() {
        for (fluid, is_allowed) in [
            (Some(0), true),
            (Some(3), true),
            (Some(4), false),
            (None, false),
        ] {
            assert_eq!(
                ordered(Some(7), fluid).allows(Texture::Food(3)),
                is_allowed,
                "{fluid:?}"
            );
        }
        assert!(ordered(Some(7), Some(4)).allows(Texture::Food(4)));
    }

    #[test]
    fn an_order_that_is_not_sure_allows_nothing() {
        let unsure = OrderedTexture {
            is_unsure: true,
            ..ordered(Some(7), Some(0))
        };
        assert!(!unsure.allows(Texture::Food(3)) && !unsure.allows(Texture::Fluid(4)));
    }
}
