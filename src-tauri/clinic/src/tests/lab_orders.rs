//! Orders of laboratory tests: collected, resulted, cancelled, and read by who ordered them.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, LabHalt, Reason};
use crate::labs::course::{cancel, collect, finish, read_results};
use crate::labs::list::{list, show_result};
use crate::labs::order::order;
use crate::labs::orders::show;
use crate::labs::record::{
    add_results, edit_result, edit_sheet, remove_result, remove_sheet, restore_result,
};
use crate::labs::worklist::to_do;
use crate::labs::{
    LabCollection, LabFlag, LabOrderForm, LabOrderState, LabOrderView, LabResultEdit,
    LabResultForm, LabResultView, LabSheetEdit, LabSheetForm, LabTestChoice, LabWorkPage,
    LabWorkPart, LabWorkQuery, NewLabOrder,
};
use crate::prints::{self, PrintBody, PrintForm, PrintOf};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::tests::labs::{potassium, result, sheet};
use crate::today::{self, NeedKind};
use crate::users::{details, membership};
use crate::view::{Day, Id, ScreenLanguage};
use crate::{Clinic, Result};

/// A clinic with the doctors `doc` and `deb` and a technician `tom`, and one patient of 64 years.
pub(super) fn laboratory() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "doc", "Doctor");
    add_user(&mut admin, "deb", "Doctor");
    add_user(&mut admin, "tom", "Lab technician");
    drop(admin);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let mary = registered(&mut doc, "Mary", "Okafor", "1962-04-12");
    (machine, doc, mary)
}

fn new(patient: &Id, keys: &[&str], name: &str) -> NewLabOrder {
    let listed = keys.iter().map(|key| LabTestChoice {
        test: Some((*key).to_owned()),
        name: String::new(),
    });
    let other = [name].into_iter().filter(|name| !name.is_empty());
    let other = other.map(|name| LabTestChoice {
        test: None,
        name: name.to_owned(),
    });
    NewLabOrder {
        patient_id: patient.clone(),
        visit_id: None,
        form: LabOrderForm {
            tests: listed.chain(other).collect(),
            wished_on: "2026-11-21".into(),
            note: "Fasting".into(),
        },
    }
}

pub(super) fn ordered(doc: &mut Clinic, patient: &Id) -> LabOrderView {
    order(doc, &new(patient, &["potassium", "tsh"], "Own test")).unwrap()
}

pub(super) fn collected(tom: &mut Clinic, of: &LabOrderView) -> Result<LabOrderView> {
    let collection = LabCollection {
        id: of.id.clone(),
        seen: of.seen.clone(),
        collected_on: Day("2026-11-20".into()),
        laboratory: "Central".into(),
    };
    collect(tom, &collection)
}

pub(super) fn informed(form: LabResultForm, who: &str) -> LabResultForm {
    LabResultForm {
        informed: who.to_owned(),
        ..form
    }
}

pub(super) fn halted<T: std::fmt::Debug>(answer: Result<T>) -> LabHalt {
    match answer.unwrap_err() {
        Error::LabHalted(why) => why,
        other => panic!("{other:?}"),
    }
}

pub(super) fn refused<T: std::fmt::Debug>(answer: Result<T>) -> (&'static str, Reason) {
    match answer.unwrap_err() {
        Error::Invalid { field, reason } => (field, reason),
        other => panic!("{other:?}"),
    }
}

fn work(clinic: &Clinic, part: LabWorkPart) -> LabWorkPage {
    let query = LabWorkQuery {
        part,
        search: String::new(),
        offset: 0,
        limit: 100,
    };
    to_do(clinic, &query).unwrap()
}

/// What of the laboratory needs a user today.
pub(super) fn needs(clinic: &Clinic) -> Vec<NeedKind> {
    let day = Day::of(clinic.today().unwrap());
    let needs = today::show(clinic, &day).unwrap().needs.into_iter();
    let of_labs = [NeedKind::CriticalResult, NeedKind::UnreadResult];
    let kinds = needs.map(|need| need.kind);
    kinds.filter(|kind| of_labs.contains(kind)).collect()
}

