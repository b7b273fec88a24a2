//! The clinic's own foods in the search, in sums, on a shopping list and under flags, and corrected allergens.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{ClinicFood, Nutrient};
use sync_contract::field::Text;
use sync_contract::ids::ClinicFoodId;

use crate::clinic_foods::allergens::{self, CorrectionForm};
use crate::clinic_foods::{
    ClinicFoodEdit, ClinicFoodForm, ClinicFoodView, KnownNutrient, WeighedMeasure, add, edit, list,
};
use crate::error::{Error, Reason};
use crate::foods::{
    Allergen, FoodAmount, FoodFlagKind, FoodGroup, FoodTable, SameNutrient, search, show, similar,
    total,
};
use crate::meal_plans::shopping::shopping_list;
use crate::testing::{Machine, PASSWORD, allergy, clinic, registered};
use crate::tests::meal_plans::new_plan;
use crate::tests::recalls::{breakfast, food};
use crate::view::{Figure, ScreenLanguage};
use crate::{Clinic, allergies, meal_plans};

const EN: ScreenLanguage = ScreenLanguage::En;
const WHITE_BREAD: &str = "18069";

pub(super) fn oat_drink() -> ClinicFoodForm {
    let known = |nutrient, amount: &str| KnownNutrient {
        nutrient,
        amount: amount.into(),
    };
    ClinicFoodForm {
        name: "Oat drink".into(),
        other_names: "haver milk\n\n boisson d'avoine ".into(),
        maker: "Alpro".into(),
        group: FoodGroup::Dairy,
        nutrients: vec![
            known(Nutrient::Protein, "0,3 g"),
            known(Nutrient::Energy, "46"),
            known(Nutrient::Calcium, "0.12 g"),
            known(Nutrient::Iron, ""),
        ],
        measures: vec![
            WeighedMeasure {
                name: "glass".into(),
                grams: "200 g".into(),
            },
            WeighedMeasure {
                name: "bowl".into(),
                grams: "300".into(),
            },
        ],
        contains: vec![Allergen::Gluten],
        free_of: vec![Allergen::Milk, Allergen::Eggs],
        is_active: true,
    }
}

fn begun() -> (Machine, Clinic, ClinicFoodView) {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let drink = add(&mut diet, &oat_drink()).unwrap();
    (machine, diet, drink)
}

fn changed(
    clinic: &mut Clinic,
    food: &ClinicFoodView,
    change: impl FnOnce(&mut ClinicFoodForm),
) -> crate::Result<ClinicFoodView> {
    let mut form = food.form.clone();
    change(&mut form);
    let loaded = food.form.clone();
    let (id, seen) = (food.id.clone(), food.seen.clone());
    edit(
        clinic,
        &ClinicFoodEdit {
            id,
            seen,
            loaded,
            form,
        },
    )
}

fn first(clinic: &Clinic, text: &str) -> String {
    let table = FoodTable::of_clinic(clinic).unwrap();
    search(&table, text, EN, 1)[0].id.clone()
}

/// Adds a plan with these foods for a patient who is allergic to `substance`.
fn plan(clinic: &mut Clinic, substance: &str, foods: &[(&str, &str)]) -> meal_plans::MealPlanView {
    let mary = registered(clinic, "Mary", "Okafor", "1992-03-12");
    let form = allergy(substance, crate::allergies::Severity::Severe);
    allergies::add(clinic, &mary, &form).unwrap();
    let foods = foods
        .iter()
        .map(|(id, amount)| food(breakfast(), id, amount));
    let new = new_plan(&mary);
    meal_plans::record::add(clinic, &new, &foods.collect::<Vec<_>>(), EN).unwrap()
}

fn kinds(plan: &meal_plans::MealPlanView) -> Vec<Vec<FoodFlagKind>> {
    let foods = &plan.grid.days[0].meals[0].foods;
    let of = foods
        .iter()
        .map(|food| food.flags.iter().map(|flag| flag.kind));
    of.map(Iterator::collect).collect()
}

