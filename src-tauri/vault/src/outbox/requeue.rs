//! A refused group is sent once more: signed anew, and sealed anew where no server ever takes its clocks.

use std::collections::HashMap;

use rusqlite::{Connection, Transaction, params};
use sync_contract::catalog::{Addendum, Note, NoteVoid, note_signing_input};
use sync_contract::change::Address;
use sync_contract::ids::{TenantId, UserId};
use sync_contract::merge::AHEAD_MS_MAX;
use sync_contract::{
    Catalog, CellContent, CellSpec, CellWrite, Clock, Code, Entity, Group, HybridClock, Rejection,
    Row, Value, Wire, statement,
};
use uuid::Uuid;

use crate::crypto::keys::clinic::TagKey;
use crate::crypto::random::Random;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::outbox::queue::{Queued, UNSIGNED, WriteKind};
use crate::outbox::rejected::find;
use crate::outbox::sent;
use crate::outbox::show::Reshow;
use crate::session::Session;
use crate::session::cells::{Opened, RowKeys, values};
use crate::store::columns;
use crate::store::device::{DeviceRow, QueueLines};
use crate::store::file::immediate;
use crate::vault::{Vault, prover};
use crate::verify::cells::cell_input;
use crate::verify::chain::{Chain, Prover};

/// Returns whether rows of an entity are appended to a signed note, each under its author's signature.
fn is_appended(entity: u16) -> bool {
    [Addendum::DESCRIPTOR, NoteVoid::DESCRIPTOR]
        .iter()
        .any(|appended| appended.number == entity)
}

impl Vault {
    /// Shows a refused group again and queues it again. Its author signs it anew under a new id; any other user sends
    /// it unchanged, and the server judges it anew.
    ///
    /// The server rejects clocks that are a century ahead under any signature. The author of such a group seals it anew
    /// under present clocks, together with their later writes under such clocks, which refer to it by them.
    ///
    /// # Errors
    /// `NotFound`, `Altered` for a group in the user's name that no key of theirs signed, `NoKey`; `KeysReplaced` for
    /// an addendum or a void under a key that counts no more: it is written anew.
    pub(crate) fn requeue_group(&mut self, group_id: Uuid, session: &Session) -> Result<()> {
        let prover = prover(&self.facts, &self.keys, &self.tags, &self.proofs);
        let tag_key = &self.tags[&self.keys.current().version()];
        let tx = immediate(&mut self.conn)?;
        let mut device = DeviceRow::load(&tx)?;
        let queued = find(&tx, &device.queue, group_id)?.tagged()?;
        let is_own = queued.head.author == session.user && queued.kind == WriteKind::Plain;
        let mut reshow = Reshow::new(&tx, prover.verifier);
        let now_ms = device.adjusted_ms(self.env.clock.now_ms());
        let is_too_far = is_own && rejection(&tx, queued.seq)? == Some(Code::ClockTooFar);
        let again = match is_too_far {
            true => too_far_ahead(&tx, &device.queue, session.user, now_ms)?,
            false => vec![queued],
        };
        let mut renewal = Renewal {
            session,
            tag_key,
            clock: &mut device.clock,
            now_ms,
            clocks: HashMap::new(),
        };
        for queued in again {
            let mut group = queued.group()?;
            if is_own {
                require_signed(&tx, prover, session, &group)?;
                // the old id names the old bytes, here and at the server; one that is restored gets the new ones
                sent::forget(&tx, group.id)?;
                group.id = Uuid::from_bytes(self.env.random.bytes());
                if is_too_far {
                    renewal.renew(&mut group, &mut self.env.random)?;
                }
                renewal.sign_notes(&prover.over(&tx)?, &mut group, &mut self.env.random)?;
                group.signature = session.keys.sign(Purpose::Group, &group.signing_input());
            }
            let bytes = group.to_bytes();
            tx.execute(
                statement!("outbox", "requeue"),
                params![queued.seq, group.id.as_bytes(), bytes],
            )?;
            reshow.change(queued.seq, &group)?;
        }
        if is_too_far {
            device.save(&tx)?;
        }
        reshow.finish()?;
        Ok(tx.commit()?)
    }
}

/// An attacker who edits the file would otherwise get a user's signature.
///
/// # Errors
/// `Altered`.
fn require_signed(
    conn: &Connection,
    prover: Prover<'_>,
    session: &Session,
    group: &Group,
) -> Result<()> {
    let input = group.signing_input();
    let is_signed = |key: &VerifyKey| {
        let verified = key.verify(Purpose::Group, &input, &group.signature);
        verified.is_ok()
    };
    if group.signature == UNSIGNED || is_signed(&session.keys.public().verify) {
        return Ok(());
    }
    let mut keys = prover
        .over(conn)?
        .keys_ever(conn, session.user)?
        .into_iter();
    match keys.any(|key| is_signed(&key)) {
        true => Ok(()),
        false => Err(Error::Altered),
    }
}

fn rejection(conn: &Connection, seq: i64) -> Result<Option<Code>> {
    let mut statement = conn.prepare_cached(statement!("erasures", "rejection"))?;
    let mut lines = statement.query([seq])?;
    let rejection = match lines.next()? {
        Some(line) => columns::bytes(line, 0)?.map(Rejection::from_bytes),
        None => None,
    };
    Ok(rejection.and_then(|rejection| Some(rejection.ok()?.code)))
}

fn is_too_far(write: &CellWrite, now_ms: u64) -> bool {
    write.state.clock.unix_ms > now_ms.saturating_add(AHEAD_MS_MAX)
}

