use sync_contract::Right;
use sync_contract::field::Time;

use crate::allergies::Severity;
use crate::chart;
use crate::contacts::{ContactEdit, ContactForm, Relation};
use crate::error::{Error, Reason};
use crate::measurements::MeasureKind;
use crate::measurements::record::ReadingEntry;
use crate::patients::view::{DeletionReason, PatientQuery, PatientSort};
use crate::patients::{deleted, duplicates, edit, list, register, search};
use crate::testing::{
    PASSWORD, allergy, clinic, contact, form, import_preview, imported, registered,
};
use crate::tests::care::correction;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, allergies, audit, contacts, measurements, users};

fn query(text: &str, limit: u32, after: Option<String>) -> PatientQuery {
    PatientQuery {
        text: text.into(),
        status: None,
        dietitian_id: None,
        tag_id: None,
        is_mine: false,
        is_of_department: false,
        sort: PatientSort::Name,
        after,
        offset: 0,
        limit,
    }
}

#[test]
fn a_patient_is_registered_listed_and_searched_by_what_changed() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = register::register(&mut reception, &form("Mary", "Okafor", "1992-03-12")).unwrap();
    let abe = register::register(&mut reception, &form("Abe", "Zulu", "1970-01-01")).unwrap();
    assert_eq!(
        (
            mary.patient.file_number.as_str(),
            abe.patient.file_number.as_str()
        ),
        ("000001", "000002")
    );
    for text in ["okaf", "mary okafor", "Okafro", "000001", "12.03.1992"] {
        let results = search::search(&reception, text, 10).unwrap();
        assert_eq!(results.hits[0].patient.id, mary.patient.id, "{text}");
        assert_eq!(results.searched, 2);
    }
    let page = list::list(&reception, &query("", 1, None)).unwrap();
    assert_eq!(
        (page.total, page.rows[0].patient.name.as_str()),
        (2, "Mary Okafor")
    );
    let page = list::list(&reception, &query("", 1, page.next)).unwrap();
    assert_eq!(
        (page.rows[0].patient.name.as_str(), page.next),
        ("Abe Zulu", None)
    );
    let scrolled_to = |offset| PatientQuery {
        offset,
        ..query("", 1, None)
    };
    let page = list::list(&reception, &scrolled_to(1)).unwrap();
    assert_eq!(page.rows[0].patient.name, "Abe Zulu");
    assert!(
        list::list(&reception, &scrolled_to(2))
            .unwrap()
            .rows
            .is_empty()
    );

    let view = chart::show(&mut reception, &mary.patient.id).unwrap();
    let mut change = view.form.to_edit();
    change.form.phone = "+233 24 555 0182".into();
    edit::edit(&mut reception, &change).unwrap();
    let results = search::search(&reception, "5550182", 10).unwrap();
    assert_eq!(results.hits[0].phone.as_deref(), Some("+233 24 555 0182"));
}

#[test]
fn a_patient_is_removed_and_restored_by_who_may() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = register::register(&mut reception, &form("Mary", "Okafor", "1992-03-12")).unwrap();
    let seen = chart::show(&mut reception, &mary.patient.id)
        .unwrap()
        .form
        .seen;
    let mut diet = machine.sign_in("diet", PASSWORD);
    let delete = |clinic: &mut Clinic| {
        let reason = DeletionReason::Duplicate;
        edit::delete(clinic, &mary.patient.id, &seen, reason, "twice")
    };
    let missing = Error::Forbidden(Right::PatientsDelete).to_string();
    assert_eq!(delete(&mut reception).unwrap_err().to_string(), missing);
    assert_eq!(deleted::list(&diet).unwrap(), []);
    delete(&mut diet).unwrap();
    assert!(
        search::search(&reception, "okafor", 10)
            .unwrap()
            .hits
            .is_empty()
    );
    let refused = deleted::list(&reception).unwrap_err();
    assert_eq!(refused.to_string(), missing);
    let listed = deleted::list(&diet).unwrap();
    let [row] = listed.as_slice() else {
        panic!("{listed:?}")
    };
    assert_eq!(row.patient, mary.patient);
    assert_eq!(row.reason, Some(DeletionReason::Duplicate));
    assert_eq!(row.words.as_deref(), Some("twice"));
    let seen = chart::show(&mut reception, &mary.patient.id)
        .unwrap()
        .form
        .seen;
    let refused = edit::restore(&mut reception, &mary.patient.id, &seen);
    assert_eq!(refused.unwrap_err().to_string(), missing);
    edit::restore(&mut diet, &mary.patient.id, &seen).unwrap();
    assert_eq!(deleted::list(&diet).unwrap(), []);
    assert_eq!(
        search::search(&reception, "okafor", 10).unwrap().hits.len(),
        1
    );
}

