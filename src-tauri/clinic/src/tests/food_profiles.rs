//! What paper calls a food for patients, and its texture against their diet order.
#![allow(clippy::unwrap_used)]

use crate::clinic_foods::profiles::{self, FoodProfileForm, FoodProfileView};
use crate::diet_orders::start::{end, start};
use crate::diet_orders::{DietOrderForm, StartedOrder, Texture};
use crate::error::{Error, Reason};
use crate::foods::grid::FoodGrid;
use crate::foods::{FoodFlagKind, FoodTable, SameNutrient};
use crate::meal_plans::draft::Undecided;
use crate::meal_plans::shopping::shopping_list;
use crate::meal_plans::swap;
use crate::recipes::{RecipeEdit, RecipeForm, RecipePartForm, record};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::merge::merged;
use crate::tests::recalls::{breakfast, food};
use crate::view::{Id, ScreenLanguage};
use crate::{Clinic, meal_plans};

const EN: ScreenLanguage = ScreenLanguage::En;
const FR: ScreenLanguage = ScreenLanguage::Fr;
const MILK: &str = "01077";
const BREAD: &str = "18069";
const CARROTS: &str = "11125";

fn begun() -> (Machine, Clinic, Id) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    (machine, diet, mary)
}

fn form(food: &str, names: (&str, &str), texture: Option<Texture>) -> FoodProfileForm {
    FoodProfileForm {
        food: food.into(),
        seen: None,
        english: names.0.into(),
        french: names.1.into(),
        texture,
        changes_texture: true,
    }
}

fn described(diet: &mut Clinic, food: &str, texture: Texture) -> FoodProfileView {
    let form = form(food, ("", ""), Some(texture));
    profiles::describe(diet, &form, EN).unwrap()
}

fn ordered(diet: &mut Clinic, patient: &Id, levels: (Option<u8>, Option<u8>)) -> Id {
    let form = DietOrderForm {
        food_level: levels.0,
        fluid_level: levels.1,
        supplements: Vec::new(),
        tube_feed: None,
        remark: String::new(),
    };
    match start(diet, patient, &form, true).unwrap() {
        StartedOrder::Started { order } => order.id,
        StartedOrder::Asked { questions } => panic!("{questions:?}"),
    }
}

/// The foods of a grid of which the texture is flagged.
fn flagged(grid: &FoodGrid) -> Vec<(String, Option<Texture>)> {
    let foods = grid.days.iter().flat_map(|day| &day.meals);
    let foods = foods.flat_map(|meal| &meal.foods);
    let flags = foods.flat_map(|food| {
        let flags = food.flags.iter();
        flags.filter_map(|flag| {
            let is_texture = flag.kind == FoodFlagKind::Texture;
            is_texture.then(|| (food.food.clone().unwrap(), flag.texture))
        })
    });
    flags.collect()
}

#[test]
fn a_name_for_patients_is_on_paper_in_the_language_that_they_read() {
    let (_machine, mut diet, mary) = begun();
    let of = form(MILK, ("Your usual milk", "Votre lait"), None);
    let view = profiles::describe(&mut diet, &of, EN).unwrap();
    assert_eq!((&*view.name, &*view.french), ("Milk, whole", "Votre lait"));
    let foods = [food(breakfast(), MILK, "1 cup")];
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    for (language, name) in [(EN, "Your usual milk"), (FR, "Votre lait")] {
        let shown = meal_plans::list::show(&diet, &plan.id, language).unwrap();
        let of = &shown.grid.days[0].meals[0].foods[0];
        assert_eq!(of.patient_name.as_deref(), Some(name));
        // on the screen it is the food that it was
        assert_ne!(of.name, name);
        let table = FoodTable::of_clinic(&diet).unwrap();
        let bought = shopping_list(&table, &shown.grid, language);
        assert_eq!(bought.groups[0].foods[0].name, name);
    }
    // what is taken back is the food's own name again
    let none = FoodProfileForm {
        seen: view.seen,
        ..form(MILK, ("", "Votre lait"), None)
    };
    profiles::describe(&mut diet, &none, EN).unwrap();
    let shown = meal_plans::list::show(&diet, &plan.id, EN).unwrap();
    assert_eq!(shown.grid.days[0].meals[0].foods[0].patient_name, None);
}

#[test]
fn a_food_that_is_coarser_or_thinner_than_ordered_is_flagged() {
    let (_machine, mut diet, mary) = begun();
    described(&mut diet, BREAD, Texture::Food(7));
    described(&mut diet, CARROTS, Texture::Food(4));
    described(&mut diet, MILK, Texture::Fluid(0));
    let foods = [BREAD, CARROTS, MILK].map(|of| food(breakfast(), of, "100 g"));
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    // without an order nothing is said of textures
    assert!(Undecided::of(&plan).is_empty());
    assert_eq!(
        (flagged(&plan.grid), plan.grid.flagged_for.ordered),
        (Vec::new(), None)
    );
    let order = ordered(&mut diet, &mary, (Some(5), Some(2)));
    let shown = meal_plans::list::show(&diet, &plan.id, EN).unwrap();
    let undecided = Undecided::of(&shown);
    assert_eq!(undecided.textures, ["White bread", "Milk, whole"]);
    assert!(!undecided.is_empty() && undecided.allergens.is_empty());
    let grid = shown.grid;
    let (bread, milk) = (Texture::Food(7), Texture::Fluid(0));
    let both = [
        (BREAD.to_owned(), Some(bread)),
        (MILK.to_owned(), Some(milk)),
    ];
    assert_eq!(flagged(&grid), both);
    let of = grid.flagged_for.ordered.unwrap();
    assert_eq!(
        (of.food_level, of.fluid_level, of.is_unsure),
        (Some(5), Some(2), false)
    );
    // one that is over counts no more
    let seen = crate::diet_orders::list::show(&diet, &order).unwrap().seen;
    end(&mut diet, &order, &seen, "better").unwrap();
    let grid = meal_plans::list::show(&diet, &plan.id, EN).unwrap().grid;
    assert_eq!(flagged(&grid), []);
}