#[test]
fn tests_are_ordered_from_the_list_or_by_name_and_each_once() {
    let (_machine, mut doc, mary) = laboratory();
    let order_of = |keys: &[&str], name: &str| new(&mary, keys, name);
    let of = order(&mut doc, &order_of(&["potassium", "potassium"], "Own test")).unwrap();
    let names: Vec<&str> = of.tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names, ["Potassium", "Own test"]);
    assert_eq!(
        (of.state, of.note.as_str()),
        (LabOrderState::Ordered, "Fasting")
    );
    assert_eq!(of.ordered.by, "doc Test");
    assert_eq!(of.wished_on, Some(Day("2026-11-21".into())));
    assert_eq!(
        (of.collected, of.resulted, of.read_token),
        (None, None, None)
    );
    assert_eq!(list(&doc, &mary).unwrap().orders.len(), 1);

    let none = order(&mut doc, &order_of(&[], ""));
    assert_eq!(refused(none), ("tests", Reason::Required));
    let unknown = order(&mut doc, &order_of(&["kalium"], ""));
    assert_eq!(refused(unknown), ("tests", Reason::Unknown));
    let many: Vec<String> = (0..41).map(|n| format!("test {n}")).collect();
    let mut many_tests = order_of(&[], "");
    many_tests.form.tests = many
        .into_iter()
        .map(|name| LabTestChoice { test: None, name })
        .collect();
    let many = order(&mut doc, &many_tests);
    assert_eq!(refused(many), ("tests", Reason::TooLong));
    for (day, reason) in [
        ("2026-11-19", Reason::TooLongAgo),
        ("2028-01-01", Reason::Impossible),
        ("soon", Reason::NotADate),
    ] {
        let mut wished = order_of(&["tsh"], "");
        wished.form.wished_on = day.into();
        assert_eq!(refused(order(&mut doc, &wished)), ("wishedOn", reason));
    }
}

#[test]
fn an_order_is_collected_resulted_and_off_the_worklist() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let page = work(&tom, LabWorkPart::ToCollect);
    assert_eq!(
        (page.to_collect, page.to_result, page.rows.len()),
        (1, 0, 1)
    );
    assert_eq!(page.rows[0].patient.name, "Mary Okafor");
    let early = add_results(&mut tom, &of.id, &[potassium("4.4")]);
    assert_eq!(halted(early), LabHalt::NotCollected);
    let of = collected(&mut tom, &of).unwrap();
    assert_eq!(
        (of.state, of.laboratory.as_str()),
        (LabOrderState::Collected, "Central")
    );
    let step = of.collected.clone().unwrap();
    assert_eq!((step.by.as_str(), step.at.is_some()), ("tom Test", true));
    assert_eq!(halted(collected(&mut tom, &of)), LabHalt::Collected);
    let page = work(&tom, LabWorkPart::ToResult);
    assert_eq!((page.to_collect, page.to_result), (0, 1));

    // part of the results: the rest still waits
    add_results(&mut tom, &of.id, &[potassium("4.4")]).unwrap();
    let part = work(&tom, LabWorkPart::ToResult).rows.remove(0).order;
    let waiting: Vec<bool> = part.tests.iter().map(|test| test.is_resulted).collect();
    assert_eq!(waiting, [true, false, false]);
    assert_eq!(
        halted(cancel(&mut tom, &of.id, &part.seen, "late")),
        LabHalt::Resulted
    );
    let own = LabResultForm {
        test: None,
        name: "own TEST".into(),
        ..result("", "negative", "")
    };
    let rest = [result("tsh", "2.1", "mIU/L"), own];
    let full = add_results(&mut tom, &of.id, &rest).unwrap();
    let order = full.order.unwrap();
    assert_eq!(
        (order.state, order.is_unread),
        (LabOrderState::Resulted, true)
    );
    assert_eq!(work(&tom, LabWorkPart::ToResult).to_result, 0);

    // the only result is taken back: it waits again
    for line in &full.results {
        remove_result(&mut tom, &line.id, &line.seen, "of her sister").unwrap();
    }
    assert_eq!(work(&tom, LabWorkPart::ToResult).to_result, 1);
    let removed = crate::labs::record::removed_result(&tom, &full.results[0].id).unwrap();
    restore_result(&mut tom, &full.results[0].id, &removed).unwrap();
    let waiting = show(&tom, &of.id).unwrap();
    assert_eq!(waiting.state, LabOrderState::Collected);
    finish(&mut tom, &of.id, &waiting.seen).unwrap();
    assert_eq!(work(&tom, LabWorkPart::ToResult).to_result, 0);
}

