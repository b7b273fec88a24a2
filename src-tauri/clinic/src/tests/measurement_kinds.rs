use sync_contract::catalog::{DeletionReason, Measurement, MeasurementKind};
use sync_contract::field::Text;
use sync_contract::ids::MeasurementKindId;

use super::care::visit;
use crate::Clinic;
use crate::conflicts::view::{FieldChoice, FieldDecision, Resolution};
use crate::conflicts::{resolve, show};
use crate::error::{Error, Reason};
use crate::measurement_kinds::{
    MeasurementKindForm, MeasurementKindView, add, choices, edit, list,
};
use crate::measurements::record::{self, ReadingEntry};
use crate::measurements::{
    Correction, Measure, MeasureKind, MeasureLine, NewMeasurement, OwnMeasure, Replaced,
    list as measured,
};
use crate::patients::register;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, clinic, form, registered};
use crate::tests::disagreement::{CONTENT, add_sibling, cell, stored};
use crate::timeline::list::list as timeline;
use crate::timeline::{TimelineEvent, TimelineQuery};
use crate::view::{At, Figure, Id, ReadVersionToken};
use crate::visits::VisitView;
use sync_contract::Entity;

fn grip() -> MeasurementKindForm {
    MeasurementKindForm {
        name: "Hand grip".into(),
        unit: "kg".into(),
        decimals: 1,
        lowest: "0".into(),
        highest: "120".into(),
        odd_below: "5".into(),
        odd_above: "80".into(),
        is_active: true,
    }
}

fn measure(kind: &MeasurementKindView) -> Measure {
    Measure::Own(OwnMeasure {
        own: kind.id.clone(),
        name: Some(kind.form.name.clone()),
    })
}

fn changed(
    machine: &Machine,
    kind: &MeasurementKindView,
    change: impl Fn(&mut MeasurementKindForm),
) -> Result<MeasurementKindView, Error> {
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let rows = list(&admin).unwrap();
    let now = rows.into_iter().find(|row| row.id == kind.id).unwrap();
    let mut form = now.form.clone();
    change(&mut form);
    edit(&mut admin, &now.id, &now.seen, &now.form, &form)
}

/// A clinic with the kind, and a visit in it.
fn begun() -> (Machine, Clinic, Id, VisitView, MeasurementKindView) {
    let (machine, mut admin) = clinic();
    let kind = add(&mut admin, &grip()).unwrap();
    drop(admin);
    let (diet, mary, visit) = visit(&machine);
    (machine, diet, mary, visit, kind)
}

fn entry(visit: &VisitView, kind: &MeasurementKindView, text: &str) -> NewMeasurement {
    NewMeasurement {
        visit_id: visit.id.clone(),
        kind: measure(kind),
        text: text.into(),
        at: None,
        accept_doubtful: false,
        replaces: None,
    }
}

fn line(clinic: &mut Clinic, form: &NewMeasurement) -> MeasureLine {
    let grid = record::record(clinic, form).unwrap();
    let mut lines = grid.lines.into_iter();
    lines.find(|line| line.kind == form.kind).unwrap()
}

fn is_invalid<T: std::fmt::Debug>(refused: &Result<T, Error>, name: &str, why: Reason) -> bool {
    matches!(refused, Err(Error::Invalid { field, reason }) if *field == name && *reason == why)
}

type Change = fn(&mut MeasurementKindForm);

#[track_caller]
fn refused_each(admin: &mut Clinic, refused: &[(Change, &str, Reason)]) {
    for (change, field, reason) in refused {
        let mut form = MeasurementKindForm {
            name: "Another".into(),
            ..grip()
        };
        change(&mut form);
        let refused = add(admin, &form);
        assert!(
            is_invalid(&refused, field, *reason),
            "{form:?}: {refused:?}"
        );
    }
}

