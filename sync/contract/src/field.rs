//! The types of entity fields; the type decides whether a field is sealed, and its bounds.

use chrono::{Datelike, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::descriptor::Privacy;
use crate::phi::{InCompartment, Phi};
use crate::value::{Kind, Value};

/// A value of another kind than the field declares, or one outside its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("value does not fit its field: {0}")]
pub struct WrongValue(pub &'static str);

pub trait Field: Sized {
    const KIND: Kind;
    const OPTIONAL: bool = false;
    /// Characters of text or bytes; 0 where the kind has a width of its own.
    const LENGTH_MAX: u32 = 0;
    /// The upper-case words that an enumeration allows; empty for any other field.
    const CHOICES: &'static [&'static str] = &[];
    const REFERENCES: Option<u16> = None;
    const PRIVACY: Privacy = Privacy::Clear;

    fn to_value(&self) -> Value;
    fn from_value(value: Value) -> Result<Self, WrongValue>;
}

macro_rules! plain_field {
    ($type:ty, $kind:ident) => {
        impl Field for $type {
            const KIND: Kind = Kind::$kind;

            fn to_value(&self) -> Value {
                Value::$kind(*self)
            }

            fn from_value(value: Value) -> Result<Self, WrongValue> {
                match value {
                    Value::$kind(inner) => Ok(inner),
                    _ => Err(WrongValue(concat!("not of kind ", stringify!($kind)))),
                }
            }
        }
    };
}
plain_field!(bool, Bool);
plain_field!(i64, Int);
plain_field!(Uuid, Uuid);
plain_field!(Decimal, Decimal);

/// A moment, in microseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    pub fn from_ms(unix_ms: u64) -> Self {
        Self(
            i64::try_from(unix_ms)
                .unwrap_or(i64::MAX / 1000)
                .saturating_mul(1000),
        )
    }
}

impl Field for Time {
    const KIND: Kind = Kind::Time;

    fn to_value(&self) -> Value {
        Value::Time(self.0)
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Time(unix_us) => Ok(Self(unix_us)),
            _ => Err(WrongValue("not a time")),
        }
    }
}

impl Field for NaiveDate {
    const KIND: Kind = Kind::Date;

    fn to_value(&self) -> Value {
        Value::Date(days_since_1970(*self))
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Date(days) => date_from_days(days).ok_or(WrongValue("date out of range")),
            _ => Err(WrongValue("not a date")),
        }
    }
}

pub fn days_since_1970(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

/// Returns none for a day outside of the years -9999 to 9999, which text and both databases can hold.
pub fn date_from_days(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days).filter(|date| (-9999..=9999).contains(&date.year()))
}

/// Returns a day that the source text names, such as a constant or the expectation of a test.
///
/// # Panics
/// If there is no such day.
pub const fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// Returns a time of day that the source text names.
///
/// # Panics
/// If there is no such time.
pub const fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of day")
}

/// Text of at most `MAX` characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Text<const MAX: u32>(String);

