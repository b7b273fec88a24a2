//! The demo clinic: invented people, a diary around today, measurements and notes.

mod absences;
mod alerts;
mod appointment_types;
mod branch;
mod calls;
mod care_plan;
mod care_team;
mod casebook;
mod clashes;
mod consents;
mod contacts;
mod data;
mod diary;
mod diet_orders;
mod documents;
mod exchanges;
mod expenses;
mod groups;
mod handouts;
mod infant;
mod insurance;
mod invoices;
mod lab_orders;
mod labs;
mod letters;
mod meal_plans;
mod notes;
mod own_foods;
mod own_kinds;
mod packages;
mod photos;
mod plan;
mod portal;
mod prescriptions;
mod prices;
mod quotes;
mod recalls;
mod recipes;
mod record_requests;
mod referrals;
mod refill;
pub mod seed;
mod series;
mod services;
mod setup;
mod stays;
mod tags;
pub mod undo;
mod waiting_list;
mod work;
mod written;

use sync_contract::catalog::User;
use sync_contract::read_version::ReadVersion;
use vault::{Vault, WriteTx};

use crate::error::Result;
use crate::settings;

pub use crate::demo::data::DemoStaff;
#[cfg(test)]
pub(crate) use crate::demo::lab_orders::DIURETICS;

/// Returns all who may be users of a demo clinic, with those of the second facility of a large one.
pub fn staff() -> Vec<DemoStaff> {
    let mut staff = data::staff();
    staff.extend(data::branch_staff());
    staff
}

/// A line for each account that has the password of the demo data: its user name and the salt of that password, which
/// changes with the password.
const ACCOUNTS: &str = "demo.accounts";

/// Notes that these users have the passwords of the demo data.
pub(crate) fn note_accounts(tx: &mut WriteTx<'_>, usernames: &[&str]) -> Result<()> {
    let stored = tx.read().setting(ACCOUNTS)?;
    let seen = stored
        .as_ref()
        .map_or_else(ReadVersion::default, |stored| stored.seen.clone());
    let mut lines: Vec<String> = match &stored {
        Some(stored) => stored.value.value.lines().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    for username in usernames {
        if let Some(User { kdf_salt, .. }) = tx.read().user_named(username)?.map(|user| user.value)
        {
            lines.push(line(username, &kdf_salt.0));
        }
    }
    settings::put(tx, ACCOUNTS, &lines.join("\n"), &seen)
}

/// Returns what tells which users have the passwords of the demo data still.
pub(crate) fn accounts(vault: &Vault) -> Result<Vec<String>> {
    let stored = vault.setting(ACCOUNTS)?;
    Ok(stored.map_or_else(Vec::new, |lines| lines.lines().map(str::to_owned).collect()))
}

pub(crate) fn line(username: &str, salt: &[u8]) -> String {
    let hex: String = salt.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{username} {hex}")
}
