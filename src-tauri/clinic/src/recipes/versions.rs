//! Which rows are one recipe, as it was at different times.

use std::collections::{HashMap, HashSet};

use sync_contract::catalog::Recipe;
use sync_contract::ids::RecipeId;
use vault::read::{Deleted, Reader, Stored};

use crate::error::Result;
use crate::foods::{dish, table};

/// Returns all recipes, as they are and as they were.
///
/// # Errors
/// Those of a read.
pub(super) fn all(reader: &Reader<'_>) -> Result<Vec<Stored<Recipe>>> {
    Ok(reader.all::<Recipe>(Deleted::Hidden)?)
}

pub(super) struct Versions<'a> {
    rows: HashMap<String, &'a Stored<Recipe>>,
    replaced: HashSet<RecipeId>,
    /// Of each row, the first one of those of which each replaced the one before.
    first: HashMap<RecipeId, RecipeId>,
}

impl<'a> Versions<'a> {
    pub fn of(rows: &'a [Stored<Recipe>]) -> Self {
        Self {
            replaced: table::replaced(rows),
            first: firsts(rows),
            rows: rows
                .iter()
                .map(|row| (row.value.id.to_string(), row))
                .collect(),
        }
    }

    /// Returns the recipe with the number of a food; none of another food.
    pub fn get(&self, food: &str) -> Option<&'a Stored<Recipe>> {
        self.rows.get(food).copied()
    }

    pub fn is_current(&self, id: RecipeId) -> bool {
        !self.replaced.contains(&id)
    }

    /// Returns those that no other one replaces.
    pub fn current(&self) -> impl Iterator<Item = &'a Stored<Recipe>> {
        let rows = self.rows.values().copied();
        rows.filter(|row| self.is_current(row.value.id))
    }

    /// Returns the first one of those of which each replaced the one before.
    pub fn first(&self, id: RecipeId) -> RecipeId {
        self.first.get(&id).copied().unwrap_or(id)
    }

    /// Returns whether a food is a recipe, as it is or as it was, or is made of it.
    pub fn is_made_of(&self, food: &str, first: RecipeId) -> bool {
        let (mut open, mut looked) = (vec![food.to_owned()], HashSet::new());
        while let Some(food) = open.pop() {
            let Some(row) = self.get(&food) else {
                continue;
            };
            if !looked.insert(food) {
                continue;
            }
            if self.first(row.value.id) == first {
                return true;
            }
            open.extend(parts_of(&row.value));
        }
        false
    }

    /// Returns the first one of this recipe, and of each that is offered and made of it as it is now.
    pub fn affected(&self, id: RecipeId) -> HashSet<RecipeId> {
        let (mut open, mut affected) = (vec![id], HashSet::new());
        while let Some(id) = open.pop() {
            if affected.insert(self.first(id)) {
                open.extend(self.directly_made_of(id).map(|row| row.value.id));
            }
        }
        affected
    }

    /// Returns the recipes that are offered and have this one among their parts.
    pub fn directly_made_of(&self, id: RecipeId) -> impl Iterator<Item = &'a Stored<Recipe>> {
        let food = id.to_string();
        let offered = self.current().filter(|row| row.value.is_active);
        offered.filter(move |row| parts_of(&row.value).contains(&food))
    }
}

fn parts_of(recipe: &Recipe) -> Vec<String> {
    let parts = dish::parts(recipe).into_iter().flatten();
    parts.map(|part| part.food).collect()
}

fn firsts(rows: &[Stored<Recipe>]) -> HashMap<RecipeId, RecipeId> {
    let before = rows.iter().filter_map(|row| {
        let before = *row.value.replaces.open()?;
        before.map(|before| (row.value.id, before))
    });
    let before: HashMap<RecipeId, RecipeId> = before.collect();
    let mut firsts: HashMap<RecipeId, RecipeId> = HashMap::new();
    for row in rows {
        let (mut at, mut passed) = (row.value.id, Vec::new());
        // no program of ours writes rows that replace each other: of these, the one that is come back to is the first
        while let Some(next) = before.get(&at).filter(|_| !firsts.contains_key(&at)) {
            if passed.contains(&at) {
                break;
            }
            passed.push(at);
            at = *next;
        }
        let first = firsts.get(&at).copied().unwrap_or(at);
        firsts.insert(at, first);
        firsts.extend(passed.into_iter().map(|id| (id, first)));
    }
    firsts
}
