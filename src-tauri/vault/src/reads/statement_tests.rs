//! A list takes as many statements for a thousand rows as for ten.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use sync_contract::catalog::*;
use sync_contract::entity::Entity;
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::*;
use sync_contract::{Catalog, Phi};
use uuid::Uuid;

use super::{Deleted, PatientFilter, Reader};
use crate::audit::AuditFilter;
use crate::parked::{Parked, Reason, park};
use crate::testing::*;
use crate::{Result, Unlocked, stored};

/// As many rows of everything as its name says.
struct Full {
    _machine: Machine,
    unlocked: Unlocked,
    statements: Arc<AtomicUsize>,
    count: usize,
    patients: Vec<PatientId>,
    visits: Vec<VisitId>,
    notes: Vec<NoteId>,
    appointments: Vec<AppointmentId>,
    facilities: Vec<FacilityId>,
    rooms: Vec<RoomId>,
    user: UserId,
}

impl Full {
    fn of(count: usize) -> Self {
        let (machine, unlocked) = clinic();
        let user = unlocked.user();
        let mut full = Self {
            _machine: machine,
            unlocked,
            statements: Arc::default(),
            count,
            patients: Vec::new(),
            visits: Vec::new(),
            notes: Vec::new(),
            appointments: Vec::new(),
            facilities: Vec::new(),
            rooms: Vec::new(),
            user,
        };
        full.write().unwrap();
        full.draft();
        full.put_beside();
        let statements = full.statements.clone();
        let each = move |_: TraceEvent<'_>| {
            statements.fetch_add(1, Ordering::Relaxed);
        };
        let conn = &mut full.unlocked.vault.conn;
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(each))
            .unwrap();
        full
    }

    /// Everything belongs to the first patient, visit, note and appointment, so that each list holds all of its kind.
    fn write(&mut self) -> Result<()> {
        let (count, user) = (self.count, self.user);
        let (facilities, rooms) = (&mut self.facilities, &mut self.rooms);
        let (patients, visits) = (&mut self.patients, &mut self.visits);
        let (notes, appointments) = (&mut self.notes, &mut self.appointments);
        self.unlocked.write("fill", |tx| -> Result<()> {
            for _ in 0..count {
                patients.push(tx.new_id());
                visits.push(tx.new_id());
                notes.push(tx.new_id());
                appointments.push(tx.new_id());
                facilities.push(tx.new_id());
                rooms.push(tx.new_id());
            }
            for place in 0..count {
                tx.insert(&Facility {
                    id: facilities[place],
                    name: "Hillside".try_into()?,
                    address: None,
                    phone: None,
                    licence_number: None,
                    time_zone: "Europe/Amsterdam".try_into()?,
                    currency: "EUR".try_into()?,
                    is_active: true,
                })?;
                tx.insert(&Room {
                    id: rooms[place],
                    facility: facilities[0],
                    name: "Blue".try_into()?,
                    code: None,
                    is_active: true,
                })?;
                tx.insert(&patient(patients[place], "Okafor"))?;
                let first = patients[0];
                tx.insert(&visit(visits[place], first, user, "tired"))?;
                let id = tx.new_id();
                tx.insert(&measurement(id, first, visits[0]))?;
                tx.insert(&note(notes[place], first, visits[0]))?;
                let id = tx.new_id();
                tx.insert(&allergy(id, first))?;
                let id = tx.new_id();
                tx.insert(&contact(id, first))?;
                let id = tx.new_id();
                tx.insert(&NoteVersion {
                    id,
                    patient: first,
                    note: notes[0],
                    version: 1,
                    sections: Phi::new("{}".try_into()?),
                    treatment_plan: Phi::new(None),
                })?;
                let id = tx.new_id();
                tx.insert(&Addendum {
                    id,
                    patient: first,
                    note: notes[0],
                    reason: Phi::new("late result".try_into()?),
                    text: Phi::new("{}".try_into()?),
                    signature: Phi::new(Bytes(vec![1; 64])),
                })?;
                tx.insert(&Appointment {
                    id: appointments[place],
                    facility: facilities[0],
                    room: Some(rooms[0]),
                    provider: user,
                    starts: Time(10),
                    ends: Time(20),
                    status: AppointmentStatus::Scheduled,
                    kind: "VISIT".try_into()?,
                    mode: AppointmentMode::InPerson,
                    series: None,
                })?;
                let id = tx.new_id();
                tx.insert(&AppointmentPatient {
                    id,
                    patient: first,
                    appointment: appointments[0],
                    reason: Phi::new(None),
                    notes: Phi::new(None),
                    attendance: Attendance::Expected,
                })?;
                let id = tx.new_id();
                tx.insert(&AppointmentStatusChange {
                    id,
                    appointment: appointments[0],
                    from_status: None,
                    to_status: AppointmentStatus::Scheduled,
                    at: Time(1),
                    reason_code: None,
                    reason: Phi::new(None),
                })?;
            }
            Ok(())
        })
    }

    /// What was typed into each note and not yet saved.
    fn draft(&mut self) {
        for id in self.notes.clone() {
            let draft = note(id, self.patients[0], self.visits[0]);
            self.unlocked
                .save_draft(&draft, &sync_contract::seen::Seen::default())
                .unwrap();
        }
    }

    /// Another version beside each name, and one cell parked.
    fn put_beside(&self) {
        let conn = &self.unlocked.vault.conn;
        conn.execute_batch("begin").unwrap();
        for id in &self.patients {
            let state = stored::load(conn, Patient::DESCRIPTOR, id.0)
                .unwrap()
                .unwrap();
            let mut side = state.cells[1].clone();
            side.clock.counter += 1;
            stored::store_sides(conn, 20, id.0, std::slice::from_ref(&side)).unwrap();
            park(
                conn,
                &Parked {
                    entity: 20,
                    row: id.0,
                    patient: None,
                    is_side: false,
                    reason: Reason::Tag,
                    state: side,
                    parked_at_us: 1,
                },
            )
            .unwrap();
        }
        conn.execute_batch("commit").unwrap();
    }

    /// How many rows a list has and how many statements it took.
    fn ask(&self, list: impl Fn(&Self, Reader<'_>) -> usize) -> (usize, usize) {
        self.statements.store(0, Ordering::Relaxed);
        let rows = list(self, self.unlocked.read());
        (rows, self.statements.load(Ordering::Relaxed))
    }
}

