//! Meal plans.

use serde_json::json;

use super::*;
use crate::chart::{id, lines};
use crate::shapes::matches;

/// A clinic with a patient, and the id of a plan with two cups of milk at its first breakfast.
fn clinic_with_plan() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    let add = ["patients", "add", "--family-name", "Okafor"];
    let patient = id(&clinic.done("dora", &add, "")["patient"]).to_owned();
    let add = [
        "meal-plans",
        "add",
        "--patient",
        &patient,
        "--title",
        "Less salt",
    ];
    let added = clinic.done("dora", &add, "");
    matches("meal-plans add", &added);
    let plan = id(&added["plan"]).to_owned();
    let milk = food(&clinic, &plan, &["--food", "01077", "--amount", "2 cups"]);
    matches("meal-plans add-food", &milk);
    (clinic, patient, plan)
}

fn food(clinic: &Clinic, plan: &str, more: &[&str]) -> Value {
    let add = [
        "meal-plans",
        "add-food",
        "--plan",
        plan,
        "--meal",
        "breakfast",
    ];
    clinic.done("dora", &[&add[..], more].concat(), "")
}

fn foods(answer: &Value, day: usize) -> Vec<Value> {
    let meals = answer["plan"]["grid"]["days"][day - 1]["meals"].as_array();
    let foods = meals.unwrap().iter().map(|meal| &meal["foods"]);
    foods
        .flat_map(|foods| foods.as_array().unwrap().clone())
        .collect()
}

