//! Everything of a vault as one age file to the recovery key, streamed: a consistent copy with queue, drafts and
//! audit log, and the clinic secret. The device's private key is never in it.

mod check;
mod format;
mod makers;
mod restore;
mod verify;
mod write;

pub use check::Progress;
pub use verify::BackupReport;
pub use write::BackupWritten;

#[cfg(test)]
mod tests;
