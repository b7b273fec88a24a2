//! What the server lacks and this device has stays, and is offered again by a user.

use sync_contract::catalog::DeletionReason;
use sync_contract::entity::DELETION;
use sync_contract::merge::{merge, take_pulled};
use sync_contract::messages::Verdict;
use sync_contract::{Catalog, CellWrite, Code, Group, Wire};

use super::*;
use crate::crypto::keys::clinic::ClinicSecret;
use crate::offers::Offer;
use crate::store::{lacking, quarantine};
use crate::testing::answer;

mod altered;
mod older;
mod signed;

const STATE: u8 = Patient::CELL.state.number;
const NAME: u8 = Patient::CELL.name.number;
const LATER_MS: u64 = 1_900_000_000_000;

/// A server with one row.
struct OneRow {
    row: RowState,
    seq: u64,
}

impl OneRow {
    /// Of a patient whom the device has registered and sent.
    fn of(unlocked: &mut Unlocked, id: PatientId) -> Self {
        accept_all(unlocked.vault_mut());
        let row = stored_patient(unlocked, id);
        let mut server = Self { row, seq: 1 };
        server.sent_to(unlocked);
        server
    }

    fn take(&mut self, writes: &[CellWrite]) {
        let own = writes.iter().filter(|write| write.row == self.row.row);
        let own: Vec<&CellWrite> = own.collect();
        let descriptor = Catalog::by_number(self.row.entity);
        merge(&mut self.row, descriptor, &own, LATER_MS).unwrap();
    }

    /// Takes one version that names others as seen.
    fn take_cell(&mut self, state: CellState, base: &[Clock]) {
        self.take(&[CellWrite {
            entity: self.row.entity,
            row: self.row.row,
            patient: self.row.patient,
            state,
            base: base.to_vec(),
        }]);
    }

    fn sent_to(&mut self, unlocked: &mut Unlocked) -> Applied {
        self.seq += 1;
        apply(
            unlocked.vault_mut(),
            &page(self.seq, vec![self.row.clone()]),
        )
    }

    /// Takes what waits on a device, and sends it the row.
    fn sync(&mut self, unlocked: &mut Unlocked) {
        self.seq += 1;
        let seq = self.seq;
        while let Some((push, _)) = answer(unlocked.vault_mut(), |_| Verdict::Accepted { seq }) {
            for group in &push.groups {
                self.take(&Group::from_bytes(group).unwrap().writes);
            }
        }
        self.sent_to(unlocked);
    }

    fn cell(&self, number: u8) -> &CellState {
        self.row.cell(number).unwrap()
    }

    /// What a device shows of it that has never had the row.
    fn at_a_new_device(&self, unlocked: &Unlocked) -> RowState {
        let mut row = self.row.clone();
        unlocked.vault().prover().verifier.retain_tagged(&mut row);
        let descriptor = Catalog::by_number(row.entity);
        take_pulled(None, row, descriptor, true)
    }
}

/// A version that a colleague's device has sent, without the tag of the clinic.
fn unproved(of: &CellState, unix_ms: u64) -> CellState {
    CellState {
        clock: Clock {
            unix_ms,
            counter: 0,
            device: 66,
        },
        author: Uuid::from_u128(66),
        tag: [0; 16],
        ..of.clone()
    }
}

fn offer_all(unlocked: &mut Unlocked) -> usize {
    let offers = unlocked.offers().unwrap();
    for offer in &offers {
        let offered = |tx: &mut crate::write::tx::WriteTx<'_>| tx.offer(offer);
        unlocked.write("offer version again", offered).unwrap();
    }
    offers.len()
}

fn quarantined(unlocked: &Unlocked) -> usize {
    quarantine::list(&unlocked.vault().conn).unwrap().len()
}

fn name_of(unlocked: &Unlocked, id: PatientId) -> String {
    let patient = unlocked.read().get::<Patient>(id).unwrap().unwrap().value;
    patient
        .family_name
        .open()
        .unwrap()
        .as_ref()
        .unwrap()
        .to_string()
}

