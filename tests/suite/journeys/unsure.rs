//! No conclusion is drawn from incomplete rows.

use super::*;

/// The consent that was signed last is in force, so without it none is.
#[test]
fn no_edit_of_a_file_brings_an_earlier_consent_back() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "desk", "Receptionist");
    let of = ["--patient", zoe.as_str()];
    let run = |args: &[&str]| device.run_as("desk", &[args, &of].concat());
    for (version, day) in [("1", "2026-01-05"), ("2", "2026-03-05")] {
        let signed = ["--version", version, "--signed-on", day];
        let added = run(&[&["consents", "add"][..], &signed].concat()).done();
        if version == "2" {
            let id = text(&added["consent"], "id");
            device.run_as("desk", &["consents", "withdraw", &id]).done();
        }
    }
    let state = |answer: Value| answer["state"].clone();
    assert_eq!(state(run(&["consents", "list"]).done()), "withdrawn");
    for sql in [
        "update consents set withdrawn_on = null where withdrawn_on is not null",
        "delete from consents where signed_on = (select max(signed_on) from consents)",
        "delete from consents",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        let answer = run(&["consents", "list"]).ended(3);
        assert_eq!(state(answer), "unsure", "{sql}");
    }
}

/// What a portal may show depends on one row: no edit of it by another program opens an account.
#[test]
fn no_edit_of_a_file_opens_an_account_at_the_portal() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "desk", "Receptionist");
    let of = ["--patient", zoe.as_str()];
    let run = |args: &[&str]| device.run_as("desk", &[args, &of].concat());
    let invited = run(&["portal", "invite"]).done();
    let account = text(&invited["account"], "id");
    let close = ["portal", "close", &account];
    device.run_as("desk", &close).done();
    for sql in [
        "update portal_accounts set shows_visits = 1",
        "update portal_accounts set status = 'ACTIVE'",
        "update portal_accounts set activation_token = zeroblob(32)",
        "delete from portal_accounts",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        let answer = run(&["portal", "list"]).ended(3);
        assert_eq!(answer["state"], "unsure", "{sql}");
        // one that is gone is not made again
        run(&["portal", "invite"]).refused(1, "not_all_here");
    }
}

/// A file that lacks a policy does not make a patient uninsured.
#[test]
fn no_edit_of_a_file_makes_an_insured_patient_one_without_insurance() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "desk", "Receptionist");
    let of = ["--patient", zoe.as_str()];
    let run = |args: &[&str]| device.run_as("desk", &[args, &of].concat());
    let is_unsure = |answer: Value| answer["is_unsure"].clone();
    assert_eq!(is_unsure(run(&["insurance", "list"]).done()), false);
    for insurer in ["National Health", "Union Mutual"] {
        run(&["insurance", "add", "--insurer", insurer]).done();
    }
    for sql in [
        "update insurance_policies set policy_sealed = null where rowid = 1",
        "delete from insurance_policies where rowid = 2",
        "delete from insurance_policies",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        let answer = run(&["insurance", "list"]).ended(3);
        assert_eq!(is_unsure(answer), true, "{sql}");
    }
}

/// A patient's labels depend on rows that the list does not show: one that was edited or deleted is reported all the
/// same.
#[test]
fn no_edit_of_a_file_takes_a_patient_out_of_a_filter_unseen() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "desk", "Receptionist");
    for name in ["VIP", "Study"] {
        let add = ["tags", "add", "--name", name];
        device.run_as("ada", &add).done();
        let put_on = ["tags", "put-on", "--patient", &zoe, "--tag", name];
        device.run_as("desk", &put_on).done();
    }
    let of_tag = ["patients", "list", "--tag", "VIP"];
    assert_eq!(device.run_as("desk", &of_tag).done()["total"], 1);
    for sql in [
        "update patient_tags set state_sealed = null",
        "update patient_tags set tag = (select max(id) from tags)",
        "delete from patient_tags where rowid = 1",
        "delete from patient_tags",
    ] {
        assert!(edit(&device, sql) > 0, "{sql}");
        device.run_as("desk", &of_tag).ended(3);
        device.run_as("desk", &["tags", "list"]).ended(3);
        device.run_as("desk", &["patients", "show", &zoe]).ended(3);
    }
}

/// The assignment of patients depends on rows that the list does not show.
#[test]
fn no_edit_of_a_file_takes_a_patient_from_a_team_unseen() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "desk", "Receptionist");
    device.add_user("ada", "diet", "Dietitian");
    let of = ["--patient", zoe.as_str()];
    let add = [&["care-team", "add", "--member", "diet"][..], &of].concat();
    device.run_as("desk", &add).done();
    let mine = ["patients", "list", "--mine"];
    assert_eq!(device.run_as("diet", &mine).done()["total"], 1);
    let listed = [&["care-team", "list"][..], &of].concat();
    for sql in [
        "update care_teams set term_sealed = null",
        "update care_teams set user = (select max(id) from users where id <> user)",
        "delete from care_teams",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        device.run_as("diet", &mine).ended(3);
        let answer = device.run_as("desk", &listed).ended(3);
        assert_eq!(answer["is_unsure"], true, "{sql}");
    }
}

