use std::process::Stdio;

use serde_json::json;
use support::cli_device::{ABORT_AT, PASSWORD, connected};
use support::{Database, ServerProcess};

use super::*;

/// Rows about a patient's health.
const CLINICAL: [&str; 32] = [
    "visits",
    "measurements",
    "screenings",
    "energy_estimates",
    "nutrition_diagnoses",
    "goals",
    "tasks",
    "nutrient_targets",
    "lab_tests",
    "lab_results",
    "recalls",
    "recall_items",
    "meal_plans",
    "meal_plan_items",
    "diet_orders",
    "given_handouts",
    "prescriptions",
    "dispensings",
    "documents",
    "document_chunks",
    "notes",
    "note_versions",
    "addenda",
    "note_voids",
    "allergies",
    "conditions",
    "medications",
    "none_known",
    "pregnancies",
    "stays",
    "patient_profiles",
    "group_topics",
];

fn clinical_rows(device: &CliDevice) -> i64 {
    let counts = CLINICAL.map(|table| count(device, &format!("select count(*) from {table}")));
    counts.into_iter().sum()
}

/// A clinic with a signed note on its first device, and a front desk's device that joined without a user.
struct Clinic {
    _database: Database,
    _serving: ServerProcess,
    first: CliDevice,
    front: CliDevice,
    zoe: String,
    visit: String,
}

impl Clinic {
    fn new() -> Clinic {
        let (database, serving, first) =
            connected(&[("diet", "Dietitian"), ("desk", "Receptionist")]);
        let zoe = register(&first, "diet", "Zoë", "Okafor");
        let visit = first
            .run_as("diet", &["visits", "start", "--patient", &zoe])
            .done();
        let visit = text(&visit["visit"], "id");
        let weight = [
            "measurements",
            "add",
            "--patient",
            &zoe,
            "--visit",
            &visit,
            "--kind",
            "WEIGHT",
            "--value",
            "72 kg",
        ];
        first.run_as("diet", &weight).done();
        let note = format!("notes write --patient {zoe} --visit {visit} --kind FREE --section");
        let note: Vec<&str> = note.split(' ').chain(["text=Eats late."]).collect();
        let note = first.run_as("diet", &note).done();
        first
            .run_as("diet", &["notes", "sign", &text(&note["note"], "id")])
            .done();
        let talk =
            "appointments book --anyway --kind GROUP --starts 2025-01-06T15:00:00Z --topic Renal";
        let talk: Vec<&str> = talk.split(' ').collect();
        first.run_as("diet", &talk).done();
        first.run(&["sync"]).done();
        assert!(clinical_rows(&first) >= 4);

        let invited = first.run_as("ada", &["enrol", "create"]).done();
        let (code, url) = (text(&invited, "code"), text(&invited, "server"));
        let front = CliDevice::new();
        let joined = front
            .run(&["enrol", "join", &url, "--code", &code])
            .ended(3);
        assert_eq!(joined["staff_only"], true);
        Clinic {
            _database: database,
            _serving: serving,
            first,
            front,
            zoe,
            visit,
        }
    }
}

#[test]
fn a_device_without_a_user_pulls_staff_and_settings_alone() {
    let clinic = Clinic::new();
    assert_eq!(count(&clinic.front, "select count(*) from patients"), 0);
    assert!(count(&clinic.front, "select count(*) from users") >= 3);

    // a row that is not here yet is not reported as unknown
    for args in [
        &["search", "Okafor"][..],
        &["patients", "list"],
        &["appointments", "list"],
    ] {
        let answer = clinic.front.run_as("desk", args).ended(3);
        assert_eq!(answer["to_come"], json!(["contact"]), "{args:?}");
    }
    let lines = clinic.front.lines_ended("desk", &["patients", "list"], 3);
    assert!(lines.contains("nutrivault sync --user NAME"), "{lines}");
}