#[test]
fn a_kind_that_would_be_mistaken_is_refused() {
    let (_machine, mut admin) = clinic();
    let kind = add(&mut admin, &grip()).unwrap();
    assert!(!kind.is_used);
    refused_each(
        &mut admin,
        &[(|form| form.name = "  ".into(), "name", Reason::Required)],
    );
    let taken: [Change; 10] = [
        |form| form.name = " HAND  grip".into(),
        |form| form.name = "Blood pressure".into(),
        |form| form.name = "blood_pressure".into(),
        |form| form.name = "TOUR de Taille".into(),
        // in full width, with another hyphen, with a blank of another width
        |form| form.name = "\u{ff37}\u{ff45}\u{ff49}\u{ff47}\u{ff48}\u{ff54}".into(),
        |form| form.name = "Hand\u{2010}grip".into(),
        |form| form.name = "Hand\u{202f}grip".into(),
        // with an accent, with Cyrillic and with Greek letters that look like Latin ones
        |form| form.name = "H\u{e2}nd grip".into(),
        |form| form.name = "Hand gr\u{456}\u{440}".into(),
        |form| form.name = "B\u{39f}DY f\u{3b1}t".into(),
    ];
    refused_each(
        &mut admin,
        &taken.map(|change| (change, "name", Reason::Taken)),
    );
    assert_eq!(list(&admin).unwrap().len(), 1);
    let bare = MeasurementKindForm {
        name: "Sit to stand".into(),
        unit: " ".into(),
        odd_below: String::new(),
        lowest: "-5,50".into(),
        ..grip()
    };
    let bare = add(&mut admin, &bare).unwrap().form;
    assert_eq!((&*bare.unit, &*bare.lowest), ("", "-5.5"));
}

#[test]
fn a_kind_whose_limits_are_none_is_refused() {
    use Reason::{Backwards, Impossible, Malformed, Required, TooLong, TwoNumbers, Unknown};
    let (_machine, mut admin) = clinic();
    let refused: [(Change, &str, Reason); 11] = [
        (|form| form.decimals = 4, "decimals", Unknown),
        (|form| form.lowest = " ".into(), "lowest", Required),
        (|form| form.highest = "many".into(), "highest", Malformed),
        (|form| form.highest = "0".into(), "highest", Backwards),
        // finer than any value, and a number that is two
        (|form| form.lowest = "0.0001".into(), "lowest", TooLong),
        (|form| form.lowest = "0.04".into(), "lowest", TooLong),
        (
            |form| form.highest = "100,000".into(),
            "highest",
            TwoNumbers,
        ),
        (
            |form| form.odd_above = "50.000".into(),
            "oddAbove",
            TwoNumbers,
        ),
        (|form| form.odd_below = "-1".into(), "oddBelow", Impossible),
        (|form| form.odd_above = "121".into(), "oddAbove", Impossible),
        (|form| form.odd_above = "4,5".into(), "oddAbove", Backwards),
    ];
    refused_each(&mut admin, &refused);
    assert_eq!(list(&admin).unwrap().len(), 0);
}