#[test]
fn the_search_knows_a_food_of_the_clinic_until_it_is_retired() {
    let (machine, diet, drink) = begun();
    drop(diet);
    let receptionist = FoodTable::of_clinic(&machine.sign_in("desk", PASSWORD));
    assert!(matches!(receptionist, Err(Error::Forbidden(_))));
    let mut diet = machine.sign_in("diet", PASSWORD);
    let id = drink.id.0.clone();
    for text in [
        "oat drink",
        "drink oat",
        "2 glasses of haver milk",
        "boisson avoine",
        "oat drnk",
    ] {
        assert_eq!(first(&diet, text), id, "{text}");
    }
    // the common food still comes first
    assert_eq!(first(&diet, "milk"), "01077");
    assert_ne!(first(&diet, "Alpro soy"), "");
    let table = FoodTable::of_clinic(&diet).unwrap();
    let hit = &search(&table, "2 glasses of oat drink", EN, 1)[0];
    assert!(hit.is_own && hit.is_everyday);
    assert_eq!(
        (hit.portion.grams, hit.kcal),
        (Figure(400.0), Some(Figure(184.0)))
    );
    let bowls = &search(&table, "2 bowls oat drink", EN, 1)[0];
    assert_eq!(bowls.portion.grams, Figure(600.0));
    let drink = changed(&mut diet, &drink, |form| form.is_active = false).unwrap();
    assert_ne!(first(&diet, "oat drink"), id);
    // what was counted with it stays counted
    let table = FoodTable::of_clinic(&diet).unwrap();
    assert_eq!(
        show(&table, &id, "", EN).unwrap().portion.grams,
        Figure(200.0)
    );
    assert_eq!(list(&diet).unwrap(), [drink]);
}

#[test]
fn a_food_of_the_clinic_is_summed_with_what_is_not_known_of_it() {
    let (_machine, mut diet, drink) = begun();
    let table = FoodTable::of_clinic(&diet).unwrap();
    let of = |food: &str, amount: &str| FoodAmount {
        food: food.into(),
        amount: amount.into(),
    };
    let id = &drink.id.0;
    let totals = total(&table, &[of(id, "1 glass"), of("01077", "1 cup")], EN).unwrap();
    let sum = |nutrient| {
        let mut all = totals.nutrients.iter();
        let of = all.find(|of| of.nutrient == nutrient).unwrap();
        (of.amount, of.unknown)
    };
    // 92 and 149 kcal; 240 and 276 mg
    assert_eq!(sum(Nutrient::Energy), (Figure(241.0), 0));
    assert_eq!(sum(Nutrient::Calcium), (Figure(516.0), 0));
    assert_eq!(sum(Nutrient::Iron).1, 1);
    assert_eq!(sum(Nutrient::Fat).1, 1);
    let others = similar(&table, &of("01077", "1 cup"), SameNutrient::Energy, EN, 50).unwrap();
    // without a value of fat its similarity is unknown
    assert!(others.iter().all(|other| other.id != *id));
    let plan = plan(&mut diet, "Milk", &[(id, "2 glass"), ("01077", "1 cup")]);
    let energy = &plan.grid.days[0].nutrients[0];
    assert_eq!((energy.amount, energy.unknown), (Figure(333.0), 0));
    let bought = shopping_list(&table, &plan.grid, EN);
    let names: Vec<_> = bought.groups[0]
        .foods
        .iter()
        .map(|of| of.name.as_str())
        .collect();
    assert_eq!(
        (bought.groups[0].group, names),
        (FoodGroup::Dairy, vec!["Milk, whole", "Oat drink"])
    );
}

#[test]
fn allergens_as_the_clinic_knows_them_flag_a_plan_before_the_list() {
    let (_machine, mut diet, drink) = begun();
    let id = drink.id.0.as_str();
    let foods = [(id, "1 glass"), (WHITE_BREAD, "1 slice")];
    use FoodFlagKind::{Allergen as Has, NotKnown};
    // the drink is free of milk for certain, the bread is unknown
    assert_eq!(
        kinds(&plan(&mut diet, "Milk", &foods)),
        [vec![], vec![NotKnown]]
    );
    assert_eq!(
        kinds(&plan(&mut diet, "Wheat", &foods)),
        [vec![Has], vec![Has]]
    );
    assert_eq!(
        kinds(&plan(&mut diet, "Sesame", &foods)),
        [vec![NotKnown], vec![NotKnown]]
    );
    // what the clinic says is about the fourteen
    assert_eq!(
        kinds(&plan(&mut diet, "Kiwi", &foods)),
        [vec![NotKnown], vec![NotKnown]]
    );
    let mut form = CorrectionForm {
        food: WHITE_BREAD.into(),
        seen: None,
        contains: vec![Allergen::Gluten, Allergen::Sesame],
        free_of: vec![Allergen::Milk],
        is_active: true,
    };
    let bread = allergens::correct(&mut diet, &form, EN).unwrap();
    assert!(bread.allergens.is_clinics && !bread.of_list.is_clinics);
    assert_eq!(kinds(&plan(&mut diet, "Milk", &foods)), [vec![], vec![]]);
    assert_eq!(kinds(&plan(&mut diet, "Sesame", &foods))[1], [Has]);
    assert_eq!(
        allergens::list(&diet, EN).unwrap(),
        std::slice::from_ref(&bread)
    );
    (form.seen, form.is_active) = (bread.seen, false);
    let bread = allergens::correct(&mut diet, &form, EN).unwrap();
    assert_eq!(bread.allergens, bread.of_list);
    assert_eq!(kinds(&plan(&mut diet, "Milk", &foods))[1], [NotKnown]);
    assert_eq!(allergens::list(&diet, EN).unwrap(), []);
    form.food = "99999".into();
    let unknown = allergens::correct(&mut diet, &form, EN);
    assert!(matches!(unknown, Err(Error::NotFound("food"))));
}