#[test]
fn likely_duplicates_are_shown_and_namesakes_named() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    register::register(&mut reception, &form("María", "Okafor", "1992-03-12")).unwrap();
    let likely =
        duplicates::duplicates(&reception, &form("Okafor", "Maria", "1992-03-12")).unwrap();
    assert_eq!(likely.len(), 1);
    assert!(!likely[0].reasons.is_empty());
    let second =
        register::register(&mut reception, &form("Maria", "Okafor", "1950-01-01")).unwrap();
    assert_eq!(second.namesakes, ["000001"]);
}

#[test]
fn the_front_desk_sees_nothing_clinical_and_may_do_nothing_clinical() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    allergies::add(&mut diet, &mary, &allergy("Peanut", Severity::Severe)).unwrap();
    let view = chart::show(&mut diet, &mary).unwrap();
    assert_eq!(view.header.allergies[0].form.substance, "Peanut");
    drop(diet);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let view = chart::show(&mut reception, &mary).unwrap();
    assert!(
        view.header.allergies.is_empty()
            && !view.header.may_see_clinical
            && view.last_note.is_none()
    );
    let refused = allergies::add(&mut reception, &mary, &allergy("Milk", Severity::Mild));
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let john = ContactForm {
        phone: "024 555 0183".into(),
        ..contact("John Okafor", Relation::Spouse)
    };
    contacts::add(&mut reception, &mary, &john).unwrap();
    assert_eq!(
        chart::show(&mut reception, &mary).unwrap().contacts[0].name,
        "John Okafor"
    );
}

#[test]
fn opening_a_patient_is_one_entry_in_ten_minutes() {
    let (machine, mut admin) = clinic();
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    for _ in 0..3 {
        chart::show(&mut admin, &mary).unwrap();
    }
    machine.clock.advance_s(601);
    chart::show(&mut admin, &mary).unwrap();
    let query = audit::view::AuditQuery {
        action: Some("open patient".into()),
        limit: 100,
        ..Default::default()
    };
    let page = audit::list::list(&admin, &query).unwrap();
    assert_eq!(page.rows.len(), 2);
    assert_eq!(page.rows[0].patient.as_ref().unwrap().name, "Mary Okafor");
    let query = audit::view::AuditQuery {
        action: Some("register patient".into()),
        limit: 10,
        ..Default::default()
    };
    let entry = audit::list::list(&admin, &query).unwrap().rows.remove(0);
    assert!(
        entry
            .changes
            .iter()
            .any(|change| change.after.as_deref() == Some("Okafor"))
    );
    let everything = audit::view::AuditQuery::default();
    let mut lines = Vec::new();
    let written =
        audit::export::json(&mut admin, &everything, "yearly review", &mut lines).unwrap();
    assert_eq!(String::from_utf8(lines).unwrap().lines().count(), written);
    let mut sheet = Vec::new();
    let more = audit::export::csv(&mut admin, &everything, "yearly review", &mut sheet).unwrap();
    assert_eq!(more, written + 1);
    assert!(String::from_utf8(sheet).unwrap().contains("Mary Okafor"));
    assert!(audit::export::json(&mut admin, &everything, " ", &mut Vec::new()).is_err());
    let chain = audit::view::verify(admin.unlocked().vault()).unwrap();
    assert_eq!(chain.fault, None);
}