#[test]
fn a_kind_is_recorded_corrected_removed_and_drawn() {
    let (machine, mut diet, mary, visit, kind) = begun();
    let offered = visit.grid.lines.last().unwrap();
    assert!(offered.kind == measure(&kind) && !offered.is_asked && offered.unit == "kg");
    let read = |text| measured::understand(&diet, &visit.id, &measure(&kind), text, None).unwrap();
    assert_eq!(read("31,46 KG").understood.unwrap().value, Figure(31.5));
    assert!(read("300").problem.is_some() && read("31 lb").problem.is_some());
    assert_eq!(read("3").doubt.unwrap().low, Figure(5.0));

    let refused = record::record(&mut diet, &entry(&visit, &kind, "121 kg"));
    assert!(
        is_invalid(&refused, "text", Reason::Impossible),
        "{refused:?}"
    );
    let odd = line(&mut diet, &entry(&visit, &kind, "3 kg"))
        .current
        .unwrap();
    assert!(odd.questioned && !odd.confirmed);
    record::confirm(&mut diet, &odd.id, &odd.seen).unwrap();
    let row = measured::show(&diet, &odd.id).unwrap();
    assert!(row.confirmed && row.kind == measure(&kind) && row.entered_text == "3 kg");

    machine.clock.advance_s(60);
    let again = NewMeasurement {
        replaces: Some(Replaced {
            id: row.id,
            seen: row.seen,
        }),
        ..entry(&visit, &kind, "31 kg")
    };
    let right = line(&mut diet, &again).current.unwrap();
    assert!(!right.questioned && !right.confirmed && right.id == odd.id);
    let drawn = measured::trend(&diet, &mary, &measure(&kind)).unwrap();
    let values: Vec<f64> = drawn.points.iter().map(|point| point.value.0).collect();
    assert_eq!((values, &*drawn.unit), (vec![31.0], "kg"));
    let shown = timeline(
        &diet,
        &TimelineQuery {
            patient_id: mary.clone(),
            group: None,
            after: None,
            limit: 20,
        },
    );
    let shown = shown
        .unwrap()
        .rows
        .into_iter()
        .find_map(|row| match row.event {
            TimelineEvent::Measured { measures } => Some(measures),
            _ => None,
        });
    assert_eq!(shown.unwrap()[0].kind, measure(&kind));

    let removal = record::remove(&mut diet, &right.id, &right.seen).unwrap();
    assert!(measured::list(&diet, &mary).unwrap().is_empty());
    record::restore(&mut diet, &right.id, &removal).unwrap();
    assert_eq!(measured::list(&diet, &mary).unwrap().len(), 1);
}

#[test]
fn the_name_and_the_unit_of_a_kind_in_use_stay() {
    let (machine, mut diet, mary, visit, kind) = begun();
    drop(diet);
    changed(&machine, &kind, |form| form.unit = "N".into()).unwrap();
    changed(&machine, &kind, |form| form.unit = "kg".into()).unwrap();
    diet = machine.sign_in("diet", PASSWORD);
    line(&mut diet, &entry(&visit, &kind, "31 kg"));
    drop(diet);
    let refused = changed(&machine, &kind, |form| form.unit = "N".into());
    assert!(
        is_invalid(&refused, "unit", Reason::OutOfOrder),
        "{refused:?}"
    );
    let refused = changed(&machine, &kind, |form| form.decimals = 0);
    assert!(
        is_invalid(&refused, "decimals", Reason::OutOfOrder),
        "{refused:?}"
    );
    let refused = changed(&machine, &kind, |form| form.name = "Grip, right".into());
    assert!(
        is_invalid(&refused, "name", Reason::OutOfOrder),
        "{refused:?}"
    );
    let renamed = changed(&machine, &kind, |form| {
        form.name = "HAND GRIP".into();
        form.odd_below = "32".into();
        form.is_active = false;
    });
    let renamed = renamed.unwrap();
    assert!(renamed.is_used);

    // what was measured stays shown by its name, and nothing new is measured
    let mut diet = machine.sign_in("diet", PASSWORD);
    let row = measured::list(&diet, &mary).unwrap().remove(0);
    assert!(row.kind == measure(&renamed) && row.questioned);
    let refused = record::record(&mut diet, &entry(&visit, &renamed, "33 kg"));
    assert!(is_invalid(&refused, "kind", Reason::Unknown), "{refused:?}");
    let reading = ReadingEntry {
        patient: mary.to().unwrap(),
        visit: None,
        kind: measure(&renamed),
        text: "33 kg".into(),
        at: diet.now(),
        accept_doubtful: false,
    };
    let refused = record::add(&mut diet, &reading);
    assert!(is_invalid(&refused, "kind", Reason::Unknown), "{refused:?}");
    let correction = Correction {
        kind: measure(&renamed),
        text: "33 kg".into(),
        at: None,
        accept_doubtful: false,
    };
    record::correct(&mut diet, &row.id, &row.seen, &correction).unwrap();
    let choices = choices(&diet).unwrap();
    assert!(!choices[0].is_active && choices[0].measure.name.as_deref() == Some("HAND GRIP"));
}

