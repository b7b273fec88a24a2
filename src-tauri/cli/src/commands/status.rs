//! The state of the clinic's data on this computer and on the server, without a password.

use std::collections::BTreeMap;

use clinic::clock::clock_ahead_minutes;
use clinic::demo;
use clinic::file_state::{FileAlarmView, FileStateView, file_state};
use clinic::lock_screen::{self, LockUser};
use clinic::sync::page::{not_carried, quarantined, rejected_at};
use clinic::sync::status::{changes_ahead_minutes, server_jump_minutes};
use clinic::sync::{NotCarriedRow, QuarantinedRow, RejectedAt};
use clinic::view::{At, Id};
use serde::Serialize;
use sync_contract::Code;
use sync_contract::catalog::TenantStatus;
use sync_contract::field::Time;
use sync_contract::protocol::{Replica, Waiting};
use vault::keystore::KeyStoreKind;
use vault::{Lease, Vault};

use crate::answer::Answer;
use crate::args::Who;
use crate::commands::sync::restored_at;
use crate::exit::{Problem, Result};
use crate::online;
use crate::sentences::file_lines;
use crate::text::{
    changes_are_ahead, clock_is_wrong, count, server_has_jumped, server_may_lack, spoken,
};

#[derive(Debug, Serialize)]
struct Status {
    clinic: Option<String>,
    /// Another program edited the name in the file, so it is not shown.
    clinic_altered: bool,
    clinic_id: Id,
    is_demo: bool,
    device_number: u32,
    keys_in: &'static str,
    server: Option<Server>,
    /// The file names another server than this computer was connected to, or none any more: nothing is sent.
    server_altered: bool,
    /// Whether the file is the one that this computer wrote last.
    file: FileStateView,
    on_this_computer_only: usize,
    refused: Vec<RejectedChange>,
    quarantined: usize,
    /// Each of them with its sender, as the server names them.
    quarantined_values: Vec<QuarantinedRow>,
    /// Rows that admins signed and a restored server has refused for a day.
    not_carried: Vec<NotCarriedRow>,
    conflicts: usize,
    /// Undecided changes of revoked computers and deactivated users, as the server last listed them.
    in_review: usize,
    audit_entries_waiting: usize,
    staff_only: bool,
    /// When this computer met a server that was restored from an older backup, and may lack what others had sent.
    server_restored_at: Option<At>,
    /// How far the clock of this computer is ahead of the server's; none if they agree.
    clock_ahead_minutes: Option<i32>,
    server_jump_minutes: Option<i32>,
    /// How far changes made here are dated ahead of this computer's time, without a server.
    changes_ahead_minutes: Option<i32>,
    users: Vec<Person>,
}

