//! An erasure needs two signers: one is not enough, whatever keys they have.

use std::collections::BTreeSet;

use sync_contract::catalog::{Erasure, ErasureOrder, ErasureReason, erasure_id};
use sync_contract::field::Time;
use sync_contract::ids::PatientId;
use sync_contract::trust::ESTABLISHED_MS;

use super::*;

const PATIENT: Uuid = Uuid::from_u128(70);
const THIRD: Uuid = Uuid::from_u128(71);
/// When both admins have been admins for long.
const LATER: u64 = ESTABLISHED_MS + 10;

/// What an attacker may change of an order.
struct Forged {
    row: Uuid,
    patient: Uuid,
    reason: ErasureReason,
    /// In milliseconds.
    at: u64,
    by: Uuid,
    second: Option<Uuid>,
}

impl Forged {
    fn order(&self) -> ErasureOrder {
        ErasureOrder {
            patient: self.patient,
            reason: self.reason,
            ordered_at: Time(i64::try_from(self.at).unwrap() * 1_000),
            ordered_by: self.by,
            second_signer: self.second,
        }
    }
}

type Alter = fn(&mut Forged);

fn honest(second: Option<Uuid>) -> Forged {
    Forged {
        row: erasure_id(TenantId(TENANT), PatientId(PATIENT)).0,
        patient: PATIENT,
        reason: ErasureReason::PatientRequest,
        at: LATER,
        by: ADMIN,
        second,
    }
}

fn recovery() -> SigningPair {
    SigningPair::generate(&mut Random::from_seed(&[4; 32]))
}

impl World {
    /// Two admins of the first hour, and the recovery key.
    fn with_admins() -> Self {
        let world = Self::new();
        let mut clinic = plain(Tenant::DESCRIPTOR, 1, 1);
        let key = recovery().verify_key().as_bytes().to_vec();
        set(
            &mut clinic,
            Tenant::FIELD.recovery_signing_key,
            Value::Bytes(key),
        );
        let mut rows = world.setup();
        rows[0] = world.finish(clinic, &Signer::Root);
        rows.push(world.user(OTHER, 1, &Signer::User(ADMIN)));
        rows.push(world.member(OTHER, admin_role(), 1, &Signer::Root));
        assert_eq!(world.take(&rows), 0);
        world
    }

    fn second(&self, order: &ErasureOrder) -> [u8; 64] {
        let input = order.signing_input(TENANT);
        match order.second_signer {
            None => recovery().sign(Purpose::Erase, &input),
            Some(user) => self.users[&user].sign(Purpose::Erase, &input),
        }
    }

    /// The row of an order; its clock is `LATER`.
    fn order(&self, order: &Forged, second: [u8; 64], first: &Signer<'_>) -> RowState {
        let mut row = plain(Erasure::DESCRIPTOR, order.row.as_u128(), LATER);
        let field = Erasure::FIELD;
        let ordered_at = Value::Time(order.order().ordered_at.0);
        set(&mut row, field.erased, Value::Uuid(order.patient));
        set(
            &mut row,
            field.reason,
            Value::Text(order.reason.as_str().into()),
        );
        set(&mut row, field.ordered_at, ordered_at);
        let signer = order.second.map_or(Value::Null, Value::Uuid);
        set(&mut row, field.second_signer, signer);
        set(
            &mut row,
            field.second_signature,
            Value::Bytes(second.to_vec()),
        );
        self.finish(written_by(order.by, row), first)
    }

    /// Returns the patients that rows of the server erase.
    fn erased_by(&self, rows: &[RowState]) -> BTreeSet<Uuid> {
        let verifier = Verifier {
            tenant: TENANT,
            tags: &self.tags,
        };
        let prover = Prover {
            verifier,
            root: self.root.verify_key(),
            proofs: &Proofs::default(),
        };
        let mut intake = Intake::new(&self.conn, prover, 1, 7, false).unwrap();
        intake.take(rows).unwrap();
        intake.heal(true).unwrap();
        intake.newly_erased
    }
}

#[test]
fn an_admin_erases_with_the_recovery_key_or_with_another_admin() {
    for second in [None, Some(OTHER)] {
        let world = World::with_admins();
        let order = honest(second);
        let second = world.second(&order.order());
        let row = world.order(&order, second, &Signer::User(ADMIN));
        assert_eq!(
            world.erased_by(std::slice::from_ref(&row)),
            [PATIENT].into()
        );
        assert_eq!(world.reasons(), []);
        // what comes later of the patient is not even quarantined
        let visit = world.row(Patient::DESCRIPTOR, 70, LATER, &Signer::Unsigned);
        assert_eq!(world.erased_by(std::slice::from_ref(&visit)), [].into());
        assert_eq!((world.stored(&visit), world.reasons()), (None, vec![]));
        // a second time nothing is done
        assert_eq!(world.erased_by(&[row]), [].into());
    }
}

/// Asserts that the order is quarantined and that no patient is erased.
fn refused(world: &World, row: &RowState, case: &str) {
    let erased = world.erased_by(std::slice::from_ref(row));
    assert_eq!(erased, [].into(), "{case}");
    assert!(!world.reasons().is_empty(), "{case}");
}

