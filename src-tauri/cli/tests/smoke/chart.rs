//! What is recorded of a patient: shown, corrected, edited and removed against a version.

use super::*;
use crate::shapes::matches;

pub fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

pub fn seen(row: &Value) -> &str {
    row["seen"].as_str().unwrap()
}

#[track_caller]
pub fn lines(clinic: &Clinic, words: &[&str]) -> String {
    let output = clinic.lines("dora", words);
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_profile_is_edited_by_flags_and_by_an_entry() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let (show, edit) = (["profile", "show"], ["profile", "edit"]);
    let of = ["--patient", &patient];
    let empty = lines(&clinic, &[&show[..], &of].concat());
    assert!(empty.contains("Nothing is recorded yet."), "{empty}");
    let nothing = clinic.refused("dora", &[&edit[..], &of].concat(), "");
    assert_eq!(nothing, (2, "usage".into()));
    let flags = ["--history", "anaemia", "--dislikes", "- fish"];
    let edited = clinic.done("dora", &[&edit[..], &of, &flags].concat(), "");
    matches("profile edit", &edited);
    assert_eq!(edited["profile"]["dislikes"], "- fish");
    let entry = json!({ "patient": patient, "preferences": "vegetarian", "seen": edited["profile"]["seen"] });
    clinic.done(
        "dora",
        &[&edit[..], &["--stdin"]].concat(),
        &entry.to_string(),
    );
    let shown = clinic.done("dora", &[&show[..], &of].concat(), "");
    matches("profile show", &shown);
    let profile = &shown["profile"];
    assert_eq!(profile["history"], "anaemia");
    assert_eq!(profile["preferences"], "vegetarian");
    let shown = lines(&clinic, &[&show[..], &of].concat());
    assert!(
        shown.contains("\nHistory: anaemia\nPreferences: vegetarian\n"),
        "{shown}"
    );
    let unknown = [
        &show[..],
        &["--patient", "00000000-0000-4000-8000-000000000000"],
    ]
    .concat();
    assert_eq!(
        clinic.refused("dora", &unknown, ""),
        (1, "not_found".into())
    );
}

