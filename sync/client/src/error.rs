//! Errors between a device and its server: a variant only where the user acts differently.

use std::convert::Infallible;

use sync_contract::Code;

/// Why a sync ended early. None of them loses anything that was queued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error<E = Infallible> {
    /// The address cannot be parsed.
    #[error("the server's address cannot be read")]
    Address,
    /// No plain HTTP, except to this machine.
    #[error("plain http is spoken to this machine only")]
    PlainHttp,
    /// No answer, or none in time.
    #[error("the server does not answer")]
    Unreachable,
    /// The server's certificate, or the one given to trust, is not valid.
    #[error("the server's certificate is not trusted")]
    Certificate,
    /// The address answers, but not with this product.
    #[error("what answers at this address is not a clinic's server")]
    NotOurs,
    /// A server of ours that does not have this clinic.
    #[error("this server does not have this clinic")]
    WrongClinic,
    /// What answers cannot prove that it is the server that this clinic was connected to.
    #[error("what answers is not the server that this clinic was connected to")]
    OtherServer,
    /// The protocol versions of the two programs differ too much.
    #[error("program and server speak different versions of the protocol")]
    TooOld,
    #[error("the server refused: {}", .0.as_str())]
    Refused(Code),
    /// The sync was cancelled.
    #[error("the sync was stopped")]
    Stopped,
    /// The store on this device failed.
    #[error("the store on this device failed")]
    Replica(E),
}

/// Errors of the server or the network: never of the store.
pub type ServerError = Error<Infallible>;

impl Error<Infallible> {
    pub fn widen<E>(self) -> Error<E> {
        match self {
            Self::Address => Error::Address,
            Self::PlainHttp => Error::PlainHttp,
            Self::Unreachable => Error::Unreachable,
            Self::Certificate => Error::Certificate,
            Self::NotOurs => Error::NotOurs,
            Self::WrongClinic => Error::WrongClinic,
            Self::OtherServer => Error::OtherServer,
            Self::TooOld => Error::TooOld,
            Self::Refused(code) => Error::Refused(code),
            Self::Stopped => Error::Stopped,
            Self::Replica(never) => match never {},
        }
    }
}

impl<E> Error<E> {
    /// Returns whether no later sync of this device can succeed: it was revoked, or the server is another clinic's.
    ///
    /// Everything else may pass: a hotel's sign-in page answers for the server, a certificate is renewed, a disk is
    /// freed, a program updated.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::WrongClinic | Self::Stopped | Self::Refused(Code::DeviceRevoked)
        )
    }

    /// Returns whether the same call may succeed later without any action of a user.
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Refused(Code::Busy | Code::Internal)
        )
    }
}
