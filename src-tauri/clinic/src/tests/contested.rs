use sync_contract::Entity;
use sync_contract::catalog::{EmergencyContact, Patient};
use sync_contract::entity::DELETION;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{Group, Wire};
use uuid::Uuid;

use crate::Clinic;
use crate::conflicts::view::{
    ConflictField, ConflictView, DELETION_KEY, FieldChoice, FieldDecision, Resolution,
};
use crate::conflicts::{release, resolve, show};
use crate::contacts::{self, ContactEdit, Relation};
use crate::error::Error;
use crate::patients::view::DeletionReason;
use crate::patients::{edit, register};
use crate::profile;
use crate::testing::{PASSWORD, clinic, contact, form};
use crate::tests::disagreement::{add_siblings, cell, stored};
use crate::view::{Id, ReadVersionToken};

/// Deletes a patient that another user changed meanwhile: the server has the deletion as a sibling and shows none.
/// `deletions`: how many people deleted it at once.
fn contested(clinic: &mut Clinic, deletions: usize) -> Id {
    let mary = form("Mary", "Okafor", "1992-03-12");
    let mary = register::register(clinic, &mary).unwrap().patient.id;
    let id: Uuid = mary.to().unwrap();
    let before = stored(clinic, Patient::DESCRIPTOR, id);
    let seen = crate::chart::show(clinic, &mary).unwrap().form.seen;
    let mut siblings = Vec::new();
    for _ in 0..deletions {
        let reason = DeletionReason::Duplicate;
        edit::delete(clinic, &mary, &seen, reason, "twice").unwrap();
        let deleted = stored(clinic, Patient::DESCRIPTOR, id);
        siblings.push(cell(&deleted, DELETION));
    }
    accept_all(clinic);
    add_siblings(clinic, before, siblings);
    mary
}

/// The server takes everything that waits.
pub(super) fn accept_all(clinic: &mut Clinic) {
    let vault = clinic.unlocked_mut().vault_mut();
    while let Some(push) = vault.next_push().unwrap() {
        let groups = push.groups.iter();
        let ids = groups.map(|bytes| Group::from_bytes(bytes).unwrap().id);
        let answer = PushAnswer {
            verdicts: ids.map(|id| (id, Verdict::Accepted { seq: 1 })).collect(),
            head: Cursor::start(Uuid::nil()),
        };
        vault.apply_verdicts(&push, &answer).unwrap();
    }
}

fn answer(conflict: &ConflictView, decision: FieldDecision) -> Resolution {
    Resolution {
        id: conflict.id.clone(),
        seen: conflict.seen.clone(),
        choices: vec![FieldChoice {
            key: DELETION_KEY.to_owned(),
            decision,
        }],
    }
}

#[test]
fn a_contested_deletion_is_listed_and_answered_with_either_of_both() {
    let (_machine, mut admin) = clinic();
    for (deletes, deletions) in [(true, 1), (false, 1), (true, 2), (false, 2)] {
        let mary = contested(&mut admin, deletions);
        let id: Uuid = mary.to().unwrap();
        // looking at it releases nothing
        assert_eq!(release::release_equal(&mut admin).unwrap(), 0);
        let rows = show::list(&admin).unwrap();
        assert_eq!((rows.len(), rows[0].what.as_str()), (1, "patient.deleted"));
        let conflict = show::show(&admin, &rows[0].id).unwrap();
        assert!(conflict.is_deletion && conflict.siblings.len() == deletions);
        assert!(!stored(&admin, Patient::DESCRIPTOR, id).is_deleted());

        let decision = match deletes {
            true => FieldDecision::Delete,
            false => FieldDecision::Undelete,
        };
        let decision = answer(&conflict, decision);
        let blind = Resolution {
            seen: ReadVersionToken(String::new()),
            ..decision.clone()
        };
        let blind = resolve::resolve(&mut admin, &blind);
        assert!(matches!(blind, Err(Error::ChangedMeanwhile)));
        for wrong in [
            answer(&conflict, FieldDecision::Sibling { sibling: 0 }),
            Resolution {
                choices: Vec::new(),
                ..decision.clone()
            },
        ] {
            let wrong = resolve::resolve(&mut admin, &wrong);
            assert!(matches!(wrong, Err(Error::Invalid { .. })), "{wrong:?}");
        }
        resolve::resolve(&mut admin, &decision).unwrap();
        assert!(show::list(&admin).unwrap().is_empty());
        assert_eq!(
            stored(&admin, Patient::DESCRIPTOR, id).is_deleted(),
            deletes
        );
    }
}

