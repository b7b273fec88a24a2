//! Accounts at a portal: invited, activated by both tokens in time, suspended, closed, and what they may show.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use sync_contract::Entity;
use sync_contract::catalog::PortalAccount;

use crate::error::{Error, Reason};
use crate::patients::merge::{MergeForm, merge};
use crate::patients::view::DeletionReason;
use crate::portal::{
    self, NewPortalInvitation, PortalAccountView, PortalChange, PortalContents, PortalContentsEdit,
    PortalInvitation, PortalState, PortalStatus,
};
use crate::testing::{Machine, PASSWORD, clinic, registered};
use crate::tests::disagreement::{add_sibling, cell, stored};
use crate::timeline::list::list as timeline;
use crate::view::{Id, ReadVersionToken};
use crate::{Clinic, Result, chart, patients};

const DAY_S: i64 = 86_400;

fn clinic_with_mary() -> (Machine, Clinic, Id) {
    let (machine, _) = clinic();
    let mut receptionist = machine.sign_in("desk", PASSWORD);
    let mary = registered(&mut receptionist, "Mary", "Okafor", "1992-03-12");
    (machine, receptionist, mary)
}

fn invite(
    clinic: &mut Clinic,
    patient: &Id,
    seen: Option<&ReadVersionToken>,
) -> Result<PortalInvitation> {
    let form = NewPortalInvitation {
        patient_id: patient.clone(),
        seen: seen.cloned(),
        shows: PortalContents {
            visits: true,
            ..PortalContents::default()
        },
    };
    portal::invite(clinic, &form)
}

fn activate(clinic: &mut Clinic, invitation: &PortalInvitation) -> Result<PortalAccountView> {
    let (first, second) = (&invitation.activation_token, &invitation.verification_token);
    portal::activate(clinic, first, second)
}

fn change(
    clinic: &mut Clinic,
    account: &PortalAccountView,
    status: PortalStatus,
) -> Result<PortalAccountView> {
    let change = PortalChange {
        id: account.id.clone(),
        seen: account.seen.clone(),
        status,
    };
    portal::change(clinic, &change)
}

fn state(clinic: &Clinic, patient: &Id) -> PortalState {
    portal::list(clinic, patient).unwrap().state
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T>, field: &str, reason: Reason) {
    let refused = answer.unwrap_err();
    let Error::Invalid {
        field: of,
        reason: why,
    } = &refused
    else {
        unreachable!("{refused:?}");
    };
    assert_eq!((*of, why), (field, &reason));
}

#[test]
fn an_account_is_activated_by_both_tokens_once() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    assert_eq!(state(&receptionist, &mary), PortalState::None);
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    assert_eq!(state(&receptionist, &mary), PortalState::Invited);
    let account = &invitation.account;
    assert!(account.by.contains("desk") && account.shows.visits);
    let until = account.expires_at.as_ref().unwrap();
    assert_eq!(until.0, "2026-11-27T10:00:00Z");

    // neither token alone, and no other one
    let (first, second) = (
        invitation.activation_token.clone(),
        invitation.verification_token.clone(),
    );
    let swapped = portal::activate(&mut receptionist, &second, &first).unwrap_err();
    let wrong = swapped.problem(receptionist.now()).fields;
    assert_eq!(wrong.len(), 2, "{swapped}");
    assert!(wrong.iter().all(|one| one.reason == Reason::Malformed));
    let ben = registered(&mut receptionist, "Ben", "Zulu", "1970-01-01");
    let other = invite(&mut receptionist, &ben, None).unwrap();
    let mixed = portal::activate(&mut receptionist, &first, &other.verification_token);
    assert!(
        matches!(mixed, Err(Error::NotFound("invitation"))),
        "{mixed:?}"
    );
    let typed = first.replace('-', " ").to_lowercase();
    let active = portal::activate(&mut receptionist, &typed, &second).unwrap();
    assert_eq!(active.status, PortalStatus::Active);
    assert!(active.activated_at.is_some() && active.expires_at.is_none());
    assert_eq!(state(&receptionist, &mary), PortalState::Active);
    assert_eq!(state(&receptionist, &ben), PortalState::Invited);
    let again = activate(&mut receptionist, &invitation);
    assert!(
        matches!(again, Err(Error::NotFound("invitation"))),
        "{again:?}"
    );
}