/// The server cannot verify clinic tags: a client that may write a cell stores there what every device quarantines, and
/// names the good version as seen. A device that joins later would have no version.
#[test]
fn what_an_unproved_version_replaced_is_offered_again_and_reaches_all() {
    for at_ms in [LATER_MS, 1] {
        let (_machine, mut unlocked) = clinic();
        let id = register(&mut unlocked, "Okafor");
        let mut server = OneRow::of(&mut unlocked, id);
        for cell in [NAME, STATE] {
            let good = server.cell(cell).clone();
            server.take_cell(unproved(&good, at_ms), &[good.clock]);
        }
        assert!(server.at_a_new_device(&unlocked).cell(NAME).is_none());
        assert_eq!(server.sent_to(&mut unlocked).quarantined, 2);
        assert_eq!(name_of(&unlocked, id), "Okafor");
        // the same rows once more are no news
        server.sent_to(&mut unlocked);
        assert_eq!((quarantined(&unlocked), offer_all(&mut unlocked)), (2, 2));
        assert_eq!(offer_all(&mut unlocked), 0, "they wait to be sent");
        server.sync(&mut unlocked);
        assert_eq!((quarantined(&unlocked), offer_all(&mut unlocked)), (0, 0));
        assert_eq!(name_of(&unlocked, id), "Okafor");
        assert_eq!(server.at_a_new_device(&unlocked), server.row);
        assert!(server.row.siblings.is_empty());
        assert!(
            server.cell(NAME).clock.unix_ms < LATER_MS,
            "no clock of its is followed"
        );
        let log = "select count(*) from audit where action = 'offer version again' and severity = 'WARNING'";
        assert_eq!(count(unlocked.vault(), log), 2);
        assert_eq!(
            count(unlocked.vault(), "select count(*) from lacking_versions"),
            0
        );
    }
}

/// Two devices that offer the same at once say the same: the row is one whatever came first, and a release ends it.
#[test]
fn two_devices_that_offer_the_same_at_once_agree() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let good = server.cell(NAME).clone();
    let bad = unproved(&good, LATER_MS);
    server.take_cell(bad.clone(), &[good.clock]);
    server.sent_to(&mut unlocked);
    // what another device has offered meanwhile, on the same base
    let mut theirs = good.clone();
    theirs.clock.unix_ms += 1;
    theirs.clock.device = 7;
    assert_eq!(offer_all(&mut unlocked), 1);
    let mut orders = Vec::new();
    for is_first in [true, false] {
        let mut server = OneRow {
            row: server.row.clone(),
            seq: server.seq,
        };
        let push = unlocked.vault_mut().next_push().unwrap().unwrap();
        let own = Group::from_bytes(&push.groups[0]).unwrap();
        if is_first {
            server.take(&own.writes);
        }
        server.take_cell(theirs.clone(), &[good.clock, bad.clock]);
        if !is_first {
            server.take(&own.writes);
        }
        orders.push(server.row);
    }
    assert_eq!(orders[0], orders[1]);
    let versions = orders[0].cells.iter().chain(&orders[0].siblings);
    assert_eq!(versions.filter(|version| version.cell == NAME).count(), 2);
}

/// Nothing is lost where the version was not named: then the server still has it, and no device offers it.
#[test]
fn an_unproved_version_next_to_a_good_one_hides_it_on_no_device() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let good = server.cell(NAME).clone();
    server.take_cell(unproved(&good, LATER_MS), &[]);
    assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
    assert_eq!(name_of(&unlocked, id), "Okafor");
    assert_eq!(unlocked.offers().unwrap().len(), 0);
    let new = server.at_a_new_device(&unlocked);
    assert_eq!((new.cell(NAME), new.siblings.len()), (Some(&good), 0));
}

/// What is tagged under a secret that never comes may be forged, or not: what it replaced is offered next to it.
#[test]
fn a_version_under_an_unknown_secret_is_not_replaced_and_hides_nothing() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let good = server.cell(NAME).clone();
    let mut unknown = unproved(&good, LATER_MS);
    unknown.secret_version = 9_999;
    server.take_cell(unknown, &[good.clock]);
    assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
    assert_eq!(offer_all(&mut unlocked), 0, "the secret may come");
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 1);
    server.sync(&mut unlocked);
    assert_eq!((quarantined(&unlocked), offer_all(&mut unlocked)), (1, 0));
    assert_eq!(name_of(&unlocked, id), "Okafor");
    let new = server.at_a_new_device(&unlocked);
    assert_eq!(new.cell(NAME), Some(&server.row.siblings[0]));
    assert_eq!(new.cells, stored_patient(&unlocked, id).cells);
}

