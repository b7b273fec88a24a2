//! The largest rows and groups that a server takes, up over the network and down to others; and one too many.

use support::{Device, Samples, TestClinic};
use sync_contract::catalog::{DeletionReason, Note, Patient};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::pull::RowState;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Code, Row, Value, Wire};
use sync_server::db::loaded_row::size_of;
use sync_server::state::App;
use uuid::Uuid;

/// As the server's README states.
const ROW_BYTES_MAX: usize = 4 * 1024 * 1024;
const GROUP_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How many letters of four bytes fit into a note's sections.
const LETTERS_MAX: usize = 100_000;
/// Nine of the largest and one that fills what is left of a row.
const VERSIONS: [usize; 10] = {
    let mut versions = [LETTERS_MAX; 10];
    versions[9] = 76_000;
    versions
};
/// How near to the limit what is near it must come.
const NEAR: f64 = 0.98;

/// Two devices of a clinic with a server between them, and the notes of one patient.
struct Large {
    clinic: TestClinic,
    app: App,
    first: Device,
    second: Device,
    samples: Samples,
}

impl Large {
    fn new() -> Large {
        let (clinic, mut first) = TestClinic::create();
        let mut samples = Samples::new(clinic.tenant);
        first.insert(&samples.row(Patient::DESCRIPTOR, 1)).unwrap();
        first.sync();
        let second = clinic.enrol(&mut first, "ada");
        let app = clinic.app();
        Large {
            clinic,
            app,
            first,
            second,
            samples,
        }
    }

    /// A note of one version.
    fn note(&mut self, letters: usize) -> Uuid {
        let mut note = self.samples.row(Note::DESCRIPTOR, 1);
        write(&mut note, letters, '\u{1f34f}');
        self.first.insert(&note).unwrap();
        self.first.sync();
        note.id
    }

    /// Notes of so many versions, each by a device that saw none but the first: one device leaves no two as large.
    fn notes(&mut self, count: usize) -> Vec<Uuid> {
        let notes: Vec<Uuid> = (0..count).map(|_| self.note(VERSIONS[0])).collect();
        let later = VERSIONS[1..].iter().zip("🍎🍐🍊🍋🍌🍉🍇🍓🍈".chars());
        let writers: Vec<Device> = later
            .map(|(letters, letter)| {
                let mut writer = self.clinic.enrol(&mut self.first, "ada");
                for id in &notes {
                    let (mut note, _) = writer.seen(Note::DESCRIPTOR, *id);
                    write(&mut note, *letters, letter);
                    assert!(writer.update(&note, &ReadVersion::default()).unwrap());
                }
                writer
            })
            .collect();
        for writer in writers {
            writer.sync();
        }
        self.first.sync();
        notes
    }

    /// Deletes notes in one action, as a user without having read any of their versions.
    fn delete(&mut self, notes: &[Uuid]) {
        let unlocked = self.first.unlocked_mut();
        let all = |tx: &mut vault::WriteTx<'_>| {
            notes.iter().try_for_each(|id| {
                let reason = DeletionReason::Other;
                tx.delete_row(Note::DESCRIPTOR, *id, reason, None, &ReadVersion::default())
            })
        };
        unlocked.write("delete notes", all).unwrap();
    }

    fn there(&self, note: Uuid) -> RowState {
        self.clinic.row(&self.app, Note::DESCRIPTOR, note)
    }

    fn assert_equal(&self, device: &Device, notes: &[Uuid]) {
        for note in notes {
            let here = device.row(Note::DESCRIPTOR, *note).unwrap();
            assert!(here == self.there(*note), "{note} differs");
        }
    }
}

/// So many letters in the sections of a note.
fn write(note: &mut Row, letters: usize, letter: char) {
    let sections = Note::FIELD.sections;
    let content = note
        .cells
        .iter_mut()
        .find(|content| content.number == sections.cell.number);
    content.unwrap().values[sections.index] = Value::Text(letter.to_string().repeat(letters));
}

fn near(bytes: usize, most: usize) -> bool {
    bytes <= most && bytes as f64 > NEAR * most as f64
}

#[test]
fn the_largest_group_and_row_reach_every_device_larger_ones_are_refused() {
    let mut large = Large::new();
    let notes = large.notes(4);
    for note in &notes {
        let row = large.there(*note);
        assert_eq!(row.siblings.len(), VERSIONS.len() - 1);
        assert!(near(size_of(&row), ROW_BYTES_MAX), "{}", size_of(&row));
    }
    large.delete(&notes);
    large.first.sync();
    let group: Vec<RowState> = notes.iter().map(|note| large.there(*note)).collect();
    let bytes: usize = group.iter().map(size_of).sum();
    assert!(near(bytes, GROUP_BYTES_MAX), "{bytes}");
    let touched = |row: &RowState| row.siblings.iter().any(|sibling| sibling.cell == DELETION);
    assert!(group.iter().all(touched), "all of them in one group");

    // a connected device pulls them in one page, a later one in its bootstrap
    large.second.sync();
    large.assert_equal(&large.first, &notes);
    large.assert_equal(&large.second, &notes);
    let third = large.clinic.enrol(&mut large.first, "ada");
    large.assert_equal(&third, &notes);
    let stored = third.read().get::<Note>(notes[0].into()).unwrap().unwrap();
    let shown = stored.value.sections.open().unwrap().chars().count();
    assert!(VERSIONS.contains(&shown), "{shown}");

    // a row of a few bytes more
    let (mut seen, _) = large.second.seen(Note::DESCRIPTOR, notes[0]);
    write(&mut seen, 9_000, '\u{1f955}');
    let before = large.there(notes[0]);
    let second = &mut large.second;
    assert!(second.update(&seen, &ReadVersion::default()).unwrap());
    let report = second.exchange();
    let note = Note::DESCRIPTOR.number;
    assert_eq!(second.refused(), [(note, Code::TooLarge)]);
    assert!(report.at_head);
    assert!(large.there(notes[0]) == before, "nothing of it was taken");
    large.assert_equal(&large.second, &notes);
    assert_refused_in_full(&large.second, 9_000 * 4);

    // a group of a little more
    let fifth = large.note(60_000);
    let five = [notes.as_slice(), &[fifth]].concat();
    large.delete(&five);
    let report = large.first.exchange();
    assert_eq!(large.first.refused(), [(note, Code::TooLarge)]);
    assert!(report.at_head);
    for (before, note) in group.iter().zip(&notes) {
        assert!(large.there(*note) == *before, "nothing of it was taken");
    }
    large.assert_equal(&large.first, &five);

    // all other work of both goes on and is pulled
    let patient = large.samples.row(Patient::DESCRIPTOR, 1);
    large.first.insert(&patient).unwrap();
    large.first.exchange();
    let report = large.second.exchange();
    assert!(report.at_head);
    let here = large.second.row(Patient::DESCRIPTOR, patient.id);
    assert_eq!(here, large.first.row(Patient::DESCRIPTOR, patient.id));
    assert!(here.is_some());
    large.assert_equal(&large.second, &five);
}

/// What was rejected waits on its device, in full, for a person to decide.
fn assert_refused_in_full(device: &Device, bytes: usize) {
    let refused = device.unlocked().vault().rejected().unwrap();
    let writes = &refused[0].group.writes;
    let sealed = writes
        .iter()
        .filter_map(|write| write.state.sealed.as_ref());
    assert!(sealed.map(Vec::len).sum::<usize>() > bytes);
    assert!(refused[0].group.to_bytes().len() > bytes);
}
