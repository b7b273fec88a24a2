//! A fake device: it makes and stores the bytes that a real one would, but opens, tags and seals nothing.
//!
//! It serves tests of the server and of the protocol. Signatures are real, because the server checks
//! them; tags and sealed bytes only have the right shape, because it cannot.

use std::collections::BTreeMap;
use std::convert::Infallible;

pub use crate::server::over_http;
use ed25519_dalek::{Signer, SigningKey};
use sync_contract::catalog::{self, ADMIN_ROLE, Role, Tenant, User, UserRole, admin_role};
use sync_contract::catalog::{Device, GrantKind, KeyGrant};
use sync_contract::change::{Address, tag_input};
use sync_contract::entity::{DELETION, Entity};
pub use sync_contract::hash::sha256;
use sync_contract::ids::TenantId;
use sync_contract::messages::*;
use sync_contract::protocol::*;
use sync_contract::pull::{BootstrapToken, Control, RowState};
use sync_contract::right::rights_to_text;
use sync_contract::seal::{COMPARTMENT_FORM, NONCE_LENGTH, TAG_LENGTH};
use sync_contract::{
    CellSpec, CellState, CellWrite, Clock, Compartment, Descriptor, Group, HybridClock, Kind,
    Right, Value, Wire,
};
use uuid::Uuid;

/// A user with a signing key.
#[derive(Clone)]
pub struct Person {
    pub id: Uuid,
    pub key: SigningKey,
    pub secret: [u8; 32],
}

impl Person {
    pub fn new() -> Person {
        Person {
            id: random_id(),
            key: SigningKey::from_bytes(&rand::random()),
            secret: rand::random(),
        }
    }
}

impl Default for Person {
    fn default() -> Person {
        Person::new()
    }
}

/// A device with its queue and the rows that it pulled.
pub struct FakeDevice {
    pub tenant: Uuid,
    pub id: Uuid,
    pub number: u32,
    pub key: SigningKey,
    /// The user who writes on it.
    pub author: Person,
    pub queue: Vec<Group>,
    pub refused: Vec<(Uuid, sync_contract::Code)>,
    pub rows: BTreeMap<(u16, Uuid), RowState>,
    /// The order in which rows were pulled.
    pub arrivals: Vec<(u16, Uuid)>,
    pub position: PullPosition,
    pub controls: Vec<Control>,
    clock: HybridClock,
    pushed: (u64, [u8; 32]),
}