/// Once the secret comes, the version under it becomes valid, and the versions that came with it are pulled again.
#[test]
fn what_a_late_secret_proves_asks_for_what_came_with_it() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let second = ClinicSecret::generate(2, &mut Random::from_seed(&[4; 32])).tag_key();
    let tenant = unlocked.vault().facts.tenant;
    let later = with_status(unlocked.vault(), server.row.clone(), "ON_HOLD", LATER_MS);
    let mut later = later.cell(STATE).unwrap().clone();
    later.secret_version = 2;
    later.tag = second.tag(&cell_input(tenant, server.row.entity, id.0, None, &later));
    server.take_cell(later, &[]);
    assert_eq!(server.sent_to(&mut unlocked).quarantined, 1);
    assert_eq!(status(&unlocked, id), "ACTIVE");
    unlocked.vault_mut().tags.insert(2, second);
    server.seq += 1;
    apply(unlocked.vault_mut(), &page(server.seq, vec![]));
    assert_eq!(status(&unlocked, id), "ON_HOLD");
    assert_eq!(unlocked.vault().next_pull().unwrap().cursor, None);
    server.sent_to(&mut unlocked);
    assert_eq!(versions(&unlocked, id).len(), 2);
}

/// What its user wrote over it meanwhile is sent, and nothing is offered in its place.
#[test]
fn an_edit_that_waits_is_sent_for_what_was_replaced() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let good = server.cell(NAME).clone();
    let stored = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    let renamed = patient(id, "Okafor-Lind");
    unlocked
        .write("edit patient", |tx| tx.update(&renamed, &stored.seen))
        .unwrap();
    server.take_cell(unproved(&good, LATER_MS), &[good.clock]);
    server.sent_to(&mut unlocked);
    assert_eq!(unlocked.offers().unwrap().len(), 0);
    server.sync(&mut unlocked);
    assert_eq!(unlocked.offers().unwrap().len(), 0);
    assert_eq!(name_of(&unlocked, id), "Okafor-Lind");
    let new = server.at_a_new_device(&unlocked);
    assert_eq!(
        new.cell(NAME).map(|cell| cell.clock),
        Some(stored_patient(&unlocked, id).cell(NAME).unwrap().clock)
    );
}

/// A deletion is put back as a deletion that has seen all, and one that was taken back as that.
#[test]
fn a_deletion_that_an_unproved_version_took_back_is_offered_again() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let seen = unlocked.read().get::<Patient>(id).unwrap().unwrap().seen;
    let delete = |tx: &mut crate::write::tx::WriteTx<'_>| {
        tx.delete::<Patient>(id, DeletionReason::Duplicate, Some("twice"), &seen)
    };
    unlocked.write("delete patient", delete).unwrap();
    server.sync(&mut unlocked);
    assert!(server.row.is_deleted());
    let good = server.cell(DELETION).clone();
    let mut back = unproved(&good, LATER_MS);
    back.clear
        .iter_mut()
        .for_each(|(_, value)| *value = Value::Null);
    server.take_cell(back, &[good.clock]);
    assert!(!server.row.is_deleted());
    server.sent_to(&mut unlocked);
    assert!(stored_patient(&unlocked, id).is_deleted());
    assert_eq!(offer_all(&mut unlocked), 1);
    server.sync(&mut unlocked);
    assert!(server.row.is_deleted() && server.row.siblings.is_empty());
    assert_eq!(server.cell(DELETION).clear[2], good.clear[2]);
    assert_eq!((quarantined(&unlocked), offer_all(&mut unlocked)), (0, 0));
}

