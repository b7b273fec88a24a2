use rusqlite::{Connection, OptionalExtension};
use sync_contract::catalog::{FormerKey, User};
use sync_contract::statement;
use sync_contract::{Entity, Value};

use crate::error::{Error, Result};
use crate::session::Session;
use crate::verify::chain::Prover;

impl Session {
    /// Checks that this session's key is still its user's. Called before each write, since a pull may have brought that
    /// an admin gave this user another password, or shut them out.
    ///
    /// # Errors
    /// `KeysReplaced`, `Inactive`, `Altered`.
    pub(crate) fn require_active(&self, conn: &Connection, prover: Prover<'_>) -> Result<()> {
        let sql = statement!("people", "key_and_state");
        let mut statement = conn.prepare_cached(sql)?;
        let own = self.keys.public().verify;
        let state = statement.query_row([self.user.as_bytes()], |row| {
            let key: Option<[u8; 32]> = row.get(0)?;
            Ok((key.as_ref() == Some(own.as_bytes()), row.get(1)?))
        });
        match state.optional()? {
            // the founder has no row before the first action
            None | Some((true, true)) => Ok(()),
            Some((_, _)) => self.explain_inactive(conn, prover),
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
