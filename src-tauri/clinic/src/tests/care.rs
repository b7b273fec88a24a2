use sync_contract::catalog::Addendum;
use sync_contract::ids::AddendumId;
use sync_contract::protocol::Replica;
use sync_contract::pull::RowState;
use sync_contract::{Entity, Value};
use uuid::Uuid;
use vault::password::Password;

use crate::Clinic;
use crate::chart;
use crate::error::{Error, Reason};
use crate::measurements::{
    Correction, MeasureKind, NewMeasurement, Replaced, list, list as measured, record, unsaved,
};
use crate::notes::content::SectionText;
use crate::notes::{
    NoteDraft, NoteSection, NoteState, NoteView, draft, show as note, sign, verify, write,
};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::view::{Figure, Id};
use crate::visits::{
    VisitForm, VisitStart, VisitType, VisitView, edit, list as visits, show as visit_shown, start,
};

pub(super) fn visit(machine: &Machine) -> (Clinic, Id, VisitView) {
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = registered(&mut diet, "Mary", "Okafor", "1992-03-12");
    let begun = VisitStart {
        patient_id: mary.clone(),
        appointment_id: None,
        r#type: VisitType::Initial,
    };
    let visit = start::start(&mut diet, &begun).unwrap().visit;
    (diet, mary, visit)
}

pub(super) fn entry(visit: &VisitView, kind: MeasureKind, text: &str) -> NewMeasurement {
    NewMeasurement {
        visit_id: visit.id.clone(),
        kind: kind.into(),
        text: text.into(),
        at: None,
        accept_doubtful: false,
        replaces: None,
    }
}

pub(super) fn correction(kind: MeasureKind, text: &str, accepts: bool) -> Correction {
    Correction {
        kind: kind.into(),
        text: text.into(),
        at: None,
        accept_doubtful: accepts,
    }
}

pub(super) fn draft_of(note: &NoteView, text: &str) -> NoteDraft {
    let sections = vec![SectionText {
        section: NoteSection::Assessment,
        text: text.into(),
    }];
    NoteDraft {
        id: note.id.clone(),
        seen: note.seen.clone(),
        kind: note.kind,
        sections,
        custom: Vec::new(),
    }
}

#[test]
fn a_reading_of_a_visit_that_is_still_to_come_is_asked_about() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let now_ms = u64::try_from(machine.now().0 / 1000).unwrap();
    let year_min = 365 * 24 * 60;
    let vault = diet.unlocked_mut().vault_mut();
    vault
        .note_server_time(now_ms - year_min * 60_000, now_ms)
        .unwrap();
    let kind = MeasureKind::Weight;
    let read = measured::understand(&diet, &visit.id, &kind.into(), "72 kg", None).unwrap();
    let ahead = read.doubt.unwrap().clock_ahead_minutes;
    assert_eq!(ahead, Some(i32::try_from(year_min).unwrap()));
    let grid = record::record(&mut diet, &entry(&visit, kind, "72 kg")).unwrap();
    let weight = grid.lines.iter().find(|line| line.kind == kind).unwrap();
    let current = weight.current.as_ref().unwrap();
    assert!(current.questioned);
    record::confirm(&mut diet, &current.id, &current.seen).unwrap();
    assert_eq!(
        flags(&mut diet, &visit, &mary),
        [(false, true), (false, true)]
    );
}

/// Whether a visit's weight is asked about and was kept, in its grid and in the patient's list.
fn flags(clinic: &mut Clinic, visit: &VisitView, patient: &Id) -> [(bool, bool); 2] {
    let grid = visit_shown::show(clinic, &visit.id).unwrap().grid;
    let current = grid.lines.into_iter().find_map(|line| line.current);
    let current = current.unwrap();
    let listed = &measured::list(clinic, patient).unwrap()[0];
    [
        (current.questioned, current.confirmed),
        (listed.questioned, listed.confirmed),
    ]
}

