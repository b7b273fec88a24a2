//! Meal plans for people of the casebook: days of everyday food that fit what they eat and must not eat, in the amounts
//! that their targets ask for, with what they drink.

use std::collections::BTreeMap;

use sync_contract::catalog::Nutrient;

use crate::demo::casebook::amounts::{DayAim, Helping, fit, per_gram};
use crate::demo::casebook::person::DemoPerson;
use crate::demo::data::DemoPlanFood;
use crate::demo::recalls::Eats;
use crate::foods::flags::PatientFlags;
use crate::foods::{Allergen, FoodFlagKind, FoodTable, FoodView, show};
use crate::view::ScreenLanguage;

/// Kinds of patients whom the recalls suit.
const SUITED: [&str; 6] = [
    "adult-obesity",
    "t2dm-new",
    "hypertension-dash",
    "dyslipidaemia",
    "wellness",
    "osteoporosis",
];
/// One of so many of them has a meal plan.
const EVERY: u64 = 3;
/// Kinds of patients with a diet of their own, or a child's, of whom more have one; with the title and the notes.
const WITH_DIET: [(&str, &str, &str); 10] = [
    (
        "coeliac",
        "Meals without gluten",
        "Rice, potatoes and quinoa in the place of bread and pasta.",
    ),
    (
        "ckd-predialysis",
        "Meals with less protein",
        "Less protein and potassium; water as agreed.",
    ),
    (
        "t1dm-adult",
        "Meals with counted carbohydrate",
        "The carbohydrate of each meal is counted.",
    ),
    (
        "t1dm-child",
        "Family meals with counted carbohydrate",
        "The carbohydrate of each meal is counted.",
    ),
    (
        "gdm",
        "Meals in pregnancy",
        "Carbohydrate in equal parts over the day.",
    ),
    (
        "vegan-pregnancy",
        "Plant-based meals in pregnancy",
        "Pulses each day; the supplements as agreed.",
    ),
    (
        "nut-allergy-child",
        "Family meals",
        "Read each label: recipes change.",
    ),
    (
        "childhood-obesity",
        "Family meals",
        "The same meals for all of the family.",
    ),
    (
        "short-stature",
        "Family meals",
        "The same meals for all of the family.",
    ),
    (
        "kidney-transplant",
        "Everyday meals",
        "No grapefruit with the medicine.",
    ),
];
const EVERY_WITH_DIET: u64 = 2;
/// Their plans are counted in portions of carbohydrate.
const COUNTED: [&str; 4] = ["t2dm-new", "t1dm-adult", "t1dm-child", "gdm"];
/// Younger children have other portions, and no whole nuts.
const FROM_YEARS: f64 = 6.0;
const WEEK: u8 = 7;

const EVERYDAY: u32 = 11;
const VEGETARIAN: u32 = 12;
const WITHOUT_PORK: u32 = 13;
const EAST_ASIAN: u32 = 14;
const MEDITERRANEAN: u32 = 15;
/// Whose days a week has after those of a person's own menu.
const MENUS: [u32; 5] = [
    EVERYDAY,
    MEDITERRANEAN,
    WITHOUT_PORK,
    VEGETARIAN,
    EAST_ASIAN,
];

const TEA: &str = "14355";
const WATER: &str = "14411";
/// People drink at least so much, and no more glasses than that.
const DRINKS_G_MIN: f64 = 1000.0;
const GLASSES_MAX: usize = 14;
/// Protein of a kidney disease is a limit, too.
const PROTEIN_MAX: f64 = 1.7;
const PROTEIN_MAX_KIDNEYS: f64 = 1.08;
/// A child needs less protein than a family eats: so much of the energy may come from it.
const PROTEIN_KCAL_SHARE: f64 = 0.22;

/// What takes the place of a food of a group that a person does not eat: the first that they eat.
const INSTEAD: [(&str, &[&str]); 14] = [
    ("Egg", &["05064", "16126", "16070"]),
    ("Cheese", &["16126", "09037", "12036"]),
    ("Dairy and Egg Products", &["16120", "14639", "09003"]),
    ("Poultry Products", &["15016", "16126", "16070"]),
    ("Beef Products", &["05064", "15016", "16126", "16070"]),
    ("Pork Products", &["05064", "15016", "16126", "16070"]),
    (
        "Finfish and Shellfish Products",
        &["05064", "16126", "16070"],
    ),
    ("Legumes and Legume Products", &["05064", "15016", "20045"]),
    ("Nut and Seed Products", &["12036", "09003", "09252"]),
    ("Baked Products", &["18069", "20045", "11367"]),
    ("Breakfast Cereals", &["08121", "20045", "18069"]),
    ("Cereal Grains and Pasta", &["20045", "20137", "11367"]),
    (
        "Vegetables and Vegetable Products",
        &["11478", "11125", "11205", "20045"],
    ),
    ("Fruits and Fruit Juices", &["09003", "09252", "09316"]),
];
const ELSE: &[&str] = &["20045", "11367", "09003"];
/// Vegetables are few calories: they replace each other by weight.
const BY_WEIGHT: &str = "Vegetables and Vegetable Products";
const GRAMS: (f64, f64) = (10.0, 350.0);

