//! The arguments of `user`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::input::FromInput;

#[derive(Debug, Subcommand)]
pub enum Users {
    /// Add a user, with a code that is shown once: with it they sign in within an hour and choose a password.
    Add(UserAdd),
    /// List staff with their roles.
    List,
    /// Show what is recorded of a user, with their roles.
    Show { username: String },
    /// Change what is given, leave the rest.
    Edit {
        username: String,
        #[command(flatten)]
        input: FromInput,
        #[command(flatten)]
        entry: UserEntry,
    },
    /// Give a user a role more, with the keys that go with it.
    GiveRole {
        username: String,
        /// Name of a role, such as `Dietitian`.
        #[arg(long)]
        role: String,
        /// Name or id of the one facility where the role counts; it counts everywhere unless given.
        #[arg(long)]
        facility: Option<String>,
    },
    /// End one of the roles of a user, at once in all their sessions.
    EndRole {
        username: String,
        /// Name of a role that they have.
        #[arg(long)]
        role: String,
        /// Name or id of the facility for which they have it; the role for all facilities unless given.
        #[arg(long)]
        facility: Option<String>,
    },
    /// Let a user sign in again.
    Activate { username: String },
    /// Stop a user from signing in. What they wrote stays.
    Deactivate { username: String },
    /// Show or set the working hours of a user.
    Hours {
        username: String,
        /// Days and times, such as `MON 08:00-12:00 13:00-17:00; TUE 16:00-24:00`; empty for the usual week.
        #[arg(long, value_name = "HOURS")]
        set: Option<String>,
    },
    /// Make a new code for a user whose code has expired, or who forgot their password. It is shown once.
    Code { username: String },
    /// Make a code for the e-mail address of a user, to be sent there. It is shown once.
    EmailCode { username: String },
    /// Verify the e-mail address of a user by the code that they read there.
    VerifyEmail {
        username: String,
        #[arg(long)]
        code: String,
    },
    /// Choose the password of `--user`, who gives the code that an admin made instead of the old one.
    ChoosePassword {
        /// A file whose first line is the new password, of 10 characters at least; asked for at a terminal when absent.
        #[arg(long, value_name = "FILE")]
        new_password_file: Option<PathBuf>,
    },
    /// Change the password of `--user`, who gives the old one.
    Password {
        /// A file whose first line is the new password, of 10 characters at least; asked for at a terminal when absent.
        #[arg(long, value_name = "FILE")]
        new_password_file: Option<PathBuf>,
    },
    /// Replace the forgotten password of another user by one that you know, as a script does.
    ResetPassword {
        #[arg(long)]
        username: String,
        /// A file whose first line is the new password, of 10 characters at least; asked for at a terminal when absent.
        #[arg(long, value_name = "FILE")]
        new_password_file: Option<PathBuf>,
    },
    /// Unlock a user who was locked out on this computer after wrong passwords.
    Unlock {
        #[arg(long)]
        username: String,
    },
    /// Replace the forgotten password of `--user` by the recovery key.
    Recover {
        #[arg(long, value_name = "FILE")]
        recovery_file: PathBuf,
        /// A file whose first line is the new password, of 10 characters at least; asked for at a terminal when absent.
        #[arg(long, value_name = "FILE")]
        new_password_file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct UserAdd {
    #[arg(long)]
    pub username: String,
    /// Name of a role, such as `Dietitian`.
    #[arg(long)]
    pub role: String,
    /// A file whose first line is the new user's password, of 10 characters at least, as a script knows it; without it
    /// a code is made.
    #[arg(long, value_name = "FILE")]
    pub new_password_file: Option<PathBuf>,
    /// The user name when absent.
    #[arg(long)]
    pub first_name: Option<String>,
    #[arg(long)]
    pub last_name: Option<String>,
    /// By which the user signs in, too, and is reached.
    #[arg(long)]
    pub email: String,
    /// Name or id of the one facility where the role counts; it counts everywhere unless given.
    #[arg(long)]
    pub facility: Option<String>,
    /// Name or id of a department in use, in a clinic that has some; its building comes with it.
    #[arg(long)]
    pub department: Option<String>,
}

/// An absent field stays as it is, an empty one becomes unrecorded. Phone and numbers are sealed for users who manage
/// staff.
#[derive(Debug, Args, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UserEntry {
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    /// Name or id of a building in use.
    #[arg(long)]
    pub facility: Option<String>,
    /// Name or id of a department in use; its building comes with it.
    #[arg(long)]
    pub department: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub specialization: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub licence_number: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub national_provider_number: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    pub tax_number: Option<String>,
    /// The `seen` of what was looked at; without it, what is read now.
    #[arg(long, value_name = "TOKEN")]
    pub seen: Option<String>,
}
