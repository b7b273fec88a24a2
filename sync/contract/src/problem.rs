//! The closed list of codes for refusals, on the wire and in verdicts.

use crate::codec::{Malformed, Reader, Wire, Writer};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:literal;)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant),+
        }

        $crate::spelled! { Code { $($variant = $word),+ } }

        impl Code {
            /// Returns the HTTP status that carries the code when a whole call is refused.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status),+
                }
            }
        }
    };
}

codes! {
    /// The bytes are not the canonical form of a message.
    Malformed = "malformed", 400;
    /// More cells or bytes than one call may carry.
    TooLarge = "too_large", 413;
    /// No token, an unknown one or one that has expired.
    Unauthenticated = "unauthenticated", 401;
    /// The operator of the server has suspended the clinic.
    Suspended = "suspended", 403;
    /// The device has been revoked.
    DeviceRevoked = "device_revoked", 403;
    /// The row or the group belongs to another clinic.
    WrongTenant = "wrong_tenant", 403;
    /// The author lacks the right that the write needs.
    MissingRight = "missing_right", 403;
    /// The device does not serve the compartment or patient of the row.
    OutOfScope = "out_of_scope", 403;
    /// A known cell carries a clear value that its entity does not declare.
    UndeclaredClear = "undeclared_clear", 422;
    /// A value is clear where the entity declares a sealed one, or the reverse.
    NotSealed = "not_sealed", 422;
    /// A clear value has another kind, word or length than declared.
    BadValue = "bad_value", 422;
    /// The group's or cell's signature does not verify.
    BadSignature = "bad_signature", 422;
    /// An admin-signed row was not signed by the root key or an admin.
    NotAdmin = "not_admin", 403;
    /// The row names a row that the server does not have.
    MissingReference = "missing_reference", 409;
    /// Another row of an online-only entity already has this value.
    NotUnique = "not_unique", 409;
    /// A clock further ahead than the server admits.
    ClockTooFar = "clock_too_far", 422;
    /// The same group id with other bytes, a broken push chain, or an equal clock with other bytes.
    ForkDetected = "fork_detected", 409;
    /// An append-only row was written a second time with different content.
    AlreadyWritten = "already_written", 409;
    /// An admin-signed write did not see the current version.
    StaleBase = "stale_base", 409;
    /// A deletion of what is signed.
    Signed = "signed", 409;
    /// The device left as many versions of this cell to be decided as it may.
    Undecided = "undecided", 409;
    /// A person discarded or rejected the group: its id is never accepted.
    Withdrawn = "withdrawn", 409;
    /// The clinic would be left without an admin.
    LastAdmin = "last_admin", 409;
    /// A user would be left without a role.
    LastRole = "last_role", 409;
    /// An order to erase a patient that no second signer has signed.
    NotSeconded = "not_seconded", 403;
    /// The patient was erased for good: whatever names them is refused.
    Purged = "purged", 410;
    /// A row's patient never changes.
    PatientChanged = "patient_changed", 422;
    /// The code does not exist, was used before or has expired.
    CodeUnknown = "code_unknown", 404;
    CodeUsed = "code_used", 410;
    CodeExpired = "code_expired", 410;
    /// This clinic is already on the server, or the tenant is taken.
    AlreadyConnected = "already_connected", 409;
    /// The server has no such clinic, device or user.
    NotFound = "not_found", 404;
    /// Sign-in at the server: the secret does not match.
    WrongSecret = "wrong_secret", 403;
    /// The cursor belongs to another history of the server.
    UnknownCursor = "unknown_cursor", 409;
    /// The program is too old or too new for this server.
    VersionUnsupported = "version_unsupported", 426;
    /// Try again later; nothing was decided.
    Busy = "busy", 503;
    /// The server failed; the cause is in its own log.
    Internal = "internal", 500;
}

impl Wire for Code {
    fn write(&self, writer: &mut Writer) {
        writer.text(self.as_str());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.text()?.parse()
    }
}

/// The refusal of a complete call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", code.as_str())]
pub struct Problem {
    pub code: Code,
    pub retry_after_s: Option<u32>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self {
            code,
            retry_after_s: None,
        }
    }
}

impl From<Malformed> for Problem {
    fn from(_: Malformed) -> Self {
        Code::Malformed.into()
    }
}

impl Wire for Problem {
    fn write(&self, writer: &mut Writer) {
        self.code.write(writer);
        writer.option(self.retry_after_s, Writer::u32);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            code: Code::read(reader)?,
            retry_after_s: reader.option(Reader::u32)?,
        })
    }
}
