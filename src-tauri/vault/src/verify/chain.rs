use rusqlite::{Connection, params};
use sync_contract::catalog::{FormerKey, User, admin_role};
use sync_contract::ids::TenantId;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Clock, Descriptor, Entity, Value, Wire, statement};
use uuid::Uuid;

use crate::crypto::sign::VerifyKey;
use crate::error::{Error, Result};
use crate::store::{columns, rows};
use crate::verify::admin_signed::Trust;
use crate::verify::cells::Verifier;
use crate::verify::proofs::Proofs;

/// What the proof of an admin-signed row of this file needs, none of which is read from the file.
#[derive(Clone, Copy)]
pub(crate) struct Prover<'a> {
    pub verifier: Verifier<'a>,
    pub root: VerifyKey,
    pub proofs: &'a Proofs,
}

impl<'a> Prover<'a> {
    /// The chain as the file has it now.
    pub fn over(self, conn: &Connection) -> Result<Chain<'a>> {
        Ok(Chain {
            verifier: self.verifier,
            trust: Trust::load(conn, self.verifier, self.root, self.proofs)?,
        })
    }
}

/// Proves an admin-signed row before it is used: keys are sealed to it, rights or a device follow from it.
pub(crate) struct Chain<'a> {
    verifier: Verifier<'a>,
    trust: Trust,
}

impl Chain<'_> {
    /// # Errors
    /// `Altered` for a row that is not what its signers wrote.
    pub fn prove(&self, row: &RowState) -> Result<()> {
        match self.is_proved(row) {
            true => Ok(()),
            false => Err(Error::Altered),
        }
    }

    pub fn is_proved(&self, row: &RowState) -> bool {
        self.trust.is_proved(&self.verifier, row)
    }

    /// A stored row that is proved, none where there is none.
    ///
    /// # Errors
    /// `Altered`.
    pub fn row(
        &self,
        conn: &Connection,
        descriptor: &'static Descriptor,
        id: Uuid,
    ) -> Result<Option<RowState>> {
        let row = match rows::load(conn, descriptor, id) {
            Err(Error::Malformed(_) | Error::Damaged) => return Err(Error::Altered),
            row => row?,
        };
        row.map(|row| self.prove(&row).map(|()| row)).transpose()
    }

    /// Returns whether the members of a role are admins.
    pub fn is_of_admins(&self, role: Uuid) -> bool {
        role == admin_role(TenantId(self.verifier.tenant)).0
    }

    /// The admins whose appointments all lie after a clock.
    pub fn appointed_after(&self, at: Clock) -> Vec<Uuid> {
        self.trust.appointed_after(at)
    }

    /// The public keys under which this user may have signed at that time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> Vec<VerifyKey> {
        self.trust.keys_at(user, at_us)
    }

    /// The public keys that this user ever had, as far as this device knows.
    pub(crate) fn keys_ever(&self, conn: &Connection, user: Uuid) -> Result<Vec<VerifyKey>> {
        let mut keys = self.keys_at(user, i64::MIN);
        let overtaken = self.overtaken_keys(conn)?.into_iter();
        keys.extend(overtaken.filter(|of| of.user == user).map(|of| of.key));
        Ok(keys)
    }

    /// Returns the keys that admins gave users and that later keys replaced without naming them: the admin who gave the
    /// later key did not know the earlier one, as after a restore of the server. Leaves out keys that the user's row
    /// names by now: an admin who replaces a known key names it. In the order of their users.
    pub(crate) fn overtaken_keys(&self, conn: &Connection) -> Result<Vec<OvertakenKey>> {
        let mut statement = conn.prepare_cached(statement!("keys", "overtaken"))?;
        let mut rows = statement.query([])?;
        let mut overtaken = Vec::new();
        while let Some(row) = rows.next()? {
            // another program may have put anything there
            let user = columns::bytes(row, 0)?.and_then(|id| Uuid::from_slice(id).ok());
            let state = columns::bytes(row, 1)?.and_then(|state| CellState::from_bytes(state).ok());
            let Some((user, state)) = user.zip(state) else {
                continue;
            };
            let current = match self.row(conn, User::DESCRIPTOR, user) {
                Ok(Some(row)) if !row.is_deleted() => row,
                Ok(_) | Err(Error::Altered) => continue,
                Err(error) => return Err(error),
            };
            let mut given = rows::empty(User::DESCRIPTOR.number, user, None);
            given.cells.push(state);
            let is_proved = |cell: &CellState| {
                let input = self.verifier.check(&given, cell);
                input.is_ok_and(|input| self.trust.check(&given, None, cell, &input).is_ok())
            };
            let key = signing_key(&given).filter(|key| !names(&current, key));
            let replaced = current.cell(User::CELL.keys.number);
            if let (Some(key), Some(replaced)) = (key, replaced)
                && given
                    .cells
                    .iter()
                    .all(|cell| cell.clock < replaced.clock && is_proved(cell))
            {
                overtaken.push(OvertakenKey {
                    user,
                    key: VerifyKey::from_bytes(key),
                    until_us: replaced.clock.unix_us(),
                });
            }
        }
        Ok(overtaken)
    }
}

/// A key that its user's row does not name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OvertakenKey {
    pub user: Uuid,
    pub key: VerifyKey,
    /// When it was replaced.
    pub until_us: i64,
}

/// Remembers the keys of a user's row that a pulled one replaces without naming them.
pub(crate) fn note_overtaken(conn: &Connection, before: &RowState, after: &RowState) -> Result<()> {
    let keys = before.cell(User::CELL.keys.number);
    if let (Some(key), Some(state)) = (signing_key(before), keys)
        && !names(after, &key)
    {
        conn.prepare_cached(statement!("keys", "note_overtaken"))?
            .execute(params![before.row.as_bytes(), state.to_bytes()])?;
    }
    Ok(())
}

fn signing_key(user: &RowState) -> Option<[u8; 32]> {
    let key = User::FIELD.signing_key.in_row(user)?;
    key.as_bytes()?.try_into().ok()
}

/// Returns whether a user's row names a key as the present one or as a former one.
fn names(user: &RowState, key: &[u8; 32]) -> bool {
    let former = User::FIELD.former_keys.in_row(user);
    let former = former
        .and_then(Value::as_bytes)
        .and_then(FormerKey::list)
        .unwrap_or_default();
    signing_key(user).as_ref() == Some(key) || former.iter().any(|of| of.signing_key == *key)
}