#[test]
fn a_birth_is_recorded_and_corrects_the_age_of_growth() {
    let clinic = Clinic::new();
    let today = chrono::Utc::now().date_naive();
    let born = (today - chrono::TimeDelta::days(200)).to_string();
    let add = [
        "patients",
        "add",
        "--family-name",
        "Okafor",
        "--sex",
        "FEMALE",
    ];
    let add = [&add[..], &["--birth-date", &born]].concat();
    let added = clinic.done("dora", &add, "");
    let of = ["--patient", added["patient"]["id"].as_str().unwrap()];
    for (kind, value) in [("WEIGHT", "5.9 kg"), ("LENGTH", "60.5 cm")] {
        let add = ["measurements", "add", "--kind", kind, "--value", value];
        clinic.done("dora", &[&add[..], &of].concat(), "");
    }
    let growth = [
        "measurements",
        "growth",
        "--indicator",
        "LENGTH_HEIGHT_FOR_AGE",
    ];
    let growth = [&growth[..], &of].concat();
    assert!(lines(&clinic, &growth).contains("Gestation at birth is not recorded."));
    let edit = ["profile", "edit", "--gestation", "31 weeks 4 days"];
    let heights = ["--mother-height", "5'5", "--father-height", "1.785 m"];
    let edited = clinic.done("dora", &[&edit[..], &of, &heights].concat(), "");
    matches("profile edit", &edited);
    let profile = &edited["profile"];
    let recorded = ["gestation", "mother_height", "father_height"].map(|key| profile[key].as_str());
    assert_eq!(recorded, [Some("31+4"), Some("165.1 cm"), Some("178.5 cm")]);
    let wrong = [&["profile", "edit", "--gestation", "52"], &of[..]].concat();
    assert_eq!(clinic.refused("dora", &wrong, ""), (1, "invalid".into()));
    let drawn = clinic.done("dora", &growth, "");
    matches("measurements growth", &drawn);
    assert_eq!(drawn["points"][0]["corrected"]["age_days"], 200 - 59);
    assert_eq!(drawn["target"]["height"], 165.3);
    let text = lines(&clinic, &growth);
    for part in [
        "Born at 31+4 weeks: ages are corrected until a corrected age of 24 months.",
        "Target height by the parents’ heights: 165.3 cm, 156.8 to 173.8 cm, centile ",
        "6 m, corrected 4 m  60.5 cm  z ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // where a child stands and lies no longer, and what happened to her
    assert_eq!(drawn["references"][0], "who0To5");
    assert_eq!(drawn["breaks"][0]["of"], "posture");
    let condition = ["conditions", "add", "--name", "Coeliac disease"];
    clinic.done("dora", &[&condition[..], &of].concat(), "");
    let events = clinic.done("dora", &growth, "")["events"].clone();
    assert_eq!(events[0]["event"]["text"], "Coeliac disease");
    let text = lines(&clinic, &growth);
    assert!(text.contains("  6 m  condition: Coeliac disease"), "{text}");
    let list = [&["measurements", "list"], &of[..]].concat();
    let listed = lines(&clinic, &list);
    let centile = "WHO Child Growth Standards 2006, corrected age 141 days)";
    assert!(listed.contains(centile), "{listed}");
}

#[test]
fn a_reading_is_corrected_asked_about_and_removed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let weight = ["--kind", "WEIGHT", "--value", "272 kg", "--keep"];
    let add = [&["measurements", "add"], &of[..], &weight].concat();
    let added = clinic.done("dora", &add, "");
    let reading = id(&added);
    let list = [&["measurements", "list"], &of[..]].concat();
    let listed = clinic.done("dora", &list, "");
    matches("measurements list", &listed);
    let before = seen(&listed["measurements"][0]);
    let confirmed = lines(&clinic, &list);
    assert!(
        confirmed.contains("272 kg, by dora, kept although unlikely"),
        "{confirmed}"
    );
    let correct = ["measurements", "correct", reading, "--value"];
    // the value that was kept is not asked about again, in whatever unit
    let again = [&correct[..], &["272000 g", "--seen", before]].concat();
    let again = clinic.done("dora", &again, "");
    assert_eq!(again["measurement"]["confirmed"], json!(true));
    let before = seen(&again["measurement"]);
    let unlikely = clinic.refused("dora", &[&correct[..], &["300 kg"]].concat(), "");
    assert_eq!(unlikely, (3, "doubtful".into()));
    let unreadable = clinic.refused("dora", &[&correct[..], &["72 parsec"]].concat(), "");
    assert_eq!(unreadable, (2, "usage".into()));
    // far from the wrong reading, near what is likely
    let corrected = [&correct[..], &["72 kg", "--seen", before]].concat();
    let corrected = clinic.done("dora", &corrected, "");
    matches("measurements correct", &corrected);
    let quantity = &corrected["measurement"]["quantity"];
    assert_eq!(quantity["value"], json!(72.0));
    let shown = lines(&clinic, &list);
    let was = "weight: 72 kg, by dora, was 272 kg by dora, changed 2";
    assert!(shown.contains(was), "{shown}");
    let same = clinic.done("dora", &["measurements", "confirm", reading], "");
    matches("measurements confirm", &same);
    // it is not questioned, so it stays as it is
    assert_eq!(same["measurement"], corrected["measurement"]);
    let remove = ["measurements", "remove", reading];
    let removed = clinic.done("dora", &remove, "");
    matches("measurements remove", &removed);
    let none = lines(&clinic, &list);
    assert!(none.contains("Nothing was measured yet."), "{none}");
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
    let restore = ["measurements", "restore", reading, "--seen", seen(&removed)];
    matches("measurements restore", &clinic.done("dora", &restore, ""));
    let back = lines(&clinic, &list);
    assert!(!back.contains("Nothing was measured yet."), "{back}");
    let again = clinic.refused("dora", &restore, "");
    assert_eq!(again, (1, "not_found".into()));
}

