//! A user who signs in with a code that an admin made.

use super::*;

#[test]
fn a_code_signs_in_once_to_choose_a_password() {
    let clinic = Clinic::new();
    let add = ["user", "add", "--username", "noor", "--role", "Dietitian"];
    let email = ["--email", "noor@clinic.example"];
    let made = clinic.done("admin", &[&add[..], &email].concat(), "");
    let code = made["code"].as_str().unwrap();
    let row = |field: &str| {
        let users = clinic.done("admin", &["user", "list"], "");
        let users = users["users"].as_array().unwrap();
        let mut named = users.iter().filter(|user| user["username"] == "noor");
        named.next().unwrap()[field].clone()
    };
    assert_eq!(row("code")["is_expired"], false);
    assert_eq!(row("code")["expires_at"], made["expires_at"]);

    // the code in the place of a password
    fs::write(clinic.path("noor"), format!("{code}\n")).unwrap();
    let refused = clinic.refused("noor", &["patients", "list"], "");
    assert_eq!(refused, (3, "password_not_chosen".to_owned()));
    let chosen = clinic.path("chosen");
    fs::write(&chosen, "four words of my own\n").unwrap();
    let choose = ["user", "choose-password", "--new-password-file"];
    let choose = [&choose[..], &[chosen.to_str().unwrap()]].concat();
    assert_eq!(clinic.done("noor", &choose, "")["username"], "noor");
    fs::copy(&chosen, clinic.path("noor")).unwrap();
    clinic.done("noor", &["patients", "list"], "");
    let refused = clinic.refused("noor", &choose, "");
    assert_eq!(refused, (1, "invalid".to_owned()));
    assert_eq!(row("code"), Value::Null);
    fs::write(clinic.path("noor"), format!("{code}\n")).unwrap();
    let refused = clinic.refused("noor", &choose, "");
    assert_eq!(refused, (1, "wrong_password".to_owned()));
}

#[test]
fn a_password_that_was_reset_is_listed_as_such() {
    let clinic = Clinic::new();
    let add = ["user", "add", "--username", "noor", "--role", "Dietitian"];
    let email = ["--email", "noor@clinic.example"];
    clinic.done("admin", &[&add[..], &email].concat(), "");
    clinic.done("admin", &["user", "code", "dora"], "");
    let listed = clinic.lines("admin", &["user", "list"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    let line = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap();
    for (name, state) in [
        ("noor", "(not activated yet: the code is valid until "),
        ("dora", "(reset, not yet chosen: the code is valid until "),
    ] {
        assert!(line(name).contains(state), "{listed}");
    }
}

#[test]
fn a_user_without_an_address_is_not_added() {
    let clinic = Clinic::new();
    let add = ["user", "add", "--username", "noor", "--role", "Dietitian"];
    let refused = clinic.refused("admin", &add, "");
    assert_eq!(refused, (2, "usage".to_owned()));
    let refused = clinic.refused("admin", &[&add[..], &["--email", " "]].concat(), "");
    assert_eq!(refused, (1, "invalid".to_owned()));
}
