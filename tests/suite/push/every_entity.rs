//! The server's half of the laws *refused* and *idempotent*, for every entity of the catalog.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use support::samples::{Samples, document_of, part_of};
use sync_contract::catalog::{
    ConflictResolution, Device, Erasure, KeyGrant, Patient, Tenant, User, chunk_id,
};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::messages::Verdict;
use sync_contract::{Catalog, CellSpec, Code, Compartment, Right, Value};

use super::*;

/// A row of every entity, each naming those before it.
pub(super) struct Made {
    rows: BTreeMap<u16, Uuid>,
    /// How many parts of documents.
    parts: AtomicU64,
}

impl Made {
    pub(super) fn id(&self, entity: u16) -> Uuid {
        self.rows[&entity]
    }

    /// An id for another row: random, but for a part of the document that is there.
    pub(super) fn new_id(&self, descriptor: &Descriptor) -> Uuid {
        match document_of(descriptor) {
            Some(document) => {
                let part = self.parts.fetch_add(1, Ordering::Relaxed);
                chunk_id(self.id(document.number), part)
            }
            None => fake_device::random_id(),
        }
    }
}

impl Fixture {
    pub(super) async fn with_everything() -> (Fixture, Made) {
        let mut fixture = Fixture::new().await;
        let rows = BTreeMap::from([
            (Tenant::DESCRIPTOR.number, fixture.clinic.tenant),
            (User::DESCRIPTOR.number, fixture.device.author.id),
        ]);
        let parts = AtomicU64::new(0);
        let mut made = Made { rows, parts };
        for descriptor in Samples::entities() {
            if made.rows.contains_key(&descriptor.number) {
                continue;
            }
            let id = made.new_id(descriptor);
            let writes = fixture.full_row(descriptor, id, &made);
            let verdict = fixture.verdict_of(descriptor, writes).await;
            let name = descriptor.name;
            assert!(
                matches!(verdict, Verdict::Accepted { .. }),
                "{name}: {verdict:?}"
            );
            made.rows.insert(descriptor.number, id);
        }
        (fixture, made)
    }

    /// A row as its entity declares it, all of whose references are there.
    pub(super) fn full_row(
        &mut self,
        descriptor: &'static Descriptor,
        id: Uuid,
        made: &Made,
    ) -> Vec<CellWrite> {
        let number = descriptor.number;
        let fields = descriptor.cells.iter().flat_map(CellSpec::clear_fields);
        let mut given: Vec<(&str, Value)> = fields
            .filter(|field| !["created_by", "patient"].contains(&field.name))
            .filter_map(|field| {
                // what names its own entity names itself
                let named = match field.references? {
                    own if own == number => id,
                    other => made.id(other),
                };
                Some((field.name, Value::Uuid(named)))
            })
            .collect();
        if number == KeyGrant::DESCRIPTOR.number {
            given.push(("recipient_kind", Value::Text("USER".into())));
            given.push(("recipient", Value::Uuid(self.device.author.id)));
        }
        if number == Device::DESCRIPTOR.number {
            let [.., a, b, c] = *id.as_bytes();
            let own = 1000 + i64::from(u32::from_be_bytes([0, a, b, c]));
            given.push(("number", Value::Int(own)));
        }
        if let Some(document) = document_of(descriptor) {
            given.push(("part", Value::Int(part_of(made.id(document.number), id))));
        }
        if number == User::DESCRIPTOR.number {
            given.clear();
            given.push(("username", Value::Text(id.simple().to_string())));
        }
        if number == ConflictResolution::DESCRIPTOR.number {
            let patient = Patient::DESCRIPTOR.number;
            given.push(("entity", Value::Int(patient.into())));
            given.push(("row", Value::Uuid(made.id(patient))));
            given.push(("siblings", Value::Bytes(Vec::new())));
        }
        let patient = descriptor
            .of_patient
            .then(|| made.id(Patient::DESCRIPTOR.number));
        self.device.row(descriptor, id, patient, &given)
    }

    pub(super) async fn verdict_of(
        &mut self,
        descriptor: &Descriptor,
        writes: Vec<CellWrite>,
    ) -> Verdict {
        if descriptor.authority.is_admin_signed() {
            self.verdict_admin_signed(writes).await
        } else {
            self.verdict(writes).await
        }
    }
}

/// A clinic has one tenant row, so a second one cannot be pushed; erasures have tests of their own.
pub(super) fn pushable() -> impl Iterator<Item = &'static Descriptor> {
    sampled().filter(|descriptor| descriptor.number != Tenant::DESCRIPTOR.number)
}

