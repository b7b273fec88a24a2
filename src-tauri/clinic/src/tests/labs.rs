//! Results of laboratories: as they are on the paper, judged where that is certain, corrected and taken back.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, Reason};
use crate::labs::list::{list, show, show_result};
use crate::labs::record::{
    add_results, add_sheet, consider, edit_result, edit_sheet, remove_result, remove_sheet,
    restore_result, restore_sheet,
};
use crate::labs::{
    LabFlag, LabLimitKind, LabQuestion, LabResultEdit, LabResultForm, LabSheetEdit, LabSheetForm,
    LabSheetView, LabStatus, LabUnjudged, NewLabSheet,
};
use crate::patients::view::Sex;
use crate::testing::{Machine, PASSWORD};
use crate::tests::energy_estimates::person;
use crate::view::{Day, Figure, Id};
use crate::{Clinic, Result, timeline};

pub(super) fn sheet() -> LabSheetForm {
    LabSheetForm {
        collected_on: Day("2026-11-02".into()),
        laboratory: "Central".into(),
        note: String::new(),
    }
}

pub(super) fn result(test: &str, value: &str, unit: &str) -> LabResultForm {
    LabResultForm {
        test: Some(test.to_owned()),
        value: value.to_owned(),
        unit: unit.to_owned(),
        ..LabResultForm::default()
    }
}

pub(super) fn potassium(value: &str) -> LabResultForm {
    result("potassium", value, "mmol/L")
}

fn own(name: &str, value: &str, unit: &str) -> LabResultForm {
    LabResultForm {
        test: None,
        name: name.to_owned(),
        ..result("", value, unit)
    }
}

fn printed(form: LabResultForm, low: &str, high: &str) -> LabResultForm {
    LabResultForm {
        low: low.to_owned(),
        high: high.to_owned(),
        ..form
    }
}

fn new(patient: &Id, day: &str, results: Vec<LabResultForm>) -> NewLabSheet {
    NewLabSheet {
        patient_id: patient.clone(),
        visit_id: None,
        sheet: LabSheetForm {
            collected_on: Day(day.to_owned()),
            ..sheet()
        },
        results,
    }
}

fn patient(birth: &str, sex: Sex) -> (Machine, Clinic, Id) {
    let (machine, _) = crate::testing::clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let patient = person(&mut diet, birth, sex);
    (machine, diet, patient)
}

fn mary() -> (Machine, Clinic, Id) {
    patient("1992-03-12", Sex::Female)
}

fn refused<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sheet_shows_what_is_on_the_paper_and_by_what_it_is_judged() {
    let (_machine, mut diet, mary) = mary();
    let lines = vec![
        result("potassium", "5.9", "mmol/l"),
        result("tsh", "<0.3", "mIU/L"),
        result("glucose_fasting", "99", "mg/dL"),
        result("transferrin", "2.1", "g/L"),
        printed(own("Faecal fat", "9", "g/d"), "", "7"),
        result("crp", "negative", "mg/L"),
    ];
    let sheet = add_sheet(&mut diet, &new(&mary, "2026-11-02", lines)).unwrap();
    assert_eq!(sheet.status, LabStatus::Resulted);
    assert_eq!(
        (sheet.laboratory.as_str(), sheet.by.is_empty()),
        ("Central", false)
    );
    let flags: Vec<_> = sheet
        .results
        .iter()
        .map(|line| (line.entered.as_str(), line.unit.as_str(), line.reading.flag))
        .collect();
    assert_eq!(
        flags,
        [
            ("5.9", "mmol/L", Some(LabFlag::High)),
            ("<0.3", "mIU/L", Some(LabFlag::Low)),
            ("99", "mg/dL", None),
            ("2.1", "g/L", None),
            ("9", "g/d", Some(LabFlag::High)),
            ("negative", "mg/L", None),
        ]
    );
    let [potassium, _, glucose, transferrin, fat, crp] = &sheet.results[..] else {
        panic!("{sheet:?}");
    };
    let by = potassium.reading.interval.as_ref().unwrap();
    assert_eq!(by.kind, LabLimitKind::Interval);
    assert_eq!((by.low, by.high), (Some(Figure(3.5)), Some(Figure(5.0))));
    assert!(by.source.contains("Tietz"), "{by:?}");
    let other = glucose.reading.other.as_ref().unwrap();
    assert_eq!((other.number, other.unit.as_str()), (Figure(5.5), "mmol/L"));
    assert_eq!(transferrin.reading.unjudged, Some(LabUnjudged::NoInterval));
    let by = fat.reading.interval.as_ref().unwrap();
    assert_eq!(
        (by.kind, by.high),
        (LabLimitKind::Laboratory, Some(Figure(7.0)))
    );
    assert_eq!(
        (fat.test.as_deref(), fat.name.as_str()),
        (None, "Faecal fat")
    );
    assert_eq!((&crp.reading.value, &crp.reading.interval), (&None, &None));
    assert_eq!(crp.reading.unjudged, Some(LabUnjudged::Words));
    assert_eq!(show(&diet, &sheet.id).unwrap(), sheet);
}

