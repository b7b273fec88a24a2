//! Insurance policies: who sees them, their order, their days by the clock, and the number that is asked for.
#![allow(clippy::unwrap_used)]

use chrono::Days;
use serde_json::json;
use sync_contract::Compartment;

use crate::audit::list::list as audit_log;
use crate::error::{Error, Reason};
use crate::insurance::{NewPolicy, PolicyEdit, PolicyForm, PolicyRank, PolicyState, PolicyView};
use crate::testing::{ADMIN_PASSWORD, Machine, PASSWORD, add_user, clinic, registered};
use crate::timeline::list::list as timeline;
use crate::view::{Day, Id};
use crate::{Clinic, Result, chart, insurance};

const NUMBER: &str = "078-05-1120";

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, mut admin) = clinic();
    add_user(&mut admin, "ida", "Nurse");
    drop(admin);
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    (machine, receptionist, mary)
}

fn form(insurer: &str, rank: PolicyRank) -> PolicyForm {
    PolicyForm {
        insurer: insurer.to_owned(),
        plan: String::new(),
        member_id: String::new(),
        group_number: String::new(),
        holder: String::new(),
        holder_phone: String::new(),
        valid_from: None,
        valid_to: None,
        rank,
    }
}

fn add(clinic: &mut Clinic, patient: &Id, form: PolicyForm, number: &str) -> Result<PolicyView> {
    let new = NewPolicy {
        patient_id: patient.clone(),
        form,
        social_security_number: number.to_owned(),
    };
    insurance::add(clinic, &new)
}

fn edit(policy: &PolicyView, change: impl FnOnce(&mut PolicyForm)) -> PolicyEdit {
    let mut edit = PolicyEdit {
        id: policy.id.clone(),
        seen: policy.seen.clone(),
        loaded: policy.form.clone(),
        form: policy.form.clone(),
        social_security_number: None,
    };
    change(&mut edit.form);
    edit
}

fn insurers(clinic: &Clinic, patient: &Id) -> Vec<String> {
    let policies = insurance::list(clinic, patient).unwrap().policies;
    let names = policies.into_iter().map(|policy| policy.form.insurer);
    names.collect()
}

/// Returns the day that lies so many days ahead of today.
fn ahead(clinic: &Clinic, days: u64) -> Option<Day> {
    Some(Day::of(clinic.today().unwrap() + Days::new(days)))
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    match answer.unwrap_err() {
        Error::Invalid {
            field: of,
            reason: why,
        } => assert_eq!((of, why), (field, reason)),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_policy_is_over_by_the_clock_and_is_then_the_last() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let mut first = form("National Health", PolicyRank::Primary);
    first.valid_from = Some(Day("2020-01-01".into()));
    first.valid_to = ahead(&receptionist, 1);
    add(&mut receptionist, &mary, first, "").unwrap();
    let second = form("Union Mutual", PolicyRank::Secondary);
    add(&mut receptionist, &mary, second, "").unwrap();
    let mut next = form("Abbey", PolicyRank::Primary);
    next.valid_from = ahead(&receptionist, 2);
    add(&mut receptionist, &mary, next, "").unwrap();

    let states = |clinic: &Clinic| {
        let policies = insurance::list(clinic, &mary).unwrap().policies;
        let state = |policy: &PolicyView| (policy.form.insurer.clone(), policy.state);
        policies.iter().map(state).collect::<Vec<_>>()
    };
    let named = |insurer: &str, state| (insurer.to_owned(), state);
    // two that hold at a time are in their order
    assert_eq!(
        states(&receptionist),
        [
            named("National Health", PolicyState::Current),
            named("Union Mutual", PolicyState::Current),
            named("Abbey", PolicyState::Ahead),
        ]
    );
    machine.clock.advance_s(86_400);
    // it holds on its last day
    assert_eq!(states(&receptionist)[0].1, PolicyState::Current);
    machine.clock.advance_s(86_400);
    assert_eq!(
        states(&receptionist),
        [
            named("Abbey", PolicyState::Current),
            named("Union Mutual", PolicyState::Current),
            named("National Health", PolicyState::Over),
        ]
    );
}

#[test]
fn an_edit_writes_what_its_editor_changed_and_nothing_else() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let policy = form("National Health", PolicyRank::Primary);
    let policy = add(&mut receptionist, &mary, policy, NUMBER).unwrap();
    let term = edit(&policy, |form| {
        form.valid_to = Some(Day("2030-01-01".into()))
    });
    insurance::edit(&mut receptionist, &term).unwrap();
    // of a form that was loaded before that
    let order = edit(&policy, |form| form.rank = PolicyRank::Tertiary);
    let both = insurance::edit(&mut receptionist, &order).unwrap();
    assert_eq!(both.form.valid_to, Some(Day("2030-01-01".into())));
    assert_eq!(both.form.rank, PolicyRank::Tertiary);
    assert_eq!(both.social_security_end.as_deref(), Some("1120"));

    let mut without = edit(&both, |_| {});
    without.social_security_number = Some(" ".into());
    let without = insurance::edit(&mut receptionist, &without).unwrap();
    assert_eq!(without.social_security_end, None);

    let backwards = edit(&without, |form| {
        form.valid_from = Some(Day("2030-01-02".into()))
    });
    let backwards = insurance::edit(&mut receptionist, &backwards);
    refused(backwards, "validTo", Reason::Backwards);
    let unnamed = edit(&without, |form| form.insurer = " ".into());
    let unnamed = insurance::edit(&mut receptionist, &unnamed);
    refused(unnamed, "insurer", Reason::Required);
    let phone = edit(&without, |form| form.holder_phone = "call me".into());
    let phone = insurance::edit(&mut receptionist, &phone);
    refused(phone, "holderPhone", Reason::NotAPhone);
}