/// The entities of which the fixture has a row.
pub(super) fn sampled() -> impl Iterator<Item = &'static Descriptor> {
    let all = Catalog::ALL.iter().copied();
    all.filter(|descriptor| descriptor.number != Erasure::DESCRIPTOR.number)
}

#[tokio::test]
async fn a_row_of_every_entity_is_taken_in_once_and_comes_back_as_it_was() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in pushable() {
        let id = made.new_id(descriptor);
        let writes = fixture.full_row(descriptor, id, &made);
        let key = fixture.device.author.key.clone();
        if descriptor.authority.is_admin_signed() {
            fixture.device.write_admin_signed(writes, &key);
        } else {
            fixture.device.write(writes);
        }
        let group = fixture.device.queue[0].clone();
        let first = fixture.push_founder().await;
        all_accepted(&first);
        let row = fixture.row(descriptor, id).await;
        let sent: Vec<_> = group.writes.iter().map(|write| &write.state).collect();
        assert!(row.cells.iter().eq(sent), "{}", descriptor.name);

        fixture.device.queue.push(group);
        let again = fixture.push_founder().await;
        assert_eq!(again.head, first.head, "{}", descriptor.name);
        assert!(matches!(again.verdicts[0].1, Verdict::Duplicate { .. }));
        assert_eq!(
            fixture.row(descriptor, id).await,
            row,
            "{}",
            descriptor.name
        );
    }
}

#[tokio::test]
async fn no_cell_takes_undeclared_clear_values_or_unsealed_ones() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in pushable() {
        let cells = descriptor
            .cells
            .iter()
            .filter(|spec| spec.number != DELETION);
        for (at, spec) in cells.enumerate() {
            let name = format!("{}.{}", descriptor.name, spec.name);
            let id = made.new_id(descriptor);
            let mut undeclared = fixture.full_row(descriptor, id, &made);
            let text = Value::Text("Okafor".into());
            undeclared[at].state.clear.push((999, text.clone()));
            let verdict = fixture.verdict_of(descriptor, undeclared).await;
            assert_eq!(verdict, rejected(Code::UndeclaredClear), "{name}");

            let mut in_the_clear = fixture.full_row(descriptor, id, &made);
            let state = &mut in_the_clear[at].state;
            let expected = match spec.sealed_fields().find(|field| !field.blind) {
                Some(field) => {
                    state.clear.push((field.number, text));
                    state.clear.sort_by_key(|(number, _)| *number);
                    Code::NotSealed
                }
                // nothing is sealed here, so nothing may lie under a seal
                None => {
                    state.sealed = Some(vec![1; 65]);
                    Code::NotSealed
                }
            };
            let verdict = fixture.verdict_of(descriptor, in_the_clear).await;
            assert_eq!(verdict, rejected(expected), "{name}");
            assert!(fixture.row(descriptor, id).await.cells.is_empty(), "{name}");
        }
    }
}

#[tokio::test]
async fn every_entity_asks_for_its_right_its_compartment_and_its_clinic() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let founder = fixture.device.author.clone();
    let rightless = fixture.hire(&[Right::SyncRun], &Compartment::ALL).await;
    let keyless = fixture.hire(Right::ALL, &[]).await;
    for descriptor in pushable() {
        let name = descriptor.name;
        fixture.device.author = rightless.clone();
        let writes = fixture.full_row(descriptor, made.new_id(descriptor), &made);
        let expected = if descriptor.authority.is_admin_signed() {
            Code::NotAdmin
        } else {
            Code::MissingRight
        };
        let verdict = fixture.verdict_of(descriptor, writes).await;
        assert_eq!(verdict, rejected(expected), "{name}");

        fixture.device.author = keyless.clone();
        let writes = fixture.full_row(descriptor, made.new_id(descriptor), &made);
        let verdict = fixture.verdict_of(descriptor, writes).await;
        if descriptor.authority.is_admin_signed() {
            assert_eq!(verdict, rejected(Code::NotAdmin), "{name}");
        } else if descriptor.is_for_every_device()
            // what it releases is a patient's
            && descriptor.number != ConflictResolution::DESCRIPTOR.number
        {
            assert!(
                matches!(verdict, Verdict::Accepted { .. }),
                "{name}: {verdict:?}"
            );
        } else {
            assert_eq!(verdict, rejected(Code::OutOfScope), "{name}");
        }

        fixture.device.author = founder.clone();
        let writes = fixture.full_row(descriptor, made.new_id(descriptor), &made);
        let tenant = std::mem::replace(&mut fixture.device.tenant, fake_device::random_id());
        let verdict = fixture.verdict_of(descriptor, writes).await;
        fixture.device.tenant = tenant;
        assert_eq!(verdict, rejected(Code::WrongTenant), "{name}");
    }
}
