//! The erasure of a patient.

use super::*;
use crate::chart::lines;
use crate::shapes::matches;

#[test]
fn an_erasure_is_signed_twice_and_leaves_a_certificate_alone() {
    let clinic = Clinic::new();
    let (mary, kofi) = (clinic.patient("Okafor"), clinic.patient("Mensah"));
    let shown = clinic.done("dora", &["patients", "show", &mary], "");
    let number = shown["patient"]["header"]["file_number"].as_str().unwrap();
    let sheet = clinic.path("recovery").display().to_string();
    let erase = |number: &str, signer: &[&str]| {
        let args = ["patients", "erase", &mary, "--reason", "patient-request"];
        let words = [&args[..], &["--file-number", number], signer].concat();
        words.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = |user: &str, words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        clinic.refused(user, &words, "")
    };
    let recovery = ["--recovery-file", sheet.as_str()];
    assert_eq!(refused("dora", &erase(number, &recovery)).1, "forbidden");
    assert_eq!(refused("admin", &erase(number, &[])), (2, "usage".into()));
    assert_eq!(
        refused("admin", &erase("000999", &recovery)),
        (1, "invalid".into())
    );

    let dry = ["patients", "erase", &mary, "--dry-run"];
    let preview = clinic.done("admin", &dry, "");
    matches("patients erase", &preview);
    assert_eq!(preview["preview"]["files"][0]["id"], json!(mary));
    assert!(lines(&clinic, &["patients", "show", &mary]).contains("Okafor"));

    // a second admin who was appointed today does not count
    clinic.add_user("grace", "Admin");
    let password = clinic.path("grace").display().to_string();
    let grace = ["--second", "grace", "--second-password-file", &password];
    assert_eq!(
        refused("admin", &erase(number, &grace)),
        (1, "not_seconded".into())
    );

    let words = erase(number, &recovery);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let erased = clinic.done("admin", &words, "");
    matches("patients erase", &erased);
    assert_eq!(erased["certificate"]["id"], json!(mary));
    assert!(!erased.to_string().contains("Okafor"));
    let listed = clinic.done("admin", &["patients", "erasures"], "");
    matches("patients erasures", &listed);
    assert_eq!(listed["erasures"], json!([erased["certificate"]]));

    let gone = ["patients", "show", mary.as_str()];
    assert_eq!(clinic.refused("dora", &gone, ""), (1, "not_found".into()));
    assert!(lines(&clinic, &["patients", "show", &kofi]).contains("Mensah"));
    let verified = clinic.done("admin", &["audit", "verify"], "");
    matches("audit verify", &verified);
    assert_eq!(verified["is_clean"], json!(true));
    assert_eq!(verified["erased"][0]["patient_id"], json!(mary));
}
