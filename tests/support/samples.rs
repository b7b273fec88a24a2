//! Rows of every entity, made from what the catalog says about it.

use std::collections::{BTreeMap, BTreeSet};

use sync_contract::{
    Catalog, CellContent, CellSpec, Descriptor, Entity, FieldSpec, Kind, Row, Value,
    catalog::{
        Appointment, ClinicalDocument, ConflictResolution, Device, DocumentChunk, Erasure,
        KeyGrant, Note, OfficeDocument, OfficeDocumentChunk, Patient, PatientProfile, Role,
        Setting, Tenant, User, UserRole, chunk_id, profile_id, setting_id,
    },
    ids::TenantId,
};
use uuid::Uuid;

use crate::{
    canary::{CANARY, CANARY_DIGITS},
    fake_device::{now_ms, random_id},
};

/// Parts of documents of the largest size.
const PARTS: u64 = 190;

/// The document whose parts an entity has.
pub fn document_of(chunk: &Descriptor) -> Option<&'static Descriptor> {
    match chunk.number {
        number if number == DocumentChunk::DESCRIPTOR.number => Some(ClinicalDocument::DESCRIPTOR),
        number if number == OfficeDocumentChunk::DESCRIPTOR.number => {
            Some(OfficeDocument::DESCRIPTOR)
        }
        _ => None,
    }
}

/// Which part of a document a row is by its id.
pub fn part_of(document: Uuid, row: Uuid) -> i64 {
    let part = (0..PARTS).find(|part| chunk_id(document, *part) == row);
    i64::try_from(part.unwrap()).unwrap()
}

/// Rows that others may name, one for each entity.
pub struct Samples {
    tenant: Uuid,
    named: BTreeMap<u16, Uuid>,
    /// The names of settings, from which their ids are derived.
    settings: BTreeMap<Uuid, String>,
    /// The patients with a profile: each has at most one.
    profiled: BTreeSet<Uuid>,
    made: i64,
}

impl Samples {
    pub fn new(tenant: Uuid) -> Samples {
        let tenant_row = (Tenant::DESCRIPTOR.number, tenant);
        Samples {
            tenant,
            named: BTreeMap::from([tenant_row]),
            settings: BTreeMap::new(),
            profiled: BTreeSet::new(),
            made: 0,
        }
    }

