//! The version of the clinic's file, shown and changed without a password.

use serde_json::json;
use vault::migrate::{Migrated, SchemaStatus, down, status, up};

use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Migrate;
use crate::exit::Result;

pub fn run(who: &Who, args: Migrate) -> Result<Answer> {
    let folder = who.folder()?;
    match args {
        Migrate::Status => status_answer(&status(folder)?),
        Migrate::Up => migrated_answer(&up(folder)?),
        Migrate::Down { to } => migrated_answer(&down(folder, to)?),
    }
}

fn status_answer(status: &SchemaStatus) -> Result<Answer> {
    let SchemaStatus {
        version, newest, ..
    } = status;
    let next = if version < newest {
        "; it is migrated when the clinic is opened, or by `nutrivault migrate up`"
    } else if version > newest {
        "; a newer program wrote it, and this one does not open it"
    } else {
        ""
    };
    let mut lines = vec![format!(
        "The clinic's file has version {version}; the newest that this program knows is {newest}{next}."
    )];
    lines.extend(status.migrations.iter().map(|one| {
        let applied = one.applied_on.as_deref().unwrap_or("not applied");
        let unknown = if one.is_known {
            ""
        } else {
            "  (of a newer program)"
        };
        format!("{:>4}  {}  {applied}{unknown}", one.version, one.name)
    }));
    let migrations = status.migrations.iter().map(|one| {
        json!({
            "version": one.version,
            "name": one.name,
            "applied_on": one.applied_on,
            "is_known": one.is_known,
        })
    });
    let document = json!({
        "version": version,
        "newest": newest,
        "migrations": migrations.collect::<Vec<_>>(),
    });
    Answer::done(&document, lines.join("\n"))
}

fn migrated_answer(migrated: &Migrated) -> Result<Answer> {
    let Migrated { from, to, copy } = migrated;
    let text = match copy {
        None => format!("The clinic's file has version {to} already. Nothing was changed."),
        Some(copy) => format!(
            "The clinic's file went from version {from} to {to}. As it was before, it is in {}, which is sealed as the \
             file is.{}",
            copy.display(),
            if to < from {
                " What only the newer version can store is in that copy alone. This program migrates the file again \
                 when it opens it, so open it with the older one."
            } else {
                ""
            }
        ),
    };
    Answer::done(&json!({ "from": from, "to": to, "copy": copy }), text)
}