#[test]
fn a_list_of_charts_that_have_not_come_is_not_complete() {
    let clinic = Clinic::new();
    let (front, zoe) = (&clinic.front, clinic.zoe.as_str());
    front.run_as("desk", &["sync"]).done();
    let lists = [
        &["allergies", "list", "--patient", zoe][..],
        &["timeline", "list", "--patient", zoe],
        &["measurements", "list", "--patient", zoe],
        &["notes", "list", "--patient", zoe],
        &["goals", "list", "--patient", zoe],
        &["targets", "list", "--patient", zoe],
        &["none-known", "list", "--patient", zoe],
        &["profile", "show", "--patient", zoe],
        &["conflicts", "list"],
        &["follow-ups", "list", "--part", "overdue"],
        &["patients", "show", zoe],
    ];
    for args in lists {
        let answer = front.run_as("diet", args).ended(3);
        assert_eq!(answer["to_come"], json!(["clinical"]), "{args:?}");
    }
    let none = ["none-known", "add", "--patient", zoe, "--list", "allergies"];
    front.run_as("diet", &none).refused(1, "not_all_here");
    let recommended = ["targets", "from-reference", "--patient", zoe];
    let stage = ["--stage", "FEMALES_31_TO_50"];
    let recommended = [&recommended[..], &stage].concat();
    front
        .run_as("diet", &recommended)
        .refused(1, "not_all_here");
    // nor is a backup, though its admin reads no charts
    let copy = ["backup", "create", "--out"];
    let out = ["partial.age", "complete.age"].map(|name| front.path_arg(name));
    let partial = [&copy[..], &[out[0].as_str()]].concat();
    let partial = front.run_as("ada", &partial).ended(3);
    assert_eq!(partial["lacks"], json!(["clinical"]), "{partial}");
    // what the front desk reads is all there
    front.run_as("desk", &["patients", "show", zoe]).done();
    front.run_as("desk", &["patients", "list"]).done();

    front.run_as("diet", &["sync"]).done();
    for args in lists {
        let answer = front.run_as("diet", args).done();
        assert!(answer.get("to_come").is_none(), "{answer}");
    }
    front.run_as("diet", &none).done();
    let complete = [&copy[..], &[out[1].as_str()]].concat();
    let complete = front.run_as("ada", &complete).done();
    assert_eq!(complete["lacks"], json!([]), "{complete}");
}

#[test]
fn a_first_download_that_is_cut_leaves_no_list_that_looks_complete() {
    let clinic = Clinic::new();
    let (front, zoe) = (&clinic.front, clinic.zoe.as_str());
    let peanut = [
        "allergies",
        "add",
        "--patient",
        zoe,
        "--substance",
        "Peanut",
    ];
    clinic.first.run_as("diet", &peanut).done();
    clinic.first.run(&["sync"]).done();
    front.run_as("desk", &["sync"]).done();
    let (mut cuts, allergies) = (0, ["allergies", "list", "--patient", zoe]);
    loop {
        let mut command = front.command_as("diet", PASSWORD, &["sync"]);
        let command = command.env(ABORT_AT, format!("vault.pull.after_commit:{cuts}"));
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let answer = front.run_as("diet", &allergies);
        if ended.unwrap().success() {
            assert_eq!(list(&answer.done(), "allergies").len(), 1);
            break;
        }
        let answer = answer.json();
        let is_noted = answer["to_come"] == json!(["clinical"]);
        let is_here = !list(&answer, "allergies").is_empty();
        assert!(is_noted || is_here, "after {cuts}: {answer}");
        cuts += 1;
    }
    assert!(cuts > 1, "{cuts}");
}

/// Asserts that the allergies, of which none are here, are not taken for none.
#[track_caller]
fn assert_open(front: &CliDevice, zoe: &str, edit: &str) {
    let allergies = ["allergies", "list", "--patient", zoe];
    let answer = front.run_as("diet", &allergies).ended(3);
    let to_come = list(&answer, "to_come");
    assert!(to_come.contains(&json!("clinical")), "{edit}: {answer}");
    let none = ["none-known", "add", "--patient", zoe, "--list", "allergies"];
    front.run_as("diet", &none).refused(1, "not_all_here");
}

#[test]
fn a_bootstrap_that_was_edited_out_of_the_file_begins_anew() {
    let clinic = Clinic::new();
    let (front, zoe) = (&clinic.front, clinic.zoe.as_str());
    front.run_as("desk", &["sync"]).done();
    let mut command = front.command_as("diet", PASSWORD, &["sync"]);
    let command = command.env(ABORT_AT, "vault.pull.after_commit:1");
    let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(!ended.unwrap().success());
    for sql in [
        "update bootstraps set tag = zeroblob(16)",
        "delete from bootstraps",
    ] {
        assert!(edit(front, sql) > 0, "{sql}");
        assert_open(front, zoe, sql);
    }
    front.run_as("diet", &["sync"]).done();
    let measured = ["measurements", "list", "--patient", zoe];
    let answer = front.run_as("diet", &measured).done();
    assert_eq!(list(&answer, "measurements").len(), 1);
}

