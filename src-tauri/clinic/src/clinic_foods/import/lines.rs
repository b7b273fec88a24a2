//! The lines of a list of foods.

use sync_contract::catalog::{ClinicFood, FoodGroup, FoodProfile, food_profile_id};
use sync_contract::field::{Line, Text};
use sync_contract::ids::{ClinicFoodId, TenantId};
use uuid::Uuid;

use crate::clinic_foods::import::columns::{FoodColumn, group};
use crate::clinic_foods::import::energy;
use crate::clinic_foods::{ClinicFoodForm, KnownNutrient, WeighedMeasure, checked};
use crate::diet_orders::Texture;
use crate::diet_orders::levels::{FLUID_LEVELS, FOOD_LEVELS, level};
use crate::error::{Error, Reason, Result};
use crate::fields::{self, Together, folded_words_in_order, name_key};
use crate::foods::{Allergen, allergens_of};
use crate::spreadsheet::table::Record;

/// A food of a line, without its id.
pub(super) struct ListedFood {
    food: ClinicFood,
    french: Option<Line>,
    texture: Option<Texture>,
}

impl ListedFood {
    pub fn food(&self, id: ClinicFoodId, import: Text<36>) -> ClinicFood {
        ClinicFood {
            id,
            food_import: Some(import).into(),
            ..self.food.clone()
        }
    }

    /// Returns what is said of the food for patients; none where the line says nothing of that.
    ///
    /// # Errors
    /// `Invalid` for an id that has no room in its field.
    pub fn profile(&self, tenant: TenantId, id: ClinicFoodId) -> Result<Option<FoodProfile>> {
        if self.french.is_none() && self.texture.is_none() {
            return Ok(None);
        }
        let food = id.to_string();
        let (food_level, fluid_level) = match self.texture {
            None => (None, None),
            Some(Texture::Food(level)) => (Some(level), None),
            Some(Texture::Fluid(level)) => (None, Some(level)),
        };
        Ok(Some(FoodProfile {
            id: food_profile_id(tenant, &food),
            food: Text::new(&food).map_err(|_| Error::invalid("food", Reason::TooLong))?,
            english: None::<Line>.into(),
            french: self.french.clone().into(),
            food_level: food_level.map(i64::from).into(),
            fluid_level: fluid_level.map(i64::from).into(),
        }))
    }

    pub fn key(&self) -> FoodKey {
        FoodKey::of(&self.food)
    }
}

/// By what two foods are one: the folded name and maker.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct FoodKey(String, String);

impl FoodKey {
    pub fn of(food: &ClinicFood) -> Self {
        let maker = food.maker.open().and_then(Option::as_ref);
        Self(
            food.name.open().map_or_else(String::new, |of| name_key(of)),
            maker.map_or_else(String::new, |of| name_key(of)),
        )
    }
}

/// Returns the food of a line.
///
/// # Errors
/// As those of a food that is added; `Invalid` for a group, a measure, an allergen and a texture that cannot be read.
pub(super) fn food(record: &Record, columns: &[Option<FoodColumn>]) -> Result<ListedFood> {
    let values = || columns.iter().zip(&record.values);
    let of = |wanted: FoodColumn| {
        let value = values().find(|(column, _)| **column == Some(wanted));
        value.map_or("", |(_, value)| value.trim())
    };
    let typed = (
        food_group(of(FoodColumn::Group)),
        measures(of(FoodColumn::Measures)),
        allergens(of(FoodColumn::Contains), of(FoodColumn::FreeOf)),
        fields::optional::<255>(of(FoodColumn::French), "french"),
        texture(of(FoodColumn::Texture)),
    )
        .together();
    let (typed, wrong) = match typed {
        Ok(typed) => (typed, Ok(())),
        Err(error) => (Default::default(), Err(error)),
    };
    let (group, measures, (contains, free_of), french, texture) = typed;
    let name = of(FoodColumn::Name);
    let other_names = of(FoodColumn::OtherNames).replace(';', "\n");
    let amounts = values().filter_map(|(column, value)| match column {
        Some(FoodColumn::Amount { nutrient, unit }) => Some(KnownNutrient {
            nutrient: *nutrient,
            amount: with_unit(value, unit),
        }),
        _ => None,
    });
    let mut nutrients: Vec<KnownNutrient> = amounts.collect();
    let energy = energy::missing(&nutrients);
    if let Ok(Some(kcal)) = &energy {
        nutrients.retain(|of| of.nutrient != kcal.nutrient);
        nutrients.push(kcal.clone());
    }
    let form = ClinicFoodForm {
        name: name.to_owned(),
        other_names: match &french {
            // a search finds it by that, too
            Some(french) if name_key(french) != name_key(name) => {
                format!("{other_names}\n{}", french.as_str())
            }
            _ => other_names,
        },
        maker: of(FoodColumn::Maker).to_owned(),
        group: group.unwrap_or(FoodGroup::Dishes),
        nutrients,
        measures,
        contains,
        free_of,
        is_active: true,
    };
    let food = checked(ClinicFoodId(Uuid::nil()), &form, &[], &[]);
    let (food, (), _) = (food, wrong, energy).together()?;
    Ok(ListedFood {
        food,
        french,
        texture,
    })
}

/// Returns an amount with the unit of its heading, unless it has one of its own. Empty stays empty.
fn with_unit(value: &str, unit: &str) -> String {
    match value.is_empty() || value.chars().any(char::is_alphabetic) {
        true => value.to_owned(),
        false => format!("{value} {unit}"),
    }
}