/// No operation removes a kind: here its row is not on this computer, or not to be read.
#[test]
fn a_reading_whose_kind_is_not_here_is_shown_as_no_other_kind() {
    let (machine, mut diet, mary, visit, kind) = begun();
    line(&mut diet, &entry(&visit, &kind, "3 kg"));
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let id: MeasurementKindId = kind.id.to().unwrap();
    let gone = admin.write("edit measurement kind", |tx| {
        let seen = tx.get::<MeasurementKind>(id)?.unwrap().seen;
        tx.delete::<MeasurementKind>(id, DeletionReason::Other, None, &seen)?;
        Ok(())
    });
    gone.unwrap();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let nameless = Measure::Own(OwnMeasure {
        own: kind.id.clone(),
        name: None,
    });
    let row = measured::list(&diet, &mary).unwrap().remove(0);
    assert_eq!(
        (row.kind.clone(), &*row.quantity.unit),
        (nameless.clone(), "kg")
    );
    assert_eq!(row.entered_text, "3 kg");
    let shown = crate::visits::show::show(&mut diet, &visit.id).unwrap();
    let last = shown.grid.lines.last().unwrap();
    assert!(last.kind == nameless && last.current.is_some() && last.possible.is_none());
    let refused = record::record(&mut diet, &entry(&visit, &kind, "33 kg"));
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let refused = measured::trend(&diet, &mary, &nameless);
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}

#[test]
fn a_measurement_of_a_visit_is_dated_back() {
    let (machine, mut diet, mary, visit, kind) = begun();
    let yesterday = At("2026-11-19T06:30:00Z".into());
    let dated = |at: &str| NewMeasurement {
        at: Some(At(at.into())),
        ..entry(&visit, &kind, "31 kg")
    };
    for (at, reason) in [
        ("2026-11-20T23:00:00Z", Reason::InTheFuture),
        ("1992-03-11T12:00:00Z", Reason::Backwards),
        ("yesterday", Reason::Malformed),
    ] {
        let refused = record::record(&mut diet, &dated(at));
        assert!(is_invalid(&refused, "at", reason), "{at}: {refused:?}");
    }
    let current = line(&mut diet, &dated(&yesterday.0)).current.unwrap();
    assert_eq!(current.measured_at, yesterday);
    assert_ne!(current.entered_at, yesterday);
    machine.clock.advance_s(60);
    let weight = NewMeasurement {
        kind: MeasureKind::Weight.into(),
        text: "72 kg".into(),
        ..entry(&visit, &kind, "")
    };
    record::record(&mut diet, &weight).unwrap();
    let shown = timeline(
        &diet,
        &TimelineQuery {
            patient_id: mary.clone(),
            group: None,
            after: None,
            limit: 20,
        },
    );
    let shown = shown.unwrap().rows.into_iter();
    let shown = shown.filter(|row| matches!(row.event, TimelineEvent::Measured { .. }));
    let entered: Vec<bool> = shown.map(|row| row.entered_on.is_some()).collect();
    assert_eq!(entered, [false, true], "two days of one visit are two rows");

    let correction = |at: &str| Correction {
        kind: measure(&kind),
        text: "31 kg".into(),
        at: Some(At(at.into())),
        accept_doubtful: false,
    };
    let late = correction("2026-11-20T23:00:00Z");
    let refused = record::correct(&mut diet, &current.id, &current.seen, &late);
    assert!(
        is_invalid(&refused, "at", Reason::InTheFuture),
        "{refused:?}"
    );
    let earlier = correction("2026-11-18T06:30:00Z");
    record::correct(&mut diet, &current.id, &current.seen, &earlier).unwrap();
    let row = measured::show(&diet, &current.id).unwrap();
    assert_eq!(row.measured_at.0, "2026-11-18T06:30:00Z");
}