#[test]
fn a_line_that_cannot_be_taken_is_refused_at_its_field() {
    let (_machine, mut diet, mary) = mary();
    let refusals = [
        (result("unicorns", "5", "g"), ("test", Reason::Unknown)),
        (own(" ", "5", "g"), ("name", Reason::Required)),
        (potassium(" "), ("value", Reason::Required)),
        (potassium("1,250"), ("value", Reason::Malformed)),
        (potassium("5..9"), ("value", Reason::Malformed)),
        (result("potassium", "5.9", ""), ("unit", Reason::Required)),
        (
            printed(potassium("5.9"), "low", ""),
            ("low", Reason::Malformed),
        ),
        (
            printed(potassium("5.9"), "5", "3.5"),
            ("high", Reason::Backwards),
        ),
    ];
    for (line, fault) in refusals {
        let form = new(&mary, "2026-11-02", vec![line]);
        assert_eq!(refused(add_sheet(&mut diet, &form)), fault, "{form:?}");
    }
    for (day, fault) in [
        ("2026-12-24", Reason::InTheFuture),
        ("1992-03-11", Reason::Backwards),
        ("soon", Reason::NotADate),
    ] {
        let form = new(&mary, day, vec![potassium("5.9")]);
        assert_eq!(refused(add_sheet(&mut diet, &form)), ("collectedOn", fault));
    }
    let empty = refused(add_sheet(&mut diet, &new(&mary, "2026-11-02", vec![])));
    assert_eq!(empty, ("results", Reason::Required));
    assert!(list(&diet, &mary).unwrap().sheets.is_empty());
    // a unit that the list does not have is taken as it is, and judged by nothing
    let drops = result("potassium", "5.9", "drops");
    let taken = add_sheet(&mut diet, &new(&mary, "2026-11-02", vec![drops])).unwrap();
    let line = &taken.results[0];
    assert_eq!((line.unit.as_str(), line.reading.flag), ("drops", None));
    assert_eq!(line.reading.unjudged, Some(LabUnjudged::OtherUnit));
    // a figure without a unit needs none
    let inr = add_results(&mut diet, &taken.id, &[result("inr", "2.5", "")]).unwrap();
    assert_eq!(inr.results[1].reading.flag, Some(LabFlag::High));
}

#[test]
fn a_child_is_judged_by_the_laboratory_alone() {
    let (_machine, mut diet, child) = patient("2019-03-12", Sex::Female);
    let lines = vec![potassium("5.9"), printed(potassium("5.9"), "3.4", "4.7")];
    let sheet = add_sheet(&mut diet, &new(&child, "2026-11-02", lines)).unwrap();
    let [plain, printed] = &sheet.results[..] else {
        panic!("{sheet:?}");
    };
    assert_eq!(plain.reading.unjudged, Some(LabUnjudged::Child));
    assert_eq!((&plain.reading.interval, plain.reading.flag), (&None, None));
    assert_eq!(printed.reading.flag, Some(LabFlag::High));
}

#[test]
fn an_improbable_value_is_stored_and_questioned_until_a_person_answers() {
    let (_machine, mut diet, mary) = mary();
    let typo = result("glucose_fasting", "5.2", "mg/dL");
    let question = |form: &LabResultForm| LabQuestion {
        patient_id: mary.clone(),
        collected_on: Day("2026-11-02".into()),
        form: form.clone(),
    };
    let doubt = consider(&diet, &question(&typo)).unwrap().doubt.unwrap();
    assert_eq!(doubt.meant.as_deref(), Some("mmol/L"));
    let sheet = add_sheet(&mut diet, &new(&mary, "2026-11-02", vec![typo.clone()])).unwrap();
    let line = &sheet.results[0];
    assert!(line.questioned && !line.confirmed);
    let edit = |seen, form| LabResultEdit {
        id: line.id.clone(),
        seen,
        form,
    };
    let accepted = LabResultForm {
        accept_doubtful: true,
        ..typo.clone()
    };
    let confirmed = edit_result(&mut diet, &edit(line.seen.clone(), accepted)).unwrap();
    assert!(confirmed.confirmed && !confirmed.questioned);
    assert_eq!(confirmed.corrected, None);
    // the limits of the paper change nothing of the answer
    let limits = printed(typo.clone(), "70", "100");
    let printed = edit_result(&mut diet, &edit(confirmed.seen, limits)).unwrap();
    assert!(printed.confirmed);
    // another value is another question
    let other = result("glucose_fasting", "5.3", "mg/dL");
    let other = edit_result(&mut diet, &edit(printed.seen, other)).unwrap();
    assert!(other.questioned && !other.confirmed);
    let likely = result("glucose_fasting", "5.3", "mmol/L");
    let likely = edit_result(&mut diet, &edit(other.seen, likely)).unwrap();
    assert!(!likely.questioned && !likely.confirmed);
}