fn measurement(id: MeasurementId, patient: PatientId, visit: VisitId) -> Measurement {
    Measurement {
        id,
        patient,
        visit: Some(visit),
        kind: "WEIGHT".try_into().unwrap(),
        value: Phi::new(70.into()),
        second_value: Phi::new(None),
        unit: "kg".try_into().unwrap(),
        measured_at: Time(1),
        method: None,
        entered: Phi::new(None),
        device: Phi::new(None),
    }
}

fn allergy(id: AllergyId, patient: PatientId) -> Allergy {
    Allergy {
        id,
        patient,
        substance: Phi::new("peanut".try_into().unwrap()),
        code: Phi::new(None),
        reaction: Phi::new(None),
        severity: Severity::Mild,
        status: AllergyStatus::Active,
        onset: Phi::new(None),
    }
}

fn contact(id: EmergencyContactId, patient: PatientId) -> EmergencyContact {
    EmergencyContact {
        id,
        patient,
        name: Phi::new("Ben Okafor".try_into().unwrap()),
        relation: Relation::Other,
        phone: Phi::new(None),
        email: Phi::new(None),
        address: Phi::new(None),
    }
}

fn note(id: NoteId, patient: PatientId, visit: VisitId) -> Note {
    Note {
        id,
        patient,
        visit: Some(visit),
        kind: NoteKind::Free,
        status: NoteStatus::Draft,
        version: 1,
        signed_at: None,
        signed_by: None,
        sections: Phi::new("{}".try_into().unwrap()),
        treatment_plan: Phi::new(None),
        metadata: Phi::new(None),
        custom_fields: Phi::new(None),
        template: None,
        signature: Phi::new(None),
    }
}

type List = (&'static str, fn(&Full, Reader<'_>) -> usize);