#[test]
fn two_corrections_of_an_own_kind_are_shown_with_its_name() {
    let (_machine, mut diet, mary, visit, kind) = begun();
    let current = line(&mut diet, &entry(&visit, &kind, "31 kg"))
        .current
        .unwrap();
    let id = current.id.to().unwrap();
    let before = stored(&diet, Measurement::DESCRIPTOR, id);
    let correction = Correction {
        kind: measure(&kind),
        text: "32".into(),
        at: None,
        accept_doubtful: false,
    };
    record::correct(&mut diet, &current.id, &current.seen, &correction).unwrap();
    let after = stored(&diet, Measurement::DESCRIPTOR, id);
    add_sibling(&mut diet, after, cell(&before, CONTENT));
    let rows = show::list(&diet).unwrap();
    let conflict = show::show(&diet, &rows[0].id).unwrap();
    let field = conflict.fields.iter().find(|field| !field.same).unwrap();
    let mut values: Vec<_> = field.values.iter().flatten().collect();
    values.sort();
    assert_eq!(field.name, "own");
    assert_eq!(values, ["Hand grip 31 kg", "Hand grip 32 kg"]);
    assert_eq!(measured::list(&diet, &mary).unwrap().len(), 1);
}

/// The age that was told may be rounded down to full years.
#[test]
fn a_reading_before_an_estimated_birth_date_is_taken_within_a_year() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mut child = form("Ama", "Mensah", "2026-04-20");
    child.birth_date_estimated = true;
    let ama = register::register(&mut diet, &child).unwrap().patient.id;
    let known = registered(&mut diet, "Kofi", "Mensah", "2026-04-20");
    let mut weight = |patient: &Id, at: &str| {
        let entry = ReadingEntry {
            patient: patient.to().unwrap(),
            visit: None,
            kind: MeasureKind::Weight.into(),
            text: "3.4 kg".into(),
            at: At(at.into()).to_time("at").unwrap(),
            accept_doubtful: true,
        };
        record::add(&mut diet, &entry)
    };
    weight(&ama, "2026-04-05T08:00:00Z").unwrap();
    for (patient, at) in [
        (&ama, "2025-04-18T08:00:00Z"),
        (&known, "2026-04-05T08:00:00Z"),
    ] {
        let refused = weight(patient, at);
        assert!(is_invalid(&refused, "at", Reason::Backwards), "{refused:?}");
    }
}

