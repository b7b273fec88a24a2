//! Property tests: histories of several devices, delivered in any causal order.

#![allow(clippy::unwrap_used)]

use crate::catalog::{Note, NoteStatus, Patient};
use crate::{Entity, Value};
use proptest::prelude::*;

use super::tests::deletion;
use super::tests::write;
use super::*;
use uuid::Uuid;

const NOW_MS: u64 = 1_800_000_000_000;
/// No field of any entity.
const CLEAR_FIELD: u16 = 200;

#[derive(Debug, Clone)]
struct Step {
    device: u32,
    /// 0 deletes, 1 undoes the deletion, others edit the cell of that number.
    operation: u8,
    /// Which of the writes before this one the device has received.
    received: u64,
    ahead_ms: u64,
    /// What an edit says in the clear; none seals a value of its own.
    value: Option<i64>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let value = proptest::option::of(0..2_i64);
    let step = (0..4_u32, 0..5_u8, any::<u64>(), 1..50_u64, value);
    let step = step.prop_map(|(device, operation, received, ahead_ms, value)| Step {
        device,
        operation,
        received,
        ahead_ms,
        value,
    });
    proptest::collection::vec(step, 1..14)
}

/// A write and those that its writer knew of, whether or not they were still current.
struct Happened {
    write: CellWrite,
    known: u64,
}

/// Returns the writes of the devices: each names the current versions of its cell, and a deletion those of the row.
fn history(descriptor: &'static Descriptor, steps: &[Step]) -> Vec<Happened> {
    let mut history: Vec<Happened> = Vec::new();
    let mut deletions = 0_u64;
    for step in steps {
        let mut known = 0_u64;
        for (at, earlier) in history.iter().enumerate() {
            let is_own = earlier.write.state.clock.device == step.device;
            if is_own || step.received >> at & 1 == 1 {
                known |= earlier.known | 1 << at;
            }
        }
        let order: Vec<usize> = (0..history.len())
            .filter(|at| known >> at & 1 == 1)
            .collect();
        let seen = deliver(descriptor, &history, &order);
        let current = |cell: u8| -> Vec<Clock> {
            let row = &seen;
            versions(row, cell).map(|version| version.clock).collect()
        };
        let latest = order
            .iter()
            .map(|at| history[*at].write.state.clock.unix_ms)
            .max();
        let at = Clock {
            unix_ms: latest.unwrap_or(0) + step.ahead_ms,
            counter: 0,
            device: step.device,
        };
        let write = match step.operation {
            0 | 1 => {
                // of two concurrent deletions the row only keeps that one is contested
                let deletes = step.operation == 0 && deletions & !known == 0;
                deletions |= u64::from(deletes) << history.len();
                let all = seen.cells.iter().chain(&seen.siblings);
                let base: Vec<Clock> = all.map(|version| version.clock).collect();
                deletion(at, deletes, &base)
            }
            cell => {
                let base = [current(cell), current(DELETION)].concat();
                let mut edit = write(cell, at, &base);
                if let Some(value) = step.value {
                    edit.state.sealed = None;
                    edit.state.clear = vec![(CLEAR_FIELD, Value::Int(value))];
                }
                edit
            }
        };
        history.push(Happened { write, known });
    }
    history
}

fn deliver(descriptor: &'static Descriptor, history: &[Happened], order: &[usize]) -> RowState {
    let mut row = RowState::empty(descriptor.number, Uuid::from_u128(7), None);
    for at in order {
        let write = &history[*at].write;
        merge(&mut row, Some(descriptor), &[write], NOW_MS).unwrap();
        // a repetition arrives, too; later ones are recognised by the id of their group
        let once = row.clone();
        assert_eq!(
            merge(&mut row, Some(descriptor), &[write], NOW_MS),
            Ok(false)
        );
        assert_eq!(row, once);
    }
    row
}

