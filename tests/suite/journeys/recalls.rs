//! Dietary recalls on two computers.

use support::cli_device::connected;

use super::*;

fn foods(answer: &Value) -> Vec<(String, String)> {
    let meals = list(&answer["recall"]["grid"]["days"][0], "meals").iter();
    let foods = meals.flat_map(|meal| {
        let of = |food: &Value| (text(meal, "meal"), text(food, "name"));
        list(meal, "foods").iter().map(of).collect::<Vec<_>>()
    });
    foods.collect()
}

/// Both lists are kept, in one order, and a corrected amount and a concurrent move of the same food are both kept.
#[test]
fn two_computers_add_to_one_recall_and_agree() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let added = on(&first, &["recalls", "add", "--patient", &zoe]);
    let recall = text(&added["recall"], "id");
    let add = |device: &CliDevice, meal: &str, food: &str| {
        let of = ["recalls", "add-food", "--recall", &recall];
        on(
            device,
            &[&of[..], &["--meal", meal, "--food", food]].concat(),
        )
    };
    let milk = add(&first, "breakfast", "01077");
    let milk = text(
        &list(&milk["recall"]["grid"]["days"][0], "meals")[0]["foods"][0],
        "id",
    );
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    add(&first, "breakfast", "09040");
    on(
        &first,
        &["recalls", "set-amount", &milk, "--amount", "2 cups"],
    );
    add(&second, "breakfast", "18069");
    add(&second, "lunch", "20045");
    on(
        &second,
        &["recalls", "move-food", &milk, "--meal", "dinner"],
    );
    on(&second, &["recalls", "edit", &recall, "--asked", "drinks"]);
    on(&first, &["recalls", "finish", &recall]);
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    let shown = [&first, &second].map(|device| on(device, &["recalls", "show", &recall]));
    for answer in &shown {
        let mut foods = foods(answer);
        assert_eq!(foods.len(), 4, "{answer}");
        foods[..2].sort();
        let names: Vec<_> = foods
            .iter()
            .map(|(meal, name)| (meal.as_str(), name.as_str()))
            .collect();
        let wanted = [
            ("breakfast", "Banana"),
            ("breakfast", "White bread"),
            ("lunch", "White rice, boiled"),
            ("dinner", "Milk, whole"),
        ];
        assert_eq!(names, wanted);
        let dinner = &list(&answer["recall"]["grid"]["days"][0], "meals")[2];
        assert_eq!(dinner["foods"][0]["amount"], "2 cups");
        assert_eq!(answer["recall"]["form"]["checklist"]["drinks"], true);
        assert!(answer["recall"]["finished_at"].is_string());
    }
    assert_eq!(foods(&shown[0]), foods(&shown[1]));
    for device in [&first, &second] {
        let conflicts = on(device, &["conflicts", "list"]);
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
    }
}

/// A user decides between two amounts of one food, and sees both.
#[test]
fn two_amounts_of_one_food_are_a_conflict() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let recall = text(
        &on(&first, &["recalls", "add", "--patient", &zoe])["recall"],
        "id",
    );
    let add = [
        "recalls", "add-food", "--recall", &recall, "--meal", "lunch",
    ];
    let added = on(&first, &[&add[..], &["--food", "01077"]].concat());
    let meals = list(&added["recall"]["grid"]["days"][0], "meals");
    let milk = text(&meals[0]["foods"][0], "id");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    for (device, amount) in [(&first, "2 cups"), (&second, "150 g")] {
        on(
            device,
            &["recalls", "set-amount", &milk, "--amount", amount],
        );
    }
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let conflicts = on(device, &["conflicts", "list"]);
        let conflicts = list(&conflicts, "conflicts");
        assert_eq!(conflicts.len(), 1, "{conflicts:?}");
        assert_eq!(conflicts[0]["what"], "recall_item.item");
        let shown = on(device, &["conflicts", "show", &text(&conflicts[0], "id")]).to_string();
        for value in ["Milk, whole: 2 cups", "Milk, whole: 150 g"] {
            assert!(shown.contains(value), "{shown}");
        }
    }
}

/// A food that one computer adds while another removes the recall is shown on both.
#[test]
fn a_food_that_is_added_to_a_removed_recall_is_not_lost() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    let on = |device: &CliDevice, words: &[&str]| device.run_as("diet", words).done();
    let recall = text(
        &on(&first, &["recalls", "add", "--patient", &zoe])["recall"],
        "id",
    );
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    on(&second, &["sync"]);
    on(&first, &["recalls", "remove", &recall, "--reason", "twice"]);
    let add = [
        "recalls", "add-food", "--recall", &recall, "--meal", "lunch",
    ];
    on(&second, &[&add[..], &["--text", "soup"]].concat());
    for device in [&first, &second, &first] {
        on(device, &["sync"]);
    }
    for device in [&first, &second] {
        let listed = on(device, &["recalls", "list", "--patient", &zoe]);
        let recalls = list(&listed, "recalls");
        assert_eq!(recalls[0]["is_removed"], true, "{listed}");
        assert_eq!(recalls[0]["not_counted"], 1, "{listed}");
    }
}