#[test]
fn a_screening_is_scored_corrected_listed_and_removed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let add = [&["screening", "add"], &of[..]].concat();
    let with = |answers: &str, rest: &[&str]| {
        let words = [&add[..], &["--tool", "MUST", "--answers", answers], rest].concat();
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    fn borrowed(words: &[String]) -> Vec<&str> {
        words.iter().map(String::as_str).collect()
    }
    let list = [&["screening", "list"], &of[..]].concat();
    let none = lines(&clinic, &list);
    assert!(none.contains("Nothing was screened yet."), "{none}");
    let thin = r#"{"bmi": 17.9, "weight_loss_pct": "5_to_10", "acute_no_intake_over_5d": "no"}"#;
    let added = clinic.done("dora", &borrowed(&with(thin, &[])), "");
    matches("screening add", &added);
    let screening = &added["screening"];
    assert_eq!(screening["answers"]["acute_no_intake_over_5d"], "no");
    assert_eq!(
        (
            &screening["result"]["category"],
            &screening["result"]["components"]
        ),
        (&json!("high"), &json!([2, 1, 0]))
    );
    // what cannot be read is usage, and what gives no result is refused with what is missing
    let unreadable = clinic.refused("dora", &borrowed(&with("[17.9]", &[])), "");
    assert_eq!(unreadable, (2, "usage".into()));
    let lacking = clinic.lines("dora", &borrowed(&with(r#"{"bmi": 17.9}"#, &[])));
    let sentence = String::from_utf8(lacking.stderr).unwrap();
    assert!(
        sentence.contains("weight_loss_pct is missing"),
        "{sentence}"
    );
    assert_eq!(lacking.status.code(), Some(1));

    let entry = json!({
        "patient": patient,
        "tool": "must",
        "answers": { "bmi": "above_20", "weight_loss_pct": 0, "acute_no_intake_over_5d": "no" },
        "corrects": screening["id"],
    });
    let add = ["screening", "add", "--stdin"];
    let mut timed = entry.clone();
    timed["at"] = json!("2020-01-01T10:00:00Z");
    let refused = clinic.refused("dora", &add, &timed.to_string());
    assert_eq!(refused, (2, "usage".into()));
    let corrected = clinic.done("dora", &add, &entry.to_string());
    matches("screening add", &corrected);
    assert_eq!(corrected["screening"]["replaces"], screening["id"]);
    let listed = clinic.done("dora", &list, "");
    matches("screening list", &listed);
    let text = lines(&clinic, &list);
    assert!(
        text.contains("MUST: 3, high (2+1+0), by dora, corrected since")
            && text.contains("MUST: 0, low (0+0+0), by dora\n"),
        "{text}"
    );
    let shown = ["screening", "show", id(&corrected["screening"])];
    matches("screening show", &clinic.done("dora", &shown, ""));
    assert!(lines(&clinic, &shown).contains("bmi: above_20"));
    let remove = ["screening", "remove", id(&corrected["screening"])];
    assert_eq!(clinic.refused("dora", &remove, ""), (2, "usage".into()));
    let why = [&remove[..], &["--reason", "another patient's"]].concat();
    matches("screening remove", &clinic.done("dora", &why, ""));
    assert_eq!(clinic.refused("dora", &why, ""), (1, "not_found".into()));
}

#[test]
fn an_estimate_is_compared_recorded_corrected_listed_and_removed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let list = [&["energy", "list"], &of[..]].concat();
    let none = lines(&clinic, &list);
    assert!(none.contains("Nothing was estimated yet."), "{none}");
    let body = concat!(
        r#"{"weight_kg": 70, "height_cm": "1.75 m", "sex": "F", "#,
        r#""age_y": 34, "activity": "light"}"#
    );
    let compare = [&["energy", "compare", "--inputs", body], &of[..]].concat();
    let compared = clinic.done("dora", &compare, "");
    matches("energy compare", &compared);
    let rows = compared["comparison"]["rows"].as_array().unwrap();
    assert_eq!(rows[0]["method"], "mifflinStJeor");
    let text = lines(&clinic, &compare);
    assert!(
        text.contains("KATCH_MCARDLE: none: needs body fat"),
        "{text}"
    );

    let lacking = [&["energy", "add", "--inputs", "{}"], &of[..]].concat();
    let refused = clinic.lines("dora", &lacking);
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert!(sentence.contains("Nothing was recorded."), "{sentence}");
    assert_eq!(refused.status.code(), Some(1));
    let odd = r#"{"weight_kg": "heavy"}"#;
    let odd = [&["energy", "add", "--inputs", odd], &of[..]].concat();
    let refused = clinic.lines("dora", &odd);
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert!(sentence.contains("which is not a number"), "{sentence}");
    let unreadable = [&["energy", "add", "--inputs", "[70]"], &of[..]].concat();
    assert_eq!(clinic.refused("dora", &unreadable, ""), (2, "usage".into()));

    let add = [&["energy", "add", "--inputs", body], &of[..]].concat();
    let added = clinic.done("dora", &add, "");
    matches("energy add", &added);
    assert_eq!(added["estimate"]["method"], "mifflinStJeor");
    let entry = json!({
        "patient": patient,
        "method": "KCAL_PER_KG",
        "inputs": { "weight_kg": 70, "kcal_per_kg": 30, "protein_g_per_kg": 1.2, "fat_pct": 30 },
        "corrects": added["estimate"]["id"],
    });
    let corrected = clinic.done("dora", &["energy", "add", "--stdin"], &entry.to_string());
    matches("energy add", &corrected);
    let estimate = &corrected["estimate"];
    assert_eq!(estimate["result"]["energy_kcal"], 2100.0);
    assert_eq!(estimate["replaces"], added["estimate"]["id"]);
    matches("energy list", &clinic.done("dora", &list, ""));
    let text = lines(&clinic, &list);
    assert!(
        text.contains("by dora, corrected since")
            && text.contains("KCAL_PER_KG: 2100 kcal, 30 kcal/kg, by dora\n"),
        "{text}"
    );
    let shown = ["energy", "show", id(estimate)];
    matches("energy show", &clinic.done("dora", &shown, ""));
    let text = lines(&clinic, &shown);
    assert!(
        text.contains("protein 16 %, fat 30 %, carbohydrate 54 %") && text.contains("fat_pct: 30"),
        "{text}"
    );
    let remove = ["energy", "remove", id(estimate)];
    assert_eq!(clinic.refused("dora", &remove, ""), (2, "usage".into()));
    let why = [&remove[..], &["--reason", "another patient's"]].concat();
    matches("energy remove", &clinic.done("dora", &why, ""));
    assert_eq!(clinic.refused("dora", &why, ""), (1, "not_found".into()));
}

#[test]
fn contacts_are_listed_added_edited_and_removed() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let contact = |verb| [&["contacts", verb][..], &of].concat();
    let none = lines(&clinic, &contact("list"));
    assert!(none.contains("No contact is recorded."), "{none}");
    let john = ["--name", "John", "--relation", "SPOUSE"];
    let added = clinic.done("dora", &[&contact("add")[..], &john].concat(), "");
    matches("contacts add", &added);
    let john = id(&added["contact"]);
    let stranger = ["--name", "X", "--relation", "STRANGER"];
    let refused = clinic.refused("dora", &[&contact("add")[..], &stranger].concat(), "");
    assert_eq!(refused, (2, "usage".into()));
    let edit = ["contacts", "edit", john];
    assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
    let phone = [
        "--phone",
        "+233 24 555 0183",
        "--seen",
        seen(&added["contact"]),
    ];
    let edited = clinic.done("dora", &[&edit[..], &phone].concat(), "");
    matches("contacts edit", &edited);
    assert_eq!(edited["contact"]["relation"], "spouse");
    let listed = lines(&clinic, &contact("list"));
    assert!(
        listed.contains("John (spouse)  +233 24 555 0183"),
        "{listed}"
    );
    let home = [
        "--email",
        "J@Example.org",
        "--address",
        "1 Hill Road\nAccra",
    ];
    clinic.done("dora", &[&edit[..], &home].concat(), "");
    let answer = clinic.done("dora", &contact("list"), "");
    matches("contacts list", &answer);
    assert_eq!(answer["contacts"][0]["address"], "1 Hill Road\nAccra");
    let shown = lines(&clinic, &["patients", "show", &patient]);
    let john_of = "Contact: John (spouse)  +233 24 555 0183  j@example.org  1 Hill Road, Accra";
    assert!(shown.contains(john_of), "{shown}");
    let remove = ["contacts", "remove", john];
    let removed = clinic.done("dora", &remove, "");
    matches("contacts remove", &removed);
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
    let restore = ["contacts", "restore", john, "--seen", seen(&removed)];
    let restored = clinic.done("dora", &restore, "");
    matches("contacts restore", &restored);
    assert_eq!(restored["contact"]["email"], "j@example.org");
}

/// Each list of the chart, what one of it is called, a flag that names one and one that changes it, and its line.
const LISTS: [[&str; 7]; 3] = [
    [
        "allergies",
        "allergy",
        "--substance",
        "Peanut",
        "--severity",
        "SEVERE",
        "Peanut (severe, since 2019-04)",
    ],
    [
        "conditions",
        "condition",
        "--name",
        "Asthma",
        "--status",
        "REMISSION",
        "Asthma (remission, since 2019-04)",
    ],
    [
        "medications",
        "medication",
        "--name",
        "Iron",
        "--dose",
        "65 mg daily",
        "Iron (65 mg daily, since 2019-04)",
    ],
];

#[test]
fn the_lists_of_a_chart_are_written_changed_removed_and_restored() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    for [list, one, named, name, changed, value, line] in LISTS {
        let (named, changed) = ([named, name], [changed, value]);
        let command = |verb| [&[list, verb][..], &of].concat();
        let none = lines(&clinic, &command("list"));
        assert!(none.contains(&format!("No {one} is recorded.")), "{none}");
        let added = clinic.done("dora", &[&command("add")[..], &named].concat(), "");
        matches(&format!("{list} add"), &added);
        let row = id(&added[one]).to_owned();
        let edit = [list, "edit", &row];
        assert_eq!(clinic.refused("dora", &edit, ""), (2, "usage".into()));
        let entry = json!({ "onset": "4/2019", "seen": seen(&added[one]) }).to_string();
        let edited = clinic.done("dora", &[&edit[..], &["--stdin"]].concat(), &entry);
        matches(&format!("{list} edit"), &edited);
        clinic.done("dora", &[&edit[..], &changed].concat(), "");
        matches(
            &format!("{list} list"),
            &clinic.done("dora", &command("list"), ""),
        );
        let listed = lines(&clinic, &command("list"));
        assert!(listed.contains(line), "{listed}");
        let shown = lines(&clinic, &["patients", "show", &patient]);
        assert!(shown.contains(line), "{shown}");
        let soon = [&edit[..], &["--onset", "2199"]].concat();
        assert_eq!(clinic.refused("dora", &soon, ""), (1, "invalid".into()));
        let remove = [list, "remove", &row];
        assert_eq!(clinic.refused("dora", &remove, ""), (2, "usage".into()));
        let why = ["--reason", "another patient's"];
        let removed = clinic.done("dora", &[&remove[..], &why].concat(), "");
        matches(&format!("{list} remove"), &removed);
        assert!(lines(&clinic, &command("list")).contains(&none.trim_end().to_owned()));
        let restore = [list, "restore", &row];
        let given = ["--seen", seen(&removed)];
        let restored = clinic.done("dora", &[&restore[..], &given].concat(), "");
        matches(&format!("{list} restore"), &restored);
        assert_eq!(
            clinic.refused("dora", &restore, ""),
            (1, "not_found".into())
        );
    }
}