/// A conflict of which the other version was sent by a device that is gone.
fn in_conflict(
    unlocked: &mut Unlocked,
    is_shown: bool,
) -> (PatientId, OneRow, RowState, CellState) {
    let id = register(unlocked, "Okafor");
    let mut server = OneRow::of(unlocked, id);
    let before = server.row.clone();
    let good = server.cell(STATE).clone();
    let at_ms = if is_shown { LATER_MS } else { 1 };
    let theirs = with_status(unlocked.vault(), before.clone(), "ON_HOLD", at_ms);
    let theirs = theirs.cell(STATE).unwrap().clone();
    let mut ours = unlocked.read().get::<Patient>(id).unwrap().unwrap();
    ours.value.status = "INACTIVE".parse().unwrap();
    unlocked
        .write("edit patient", |tx| tx.update(&ours.value, &ours.seen))
        .unwrap();
    server.take_cell(theirs.clone(), &[good.clock]);
    server.sync(unlocked);
    assert_eq!(server.row.siblings.len(), 1);
    (id, server, before, theirs)
}

fn versions(unlocked: &Unlocked, id: PatientId) -> Vec<Clock> {
    let row = siblings::load_full(&unlocked.vault().conn, Patient::DESCRIPTOR.number, id.0);
    let row = row.unwrap().unwrap();
    let all = row.cells.iter().chain(&row.siblings);
    let mut clocks: Vec<Clock> = all
        .filter(|version| version.cell == STATE)
        .map(|version| version.clock)
        .collect();
    clocks.sort_unstable();
    clocks
}

/// Both versions of a conflict stay, whichever of them the server has lost, and reach all devices once one has offered
/// them.
#[test]
fn no_version_of_a_conflict_goes_with_a_server_that_was_restored() {
    for is_shown in [true, false] {
        let (machine, mut unlocked) = clinic();
        let (id, mut server, before, theirs) = in_conflict(&mut unlocked, is_shown);
        let both = versions(&unlocked, id);
        assert_eq!(both.len(), 2);
        server.row = before;
        unlocked.vault_mut().note_server_restored().unwrap();
        unlocked.vault_mut().renumber(8).unwrap();
        server.sent_to(&mut unlocked);
        assert_eq!(versions(&unlocked, id), both);
        // what this device had sent comes again by itself
        server.sync(&mut unlocked);
        server.sent_to(&mut unlocked);
        assert_eq!(versions(&unlocked, id), both, "{is_shown}");
        assert_eq!(unlocked.offers().unwrap().len(), 0, "not yet");
        machine.clock.advance_s(3_600);
        assert_eq!(offer_all(&mut unlocked), 1);
        server.sync(&mut unlocked);
        assert_eq!(server.row.siblings.len(), 1);
        let at_server = [server.cell(STATE), &server.row.siblings[0]];
        assert!(at_server.iter().any(|state| state.clear == theirs.clear));
        assert!(at_server.iter().any(|state| state.clear != theirs.clear));
        assert_eq!(versions(&unlocked, id).len(), 2);
        assert_eq!(offer_all(&mut unlocked), 0);
        assert_eq!(
            count(
                unlocked.vault(),
                "select count(*) from lacking_versions where entity = 20"
            ),
            0
        );
    }
}

/// Of those that have it one is the first: the others find that the server has what they were to offer.
#[test]
fn what_another_device_has_offered_is_not_offered_twice() {
    let (machine, mut unlocked) = clinic();
    let (id, mut server, before, theirs) = in_conflict(&mut unlocked, false);
    server.row = before;
    unlocked.vault_mut().note_server_restored().unwrap();
    unlocked.vault_mut().renumber(8).unwrap();
    server.sync(&mut unlocked);
    machine.clock.advance_s(3_600);
    let offered = with_status(unlocked.vault(), server.row.clone(), "ON_HOLD", LATER_MS);
    server.take_cell(offered.cell(STATE).unwrap().clone(), &[theirs.clock]);
    server.sent_to(&mut unlocked);
    assert_eq!(versions(&unlocked, id).len(), 3);
    let offers: Vec<Offer> = unlocked.offers().unwrap();
    assert_eq!(offers.len(), 0);
    assert_eq!(versions(&unlocked, id).len(), 2);
    server.sent_to(&mut unlocked);
    assert_eq!(stored_patient(&unlocked, id).cells, server.row.cells);
}

