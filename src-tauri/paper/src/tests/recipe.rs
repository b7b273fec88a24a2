//! A recipe, which is about no patient.

use clinic::foods::{FoodAllergens, FoodPortion};
use clinic::prints::{PrintBody, PrintHead, PrintView};
use clinic::recipes::{RecipeForm, RecipePartForm, RecipePartView, RecipeSums, RecipeView};
use clinic::view::{At, Figure, Id, ReadVersionToken, ScreenLanguage};

use super::made::{head, note, of_note};
use super::text;
use crate::print;

pub fn soup() -> RecipeView {
    let part = |food: &str, name: &str, count, measure: &str, grams| RecipePartView {
        food: food.into(),
        name: name.into(),
        amount: format!("{count} {measure}"),
        portion: Some(FoodPortion {
            count: Figure(count),
            measure: measure.into(),
            words: measure.into(),
            grams: Figure(grams),
            is_doubtful: false,
        }),
        kcal: None,
        protein: None,
        carbohydrate: None,
        fat: None,
        fibre: None,
        sodium: None,
        is_itself: false,
    };
    RecipeView {
        id: Id("r".into()),
        seen: ReadVersionToken("1".into()),
        form: RecipeForm {
            name: "Lentil soup".into(),
            portions: "4".into(),
            yield_weight: "1200".into(),
            method: "Soften the onions.\nSimmer for 30 minutes.".into(),
            parts: vec![RecipePartForm {
                food: "16069".into(),
                amount: "200 g".into(),
            }],
        },
        sums: RecipeSums {
            parts: vec![
                part("16069", "Lentils, raw", 200.0, "g", 200.0),
                part("04053", "Oil, olive", 2.0, "tablespoon", 27.0),
            ],
            parts_grams: Figure(227.0),
            portion_grams: Some(Figure(300.0)),
            nutrients: Vec::new(),
            allergens: FoodAllergens {
                contains: Vec::new(),
                free_of: Vec::new(),
                is_complete: false,
                is_clinics: false,
            },
        },
        is_active: true,
        is_current: true,
        is_readable: true,
        by: "Ama Mensah".into(),
        changed_at: At("2026-11-20T09:00:00Z".into()),
    }
}

pub fn of(recipe: RecipeView, language: ScreenLanguage) -> PrintView {
    PrintView {
        language,
        head: PrintHead {
            patient: None,
            ..head("Mary Okafor")
        },
        body: PrintBody::Recipe(recipe),
        ..of_note(note())
    }
}

#[test]
fn a_recipe_has_its_parts_and_method_and_names_no_patient() {
    let printed = print(&of(soup(), ScreenLanguage::En)).unwrap();
    assert_eq!(printed.pages, 1);
    let text = text(&printed);
    let order = [
        "Riverside Clinic",
        "Lentil soup",
        "Portions 4",
        "One portion 300 g",
        "Ingredients",
        "Lentils, raw",
        "Oil, olive",
        "Method",
        "Soften the onions.",
        "Simmer for 30 minutes.",
        // at the foot
        "Lentil soup",
        "Page 1 of 1",
        "Printed by Joy Desk",
    ];
    let mut rest = text.as_str();
    for words in order {
        let at = rest.find(words);
        rest = &rest[at.unwrap_or_else(|| panic!("{words} in {text}"))..];
    }
    for of_a_patient in ["Mary Okafor", "Born", "File"] {
        assert!(!text.contains(of_a_patient), "{text}");
    }
}

#[test]
fn a_recipe_that_cannot_be_read_has_a_warning_in_french() {
    let mut unreadable = soup();
    unreadable.is_readable = false;
    unreadable.sums.parts.clear();
    let text = text(&print(&of(unreadable, ScreenLanguage::Fr)).unwrap());
    assert!(
        text.contains("La composition de cette recette est illisible."),
        "{text}"
    );
    assert!(
        text.contains("Préparation") && !text.contains("Ingrédients"),
        "{text}"
    );
}