const LISTS: &[List] = &[
    ("patients", |_, read| {
        let all = PatientFilter::default();
        read.patients(&all, 5_000).unwrap().len()
    }),
    ("patients_with_file_number", |_, read| {
        read.patients_with_file_number("A-17").unwrap().len()
    }),
    ("all", |_, read| {
        read.all::<Patient>(Deleted::Hidden).unwrap().len()
    }),
    ("all_rows", |_, read| {
        read.all_rows(Visit::DESCRIPTOR).unwrap().len()
    }),
    ("each_row", |_, read| {
        let mut rows = 0;
        let each = |_: &_, _: &_| -> Result<()> {
            rows += 1;
            Ok(())
        };
        read.each_row(Patient::DESCRIPTOR, each).unwrap();
        rows
    }),
    ("by_ids", |full, read| {
        let ids: Vec<Uuid> = full.patients.iter().map(|id| id.0).collect();
        read.by_ids::<Patient>(&ids).unwrap().len()
    }),
    ("visits_of", |full, read| {
        read.visits_of(full.patients[0]).unwrap().len()
    }),
    ("visits_between", |_, read| {
        read.visits_between(None, Time(0), Time(i64::MAX))
            .unwrap()
            .len()
    }),
    ("open_visits", |full, read| {
        read.open_visits(full.user).unwrap().len()
    }),
    ("measurements_of", |full, read| {
        read.measurements_of(full.patients[0], None).unwrap().len()
    }),
    ("measurements_at", |full, read| {
        read.measurements_at(full.visits[0]).unwrap().len()
    }),
    ("notes_of", |full, read| {
        read.notes_of(full.patients[0]).unwrap().len()
    }),
    ("notes_at", |full, read| {
        read.notes_at(full.visits[0]).unwrap().len()
    }),
    ("notes_at_visits", |full, read| {
        read.notes_at_visits(&full.visits).unwrap().len()
    }),
    ("note_versions", |full, read| {
        read.note_versions(full.notes[0]).unwrap().len()
    }),
    ("addenda", |full, read| {
        read.addenda(full.notes[0]).unwrap().len()
    }),
    ("addenda_of", |full, read| {
        read.addenda_of(full.patients[0]).unwrap().len()
    }),
    ("appointments_between", |_, read| {
        read.appointments_between(None, Time(0), Time(30))
            .unwrap()
            .len()
    }),
    ("appointments_in", |full, read| {
        read.appointments_in(full.rooms[0], Time(0), Time(30))
            .unwrap()
            .len()
    }),
    ("attendees", |full, read| {
        read.attendees(full.appointments[0]).unwrap().len()
    }),
    ("attendees_between", |_, read| {
        read.attendees_between(Time(0), Time(30)).unwrap().len()
    }),
    ("status_changes", |full, read| {
        read.status_changes(full.appointments[0]).unwrap().len()
    }),
    ("facilities", |_, read| read.facilities().unwrap().len()),
    ("rooms", |full, read| {
        read.rooms(full.facilities[0]).unwrap().len()
    }),
    ("conflicts", |_, read| read.conflicts().unwrap().len()),
    ("parked", |_, read| read.parked().unwrap().len()),
    ("allergies", |full, read| {
        read.allergies(full.patients[0]).unwrap().len()
    }),
    ("emergency_contacts", |full, read| {
        read.emergency_contacts(full.patients[0]).unwrap().len()
    }),
    ("drafts", |full, _| {
        full.unlocked.drafts::<Note>(None).unwrap().len()
    }),
];

