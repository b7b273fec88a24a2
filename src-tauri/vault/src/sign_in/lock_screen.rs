//! Whom the lock screen shows, before any key is there.

use std::collections::BTreeMap;

use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use sync_contract::pull::RowState;
use sync_contract::{Entity, statement};
use uuid::Uuid;

use crate::error::Result;
use crate::store::rows::load_many;
use crate::vault::Vault;

/// A user who may sign in here; all of it is clear. What they may do is not said before somebody signs in: it would
/// name whose password is worth guessing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockScreenUser {
    pub id: UserId,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    /// Made with each password anew.
    pub password_salt: Vec<u8>,
}

impl Vault {
    /// Active users with a password, by family name. One whose row is not what was written is not shown.
    pub fn people(&self) -> Result<Vec<LockScreenUser>> {
        let mut statement = self
            .conn
            .prepare_cached(statement!("people", "lock_screen"))?;
        let rows = statement.query_map([], |row| {
            Ok(LockScreenUser {
                id: UserId(Uuid::from_bytes(row.get(0)?)),
                username: row.get(1)?,
                first_name: row.get(2)?,
                last_name: row.get(3)?,
                password_salt: row.get(4)?,
            })
        })?;
        let mut people: Vec<LockScreenUser> = rows.collect::<rusqlite::Result<_>>()?;
        let ids = people.iter().map(|person| person.id.0);
        let stored = load_many(&self.conn, User::DESCRIPTOR, ids)?;
        let verifier = self.verifier();
        let is_intact = |row: &RowState| {
            let mut cells = row.cells.iter();
            cells.all(|cell| verifier.check(row, cell).is_ok())
        };
        people.retain(|person| stored.get(&person.id.0).is_some_and(is_intact));
        Ok(people)
    }

    /// When each user last signed in on this device, in microseconds since 1970: by its audit log.
    pub fn last_sign_ins(&self) -> Result<BTreeMap<UserId, i64>> {
        let sql = statement!("people", "last_sign_ins");
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((UserId(Uuid::from_bytes(row.get(0)?)), row.get(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