#[test]
fn nothing_is_collected_on_a_day_before_its_order() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let early = LabCollection {
        id: of.id.clone(),
        seen: of.seen.clone(),
        collected_on: Day("2026-11-19".into()),
        laboratory: String::new(),
    };
    let too_early = ("collectedOn", Reason::TooLongAgo);
    assert_eq!(refused(collect(&mut tom, &early)), too_early);
    let of = collected(&mut tom, &of).unwrap();
    let loaded = LabSheetForm {
        collected_on: Day("2026-11-20".into()),
        ..sheet()
    };
    let edit = LabSheetEdit {
        id: of.id.clone(),
        seen: of.seen.clone(),
        form: LabSheetForm {
            collected_on: Day("2026-11-19".into()),
            ..loaded.clone()
        },
        loaded,
    };
    assert_eq!(refused(edit_sheet(&mut tom, &edit)), too_early);
}

#[test]
fn a_cancelled_order_has_a_reason_and_takes_no_result() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    let nothing = cancel(&mut doc, &of.id, &of.seen, " ");
    assert_eq!(refused(nothing), ("reason", Reason::Required));
    let empty = finish(&mut doc, &of.id, &of.seen);
    assert_eq!(refused(empty), ("results", Reason::Required));
    let of = cancel(&mut doc, &of.id, &of.seen, "Measured elsewhere").unwrap();
    assert_eq!(of.state, LabOrderState::Cancelled);
    assert_eq!(of.cancel_reason, "Measured elsewhere");
    assert_eq!(of.cancelled.as_ref().unwrap().by, "doc Test");
    assert_eq!(
        halted(cancel(&mut doc, &of.id, &of.seen, "twice")),
        LabHalt::Cancelled
    );
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    assert_eq!(work(&tom, LabWorkPart::ToCollect).to_collect, 0);
    assert_eq!(halted(collected(&mut tom, &of)), LabHalt::Cancelled);
    let late = add_results(&mut tom, &of.id, &[potassium("4.4")]);
    assert_eq!(halted(late), LabHalt::Cancelled);
    assert_eq!(
        halted(finish(&mut tom, &of.id, &of.seen)),
        LabHalt::Cancelled
    );
    let edit = LabSheetEdit {
        id: of.id.clone(),
        seen: of.seen.clone(),
        loaded: sheet(),
        form: sheet(),
    };
    assert_eq!(halted(edit_sheet(&mut tom, &edit)), LabHalt::NotCollected);
}

