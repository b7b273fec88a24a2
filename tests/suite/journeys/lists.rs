use std::collections::BTreeSet;

use support::cli_device::connected;

use super::*;

const FEBRL: &[u8] = include_bytes!("../fixtures/febrl-dataset1.csv");
const NAMES: &str = include_str!("../fixtures/names.csv");

#[test]
fn a_thousand_people_are_imported_once_and_equal_on_a_second_device() {
    let (_database, _serving, first) = connected(&[]);
    let file = first.write("febrl.csv", FEBRL);
    let planned = first
        .run_as("ada", &["import", "patients", &file, "--dry-run"])
        .done();
    assert_eq!(
        (planned["valid"].as_i64(), planned["imported"].as_i64()),
        (Some(997), Some(0))
    );
    let lines: BTreeSet<_> = list(&planned, "errors")
        .iter()
        .map(|error| error["line"].as_i64().unwrap())
        .collect();
    assert_eq!(lines, impossible_dates());
    let heading = |name: &str| {
        let columns = list(&planned, "columns");
        columns
            .iter()
            .find(|column| column["heading"] == name)
            .unwrap()["target"]
            .clone()
    };
    assert_eq!(heading("rec_id"), "fileNumber");
    assert_eq!(heading("soc_sec_id"), "nationalId");
    let duplicates = list(&planned, "duplicates");
    assert!(
        duplicates.len() > 400,
        "{} of 500 near-duplicates",
        duplicates.len()
    );
    assert!(
        duplicates
            .iter()
            .all(|one| !one["reasons"].as_array().unwrap().is_empty())
    );
    assert_eq!(count(&first, "select count(*) from patients"), 0);

    let done = first
        .run_as("ada", &["import", "patients", &file, "--yes"])
        .done();
    assert_eq!(
        (done["valid"].as_i64(), done["imported"].as_i64()),
        (Some(997), Some(997))
    );
    let again = first
        .run_as("ada", &["import", "patients", &file, "--yes"])
        .done();
    assert_eq!(
        (again["known"].as_i64(), again["imported"].as_i64()),
        (Some(997), Some(0))
    );
    assert_eq!(count(&first, "select count(*) from patients"), 997);

    first.run(&["sync"]).done();
    let second = first.enrol("ada", "ada");
    first.run(&["sync"]).done();
    assert_eq!(count(&second, "select count(*) from patients"), 997);
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
}

/// The lines of the list with an impossible date, counted without the program.
fn impossible_dates() -> BTreeSet<i64> {
    let text = std::str::from_utf8(FEBRL).unwrap();
    let records = text.lines().enumerate().skip(1);
    let impossible = records.filter(|(_, line)| {
        let date = line.split(',').nth(9).unwrap().trim();
        let part = |from: usize, to: usize| date[from..to].parse::<u32>().unwrap();
        !date.is_empty()
            && (!(1..=12).contains(&part(4, 6)) || part(6, 8) > days_of(part(0, 4), part(4, 6)))
    });
    impossible
        .map(|(at, _)| i64::try_from(at + 1).unwrap())
        .collect()
}

fn days_of(year: u32, month: u32) -> u32 {
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leaps => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[test]
fn five_hundred_names_in_many_scripts_are_searchable_on_both_devices() {
    let (_database, _serving, first) = connected(&[]);
    let mut lines = vec!["file_number,given_name,family_name,sex,date_of_birth".to_owned()];
    for (at, line) in NAMES.lines().skip(1).enumerate() {
        let (year, month, day) = (1930 + at % 80, 1 + at % 12, 1 + at % 28);
        lines.push(format!("S-{at},{line},{year}-{month:02}-{day:02}"));
    }
    let file = first.write("names.csv", lines.join("\n"));
    let done = first
        .run_as("ada", &["import", "patients", &file, "--yes"])
        .done();
    assert_eq!(done["imported"], 500, "{done}");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "ada");
    first.run(&["sync"]).done();
    // one of each script, by the family name as it is written
    for script in ['Հ', 'О', 'Π', 'Ε', '김', '王', 'გ', 'כ', 'Á'] {
        let line = NAMES
            .lines()
            .skip(1)
            .find(|line| line.split(',').nth(1).unwrap().contains(script));
        let Some(family) = line.map(|line| line.split(',').nth(1).unwrap()) else {
            continue;
        };
        let hits = second.run_as("ada", &["search", family]).done();
        assert!(
            list(&hits, "hits")
                .iter()
                .any(|hit| hit["name"].to_string().contains(family)),
            "{family}: {hits}"
        );
    }
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&second, "ada", "all.json"),
    );
    let csv = second.path_arg("patients.csv");
    second
        .run_as(
            "ada",
            &["export", "patients", "--format", "csv", "--out", &csv],
        )
        .done();
    let text = std::fs::read_to_string(csv).unwrap();
    for line in NAMES.lines().skip(1) {
        let family = line.split(',').nth(1).unwrap();
        assert!(text.contains(family), "{family} is missing from the export");
    }
}

#[test]
fn an_import_that_two_computers_undo_apart_leaves_nothing_to_decide() {
    let (_database, _serving, first) = connected(&[]);
    let file = first.write(
        "two.csv",
        "given_name,family_name\nAma,Mensah\nKofi,Boateng\n",
    );
    let args = ["import", "patients", &file, "--yes"];
    let done = first.run_as("ada", &args).done();
    let import = done["import_id"].as_str().unwrap().to_owned();
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "ada");
    for device in [&first, &second] {
        let undone = device.run_as("ada", &["import", "undo", &import]).done();
        assert_eq!(
            (&undone["removed"], &undone["changed"]),
            (&2.into(), &true.into())
        );
    }
    for device in [&first, &second, &first] {
        device.run_as("ada", &["sync"]).done();
    }
    for device in [&first, &second] {
        let conflicts = device.run_as("ada", &["conflicts", "list"]).done();
        assert!(list(&conflicts, "conflicts").is_empty(), "{conflicts}");
        // without a user the program counts by what is clear
        let status = device.run(&["status"]).done();
        assert_eq!(status["conflicts"], 0, "{status}");
        let imports = device.run_as("ada", &["import", "list"]).done();
        let only = &list(&imports, "imports")[0];
        assert_eq!(
            (&only["patients"], &only["deleted"]),
            (&0.into(), &2.into())
        );
    }
}
