//! The plaintext of a sealed value, before padding: the sealed fields by number, packed.
//!
//! Every byte here is sealed, stored and decrypted again at each unlock, so numbers and lengths are variable-length:
//! seven bits a byte, the lowest first, with exactly one encoding. Elsewhere widths are fixed.

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::value::Value;

/// A value of the plaintext, borrowed from the decrypted bytes.
#[derive(Clone, Copy, PartialEq)]
pub enum Inner<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Date(i32),
    Other(Small),
}

/// A value that borrows nothing.
#[derive(Clone, Copy, PartialEq)]
pub enum Small {
    Null,
    Bool(bool),
    Int(i64),
    Uuid(Uuid),
    Time(i64),
    Decimal(Decimal),
}

impl From<Inner<'_>> for Value {
    #[inline]
    fn from(inner: Inner<'_>) -> Self {
        match inner {
            Inner::Text(text) => Self::Text(text.to_owned()),
            Inner::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
            Inner::Date(days) => Self::Date(days),
            Inner::Other(Small::Null) => Self::Null,
            Inner::Other(Small::Bool(yes)) => Self::Bool(yes),
            Inner::Other(Small::Int(number)) => Self::Int(number),
            Inner::Other(Small::Uuid(id)) => Self::Uuid(id),
            Inner::Other(Small::Time(unix_us)) => Self::Time(unix_us),
            Inner::Other(Small::Decimal(number)) => Self::Decimal(number),
        }
    }
}

/// Encodes fields, in ascending order of their numbers.
pub fn write_inner(fields: &[(u16, Value)]) -> Vec<u8> {
    // reserve the full length: a growing buffer leaves copies of the plaintext behind, about ten for a file chunk
    let lengths = fields.iter().map(|(_, value)| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    let mut writer = Writer::with_capacity(64 + lengths.sum::<usize>());
    write_number(&mut writer, fields.len() as u128);
    for (number, value) in fields {
        write_number(&mut writer, u128::from(*number));
        write_value(&mut writer, value);
    }
    writer.finish()
}

pub fn read_inner(bytes: &[u8]) -> Result<Vec<(u16, Value)>, Malformed> {
    let mut fields = Vec::new();
    each_inner(bytes, |number, inner| fields.push((number, inner.into())))?;
    Ok(fields)
}

/// Does the same as [`read_inner`] without a list and without a copy. After an error the caller discards what was
/// visited.
pub fn each_inner(bytes: &[u8], mut each: impl FnMut(u16, Inner<'_>)) -> Result<(), Malformed> {
    let mut reader = Reader::new(bytes);
    let count = read_length(&mut reader)?;
    let mut last = None;
    for _ in 0..count {
        let number = u16::try_from(read_number(&mut reader)?)
            .map_err(|_| Malformed("field number out of range"))?;
        if last >= Some(number) {
            return Err(Malformed("fields out of order"));
        }
        last = Some(number);
        each(number, read_value(&mut reader)?);
    }
    reader.end()
}

fn write_value(writer: &mut Writer, value: &Value) {
    match value {
        Value::Int(number) => {
            writer.u8(3);
            write_signed(writer, i128::from(*number));
        }
        Value::Text(text) => {
            writer.u8(4);
            write_number(writer, text.len() as u128);
            writer.raw(text.as_bytes());
        }
        Value::Date(days) => {
            writer.u8(7);
            write_signed(writer, i128::from(*days));
        }
        Value::Decimal(number) => {
            let number = number.normalize();
            writer.u8(8);
            write_number(writer, u128::from(number.scale()));
            write_signed(writer, number.mantissa());
        }
        Value::Bytes(bytes) => {
            writer.u8(9);
            write_number(writer, bytes.len() as u128);
            writer.raw(bytes);
        }
        // these have no length, and their widths are what they need
        Value::Null | Value::Bool(_) | Value::Uuid(_) | Value::Time(_) | Value::Undecryptable => {
            value.write(writer);
        }
    }
}

#[inline]
fn read_value<'a>(reader: &mut Reader<'a>) -> Result<Inner<'a>, Malformed> {
    Ok(match reader.u8()? {
        0 => Inner::Other(Small::Null),
        1 => Inner::Other(Small::Bool(false)),
        2 => Inner::Other(Small::Bool(true)),
        3 => Inner::Other(Small::Int(
            i64::try_from(read_signed(reader)?).map_err(|_| Malformed("number out of range"))?,
        )),
        4 => {
            let length = read_length(reader)?;
            let text = std::str::from_utf8(reader.raw(length)?);
            Inner::Text(text.map_err(|_| Malformed("text is not UTF-8"))?)
        }
        5 => Inner::Other(Small::Uuid(reader.uuid()?)),
        6 => Inner::Other(Small::Time(reader.i64()?)),
        7 => Inner::Date(
            i32::try_from(read_signed(reader)?).map_err(|_| Malformed("date out of range"))?,
        ),
        8 => Inner::Other(Small::Decimal(read_decimal(reader)?)),
        9 => {
            let length = read_length(reader)?;
            Inner::Bytes(reader.raw(length)?)
        }
        _ => return Err(Malformed("unknown kind of value")),
    })
}

