//! Set-up, buildings, computers, sync, backups, audit log.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde::Deserialize;

use super::input::{FromInput, rows, text};

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
    /// The one-use code. Other users of the computer see command lines: better name a file, or be asked.
    #[arg(long, conflicts_with = "code_file")]
    pub code: Option<String>,
    /// A file whose first line is the one-use code.
    #[arg(long, value_name = "FILE")]
    pub code_file: Option<PathBuf>,
}

impl OneUseCode {
    pub fn is_given(&self) -> bool {
        self.code.is_some() || self.code_file.is_some()
    }
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
    /// Name of this computer in the list of devices; its own name when absent.
    #[arg(long)]
    pub name: Option<String>,
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
        /// Its id in the list, where two computers have this number.
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Written into the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
    /// Let what admins signed and a restored server does not take, as `status` lists it, be sent for another day.
    CarryAgain,
    /// End what `sync` and `status` say of a restored server, once nothing is missing there any more.
    EndRestored,
    /// Take the server's time after it has jumped, as `sync` and `status` say, for a user who knows that the server is
    /// right. Without a server: the time of this computer, where `status` says that its changes are dated ahead of it.
    TakeTime,
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| {
        "not the number of a computer, as `nutrivault devices list` shows it".to_owned()
    })
}

#[derive(Debug, Subcommand)]
pub enum Rejected {
    /// Send one once more.
    Again { id: String },
    /// Discard one: its record shows what the server has, and what waits behind it is sent.
    Drop { id: String },
    /// Show what one would write.
    Show { id: String },
    /// Write the same into a file of its own, in clear.
    Export {
        id: String,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Sync {
    /// Stay and exchange changes as they come, until stopped; with `--json` each event is a line of JSON.
    #[arg(long)]
    pub watch: bool,
    /// Ask the server again for what was set aside, and for everything where records are missing from the file. Needs
    /// `--user`.
    #[arg(long, conflicts_with = "watch")]
    pub fetch_again: bool,
}

#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Show when the last backup was made and rehearsed at this computer, and when the next one is due.
    Status,
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
    /// Check a backup as `verify` does, and record that a restore of it would bring the clinic back.
    Rehearse {
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
        /// The clinic's server is lost or cannot be reached: work on this computer alone until `backup admit`.
        #[arg(long, conflicts_with = "server")]
        without_server: bool,
    },
    /// Have the clinic's server admit this computer, which was restored without it.
    Admit {
        /// What this computer is called in the list of devices; its own name and the day when absent.
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Show the version of the file and what this program knows.
    Status,
    /// Bring the file to the newest version that this program knows, after a copy.
    Up,
    /// Take the file back for an older program, after a copy.
    Down {
        /// The version to go back to; one back when absent.
        #[arg(long, value_name = "VERSION", value_parser = version, allow_negative_numbers = true)]
        to: Option<i32>,
    },
}

fn version(text: &str) -> Result<i32, String> {
    text.parse()
        .map_err(|_| "not a version, as `nutrivault migrate status` shows them".to_owned())
}

#[derive(Debug, Subcommand)]
pub enum Review {
    /// List what waits at the server, and whether you may admit it.
    List,
    /// All values of one change.
    Show { id: String },
    /// Accept changes into the clinic's records, in the order in which `review list` shows them.
    Admit {
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Refuse a change for good.
    Reject {
        id: String,
        /// Written into the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check this computer's chain. Needs no password and no server.
    Verify,
    /// Go on from the clinic's file as it is, after `verify` warned that it is not the one that this computer wrote
    /// last. For admins.
    Accept {
        /// Why it is another one, such as that a copy was put back. Written into the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
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
    /// Write this computer's audit log to a file; the export and its reason become an entry, too.
    Export {
        #[command(flatten)]
        which: Entries,
        #[arg(long, value_enum)]
        format: Format,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Written into the audit log.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: String,
    },
}

/// Filters that an entry has to match, all of them.
#[derive(Debug, Args, Default)]
pub struct Entries {
    /// Who acted: their user name, or their full name as the list shows it.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// What was done, in the words of the list, such as `sign note`; a refused attempt has the name of the missing
    /// right, such as `notes.sign`.
    #[arg(long, value_name = "WORDS")]
    pub action: Option<String>,
    /// Id of the patient whom it was about.
    #[arg(long, value_name = "ID")]
    pub patient: Option<String>,
    /// Name or id of the facility where the session worked.
    #[arg(long, value_name = "NAME")]
    pub facility: Option<String>,
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
    Demo {
        /// So many people with two years of visits, instead of the few dozen that tests know by name.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=2000))]
        people: Option<u16>,
        /// Take out first whom an earlier seed put in.
        #[arg(long)]
        clear: bool,
    },
    /// Take out of a demo clinic whom its seed put in, with their charts, appointments and bills.
    Undo,
    /// Take out what an earlier seed put in, bring the clinic's file to the newest version and seed it again.
    Reset {
        /// So many people with two years of visits, instead of the few dozen that tests know by name.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=2000))]
        people: Option<u16>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
}

/// The same grammar for rooms and for departments.
#[derive(Debug, Subcommand)]
pub enum Locations {
    /// List all by name, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LocationEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: LocationEntry,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LocationEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// A short code, as lists show it; empty for none.
    #[arg(long)]
    pub code: Option<String>,
    /// Name or id of the building; the clinic's first one when absent.
    #[arg(long)]
    pub facility: Option<String>,
    /// `false` when it is not in use any more: it is offered no longer.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Facilities {
    /// List all by name, those that are not in use, too.
    List,
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FacilityEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        /// Its name or its id.
        which: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: FacilityEntry,
    },
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FacilityEntry {
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub licence_number: Option<String>,
    /// IANA name, such as `Europe/Paris`; that of the first building when absent.
    #[arg(long)]
    pub time_zone: Option<String>,
    /// ISO 4217 code, such as `EUR`; that of the first building when absent.
    #[arg(long)]
    pub currency: Option<String>,
    /// `false` when it is not in use any more.
    #[arg(long)]
    pub active: Option<bool>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