/// Of these there are some already, or one for all: what counts is that more of everything costs them nothing.
const OTHERS: &[List] = &[
    ("appointments_of", |full, read| {
        read.appointments_of(full.patients[0]).unwrap().len()
    }),
    ("next_appointments", |full, read| {
        let next = read.next_appointments(&full.patients, Time(0));
        next.unwrap().len()
    }),
    ("last_visits", |full, read| {
        read.last_visits(&full.patients).unwrap().len()
    }),
    ("users", |_, read| read.users().unwrap().len()),
    ("roles", |_, read| read.roles().unwrap().len()),
    ("memberships", |_, read| read.memberships().unwrap().len()),
    ("memberships_of", |full, read| {
        read.memberships_of(full.user).unwrap().len()
    }),
    ("members_of", |_, read| {
        let role = read.roles().unwrap()[0].value.id;
        read.members_of(role).unwrap().len()
    }),
    ("devices", |_, read| read.devices().unwrap().len()),
    ("people", |full, _| {
        full.unlocked.vault.people().unwrap().len()
    }),
    ("last_sign_ins", |full, _| {
        full.unlocked.vault.last_sign_ins().unwrap().len()
    }),
    ("quarantine", |full, _| {
        full.unlocked.vault.quarantine().unwrap().len()
    }),
    ("waiting_by_patient", |full, _| {
        full.unlocked.vault.waiting_by_patient().unwrap().len()
    }),
    ("audit", |full, _| {
        let lines = full.unlocked.audit(&AuditFilter::default(), 5_000);
        lines.unwrap().len()
    }),
];

#[test]
fn a_list_takes_as_many_statements_for_a_thousand_rows_as_for_ten() {
    let (few, many) = (Full::of(10), Full::of(1_000));
    for (name, list) in LISTS {
        let ((ten, statements), (thousand, more)) = (few.ask(list), many.ask(list));
        assert_eq!(
            (ten, thousand),
            (10, 1_000),
            "{name} does not list what there is"
        );
        assert!(statements > 0, "{name} was not counted");
        assert_eq!(statements, more, "{name}");
    }
    // rows of staff and keys are few; that every entity is read the same way is what counts
    for descriptor in Catalog::ALL {
        let all = |_: &Full, read: Reader<'_>| read.all_rows(descriptor).unwrap().len();
        assert_eq!(few.ask(all).1, many.ask(all).1, "{}", descriptor.name);
    }
    for (name, list) in OTHERS {
        let ((_, statements), (_, more)) = (few.ask(list), many.ask(list));
        assert!(statements > 0, "{name} was not counted");
        assert_eq!(statements, more, "{name}");
    }
}

#[test]
fn a_statement_for_each_row_is_noticed() {
    let one_by_one = |full: &Full, read: Reader<'_>| {
        let rows = full.patients.iter();
        rows.filter(|id| read.get::<Patient>(**id).unwrap().is_some())
            .count()
    };
    let (few, more) = (Full::of(10), Full::of(20));
    let ((ten, statements), (twenty, more)) = (few.ask(one_by_one), more.ask(one_by_one));
    assert_eq!((ten, twenty), (10, 20));
    assert!(more >= statements + 10, "{statements} and {more}");
}

/// The functions of a source that answer many rows.
fn lists_of(source: &str) -> Vec<&str> {
    let functions = source.split("\n    pub fn ").skip(1);
    let many = functions.filter(|text| {
        let signature = text.split('{').next().unwrap();
        ["Result<Vec<", "Result<BTreeMap<"]
            .iter()
            .any(|answer| signature.contains(&format!("-> {answer}")))
    });
    many.map(|text| text.split(['<', '(']).next().unwrap())
        .collect()
}

#[test]
fn every_list_that_the_vault_answers_is_counted() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let reads = std::fs::read_dir(top.join("reads")).unwrap();
    let mut files: Vec<_> = reads.map(|file| file.unwrap().path()).collect();
    let others = [
        "drafts",
        "people",
        "queue/quarantine",
        "queue/waiting",
        "unlocked",
    ];
    files.extend(others.map(|name| top.join(name).with_extension("rs")));
    let counted = LISTS.iter().chain(OTHERS).map(|(name, _)| *name);
    let counted: Vec<&str> = counted.collect();
    let mut found = 0;
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for list in lists_of(&source) {
            let place = file.display();
            assert!(counted.contains(&list), "{list} of {place} is not counted");
            found += 1;
        }
    }
    assert!(found > 30, "{found}");
    let new = "\n    pub fn labs_of(&self, patient: PatientId) -> Result<Vec<Lab>> {";
    assert_eq!(lists_of(new), ["labs_of"]);
}