#[test]
fn no_token_is_stored_or_shown_again() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    let shown = serde_json::to_string(&portal::list(&receptionist, &mary).unwrap()).unwrap();
    let opened = serde_json::to_string(&chart::show(&mut receptionist, &mary).unwrap()).unwrap();
    drop(receptionist);
    let mut admin = machine.sign_in("admin", crate::testing::ADMIN_PASSWORD);
    let mut all = Vec::new();
    crate::export::all::json(&mut admin, &mut all).unwrap();
    let all = String::from_utf8(all).unwrap();
    let file = std::fs::read(machine.folder.join("vault.db")).unwrap();
    for token in [invitation.activation_token, invitation.verification_token] {
        let bare = token.replace('-', "");
        for text in [&shown, &opened, &all] {
            assert!(!text.contains(&token) && !text.contains(&bare), "{text}");
        }
        let is_in_file = |text: &str| file.windows(text.len()).any(|at| at == text.as_bytes());
        assert!(!is_in_file(&token) && !is_in_file(&bare));
    }
}

#[test]
fn an_invitation_is_of_no_use_after_a_week_or_after_the_next() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let first = invite(&mut receptionist, &mary, None).unwrap();
    // a colleague who has not seen it does not replace it
    let blind = invite(&mut receptionist, &mary, None);
    assert!(matches!(blind, Err(Error::ChangedMeanwhile)), "{blind:?}");
    machine.clock.advance_s(DAY_S);
    let seen = &first.account.seen;
    let second = invite(&mut receptionist, &mary, Some(seen)).unwrap();
    let replaced = activate(&mut receptionist, &first);
    assert!(matches!(replaced, Err(Error::NotFound("invitation"))));
    machine.clock.advance_s(7 * DAY_S - 1);
    assert_eq!(state(&receptionist, &mary), PortalState::Invited);
    machine.clock.advance_s(1);
    assert_eq!(state(&receptionist, &mary), PortalState::Expired);
    refused(
        activate(&mut receptionist, &second),
        "activationToken",
        Reason::TooLongAgo,
    );
    let third = invite(&mut receptionist, &mary, Some(&second.account.seen)).unwrap();
    activate(&mut receptionist, &third).unwrap();
}

#[test]
fn what_was_not_activated_is_not_resumed_and_what_is_used_not_invited() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    for status in [PortalStatus::Active, PortalStatus::Suspended] {
        let early = change(&mut receptionist, &invitation.account, status);
        refused(early, "status", Reason::OutOfOrder);
    }
    let after = change(&mut receptionist, &invitation.account, PortalStatus::Closed);
    let after = after.unwrap();
    refused(
        activate(&mut receptionist, &invitation),
        "activationToken",
        Reason::OutOfOrder,
    );
    // that was a mistake
    change(&mut receptionist, &after, PortalStatus::Invited).unwrap();
    let active = activate(&mut receptionist, &invitation).unwrap();
    refused(
        invite(&mut receptionist, &mary, Some(&active.seen)),
        "status",
        Reason::OutOfOrder,
    );
    refused(
        change(&mut receptionist, &active, PortalStatus::Invited),
        "status",
        Reason::OutOfOrder,
    );
    let suspended = change(&mut receptionist, &active, PortalStatus::Suspended).unwrap();
    assert_eq!(state(&receptionist, &mary), PortalState::Suspended);
    let active = change(&mut receptionist, &suspended, PortalStatus::Active).unwrap();
    let after = change(&mut receptionist, &active, PortalStatus::Closed).unwrap();
    assert_eq!(state(&receptionist, &mary), PortalState::Closed);
    // a patient with a closed account can be invited again
    let again = invite(&mut receptionist, &mary, Some(&after.seen)).unwrap();
    assert_eq!(again.account.activated_at, None);
}