fn read_decimal(reader: &mut Reader<'_>) -> Result<Decimal, Malformed> {
    let scale =
        u32::try_from(read_number(reader)?).map_err(|_| Malformed("decimal out of range"))?;
    let mantissa = read_signed(reader)?;
    let number = Decimal::try_from_i128_with_scale(mantissa, scale)
        .map_err(|_| Malformed("decimal out of range"))?;
    let normal = number.normalize();
    if (normal.mantissa(), normal.scale()) != (mantissa, scale) {
        return Err(Malformed("decimal not normalised"));
    }
    Ok(number)
}

pub(crate) fn write_number(writer: &mut Writer, mut number: u128) {
    while number >= 0x80 {
        writer.u8((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    writer.u8(number as u8);
}

#[inline]
pub(crate) fn read_number(reader: &mut Reader<'_>) -> Result<u128, Malformed> {
    let first = reader.u8()?;
    match first < 0x80 {
        true => Ok(u128::from(first)),
        false => read_long_number(reader, first),
    }
}

fn read_long_number(reader: &mut Reader<'_>, first: u8) -> Result<u128, Malformed> {
    let mut number = u128::from(first & 0x7f);
    for index in 1..19 {
        let byte = reader.u8()?;
        let bits = u128::from(byte & 0x7f);
        // the nineteenth byte holds the last two of 128 bits
        if index == 18 && bits > 3 {
            return Err(Malformed("number out of range"));
        }
        number |= bits << (7 * index);
        if byte < 0x80 {
            if byte == 0 {
                return Err(Malformed("number longer than it needs to be"));
            }
            return Ok(number);
        }
    }
    Err(Malformed("number out of range"))
}

/// Zigzag encoding: small numbers of either sign stay short, as 0, -1, 1, -2 are 0, 1, 2, 3.
fn write_signed(writer: &mut Writer, number: i128) {
    write_number(writer, ((number << 1) ^ (number >> 127)) as u128);
}

fn read_signed(reader: &mut Reader<'_>) -> Result<i128, Malformed> {
    let number = read_number(reader)?;
    Ok((number >> 1) as i128 ^ -((number & 1) as i128))
}

/// Reads a length or a count; each item that it counts takes at least one of the remaining bytes.
fn read_length(reader: &mut Reader<'_>) -> Result<usize, Malformed> {
    let length = usize::try_from(read_number(reader)?).map_err(|_| Malformed("too long"))?;
    if length > reader.remaining() {
        return Err(Malformed("list longer than its bytes"));
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn every_kind() -> Vec<(u16, Value)> {
        [
            Value::Null,
            Value::Bool(false),
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Text("Zoë".repeat(60)),
            Value::Text(String::new()),
            Value::Uuid(Uuid::from_u128(4)),
            Value::Time(-1),
            Value::Date(i32::MIN),
            Value::Date(20_777),
            Value::Decimal(Decimal::new(-7240, 2)),
            Value::Decimal(Decimal::MAX),
            Value::Decimal(Decimal::MIN),
            Value::Bytes(vec![7; 300]),
        ]
        .into_iter()
        .zip(1..)
        .map(|(value, number)| (number * 300, value))
        .collect()
    }

    #[test]
    fn every_kind_of_value_comes_back() {
        let fields = every_kind();
        let bytes = write_inner(&fields);
        assert_eq!(read_inner(&bytes).unwrap(), fields);
        for cut in 0..bytes.len() {
            assert!(read_inner(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        assert!(read_inner(&[&bytes[..], &[0]].concat()).is_err());
    }

    #[test]
    fn a_reading_takes_few_bytes() {
        let fields = [
            (3, Value::Decimal(Decimal::new(7240, 2))),
            (4, Value::Null),
            (8, Value::Text("72.4 kg".into())),
            (9, Value::Null),
        ];
        assert_eq!(write_inner(&fields).len(), 20);
    }

    #[test]
    fn there_is_no_second_spelling() {
        // one field with number 1: null
        assert!(read_inner(&[1, 1, 0]).is_ok());
        assert!(read_inner(&[0x81, 0, 1, 0]).is_err());
        assert!(read_inner(&[2, 1, 0, 1, 0]).is_err());
        // 1.50 instead of 1.5
        assert!(read_inner(&[1, 1, 8, 2, 0xac, 2]).is_err());
        // more than 128 bits
        let long = [vec![1, 1, 3], vec![0xff; 18], vec![4]].concat();
        assert!(read_inner(&long).is_err());
        // a length beyond the remaining bytes
        assert!(read_inner(&[1, 1, 4, 0xff, 0xff, 3]).is_err());
    }
}