/// General recommendations do not replace a target that a user may have set.
#[test]
fn no_edit_of_a_file_replaces_a_target_by_a_recommended_one() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let of = ["--patient", zoe.as_str()];
    let run = |args: &[&str]| device.run_as("diet", &[args, &of].concat());
    let protein = ["targets", "add", "--nutrient", "PROTEIN", "--low", "90"];
    run(&protein).done();
    let list = run(&["targets", "reference"]).done();
    let stage = list["reference"]["stages"][0].as_str().unwrap();
    let recommended = ["targets", "from-reference", "--stage", stage];
    for sql in [
        "update nutrient_targets set source = 'DRI'",
        "delete from nutrient_targets",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        run(&recommended).refused(1, "not_all_here");
    }
}

/// Adds a doctor and returns the words that prescribe a medicine for a patient, and the ids of what was prescribed.
fn prescriber(device: &CliDevice, patient: &str) -> impl Fn(&str) -> Vec<String> + use<> {
    device.add_user("ada", "david", "Doctor");
    let (patient, until) = (patient.to_owned(), in_ninety_days());
    move |medicine| {
        let add = "prescriptions add --dosage 1 --frequency daily --quantity 30 --valid-until";
        let words = add
            .split(' ')
            .chain([until.as_str(), "--patient", &patient]);
        let words = words.chain(["--medication", medicine]);
        words.map(str::to_owned).collect()
    }
}

/// Dispensings are counted: a file that lacks a row gives no refill back.
#[test]
fn no_edit_of_a_file_lets_a_prescription_be_dispensed_once_more() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "phil", "Pharmacist");
    let words = prescriber(&device, &zoe)("Zinc");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let iron = text(&device.run_as("david", &words).done()["prescription"], "id");
    let dispense = ["prescriptions", "dispense", &iron];
    device.run_as("phil", &dispense).done();
    device
        .run_as("phil", &dispense)
        .refused(1, "not_dispensable");
    let remove = [
        "prescriptions",
        "remove",
        &iron,
        "--reason",
        "Wrong patient",
    ];
    for sql in [
        "update dispensings set at = at + 1",
        "update dispensings set reverses = id",
        "delete from dispensings",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        device.run_as("phil", &dispense).refused(1, "not_all_here");
        device.run_as("david", &remove).refused(1, "not_all_here");
    }
}

/// A file that lacks an allergy does not mean that no allergy names the medicine.
#[test]
fn no_edit_of_a_file_ends_the_question_about_an_allergy() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let allergy = [
        "allergies",
        "add",
        "--patient",
        &zoe,
        "--substance",
        "Penicillin",
    ];
    device.run_as("diet", &allergy).done();
    let words = prescriber(&device, &zoe);
    let asked = |medicine: &str, reason: &[&str], status: i32| {
        let words = words(medicine);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let answer = device.run_as("david", &[&words[..], reason].concat());
        let answer = answer.ended(status);
        answer["questions"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(asked("Zinc", &[], 0), 0);
    assert_eq!(asked("Penicillin V", &[], 3), 1);
    for sql in [
        "update allergies set status = 'RESOLVED'",
        "delete from allergies",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        assert_eq!(asked("Penicillin V", &[], 3), 1, "{sql}");
        // a user who was told of it decides
        assert_eq!(
            asked("Zinc", &["--allergy-reason", "Asked her"], 3),
            0,
            "{sql}"
        );
    }
    assert_eq!(count(&device, "select count(*) from prescriptions"), 3);
}

/// The reason for one medicine despite an allergy does not apply to another one.
#[test]
fn a_reason_for_one_medicine_answers_no_question_about_another() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    for substance in ["Penicillin", "Ibuprofen"] {
        let allergy = [
            "allergies",
            "add",
            "--patient",
            &zoe,
            "--substance",
            substance,
        ];
        device.run_as("diet", &allergy).done();
    }
    let mut words = prescriber(&device, &zoe)("Ibuprofen 200 mg");
    words.extend(["--allergy-reason", "A rash, long ago"].map(str::to_owned));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let id = text(&device.run_as("david", &words).done()["prescription"], "id");
    let other = ["prescriptions", "edit", &id, "--medication", "Penicillin V"];
    let asked = device.run_as("david", &other).ended(3);
    assert_eq!(list(&asked, "questions").len(), 1, "{asked}");
    let dosage = ["prescriptions", "edit", &id, "--dosage", "2"];
    device.run_as("david", &dosage).done();
}

/// Adds billing staff `bill`, and issues an invoice of 75 EUR to a patient. Returns its id.
fn billed(device: &CliDevice, patient: &str) -> String {
    let service = "services add --code INIT --name Visit --price 75";
    let service: Vec<&str> = service.split(' ').collect();
    device.run_as("ada", &service).done();
    device.add_user("ada", "bill", "Billing staff");
    let run = |words: &[&str]| device.run_as("bill", words).done();
    let new = ["invoices", "new", "--patient", patient, "--line", "INIT"];
    let draft = text(&run(&new)["draft"], "id");
    text(&run(&["invoices", "issue", &draft])["invoice"], "id")
}

