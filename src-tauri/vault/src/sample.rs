//! For laws about lists: a clinic with as many of everything as is asked for, made from what the catalog declares, and
//! a count of the statements that are carried out. No program has this in it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{TransactionBehavior, params};
use sync_contract::catalog::*;
use sync_contract::entity::Entity;
use sync_contract::field::Time;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::pull::Cursor;
use sync_contract::read_version::ReadVersion;
use sync_contract::statement;
use sync_contract::{
    Catalog, CellContent, CellSpec, CellState, CellValues, Code, Descriptor, FieldSpec, Group,
    Kind, Phi, Row, Value, Wire,
};
use uuid::Uuid;

use crate::audit_chain;
use crate::audit_chain::event::Event;
use crate::audit_chain::session::AuditSession;
use crate::error::Result;
use crate::form_drafts::FormKey;
use crate::outbox::page::next_push;
use crate::outbox::verdicts::apply_answer;
use crate::store::device::DeviceRow;
use crate::store::quarantine::{QuarantineReason, QuarantinedCell, quarantine};
use crate::store::rows;
use crate::throttle::{Attempts, Throttle};
use crate::unlocked::Unlocked;
use crate::vault::Vault;

impl Vault {
    /// Counts the statements of this vault's own connection from now on.
    pub fn count_statements(&mut self) -> Arc<AtomicUsize> {
        let counted = Arc::new(AtomicUsize::new(0));
        let statements = counted.clone();
        let each = move |_: TraceEvent<'_>| {
            statements.fetch_add(1, Ordering::Relaxed);
        };
        let conn = &mut self.conn;
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(each))
            .unwrap();
        counted
    }
}

/// The rows that a clinic was made with.
#[derive(Debug)]
pub struct SampleClinic {
    rows: BTreeMap<u16, [Vec<Uuid>; 2]>,
}

impl SampleClinic {
    /// The rows of an entity.
    pub fn ids<E: Entity>(&self) -> Vec<E::Id> {
        let ids = self.rows[&E::DESCRIPTOR.number].iter().flatten();
        ids.map(|id| E::Id::from(*id)).collect()
    }

    /// To which one half of everything else belongs.
    pub fn first<E: Entity>(&self) -> E::Id {
        self.ids::<E>()[0]
    }

    /// The row of an entity that another names.
    fn named(&self, entity: u16, named: Named) -> Option<Uuid> {
        let halves = self.rows.get(&entity)?;
        Some(halves[named.half][named.index])
    }
}

/// Which of the rows before it a row names.
#[derive(Clone, Copy)]
struct Named {
    half: usize,
    index: usize,
    /// How many of its own entity were made before it.
    own: usize,
}

/// Every entity of which a sample clinic has rows: an erasure would take some of them away, and is signed by two.
pub fn sampled_entities() -> impl Iterator<Item = &'static Descriptor> {
    let others = [Erasure::DESCRIPTOR.number, RecordRequest::DESCRIPTOR.number];
    let all = Catalog::ALL.iter().copied();
    let all = all.filter(move |descriptor| !others.contains(&descriptor.number));
    // its number is lower than that of the patients whom it names
    all.chain([RecordRequest::DESCRIPTOR])
}

/// Writes everything, `at` that time. Nothing of it may have been written before.
pub fn populate(unlocked: &mut Unlocked, count: usize, at: Time) -> SampleClinic {
    populate_with(unlocked, count, at, false)
}

/// The same; optional fields have values, too, if `is_full`.
pub fn populate_with(
    unlocked: &mut Unlocked,
    count: usize,
    at: Time,
    is_full: bool,
) -> SampleClinic {
    let mut populating = Populating {
        unlocked,
        count,
        at,
        is_full,
        sample: SampleClinic {
            rows: BTreeMap::new(),
        },
    };
    for descriptor in sampled_entities() {
        populating.write(descriptor);
    }
    populating.draft();
    let names = populating.names();
    populating.refuse_and_wait();
    populating.sign_in_everybody();
    populating.add_siblings(names);
    populating.sample
}

/// The series of the sample.
pub(crate) const SERIES: Uuid = Uuid::from_u128(7);

