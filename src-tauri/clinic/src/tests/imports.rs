//! Lists that other programs wrote: mapped, corrected, imported step by step, and undone.
#![allow(clippy::unwrap_used)]

use sync_contract::catalog::{Patient, PatientStatus, Sex};

use crate::allergies::{self, Severity};
use crate::chart;
use crate::error::{Error, Reason};
use crate::patients::import::{
    self, DateOrder, ImportCorrection, ImportPlan, ImportTarget, PatientImportView, Table,
    UndoneImport,
};
use crate::patients::view::{DeletionReason, PatientEdit};
use crate::patients::{deleted, edit, search};
use crate::testing::{
    ADMIN_PASSWORD, PASSWORD, add_user, allergy, clinic, import_preview, imported, registered,
};
use crate::view::Id;
use crate::{Clinic, export};

fn table(text: &str) -> Table {
    import::read(text.as_bytes()).unwrap()
}

/// A list of so many people, each without a file number.
fn people(count: usize) -> String {
    let lines = (0..count).map(|number| format!("Ann,Ox{number:03}\n"));
    format!("given_name,surname\n{}", lines.collect::<String>())
}

fn searched(clinic: &Clinic, name: &str) -> Vec<Id> {
    let hits = search::search(clinic, name, 10).unwrap().hits.into_iter();
    hits.map(|hit| hit.patient.id).collect()
}

fn change(clinic: &mut Clinic, name: &str, change: impl Fn(&mut Patient)) {
    let [id] = <[Id; 1]>::try_from(searched(clinic, name)).unwrap();
    let changed = clinic.write("change patient", |tx| {
        let mut stored = tx.get::<Patient>(id.to()?)?.unwrap();
        change(&mut stored.value);
        tx.update(&stored.value, &stored.seen)?;
        Ok(())
    });
    changed.unwrap();
}

fn only_import(clinic: &Clinic) -> PatientImportView {
    let [import] = <[_; 1]>::try_from(import::undo::list(clinic).unwrap()).unwrap();
    import
}

fn undo_all(clinic: &mut Clinic, id: &Id) -> (u32, Vec<String>) {
    let (mut removed, mut changed, mut after) = (0, Vec::new(), None);
    loop {
        let UndoneImport { next, .. } = {
            let step = import::undo::undo(clinic, id, after.as_ref()).unwrap();
            removed += step.removed;
            changed.extend(step.changed.iter().map(|of| of.name.clone()));
            step
        };
        after = next;
        if after.is_none() {
            return (removed, changed);
        }
    }
}

#[test]
fn columns_are_read_as_planned_and_lines_are_left_out() {
    let (_machine, mut admin) = clinic();
    let list = table(
        "Vorname;Nachname;Geburt;Notiz\nAma;Mensah;03/04/1980;x\nKofi;Boateng;;y\nEsi;Owusu;;\n",
    );
    let columns = import::check::columns(&admin, &list).unwrap();
    assert!(columns.iter().all(|column| column.target.is_none()));
    assert_eq!(columns[3].samples, ["x", "y"]);
    let blank = ImportPlan::default();
    assert!(matches!(
        import::check::preview(&admin, &list, &blank),
        Err(Error::Import(_))
    ));
    let targets = [
        ImportTarget::GivenName,
        ImportTarget::FamilyName,
        ImportTarget::BirthDate,
    ];
    let mut plan = ImportPlan {
        targets: Some(targets.map(Some).into_iter().chain([None]).collect()),
        left_out: vec![3],
        ..blank
    };
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert_eq!((view.valid, view.left_out, view.ready), (1, 1, 1));
    let [error] = &view.errors[..] else {
        panic!("{:?}", view.errors)
    };
    assert_eq!(
        (error.line, error.column, error.reason),
        (2, Some(3), Reason::AmbiguousDate)
    );
    plan.dates = Some(DateOrder::DayFirst);
    let mut importing = import::run::begin(&mut admin, &list, &plan).unwrap();
    let progress = import::run::next(&mut admin, &mut importing).unwrap();
    assert_eq!((progress.imported, progress.total), (2, 2));
    let [ama] = <[Id; 1]>::try_from(searched(&admin, "Mensah")).unwrap();
    let ama = chart::show(&mut admin, &ama).unwrap();
    assert_eq!(ama.form.form.birth_date.unwrap().0, "1980-04-03");
    assert_eq!(searched(&admin, "Boateng"), []);
    assert_eq!(only_import(&admin).lines, 2);
    // a plan of a file with other columns
    plan.targets.as_mut().unwrap().pop();
    let refused = import::check::preview(&admin, &list, &plan);
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "targets",
            ..
        })
    ));
}

