//! The shape of the database: forward, back, and whether it is the one this program was built for.

use std::fmt;

use sync_contract::statement;
use thiserror::Error;
use tokio_postgres::Client;

use crate::problem::cause_of;

mod embedded {
    refinery::embed_migrations!("../../migrations/postgres");
}

/// The way back of each version, in their order; refinery embeds the ways forward.
const WAYS_BACK: &[(i32, &str)] = &[(
    1,
    include_str!("../../../../migrations/postgres/V1__server.down.sql"),
)];

#[derive(Debug, Error)]
pub enum SchemaError {
    #[error(
        "the schema is behind this program: version {0} is not applied; run `nutrivault-server migrate up`"
    )]
    Behind(i32),
    #[error("the schema is ahead of this program: version {0} is unknown; start a newer program")]
    Ahead(i32),
    #[error("version {0} was applied from another text than this program carries")]
    Divergent(i32),
    #[error("version {0} has no way back")]
    NoWayBack(i32),
    #[error(
        "nothing was changed: the role that serves ({0}) may not be {1}, or row-level security would not bind it; name \
         another role with --database"
    )]
    Unbound(String, &'static str),
    #[error(
        "nothing was changed: the first version has nothing before it, so going back drops the records of {0} \
         clinic(s); make a backup of the database, then add --drop-clinics"
    )]
    ClinicsLeft(i64),
    #[error("the schema was not changed: {0}")]
    Migration(String),
    #[error("the database refused: {0}")]
    Database(#[from] tokio_postgres::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    Applied,
    Pending,
    /// Applied by a newer program.
    Unknown,
    /// Applied from another text.
    Divergent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: i32,
    pub name: String,
    pub state: MigrationState,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            MigrationState::Applied => "applied",
            MigrationState::Pending => "pending",
            MigrationState::Unknown => "unknown to this program",
            MigrationState::Divergent => "applied from another text",
        };
        write!(f, "V{} {}: {state}", self.number, self.name)
    }
}

/// Every version that this program or this database knows, in order.
pub async fn status(client: &Client) -> Result<Vec<Version>, SchemaError> {
    let applied = applied(client).await?;
    let known: Vec<Applied> = embedded::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| Applied {
            number: migration.version(),
            name: migration.name().to_owned(),
            checksum: migration.checksum().to_string(),
        })
        .collect();
    Ok(compare(known, applied))
}

/// Refuses a schema that is not exactly this program's.
pub async fn check(client: &Client) -> Result<(), SchemaError> {
    refuse(&status(client).await?)
}

/// Applies what is missing, then grants the serving role what it needs. Returns which versions were applied.
pub async fn up(client: &mut Client, app_role: &str) -> Result<Vec<i32>, SchemaError> {
    check_serving_role(client, app_role).await?;
    // two operators at once: the second waits and finds nothing to do
    client
        .query_one(statement!("migrations", "lock_migrations"), &[])
        .await?;
    let report = embedded::migrations::runner()
        .run_async(client)
        .await
        .map_err(|error| SchemaError::Migration(format!("{error}: {}", cause_of(&error))))?;
    let grants = client
        .query(statement!("roles", "grants_for_role"), &[&app_role])
        .await?;
    for grant in grants {
        client.batch_execute(grant.get("statement")).await?;
    }
    let applied = report.applied_migrations();
    Ok(applied
        .iter()
        .map(|migration| migration.version())
        .collect())
}

/// A role that is not there yet is refused when it is granted something.
async fn check_serving_role(client: &Client, role: &str) -> Result<(), SchemaError> {
    let sql = statement!("roles", "serving_role");
    let Some(row) = client.query_opt(sql, &[&role]).await? else {
        return Ok(());
    };
    let refusals = [
        ("is_owner", "the owner of the schema"),
        ("rolsuper", "a superuser"),
        ("rolbypassrls", "one that bypasses row-level security"),
    ];
    match refusals.into_iter().find(|(column, _)| row.get(*column)) {
        Some((_, refusal)) => Err(SchemaError::Unbound(role.to_owned(), refusal)),
        None => Ok(()),
    }
}