#[test]
fn no_edit_of_a_file_makes_what_is_to_come_look_complete() {
    let clinic = Clinic::new();
    let (front, zoe) = (&clinic.front, clinic.zoe.as_str());
    front.run_as("desk", &["sync"]).done();
    for sql in [
        "delete from devices where number <> (select device.number from device)",
        "delete from devices",
        "update scope set complete = compartments",
        "delete from scope",
        "delete from tenants",
        "delete from connection",
    ] {
        edit(front, sql);
        assert_open(front, zoe, sql);
    }
}

#[test]
fn a_front_desk_device_stores_nothing_clinical_and_books() {
    let clinic = Clinic::new();
    clinic.front.run_as("desk", &["sync"]).done();
    let hits = clinic.front.run_as("desk", &["search", "Okafor"]);
    assert_eq!(hits.err, "");
    assert_eq!(hits.done()["total"], 1);
    let day = clinic.front.run_as("desk", &["appointments", "list"]);
    assert_eq!((day.err.as_str(), day.status), ("", 0));
    assert_eq!(family_name(&clinic.front, "desk", &clinic.zoe), "Okafor");
    assert_eq!(clinical_rows(&clinic.front), 0);
    clinic
        .front
        .run_as("desk", &["visits", "show", &clinic.visit])
        .refused(1, "forbidden");
    let booked = [
        "appointments",
        "book",
        "--anyway",
        "--patient",
        &clinic.zoe,
        "--provider",
        "diet",
        "--starts",
        "2025-03-03T09:00:00Z",
    ];
    clinic.front.run_as("desk", &booked).done();
    clinic.front.run(&["sync"]).done();
    clinic.first.run(&["sync"]).done();
    let day = clinic
        .first
        .run_as("diet", &["appointments", "list", "--day", "2025-03-03"])
        .done();
    assert_eq!(list(&day, "appointments").len(), 1);
}

#[test]
fn a_front_desk_device_stores_notes_once_a_dietitian_signs_in() {
    let clinic = Clinic::new();
    clinic.front.run_as("desk", &["sync"]).done();
    assert_eq!(clinical_rows(&clinic.front), 0);
    clinic.front.run_as("diet", &["sync"]).done();
    clinic.front.run(&["sync"]).done();
    assert_eq!(clinical_rows(&clinic.front), clinical_rows(&clinic.first));
    let shown = clinic
        .front
        .run_as("diet", &["notes", "list", "--patient", &clinic.zoe])
        .done();
    let id = text(&list(&shown, "notes")[0], "id");
    let shown = clinic.front.run_as("diet", &["notes", "show", &id]).done();
    assert_eq!(shown["note"]["signature"]["valid"], true);
}

#[test]
fn a_lost_device_loses_nothing_that_the_server_had_acknowledged() {
    let (_database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    let zoe = register(&second, "ada", "Zoë", "Okafor");
    second.run(&["sync"]).done();

    // a thief who copies the folder has no key to it
    let thief = CliDevice::new();
    std::fs::create_dir(thief.vault()).unwrap();
    for name in ["vault.db", "vault.db-wal"] {
        if second.vault().join(name).is_file() {
            std::fs::copy(second.vault().join(name), thief.vault().join(name)).unwrap();
        }
    }
    thief
        .run_as("ada", &["search", "Okafor"])
        .refused(1, "no_keys_here");
    drop(second);

    first.run(&["sync"]).done();
    assert_eq!(family_name(&first, "ada", &zoe), "Okafor");
    let third = first.enrol("ada", "ada");
    assert_eq!(family_name(&third, "ada", &zoe), "Okafor");
    first.run(&["sync"]).done();
    assert_same(
        &exported(&first, "ada", "all.json"),
        &exported(&third, "ada", "all.json"),
    );
}

/// The front desk has consents signed, and a user decides between two withdrawals.
#[test]
fn two_devices_withdraw_a_consent_on_different_days() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    receptionist(&["sync"]);
    let listed = ["consents", "list", "--patient", zoe];
    assert_eq!(receptionist(&listed)["state"], "notAsked");
    let signed = ["--version", "2", "--signed-on", "2026-05-03"];
    let add = ["consents", "add", "--patient", zoe];
    let consent = text(
        &receptionist(&[&add[..], &signed].concat())["consent"],
        "id",
    );
    receptionist(&["sync"]);
    diet(&["sync"]);
    assert_eq!(diet(&listed)["state"], "signed");

    let withdraw = ["consents", "withdraw", &consent, "--on"];
    receptionist(&[&withdraw[..], &["2026-06-05"]].concat());
    diet(&[&withdraw[..], &["2026-06-06"]].concat());
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["sync"]);
    for answer in [
        receptionist(&["conflicts", "list"]),
        diet(&["conflicts", "list"]),
    ] {
        let conflicts = list(&answer, "conflicts");
        assert_eq!(conflicts.len(), 1, "{answer}");
        assert_eq!(conflicts[0]["what"], "consent.withdrawal");
    }
    // in either case the patient does not consent; a new consent is a new row, so it causes no conflict
    assert_eq!(receptionist(&listed)["state"], "withdrawn");
    let again = ["--version", "3", "--signed-on", "2026-06-07"];
    receptionist(&[&add[..], &again].concat());
    receptionist(&["sync"]);
    diet(&["sync"]);
    assert_eq!(diet(&listed)["state"], "signed");
    assert_eq!(list(&diet(&["conflicts", "list"]), "conflicts").len(), 1);
}