#[test]
fn a_critical_value_of_an_order_asks_who_was_informed() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    let asked = add_results(&mut tom, &of.id, &[potassium("6.6")]);
    assert_eq!(refused(asked), ("informed", Reason::Required));
    assert!(list(&tom, &mary).unwrap().sheets.is_empty());
    // one that is only high asks nothing
    let line = add_results(&mut tom, &of.id, &[potassium("5.9")])
        .unwrap()
        .results[0]
        .clone();
    assert_eq!(
        (line.reading.flag, line.informed),
        (Some(LabFlag::High), None)
    );
    let mut edit = LabResultEdit {
        id: line.id.clone(),
        seen: line.seen.clone(),
        form: potassium("6.9"),
    };
    let asked = edit_result(&mut tom, &edit);
    assert_eq!(refused(asked), ("informed", Reason::Required));
    edit.form = informed(edit.form, "Dr Doc, by phone");
    let line = edit_result(&mut tom, &edit).unwrap();
    assert_eq!(line.reading.flag, Some(LabFlag::CriticalHigh));
    let who = line.informed.clone().unwrap();
    assert_eq!(
        (who.who.as_str(), who.at.is_some()),
        ("Dr Doc, by phone", true)
    );
    // a correction of the limits alone leaves who and when
    machine.clock.advance_s(600);
    edit.seen = line.seen;
    edit.form = potassium("6.9");
    edit.form.high = "5.0".into();
    assert_eq!(edit_result(&mut tom, &edit).unwrap().informed, Some(who));
    drop(tom);
    let doc = machine.sign_in("doc", PASSWORD);
    assert_eq!(needs(&doc), [NeedKind::CriticalResult]);
}

#[test]
fn another_value_asks_anew_who_was_informed() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    let critical = informed(potassium("7.5"), "Dr Doc");
    let added = add_results(&mut tom, &of.id, &[critical]).unwrap();
    let mut line = added.results[0].clone();
    let first = line.informed.clone().unwrap();
    machine.clock.advance_s(600);
    let edit = |tom: &mut Clinic, of: &LabResultView, form: LabResultForm| {
        let (id, seen) = (of.id.clone(), of.seen.clone());
        edit_result(tom, &LabResultEdit { id, seen, form })
    };
    // what is stored was not written for another value
    let sodium = result("sodium", "105", "mmol/L");
    let unit = result("potassium", "7.5", "foo");
    for form in [potassium("1.5"), potassium("7.1"), sodium, unit] {
        let asked = edit(&mut tom, &line, form);
        assert_eq!(refused(asked), ("informed", Reason::Required));
    }
    assert_eq!(
        show_result(&tom, &line.id).unwrap().informed,
        Some(first.clone())
    );
    // the same person is told again, of another value or once more of this one
    for value in ["7.1", "7.1"] {
        machine.clock.advance_s(600);
        let before = line.informed.clone().unwrap();
        line = edit(&mut tom, &line, informed(potassium(value), "Dr Doc")).unwrap();
        let again = line.informed.clone().unwrap();
        assert_eq!((&again.who, again.at > before.at), (&before.who, true));
    }
    // one that is not critical has none, so the next one begins without
    line = edit(&mut tom, &line, potassium("4.0")).unwrap();
    assert_eq!(line.informed, None);
    let asked = edit(&mut tom, &line, potassium("1.5"));
    assert_eq!(refused(asked), ("informed", Reason::Required));
    let low = informed(potassium("1.5"), "Dr Doc");
    line = edit(&mut tom, &line, low).unwrap();
    assert_eq!(line.informed.unwrap().who, "Dr Doc");
}

/// By another name, in another unit or with a sign before it a value is of the test that was ordered all the same.
#[test]
fn a_value_that_cannot_be_compared_asks_who_was_informed_too() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    let named = LabResultForm {
        test: None,
        name: " potassium".into(),
        ..potassium("7.9")
    };
    let unit = result("potassium", "7.9", "foo");
    let sign = potassium("~7.9");
    for form in [&named, &unit, &sign] {
        let asked = add_results(&mut tom, &of.id, std::slice::from_ref(form));
        assert_eq!(refused(asked), ("informed", Reason::Required), "{form:?}");
    }
    // there is nothing to tell
    let spoilt = potassium("haemolysed");
    add_results(&mut tom, &of.id, &[spoilt]).unwrap();
    let known = informed(named, "Dr Doc");
    add_results(&mut tom, &of.id, &[known]).unwrap();
    // a test without limits is never asked about
    add_results(&mut tom, &of.id, &[result("tsh", "~99", "foo")]).unwrap();
}

