//! The foods that a clinic counts with: the list of the program with the clinic's own after it, and what the clinic
//! knows better of the list.

use std::collections::HashMap;

use rust_decimal::Decimal;
use sync_contract::catalog::{AllergenCorrection, ClinicFood, FoodGroup};
use sync_contract::{Entity, Right};
use vault::read::{Deleted, Reader, Stored};

use crate::Clinic;
use crate::error::{Error, Result};
use crate::foods::allergens::{self, FoodAllergens};
use crate::foods::composition;
use crate::foods::measures::{self, Measure};
use crate::foods::own::{self, OwnFood};
use crate::foods::reference::{FOOD, Food, FoodIndex, all, at, index_of};
use crate::nutrition::intakes::{CountedNutrient, counted};
use crate::view::ScreenLanguage;

/// Returns what a clinic says in the place of the list; none where it says nothing any more. `is_disputed` while
/// another version waits for a decision.
fn corrected(
    correction: &AllergenCorrection,
    of_list: &FoodAllergens,
    is_disputed: bool,
) -> Option<FoodAllergens> {
    let AllergenCorrection {
        contains, free_of, ..
    } = correction;
    let known = match correction.is_active.open() {
        Some(true) => FoodAllergens::of_clinic(own::allergens(contains), own::allergens(free_of)),
        Some(false) if !is_disputed => return None,
        // that cannot be read, or the other version says something: it may contain more than the list knows
        _ => return Some(of_list.clone().disputed()),
    };
    Some(if is_disputed { known.disputed() } else { known })
}

fn own_food(row: &Stored<ClinicFood>) -> Option<OwnFood> {
    let mut own = OwnFood::of(&row.value)?;
    if row.conflicted.contains(&ClinicFood::CELL.allergens.number) {
        own.allergens = own.allergens.disputed();
    }
    Some(own)
}

/// Foods by their number: five digits of the list, the id of one of the clinic's own. The default is the list alone.
#[derive(Default)]
pub struct FoodTable {
    own: Vec<OwnFood>,
    by_id: HashMap<String, FoodIndex>,
    corrected: HashMap<FoodIndex, FoodAllergens>,
}

impl FoodTable {
    /// Returns the foods of a clinic.
    ///
    /// # Errors
    /// `Forbidden` (needs `chart.read`).
    pub fn of_clinic(clinic: &Clinic) -> Result<Self> {
        clinic.may(Right::ChartRead)?;
        Self::read(&clinic.read())
    }

