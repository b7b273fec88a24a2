//! The shape of the file: forward at open after a copy, back by hand, never past what this program knows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use data_encoding::HEXLOWER;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use sync_contract::statement;

use crate::error::{Error, Result};
use crate::private;

mod embedded {
    refinery::embed_migrations!("../../migrations/sqlite");
}

/// What undoes each version, in their order; refinery embeds the ways forward.
const WAYS_BACK: &[(i32, &str)] = &[(
    1,
    include_str!("../../../../migrations/sqlite/V1__vault.down.sql"),
)];

/// `NVLT`, in the header of every vault.
pub const APPLICATION_ID: i32 = 0x4e56_4c54;

/// The newest version that this program knows.
pub fn newest() -> i32 {
    let runner = embedded::migrations::runner();
    let versions = runner.get_migrations().iter().map(|m| m.version());
    versions.max().unwrap_or(0)
}

/// The version of the file; 0 for one without any table of ours.
pub fn version(conn: &Connection) -> Result<i32> {
    let present: bool =
        conn.query_row(statement!("schema", "has_history"), [], |row| row.get(0))?;
    if !present {
        return Ok(0);
    }
    let newest = conn
        .query_row(statement!("schema", "newest_applied"), [], |row| {
            row.get::<_, Option<i32>>(0)
        })
        .optional()?;
    Ok(newest.flatten().unwrap_or(0))
}

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub version: i32,
    pub name: String,
    /// When it was applied to the file, RFC 3339; none for one that the file lacks.
    pub applied_on: Option<String>,
    /// Whether this program has it: a newer program may have applied more.
    pub is_known: bool,
}

/// Returns the migrations of the file and those that this program would apply, in their order.
pub fn migrations(conn: &Connection) -> Result<Vec<Migration>> {
    let mut migrations = Vec::new();
    if version(conn)? > 0 {
        let mut applied = conn.prepare(statement!("schema", "applied"))?;
        let rows = applied.query_map([], |row| {
            Ok(Migration {
                version: row.get(0)?,
                name: row.get(1)?,
                applied_on: row.get(2)?,
                is_known: row.get::<_, i32>(0)? <= newest(),
            })
        })?;
        migrations = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    }
    let last = migrations.last().map_or(0, |migration| migration.version);
    let runner = embedded::migrations::runner();
    let mut missing: Vec<Migration> = runner
        .get_migrations()
        .iter()
        .filter(|step| step.version() > last)
        .map(|step| Migration {
            version: step.version(),
            name: step.name().to_owned(),
            applied_on: None,
            is_known: true,
        })
        .collect();
    missing.sort_by_key(|step| step.version);
    migrations.append(&mut missing);
    Ok(migrations)
}

/// Returns whether the file must be migrated before use.
///
/// # Errors
/// `Newer`.
pub fn is_behind(conn: &Connection) -> Result<bool> {
    match version(conn)? {
        current if current > newest() => Err(Error::Newer),
        current => Ok(current < newest()),
    }
}

/// The hash of the objects of the newest version, in hexadecimal digits. To make them takes half as long as all else
/// that is done to open a file, so they are made only for a file whose objects have another hash.
const NEWEST_OBJECTS: &str = include_str!("../../../../migrations/sqlite/objects.sha256");

/// Checks that the file has the tables and indexes of its version, each as the migrations make it, and nothing else: a
/// trigger or a view that an attacker planted would run in this program and travel in its backups.
///
/// # Errors
/// `ForeignObjects` where there is more, `Altered` where one of ours is another or is gone.
pub fn check_objects(conn: &Connection) -> Result<()> {
    let version = version(conn)?;
    let present = objects(conn)?;
    if version == 0 && !present.is_empty() {
        // nothing says any more which version they are of
        return Err(Error::Altered);
    }
    if version == newest() && hash_of(&present) == NEWEST_OBJECTS.trim_end() {
        return Ok(());
    }
    let made = objects(&made_by_migrations(version)?)?;
    match (present == made, foreign(&present, &made)) {
        (true, _) => Ok(()),
        (false, None) => Err(Error::Altered),
        (false, Some(names)) => Err(Error::ForeignObjects(names)),
    }
}

