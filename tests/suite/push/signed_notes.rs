//! A signed note is nobody's to take, drop, release or delete.

use sync_contract::Clock;
use sync_contract::catalog::{ConflictResolution, Note};
use sync_contract::entity::{DELETION, Entity};
use sync_contract::{Code, Compartment, Right, Value};

use super::*;

const CLINICAL: [Compartment; 2] = [Compartment::Contact, Compartment::Clinical];

/// A patient's note on the server, with a draft of the founder, and the people who work with it.
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