struct Populating<'a> {
    unlocked: &'a mut Unlocked,
    count: usize,
    at: Time,
    is_full: bool,
    sample: SampleClinic,
}

impl Populating<'_> {
    /// Two halves of an entity's rows: in one all name the first of whatever they name, in the other each names its
    /// own. So what belongs to one row grows, and what belongs to each grows, too.
    fn write(&mut self, descriptor: &'static Descriptor) {
        if descriptor.number == Tenant::DESCRIPTOR.number {
            // a clinic has one
            return;
        }
        let (mut ids, mut rows) = ([Vec::new(), Vec::new()], Vec::new());
        for index in 0..self.count {
            for (half, named) in [(0, 0), (1, index)] {
                let named = Named {
                    half,
                    index: named,
                    own: index,
                };
                let id = id_of(descriptor, index * 2 + named.half);
                ids[named.half].push(id);
                rows.push(self.row(descriptor, id, named));
            }
        }
        let unlocked = &mut *self.unlocked;
        let all = |tx: &mut crate::write::tx::WriteTx<'_>| {
            rows.iter().try_for_each(|row| tx.insert_row(row))
        };
        let written = match descriptor.authority.is_admin_signed() {
            true => unlocked.write_admin_signed("fill", all).map(drop),
            false => unlocked.write("fill", all),
        };
        written.unwrap_or_else(|error| panic!("{}: {error}", descriptor.name));
        self.sample.rows.insert(descriptor.number, ids);
    }

    fn row(&self, descriptor: &'static Descriptor, id: Uuid, named: Named) -> Row {
        let patient = self.sample.named(Patient::DESCRIPTOR.number, named);
        let cells = descriptor.declared_cells().map(|spec| CellContent {
            number: spec.number,
            values: self.values(descriptor, spec, id, named),
        });
        Row {
            descriptor,
            id,
            patient: patient.filter(|_| descriptor.of_patient),
            cells: cells.collect(),
        }
    }

    fn values(&self, of: &Descriptor, spec: &CellSpec, id: Uuid, named: Named) -> CellValues {
        let value = |field: &FieldSpec| match self.special(of, field, id, named) {
            Some(value) => value,
            None => match field
                .references
                .and_then(|entity| self.sample.named(entity, named))
            {
                Some(id) => Value::Uuid(id),
                None if field.optional && !self.gives(field) => Value::Null,
                None => plain(field, self.at),
            },
        };
        spec.fields.iter().map(value).collect()
    }

    /// Whether an optional field has a value. One that names a row has it only where there is such a row.
    fn gives(&self, field: &FieldSpec) -> bool {
        self.is_full && field.references.is_none()
    }

    /// What lists look for, and what an entity means by a field beyond its kind.
    fn special(&self, of: &Descriptor, field: &FieldSpec, id: Uuid, named: Named) -> Option<Value> {
        let is = |other: &Descriptor| other.number == of.number;
        let text = |word: &str| Some(Value::Text(word.to_owned()));
        let own = i64::try_from(named.own).unwrap();
        match field.name {
            "username" => text(&id.simple().to_string()),
            "number" if is(Device::DESCRIPTOR) => {
                let [a, b, c, ..] = *id.as_bytes();
                Some(Value::Int(i64::from(u32::from_be_bytes([1, a, b, c]))))
            }
            "rights" if is(Role::DESCRIPTOR) => text("patients.read"),
            "compartments" if is(Role::DESCRIPTOR) => text(""),
            "recipient" => self
                .sample
                .named(User::DESCRIPTOR.number, named)
                .map(Value::Uuid),
            // one patient has an appointment for each row, and one appointment has every other patient
            "appointment" if is(AppointmentPatient::DESCRIPTOR) => {
                let index = if named.half == 0 { named.own } else { 0 };
                let of = Named {
                    half: 0,
                    index,
                    ..named
                };
                self.sample
                    .named(Appointment::DESCRIPTOR.number, of)
                    .map(Value::Uuid)
            }
            // the code signs for a device that joined, and a key pair opens the audit log
            "public_key" if is(KeyGrant::DESCRIPTOR) => Some(Value::Null),
            // a link is of a merge of its own, and leads nowhere: the other file is the patient's
            "merge" => Some(Value::Uuid(id)),
            // of the day on which the payments of the sample are
            "day" | "spent_on" if is(CashClosing::DESCRIPTOR) || is(Expense::DESCRIPTOR) => {
                let day = self.at.0 / 86_400_000_000;
                Some(Value::Date(day.try_into().unwrap()))
            }
            "file_number" => text("A-17"),
            "family_name" => text("Okafor"),
            "sections" => text("{}"),
            "provider" => Some(Value::Uuid(self.unlocked.user().0)),
            "kind" if is(Measurement::DESCRIPTOR) => text("WEIGHT"),
            "unit" => text("kg"),
            "time_zone" => text("UTC"),
            // for about a thousand years: what has expired is on no list of what is to be dispensed
            "valid_until" if is(Prescription::DESCRIPTOR) || is(Quote::DESCRIPTOR) => {
                Some(Value::Date(365_000))
            }
            // of one half each is open and critical, of the other each is over
            "priority" if is(Alert::DESCRIPTOR) => text("CRITICAL"),
            "outcome" | "acknowledged_at" if is(Alert::DESCRIPTOR) && named.half == 0 => {
                Some(Value::Null)
            }
            "expires_at" if is(Alert::DESCRIPTOR) => Some(Value::Null),
            // it lasts until its end
            "ended_at" if is(Absence::DESCRIPTOR) => Some(Value::Null),
            // of one half each waits, and was called about it
            "ended_at" if is(WaitingListEntry::DESCRIPTOR) && named.half == 0 => Some(Value::Null),
            "purpose" if is(PhoneCall::DESCRIPTOR) && named.half == 0 => text("WAITING"),
            "is_dismissed" | "is_declined" => Some(Value::Bool(false)),
            // one half is one series
            "series" if is(Appointment::DESCRIPTOR) && named.half == 0 => Some(Value::Uuid(SERIES)),
            // those of one half are group sessions
            "seats" => (named.half == 0)
                .then_some(Value::Int(10))
                .or(Some(Value::Null)),
            // one of each half at a time, so that those two clash
            "starts" => Some(Value::Time(self.at.0 + 20 * own)),
            "ends" => Some(Value::Time(self.at.0 + 20 * own + 10)),
            _ => None,
        }
    }

    /// What was typed into each note, and over the details of each patient, and not yet saved.
    fn draft(&mut self) {
        for id in self.sample.ids::<Note>() {
            let note = self.unlocked.read().get::<Note>(id).unwrap().unwrap();
            self.unlocked
                .save_draft(&note.value, &ReadVersion::default())
                .unwrap();
        }
        for id in self.sample.ids::<Patient>() {
            let form = FormKey {
                descriptor: Patient::DESCRIPTOR,
                id: id.0,
            };
            self.unlocked
                .save_form_draft(form, Some(id), ("details", "typed"))
                .unwrap();
        }
    }

    /// The cells in which the patients' names lie.
    fn names(&self) -> BTreeMap<Uuid, CellState> {
        let conn = &self.unlocked.vault.conn;
        let all = self.sample.ids::<Patient>().into_iter().map(|id| {
            let row = rows::load(conn, Patient::DESCRIPTOR, id.0).unwrap();
            let mut cells = row.unwrap().cells.into_iter();
            (
                id.0,
                cells
                    .find(|cell| cell.cell == Patient::CELL.name.number)
                    .unwrap(),
            )
        });
        all.collect()
    }

    /// Of each patient one change that the server refused and one that it was not sent.
    fn refuse_and_wait(&mut self) {
        let code = Code::OutOfScope;
        answer_all(&mut self.unlocked.vault, Verdict::Accepted { seq: 1 });
        for (given, refuses) in [("Ann", true), ("Bea", false)] {
            for id in self.sample.ids::<Patient>() {
                self.unlocked
                    .write("edit patient", |tx| -> Result<()> {
                        let mut patient = tx.get::<Patient>(id)?.unwrap();
                        patient.value.given_name = Phi::new(Some(given.try_into()?));
                        tx.update(&patient.value, &patient.seen).map(drop)
                    })
                    .unwrap();
            }
            if refuses {
                answer_all(&mut self.unlocked.vault, Verdict::Rejected(code.into()));
            }
        }
    }

    /// An entry of the audit log by each user, in a session of its own, and a wrong password of each.
    fn sign_in_everybody(&mut self) {
        let users = self.sample.ids::<User>();
        let vault = &mut self.unlocked.vault;
        let tx = vault
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .unwrap();
        let mut device = DeviceRow::load(&tx).unwrap();
        let now = vault.env.clock.moment();
        for user in users {
            let facts = &vault.facts;
            let random = &mut vault.env.random;
            let (session, opening) =
                AuditSession::begin(facts, &mut device, &facts.audit_key, Some(user.0), random)
                    .unwrap();
            let event = Event::new("sign in", "session");
            let entry = event.entry(self.at.0, session.user, session.key.number(), opening);
            audit_chain::append(&tx, &mut device, &vault.keys.device, entry).unwrap();
            let throttle = Throttle::default();
            let tries = (0..throttle.tries)
                .fold(Attempts::default(), |tries, _| tries.fail(&throttle, &now));
            crate::sign_in::tries::store_tries(&tx, user.0, &tries).unwrap();
        }
        device.save(&tx).unwrap();
        tx.commit().unwrap();
    }

    /// Gives each name its former value as a sibling, and quarantines one cell for each; the server has seen every
    /// computer.
    fn add_siblings(&self, names: BTreeMap<Uuid, CellState>) {
        let conn = &self.unlocked.vault.conn;
        conn.execute_batch("begin").unwrap();
        for (id, sibling) in names {
            self.unlocked.add_sibling(Patient::DESCRIPTOR, id, &sibling);
            quarantine(
                conn,
                &QuarantinedCell {
                    entity: 20,
                    row: id,
                    patient: None,
                    is_sibling: false,
                    reason: QuarantineReason::Tag,
                    state: sibling,
                    quarantined_at_us: self.at.0,
                },
            )
            .unwrap();
        }
        for number in 0..self.count {
            let sql = statement!("replica", "set_last_seen");
            conn.execute(sql, params![number, self.at.0, "0.1.0"])
                .unwrap();
            let device = id_of(Device::DESCRIPTOR, number);
            let sql = statement!("replica", "set_erasure_confirmed");
            conn.execute(sql, params![device.as_bytes(), device.as_bytes()])
                .unwrap();
        }
        conn.execute_batch("commit").unwrap();
    }
}

