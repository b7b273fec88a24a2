//! Whom the lock screen shows, before any key is there.

use std::collections::BTreeMap;

use sync_contract::catalog::User;
use sync_contract::ids::UserId;
use sync_contract::messages::AuditEntry;
use sync_contract::pull::RowState;
use sync_contract::{Entity, Wire, statement};

use crate::audit_chain::event::Outcome;
use crate::crypto::sign::Purpose;
use crate::error::Result;
use crate::store::columns;
use crate::store::rows::load_many;
use crate::vault::Vault;

/// A user who may sign in here; all fields are clear. Their rights are left out before a sign-in: they would tell an
/// attacker whose password is worth guessing.
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
        let mut rows = statement.query([])?;
        let mut people = Vec::new();
        while let Some(row) = rows.next()? {
            let text =
                |column| Ok::<_, rusqlite::Error>(columns::text(row, column)?.map(str::to_owned));
            // a row with values of other types is not what was written
            if let Some(id) = columns::id(row, 0)?
                && let (Some(username), Some(first_name), Some(last_name)) =
                    (text(1)?, text(2)?, text(3)?)
                && let Some(salt) = columns::bytes(row, 4)?
            {
                people.push(LockScreenUser {
                    id: UserId(id),
                    username,
                    first_name,
                    last_name,
                    password_salt: salt.to_vec(),
                });
            }
        }
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

    /// When each user last signed in on this device, in microseconds since 1970: by the entries of its audit log that
    /// it signed itself.
    pub fn last_sign_ins(&self) -> Result<BTreeMap<UserId, i64>> {
        let sql = statement!("people", "sign_ins");
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let own_key = self.keys.device.public().verify;
        let is_signed = |entry: &AuditEntry| {
            let input = entry.signing_input();
            let signed = own_key.verify(Purpose::AuditEntry, &input, &entry.signature);
            signed.is_ok()
        };
        let mut last = BTreeMap::new();
        while let Some(row) = rows.next()? {
            // the other columns can be edited: only the entry itself is signed
            let Some(Ok(entry)) = columns::bytes(row, 0)?.map(AuditEntry::from_bytes) else {
                continue;
            };
            let is_sign_in = entry.action == "sign in" && entry.outcome == Outcome::Done.as_str();
            let user = entry.user.filter(|_| is_sign_in).map(UserId);
            if let Some(user) = user.filter(|user| !last.contains_key(user))
                && is_signed(&entry)
            {
                last.insert(user, entry.at_us);
            }
        }
        Ok(last)
    }
}