/// Names the first objects that no migration makes, such as "trigger planted"; none where there are none.
fn foreign(present: &BTreeSet<[String; 4]>, made: &BTreeSet<[String; 4]>) -> Option<String> {
    const NAMED_MAX: usize = 5;
    const LETTERS_MAX: usize = 60;
    let named = |[kind, name, ..]: &[String; 4]| (kind.clone(), name.clone());
    let ours: BTreeSet<_> = made.iter().map(named).collect();
    let others = present.iter().map(named).filter(|object| {
        // these go with their table
        !ours.contains(object) && !object.1.starts_with("sqlite_autoindex_")
    });
    let names = others.take(NAMED_MAX).map(|(kind, name)| {
        let name: String = name.chars().take(LETTERS_MAX).collect();
        format!("{} {}", kind.escape_debug(), name.escape_debug())
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Returns an empty file of a version.
fn made_by_migrations(version: i32) -> Result<Connection> {
    let mut made = Connection::open_in_memory()?;
    if version > 0 {
        embedded::migrations::runner()
            .set_target(refinery::Target::Version(version))
            .run(&mut made)
            .map_err(|error| Error::Migration(error.to_string()))?;
    }
    Ok(made)
}

/// SHA-256 over every text with its length, so that no two lists of objects have one hash.
fn hash_of(objects: &BTreeSet<[String; 4]>) -> String {
    let mut hash = Sha256::new();
    for text in objects.iter().flatten() {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    HEXLOWER.encode(&hash.finalize())
}

/// Removes what `analyze` leaves in a file: it changes how statements of ours run, and is no reason to refuse the
/// clinic. The connection has read it already, so it is of no use where there was any. Returns whether there was.
///
/// # Errors
/// `Altered` where the table lies in pages of another one.
pub fn drop_statistics(conn: &Connection) -> Result<bool> {
    let names = statistics(conn)?;
    let shares_a_page = statement!("schema", "shares_a_page");
    if !names.is_empty() && conn.query_row(shares_a_page, [], |row| row.get(0))? {
        return Err(Error::Altered);
    }
    for name in &names {
        conn.execute_batch(&format!("drop table if exists {name}"))?;
    }
    Ok(!names.is_empty())
}

fn statistics(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(statement!("schema", "statistics"))?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// Type, name, table and text of every object.
fn objects(conn: &Connection) -> Result<BTreeSet<[String; 4]>> {
    let mut statement = conn.prepare(statement!("schema", "objects"))?;
    let rows = statement.query_map([], |row| {
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What of the indexes and the pages of a table did not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfits {
    /// At least how many index entries were wrong.
    pub entries: u64,
    /// They do not fit yet: two rows have one id, a page is torn, or the disk is full.
    pub are_left: bool,
}

/// Rebuilds the indexes of a table where they do not fit its rows: a row that an index leaves out is not found, and
/// neither row tags nor the schema text show that.
pub fn mend_indexes(conn: &Connection, table: &str) -> Result<Misfits> {
    let entries = misplaced(conn, table)?;
    if entries == 0 {
        return Ok(Misfits {
            entries,
            are_left: false,
        });
    }
    match conn.execute_batch(&format!("reindex {table}")) {
        // the rows are as they were
        Ok(()) | Err(rusqlite::Error::SqliteFailure(..)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Misfits {
        entries,
        are_left: misplaced(conn, table)? > 0,
    })
}

fn misplaced(conn: &Connection, table: &str) -> Result<u64> {
    let misplaced = conn
        .prepare_cached(statement!("schema", "misplaced"))?
        .query_row([table], |row| row.get::<_, i64>(0))?;
    Ok(misplaced.unsigned_abs())
}

/// Does that for every table. Returns those with wrong index entries.
pub fn mend_all_indexes(conn: &Connection) -> Result<BTreeMap<String, u64>> {
    let mut statement = conn.prepare(statement!("schema", "tables"))?;
    let tables = statement.query_map([], |row| row.get(0))?;
    let tables: Vec<String> = tables.collect::<rusqlite::Result<_>>()?;
    let mut all = BTreeMap::new();
    for table in tables {
        match mend_indexes(conn, &table)?.entries {
            0 => {}
            entries => drop(all.insert(table, entries)),
        }
    }
    Ok(all)
}

/// All that is missing, in one transaction.
pub fn up(conn: &mut Connection) -> Result<()> {
    embedded::migrations::runner()
        .set_grouped(true)
        .run(conn)
        .map_err(|error| Error::Migration(error.to_string()))?;
    Ok(())
}

/// Writes a complete and consistent copy for its owner alone, before anything is altered.
pub fn copy_to(conn: &Connection, path: &Path) -> Result<()> {
    let name = path.to_str().ok_or(Error::NoPermission)?;
    drop(private::create(path)?);
    conn.execute("vacuum into ?1", [name])?;
    if !statistics(conn)?.is_empty() {
        // they came while this program had the file open
        drop_statistics(&Connection::open(path)?)?;
    }
    Ok(())
}

/// Goes back to version `to`; all steps or none. For a return to an older program.
pub fn down(conn: &mut Connection, to: i32) -> Result<()> {
    let current = version(conn)?;
    let transaction = conn.transaction()?;
    for (number, way_back) in WAYS_BACK.iter().rev() {
        if *number <= current && *number > to {
            transaction.execute_batch(way_back)?;
            transaction.execute(statement!("schema", "forget"), [number])?;
        }
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tables(conn: &Connection) -> i64 {
        let sql = "select count(*) from sqlite_schema where name not like 'refinery%' and name not like 'sqlite%'";
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn every_way_forward_has_its_way_back_and_both_are_complete() {
        let runner = embedded::migrations::runner();
        let forward = runner.get_migrations().iter().map(|step| step.version());
        let back = WAYS_BACK.iter().map(|(version, _)| *version);
        assert!(forward.eq(back));
        let mut conn = Connection::open_in_memory().unwrap();
        assert_eq!(version(&conn).unwrap(), 0);
        up(&mut conn).unwrap();
        assert_eq!(version(&conn).unwrap(), newest());
        assert!(tables(&conn) > 10);
        down(&mut conn, 0).unwrap();
        assert_eq!((tables(&conn), version(&conn).unwrap()), (0, 0));
        up(&mut conn).unwrap();
        assert!(!is_behind(&conn).unwrap());
    }

    /// With `WRITE_OBJECTS` set the file is written anew, so that the fix is one command.
    #[test]
    fn the_hash_of_the_objects_is_that_of_the_newest_version() {
        let made = made_by_migrations(newest()).unwrap();
        let hash = hash_of(&objects(&made).unwrap());
        if std::env::var_os("WRITE_OBJECTS").is_some() {
            let path = "../../migrations/sqlite/objects.sha256";
            std::fs::write(path, format!("{hash}\n")).unwrap();
            return;
        }
        assert_eq!(
            hash,
            NEWEST_OBJECTS.trim_end(),
            "migrations/sqlite/objects.sha256 is stale: run WRITE_OBJECTS=1 cargo test -p vault hash_of_the_objects"
        );
    }

    #[test]
    fn a_file_is_compared_with_its_version_whatever_its_hash() {
        let made = made_by_migrations(newest()).unwrap();
        check_objects(&made).unwrap();
        let objects_before = objects(&made).unwrap();
        for planted in [
            "create view planted as select 1",
            "create trigger planted after insert on rooms begin select 1; end",
            "create table planted (id)",
            "create index planted on rooms (id)",
            "drop index if exists planted; alter table rooms add column planted text",
        ] {
            made.execute_batch("savepoint before").unwrap();
            made.execute_batch(planted).unwrap();
            assert_ne!(hash_of(&objects(&made).unwrap()), hash_of(&objects_before));
            let refused = check_objects(&made);
            match planted.starts_with("create") {
                true => assert!(
                    matches!(refused, Err(Error::ForeignObjects(_))),
                    "{planted}"
                ),
                false => assert!(matches!(refused, Err(Error::Altered)), "{planted}"),
            }
            made.execute_batch("rollback to before; release before")
                .unwrap();
        }
        check_objects(&made).unwrap();
        let empty = Connection::open_in_memory().unwrap();
        check_objects(&empty).unwrap();
        empty.execute_batch("create table planted (id)").unwrap();
        assert!(matches!(check_objects(&empty), Err(Error::Altered)));
    }

    #[test]
    fn what_is_not_of_the_program_is_named_without_acting_characters() {
        let made = made_by_migrations(newest()).unwrap();
        let planted = "create table planted (id integer, name text unique);
            create view \"a\nb\u{1b}[2J\" as select 1;
            create trigger watching after insert on rooms begin select 1; end";
        made.execute_batch(planted).unwrap();
        let Err(Error::ForeignObjects(names)) = check_objects(&made) else {
            unreachable!("there is more than the migrations make");
        };
        assert_eq!(
            names,
            r"table planted, trigger watching, view a\nb\u{1b}[2J"
        );
    }

    #[test]
    fn a_file_of_a_newer_program_is_left_alone() {
        let mut conn = Connection::open_in_memory().unwrap();
        up(&mut conn).unwrap();
        let newer = "insert into refinery_schema_history values (9999, 'later', '2030-01-01T00:00:00Z', '1')";
        conn.execute(newer, []).unwrap();
        assert!(matches!(is_behind(&conn), Err(Error::Newer)));
    }
}