#[test]
fn amounts_that_make_no_sense_and_names_that_are_taken_are_refused() {
    let (_machine, mut diet, _) = begun();
    type Change = fn(&mut ClinicFoodForm);
    let cases: [(Change, &str, Reason); 11] = [
        (|form| form.name = " ".into(), "name", Reason::Required),
        (|form| form.name = "OAT DRINK".into(), "name", Reason::Taken),
        (
            |form| form.nutrients[0].amount = "101".into(),
            "PROTEIN",
            Reason::Impossible,
        ),
        (
            |form| form.nutrients[1].amount = "950".into(),
            "ENERGY",
            Reason::Impossible,
        ),
        (
            |form| form.nutrients[1].amount = "much".into(),
            "ENERGY",
            Reason::Malformed,
        ),
        (
            |form| {
                form.nutrients[0].amount = "60".into();
                form.nutrients[1] = KnownNutrient {
                    nutrient: Nutrient::Fat,
                    amount: "60".into(),
                };
            },
            "nutrients",
            Reason::Impossible,
        ),
        (
            |form| form.measures[0].grams = "0".into(),
            "grams",
            Reason::Impossible,
        ),
        (
            |form| form.measures[0].name = String::new(),
            "measures",
            Reason::Required,
        ),
        (
            |form| form.measures[0].name = "½ loaf".into(),
            "measures",
            Reason::Malformed,
        ),
        (
            |form| form.measures.push(form.measures[0].clone()),
            "measures",
            Reason::Taken,
        ),
        (
            |form| form.free_of.push(Allergen::Gluten),
            "freeOf",
            Reason::Taken,
        ),
    ];
    for (change, field, reason) in cases {
        let mut form = oat_drink();
        form.name = "Another drink".into();
        change(&mut form);
        let refused = add(&mut diet, &form);
        let is_refused = matches!(&refused, Err(Error::Invalid { field: of, reason: why })
            if *of == field && *why == reason);
        assert!(is_refused, "{field}: {refused:?}");
    }
}

#[test]
fn a_food_with_a_measure_of_an_earlier_version_is_edited() {
    let (_machine, mut diet, drink) = begun();
    let id: ClinicFoodId = drink.id.to().unwrap();
    let write = diet.write("edit food of the clinic", |tx| {
        let row = tx.get::<ClinicFood>(id)?.unwrap();
        let mut food = row.value;
        food.measures = Some(Text::new("250 1/2 bottle\n200 glass").unwrap()).into();
        tx.update(&food, &row.seen)?;
        Ok(())
    });
    write.unwrap();
    let [old] = <[_; 1]>::try_from(list(&diet).unwrap()).unwrap();
    assert_eq!(old.form.measures[0].name, "1/2 bottle");
    let renamed = changed(&mut diet, &old, |form| form.maker = "Oatly".into()).unwrap();
    let weighed = changed(&mut diet, &renamed, |form| {
        form.measures[0].grams = "260".into();
    });
    let weighed = weighed.unwrap();
    assert_eq!(weighed.form.measures[0].grams, "260");
    // a new name is judged
    let refused = changed(&mut diet, &weighed, |form| {
        form.measures[0].name = "1/3 bottle".into();
    });
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "measures",
            reason: Reason::Malformed
        })
    ));
}

#[test]
fn what_is_stored_of_a_food_is_read_again() {
    let (_machine, mut diet, drink) = begun();
    // of another maker it is another food
    let mut form = oat_drink();
    form.maker = "Oatly".into();
    add(&mut diet, &form).unwrap();
    let renamed = changed(&mut diet, &drink, |form| form.maker = "Oatly".into());
    assert!(matches!(renamed, Err(Error::Invalid { field: "name", .. })));
    let stored = &drink.form;
    assert_eq!(stored.other_names, "haver milk\nboisson d'avoine");
    let amounts: Vec<_> = stored
        .nutrients
        .iter()
        .map(|of| of.amount.as_str())
        .collect();
    assert_eq!(amounts, ["46", "0.3", "120"]);
    // what is stored is read again, with another unit, too
    let in_kilojoules = changed(&mut diet, &drink, |form| {
        form.nutrients[0].amount = "190 kJ".into();
    });
    let drink = in_kilojoules.unwrap();
    assert_eq!(drink.form.nutrients[0].amount, "45.41");
    let drink = changed(&mut diet, &drink, |form| form.maker = "Oat Ltd".into()).unwrap();
    assert_eq!(drink.form.maker, "Oat Ltd");
    let unknown = crate::clinic_foods::find(&diet, "Rice drink");
    assert!(matches!(unknown, Err(Error::NotFound("food"))));
}
