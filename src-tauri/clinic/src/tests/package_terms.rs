//! On which days sessions of a package are used, and how many there are once they are invoiced.
#![allow(clippy::unwrap_used)]

use crate::error::{Error, Reason};
use crate::invoices::issue::issue;
use crate::invoices::list::show_draft;
use crate::invoices::packages::sell::{edit, sell};
use crate::invoices::packages::{PackageEdit, PackageForm};
use crate::invoices::void::void;
use crate::tests::invoices::faults;
use crate::tests::packages::Case;

#[test]
fn a_session_may_be_of_before_its_package_but_of_no_mistyped_year() {
    let mut case = Case::new();
    let mut new = case.sale("6", None);
    new.price = Some("30".into());
    let billed = sell(&mut case.clinic, &new).unwrap();
    case.use_by_hand(&billed.id, Some("2026-11-19")).unwrap();
    let mistyped = case.use_by_hand(&billed.id, Some("1899-01-01"));
    assert_eq!(faults(mistyped)[0], ("on", Reason::Impossible));
}

#[test]
fn the_sessions_on_an_invoice_that_is_issued_stay() {
    let mut case = Case::new();
    let mut new = case.sale("5", None);
    new.price = Some("30".into());
    let sold = sell(&mut case.clinic, &new).unwrap();
    let draft = sold.invoice.clone().unwrap().draft_id;
    let draft = show_draft(&case.clinic, &draft).unwrap();
    let issued = issue(&mut case.clinic, &draft.id, &draft.seen).unwrap();
    let change = |sessions: &str, note: &str| PackageEdit {
        id: sold.id.clone(),
        seen: sold.seen.clone(),
        loaded: sold.form.clone(),
        form: PackageForm {
            sessions: sessions.into(),
            note: note.into(),
            ..sold.form.clone()
        },
    };
    let more = edit(&mut case.clinic, &change("50", ""));
    assert!(matches!(more, Err(Error::AlreadyIssued)), "{more:?}");
    let noted = edit(&mut case.clinic, &change("5", "By phone")).unwrap();
    assert_eq!((noted.left, &*noted.form.note), (5, "By phone"));
    void(&mut case.clinic, &issued.id, "Changed their mind").unwrap();
    let change = PackageEdit {
        seen: noted.seen,
        ..change("6", "")
    };
    assert_eq!(edit(&mut case.clinic, &change).unwrap().left, 6);
}