/// The front desk ends a policy while the dietitian makes it secondary: the two do not conflict.
#[test]
fn two_devices_change_the_term_and_the_order_of_one_policy() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    receptionist(&["sync"]);
    let listed = ["insurance", "list", "--patient", zoe];
    let add = ["insurance", "add", "--patient", zoe, "--insurer", "Union"];
    let number = ["--social-security-number", "078-05-1120"];
    let policy = receptionist(&[&add[..], &number].concat());
    let policy = text(&policy["policy"], "id");
    receptionist(&["sync"]);
    diet(&["sync"]);

    let edit = ["insurance", "edit", &policy];
    receptionist(&[&edit[..], &["--valid-to", "2020-06-05"]].concat());
    diet(&[&edit[..], &["--rank", "SECONDARY"]].concat());
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["sync"]);
    for answer in [receptionist(&listed), diet(&listed)] {
        let policies = list(&answer, "policies");
        assert_eq!(policies.len(), 1, "{answer}");
        assert_eq!(policies[0]["rank"], "secondary");
        assert_eq!(policies[0]["state"], "over");
        assert_eq!(policies[0]["social_security_end"], "1120");
    }
    let conflicts = diet(&["conflicts", "list"]);
    assert_eq!(list(&conflicts, "conflicts").len(), 0, "{conflicts}");

    // a user decides between two last days
    receptionist(&[&edit[..], &["--valid-to", "2020-07-01"]].concat());
    diet(&[&edit[..], &["--valid-to", "2020-08-01"]].concat());
    receptionist(&["sync"]);
    diet(&["sync"]);
    let conflicts = diet(&["conflicts", "list"]);
    let conflicts = list(&conflicts, "conflicts");
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0]["what"], "insurance_policy.term");
}

/// Two devices put the same label on: one row, and no conflict. It is taken off on one, and put on again.
#[test]
fn two_devices_put_the_same_label_on_one_patient() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    first
        .run_as("ada", &["tags", "add", "--name", "VIP"])
        .done();
    first.run(&["sync"]).done();
    receptionist(&["sync"]);
    let of = ["--patient", zoe, "--tag", "vip"];
    let put_on = [&["tags", "put-on"][..], &of].concat();
    let take_off = [&["tags", "take-off"][..], &of].concat();
    let sync = || {
        receptionist(&["sync"]);
        diet(&["sync"]);
        receptionist(&["sync"]);
    };
    let of_tag = ["patients", "list", "--tag", "vip"];
    receptionist(&put_on);
    diet(&put_on);
    sync();
    for total in [receptionist(&of_tag), diet(&of_tag)] {
        assert_eq!(total["total"], 1, "{total}");
    }
    for device in [first, front] {
        assert_eq!(count(device, "select count(*) from patient_tags"), 1);
    }
    diet(&take_off);
    sync();
    assert_eq!(receptionist(&of_tag)["total"], 0);
    receptionist(&put_on);
    sync();
    assert_eq!(diet(&of_tag)["total"], 1);
    let conflicts = diet(&["conflicts", "list"]);
    assert_eq!(list(&conflicts, "conflicts").len(), 0, "{conflicts}");
}