/// A cell's clear values by their fields' names; what is not named is empty or has some value of its kind.
pub type Given<'a> = &'a [(&'a str, Value)];

impl FakeDevice {
    pub fn new(tenant: Uuid, number: u32, author: Person) -> FakeDevice {
        FakeDevice {
            tenant,
            id: random_id(),
            number,
            key: SigningKey::from_bytes(&rand::random()),
            author,
            queue: Vec::new(),
            refused: Vec::new(),
            rows: BTreeMap::new(),
            arrivals: Vec::new(),
            position: PullPosition::default(),
            controls: Vec::new(),
            clock: HybridClock {
                device: number,
                last: Clock::default(),
                raised: 0,
            },
            pushed: (0, [0; 32]),
        }
    }

    /// All cells of a new row.
    pub fn row(
        &mut self,
        descriptor: &'static Descriptor,
        row: Uuid,
        patient: Option<Uuid>,
        given: Given<'_>,
    ) -> Vec<CellWrite> {
        let cells = descriptor.cells.iter();
        cells
            .filter(|spec| spec.number != DELETION)
            .map(|spec| self.cell(descriptor, spec, row, patient, given, Vec::new()))
            .collect()
    }

    /// One cell, written on `base`.
    pub fn cell(
        &mut self,
        descriptor: &'static Descriptor,
        spec: &CellSpec,
        row: Uuid,
        patient: Option<Uuid>,
        given: Given<'_>,
        base: Vec<Clock>,
    ) -> CellWrite {
        let fields = || descriptor.cells.iter().flat_map(|cell| cell.fields);
        for (name, _) in given {
            let is_declared = fields().any(|field| field.name == *name);
            assert!(is_declared, "{name} is no field of {}", descriptor.name);
        }
        let visible = spec.fields.iter().filter(|f| !f.is_sealed() || f.blind);
        let clear = visible.map(|field| {
            let named = given.iter().find(|(name, _)| *name == field.name);
            let value = match (named, field.name) {
                (Some((_, value)), _) => value.clone(),
                (None, "created_by") => Value::Uuid(self.author.id),
                (None, "patient") => patient.map_or(Value::Null, Value::Uuid),
                (None, _) if field.blind => Value::Null,
                (None, _) if field.optional => Value::Null,
                (None, _) => some_value(field.kind, field.choices, field.length_max),
            };
            (field.number, value)
        });
        let state = CellState {
            cell: spec.number,
            clear: clear.collect(),
            clock: self.clock.issue(now_ms(), base.iter().max().copied()),
            generation: 0,
            author: self.author.id,
            secret_version: 1,
            sealed: spec.compartment().map(seal),
            tag: rand::random(),
            signature: None,
            replaces: Vec::new(),
        };
        CellWrite {
            entity: descriptor.number,
            row,
            patient,
            state,
            base,
        }
    }

    /// A user's action: signed and queued.
    pub fn write(&mut self, writes: Vec<CellWrite>) -> Uuid {
        let key = self.author.key.clone();
        self.write_signed(writes, &key)
    }

    fn write_signed(&mut self, writes: Vec<CellWrite>, key: &SigningKey) -> Uuid {
        let mut group = Group {
            cursor: self.position.cursor,
            id: random_id(),
            tenant: self.tenant,
            action: random_id(),
            author: self.author.id,
            device: self.number,
            writes,
            signature: [0; 64],
        };
        group.signature = key.sign(&group.signing_input()).to_bytes();
        let id = group.id;
        self.queue.push(group);
        id
    }

    /// An admin-signed action: each cell has the signature that others will check.
    pub fn write_admin_signed(&mut self, mut writes: Vec<CellWrite>, key: &SigningKey) -> Uuid {
        sign_cells(self.tenant, &mut writes, key);
        self.write(writes)
    }

    /// The cells that make a person a member of a role, with the keys that go with it.
    pub fn member(
        &mut self,
        person: &Person,
        role: Uuid,
        compartments: &[Compartment],
    ) -> Vec<CellWrite> {
        let name = person.id.simple().to_string();
        let mut writes = self.row(
            User::DESCRIPTOR,
            person.id,
            None,
            &[
                ("username", Value::Text(name)),
                ("is_active", Value::Bool(true)),
                (
                    "signing_key",
                    Value::Bytes(person.key.verifying_key().to_bytes().to_vec()),
                ),
                (
                    "sign_in_hash",
                    Value::Bytes(sha256(&person.secret).to_vec()),
                ),
            ],
        );
        writes.extend(self.row(
            UserRole::DESCRIPTOR,
            random_id(),
            None,
            &[
                ("user", Value::Uuid(person.id)),
                ("role", Value::Uuid(role)),
            ],
        ));
        for compartment in compartments {
            let kind = GrantKind::of(*compartment).as_str().to_owned();
            writes.extend(self.row(
                KeyGrant::DESCRIPTOR,
                random_id(),
                None,
                &[
                    ("kind", Value::Text(kind)),
                    ("recipient_kind", Value::Text("USER".into())),
                    ("recipient", Value::Uuid(person.id)),
                ],
            ));
        }
        writes
    }

    pub fn role(
        &mut self,
        role: Uuid,
        name: &str,
        rights: &[Right],
        compartments: &[Compartment],
    ) -> Vec<CellWrite> {
        let args: Vec<_> = compartments.iter().map(|c| c.name()).collect();
        self.row(
            Role::DESCRIPTOR,
            role,
            None,
            &[
                ("name", Value::Text(name.into())),
                ("rights", Value::Text(rights_to_text(rights))),
                ("compartments", Value::Text(args.join(" "))),
            ],
        )
    }

    /// The row of this device.
    pub fn own_row(&mut self, invited: Given<'_>) -> Vec<CellWrite> {
        let key = Value::Bytes(self.key.verifying_key().to_bytes().to_vec());
        let number = Value::Int(self.number.into());
        let mut given = vec![("number", number), ("public_key", key)];
        given.extend_from_slice(invited);
        let id = self.id;
        self.row(Device::DESCRIPTOR, id, None, &given)
    }

    /// The message with which this device joins by a code, made by the code's key in its inviter's name.
    pub fn join(&mut self, invitation: &Invitation) -> DeviceJoin {
        self.join_as(invitation.device(self.tenant), invitation)
    }

    /// The same for a row of any name.
    pub fn join_as(&mut self, id: Uuid, invitation: &Invitation) -> DeviceJoin {
        let key = &invitation.key;
        self.id = id;
        let public = key.verifying_key().to_bytes().to_vec();
        let mut writes = self.own_row(&[
            ("enrolment_key", Value::Bytes(public)),
            ("enrolment_until", Value::Time(invitation.until_us)),
            (
                "enrolment_signature",
                Value::Bytes(invitation.endorsed.to_vec()),
            ),
        ]);
        sign_cells(self.tenant, &mut writes, key);
        self.write_signed(writes, key);
        let group = self.queue.pop().expect("it was just queued").to_bytes();
        DeviceJoin {
            tenant: self.tenant,
            find: Some(invitation.find),
            group,
        }
    }

    pub fn sign_in(&self) -> SignIn {
        SignIn {
            user: self.author.id,
            secret: self.author.secret,
        }
    }

    /// How many rows it has of an entity.
    pub fn count(&self, descriptor: &Descriptor) -> usize {
        let entities = self.rows.keys();
        entities
            .filter(|(entity, _)| *entity == descriptor.number)
            .count()
    }
}

/// A clinic that was made without a server, by its only user.
pub struct FakeClinic {
    pub tenant: Uuid,
    pub root: SigningKey,
    pub recovery: SigningKey,
    pub founder: Person,
}

impl FakeClinic {
    /// With its first device, in whose queue the group that creates the clinic waits.
    #[allow(clippy::new_ret_no_self)]
    pub fn new() -> (FakeClinic, FakeDevice) {
        let tenant = random_id();
        let root = SigningKey::from_bytes(&rand::random());
        let founder = Person::new();
        let mut device = FakeDevice::new(tenant, 1, founder.clone());
        let admin = admin_role(TenantId(tenant)).0;
        let recovery = SigningKey::from_bytes(&rand::random());
        let public = recovery.verifying_key().to_bytes().to_vec();
        let given = [
            ("name", Value::Text("On paper".into())),
            ("recovery_signing_key", Value::Bytes(public)),
        ];
        let mut writes = device.row(Tenant::DESCRIPTOR, tenant, None, &given);
        writes.extend(device.role(admin, ADMIN_ROLE, Right::ALL, &Compartment::ALL));
        writes.extend(device.member(&founder, admin, &Compartment::ALL));
        writes.extend(device.own_row(&[]));
        device.write_admin_signed(writes, &root);
        let clinic = FakeClinic {
            tenant,
            root,
            recovery,
            founder,
        };
        (clinic, device)
    }

    pub fn create_clinic(&self, device: &FakeDevice, code: &str) -> CreateClinic {
        let founder = &self.founder;
        let mut create_clinic = CreateClinic {
            code: code.into(),
            tenant: self.tenant,
            root_public_key: self.root.verifying_key().to_bytes(),
            founder: founder.id,
            founder_signing_key: founder.key.verifying_key().to_bytes(),
            device: device.id,
            device_number: 1,
            device_public_key: device.key.verifying_key().to_bytes(),
            numbers_used: vec![1],
            signature: [0; 64],
        };
        create_clinic.signature = founder.key.sign(&create_clinic.signing_input()).to_bytes();
        create_clinic
    }

    /// An invitation in the founder's name, and the message that stores it on the server.
    pub fn invite(&self) -> (Invitation, EnrolCreate) {
        let admin = &self.founder;
        let key = SigningKey::from_bytes(&rand::random());
        let until_us = i64::try_from(now_ms()).expect("now fits") * 1000 + 3_600_000_000;
        let public = key.verifying_key().to_bytes();
        let until = sync_contract::field::Time(until_us);
        let input = catalog::enrolment_input(self.tenant, &public, until);
        let invitation = Invitation {
            find: rand::random(),
            endorsed: admin.key.sign(&input).to_bytes(),
            key,
            until_us,
        };
        let mut create = EnrolCreate {
            admin: admin.id,
            find_hash: sha256(&invitation.find),
            bundle: b"sealed under the code".to_vec(),
            expires_in_s: 3600,
            signature: [0; 64],
        };
        create.signature = admin.key.sign(&create.signing_input()).to_bytes();
        (invitation, create)
    }
}

/// The contents of an enrolment code.
pub struct Invitation {
    pub find: [u8; 32],
    pub key: SigningKey,
    pub until_us: i64,
    pub endorsed: [u8; 64],
}

impl Invitation {
    /// The id of whichever device joins by it.
    pub fn device(&self, tenant: Uuid) -> Uuid {
        catalog::joined_device(tenant, &self.key.verifying_key().to_bytes()).0
    }
}

impl Replica for FakeDevice {
    type Error = Infallible;

    fn identity(&self) -> Result<ReplicaIdentity, Infallible> {
        Ok(ReplicaIdentity {
            tenant: self.tenant,
            device: self.id,
            device_number: self.number,
        })
    }

    fn server_nonce(&mut self) -> Result<[u8; 32], Infallible> {
        Ok(rand::random())
    }

    fn trust_server(&mut self, nonce: &[u8; 32], answer: &InfoAnswer) -> Result<bool, Infallible> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&answer.server_key);
        let signature = ed25519_dalek::Signature::from_bytes(&answer.signature);
        let input = answer.signing_input(nonce);
        Ok(key.is_ok_and(|key| key.verify_strict(&input, &signature).is_ok()))
    }

    fn sign_token(&self, token: &Token) -> Result<[u8; 64], Infallible> {
        Ok(self.key.sign(&token.signing_input()).to_bytes())
    }

    fn waiting(&self) -> Result<Waiting, Infallible> {
        Ok(Waiting {
            groups: self.queue.len(),
            rejected: self.refused.len(),
            ..Waiting::default()
        })
    }

    fn local_unix_ms(&self) -> u64 {
        now_ms()
    }

    fn note_server_time(&mut self, _: u64, _: u64) -> Result<(), Infallible> {
        Ok(())
    }

    fn next_push(&mut self) -> Result<Option<Push>, Infallible> {
        let mut cells = 0;
        let page = self.queue.iter().take_while(|group| {
            cells += group.writes.len();
            cells <= sync_contract::change::PUSH_CELLS_MAX
        });
        let groups: Vec<Vec<u8>> = page.map(Wire::to_bytes).collect();
        let (number, previous) = self.pushed;
        Ok((!groups.is_empty()).then_some(Push {
            number: number + 1,
            previous,
            cursor: self.position.cursor,
            groups,
        }))
    }

    fn apply_verdicts(
        &mut self,
        push: &Push,
        answer: &PushAnswer,
    ) -> Result<PushOutcome, Infallible> {
        let mut outcome = PushOutcome::default();
        for (id, verdict) in &answer.verdicts {
            match verdict {
                Verdict::Accepted { .. } | Verdict::Duplicate { .. } => outcome.accepted += 1,
                Verdict::Rejected(rejection) => {
                    outcome.rejected += 1;
                    self.refused.push((*id, rejection.code));
                }
                Verdict::InReview => outcome.in_review += 1,
                Verdict::Deferred { .. } => {
                    outcome.deferred += 1;
                    continue;
                }
            }
            self.queue.retain(|group| group.id != *id);
        }
        self.pushed = (push.number, push.chain_hash(self.number));
        Ok(outcome)
    }

    fn next_pull(&self) -> Result<PullPosition, Infallible> {
        Ok(self.position.clone())
    }

    fn apply(&mut self, pull: &Pull, page: &PullPage) -> Result<Applied, Infallible> {
        let mut applied = Applied::default();
        if pull.bootstrap.is_some() {
            self.position.bootstrap = page.bootstrap.clone();
        }
        for item in &page.control {
            self.position.control_position = item.number;
            match &item.control {
                Control::Bootstrap(token) => self.position.bootstrap = Some(merged(self, token)),
                Control::Revoked => applied.revoked = true,
                _ => {}
            }
            self.controls.push(item.control.clone());
        }
        for row in &page.rows {
            self.arrivals.push((row.entity, row.row));
            self.rows.insert((row.entity, row.row), row.clone());
        }
        applied.rows = page.rows.len();
        self.position.cursor = Some(page.cursor);
        Ok(applied)
    }

    /// There is no disk.
    fn sync_to_disk(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    /// It has nothing to lose.
    fn leave_clinic(&mut self, _: bool) -> Result<bool, Infallible> {
        Ok(self.queue.is_empty())
    }

    fn renumber(&mut self, number: u32) -> Result<(), Infallible> {
        (self.number, self.clock.device, self.pushed) = (number, number, (0, [0; 32]));
        self.position = PullPosition::default();
        Ok(())
    }

    fn next_audit_push(&mut self) -> Result<Option<AuditPush>, Infallible> {
        Ok(None)
    }

    fn apply_audit_answer(&mut self, _: &AuditPush, _: &AuditAnswer) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Merges a bootstrap with the running one, which begins again with the compartments of both.
fn merged(device: &FakeDevice, token: &BootstrapToken) -> BootstrapToken {
    let running = device.position.bootstrap.iter();
    let running = running.flat_map(|bootstrap| &bootstrap.compartments);
    let mut compartments: Vec<u8> = running.chain(&token.compartments).copied().collect();
    compartments.sort_unstable();
    compartments.dedup();
    BootstrapToken {
        compartments,
        ..token.clone()
    }
}

pub fn random_id() -> Uuid {
    sync_contract::ids::new_id(now_ms(), rand::random())
}

pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.expect("after 1970").as_millis()).expect("fits")
}