/// Payments are counted: a file that lacks one, or has another amount, asks for nothing twice.
#[test]
fn no_edit_of_a_file_lets_an_invoice_be_paid_once_more() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let id = billed(&device, &zoe);
    let run = |words: &[&str]| device.run_as("bill", words);
    let pay = ["invoices", "pay", &id, "--method", "CARD"];
    run(&pay).done();
    let count = ["cash", "close", "--count", "bill/CARD=75"];
    run(&count).done();
    let void = ["invoices", "void", &id, "--reason", "Not needed"];
    let of_patient = ["invoices", "list", "--patient", &zoe];
    assert_eq!(run(&of_patient).done()["is_unsure"], false);
    for sql in [
        "update payments set amount_minor = 1",
        "update payments set at = at + 1",
        "delete from payments",
    ] {
        assert_eq!(edit(&device, sql), 1, "{sql}");
        run(&pay).refused(1, "not_all_here");
        run(&void).refused(1, "not_all_here");
        let listed = run(&of_patient).ended(3);
        assert_eq!(listed["is_unsure"], true, "{sql}");
        run(&["invoices", "work"]).ended(3);
        let report = run(&["cash", "report"]).ended(3);
        assert_eq!(report["report"]["is_unsure"], true, "{sql}");
        run(&count).refused(1, "not_all_here");
    }
}

/// What is to be billed hangs on appointments and patients, none of which the list shows in full.
#[test]
fn no_edit_of_a_file_takes_a_visit_or_a_debt_off_a_list_unseen() {
    for sql in [
        "update patients set deleted_at = created_at",
        "update appointments set status = 'SCHEDULED'",
        "update appointments set starts = starts - 40000000000000",
        "update appointment_patients set attendance = 'ABSENT'",
        "delete from appointment_patients",
    ] {
        let device = CliDevice::new();
        device.init();
        let zoe = register(&device, "ada", "Zoë", "Okafor");
        billed(&device, &zoe);
        device.add_user("ada", "diet", "Dietitian");
        let book = [
            "appointments",
            "book",
            "--anyway",
            "--patient",
            &zoe,
            "--provider",
            "diet",
        ];
        let at = ["--starts", "2026-11-20T09:00:00Z"];
        let booked = device.run_as("diet", &[&book[..], &at].concat()).done();
        let of = text(&booked["appointment"], "id");
        for status in ["ARRIVED", "IN_ROOM", "COMPLETED"] {
            let step = ["appointments", "status", &of, status, "--early"];
            device.run_as("diet", &step).done();
        }
        let run = |words: &[&str]| device.run_as("bill", words);
        run(&["invoices", "work"]).done();
        edit(&device, sql);
        run(&["invoices", "work"]).ended(3);
    }
}

/// A texture that is gone may have been of any food, and an order that is gone may have been of any level.
#[test]
fn no_edit_of_a_file_takes_a_food_for_soft_enough() {
    let device = CliDevice::new();
    device.init();
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.add_user("ada", "diet", "Dietitian");
    let run = |args: &[&str]| device.run_as("diet", args);
    run(&["foods", "describe", "18069", "--food-level", "7"]).done();
    let of = ["--patient", zoe.as_str()];
    let levels = ["--food", "7", "--fluid", "0"];
    run(&[&["diet-orders", "start"][..], &of, &levels].concat()).done();
    let plan = run(&[&["meal-plans", "add"][..], &of].concat()).done();
    let plan = text(&plan["plan"], "id");
    let food = ["--meal", "lunch", "--food", "18069", "--amount", "100 g"];
    run(&[&["meal-plans", "add-food", "--plan", &plan][..], &food].concat()).done();
    // whether it is flagged, the reader is warned of lost textures, and the order is not sure
    let shown = |status: i32| {
        let answer = run(&["meal-plans", "show", &plan]).ended(status);
        let grid = &answer["plan"]["grid"];
        let flags = &grid["days"][0]["meals"][0]["foods"][0]["flags"];
        let is_flagged = flags
            .as_array()
            .unwrap()
            .iter()
            .any(|of| of["kind"] == "texture");
        let of = &grid["flagged_for"];
        (
            is_flagged,
            of["has_lost_textures"].as_bool().unwrap(),
            of["ordered"]["is_unsure"].as_bool(),
        )
    };
    assert_eq!(shown(0), (false, false, Some(false)));
    edit(
        &device,
        "update food_profiles set texture_sealed = zeroblob(90)",
    );
    assert_eq!(shown(3), (true, true, Some(false)));
    edit(&device, "delete from food_profiles");
    assert_eq!(shown(3), (false, true, Some(false)));
    edit(&device, "update diet_orders set ended_at = 1");
    assert_eq!(shown(3).2, Some(true));
    edit(&device, "delete from diet_orders");
    assert_eq!(shown(3).2, Some(true));
}