/// A kind's unit was changed to pounds while another user measured in kilograms.
#[test]
fn a_correction_has_the_unit_of_its_reading() {
    let (machine, mut diet, mary, visit, kind) = begun();
    let current = line(&mut diet, &entry(&visit, &kind, "61.5 kg"));
    let current = current.current.unwrap();
    drop(diet);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let id: MeasurementKindId = kind.id.to().unwrap();
    let raced = admin.write("edit measurement kind", |tx| {
        let row = tx.get::<MeasurementKind>(id)?.unwrap();
        let mut kind = row.value;
        (kind.unit, kind.decimals) = (Some(Text::new("lb").unwrap()), 0);
        kind.highest = 50.into();
        kind.odd_above = None;
        tx.update(&kind, &row.seen)?;
        Ok(())
    });
    raced.unwrap();
    drop(admin);

    let mut diet = machine.sign_in("diet", PASSWORD);
    let drawn = measured::trend(&diet, &mary, &measure(&kind)).unwrap();
    assert!(drawn.points.is_empty() && drawn.unit == "lb");
    assert_eq!(drawn.in_other_units[0].quantity.unit, "kg");
    let shown = crate::visits::show::show(&mut diet, &visit.id).unwrap();
    let last = shown.grid.lines.last().unwrap();
    assert!(last.unit == "kg" && last.possible.is_none());
    let read = |text| measured::understand(&diet, &visit.id, &measure(&kind), text, None).unwrap();
    assert_eq!(read("49.4").understood.unwrap().unit, "kg");
    assert_eq!(read("49 lb").understood.unwrap().unit, "lb");

    let correction = |text: &str| Correction {
        kind: measure(&kind),
        text: text.into(),
        at: None,
        accept_doubtful: false,
    };
    let considered = record::consider_correction(&diet, &current.id, &correction("49.4"));
    assert_eq!(considered.unwrap().quantity.unit, "kg");
    record::correct(&mut diet, &current.id, &current.seen, &correction("49.4")).unwrap();
    let row = measured::show(&diet, &current.id).unwrap();
    assert_eq!(
        (row.quantity.value, &*row.quantity.unit),
        (Figure(49.4), "kg")
    );
    // the unit of today is typed with it, and its limits count
    let refused = record::correct(&mut diet, &row.id, &row.seen, &correction("109 lb"));
    assert!(
        is_invalid(&refused, "text", Reason::Impossible),
        "{refused:?}"
    );
    record::correct(&mut diet, &row.id, &row.seen, &correction("49 lb")).unwrap();
    let row = measured::show(&diet, &current.id).unwrap();
    assert_eq!(
        (row.quantity.value, &*row.quantity.unit),
        (Figure(49.0), "lb")
    );
}

/// Two admins narrow the range from both ends.
#[test]
fn limits_of_two_versions_are_checked_together() {
    let (_machine, mut admin) = clinic();
    let kind = add(&mut admin, &grip()).unwrap();
    let id = kind.id.to().unwrap();
    let narrowed = |admin: &mut Clinic, seen: &ReadVersionToken, change: Change| {
        let mut form = kind.form.clone();
        change(&mut form);
        edit(admin, &kind.id, seen, &kind.form, &form).unwrap();
    };
    narrowed(&mut admin, &kind.seen, |form| {
        (form.lowest, form.odd_below) = ("60".into(), "60".into());
    });
    let before = stored(&admin, MeasurementKind::DESCRIPTOR, id);
    let now = list(&admin).unwrap().remove(0);
    let back = |form: &mut MeasurementKindForm| {
        (form.lowest, form.odd_below) = ("0".into(), "5".into());
        (form.highest, form.odd_above) = ("50".into(), "50".into());
    };
    let mut form = now.form.clone();
    back(&mut form);
    edit(&mut admin, &kind.id, &now.seen, &now.form, &form).unwrap();
    let after = stored(&admin, MeasurementKind::DESCRIPTOR, id);
    let limits = MeasurementKind::CELL.limits.number;
    add_sibling(&mut admin, after, cell(&before, limits));

    let conflict = show::list(&admin).unwrap().remove(0);
    let conflict = show::show(&admin, &conflict.id).unwrap();
    let decide = |admin: &mut Clinic, versions: [u32; 4]| {
        let keys = ["lowest", "highest", "odd_below", "odd_above"];
        let choices = keys.iter().zip(versions).map(|(key, sibling)| FieldChoice {
            key: (*key).into(),
            decision: FieldDecision::Sibling { sibling },
        });
        let resolution = Resolution {
            id: conflict.id.clone(),
            seen: conflict.seen.clone(),
            choices: choices.collect(),
        };
        resolve::resolve(admin, &resolution)
    };
    let crossed = decide(&mut admin, [1, 0, 1, 0]);
    assert!(
        is_invalid(&crossed, "highest", Reason::Backwards),
        "{crossed:?}"
    );
    let now = list(&admin).unwrap().remove(0).form;
    assert_eq!((&*now.lowest, &*now.highest), ("0", "50"));
    decide(&mut admin, [1, 1, 1, 1]).unwrap();
    let now = list(&admin).unwrap().remove(0).form;
    assert_eq!((&*now.lowest, &*now.highest), ("60", "120"));
}