/// Two devices invite at once: one account, and nothing is shown until a user has decided which tokens are valid.
#[test]
fn two_devices_invite_one_patient_to_the_portal() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    receptionist(&["sync"]);
    let of = ["--patient", zoe];
    let list = [&["portal", "list"][..], &of].concat();
    let invite = [&["portal", "invite"][..], &of].concat();
    let here = receptionist(&invite);
    diet(&[&invite[..], &["--plans", "true"]].concat());
    let sync = || {
        receptionist(&["sync"]);
        diet(&["sync"]);
        receptionist(&["sync"]);
    };
    sync();
    for device in [first, front] {
        assert_eq!(count(device, "select count(*) from portal_accounts"), 1);
    }
    assert_eq!(receptionist(&list)["state"], "unsure");
    assert_eq!(diet(&list)["state"], "unsure");
    let conflicts = diet(&["conflicts", "list"]);
    let of_invitation = |conflict: &&Value| conflict["what"] == "portal_account.invitation";
    let mut conflicts = super::list(&conflicts, "conflicts").iter();
    let conflict = conflicts.find(of_invitation).unwrap();
    let shown = diet(&["conflicts", "show", &text(conflict, "id")]);
    let fields = super::list(&shown, "fields");
    assert_eq!(fields.len(), 1, "no hash is shown: {shown}");
    assert_eq!(fields[0]["key"], "invited_at");
    let account = text(&here["account"], "id");
    for answer in [receptionist(&list), diet(&list)] {
        assert_eq!(text(&answer["account"], "id"), account);
    }
}

/// One suspends an account while another chooses what it shows: the two do not conflict.
#[test]
fn two_devices_suspend_an_account_and_choose_what_it_shows() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    receptionist(&["sync"]);
    let of = ["--patient", zoe];
    let invited = receptionist(&[&["portal", "invite"][..], &of].concat());
    let account = text(&invited["account"], "id");
    receptionist(&["sync"]);
    diet(&["sync"]);
    // the tokens activate on another device, too, which has only their hashes
    let tokens = [
        "portal",
        "activate",
        "--activation-token",
        &text(&invited, "activation_token"),
        "--verification-token",
        &text(&invited, "verification_token"),
    ];
    diet(&tokens);
    diet(&["sync"]);
    receptionist(&["sync"]);
    receptionist(&["portal", "suspend", &account]);
    diet(&["portal", "choose", &account, "--plans", "true"]);
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["sync"]);
    let list = [&["portal", "list"][..], &of].concat();
    for answer in [receptionist(&list), diet(&list)] {
        assert_eq!(answer["state"], "suspended");
        assert_eq!(answer["account"]["shows"]["plans"], true);
    }
    // a suspension is not overridden by a concurrent close and resume on another device
    receptionist(&["portal", "resume", &account]);
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["portal", "suspend", &account]);
    diet(&["portal", "close", &account]);
    diet(&["portal", "resume", &account]);
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["sync"]);
    assert_eq!(receptionist(&list)["state"], "unsure");
    assert_eq!(diet(&list)["state"], "unsure");
}

/// A user decides between two last days on a care team.
#[test]
fn two_devices_end_a_member_of_a_care_team_on_different_days() {
    let clinic = Clinic::new();
    let (first, front, zoe) = (&clinic.first, &clinic.front, clinic.zoe.as_str());
    let receptionist = |words: &[&str]| front.run_as("desk", words).done();
    let diet = |words: &[&str]| first.run_as("diet", words).done();
    receptionist(&["sync"]);
    let add = ["care-team", "add", "--patient", zoe, "--member", "diet"];
    let member = receptionist(&[&add[..], &["--since", "2026-03-01"]].concat());
    let member = text(&member["member"], "id");
    receptionist(&["sync"]);
    diet(&["sync"]);
    let mine = ["patients", "list", "--mine"];
    assert_eq!(diet(&mine)["total"], 1);

    let end = ["care-team", "end", &member, "--on"];
    receptionist(&[&end[..], &["2026-05-01"]].concat());
    diet(&[&end[..], &["2026-05-02"]].concat());
    receptionist(&["sync"]);
    diet(&["sync"]);
    receptionist(&["sync"]);
    for answer in [
        receptionist(&["conflicts", "list"]),
        diet(&["conflicts", "list"]),
    ] {
        let conflicts = list(&answer, "conflicts");
        assert_eq!(conflicts.len(), 1, "{answer}");
        assert_eq!(conflicts[0]["what"], "care_team.term");
    }
    // whichever it was, she has left
    assert_eq!(diet(&mine)["total"], 0);
}
