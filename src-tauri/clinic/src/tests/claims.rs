//! What an insurer asks for on an invoice.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::catalog::InvoiceDraft;
use sync_contract::ids::InvoiceDraftId;

use crate::claim_codes::{self, ClaimCodeForm, ClaimCodeView};
use crate::error::{Error, Reason};
use crate::insurance::{self, NewPolicy, PolicyEdit, PolicyForm, PolicyState, PolicyView};
use crate::invoices::draft::{add, edit};
use crate::invoices::issue::{doubted_policy, issue};
use crate::invoices::list::show_draft;
use crate::invoices::{ClaimForm, InvoiceDraftView, InvoiceForm, InvoiceLineForm, NewInvoice};
use crate::services;
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, registered};
use crate::tests::invoices::{billing, faults};
use crate::view::{Day, Id};
use crate::{Clinic, Result};

fn code(text: &str, name: &str, is_active: bool) -> ClaimCodeForm {
    ClaimCodeForm {
        code: text.into(),
        name: name.into(),
        is_active,
    }
}

struct Case {
    machine: Machine,
    bill: Clinic,
    mary: Id,
    policy: PolicyView,
    codes: [ClaimCodeView; 2],
}

pub(super) fn policy(clinic: &mut Clinic, patient: &Id) -> PolicyView {
    let new: NewPolicy = serde_json::from_value(json!({
        "patientId": patient, "socialSecurityNumber": "",
        "form": {
            "insurer": "Sun Mutual", "plan": "Gold", "memberId": "M-17", "groupNumber": "G3", "holder": "Joy Okafor",
            "holderPhone": "", "validFrom": null, "validTo": null, "rank": "primary",
        },
    }))
    .unwrap();
    insurance::add(clinic, &new).unwrap()
}

impl Case {
    fn new() -> Self {
        let (machine, bill, mary) = billing();
        drop(bill);
        let mut admin = machine.sign_in("admin", ADMIN_PASSWORD);
        let codes = [("NT1", "First visit"), ("NT2", "Follow-up")]
            .map(|(text, name)| claim_codes::add(&mut admin, &code(text, name, true)).unwrap());
        let policy = policy(&mut admin, &mary);
        drop(admin);
        let bill = machine.sign_in("bill", PASSWORD);
        Self {
            machine,
            bill,
            mary,
            policy,
            codes,
        }
    }

    fn claim(&self) -> ClaimForm {
        ClaimForm {
            policy_id: Some(self.policy.id.clone()),
            referrer: " Dr.  Osei ".into(),
            referrer_number: "4071".into(),
            code_ids: self
                .codes
                .iter()
                .rev()
                .map(|code| code.id.clone())
                .collect(),
        }
    }

    fn drafted(&mut self, claim: ClaimForm) -> Result<InvoiceDraftView> {
        let service = services::find(&self.bill, "VISIT").unwrap().id;
        let line = InvoiceLineForm {
            service_id: service,
            quantity: "1".into(),
            price: String::new(),
            tax: String::new(),
        };
        let new = NewInvoice {
            patient_id: self.mary.clone(),
            appointment_id: None,
            form: InvoiceForm {
                lines: vec![line],
                due_days: String::new(),
                claim,
            },
        };
        add(&mut self.bill, &new)
    }

    fn as_admin<T>(&mut self, run: impl FnOnce(&mut Clinic) -> T) -> T {
        let mut admin = self.machine.sign_in("admin", ADMIN_PASSWORD);
        run(&mut admin)
    }
}

#[test]
fn an_invoice_has_its_claim_as_it_was_issued() {
    let mut case = Case::new();
    let draft = case.drafted(case.claim()).unwrap();
    let claim = draft.claim.clone().unwrap();
    assert_eq!(
        (
            claim.insurer.as_str(),
            claim.member_id.as_str(),
            claim.holder.as_str()
        ),
        ("Sun Mutual", "M-17", "Joy Okafor")
    );
    assert_eq!(claim.referrer, "Dr. Osei");
    let codes = |claim: &crate::invoices::ClaimView| -> Vec<String> {
        claim.codes.iter().map(|code| code.code.clone()).collect()
    };
    assert_eq!(codes(&claim), ["NT2", "NT1"]);
    let invoice = issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    // what is renamed, replaced and removed later changes no invoice
    let [first, _] = case.codes.clone();
    let policy = case.policy.clone();
    case.as_admin(|admin| {
        let renamed = code("NT9", "Another", false);
        claim_codes::edit(admin, &first.id, &first.seen, &first.form, &renamed).unwrap();
        insurance::remove(admin, &policy.id, &policy.seen, "of another").unwrap();
    });
    let shown = crate::invoices::list::show(&case.bill, &invoice.id).unwrap();
    assert_eq!(shown.claim, invoice.claim);
    let claim = shown.claim.unwrap();
    assert_eq!(
        (codes(&claim), claim.insurer.as_str()),
        (vec!["NT2".into(), "NT1".into()], "Sun Mutual")
    );
    // without a claim there is none
    let plain = case.drafted(ClaimForm::default()).unwrap();
    assert_eq!(plain.claim, None);
    assert_eq!(
        issue(&mut case.bill, &plain.id, &plain.seen).unwrap().claim,
        None
    );
}