#[test]
fn what_a_portal_may_show_is_chosen_field_by_field() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let account = invite(&mut receptionist, &mary, None).unwrap().account;
    let edit = |form: PortalContents| PortalContentsEdit {
        id: account.id.clone(),
        seen: account.seen.clone(),
        loaded: account.shows,
        form,
    };
    let plans = edit(PortalContents {
        plans: true,
        ..account.shows
    });
    portal::choose(&mut receptionist, &plans).unwrap();
    let without = edit(PortalContents {
        visits: false,
        ..account.shows
    });
    let shows = portal::choose(&mut receptionist, &without).unwrap().shows;
    let all = (
        shows.visits,
        shows.plans,
        shows.measurements,
        shows.documents,
    );
    assert_eq!(all, (false, true, false, false));
    drop(receptionist);
}

#[test]
fn the_account_of_a_deleted_patient_shows_nothing_and_can_be_withdrawn() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    let active = activate(&mut receptionist, &invitation).unwrap();
    drop(receptionist);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &mary).unwrap().form.seen;
    let why = DeletionReason::Duplicate;
    patients::edit::delete(&mut diet, &mary, &seen, why, "").unwrap();
    assert_eq!(state(&diet, &mary), PortalState::Closed);

    let anew = invite(&mut diet, &mary, Some(&active.seen));
    assert!(matches!(anew, Err(Error::PatientDeleted)), "{anew:?}");
    let suspended = change(&mut diet, &active, PortalStatus::Suspended).unwrap();
    let resumed = change(&mut diet, &suspended, PortalStatus::Active);
    assert!(matches!(resumed, Err(Error::PatientDeleted)), "{resumed:?}");
    let after = change(&mut diet, &suspended, PortalStatus::Closed).unwrap();
    assert_eq!(after.status, PortalStatus::Closed);

    // that contests no deletion, and who brings the patient back opens nothing
    let opened = chart::show(&mut diet, &mary).unwrap();
    assert!(opened.header.deleted_at.is_some());
    assert!(crate::conflicts::show::list(&diet).unwrap().is_empty());
    patients::edit::restore(&mut diet, &mary, &opened.form.seen).unwrap();
    assert_eq!(state(&diet, &mary), PortalState::Closed);
}

#[test]
fn what_one_withdraws_while_another_adds_is_not_shown() {
    let (_machine, mut receptionist, mary) = clinic_with_mary();
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    let active = activate(&mut receptionist, &invitation).unwrap();
    let id: uuid::Uuid = active.id.to().unwrap();
    let choose = |clinic: &mut Clinic, account: &PortalAccountView, form: PortalContents| {
        let edit = PortalContentsEdit {
            id: account.id.clone(),
            seen: account.seen.clone(),
            loaded: account.shows,
            form,
        };
        portal::choose(clinic, &edit).unwrap()
    };
    let withdrawn = choose(&mut receptionist, &active, PortalContents::default());
    let before = stored(&receptionist, PortalAccount::DESCRIPTOR, id);
    let plans = PortalContents {
        plans: true,
        ..active.shows
    };
    choose(&mut receptionist, &withdrawn, plans);
    let after = stored(&receptionist, PortalAccount::DESCRIPTOR, id);
    let contents = PortalAccount::CELL.contents.number;
    add_sibling(&mut receptionist, after, cell(&before, contents));
    let shown = portal::show(&receptionist, &active.id).unwrap();
    assert!(shown.shows.visits, "what came last shows it again");
    assert_eq!(state(&receptionist, &mary), PortalState::Unsure);
}