#[test]
fn an_odd_value_is_asked_about_until_a_person_confirms_it() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let record = |clinic: &mut Clinic, text, replaces| {
        let form = NewMeasurement {
            replaces,
            ..entry(&visit, MeasureKind::Weight, text)
        };
        let grid = record::record(clinic, &form).unwrap();
        grid.lines.into_iter().find_map(|line| line.current)
    };
    let first = record(&mut diet, "720 kg", None).unwrap();
    assert_eq!(flags(&mut diet, &visit, &mary), [(true, false); 2]);
    record::confirm(&mut diet, &first.id, &first.seen).unwrap();
    drop(diet);
    let mut diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(flags(&mut diet, &visit, &mary), [(false, true); 2]);
    // another value is another question
    let seen = measured::show(&diet, &first.id).unwrap().seen;
    let replaced = Replaced { id: first.id, seen };
    let next = record(&mut diet, "719 kg", Some(replaced)).unwrap();
    assert_eq!(flags(&mut diet, &visit, &mary), [(true, false); 2]);
    let stale = record::confirm(&mut diet, &next.id, &first.seen);
    assert!(matches!(stale, Err(Error::ChangedMeanwhile)), "{stale:?}");
    record::remove(&mut diet, &next.id, &next.seen).unwrap();
    let usual = record(&mut diet, "72 kg", None).unwrap();
    record::confirm(&mut diet, &usual.id, &usual.seen).unwrap();
    assert_eq!(flags(&mut diet, &visit, &mary), [(false, false); 2]);
}

#[test]
fn measurements_of_a_visit_are_understood_stored_and_drawn() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let typed = list::understand(
        &diet,
        &visit.id,
        &MeasureKind::Weight.into(),
        "159 lb",
        None,
    )
    .unwrap();
    assert_eq!(typed.understood.unwrap().value, Figure(72.121));
    record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "159 lb")).unwrap();
    let grid = record::record(&mut diet, &entry(&visit, MeasureKind::Height, "170 cm")).unwrap();
    assert_eq!(
        grid.derived[0].quantity.as_ref().unwrap().value,
        Figure(25.0)
    );
    record::record(
        &mut diet,
        &entry(&visit, MeasureKind::BloodPressure, "128/82"),
    )
    .unwrap();
    let wrong = record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "abc"));
    assert!(matches!(
        wrong,
        Err(Error::Invalid {
            field: "text",
            reason: Reason::Malformed
        })
    ));
    let wrong = record::record(&mut diet, &entry(&visit, MeasureKind::Weight, "9999 kg"));
    assert!(matches!(
        wrong,
        Err(Error::Invalid {
            field: "text",
            reason: Reason::Impossible
        })
    ));

    let current = grid.lines[0].current.clone().unwrap();
    let mut corrected = entry(&visit, MeasureKind::Weight, "70 kg");
    corrected.replaces = Some(crate::measurements::Replaced {
        id: current.id,
        seen: current.seen,
    });
    let grid = record::record(&mut diet, &corrected).unwrap();
    assert_eq!(
        grid.lines[0].current.as_ref().unwrap().quantity.value,
        Figure(70.0)
    );
    let all = measured::list(&diet, &mary).unwrap();
    assert_eq!(all.len(), 3);
    let drawn = list::trend(&diet, &mary, &MeasureKind::Bmi.into()).unwrap();
    assert_eq!(drawn.points.len(), 1);

    let reading = record::ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "700 kg".into(),
        at: machine.now(),
        accept_doubtful: false,
    };
    assert!(matches!(
        record::add(&mut diet, &reading),
        Err(Error::Invalid {
            field: "doubtful",
            ..
        })
    ));
    record::add(
        &mut diet,
        &record::ReadingEntry {
            accept_doubtful: true,
            ..reading
        },
    )
    .unwrap();
}