/// A user of the lock screen. Before a sign-in, roles are shown only for a demo clinic.
#[derive(Debug, Serialize)]
pub(super) struct Person {
    #[serde(flatten)]
    pub user: LockUser,
    pub roles: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Server {
    url: String,
    last_contact: Option<At>,
    /// Until when this computer opens for everybody without it; none: without end, or nothing can say it.
    lease_until: Option<At>,
    is_lease_over: bool,
}

impl Server {
    fn lease_text(&self) -> String {
        match (self.is_lease_over, &self.lease_until) {
            (true, _) => "; until it is reached, this computer opens for admins alone".to_owned(),
            (false, Some(until)) => format!("; without it this computer opens until {until}"),
            (false, None) => String::new(),
        }
    }
}

#[derive(Debug, Serialize)]
struct RejectedChange {
    id: Id,
    what: String,
    at: At,
    code: &'static str,
    wrong: Option<RejectedAt>,
}

pub fn run(who: &Who) -> Result<Answer> {
    let vault = who.open()?;
    let status = status(&vault)?;
    Answer::done(&status, status.text())
}

fn status(vault: &Vault) -> Result<Status> {
    vault.check_key_store()?;
    let facts = vault.clinic()?;
    let lease = vault.lease()?;
    let is_lease_over = vault.is_lease_over()?;
    let Waiting {
        audit_entries,
        quarantined: quarantined_number,
        conflicts,
        ..
    } = vault.waiting()?;
    let refused = vault.refused()?.into_iter().map(|group| RejectedChange {
        id: Id::of(group.group_id),
        what: group.name,
        at: At::of(Time(group.created_at_us)),
        code: group.rejection.code.as_str(),
        wrong: rejected_at(&group.rejection),
    });
    Ok(Status {
        is_demo: matches!(facts.clinic, Some((_, TenantStatus::Demo))),
        clinic: facts.clinic.map(|(name, _)| name),
        clinic_altered: facts.is_clinic_altered,
        clinic_id: Id::of(facts.tenant),
        device_number: facts.device_number,
        keys_in: match vault.key_store_kind()? {
            KeyStoreKind::System => "system",
            KeyStoreKind::File => "file",
        },
        staff_only: online::is_staff_only(vault)?,
        server_altered: matches!(vault.trusted_server(), Err(vault::Error::ServerAltered)),
        file: file_state(vault)?,
        server_restored_at: restored_at(facts.server.as_ref()),
        server: facts.server.map(|server| Server {
            url: server.url,
            last_contact: server.contact_at_us.map(|us| At::of(Time(us))),
            lease_until: match lease {
                Lease::Until(end) => Some(At::of(end.at)),
                Lease::Endless | Lease::Altered => None,
            },
            is_lease_over,
        }),
        on_this_computer_only: vault.waiting_changes()?,
        refused: refused.collect(),
        quarantined: quarantined_number,
        quarantined_values: quarantined(vault)?,
        not_carried: not_carried(vault)?,
        conflicts,
        in_review: vault.reviews()?,
        audit_entries_waiting: audit_entries,
        clock_ahead_minutes: clock_ahead_minutes(vault)?,
        server_jump_minutes: server_jump_minutes(vault)?,
        changes_ahead_minutes: changes_ahead_minutes(vault)?,
        users: people(vault)?,
    })
}

/// `, wrong in patient contact, email, row 0190...`
fn location(wrong: &RejectedAt) -> String {
    let words = |name: &str| name.replace(['.', '_'], " ");
    let mut text = format!(", wrong in {}", words(&wrong.cell));
    if let Some(field) = &wrong.field {
        text = format!("{text}, {}", words(field));
    }
    match &wrong.row {
        Some(row) => format!("{text}, row {row}"),
        None => text,
    }
}

/// `  2 values of patient (tag): in the name of Amara Mensah, from computer 3 Front desk`; a line for each sender.
fn senders(values: &[QuarantinedRow]) -> Vec<String> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for QuarantinedRow {
        what,
        reason,
        by,
        device,
        ..
    } in values
    {
        let sender = match (by, device) {
            (Some(by), Some(device)) => format!("in the name of {by}, from computer {device}"),
            (Some(by), None) => format!("in the name of {by}, from a computer that is not known"),
            (None, Some(device)) => {
                format!("from computer {device}, in the name of a user who is not known here")
            }
            (None, None) => "who sent it is not known".to_owned(),
        };
        let line = format!("{what} ({}): {sender}", spoken(reason));
        *numbers.entry(line).or_default() += 1;
    }
    let lines = numbers.into_iter().map(|(line, number)| {
        let values = count(number, "value", "values");
        format!("  {values} of {line}")
    });
    let limit =
        "  Nothing proves who it was: whoever edits the server or the file can name anybody.";
    lines.chain([limit.to_owned()]).collect()
}

pub(super) fn people(vault: &Vault) -> Result<Vec<Person>> {
    let invented = demo::staff();
    let person = |user: LockUser| {
        let known = invented.iter().filter(|_| user.demo_password.is_some());
        let known = known.filter(|one| one.username == user.username);
        Person {
            roles: known.map(|one| one.role.clone()).collect(),
            user,
        }
    };
    Ok(lock_screen::users(vault)?.into_iter().map(person).collect())
}

/// `  ada          Ada Lovelace         Admin  password correct horse`, the password only where it is of the demo.
pub(super) fn person_line(person: &Person) -> String {
    let Person { user, roles } = person;
    let password = user
        .demo_password
        .as_ref()
        .map_or(String::new(), |password| format!("  password {password}"));
    let roles = roles.join(", ");
    let line = format!(
        "  {:<12} {:<20} {roles}{password}",
        user.username, user.name
    );
    line.trim_end().to_owned()
}

