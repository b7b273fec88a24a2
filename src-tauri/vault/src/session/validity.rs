use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sync_contract::catalog::{FormerKey, User};
use sync_contract::entity::DELETION;
use sync_contract::every_entity::DELETED_AT;
use sync_contract::{Entity, Value};

use crate::error::{Error, Result};
use crate::session::Session;
use crate::store::columns;
use crate::store::row_tag::RowTagCheck;
use crate::verify::chain::Prover;

impl Session {
    /// Checks that this session's key is still its user's. Called before each write, since a pull may have brought that
    /// an admin gave this user another password, or shut them out. The row tag proves that the row is what this program
    /// stored once it was verified; whatever else the row says is proved along the trust chain.
    ///
    /// # Errors
    /// `KeysReplaced`, `Inactive`, `Altered`, also without a row.
    pub(crate) fn require_active(&self, conn: &Connection, prover: Prover<'_>) -> Result<()> {
        let columns = columns::of(User::DESCRIPTOR);
        let mut statement = conn.prepare_cached(&columns.select)?;
        let mut rows = statement.query([self.user.as_bytes()])?;
        let row = rows.next()?.ok_or(Error::Altered)?;
        let mut tags = RowTagCheck::new(prover.verifier.tags);
        let is_stored = tags.fits(columns, |column| Ok(row.get_ref(column)?))?;
        let own = self.keys.public().verify;
        let (key, active) = (User::FIELD.signing_key, User::FIELD.is_active);
        // what proves the whole row proves these three of its columns
        let expected = [
            (key.cell.number, key.number, ValueRef::Blob(own.as_bytes())),
            (active.cell.number, active.number, ValueRef::Integer(1)),
            (DELETION, DELETED_AT, ValueRef::Null),
        ];
        let mut is_current = is_stored;
        for (cell, field, value) in expected {
            let column = columns.of_clear(cell, field).ok_or(Error::Altered)?;
            is_current &= row.get_ref(column)? == value;
        }
        match is_current {
            true => Ok(()),
            false => self.explain_inactive(conn, prover),
        }
    }

    fn explain_inactive(&self, conn: &Connection, prover: Prover<'_>) -> Result<()> {
        let chain = prover.over(conn)?;
        let row = chain
            .row(conn, User::DESCRIPTOR, self.user)?
            .ok_or(Error::Altered)?;
        let is_over = row.is_deleted();
        if is_over || User::FIELD.is_active.in_row(&row) != Some(&Value::Bool(true)) {
            return Err(Error::Inactive);
        }
        let own = self.keys.public().verify;
        let former = match User::FIELD.former_keys.in_row(&row) {
            Some(Value::Bytes(list)) => FormerKey::list(list).ok_or(Error::Altered)?,
            _ => Vec::new(),
        };
        let is_overtaken = || -> Result<bool> {
            let mut overtaken = chain.overtaken_keys(conn)?.into_iter();
            Ok(overtaken.any(|of| of.user == self.user && of.key == own))
        };
        let mut former = former.iter();
        // keys in no row wait for the server's verdict: the recovery key has just made them
        match former.any(|former| former.signing_key == *own.as_bytes()) || is_overtaken()? {
            true => Err(Error::KeysReplaced),
            false => Ok(()),
        }
    }
}
