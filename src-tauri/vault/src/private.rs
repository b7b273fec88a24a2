//! Files for their owner alone (mode 0600, folders 0700, where there are modes), which never replace another's.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};

use sync_contract::fail_point;
use sync_contract::hash::sha256;

/// The name of a clinic's file.
pub(crate) const DATABASE: &str = "vault.db";
/// Where the files of the key store lie, in the folder of this user's data.
pub(crate) const KEYS: &str = "nutrivault/keys";
const BUFFER_BYTES: usize = 1 << 18;
/// So much of a new file is written at once.
const BEGINNING_BYTES: u64 = 64;

/// A new file. A link that lies there is not followed.
///
/// # Errors
/// `AlreadyExists`, those of the disk.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a file to read it. A pipe is opened, too, without waiting for its other end.
///
/// # Errors
/// Those of the disk.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        let without_waiting = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, without_waiting);
    }
    options.open(path)
}

/// Writes a new file with all of `bytes`, synced to the disk; no file is left if it could not be completed.
///
/// # Errors
/// As [`create`].
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        // a partial file is of no use and would block the name; if it cannot be removed either, the first error is
        // enough
        let _ = fs::remove_file(path);
    }
    written?;
    sync_folder(&folder_of(path))
}

/// Syncs the entries of a folder to the disk.
///
/// # Errors
/// Those of the disk. Where folders cannot be synced, or not by a user who may write to one and not list it, this does
/// nothing and succeeds.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::PermissionDenied
            ) =>
        {
            return Err(error);
        }
        _ => {}
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// How the name of a file begins that is removed with its use.
const SCRATCH: &str = "scratch-";

/// A file that is removed when it is dropped. What a killed program left is removed by the next one: it is locked for
/// as long as it is in use.
#[derive(Debug)]
pub struct Scratch {
    file: File,
    path: PathBuf,
}

impl Scratch {
    /// A new file in this user's own folder among the temporary ones.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn create(unique: &str) -> io::Result<Self> {
        let (folder, _turn) = match own_folder()? {
            Some(folder) => {
                let turn = turn_in(&folder)?;
                (folder, Some(turn))
            }
            // another user took the name: what lies there is neither used nor removed
            None => (std::env::temp_dir(), None),
        };
        let path = folder.join(format!("{SCRATCH}{unique}"));
        let file = create(&path)?;
        file.try_lock()?;
        Ok(Self { file, path })
    }

    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(%error, "a temporary file stays behind");
        }
    }
}

/// Removes what programs left that were killed while they used it.
///
/// # Errors
/// Those of the disk.
pub fn sweep_scratch() -> io::Result<()> {
    let Some(folder) = own_folder()? else {
        return Ok(());
    };
    let _turn = turn_in(&folder)?;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(SCRATCH);
        if is_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            match fs::remove_file(entry.path()) {
                // its program has just ended
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}

/// Lets one program at a time make a file or remove what was left: a new one is not locked yet, and looks left.
fn turn_in(folder: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let turn = options.open(folder.join("turn.lock"))?;
    turn.lock()?;
    Ok(turn)
}

/// This user's own folder among the temporary ones; none where another user took its name.
fn own_folder() -> io::Result<Option<PathBuf>> {
    let temporary = std::env::temp_dir();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, MetadataExt};
        let user = rustix::process::geteuid().as_raw();
        let folder = temporary.join(format!("nutrivault-{user}"));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let metadata = folder.symlink_metadata()?;
        let is_private =
            metadata.is_dir() && metadata.uid() == user && metadata.mode() & 0o077 == 0;
        Ok(is_private.then_some(folder))
    }
    #[cfg(not(unix))]
    Ok(Some(temporary))
}

/// Why nothing is written into a folder that has a clinic or its keys: each name in it may mean something to this
/// program or to SQLite.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a folder of a clinic's data or keys")]
pub struct OwnFolder;

