//! The arrivals board, the week and what of the diary is printed.

use super::*;

/// A clinic with one appointment of the dietitian, and its ids.
fn booked() -> (Clinic, String, String) {
    let clinic = Clinic::new();
    let mary = clinic.patient("Okafor");
    let book = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &mary,
        "--starts",
    ];
    let words = [&book[..], &["2026-11-20T10:00:00Z", "--reason", "Tired"]].concat();
    let booked = clinic.done("dora", &words, "");
    let id = booked["appointment"]["id"].as_str().unwrap().to_owned();
    (clinic, mary, id)
}

#[test]
fn the_arrivals_of_a_day_have_who_waits_and_for_how_long() {
    let (clinic, _, id) = booked();
    let list = ["appointments", "arrivals", "--day", "2026-11-20"];
    let shown = clinic.done("dora", &list, "");
    let card = &shown["cards"][0];
    assert_eq!(
        (&card["column"], &card["next"]),
        (&json!("expected"), &json!("arrived"))
    );
    assert!(
        card.get("reason").is_none() && card.get("type").is_none(),
        "{card}"
    );
    let arrived = ["appointments", "status", &id, "ARRIVED", "--early"];
    clinic.done("dora", &arrived, "");
    let shown = clinic.done("dora", &list, "");
    assert_eq!(shown["cards"][0]["column"], "arrived");
    let lines = clinic.lines("dora", &list);
    let text = String::from_utf8(lines.stdout).unwrap();
    for words in ["arrived (1)", "Okafor", "0 min waiting"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Tired"), "{text}");
    let of = |name| [&list[..], &["--provider", name]].concat();
    assert_eq!(
        clinic.done("dora", &of("dora"), "")["cards"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(clinic.done("dora", &of("admin"), "")["cards"], json!([]));
    let unknown = clinic.refused("dora", &of("nemo"), "");
    assert_eq!(unknown, (1, "not_found".into()));
    let wrong = ["appointments", "arrivals", "--day", "soon"];
    assert_eq!(clinic.refused("dora", &wrong, ""), (2, "usage".into()));
}

#[test]
fn a_week_is_of_a_provider_or_of_a_room() {
    let (clinic, _, id) = booked();
    clinic.done(
        "admin",
        &["rooms", "add", "--name", "Blue room", "--code", "B"],
        "",
    );
    let week = ["appointments", "week", "--day", "2026-11-20"];
    let shown = clinic.done("dora", &week, "");
    assert_eq!(
        (&shown["from"], &shown["of"]["of"]),
        (&json!("2026-11-16"), &json!("provider"))
    );
    assert_eq!(shown["days"][4]["booked"], 1);
    let month = ["appointments", "month", "--day", "2026-11-20"];
    let month = clinic.done("dora", &month, "");
    assert_eq!(month["month"], "2026-11-01");
    let days = month["days"].as_array().unwrap();
    let friday = days.iter().find(|day| day["day"] == "2026-11-20");
    assert_eq!((days.len(), &friday.unwrap()["booked"]), (42, &json!(1)));
    let room = [&week[..], &["--room", "blue room"]].concat();
    assert_eq!(clinic.done("dora", &room, "")["appointments"], json!([]));
    clinic.done(
        "dora",
        &["appointments", "move", &id, "--room", "Blue room"],
        "",
    );
    let shown = clinic.done("dora", &room, "");
    assert_eq!(
        (&shown["name"], &shown["appointments"][0]["id"]),
        (&json!("Blue room"), &json!(id))
    );
    let both = [&room[..], &["--provider", "dora"]].concat();
    assert_eq!(clinic.refused("dora", &both, ""), (2, "usage".into()));
    let lines = clinic.lines("dora", &week);
    let text = String::from_utf8(lines.stdout).unwrap();
    for words in [
        "week of 2026-11-16",
        "2026-11-20  08:00-12:00 13:00-17:00  1 booked",
        "2026-11-22  off",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_day_and_a_week_are_of_a_department() {
    let (clinic, _, id) = booked();
    for name in ["Ward", "Theatre"] {
        clinic.done("admin", &["departments", "add", "--name", name], "");
    }
    let of_ward = ["user", "edit", "dora", "--department", "Ward"];
    clinic.done("admin", &of_ward, "");
    let list = ["appointments", "list", "--day", "2026-11-20"];
    let week = ["appointments", "week", "--day", "2026-11-20"];
    let of = |words: &[&str], department: &str| {
        let words = [words, &["--department", department]].concat();
        clinic.done("dora", &words, "")
    };
    for words in [list, week] {
        let ward = of(&words, "ward");
        assert_eq!(ward["appointments"][0]["id"], json!(id));
        assert_eq!(ward["choices"]["departments"][0]["name"], "Ward");
        assert_eq!(of(&words, "Theatre")["appointments"], json!([]));
        let unknown = [&words[..], &["--department", "Kitchen"]].concat();
        assert_eq!(
            clinic.refused("dora", &unknown, ""),
            (1, "not_found".into())
        );
    }
    let shown = of(&week, "Ward");
    assert_eq!(
        (&shown["name"], &shown["of"]["of"]),
        (&json!("Ward"), &json!("department"))
    );
    let both = ["--department", "Ward", "--provider", "dora"];
    let both = [&week[..], &both].concat();
    assert_eq!(clinic.refused("dora", &both, ""), (2, "usage".into()));
}

#[test]
fn a_day_list_and_a_card_are_printed_without_the_reason() {
    let (clinic, mary, id) = booked();
    let (of_day, card) = (clinic.path("list.pdf"), clinic.path("card.pdf"));
    let out = |path: &Path| ["--out".to_owned(), path.to_str().unwrap().to_owned()];
    let run = |words: &[&str], path: &Path| {
        let out = out(path);
        let words = [words, &[out[0].as_str(), out[1].as_str()]].concat();
        let answer = clinic.done("dora", &words, "");
        assert_eq!(
            (&answer["pages"], &answer["missing"]),
            (&json!(1), &json!([]))
        );
        assert!(fs::read(path).unwrap().starts_with(b"%PDF"));
    };
    run(
        &[
            "print",
            "day-list",
            "--day",
            "2026-11-20",
            "--provider",
            "dora",
        ],
        &of_day,
    );
    let of_department = |name: &'static str| ["print", "day-list", "--department", name];
    clinic.done("admin", &["departments", "add", "--name", "Ward"], "");
    run(&of_department("Ward"), &clinic.path("ward.pdf"));
    let unknown = [&of_department("Attic")[..], &["--out", "-"]].concat();
    assert_eq!(clinic.refused("dora", &unknown, "").0, 1);
    let empty = [&of_department("")[..], &["--out", "-"]].concat();
    assert_eq!(clinic.refused("dora", &empty, "").0, 2);
    let both = [&of_department("Ward")[..], &["--provider", "dora"]].concat();
    assert_eq!(clinic.refused("dora", &both, "").0, 2);
    run(&["print", "appointment-card", &id], &card);
    let other = clinic.patient("Adjei");
    for (patient, is_right) in [(&mary, true), (&other, false)] {
        let path = clinic.path(patient);
        let words = [
            "print",
            "appointment-card",
            &id,
            "--patient",
            patient,
            "--out",
        ];
        let words = [&words[..], &[path.to_str().unwrap()]].concat();
        match is_right {
            true => drop(clinic.done("dora", &words, "")),
            false => assert_eq!(clinic.refused("dora", &words, ""), (2, "usage".into())),
        }
        assert_eq!(path.is_file(), is_right);
    }
}