#[test]
fn none_known_is_recorded_shown_and_taken_back() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let of = ["--patient", &patient];
    let command = |verb| [&["none-known", verb][..], &of].concat();
    let medicines = ["--list", "MEDICATIONS"];
    let empty = lines(&clinic, &command("list"));
    assert!(
        empty.contains("Nobody has recorded that none are known."),
        "{empty}"
    );
    let add = [&command("add")[..], &medicines].concat();
    matches("none-known add", &clinic.done("dora", &add, ""));
    matches(
        "none-known list",
        &clinic.done("dora", &command("list"), ""),
    );
    for words in [&command("list")[..], &["patients", "show", &patient]] {
        let shown = lines(&clinic, words);
        assert!(shown.contains("No medications known: "), "{shown}");
    }
    let remove = [&command("remove")[..], &medicines].concat();
    matches("none-known remove", &clinic.done("dora", &remove, ""));
    assert_eq!(clinic.refused("dora", &remove, ""), (1, "not_found".into()));
    let iron = [&["medications", "add"][..], &of, &["--name", "Iron"]].concat();
    clinic.done("dora", &iron, "");
    assert_eq!(
        clinic.refused("dora", &add, ""),
        (1, "list_not_empty".into())
    );
    let other = [&command("add")[..], &["--list", "PETS"]].concat();
    assert_eq!(clinic.refused("dora", &other, ""), (2, "usage".into()));
}

