use super::*;
use crate::shapes::matches;

/// A clinic whose second facility, in Asia/Kathmandu, has a room.
fn with_two() -> Clinic {
    let clinic = Clinic::new();
    let zone = ["--time-zone", "Asia/Kathmandu", "--currency", "NPR"];
    let add = ["facilities", "add", "--name", "Annapurna"];
    clinic.done("admin", &[&add[..], &zone].concat(), "");
    let room = [
        "rooms",
        "add",
        "--name",
        "Summit",
        "--facility",
        "Annapurna",
    ];
    clinic.done("admin", &room, "");
    clinic
}

#[test]
fn a_command_works_at_the_facility_that_it_names() {
    let clinic = with_two();
    let mary = clinic.patient("Okafor");
    let book = |starts, room: &[&'static str]| {
        let words = [
            "appointments",
            "book",
            "--anyway",
            "--patient",
            &mary,
            "--starts",
            starts,
        ];
        let booked = clinic.done("dora", &[&words[..], room].concat(), "");
        matches("appointments book", &booked);
        booked["appointment"]["id"].as_str().unwrap().to_owned()
    };
    let here = book("2026-05-06T10:00:00Z", &[]);
    let there = book("2026-05-06T08:00:00Z", &["--room", "Summit"]);
    let listed = |at: &[&str]| {
        let list = ["appointments", "list", "--day", "2026-05-06"];
        let answer = clinic.done("dora", &[at, &list].concat(), "");
        matches("appointments list", &answer);
        let rows = answer["appointments"].as_array().unwrap().clone();
        let ids = rows
            .iter()
            .map(|row| row["id"].as_str().unwrap().to_owned());
        (answer["time_zone"].clone(), ids.collect::<Vec<_>>())
    };
    let all = listed(&["--facility", "all"]);
    assert_eq!(all.1, [there.clone(), here.clone()]);
    // dora is of the first facility
    assert_eq!(listed(&[]), (all.0.clone(), vec![here.clone()]));
    assert_eq!(listed(&["--facility", "smoke"]), (all.0, vec![here]));
    let annapurna = (json!("Asia/Kathmandu"), vec![there]);
    assert_eq!(listed(&["--facility", "annapurna"]), annapurna);
}

#[test]
fn what_cannot_be_at_the_named_facility_is_refused() {
    let clinic = with_two();
    let mary = clinic.patient("Okafor");
    let words = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &mary,
        "--starts",
    ];
    let book = [&words[..], &["2026-05-06T10:00:00Z", "--room", "Summit"]].concat();
    let refused = |words: &[&str]| {
        let output = clinic.run("dora", words, "");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let error = &answer["error"];
        let text = |name: &str| error[name].as_str().unwrap_or("").to_owned();
        (output.status.code(), text("field"), text("message"))
    };
    let (code, field, message) = refused(&[&["--facility", "Smoke"], &book[..]].concat());
    assert_eq!((code, field.as_str()), (Some(1), "room"));
    assert!(
        message.contains("in another building than --facility"),
        "{message}"
    );
    let (code, field, message) = refused(&["--facility", "Moon", "appointments", "list"]);
    assert_eq!((code, field.as_str()), (Some(1), "facility"));
    assert!(message.contains("Annapurna"), "{message}");
    // a field of the same name is no choice of where the command works
    let edit = ["user", "edit", "dora", "--facility", "Annapurna"];
    let edited = clinic.done("admin", &edit, "");
    assert_eq!(edited["changed"], true);
    let list = clinic.done("dora", &["appointments", "list"], "");
    assert_eq!(list["time_zone"], "Asia/Kathmandu");
    let line = clinic.lines("dora", &["--facility", "all", "appointments", "list"]);
    assert_eq!(line.status.code(), Some(0));
}

#[test]
fn a_facility_that_is_refused_is_in_the_audit_log() {
    let clinic = with_two();
    let list = ["--facility", "Nice", "appointments", "list"];
    let (code, why) = clinic.refused("dora", &list, "");
    assert_eq!((code, why.as_str()), (1, "not_found"));
    let logged = clinic.done("admin", &["audit", "list"], "").to_string();
    assert!(logged.contains("choose facility"), "{logged}");
}

#[test]
fn a_user_is_added_with_a_role_for_one_facility() {
    let clinic = with_two();
    let add = ["user", "add", "--username", "noor", "--role", "Doctor"];
    let email = ["--email", "noor@clinic.example", "--facility"];
    let words = |facility| [&add[..], &email[..], &[facility]].concat();
    assert_eq!(clinic.refused("admin", &words("Nice"), "").1, "not_found");
    matches("user add", &clinic.done("admin", &words("annapurna"), ""));
    let shown = clinic.done("admin", &["user", "show", "noor"], "");
    assert_eq!(shown["user"]["roles"][0]["facility"], "Annapurna");
}

#[test]
fn a_provider_of_another_facility_is_refused_as_such() {
    let clinic = with_two();
    clinic.add_user_of("noor", "Doctor", &["--facility", "Annapurna"]);
    let mary = clinic.patient("Okafor");
    let book = ["appointments", "book", "--anyway", "--patient", &mary];
    let with_noor = ["--provider", "noor", "--starts", "2026-05-06T10:00:00Z"];
    let at = |facility| [&["--facility", facility], &book[..], &with_noor[..]].concat();
    let output = clinic.run("dora", &at("Smoke"), "");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let error = &answer["error"];
    assert_eq!(error["field"], "provider", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("at other facilities alone"), "{message}");
    clinic.done("dora", &at("Annapurna"), "");
}

#[test]
fn a_role_for_one_facility_counts_there() {
    let clinic = with_two();
    clinic.add_user("lea", "Receptionist");
    let role = ["user", "give-role", "lea", "--role", "Doctor"];
    let give = [&role[..], &["--facility", "Annapurna"]].concat();
    let given = clinic.done("admin", &give, "");
    matches("user give-role", &given);
    assert_eq!(given["user"]["roles"][1]["facility"], "Annapurna");
    assert_eq!(clinic.done("admin", &give, "")["changed"], false);
    let admin = ["user", "give-role", "lea", "--role", "Admin"];
    let (code, field) = clinic.refused(
        "admin",
        &[&admin[..], &["--facility", "Annapurna"]].concat(),
        "",
    );
    assert_eq!((code, field.as_str()), (1, "invalid"));
    let listed = clinic.lines("admin", &["user", "list"]).stdout;
    let listed = String::from_utf8(listed).unwrap();
    assert!(listed.contains("Doctor (Annapurna)"), "{listed}");

    let mary = clinic.patient("Okafor");
    let chart = ["allergies", "list", "--patient", &mary];
    let at = |facility| [&["--facility", facility], &chart[..]].concat();
    clinic.done("lea", &at("annapurna"), "");
    for elsewhere in ["smoke", "ALL"] {
        assert_eq!(clinic.refused("lea", &at(elsewhere), "").1, "forbidden");
    }
    let end = ["user", "end-role", "lea", "--role", "Doctor"];
    assert_eq!(clinic.refused("admin", &end, "").1, "not_found");
    clinic.done(
        "admin",
        &[&end[..], &["--facility", "Annapurna"]].concat(),
        "",
    );
}