#[test]
fn a_note_is_drafted_committed_signed_and_only_added_to() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let empty = visit.note.clone().unwrap();
    assert!(visits::list(&diet, &mary).unwrap()[0].note.is_none());
    let password = vault::password::Password::new(PASSWORD);
    let nothing = sign::sign(&mut diet, &draft_of(&empty, " "), &password);
    assert!(matches!(nothing, Err(Error::Empty)));

    draft::save(&mut diet, &draft_of(&empty, "Eats late.")).unwrap();
    let shown = note::show(&mut diet, &empty.id).unwrap();
    assert_eq!(shown.sections[0].text, "Eats late.");
    assert!(shown.saved_at.is_some() && shown.recovered.is_none());
    let committed = write::commit_draft(&mut diet, &empty.id).unwrap();
    assert!(committed.saved_at.is_none());
    assert_eq!(
        visits::list(&diet, &mary).unwrap()[0].note,
        Some(NoteState::Draft)
    );
    let unchanged = write::write(&mut diet, &draft_of(&committed, "Eats late. ")).unwrap();
    assert_eq!(
        unchanged.seen, committed.seen,
        "a draft that says the same is dropped"
    );

    let wrong = sign::sign(
        &mut diet,
        &draft_of(&committed, "Eats late."),
        &vault::password::Password::new("guess"),
    );
    assert!(matches!(
        wrong,
        Err(Error::Vault(vault::Error::WrongPassword))
    ));
    machine.clock.advance_s(3600);
    let signed = sign::sign(
        &mut diet,
        &draft_of(&committed, "Eats late, walks."),
        &password,
    )
    .unwrap();
    assert_eq!(signed.state, NoteState::Signed);
    assert!(signed.signature.as_ref().unwrap().valid);
    assert!(verify::verify(&diet, &signed.id).unwrap());
    let again = sign::sign(&mut diet, &draft_of(&signed, "Other words"), &password);
    assert!(matches!(again, Err(Error::AlreadySigned)));
    assert!(matches!(
        draft::save(&mut diet, &draft_of(&signed, "x")),
        Err(Error::AlreadySigned)
    ));
    assert!(matches!(
        write::write(&mut diet, &draft_of(&signed, "x")),
        Err(Error::AlreadySigned)
    ));
    let added = sign::addendum(&mut diet, &signed.id, "Called back.", "Result came").unwrap();
    assert_eq!((added.state, added.addenda.len()), (NoteState::Addendum, 1));
    assert!(added.addenda[0].valid && verify::verify(&diet, &signed.id).unwrap());
    assert_eq!(
        chart::show(&mut diet, &mary).unwrap().last_note.unwrap().id,
        signed.id
    );
}

#[test]
fn an_addendum_is_signed_with_its_time_and_what_it_follows() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let draft = draft_of(&visit.note.unwrap(), "Eats well.");
    let signed = sign::sign(&mut diet, &draft, &vault::password::Password::new(PASSWORD)).unwrap();
    for text in ["Called back.", "Called again."] {
        machine.clock.advance_s(60);
        sign::addendum(&mut diet, &signed.id, text, "Result came").unwrap();
    }
    let valid = |diet: &mut Clinic| -> Vec<bool> {
        let shown = note::show(diet, &signed.id).unwrap();
        shown.addenda.iter().map(|added| added.valid).collect()
    };
    assert_eq!(valid(&mut diet), [true, true]);
    let shown = note::show(&mut diet, &signed.id).unwrap();
    let ids: Vec<Uuid> = shown
        .addenda
        .iter()
        .map(|added| added.id.to().unwrap())
        .collect();
    let date = |at: i64| move |row: &mut RowState| row.cells[0].clear[0].1 = Value::Time(at);
    let (first, second) = (ids[0], ids[1]);
    let at = diet
        .read()
        .get::<Addendum>(AddendumId(second))
        .unwrap()
        .unwrap()
        .created_at;
    diet.unlocked()
        .forge_row(Addendum::DESCRIPTOR, second, date(at.0 + 60_000_000));
    assert_eq!(valid(&mut diet), [true, false]);
    diet.unlocked()
        .forge_row(Addendum::DESCRIPTOR, second, date(at.0));
    assert_eq!(valid(&mut diet), [true, true]);
    diet.unlocked().remove_row(Addendum::DESCRIPTOR, first);
    assert_eq!(valid(&mut diet), [false]);
}

