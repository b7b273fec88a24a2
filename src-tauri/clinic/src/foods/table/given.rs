//! Foods as they were when a plan was given: what is counted with the clinic's own then stays, and so do the names that
//! paper has for patients.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::foods::own::OwnFood;
use crate::foods::profiles::Profile;
use crate::foods::reference::FoodIndex;
use crate::foods::table::{FoodTable, OfClinic};
use crate::nutrition::intakes::counted;

/// A food of the clinic's own at one time. `per_hundred_grams` has what was known of each nutrient, by its word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoodThen {
    pub name: String,
    pub description: String,
    pub per_hundred_grams: BTreeMap<String, Decimal>,
}

impl FoodThen {
    fn of(own: &OwnFood) -> Self {
        let known = counted().iter().zip(&own.nutrients);
        let known = known.filter_map(|(of, amount)| {
            let amount = (*amount)?.normalize();
            Some((of.nutrient.as_str().to_owned(), amount))
        });
        let everyday = own.food.everyday.as_ref();
        Self {
            name: everyday.map_or_else(String::new, |of| of.english.name.clone()),
            description: own.food.description.clone(),
            per_hundred_grams: known.collect(),
        }
    }

    fn put(&self, own: &mut OwnFood) {
        let known = counted().iter().map(|of| {
            let amount = self.per_hundred_grams.get(of.nutrient.as_str());
            amount.copied()
        });
        own.nutrients = known.collect();
        own.food.description.clone_from(&self.description);
        if let Some(everyday) = &mut own.food.everyday {
            everyday.english.name.clone_from(&self.name);
            everyday.french.name.clone_from(&self.name);
        }
    }
}

/// What paper called foods for patients in English and in French at one time, by the ids of the foods that had a name;
/// empty in a language without one.
pub(crate) type NamesThen = BTreeMap<String, [String; 2]>;

impl FoodTable {
    /// Returns the clinic's own foods that some foods are, or are made of, by their ids.
    pub(crate) fn own_foods<'a>(
        &self,
        foods: impl Iterator<Item = &'a str>,
    ) -> BTreeMap<String, FoodThen> {
        let mut known = BTreeMap::new();
        for index in self.with_parts(foods) {
            if let Some(OfClinic::Own(own)) = self.of_the_clinic(index) {
                known.insert(own.food.id.clone(), FoodThen::of(own));
            }
        }
        known
    }

    /// Returns foods by their ids, and what they are made of.
    fn with_parts<'a>(&self, foods: impl Iterator<Item = &'a str>) -> BTreeSet<FoodIndex> {
        let all = foods.filter_map(|id| self.index_of(id)).flat_map(|index| {
            let parts = self.ingredients(index).into_iter();
            let parts: Vec<FoodIndex> = parts.filter_map(|(part, _)| part).collect();
            std::iter::once(index).chain(parts)
        });
        all.collect()
    }

    /// Returns the ids of foods, and of what they are made of.
    pub(crate) fn ids_with_parts<'a>(
        &self,
        foods: impl Iterator<Item = &'a str>,
    ) -> BTreeSet<String> {
        let all = self.with_parts(foods).into_iter();
        all.map(|index| self.at(index).id.clone()).collect()
    }

    /// Returns what paper calls some foods for patients, and those that they are made of.
    pub(crate) fn patient_names<'a>(&self, foods: impl Iterator<Item = &'a str>) -> NamesThen {
        let named = self.with_parts(foods).into_iter().filter_map(|index| {
            let profile = self.profiles.get(&index)?;
            let names = [profile.english.clone(), profile.french.clone()];
            let has_name = names.iter().any(|name| !name.is_empty());
            has_name.then(|| (self.at(index).id.clone(), names))
        });
        named.collect()
    }

    /// Returns the same foods; what paper calls some of them, and those that they are made of, is as it was then.
    pub(crate) fn named_as_then<'a>(
        mut self,
        then: &NamesThen,
        foods: impl Iterator<Item = &'a str>,
    ) -> Self {
        for index in self.with_parts(foods) {
            let names = then.get(&self.at(index).id).cloned();
            let [english, french] = names.unwrap_or([String::new(), String::new()]);
            let profile = self.profiles.entry(index).or_insert_with(|| Profile {
                english: String::new(),
                french: String::new(),
                texture: None,
            });
            (profile.english, profile.french) = (english, french);
        }
        self
    }

    /// Returns the ids of those foods that have another name or other values now.
    pub(crate) fn changed_since<'a>(&self, then: &'a BTreeMap<String, FoodThen>) -> Vec<&'a str> {
        let changed = then.iter().filter(|(id, then)| {
            let own = self.own.iter().find(|own| own.food.id == **id);
            own.is_some_and(|own| FoodThen::of(own) != **then)
        });
        changed.map(|(id, _)| id.as_str()).collect()
    }

    /// Returns the same foods with the names and the values that the clinic's own had then; none where they have them
    /// still. What they contain stays as it is known now: a flag warns of it.
    pub(crate) fn as_then(&self, then: &BTreeMap<String, FoodThen>) -> Option<Self> {
        if self.changed_since(then).is_empty() {
            return None;
        }
        let mut table = self.clone();
        for own in &mut table.own {
            if let Some(then) = then.get(&own.food.id) {
                then.put(own);
            }
        }
        // a recipe is counted anew with them
        for dish in &mut table.dishes {
            dish.forget_known();
        }
        Some(table)
    }
}