#[test]
fn a_claim_that_cannot_be_is_refused_with_each_of_its_fields() {
    let mut case = Case::new();
    let other = {
        let mut office = case.machine.sign_in("desk", PASSWORD);
        registered(&mut office, "Abe", "Zulu", "1970-01-01")
    };
    let foreign = case.as_admin(|admin| policy(admin, &other)).id;
    let claim = ClaimForm {
        policy_id: Some(foreign),
        code_ids: vec![case.codes[0].id.clone(), case.codes[0].id.clone()],
        ..ClaimForm::default()
    };
    assert_eq!(
        faults(case.drafted(claim)),
        [("policy", Reason::Unknown), ("codes", Reason::Taken)]
    );
    let [first, _] = case.codes.clone();
    case.as_admin(|admin| {
        let over = code("NT1", "First visit", false);
        claim_codes::edit(admin, &first.id, &first.seen, &first.form, &over).unwrap();
    });
    let claim = ClaimForm {
        code_ids: vec![first.id],
        ..ClaimForm::default()
    };
    assert_eq!(faults(case.drafted(claim)), [("codes", Reason::Unknown)]);
    let taken = case.as_admin(|admin| claim_codes::add(admin, &code("nt2", "Again", true)));
    assert_eq!(faults(taken), [("code", Reason::Taken)]);
}

#[test]
fn a_policy_that_was_removed_stays_on_a_draft_and_is_not_issued() {
    let mut case = Case::new();
    let draft = case.drafted(case.claim()).unwrap();
    let [_, second] = case.codes.clone();
    let policy = case.policy.clone();
    case.as_admin(|admin| {
        insurance::remove(admin, &policy.id, &policy.seen, "of another").unwrap();
        let over = code("NT2", "Follow-up", false);
        claim_codes::edit(admin, &second.id, &second.seen, &second.form, &over).unwrap();
    });
    let mut form = draft.form.clone();
    form.due_days = "14".into();
    // the rest can still be changed, also next to a code that is offered no longer
    let draft = edit(&mut case.bill, &draft.id, &draft.seen, &draft.form, &form).unwrap();
    assert!(draft.claim.as_ref().unwrap().is_policy_gone);
    let refused = issue(&mut case.bill, &draft.id, &draft.seen);
    assert_eq!(faults(refused), [("policy", Reason::Unknown)]);
    let mut form = draft.form.clone();
    form.claim.policy_id = None;
    let draft = edit(&mut case.bill, &draft.id, &draft.seen, &draft.form, &form).unwrap();
    let invoice = issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    let claim = invoice.claim.unwrap();
    assert_eq!((claim.insurer.as_str(), claim.codes.len()), ("", 2));
}

/// As a later version, or a slip of a program, may have written it.
#[test]
fn a_claim_that_cannot_be_read_is_neither_issued_nor_replaced_by_none() {
    let mut case = Case::new();
    let draft = case.drafted(case.claim()).unwrap();
    let id: InvoiceDraftId = draft.id.to().unwrap();
    let write = case.bill.write("edit invoice draft", |tx| {
        let row = tx.get::<InvoiceDraft>(id)?.unwrap();
        let mut value = row.value;
        value.claim = Some("[1]".try_into().unwrap()).into();
        tx.update(&value, &row.seen)?;
        Ok(())
    });
    write.unwrap();
    let shown = show_draft(&case.bill, &draft.id).unwrap();
    assert_eq!(shown.claim, None);
    let mut form = shown.form.clone();
    form.due_days = "14".into();
    let edited = edit(&mut case.bill, &shown.id, &shown.seen, &shown.form, &form);
    assert!(
        matches!(edited, Err(Error::Vault(vault::Error::Damaged))),
        "{edited:?}"
    );
    let issued = issue(&mut case.bill, &shown.id, &shown.seen);
    assert!(
        matches!(issued, Err(Error::Vault(vault::Error::Damaged))),
        "{issued:?}"
    );
}

/// Changes the days on which the policy of a case holds.
fn is_valid(case: &mut Case, from: Option<&str>, to: Option<&str>) {
    let id = case.policy.id.clone();
    let day = |text: Option<&str>| text.map(|text| Day(text.into()));
    let days = (day(from), day(to));
    case.as_admin(|admin| {
        let before = insurance::show(admin, &id).unwrap();
        let edit = PolicyEdit {
            id,
            seen: before.seen,
            loaded: before.form.clone(),
            form: PolicyForm {
                valid_from: days.0,
                valid_to: days.1,
                ..before.form
            },
            social_security_number: None,
        };
        insurance::edit(admin, &edit).unwrap();
    });
}

#[test]
fn a_policy_that_is_not_valid_today_is_asked_about() {
    let mut case = Case::new();
    let draft = case.drafted(case.claim()).unwrap();
    let doubted = |case: &Case| doubted_policy(&case.bill, &draft.id).unwrap();
    assert_eq!(doubted(&case), None);
    // both days are days on which it holds
    is_valid(&mut case, Some("2026-11-20"), Some("2026-11-20"));
    assert_eq!(doubted(&case), None);
    is_valid(&mut case, None, Some("2026-11-19"));
    let over = doubted(&case).unwrap();
    assert_eq!(
        (over.insurer.as_str(), over.state),
        ("Sun Mutual", PolicyState::Over)
    );
    assert_eq!(over.valid_to, Some(Day("2026-11-19".into())));
    is_valid(&mut case, Some("2026-11-21"), None);
    let ahead = doubted(&case).unwrap();
    assert_eq!(ahead.state, PolicyState::Ahead);
    assert_eq!(ahead.valid_from, Some(Day("2026-11-21".into())));
    issue(&mut case.bill, &draft.id, &draft.seen).unwrap();
    let again = doubted_policy(&case.bill, &draft.id);
    assert!(matches!(again, Err(Error::AlreadyIssued)), "{again:?}");
}

#[test]
fn a_claim_without_a_policy_is_not_asked_about() {
    let mut case = Case::new();
    is_valid(&mut case, None, Some("2026-11-19"));
    let claim = ClaimForm {
        policy_id: None,
        ..case.claim()
    };
    let draft = case.drafted(claim).unwrap();
    assert_eq!(doubted_policy(&case.bill, &draft.id).unwrap(), None);
}