impl<const MAX: u32> Text<MAX> {
    /// Trims; refuses text that is too long or has characters that Postgres cannot store.
    pub fn new(text: &str) -> Result<Self, WrongValue> {
        let text = text.trim();
        if !fits(text, MAX) {
            return Err(WrongValue("text too long"));
        }
        if text.contains('\0') {
            return Err(WrongValue("text holds a zero byte"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: u32> std::ops::Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: u32> TryFrom<&str> for Text<MAX> {
    type Error = WrongValue;

    fn try_from(text: &str) -> Result<Self, WrongValue> {
        Self::new(text)
    }
}

/// Text may be a staff name or a setting, so its debug form has no content.
impl<const MAX: u32> std::fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl<const MAX: u32> Field for Text<MAX> {
    const KIND: Kind = Kind::Text;
    const LENGTH_MAX: u32 = MAX;

    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Text(text) if fits(&text, MAX) => Ok(Self(text)),
            Value::Text(_) => Err(WrongValue("text too long")),
            _ => Err(WrongValue("not text")),
        }
    }
}

/// Returns whether a text has at most so many characters. It never has more of them than bytes, so most need no count.
fn fits(text: &str, length_max: u32) -> bool {
    text.len() <= length_max as usize || text.chars().count() <= length_max as usize
}

/// A person's given or family name.
pub type Name = Text<100>;
/// A line of text; the length that a field has unless it says otherwise.
pub type Line = Text<255>;
/// A paragraph.
pub type Paragraph = Text<4000>;
/// Sections of a note, as canonical text.
pub type Document = Text<100_000>;

/// At most `MAX` bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes<const MAX: u32>(pub Vec<u8>);

impl<const MAX: u32> Field for Bytes<MAX> {
    const KIND: Kind = Kind::Bytes;
    const LENGTH_MAX: u32 = MAX;

    fn to_value(&self) -> Value {
        Value::Bytes(self.0.clone())
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Bytes(bytes) if bytes.len() <= MAX as usize => Ok(Self(bytes)),
            _ => Err(WrongValue("not bytes of that length")),
        }
    }
}

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    const LENGTH_MAX: u32 = T::LENGTH_MAX;
    const CHOICES: &'static [&'static str] = T::CHOICES;
    const REFERENCES: Option<u16> = T::REFERENCES;
    const PRIVACY: Privacy = T::PRIVACY;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::to_value)
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Null => Ok(None),
            present => T::from_value(present).map(Some),
        }
    }
}

impl<C: InCompartment, T: Field> Field for Phi<C, T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = T::OPTIONAL;
    const LENGTH_MAX: u32 = T::LENGTH_MAX;
    const CHOICES: &'static [&'static str] = T::CHOICES;
    const REFERENCES: Option<u16> = T::REFERENCES;
    const PRIVACY: Privacy = Privacy::Sealed(C::COMPARTMENT);

    fn to_value(&self) -> Value {
        self.open().map_or(Value::Undecryptable, Field::to_value)
    }

    fn from_value(value: Value) -> Result<Self, WrongValue> {
        match value {
            Value::Undecryptable => Ok(Self::undecryptable()),
            open => T::from_value(open).map(Self::new),
        }
    }
}

/// Declares an enumeration whose words are stored as upper-case text under a CHECK; views spell them in camel case.
#[macro_export]
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "views", derive(specta::Type))]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($variant),+
        }

        $crate::spelled! { $name { $($variant = $word),+ } }

        impl $crate::field::Field for $name {
            const KIND: $crate::value::Kind = $crate::value::Kind::Text;
            const CHOICES: &'static [&'static str] = &[$($word),+];

            fn to_value(&self) -> $crate::value::Value {
                $crate::value::Value::Text(self.as_str().to_owned())
            }

            fn from_value(value: $crate::value::Value) -> Result<Self, $crate::field::WrongValue> {
                match value {
                    $crate::value::Value::Text(word) => word
                        .parse()
                        .map_err(|_| $crate::field::WrongValue("word outside its enumeration")),
                    _ => Err($crate::field::WrongValue("not an enumeration's word")),
                }
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_count_from_1970_in_both_directions() {
        for (date, days) in [
            (date(1970, 1, 2), 1),
            (date(1969, 12, 31), -1),
            (date(2026, 11, 20), 20777),
        ] {
            assert_eq!(days_since_1970(date), days);
            assert_eq!(date_from_days(days), Some(date));
        }
        assert_eq!(date_from_days(i32::MAX), None);
        assert_eq!(
            date_from_days(days_since_1970(date(9999, 12, 31)) + 1),
            None
        );
    }

    #[test]
    fn text_is_trimmed_and_bounded() {
        assert_eq!(Text::<5>::new("  abc ").unwrap().as_str(), "abc");
        assert!(Text::<2>::new("abc").is_err());
        assert_eq!(
            format!("{:?}", Text::<9>::new("Okafor").unwrap()),
            "Text(6 bytes)"
        );
    }
}
