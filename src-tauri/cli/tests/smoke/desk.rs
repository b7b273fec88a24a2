//! The front desk and the dietitian at work on one diary.

use super::*;

#[test]
fn nobody_is_booked_with_the_front_desk_and_an_open_visit_takes_its_appointment() {
    let clinic = Clinic::new();
    let file = clinic.path("lea");
    fs::write(&file, "a receptionist's own\n").unwrap();
    let words = ["user", "add", "--username", "lea", "--role", "Receptionist"];
    let file = ["--new-password-file", file.to_str().unwrap()];
    clinic.done("admin", &[&words[..], &file].concat(), "");
    let added = clinic.done("lea", &["patients", "add", "--family-name", "Okafor"], "");
    let id = added["patient"]["id"].as_str().unwrap();
    let book = ["appointments", "book", "--patient", id, "--starts"];
    let book = |starts, who: &[&'static str]| [&book[..], &[starts], who].concat();
    let (first, second) = ("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z");
    for who in [&[][..], &["--provider", "admin"]] {
        let output = clinic.run("lea", &book(first, who), "");
        let error = &serde_json::from_slice::<Value>(&output.stdout).unwrap()["error"];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("invalid"), &json!("provider"))
        );
        assert!(
            error["message"].as_str().unwrap().contains("one of dora"),
            "{error}"
        );
        assert_eq!(output.status.code(), Some(1));
    }
    let booked = [first, second].map(|starts| {
        let booked = clinic.done("lea", &book(starts, &["--provider", "dora"]), "");
        booked["appointment"]["id"].as_str().unwrap().to_owned()
    });
    let start = ["visits", "start", "--patient", id];
    let open = clinic.done("dora", &start, "");
    let visit = open["visit"]["id"].as_str().unwrap();
    let with = |appointment| [&start[..], &["--appointment", appointment]].concat();
    let gone_on = clinic.done("dora", &with(&booked[0]), "");
    assert_eq!(
        (&gone_on["already_open"], &gone_on["visit"]["id"]),
        (&json!(true), &json!(visit))
    );
    let other = clinic.run("dora", &with(&booked[1]), "");
    let error = &serde_json::from_slice::<Value>(&other.stdout).unwrap()["error"];
    assert_eq!(
        (&error["code"], other.status.code()),
        (&json!("visit_open"), Some(1))
    );
    let end = format!("visits end {visit}");
    assert!(error["message"].as_str().unwrap().contains(&end), "{error}");
    let day = clinic.done("lea", &["appointments", "list", "--day", "2026-11-20"], "");
    let status = |at: usize| day["appointments"][at]["status"].clone();
    assert_eq!(
        (status(0), status(1)),
        (json!("inRoom"), json!("scheduled"))
    );
}
