//! No user can take, drop, release or delete a signed note.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sync_contract::catalog::{ConflictResolution, Note, NoteVoid};
use sync_contract::entity::{DELETION, Entity, PURGE};
use sync_contract::{CellState, Clock, Code, Compartment, Right, Value};

use super::*;

const CLINICAL: [Compartment; 2] = [Compartment::Contact, Compartment::Clinical];

/// A patient's note on the server, with a draft of the founder, and the users who work with it.
struct Ward {
    fixture: Fixture,
    patient: Uuid,
    note: Uuid,
}

impl Ward {
    async fn new() -> Ward {
        let mut fixture = Fixture::new().await;
        let patient = fixture.patient().await;
        let note = fake_device::random_id();
        let writes = fixture
            .device
            .row(Note::DESCRIPTOR, note, Some(patient), &[]);
        fixture.device.write(writes);
        all_accepted(&fixture.push_founder().await);
        Ward {
            fixture,
            patient,
            note,
        }
    }

    fn content(&mut self, signer: Option<Uuid>, base: Vec<Clock>) -> CellWrite {
        let word = if signer.is_some() { "SIGNED" } else { "DRAFT" };
        let given = [
            ("status", Value::Text(word.into())),
            ("signed_by", signer.map_or(Value::Null, Value::Uuid)),
        ];
        let (spec, patient) = (Note::CELL.content, Some(self.patient));
        let device = &mut self.fixture.device;
        device.cell(Note::DESCRIPTOR, spec, self.note, patient, &given, base)
    }

    /// The founder signs the note, without having seen anything of it.
    async fn sign(&mut self) -> Clock {
        let signer = self.fixture.clinic.founder.clone();
        self.fixture.device.author = signer.clone();
        let write = self.content(Some(signer.id), Vec::new());
        let clock = write.state.clock;
        let verdict = self.fixture.verdict(vec![write]).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
        clock
    }

    async fn row(&self) -> RowState {
        self.fixture.row(Note::DESCRIPTOR, self.note).await
    }

    async fn has(&self, clock: Clock) -> bool {
        let row = self.row().await;
        let mut all = row.cells.iter().chain(&row.siblings);
        all.any(|version| version.clock == clock)
    }

    async fn shows(&self, clock: Clock) -> bool {
        self.row()
            .await
            .cells
            .iter()
            .any(|cell| cell.clock == clock)
    }
}

#[tokio::test]
async fn no_doctor_signs_in_a_colleagues_name() {
    let mut ward = Ward::new().await;
    let doctor = [Right::NotesWrite, Right::NotesSign];
    let thief = ward.fixture.hire(&doctor, &CLINICAL).await;
    let victim = ward.fixture.clinic.founder.id;
    ward.fixture.device.author = thief.clone();
    for signer in [victim, Uuid::nil()] {
        let mut stolen = ward.content(Some(signer), Vec::new());
        stolen.state.clock.unix_ms = 946_684_800_000;
        let verdict = ward.fixture.verdict(vec![stolen]).await;
        assert_eq!(verdict, rejected(Code::BadSignature));
    }
    let signed = ward.sign().await;
    assert!(ward.shows(signed).await);
    ward.fixture.device.author = thief.clone();
    let own = ward.content(Some(thief.id), Vec::new());
    let second = own.state.clock;
    assert!(matches!(
        ward.fixture.verdict(vec![own]).await,
        Verdict::Accepted { .. }
    ));
    assert!(ward.shows(signed).await && ward.has(second).await);
}