/// Returns a causal order: nothing comes before what its writer knew of.
fn shuffled(history: &[Happened], mut choice: u64) -> Vec<usize> {
    let mut order = Vec::new();
    let mut done = 0_u64;
    while order.len() < history.len() {
        let ready: Vec<usize> = (0..history.len())
            .filter(|at| done >> at & 1 == 0 && history[*at].known & !done == 0)
            .collect();
        let index = usize::try_from(choice % ready.len() as u64).unwrap();
        choice = choice.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        done |= 1 << ready[index];
        order.push(ready[index]);
    }
    order
}

proptest! {
    #[test]
    fn any_order_of_the_same_writes_gives_the_same_row(steps in steps(), choice: u64) {
        let known = Patient::DESCRIPTOR;
        let history = history(known, &steps);
        let in_order: Vec<usize> = (0..history.len()).collect();
        let expected = deliver(known, &history, &in_order);
        prop_assert_eq!(deliver(known, &history, &shuffled(&history, choice)), expected);
    }

    #[test]
    fn no_write_is_lost_unless_a_later_one_saw_it(steps in steps()) {
        let known = Patient::DESCRIPTOR;
        let history = history(known, &steps);
        let order: Vec<usize> = (0..history.len()).collect();
        let row = deliver(known, &history, &order);
        for happened in &history {
            let clock = happened.write.state.clock;
            let cell = happened.write.state.cell;
            let current = versions(&row, cell).any(|version| version.clock == clock);
            let was_seen = history
                .iter()
                .any(|other| other.write.state.cell == cell && other.write.base.contains(&clock));
            prop_assert_eq!(current, !was_seen);
        }
    }

    #[test]
    fn naming_every_version_resolves_every_conflict_of_the_cell(steps in steps()) {
        let known = Patient::DESCRIPTOR;
        let history = history(known, &steps);
        let order: Vec<usize> = (0..history.len()).collect();
        let mut row = deliver(known, &history, &order);
        let all = row.cells.iter().chain(&row.siblings);
        let base: Vec<Clock> = all.map(|version| version.clock).collect();
        let last = base.iter().map(|clock| clock.unix_ms).max().unwrap();
        for (after, cell) in (1..).zip([2, 3, 4]) {
            let at = Clock { unix_ms: last + after, counter: 0, device: 99 };
            merge(&mut row, Some(known), &[&write(cell, at, &base)], NOW_MS).unwrap();
        }
        prop_assert!(row.siblings.iter().all(|sibling| sibling.cell == DELETION));
        let all = row.cells.iter().chain(&row.siblings);
        let base: Vec<Clock> = all.map(|version| version.clock).collect();
        let at = Clock { unix_ms: last + 9, counter: 0, device: 99 };
        merge(&mut row, Some(known), &[&deletion(at, true, &base)], NOW_MS).unwrap();
        prop_assert!(row.siblings.is_empty() && row.is_deleted());
    }

    #[test]
    fn one_signature_is_shown_whatever_came_before_or_after(steps in steps(), signer: usize, choice: u64) {
        let known = Note::DESCRIPTOR;
        // a deletion of a signed note is refused, which depends on what came first
        let edits: Vec<Step> = steps.into_iter().filter(|step| step.operation > 1).collect();
        let mut history = history(known, &edits);
        for happened in &mut history {
            happened.write.state.cell = Note::CELL.content.number;
        }
        let edits: Vec<usize> = (0..history.len())
            .filter(|at| history[*at].write.state.cell == Note::CELL.content.number)
            .collect();
        prop_assume!(!edits.is_empty());
        let signer = edits[signer % edits.len()];
        let status = Value::Text(NoteStatus::Signed.as_str().to_owned());
        history[signer].write.state.clear = vec![(Note::FIELD.status.number, status)];
        let signed = history[signer].write.state.clock;
        let in_order: Vec<usize> = (0..history.len()).collect();
        let expected = deliver(known, &history, &in_order);
        prop_assert_eq!(shown(&expected, Note::CELL.content.number).map(|state| state.clock), Some(signed));
        prop_assert_eq!(deliver(known, &history, &shuffled(&history, choice)), expected);
    }
}