/// Goes back to version `to`, or by one. All steps or none. Returns which versions were undone.
///
/// # Errors
/// `ClinicsLeft` where the first version would go with clinics in it, unless these are to be dropped.
pub async fn down(
    client: &mut Client,
    to: Option<i32>,
    drop_clinics: bool,
) -> Result<Vec<i32>, SchemaError> {
    client
        .query_one(statement!("migrations", "lock_migrations"), &[])
        .await?;
    let mut numbers: Vec<i32> = applied(client).await?.iter().map(|a| a.number).collect();
    numbers.reverse();
    let steps: Vec<i32> = match to {
        Some(to) => numbers.into_iter().filter(|number| *number > to).collect(),
        None => numbers.into_iter().take(1).collect(),
    };
    let transaction = client.transaction().await?;
    if steps.contains(&1) && !drop_clinics {
        // the owner of a table sees its rows once row-level security is no longer forced; the rollback forces it again
        transaction
            .batch_execute(statement!("migrations", "unforce_feeds"))
            .await?;
        let clinics: i64 = transaction
            .query_one(statement!("migrations", "count_clinics"), &[])
            .await?
            .get("clinics");
        if clinics > 0 {
            return Err(SchemaError::ClinicsLeft(clinics));
        }
    }
    for number in &steps {
        let way_back = WAYS_BACK
            .iter()
            .find(|(version, _)| version == number)
            .ok_or(SchemaError::NoWayBack(*number))?;
        transaction.batch_execute(way_back.1).await?;
        transaction
            .execute(statement!("migrations", "forget_migration"), &[number])
            .await?;
    }
    transaction.commit().await?;
    Ok(steps)
}

#[derive(Debug, Clone)]
struct Applied {
    number: i32,
    name: String,
    checksum: String,
}

async fn applied(client: &Client) -> Result<Vec<Applied>, SchemaError> {
    let present: bool = client
        .query_one(statement!("migrations", "has_migrations"), &[])
        .await?
        .get("present");
    if !present {
        return Ok(Vec::new());
    }
    let rows = client
        .query(statement!("migrations", "applied_migrations"), &[])
        .await?;
    Ok(rows
        .iter()
        .map(|row| Applied {
            number: row.get("version"),
            name: row.get("name"),
            checksum: row.get("checksum"),
        })
        .collect())
}

fn compare(known: Vec<Applied>, applied: Vec<Applied>) -> Vec<Version> {
    let mut versions: Vec<Version> = known
        .iter()
        .map(|ours| Version {
            number: ours.number,
            name: ours.name.clone(),
            state: match applied.iter().find(|theirs| theirs.number == ours.number) {
                None => MigrationState::Pending,
                Some(theirs) if theirs.checksum == ours.checksum => MigrationState::Applied,
                Some(_) => MigrationState::Divergent,
            },
        })
        .collect();
    let newer = applied
        .into_iter()
        .filter(|theirs| known.iter().all(|ours| ours.number != theirs.number));
    versions.extend(newer.map(|theirs| Version {
        number: theirs.number,
        name: theirs.name,
        state: MigrationState::Unknown,
    }));
    versions.sort_by_key(|version| version.number);
    versions
}

fn refuse(versions: &[Version]) -> Result<(), SchemaError> {
    for version in versions {
        match version.state {
            MigrationState::Applied => {}
            MigrationState::Pending => return Err(SchemaError::Behind(version.number)),
            MigrationState::Unknown => return Err(SchemaError::Ahead(version.number)),
            MigrationState::Divergent => return Err(SchemaError::Divergent(version.number)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: i32, checksum: &str) -> Applied {
        Applied {
            number,
            name: format!("step{number}"),
            checksum: checksum.into(),
        }
    }

    #[test]
    fn a_schema_that_is_behind_ahead_or_other_is_refused() {
        let ours = || vec![version(1, "a"), version(2, "b")];
        let verdict = |applied| refuse(&compare(ours(), applied));
        assert!(verdict(ours()).is_ok());
        assert!(matches!(
            verdict(vec![version(1, "a")]),
            Err(SchemaError::Behind(2))
        ));
        assert!(matches!(
            verdict(vec![version(1, "a"), version(2, "b"), version(3, "c")]),
            Err(SchemaError::Ahead(3))
        ));
        assert!(matches!(
            verdict(vec![version(1, "x"), version(2, "b")]),
            Err(SchemaError::Divergent(1))
        ));
    }

    #[test]
    fn every_way_forward_has_its_way_back() {
        let runner = embedded::migrations::runner();
        let forward: Vec<i32> = runner
            .get_migrations()
            .iter()
            .map(|m| m.version())
            .collect();
        let back: Vec<i32> = WAYS_BACK.iter().map(|(version, _)| *version).collect();
        assert!(!forward.is_empty());
        assert_eq!(forward, back);
    }
}
