//! What a recipe says, as it is stored and as it is typed.

use rust_decimal::Decimal;
use sync_contract::catalog::Recipe;
use sync_contract::field::{Line, Paragraph, Text};
use sync_contract::ids::RecipeId;

use crate::clinic_foods::grams;
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together, name_key};
use crate::foods::dish::{self, DishPart};
use crate::foods::{self, FoodTable};
use crate::recipes::versions::Versions;
use crate::recipes::{RecipeForm, RecipePartForm};
use crate::view::{ScreenLanguage, text};

/// Our own limits, against a slip of the hand.
const PORTIONS_MAX: i64 = 500;
const PARTS_MAX: usize = 60;

/// A recipe without its id and what it replaces.
pub(super) struct Content {
    pub name: Line,
    pub portions: i64,
    pub yield_grams: Option<Decimal>,
    pub method: Option<Paragraph>,
    pub parts: Vec<DishPart>,
}

impl Content {
    /// Reads a recipe as it is typed, in the place of another one or of none.
    ///
    /// # Errors
    /// `TooLong`, `Invalid` without a name or a part, for a name that another recipe has, portions and a weight that
    /// cannot be, an amount that cannot be read or that is none of its food, and a part that is made of this recipe;
    /// `NotFound` for a number that no food has.
    pub fn read(
        form: &RecipeForm,
        replaced: Option<&Recipe>,
        versions: &Versions<'_>,
        table: &FoodTable,
        language: ScreenLanguage,
    ) -> Result<Self> {
        let free = |name: Line| match is_taken(&name, replaced, versions) {
            true => Err(Error::invalid("name", Reason::Taken)),
            false => Ok(name),
        };
        let (name, portions, yield_grams, method, parts) = (
            fields::required(&form.name, "name").and_then(free),
            portions(&form.portions),
            yield_grams(&form.yield_weight),
            fields::optional_paragraph(&form.method, "method"),
            parts(&form.parts, replaced, versions, table, language),
        )
            .together()?;
        let content = Self {
            name,
            portions,
            yield_grams,
            method,
            parts,
        };
        // less than can be weighed of each
        content
            .portion_grams()
            .ok_or(Error::invalid("portions", Reason::Impossible))?;
        Ok(content)
    }

    pub fn portion_grams(&self) -> Option<Decimal> {
        let grams = dish::weight(self.yield_grams, &self.parts)?;
        dish::portion_weight(grams, self.portions)
    }

    /// # Errors
    /// `TooLong`.
    pub fn row(&self, id: RecipeId, replaces: Option<RecipeId>) -> Result<Recipe> {
        let parts = serde_json::to_string(&self.parts).expect("parts are texts and numbers");
        let parts: Text<20000> = fields::required(&parts, "parts")?;
        Ok(Recipe {
            id,
            name: self.name.clone().into(),
            portions: self.portions.into(),
            yield_grams: self.yield_grams.into(),
            method: self.method.clone().into(),
            parts: parts.into(),
            replaces: replaces.into(),
            is_active: true,
        })
    }
}

/// Returns a recipe as it is typed, with the parts that this program can read; none where this user cannot decrypt it.
pub(super) fn form_of(recipe: &Recipe) -> Option<RecipeForm> {
    let parts = dish::parts(recipe).into_iter().flatten();
    let yield_grams = *recipe.yield_grams.open()?;
    Some(RecipeForm {
        name: recipe.name.open()?.to_string(),
        portions: recipe.portions.open()?.to_string(),
        yield_weight: yield_grams.map_or(String::new(), |grams| grams.normalize().to_string()),
        method: text(&recipe.method),
        parts: parts
            .map(|part| RecipePartForm {
                food: part.food,
                amount: part.entered,
            })
            .collect(),
    })
}

fn is_taken(name: &str, replaced: Option<&Recipe>, versions: &Versions<'_>) -> bool {
    let own = replaced.map(|recipe| versions.first(recipe.id));
    let wanted = name_key(name);
    let mut others = versions.current().map(|row| &row.value);
    others.any(|of| {
        let known = of.name.open();
        known.is_some_and(|known| name_key(known) == wanted) && Some(versions.first(of.id)) != own
    })
}

/// # Errors
/// `Invalid` for what is no number of 1 to 500.
pub(super) fn portions(typed: &str) -> Result<i64> {
    let invalid = |reason| Error::invalid("portions", reason);
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(invalid(Reason::Required));
    }
    let portions: i64 = typed.parse().map_err(|_| invalid(Reason::Malformed))?;
    match (1..=PORTIONS_MAX).contains(&portions) {
        true => Ok(portions),
        false => Err(invalid(Reason::Impossible)),
    }
}

/// # Errors
/// `Invalid` for what is no weight in grams.
pub(super) fn yield_grams(typed: &str) -> Result<Option<Decimal>> {
    match typed.trim() {
        "" => Ok(None),
        typed => grams(typed, "yieldWeight").map(Some),
    }
}

fn parts(
    typed: &[RecipePartForm],
    replaced: Option<&Recipe>,
    versions: &Versions<'_>,
    table: &FoodTable,
    language: ScreenLanguage,
) -> Result<Vec<DishPart>> {
    let invalid = |reason| Error::invalid("parts", reason);
    if typed.is_empty() {
        return Err(invalid(Reason::Required));
    }
    if typed.len() > PARTS_MAX {
        return Err(invalid(Reason::TooLarge));
    }
    let own = replaced.map(|recipe| versions.first(recipe.id));
    let is_own = |part: &RecipePartForm| {
        own.is_some_and(|first| versions.is_made_of(part.food.trim(), first))
    };
    if typed.iter().any(is_own) {
        return Err(invalid(Reason::ContainsItself));
    }
    let stored = replaced.and_then(dish::parts).unwrap_or(Vec::new());
    let read = typed
        .iter()
        .map(|part| read(part, &stored, table, language));
    read.collect()
}

/// Returns a part as it is typed. One that was there already stays as it was counted.
///
/// # Errors
/// As [`foods::show`].
pub(super) fn read(
    typed: &RecipePartForm,
    stored: &[DishPart],
    table: &FoodTable,
    language: ScreenLanguage,
) -> Result<DishPart> {
    let is_same = |part: &&DishPart| part.food == typed.food && part.entered == typed.amount;
    if let Some(part) = stored.iter().find(is_same) {
        return Ok(part.clone());
    }
    let taken = foods::take(table, &typed.food, &typed.amount, None, language)?;
    Ok(DishPart {
        food: taken.id,
        name: taken.name,
        entered: taken.entered,
        count: taken.count,
        measure: taken.measure,
        grams: taken.grams,
    })
}
