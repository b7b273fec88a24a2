//! The foods that a clinic counts with: the list of the program with the clinic's own after it, and what the clinic
//! knows better of the list.

pub(crate) mod given;

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use sync_contract::catalog::{
    AllergenCorrection, ClinicFood, FoodGroup, FoodProfile, MealPlanItem, Patient, RecallItem,
    Recipe,
};
use sync_contract::ids::{PatientId, RecipeId};
use sync_contract::{Entity, Right};
use vault::read::{Deleted, Reader, Stored};

use crate::error::{Error, Result};
use crate::foods::allergens::{self, FoodAllergens};
use crate::foods::composition::{self, Known};
use crate::foods::dish::{self, Dish};
use crate::foods::measures::{self, Measure};
use crate::foods::own::{self, OwnFood};
use crate::foods::profiles::{self, KnownTexture, Profile};
use crate::foods::reference::{FOOD, Food, FoodIndex, all, at, index_of};
use crate::nutrition::intakes::{CountedNutrient, counted};
use crate::view::{Id, ScreenLanguage};
use crate::{Clinic, reads};

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
    own.is_active &= row.deleted.is_none();
    if row.conflicted.contains(&ClinicFood::CELL.allergens.number) {
        own.allergens = own.allergens.disputed();
    }
    Some(own)
}

/// Returns the ids of the recipes that were changed since: another row takes their place.
pub(crate) fn replaced(rows: &[Stored<Recipe>]) -> HashSet<RecipeId> {
    let replaced = rows.iter().filter_map(|row| *row.value.replaces.open()?);
    replaced.collect()
}

