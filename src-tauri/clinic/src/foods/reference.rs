//! The list of foods that the program brings, with the names under which people ask for the common ones.

use std::collections::HashMap;
use std::sync::LazyLock;

use sync_contract::catalog::FoodGroup;

use crate::foods::groups;
use crate::foods::list_faults::{ListFault, numbered_rows};
use crate::view::ScreenLanguage;

const FOODS: &str = include_str!("../../../../seeds/reference/foods/foods.csv");
const EVERYDAY: [&str; 2] = [
    include_str!("../../../../seeds/reference/foods/everyday.csv"),
    include_str!("../../../../seeds/reference/foods/everyday-more.csv"),
];

const EVERYDAY_FILES: [&str; 2] = ["everyday.csv", "everyday-more.csv"];

static LIST: LazyLock<FoodList> = LazyLock::new(|| FoodList::read(FOODS, &EVERYDAY));

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
    faults: Vec<ListFault>,
}

impl FoodList {
    /// Returns the foods whose lines can be read. One whose name of every day cannot be read goes without.
    fn read(foods: &str, everyday: &[&str]) -> Self {
        let mut list = Self {
            foods: Vec::new(),
            by_id: HashMap::new(),
            faults: Vec::new(),
        };
        for (line, row) in numbered_rows(foods) {
            if row.and_then(food).and_then(|food| list.add(food)).is_none() {
                list.faults.push(ListFault::of("foods.csv", line));
            }
        }
        for (file, table) in EVERYDAY_FILES.iter().zip(everyday) {
            for (line, row) in numbered_rows(table) {
                if row.and_then(|row| list.describe(row)).is_none() {
                    list.faults.push(ListFault::of(file, line));
                }
            }
        }
        list
    }

    /// None for a number that is there already.
    fn add(&mut self, food: Food) -> Option<()> {
        let index = self.foods.len().try_into().ok()?;
        if self.by_id.contains_key(&food.id) {
            return None;
        }
        self.by_id.insert(food.id.clone(), index);
        self.foods.push(food);
        Some(())
    }

    /// Gives a food its names of every day; none for a line of another form.
    fn describe(&mut self, row: [String; 7]) -> Option<()> {
        let [
            id,
            english,
            english_aliases,
            french,
            french_aliases,
            group,
            usual,
        ] = row;
        let index = *self.by_id.get(&id)?;
        let everyday = EverydayFood {
            group: groups::everyday(&group)?,
            english: names(english, &english_aliases),
            french: names(french, &french_aliases),
            usual_measure: optional(&usual)?,
        };
        self.foods.get_mut(usize::from(index))?.everyday = Some(everyday);
        Some(())
    }
}

/// None for a line of another form, and for a group that is none of the list.
fn food([id, group, description, common_name, refuse]: [String; 5]) -> Option<Food> {
    let is_number = id.len() == 5 && id.bytes().all(|of| of.is_ascii_digit());
    if !is_number || groups::listed(&group, &description).is_none() {
        return None;
    }
    Some(Food {
        id,
        group,
        description,
        common_name,
        refuse_percent: optional(&refuse)?,
        everyday: None,
    })
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

pub(super) fn all() -> &'static [Food] {
    &LIST.foods
}

pub(super) fn faults() -> &'static [ListFault] {
    &LIST.faults
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
        let list = FoodList::read(FOODS, &EVERYDAY);
        assert_eq!(list.faults, []);
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
    fn a_damaged_line_of_the_list_leaves_all_other_foods() {
        let mut lines: Vec<&str> = FOODS.lines().collect();
        // butter with a quote that is not closed, a group that there is not, a number twice, and a line that is cut off
        lines[1] = "01001,Dairy and Egg Products,\"Butter, salted,,0";
        lines[2] = "01002,Dairy an,\"Butter, whipped, with salt\",,0";
        lines[4] = lines[3];
        lines[5] = "0100";
        let everyday = EVERYDAY[1].replacen(",dairy,", ",diary,", 1);
        let list = FoodList::read(&lines.join("\n"), &[EVERYDAY[0], &everyday]);
        assert_eq!(list.foods.len(), 8789 - 4);
        let at = |line| ListFault::of("foods.csv", line);
        assert_eq!(list.faults[..4], [at(2), at(3), at(5), at(6)]);
        let diary = ListFault::of("everyday-more.csv", 2);
        assert!(list.faults.contains(&diary), "{:?}", list.faults);
        for food in all().iter().skip(5) {
            let index = list.by_id.get(&food.id).copied().unwrap();
            let read = &list.foods[usize::from(index)];
            assert_eq!(read.description, food.description);
        }
        let milk = &list.foods[usize::from(list.by_id["01077"])];
        assert_eq!(milk.name(ScreenLanguage::En), "Milk, whole");
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
