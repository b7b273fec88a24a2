use sync_contract::Right;

use crate::audit::export;
use crate::audit::list::{list, people};
use crate::audit::show::show;
use crate::audit::view::{
    AuditEntryView, AuditOutcome, AuditQuery, AuditRow, AuditSeverity, ChangedField, ShownValue,
};
use crate::chart;
use crate::error::Error;
use crate::measurements::{MeasureKind, NewMeasurement, record};
use crate::notes::write;
use crate::patients::view::PatientQuery;
use crate::patients::{duplicates, edit, list as patients, register, search};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, form, import_preview, imported};
use crate::tests::care::{draft_of, visit};
use crate::tests::recipes::soup;
use crate::view::{Id, ScreenLanguage};
use crate::{Clinic, appointments, recipes, settings};

fn rows(clinic: &Clinic, query: AuditQuery) -> Vec<AuditRow> {
    let query = AuditQuery {
        limit: 100,
        ..query
    };
    list(clinic, &query).unwrap().rows
}

fn entry(clinic: &Clinic, action: &str) -> AuditEntryView {
    let query = AuditQuery {
        action: Some(action.into()),
        ..AuditQuery::default()
    };
    let row = &rows(clinic, query)[0];
    show(clinic, row.device_number, row.number).unwrap()
}

fn admin(machine: &Machine) -> Clinic {
    machine.sign_in("Admin", ADMIN_PASSWORD)
}

fn fields<'v>(
    view: &'v AuditEntryView,
    what: &str,
) -> Vec<(&'v str, &'v ShownValue, &'v ShownValue)> {
    let cells = view.cells.iter().filter(|cell| cell.what == what);
    let shown = |field: &'v ChangedField| (field.name.as_str(), &field.before, &field.after);
    cells.flat_map(|cell| &cell.fields).map(shown).collect()
}

fn text(text: &str) -> ShownValue {
    ShownValue {
        text: Some(text.to_owned()),
        is_sealed: false,
    }
}

const NOTHING: ShownValue = ShownValue {
    text: None,
    is_sealed: false,
};

#[test]
fn the_audit_log_is_filtered_by_outcome_and_severity() {
    let (machine, admin) = clinic();
    settings::note_recovery_sheet(&admin, "/media/stick/key.txt").unwrap();
    drop(admin);
    let reception = machine.sign_in("desk", PASSWORD);
    assert!(crate::users::list::list(&reception).is_err());
    drop(reception);
    let admin = self::admin(&machine);
    let refused = rows(
        &admin,
        AuditQuery {
            outcome: Some(AuditOutcome::Refused),
            ..AuditQuery::default()
        },
    );
    let actions: Vec<&str> = refused.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions, ["users.read"]);
    let grave = rows(
        &admin,
        AuditQuery {
            severity: Some(AuditSeverity::Warning),
            ..AuditQuery::default()
        },
    );
    let actions: Vec<&str> = grave.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions, ["users.read", "export recovery key"]);
    let both = AuditQuery {
        outcome: Some(AuditOutcome::Done),
        severity: Some(AuditSeverity::Warning),
        ..AuditQuery::default()
    };
    assert_eq!(rows(&admin, both.clone()).len(), 1);
    let mut admin = admin;
    let mut out = Vec::new();
    let written = export::json(&mut admin, &both, "yearly check", &mut out).unwrap();
    assert_eq!(written, 1);
    let line = String::from_utf8(out).unwrap();
    assert!(line.contains("export recovery key") && line.lines().count() == 1);
}