/// Of two cells of a row, too, whatever the other one has.
#[test]
fn equal_versions_of_several_cells_go_together() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    let mut server = OneRow::of(&mut unlocked, id);
    let good = [NAME, STATE].map(|cell| server.cell(cell).clone());
    for good in &good {
        let mut unknown = unproved(good, LATER_MS);
        unknown.secret_version = 9_999;
        server.take_cell(unknown, &[good.clock]);
    }
    server.sent_to(&mut unlocked);
    machine.clock.advance_s(3_600);
    let before = server.row.clone();
    assert_eq!(offer_all(&mut unlocked), 2);
    let offered = stored_patient(&unlocked, id);
    server.sync(&mut unlocked);
    // on another device these came before it had offered any
    let conn = &unlocked.vault().conn;
    let known = siblings::load_full(conn, before.entity, before.row)
        .unwrap()
        .unwrap();
    let mut with_both = known.clone();
    with_both.siblings.extend(good.iter().cloned());
    siblings::store_full(
        conn,
        unlocked.vault().facts.tenant,
        with_both,
        Some(&known),
        true,
    )
    .unwrap();
    for good in &good {
        let version = lacking::VersionId::of(before.entity, before.row, good);
        lacking::note(conn, version, 0).unwrap();
    }
    assert_eq!(offer_all(&mut unlocked), 0);
    let row = siblings::load_full(&unlocked.vault().conn, before.entity, before.row);
    assert_eq!(row.unwrap().unwrap().siblings.len(), 0);
    assert_eq!(stored_patient(&unlocked, id).cell(NAME), offered.cell(NAME));
}

/// A decision that a user has made here is no loss, and nothing of it is offered.
#[test]
fn a_decision_after_the_restoration_ends_what_was_stored() {
    let (machine, mut unlocked) = clinic();
    let (id, mut server, before, _) = in_conflict(&mut unlocked, false);
    server.row = before;
    unlocked.vault_mut().note_server_restored().unwrap();
    unlocked.vault_mut().renumber(8).unwrap();
    server.sync(&mut unlocked);
    let conflict = unlocked.read().conflicts().unwrap().remove(0);
    let shown = conflict.siblings[0].content.clone();
    let decide = |tx: &mut crate::write::tx::WriteTx<'_>| {
        tx.resolve(Patient::DESCRIPTOR, id.0, &shown, &conflict.clocks())
    };
    unlocked.write("decide", decide).unwrap();
    server.sync(&mut unlocked);
    machine.clock.advance_s(3_600);
    assert_eq!(offer_all(&mut unlocked), 0);
    assert_eq!(versions(&unlocked, id).len(), 1);
    server.sent_to(&mut unlocked);
    assert_eq!(versions(&unlocked, id), [server.cell(STATE).clock]);
}

/// A server gets again what it lost in the order in which the computers come: a version of this one first, and then one
/// of a colleague's that it had seen. The server does not know that, and this device does.
#[test]
fn what_comes_again_after_one_that_had_seen_it_is_no_conflict() {
    for has_other in [false, true] {
        let (_machine, mut unlocked) = clinic();
        let vault = unlocked.vault_mut();
        vault.set_server("https://clinic.example", None).unwrap();
        let id = register(&mut unlocked, "Okafor");
        let mut server = OneRow::of(&mut unlocked, id);
        let (before, good) = (server.row.clone(), server.cell(STATE).clone());
        let theirs = with_status(unlocked.vault(), before.clone(), "ON_HOLD", LATER_MS);
        let theirs = theirs.cell(STATE).unwrap().clone();
        server.take_cell(theirs.clone(), &[good.clock]);
        server.sent_to(&mut unlocked);
        let mut ours = unlocked.read().get::<Patient>(id).unwrap().unwrap();
        ours.value.status = "INACTIVE".parse().unwrap();
        unlocked
            .write("edit patient", |tx| tx.update(&ours.value, &ours.seen))
            .unwrap();
        server.sync(&mut unlocked);
        assert_eq!(versions(&unlocked, id), [server.cell(STATE).clock]);

        server.row = before;
        unlocked.vault_mut().note_server_restored().unwrap();
        unlocked.vault_mut().renumber(8).unwrap();
        server.sync(&mut unlocked);
        server.take_cell(theirs.clone(), &[good.clock]);
        let other = with_status(unlocked.vault(), server.row.clone(), "DISCHARGED", 2);
        let other = other.cell(STATE).unwrap().clone();
        if has_other {
            // a version that no write had seen is a conflict, and stays one
            server.take_cell(other.clone(), &[good.clock]);
        }
        server.sent_to(&mut unlocked);
        let left = usize::from(has_other);
        assert_eq!(versions(&unlocked, id).len(), 2 + left);
        assert_eq!((offer_all(&mut unlocked), offer_all(&mut unlocked)), (1, 0));
        server.sync(&mut unlocked);
        assert_eq!(status(&unlocked, id), "INACTIVE");
        assert_eq!(server.row.siblings.len(), left);
        assert_eq!(versions(&unlocked, id).len(), 1 + left);
        assert!(!versions(&unlocked, id).contains(&theirs.clock));
        assert_eq!(versions(&unlocked, id).contains(&other.clock), has_other);
        assert_eq!(offer_all(&mut unlocked), 0);
    }
}