#[test]
fn a_sheet_takes_so_many_lines_and_no_more() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    let lines = |count: usize| vec![result("tsh", "2.1", "mIU/L"); count];
    let many = add_results(&mut tom, &of.id, &lines(201));
    assert_eq!(refused(many), ("results", Reason::TooLong));
    add_results(&mut tom, &of.id, &lines(199)).unwrap();
    let many = add_results(&mut tom, &of.id, &lines(2));
    assert_eq!(refused(many), ("results", Reason::TooLong));
}

#[test]
fn a_technician_removes_no_results_that_a_doctor_is_to_read() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    add_results(&mut tom, &of.id, &[potassium("4.4")]).unwrap();
    let seen = |clinic: &Clinic| list(clinic, &mary).unwrap().sheets[0].seen.clone();
    let now = seen(&tom);
    assert_eq!(
        halted(remove_sheet(&mut tom, &of.id, &now, "In error")),
        LabHalt::OfAnother
    );
    // nor once it is empty: what is not wanted is cancelled
    let line = list(&tom, &mary).unwrap().sheets[0].results[0].clone();
    remove_result(&mut tom, &line.id, &line.seen, "In error").unwrap();
    let now = show(&tom, &of.id).unwrap().seen;
    assert_eq!(
        halted(remove_sheet(&mut tom, &of.id, &now, "In error")),
        LabHalt::OfAnother
    );
    add_results(&mut tom, &of.id, &[potassium("4.4")]).unwrap();
    drop(tom);
    let mut doc = machine.sign_in("doc", PASSWORD);
    let now = seen(&doc);
    remove_sheet(&mut doc, &of.id, &now, "In error").unwrap();
}

#[test]
fn results_need_who_ordered_them_until_they_are_read_as_they_are() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    assert!(needs(&doc).is_empty());
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let of = collected(&mut tom, &of).unwrap();
    add_results(&mut tom, &of.id, &[potassium("4.4")]).unwrap();
    drop(tom);
    let doc = machine.sign_in("doc", PASSWORD);
    let seen = show(&doc, &of.id).unwrap().read_token.unwrap();
    drop(doc);
    // what is entered after the doctor looked stays unread
    let mut tom = machine.sign_in("tom", PASSWORD);
    let line = add_results(&mut tom, &of.id, &[result("tsh", "2.1", "mIU/L")]).unwrap();
    drop(tom);
    let mut deb = machine.sign_in("deb", PASSWORD);
    assert!(needs(&deb).is_empty());
    assert_eq!(show(&deb, &of.id).unwrap().read_token, None);
    assert_eq!(
        halted(read_results(&mut deb, &of.id, &seen)),
        LabHalt::OfAnother
    );
    drop(deb);
    // nor does it vanish by time
    machine.clock.advance_s(400 * 86_400);
    let mut doc = machine.sign_in("doc", PASSWORD);
    assert!(read_results(&mut doc, &of.id, &seen).unwrap().is_unread);
    assert_eq!(needs(&doc), [NeedKind::UnreadResult]);
    let token = show(&doc, &of.id).unwrap().read_token.unwrap();
    let read = read_results(&mut doc, &of.id, &token).unwrap();
    assert_eq!((read.is_unread, read.read_token), (false, None));
    assert_eq!(read.read.unwrap().by, "doc Test");
    assert!(needs(&doc).is_empty());
    let malformed = read_results(&mut doc, &of.id, "much");
    assert_eq!(refused(malformed), ("readToken", Reason::Malformed));
    drop(doc);
    // a correction is read anew
    machine.clock.advance_s(60);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let line = &line.results[0];
    let edit = LabResultEdit {
        id: line.id.clone(),
        seen: line.seen.clone(),
        form: potassium("5.4"),
    };
    edit_result(&mut tom, &edit).unwrap();
    drop(tom);
    let doc = machine.sign_in("doc", PASSWORD);
    assert_eq!(needs(&doc), [NeedKind::UnreadResult]);
    assert_eq!(show(&doc, &of.id).unwrap().read, None);
}