/// Whether the recalls suit a person: they know no allergies.
pub fn suit(person: &DemoPerson) -> bool {
    let is_suited = SUITED.contains(&person.archetype.id.as_str());
    is_suited && person.allergies.is_empty() && !person.has("K90")
}

/// Whether the plan of a person is counted in portions of carbohydrate.
pub fn is_counted(person: &DemoPerson) -> bool {
    COUNTED.contains(&person.archetype.id.as_str())
}

fn has_plan(person: &DemoPerson) -> bool {
    let id = person.archetype.id.as_str();
    let last = person.visits.last().map(|visit| visit.day);
    let is_old_enough = last.is_some_and(|day| person.age_on(day) >= FROM_YEARS);
    let every = match WITH_DIET.iter().any(|(of, _, _)| *of == id) {
        true => EVERY_WITH_DIET,
        false if SUITED.contains(&id) => EVERY,
        false => return false,
    };
    let is_limited = person.archetype.targets.fluid.is_limit;
    is_old_enough && !is_limited && person.key.is_multiple_of(every)
}

/// Returns the foods of a person's plan; none for a person without one, and where no day can be what they aim at.
pub fn menu(
    person: &DemoPerson,
    language: &str,
    foods: &[DemoPlanFood],
    table: &FoodTable,
) -> Option<Vec<DemoPlanFood>> {
    let targets = person.targets.filter(|_| has_plan(person))?;
    let diet = Diet::of(person, language, table);
    let aim = DayAim {
        kcal: targets.kcal,
        protein_g: targets.protein_g,
        protein_g_max: match person.has("N18") {
            true => targets.protein_g * PROTEIN_MAX_KIDNEYS,
            false => (targets.protein_g * PROTEIN_MAX).max(targets.kcal * PROTEIN_KCAL_SHARE / 4.0),
        },
    };
    let number = menu_number(person, language);
    let own = foods.iter().find(|food| food.plan == number)?;
    let is_week = (person.key / 8).is_multiple_of(2);
    let days = if is_week { WEEK } else { own.days };
    let mut plan = Vec::new();
    let mut day = 0;
    for written in written_days(number, foods) {
        if day == days {
            break;
        }
        if let Some(of_day) = diet.day(&written, &aim, targets.fluid_ml) {
            day += 1;
            plan.extend(of_day.into_iter().map(|food| DemoPlanFood { day, ..food }));
        }
    }
    let (title, notes) = diet.title(own, day == WEEK);
    let food = |food: DemoPlanFood| DemoPlanFood {
        plan: number,
        title: title.clone(),
        notes: notes.clone(),
        days: day,
        energy: format!("{:.0}", targets.kcal),
        ..food
    };
    (day > 0).then(|| plan.into_iter().map(food).collect())
}

/// Returns the days of a menu, and after them those of the others.
fn written_days(number: u32, foods: &[DemoPlanFood]) -> Vec<Vec<&DemoPlanFood>> {
    let others = MENUS.into_iter().filter(|of| *of != number);
    let mut days = Vec::new();
    for of in std::iter::once(number).chain(others) {
        let mut menu: BTreeMap<u8, Vec<&DemoPlanFood>> = BTreeMap::new();
        for food in foods.iter().filter(|food| food.plan == of) {
            menu.entry(food.day).or_default().push(food);
        }
        days.extend(menu.into_values());
    }
    days
}

/// What a person does not eat.
struct Diet<'a> {
    person: &'a DemoPerson,
    table: &'a FoodTable,
    flags: PatientFlags,
    eats: Eats,
    is_vegan: bool,
    is_without_gluten: bool,
}

