use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use sync_contract::entity::CREATED;
use sync_contract::statement;
use sync_contract::{Code, Group, Rejection, Wire};
use uuid::Uuid;

use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::outbox::page::built_on;
use crate::outbox::queue::{Queued, WriteKind, decode, forget};
use crate::outbox::shadow::{Shadow, is_needed};
use crate::outbox::show::Reshow;
use crate::outbox::verdicts::reject;
use crate::session::Session;
use crate::store::file::immediate;
use crate::vault::{Vault, prover};
use crate::{Detail, Event, Unlocked};

/// A group that the server refused for good; it waits here until a person has decided.
#[derive(Debug, Clone)]
pub struct RejectedGroup {
    pub group_id: Uuid,
    pub action: Uuid,
    /// What the user did, such as `sign note`.
    pub name: String,
    pub author: Uuid,
    pub created_at_us: i64,
    /// Why, and where it is wrong as far as the server knew.
    pub rejection: Rejection,
    /// What it writes, sealed as it is.
    pub group: Group,
}

impl Vault {
    pub fn rejected(&self) -> Result<Vec<RejectedGroup>> {
        let mut statement = self.conn.prepare_cached(statement!("outbox", "rejected"))?;
        let mut rows = statement.query([])?;
        let mut result = Vec::new();
        while let Some(row) = rows.next()? {
            let rejection: Option<Vec<u8>> = row.get(6)?;
            let bytes: Vec<u8> = row.get(7)?;
            result.push(RejectedGroup {
                group_id: Uuid::from_bytes(row.get(1)?),
                action: Uuid::from_bytes(row.get(2)?),
                name: row.get(3)?,
                author: Uuid::from_bytes(row.get(4)?),
                created_at_us: row.get(5)?,
                rejection: Rejection::from_bytes(&rejection.ok_or(Error::Damaged)?)?,
                group: decode(&bytes)?,
            });
        }
        Ok(result)
    }

    /// Shows a refused group again and queues it again. Its author signs it anew under a new id; any other user sends
    /// it unchanged, and the server judges it anew.
    ///
    /// # Errors
    /// `NotFound`, `Altered` for what bears their name and no key of theirs ever signed.
    pub(crate) fn requeue_group(&mut self, group_id: Uuid, session: &Session) -> Result<()> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let queued = find(&tx, group_id)?;
        let mut group = queued.group()?;
        if group.author == session.user && queued.kind == WriteKind::Plain {
            let input = |group: &Group| group.signing_input();
            let signed_input = input(&group);
            let is_signed = |key: &VerifyKey| {
                key.verify(Purpose::Group, &signed_input, &group.signature)
                    .is_ok()
            };
            if !is_signed(&session.keys.public().verify) {
                // an attacker who edits the file would otherwise get a user's signature
                let chain = prover(&self.facts, &self.keys, &self.tags, &self.proofs).over(&tx)?;
                let keys = chain.keys_at(session.user, i64::MIN);
                if !keys.iter().any(is_signed) {
                    return Err(Error::Altered);
                }
            }
            // the old id names the old bytes, here and at the server
            group.id = Uuid::from_bytes(self.env.random.bytes());
            group.signature = session.keys.sign(Purpose::Group, &input(&group));
        }
        let bytes = group.to_bytes();
        tx.execute(
            statement!("outbox", "requeue"),
            params![queued.seq, group.id.as_bytes(), bytes],
        )?;
        let mut reshow = Reshow::new(&tx, verifier);
        reshow.change(queued.seq, &group)?;
        reshow.finish()?;
        tx.commit()?;
        Ok(())
    }

    /// Discards a refused group; its rows show the server's versions.
    ///
    /// # Errors
    /// `NotFound`; `Reference` while other groups build on a row that it made: those that waited behind it count as
    /// refused, too, from then on, so that a person decides on each of them first.
    pub(crate) fn discard_group(&mut self, group_id: Uuid) -> Result<()> {
        let verifier = prover(&self.facts, &self.keys, &self.tags, &self.proofs).verifier;
        let tx = immediate(&mut self.conn)?;
        let queued = find(&tx, group_id)?;
        let group = queued.group()?;
        let mut reshow = Reshow::new(&tx, verifier);
        let made = rows_made_by(&tx, &group)?;
        let mut is_base = false;
        for row in &made {
            is_base |= is_needed(&tx, *row, queued.seq)?;
        }
        if is_base {
            for behind in built_on(&tx, &made)? {
                if behind.kind == WriteKind::Plain {
                    reject(&tx, &mut reshow, &behind, Code::MissingReference.into())?;
                }
            }
            reshow.finish()?;
            tx.commit()?;
            return Err(Error::Reference);
        }
        reshow.change(queued.seq, &group)?;
        forget(&tx, queued.seq, &group)?;
        reshow.finish()?;
        tx.commit()?;
        Ok(())
    }
}

impl Unlocked {
    /// Sends a refused group once more.
    ///
    /// # Errors
    /// `NotFound`, `Altered`.
    pub fn requeue(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.requeue_group(group_id, &self.session)?;
        self.record(
            Event::new("requeue group", "group").of(group_id),
            &Detail::default(),
        )
    }

    /// Gives a refused group up.
    ///
    /// # Errors
    /// `NotFound`, `Reference` while other groups build on it.
    pub fn discard(&mut self, group_id: Uuid) -> Result<()> {
        self.vault.discard_group(group_id)?;
        self.record(
            Event::new("discard group", "group").of(group_id),
            &Detail::default(),
        )
    }
}

/// The rows that this group made, and that the server does not have.
fn rows_made_by(conn: &Connection, group: &Group) -> Result<HashSet<Uuid>> {
    let mut made = HashSet::new();
    for write in &group.writes {
        let is_birth = write.state.cell == CREATED;
        if is_birth && Shadow::load(conn, (write.entity, write.row))?.is_none() {
            made.insert(write.row);
        }
    }
    Ok(made)
}

fn find(conn: &Connection, group: Uuid) -> Result<Queued> {
    let mut statement = conn.prepare_cached(statement!("outbox", "find_refused"))?;
    let result = statement.query_row([group.as_bytes()], Queued::read);
    result.optional()?.ok_or(Error::NotFound)
}