#[test]
fn no_food_that_is_coarser_than_ordered_is_offered_for_another() {
    let (_machine, mut diet, mary) = begun();
    let foods = [food(breakfast(), BREAD, "100 g")];
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    let line = plan.grid.days[0].meals[0].foods[0].id.clone();
    let similar = |diet: &Clinic| {
        let foods = swap::similar(diet, &line, SameNutrient::Energy, EN).unwrap();
        foods.into_iter().map(|of| of.id).collect::<Vec<_>>()
    };
    let first = similar(&diet)[0].clone();
    described(&mut diet, &first, Texture::Food(7));
    assert!(similar(&diet).contains(&first));
    ordered(&mut diet, &mary, (Some(4), Some(0)));
    assert!(!similar(&diet).contains(&first));
}

#[test]
fn a_recipe_that_is_changed_has_the_texture_that_it_had() {
    let (_machine, mut diet, _mary) = begun();
    let part = |food: &str| RecipePartForm {
        food: food.into(),
        amount: "100 g".into(),
    };
    let form = RecipeForm {
        name: "Carrot soup".into(),
        portions: "2".into(),
        yield_weight: String::new(),
        method: String::new(),
        parts: vec![part(CARROTS), part(MILK)],
    };
    let first = record::add(&mut diet, &form, EN).unwrap();
    described(&mut diet, &first.id.0, Texture::Food(4));
    let edit = RecipeEdit {
        id: first.id.clone(),
        form: RecipeForm {
            method: "Simmer".into(),
            ..form
        },
        also_unfinished: false,
    };
    let second = record::edit(&mut diet, &edit, EN).unwrap();
    assert_ne!(second.id, first.id);
    let inherited = profiles::show(&diet, &second.id.0, EN).unwrap();
    assert_eq!(
        (inherited.texture, inherited.seen),
        (Some(Texture::Food(4)), None)
    );
    described(&mut diet, &second.id.0, Texture::Food(5));
    let of_first = profiles::show(&diet, &first.id.0, EN).unwrap();
    assert_eq!(of_first.texture, Some(Texture::Food(4)));
}

#[test]
fn a_food_is_described_by_levels_that_there_are_and_by_one_at_a_time() {
    let (_machine, mut diet, _mary) = begun();
    for texture in [Texture::Food(2), Texture::Food(8), Texture::Fluid(5)] {
        let error = profiles::describe(&mut diet, &form(MILK, ("", ""), Some(texture)), EN);
        let wrong = Error::invalid("texture", Reason::Unknown);
        assert_eq!(
            error.unwrap_err().to_string(),
            wrong.to_string(),
            "{texture:?}"
        );
    }
    let unknown = profiles::describe(&mut diet, &form("99999", ("", ""), None), EN);
    assert!(matches!(unknown, Err(Error::NotFound(_))));
    described(&mut diet, MILK, Texture::Fluid(0));
    // who did not see that cannot write over it
    let late = profiles::describe(&mut diet, &form(MILK, ("Milk", ""), None), EN);
    assert!(matches!(late, Err(Error::ChangedMeanwhile)));
}

#[test]
fn another_name_leaves_the_texture_as_it_is() {
    let (_machine, mut diet, _mary) = begun();
    let first = described(&mut diet, BREAD, Texture::Food(5));
    let named = FoodProfileForm {
        seen: first.seen,
        changes_texture: false,
        ..form(BREAD, ("Toast", ""), None)
    };
    let second = profiles::describe(&mut diet, &named, EN).unwrap();
    let known = (&*second.english, second.texture);
    assert_eq!(known, ("Toast", Some(Texture::Food(5))));
}

#[test]
fn any_food_is_flagged_where_nothing_is_eaten_or_drunk() {
    let (_machine, mut diet, mary) = begun();
    let foods = [food(breakfast(), BREAD, "100 g")];
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    ordered(&mut diet, &mary, (None, None));
    let grid = meal_plans::list::show(&diet, &plan.id, EN).unwrap().grid;
    let flags = &grid.days[0].meals[0].foods[0].flags;
    assert_eq!(flags[0].kind, FoodFlagKind::NothingByMouth);
}

/// Of two files that were merged each had an order: which one counts is not sure.
#[test]
fn merged_files_with_two_orders_allow_nothing() {
    let (_machine, mut diet, mary) = begun();
    let other = registered(&mut diet, "Maria", "Okafor", "1992-03-12");
    described(&mut diet, BREAD, Texture::Food(3));
    let foods = [food(breakfast(), BREAD, "100 g")];
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    ordered(&mut diet, &mary, (Some(7), Some(0)));
    ordered(&mut diet, &other, (Some(4), Some(2)));
    merged(&mut diet, &other, &mary).unwrap();
    let grid = meal_plans::list::show(&diet, &plan.id, EN).unwrap().grid;
    assert_eq!(grid.flagged_for.ordered.map(|of| of.is_unsure), Some(true));
    assert_eq!(flagged(&grid).len(), 1);
}