#[test]
fn all_that_is_wrong_with_a_line_is_named_and_corrected_in_place() {
    let (_machine, mut admin) = clinic();
    let long = format!("{}@b.example", "x".repeat(300));
    let list = format!(
        "given_name,surname,dob,sex,email\nAma,Mensah,19800231,third,{long}\nKofi,Boateng,,,a\u{200b}@b.example\n"
    );
    let view = import_preview(&admin, list.as_bytes()).unwrap();
    let errors = view.errors.iter();
    let errors: Vec<_> = errors
        .map(|error| {
            (
                error.line,
                error.column.unwrap(),
                error.field.as_str(),
                error.reason,
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (2, 3, "dob", Reason::NotADate),
            (2, 4, "sex", Reason::Unknown),
            (2, 5, "email", Reason::TooLong),
            (3, 5, "email", Reason::ControlCharacter),
        ]
    );
    assert_eq!(view.errors[3].character.as_deref(), Some("U+200B"));
    let correct = |line, column, value: &str| ImportCorrection {
        line,
        column,
        value: value.into(),
    };
    let mut plan = ImportPlan {
        corrections: vec![
            correct(2, 3, "1980-02-28"),
            correct(2, 4, "f"),
            correct(2, 5, ""),
            correct(3, 5, "x"),
            correct(3, 5, "kofi@b.example"),
        ],
        ..ImportPlan::default()
    };
    let list = table(&list);
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert_eq!((view.errors, view.ready), (vec![], 2));
    let mut importing = import::run::begin(&mut admin, &list, &plan).unwrap();
    import::run::next(&mut admin, &mut importing).unwrap();
    let [kofi] = <[Id; 1]>::try_from(searched(&admin, "Boateng")).unwrap();
    let kofi = chart::show(&mut admin, &kofi).unwrap();
    assert_eq!(kofi.form.form.email, "kofi@b.example");
    for (line, column) in [(1, 1), (4, 1), (2, 0), (2, 6)] {
        plan.corrections = vec![correct(line, column, "x")];
        let refused = import::check::preview(&admin, &list, &plan);
        assert!(matches!(
            refused,
            Err(Error::Invalid {
                field: "corrections",
                ..
            })
        ));
    }
}

#[test]
fn lines_with_errors_are_saved_and_imported_once_corrected() {
    let (_machine, mut admin) = clinic();
    let list =
        table("given_name,surname,dob\nAma,Mensah,1980\nKofi,Boateng,1970-01-01\n=Esi,Owusu\n");
    let plan = ImportPlan::default();
    let reasons = ["no date".to_owned(), "two values".to_owned()];
    let mut saved = Vec::new();
    import::save::write_errors(&admin, &list, &plan, &reasons, &mut saved).unwrap();
    let saved = String::from_utf8(saved).unwrap();
    assert_eq!(
        saved,
        "given_name,surname,dob,reason\nAma,Mensah,1980,no date\n'=Esi,Owusu,two values\n"
    );
    let short = import::save::write_errors(&admin, &list, &plan, &reasons[..1], &mut Vec::new());
    assert!(matches!(
        short,
        Err(Error::Invalid {
            field: "reasons",
            ..
        })
    ));
    let corrected = saved
        .replace("1980,", "1980-02-01,")
        .replace("Owusu,two", "Owusu,,two");
    let (view, count) = imported(&mut admin, corrected.as_bytes()).unwrap();
    assert_eq!((view.errors, count), (vec![], 2));
}

#[test]
fn a_likely_duplicate_is_shown_with_both_names() {
    let (_machine, mut admin) = clinic();
    let mary = registered(&mut admin, "Mary", "Okafor", "1992-03-12");
    let list = "given_name,surname,dob\nMary,Okafor,1992-03-12\nAma,Mensah,1980-01-01\nAma,Mensah,1980-01-01\n";
    let view = import_preview(&admin, list.as_bytes()).unwrap();
    let shown = view.duplicates.iter().map(|of| {
        let birth = of.other_birth_date.as_ref().unwrap().0.clone();
        (
            of.line,
            of.name.as_str(),
            of.other_line,
            of.patient_id.clone(),
            of.other_name.as_str(),
            birth,
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            (
                2,
                "Mary Okafor",
                None,
                Some(mary),
                "Mary Okafor",
                "1992-03-12".to_owned()
            ),
            (
                4,
                "Ama Mensah",
                Some(3),
                None,
                "Ama Mensah",
                "1980-01-01".to_owned()
            ),
        ]
    );
}

#[test]
fn what_came_before_an_import_was_stopped_stays_and_can_be_undone() {
    let (_machine, mut admin) = clinic();
    let list = table(&people(250));
    let plan = ImportPlan::default();
    let mut importing = import::run::begin(&mut admin, &list, &plan).unwrap();
    assert_eq!(
        (importing.progress().imported, importing.progress().total),
        (0, 250)
    );
    let first = import::run::next(&mut admin, &mut importing).unwrap();
    assert!(first.imported > 0 && first.imported < 250, "{first:?}");
    drop(importing);
    let import = only_import(&admin);
    assert_eq!((import.patients, import.deleted), (first.imported, 0));
    assert_eq!(import.by, "Ada Okafor");
    let mut again = import::run::begin(&mut admin, &list, &plan).unwrap();
    while !again.is_done() {
        import::run::next(&mut admin, &mut again).unwrap();
    }
    let (second, rest) = (again.progress().import_id.unwrap(), 250 - first.imported);
    assert_eq!(undo_all(&mut admin, &second), (rest, Vec::new()));
    let counts = import::undo::list(&admin).unwrap().into_iter();
    let mut counts: Vec<_> = counts.map(|of| (of.patients, of.deleted)).collect();
    // both were begun at the same time of the test's clock
    counts.sort_unstable();
    let mut expected = [(0, rest), (first.imported, 0)];
    expected.sort_unstable();
    assert_eq!(counts, expected);
    let removed = deleted::list(&admin).unwrap().len();
    assert_eq!(u32::try_from(removed).unwrap(), rest);
    // a second time there is nothing left to take back
    assert_eq!(undo_all(&mut admin, &second), (0, Vec::new()));
    // nothing to import leaves no import behind
    let none = import::run::begin(&mut admin, &table("surname\n"), &plan).unwrap();
    assert!(none.is_done() && none.progress().import_id.is_none());
    assert_eq!(import::undo::list(&admin).unwrap().len(), 2);
}

#[test]
fn who_was_changed_since_an_import_stays_when_it_is_undone() {
    let (machine, mut admin) = clinic();
    imported(&mut admin, people(6).as_bytes()).unwrap();
    let import = only_import(&admin).id;
    let ids = ["Ox000", "Ox001", "Ox002", "Ox003", "Ox004"].map(|name| {
        // the first one is the most alike
        searched(&admin, name).remove(0)
    });
    let [edited, charted, gone, restored, twice] = ids;
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut form: PatientEdit = chart::show(&mut diet, &edited).unwrap().form.to_edit();
    form.form.phone = "+233 24 555 0182".into();
    edit::edit(&mut diet, &form).unwrap();
    let sees = chart::show(&mut diet, &charted).unwrap();
    let patient = sees.header.patient.id.clone();
    allergies::add(&mut diet, &patient, &allergy("Peanut", Severity::Severe)).unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let mut delete = |id: &Id| {
        let seen = chart::show(&mut admin, id).unwrap().form.seen;
        edit::delete(&mut admin, id, &seen, DeletionReason::Duplicate, "").unwrap()
    };
    delete(&gone);
    let seen = delete(&restored);
    edit::restore(&mut admin, &restored, &seen).unwrap();
    // to look at a patient changes nothing
    chart::show(&mut admin, &twice).unwrap();
    let (removed, changed) = undo_all(&mut admin, &import);
    assert_eq!(changed, ["Ann Ox000", "Ann Ox001", "Ann Ox003"]);
    assert_eq!(removed, 2);
    let import = only_import(&admin);
    assert_eq!((import.patients, import.deleted), (3, 3));
    // an import has no patients of another
    let mut sheet = Vec::new();
    export::patients::csv(&mut admin, &mut sheet).unwrap();
    assert!(matches!(
        import::undo::undo(&mut admin, &Id(uuid::Uuid::nil().to_string()), None),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn who_comes_back_has_no_file_number_that_another_has_by_now() {
    let (_machine, mut admin) = clinic();
    let list = "file_number,given_name,surname\nR01,Ama,Mensah\n";
    imported(&mut admin, list.as_bytes()).unwrap();
    let import = only_import(&admin).id;
    let [first] = <[Id; 1]>::try_from(searched(&admin, "Mensah")).unwrap();
    assert_eq!(undo_all(&mut admin, &import), (1, Vec::new()));
    imported(&mut admin, list.as_bytes()).unwrap();
    let [second] = <[Id; 1]>::try_from(searched(&admin, "Mensah")).unwrap();
    assert_ne!(first, second);
    let seen = chart::show(&mut admin, &first).unwrap().form.seen;
    let refused = edit::restore(&mut admin, &first, &seen);
    let is_taken = matches!(
        refused,
        Err(Error::Invalid {
            field: "fileNumber",
            reason: Reason::Taken
        })
    );
    assert!(is_taken, "{refused:?}");
    let of_second = chart::show(&mut admin, &second).unwrap().form.seen;
    edit::delete(
        &mut admin,
        &second,
        &of_second,
        DeletionReason::Duplicate,
        "",
    )
    .unwrap();
    edit::restore(&mut admin, &first, &seen).unwrap();
    assert_eq!(searched(&admin, "Mensah"), [first]);
}

#[test]
fn no_file_number_is_given_out_twice_by_an_import() {
    let (_machine, mut admin) = clinic();
    let numbers = |clinic: &Clinic| -> Vec<String> {
        let mut numbers: Vec<_> = ["Auto", "Given", "Late", "Own"]
            .into_iter()
            .flat_map(|name| search::search(clinic, name, 5).unwrap().hits)
            .map(|hit| hit.patient.file_number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    // a line without a number comes before one that has the next of the series
    let list = table("file_number,surname\n,Auto\n000001,Given\n");
    let plan = ImportPlan::default();
    let [mut one, mut other] =
        [(), ()].map(|()| import::run::begin(&mut admin, &list, &plan).unwrap());
    assert_eq!(import::run::next(&mut admin, &mut one).unwrap().imported, 2);
    assert_eq!(numbers(&admin), ["000001", "000002"]);
    // the same list was looked at before: its number is given out by now
    let again = import::run::next(&mut admin, &mut other).unwrap();
    assert_eq!((again.imported, again.total, other.is_done()), (1, 1, true));
    assert_eq!(numbers(&admin), ["000001", "000002", "000003"]);
    // a list may be ahead of the series, and leave gaps
    let ahead = "file_number,surname\n000005,Late\n000004,Late\n";
    imported(&mut admin, ahead.as_bytes()).unwrap();
    for _ in 0..2 {
        registered(&mut admin, "Ann", "Own", "1980-01-01");
    }
    assert_eq!(numbers(&admin).len(), 7);
}

#[test]
fn a_line_that_is_left_out_counts_for_nothing_and_must_be_there() {
    let (_machine, admin) = clinic();
    let list = table("file_number,surname\nX1,Boateng\nX1,Owusu\n");
    let left_out = |line| {
        let plan = ImportPlan {
            left_out: vec![line],
            ..ImportPlan::default()
        };
        import::check::preview(&admin, &list, &plan)
    };
    let view = left_out(2).unwrap();
    assert_eq!((view.errors, view.valid, view.left_out), (vec![], 1, 1));
    for line in [0, 1, 4] {
        assert!(matches!(
            left_out(line),
            Err(Error::Invalid {
                field: "leftOut",
                ..
            })
        ));
    }
}

#[test]
fn who_cannot_read_all_of_a_patient_undoes_no_import() {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "files", "Medical records");
    drop(admin);
    let mut records = machine.sign_in("files", PASSWORD);
    imported(&mut records, people(2).as_bytes()).unwrap();
    let import = only_import(&records).id;
    let refused = import::undo::undo(&mut records, &import, None);
    assert!(
        matches!(refused, Err(Error::WithoutCompartment(_))),
        "{refused:?}"
    );
    drop(records);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    assert_eq!(undo_all(&mut admin, &import).0, 2);
}

#[test]
fn a_list_whose_import_was_stopped_is_imported_from_there() {
    let (machine, mut admin) = clinic();
    // the same line twice, and one with the number of a file
    let lines = "Ann,Ox000,\nAnn,Ox000,\nBea,Numbered,Q-7\n";
    let more = (1..150).map(|number| format!("Ann,Ox{number:03},\n"));
    let list = format!(
        "given_name,surname,file number\n{lines}{}",
        more.collect::<String>()
    );
    let (list, plan) = (table(&list), ImportPlan::default());
    let mut importing = import::run::begin(&mut admin, &list, &plan).unwrap();
    import::run::next(&mut admin, &mut importing).unwrap();
    drop(importing);
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert_eq!((view.known, view.ready), (100, 52));
    // one who was changed since in what the line says is not that patient; a status no line says
    change(&mut admin, "Ox007", |patient| patient.sex = Sex::Female);
    change(&mut admin, "Ox008", |patient| {
        patient.status = PatientStatus::OnHold;
    });
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert_eq!((view.known, view.ready), (99, 53));
    let mut importing = import::run::begin(&mut admin, &list, &plan).unwrap();
    while !importing.is_done() {
        import::run::next(&mut admin, &mut importing).unwrap();
    }
    assert_eq!(searched(&admin, "Ox000").len(), 2);
    assert_eq!(searched(&admin, "Numbered").len(), 1);
    assert_eq!(searched(&admin, "Ox007").len(), 2);
    assert_eq!(searched(&admin, "Ox008").len(), 1);
    // whoever saw no answer asks once more
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert_eq!((view.known, view.ready), (152, 0));
    // the first import never came to its end, so its hundred lines are known on any day; of the other a name is not
    machine.clock.advance_s(2 * 86_400);
    let view = import::check::preview(&admin, &list, &plan).unwrap();
    assert!(view.known < 152 && view.ready > 0, "{view:?}");
    let born = table("given_name,surname,date_of_birth\nAma,Born,1980-04-03\n");
    let mut importing = import::run::begin(&mut admin, &born, &plan).unwrap();
    import::run::next(&mut admin, &mut importing).unwrap();
    machine.clock.advance_s(2 * 86_400);
    let view = import::check::preview(&admin, &born, &plan).unwrap();
    assert_eq!((view.known, view.ready), (1, 0));
}
