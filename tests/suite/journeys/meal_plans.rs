//! Meal plans on two computers.

use support::cli_device::connected;

use super::*;

fn foods(answer: &Value, day: usize) -> Vec<(String, String, String)> {
    let meals = list(&answer["plan"]["grid"]["days"][day - 1], "meals").iter();
    let foods = meals.flat_map(|meal| {
        let of = |food: &Value| (text(meal, "meal"), text(food, "name"), text(food, "amount"));
        list(meal, "foods").iter().map(of).collect::<Vec<_>>()
    });
    foods.collect()
}

/// Both lists are kept in one order; one computer scales what the other one adds to, copies and gives.
#[test]
fn two_computers_plan_meals_offline_and_agree() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let added = on(
        &first,
        &["meal-plans", "add", "--patient", &zoe, "--days", "3"],
    );
    let plan = text(&added["plan"], "id");
    let add = |device: &CliDevice, meal: &str, food: &str, amount: &str| {
        let of = ["meal-plans", "add-food", "--plan", &plan, "--meal", meal];
        on(
            device,
            &[&of[..], &["--food", food, "--amount", amount]].concat(),
        )
    };
    let milk = add(&first, "breakfast", "01077", "2 cups");
    let milk = text(
        &list(&milk["plan"]["grid"]["days"][0], "meals")[0]["foods"][0],
        "id",
    );
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    on(&first, &["meal-plans", "scale", &plan, "--energy", "149"]);
    add(&first, "breakfast", "09040", "1 medium");
    add(&second, "breakfast", "18069", "1 slice");
    on(
        &second,
        &["meal-plans", "move-food", &milk, "--meal", "dinner"],
    );
    on(
        &second,
        &["meal-plans", "copy", &plan, "--day", "1", "--to", "2"],
    );
    on(
        &second,
        &["meal-plans", "edit", &plan, "--notes", "Drink water."],
    );
    on(&first, &["meal-plans", "give", &plan]);
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    let shown = [&first, &second].map(|device| on(device, &["meal-plans", "show", &plan]));
    for answer in &shown {
        let mut today = foods(answer, 1);
        today[..2].sort();
        let line =
            |(meal, name, amount): &(String, String, String)| format!("{meal} {name} {amount}");
        let today: Vec<_> = today.iter().map(line).collect();
        let wanted = [
            "breakfast Banana 1 medium",
            "breakfast White bread 1 slice",
            "dinner Milk, whole 1 cup",
        ];
        assert_eq!(today, wanted, "{answer}");
        let tomorrow: Vec<_> = foods(answer, 2).iter().map(line).collect();
        assert_eq!(
            tomorrow,
            ["breakfast White bread 1 slice", "dinner Milk, whole 2 cups"]
        );
        assert_eq!(answer["plan"]["form"]["notes"], "Drink water.");
        assert!(answer["plan"]["given_at"].is_string());
    }
    assert_eq!(foods(&shown[0], 1), foods(&shown[1], 1));
    for device in [&first, &second] {
        let conflicts = on(device, &["conflicts", "list"]);
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }
}

/// Two computers scale one day differently: a user decides about each amount, and sees both.
#[test]
fn two_scalings_of_one_day_are_conflicts() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let added = on(&first, &["meal-plans", "add", "--patient", &zoe]);
    let plan = text(&added["plan"], "id");
    let add = ["meal-plans", "add-food", "--plan", &plan, "--meal", "lunch"];
    on(
        &first,
        &[&add[..], &["--food", "01077", "--amount", "2 cups"]].concat(),
    );
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    for (device, energy) in [(&first, "149"), (&second, "447")] {
        on(device, &["meal-plans", "scale", &plan, "--energy", energy]);
    }
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let conflicts = on(device, &["conflicts", "list"]);
        let conflicts = list(&conflicts, "conflicts");
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        assert_eq!(conflicts[0]["what"], "meal_plan_item.item");
        let shown = on(device, &["conflicts", "show", &text(&conflicts[0], "id")]).to_string();
        for value in ["Milk, whole: 1 cup", "Milk, whole: 3 cup"] {
            assert!(shown.contains(value), "{shown}");
        }
    }
}

/// One computer adds a food before the other one gives the plan, and sends it after: the patient does not have it on
/// paper.
#[test]
fn what_comes_from_elsewhere_into_a_given_plan_is_named_on_both() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let added = on(&first, &["meal-plans", "add", "--patient", &zoe]);
    let plan = text(&added["plan"], "id");
    let add = ["meal-plans", "add-food", "--plan", &plan, "--meal", "lunch"];
    let milk = ["--food", "01077", "--amount", "2 cups"];
    on(&first, &[&add[..], &milk].concat());
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    let bread = ["--food", "18069", "--amount", "1 slice"];
    on(&second, &[&add[..], &bread].concat());
    let given = on(&first, &["meal-plans", "give", &plan]);
    assert!(list(&given["plan"], "changed_since").is_empty(), "{given}");
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    let show = ["meal-plans", "show", &plan];
    for device in [&first, &second] {
        let shown = on(device, &show);
        let changes = list(&shown["plan"], "changed_since");
        assert_eq!(changes.len(), 1, "{shown}");
        assert_eq!(changes[0]["kind"], "foodAdded");
        assert_eq!(changes[0]["name"], "White bread");
        let edit = ["meal-plans", "edit", &plan, "--notes", "Drink water."];
        device.run_as("diet", &edit).refused(1, "plan_given");
    }
}
