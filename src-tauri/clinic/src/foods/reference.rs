//! The list of foods that the program brings, with the names under which people ask for the common ones.

use std::collections::HashMap;
use std::sync::LazyLock;

use sync_contract::catalog::FoodGroup;

use crate::foods::groups;
use crate::view::ScreenLanguage;

const FOODS: &str = include_str!("../../../../seeds/reference/foods/foods.csv");
const EVERYDAY: [&str; 2] = [
    include_str!("../../../../seeds/reference/foods/everyday.csv"),
    include_str!("../../../../seeds/reference/foods/everyday-more.csv"),
];

static LIST: LazyLock<FoodList> =
    LazyLock::new(|| FoodList::read().expect("a test reads the lists of this program"));

/// What is not found where no food has a number: neither the list of the program nor the clinic's own.
pub const FOOD: &str = "food";

/// A food by its position in the list.
pub(super) type FoodIndex = u16;

/// A food of the list. `id` is its number there, five digits; one of the clinic's own has the id of its row, and no
/// `group` of the list.
#[derive(Debug, Clone)]
pub(super) struct Food {
    pub id: String,
    pub group: String,
    pub description: String,
    pub common_name: String,
    /// How much of what is bought is thrown away.
    pub refuse_percent: Option<u32>,
    pub everyday: Option<EverydayFood>,
}

#[derive(Debug, Clone)]
pub(super) struct EverydayFood {
    pub group: FoodGroup,
    pub english: EverydayNames,
    pub french: EverydayNames,
    /// The number of the measure in which it is usually counted.
    pub usual_measure: Option<u32>,
}

#[derive(Debug, Clone)]
pub(super) struct EverydayNames {
    pub name: String,
    pub aliases: Vec<String>,
}

impl EverydayFood {
    pub fn names(&self, language: ScreenLanguage) -> &EverydayNames {
        match language {
            ScreenLanguage::En => &self.english,
            ScreenLanguage::Fr => &self.french,
        }
    }
}

impl Food {
    /// Returns the name that people use in a language, or the description of the list.
    pub fn name(&self, language: ScreenLanguage) -> &str {
        let everyday = self.everyday.as_ref();
        everyday.map_or(&self.description, |of| &of.names(language).name)
    }

    /// Returns the group in which a shop has it.
    pub fn shop_group(&self) -> FoodGroup {
        let everyday = self.everyday.as_ref().map(|of| of.group);
        let group = everyday.or_else(|| groups::listed(&self.group, &self.description));
        group.expect("a test reads the group of each food of this program")
    }
}

struct FoodList {
    foods: Vec<Food>,
    by_id: HashMap<String, FoodIndex>,
}

impl FoodList {
    /// None where a line is of another form.
    fn read() -> Option<Self> {
        let mut foods = Vec::new();
        let mut by_id = HashMap::new();
        for line in rows(FOODS) {
            let [id, group, description, common_name, refuse] = line?;
            by_id.insert(id.clone(), foods.len().try_into().ok()?);
            foods.push(Food {
                id,
                group,
                description,
                common_name,
                refuse_percent: optional(&refuse)?,
                everyday: None,
            });
        }
        for line in EVERYDAY.into_iter().flat_map(rows) {
            let [
                id,
                english,
                english_aliases,
                french,
                french_aliases,
                group,
                usual,
            ] = line?;
            let food: &mut Food = foods.get_mut(usize::from(*by_id.get(&id)?))?;
            food.everyday = Some(EverydayFood {
                group: groups::everyday(&group)?,
                english: names(english, &english_aliases),
                french: names(french, &french_aliases),
                usual_measure: optional(&usual)?,
            });
        }
        Some(Self { foods, by_id })
    }
}

fn names(name: String, aliases: &str) -> EverydayNames {
    let aliases = aliases.split(';').map(str::trim);
    EverydayNames {
        name,
        aliases: aliases
            .filter(|of| !of.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// None for what is no number, none inside for an empty field.
#[allow(clippy::option_option)]
fn optional(field: &str) -> Option<Option<u32>> {
    match field {
        "" => Some(None),
        field => field.parse().ok().map(Some),
    }
}

/// Returns the rows of a table below its head; none for a row of another width.
pub(super) fn rows<const N: usize>(table: &str) -> impl Iterator<Item = Option<[String; N]>> {
    let records = csv::Reader::from_reader(table.as_bytes()).into_records();
    records.map(|record| {
        let fields: Vec<String> = record.ok()?.iter().map(str::to_owned).collect();
        fields.try_into().ok()
    })
}

pub(super) fn all() -> &'static [Food] {
    &LIST.foods
}

pub(super) fn at(index: FoodIndex) -> &'static Food {
    &LIST.foods[usize::from(index)]
}

pub(super) fn index_of(id: &str) -> Option<FoodIndex> {
    LIST.by_id.get(id).copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_list_has_each_food_once_and_two_names_of_each_common_one() {
        let list = FoodList::read().unwrap();
        assert_eq!(list.foods.len(), 8789);
        assert_eq!(list.by_id.len(), 8789);
        let everyday = list.foods.iter().filter_map(|food| food.everyday.as_ref());
        assert_eq!(everyday.count(), 930);
        let butter = at(index_of("01001").unwrap());
        assert_eq!(butter.description, "Butter, salted");
        assert_eq!(butter.refuse_percent, Some(0));
        let of = |language| at(index_of("01077").unwrap()).name(language);
        assert_eq!(of(ScreenLanguage::En), "Milk, whole");
        assert_eq!(of(ScreenLanguage::Fr), "Lait entier");
        assert_eq!(index_of("1077"), None);
    }

    #[test]
    fn each_food_of_the_list_is_in_a_group_of_a_shop() {
        for food in all() {
            let listed = groups::listed(&food.group, &food.description);
            assert!(listed.is_some(), "{} of {}", food.description, food.group);
        }
        let of = |id: &str| at(index_of(id).unwrap()).shop_group();
        // an egg of the common foods, and one that is in the list alone
        assert_eq!(of("01077"), FoodGroup::Dairy);
        assert_eq!(of("01123"), FoodGroup::Eggs);
        assert_eq!(of("01144"), FoodGroup::Eggs);
        assert_eq!(of("09040"), FoodGroup::Fruit);
        assert_eq!(of("14003"), FoodGroup::Alcohol);
    }
}
