//! Patients, and records in bulk.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clinic::growth_references::Reference;
use serde::Deserialize;

use super::clinic::Format;
use super::input::{FromInput, rows, text};
use super::photos::Photo;

#[derive(Debug, Subcommand)]
pub enum Import {
    /// Patients from a CSV file.
    Patients {
        file: PathBuf,
        /// Read a column as another field than its heading names, or as `none`; may be repeated.
        #[arg(long = "column", value_name = "HEADING=FIELD")]
        columns: Vec<String>,
        /// How a date is read that could be either, such as 03/04/1980; without it such a line is an error.
        #[arg(long, value_name = "ORDER")]
        dates: Option<String>,
        /// Do not import this line, counted from 1; may be repeated.
        #[arg(long = "leave-out", value_name = "LINE")]
        left_out: Vec<u32>,
        #[command(flatten)]
        mode: ImportMode,
    },
    /// What was imported, the latest first.
    List,
    /// Delete the patients of an import who were not changed since.
    Undo { id: String },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct ImportMode {
    /// Show what would be imported, and what not; write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Write the valid rows.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Patients as the signed-in user may read them.
    Patients(ExportTo),
    /// Every row of the catalog, cell by cell.
    All(ExportTo),
}

#[derive(Debug, Args)]
pub struct ExportTo {
    #[arg(long, value_enum)]
    pub format: Format,
    /// A file, or for `all` as CSV a folder.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Compute {
    /// Z-scores of children: waz, haz, whz, baz, hcz, acz, tsz, ssz.
    Growth {
        #[arg(long, value_enum)]
        reference: GrowthReference,
        #[command(flatten)]
        file: ComputedFile,
    },
    /// Energy, protein and fluid by a published equation.
    Energy(ComputedFile),
    /// Nutritional screening by a published tool: score and category.
    Screening(ComputedFile),
    /// Indices, reference weights and changes of weight.
    Anthropometry(ComputedFile),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum GrowthReference {
    /// WHO Child Growth Standards, by day.
    #[value(name = "who-0-5")]
    Who0To5,
    /// WHO Growth Reference 2007, by month.
    #[value(name = "who-5-19")]
    Who5To19,
    /// CDC 2000 growth charts, with the extended BMI.
    Cdc,
}

impl GrowthReference {
    pub fn of_clinic(self) -> Reference {
        match self {
            GrowthReference::Who0To5 => Reference::Who0To5,
            GrowthReference::Who5To19 => Reference::Who5To19,
            GrowthReference::Cdc => Reference::Cdc2000,
        }
    }
}

#[derive(Debug, Args)]
pub struct ComputedFile {
    /// The cases, one a line below a heading.
    #[arg(long, value_name = "FILE")]
    pub csv: PathBuf,
    /// The same lines with their results.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Patients {
    /// Register a patient. Likely duplicates are listed in the answer, nothing is merged.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PatientEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: PatientEntry,
    },
    /// Open a record. The audit log records it.
    Show { id: String },
    /// Delete a record; it can be brought back.
    Delete {
        id: String,
        /// ENTERED_IN_ERROR, DUPLICATE, NO_LONGER_NEEDED, PATIENT_REQUEST or OTHER.
        #[arg(long, default_value = "OTHER")]
        reason: String,
        /// Why, in words.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        words: Option<String>,
        /// The `seen` of the version that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Merge two files of one person: from then on both are read as one. It can be undone at any time.
    Merge {
        /// The file that goes.
        from: String,
        /// The file under which both are shown.
        #[arg(long, value_name = "ID")]
        into: String,
        /// What the file that stays gets from the other one: givenName, familyName, otherNames, birthDate, sex, gender,
        /// phone, email, address, nationalId, preferredLanguage, dietitianId or status.
        #[arg(long, value_name = "FIELD")]
        take: Vec<String>,
        /// You have made sure that both are of one person, though birth date or sex differ.
        #[arg(long)]
        checked: bool,
        /// Why, in words.
        #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
        reason: Option<String>,
        /// Show both files beside each other, and merge nothing.
        #[arg(long)]
        dry_run: bool,
        /// The `seen` of the version of the file that stays that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Undo a merge: its two files are read apart again, unless other merges join them.
    UndoMerge {
        /// The id of the merge, which `patients show` lists.
        id: String,
    },
    /// Erase a patient for good, on every computer and on the server: an admin orders it, and the recovery key or
    /// another admin signs it, too. There is no way back.
    Erase {
        id: String,
        /// patient-request, retention-ended or court-order.
        #[arg(long, value_name = "WORD", required_unless_present = "dry_run")]
        reason: Option<String>,
        /// The patient's file number, so that no other patient is erased; then that of each file that was merged with
        /// it.
        #[arg(long, value_name = "NUMBER", required_unless_present = "dry_run")]
        file_number: Vec<String>,
        /// The file with the recovery key, which signs the order.
        #[arg(long, value_name = "FILE", conflicts_with = "second")]
        recovery_file: Option<PathBuf>,
        /// The user name of another admin, who signs the order here.
        #[arg(long, value_name = "USERNAME", requires = "second_password_file")]
        second: Option<String>,
        /// The file with that admin's password.
        #[arg(long, value_name = "FILE", requires = "second")]
        second_password_file: Option<PathBuf>,
        /// Show what would go, and erase nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// How the patient looks: one photo each, for the front desk as for all who see the name.
    #[command(subcommand)]
    Photo(Photo),
    /// Who was erased, by the order of each: it names no user but its signers.
    Erasures,
    /// Bring a deleted record back.
    Restore {
        id: String,
        /// The `seen` of the version that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Who was deleted, by whom and why: they can be brought back.
    Deleted,
    /// Patients who are likely one person, the likeliest pairs first: to be compared and merged.
    Duplicates {
        /// 1 to 100.
        #[arg(long, default_value_t = 20, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// How many pairs to pass over.
        #[arg(long, default_value_t = 0, value_name = "ROWS")]
        offset: u32,
    },
    /// A page of patients by name.
    List {
        /// 1 to 100.
        #[arg(long, default_value_t = 20, value_parser = rows, allow_negative_numbers = true)]
        limit: u32,
        /// The `next` of the page before.
        #[arg(long, value_name = "NEXT")]
        after: Option<String>,
        /// Patients with a label, by its name or its id.
        #[arg(long, value_name = "NAME_OR_ID")]
        tag: Option<String>,
        /// Patients who are assigned to the user, or on whose care team the user is today.
        #[arg(long)]
        mine: bool,
        /// Patients of all users of the user's department, and those who are in there today.
        #[arg(long)]
        department: bool,
    },
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PatientEntry {
    #[arg(long)]
    pub given_name: Option<String>,
    #[arg(long)]
    pub family_name: Option<String>,
    #[arg(long)]
    pub other_names: Option<String>,
    /// `YYYY-MM-DD`.
    #[arg(long)]
    pub birth_date: Option<String>,
    /// In place of a birth date, where only an age is known: `34` years or `7 m`; it is stored as an estimate.
    #[arg(long, conflicts_with = "birth_date")]
    pub age: Option<String>,
    /// Whether the birth date is an estimate: true or false.
    #[arg(long, value_name = "true|false")]
    pub birth_date_estimated: Option<bool>,
    /// FEMALE, MALE, INTERSEX or UNKNOWN.
    #[arg(long)]
    pub sex: Option<String>,
    #[arg(long)]
    pub gender: Option<String>,
    /// One or more numbers, with semicolons between them.
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    /// Street and number, of one line or more.
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long)]
    pub city: Option<String>,
    #[arg(long)]
    pub state: Option<String>,
    #[arg(long)]
    pub postal_code: Option<String>,
    #[arg(long)]
    pub country: Option<String>,
    #[arg(long)]
    pub national_id: Option<String>,
    #[arg(long)]
    pub preferred_language: Option<String>,
    /// User name of the dietitian.
    #[arg(long)]
    pub dietitian: Option<String>,
    /// ACTIVE, INACTIVE, DISCHARGED, WAITLIST or ON_HOLD.
    #[arg(long)]
    pub status: Option<String>,
    /// For `edit`: the `seen` of the version that was edited; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Profile {
    /// The profile of a patient, empty until there is one.
    Show {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Change what is given, leave the rest.
    Edit {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ProfileEntry,
    },
}

/// An absent field stays as it is, an empty one becomes unrecorded.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    /// Medical history.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub history: Option<String>,
    /// What the patient likes to eat, or eats by conviction.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub preferences: Option<String>,
    /// What the patient does not like to eat.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub dislikes: Option<String>,
    /// Anything else that is clinical.
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    pub remarks: Option<String>,
    /// Weeks and days of pregnancy at birth, as `31+4`.
    #[arg(long, value_name = "WEEKS", value_parser = text)]
    pub gestation: Option<String>,
    /// Height of the mother, in any unit.
    #[arg(long, value_name = "HEIGHT", value_parser = text)]
    pub mother_height: Option<String>,
    /// Height of the father, in any unit.
    #[arg(long, value_name = "HEIGHT", value_parser = text)]
    pub father_height: Option<String>,
    /// The `seen` of the profile that was edited; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Contacts {
    /// The contacts of a patient.
    List {
        /// Id of the patient.
        #[arg(long)]
        patient: String,
    },
    /// Add one.
    Add {
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: NewContactEntry,
    },
    /// Change what is given, leave the rest.
    Edit {
        id: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: ContactEntry,
    },
    /// Remove one.
    Remove {
        id: String,
        /// The `seen` of the contact that was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
    /// Put a removed one back.
    Restore {
        id: String,
        /// The `seen` that its removal answered; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}

#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewContactEntry {
    /// Id of the patient.
    #[arg(long)]
    pub patient: Option<String>,
    #[arg(long)]
    pub name: Option<String>,
    /// SPOUSE, PARENT, CHILD, SIBLING, GUARDIAN, FRIEND or OTHER, the default.
    #[arg(long)]
    pub relation: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    #[arg(long)]
    pub address: Option<String>,
}

/// An absent field stays as it is.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContactEntry {
    #[arg(long)]
    pub name: Option<String>,
    /// SPOUSE, PARENT, CHILD, SIBLING, GUARDIAN, FRIEND or OTHER.
    #[arg(long)]
    pub relation: Option<String>,
    /// Empty for none.
    #[arg(long)]
    pub phone: Option<String>,
    /// Empty for none.
    #[arg(long)]
    pub email: Option<String>,
    /// Empty for none.
    #[arg(long)]
    pub address: Option<String>,
    /// The `seen` of the contact that was edited; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