#[test]
fn a_correction_shows_the_former_value() {
    let (machine, mut diet, mary) = mary();
    let sheet = add_sheet(&mut diet, &new(&mary, "2026-11-02", vec![potassium("6.9")])).unwrap();
    machine.clock.advance_s(60);
    let line = &sheet.results[0];
    let edit = LabResultEdit {
        id: line.id.clone(),
        seen: line.seen.clone(),
        form: potassium("5.9"),
    };
    let corrected = edit_result(&mut diet, &edit).unwrap();
    let correction = corrected.corrected.clone().unwrap();
    assert_eq!(correction.was, "Potassium 6.9 mmol/L");
    assert!(!correction.by.is_empty());
    assert_eq!(corrected.entered, "5.9");
    assert_eq!(show_result(&diet, &line.id).unwrap(), corrected);
    // day and laboratory are of the sheet, and change no line
    let edit = LabSheetEdit {
        id: sheet.id.clone(),
        seen: sheet.seen.clone(),
        loaded: self::sheet(),
        form: LabSheetForm {
            laboratory: "Northern".into(),
            ..self::sheet()
        },
    };
    let sheet = edit_sheet(&mut diet, &edit).unwrap();
    assert_eq!(sheet.laboratory, "Northern");
    assert_eq!(sheet.results, [corrected]);
    let future = LabSheetEdit {
        form: LabSheetForm {
            collected_on: Day("2026-12-24".into()),
            ..self::sheet()
        },
        ..edit
    };
    let fault = refused(edit_sheet(&mut diet, &future));
    assert_eq!(fault, ("collectedOn", Reason::InTheFuture));
}

#[test]
fn what_was_entered_in_error_goes_and_comes_back() {
    let (machine, mut diet, mary) = mary();
    let lines = vec![potassium("5.9"), result("sodium", "140", "mmol/L")];
    let sheet = add_sheet(&mut diet, &new(&mary, "2026-11-02", lines)).unwrap();
    let [first, second] = [0, 1].map(|at| sheet.results[at].clone());
    let shown = |clinic: &Clinic| -> Vec<String> {
        let sheets = list(clinic, &mary).unwrap().sheets;
        let results = sheets.into_iter().flat_map(|sheet| sheet.results);
        results.map(|result| result.name).collect()
    };
    let blank = refused(remove_result(&mut diet, &first.id, &first.seen, " "));
    assert_eq!(blank, ("reason", Reason::Required));
    let removal = remove_result(&mut diet, &first.id, &first.seen, "another patient").unwrap();
    assert_eq!(shown(&diet), ["Sodium"]);
    restore_result(&mut diet, &first.id, &removal).unwrap();
    assert_eq!(shown(&diet), ["Potassium", "Sodium"]);
    // what was taken out before the sheet stays out when the sheet comes back
    machine.clock.advance_s(60);
    remove_result(&mut diet, &second.id, &second.seen, "twice").unwrap();
    machine.clock.advance_s(60);
    let removal = remove_sheet(&mut diet, &sheet.id, &sheet.seen, "another patient").unwrap();
    assert!(shown(&diet).is_empty());
    assert!(show(&diet, &sheet.id).is_err());
    machine.clock.advance_s(60);
    let back = restore_sheet(&mut diet, &sheet.id, &removal).unwrap();
    assert!(!back.is_removed);
    assert_eq!(shown(&diet), ["Potassium"]);
}

#[test]
fn a_line_of_a_removed_sheet_is_not_hidden() {
    let (machine, mut diet, mary) = mary();
    let lines = vec![potassium("5.9"), result("sodium", "140", "mmol/L")];
    let sheet = add_sheet(&mut diet, &new(&mary, "2026-11-02", lines)).unwrap();
    let sodium = &sheet.results[1];
    let removal = remove_result(&mut diet, &sodium.id, &sodium.seen, "twice").unwrap();
    machine.clock.advance_s(60);
    remove_sheet(&mut diet, &sheet.id, &sheet.seen, "another patient").unwrap();
    restore_result(&mut diet, &sodium.id, &removal).unwrap();
    let sheets = list(&diet, &mary).unwrap().sheets;
    let [
        LabSheetView {
            is_removed: true,
            results,
            ..
        },
    ] = &sheets[..]
    else {
        panic!("{sheets:?}");
    };
    assert_eq!(results.len(), 1);
    let again = remove_sheet(&mut diet, &sheet.id, &sheets[0].seen, "another patient");
    again.unwrap();
    assert!(list(&diet, &mary).unwrap().sheets.is_empty());
}