fn food_group(value: &str) -> Result<Option<FoodGroup>> {
    if value.is_empty() {
        return Ok(None);
    }
    let group = group(value).ok_or(Error::invalid("group", Reason::Unknown))?;
    Ok(Some(group))
}

/// Reads `cup=240; slice=30`.
fn measures(value: &str) -> Result<Vec<WeighedMeasure>> {
    let measures = parts(value).map(|part| {
        let (name, grams) = part
            .split_once('=')
            .ok_or(Error::invalid("measures", Reason::Malformed))?;
        Ok(WeighedMeasure {
            name: name.trim().to_owned(),
            grams: grams.trim().to_owned(),
        })
    });
    measures.collect()
}

/// Before a colon, they say what follows.
const CONTAINED: &[&str] = &["contains", "contient"];
const ABSENT: &[&str] = &["free of", "free from", "sans"];
/// With one of these, a word of an allergen is not what it names.
const DENIED: &[&str] = &[
    "free", "no", "not", "without", "sans", "pas", "non", "aucun",
];

type Allergens = (Vec<Allergen>, Vec<Allergen>);

/// Reads `milk; eggs`, `free of: nuts; fish`, and one behind the other; and what the second column has of the latter.
fn allergens(contains: &str, free_of: &str) -> Result<Allergens> {
    let mut read = (Vec::new(), Vec::new());
    let mut is_absent = false;
    for part in parts(contains).flat_map(|part| part.split(',')) {
        let (head, name) = part.split_once(':').unwrap_or(("", part));
        let head = folded_words_in_order(head).join(" ");
        is_absent = match head.as_str() {
            "" => is_absent,
            head if ABSENT.contains(&head) => true,
            head if CONTAINED.contains(&head) => false,
            _ => return Err(Error::invalid("contains", Reason::Unknown)),
        };
        let list = match is_absent {
            true => &mut read.1,
            false => &mut read.0,
        };
        list.extend(named(name, "contains")?);
    }
    for part in parts(free_of).flat_map(|part| part.split(',')) {
        read.1.extend(named(part, "freeOf")?);
    }
    Ok(read)
}

fn named(name: &str, field: &'static str) -> Result<Vec<Allergen>> {
    let words = folded_words_in_order(name);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let is_denied = words.iter().any(|word| DENIED.contains(&word.as_str()));
    let allergens = match words.join("_").to_uppercase().parse() {
        Ok(allergen) => vec![allergen],
        Err(_) => allergens_of(name),
    };
    match allergens.is_empty() || is_denied {
        true => Err(Error::invalid(field, Reason::Unknown)),
        false => Ok(allergens),
    }
}

const FLUIDS: &[&str] = &["fluid", "drink", "boisson", "liquide"];
const FOODS: &[&str] = &["food", "aliment", "solide"];

/// Reads `food 5` and `fluid 2`; a number alone where only one of the two has it.
fn texture(value: &str) -> Result<Option<Texture>> {
    let words = folded_words_in_order(value);
    let Some(last) = words.last() else {
        return Ok(None);
    };
    let unknown = || Error::invalid("texture", Reason::Unknown);
    let number: u8 = last.parse().map_err(|_| unknown())?;
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let (is_food, is_fluid) = (
        FOOD_LEVELS.contains(&number),
        FLUID_LEVELS.contains(&number),
    );
    let texture = match (has(FOODS), has(FLUIDS)) {
        (true, false) => Texture::Food(number),
        (false, true) => Texture::Fluid(number),
        (false, false) if is_food && !is_fluid => Texture::Food(number),
        (false, false) if is_fluid && !is_food => Texture::Fluid(number),
        _ => return Err(unknown()),
    };
    match texture {
        Texture::Food(number) => level(Some(number), FOOD_LEVELS, "texture")?,
        Texture::Fluid(number) => level(Some(number), FLUID_LEVELS, "texture")?,
    };
    Ok(Some(texture))
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split(';').map(str::trim);
    parts.filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn allergens_are_read_as_contained_and_as_absent() {
        use Allergen::{Eggs, Fish, Gluten, Milk, Nuts};
        for (contains, free_of, expected) in [
            ("", "", (vec![], vec![])),
            ("milk; eggs", "", (vec![Milk, Eggs], vec![])),
            ("Lait, œufs", "", (vec![Milk, Eggs], vec![])),
            ("free of: nuts; fish", "", (vec![], vec![Nuts, Fish])),
            ("MILK; sans : gluten", "", (vec![Milk], vec![Gluten])),
            ("milk", "gluten", (vec![Milk], vec![Gluten])),
        ] {
            assert_eq!(
                allergens(contains, free_of).unwrap(),
                expected,
                "{contains}"
            );
        }
        for text in ["plums", "gluten-free", "sans lait", "maybe: milk"] {
            assert!(allergens(text, "").is_err(), "{text}");
        }
    }

    #[test]
    fn a_texture_is_a_level_of_what_is_eaten_or_drunk() {
        for (text, expected) in [
            ("", None),
            ("5", Some(Texture::Food(5))),
            ("1", Some(Texture::Fluid(1))),
            ("Food 4", Some(Texture::Food(4))),
            ("boisson, niveau 3", Some(Texture::Fluid(3))),
        ] {
            assert_eq!(texture(text).unwrap(), expected, "{text}");
        }
        for text in ["4", "8", "fluid 6", "soft", "food"] {
            assert!(texture(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_has_the_unit_of_its_heading_or_its_own() {
        assert_eq!(with_unit("12,5", "mg"), "12,5 mg");
        assert_eq!(with_unit("0.1 g", "mg"), "0.1 g");
        assert_eq!(with_unit("", "mg"), "");
    }
}