fn sign_cells(tenant: Uuid, writes: &mut [CellWrite], key: &SigningKey) {
    for write in writes {
        let address = Address {
            tenant,
            entity: write.entity,
            row: write.row,
            cell: write.state.cell,
        };
        let input = tag_input(address, write.patient, &write.state);
        write.state.signature = Some(key.sign(&input).to_bytes());
    }
}

/// Form 1 under the compartment's first epoch, with 32 bytes inside.
fn seal(compartment: Compartment) -> Vec<u8> {
    let mut sealed = vec![COMPARTMENT_FORM, compartment.number(), 0, 0, 1];
    let random = rand::random::<[u8; NONCE_LENGTH + 32 + TAG_LENGTH]>();
    sealed.extend(random);
    sealed
}

fn some_value(kind: Kind, choices: &[&str], length_max: u32) -> Value {
    match kind {
        Kind::Bool => Value::Bool(false),
        Kind::Int => Value::Int(1),
        Kind::Text => Value::Text(choices.first().copied().unwrap_or("x").into()),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(1)),
        Kind::Time => Value::Time(i64::try_from(now_ms()).expect("fits") * 1000),
        Kind::Date => Value::Date(0),
        Kind::Decimal => Value::Decimal(1.into()),
        Kind::Bytes => Value::Bytes(vec![1; length_max.min(32) as usize]),
    }
}
