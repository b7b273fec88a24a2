use serde_json::json;
use sync_contract::Entity;
use sync_contract::catalog::{KeyGrant, Measurement, Patient};
use sync_contract::ids::PatientId;
use vault::password::Password;
use vault::read::Deleted;
use vault::sample::populate;

use crate::error::{Error, Reason};
use crate::notes::{show as note, sign, verify};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic};
use crate::tests::care::{draft_of, visit};
use crate::tests::contested::accept_all;
use crate::users::add::Work;
use crate::users::{NewUser, UserRow, edit, list, password};
use crate::view::{Day, Id};
use crate::{
    Clinic, allergies, appointments, chart, consents, diet_orders, energy_estimates, handouts,
    labs, meal_plans, measurements, patients, prescriptions, recalls, screenings,
};

const OTHER: &str = "a clean new password";

fn user(admin: &Clinic, username: &str) -> UserRow {
    let rows = list::list(admin).unwrap().into_iter();
    let mut named = rows.filter(|row| row.username == username);
    named.next().unwrap()
}

fn try_it(machine: &Machine, username: &str, password: &str) -> Result<(), vault::Error> {
    let tried = machine.vault().unlock(username, &Password::new(password));
    tried.map(drop).map_err(|refused| refused.error)
}

#[test]
fn a_forgotten_password_is_replaced_and_what_was_signed_still_counts() {
    let (machine, mut admin) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let open = visit.note.clone().unwrap();
    let draft = draft_of(&open, "as she was");
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    sign::addendum(&mut diet, &signed.id, "and more", "forgot").unwrap();
    drop(diet);

    machine.clock.advance_s(60);
    let row = user(&admin, "diet");
    password::reset_password(&mut admin, &row.id, OTHER).unwrap();
    machine.clock.advance_s(60);
    assert!(matches!(
        try_it(&machine, "diet", PASSWORD),
        Err(vault::Error::WrongPassword)
    ));
    machine.clock.advance_s(60);
    let mut diet = machine.sign_in("diet", OTHER);
    let read = note::show(&mut diet, &signed.id).unwrap();
    assert!(read.signature.unwrap().valid);
    assert!(read.addenda[0].valid);
    assert!(verify::verify(&diet, &signed.id).unwrap());
    // new keys sign, too, and both signatures verify
    let more = sign::addendum(&mut diet, &signed.id, "later", "new keys").unwrap();
    assert!(more.addenda.iter().all(|added| added.valid));
    assert_eq!(more.addenda.len(), 2);
    chart::show(&mut diet, &mary).unwrap();
    // after a second reset the first keys are still kept
    drop(diet);
    machine.clock.advance_s(60);
    password::reset_password(&mut admin, &row.id, PASSWORD).unwrap();
    let diet = machine.sign_in("diet", PASSWORD);
    assert!(verify::verify(&diet, &signed.id).unwrap());
}

/// Signs a note and an addendum while the clock is off by so many seconds.
fn sign_under(machine: &Machine, off_s: i64) -> Id {
    machine.clock.advance_s(off_s);
    let (mut diet, _, visit) = visit(machine);
    let draft = draft_of(&visit.note.unwrap(), "Eats well.");
    let signed = sign::sign(&mut diet, &draft, &Password::new(PASSWORD)).unwrap();
    machine.clock.advance_s(60);
    sign::addendum(&mut diet, &signed.id, "Called back.", "Result came").unwrap();
    machine.clock.advance_s(-off_s);
    signed.id
}

fn is_intact(clinic: &mut Clinic, id: &Id) -> bool {
    let shown = note::show(clinic, id).unwrap();
    let addenda = shown.addenda.iter().all(|added| added.valid);
    addenda && !shown.addenda.is_empty() && shown.signature.unwrap().valid
}

#[test]
fn what_was_signed_stays_valid_after_a_reset_under_any_clock() {
    const DAY_S: i64 = 24 * 3600;
    // the clock while it was signed, and while the password was reset
    let cases = [
        (0, -15 * 60),
        (0, -3600),
        (0, -DAY_S),
        (3600, 0),
        (DAY_S, 0),
        (DAY_S, -DAY_S),
    ];
    for (signed_s, reset_s) in cases {
        for is_sent in [false, true] {
            let (machine, mut admin) = clinic();
            let id = sign_under(&machine, signed_s);
            if is_sent {
                // as on a device that signed none of it: the rows alone say what was signed
                accept_all(&mut admin);
                admin.unlocked().forget_sent();
            }
            machine.clock.advance_s(reset_s);
            let row = user(&admin, "diet");
            password::reset_password(&mut admin, &row.id, OTHER).unwrap();
            machine.clock.advance_s(DAY_S - reset_s);
            let case = format!("signed {signed_s}, reset {reset_s}, sent {is_sent}");
            assert!(
                is_intact(&mut machine.sign_in("diet", OTHER), &id),
                "{case}"
            );
        }
    }
}