/// A food that is not of the list.
enum OfClinic<'a> {
    Own(&'a OwnFood),
    Dish(&'a Dish),
}

/// Foods by their number: five digits of the list, the id of one of the clinic's own, that of a recipe. The default is
/// the list alone.
#[derive(Clone, Default)]
pub struct FoodTable {
    own: Vec<OwnFood>,
    /// Recipes as they were at any time, behind the clinic's own foods.
    dishes: Vec<Dish>,
    by_id: HashMap<String, FoodIndex>,
    corrected: HashMap<FoodIndex, FoodAllergens>,
    profiles: HashMap<FoodIndex, Profile>,
    has_lost_profiles: bool,
    /// What one patient ate or was advised.
    familiar: HashSet<FoodIndex>,
    /// How often the clinic's recalls and plans have a food.
    uses: HashMap<FoodIndex, u32>,
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

    /// Returns the foods of a clinic for a search: of those of the list without a name of every day, what the clinic
    /// uses often goes first.
    ///
    /// # Errors
    /// `Forbidden` (needs `chart.read`).
    pub fn for_search(clinic: &Clinic) -> Result<Self> {
        clinic.may(Right::ChartRead)?;
        let table = Self::read(&clinic.read())?;
        if clinic.food_uses.borrow().is_none() {
            let counted = uses(&clinic.read())?;
            *clinic.food_uses.borrow_mut() = Some(counted);
        }
        let counted = clinic.food_uses.borrow();
        Ok(table.with_uses(counted.iter().flatten()))
    }

    /// Takes how often each food is used, by its id.
    pub(super) fn with_uses<'a>(
        mut self,
        counted: impl Iterator<Item = (&'a String, &'a u32)>,
    ) -> Self {
        let uses = counted.filter_map(|(food, count)| Some((self.index_of(food)?, *count)));
        self.uses = uses.collect();
        self
    }

    /// Returns the foods of a clinic; a search finds those first that this patient ate or was advised before, then as
    /// [`FoodTable::for_search`] has it.
    ///
    /// # Errors
    /// `Forbidden` (needs `chart.read`), `NotFound`, `Invalid` for what is no id.
    pub fn of_patient(clinic: &Clinic, patient: &Id) -> Result<Self> {
        clinic.may(Right::ChartRead)?;
        let (reader, patient): (_, PatientId) = (clinic.read(), patient.to()?);
        clinic.require_row::<Patient>(patient, "patient")?;
        // the order of the foods tells what they ate
        reads::log_read(clinic, patient)?;
        let mut table = Self::for_search(clinic)?;
        let eaten = reader.recall_items_of(patient)?;
        let advised = reader.meal_plan_items_of(patient)?;
        let foods = (eaten.iter().map(|row| &row.value.food))
            .chain(advised.iter().map(|row| &row.value.food));
        let familiar: HashSet<_> = foods
            .filter_map(|food| table.index_of(food.open()?.as_deref()?))
            .collect();
        table.familiar = familiar;
        Ok(table)
    }

    pub(super) fn uses(&self, food: FoodIndex) -> u32 {
        self.uses.get(&food).copied().unwrap_or(0)
    }

    pub(super) fn is_familiar(&self, food: FoodIndex) -> bool {
        self.familiar.contains(&food)
    }

    /// # Errors
    /// Those of a read.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self> {
        // what was counted with a food that was removed is still counted with it
        let rows = reader.all::<ClinicFood>(Deleted::Shown)?;
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
        let own = rows.iter().filter_map(own_food).collect();
        let recipes = reader.all::<Recipe>(Deleted::Hidden)?;
        let mut table = Self::of(own, dishes(&recipes), by_food);
        let described = reader.all::<FoodProfile>(Deleted::Hidden)?;
        let profiles = profiles::by_food(&described, &recipes).into_iter();
        let profiles = profiles.filter_map(|(food, of)| Some((table.index_of(&food)?, of)));
        table.profiles = profiles.collect();
        table.has_lost_profiles = reader.has_lost_rows(FoodProfile::DESCRIPTOR, None);
        // one that is damaged or gone may have been of any food
        if reader.has_lost_rows(AllergenCorrection::DESCRIPTOR, None) {
            for (food, _) in (0..).zip(all()) {
                let known = table.corrected.entry(food);
                known.or_insert_with(|| allergens::of(food).clone().disputed());
            }
        }
        Ok(table)
    }

    fn of(
        own: Vec<OwnFood>,
        dishes: Vec<Dish>,
        corrected: impl Iterator<Item = (FoodIndex, FoodAllergens)>,
    ) -> Self {
        let numbers = (0..FoodIndex::MAX).skip(all().len());
        let foods = own.iter().map(|of| &of.food);
        let foods = foods.chain(dishes.iter().map(|of| &of.food));
        Self {
            by_id: foods
                .zip(numbers)
                .map(|(food, index)| (food.id.clone(), index))
                .collect(),
            corrected: corrected.collect(),
            profiles: HashMap::new(),
            has_lost_profiles: false,
            familiar: HashSet::new(),
            uses: HashMap::new(),
            own,
            dishes,
        }
    }

    fn of_the_clinic(&self, food: FoodIndex) -> Option<OfClinic<'_>> {
        let position = usize::from(food).checked_sub(all().len())?;
        match self.own.get(position) {
            Some(own) => Some(OfClinic::Own(own)),
            None => {
                let dish = self.dishes.get(position - self.own.len())?;
                Some(OfClinic::Dish(dish))
            }
        }
    }

    pub(super) fn dish(&self, food: FoodIndex) -> Option<&Dish> {
        match self.of_the_clinic(food)? {
            OfClinic::Own(_) => None,
            OfClinic::Dish(dish) => Some(dish),
        }
    }

    pub(crate) fn index_of(&self, id: &str) -> Option<FoodIndex> {
        let own = |id: &str| self.by_id.get(id).copied();
        // an id is the same in upper case
        index_of(id)
            .or_else(|| own(id))
            .or_else(|| own(&id.to_ascii_lowercase()))
    }

    /// Returns the food with a number.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn named(&self, id: &str) -> Result<FoodIndex> {
        self.index_of(id.trim()).ok_or(Error::NotFound(FOOD))
    }

    pub(super) fn at(&self, food: FoodIndex) -> &Food {
        match self.of_the_clinic(food) {
            Some(OfClinic::Own(own)) => &own.food,
            Some(OfClinic::Dish(dish)) => &dish.food,
            None => at(food),
        }
    }

    /// Returns every food that is offered, with its number.
    pub(super) fn all(&self) -> impl Iterator<Item = (FoodIndex, &Food)> {
        (0..).zip(all()).chain(self.offered())
    }

    /// Returns the clinic's own foods and recipes that are offered.
    pub(super) fn offered(&self) -> impl Iterator<Item = (FoodIndex, &Food)> {
        let own = self.own.iter().filter(|of| of.is_active);
        let dishes = self.dishes.iter().filter(|of| of.is_offered);
        let foods = own.map(|of| &of.food).chain(dishes.map(|of| &of.food));
        foods.filter_map(|food| Some((*self.by_id.get(&food.id)?, food)))
    }

    /// Returns whether it is one of the clinic's, be it a food or a recipe.
    pub(super) fn is_own(&self, food: FoodIndex) -> bool {
        self.of_the_clinic(food).is_some()
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
        match self.of_the_clinic(food) {
            Some(OfClinic::Own(own)) => own.measures.iter().collect(),
            Some(OfClinic::Dish(dish)) => dish.measures.iter().collect(),
            None => measures::of(food),
        }
    }

    /// Returns each nutrient with its amount in 100 g, in its own unit, in the order of the nutrients. What is not
    /// known is none, never 0; of a recipe, nor is what one of its parts has no value of.
    pub(super) fn per_hundred_grams(
        &self,
        food: FoodIndex,
    ) -> Vec<(CountedNutrient, Option<Decimal>)> {
        let amounts = match self.of_the_clinic(food) {
            Some(OfClinic::Own(own)) => own.nutrients.clone(),
            Some(OfClinic::Dish(dish)) => {
                let known = self.known_of(dish).iter();
                let all = known.map(|of| of.amount.filter(|_| of.is_all));
                all.collect()
            }
            None => composition::per_hundred_grams(food).to_vec(),
        };
        counted().iter().copied().zip(amounts).collect()
    }

    /// Returns what is known of each nutrient in 100 g, in the order of the nutrients: of a recipe at least what its
    /// parts give that have a value.
    pub(super) fn known(&self, food: FoodIndex) -> Vec<Known> {
        let amounts = match self.of_the_clinic(food) {
            Some(OfClinic::Dish(dish)) => return self.known_of(dish).to_vec(),
            Some(OfClinic::Own(own)) => &own.nutrients,
            None => composition::per_hundred_grams(food),
        };
        amounts.iter().copied().map(Known::from).collect()
    }

    fn known_of<'d>(&self, dish: &'d Dish) -> &'d [Known] {
        dish.known(|food| Some(self.known(self.index_of(food)?)))
    }

    pub(super) fn allergens(&self, food: FoodIndex) -> &FoodAllergens {
        match self.of_the_clinic(food) {
            Some(OfClinic::Own(own)) => &own.allergens,
            Some(OfClinic::Dish(dish)) => dish.allergens(|parts| self.allergens_of(parts)),
            None => self
                .corrected
                .get(&food)
                .unwrap_or_else(|| allergens::of(food)),
        }
    }

    /// Returns the allergens of foods together, by their numbers. Of one that is not there nothing is known.
    pub(crate) fn allergens_of<'a>(&self, ids: impl Iterator<Item = &'a str>) -> FoodAllergens {
        let known = ids.map(|id| Some(self.allergens(self.index_of(id)?)));
        FoodAllergens::together(known)
    }

    /// Returns the foods that a recipe is made of, and how it calls each of them; none of another food.
    pub(super) fn ingredients(&self, food: FoodIndex) -> Vec<(Option<FoodIndex>, &str)> {
        let made = self.dish(food).and_then(Dish::made);
        let parts = made.into_iter().flat_map(|made| &made.parts);
        let each = parts.flat_map(|part| {
            let index = self.index_of(&part.food);
            let own = index.map_or(Vec::new(), |index| self.ingredients(index));
            std::iter::once((index, part.name.as_str())).chain(own)
        });
        each.collect()
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

    /// Returns the name of a food by its number; none where it is not there.
    pub(crate) fn name_of(&self, id: &str, language: ScreenLanguage) -> Option<&str> {
        Some(self.at(self.index_of(id)?).name(language))
    }

    /// Returns what paper calls a food for a patient who reads this language; none where the clinic has no name of its
    /// own for it.
    pub(crate) fn name_for_patient(&self, id: &str, language: ScreenLanguage) -> Option<&str> {
        self.profile(id)?.name(language)
    }

    pub(crate) fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(&self.index_of(id)?)
    }

    /// Returns the texture that the clinic gives a food; none where it says nothing of it.
    pub(super) fn texture(&self, food: FoodIndex) -> Option<KnownTexture> {
        self.profiles.get(&food)?.texture
    }

    /// Returns whether profiles of foods are damaged or gone, of whatever food.
    pub(super) fn has_lost_profiles(&self) -> bool {
        self.has_lost_profiles
    }

    /// Returns the group of a food by its number; none for a number of a later list.
    pub(crate) fn group_of(&self, id: &str) -> Option<FoodGroup> {
        Some(self.at(self.index_of(id)?).shop_group())
    }
}

/// Returns how often each food is in the recalls and plans that this user reads, by its id.
fn uses(reader: &Reader<'_>) -> Result<HashMap<String, u32>> {
    let eaten = reader.all::<RecallItem>(Deleted::Hidden)?;
    let advised = reader.all::<MealPlanItem>(Deleted::Hidden)?;
    let foods =
        (eaten.iter().map(|row| &row.value.food)).chain(advised.iter().map(|row| &row.value.food));
    let mut uses = HashMap::new();
    for food in foods.filter_map(|food| food.open()?.as_deref()) {
        *uses.entry(food.to_owned()).or_insert(0) += 1;
    }
    Ok(uses)
}

fn dishes(rows: &[Stored<Recipe>]) -> Vec<Dish> {
    let replaced = replaced(rows);
    let dishes = rows.iter().filter_map(|row| {
        let is_offered = row.value.is_active && !replaced.contains(&row.value.id);
        Dish::of(row, is_offered)
    });
    let mut dishes: Vec<Dish> = dishes.collect();
    dish::forget_cycles(&mut dishes);
    dishes
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
