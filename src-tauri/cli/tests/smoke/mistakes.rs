//! What was typed wrong.

use super::*;

#[test]
fn a_slip_of_the_hand_is_told_in_one_sentence_in_lines_and_in_json() {
    let clinic = Clinic::new();
    let added = clinic.done("dora", &["patients", "add", "--family-name", "Okafor"], "");
    let id = added["patient"]["id"].as_str().unwrap();
    let measure = |kind, value| {
        let words = ["measurements", "add", "--patient", id, "--kind", kind];
        [&words[..], &["--value", value]].concat()
    };
    let book = ["appointments", "book", "--patient", id];
    let starts = ["--starts", "2026-11-20T10:00:00Z", "--minutes"];
    let book = |minutes| [&book[..], &starts, &[minutes]].concat();
    let (words, shut) = (["notes", "addendum", "--note", id], ["devices", "revoke"]);
    for (words, status, told, field) in [
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
        (book("-5"), 1, "--minutes is 1 to 1440", Some("minutes")),
        (book("soon"), 2, "a whole number", Some("minutes")),
        (
            [&words[..], &["--text", "- eats late"]].concat(),
            2,
            "`reason` is missing",
            Some("reason"),
        ),
        (
            [&shut[..], &["2"]].concat(),
            2,
            "needs --reason TEXT",
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
        (vec!["search", "Ama", "Okafor"], 2, "in quotes", None),
        (vec!["patients"], 2, "one of add, edit, show", None),
        (vec!["patients", "fly"], 2, "one of add, edit, show", None),
    ] {
        let lines = clinic.lines("dora", &words);
        let sentence = String::from_utf8(lines.stderr).unwrap();
        assert!(sentence.contains(told), "{words:?}: {sentence}");
        assert!(sentence.contains("Nothing was "), "{sentence}");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        assert!(lines.stdout.is_empty() && lines.status.code() == Some(status));
        let json = clinic.run("dora", &words, "");
        let error = &serde_json::from_slice::<Value>(&json.stdout).unwrap()["error"];
        assert_eq!(json.status.code(), Some(status), "{error}");
        assert_eq!(error["message"], sentence.trim_end(), "{words:?}");
        assert_eq!(error["field"].as_str(), field, "{error}");
    }
    // what is text may begin with a dash, and after `--` nothing is a flag
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
    let told = clinic.done("dora", &added, "");
    assert_eq!(told["note"]["addenda"][0]["text"], "- eats late");
    let found = clinic.lines("dora", &["search", "--", "--json"]);
    assert_eq!(
        String::from_utf8(found.stdout).unwrap(),
        "0 of 1 patients\n"
    );
}
