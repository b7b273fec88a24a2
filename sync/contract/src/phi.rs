//! Personal health information: the type that says a field is sealed, and under which compartment.

use std::marker::PhantomData;

/// A set of fields that one key opens: access is decided by the key, not by a hidden button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Compartment {
    Contact = 1,
    Clinical = 2,
    Billing = 3,
    Staff = 4,
    Operations = 5,
    /// A key pair per epoch: every user writes the audit log, few read it.
    Audit = 6,
}

impl Compartment {
    pub const ALL: [Self; 6] = [
        Self::Contact,
        Self::Clinical,
        Self::Billing,
        Self::Staff,
        Self::Operations,
        Self::Audit,
    ];

    pub fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|compartment| compartment.number() == number)
    }

    /// Reads a role's list: names between white space. Names of a later version are passed over.
    pub fn list_from_text(text: &str) -> impl Iterator<Item = Self> {
        text.split_ascii_whitespace()
            .filter_map(|name| Self::ALL.into_iter().find(|known| known.name() == name))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Clinical => "clinical",
            Self::Billing => "billing",
            Self::Staff => "staff",
            Self::Operations => "operations",
            Self::Audit => "audit",
        }
    }
}

/// The compartments as types, as in `Phi<Contact, Name>`.
pub trait InCompartment: Send + Sync + 'static {
    const COMPARTMENT: Compartment;
}

macro_rules! compartment_types {
    ($($name:ident),*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;
        impl InCompartment for $name {
            const COMPARTMENT: Compartment = Compartment::$name;
        }
    )*};
}
compartment_types!(Contact, Clinical, Billing, Staff, Operations);

/// A value that is sealed wherever it is stored: it cannot be displayed, and its debug form is empty.
///
/// A reader without the compartment's key cannot decrypt it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phi<C, T> {
    value: Option<T>,
    compartment: PhantomData<C>,
}

impl<C, T> Phi<C, T> {
    pub fn new(value: T) -> Self {
        Self {
            value: Some(value),
            compartment: PhantomData,
        }
    }

    pub fn undecryptable() -> Self {
        Self {
            value: None,
            compartment: PhantomData,
        }
    }

    pub fn is_undecryptable(&self) -> bool {
        self.value.is_none()
    }

    /// Returns the value, if this reader could decrypt it.
    pub fn open(&self) -> Option<&T> {
        self.value.as_ref()
    }

    pub fn into_open(self) -> Option<T> {
        self.value
    }
}

impl<C, T> From<T> for Phi<C, T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<C, T> std::fmt::Debug for Phi<C, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_undecryptable() {
            "Phi(undecryptable)"
        } else {
            "Phi(..)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_debug_form_is_redacted() {
        assert_eq!(format!("{:?}", Phi::<Contact, _>::new("Okafor")), "Phi(..)");
    }

    #[test]
    fn compartment_numbers_are_what_key_ids_carry() {
        assert_eq!(
            Compartment::ALL.map(Compartment::number),
            [1, 2, 3, 4, 5, 6]
        );
        assert_eq!(Compartment::from_number(7), None);
    }
}