type List = fn(&Clinic, PatientId);

/// What a dietitian reads of a patient, each with the compartment that it is sealed in.
const LISTS: [(&str, &str, List); 14] = [
    ("patients", "contact", |clinic, _| {
        let query = json!({ "text": "", "sort": "name", "limit": 100 });
        let query = serde_json::from_value(query).unwrap();
        patients::list::list(clinic, &query).unwrap();
    }),
    ("search", "contact", |clinic, _| {
        patients::search::search(clinic, "a", 10).unwrap();
    }),
    ("appointments", "contact", |clinic, _| {
        let today = Day::of(clinic.today().unwrap());
        appointments::day::day(clinic, &today).unwrap();
    }),
    ("measurements", "clinical", |clinic, patient| {
        measurements::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("energy estimates", "clinical", |clinic, patient| {
        energy_estimates::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("consents", "contact", |clinic, patient| {
        consents::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("labs", "clinical", |clinic, patient| {
        labs::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("recalls", "clinical", |clinic, patient| {
        recalls::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("meal_plans", "clinical", |clinic, patient| {
        meal_plans::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("diet_orders", "clinical", |clinic, patient| {
        diet_orders::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("given_handouts", "clinical", |clinic, patient| {
        handouts::given::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("prescriptions", "clinical", |clinic, patient| {
        prescriptions::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("screenings", "clinical", |clinic, patient| {
        screenings::list::list(clinic, &Id::of(patient)).unwrap();
    }),
    ("allergies", "clinical", |clinic, patient| {
        allergies::list(clinic, patient).unwrap();
    }),
];

fn lacking_after(clinic: &Clinic, read: impl FnOnce(&Clinic)) -> Vec<String> {
    clinic.take_unshown().unwrap();
    read(clinic);
    clinic.take_unshown().unwrap().key_missing
}

#[test]
fn a_list_that_waits_for_a_key_is_never_shown_as_empty() {
    let (machine, mut admin) = clinic();
    let sample = populate(admin.unlocked_mut(), 12, machine.now());
    let patient = sample.first::<Patient>();
    let diet = machine.sign_in("diet", PASSWORD);
    for (list, _, read) in LISTS {
        let lacking = lacking_after(&diet, |clinic| read(clinic, patient));
        assert_eq!(lacking, [""; 0], "{list} with every key");
    }
    drop(diet);
    // the grants of two users are taken out of the file, or have not come yet
    let users = [user(&admin, "diet").id, user(&admin, "desk").id];
    let users = users.map(|id| id.to().unwrap());
    for grant in admin.read().all::<KeyGrant>(Deleted::Shown).unwrap() {
        if grant.value.recipient.is_some_and(|of| users.contains(&of)) {
            let id = grant.value.id.0;
            admin.unlocked().remove_row(KeyGrant::DESCRIPTOR, id);
        }
    }
    let diet = machine.sign_in("diet", PASSWORD);
    for (list, compartment, read) in LISTS {
        let lacking = lacking_after(&diet, |clinic| read(clinic, patient));
        assert!(
            lacking.iter().any(|name| name == compartment),
            "{list}: {lacking:?}"
        );
    }
    drop(diet);
    // what no role of a user opens is not waited for
    let receptionist = machine.sign_in("desk", PASSWORD);
    let lacking = lacking_after(&receptionist, |clinic| {
        let rows = clinic.read().all::<Measurement>(Deleted::Shown).unwrap();
        assert!(!rows.is_empty());
    });
    assert_eq!(lacking, [""; 0]);
    let lacking = lacking_after(&receptionist, |clinic| LISTS[0].2(clinic, patient));
    assert_eq!(lacking, ["contact"]);
}

#[test]
fn a_name_beyond_ascii_is_typed_in_capitals_and_decomposed() {
    let (machine, mut admin) = clinic();
    let roles = admin.read().roles().unwrap();
    let receptionist = roles
        .iter()
        .find(|row| row.value.name.as_str() == "Receptionist");
    let new = NewUser {
        first_name: "Zoë".into(),
        last_name: "Test".into(),
        username: "Zoë".into(),
        email: "Zoë@Klinik.example".into(),
        role_id: Id::of(receptionist.unwrap().value.id),
        facility_id: None,
        department_id: None,
    };
    crate::users::add::add(&mut admin, &new, &Work::default(), PASSWORD).unwrap();
    for typed in [
        "zoë",
        "ZOË",
        "zoe\u{308}",
        "ZOE\u{308}",
        "ZOË@KLINIK.EXAMPLE",
    ] {
        try_it(&machine, typed, PASSWORD).unwrap();
    }
    assert!(admin.read().user_named("ZOË").unwrap().is_some());
    assert!(try_it(&machine, "zoe", PASSWORD).is_err());
}

#[test]
fn an_admin_whose_password_was_replaced_is_an_admin_still() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "second", "Admin");
    let row = user(&admin, "second");
    password::reset_password(&mut admin, &row.id, OTHER).unwrap();
    drop(admin);
    let mut second = machine.sign_in("second", OTHER);
    assert!(second.unlocked().session().waiting_for_keys().is_empty());
    add_user(&mut second, "third", "Admin");
    drop(second);
    machine.sign_in("third", PASSWORD);
}

#[test]
fn no_user_replaces_a_password_without_the_right_or_their_own() {
    let (machine, mut admin) = clinic();
    let (own, diet) = (user(&admin, "admin"), user(&admin, "diet"));
    let refused = password::reset_password(&mut admin, &own.id, OTHER);
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "ownPassword",
            reason: Reason::Impossible
        })
    ));
    let short = password::reset_password(&mut admin, &diet.id, "short");
    assert!(matches!(
        short,
        Err(Error::Invalid {
            field: "password",
            ..
        })
    ));
    let mut reception = machine.sign_in("desk", PASSWORD);
    let refused = password::reset_password(&mut reception, &diet.id, OTHER);
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let refused = password::unlock(&mut reception, &diet.id);
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    try_it(&machine, "diet", PASSWORD).unwrap();
}

#[test]
fn another_admin_unlocks_a_user_who_was_locked_out() {
    let (machine, mut admin) = clinic();
    for wait_s in [1, 2, 4, 8, 0] {
        assert!(matches!(
            try_it(&machine, "desk", "not this one"),
            Err(vault::Error::WrongPassword)
        ));
        machine.clock.advance_s(wait_s);
    }
    assert!(matches!(
        try_it(&machine, "desk", PASSWORD),
        Err(vault::Error::Throttled(_))
    ));
    let reception = user(&admin, "desk");
    assert!(reception.locked_until.is_some());
    assert!(user(&admin, "diet").locked_until.is_none());
    password::unlock(&mut admin, &reception.id).unwrap();
    assert!(user(&admin, "desk").locked_until.is_none());
    assert!(user(&admin, "desk").last_sign_in.is_none());
    try_it(&machine, "desk", PASSWORD).unwrap();
    let now = crate::view::At::of(machine.now());
    assert_eq!(user(&admin, "desk").last_sign_in, Some(now));
}

#[test]
fn an_inactive_user_is_activated_and_no_user_deactivates_themself() {
    let (machine, mut admin) = clinic();
    let reception = user(&admin, "desk");
    edit::set_active(&mut admin, &reception.id, &reception.seen, false).unwrap();
    assert!(matches!(
        try_it(&machine, "desk", PASSWORD),
        Err(vault::Error::Inactive)
    ));
    let reception = user(&admin, "desk");
    assert!(!reception.is_active);
    let reset = password::reset_password(&mut admin, &reception.id, OTHER);
    assert!(matches!(
        reset.unwrap_err(),
        Error::Vault(vault::Error::Inactive)
    ));
    edit::set_active(&mut admin, &reception.id, &reception.seen, true).unwrap();
    machine.clock.advance_s(1);
    try_it(&machine, "desk", PASSWORD).unwrap();
    let own = user(&admin, "admin");
    let refused = edit::set_active(&mut admin, &own.id, &own.seen, false);
    assert!(matches!(refused, Err(Error::Invalid { .. })));
}

#[test]
fn ones_own_new_password_changes_no_keys() {
    let (machine, mut admin) = clinic();
    let old = Password::new(ADMIN_PASSWORD);
    password::set_own_password(&mut admin, &old, OTHER).unwrap();
    drop(admin);
    let admin = machine.sign_in("admin", OTHER);
    let own = admin
        .read()
        .get::<sync_contract::catalog::User>(admin.user());
    assert_eq!(own.unwrap().unwrap().value.former_keys, None);
}