impl<'a> Diet<'a> {
    fn of(person: &'a DemoPerson, language: &str, table: &'a FoodTable) -> Self {
        let substances = person.allergies.iter().filter(|of| of.kind != "DRUG");
        let substances: Vec<&str> = substances.map(|of| of.substance.as_str()).collect();
        let preference = person.preference.unwrap_or("").to_lowercase();
        let is_vegan = preference.contains("vegan") || person.archetype.id == "vegan-pregnancy";
        Self {
            person,
            table,
            flags: PatientFlags::of_words(&substances, person.dislike.unwrap_or("")),
            eats: eats(person, language),
            is_vegan,
            is_without_gluten: person.has("K90"),
        }
    }

    /// Returns whether a person eats a food: nothing that their chart names, nor what their diet leaves out.
    fn eats(&self, food: &FoodView) -> bool {
        let index = self.table.index_of(&food.id);
        let flags = self.flags.of(self.table, index, &food.description);
        let is_refused = |kind| {
            matches!(
                kind,
                FoodFlagKind::Allergen | FoodFlagKind::CrossReacts | FoodFlagKind::Disliked
            )
        };
        let is_flagged = flags.iter().any(|flag| is_refused(flag.kind));
        let words = food.description.to_lowercase();
        let words: Vec<&str> = words.split(|c: char| !c.is_alphabetic()).collect();
        let has = |of: &[&str]| of.iter().any(|word| words.contains(word));
        let group = food.group.as_str();
        let is_fish = group == "Finfish and Shellfish Products";
        let is_meat = has(&[
            "beef", "chicken", "turkey", "pork", "ham", "bacon", "lamb", "meat",
        ]) || ["Poultry Products", "Beef Products", "Pork Products"].contains(&group)
            || [
                "Lamb, Veal, and Game Products",
                "Sausages and Luncheon Meats",
            ]
            .contains(&group);
        let is_of_animal =
            is_meat || is_fish || group == "Dairy and Egg Products" || has(&["honey"]);
        let is_alcohol = has(&["wine", "beer", "alcoholic"]);
        let gluten = food.allergens.contains.contains(&Allergen::Gluten);
        let is_made = [
            "Baked Products",
            "Breakfast Cereals",
            "Fast Foods",
            "Soups, Sauces, and Gravies",
            "Sweets",
        ]
        .contains(&group)
            || [
                "Sausages and Luncheon Meats",
                "Snacks",
                "Meals, Entrees, and Side Dishes",
            ]
            .contains(&group);
        let of_kidneys = ["Nut and Seed Products", "Legumes and Legume Products"].contains(&group)
            || has(&[
                "banana",
                "bananas",
                "orange",
                "oranges",
                "kiwifruit",
                "dried",
                "avocados",
                "tomatoes",
            ])
            || has(&[
                "spinach",
                "mushrooms",
                "potatoes",
                "potato",
                "bran",
                "tomato",
                "raisins",
                "melon",
            ]);
        !(is_flagged
            || is_meat && !self.eats.meat
            || is_fish && !self.eats.fish
            || has(&["pork", "ham", "bacon", "wine"]) && !self.eats.pork
            || is_of_animal && self.is_vegan
            || is_alcohol && (self.person.body.pregnancy.is_some() || !self.person.is_adult())
            || (gluten || is_made) && self.is_without_gluten
            || of_kidneys && self.person.has("N18"))
    }

    fn view(&self, id: &str, amount: &str) -> Option<FoodView> {
        show(self.table, id, amount, ScreenLanguage::En).ok()
    }

    /// Returns a food in the amount of a menu, or what takes its place with as much energy; none where nothing does.
    fn helping(&self, written: &DemoPlanFood) -> Option<Helping> {
        let food = self.view(&written.food, &written.amount)?;
        let grams = food.portion.grams.0;
        if self.eats(&food) {
            return Helping::of(self.table, food, grams);
        }
        let begins = |of: &str| food.group == of || food.description.starts_with(of);
        let instead = INSTEAD.iter().find(|(of, _)| begins(of));
        let instead = instead.map_or(ELSE, |(_, foods)| *foods).iter().chain(ELSE);
        let mut others = instead.filter_map(|id| self.view(id, ""));
        let other = others.find(|other| other.id != food.id && self.eats(other))?;
        let kcal = |of: &FoodView| per_gram(of, Nutrient::Energy).unwrap_or(0.0).max(0.05);
        let grams = match food.group == BY_WEIGHT && other.group == BY_WEIGHT {
            true => grams,
            false => grams * kcal(&food) / kcal(&other),
        };
        let (least, most) = GRAMS;
        Helping::of(self.table, other, grams.clamp(least, most))
    }