    /// Every entity in an order in which each comes after those that it names. A clinic has one tenant row, which
    /// is there from the beginning.
    pub fn entities() -> Vec<&'static Descriptor> {
        let mut sorted: Vec<&'static Descriptor> = Vec::new();
        let mut left: Vec<&'static Descriptor> = Catalog::ALL.to_vec();
        // an erasure takes a sample away for good, and has journeys of its own
        let left_out = [Tenant::DESCRIPTOR.number, Erasure::DESCRIPTOR.number];
        left.retain(|descriptor| !left_out.contains(&descriptor.number));
        while !left.is_empty() {
            let is_named = |number: u16| left.iter().any(|other| other.number == number);
            let index = left.iter().position(|descriptor| {
                let mut named = references(descriptor);
                named.all(|number| number == descriptor.number || !is_named(number))
            });
            sorted.push(left.remove(index.expect("no two entities name each other")));
        }
        sorted
    }

    /// A new row. `variant` chooses among the words of enumerations, and 1 leaves out what may be absent.
    pub fn row(&mut self, descriptor: &'static Descriptor, variant: usize) -> Row {
        self.made += 1;
        let id = self.new_id(descriptor);
        let patient = descriptor
            .of_patient
            .then(|| self.named(Patient::DESCRIPTOR));
        let cells = descriptor.declared_cells();
        let cells = cells
            .map(|spec| self.cell(descriptor, spec, id, variant))
            .collect();
        self.named.entry(descriptor.number).or_insert(id);
        Row {
            descriptor,
            id,
            patient,
            cells,
        }
    }

    /// Other values for a cell of a row that is there.
    pub fn cell(
        &mut self,
        descriptor: &'static Descriptor,
        spec: &CellSpec,
        row: Uuid,
        variant: usize,
    ) -> CellContent {
        self.made += 1;
        let fields = spec.fields.iter();
        CellContent {
            number: spec.number,
            values: fields
                .map(|field| self.value(descriptor, field, row, variant))
                .collect(),
        }
    }

    /// Lets later rows name this one.
    pub fn name(&mut self, descriptor: &Descriptor, id: Uuid) {
        self.named.insert(descriptor.number, id);
    }

    /// The row that others name.
    pub fn named(&self, descriptor: &Descriptor) -> Uuid {
        self.named[&descriptor.number]
    }

    fn new_id(&mut self, descriptor: &Descriptor) -> Uuid {
        let tenant = TenantId(self.tenant);
        // rows that several devices would make alike
        if descriptor.number == Setting::DESCRIPTOR.number {
            let name = format!("sample {}", random_id());
            let id = setting_id(tenant, &name).0;
            self.settings.insert(id, name);
            return id;
        }
        if let Some(document) = document_of(descriptor) {
            let part = u64::try_from(self.made).unwrap() % PARTS;
            return chunk_id(self.named(document), part);
        }
        if descriptor.number == PatientProfile::DESCRIPTOR.number {
            let patient = self.named(Patient::DESCRIPTOR);
            if self.profiled.insert(patient) {
                return profile_id(tenant, patient.into()).0;
            }
        }
        random_id()
    }

    fn value(
        &self,
        descriptor: &'static Descriptor,
        field: &FieldSpec,
        row: Uuid,
        variant: usize,
    ) -> Value {
        if let Some(value) = self.special(descriptor, field, row, variant) {
            return value;
        }
        if field.optional && variant == 1 {
            return Value::Null;
        }
        if let Some(entity) = field.references {
            return match self.named.get(&entity) {
                Some(named) => Value::Uuid(*named),
                None => Value::Null,
            };
        }
        let length = usize::try_from(field.length_max).unwrap();
        if !field.choices.is_empty() {
            return Value::Text(field.choices[variant % field.choices.len()].to_owned());
        }
        let word = if field.is_sealed() { CANARY } else { "clear" };
        match field.kind {
            Kind::Bool => Value::Bool(variant.is_multiple_of(2)),
            Kind::Int => Value::Int(self.made),
            Kind::Text => Value::Text(shortened(format!("{word} {}", self.made), length)),
            Kind::Uuid => Value::Uuid(random_id()),
            Kind::Time => Value::Time(i64::try_from(now_ms()).unwrap() * 1000 + self.made),
            Kind::Date => Value::Date(i32::try_from(self.made).unwrap()),
            Kind::Decimal if !field.is_sealed() => {
                Value::Decimal(rust_decimal::Decimal::new(self.made, 2))
            }
            Kind::Decimal => Value::Decimal(rust_decimal::Decimal::new(CANARY_DIGITS, 8)),
            Kind::Bytes if length == 32 => Value::Bytes(rand::random::<[u8; 32]>().to_vec()),
            Kind::Bytes => {
                Value::Bytes(shortened(format!("{word} {}", self.made), length).into_bytes())
            }
        }
    }

    /// What an entity means by a field beyond its kind.
    fn special(
        &self,
        descriptor: &'static Descriptor,
        field: &FieldSpec,
        row: Uuid,
        variant: usize,
    ) -> Option<Value> {
        let is = |other: &Descriptor| other.number == descriptor.number;
        let text = |word: &str| Some(Value::Text(word.to_owned()));
        match field.name {
            "name" if is(Setting::DESCRIPTOR) => text(self.settings.get(&row)?),
            "time_zone" => text(["Europe/Amsterdam", "Asia/Tokyo"][variant % 2]),
            "currency" => text(["EUR", "JPY"][variant % 2]),
            "status" if is(Tenant::DESCRIPTOR) => text("ACTIVE"),
            // one that is signed is frozen: notes have tests of their own for that
            "status" if is(Note::DESCRIPTOR) => text("DRAFT"),
            "signed_at" | "signed_by" | "signature" if is(Note::DESCRIPTOR) => Some(Value::Null),
            "part" => {
                let document = self.named(document_of(descriptor)?);
                Some(Value::Int(part_of(document, row)))
            }
            // a link is of a merge of its own
            "merge" => Some(Value::Uuid(row)),
            "recovery_recipient" => None,
            "username" => text(&row.simple().to_string()),
            "email" if is(User::DESCRIPTOR) => text(&format!("{}@example.org", row.simple())),
            "rights" if is(Role::DESCRIPTOR) => text("patients.read"),
            // no key goes with the role, so that no user lacks one
            "compartments" if is(Role::DESCRIPTOR) => text(""),
            "is_system" => Some(Value::Bool(false)),
            "number" if is(Device::DESCRIPTOR) => {
                let [.., a, b, c] = *row.as_bytes();
                Some(Value::Int(
                    1000 + i64::from(u32::from_be_bytes([0, a, b, c])),
                ))
            }
            "enrolment_key" | "enrolment_until" | "enrolment_signature" => Some(Value::Null),
            "recipient_kind" => text("USER"),
            "recipient" => Some(Value::Uuid(self.named(User::DESCRIPTOR))),
            "public_key" if is(KeyGrant::DESCRIPTOR) => Some(Value::Null),
            "entity" if is(ConflictResolution::DESCRIPTOR) => {
                Some(Value::Int(Patient::DESCRIPTOR.number.into()))
            }
            "row" if is(ConflictResolution::DESCRIPTOR) => {
                Some(Value::Uuid(self.named(Patient::DESCRIPTOR)))
            }
            "cell" if is(ConflictResolution::DESCRIPTOR) => Some(Value::Int(4)),
            "siblings" => Some(Value::Bytes(Vec::new())),
            "ends" if is(Appointment::DESCRIPTOR) => {
                let hour_us = 3_600_000_000;
                Some(Value::Time(
                    i64::try_from(now_ms()).unwrap() * 1000 + hour_us,
                ))
            }
            "user" if is(UserRole::DESCRIPTOR) => Some(Value::Uuid(self.named(User::DESCRIPTOR))),
            _ => None,
        }
    }
}

/// The entities that a row names.
fn references(descriptor: &'static Descriptor) -> impl Iterator<Item = u16> {
    let fields = descriptor.cells.iter().flat_map(|cell| cell.fields);
    let named = fields.filter_map(|field| field.references);
    let grant = descriptor.number == KeyGrant::DESCRIPTOR.number;
    let decision = descriptor.number == ConflictResolution::DESCRIPTOR.number;
    // cell 0 names its author, who is always there
    let named = named.filter(|number| *number != User::DESCRIPTOR.number);
    named
        .chain(grant.then_some(User::DESCRIPTOR.number))
        .chain(decision.then_some(Patient::DESCRIPTOR.number))
}

fn shortened(text: String, length: usize) -> String {
    match length {
        0 => text,
        length => text.chars().take(length).collect(),
    }
}
