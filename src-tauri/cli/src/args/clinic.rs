//! Set-up, staff, computers, exchange, backups.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{rows, text};

#[derive(Debug, Args)]
pub struct Init {
    /// The clinic's name.
    #[arg(long)]
    pub clinic: String,
    /// Where the recovery key is written (mode 0600). It is read back and tried before anything counts.
    #[arg(long, value_name = "FILE")]
    pub recovery_file: PathBuf,
    /// Given name of the first admin; the user name when absent.
    #[arg(long)]
    pub first_name: Option<String>,
    #[arg(long)]
    pub last_name: Option<String>,
    /// IANA name of the zone in which the clinic works.
    #[arg(long, default_value = "UTC")]
    pub time_zone: String,
    /// ISO 4217 code.
    #[arg(long, default_value = "EUR")]
    pub currency: String,
    /// A clinic for trying things out: it may be seeded and shows its passwords. Cannot be changed later.
    #[arg(long)]
    pub demo: bool,
}

#[derive(Debug, Args)]
pub struct Connect {
    /// The server, `https://...`; plain HTTP only to this computer itself.
    pub url: String,
    /// The operator's one-use code.
    #[command(flatten)]
    pub code: OneUseCode,
    /// Certificate authority of a server with its own, PEM.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
}

/// A code that works once. Without either flag a terminal is asked.
#[derive(Debug, Args)]
pub struct OneUseCode {
    /// The one-use code. Others see what stands on a command line: rather name a file, or be asked.
    #[arg(long, conflicts_with = "code_file")]
    pub code: Option<String>,
    /// A file whose first line is the one-use code.
    #[arg(long, value_name = "FILE")]
    pub code_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Enrol {
    /// Make a code with which one computer may join within the hour.
    Create,
    /// Make this folder a computer of the clinic that the code names.
    Join(Join),
}

#[derive(Debug, Args)]
pub struct Join {
    /// The server, `https://...`; plain HTTP only to this computer itself.
    pub url: String,
    /// What `enrol create` printed on a computer of the clinic.
    #[command(flatten)]
    pub code: OneUseCode,
    /// Certificate authority of a server with its own, PEM.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// What this computer is called in the list of devices; its own name when absent.
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Users {
    /// Add somebody who signs in.
    Add(UserAdd),
    /// List staff with their roles.
    List,
    /// Let somebody sign in again.
    Activate { username: String },
    /// Let somebody sign in no longer. What they wrote stays.
    Deactivate { username: String },
    /// Say or set when somebody works.
    Hours {
        username: String,
        /// Days and times, such as `MON 08:00-12:00 13:00-17:00; TUE 08:00-12:00`; empty for the usual week.
        #[arg(long, value_name = "HOURS")]
        set: Option<String>,
    },
    /// Change the password of `--user`, who gives the old one.
    Password {
        /// A file whose first line is the new password, of 10 characters at least.
        #[arg(long, value_name = "FILE")]
        new_password_file: PathBuf,
    },
    /// Give somebody else a new password in the place of one that they forgot.
    ResetPassword {
        #[arg(long)]
        username: String,
        /// A file whose first line is the new password, of 10 characters at least.
        #[arg(long, value_name = "FILE")]
        new_password_file: PathBuf,
    },
    /// Let somebody try again on this computer who was locked out after wrong passwords.
    Unlock {
        #[arg(long)]
        username: String,
    },
    /// Replace the forgotten password of `--user` by the recovery key.
    Recover {
        #[arg(long, value_name = "FILE")]
        recovery_file: PathBuf,
        /// A file whose first line is the new password, of 10 characters at least.
        #[arg(long, value_name = "FILE")]
        new_password_file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Devices {
    /// List the computers of the clinic.
    List,
    /// Shut one out: at its next contact its keys are destroyed and its data is erased.
    Revoke {
        /// Its number in the list.
        #[arg(value_parser = number, allow_negative_numbers = true)]
        number: u32,
        /// Kept in the audit trail.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| {
        "not the number of a computer, as `nutrivault devices list` shows it".to_owned()
    })
}

#[derive(Debug, Subcommand)]
pub enum Refused {
    /// Send one once more.
    Again { id: String },
    /// Give one up: its record shows what the server has, and what waits behind it goes on.
    Drop { id: String },
}

#[derive(Debug, Args)]
pub struct UserAdd {
    #[arg(long)]
    pub username: String,
    /// Name of a role, such as `Dietitian`.
    #[arg(long)]
    pub role: String,
    /// A file whose first line is the new user's password, of 10 characters at least.
    #[arg(long, value_name = "FILE")]
    pub new_password_file: PathBuf,
    /// The user name when absent.
    #[arg(long)]
    pub first_name: Option<String>,
    #[arg(long)]
    pub last_name: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
}

#[derive(Debug, Args)]
pub struct Sync {
    /// Stay and exchange changes as they come, until stopped; with `--json` each event is a line of JSON.
    #[arg(long)]
    pub watch: bool,
}

#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Write one file that the recovery key opens.
    Create {
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Open a backup and check all of it; changes nothing.
    Verify {
        file: PathBuf,
        #[arg(long, value_name = "FILE")]
        recovery_file: PathBuf,
    },
    /// Make this empty folder the clinic of the backup, as a new device.
    Restore {
        file: PathBuf,
        #[arg(long, value_name = "FILE")]
        recovery_file: PathBuf,
        /// What this computer is called in the list of devices; its own name and the day when absent.
        #[arg(long)]
        name: Option<String>,
        /// The clinic's server, where the backup names one that it was not connected to.
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// Certificate authority of that server, PEM.
        #[arg(long, value_name = "FILE", requires = "server")]
        ca: Option<PathBuf>,
        /// Restore records, too, that are not what the clinic's computers wrote, and list them.
        #[arg(long)]
        altered_too: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check this computer's chain. Needs no password and no server.
    Verify,
    /// List the newest entries.
    List {
        /// 1 to 100.
        #[arg(long, default_value_t = 50, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// The `next` of the page before.
        #[arg(long, value_name = "NEXT")]
        before: Option<String>,
        #[command(flatten)]
        which: Entries,
    },
    /// Write this computer's trail to a file; that and why is an entry, too.
    Export {
        #[command(flatten)]
        which: Entries,
        #[arg(long, value_enum)]
        format: Format,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Kept in the audit trail.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
}

/// Those that all of what is said here fits.
#[derive(Debug, Args, Default)]
pub struct Entries {
    /// Whoever acted: their user name, or their whole name as the list shows it.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// What was done, in the words of the list, such as `sign note`; what somebody tried and may not do has the name of
    /// the right that they lack, such as `notes.sign`.
    #[arg(long, value_name = "WORDS")]
    pub action: Option<String>,
    /// Id of the patient whom it was about.
    #[arg(long, value_name = "ID")]
    pub patient: Option<String>,
    /// The first day, by the clinic's clocks: `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// The last day, all of it: `YYYY-MM-DD`.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// DONE, REFUSED or FAILED.
    #[arg(long, value_name = "WORD")]
    pub outcome: Option<String>,
    /// INFO, NOTICE or WARNING.
    #[arg(long, value_name = "WORD")]
    pub severity: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Seed {
    /// Users, patients, a diary and charts of people who do not exist; later, a diary for days that have none.
    Demo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
}