fn amounts(answer: &Value, day: usize) -> Vec<String> {
    let foods = foods(answer, day).into_iter();
    foods
        .map(|food| food["amount"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_plan_has_its_foods_summed() {
    let (clinic, patient, plan) = clinic_with_plan();
    let show = ["meal-plans", "show", &plan];
    matches("meal-plans show", &clinic.done("dora", &show, ""));
    let shown = lines(&clinic, &show);
    for part in [
        "Less salt from ",
        "7 days, draft",
        "Milk, whole: 2 cups (488 g), 298 kcal",
        "No targets are in force on its first day.",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let list = ["meal-plans", "list", "--patient", &patient];
    matches("meal-plans list", &clinic.done("dora", &list, ""));
    assert!(lines(&clinic, &list).contains("Less salt: 7 days, 1 foods, 298 kcal a day, draft"));
    let given = clinic.done("dora", &["meal-plans", "give", &plan], "");
    matches("meal-plans give", &given);
    assert!(given["plan"]["given_at"].is_string());
    let add = ["meal-plans", "add-food", "--plan", &plan, "--meal", "LUNCH"];
    let words = [&add[..], &["--text", "Grandma's stew"]].concat();
    assert_eq!(clinic.refused("dora", &words, "").1, "plan_given");
    let back = clinic.done("dora", &["meal-plans", "take-back", &plan], "");
    assert_eq!(back["plan"]["given_at"], Value::Null);
    let stew = clinic.done("dora", &words, "");
    let give = ["meal-plans", "give", &plan];
    assert_eq!(clinic.refused("dora", &give, ""), (3, "anyway".into()));
    assert!(
        clinic
            .sentence("dora", &give)
            .contains("not counted: Grandma's stew")
    );
    let anyway = [&give[..], &["--anyway"]].concat();
    assert!(clinic.done("dora", &anyway, "")["plan"]["given_at"].is_string());
    clinic.done("dora", &["meal-plans", "take-back", &plan], "");
    let meals = stew["plan"]["grid"]["days"][0]["meals"].as_array().unwrap();
    let stew = meals.last().unwrap()["foods"][0]["id"].as_str().unwrap();
    clinic.done("dora", &["meal-plans", "remove-food", stew], "");
    let again = [
        "meal-plans",
        "add",
        "--patient",
        &patient,
        "--from-plan",
        &plan,
    ];
    let again = clinic.done("dora", &again, "");
    assert_eq!(again["plan"]["form"]["title"], "Less salt");
    assert_eq!(amounts(&again, 1), ["2 cups"]);
}

#[test]
fn an_energy_below_nothing_and_a_measure_of_another_food_are_refused() {
    let (clinic, patient, plan) = clinic_with_plan();
    let add = [
        "meal-plans",
        "add",
        "--patient",
        &patient,
        "--title",
        "Less",
    ];
    for energy in [&["--energy=-1800"][..], &["--energy", "-1800"]] {
        let less = [&add[..], energy].concat();
        assert_eq!(clinic.refused("dora", &less, ""), (1, "invalid".into()));
        let sentence = clinic.sentence("dora", &less);
        assert!(
            sentence.starts_with("--energy is nothing or less"),
            "{sentence}"
        );
    }
    let add = ["meal-plans", "add-food", "--plan", &plan, "--meal", "lunch"];
    let slices = [&add[..], &["--food", "01077", "--amount", "2 slices"]].concat();
    assert_eq!(clinic.refused("dora", &slices, ""), (2, "usage".into()));
    let sentence = clinic.sentence("dora", &slices);
    assert!(
        sentence.starts_with("Milk, whole has no measure `slices`"),
        "{sentence}"
    );
}

#[test]
fn a_day_is_copied_scaled_and_taken_back() {
    let (clinic, _, plan) = clinic_with_plan();
    let run = |words: &[&str], input: &str| {
        let words = [&["meal-plans"], &words[..1], &[plan.as_str()], &words[1..]].concat();
        clinic.done("dora", &words, input)
    };
    let copied = run(&["copy", "--day", "1", "--to", "2,3"], "");
    matches("meal-plans copy", &copied);
    assert_eq!(amounts(&copied, 3), ["2 cups"]);
    let undone = run(&["undo"], &copied["undo"].to_string());
    assert_eq!(amounts(&undone, 3), Vec::<String>::new());
    let preview = run(&["scale", "--energy", "149", "--preview"], "");
    let scaled = run(&["scale", "--energy", "149"], "");
    matches("meal-plans scale", &scaled);
    assert_eq!(preview["scaled"], scaled["scaled"]);
    assert_eq!(amounts(&scaled, 1), ["1 cup"]);
    let day = &scaled["scaled"][0];
    assert_eq!((&day["after"], &day["off"]), (&json!(149.0), &json!(0.0)));
    let undone = run(&["undo"], &scaled["undo"].to_string());
    assert_eq!(amounts(&undone, 1), ["2 cups"]);
    let milk = id(&foods(&undone, 1)[0]).to_owned();
    let locked = clinic.done("dora", &["meal-plans", "lock", &milk], "");
    assert_eq!(foods(&locked, 1)[0]["is_locked"], true);
    let refused = ["meal-plans", "scale", &plan, "--factor", "50 %"];
    assert_eq!(clinic.run("dora", &refused, "").status.code(), Some(1));
    clinic.done("dora", &["meal-plans", "release", &milk], "");
    let scaled = lines(&clinic, &refused);
    assert!(
        scaled.contains("Day 1: 298 to 149 kcal, exact; 1 amounts changed"),
        "{scaled}"
    );
}

#[test]
fn a_food_is_swapped_for_one_of_as_much_energy() {
    let (clinic, _, plan) = clinic_with_plan();
    let shown = clinic.done("dora", &["meal-plans", "show", &plan], "");
    let milk = id(&foods(&shown, 1)[0]).to_owned();
    let similar = clinic.done("dora", &["meal-plans", "similar", &milk], "");
    matches("meal-plans similar", &similar);
    let other = &similar["foods"][0];
    let amount = format!("{} g", other["portion"]["grams"]);
    let swap = [
        "meal-plans",
        "swap",
        &milk,
        "--food",
        id(other),
        "--amount",
        &amount,
    ];
    let swapped = clinic.done("dora", &swap, "");
    matches("meal-plans swap", &swapped);
    let now = &foods(&swapped, 1)[0];
    assert_eq!((&now["id"], &now["food"]), (&json!(milk), &other["id"]));
    let kcal = now["kcal"].as_f64().unwrap();
    assert!((kcal - 298.0).abs() <= 5.0, "{kcal}");
    let undone = clinic.done(
        "dora",
        &["meal-plans", "undo", &plan],
        &swapped["undo"].to_string(),
    );
    assert_eq!(foods(&undone, 1)[0]["food"], "01077");
}

#[test]
fn foods_are_flagged_for_the_allergies_of_the_patient_and_summed() {
    let (clinic, patient, plan) = clinic_with_plan();
    let unasked = lines(&clinic, &["meal-plans", "show", &plan]);
    assert!(unasked.contains("Allergies: not asked yet."), "{unasked}");
    let add = ["allergies", "add", "--patient", &patient, "--substance"];
    clinic.done(
        "dora",
        &[&add[..], &["Lactose", "--kind", "INTOLERANCE"]].concat(),
        "",
    );
    let bread = food(&clinic, &plan, &["--food", "18069", "--amount", "100 g"]);
    matches("meal-plans add-food", &bread);
    let both = foods(&bread, 1);
    assert_eq!(
        both[0]["flags"],
        json!([{ "kind": "allergen", "of": "Lactose", "allergen": "milk", "texture": null }])
    );
    assert_eq!(both[1]["flags"][0]["kind"], "notKnown");
    let shown = lines(&clinic, &["meal-plans", "show", &plan]);
    for part in [
        "; contains milk (Lactose)",
        "; allergens not known",
        "Flagged for: Lactose.",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let similar = clinic.done("dora", &["meal-plans", "similar", id(&both[0])], "");
    let others = similar["foods"].as_array().unwrap();
    let is_milk = |of: &&Value| of["flags"].to_string().contains("milk");
    assert!(!others.is_empty() && others.iter().find(is_milk).is_none());
    let sum = ["meal-plans", "sum", &plan, id(&both[0]), id(&both[1])];
    let sum = clinic.done("dora", &sum, "");
    matches("meal-plans sum", &sum);
    assert_eq!(
        sum["nutrients"],
        bread["plan"]["grid"]["days"][0]["nutrients"]
    );
}

#[test]
fn a_plan_is_edited_and_taken_back_with_its_foods() {
    let (clinic, patient, plan) = clinic_with_plan();
    let edit = [
        "meal-plans",
        "edit",
        &plan,
        "--energy",
        "1800",
        "--days",
        "3",
        "--notes",
        "Drink water.",
    ];
    let edited = clinic.done("dora", &edit, "");
    matches("meal-plans edit", &edited);
    assert_eq!(
        (&edited["plan"]["aim"], &edited["plan"]["form"]["days"]),
        (&json!(1800.0), &json!(3))
    );
    let milk = id(&foods(&edited, 1)[0]).to_owned();
    let moved = clinic.done(
        "dora",
        &[
            "meal-plans",
            "move-food",
            &milk,
            "--day",
            "2",
            "--meal",
            "lunch",
        ],
        "",
    );
    assert_eq!(amounts(&moved, 2), ["2 cups"]);
    let timed = [
        "meal-plans",
        "set-time",
        &plan,
        "--day",
        "2",
        "--meal",
        "lunch",
        "--time",
        "12h30",
    ];
    let timed = clinic.done("dora", &timed, "");
    assert_eq!(
        timed["plan"]["grid"]["days"][1]["meals"][0]["time"],
        "12:30"
    );
    clinic.done(
        "dora",
        &["meal-plans", "set-amount", &milk, "--amount", "1"],
        "",
    );
    let removed = clinic.done("dora", &["meal-plans", "remove-food", &milk], "");
    matches("meal-plans remove-food", &removed);
    let back = clinic.done("dora", &["meal-plans", "restore-food", &milk], "");
    assert_eq!(amounts(&back, 2), ["1 cup"]);
    clinic.done(
        "dora",
        &["meal-plans", "remove", &plan, "--reason", "twice"],
        "",
    );
    let list = ["meal-plans", "list", "--patient", &patient];
    assert_eq!(clinic.done("dora", &list, "")["plans"], json!([]));
    let restored = clinic.done("dora", &["meal-plans", "restore", &plan], "");
    assert_eq!(amounts(&restored, 2), ["1 cup"]);
    for wrong in [
        vec!["meal-plans", "edit", &plan],
        vec!["meal-plans", "copy", &plan, "--day", "1", "--to", "two"],
        vec!["meal-plans", "copy", &plan, "--day", "1"],
        vec!["meal-plans", "add", "--patient", &patient, "--days", "15"],
    ] {
        assert!(
            !clinic.run("dora", &wrong, "").status.success(),
            "{wrong:?}"
        );
    }
}