    /// Returns a day with its drinks; none where it cannot be what is aimed at.
    fn day(
        &self,
        written: &[&DemoPlanFood],
        aim: &DayAim,
        fluid_ml: f64,
    ) -> Option<Vec<DemoPlanFood>> {
        let helped = written
            .iter()
            .filter_map(|of| Some((*of, self.helping(of)?)));
        let (written, mut foods): (Vec<_>, Vec<_>) = helped.unzip();
        if !fit(&mut foods, aim) {
            return None;
        }
        let water: f64 = foods.iter().map(|of| of.gives(Nutrient::Water)).sum();
        let mut day: Vec<DemoPlanFood> = Vec::new();
        for (of, food) in written.iter().zip(&foods) {
            day.push(DemoPlanFood {
                food: food.food.id.clone(),
                amount: food.amount(),
                ..(*of).clone()
            });
        }
        self.with_drinks(day, (fluid_ml - water).max(DRINKS_G_MIN))
    }

    /// Adds tea for the grown-up and water, so many grams of them, as the last of each meal.
    fn with_drinks(&self, day: Vec<DemoPlanFood>, grams: f64) -> Option<Vec<DemoPlanFood>> {
        let glass = self.view(WATER, "1 glass").filter(|of| self.eats(of))?;
        let cup = self
            .view(TEA, "1 cup")
            .filter(|of| self.eats(of) && self.person.is_adult());
        let left = grams - cup.as_ref().map_or(0.0, |of| of.portion.grams.0);
        let glasses = (left.max(0.0) / glass.portion.grams.0).ceil();
        let glasses = (1..=GLASSES_MAX).find(|of| *of as f64 >= glasses)?;
        let meals: Vec<&[DemoPlanFood]> =
            day.chunk_by(|one, other| one.meal == other.meal).collect();
        let mut drunk = Vec::new();
        for (at, meal) in meals.iter().enumerate() {
            let last = meal.last()?;
            let drink = |food: &str, amount: String| DemoPlanFood {
                food: food.to_owned(),
                amount,
                ..last.clone()
            };
            drunk.extend_from_slice(meal);
            if let (0, Some(_)) = (at, &cup) {
                drunk.push(drink(TEA, "1 cup".to_owned()));
            }
            // the later meals have those that are left
            let many =
                glasses / meals.len() + usize::from(at >= meals.len() - glasses % meals.len());
            match many {
                0 => {}
                1 => drunk.push(drink(WATER, "1 glass".to_owned())),
                many => drunk.push(drink(WATER, format!("{many} glasses"))),
            }
        }
        Some(drunk)
    }

    fn title(&self, own: &DemoPlanFood, is_week: bool) -> (String, String) {
        let id = self.person.archetype.id.as_str();
        let with_diet = WITH_DIET.iter().find(|(of, _, _)| *of == id);
        let (mut title, notes) = match with_diet {
            Some((_, title, notes)) => ((*title).to_owned(), (*notes).to_owned()),
            None => (own.title.clone(), own.notes.clone()),
        };
        let foods = self.person.allergies.iter().filter(|of| of.kind == "FOOD");
        let names = foods.filter(|of| !of.substance.contains(','));
        if let Some(of) = names.map(|of| of.substance.to_lowercase()).next() {
            title = format!("{title}, without {of}");
        }
        if is_week {
            title.push_str(", a week");
        }
        (title, notes)
    }
}

/// Returns the number of the menu with which a plan of a person begins.
fn menu_number(person: &DemoPerson, language: &str) -> u32 {
    let preference = person.preference.unwrap_or("").to_lowercase();
    let dislike = person.dislike.unwrap_or("").to_lowercase();
    let is_of_plants = ["vegetarian", "plant-based", "vegan"];
    match language {
        _ if is_of_plants.iter().any(|of| preference.contains(of)) => VEGETARIAN,
        _ if is_all_of(&dislike, "meat") => VEGETARIAN,
        _ if preference.contains("halal") || preference.contains("pork") => WITHOUT_PORK,
        _ if ["lentils", "pulses", "beans"]
            .iter()
            .any(|of| dislike.contains(of)) =>
        {
            EVERYDAY
        }
        "ar" | "tr" | "fa" | "so" | "wo" => WITHOUT_PORK,
        "zh" | "vi" | "ko" | "ja" => EAST_ASIAN,
        "es" | "pt" | "it" | "el" => MEDITERRANEAN,
        _ => EVERYDAY,
    }
}

