//! What a clinic chooses for all of its computers.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Settings {
    /// What the clinic has chosen, and what is usual.
    List,
    /// Choose one value; an empty one is the usual one again.
    Set {
        /// `lock-minutes`, `late-hours`, `lease-days`, `due-days`, `paper`, `letterhead`, `language`, `units`,
        /// `file-number-letters`, `invoice-letters`, `retention-years` or `screening-tools`.
        name: String,
        /// A number, one of the choices that `list` names, or several of them with commas between.
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// The `seen` of what was looked at; without it, what is read now.
        #[arg(long, value_name = "TOKEN")]
        seen: Option<String>,
    },
}