#[test]
fn a_list_is_imported_once() {
    let (_machine, mut admin) = clinic();
    let file = concat!(
        "rec_id, given_name, surname, date_of_birth, soc_sec_id\n",
        "r1, ann, lee, 19820210, 7\n",
        "r2, anne, lee, 19820210, 8\n",
        "r3, bo, chan, 19820230, 9\n",
        ", cy, moss, 19700101, 10\n",
    );
    let view = import_preview(&admin, file.as_bytes()).unwrap();
    assert_eq!(
        (view.valid, view.known, view.errors.len(), view.ready),
        (3, 0, 1, 3)
    );
    assert_eq!(
        (view.errors[0].line, view.errors[0].reason),
        (4, Reason::NotADate)
    );
    let (_, count) = imported(&mut admin, file.as_bytes()).unwrap();
    assert_eq!(count, 3);
    assert_eq!(
        search::search(&admin, "moss", 5).unwrap().hits[0]
            .patient
            .file_number,
        "000001"
    );
    let known = &file.as_bytes()[..file.rfind(", cy").unwrap()];
    let (again, count) = imported(&mut admin, known).unwrap();
    assert_eq!((again.known, count), (2, 0));
    // each patient has an entry of their own, with what was written
    let query = audit::view::AuditQuery {
        action: Some("import patient".into()),
        limit: 10,
        ..Default::default()
    };
    let entries = audit::list::list(&admin, &query).unwrap().rows;
    let named = entries.iter().filter_map(|entry| entry.patient.as_ref());
    let mut named: Vec<&str> = named.map(|patient| patient.name.as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, ["ann lee", "anne lee", "cy moss"]);
    for entry in &entries {
        let mut written = entry.changes.iter().filter_map(|of| of.after.as_deref());
        let family = &entry.patient.as_ref().unwrap().name;
        let family = family.split(' ').next_back().unwrap();
        assert!(written.any(|text| text == family), "{entry:?}");
    }
    assert!(matches!(
        imported(&mut admin, b"a,b\n1,2\n"),
        Err(Error::Import(_))
    ));
}

#[test]
fn an_estimated_birth_date_is_imported_edited_and_exported_as_one() {
    let (_machine, mut admin) = clinic();
    let file = concat!(
        "surname,dob,birth_date_estimated\n",
        "lee,19820210,yes\n",
        "chan,19700101,no\n",
        "moss,,true\n",
        "park,19820210,maybe\n",
    );
    let (view, count) = imported(&mut admin, file.as_bytes()).unwrap();
    assert_eq!((count, view.errors.len()), (3, 1));
    assert_eq!(view.errors[0].field, "birth_date_estimated");
    let header = |admin: &mut Clinic, name: &str| {
        let results = search::search(admin, name, 5).unwrap();
        let id = results.hits[0].patient.id.clone();
        chart::show(admin, &id).unwrap()
    };
    let lee = header(&mut admin, "lee");
    assert!(lee.header.patient.birth_date_estimated && lee.form.form.birth_date_estimated);
    assert!(
        !header(&mut admin, "moss")
            .header
            .patient
            .birth_date_estimated
    );
    let mut sheet = Vec::new();
    crate::export::patients::csv(&mut admin, &mut sheet).unwrap();
    let sheet = String::from_utf8(sheet).unwrap();
    assert_eq!(sheet.matches(",true,\n").count(), 1, "{sheet}");
    let mut known = lee.form.to_edit();
    known.form.birth_date_estimated = false;
    edit::edit(&mut admin, &known).unwrap();
    assert!(
        !header(&mut admin, "lee")
            .header
            .patient
            .birth_date_estimated
    );
}