#[test]
fn what_was_typed_on_a_full_disk_outlives_a_lock() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let empty = visit.note.unwrap();
    let words = ["Eats late."; 1000].join(" ");
    diet.unlocked().vault().set_full(true);
    let refused = draft::save(&mut diet, &draft_of(&empty, &words));
    let is_full = |error: &Error| matches!(error, Error::Vault(vault::Error::DiskFull));
    assert!(is_full(&refused.unwrap_err()));
    assert!(is_full(&write::commit_all(&mut diet).unwrap_err()));
    let vault = diet.lock();
    vault.set_full(false);
    machine.clock.advance_s(60);

    let unlocked = vault.unlock("diet", &Password::new(PASSWORD)).unwrap();
    let mut diet = Clinic::new(unlocked, Box::new(machine.clock.clone()));
    let shown = note::show(&mut diet, &empty.id).unwrap();
    assert_eq!(shown.sections[0].text, words);
    assert!(shown.recovered.is_some() && shown.saved_at.is_none());
    diet.unlocked_mut().vault_mut().store_drafts().unwrap();
    let shown = note::show(&mut diet, &empty.id).unwrap();
    assert!(shown.saved_at.is_some());
    assert!(write::commit_all(&mut diet).unwrap());
    let shown = note::show(&mut machine.sign_in("diet", PASSWORD), &empty.id).unwrap();
    assert_eq!(shown.sections[0].text, words);
}

#[test]
fn readings_typed_on_a_full_disk_outlive_a_lock() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let grid = record::record(&mut diet, &entry(&visit, MeasureKind::Height, "170 cm")).unwrap();
    let height = grid.lines.iter().find_map(|line| line.current.clone());
    let height = height.unwrap();
    let mut taller = entry(&visit, MeasureKind::Height, "171 cm");
    taller.replaces = Some(Replaced {
        id: height.id,
        seen: height.seen,
    });
    let other = registered(&mut diet, "Ada", "Obi", "1990-01-01");
    let filler = record::ReadingEntry {
        patient: other.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "72 kg".to_owned(),
        at: diet.now(),
        accept_doubtful: true,
    };
    diet.unlocked().vault().set_full(true);
    let is_full = |error: &Error| matches!(error, Error::Vault(vault::Error::DiskFull));
    // pages have room left for some
    while record::add(&mut diet, &filler).is_ok() {}
    let weights = ["72 kg", "73 kg"].map(|text| entry(&visit, MeasureKind::Weight, text));
    for form in &weights {
        assert!(is_full(&record::record(&mut diet, form).unwrap_err()));
    }
    // a correction may still find room
    let corrected = record::record(&mut diet, &taller).map(|_| ());
    assert!(corrected.is_ok() || corrected.is_err_and(|error| is_full(&error)));
    // typed and cleared again: nothing of it is held
    let waist = |text| entry(&visit, MeasureKind::Waist, text);
    assert!(is_full(
        &record::record(&mut diet, &waist("80 cm")).unwrap_err()
    ));
    record::record(&mut diet, &waist(" ")).unwrap();
    assert!(is_full(&unsaved::record_unsaved(&mut diet).unwrap_err()));
    let vault = diet.lock();
    vault.set_full(false);

    let unlocked = vault.unlock("diet", &Password::new(PASSWORD)).unwrap();
    let mut diet = Clinic::new(unlocked, Box::new(machine.clock.clone()));
    assert!(unsaved::record_unsaved(&mut diet).unwrap() >= 1);
    let listed = measured::list(&diet, &mary).unwrap();
    assert_eq!(listed.len(), 2, "{listed:?}");
    let grid = visit_shown::show(&mut diet, &visit.id).unwrap().grid;
    let current = |kind| {
        let line = grid.lines.iter().find(|line| line.kind == kind).unwrap();
        line.current.clone().map(|current| current.entered_text)
    };
    assert_eq!(current(MeasureKind::Weight).as_deref(), Some("73 kg"));
    assert_eq!(current(MeasureKind::Height).as_deref(), Some("171 cm"));
    assert_eq!(current(MeasureKind::Waist), None);
    assert_eq!(unsaved::record_unsaved(&mut diet).unwrap(), 0, "once");
}

#[test]
fn what_was_typed_survives_a_lock_and_a_crash() {
    let (machine, _) = clinic();
    let (mut diet, _, visit) = visit(&machine);
    let empty = visit.note.unwrap();
    draft::save(&mut diet, &draft_of(&empty, "Half a sent")).unwrap();
    drop(diet);
    machine.clock.advance_s(60);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let shown = note::show(&mut diet, &empty.id).unwrap();
    assert_eq!(shown.sections[0].text, "Half a sent");
    assert!(
        shown.recovered.is_some(),
        "only a crash leaves a draft behind"
    );
    assert!(write::commit_all(&mut diet).unwrap());
    let mut next = machine.sign_in("diet", PASSWORD);
    let shown = note::show(&mut next, &empty.id).unwrap();
    assert!(shown.recovered.is_none() && shown.sections[0].text == "Half a sent");
    assert!(!write::commit_all(&mut next).unwrap());
}

