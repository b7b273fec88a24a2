//! The canonical binary form: one value has exactly one sequence of bytes.
//!
//! Numbers are big-endian and of fixed width, byte strings carry a 32-bit length, lists a 32-bit count, an
//! option one byte. Tags, signatures, digests and the wire all use it, so a driver's re-encoding can never
//! change what was signed.

use uuid::Uuid;

/// Bytes that are not the canonical form of what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed bytes: {0}")]
pub struct Malformed(pub &'static str);

impl Malformed {
    /// More items than such a list may have: refused before they are read.
    pub const TOO_MANY: Malformed = Malformed("more items than allowed");
}

/// Of a message's list that has no limit of its own.
const ITEMS_MAX: usize = 65_536;

/// Anything that has a canonical binary form.
pub trait Wire: Sized {
    fn write(&self, writer: &mut Writer);
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed>;

    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.finish()
    }

    /// Decodes all of `bytes`; trailing bytes are malformed.
    fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let value = Self::read(&mut reader)?;
        reader.end()?;
        Ok(value)
    }
}

macro_rules! plain_wire {
    ($($type:ty: $method:ident),+) => {$(
        impl Wire for $type {
            fn write(&self, writer: &mut Writer) {
                writer.$method(*self);
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
                reader.$method()
            }
        }
    )+};
}
plain_wire!(bool: bool, u16: u16, u32: u32, u64: u64, i64: i64, Uuid: uuid);

impl<const N: usize> Wire for [u8; N] {
    fn write(&self, writer: &mut Writer) {
        writer.raw(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array()
    }
}

impl Wire for String {
    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.text().map(str::to_owned)
    }
}

impl Wire for Vec<u8> {
    fn write(&self, writer: &mut Writer) {
        writer.bytes(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.bytes().map(<[u8]>::to_vec)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, writer: &mut Writer) {
        writer.list(self, |w, item| item.write(w));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.list_of(ITEMS_MAX, T::read)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, writer: &mut Writer) {
        writer.option(self.as_ref(), |w, value| value.write(w));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.option(T::read)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, writer: &mut Writer) {
        self.0.write(writer);
        self.1.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok((A::read(reader)?, B::read(reader)?))
    }
}

#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Forgets what was written and leaves its memory for the next value.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Writes bytes whose length the reader knows beforehand.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn u8(&mut self, number: u8) {
        self.bytes.push(number);
    }

    pub fn bool(&mut self, yes: bool) {
        self.u8(u8::from(yes));
    }

    pub fn u16(&mut self, number: u16) {
        self.raw(&number.to_be_bytes());
    }

    pub fn u32(&mut self, number: u32) {
        self.raw(&number.to_be_bytes());
    }

    pub fn u64(&mut self, number: u64) {
        self.raw(&number.to_be_bytes());
    }

    pub fn i64(&mut self, number: i64) {
        self.raw(&number.to_be_bytes());
    }

    pub fn i128(&mut self, number: i128) {
        self.raw(&number.to_be_bytes());
    }

    pub fn uuid(&mut self, id: Uuid) {
        self.raw(id.as_bytes());
    }

    /// Writes a byte string after its length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.raw(bytes);
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn count(&mut self, count: usize) {
        self.u32(
            u32::try_from(count).expect("nothing on the wire holds four thousand million items"),
        );
    }

    pub fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.bool(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.count(items.len());
        for item in items {
            write(self, item);
        }
    }
}

/// Reads what [`Writer`] wrote and refuses everything else.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn remaining(&self) -> usize {
        self.bytes.len()
    }

    pub fn end(&self) -> Result<(), Malformed> {
        if self.bytes.is_empty() {
            Ok(())
        } else {
            Err(Malformed("bytes left over"))
        }
    }

    pub fn raw(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(length)
            .ok_or(Malformed("too short"))?;
        self.bytes = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let taken = self.raw(N)?;
        Ok(taken.try_into().expect("raw returned exactly N bytes"))
    }

    pub fn u8(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }

    pub fn bool(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed("neither yes nor no")),
        }
    }

    pub fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_be_bytes)
    }

    pub fn i64(&mut self) -> Result<i64, Malformed> {
        self.array().map(i64::from_be_bytes)
    }

    pub fn i128(&mut self) -> Result<i128, Malformed> {
        self.array().map(i128::from_be_bytes)
    }

    pub fn uuid(&mut self) -> Result<Uuid, Malformed> {
        self.array().map(Uuid::from_bytes)
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u32()? as usize;
        self.raw(length)
    }

    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed("text is not UTF-8"))
    }

    pub fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.bool()? {
            read(self).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Reads a list of any length.
    pub fn list<T>(
        &mut self,
        read: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        self.list_of(usize::MAX, read)
    }

    /// Reads a list of at most `items_max`. Every item takes at least one byte, so a count beyond the remaining bytes
    /// is refused before anything is allocated.
    ///
    /// # Errors
    /// [`Malformed::TOO_MANY`] beyond `items_max`.
    pub fn list_of<T>(
        &mut self,
        items_max: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let count = self.u32()? as usize;
        if count > self.remaining() {
            return Err(Malformed("list longer than its bytes"));
        }
        if count > items_max {
            return Err(Malformed::TOO_MANY);
        }
        let mut items = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            items.push(read(self)?);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_is_left() {
        let mut writer = Writer::new();
        writer.u16(7);
        writer.text("Zoë");
        writer.option(Some(3_u8), Writer::u8);
        writer.list(&[1_u32, 2], |w, n| w.u32(*n));
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u16().unwrap(), 7);
        assert_eq!(reader.text().unwrap(), "Zoë");
        assert_eq!(reader.option(Reader::u8).unwrap(), Some(3));
        assert_eq!(reader.list(Reader::u32).unwrap(), vec![1, 2]);
        reader.end().unwrap();
    }

    #[test]
    fn a_count_beyond_its_bytes_is_refused() {
        let mut reader = Reader::new(&[0xff, 0xff, 0xff, 0xff, 1]);
        assert_eq!(
            reader.list(Reader::u8),
            Err(Malformed("list longer than its bytes"))
        );
        let mut reader = Reader::new(&[0, 0, 0, 3, 1, 2, 3]);
        assert_eq!(reader.list_of(2, Reader::u8), Err(Malformed::TOO_MANY));
    }

    #[test]
    fn a_second_spelling_of_yes_is_refused() {
        assert!(Reader::new(&[2]).bool().is_err());
    }
}