#[test]
fn an_entry_shows_before_and_after_with_names_and_units() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = register::register(&mut diet, &form("Mary", "Okafor", "1992-03-12")).unwrap();
    let id = mary.patient.id;
    let seen = chart::show(&mut diet, &id).unwrap().form;
    let mut edited = seen.to_edit();
    edited.form.family_name = "Adeyemi".into();
    edited.form.dietitian_id = Some(Id::of(diet.user()));
    edit::edit(&mut diet, &edited).unwrap();
    drop(diet);
    let view = entry(&admin(&machine), "edit patient");
    assert_eq!(view.entry.patient.as_ref().unwrap().name, "Mary Adeyemi");
    assert!(view.entry.changes.is_empty() && view.more == 0);
    assert!(!view.device.is_empty());
    assert_eq!(
        fields(&view, "patient.name"),
        [("family_name", &text("Okafor"), &text("Adeyemi"))]
    );
    assert_eq!(
        fields(&view, "patient.assignment"),
        [("dietitian", &NOTHING, &text("diet Test"))]
    );
    let made = entry(&admin(&machine), "register patient");
    assert!(made.cells.iter().all(|cell| cell.is_new));
    assert!(fields(&made, "patient.birth").contains(&(
        "birth_date",
        &NOTHING,
        &text("1992-03-12")
    )));
}

#[test]
fn readings_and_notes_are_shown_as_people_wrote_them() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let weight = NewMeasurement {
        visit_id: visit.id.clone(),
        kind: MeasureKind::Weight.into(),
        text: "159 lb".into(),
        at: None,
        accept_doubtful: false,
        replaces: None,
    };
    record::record(&mut diet, &weight).unwrap();
    write::write(
        &mut diet,
        &draft_of(visit.note.as_ref().unwrap(), "Eats breakfast."),
    )
    .unwrap();
    drop(diet);
    let mut admin = admin(&machine);
    // a user who may not read a chart or a note sees that it was changed, and not its words
    for (action, what) in [
        ("add measurement", "measurement.reading"),
        ("write note", "note.content"),
    ] {
        let withheld = entry(&admin, action);
        assert!(withheld.entry.is_withheld && withheld.entry.who.is_some());
        let cell = withheld.cells.iter().find(|cell| cell.what == what);
        assert!(cell.unwrap().is_withheld && cell.unwrap().fields.is_empty());
        let query = AuditQuery {
            action: Some(action.into()),
            ..AuditQuery::default()
        };
        let row = &rows(&admin, query)[0];
        assert!(row.is_withheld && row.changes.is_empty(), "{row:?}");
        let mut out = Vec::new();
        export::json(&mut admin, &AuditQuery::default(), "check", &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains("Eats breakfast") && !out.contains("159 lb"));
    }
    let more = [Right::ChartRead, Right::NotesRead];
    let rights: Vec<Right> = admin.actor.rights().chain(more).collect();
    admin.actor = crate::Actor::new(admin.user(), rights);
    let weighed = entry(&admin, "add measurement");
    assert!(!weighed.entry.is_withheld);
    let shown = fields(&weighed, "measurement.reading");
    let weight = shown.iter().find(|(name, ..)| *name == "weight").unwrap();
    assert_eq!(weight.2.text.as_deref(), Some("72.121 kg (159 lb)"));
    let written = entry(&admin, "write note");
    assert!(fields(&written, "note.content").contains(&(
        "assessment",
        &NOTHING,
        &text("Eats breakfast.")
    )));
    assert!(
        written
            .cells
            .iter()
            .all(|cell| cell.what != "note_version.content")
    );
}

#[test]
fn a_recipe_is_shown_by_its_name() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let soup = serde_json::from_value(soup()).unwrap();
    recipes::record::add(&mut diet, &soup, ScreenLanguage::En).unwrap();
    drop(diet);
    let mut admin = admin(&machine);
    let rights: Vec<Right> = admin.actor.rights().chain([Right::ChartRead]).collect();
    admin.actor = crate::Actor::new(admin.user(), rights);
    let made = entry(&admin, "add recipe");
    let shown = fields(&made, "recipe.recipe");
    assert_eq!(shown, [("name", &NOTHING, &text("Lentil soup"))]);
}

#[test]
fn a_value_sealed_for_others_differs_from_an_empty_one() {
    let (machine, admin) = clinic();
    settings::note_recovery_sheet(&admin, "/media/stick/key.txt").unwrap();
    let open = entry(&admin, "export recovery key");
    assert!(!open.entry.is_undecryptable && open.entry.remark == "/media/stick/key.txt");
    assert!(open.cells.is_empty());
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    reception.actor = crate::Actor::new(reception.user(), [sync_contract::Right::AuditRead]);
    let shut = entry(&reception, "export recovery key");
    assert!(shut.entry.is_undecryptable && shut.entry.remark.is_empty() && shut.cells.is_empty());
}