impl Status {
    fn text(&self) -> String {
        let mut lines = vec![format!(
            "{}, computer {}{}",
            self.clinic.as_deref().unwrap_or(match self.clinic_altered {
                true => "A clinic whose name another program edited",
                false => "A clinic that has not arrived yet",
            }),
            self.device_number,
            if self.is_demo {
                " (a demo clinic: nobody in it exists)"
            } else {
                ""
            }
        )];
        lines.push(match &self.server {
            None => "No server: everything is on this computer only.".to_owned(),
            Some(server) => {
                let since = server
                    .last_contact
                    .as_ref()
                    .map_or("not reached yet".to_owned(), |at| {
                        format!("last reached {at}")
                    });
                format!("Server {}, {since}{}", server.url, server.lease_text())
            }
        });
        if self.server_altered {
            lines.push(Problem::from(vault::Error::ServerAltered).message);
        }
        lines.extend(file_lines(&self.file));
        if self.server.is_some() {
            lines.push(match self.on_this_computer_only {
                0 if self.file.alarm == Some(FileAlarmView::LostChanges) => {
                    "Nothing waits but what was taken out of the queue.".to_owned()
                }
                0 if self.server_restored_at.is_some() => match self.refused.is_empty() {
                    true => "Nothing waits to be sent.".to_owned(),
                    false => "Nothing waits to be sent but what the server refused.".to_owned(),
                },
                0 if self.refused.is_empty() => "Everything is on the server.".to_owned(),
                0 => "Everything is on the server but what it refused.".to_owned(),
                changes => format!(
                    "{} on this computer only.",
                    count(changes, "change is", "changes are")
                ),
            });
        }
        lines.extend(self.server_restored_at.as_ref().map(server_may_lack));
        lines.extend(self.refused.iter().map(|group| {
            format!(
                "Refused by the server ({}): {} of {}, {}{}",
                group.code,
                group.what,
                group.at,
                group.id,
                group.wrong.as_ref().map_or(String::new(), location)
            )
        }));
        if !self.refused.is_empty() {
            let way = "`nutrivault refused again ID` sends one once more, `nutrivault refused drop ID` discards it.";
            lines.push(way.to_owned());
        }
        if self
            .refused
            .iter()
            .any(|group| group.code == Code::BadSignature.as_str())
        {
            let why = "What is refused as `bad_signature` was signed with a key that does not count any more: sent \
                       again by its author it is signed anew. Where the server was restored, an admin who runs \
                       `nutrivault sync --user NAME` on this computer can make the key count again.";
            lines.push(why.to_owned());
        }
        if self.quarantined > 0 {
            lines.push(format!(
                "{} quarantined: no key of the clinic proves them, and they are not shown.",
                count(self.quarantined, "value was", "values were")
            ));
            lines.extend(senders(&self.quarantined_values));
        }
        if !self.not_carried.is_empty() {
            lines.push(
                "What admins signed and the restored server does not take; an admin has it tried again with \
                 `nutrivault devices carry-again`:"
                    .to_owned(),
            );
            let signed = self.not_carried.iter();
            lines.extend(signed.map(|row| {
                let by = row.by.as_deref().unwrap_or("a user who is not known here");
                format!(
                    "  {} {}, signed by {by}, {}",
                    spoken(&row.what),
                    row.id,
                    row.at
                )
            }));
        }
        if self.conflicts > 0 {
            lines.push(format!(
                "{} for a decision: `nutrivault conflicts list`.",
                count(self.conflicts, "conflict waits", "conflicts wait")
            ));
        }
        if self.in_review > 0 {
            lines.push(format!(
                "{} for a review: `nutrivault review list`.",
                count(self.in_review, "change waits", "changes wait")
            ));
        }
        if let Some(minutes) = self.clock_ahead_minutes {
            lines.push(clock_is_wrong(minutes));
        }
        if let Some(minutes) = self.server_jump_minutes {
            lines.push(server_has_jumped(minutes));
        }
        if let Some(minutes) = self.changes_ahead_minutes {
            lines.push(changes_are_ahead(minutes));
        }
        if self.staff_only {
            lines.push("Only staff and settings are here: nobody has signed in at the server from this computer yet. \
            Run `nutrivault sync --user NAME` once.".to_owned());
        }
        if self.keys_in == "file" {
            lines.push(
                "The keys of this clinic lie in a file that only this user may read.".to_owned(),
            );
        }
        lines.push("These people can sign in here:".to_owned());
        lines.extend(self.users.iter().map(person_line));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejected_change_is_located_as_far_as_the_server_named_it() {
        let wrong = |row: Option<&str>, field: Option<&str>| RejectedAt {
            row: row.map(|row| Id(row.into())),
            cell: "patient.contact".into(),
            field: field.map(str::to_owned),
        };
        assert_eq!(
            location(&wrong(Some("0190"), Some("given_name"))),
            ", wrong in patient contact, given name, row 0190"
        );
        assert_eq!(location(&wrong(None, None)), ", wrong in patient contact");
    }

    #[test]
    fn a_quarantined_value_names_its_sender_as_far_as_that_is_known() {
        let value = |by: Option<&str>, device: Option<&str>| QuarantinedRow {
            what: "patient".into(),
            reason: "unknown_secret".into(),
            by: by.map(str::to_owned),
            device: device.map(str::to_owned),
            at: At::of(Time(0)),
        };
        let (ana, counter) = (Some("Ana Tal"), Some("3 Front desk"));
        let values = [
            value(ana, counter),
            value(None, Some("9")),
            value(ana, counter),
            value(None, None),
        ];
        assert_eq!(
            senders(&values),
            [
                "  1 value of patient (unknown secret): from computer 9, in the name of a user who is not known here",
                "  2 values of patient (unknown secret): in the name of Ana Tal, from computer 3 Front desk",
                "  1 value of patient (unknown secret): who sent it is not known",
                "  Nothing proves who it was: whoever edits the server or the file can name anybody.",
            ]
        );
    }
}
