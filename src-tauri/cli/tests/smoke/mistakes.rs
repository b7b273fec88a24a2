//! What was typed wrong.

use super::*;

/// Runs a command in lines and in JSON, which both refuse it with the same message.
#[track_caller]
fn assert_refused_alike(
    clinic: &Clinic,
    words: &[&str],
    status: i32,
    text: &str,
    field: Option<&str>,
) -> String {
    let lines = clinic.lines("dora", words);
    let sentence = String::from_utf8(lines.stderr).unwrap();
    assert!(sentence.contains(text), "{words:?}: {sentence}");
    assert!(sentence.contains("Nothing was "), "{sentence}");
    assert!(lines.stdout.is_empty() && lines.status.code() == Some(status));
    let json = clinic.run("dora", words, "");
    let error = &serde_json::from_slice::<Value>(&json.stdout).unwrap()["error"];
    assert_eq!(json.status.code(), Some(status), "{error}");
    assert_eq!(error["message"], sentence.trim_end(), "{words:?}");
    assert_eq!(error["field"].as_str(), field, "{error}");
    sentence
}

fn with<'a>(words: &[&'a str], last: &[&'a str]) -> Vec<&'a str> {
    [words, last].concat()
}

#[test]
fn an_impossible_value_is_refused_alike_in_lines_and_in_json() {
    let clinic = Clinic::new();
    let id = &clinic.patient("Okafor");
    let measure = |kind, value| {
        let words = ["measurements", "add", "--patient", id, "--kind", kind];
        with(&words, &["--value", value])
    };
    let book = ["appointments", "book", "--anyway", "--patient", id];
    let starts = ["--starts", "2026-11-20T10:00:00Z", "--minutes"];
    let book = |minutes| with(&[&book[..], &starts].concat(), &[minutes]);
    let words = ["notes", "addendum", "--note", id];
    for (words, status, text, field) in [
        (
            measure("WEIGHT", "-5"),
            1,
            "no body can have",
            Some("value"),
        ),
        (
            measure("WEIGHT", "-5 kg"),
            1,
            "no body can have",
            Some("value"),
        ),
        (
            measure("HEIGHT", "5'13"),
            2,
            "12 in make one ft",
            Some("value"),
        ),
        (
            measure("WEIGHT", "1e3"),
            2,
            "`1e3` has `e3` behind its number",
            Some("value"),
        ),
        (
            vec!["patients", "edit", id],
            2,
            "needs something to change",
            None,
        ),
        (book("-5"), 1, "--minutes is 1 to 1440", Some("minutes")),
        (
            [&words[..], &["--text", "- eats late"]].concat(),
            2,
            "`reason` is missing",
            Some("reason"),
        ),
    ] {
        let sentence = assert_refused_alike(&clinic, &words, status, text, field);
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
    }
}

#[test]
fn a_mistyped_command_is_refused_alike_in_lines_and_in_json() {
    let clinic = Clinic::new();
    let shut = ["devices", "revoke"];
    let starts = ["--starts", "2026-11-20T10:00:00Z", "--minutes"];
    let book = |minutes| {
        with(
            &[&["appointments", "book", "--anyway"], &starts[..]].concat(),
            &[minutes],
        )
    };
    for (words, status, text, field) in [
        (book("soon"), 2, "a whole number", Some("minutes")),
        (
            [&shut[..], &["2"]].concat(),
            2,
            "--reason <TEXT>",
            Some("reason"),
        ),
        (
            [&shut[..], &["-2"]].concat(),
            2,
            "the number of a computer",
            Some("number"),
        ),
        (
            vec!["search", "x", "--limit", "-5"],
            2,
            "from 1 to 100",
            Some("limit"),
        ),
        (
            vec!["search", "Ama", "Okafor"],
            2,
            "unexpected argument 'Okafor'",
            None,
        ),
        (vec!["patients"], 2, "Commands:\n  add ", None),
        (
            vec!["patients", "fly"],
            2,
            "unrecognized subcommand 'fly'",
            None,
        ),
        (
            vec!["patients", "shwo"],
            2,
            "a similar subcommand exists: 'show'",
            None,
        ),
    ] {
        let message = assert_refused_alike(&clinic, &words, status, text, field);
        assert!(
            message.lines().count() > 1 && message.contains("--help"),
            "{message}"
        );
    }
}

#[test]
fn a_text_may_begin_with_a_dash_and_nothing_after_two_is_a_flag() {
    let clinic = Clinic::new();
    let id = &clinic.patient("Okafor");
    let visit = clinic.done("dora", &["visits", "start", "--patient", id], "");
    let note = visit["visit"]["note"]["id"].as_str().unwrap();
    let write = [
        "notes",
        "write",
        "--note",
        note,
        "--section",
        "assessment=x",
    ];
    clinic.done("dora", &write, "");
    clinic.done("dora", &["notes", "sign", note], "");
    let added = [
        "notes",
        "addendum",
        "--note",
        note,
        "--reason",
        "-",
        "--text",
        "- eats late",
    ];
    let text = clinic.done("dora", &added, "");
    assert_eq!(text["note"]["addenda"][0]["text"], "- eats late");
    let hits = clinic.lines("dora", &["search", "--", "--json"]);
    assert_eq!(String::from_utf8(hits.stdout).unwrap(), "0 of 1 patients\n");
}

#[test]
fn an_edit_without_a_change_writes_nothing() {
    let clinic = Clinic::new();
    let words = ["patients", "add", "--family-name", "Okafor"];
    let added = clinic.done("dora", &[&words[..], &["--city", "Paris"]].concat(), "");
    let id = added["patient"]["id"].as_str().unwrap();
    let edited = || {
        let words = ["audit", "list", "--action", "edit patient"];
        let page = clinic.done("admin", &words, "");
        page["rows"].as_array().unwrap().len()
    };
    let edit = |city| {
        let output = clinic.lines("dora", &["patients", "edit", id, "--city", city]);
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(edit("Paris").starts_with("Nothing was to be changed"));
    assert_eq!(edited(), 0);
    assert!(edit("Lyon").starts_with("Changed "));
    assert_eq!(edited(), 1);
    // a user without the right is refused, also without a change
    let file = clinic.path("vera");
    fs::write(&file, "a viewer's own words\n").unwrap();
    let words = ["user", "add", "--username", "vera", "--role", "Viewer"];
    let file = ["--new-password-file", file.to_str().unwrap()];
    let email = ["--email", "vera@clinic.example"];
    clinic.done("admin", &[&words[..], &file, &email].concat(), "");
    let refused = clinic.refused("vera", &["patients", "edit", id, "--city", "Lyon"], "");
    assert_eq!(refused, (1, "forbidden".to_owned()));
}

#[test]
fn a_list_is_corrected_by_line_column_and_value() {
    let clinic = Clinic::new();
    let list = clinic.path("list.csv");
    let long = "7".repeat(100);
    let rows = [
        "given_name,surname,date_of_birth,sex,phone,address_1",
        "Ama,Okafor,1990-02-30,F,,x",
        "Ben,Tal,1990-02-20,Q\u{1b}[2J,,x",
        "Zoe,Tal,1990-02-20,F,\"call,me\",x",
        ",,1990-02-20,F,,x",
        "Mia,Tal,1990",
        &format!("Noa,Tal,{long},F,,x"),
        "Eva,Tal,1990-02-20,F,,x",
        "Ida,Ta\u{200b}l,1990-02-20,F,,x",
    ];
    fs::write(&list, rows.join("\n")).unwrap();
    let list = list.to_str().unwrap();
    for mode in ["--dry-run", "--yes"] {
        let output = clinic.lines("admin", &["import", "patients", list, mode]);
        let text = String::from_utf8(output.stdout).unwrap();
        for line in [
            "  address_1 -> address line 1",
            "  line 2, column 3 (date_of_birth): `1990-02-30` is not a date",
            "  line 3, column 4 (sex): `Q [2J` is not one of the choices",
            "  line 4, column 5 (phone): `call,me` is not a phone number",
            "  line 5: the name is missing",
            "  line 6: it has 3 values and the first line has 6 columns",
            &format!(
                "  line 7, column 3 (date_of_birth): `{}...` is",
                &long[..60]
            ),
            "line 9, column 2 (surname): `Ta\u{200b}l` is text with a character that cannot be shown: U+200B",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
    let text = clinic.done("admin", &["import", "patients", list, "--dry-run"], "");
    assert_eq!(
        text["errors"][0],
        json!({"line": 2, "column": 3, "value": "1990-02-30", "field": "date_of_birth", "reason": "notADate",
            "values": 6, "character": null})
    );
    assert_eq!(
        text["errors"].as_array().unwrap().last().unwrap()["character"],
        "U+200B"
    );
    assert_eq!(text["errors"][4]["column"], Value::Null);

    let semicolons = clinic.path("semicolons.csv");
    fs::write(&semicolons, "given_name;surname\nMia;Tal, born Lee\n").unwrap();
    let words = [
        "import",
        "patients",
        semicolons.to_str().unwrap(),
        "--dry-run",
    ];
    assert_eq!(clinic.done("admin", &words, "")["ready"], 1);
}

#[test]
fn an_entry_without_end_is_refused() {
    let clinic = Clinic::new();
    let endless = " ".repeat(8 * 1024 * 1024);
    let (status, code) = clinic.refused("dora", &["patients", "add", "--stdin"], &endless);
    assert_eq!((status, &*code), (2, "usage"));
}
