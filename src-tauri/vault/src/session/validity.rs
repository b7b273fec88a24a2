use rusqlite::Connection;
use sync_contract::catalog::{FormerKey, User};
use sync_contract::{Entity, Value};

use crate::error::{Error, Result};
use crate::session::Session;
use crate::store::columns;
use crate::store::row_tag::RowTagCheck;
use crate::store::rows::RowReader;
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
        let reader = RowReader::new(User::DESCRIPTOR, &statement)?;
        let mut rows = statement.query([self.user.as_bytes()])?;
        let row = rows.next()?.ok_or(Error::Altered)?;
        let mut tags = RowTagCheck::new(prover.verifier.tags);
        let is_stored = tags.fits(columns, |column| Ok(row.get_ref(column)?))?;
        let own = self.keys.public().verify;
        let is_current = is_stored && {
            let row = reader.read(row)?;
            let key = User::FIELD.signing_key.in_row(&row);
            key.and_then(Value::as_bytes) == Some(own.as_bytes().as_slice())
                && User::FIELD.is_active.in_row(&row) == Some(&Value::Bool(true))
                && !row.is_deleted()
        };
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
        // keys in no row wait for the server's verdict: the recovery key has just made them
        match former
            .iter()
            .any(|former| former.signing_key == *own.as_bytes())
        {
            true => Err(Error::KeysReplaced),
            false => Ok(()),
        }
    }
}