#[test]
fn what_a_user_has_ordered_who_is_gone_another_one_reads() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    let of = collected(&mut doc, &of).unwrap();
    add_results(&mut doc, &of.id, &[potassium("4.4")]).unwrap();
    drop(doc);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let users = crate::users::list::list(&admin).unwrap();
    let gone = users.iter().find(|user| user.username == "doc").unwrap();
    crate::users::edit::set_active(&mut admin, &gone.id, &gone.seen, false).unwrap();
    drop(admin);
    let mut deb = machine.sign_in("deb", PASSWORD);
    assert_eq!(needs(&deb), [NeedKind::UnreadResult]);
    let token = show(&deb, &of.id).unwrap().read_token.unwrap();
    assert!(!read_results(&mut deb, &of.id, &token).unwrap().is_unread);
    assert!(needs(&deb).is_empty());
}

#[test]
fn what_a_user_has_ordered_who_orders_no_more_another_one_reads() {
    let (machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    let of = collected(&mut doc, &of).unwrap();
    let critical = informed(potassium("7.9"), "Dr Deb");
    add_results(&mut doc, &of.id, &[critical]).unwrap();
    drop(doc);
    let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
    let of_doc = |admin: &Clinic| {
        let rows = crate::users::list::list(admin).unwrap();
        let row = rows.iter().find(|row| row.username == "doc").unwrap();
        details::show(admin, &row.id).unwrap()
    };
    let user = of_doc(&admin);
    let mut offered = user.offered.iter();
    let reception = offered.find(|role| role.name == "Receptionist").unwrap();
    membership::give(&mut admin, &user.id, &reception.id, None).unwrap();
    let user = of_doc(&admin);
    let mut roles = user.roles.iter();
    let doctor = roles.find(|role| role.name == "Doctor").unwrap();
    membership::end(&mut admin, &doctor.id, &doctor.seen).unwrap();
    drop(admin);
    let mut deb = machine.sign_in("deb", PASSWORD);
    assert_eq!(needs(&deb), [NeedKind::CriticalResult]);
    let token = show(&deb, &of.id).unwrap().read_token.unwrap();
    assert!(!read_results(&mut deb, &of.id, &token).unwrap().is_unread);
}

#[test]
fn a_technician_orders_nothing_and_reception_sees_no_worklist() {
    let (machine, doc, mary) = laboratory();
    drop(doc);
    let mut tom = machine.sign_in("tom", PASSWORD);
    let refused = order(&mut tom, &new(&mary, &["tsh"], ""));
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    drop(tom);
    let reception = machine.sign_in("desk", PASSWORD);
    let query = LabWorkQuery {
        part: LabWorkPart::ToCollect,
        search: String::new(),
        offset: 0,
        limit: 20,
    };
    let refused = to_do(&reception, &query);
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[test]
fn the_request_is_printed_with_tests_and_who_ordered_them() {
    let (_machine, mut doc, mary) = laboratory();
    let of = ordered(&mut doc, &mary);
    let form = PrintForm {
        of: PrintOf::LabOrder {
            lab_order_id: of.id.clone(),
        },
        sections: None,
        language: None,
        screens: ScreenLanguage::En,
    };
    let view = prints::view(&mut doc, &form).unwrap();
    let PrintBody::LabOrder(printed) = view.body else {
        panic!("{:?}", view.body);
    };
    assert_eq!(printed.order.tests[0].specimen, "serum/plasma");
    assert_eq!(printed.order.ordered.by, "doc Test");
}