#[test]
fn one_signature_alone_erases_no_patient_even_given_twice() {
    let world = World::with_admins();
    let root = |order: &ErasureOrder| {
        world
            .root
            .sign(Purpose::Erase, &order.signing_input(TENANT))
    };
    let order = honest(None);
    let (by_root, recovered) = (root(&order.order()), world.second(&order.order()));
    let admin = Signer::User(ADMIN);
    refused(
        &world,
        &world.order(&order, [0; 64], &admin),
        "no second one",
    );
    refused(
        &world,
        &world.order(&order, by_root, &admin),
        "the root key",
    );
    let row = world.order(&order, recovered, &Signer::Root);
    refused(&world, &row, "the root key in an admin's name");
    let row = world.order(&order, recovered, &Signer::Unsigned);
    refused(&world, &row, "whoever has the clinic's secret");
    let twice = honest(Some(ADMIN));
    let second = world.second(&twice.order());
    refused(
        &world,
        &world.order(&twice, second, &admin),
        "the same admin",
    );
    // in the name of the other one
    let other = honest(Some(OTHER));
    let input = other.order().signing_input(TENANT);
    let own = world.users[&ADMIN].sign(Purpose::Erase, &input);
    refused(&world, &world.order(&other, own, &admin), "another's name");
}

#[test]
fn an_order_changed_after_its_second_signature_erases_no_patient() {
    let world = World::with_admins();
    let admin = Signer::User(ADMIN);
    for second in [None, Some(OTHER)] {
        let signature = world.second(&honest(second).order());
        let changes: [(&str, Alter); 5] = [
            ("time", |order| order.at += 1),
            ("reason", |order| order.reason = ErasureReason::CourtOrder),
            ("patient", |order| order.patient = THIRD),
            ("patient and row", |order| {
                order.patient = THIRD;
                order.row = erasure_id(TenantId(TENANT), PatientId(THIRD)).0;
            }),
            ("row", |order| order.row = THIRD),
        ];
        for (case, change) in changes {
            let mut order = honest(second);
            change(&mut order);
            refused(&world, &world.order(&order, signature, &admin), case);
        }
        let input = honest(second).order().signing_input(Uuid::from_u128(9));
        let of_other_clinic = match second {
            None => recovery().sign(Purpose::Erase, &input),
            Some(user) => world.users[&user].sign(Purpose::Erase, &input),
        };
        let row = world.order(&honest(second), of_other_clinic, &admin);
        refused(&world, &row, "clinic");
        // an order of long ago, signed a first time only now
        let mut old = honest(second);
        old.at -= 11 * 60 * 1_000;
        let signature = world.second(&old.order());
        refused(&world, &world.order(&old, signature, &admin), "old");
    }
}

#[test]
fn an_admin_of_today_or_with_keys_of_today_seconds_nothing() {
    let world = World::new();
    let clinic = world.setup();
    assert_eq!(world.take(&clinic), 0);
    world.take(&[world.user(OTHER, 1, &Signer::User(ADMIN))]);
    // appointed an hour before
    world.take(&[world.member(OTHER, admin_role(), LATER - 3_600_000, &Signer::Root)]);
    let order = honest(Some(OTHER));
    let second = world.second(&order.order());
    refused(
        &world,
        &world.order(&order, second, &Signer::User(ADMIN)),
        "new",
    );
    // nor may they make the order, and the old admin second it
    let order = Forged {
        by: OTHER,
        ..honest(Some(ADMIN))
    };
    let second = world.second(&order.order());
    refused(
        &world,
        &world.order(&order, second, &Signer::User(OTHER)),
        "reversed",
    );

    let world = World::with_admins();
    world.take(&[world.user(OTHER, LATER - 3_600_000, &Signer::User(ADMIN))]);
    let order = honest(Some(OTHER));
    let second = world.second(&order.order());
    refused(
        &world,
        &world.order(&order, second, &Signer::User(ADMIN)),
        "new keys",
    );

    let world = World::with_admins();
    let mut ended = world.member(OTHER, admin_role(), 1, &Signer::Root);
    tombstone(&mut ended, LATER - 1);
    assert_eq!(world.take(&[world.finish(ended, &Signer::Root)]), 0);
    let second = world.second(&honest(Some(OTHER)).order());
    let row = world.order(&honest(Some(OTHER)), second, &Signer::User(ADMIN));
    refused(&world, &row, "former");
}

#[test]
fn no_user_replaces_the_key_by_which_the_recovery_key_signs() {
    let world = World::with_admins();
    let own = SigningPair::generate(&mut Random::from_seed(&[5; 32]));
    for signer in [Signer::User(ADMIN), Signer::Root] {
        let mut clinic = plain(Tenant::DESCRIPTOR, 1, 5);
        let key = own.verify_key().as_bytes().to_vec();
        set(
            &mut clinic,
            Tenant::FIELD.recovery_signing_key,
            Value::Bytes(key),
        );
        clinic
            .cells
            .retain(|cell| cell.cell == Tenant::CELL.recovery.number);
        assert_eq!(world.take(&[world.finish(clinic, &signer)]), 1);
        let order = honest(None);
        let second = own.sign(Purpose::Erase, &order.order().signing_input(TENANT));
        refused(
            &world,
            &world.order(&order, second, &Signer::User(ADMIN)),
            "own key",
        );
    }
}
