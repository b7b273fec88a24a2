//! No operation answers otherwise because of what another program wrote to the file, without reporting it.
use std::panic::{AssertUnwindSafe, catch_unwind};

use sync_contract::{Catalog, Descriptor};
use vault::Damage;
use vault::testing::other_program::{OtherProgram, Statements};

use super::{Full, Operation, singles};

/// After so long what something else wrote is looked for again.
const LOOK_AGAIN_S: i64 = 61;
/// What counts rows to say what is to be sent or fetched again, and shows nothing of them.
const COUNTS: [(&str, &str); 5] = [
    ("sync::page::show", "document_chunks"),
    ("sync::page::show", "office_document_chunks"),
    ("sync::status::of", "document_chunks"),
    ("sync::status::of", "office_document_chunks"),
    ("sync::status::of", "patients"),
];

/// An operation with what it answers on a file that nobody edited.
struct Asked {
    name: &'static str,
    operation: Operation,
    answer: Option<String>,
    /// A sample has documents without contents.
    reported: Vec<Damage>,
    /// The numbers of the entities of whose tables it reads.
    reads: Vec<u16>,
}

/// Returns the answer, none for an error, and what was reported with it.
fn ask(full: &mut Full, operation: Operation) -> (Option<String>, Vec<Damage>) {
    full.clinic.unlocked().take_damage();
    let answer = catch_unwind(AssertUnwindSafe(|| operation(full))).ok();
    (answer, full.clinic.unlocked().take_damage())
}

fn ask_all(full: &mut Full, statements: &Statements) -> Vec<Asked> {
    let ask_first = |&(name, operation): &(&'static str, Operation)| {
        operation(full);
        statements.clear();
        let (answer, reported) = ask(full, operation);
        let read = |descriptor: &&Descriptor| statements.read(descriptor.table);
        let counts = |of: &&Descriptor| COUNTS.contains(&(name, of.table));
        let reads = Catalog::ALL.iter().copied();
        let reads = reads.filter(|of| read(of) && !counts(of));
        Asked {
            name,
            operation,
            answer,
            reported,
            reads: reads.map(|descriptor| descriptor.number).collect(),
        }
    };
    singles().map(ask_first).collect()
}

/// Edits one table, and returns which operations answered otherwise and reported nothing, or none where the table does
/// not take such an edit.
fn in_silence(
    full: &mut Full,
    other: &OtherProgram,
    operations: &mut [Asked],
    descriptor: &Descriptor,
    set: Option<&str>,
) -> Option<Vec<String>> {
    full.machine.clock.advance_s(LOOK_AGAIN_S);
    if !other.edit(descriptor.table, set) {
        return None;
    }
    let mut silent = Vec::new();
    let readers = operations.iter_mut();
    for asked in readers.filter(|asked| asked.reads.contains(&descriptor.number)) {
        let (answer, reported) = ask(full, asked.operation);
        // an error is no answer
        if answer.is_some() && answer != asked.answer && reported == asked.reported {
            silent.push((asked, answer));
        }
    }
    other.put_back(descriptor.table);
    full.machine.clock.advance_s(LOOK_AGAIN_S);
    let mut faults = Vec::new();
    for (asked, edited) in silent {
        // what has changed with the time alone is no fault
        asked.answer = ask(full, asked.operation).0;
        if asked.answer != edited {
            let set = set.unwrap_or("removed");
            faults.push(format!("{}: {}: {set}", asked.name, descriptor.table));
        }
    }
    Some(faults)
}

#[test]
fn an_edit_of_a_clear_column_changes_no_answer_in_silence() {
    let mut full = Full::of(5);
    let statements = full.clinic.unlocked_mut().vault_mut().collect_statements();
    let mut operations = ask_all(&mut full, &statements);
    let other = OtherProgram::at(&full.machine.folder);
    let (mut faults, mut tried, mut untouched) = (Vec::new(), 0, Vec::new());
    for descriptor in Catalog::ALL {
        let before = tried;
        let sets = other.edits(descriptor).into_iter().map(Some).chain([None]);
        for set in sets {
            let set = set.as_deref();
            let silent = in_silence(&mut full, &other, &mut operations, descriptor, set);
            tried += usize::from(silent.is_some());
            faults.extend(silent.unwrap_or_default());
        }
        if tried == before {
            untouched.push(descriptor.table);
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {tried}: {faults:#?}",
        faults.len()
    );
    // nobody is erased in a sample
    assert_eq!(untouched, ["erasures"]);
}
