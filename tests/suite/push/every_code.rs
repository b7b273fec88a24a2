//! The law *refused*, the other way about: each code of admission, from every entity that can bring it about.
//!
//! Undeclared values, open seals, missing rights, compartments and foreign clinics are in `every_entity`; what
//! the rows of the clinic decide is in `against_rows`.

use sync_contract::catalog::Setting;
use sync_contract::change::GROUP_CELLS_MAX;
use sync_contract::entity::{CREATED, Entity, PURGE};
use sync_contract::{Code, Group, Kind, Value};

use super::every_entity::{Made, pushable};
use super::*;

type Spoil = fn(&mut Vec<CellWrite>) -> bool;

/// What is done to a good row before it is signed, and what it is refused for. A row of which that cannot be done is
/// passed over, and counted.
const SPOILT: [(&str, Code, Spoil); 7] = [
    ("a time that no clock shows", Code::ClockTooFar, |writes| {
        last(writes).state.clock.unix_ms = 1 << 47;
        true
    }),
    ("a clock of another device", Code::OutOfScope, |writes| {
        last(writes).state.clock.device = 9;
        true
    }),
    (
        "a patient too many or too few",
        Code::PatientChanged,
        |writes| {
            let write = last(writes);
            write.patient = match write.patient {
                Some(_) => None,
                None => Some(fake_device::random_id()),
            };
            true
        },
    ),
    ("more cells than a group has", Code::TooLarge, |writes| {
        let one = writes[0].clone();
        writes.resize(GROUP_CELLS_MAX + 1, one);
        true
    }),
    ("a purge", Code::MissingRight, |writes| {
        writes.truncate(1);
        let state = &mut writes[0].state;
        (state.cell, state.clear, state.sealed) = (PURGE, Vec::new(), None);
        true
    }),
    ("no birth", Code::MissingReference, |writes| {
        writes.retain(|write| write.state.cell != CREATED);
        !writes.is_empty()
    }),
    ("a value of another kind", Code::BadValue, |writes| {
        let of_words = writes
            .iter_mut()
            .filter(|write| write.state.cell != CREATED);
        let mut values = of_words.flat_map(|write| &mut write.state.clear);
        let Some((_, value)) = values.find(|(_, value)| *value != Value::Null) else {
            return false;
        };
        *value = match value.kind() {
            Some(Kind::Bool) => Value::Int(1),
            _ => Value::Bool(true),
        };
        true
    }),
];

fn last(writes: &mut [CellWrite]) -> &mut CellWrite {
    writes.last_mut().unwrap()
}

impl Fixture {
    /// Returns a group that is changed after it was signed.
    async fn forged(
        &mut self,
        descriptor: &'static Descriptor,
        writes: Vec<CellWrite>,
        forge: impl FnOnce(&mut Group),
    ) -> Verdict {
        let key = self.device.author.key.clone();
        if descriptor.authority.is_admin_signed() {
            self.device.write_admin_signed(writes, &key);
        } else {
            self.device.write(writes);
        }
        forge(self.device.queue.last_mut().unwrap());
        self.push_founder().await.verdicts[0].1
    }

    fn new_row(&mut self, descriptor: &'static Descriptor, made: &Made) -> Vec<CellWrite> {
        self.full_row(descriptor, made.new_id(descriptor), made)
    }
}

#[tokio::test]
async fn every_entity_is_refused_for_each_fault_under_its_own_code() {
    let (mut fixture, made) = Fixture::with_everything().await;
    let entities = pushable().count();
    for (fault, expected, spoil) in SPOILT {
        let (mut refused, mut carried) = (0, 0);
        for descriptor in pushable() {
            let mut writes = fixture.new_row(descriptor, &made);
            if !spoil(&mut writes) {
                continue;
            }
            let verdict = fixture.verdict_of(descriptor, writes).await;
            let name = descriptor.name;
            // an admin may carry cells that were signed on a lost computer
            if expected == Code::OutOfScope && descriptor.authority.is_admin_signed() {
                assert!(
                    matches!(verdict, Verdict::Accepted { .. }),
                    "{fault} in {name}: {verdict:?}"
                );
                carried += 1;
                continue;
            }
            assert_eq!(verdict, rejected(expected), "{fault} in {name}");
            refused += 1;
        }
        // of rows that are one cell nothing is left without cell 0, and some have no clear values
        let least = match expected {
            Code::MissingReference | Code::BadValue => entities / 2,
            _ => entities - carried,
        };
        assert!(refused >= least, "{fault}: only {refused} of {entities}");
    }
}

/// A carried cell may be as old as anything that a restored server may have lost, but not from the future.
#[tokio::test]
async fn what_was_signed_on_another_device_is_of_its_last_month() {
    const HOUR_MS: u64 = 60 * 60 * 1_000;
    let (mut fixture, made) = Fixture::with_everything().await;
    let client = fixture.database.as_superuser().await;
    let ended =
        "update feeds set first_push_ended_at = now(), joined_at = now() - interval '1 minute'";
    client.batch_execute(ended).await.unwrap();
    let is_signed = |of: &&'static Descriptor| of.authority.is_admin_signed();
    for descriptor in pushable().filter(is_signed) {
        for (is_late, off_ms) in [(true, HOUR_MS), (false, 32 * 24 * HOUR_MS)] {
            let mut writes = fixture.new_row(descriptor, &made);
            for write in &mut writes {
                let clock = &mut write.state.clock;
                clock.device = 9;
                clock.unix_ms = match is_late {
                    true => clock.unix_ms + off_ms,
                    false => clock.unix_ms - off_ms,
                };
            }
            let verdict = fixture.verdict_of(descriptor, writes).await;
            // the clinic's first admin is younger than that
            let code = match is_late {
                true => Code::ClockTooFar,
                false => Code::NotAdmin,
            };
            let expected = rejected(code);
            assert_eq!(verdict, expected, "late {is_late} in {}", descriptor.name);
        }
    }
}

#[tokio::test]
async fn every_entity_is_refused_when_it_is_changed_on_the_way() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in pushable() {
        let name = descriptor.name;
        let writes = fixture.new_row(descriptor, &made);
        let verdict = fixture
            .forged(descriptor, writes.clone(), |group| group.signature[7] ^= 1)
            .await;
        assert_eq!(verdict, rejected(Code::BadSignature), "{name}");
        let verdict = fixture
            .forged(descriptor, writes.clone(), |group| {
                last(&mut group.writes).state.clock.unix_ms += 1;
            })
            .await;
        assert_eq!(verdict, rejected(Code::BadSignature), "{name}");

        let mut id = Uuid::nil();
        let first = fixture
            .forged(descriptor, writes.clone(), |group| id = group.id)
            .await;
        assert!(
            matches!(first, Verdict::Accepted { .. }),
            "{name}: {first:?}"
        );
        let verdict = fixture
            .forged(descriptor, writes, |group| {
                group.id = id;
                group.signature[7] ^= 1;
            })
            .await;
        assert_eq!(verdict, rejected(Code::ForkDetected), "{name}");
    }
}

#[tokio::test]
async fn no_admin_signed_entity_shares_a_group_with_another() {
    let (mut fixture, made) = Fixture::with_everything().await;
    for descriptor in pushable().filter(|descriptor| descriptor.authority.is_admin_signed()) {
        let name = descriptor.name;
        let mut mixed = fixture.new_row(descriptor, &made);
        mixed.extend(fixture.new_row(Setting::DESCRIPTOR, &made));
        let verdict = fixture.verdict_admin_signed(mixed).await;
        assert_eq!(verdict, rejected(Code::Malformed), "{name}");
    }
}