#[test]
fn users_are_unique_and_roles_decide() {
    let (machine, mut admin) = clinic();
    let roles = crate::settings::show(&admin).unwrap().roles;
    let role_id = roles
        .iter()
        .find(|role| role.name == "Viewer")
        .unwrap()
        .id
        .clone();
    let mut new = crate::users::NewUser {
        first_name: "Vi".into(),
        last_name: String::new(),
        username: "DESK".into(),
        email: "vi@clinic.example".into(),
        role_id,
        facility_id: None,
        department_id: None,
    };
    let work = users::add::Work::default();
    let taken = users::add::add(&mut admin, &new, &work, PASSWORD);
    assert!(matches!(
        taken,
        Err(Error::Invalid {
            field: "username",
            reason: Reason::Taken
        })
    ));
    new.username = "vi".into();
    assert!(matches!(
        users::add::add(&mut admin, &new, &work, "short"),
        Err(Error::Invalid {
            field: "password",
            ..
        })
    ));
    users::add::add(&mut admin, &new, &work, PASSWORD).unwrap();
    let rows = users::list::list(&admin).unwrap();
    let vi = rows.iter().find(|row| row.username == "vi").unwrap();
    assert_eq!(vi.roles[0].name, "Viewer");
    users::edit::set_active(&mut admin, &vi.id, &vi.seen, false).unwrap();
    drop(admin);
    let refused = machine
        .vault()
        .unlock("vi", &vault::password::Password::new(PASSWORD));
    assert!(refused.is_err());
    let mut reception = machine.sign_in("desk", PASSWORD);
    assert!(matches!(
        register::register(&mut reception, &form("", "", "1992-03-12")),
        Err(Error::Invalid { field: "name", .. })
    ));
    assert!(matches!(
        users::list::list(&reception),
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        chart::show(&mut reception, &Id(uuid::Uuid::nil().to_string())),
        Err(Error::NotFound(_))
    ));
    assert!(ReadVersionToken("zz".into()).to_read_version().is_err());
}

#[test]
fn a_contact_is_edited_against_what_was_seen_and_removed() {
    let (machine, _) = clinic();
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut reception, "Mary", "Okafor", "1992-03-12");
    let john = contact("John", Relation::Spouse);
    let added = contacts::add(&mut reception, &mary, &john).unwrap();
    let phone = "024 555 0183";
    let edit = |reception: &mut Clinic, name: &str| {
        let edit = ContactEdit {
            id: added.id.clone(),
            seen: added.seen.clone(),
            loaded: added.form(),
            form: ContactForm {
                phone: phone.into(),
                email: " John@Example.org".into(),
                address: "12 High Street\r\nAccra".into(),
                ..contact(name, Relation::Parent)
            },
        };
        contacts::edit(reception, &edit)
    };
    let edited = edit(&mut reception, "John Okafor").unwrap();
    assert_eq!(
        (edited.name.as_str(), edited.relation),
        ("John Okafor", Relation::Parent)
    );
    assert_eq!(contacts::show(&reception, &added.id).unwrap(), edited);
    let reached = (edited.phone.as_str(), edited.email.as_str());
    assert_eq!(reached, (phone, "john@example.org"));
    assert_eq!(edited.address, "12 High Street\nAccra");
    assert!(matches!(
        edit(&mut reception, " "),
        Err(Error::Invalid { field: "name", .. })
    ));
    let removal = contacts::remove(&mut reception, &added.id, &edited.seen).unwrap();
    let gone = contacts::show(&reception, &added.id);
    assert!(matches!(gone, Err(Error::NotFound("contact"))));
    let listed = contacts::list(&reception, mary.to().unwrap()).unwrap();
    assert!(listed.is_empty());
    let named = contacts::removed(&reception, &added.id).unwrap();
    assert_eq!(named, removal);
    let back = contacts::restore(&mut reception, &added.id, &removal).unwrap();
    assert_eq!(back.form(), edited.form());
    let unknown = contacts::list(&reception, added.id.to().unwrap());
    assert!(matches!(unknown, Err(Error::NotFound("patient"))));
}