#[test]
fn a_note_takes_the_sections_of_its_kind_alone() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let note = |kind: &str, section: &str| {
        let section = format!("{section}=words");
        let words = [
            "notes",
            "write",
            "--patient",
            &patient,
            "--kind",
            kind,
            "--section",
            &section,
        ];
        let answer = clinic.run("dora", &[&words[..], &["--json"]].concat(), "");
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        (answer.status.code().unwrap(), text)
    };
    let (status, text) = note("SOAP", "diagnosis");
    assert!(
        status == 1 && text.contains("subjective, objective, assessment, plan"),
        "{text}"
    );
    let (status, text) = note("SOAP", "weather");
    assert!(status == 2 && text.contains("SUBJECTIVE"), "{text}");
    assert_eq!(note("SOAP", "plan").0, 0);
}

#[test]
fn a_visit_shows_what_was_typed_and_what_follows_from_it() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let visit = clinic.done("dora", &["visits", "start", "--patient", &patient], "");
    let visit = visit["visit"]["id"].as_str().unwrap().to_owned();
    let measure = [
        "measurements",
        "add",
        "--patient",
        &patient,
        "--visit",
        &visit,
    ];
    let weight = ["--kind", "WEIGHT", "--value", "159 lb"];
    let answer = clinic.done("dora", &[&measure[..], &weight].concat(), "");
    assert_eq!(
        (&answer["quantity"]["value"], &answer["doubt"]),
        (&json!(72.121), &json!(null))
    );
    clinic.done(
        "dora",
        &[&measure[..], &["--kind", "HEIGHT", "--value", "170"]].concat(),
        "",
    );
    let shown = lines(&clinic, &["visits", "show", &visit]);
    for line in [
        "weight: 72.121 kg, typed as 159 lb",
        "BMI: 25",
        "height: 170 cm",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn a_list_has_columns_as_wide_as_their_cells() {
    let clinic = Clinic::new();
    clinic.patient("Okafor");
    let listed = lines(&clinic, &["patients", "list"]);
    assert!(listed.starts_with("ID") && listed.contains("LAST") && listed.contains("NEXT"));
    // an imported file number is longer than those of this clinic
    let list = clinic.path("list.csv");
    let number = "HILLSIDE-2026-000123";
    let people = format!("file_number,family_name,date_of_birth\n{number},Ndiaye,1990-02-03\n");
    fs::write(&list, people).unwrap();
    let import = ["import", "patients", list.to_str().unwrap(), "--yes"];
    clinic.done("admin", &import, "");
    for words in [&["patients", "list"][..], &["search", "Ndiaye"]] {
        let text = lines(&clinic, words);
        let (header_row, row) = (
            text.lines().next().unwrap(),
            text.lines().find(|line| line.contains(number)).unwrap(),
        );
        for (head, cell) in [
            ("NUMBER", number),
            ("BIRTH", "1990-02-03"),
            ("NAME", "Ndiaye"),
        ] {
            assert_eq!(header_row.find(head), row.find(cell), "{text}");
        }
    }
}
