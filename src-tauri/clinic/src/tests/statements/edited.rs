//! No operation answers otherwise because of what another program wrote to the file, without reporting it.
use std::panic::{AssertUnwindSafe, catch_unwind};

use sync_contract::{Catalog, Descriptor};
use vault::testing::other_program::{OtherProgram, Statements};

use super::{Full, Operation, singles};

/// After so long what something else wrote is looked for again.
const LOOK_AGAIN_S: i64 = 61;

/// An operation with what it answers on a file that nobody edited.
struct Asked {
    name: &'static str,
    operation: Operation,
    answer: Option<String>,
    reads: Vec<u16>,
}

/// Returns the answer, none for an error, and whether rows of this entity were reported.
fn ask(full: &mut Full, operation: Operation, of: Option<u16>) -> (Option<String>, bool) {
    full.clinic.unlocked().take_damage();
    let answer = catch_unwind(AssertUnwindSafe(|| operation(full))).ok();
    let damage = full.clinic.unlocked().take_damage();
    let is_reported = damage.iter().any(|damage| Some(damage.entity) == of);
    (answer, is_reported)
}

fn asked(full: &mut Full, statements: &Statements) -> Vec<Asked> {
    let ask_first = |&(name, operation): &(&'static str, Operation)| {
        operation(full);
        statements.clear();
        let (answer, _) = ask(full, operation, None);
        let read = |descriptor: &&Descriptor| statements.read(descriptor.table);
        let reads = Catalog::ALL.iter().copied().filter(|of| read(of));
        Asked {
            name,
            operation,
            answer,
            reads: reads.map(|descriptor| descriptor.number).collect(),
        }
    };
    singles().map(ask_first).collect()
}

#[test]
fn an_edit_of_a_clear_column_changes_no_answer_in_silence() {
    let mut full = Full::of(5);
    let statements = full.clinic.unlocked_mut().vault_mut().keep_statements();
    let mut operations = asked(&mut full, &statements);
    let other = OtherProgram::at(&full.machine.folder);
    let mut faults = Vec::new();
    let mut tried = 0;
    for descriptor in Catalog::ALL {
        let (table, of) = (descriptor.table, Some(descriptor.number));
        let sets = other.edits(descriptor).into_iter().map(Some).chain([None]);
        for set in sets {
            full.machine.clock.advance_s(LOOK_AGAIN_S);
            if !other.edit(table, set.as_deref()) {
                continue;
            }
            tried += 1;
            let mut silent = Vec::new();
            for asked in &mut operations {
                if !asked.reads.contains(&descriptor.number) {
                    continue;
                }
                let (answer, is_reported) = ask(&mut full, asked.operation, of);
                // an error is no answer
                if answer.is_some() && answer != asked.answer && !is_reported {
                    silent.push((asked, answer));
                }
            }
            other.put_back(table);
            full.machine.clock.advance_s(LOOK_AGAIN_S);
            for (asked, edited) in silent {
                // what has changed with the time alone is no fault
                let (now, _) = ask(&mut full, asked.operation, of);
                if now != edited {
                    let set = set.as_deref().unwrap_or("removed");
                    faults.push(format!("{}: {table}: {set}", asked.name));
                }
                asked.answer = now;
            }
        }
    }
    assert!(faults.is_empty(), "{} of {tried}: {faults:#?}", faults.len());
    assert!(tried > 200, "{tried}");
}
