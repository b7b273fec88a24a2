//! The requests and responses of the protocol, each with one canonical binary form.

use uuid::Uuid;

pub use crate::audit_entry::{AuditEntry, ENDORSED_FORM, SessionOpening};
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::hash::sha256;
use crate::problem::Code;
use crate::pull::{BootstrapToken, ControlItem, Cursor, RowState};
use crate::purpose::Purpose;
use crate::rejection::Rejection;

/// Client and server send this; a difference in the first number is a different protocol.
pub const PROTOCOL: (u16, u16) = (1, 0);
/// The header that carries `PROTOCOL` as `major.minor`.
pub const PROTOCOL_HEADER: &str = "nutrivault-protocol";
/// The header with the hash of the body of a call or an answer, so that damage in transit is detected first: a damaged
/// signature would otherwise look like a forged one.
pub const DIGEST_HEADER: &str = "content-digest";
pub const CONTENT_TYPE: &str = "application/vnd.nutrivault";
/// Server-sent events named `head`, whose data is a cursor's bytes in lower-case hexadecimal.
pub const LIVE_PATH: &str = "/v1/sync/live";

/// One request of the protocol.
pub trait Call: Wire + Send + 'static {
    const PATH: &'static str;
    /// Whether the caller must send a device's token.
    const NEEDS_TOKEN: bool;
    const BYTES_MAX: usize;
    type Answer: Wire + Send + 'static;
}

/// Declares a struct whose wire form is its fields in their order.
macro_rules! message {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),*
        }

        impl Wire for $name {
            #[allow(unused_variables)]
            fn write(&self, writer: &mut Writer) {
                $(self.$field.write(writer);)*
            }

            #[allow(unused_variables)]
            fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
                Ok(Self { $($field: Wire::read(reader)?),* })
            }
        }
    };
}

pub(crate) use message;

message! {
    /// An empty response.
    Done {}
}

message! {
    /// Asks for product, protocol and proof of the server's key. Sent before anything else, so that a wrong address is
    /// distinguished from a wrong clinic.
    Info {
        /// Random bytes for the server to sign.
        nonce: [u8; 32];
    }
}

message! {
    InfoAnswer {
        /// Always `nutrivault-server`.
        product: String;
        version: String;
        protocol_major: u16;
        protocol_minor: u16;
        unix_ms: u64;
        /// A hash of what the server knows, `Catalog::hash`. What an older one refused, a newer one may take.
        catalog: [u8; 32];
        /// The server's Ed25519 key, which each device has pinned.
        server_key: [u8; 32];
        /// The key that follows it.
        successor: Option<[u8; 32]>;
        /// Where the server itself ends TLS: the SHA-256 of its certificate, which the client must have seen (RFC 5929,
        /// `tls-server-end-point`).
        certificate: Option<[u8; 32]>;
        /// The server's signature over [`InfoAnswer::signing_input`].
        signature: [u8; 64];
    }
}

impl InfoAnswer {
    pub fn signing_input(&self, nonce: &[u8; 32]) -> Vec<u8> {
        let unsigned = Self {
            signature: [0; 64],
            ..self.clone()
        };
        [
            Purpose::Identity.label().as_bytes(),
            nonce,
            &unsigned.to_bytes(),
        ]
        .concat()
    }
}

message! {
    /// Connects a clinic that was created offline to the empty tenant that an operator's code names.
    CreateClinic {
        code: String;
        tenant: Uuid;
        root_public_key: [u8; 32];
        founder: Uuid;
        founder_signing_key: [u8; 32];
        device: Uuid;
        device_number: u32;
        device_public_key: [u8; 32];
        /// Every device number that this clinic assigned before it had a server.
        numbers_used: Vec<u32>;
        /// The first admin's Ed25519 signature over [`CreateClinic::signing_input`].
        signature: [u8; 64];
    }
}

impl CreateClinic {
    pub fn signing_input(&self) -> Vec<u8> {
        let unsigned = Self {
            signature: [0; 64],
            ..self.clone()
        };
        [
            Purpose::CreateClinic.label().as_bytes(),
            &unsigned.to_bytes(),
        ]
        .concat()
    }
}

message! {
    /// Asks for a nonce to sign.
    Challenge {
        tenant: Uuid;
        device_number: u32;
    }
}

message! {
    ChallengeAnswer { nonce: [u8; 32]; }
}

