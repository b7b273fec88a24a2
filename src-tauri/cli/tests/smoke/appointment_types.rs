//! Types of appointments: the program's, and the clinic's own.

use super::*;
use crate::chart::seen;
use crate::shapes::matches;

#[test]
fn a_type_of_the_clinic_is_booked_by_its_name() {
    let clinic = Clinic::new();
    let patient = clinic.patient("Okafor");
    let types = |words: &[&str], stdin: &str| {
        clinic.done("admin", &[&["appointment-types"], words].concat(), stdin)
    };
    let listed = types(&["list"], "");
    matches("appointment-types list", &listed);
    let of_program = listed["appointment_types"].as_array().unwrap();
    assert!(of_program.iter().all(|row| row["is_program"] == true));
    let entry = json!({ "name": "Video visit", "minutes": 20, "mode": "VIDEO", "colour": "AMBER" });
    let added = types(&["add", "--stdin"], &entry.to_string());
    matches("appointment-types add", &added);
    assert_eq!(added["appointment_type"]["code"], "VIDEO_VISIT");
    let book = |kind: &str, starts: &str| {
        let words = [
            "appointments",
            "book",
            "--anyway",
            "--patient",
            &patient,
            "--kind",
            kind,
        ];
        let words = [&words[..], &["--starts", starts]].concat();
        clinic.done("dora", &words, "")
    };
    for (kind, starts) in [
        ("video visit", "2026-11-23T09:00:00Z"),
        ("VIDEO_VISIT", "2026-11-23T10:00:00Z"),
    ] {
        let booked = &book(kind, starts)["appointment"];
        assert_eq!(booked["type"], "Video visit");
        assert_eq!(booked["ends_at"], starts.replace(":00:00Z", ":20:00Z"));
    }
    // by its new name, and by the code that it has
    types(
        &["edit", "video visit", "--name", "Call with a picture"],
        "",
    );
    let renamed = &book("call with a picture", "2026-11-23T11:00:00Z")["appointment"];
    assert_eq!(renamed["type_id"], "VIDEO_VISIT");
    let same = types(&["edit", "VIDEO_VISIT", "--mode", "video"], "");
    assert_eq!(
        (
            &same["changed"],
            same["appointment_type"]["used_by"].as_u64()
        ),
        (&json!(false), Some(3))
    );
}

#[test]
fn what_is_no_type_is_refused_in_words() {
    let clinic = Clinic::new();
    let refused =
        |words: &[&str]| clinic.refused("admin", &[&["appointment-types"], words].concat(), "");
    let invalid = (1, "invalid".to_owned());
    assert_eq!(refused(&["add", "--name", "Follow-up"]), invalid);
    assert_eq!(refused(&["add", "--name", "Suivi"]), invalid);
    assert_eq!(
        refused(&["add", "--name", "Tea", "--minutes", "0"]),
        invalid
    );
    assert_eq!(refused(&["add", "--name", "Tea", "--seats", "1"]), invalid);
    assert_eq!(
        refused(&["edit", "Tea", "--seats", "4"]),
        (1, "not_found".to_owned())
    );
    assert_eq!(refused(&["edit", "Group"]).0, 2);
    let edit = ["appointment-types", "edit", "INITIAL", "--minutes"];
    let first = clinic.done("admin", &[&edit[..], &["50"]].concat(), "");
    let token = seen(&first["appointment_type"]);
    let other = [&edit[..], &["55", "--seen", token]].concat();
    clinic.done("admin", &other, "");
    for code in ["INITIAL", "FOLLOW_UP", "GROUP"] {
        clinic.done(
            "admin",
            &["appointment-types", "edit", code, "--active", "false"],
            "",
        );
    }
    assert_eq!(refused(&["edit", "PHONE", "--active", "false"]), invalid);
    // the front desk books, and settles nothing
    clinic.add_user("desk", "Receptionist");
    let by_receptionist = ["appointment-types", "add", "--name", "Tea"];
    assert_eq!(
        clinic.refused("desk", &by_receptionist, ""),
        (1, "forbidden".to_owned())
    );
    clinic.done("desk", &["appointment-types", "list"], "");
}