#[test]
fn without_the_right_neither_entries_nor_their_users_are_shown() {
    let (machine, admin) = clinic();
    assert!(matches!(
        show(&admin, 1, 4_000),
        Err(Error::NotFound("entry"))
    ));
    let named: Vec<String> = people(&admin)
        .unwrap()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert!(
        named.contains(&"diet Test".to_owned())
            && named.is_sorted_by_key(|name| name.to_lowercase())
    );
    drop(admin);
    let diet = machine.sign_in("diet", PASSWORD);
    assert!(matches!(show(&diet, 1, 1), Err(Error::Forbidden(_))));
    assert!(matches!(people(&diet), Err(Error::Forbidden(_))));
}

#[test]
fn a_status_and_a_move_name_the_patient_of_the_appointment() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = crate::testing::registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let provider = Id::of(diet.user());
    let booked = super::diary::booking(&mary, &provider, "2026-11-20T10:00:00Z");
    let booked = appointments::book::book(&mut diet, &booked).unwrap();
    let moved = appointments::Move {
        id: booked.id.clone(),
        seen: booked.seen,
        provider_id: provider,
        room_id: None,
        facility_id: None,
        starts_at: crate::testing::at("2026-11-20T11:00:00Z"),
        minutes: 30,
    };
    let moved = appointments::book::move_to(&mut diet, &moved).unwrap();
    let arrived = appointments::AppointmentStatus::Arrived;
    appointments::status::set_status(&mut diet, &moved.id, &moved.seen, arrived, None).unwrap();
    drop(diet);
    let admin = admin(&machine);
    for action in ["move appointment", "set appointment status"] {
        let view = entry(&admin, action);
        assert_eq!(view.entry.patient.unwrap().name, "Mary Okafor", "{action}");
    }
}

/// An erasure leaves no word of a patient: its order erases the bodies of the entries that name them.
#[test]
fn entries_without_a_patient_have_no_words_of_one() {
    const NAME: &str = "Quillfeather";
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let known = form("Mary", NAME, "1992-03-12");
    let mary = register::register(&mut diet, &known).unwrap().patient.id;
    assert_eq!(search::search(&diet, NAME, 5).unwrap().hits.len(), 1);
    assert_eq!(duplicates::duplicates(&diet, &known).unwrap().len(), 1);
    let listed = serde_json::json!({
        "text": NAME, "status": null, "dietitianId": null, "tagId": null, "isMine": false, "sort": "name",
        "after": null, "offset": 0, "limit": 5,
    });
    let listed: PatientQuery = serde_json::from_value(listed).unwrap();
    assert_eq!(patients::list(&diet, &listed).unwrap().total, 1);
    drop(diet);
    let mut admin = admin(&machine);
    let sheet = format!("given_name,surname\nZoe,{NAME}\n");
    import_preview(&admin, sheet.as_bytes()).unwrap();
    imported(&mut admin, sheet.as_bytes()).unwrap();
    crate::export::patients::csv(&mut admin, &mut Vec::new()).unwrap();
    let of_mary = AuditQuery {
        patient_id: Some(mary),
        ..AuditQuery::default()
    };
    let reason = format!("a complaint of {NAME}");
    export::json(&mut admin, &of_mary, &reason, &mut Vec::new()).unwrap();

    let all = rows(&admin, AuditQuery::default());
    let (named, others): (Vec<_>, Vec<_>) = all.iter().partition(|row| row.patient.is_some());
    let actions =
        |rows: &[&AuditRow]| -> Vec<String> { rows.iter().map(|row| row.action.clone()).collect() };
    for action in ["search patients", "list patients", "export patients"] {
        assert!(
            actions(&others).iter().any(|other| other == action),
            "{action}"
        );
    }
    for action in ["register patient", "import patient", "export audit"] {
        assert!(
            actions(&named).iter().any(|other| other == action),
            "{action}"
        );
    }
    for row in others {
        let shown = show(&admin, row.device_number, row.number).unwrap();
        assert!(!format!("{row:?} {shown:?}").contains(NAME), "{shown:?}");
    }
}
