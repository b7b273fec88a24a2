use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use sync_contract::{Malformed, Purpose, Reader, Wire, Writer};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::recovery::RecoveryKey;
use crate::crypto::sign::SIGNATURE_LEN;
use crate::error::{Error, Result};

const MAGIC: &[u8; 20] = b"nutrivault backup 2\n";
const HEAD_MAX: u32 = 1024 * 1024;
const CHUNK: usize = 256 * 1024;

/// The head in front of the copy.
pub(super) struct Head {
    pub vault: Uuid,
    pub tenant: Uuid,
    pub created_at_us: i64,
    pub author: Uuid,
    pub device: Uuid,
    pub device_number: u32,
    pub root: [u8; 32],
    pub secrets: Vec<(u16, Zeroizing<[u8; 32]>)>,
    /// Of the copy, in bytes.
    pub length: u64,
    /// SHA-256 of the copy.
    pub digest: [u8; 32],
    pub proof: Proof,
}

/// Over [`Head::input`]: the newest clinic secret of the head, the device, the author.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proof {
    pub tag: [u8; 16],
    pub device: [u8; SIGNATURE_LEN],
    pub author: [u8; SIGNATURE_LEN],
}

impl Proof {
    pub const NONE: Self = Self {
        tag: [0; 16],
        device: [0; SIGNATURE_LEN],
        author: [0; SIGNATURE_LEN],
    };
}

impl Head {
    /// Everything but the proof, under a label of its own.
    pub fn input(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = self.room();
        writer.raw(Purpose::Backup.label().as_bytes());
        self.write_facts(&mut writer);
        Zeroizing::new(writer.finish())
    }

    fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = self.room();
        self.write(&mut writer);
        Zeroizing::new(writer.finish())
    }

    /// Enough for all of it, so that growing leaves no secret behind.
    fn room(&self) -> Writer {
        Writer::with_capacity(512 + self.secrets.len() * 34)
    }

    fn write_facts(&self, writer: &mut Writer) {
        writer.uuid(self.vault);
        writer.uuid(self.tenant);
        writer.i64(self.created_at_us);
        writer.uuid(self.author);
        writer.uuid(self.device);
        writer.u32(self.device_number);
        writer.raw(&self.root);
        writer.list(&self.secrets, |w, (version, bytes)| {
            w.u16(*version);
            w.raw(&**bytes);
        });
        writer.u64(self.length);
        writer.raw(&self.digest);
    }
}

impl Wire for Head {
    fn write(&self, writer: &mut Writer) {
        self.write_facts(writer);
        writer.raw(&self.proof.tag);
        writer.raw(&self.proof.device);
        writer.raw(&self.proof.author);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            vault: reader.uuid()?,
            tenant: reader.uuid()?,
            created_at_us: reader.i64()?,
            author: reader.uuid()?,
            device: reader.uuid()?,
            device_number: reader.u32()?,
            root: reader.array()?,
            secrets: reader.list(|r| Ok((r.u16()?, Zeroizing::new(r.array()?))))?,
            length: reader.u64()?,
            digest: reader.array()?,
            proof: Proof {
                tag: reader.array()?,
                device: reader.array()?,
                author: reader.array()?,
            },
        })
    }
}

/// Length and SHA-256 of a copy, read from its beginning, where it is rewound to.
pub(super) fn measure(copy: &mut File) -> Result<(u64, [u8; 32])> {
    let mut digest = Digesting(Sha256::new());
    let length = pour(copy, &mut digest)?;
    copy.seek(SeekFrom::Start(0))?;
    Ok((length, digest.0.finalize().into()))
}

/// Writes the plaintext of a backup: head, then the copy.
pub(super) fn write(mut output: impl Write, head: &Head, copy: &mut File) -> Result<()> {
    let bytes = head.bytes();
    let length = u32::try_from(bytes.len()).map_err(|_| Error::TooLarge)?;
    output.write_all(MAGIC)?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(&bytes)?;
    pour(copy, &mut output)?;
    Ok(())
}

/// Opens a backup to be read. What is no file gives no end of bytes, or none at all while it is waited for.
///
/// # Errors
/// `BadBackup` for a folder, a pipe or a device; `Io`.
pub(super) fn open(path: &Path) -> Result<BufReader<File>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(Error::BadBackup);
    }
    Ok(BufReader::with_capacity(1 << 20, File::open(path)?))
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
    let mut digest = Sha256::new();
    loop {
        let read = plain.read(&mut chunk).map_err(|_| Error::BadBackup)?;
        if read == 0 {
            break;
        }
        left = left.checked_sub(read as u64).ok_or(Error::BadBackup)?;
        digest.update(&chunk[..read]);
        copy.write_all(&chunk[..read])?;
    }
    if left > 0 || digest.finalize()[..] != head.digest {
        return Err(Error::BadBackup);
    }
    copy.sync_all()?;
    Ok(head)
}

struct Digesting(Sha256);

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
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