impl OwnFolder {
    /// Returns whether it is the reason for an error.
    pub fn is_reason(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

/// Refuses a file that people want in a folder of any clinic on this machine, or of the keys.
///
/// # Errors
/// [`OwnFolder`].
pub fn require_elsewhere(name: &Path) -> io::Result<()> {
    let folder = folder_of(name);
    // one that is not there says so itself
    let folder = fs::canonicalize(&folder).unwrap_or(folder);
    let is_ours = folder.ends_with(KEYS) || folder.join(DATABASE).symlink_metadata().is_ok();
    match is_ours {
        true => Err(io::Error::other(OwnFolder)),
        false => Ok(()),
    }
}

/// A file that gets its name when it is complete: until then it is next to it, and is removed when dropped. What a
/// killed program left of another is removed by the next one in the same folder.
#[derive(Debug)]
pub struct NewFile {
    out: BufWriter<File>,
    /// Whether its beginning is in the file: an empty one may be another program's, which has not locked it yet.
    has_begun: bool,
    half: HalfWritten,
    name: PathBuf,
    replaces: bool,
}

impl NewFile {
    /// # Errors
    /// `AlreadyExists` where `name` or that of [`half_written`] is taken, [`OwnFolder`], those of the disk.
    pub fn next_to(name: &Path) -> io::Result<Self> {
        // checked before anything is written, and again when the file gets its name
        match name.symlink_metadata() {
            Ok(_) => Err(ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::begin(name, false),
            Err(error) => Err(error),
        }
    }

    /// A file that takes the place of the one that has its name when it is complete.
    ///
    /// # Errors
    /// `IsADirectory` for a folder, `InvalidInput` for a link, whose name others may need, a pipe or a device,
    /// `AlreadyExists` where the name of [`half_written`] is taken, [`OwnFolder`], those of the disk.
    pub fn in_place_of(name: &Path) -> io::Result<Self> {
        match name.symlink_metadata() {
            Ok(there) if there.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(there) if there.is_file() => Self::begin(name, true),
            Ok(_) => Err(ErrorKind::InvalidInput.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::begin(name, true),
            Err(error) => Err(error),
        }
    }

    fn begin(name: &Path, replaces: bool) -> io::Result<Self> {
        if name.file_name().is_none() {
            return Err(ErrorKind::InvalidFilename.into());
        }
        require_elsewhere(name)?;
        sweep_half_written(&folder_of(name));
        let path = half_written(name);
        let file = create(&path)?;
        let half = HalfWritten(path);
        // for as long as it is written, so that another program does not remove it
        file.try_lock()?;
        Ok(Self {
            out: BufWriter::with_capacity(BUFFER_BYTES, file),
            has_begun: false,
            half,
            name: name.to_owned(),
            replaces,
        })
    }

    /// Gives it its name and syncs that to the disk.
    ///
    /// # Errors
    /// `AlreadyExists` where another program has taken the name meanwhile and it replaces none; that file stays. Those
    /// of the disk.
    pub fn finish(self) -> io::Result<()> {
        let file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fail_point::reach("vault.file.before_name");
        let named = match self.replaces {
            true => self.half.replace(&self.name),
            false => self.half.take_name(&self.name),
        };
        // locked until it has its name
        drop(file);
        named
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        if !self.has_begun {
            self.out.flush()?;
            self.has_begun = self.out.get_ref().metadata()?.len() >= BEGINNING_BYTES;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A folder of new files that gets its name when all of them are complete: until then it is next to it, and is
/// removed with them when it is dropped.
#[derive(Debug)]
pub struct NewFolder {
    half: HalfWritten,
    name: PathBuf,
}

impl NewFolder {
    /// # Errors
    /// `AlreadyExists` where anything but an empty folder has `name`, or anything the name of [`half_written`];
    /// [`OwnFolder`]; those of the disk.
    pub fn next_to(name: &Path) -> io::Result<Self> {
        require_elsewhere(name)?;
        let is_free = match fs::read_dir(name) {
            Ok(mut entries) => entries.next().is_none(),
            Err(_) => name.symlink_metadata().is_err(),
        };
        if !is_free {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let path = half_written(name);
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self {
            half: HalfWritten(path),
            name: name.to_owned(),
        })
    }

    /// A file in it.
    ///
    /// # Errors
    /// As [`create`].
    pub fn file(&self, name: &str) -> io::Result<BufWriter<File>> {
        let file = create(&self.half.0.join(name))?;
        Ok(BufWriter::with_capacity(BUFFER_BYTES, file))
    }

    /// Gives it its name and syncs that to the disk. Its files were synced before.
    ///
    /// # Errors
    /// `AlreadyExists` where another program has taken the name meanwhile; its file stays. Those of the disk.
    pub fn finish(self) -> io::Result<()> {
        for entry in fs::read_dir(&self.half.0)? {
            OpenOptions::new()
                .write(true)
                .open(entry?.path())?
                .sync_all()?;
        }
        sync_folder(&self.half.0)?;
        self.half.take_name(&self.name)
    }
}

/// How the name of what is half-written begins and ends. It is short, whatever the name that it will get: of that it
/// has eight bytes of the digest, so that a program may write several in one folder.
const HALF_WRITTEN: (&str, &str) = ("nutrivault-", ".part");

/// Returns the path next to `name` that this program writes to until it is complete.
pub fn half_written(name: &Path) -> PathBuf {
    // a trailing slash is not part of a folder's name: the half-written file would lie inside the folder
    let name: PathBuf = name.components().collect();
    let last = name.file_name().unwrap_or_default().as_encoded_bytes();
    let [a, b, c, d, e, f, g, h, ..] = sha256(last);
    let digest = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let (beginning, end) = HALF_WRITTEN;
    name.with_file_name(format!(
        "{beginning}{digest:016x}.{}{end}",
        std::process::id()
    ))
}

/// Removes the half-written files of killed programs in a folder. What a program still writes is locked, and stays. So
/// does what cannot be removed: that it is there is no reason to write nothing more.
pub(crate) fn sweep_half_written(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten();
    for path in entries.flatten().map(|entry| entry.path()) {
        if !is_half_written(&path) {
            continue;
        }
        // no pipe, and no link
        let is_file = path.symlink_metadata().is_ok_and(|there| there.is_file());
        let file = is_file.then(|| open(&path).ok()).flatten();
        let is_left = file.is_some_and(|file| {
            file.metadata().is_ok_and(|there| there.len() > 0) && file.try_lock().is_ok()
        });
        if is_left {
            let removed = fs::remove_file(&path);
            tracing::info!(path = %path.display(), ?removed, "what a killed program left");
        }
    }
}

/// Returns whether a path is one of [`half_written`], of any name and program.
fn is_half_written(path: &Path) -> bool {
    let (beginning, end) = HALF_WRITTEN;
    let name = path.file_name().and_then(|name| name.to_str());
    let parts = name
        .and_then(|name| name.strip_prefix(beginning)?.strip_suffix(end))
        .and_then(|name| name.split_once('.'));
    parts.is_some_and(|(digest, program)| {
        digest.len() == 16
            && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !program.is_empty()
            && program.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Returns the folder of a path.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Not its name yet, and ours to take away.
#[derive(Debug)]
struct HalfWritten(PathBuf);

impl HalfWritten {
    fn take_name(self, name: &Path) -> io::Result<()> {
        if self.0.is_dir() {
            rename_folder(&self.0, name)?;
        } else {
            rename_file(&self.0, name)?;
        }
        sync_folder(&folder_of(name))
    }

    /// The system replaces no folder by a file.
    fn replace(self, name: &Path) -> io::Result<()> {
        fs::rename(&self.0, name)?;
        sync_folder(&folder_of(name))
    }
}

impl Drop for HalfWritten {
    fn drop(&mut self) {
        let removed = match self.0.symlink_metadata() {
            Ok(there) if there.is_dir() => fs::remove_dir_all(&self.0),
            Ok(_) => fs::remove_file(&self.0),
            Err(error) => Err(error),
        };
        if let Err(error) = removed
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(path = %self.0.display(), %error, "a half-written file stays behind");
        }
    }
}

/// The system replaces no folder but an empty one, and no file by a folder: nothing is lost in between.
fn rename_folder(half: &Path, name: &Path) -> io::Result<()> {
    fs::rename(half, name).map_err(|error| match error.kind() {
        ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory => ErrorKind::AlreadyExists.into(),
        _ => error,
    })
}

type Way = fn(&Path, &Path) -> io::Result<()>;

/// By the first way that this file system knows.
fn rename_file(half: &Path, name: &Path) -> io::Result<()> {
    const WITHOUT_A_GAP: [Way; 2] = [rename_where_free, link];
    for way in WITHOUT_A_GAP {
        match way(half, name) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {}
            done => return done,
        }
    }
    look_and_rename(half, name)
}

/// Unknown to network file systems and to some that are mounted by programs.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn rename_where_free(half: &Path, name: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, half, CWD, name, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn rename_where_free(_half: &Path, _name: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Unknown to the file systems of most sticks and cards. The other name goes when it is dropped.
fn link(half: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(half, name)
}

/// For a file system without either. Between check and rename another program may take the name and lose its file:
/// such a file system cannot prevent it.
fn look_and_rename(half: &Path, name: &Path) -> io::Result<()> {
    if name.symlink_metadata().is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    fs::rename(half, name)
}

#[cfg(test)]
mod tests;
