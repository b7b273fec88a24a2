//! Foods of the list that the program brings.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn a_food_is_searched_and_shown_in_an_amount() {
    let clinic = Clinic::new();
    let hits = clinic.done("dora", &["foods", "search", "2 cups milk wh"], "");
    matches("foods search", &hits);
    let milk = &hits["foods"][0];
    assert_eq!(
        (&milk["id"], &milk["portion"]["grams"]),
        (&json!("01077"), &json!(488.0))
    );
    assert_eq!(hits["searched"], 8789);
    let french = [
        "foods",
        "search",
        "lait entier",
        "--language",
        "fr",
        "--limit",
        "1",
    ];
    assert!(lines(&clinic, &french).starts_with("01077  Lait entier: 1 cup (244 g), 149 kcal"));
    let none = lines(&clinic, &["foods", "search", "qqqqq"]);
    assert!(
        none.contains("No food matches `qqqqq`. Searched 8789 foods."),
        "{none}"
    );

    let much = ["foods", "search", "150 cups milk whole", "--limit", "1"];
    assert!(lines(&clinic, &much).contains("150 cup (36600 g: is it 150 g?)"));

    let show = [
        "foods",
        "show",
        "01077",
        "--amount",
        "1 c. à s.",
        "--language",
        "fr",
    ];
    let shown = clinic.done("dora", &show, "");
    matches("foods show", &shown);
    assert_eq!(shown["food"]["portion"]["grams"], 15.0);
    assert_eq!(shown["food"]["nutrients"].as_array().unwrap().len(), 44);
    assert_eq!(
        shown["food"]["allergens"],
        json!({ "contains": ["milk"], "free_of": [], "is_complete": true, "is_clinics": false })
    );
    assert!(
        lines(&clinic, &["foods", "show", "18069"]).contains("Contains gluten; others not known.")
    );
    assert!(lines(&clinic, &["foods", "show", "21118"]).contains("Allergens not known."));
    let listed = lines(&clinic, &["foods", "show", "09040", "--amount", "1 large"]);
    for part in [
        "36 % of what is bought is thrown away.",
        "136 g",
        "In 1 large",
    ] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    // the list does not know how much vitamin D it has
    let unknown = lines(&clinic, &["foods", "show", "01008"]);
    assert!(
        unknown.contains("vitamin d               not known"),
        "{unknown}"
    );
}

#[test]
fn foods_are_summed_and_a_value_that_is_missing_is_no_zero() {
    let clinic = Clinic::new();
    let total = ["foods", "total", "01077=2 cups", "09040", "01008=50 g"];
    let summed = clinic.done("dora", &total, "");
    matches("foods total", &summed);
    let lines = lines(&clinic, &total);
    for part in [
        "Together ",
        "calcium                 894 mg; most of it Milk, whole",
        "1 food without a value",
    ] {
        assert!(lines.contains(part), "{part}: {lines}");
    }
    let broken = ["foods", "total", "01077=2 slices"];
    assert_eq!(clinic.refused("dora", &broken, ""), (2, "usage".into()));
}

#[test]
fn a_food_is_replaced_by_one_with_as_much_of_a_nutrient() {
    let clinic = Clinic::new();
    let similar = ["foods", "similar", "01077=1 cup", "--by", "protein"];
    let others = clinic.done("dora", &similar, "");
    matches("foods similar", &others);
    assert_eq!(others["foods"].as_array().unwrap().len(), 8);
    assert!(lines(&clinic, &similar).contains(" kcal energy"));
    let water = lines(&clinic, &["foods", "similar", "14411=1 cup"]);
    assert!(water.contains("No food of its group gives as much of that."));
    let by = ["foods", "similar", "01077", "--by", "taste"];
    assert_eq!(clinic.refused("dora", &by, ""), (2, "usage".into()));
}

#[test]
fn what_is_no_food_or_no_amount_of_it_is_refused() {
    let clinic = Clinic::new();
    let unknown = ["foods", "show", "99999"];
    assert_eq!(clinic.refused("dora", &unknown, "").1, "not_found");
    let amount = ["foods", "show", "01077", "--amount", "2 slices"];
    assert_eq!(clinic.refused("dora", &amount, ""), (2, "usage".into()));
    let sentence = clinic.sentence("dora", &amount);
    assert!(
        sentence.starts_with("Milk, whole has no measure `slices`: it has cup; "),
        "{sentence}"
    );
    let language = ["foods", "search", "milk", "--language", "de"];
    assert_eq!(clinic.refused("dora", &language, ""), (2, "usage".into()));
}

