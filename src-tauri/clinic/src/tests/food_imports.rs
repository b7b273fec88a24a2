//! Foods of the clinic from a list that a kitchen wrote.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Nutrient;

use crate::clinic_foods::import::undo::{self, UndoneFoodImport};
use crate::clinic_foods::import::{LINES_MAX, Table, preview, read, run};
use crate::clinic_foods::profiles::{self, FoodProfileForm};
use crate::clinic_foods::{ClinicFoodEdit, ClinicFoodForm, add, edit, find, list};
use crate::diet_orders::Texture;
use crate::error::{Error, Reason};
use crate::foods::{Allergen, FoodGroup, FoodTable, search};
use crate::recipes::{self, RecipeForm, RecipePartForm};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::{breakfast, food};
use crate::view::{Figure, Id, ScreenLanguage};
use crate::{Clinic, meal_plans};

const EN: ScreenLanguage = ScreenLanguage::En;

fn signed_in() -> (Machine, Clinic) {
    let (machine, admin) = clinic();
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    (machine, diet)
}

fn table(rows: &[&str]) -> Table {
    read(rows.join("\n").as_bytes()).unwrap()
}

#[test]
fn a_list_of_foods_is_looked_at_and_each_line_becomes_a_food() {
    let (_machine, mut diet) = signed_in();
    let foods = table(&[
        "nom,name_fr,groupe,énergie (kcal),PROTEIN,307 (mg),fer,mesures,allergènes,texture,prix",
        "Oat drink,Boisson d’avoine,Lait et produits laitiers,46,\"0,3 g\",,,glass=200,gluten; sans: lait,fluid 0,2",
    ]);
    let looked_at = preview(&diet, &foods).unwrap();
    assert_eq!((looked_at.ready, looked_at.imported), (1, 0));
    assert_eq!(looked_at.left_out, ["prix"]);
    assert_eq!(list(&diet).unwrap(), []);
    let done = run(&mut diet, &foods).unwrap();
    assert_eq!((done.imported, done.known), (1, 0));
    let [food] = <[_; 1]>::try_from(list(&diet).unwrap()).unwrap();
    assert_eq!(food.form.group, FoodGroup::Dairy);
    let known: Vec<_> = food.form.nutrients.iter().map(|of| of.nutrient).collect();
    // what is empty is not known
    assert_eq!(known, [Nutrient::Energy, Nutrient::Protein]);
    assert_eq!(food.form.measures[0].grams, "200");
    assert_eq!(food.form.contains, [Allergen::Gluten]);
    assert_eq!(food.form.free_of, [Allergen::Milk]);
    let [described] = <[_; 1]>::try_from(profiles::list(&diet, EN).unwrap()).unwrap();
    assert_eq!(described.texture, Some(Texture::Fluid(0)));
    assert_eq!(described.french, "Boisson d’avoine");
    let hits = search(
        &FoodTable::of_clinic(&diet).unwrap(),
        "boisson d'avoine",
        EN,
        1,
    );
    assert_eq!(hits[0].id, food.id.0);
}

#[test]
fn a_list_of_foods_brings_none_of_them_twice() {
    let (_machine, mut diet) = signed_in();
    let foods = table(&[
        "name,maker",
        "Oat drink,Alpro",
        "Oat drink,Oatly",
        "OAT  drink,alpro",
    ]);
    let done = run(&mut diet, &foods).unwrap();
    assert_eq!((done.imported, done.errors.len()), (2, 1));
    assert_eq!(
        (done.errors[0].line, done.errors[0].reason),
        (4, Reason::Taken)
    );
    let again = run(&mut diet, &foods).unwrap();
    assert_eq!((again.imported, again.known, again.errors.len()), (0, 3, 0));
    assert_eq!(list(&diet).unwrap().len(), 2);
}

#[test]
fn all_that_is_wrong_with_a_line_is_named_with_its_column() {
    let (_machine, mut diet) = signed_in();
    let foods = table(&[
        "name,group,fat_g,measures,free_of",
        ",cars,200,cup,plums",
        "Soup,dishes,1",
        "",
        "Rice,grains,0.3,bowl=150,",
    ]);
    let done = run(&mut diet, &foods).unwrap();
    let wrong = done.errors.iter();
    let wrong: Vec<_> = wrong.map(|of| (of.line, of.column, of.reason)).collect();
    assert_eq!(
        wrong,
        [
            (2, Some(1), Reason::Required),
            (2, Some(3), Reason::Impossible),
            (2, Some(2), Reason::Unknown),
            (2, Some(4), Reason::Malformed),
            (2, Some(5), Reason::Unknown),
            (3, None, Reason::Malformed),
        ]
    );
    assert_eq!(done.imported, 1);
    assert_eq!(list(&diet).unwrap()[0].form.name, "Rice");
}

#[test]
fn two_energies_of_a_line_are_one_and_kilojoules_alone_are_converted() {
    let (_machine, mut diet) = signed_in();
    let foods = table(&[
        "name,energy (kcal),energy (kJ)",
        "Bread,250,1046",
        "Cake,400,400",
        "Jam,,1004",
        "Oats,370,",
    ]);
    let done = run(&mut diet, &foods).unwrap();
    let [wrong] = &done.errors[..] else {
        panic!("{:?}", done.errors);
    };
    assert_eq!((wrong.line, wrong.field.as_str()), (3, "energies"));
    let named = "energy (kcal) 400, energy (kJ) 400";
    assert_eq!(wrong.value.as_deref(), Some(named));
    let kcal = |name: &str| {
        let nutrients = find(&diet, name).unwrap().form.nutrients.into_iter();
        let energy = nutrients.filter(|of| of.nutrient == Nutrient::Energy);
        energy.map(|of| of.amount).collect::<Vec<_>>()
    };
    assert_eq!(kcal("Bread"), ["250"]);
    assert_eq!(kcal("Jam"), ["239.96"]);
    assert_eq!(kcal("Oats"), ["370"]);
}

