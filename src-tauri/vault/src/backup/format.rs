use std::fs::File;
use std::io::{Read, Write};

use sync_contract::{Malformed, Reader, Wire, Writer};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::recovery::RecoveryKey;

const MAGIC: &[u8; 20] = b"nutrivault backup 1\n";
const HEAD_MAX: u32 = 1024 * 1024;
const CHUNK: usize = 256 * 1024;

/// What stands in front of the copy.
pub(super) struct Head {
    pub vault: Uuid,
    pub tenant: Uuid,
    pub created_at_us: i64,
    pub root: [u8; 32],
    pub secrets: Vec<(u16, Zeroizing<[u8; 32]>)>,
    /// Of the copy, in bytes.
    pub length: u64,
}

impl Wire for Head {
    fn write(&self, writer: &mut Writer) {
        writer.uuid(self.vault);
        writer.uuid(self.tenant);
        writer.i64(self.created_at_us);
        writer.raw(&self.root);
        writer.list(&self.secrets, |w, (version, bytes)| {
            w.u16(*version);
            w.raw(&**bytes);
        });
        writer.u64(self.length);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            vault: reader.uuid()?,
            tenant: reader.uuid()?,
            created_at_us: reader.i64()?,
            root: reader.array()?,
            secrets: reader.list(|r| Ok((r.u16()?, Zeroizing::new(r.array()?))))?,
            length: reader.u64()?,
        })
    }
}

/// Writes the plaintext of a backup: head, then the copy.
pub(super) fn write(mut output: impl Write, head: &Head, copy: &mut File) -> Result<()> {
    let bytes = Zeroizing::new(head.to_bytes());
    let length = u32::try_from(bytes.len()).map_err(|_| Error::TooLarge)?;
    output.write_all(MAGIC)?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(&bytes)?;
    pour(copy, &mut output)?;
    Ok(())
}

/// Decrypts a backup into `copy`. Damage anywhere, a cut end among it, is `BadBackup`.
pub(super) fn read(input: impl Read, recovery: &RecoveryKey, copy: &mut File) -> Result<Head> {
    let mut plain = recovery.decrypt(input).map_err(|_| Error::BadBackup)?;
    let mut magic = [0; MAGIC.len()];
    let mut length = [0; 4];
    plain.read_exact(&mut magic).map_err(|_| Error::BadBackup)?;
    plain
        .read_exact(&mut length)
        .map_err(|_| Error::BadBackup)?;
    let length = u32::from_be_bytes(length);
    if magic != *MAGIC || length > HEAD_MAX {
        return Err(Error::BadBackup);
    }
    let mut bytes = Zeroizing::new(vec![
        0;
        usize::try_from(length).map_err(|_| Error::BadBackup)?
    ]);
    plain.read_exact(&mut bytes).map_err(|_| Error::BadBackup)?;
    let head = Head::from_bytes(&bytes).map_err(|_| Error::BadBackup)?;
    let mut left = head.length;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = plain.read(&mut chunk).map_err(|_| Error::BadBackup)?;
        if read == 0 {
            break;
        }
        left = left.checked_sub(read as u64).ok_or(Error::BadBackup)?;
        copy.write_all(&chunk[..read])?;
    }
    if left > 0 {
        return Err(Error::BadBackup);
    }
    copy.sync_all()?;
    Ok(head)
}

fn pour(input: &mut File, output: &mut impl Write) -> Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut poured = 0;
    loop {
        let read = input.read(&mut chunk)?;
        if read == 0 {
            return Ok(poured);
        }
        output.write_all(&chunk[..read])?;
        poured += read as u64;
    }
}