/// Whether a dislike is of all of a kind of food: "Fish" and "Fish smell", not "Oily fish" or "Meat in the evening".
fn is_all_of(dislike: &str, food: &str) -> bool {
    let rest = dislike.strip_prefix(food);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ';']) || rest == " smell")
}

/// Returns what a person eats by preference, as far as meals go by it.
pub fn eats(person: &DemoPerson, language: &str) -> Eats {
    let texts = [person.preference, person.dislike].map(|text| text.unwrap_or("").to_lowercase());
    let has = |words: &[&str]| {
        let mut texts = texts.iter();
        texts.any(|text| words.iter().any(|word| text.contains(word)))
    };
    let [preference, dislike] = &texts;
    let is_of_plants = ["vegetarian", "plant-based", "vegan"];
    let is_of_plants = is_of_plants.iter().any(|of| preference.contains(of));
    let meat = !is_of_plants && !is_all_of(dislike, "meat");
    Eats {
        meat,
        fish: !is_of_plants
            && !is_all_of(dislike, "fish")
            && !has(&["little fish", "fish with bones"]),
        pork: meat && !has(&["halal", "pork"]) && menu_number(person, language) != WITHOUT_PORK,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo::data::casebook_menus;

    /// Returns a column of a reference file by the number of the food.
    fn column(text: &'static str, key: usize, value: &str) -> BTreeMap<String, String> {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let at = rows
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == value)
            .unwrap();
        let rows = rows.into_records().map(|row| row.unwrap());
        rows.map(|row| (row[key].to_owned(), row[at].to_owned()))
            .collect()
    }

    fn everyday(value: &str) -> BTreeMap<String, String> {
        let text = include_str!("../../../../../seeds/reference/foods/everyday.csv");
        let more = include_str!("../../../../../seeds/reference/foods/everyday-more.csv");
        let mut all = column(text, 0, value);
        all.extend(column(more, 0, value));
        all
    }

    #[test]
    fn sixty_meals_of_everyday_foods_give_the_energy_of_a_menu() {
        let text = include_str!("../../../../../seeds/reference/foods/composition.csv");
        let (names, energy) = (everyday("en"), column(text, 0, "208"));
        let mut meals = BTreeSet::new();
        let mut days: BTreeMap<(u32, u8), f64> = BTreeMap::new();
        for food in casebook_menus() {
            assert!(names.contains_key(&food.food), "{}", food.food);
            let kcal: f64 = energy[&food.food].parse().unwrap();
            let amount: f64 = food.amount.split_once(' ').unwrap().0.parse().unwrap();
            *days.entry((food.plan, food.day)).or_default() += kcal * amount / 100.0;
            meals.insert((food.plan, food.day, food.meal));
        }
        assert_eq!(meals.len(), 60);
        for (day, kcal) in days {
            assert!((kcal - 1800.0).abs() < 60.0, "{day:?} {kcal}");
        }
    }

    #[test]
    fn menus_have_nothing_that_is_not_eaten_with_them() {
        let text = include_str!("../../../../../seeds/reference/foods/foods.csv");
        let (descriptions, groups) = (column(text, 0, "description"), everyday("group"));
        for food in casebook_menus() {
            let description = descriptions[&food.food].to_lowercase();
            let words: Vec<&str> = description
                .split(|letter: char| !letter.is_alphabetic())
                .collect();
            let has = |of: &[&str]| of.iter().any(|word| words.contains(word));
            let (is_vegetarian, group) = (food.plan == VEGETARIAN, groups[&food.food].as_str());
            let is_of_animal = matches!(group, "meat" | "fish") || has(&["beef", "chicken"]);
            let is_pork = has(&["pork", "ham", "bacon", "wine"]);
            assert!(!(is_vegetarian && is_of_animal), "{description}");
            assert!(
                !(is_vegetarian || food.plan == WITHOUT_PORK) || !is_pork,
                "{description}"
            );
        }
    }

    #[test]
    fn a_dislike_of_some_fish_or_meat_is_none_of_all() {
        for (dislike, food, is_all) in [
            ("fish", "fish", true),
            ("fish smell", "fish", true),
            ("oily fish", "fish", false),
            ("fish with bones", "fish", false),
            ("meat, tastes of metal", "meat", true),
            ("meat in the evening", "meat", false),
            ("red meat", "meat", false),
            ("chewy meat", "meat", false),
        ] {
            assert_eq!(is_all_of(dislike, food), is_all, "{dislike}");
        }
    }
}