#[test]
fn a_food_of_the_clinic_is_added_changed_and_retired() {
    let clinic = Clinic::new();
    let dora = |args: &[&str]| clinic.done("dora", &[&["foods"], args].concat(), "");
    let listed = lines(&clinic, &["foods", "list"]);
    assert!(listed.contains("This clinic added no food, and corrected and described none."));
    let entry = json!({
        "name": "Oat drink", "maker": "Alpro", "group": "DAIRY", "nutrients": ["ENERGY=46", "CALCIUM=0.12 g"],
        "measures": ["glass=200"], "contains": "gluten", "free_of": "milk, eggs", "other_names": "haver milk",
    });
    let added = clinic.done("dora", &["foods", "add", "--stdin"], &entry.to_string());
    matches("foods add", &added);
    let id = added["clinic_food"]["id"].as_str().unwrap();
    let hits = dora(&["search", "2 glasses haver milk"]);
    assert_eq!(
        (&hits["foods"][0]["id"], &hits["searched"]),
        (&json!(id), &json!(8790))
    );
    let shown = lines(&clinic, &["foods", "show", id]);
    assert!(
        shown.contains("Contains gluten, no eggs, milk; others not known. So the clinic says."),
        "{shown}"
    );
    assert!(
        shown.contains("In 1 glass (200 g), and in 100 g:"),
        "{shown}"
    );
    let changed = dora(&[
        "edit",
        "oat drink",
        "--nutrient",
        "ENERGY=190 kJ",
        "--measure",
        "carton=1000",
    ]);
    matches("foods edit", &changed);
    assert_eq!(changed["clinic_food"]["measures"][1]["name"], "carton");
    for (args, code) in [
        (
            &["edit", "oat drink", "--nutrient", "PROTEIN=200"][..],
            "invalid",
        ),
        (&["edit", "oat drink", "--nutrient", "PROTEIN"], "usage"),
        (&["edit", "oat drink", "--measure", "cup=much"], "invalid"),
        (&["edit", "oat drink", "--contains", "milk"], "invalid"),
        (&["edit", "rice drink", "--maker", "x"], "not_found"),
    ] {
        let (_, refused) = clinic.refused("dora", &[&["foods"], args].concat(), "");
        assert_eq!(refused, code, "{args:?}");
    }
    let corrected = dora(&[
        "correct",
        "18069",
        "--contains",
        "gluten,sesame",
        "--free-of",
        "milk",
    ]);
    matches("foods correct", &corrected);
    let described = dora(&[
        "describe",
        "18069",
        "--english",
        "Wholemeal toast",
        "--food-level",
        "7",
    ]);
    matches("foods describe", &described);
    matches("foods list", &dora(&["list"]));
    let retired = dora(&["retire", id]);
    matches("foods retire", &retired);
    assert_eq!(retired["clinic_food"]["is_active"], false);
    assert_eq!(dora(&["search", "haver milk"])["searched"], 8789);
    let back = dora(&["correct", "18069", "--as-listed", "true"]);
    assert_eq!(back["food"]["allergens"]["is_clinics"], false);
}

#[test]
fn foods_of_a_file_are_looked_at_and_imported_once() {
    let clinic = Clinic::new();
    let list = clinic.path("foods.csv");
    let rows = [
        "name;name_fr;group;energy (kJ);protein_g;measures;allergens;Price",
        "Oat drink;Boisson d'avoine;dairy;190;0,3;\"cup=240; glass=200\";\"gluten; free of: milk\";2",
        "Plum cake;;;much;;;;",
        "Heavy;;;;200;;;",
        ";;;;;;plums;",
        "OAT  drink;;;;;;;",
    ];
    fs::write(&list, rows.join("\n")).unwrap();
    let list = list.to_str().unwrap();
    let import = |mode| clinic.done("dora", &["foods", "import", list, mode], "");
    let looked_at = import("--dry-run");
    matches("foods import", &looked_at);
    assert_eq!(
        (&looked_at["ready"], &looked_at["imported"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(looked_at["left_out"], json!(["Price"]));
    let words = lines(&clinic, &["foods", "import", list, "--dry-run"]);
    for part in [
        "Not imported: Price",
        "  line 3, column 4 (energy (kJ)): `much` is ",
        "  line 4, column 5 (protein_g): `200` is ",
        "  line 5, column 1 (name): `` is missing",
        "  line 5, column 7 (allergens): `plums` is not one of the choices",
        "  line 6, column 1 (name): `OAT  drink` is there twice; leave one out",
        "Would import 1 food; 0 already there, 4 lines with errors.",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let imported = import("--yes");
    assert_eq!(imported["imported"], 1);
    let again = import("--yes");
    assert_eq!(
        (&again["known"], &again["imported"]),
        (&json!(2), &json!(0))
    );
    let hits = clinic.done("dora", &["foods", "search", "boisson d'avoine"], "");
    assert_eq!(hits["foods"][0]["name"], "Oat drink");
    assert_eq!(again["import_id"], Value::Null);
    let listed = clinic.done("dora", &["foods", "imports"], "");
    matches("foods imports", &listed);
    let id = imported["import_id"].as_str().unwrap();
    assert_eq!(listed["imports"][0]["id"], id);
    let undo = |mode| clinic.done("dora", &["foods", "undo-import", id, mode], "");
    matches("foods undo-import", &undo("--dry-run"));
    assert_eq!(undo("--yes")["removed"], 1);
    let listed = clinic.done("dora", &["foods", "imports"], "");
    assert_eq!(listed["imports"][0]["removed"], 1);
    assert_eq!(import("--dry-run")["ready"], 1);
    let long = format!("name\n{}", "Oat\n".repeat(2_001));
    fs::write(list, long).unwrap();
    let refused = clinic.refused("dora", &["foods", "import", list, "--dry-run"], "");
    assert_eq!(refused, (1, "too_large".into()));
}

#[test]
fn a_token_is_read_where_nothing_is_stored_and_an_id_in_upper_case() {
    let clinic = Clinic::new();
    let describe = ["foods", "describe", "01077", "--french", "Lait"];
    let unread = [&describe[..], &["--seen", "garbage"]].concat();
    let (status, _) = clinic.refused("dora", &unread, "");
    assert_ne!(status, 0);
    clinic.done("dora", &describe, "");
    let added = clinic.done("dora", &["foods", "add", "--name", "Oat drink"], "");
    let id = added["clinic_food"]["id"].as_str().unwrap();
    let shown = clinic.done("dora", &["foods", "show", &id.to_uppercase()], "");
    assert_eq!(shown["food"]["id"], id);
}
