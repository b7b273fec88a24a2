//! An admin resets a password while its user works on a computer that has not heard of it.

use serde_json::json;
use support::cli_device::{PASSWORD, connected};

use super::*;

const NEW: &str = "staple battery horse";

/// Resets the password of the dietitian at the first computer.
fn reset(first: &CliDevice) {
    let file = first.write("other.password", format!("{NEW}\n"));
    let reset = ["user", "reset-password", "--username", "diet"];
    let reset = [&reset[..], &["--new-password-file", &file]].concat();
    first.run_as("ada", &reset).done();
    first.run(&["sync"]).done();
}

fn revoke_other(first: &CliDevice) {
    first.run(&["sync"]).done();
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let mut all = list(&listed, "devices").iter();
    let other = all.find(|device| device["is_this"] == false);
    let number = other.unwrap()["number"].to_string();
    let revoke = ["devices", "revoke", &number, "--reason", "missing"];
    first.run_as("ada", &revoke).done();
}

/// The reset, the work and the revocation in each order: what was written is held, and a person decides.
#[test]
fn what_was_written_after_a_reset_of_the_password_waits_for_a_review() {
    for order in [
        "reset, write, revoke",
        "revoke, reset, write",
        "reset, write, sync, revoke",
    ] {
        let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
        let zoe = register(&first, "diet", "Zoë", "Okafor");
        first.run(&["sync"]).done();
        let lost = first.enrol("ada", "diet");
        for step in order.split(", ") {
            match step {
                "reset" => reset(&first),
                "revoke" => revoke_other(&first),
                "sync" => drop(lost.run(&["sync"]).json()),
                _ => {
                    let edit = ["patients", "edit", &zoe, "--city", "Lyon"];
                    lost.run_as("diet", &edit).done();
                }
            }
        }
        lost.run(&["sync"]).refused(1, "revoked");
        let as_diet = |args: &[&str]| first.run_as_with_password("diet", NEW, args);
        let listed = as_diet(&["review", "list"]).done();
        let waiting = list(&listed, "held");
        assert_eq!(waiting.len(), 1, "{order}: {listed}");
        assert!(waiting[0]["inadmissible"].is_null(), "{order}: {listed}");
        assert_eq!(waiting[0]["is_by_replaced_key"], true, "{order}");
        as_diet(&["review", "admit", &text(&waiting[0], "id")]).done();
        first.run(&["sync"]).done();
        let shown = as_diet(&["patients", "show", &zoe]).done();
        assert!(shown.to_string().contains("Lyon"), "{order}: {shown}");
    }
}

/// The server refuses what the old key signed after its end. Sent again by its author, the note is theirs everywhere.
#[test]
fn a_note_that_is_sent_again_after_a_reset_is_signed_with_the_new_key() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let zoe = register(&first, "diet", "Zoë", "Okafor");
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "diet");
    reset(&first);
    let old = |args: &[&str]| second.run_as_with_password("diet", PASSWORD, args);
    let visit = old(&["visits", "start", "--patient", &zoe]).done();
    let visit = text(&visit["visit"], "id");
    let entry = json!({"patient": zoe, "visit": visit, "kind": "ADIME", "sections": {"assessment": "Eats late."}});
    let written = second.run_as_with_entry("diet", &["notes", "write", "--stdin"], &entry);
    let note = text(&written.done()["note"], "id");
    let signed = old(&["notes", "sign", &note]).done();
    assert_eq!(signed["note"]["signature"]["valid"], true);

    second.run(&["sync"]).json();
    second.run(&["sync"]).json();
    let again = || {
        let status = second.run(&["status"]).done();
        let refused = list(&status, "refused").iter();
        let ids: Vec<String> = refused.map(|group| text(group, "id")).collect();
        for id in &ids {
            let args = ["refused", "again", id];
            second.run_as_with_password("diet", NEW, &args).done();
        }
        second.run(&["sync"]).json();
        ids.len()
    };
    assert!(again() > 0);
    while again() > 0 {}
    assert_eq!(second.run(&["sync"]).done()["waiting"], 0);
    first.run(&["sync"]).done();
    for device in [&first, &second] {
        let shown = device.run_as_with_password("diet", NEW, &["notes", "show", &note]);
        assert_eq!(shown.done()["note"]["signature"]["valid"], true);
    }
}