#[test]
fn ending_a_visit_commits_its_note() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    draft::save(&mut diet, &draft_of(visit.note.as_ref().unwrap(), "Done.")).unwrap();
    assert_eq!(
        chart::show(&mut diet, &mary).unwrap().open_visit_id,
        Some(visit.id.clone())
    );
    let mut edit = visit.to_edit();
    edit.form = VisitForm {
        r#type: VisitType::FollowUp,
        complaint: "Tired".into(),
        follow_up_on: Some(crate::view::Day("2026-12-20".into())),
    };
    let ended = edit::end(&mut diet, &edit).unwrap();
    assert!(ended.ended_at.is_some());
    assert_eq!(
        (ended.complaint.as_str(), ended.note.unwrap().saved_at),
        ("Tired", None)
    );
    assert_eq!(chart::show(&mut diet, &mary).unwrap().open_visit_id, None);
}

#[test]
fn what_is_written_about_a_visit_goes_into_its_own_note() {
    let (machine, _) = clinic();
    let (mut diet, mary, visit) = visit(&machine);
    let own = visit.note.clone().unwrap();
    let (of, at) = (mary.to().unwrap(), visit.id.to().unwrap());
    assert_eq!(
        write::at_visit(&diet, of, at).unwrap(),
        Some(own.id.clone())
    );
    write::write(&mut diet, &draft_of(&own, "Eats late.")).unwrap();
    let shown = crate::visits::show::show(&mut diet, &visit.id).unwrap();
    assert_eq!(shown.note.unwrap().sections[0].text, "Eats late.");
    assert!(shown.previous_notes.is_empty());
    let zoe = registered(&mut diet, "Zoe", "Mensah", "1990-01-01");
    assert!(matches!(
        write::at_visit(&diet, zoe.to().unwrap(), at),
        Err(Error::NotFound("visit of this patient"))
    ));
}

#[test]
fn a_visit_is_open_for_its_patient_and_provider_until_it_ends() {
    let (machine, mut admin) = clinic();
    crate::testing::add_user(&mut admin, "other", "Dietitian");
    let (mut diet, mary, visit) = visit(&machine);
    let begin = |clinic: &mut Clinic, patient: &Id| {
        let begun = VisitStart {
            patient_id: patient.clone(),
            appointment_id: None,
            r#type: VisitType::FollowUp,
        };
        let begun = start::start(clinic, &begun).unwrap();
        (begun.already_open, begun.visit.id)
    };
    assert_eq!(begin(&mut diet, &mary), (true, visit.id.clone()));
    let zoe = registered(&mut diet, "Zoe", "Mensah", "1990-01-01");
    assert!(!begin(&mut diet, &zoe).0);
    drop(diet);
    let mut other = machine.sign_in("other", PASSWORD);
    assert!(!begin(&mut other, &mary).0);
    drop(other);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let edit = visit.to_edit();
    edit::end(&mut diet, &edit).unwrap();
    assert!(!begin(&mut diet, &mary).0);
}

#[test]
fn no_patient_is_measured_before_the_day_of_their_birth() {
    let (machine, _) = clinic();
    let (mut diet, mary, _) = visit(&machine);
    let reading = |at: &str| record::ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: MeasureKind::Weight.into(),
        text: "3.4 kg".into(),
        at: crate::testing::at(at).to_time("at").unwrap(),
        accept_doubtful: true,
    };
    let early = record::add(&mut diet, &reading("1992-03-11T22:59:00Z"));
    assert!(matches!(
        early,
        Err(Error::Invalid {
            field: "at",
            reason: Reason::Backwards
        })
    ));
    // in Paris the day of birth begins an hour before it does in UTC
    record::add(&mut diet, &reading("1992-03-11T23:01:00Z")).unwrap();
}