/// A decision about what a deleted patient has is no news to who deleted them.
#[test]
fn a_decision_on_the_chart_of_a_deleted_patient_names_the_deletion() {
    let (machine, _) = clinic();
    let mut diet = machine.sign_in("diet", PASSWORD);
    let mary = form("Mary", "Okafor", "1992-03-12");
    let mary = register::register(&mut diet, &mary).unwrap().patient.id;
    let mut profile = profile::show(&diet, mary.to().unwrap()).unwrap();
    for words in ["Diabetes.", "Asthma."] {
        let loaded = profile.form.clone();
        profile.form.history = words.into();
        // neither had seen the other's
        profile.seen = ReadVersionToken(String::new());
        profile = profile::edit(&mut diet, &loaded, &profile).unwrap();
    }
    let seen = crate::chart::show(&mut diet, &mary).unwrap().form.seen;
    edit::delete(&mut diet, &mary, &seen, DeletionReason::Duplicate, "").unwrap();
    let id: Uuid = mary.to().unwrap();
    let deletion = cell(&stored(&diet, Patient::DESCRIPTOR, id), DELETION).clock;
    let rows = show::list(&diet).unwrap();
    let conflict = show::show(&diet, &rows[0].id).unwrap();
    let choice = |field: &ConflictField| FieldChoice {
        key: field.key.clone(),
        decision: FieldDecision::Sibling { sibling: 0 },
    };
    let decision = Resolution {
        id: conflict.id.clone(),
        seen: conflict.seen.clone(),
        choices: conflict.fields.iter().map(choice).collect(),
    };
    resolve::resolve(&mut diet, &decision).unwrap();
    let vault = diet.unlocked_mut().vault_mut();
    let push = vault.next_push().unwrap().unwrap();
    let mut groups = push.groups.iter().rev();
    let of_profile = groups.find_map(|bytes| {
        let mut writes = Group::from_bytes(bytes).unwrap().writes.into_iter();
        writes.find(|write| write.patient == Some(id) && write.state.cell != DELETION)
    });
    assert!(of_profile.unwrap().base.contains(&deletion));
    assert!(stored(&diet, Patient::DESCRIPTOR, id).is_deleted());
}

#[test]
fn a_removal_names_the_conflict_that_is_decided_first() {
    let (machine, admin) = clinic();
    drop(admin);
    let mut reception = machine.sign_in("desk", PASSWORD);
    let mary = register::register(&mut reception, &form("Mary", "Okafor", "1992-03-12"));
    let mary = mary.unwrap().patient.id;
    let ama = contacts::add(&mut reception, &mary, &contact("Ama", Relation::Parent)).unwrap();
    let id: Uuid = ama.id.to().unwrap();
    let before = stored(&reception, EmergencyContact::DESCRIPTOR, id);
    let edit = ContactEdit {
        id: ama.id.clone(),
        // the writer had not seen the version that it conflicts with
        seen: ReadVersionToken(String::new()),
        loaded: ama.form(),
        form: contact("Amma", Relation::Parent),
    };
    contacts::edit(&mut reception, &edit).unwrap();
    let after = stored(&reception, EmergencyContact::DESCRIPTOR, id);
    let person = EmergencyContact::CELL.person.number;
    add_siblings(&mut reception, after, vec![cell(&before, person)]);

    let waiting = show::list(&reception).unwrap().remove(0).id;
    for _ in 0..2 {
        let seen = contacts::show(&reception, &ama.id).unwrap().seen;
        let refused = contacts::remove(&mut reception, &ama.id, &seen);
        let Err(Error::ConflictOpen(conflict)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(Id::of(conflict), waiting);
    }
    let conflict = show::show(&reception, &waiting).unwrap();
    let fields = conflict.fields.iter().filter(|field| !field.same);
    let resolution = Resolution {
        id: waiting,
        seen: conflict.seen.clone(),
        choices: fields
            .map(|field| FieldChoice {
                key: field.key.clone(),
                decision: FieldDecision::Sibling { sibling: 0 },
            })
            .collect(),
    };
    resolve::resolve(&mut reception, &resolution).unwrap();
    let seen = contacts::show(&reception, &ama.id).unwrap().seen;
    contacts::remove(&mut reception, &ama.id, &seen).unwrap();
}
