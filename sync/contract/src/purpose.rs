//! The purpose of a signature. Its label is the prefix of every input, so that a signature for one purpose is never
//! valid for another; no label is a prefix of another.

/// The purpose of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A group of changes, by its author.
    Group,
    /// An admin-signed cell, by its author, over the input of its clinic tag.
    Cell,
    /// The content of a note, by its signer.
    Note,
    /// An entry of a device's audit chain, by the device.
    AuditEntry,
    /// A server's challenge, by the device that wants a token.
    Token,
    /// The bundle with which a clinic that was created offline connects to a server, by its first admin.
    CreateClinic,
    /// The server's record of an enrolment code, by the admin who made the code.
    Enrol,
    /// The public key of an enrolment code, by the admin who invites a device with it.
    Invite,
    /// The head of a backup, by the device that wrote it and by the user who asked for it.
    Backup,
    /// The opening of an audit session, by the user whose session it is.
    Session,
    /// The decision on a held group, by the user who admits or rejects it.
    Review,
    /// What a server says of itself, by its own key.
    Identity,
    /// A device's number, by the server that gave it.
    Number,
    /// The order to erase a patient, by its second signer.
    Erase,
}

impl Purpose {
    pub const ALL: [Self; 14] = [
        Self::Group,
        Self::Cell,
        Self::Note,
        Self::AuditEntry,
        Self::Token,
        Self::CreateClinic,
        Self::Enrol,
        Self::Invite,
        Self::Backup,
        Self::Session,
        Self::Review,
        Self::Identity,
        Self::Number,
        Self::Erase,
    ];

    /// Returns the first bytes of everything that is signed for this purpose.
    pub fn label(self) -> &'static str {
        match self {
            Self::Group => "nutrivault group 1",
            Self::Cell => "nutrivault cell 1",
            Self::Note => "nutrivault note 1",
            Self::AuditEntry => "nutrivault audit 1",
            Self::Token => "nutrivault token 1",
            Self::CreateClinic => "nutrivault create clinic 1",
            Self::Enrol => "nutrivault enrol 1",
            Self::Invite => "nutrivault invite 1",
            Self::Backup => "nutrivault backup 1",
            Self::Session => "nutrivault session 1",
            Self::Review => "nutrivault review 1",
            Self::Identity => "nutrivault identity 1",
            Self::Number => "nutrivault number 1",
            Self::Erase => "nutrivault erase 1",
        }
    }

    /// Returns whether an input was built for this purpose.
    pub fn is_of(self, input: &[u8]) -> bool {
        input.starts_with(self.label().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_is_the_beginning_of_another() {
        for one in Purpose::ALL {
            for other in Purpose::ALL {
                assert_eq!(
                    other.label().starts_with(one.label()),
                    one == other,
                    "{one:?} {other:?}"
                );
            }
        }
    }
}