#[test]
fn a_list_of_foods_is_refused_without_a_name_or_with_too_many_lines() {
    let (_machine, diet) = signed_in();
    let unnamed = preview(&diet, &table(&["fat", "1"]));
    assert!(matches!(unnamed, Err(Error::Import(_))));
    let long = format!("name\n{}", "Rice\n".repeat(LINES_MAX + 1));
    let refused = read(long.as_bytes());
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "file",
            reason: Reason::TooLarge
        })
    ));
}

/// Imports a list and returns the id of the import.
fn imported(diet: &mut Clinic, rows: &[&str]) -> Id {
    let done = run(diet, &table(rows)).unwrap();
    done.import_id.unwrap()
}

fn names(diet: &Clinic) -> Vec<String> {
    let foods = list(diet).unwrap().into_iter();
    foods.map(|food| food.form.name).collect()
}

#[test]
fn an_import_of_foods_is_undone_but_for_what_was_changed_or_is_used() {
    let (machine, mut diet) = signed_in();
    let rows = [
        "name,energy (kcal),name_fr",
        "Bread,250,Pain",
        "Cake,400,",
        "Jam,240,Confiture",
        "Oats,370,",
        "Soup,40,",
        "Tea,1,",
    ];
    let import = imported(&mut diet, &rows);
    let id = |diet: &Clinic, name: &str| find(diet, name).unwrap();
    machine.clock.advance_s(60);
    // one is changed, one described, one in a plan, one in a recipe
    let cake = id(&diet, "Cake");
    let mut form = cake.form.clone();
    form.other_names = "Sponge".into();
    let change = ClinicFoodEdit {
        id: cake.id,
        seen: cake.seen,
        loaded: cake.form,
        form,
    };
    edit(&mut diet, &change).unwrap();
    let described = FoodProfileForm {
        food: id(&diet, "Tea").id.0,
        seen: None,
        english: String::new(),
        french: "Infusion".into(),
        texture: None,
        changes_texture: false,
    };
    profiles::describe(&mut diet, &described, EN).unwrap();
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let foods = [food(breakfast(), &id(&diet, "Soup").id.0, "100 g")];
    meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    let part = RecipePartForm {
        food: id(&diet, "Oats").id.0,
        amount: "50 g".into(),
    };
    let porridge = RecipeForm {
        name: "Porridge".into(),
        portions: "1".into(),
        yield_weight: String::new(),
        method: String::new(),
        parts: vec![part],
    };
    recipes::record::add(&mut diet, &porridge, EN).unwrap();

    let wanted = UndoneFoodImport {
        removed: 2,
        changed_since: vec!["Cake".into(), "Tea".into()],
        used: vec!["Oats".into(), "Soup".into()],
    };
    assert_eq!(undo::consider(&diet, &import).unwrap(), wanted);
    assert_eq!(names(&diet).len(), 6);
    assert_eq!(undo::undo(&mut diet, &import).unwrap(), wanted);
    assert_eq!(names(&diet), ["Cake", "Oats", "Soup", "Tea"]);
    let described = profiles::list(&diet, EN).unwrap();
    assert_eq!(described.len(), 1);
    let [listed] = <[_; 1]>::try_from(undo::list(&diet).unwrap()).unwrap();
    assert_eq!((listed.foods, listed.removed), (4, 2));
    assert_eq!((listed.id, listed.by.as_str()), (import, "diet Test"));
    // the list brings again what was removed, and nothing else
    let again = run(&mut diet, &table(&rows)).unwrap();
    assert_eq!((again.imported, again.known), (2, 4));
    assert_eq!(undo::list(&diet).unwrap().len(), 2);
}

#[test]
fn a_food_that_was_removed_meanwhile_is_still_counted() {
    let (_machine, mut diet) = signed_in();
    let import = imported(&mut diet, &["name,energy (kcal)", "Oats,370"]);
    let oats = find(&diet, "Oats").unwrap().id.0;
    assert_eq!(undo::undo(&mut diet, &import).unwrap().removed, 1);
    let table = FoodTable::of_clinic(&diet).unwrap();
    assert!(
        search(&table, "oats", EN, 50)
            .iter()
            .all(|hit| hit.id != oats)
    );
    // as another computer does that does not know of the undo yet
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let foods = [food(breakfast(), &oats, "100 g")];
    let plan = meal_plans::record::add(&mut diet, &new_plan(&mary), &foods, EN).unwrap();
    let eaten = &plan.grid.days[0].meals[0].foods[0];
    assert_eq!(
        (eaten.name.as_str(), eaten.kcal),
        ("Oats", Some(Figure(370.0)))
    );
}

#[test]
fn an_import_that_added_nothing_has_nothing_to_undo() {
    let (_machine, mut diet) = signed_in();
    let rows = ["name", "Oats"];
    imported(&mut diet, &rows);
    let typed = ClinicFoodForm {
        name: "Rice".into(),
        ..find(&diet, "Oats").unwrap().form
    };
    add(&mut diet, &typed).unwrap();
    assert_eq!(run(&mut diet, &table(&rows)).unwrap().import_id, None);
    let listed = undo::list(&diet).unwrap();
    assert_eq!((listed.len(), listed[0].foods), (1, 1));
    for id in ["", "no-such-import"] {
        let refused = undo::undo(&mut diet, &Id(id.into()));
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
}
