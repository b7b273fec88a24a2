//! Foods of the clinic from a list that a kitchen wrote.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Nutrient;

use crate::Clinic;
use crate::clinic_foods::import::{LINES_MAX, Table, preview, read, run};
use crate::clinic_foods::{list, profiles};
use crate::diet_orders::Texture;
use crate::error::{Error, Reason};
use crate::foods::{Allergen, FoodGroup, FoodTable, search};
use crate::testing::{Machine, PASSWORD, clinic};
use crate::view::ScreenLanguage;

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
