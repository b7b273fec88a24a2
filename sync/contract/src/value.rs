//! Field values in their canonical form, without their type's name.

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::codec::{Malformed, Reader, Wire, Writer};

/// The kinds of column that a field can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Text,
    Uuid,
    /// Microseconds since 1970, UTC.
    Time,
    /// Days since 1970-01-01.
    Date,
    Decimal,
    Bytes,
}

/// One field's value in the form of both databases, tags, signatures and the wire.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Uuid(Uuid),
    Time(i64),
    Date(i32),
    Decimal(Decimal),
    Bytes(Vec<u8>),
    /// A sealed field that this reader cannot decrypt. It has no bytes and is never written.
    Undecryptable,
}

/// Values may be a person's name, so only their kind is printed.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Undecryptable => f.write_str("Undecryptable"),
            Self::Bool(_) => f.write_str("Bool(..)"),
            Self::Int(_) => f.write_str("Int(..)"),
            Self::Text(_) => f.write_str("Text(..)"),
            Self::Uuid(id) => write!(f, "Uuid({id})"),
            Self::Time(_) => f.write_str("Time(..)"),
            Self::Date(_) => f.write_str("Date(..)"),
            Self::Decimal(_) => f.write_str("Decimal(..)"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

impl Value {
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(id) => Some(*id),
            _ => None,
        }
    }

    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the microseconds since 1970 of a time.
    pub fn as_time(&self) -> Option<i64> {
        match self {
            Self::Time(unix_us) => Some(*unix_us),
            _ => None,
        }
    }

    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Null | Self::Undecryptable => None,
            Self::Bool(_) => Some(Kind::Bool),
            Self::Int(_) => Some(Kind::Int),
            Self::Text(_) => Some(Kind::Text),
            Self::Uuid(_) => Some(Kind::Uuid),
            Self::Time(_) => Some(Kind::Time),
            Self::Date(_) => Some(Kind::Date),
            Self::Decimal(_) => Some(Kind::Decimal),
            Self::Bytes(_) => Some(Kind::Bytes),
        }
    }
}

impl Wire for Value {
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Null => writer.u8(0),
            Self::Bool(false) => writer.u8(1),
            Self::Bool(true) => writer.u8(2),
            Self::Int(number) => {
                writer.u8(3);
                writer.i64(*number);
            }
            Self::Text(text) => {
                writer.u8(4);
                writer.text(text);
            }
            Self::Uuid(id) => {
                writer.u8(5);
                writer.uuid(*id);
            }
            Self::Time(unix_us) => {
                writer.u8(6);
                writer.i64(*unix_us);
            }
            Self::Date(days) => {
                writer.u8(7);
                writer.raw(&days.to_be_bytes());
            }
            Self::Decimal(number) => {
                // 1.50 and 1.5 are one number, so they have one encoding.
                let number = number.normalize();
                writer.u8(8);
                writer.i128(number.mantissa());
                writer.u32(number.scale());
            }
            Self::Bytes(bytes) => {
                writer.u8(9);
                writer.bytes(bytes);
            }
            Self::Undecryptable => {
                unreachable!("the write door refuses a cell with a closed field")
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match reader.u8()? {
            0 => Self::Null,
            1 => Self::Bool(false),
            2 => Self::Bool(true),
            3 => Self::Int(reader.i64()?),
            4 => Self::Text(reader.text()?.to_owned()),
            5 => Self::Uuid(reader.uuid()?),
            6 => Self::Time(reader.i64()?),
            7 => Self::Date(reader.array().map(i32::from_be_bytes)?),
            8 => Self::Decimal(read_decimal(reader)?),
            9 => Self::Bytes(reader.bytes()?.to_vec()),
            _ => return Err(Malformed("unknown kind of value")),
        })
    }
}

fn read_decimal(reader: &mut Reader<'_>) -> Result<Decimal, Malformed> {
    let mantissa = reader.i128()?;
    let scale = reader.u32()?;
    let number = Decimal::try_from_i128_with_scale(mantissa, scale)
        .map_err(|_| Malformed("decimal out of range"))?;
    let normal = number.normalize();
    if (normal.mantissa(), normal.scale()) != (mantissa, scale) {
        return Err(Malformed("decimal not normalised"));
    }
    Ok(number)
}

/// Writes numbered fields: the clear part of a cell, or its sealed plaintext.
pub fn write_fields(writer: &mut Writer, fields: &[(u16, Value)]) {
    writer.list(fields, |w, (number, value)| {
        w.u16(*number);
        value.write(w);
    });
}

/// Reads numbered fields; they must be in ascending order, each once.
pub fn read_fields(reader: &mut Reader<'_>) -> Result<Vec<(u16, Value)>, Malformed> {
    read_fields_of(usize::MAX, reader)
}

/// As [`read_fields`], of at most so many.
pub fn read_fields_of(
    fields_max: usize,
    reader: &mut Reader<'_>,
) -> Result<Vec<(u16, Value)>, Malformed> {
    let mut fields = Vec::new();
    each_field_of(fields_max, reader, |number, value| {
        fields.push((number, value));
    })?;
    Ok(fields)
}

/// Does the same as [`read_fields`] without a list of them. After an error the caller discards what was visited.
pub fn each_field(reader: &mut Reader<'_>, each: impl FnMut(u16, Value)) -> Result<(), Malformed> {
    each_field_of(usize::MAX, reader, each)
}

fn each_field_of(
    fields_max: usize,
    reader: &mut Reader<'_>,
    mut each: impl FnMut(u16, Value),
) -> Result<(), Malformed> {
    let count = reader.u32()? as usize;
    if count > reader.remaining() {
        return Err(Malformed("list longer than its bytes"));
    }
    if count > fields_max {
        return Err(Malformed::TOO_MANY);
    }
    let mut last = None;
    for _ in 0..count {
        let number = reader.u16()?;
        if last >= Some(number) {
            return Err(Malformed("fields out of order"));
        }
        last = Some(number);
        each(number, Value::read(reader)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_number_has_one_spelling() {
        let long = Value::Decimal(Decimal::new(1500, 3));
        let short = Value::Decimal(Decimal::new(15, 1));
        assert_eq!(long.to_bytes(), short.to_bytes());
        let mut writer = Writer::new();
        writer.u8(8);
        writer.i128(1500);
        writer.u32(3);
        assert!(Value::from_bytes(&writer.finish()).is_err());
    }

    #[test]
    fn printing_a_value_does_not_show_it() {
        assert_eq!(format!("{:?}", Value::Text("Okafor".into())), "Text(..)");
    }

    #[test]
    fn fields_out_of_order_are_refused() {
        let mut writer = Writer::new();
        write_fields(&mut writer, &[(2, Value::Null), (1, Value::Null)]);
        assert!(read_fields(&mut Reader::new(&writer.finish())).is_err());
    }
}