message! {
    /// Exchanges the signed challenge for a short-lived token.
    Token {
        tenant: Uuid;
        device_number: u32;
        nonce: [u8; 32];
        /// The nonce that the server has signed before.
        client_nonce: [u8; 32];
        /// The origin that the device connected to: scheme, host and port. A proof for another server is not accepted.
        origin: String;
        /// The key by which the server has proved itself.
        server_key: [u8; 32];
        /// The SHA-256 of the certificate that the device saw, where the server says that it ends TLS itself.
        certificate: Option<[u8; 32]>;
        /// The device's Ed25519 signature over [`Token::signing_input`].
        signature: [u8; 64];
    }
}

impl Token {
    pub fn signing_input(&self) -> Vec<u8> {
        let unsigned = Self {
            signature: [0; 64],
            ..self.clone()
        };
        [Purpose::Token.label().as_bytes(), &unsigned.to_bytes()].concat()
    }
}

message! {
    TokenAnswer {
        token: String;
        expires_in_s: u32;
    }
}

message! {
    /// Adds a user to the device: rows of their compartments are sent to it from now on.
    SignIn {
        user: Uuid;
        secret: [u8; 32];
    }
}

message! {
    SignInAnswer { compartments: Vec<u8>; }
}

message! {
    /// Stores a sealed bundle for a device that will enrol with the code.
    EnrolCreate {
        admin: Uuid;
        /// SHA-256 of the code's look-up value.
        find_hash: [u8; 32];
        /// Sealed under the code; the server cannot open it.
        bundle: Vec<u8>;
        expires_in_s: u32;
        /// The admin's Ed25519 signature over [`EnrolCreate::signing_input`].
        signature: [u8; 64];
    }
}

impl EnrolCreate {
    pub fn signing_input(&self) -> Vec<u8> {
        let unsigned = Self {
            signature: [0; 64],
            ..self.clone()
        };
        [Purpose::Enrol.label().as_bytes(), &unsigned.to_bytes()].concat()
    }
}

message! {
    /// Returns the new device its bundle. May be repeated until the device has joined.
    EnrolFind { find: [u8; 32]; }
}

message! {
    EnrolFindAnswer {
        tenant: Uuid;
        bundle: Vec<u8>;
        device_number: u32;
    }
}

message! {
    /// Registers the new device by its own row, as one signed group: signed by the key of its code, or by an admin.
    DeviceJoin {
        tenant: Uuid;
        /// The code's look-up value; empty when an admin restores a backup.
        find: Option<[u8; 32]>;
        group: Vec<u8>;
    }
}

message! {
    /// Asks for a new number, for a device that an admin restores or that was found to be a copy.
    DeviceNumber {
        tenant: Uuid;
        user: Uuid;
        secret: [u8; 32];
    }
}

message! {
    /// Asks for a new number for the device that calls: it turned out to be a copy, or its clock ran ahead. Its key
    /// proves it, so no admin is needed.
    DeviceRenumber {
        /// The highest number that the device knows of: a server that was restored from a backup may have given out
        /// later ones than it knows.
        above: u32;
    }
}

message! {
    DeviceNumberAnswer { device_number: u32; }
}

message! {
    /// A number that the server has given to a device. A server that was restored from an older backup does not know it
    /// any more, but accepts its own signature.
    GivenNumber {
        device_number: u32;
        /// The server's over [`GivenNumber::signing_input`].
        signature: [u8; 64];
    }
}

impl GivenNumber {
    pub fn signing_input(
        tenant: Uuid,
        device: Uuid,
        public_key: &[u8; 32],
        device_number: u32,
    ) -> Vec<u8> {
        let mut writer = Writer::with_capacity(128);
        writer.raw(Purpose::Number.label().as_bytes());
        writer.uuid(tenant);
        writer.uuid(device);
        writer.raw(public_key);
        writer.u32(device_number);
        writer.finish()
    }
}

message! {
    /// Registers a device once more under the numbers that the server gave it: it was restored from an older backup.
    /// The answer is a new number where another device has been given one of them since.
    DeviceReturn {
        tenant: Uuid;
        device: Uuid;
        public_key: [u8; 32];
        numbers: Vec<GivenNumber>;
        /// The group with which it joined; none for the device that connected the clinic, whose row came by a push.
        group: Option<Vec<u8>>;
    }
}

message! {
    /// A page of the device's queue, with a hash chain of its own.
    Push {
        number: u64;
        /// The chain's hash after the push before this one; all zero at number 1.
        previous: [u8; 32];
        /// How far this device has followed the feed; none during a bootstrap. The chain's hash leaves it out, as a
        /// repeated page may name a later one.
        cursor: Option<Cursor>;
        /// Encoded groups, in the order in which they were written.
        groups: Vec<Vec<u8>>;
    }
}