    /// # Errors
    /// Those of a read.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self> {
        let rows = reader.all::<ClinicFood>(Deleted::Hidden)?;
        let corrections = reader.all::<AllergenCorrection>(Deleted::Hidden)?;
        let by_food = corrections.iter().filter_map(|row| {
            let cell = AllergenCorrection::CELL.allergens.number;
            let food = index_of(&row.value.food)?;
            let is_disputed = row.conflicted.contains(&cell);
            Some((
                food,
                corrected(&row.value, allergens::of(food), is_disputed)?,
            ))
        });
        let mut table = Self::of(rows.iter().filter_map(own_food).collect(), by_food);
        // one that is damaged or gone may have been of any food
        if reader.has_lost_rows(AllergenCorrection::DESCRIPTOR) {
            for (food, _) in (0..).zip(all()) {
                let known = table.corrected.entry(food);
                known.or_insert_with(|| allergens::of(food).clone().disputed());
            }
        }
        Ok(table)
    }

    fn of(own: Vec<OwnFood>, corrected: impl Iterator<Item = (FoodIndex, FoodAllergens)>) -> Self {
        let numbers = (0..FoodIndex::MAX).skip(all().len());
        let by_id = own.iter().zip(numbers);
        Self {
            by_id: by_id
                .map(|(of, index)| (of.food.id.clone(), index))
                .collect(),
            corrected: corrected.collect(),
            own,
        }
    }

    fn own(&self, food: FoodIndex) -> Option<&OwnFood> {
        self.own.get(usize::from(food).checked_sub(all().len())?)
    }

    pub(super) fn index_of(&self, id: &str) -> Option<FoodIndex> {
        index_of(id).or_else(|| self.by_id.get(id).copied())
    }

    /// Returns the food with a number.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn named(&self, id: &str) -> Result<FoodIndex> {
        self.index_of(id.trim()).ok_or(Error::NotFound(FOOD))
    }

    pub(super) fn at(&self, food: FoodIndex) -> &Food {
        self.own(food).map_or_else(|| at(food), |own| &own.food)
    }

    /// Returns every food with its number, those too that are offered no longer.
    pub(super) fn all(&self) -> impl Iterator<Item = (FoodIndex, &Food)> {
        let own = self.own.iter().map(|of| &of.food);
        (0..).zip(all().iter().chain(own))
    }

    /// Returns the clinic's own foods that are offered.
    pub(super) fn offered(&self) -> impl Iterator<Item = (FoodIndex, &Food)> {
        let own = self.own.iter().filter(|of| of.is_active);
        own.filter_map(|of| Some((*self.by_id.get(&of.food.id)?, &of.food)))
    }

    pub(super) fn is_own(&self, food: FoodIndex) -> bool {
        self.own(food).is_some()
    }

    /// Returns how many foods are searched: the clinic's own among them are those that are offered.
    pub fn count(&self) -> usize {
        all().len() + self.count_of_own()
    }

    pub fn count_of_own(&self) -> usize {
        self.offered().count()
    }

    /// Returns the measures of a food, the usual one first; none for a food that is counted in grams alone.
    pub(super) fn measures(&self, food: FoodIndex) -> Vec<&Measure> {
        match self.own(food) {
            Some(own) => own.measures.iter().collect(),
            None => measures::of(food),
        }
    }

    /// Returns each nutrient with its amount in 100 g, in its own unit, in the order of the nutrients. What is not
    /// known is none, never 0.
    pub(super) fn per_hundred_grams(
        &self,
        food: FoodIndex,
    ) -> Vec<(CountedNutrient, Option<Decimal>)> {
        match self.own(food) {
            Some(own) => counted()
                .iter()
                .copied()
                .zip(own.nutrients.clone())
                .collect(),
            None => composition::per_hundred_grams(food),
        }
    }

    pub(super) fn allergens(&self, food: FoodIndex) -> &FoodAllergens {
        match self.own(food) {
            Some(own) => &own.allergens,
            None => self
                .corrected
                .get(&food)
                .unwrap_or_else(|| allergens::of(food)),
        }
    }

    /// Returns the name of a food of the list, its allergens, and those that the list says; none for another number.
    pub(crate) fn of_list(
        &self,
        id: &str,
        language: ScreenLanguage,
    ) -> Option<(&str, &FoodAllergens, &FoodAllergens)> {
        let food = index_of(id)?;
        Some((
            at(food).name(language),
            self.allergens(food),
            allergens::of(food),
        ))
    }

    /// Returns the group of a food by its number; none for a number of a later list.
    pub(crate) fn group_of(&self, id: &str) -> Option<FoodGroup> {
        Some(self.at(self.index_of(id)?).shop_group())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sync_contract::Phi;
    use sync_contract::field::Text;
    use sync_contract::ids::AllergenCorrectionId;
    use uuid::Uuid;

    use super::*;
    use crate::foods::Allergen;

    fn correction(contains: &str, free_of: &str) -> AllergenCorrection {
        AllergenCorrection {
            id: AllergenCorrectionId(Uuid::nil()),
            food: Text::new("18069").unwrap(),
            contains: Some(Text::new(contains).unwrap()).into(),
            free_of: Some(Text::new(free_of).unwrap()).into(),
            is_active: true.into(),
        }
    }

    #[test]
    fn no_food_is_free_of_anything_where_its_correction_cannot_be_read() {
        let list = FoodAllergens::of_clinic(vec![Allergen::Gluten], vec![Allergen::Milk]);
        let mut correction = correction("MILK", "EGGS");
        let known = corrected(&correction, &list, false).unwrap();
        assert_eq!(known.contains, [Allergen::Milk]);
        correction.is_active = false.into();
        assert_eq!(corrected(&correction, &list, false), None);
        // they are of one cell
        correction.is_active = Phi::undecryptable();
        correction.contains = Phi::undecryptable();
        let unknown = corrected(&correction, &list, false).unwrap();
        assert_eq!(unknown.contains, [Allergen::Gluten]);
        assert!(!unknown.is_free_of(&[Allergen::Milk]));
    }

    #[test]
    fn no_food_is_free_of_what_two_versions_disagree_on() {
        let list = FoodAllergens::of_clinic(Vec::new(), vec![Allergen::Milk]);
        let mut correction = correction("MILK", "EGGS");
        let disputed = corrected(&correction, &list, true).unwrap();
        assert_eq!(disputed.contains, [Allergen::Milk]);
        assert!(!disputed.is_free_of(&[Allergen::Eggs]));
        // nor where the shown one is taken back
        correction.is_active = false.into();
        let disputed = corrected(&correction, &list, true).unwrap();
        assert!(!disputed.is_free_of(&[Allergen::Milk]));
    }
}
