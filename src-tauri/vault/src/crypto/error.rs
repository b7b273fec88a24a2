impl From<primitives::Refused> for SealError {
    fn from(_: primitives::Refused) -> Self {
        Self::Refused
    }
}

/// Why something could not be sealed, opened, signed or stored. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Too short, of an unknown form or version, or padded in a way that no sealer pads.
    #[error("the bytes are not of a known form")]
    Malformed,
    /// The value names another key than the one offered; the right one may open it.
    #[error("sealed under another key than the one offered")]
    OtherKey,
    /// Wrong key or password, a value that was moved or changed, a signature that does not match,
    /// a public key that no honest party makes. Which of them cannot be known.
    #[error("refused: the key is wrong, or the value was moved or changed")]
    Refused,
    #[error("too long to be sealed as one value")]
    TooLong,
    /// A code or key that a person typed; names which.
    #[error("this is not a {0}")]
    Mistyped(&'static str),
    /// Weaker than the floor, or so strong that it could only be meant to hang the device.
    #[error("the password parameters are outside the accepted range")]
    BadParameters,
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// What the key store has of a vault is no entry of ours: the vault's file may be intact.
    #[error("the stored keys are damaged")]
    DamagedKeys,
    #[error("the key store of the operating system failed")]
    KeyStore(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