/// Returns the groups of a user in the queue whose clocks no server takes, in the order of their making. None of them
/// is being sent: the first was refused, and the others wait behind it.
fn too_far_ahead(
    tx: &Transaction<'_>,
    lines: &QueueLines,
    user: Uuid,
    now_ms: u64,
) -> Result<Vec<Queued>> {
    let mut statement = tx.prepare(statement!("outbox", "all_unsent"))?;
    let mut rows = statement.query([])?;
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(queued) = Queued::read(row, lines)? else {
            continue;
        };
        if queued.head.author == user && queued.kind == WriteKind::Plain {
            let group = queued.group()?;
            if group.writes.iter().any(|write| is_too_far(write, now_ms)) {
                groups.push(queued);
            }
        }
    }
    Ok(groups)
}

/// Puts new clocks in the place of those that are too far ahead.
struct Renewal<'a> {
    session: &'a Session,
    tag_key: &'a TagKey,
    clock: &'a mut HybridClock,
    now_ms: u64,
    /// By the old ones.
    clocks: HashMap<Clock, Clock>,
}

impl Renewal<'_> {
    fn renew(&mut self, group: &mut Group, random: &mut Random) -> Result<()> {
        let tenant = group.tenant;
        for write in &mut group.writes {
            for seen in &mut write.base {
                *seen = self.clocks.get(seen).copied().unwrap_or(*seen);
            }
            if is_too_far(write, self.now_ms) {
                self.renew_write(tenant, write, random)?;
            }
        }
        Ok(())
    }

    fn renew_write(
        &mut self,
        tenant: Uuid,
        write: &mut CellWrite,
        random: &mut Random,
    ) -> Result<()> {
        let descriptor = Catalog::by_number(write.entity).ok_or(Error::NotFound)?;
        let spec = descriptor.cell(write.state.cell).ok_or(Error::NotFound)?;
        let address = Address {
            tenant,
            entity: write.entity,
            row: write.row,
            cell: write.state.cell,
        };
        let mut keys = RowKeys::default();
        let inner = match self.session.open(&mut keys, spec, address, &write.state) {
            Opened::Fields(inner) => inner,
            Opened::Undecryptable => return Err(Error::NoKey),
            Opened::Damaged => return Err(Error::Altered),
        };
        let (clock, now_ms) = (&mut *self.clock, self.now_ms);
        let renewed = self.clocks.entry(write.state.clock);
        write.state.clock = *renewed.or_insert_with(|| clock.issue(now_ms, None));
        self.seal_anew((spec, address), &mut keys, write, &inner, random)
    }

    fn seal_anew(
        &self,
        (spec, address): (&CellSpec, Address),
        keys: &mut RowKeys,
        write: &mut CellWrite,
        inner: &[(u16, Value)],
        random: &mut Random,
    ) -> Result<()> {
        write.state.secret_version = self.tag_key.version();
        if write.state.sealed.is_some() {
            let sealed = self
                .session
                .seal(keys, spec, address, &write.state, inner, random)?;
            write.state.sealed = sealed;
        }
        let input = cell_input(
            address.tenant,
            write.entity,
            write.row,
            write.patient,
            &write.state,
        );
        write.state.tag = self.tag_key.tag(&input);
        Ok(())
    }

    /// Signs the notes of a group with the user's present key where the one that signed them counts no more, since an
    /// admin has replaced it: no server took them under it, and each reader would find them not to be valid.
    fn sign_notes(&self, chain: &Chain<'_>, group: &mut Group, random: &mut Random) -> Result<()> {
        let counts = group.signature == UNSIGNED || sent::is_signed(chain, group);
        for write in &mut group.writes {
            match write.entity {
                entity if entity == Note::DESCRIPTOR.number => {
                    self.sign_note(chain, group.tenant, write, random)?;
                }
                entity if is_appended(entity) && !counts => {
                    return Err(Error::KeysReplaced);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn sign_note(
        &self,
        chain: &Chain<'_>,
        tenant: Uuid,
        write: &mut CellWrite,
        random: &mut Random,
    ) -> Result<()> {
        let spec = Note::CELL.content;
        if write.state.cell != spec.number {
            return Ok(());
        }
        let address = Address {
            tenant,
            entity: write.entity,
            row: write.row,
            cell: spec.number,
        };
        let mut keys = RowKeys::default();
        let mut inner = match self.session.open(&mut keys, spec, address, &write.state) {
            Opened::Fields(inner) => inner,
            Opened::Undecryptable => return Err(Error::NoKey),
            Opened::Damaged => return Err(Error::Altered),
        };
        let content = CellContent {
            number: spec.number,
            values: values(spec, &write.state, Opened::Fields(inner.clone())),
        };
        let row = Row {
            descriptor: Note::DESCRIPTOR,
            id: write.row,
            patient: write.patient,
            cells: vec![content],
        };
        let note = Note::from_row(&row).map_err(|_| Error::Altered)?;
        let signature = note.signature.open().and_then(Option::as_ref);
        let (Some(at), Some(signature)) = (note.signed_at, signature) else {
            return Ok(());
        };
        let user = self.session.user;
        let input = note_signing_input(TenantId(tenant), &note).ok_or(Error::NoKey)?;
        let signature = <[u8; 64]>::try_from(signature.0.as_slice()).ok();
        let is_signed = |key: &VerifyKey| {
            let verified = signature.map(|of| key.verify(Purpose::Note, &input, &of));
            verified.is_some_and(|verified| verified.is_ok())
        };
        let is_own = note.signed_by == Some(UserId(user));
        if !is_own || chain.keys_at(user, at.0).iter().any(is_signed) {
            return Ok(());
        }
        let signed = self.session.keys.sign(Purpose::Note, &input);
        for (number, value) in &mut inner {
            if *number == Note::FIELD.signature.number {
                *value = Value::Bytes(signed.to_vec());
            }
        }
        self.seal_anew((spec, address), &mut keys, write, &inner, random)
    }
}