#[test]
fn files_that_were_merged_have_one_account() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    let marie = registered(&mut receptionist, "Marie", "Okafor", "1992-03-12");
    let first = invite(&mut receptionist, &mary, None).unwrap();
    let active = activate(&mut receptionist, &first).unwrap();
    let second = invite(&mut receptionist, &marie, None).unwrap();
    drop(receptionist);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let seen = chart::show(&mut diet, &marie).unwrap().form.seen;
    let form = MergeForm {
        from: mary.clone(),
        into: marie.clone(),
        seen,
        take: Vec::new(),
        checked: false,
        reason: String::new(),
    };
    merge(&mut diet, &form).unwrap();
    let both = |clinic: &Clinic| {
        [&mary, &marie].map(|file| {
            let portal = portal::list(clinic, file).unwrap();
            (portal.state, portal.account.unwrap().id)
        })
    };
    let of_mary = (PortalState::Active, active.id.clone());
    assert_eq!(both(&diet), [of_mary.clone(), of_mary.clone()]);

    // nothing leads to a second account in use
    for file in [&mary, &marie] {
        let again = invite(&mut diet, file, Some(&second.account.seen));
        refused(again, "status", Reason::OutOfOrder);
    }
    let other = activate(&mut diet, &second);
    refused(other, "activationToken", Reason::OutOfOrder);
    change(&mut diet, &second.account, PortalStatus::Closed).unwrap();
    assert_eq!(both(&diet), [of_mary.clone(), of_mary]);

    // whichever file is named, the account that is shown is invited anew
    let ended = change(&mut diet, &active, PortalStatus::Closed).unwrap();
    let shown = portal::list(&diet, &marie).unwrap().account.unwrap();
    let anew = invite(&mut diet, &marie, Some(&shown.seen)).unwrap();
    assert_eq!(anew.account.id, shown.id);
    assert_eq!(state(&diet, &mary), PortalState::Invited);
    let active = activate(&mut diet, &anew).unwrap();
    let other = [ended, second.account];
    let other = other
        .iter()
        .find(|account| account.id != active.id)
        .unwrap();
    let other = portal::show(&diet, &other.id).unwrap();
    refused(
        change(&mut diet, &other, PortalStatus::Active),
        "status",
        Reason::OutOfOrder,
    );
}

#[test]
fn an_invitation_of_a_clock_far_ahead_is_not_trusted() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    machine.clock.advance_s(300 * DAY_S);
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    machine.clock.advance_s(-300 * DAY_S);
    assert_eq!(state(&receptionist, &mary), PortalState::Expired);
    let account = portal::show(&receptionist, &invitation.account.id).unwrap();
    assert_eq!(account.expires_at, None);
    refused(
        activate(&mut receptionist, &invitation),
        "activationToken",
        Reason::TooLongAgo,
    );
    let anew = invite(&mut receptionist, &mary, Some(&account.seen)).unwrap();
    assert_eq!(state(&receptionist, &mary), PortalState::Invited);
    activate(&mut receptionist, &anew).unwrap();
}

#[test]
fn an_account_is_in_the_timeline_from_its_invitation_to_its_end() {
    let (machine, mut receptionist, mary) = clinic_with_mary();
    machine.clock.advance_s(60);
    let invitation = invite(&mut receptionist, &mary, None).unwrap();
    machine.clock.advance_s(DAY_S);
    let active = activate(&mut receptionist, &invitation).unwrap();
    machine.clock.advance_s(DAY_S);
    change(&mut receptionist, &active, PortalStatus::Closed).unwrap();
    drop(receptionist);
    let diet = machine.sign_in("diet", PASSWORD);
    let query = json!({ "patientId": mary.0, "group": "diary", "limit": 10 });
    let query = serde_json::from_value(query).unwrap();
    let rows = timeline(&diet, &query).unwrap().rows;
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            let event = serde_json::to_value(&row.event).unwrap();
            json!([event["what"], event["status"], row.on])
        })
        .collect();
    let portal = |status: &str, on: &str| json!(["portal", status, on]);
    assert_eq!(
        rows[..3],
        [
            portal("closed", "2026-11-22"),
            portal("active", "2026-11-21"),
            portal("invited", "2026-11-20"),
        ]
    );
}