#[test]
fn a_test_over_time_is_in_one_unit_and_leaves_out_what_is_bounded() {
    let (_machine, mut diet, mary) = mary();
    let days = [
        (
            "2026-03-01",
            vec![result("hba1c", "7.0", "%"), own("Own", "1", "g")],
        ),
        (
            "2026-06-01",
            vec![result("hba1c", "<20", "mmol/mol"), own("own", "2", "g")],
        ),
        (
            "2026-11-01",
            vec![result("hba1c", "48", "mmol/mol"), own("Own", "3", "kg")],
        ),
        (
            "2026-09-01",
            vec![result("lpa", "75", "nmol/L"), result("lpa", "30", "mg/dL")],
        ),
    ];
    for (day, lines) in days {
        add_sheet(&mut diet, &new(&mary, day, lines)).unwrap();
    }
    let labs = list(&diet, &mary).unwrap();
    let collected = labs
        .sheets
        .iter()
        .map(|sheet| sheet.collected_on.0.as_str());
    let in_order = ["2026-11-01", "2026-09-01", "2026-06-01", "2026-03-01"];
    assert_eq!(collected.collect::<Vec<_>>(), in_order);
    let of = |name: &str, unit: &str| {
        let of_test = labs
            .series
            .iter()
            .find(|of| of.name == name && of.unit == unit);
        let points = of_test.map(|of| of.points.iter().map(|point| point.value.0).collect());
        points.unwrap_or(Vec::new())
    };
    assert_eq!(of("Haemoglobin A1c", "mmol/mol"), [53.0, 48.0]);
    assert_eq!(
        (of("own", "g"), of("Own", "kg")),
        (vec![1.0, 2.0], vec![3.0])
    );
    // mass and moles of lipoprotein(a) are two things
    assert_eq!(of("Lipoprotein(a)", "nmol/L"), [75.0]);
    assert_eq!(labs.series.len(), 4);
    let left_out = labs.series.iter().flat_map(|of| &of.not_drawn);
    assert_eq!(left_out.collect::<Vec<_>>(), ["mg/dL"]);
}

#[test]
fn a_course_has_the_values_of_all_units_and_names_those_it_leaves_out() {
    let (_machine, mut diet, mary) = mary();
    let papers = [
        ("2026-03-01", "5.3", "mmol/L"),
        ("2026-05-01", "1.10", "g/L"),
        ("2026-07-01", "900", "mg/L"),
        ("2026-09-01", "95", "mg/dL"),
        ("2026-11-01", "7", "drops"),
    ];
    for (day, value, unit) in papers {
        let lines = vec![result("glucose_fasting", value, unit)];
        add_sheet(&mut diet, &new(&mary, day, lines)).unwrap();
    }
    for (day, value, unit) in [("2026-03-01", "75", "nmol/L"), ("2026-04-01", "30", "g/L")] {
        add_sheet(
            &mut diet,
            &new(&mary, day, vec![result("lpa", value, unit)]),
        )
        .unwrap();
    }
    let labs = list(&diet, &mary).unwrap();
    let courses = labs.series.iter().map(|of| {
        let values: Vec<f64> = of.points.iter().map(|point| point.value.0).collect();
        (of.unit.as_str(), values, of.not_drawn.join(" "))
    });
    let expected = [
        ("mg/dL", vec![95.0, 110.0, 90.0, 95.0], "drops".to_owned()),
        ("g/L", vec![30.0], "nmol/L".to_owned()),
    ];
    assert_eq!(courses.collect::<Vec<_>>(), expected);
}

#[test]
fn a_sheet_is_an_event_of_its_day() {
    let (_machine, mut diet, mary) = mary();
    let lines = vec![result("sodium", "140", "mmol/L"), potassium("5.9")];
    add_sheet(&mut diet, &new(&mary, "2026-11-02", lines)).unwrap();
    let query = timeline::TimelineQuery {
        patient_id: mary,
        group: Some(timeline::TimelineGroup::Labs),
        after: None,
        limit: 10,
    };
    let rows = timeline::list::list(&diet, &query).unwrap().rows;
    let [row] = &rows[..] else {
        panic!("{rows:?}");
    };
    assert_eq!((row.on.as_str(), &row.at), ("2026-11-02", &None));
    let timeline::TimelineEvent::Lab {
        laboratory,
        results,
    } = &row.event
    else {
        panic!("{row:?}");
    };
    assert_eq!(laboratory, "Central");
    // what is beyond a limit comes first
    let names: Vec<_> = results
        .iter()
        .map(|one| (one.name.as_str(), one.flag))
        .collect();
    assert_eq!(
        names,
        [("Potassium", Some(LabFlag::High)), ("Sodium", None)]
    );
}