/// With a server what admins sign waits for its verdict.
fn connect(unlocked: &mut Unlocked) {
    let url = "https://sync.example.org";
    unlocked.vault_mut().set_server(url, None).unwrap();
}

/// Sends again what admins signed to a server that takes none of it. Returns how many cells that were.
fn carry_in_vain(unlocked: &mut Unlocked) -> usize {
    let sent = unlocked.carry_signed().unwrap();
    let refused = |_: &Group| Verdict::Rejected(Code::BadSignature.into());
    while answer(unlocked.vault_mut(), refused).is_some() {}
    sent
}

/// No admin may come for days. What a server has refused for a day since one came is given up.
#[test]
fn what_admins_signed_is_sent_again_whenever_an_admin_comes() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    OneRow::of(&mut unlocked, id);
    connect(&mut unlocked);
    unlocked.vault_mut().note_server_restored().unwrap();
    let mut is_sent_after_hours = |hours: i64| {
        machine.clock.advance_s(hours * 3_600);
        carry_in_vain(&mut unlocked) > 0
    };
    assert_eq!(
        [5 * 24, 1, 22, 2, 1].map(&mut is_sent_after_hours),
        [true, true, true, false, false]
    );
    // then it is listed, with who signed it, until a person has it tried for another day
    let listed = unlocked.vault().not_carried().unwrap();
    assert!(
        listed.iter().any(|row| row.signer.user.is_some()),
        "{listed:?}"
    );
    assert_eq!(unlocked.carry_again().unwrap(), listed.len());
    let refused = |_: &Group| Verdict::Rejected(Code::BadSignature.into());
    assert!(answer(unlocked.vault_mut(), refused).is_some());
    assert!(unlocked.vault().not_carried().unwrap().is_empty());
    assert_eq!(unlocked.carry_again().unwrap(), 0);
    machine.clock.advance_s(25 * 3_600);
    assert_eq!(carry_in_vain(&mut unlocked), 0);
    assert_eq!(unlocked.vault().not_carried().unwrap(), listed);
}

/// One action that the server does not take must not hold back a revocation.
#[test]
fn what_admins_signed_goes_action_by_action_once_it_was_refused_together() {
    let (machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    OneRow::of(&mut unlocked, id);
    connect(&mut unlocked);
    let role = roles(unlocked.vault().tenant()).remove(1);
    for number in [3, 4] {
        machine.clock.advance_s(1);
        let id = RoleId(Uuid::from_u128(number));
        let role = Role { id, ..role.clone() };
        unlocked
            .write_admin_signed("add role", |tx| tx.insert(&role))
            .unwrap();
        accept_all(unlocked.vault_mut());
    }
    unlocked.vault_mut().note_server_restored().unwrap();
    let together = carry_in_vain(&mut unlocked);
    let (mut left, mut actions) = (together, 0);
    while left > 0 {
        let sent = carry_in_vain(&mut unlocked);
        assert!(sent > 0 && sent < together, "{sent} of {together}");
        left = left.checked_sub(sent).unwrap();
        actions += 1;
    }
    assert!(actions >= 3, "{actions}");
}
