//! What search knows of one patient: words, numbers and a day, folded.

use sync_contract::Malformed;
use sync_contract::inner::{Inner, each_inner};
use zeroize::Zeroize;

use crate::search::fold::{codes, compact_into, digits_into, fold_into, words};

/// The class of a token; the arena is ordered by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Name,
    FileNumber,
    NationalId,
    Email,
    Phone,
    /// The last digits of a telephone number, which are the same with and without a country's prefix.
    PhoneEnd,
}

impl Class {
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::FileNumber,
        Self::NationalId,
        Self::Email,
        Self::Phone,
        Self::PhoneEnd,
    ];

    pub fn index(self) -> usize {
        self as usize
    }
}

/// Which part of the name a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Role {
    None = 0,
    Given = 1,
    Family = 2,
    Other = 3,
}

impl Role {
    pub fn from_bits(bits: u32) -> Self {
        match bits {
            1 => Self::Given,
            2 => Self::Family,
            3 => Self::Other,
            _ => Self::None,
        }
    }
}

/// How many digits of a telephone number follow the country's prefix.
pub(super) const PHONE_END: usize = 7;

/// The folded fields of a patient; one is used again for the next.
#[derive(Debug, Default, Clone)]
pub(super) struct Document {
    pub given: String,
    pub family: String,
    pub other: String,
    pub birth: Option<i32>,
    pub file_number: String,
    pub national_id: String,
    /// Digits between semicolons.
    pub phones: String,
    pub email: String,
    scratch: String,
}

/// The patient's cells that search reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Name,
    Birth,
    Contact,
    Identifiers,
}

/// What was read of the last patient does not stay behind in memory.
impl Drop for Document {
    fn drop(&mut self) {
        for text in [
            &mut self.given,
            &mut self.family,
            &mut self.other,
            &mut self.file_number,
            &mut self.national_id,
            &mut self.phones,
            &mut self.email,
            &mut self.scratch,
        ] {
            text.zeroize();
        }
        self.birth.zeroize();
    }
}

impl Document {
    pub fn clear(&mut self) {
        for text in [
            &mut self.given,
            &mut self.family,
            &mut self.other,
            &mut self.file_number,
            &mut self.national_id,
            &mut self.phones,
            &mut self.email,
        ] {
            text.clear();
        }
        self.birth = None;
    }

    /// Takes the fields of an opened cell; those of a later version are passed over.
    pub fn read(&mut self, part: Part, inner: &[u8]) -> Result<(), Malformed> {
        each_inner(inner, |number, value| match value {
            Inner::Text(text) => self.set_text(part, number, text),
            Inner::Date(day) if (part, number) == (Part::Birth, 4) => self.birth = Some(day),
            _ => {}
        })
    }

    fn set_text(&mut self, part: Part, number: u16, text: &str) {
        match (part, number) {
            (Part::Name, 1) => fold_into(text, &mut self.given),
            (Part::Name, 2) => fold_into(text, &mut self.family),
            (Part::Name, 3) => fold_into(text, &mut self.other),
            (Part::Contact, 11) => self.set_phones(text),
            (Part::Contact, 12) => fold_into(text.trim(), &mut self.email),
            (Part::Identifiers, 19) => compact_into(text, &mut self.file_number),
            (Part::Identifiers, 20) => compact_into(text, &mut self.national_id),
            _ => {}
        }
    }

    pub fn set_phones(&mut self, phones: &str) {
        for phone in phones.split(';') {
            let before = self.phones.len();
            digits_into(phone, &mut self.phones);
            if self.phones.len() > before {
                self.phones.push(';');
            }
        }
    }

    /// The beginning of the name as lists are sorted, family first.
    pub fn order(&self) -> [u8; 16] {
        let mut order = [0; 16];
        let name = self.family.bytes().chain([b' ']).chain(self.given.bytes());
        for (index, byte) in order.iter_mut().zip(name) {
            *index = byte;
        }
        order
    }

    pub fn tokens(&mut self, mut each: impl FnMut(Class, Role, &str)) {
        let Self { scratch, .. } = self;
        let names = [
            (&self.given, Role::Given),
            (&self.family, Role::Family),
            (&self.other, Role::Other),
        ];
        for (name, role) in names {
            words(name, scratch, |word| each(Class::Name, role, word));
            codes(name, scratch, |code| each(Class::Name, role, code));
        }
        for (class, code) in [
            (Class::FileNumber, &self.file_number),
            (Class::NationalId, &self.national_id),
            (Class::Email, &self.email),
        ] {
            if !code.is_empty() {
                each(class, Role::None, code);
            }
        }
        for phone in self.phones.split(';').filter(|phone| !phone.is_empty()) {
            each(Class::Phone, Role::None, phone);
            if let Some(end) = phone_end(phone) {
                each(Class::PhoneEnd, Role::None, end);
            }
        }
    }
}

/// The last digits, where there are enough for a number of its own.
pub(super) fn phone_end(digits: &str) -> Option<&str> {
    digits
        .len()
        .checked_sub(PHONE_END)
        .map(|start| &digits[start..])
}
