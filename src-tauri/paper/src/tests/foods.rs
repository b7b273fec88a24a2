//! Plans and recalls.

use clinic::meal_plans::given::{GivenChange, GivenChangeKind};
use clinic::prints::{PrintBody, PrintSection, PrintView};
use clinic::view::ScreenLanguage;

use super::made_foods::{choices, counted_plan, plan, recall};
use super::{pages, poppler, text};
use crate::print;

fn with(view: PrintView, sections: &[(PrintSection, bool)]) -> PrintView {
    PrintView {
        sections: choices(sections),
        ..view
    }
}

fn in_french(view: PrintView) -> PrintView {
    PrintView {
        language: ScreenLanguage::Fr,
        ..view
    }
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_plan_has_its_days_meals_amounts_and_shopping_list() {
    let printed = print(&plan(3)).unwrap();
    let pages = pages(&printed);
    let text = text(&printed);
    has(
        &text,
        &[
            "Meal plan",
            "Plan Less salt",
            "From Monday 23 Nov 2026, 3 days",
            "For you Drink water with each meal.",
            "Day 1 · Monday 23 Nov 2026",
            "Breakfast · 07:30",
            "Milk, whole 2 cups 488",
            "Rice, cooked 1.5 cups 237",
            "Grandma’s stew",
            "Day 3 · Wednesday 25 Nov 2026",
        ],
    );
    // on a page of its own: each food once, by group
    let list = pages.last().unwrap();
    let list = list.split_whitespace().collect::<Vec<_>>().join(" ");
    has(
        &list,
        &[
            "Shopping list For 3 days.",
            "Bread and bakery Bread 0 6 slices 180",
            "Milk and dairy Milk, whole 6 cups + 150 g 1,614",
            "Also Grandma’s stew",
        ],
    );
    assert!(!list.contains("Day 3"), "{list}");
    // figures are printed on request only
    for word in ["kcal", "Protein", "Target", "Low", "High", "Draft"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn the_shopping_list_of_a_plan_counts_the_days_that_have_foods() {
    let list = |with_foods: usize, language| {
        let mut view = plan(7);
        let PrintBody::MealPlan { plan, .. } = &mut view.body else {
            panic!("no plan");
        };
        for day in plan.grid.days.iter_mut().skip(with_foods) {
            for meal in &mut day.meals {
                meal.foods.clear();
            }
        }
        view.language = language;
        text(&print(&view).unwrap())
    };
    has(&list(7, ScreenLanguage::En), &["Shopping list For 7 days."]);
    // the plan itself has the days that it was made for
    has(
        &list(2, ScreenLanguage::En),
        &["2026, 7 days", "Shopping list For 2 days."],
    );
    has(&list(1, ScreenLanguage::En), &["Shopping list For 1 day."]);
    has(
        &list(2, ScreenLanguage::Fr),
        &["Liste de courses Pour 2 jours."],
    );
}

#[test]
fn a_plan_with_the_usual_title_has_no_row_for_it() {
    let titled = |title: &str| {
        let mut view = plan(1);
        if let PrintBody::MealPlan { plan, .. } = &mut view.body {
            plan.form.title = title.into();
        }
        text(&print(&view).unwrap())
    };
    assert!(titled("Less salt").contains("Plan Less salt"));
    // a plan that was begun in the other language has the usual title, too
    for title in ["Meal plan", " Meal plan ", "Plan alimentaire"] {
        let text = titled(title);
        assert!(!text.contains(&format!("Plan {}", title.trim())), "{text}");
        assert!(text.contains("Meal plan From Monday"), "{text}");
    }
}

#[test]
fn a_plan_with_its_nutrients_has_their_targets_and_no_verdict() {
    let sections = [
        (PrintSection::ShoppingList, false),
        (PrintSection::Nutrients, true),
    ];
    let printed = print(&with(plan(2), &sections)).unwrap();
    let text = text(&printed);
    has(
        &text,
        &[
            "Energy a day 1,800 kcal",
            "Milk, whole 2 cups 488 298 15.4 23.4 –",
            "The day 976 1,812 75.0 230.0 ≥ 8.1",
            "Nutrients of a day on average",
            "Energy 1,812 kcal 1,800 kcal Milk, whole",
            "Protein 75 g 60 to 90 g Milk, whole",
            "at least 8.1 g",
            "at most 70 g 3 foods",
            "1 entry is text and is not counted.",
        ],
    );
    for word in ["Shopping", "Low", "High"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn each_page_of_a_draft_plan_has_that_it_is_one() {
    let mut view = plan(7);
    if let PrintBody::MealPlan { plan, .. } = &mut view.body {
        plan.given_at = None;
    }
    let printed = print(&view).unwrap();
    let pages = pages(&printed);
    assert!(pages.len() > 3, "{}", pages.len());
    for page in &pages {
        has(
            page,
            &[
                "Draft, not given to the patient",
                "Mary Okafor",
                "000482",
                "12 Mar 1992",
            ],
        );
    }
    // the head of a table is on each page on which it goes on
    let repeated = pages.iter().filter(|page| page.contains("Grams")).count();
    assert_eq!(repeated, pages.len());
}

#[test]
fn a_given_plan_lists_what_is_not_as_on_the_paper_of_the_patient() {
    let mut view = plan(1);
    let change = |kind, name: &str| GivenChange {
        kind,
        name: name.into(),
        at: None,
        by: "Ama Mensah".into(),
    };
    let before = text(&print(&view).unwrap());
    assert!(!before.contains("Changed after"), "{before}");
    if let PrintBody::MealPlan { plan, .. } = &mut view.body {
        plan.changed_since = vec![
            change(GivenChangeKind::FoodValues, "Oat drink"),
            change(GivenChangeKind::FoodNames, "Milk, whole"),
            change(GivenChangeKind::Targets, ""),
        ];
    }
    // it has the values, the names and the targets of then, as on that paper
    assert_eq!(text(&print(&view).unwrap()), before);
    if let PrintBody::MealPlan { plan, .. } = &mut view.body {
        plan.changed_since = vec![
            change(GivenChangeKind::Notes, ""),
            change(GivenChangeKind::FoodAdded, "Banana"),
        ];
    }
    has(
        &text(&print(&view).unwrap()),
        &["Changed after it was given: notes, Banana (added)."],
    );
}

#[test]
fn a_given_plan_whose_values_cannot_be_read_names_that() {
    const LOST: &str = "How this plan was when it was given cannot be read";
    let mut view = plan(1);
    assert!(!text(&print(&view).unwrap()).contains(LOST));
    if let PrintBody::MealPlan { plan, .. } = &mut view.body {
        plan.has_lost_given = true;
    }
    has(&text(&print(&view).unwrap()), &[LOST]);
}

#[test]
fn a_recall_has_what_was_eaten_and_at_least_so_much_of_what_is_unknown() {
    let printed = print(&recall()).unwrap();
    let text = text(&printed);
    has(
        &text,
        &[
            "Dietary recall",
            "Kind 24-hour recall",
            "About Thursday 19 Nov 2026",
            "A typical day No",
            "What was different Was travelling.",
            "Also asked about drinks, supplements",
            "Grandma’s stew not counted",
            "Nutrients of the day",
            "Vitamin D at least 2 µg",
        ],
    );
    for word in ["Not finished", "Low", "High", "Shopping"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let without = with(recall(), &[(PrintSection::Nutrients, false)]);
    let without = super::text(&print(&without).unwrap());
    assert!(
        !without.contains("kcal") && without.contains("Bread 1"),
        "{without}"
    );
}

#[test]
fn foods_are_printed_in_french_with_french_figures() {
    let text = |view| super::text(&print(&in_french(view)).unwrap()).replace('\u{202f}', " ");
    let of_plan = text(plan(2));
    has(
        &of_plan,
        &[
            "Plan alimentaire",
            "Jour 1 · lundi 23 nov. 2026",
            "Petit-déjeuner · 07:30",
            "2 tasses 488",
            "1,5 tasse 237",
            "Liste de courses",
            "Pain et boulangerie",
            "1 614",
        ],
    );
    has(
        &text(recall()),
        &["Rappel alimentaire", "au moins 2 µg", "1 812"],
    );
}

#[test]
fn a_print_of_foods_is_a_tagged_table_with_the_same_bytes() {
    for view in [plan(2), recall()] {
        let printed = print(&view).unwrap();
        assert!(printed.missing.is_empty(), "{:?}", printed.missing);
        let meta = poppler("pdfinfo", &["-meta", "-"], &printed);
        has(&meta, &["pdfuaid:part>1<", "pdfaid:part>2<"]);
        let structure = poppler("pdfinfo", &["-struct", "-"], &printed);
        has(&structure, &["Table", "THead", "TH", "TD"]);
        assert!(print(&view).unwrap().bytes == printed.bytes);
    }
}

#[test]
fn a_plan_has_its_exchanges_by_food_meal_and_day_and_what_is_aimed_at() {
    let plain = |view| super::text(&print(&view).unwrap()).replace('\u{202f}', " ");
    let text = plain(counted_plan());
    has(
        &text,
        &[
            "Counted in Our list",
            "Exchanges at each meal",
            "Breakfast 4 1.5",
            "Lunch 3",
            "One exchange has: Starch 15 g carbohydrate; Milk 12 g carbohydrate.",
            // a food, a meal, and the day
            "Milk, whole 2 cups 488 1.2 Starch",
            "≥ 1.2 Milk",
            "3.2 Starch, ≥ 1 Milk",
            "7.5 Starch, ≥ 2 Milk",
        ],
    );
    assert!(!text.contains("kcal"), "{text}");
    let with = with(counted_plan(), &[(PrintSection::Nutrients, true)]);
    let text = plain(in_french(with));
    has(
        &text,
        &["Équivalents à chaque repas", "Petit-déjeuner 4 1,5", "kcal"],
    );
    assert!(!plain(plan(2)).contains("Exchanges"));
}

#[test]
fn an_amount_that_is_still_asked_about_is_to_be_checked() {
    let mut view = plan(1);
    let PrintBody::MealPlan { plan, shopping } = &mut view.body else {
        panic!("no plan");
    };
    plan.grid.days[0].meals[0].foods[0].questioned = true;
    shopping.groups[0].foods[0].is_questioned = true;
    let text = super::text(&print(&view).unwrap());
    has(
        &text,
        &[
            "Milk, whole 2 cups (to check) 488",
            "Bread 0 6 slices (to check) 180",
        ],
    );
    let text = super::text(&print(&in_french(view)).unwrap());
    assert_eq!(text.matches("(à vérifier)").count(), 2, "{text}");
}

#[test]
fn a_food_that_is_measured_in_inches_has_french_ones_on_french_paper() {
    let of = |language| {
        let mut view = plan(1);
        view.language = language;
        let PrintBody::MealPlan { plan, .. } = &mut view.body else {
            panic!("no plan");
        };
        let food = &mut plan.grid.days[0].meals[0].foods[0];
        if let Some(portion) = &mut food.portion {
            portion.measure = "cup (1\" pieces)".into();
        }
        super::text(&print(&view).unwrap())
    };
    let french = of(ScreenLanguage::Fr);
    has(&french, &["2 tasses (1 po en morceaux)"]);
    assert!(!french.contains('"'), "{french}");
    has(&of(ScreenLanguage::En), &["2 cups (1\" pieces)"]);
}