#[test]
fn the_full_number_is_given_to_who_asks_and_that_is_logged() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let policy = form("National Health", PolicyRank::Primary);
    let policy = add(&mut receptionist, &mary, policy, NUMBER).unwrap();
    let shown = chart::show(&mut receptionist, &mary).unwrap();
    assert!(!serde_json::to_string(&shown).unwrap().contains(NUMBER));
    let asked = |clinic: &Clinic| {
        let query = json!({ "action": "show social security number", "limit": 10 });
        let query = serde_json::from_value(query).unwrap();
        audit_log(clinic, &query).unwrap().rows.len()
    };
    drop(receptionist);
    let admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    assert_eq!(asked(&admin), 0);
    drop(admin);
    let receptionist = machine.sign_in("desk", PASSWORD);
    for _ in 0..2 {
        let number = insurance::social_security_number(&receptionist, &policy.id);
        assert_eq!(number.unwrap(), NUMBER);
    }
    drop(receptionist);
    let admin = machine.sign_in("Admin", ADMIN_PASSWORD);
    assert_eq!(asked(&admin), 1);
}

#[test]
fn a_role_without_billing_learns_nothing_of_a_policy() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let mut policy = form("National Health", PolicyRank::Primary);
    policy.valid_from = Some(Day("2020-01-01".into()));
    let policy = add(&mut receptionist, &mary, policy, NUMBER).unwrap();
    drop(receptionist);
    let mut nurse = machine.sign_in("ida", PASSWORD);
    let is_without = |error: Error| {
        let billing = Compartment::Billing;
        assert!(matches!(error, Error::WithoutCompartment(of) if of == billing));
    };
    is_without(insurance::list(&nurse, &mary).unwrap_err());
    is_without(insurance::show(&nurse, &policy.id).unwrap_err());
    is_without(insurance::social_security_number(&nurse, &policy.id).unwrap_err());
    let new = form("Union Mutual", PolicyRank::Primary);
    is_without(add(&mut nurse, &mary, new, "").unwrap_err());
    is_without(insurance::edit(&mut nurse, &edit(&policy, |_| {})).unwrap_err());
    is_without(insurance::remove(&mut nurse, &policy.id, &policy.seen, "x").unwrap_err());
    is_without(insurance::removed(&nurse, &policy.id).unwrap_err());
    is_without(insurance::restore(&mut nurse, &policy.id, &policy.seen).unwrap_err());
    assert!(chart::show(&mut nurse, &mary).unwrap().insurance.is_none());
    let query = json!({ "patientId": mary.0, "group": "diary", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    assert_eq!(timeline(&nurse, &query).unwrap().total, 1);
    drop(nurse);
    let diet = machine.sign_in("diet", PASSWORD);
    assert_eq!(timeline(&diet, &query).unwrap().total, 2);
}

#[test]
fn a_policy_that_was_entered_in_error_goes_and_comes_back() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let policy = form("National Health", PolicyRank::Primary);
    let policy = add(&mut receptionist, &mary, policy, NUMBER).unwrap();
    let without = insurance::remove(&mut receptionist, &policy.id, &policy.seen, " ");
    refused(without, "reason", Reason::Required);
    let removal = insurance::remove(&mut receptionist, &policy.id, &policy.seen, "not hers");
    let removal = removal.unwrap();
    assert!(insurers(&receptionist, &mary).is_empty());
    let gone = insurance::social_security_number(&receptionist, &policy.id);
    assert!(matches!(gone, Err(Error::NotFound("insurance policy"))));
    assert_eq!(
        insurance::removed(&receptionist, &policy.id).unwrap(),
        removal
    );
    let back = insurance::restore(&mut receptionist, &policy.id, &removal).unwrap();
    assert_eq!(back.social_security_end.as_deref(), Some("1120"));
    assert_eq!(insurers(&receptionist, &mary), ["National Health"]);
}