#[test]
fn a_corrected_reading_is_not_compared_with_the_one_it_corrects() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let reading = ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "272 kg".into(),
        at: diet.now(),
        accept_doubtful: true,
    };
    let (id, considered) = measurements::record::add(&mut diet, &reading).unwrap();
    assert!(considered.doubt.is_some());
    let doubt = |text| {
        measurements::record::consider_correction(
            &diet,
            &id,
            &correction(MeasureKind::Weight, text, false),
        )
        .unwrap()
        .doubt
    };
    assert!(doubt("72 kg").is_none());
    assert!(doubt("1 kg").is_some());
    let shown = measurements::list::show(&diet, &id).unwrap();
    assert_eq!(shown.entered_text, "272 kg");
    assert!(shown.confirmed && !shown.questioned);
    // the same value in another unit is the one that was kept
    assert!(doubt("272000 g").is_none());
    let correct = measurements::record::correct;
    correct(
        &mut diet,
        &id,
        &shown.seen,
        &correction(MeasureKind::Weight, "272000 g", false),
    )
    .unwrap();
    let shown = measurements::list::show(&diet, &id).unwrap();
    assert!(shown.confirmed && !shown.questioned);
    correct(
        &mut diet,
        &id,
        &shown.seen,
        &correction(MeasureKind::Weight, "72 kg", true),
    )
    .unwrap();
    let shown = measurements::list::show(&diet, &id).unwrap();
    assert_eq!(shown.entered_text, "72 kg");
    // it was not questioned, so there was nothing to confirm
    assert!(!shown.confirmed && !shown.questioned);
    measurements::record::remove(&mut diet, &id, &shown.seen).unwrap();
    let gone = measurements::list::show(&diet, &id);
    assert!(matches!(gone, Err(Error::NotFound("measurement"))));
}

#[test]
fn a_reading_whose_time_has_not_come_is_asked_about() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let mut add = |hours: i64, accept_doubtful| {
        let reading = ReadingEntry {
            patient: mary.to().unwrap(),
            visit: None,
            kind: MeasureKind::Weight.into(),
            text: "72 kg".into(),
            at: Time(diet.now().0 + hours * 3_600_000_000),
            accept_doubtful,
        };
        let (id, _) = measurements::record::add(&mut diet, &reading).unwrap();
        let shown = measurements::list::show(&diet, &id).unwrap();
        (shown.questioned, shown.confirmed)
    };
    assert_eq!(add(0, true), (false, false));
    assert_eq!(add(2, false), (true, false));
    assert_eq!(add(2, true), (false, true));
}

#[test]
fn an_exported_list_is_imported_as_it_was() {
    let (_machine, mut admin) = clinic();
    let mut ana = form("-1/2", "=Okafor", "1992-03-12");
    ana.gender = "woman".into();
    ana.phone = "+32 2 555 01 82; +32 2 555 01 83".into();
    ana.address.lines = "12 Rue Haute\nBuilding B".into();
    register::register(&mut admin, &ana).unwrap();
    register::register(&mut admin, &form("'t", "Hooft", "1970-01-01")).unwrap();
    let exported = |clinic: &mut Clinic| {
        let mut file = Vec::new();
        crate::export::patients::csv(clinic, &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        // all but the ids, which are of one clinic
        let lines = text
            .lines()
            .map(|line| line.split_once(',').map(|(_, rest)| rest.to_owned()));
        (lines.collect::<Vec<_>>(), text)
    };
    let (lines, file) = exported(&mut admin);
    let (_other, mut second) = clinic();
    let (view, count) = imported(&mut second, file.as_bytes()).unwrap();
    assert_eq!((view.errors.len(), count), (0, 2), "{view:?}");
    assert_eq!(exported(&mut second).0, lines);
}

#[test]
fn the_file_number_of_a_deleted_patient_is_given_to_no_other() {
    let (_machine, mut admin) = clinic();
    let number = |clinic: &mut Clinic, given: &str| {
        let made = register::register(clinic, &form(given, "Okafor", "1992-03-12")).unwrap();
        (made.patient.id, made.patient.file_number)
    };
    let (first, taken) = number(&mut admin, "Zoe");
    let (_, second) = number(&mut admin, "Ben");
    let seen = chart::show(&mut admin, &first).unwrap().form.seen;
    edit::delete(&mut admin, &first, &seen, DeletionReason::Other, "").unwrap();
    let (_, third) = number(&mut admin, "Ivan");
    assert_eq!(taken, "000001");
    assert_eq!(second, "000002");
    assert_eq!(third, "000003");
}