impl Push {
    /// Returns the hash of the chain after this push.
    pub fn chain_hash(&self, device_number: u32) -> [u8; 32] {
        let groups = self.groups.iter().map(|group| sha256(group));
        self.chain_hash_over(device_number, groups)
    }

    /// Returns [`Push::chain_hash`] where each group was hashed already.
    pub fn chain_hash_over(
        &self,
        device_number: u32,
        groups: impl Iterator<Item = [u8; 32]>,
    ) -> [u8; 32] {
        let groups: Vec<[u8; 32]> = groups.collect();
        let mut writer = Writer::new();
        writer.raw(b"nutrivault push 1");
        writer.u32(device_number);
        writer.u64(self.number);
        writer.raw(&self.previous);
        writer.list(&groups, |w, hash| w.raw(hash));
        sha256(&writer.finish())
    }
}

/// The verdict on one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Accepted {
        seq: u64,
    },
    /// Accepted before, under this number.
    Duplicate {
        seq: u64,
    },
    /// Refused for good; it waits on the device until a user decides.
    Rejected(Rejection),
    /// Not decided; the device sends it again.
    Deferred {
        code: Code,
        retry_after_s: u32,
    },
    /// The device was revoked: the server keeps the group until a person has reviewed it.
    InReview,
}

impl Wire for Verdict {
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Accepted { seq } => {
                writer.u8(1);
                writer.u64(*seq);
            }
            Self::Duplicate { seq } => {
                writer.u8(2);
                writer.u64(*seq);
            }
            Self::Rejected(rejection) => {
                writer.u8(3);
                rejection.write(writer);
            }
            Self::Deferred {
                code,
                retry_after_s,
            } => {
                writer.u8(4);
                code.write(writer);
                writer.u32(*retry_after_s);
            }
            Self::InReview => writer.u8(5),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match reader.u8()? {
            1 => Self::Accepted { seq: reader.u64()? },
            2 => Self::Duplicate { seq: reader.u64()? },
            3 => Self::Rejected(Rejection::read(reader)?),
            4 => Self::Deferred {
                code: Code::read(reader)?,
                retry_after_s: reader.u32()?,
            },
            5 => Self::InReview,
            _ => return Err(Malformed("unknown verdict")),
        })
    }
}

/// One call withdraws at most so many groups.
pub const WITHDRAWN_MAX: usize = 1_000;

message! {
    /// Names rejected groups of this device that a user discarded there: their ids are never accepted again, not even
    /// from a copy or a backup of the device.
    Withdraw { groups: Vec<Uuid>; }
}

message! {
    PushAnswer {
        /// One for each group, in the order of the push.
        verdicts: Vec<(Uuid, Verdict)>;
        head: Cursor;
    }
}

message! {
    /// Asks for the next page: of the feed after `cursor`, or of a bootstrap.
    Pull {
        /// None on a device's first pull.
        cursor: Option<Cursor>;
        bootstrap: Option<BootstrapToken>;
        /// The number of the last control item that this device has applied.
        control_position: u64;
        rows_max: u32;
    }
}

message! {
    PullPage {
        control: Vec<ControlItem>;
        /// In sequence order for the feed, in class order for a bootstrap. A row without any cell is one that the
        /// server has and cannot read: its device asks for it again.
        rows: Vec<RowState>;
        /// The position in the feed after this page; equal to `head` when there is nothing more.
        cursor: Cursor;
        head: Cursor;
        /// The position in the bootstrap after this page; none when it is complete or was not asked for.
        bootstrap: Option<BootstrapToken>;
    }
}

/// One call asks for at most so many rows.
pub const FETCHED_ROWS_MAX: usize = 100;

message! {
    /// Asks for rows as the server has them now, wherever this device is in the feed: what it quarantined of them may
    /// have been replaced by something else since.
    FetchRows { rows: Vec<RowName>; }
}

message! {
    FetchedRows {
        /// In the order of the call. One that is not there, or that this device may not have, is left out; one that the
        /// server cannot read has no cell.
        rows: Vec<RowState>;
        /// How many rows of the call were looked at, from its first on: as many as fit into a page.
        answered: u32;
        head: Cursor;
    }
}

message! {
    /// Names a row by its entity's number and its id.
    RowName {
        entity: u16;
        row: Uuid;
    }
}

message! {
    /// The device's audit entries, as stored, in the order of their chain.
    AuditPush { entries: Vec<Vec<u8>>; }
}

message! {
    AuditAnswer {
        /// The last entry that the server has of this device; 0 when none.
        number: u64;
        hash: [u8; 32];
    }
}
