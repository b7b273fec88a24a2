//! An order that was typed wrong, corrected before anything is collected for it, or edited by another program.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, LabHalt, Reason};
use crate::labs::course::cancel;
use crate::labs::order::correct;
use crate::labs::orders::show;
use crate::labs::record::add_results;
use crate::labs::{LabOrderEdit, LabOrderForm, LabOrderView, LabTestChoice};
use crate::testing::PASSWORD;
use crate::tests::lab_orders::{collected, halted, laboratory, needs, ordered, refused};
use crate::tests::labs::potassium;
use crate::view::Day;

/// Returns what a form of an order begins with.
fn loaded(of: &LabOrderView) -> LabOrderForm {
    let tests = of.tests.iter().map(|test| LabTestChoice {
        test: test.test.clone(),
        name: test.name.clone(),
    });
    LabOrderForm {
        tests: tests.collect(),
        wished_on: of.wished_on.clone().map_or(String::new(), |day| day.0),
        note: of.note.clone(),
    }
}

fn edit(of: &LabOrderView, change: impl FnOnce(&mut LabOrderForm)) -> LabOrderEdit {
    let loaded = loaded(of);
    let mut form = loaded.clone();
    change(&mut form);
    LabOrderEdit {
        id: of.id.clone(),
        seen: of.seen.clone(),
        loaded,
        form,
    }
}

fn keys(of: &LabOrderView) -> Vec<Option<&str>> {
    of.tests.iter().map(|test| test.test.as_deref()).collect()
}

#[test]
fn a_correction_has_the_former_order() {
    let (machine, mut doc, mary) = laboratory();
    let order = ordered(&mut doc, &mary);
    assert_eq!(order.former, None);
    drop(doc);
    machine.clock.advance_s(60);
    let mut deb = machine.sign_in("deb", PASSWORD);
    let typed = edit(&order, |form| {
        form.tests.remove(0);
        form.note = "Not fasting".into();
    });
    let now = correct(&mut deb, &typed).unwrap();
    assert_eq!(keys(&now), [Some("tsh"), None]);
    assert_eq!(now.note, "Not fasting");
    // the day was not touched, and it stays the order of who ordered it
    assert_eq!(now.wished_on, Some(Day("2026-11-21".into())));
    assert_eq!(now.ordered, order.ordered);
    let former = now.former.clone().unwrap();
    let names: Vec<&str> = former.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names[0], "Potassium");
    assert_eq!((names.len(), former.note.as_str()), (3, "Fasting"));
    assert_eq!(former.corrected.by, "deb Test");
    // the same again writes nothing
    let same = correct(&mut deb, &edit(&now, |_| {})).unwrap();
    assert_eq!(same.seen, now.seen);
    let again = edit(&now, |form| form.wished_on.clear());
    let again = correct(&mut deb, &again).unwrap();
    let former = again.former.clone().unwrap();
    assert_eq!(
        (former.tests.len(), former.note.as_str()),
        (2, "Not fasting")
    );
    assert_eq!(again.wished_on, None);
}

#[test]
fn a_wrong_correction_is_refused_and_nothing_changes() {
    let (machine, mut doc, mary) = laboratory();
    let order = ordered(&mut doc, &mary);
    let nothing = edit(&order, |form| form.tests.clear());
    let answer = refused(correct(&mut doc, &nothing));
    assert_eq!(answer, ("tests", Reason::Required));
    let past = edit(&order, |form| form.wished_on = "2026-11-19".into());
    let answer = refused(correct(&mut doc, &past));
    assert_eq!(answer, ("wishedOn", Reason::TooLongAgo));
    assert_eq!(show(&doc, &order.id).unwrap(), order);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let answer = correct(&mut tom, &edit(&order, |form| form.note.clear()));
    assert!(matches!(answer, Err(Error::Forbidden(_))), "{answer:?}");
}

#[test]
fn a_day_that_is_over_by_now_stays() {
    let (machine, mut doc, mary) = laboratory();
    let order = ordered(&mut doc, &mary);
    drop(doc);
    machine.clock.advance_s(5 * 86_400);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let note = edit(&order, |form| form.note = "Late".into());
    let now = correct(&mut doc, &note).unwrap();
    assert_eq!(now.wished_on, Some(Day("2026-11-21".into())));
}

#[test]
fn what_is_collected_or_cancelled_is_not_corrected() {
    let (machine, mut doc, mary) = laboratory();
    let (first, second) = (ordered(&mut doc, &mary), ordered(&mut doc, &mary));
    cancel(&mut doc, &second.id, &second.seen, "Twice").unwrap();
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    collected(&mut tom, &first).unwrap();
    drop(tom);
    let mut doc = machine.sign_in("doc", PASSWORD);
    for (of, halt) in [(&first, LabHalt::Collected), (&second, LabHalt::Cancelled)] {
        let now = show(&doc, &of.id).unwrap();
        let note = edit(&now, |form| form.note = "Late".into());
        assert_eq!(halted(correct(&mut doc, &note)), halt);
        assert_eq!(show(&doc, &of.id).unwrap(), now);
    }
}

/// As if the results had been read.
const READ: &str = "read_at = 1, read_by = ordered_by, read_sum = (
    select sum(coalesce(r.updated_at, r.created_at) % 1000000007) from lab_results as r
)";

#[test]
fn an_unread_result_that_was_edited_out_of_today_is_reported() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    let of = collected(&mut doc, &of).unwrap();
    add_results(&mut doc, &of.id, &[potassium("4.4")]).unwrap();
    drop(doc);
    let mut reports = Vec::new();
    for (table, set) in [("lab_tests", Some(READ)), ("lab_results", None)] {
        let doc = machine.sign_in("doc", PASSWORD);
        needs(&doc);
        reports.push(doc.take_unshown().unwrap().damage);
        assert_eq!(doc.unlocked().edit_table(table, set), 1, "{table}");
    }
    let doc = machine.sign_in("doc", PASSWORD);
    assert_eq!(needs(&doc), []);
    reports.push(doc.take_unshown().unwrap().damage);
    let damaged = reports.iter().map(|damage| {
        let kinds = damage.iter().map(|of| of.what.as_str());
        kinds.collect::<Vec<_>>()
    });
    assert_eq!(
        damaged.collect::<Vec<_>>(),
        [vec![], vec!["lab_test"], vec!["lab_test", "lab_result"]]
    );
}