#[tokio::test]
async fn a_void_takes_nothing_of_a_signed_note_away() {
    let mut ward = Ward::new().await;
    let signed = ward.sign().await;
    let stranger = ward.fixture.patient().await;
    let nurse = ward.fixture.hire(&[Right::NotesWrite], &CLINICAL).await;
    let reader = ward.fixture.hire(&[Right::NotesRead], &CLINICAL).await;
    let id = fake_device::random_id();
    for (author, patient, refusal) in [
        (&nurse, stranger, Some(Code::MissingReference)),
        (&reader, ward.patient, Some(Code::MissingRight)),
        (&nurse, ward.patient, None),
    ] {
        let device = &mut ward.fixture.device;
        device.author = author.clone();
        let given = [("note", Value::Uuid(ward.note))];
        let writes = device.row(NoteVoid::DESCRIPTOR, id, Some(patient), &given);
        let verdict = ward.fixture.verdict(writes).await;
        match refusal {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
        assert!(ward.shows(signed).await);
    }
}

#[tokio::test]
async fn no_write_drops_a_signed_version_by_naming_it() {
    let mut ward = Ward::new().await;
    let doctor = [Right::NotesWrite, Right::NotesSign];
    let (nurse, doctor) = (
        ward.fixture.hire(&[Right::NotesWrite], &CLINICAL).await,
        ward.fixture.hire(&doctor, &CLINICAL).await,
    );
    let first = ward.sign().await;
    ward.fixture.device.author = doctor.clone();
    let second = ward.content(Some(doctor.id), Vec::new());
    let clock = second.state.clock;
    ward.fixture.verdict(vec![second]).await;
    for author in [nurse, doctor] {
        let is_doctor = author.id == ward.fixture.device.author.id;
        let signer = is_doctor.then_some(author.id);
        ward.fixture.device.author = author;
        let write = ward.content(signer, vec![first, clock]);
        ward.fixture.verdict(vec![write]).await;
        assert!(ward.shows(first).await && ward.has(clock).await);
    }
}

#[tokio::test]
async fn no_release_drops_a_signed_version() {
    let mut ward = Ward::new().await;
    let doctor = [Right::NotesWrite, Right::NotesSign];
    let doctor = ward.fixture.hire(&doctor, &CLINICAL).await;
    let records = ward.fixture.hire(&[Right::ConflictsResolve], &CLINICAL);
    let records = records.await;
    let writer = [Right::ConflictsResolve, Right::NotesWrite];
    let writer = ward.fixture.hire(&writer, &CLINICAL).await;
    let first = ward.sign().await;
    ward.fixture.device.author = doctor.clone();
    let second = ward.content(Some(doctor.id), Vec::new());
    let clock = second.state.clock;
    ward.fixture.verdict(vec![second]).await;
    let clocks = [first, clock].map(Clock::to_array).concat();
    let given = [
        ("entity", Value::Int(Note::DESCRIPTOR.number.into())),
        ("row", Value::Uuid(ward.note)),
        ("cell", Value::Int(Note::CELL.content.number.into())),
        ("kind", Value::Text("EQUAL".into())),
        ("siblings", Value::Bytes(clocks)),
    ];
    for (author, is_refused) in [(records, true), (writer, false)] {
        ward.fixture.device.author = author;
        let id = fake_device::random_id();
        let device = &mut ward.fixture.device;
        let writes = device.row(ConflictResolution::DESCRIPTOR, id, None, &given);
        let verdict = ward.fixture.verdict(writes).await;
        assert_eq!(verdict == rejected(Code::MissingRight), is_refused);
        assert!(ward.shows(first).await && ward.has(clock).await);
    }
}

#[tokio::test]
async fn no_user_deletes_a_note_that_is_signed() {
    let mut ward = Ward::new().await;
    let nurse = ward.fixture.hire(&[Right::NotesWrite], &CLINICAL).await;
    let signed = ward.sign().await;
    let all = ward.row().await.cells;
    let all: Vec<Clock> = all.iter().map(|cell| cell.clock).collect();
    let spec = Note::DESCRIPTOR.cell(DELETION).unwrap();
    for author in [nurse, ward.fixture.clinic.founder.clone()] {
        for base in [all.clone(), Vec::new()] {
            ward.fixture.device.author = author.clone();
            let (note, patient) = (ward.note, Some(ward.patient));
            let given = [("deleted_at", Value::Time(1))];
            let device = &mut ward.fixture.device;
            let write = device.cell(Note::DESCRIPTOR, spec, note, patient, &given, base);
            let verdict = ward.fixture.verdict(vec![write]).await;
            assert_eq!(verdict, rejected(Code::Signed));
        }
    }
    assert!(ward.shows(signed).await && !ward.row().await.is_deleted());
}

#[tokio::test]
async fn no_user_seals_a_colleagues_version_again() {
    let mut ward = Ward::new().await;
    let keeper = [Right::KeysGrant, Right::NotesSign];
    let keeper = ward.fixture.hire(&keeper, &CLINICAL).await;
    let signed = ward.sign().await;
    let before = ward.row().await;
    let stored = before.cells.iter().find(|cell| cell.clock == signed);
    let stored = stored.unwrap().clone();
    for author in [keeper, ward.fixture.clinic.founder.clone()] {
        for generation in [1, u16::MAX] {
            ward.fixture.device.author = author.clone();
            let mut write = ward.content(None, Vec::new());
            let other_bytes = write.state.sealed.take();
            write.state = CellState {
                generation,
                sealed: other_bytes,
                ..stored.clone()
            };
            let verdict = ward.fixture.verdict(vec![write]).await;
            assert_eq!(verdict, rejected(Code::Malformed));
            assert_eq!(ward.row().await, before);
        }
    }
}

#[tokio::test]
async fn no_note_is_signed_while_it_stays_deleted() {
    let mut ward = Ward::new().await;
    let spec = Note::DESCRIPTOR.cell(DELETION).unwrap();
    let (note, patient) = (ward.note, Some(ward.patient));
    let all = ward.row().await.cells;
    let base: Vec<Clock> = all.iter().map(|cell| cell.clock).collect();
    let given = [("deleted_at", Value::Time(1))];
    let device = &mut ward.fixture.device;
    let delete = device.cell(Note::DESCRIPTOR, spec, note, patient, &given, base.clone());
    let deleted = delete.state.clock;
    let verdict = ward.fixture.verdict(vec![delete]).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert!(ward.row().await.is_deleted());
    let signer = Some(ward.fixture.device.author.id);
    let sign = ward.content(signer, [base, vec![deleted]].concat());
    let signed = sign.state.clock;
    ward.fixture.verdict(vec![sign]).await;
    assert!(ward.shows(signed).await && !ward.row().await.is_deleted());
}

/// The fifth would be one too many whether its author names the others or not: they stay.
#[tokio::test]
async fn one_device_signs_a_note_four_times_at_most() {
    let mut ward = Ward::new().await;
    let signer = Some(ward.fixture.device.author.id);
    let seen = ward.row().await.cells;
    let mut seen: Vec<Clock> = seen.iter().map(|cell| cell.clock).collect();
    for _ in 0..4 {
        let sign = ward.content(signer, seen.clone());
        seen.push(sign.state.clock);
        let verdict = ward.fixture.verdict(vec![sign]).await;
        assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    }
    let fifth = ward.content(signer, seen);
    let verdict = ward.fixture.verdict(vec![fifth]).await;
    assert_eq!(verdict, rejected(Code::Undecided));
}

/// Pushes of a random history; each has up to three groups.
const PUSHES: usize = 160;
const DEVICES: u32 = 4;
const SEED: &str = "SIGNED_SEED";

/// Random attempts to remove a signed note: each accepted signature stays unchanged.
struct Siege {
    ward: Ward,
    random: StdRng,
    people: Vec<Person>,
    devices: Vec<FakeDevice>,
    /// Every clock that was ever written to the note or its patient.
    clocks: Vec<Clock>,
    /// The signatures that the server has accepted, in their order, as their signers wrote them.
    signed: Vec<CellState>,
}

impl Siege {
    async fn new(seed: u64) -> Siege {
        let mut ward = Ward::new().await;
        let rights: [&[Right]; 5] = [
            &[Right::NotesWrite, Right::NotesSign],
            &[Right::NotesWrite, Right::NotesSign],
            &[Right::NotesWrite],
            &[Right::NotesWrite, Right::ConflictsResolve],
            &[
                Right::ConflictsResolve,
                Right::PatientsUpdate,
                Right::PatientsDelete,
            ],
        ];
        let mut people = vec![ward.fixture.clinic.founder.clone()];
        for rights in rights {
            people.push(ward.fixture.hire(rights, &CLINICAL).await);
        }
        let mut devices = Vec::new();
        for number in 2..2 + DEVICES {
            let device = FakeDevice::new(ward.fixture.clinic.tenant, number, people[0].clone());
            ward.fixture.register(&device).await;
            devices.push(device);
        }
        Siege {
            ward,
            random: StdRng::seed_from_u64(seed),
            people,
            devices,
            clocks: Vec::new(),
            signed: Vec::new(),
        }
    }

    fn base(&mut self) -> Vec<Clock> {
        let share = [0.0, 0.3, 1.0][self.random.random_range(0..3)];
        let mut base: Vec<Clock> = self.clocks.clone();
        base.retain(|_| self.random.random_bool(share));
        base.sort();
        base.dedup();
        base.truncate(200);
        base
    }

    /// One cell of the note, its patient or a resolution, by the author of a device.
    fn attack(&mut self, at: usize) -> Vec<CellWrite> {
        let (note, patient) = (self.ward.note, Some(self.ward.patient));
        let base = self.base();
        let own = self.devices[at].author.id;
        let other = self.people[self.random.random_range(0..self.people.len())].id;
        let version = (!self.signed.is_empty())
            .then(|| self.signed[self.random.random_range(0..self.signed.len())].clone());
        let kind = self.random.random_range(0..12);
        let jump = [0, 0, 1_000_000_000, u64::MAX][self.random.random_range(0..4)];
        let device = &mut self.devices[at];
        let mut content = |signer: Option<Uuid>, base: Vec<Clock>| {
            let word = if signer.is_some() { "SIGNED" } else { "DRAFT" };
            let given = [
                ("status", Value::Text(word.into())),
                ("signed_by", signer.map_or(Value::Null, Value::Uuid)),
            ];
            device.cell(
                Note::DESCRIPTOR,
                Note::CELL.content,
                note,
                patient,
                &given,
                base,
            )
        };
        let mut write = match (kind, version) {
            (0 | 1, _) => content(Some(own), base),
            (2, _) => content(Some(other), base),
            (3, Some(version)) => {
                // the same version once more, with other words or without its signature
                let mut write = content(None, base);
                let fake = std::mem::replace(&mut write.state, version);
                write.state.generation += u16::from(jump == 0);
                write.state.sealed.clone_from(&fake.sealed);
                if jump == u64::MAX {
                    write.state.clear = fake.clear;
                    write.state.generation += 1;
                }
                return vec![write];
            }
            (4, _) => {
                let spec = Note::DESCRIPTOR.cell(DELETION).unwrap();
                let given = [("deleted_at", Value::Time(1))];
                device.cell(Note::DESCRIPTOR, spec, note, patient, &given, base)
            }
            (5, _) => {
                let spec = Note::DESCRIPTOR.cell(DELETION).unwrap();
                device.cell(Note::DESCRIPTOR, spec, note, patient, &[], base)
            }
            (6, _) => {
                let mut write = content(None, base);
                write.state.cell = PURGE;
                write
            }
            (7 | 8, _) => {
                let clocks: Vec<u8> = base.iter().take(8).flat_map(|c| c.to_array()).collect();
                let word = if kind == 7 { "EQUAL" } else { "ADDENDUM" };
                let given = [
                    ("entity", Value::Int(Note::DESCRIPTOR.number.into())),
                    ("row", Value::Uuid(note)),
                    ("cell", Value::Int(Note::CELL.content.number.into())),
                    ("kind", Value::Text(word.into())),
                    ("siblings", Value::Bytes(clocks)),
                ];
                let id = fake_device::random_id();
                return device.row(ConflictResolution::DESCRIPTOR, id, None, &given);
            }
            (9, _) => {
                let spec = Patient::DESCRIPTOR.cell(DELETION).unwrap();
                let given = [("deleted_at", Value::Time(1))];
                let row = self.ward.patient;
                device.cell(Patient::DESCRIPTOR, spec, row, None, &given, base)
            }
            (10, _) => {
                let mut write = content(None, base);
                write.patient = Some(own);
                write
            }
            _ => content(None, base),
        };
        write.state.clock.unix_ms = match jump {
            u64::MAX => 946_684_800_000,
            jump => write.state.clock.unix_ms + jump,
        };
        vec![write]
    }

    /// Pushes a few groups of one author, and notes what was accepted of them.
    async fn push(&mut self) {
        let at = self.random.random_range(0..self.devices.len());
        let author = self.people[self.random.random_range(0..self.people.len())].clone();
        self.devices[at].author = author;
        let mut sent = BTreeMap::new();
        for _ in 0..self.random.random_range(1..=3) {
            let mut writes = self.attack(at);
            if self.random.random_bool(0.2) {
                writes.extend(self.attack(at));
            }
            let id = self.devices[at].write(writes.clone());
            sent.insert(id, writes);
        }
        let device = &mut self.devices[at];
        let answer = self.ward.fixture.push(device).await.unwrap();
        device.queue.clear();
        for (id, verdict) in answer.verdicts {
            if !matches!(verdict, Verdict::Accepted { .. }) {
                continue;
            }
            for CellWrite { entity, state, .. } in sent.remove(&id).unwrap() {
                self.clocks.push(state.clock);
                if entity != Note::DESCRIPTOR.number || state.cell != Note::CELL.content.number {
                    continue;
                }
                assert_eq!(state.generation, 0, "it was sealed again");
                if Note::FIELD.status.in_cell(&state) == Some(&Value::Text("SIGNED".into())) {
                    let is_known = self.signed.iter().any(|known| known.clock == state.clock);
                    self.signed.extend((!is_known).then_some(state));
                }
            }
        }
    }

    /// Checks that each accepted signature is on the row as its signer wrote it, and the first is shown.
    async fn check(&self) {
        let row = self.ward.row().await;
        let content = |cell: &&CellState| cell.cell == Note::CELL.content.number;
        let versions: Vec<&CellState> = row
            .cells
            .iter()
            .chain(&row.siblings)
            .filter(content)
            .collect();
        for signed in &self.signed {
            let stored = versions
                .iter()
                .find(|version| version.clock == signed.clock);
            let stored = stored.unwrap_or_else(|| panic!("{:?} was dropped", signed.clock));
            assert_eq!(
                (&stored.clear, &stored.sealed, stored.author),
                (&signed.clear, &signed.sealed, signed.author)
            );
        }
        if let Some(first) = self.signed.first() {
            let shown = row.cells.iter().find(content);
            assert_eq!(shown.map(|shown| shown.clock), Some(first.clock));
            assert!(!row.is_deleted(), "it is hidden");
        }
        assert_eq!(row.patient, Some(self.ward.patient));
    }
}

#[tokio::test]
async fn no_history_of_accepted_messages_takes_a_signed_version_away() {
    let given = std::env::var(SEED).map(|seed| seed.parse().expect("a seed is a number"));
    let seed: u64 = given.unwrap_or_else(|_| rand::random());
    let history = tokio::spawn(async move {
        let mut siege = Siege::new(seed).await;
        for _ in 0..PUSHES {
            siege.push().await;
            siege.check().await;
        }
        assert!(siege.signed.len() > 1, "nothing was attacked");
    });
    let ended = history.await;
    assert!(ended.is_ok(), "repeat it with {SEED}={seed}");
}
