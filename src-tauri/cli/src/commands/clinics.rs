//! The clinics of this computer, without a password.

use clinic::view::At;
use serde::Serialize;
use serde_json::json;
use sync_contract::catalog::TenantStatus;
use sync_contract::field::Time;
use vault::Vault;

use crate::answer::Answer;
use crate::args::Who;
use crate::exit::{Problem, Result};
use crate::text::count;

/// `problem` is why the clinic cannot be opened; nothing else of it is known then.
#[derive(Debug, Default, Serialize)]
struct ClinicRow {
    folder: String,
    name: Option<String>,
    is_demo: bool,
    server: Option<String>,
    last_contact: Option<At>,
    on_this_computer_only: Option<usize>,
    problem: Option<String>,
}

pub fn run(who: &Who) -> Result<Answer> {
    let folders = host::clinic_folders(who.folder()?).map_err(vault::Error::from)?;
    let rows: Vec<ClinicRow> = folders
        .iter()
        .map(|folder| {
            let opened = host::open(folder).map_err(Problem::from);
            let read = opened.and_then(|vault| row(&vault));
            let row = read.unwrap_or_else(|problem| ClinicRow {
                problem: Some(problem.code.to_string()),
                ..ClinicRow::default()
            });
            ClinicRow {
                folder: folder.display().to_string(),
                ..row
            }
        })
        .collect();
    let lines: Vec<String> = rows.iter().map(ClinicRow::line).collect();
    let text = match rows.is_empty() {
        true => "No clinic lies there.".to_owned(),
        false => lines.join("\n"),
    };
    Answer::done(&json!({ "clinics": rows }), text)
}

fn row(vault: &Vault) -> Result<ClinicRow> {
    let facts = vault.clinic()?;
    let server = facts.server.as_ref();
    Ok(ClinicRow {
        is_demo: matches!(facts.clinic, Some((_, TenantStatus::Demo))),
        name: facts.clinic.map(|(name, _)| name),
        server: server.map(|server| server.url.clone()),
        last_contact: server
            .and_then(|server| server.contact_at_us)
            .map(|us| At::of(Time(us))),
        on_this_computer_only: Some(vault.waiting_changes()?),
        ..ClinicRow::default()
    })
}

impl ClinicRow {
    /// `Riverside (demo), https://sync.example.org, 3 changes on this computer only: /data/clinic`
    fn line(&self) -> String {
        if let Some(problem) = &self.problem {
            return format!("cannot be opened ({problem}): {}", self.folder);
        }
        let name = self.name.as_deref().unwrap_or("a clinic without a name");
        let demo = if self.is_demo { " (demo)" } else { "" };
        let server = self.server.as_deref().unwrap_or("no server");
        let waiting = match self.on_this_computer_only {
            None | Some(0) => String::new(),
            Some(number) => {
                let changes = count(number, "change", "changes");
                format!(", {changes} on this computer only")
            }
        };
        format!("{name}{demo}, {server}{waiting}: {}", self.folder)
    }
}