fn id_of(descriptor: &Descriptor, number: usize) -> Uuid {
    let id = u128::from(descriptor.number) << 64 | number as u128;
    Uuid::new_v5(&Uuid::nil(), &id.to_be_bytes())
}

/// The ids of the rows that [`populate`] makes of an entity.
pub fn ids_of(descriptor: &Descriptor, count: usize) -> Vec<Uuid> {
    (0..2 * count)
        .map(|number| id_of(descriptor, number))
        .collect()
}

fn plain(field: &FieldSpec, at: Time) -> Value {
    let length = usize::try_from(field.length_max).unwrap();
    match field.kind {
        Kind::Text => Value::Text(field.choices.first().unwrap_or(&"x").to_string()),
        Kind::Bool => Value::Bool(true),
        Kind::Int => Value::Int(1),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(9)),
        Kind::Time => Value::Time(at.0),
        Kind::Date => Value::Date(10),
        Kind::Decimal => Value::Decimal(70.into()),
        Kind::Bytes => Value::Bytes(vec![1; length.min(64)]),
    }
}

/// A server's word on all that waits.
fn answer_all(vault: &mut Vault, verdict: Verdict) {
    while let Some(push) = next_push(vault).unwrap() {
        let id = |bytes: &Vec<u8>| Group::from_bytes(bytes).unwrap().id;
        let answer = PushAnswer {
            verdicts: push
                .groups
                .iter()
                .map(|bytes| (id(bytes), verdict))
                .collect(),
            head: Cursor::start(Uuid::nil()),
        };
        apply_answer(vault, &push, &answer).unwrap();
    }
}
