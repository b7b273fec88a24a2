use sync_contract::catalog::{
    Addendum, FormerKey, GrantKind, KeyGrant, Note, NoteVoid, RecipientKind, User, UserRole,
    addendum_signing_input, admin_role, note_signing_input, note_void_signing_input,
};
use sync_contract::change::GroupHead;
use sync_contract::field::{Bytes, Time};
use sync_contract::ids::{KeyGrantId, UserId};
use sync_contract::{Catalog, Compartment, Entity, Group, Value, Wire, statement};
use uuid::Uuid;

use crate::crypto::grant::Granting;
use crate::crypto::keys::exchange::ExchangeKey;
use crate::crypto::recovery::PROOF_LEN;
use crate::crypto::sign::{Purpose, VerifyKey};
use crate::error::{Error, Result};
use crate::session::grants::{grant_aad, load_roles, roles_of};
use crate::store::columns;
use crate::store::device::DeviceRow;
use crate::store::rows::RowReader;
use crate::unlocked::Unlocked;
use crate::verify::chain::{Chain, OvertakenKey};
use crate::write::AdminSignedOutcome;
use crate::write::tx::WriteTx;

/// How far beyond all that this device knows a signature may lie which a replaced key is still to prove.
const CLOCK_AHEAD_US_MAX: i64 = 24 * 60 * 60 * 1_000_000;

/// Whom a key is sealed to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Recipient {
    User(UserId, ExchangeKey),
    Recovery,
}

impl Unlocked {
    /// Appoints the clinic's admins anew, by the root key, where their appointments lie ahead of this device's clock:
    /// the clinic was made while that ran ahead, and what they sign with a right clock would count for nothing. None
    /// where there is nothing to do.
    ///
    /// # Errors
    /// `AdminSignedPending` while another admin-signed change waits.
    pub fn reappoint_admins(&mut self) -> Result<Option<AdminSignedOutcome<()>>> {
        if !self.session.is_admin() {
            return Ok(None);
        }
        let mut device = DeviceRow::load(&self.vault.conn)?;
        let next = device.clock.issue(self.vault.now_ms(&device), None);
        let users = self.vault.chain()?.appointed_after(next);
        if users.is_empty() {
            return Ok(None);
        }
        let role = admin_role(self.vault.tenant());
        let appointed = self.write_admin_signed("appoint admin", |tx| {
            users.into_iter().try_for_each(|user| {
                let (id, user, facility) = (tx.new_id(), UserId(user), None);
                tx.insert(&UserRole {
                    id,
                    user,
                    role,
                    facility,
                })
            })
        });
        appointed.map(Some)
    }

    /// Returns whether [`Unlocked::name_overtaken_keys`] has something to do.
    ///
    /// # Errors
    /// `Altered` for a user whose row is not what was signed.
    pub fn knows_overtaken_keys(&self) -> Result<bool> {
        let is_known = || -> Result<bool> {
            let overtaken = self.vault.chain()?.overtaken_keys(&self.vault.conn)?;
            Ok(!overtaken.is_empty())
        };
        Ok(self.session.is_admin() && is_known()?)
    }

    /// Names among a user's former keys those that an admin gave them and that a later one replaced without knowing
    /// them, as after a restoration of the server: what they signed counts again, everywhere. None where there is
    /// nothing to do.
    ///
    /// # Errors
    /// `AdminSignedPending` while another admin-signed change waits.
    pub fn name_overtaken_keys(&mut self) -> Result<Option<AdminSignedOutcome<()>>> {
        if !self.knows_overtaken_keys()? {
            return Ok(None);
        }
        let overtaken = self.vault.chain()?.overtaken_keys(&self.vault.conn)?;
        let named = self.write_admin_signed("name former key", |tx| {
            for keys in overtaken.chunk_by(|one, next| one.user == next.user) {
                let row = tx.get::<User>(UserId(keys[0].user))?;
                let row = row.ok_or(Error::NotFound)?;
                let mut user = row.value;
                let mut list = user.former_keys.take().map_or(Vec::new(), |list| list.0);
                for overtaken in keys {
                    let former = FormerKey {
                        signing_key: *overtaken.key.as_bytes(),
                        until: tx.overtaken_until(overtaken)?,
                    };
                    former.push_onto(&mut list);
                }
                user.former_keys = Some(Bytes(list));
                tx.update(&user, &row.seen)?;
            }
            Ok(())
        });
        named.map(Some)
    }
}

impl WriteTx<'_> {
    /// Returns grants of every epoch that this user has of these compartments, to be inserted with the role that
    /// entitles to them. `public_key` must be the one in the user's row, and their roles must entitle them: both are
    /// proved here, since what is sealed cannot be taken back.
    ///
    /// # Errors
    /// `NoKey` for a compartment that this user lacks or the other one is not entitled to, `Altered`.
    pub fn grants_for(
        &mut self,
        user: UserId,
        public_key: &Bytes<32>,
        compartments: &[Compartment],
    ) -> Result<Vec<KeyGrant>> {
        let recipient = Recipient::User(user, self.proved_key(user, public_key)?);
        let given = load_roles(&self.sql, &self.prover.over(&self.sql)?, user.0)?;
        let entitled = given.anywhere().compartments;
        if compartments
            .iter()
            .any(|compartment| !entitled.contains(compartment))
        {
            return Err(Error::NoKey);
        }
        let mut grants = Vec::new();
        for compartment in compartments {
            let made = self.grants_of(*compartment, recipient)?;
            if made.is_empty() {
                return Err(Error::NoKey);
            }
            grants.extend(made);
        }
        Ok(grants)
    }

    /// The private root key, for an admin.
    ///
    /// # Errors
    /// `NotAdmin`, of either of the two; `Altered`.
    pub fn root_grant_for(&mut self, user: UserId, public_key: &Bytes<32>) -> Result<KeyGrant> {
        let recipient = Recipient::User(user, self.proved_key(user, public_key)?);
        let roles = roles_of(&self.sql, &self.prover.over(&self.sql)?, user.0)?;
        if !roles.contains(&sync_contract::catalog::admin_role(self.tenant()).0) {
            return Err(Error::NotAdmin);
        }
        let session = self.session;
        let root = session.root.as_ref().ok_or(Error::NotAdmin)?;
        self.grant(GrantKind::Root, 1, Granting::Root(root), recipient)
    }

    fn proved_key(&self, user: UserId, public_key: &Bytes<32>) -> Result<ExchangeKey> {
        let chain = self.prover.over(&self.sql)?;
        let row = chain
            .row(&self.sql, User::DESCRIPTOR, user.0)?
            .ok_or(Error::NotFound)?;
        match User::FIELD.public_key.in_row(&row) {
            Some(Value::Bytes(stored)) if *stored == public_key.0 => exchange_key(public_key),
            _ => Err(Error::Altered),
        }
    }

    /// Returns until when the keys that this action replaces are valid: now, or the latest time that anything here
    /// carries which they really signed. A clock may be behind what was signed before: what was signed stays valid.
    /// But for no more than a day beyond the latest time that this device knows: an attacker with a stolen key could
    /// sign in any year to go on with it.
    ///
    /// # Errors
    /// `NotFound`, `Altered` for a user whose keys lead nowhere.
    pub fn keys_replaced_at(&self, user: UserId) -> Result<Time> {
        let chain = self.prover.over(&self.sql)?;
        let row = chain.row(&self.sql, User::DESCRIPTOR, user.0)?;
        let row = row.ok_or(Error::NotFound)?;
        let signing_key = User::FIELD.signing_key.in_row(&row);
        let key = signing_key
            .and_then(Value::as_bytes)
            .ok_or(Error::Altered)?;
        let key = VerifyKey::from_bytes(key.try_into().map_err(|_| Error::Altered)?);
        let until_us = self.latest_admin_signed(user, &chain, self.now_us)?;
        self.signed_until(user.0, &key, until_us)
    }

    /// Returns until when a key is valid that was replaced without being named: as of one that is replaced now, but by
    /// the time of its replacement. That may be long ago, and an attacker with the stolen key must not sign today with
    /// it.
    fn overtaken_until(&self, overtaken: &OvertakenKey) -> Result<Time> {
        let replaced_us = overtaken.until_us;
        let until = self.signed_until(overtaken.user, &overtaken.key, replaced_us)?;
        Ok(Time(until.0.min(replaced_us + CLOCK_AHEAD_US_MAX)))
    }

    /// The latest time that this device knows of which the key signed something, or this time where that is later.
    fn signed_until(&self, user: Uuid, key: &VerifyKey, until_us: i64) -> Result<Time> {
        let user = UserId(user);
        let until_us = self.latest_signed_group(user, key, until_us)?;
        let until_us = self.latest_signed_note(user, key, until_us)?;
        let latest_us = self.now_us.max(self.device.clock.last.unix_us());
        Ok(Time(until_us.min(latest_us + CLOCK_AHEAD_US_MAX)))
    }

    /// The latest clock in a group of this device's that the key signed and that is later than this time, or the time.
    fn latest_signed_group(&self, user: UserId, key: &VerifyKey, after_us: i64) -> Result<i64> {
        let mut statement = self.sql.prepare_cached(statement!("outbox", "all_bytes"))?;
        let mut rows = statement.query([])?;
        let mut later = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(bytes) = columns::bytes(row, 0)? else {
                continue;
            };
            if !GroupHead::of(bytes).is_ok_and(|head| head.author == user.0) {
                continue;
            }
            let Ok(group) = Group::from_bytes(bytes) else {
                continue;
            };
            let times = group.writes.iter().map(|write| write.state.clock.unix_us());
            later.extend(
                times
                    .max()
                    .filter(|at_us| *at_us > after_us)
                    .zip(Some(group)),
            );
        }
        later.sort_by_key(|(at_us, _)| std::cmp::Reverse(*at_us));
        let is_signed = |group: &Group| {
            let input = group.signing_input();
            key.verify(Purpose::Group, &input, &group.signature).is_ok()
        };
        let signed = later.iter().find(|(_, group)| is_signed(group));
        Ok(signed.map_or(after_us, |(at_us, _)| *at_us))
    }

    /// The same of this user's cells in admin-signed rows.
    fn latest_admin_signed(&self, user: UserId, chain: &Chain<'_>, after_us: i64) -> Result<i64> {
        let mut later = Vec::new();
        for descriptor in Catalog::ALL
            .iter()
            .filter(|known| known.authority.is_admin_signed())
        {
            let sql = format!("select t.* from {} as t", descriptor.table);
            let mut statement = self.sql.prepare_cached(&sql)?;
            let reader = RowReader::new(descriptor, &statement)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let row = reader.read(row)?;
                let signed = row.cells.iter().filter(|cell| cell.author == user.0);
                let latest_us = signed.map(|cell| cell.clock.unix_us()).max();
                later.extend(latest_us.filter(|at_us| *at_us > after_us).zip(Some(row)));
            }
        }
        later.sort_by_key(|(at_us, _)| std::cmp::Reverse(*at_us));
        let proved = later.iter().find(|(_, row)| chain.is_proved(row));
        Ok(proved.map_or(after_us, |(at_us, _)| *at_us))
    }

    /// The same of notes, addenda and voids, whose signatures carry a time of their own.
    fn latest_signed_note(&self, user: UserId, key: &VerifyKey, after_us: i64) -> Result<i64> {
        let (reader, tenant) = (self.read(), self.tenant());
        let is_signed = |input: Vec<u8>, signature: &Bytes<64>| {
            let signature = <[u8; 64]>::try_from(signature.0.as_slice());
            signature.is_ok_and(|signature| key.verify(Purpose::Note, &input, &signature).is_ok())
        };
        let mut until_us = after_us;
        let by_user = rusqlite::params![user.0.as_bytes(), until_us];
        for row in reader.list::<Note>(statement!("notes", "signed_after"), by_user)? {
            let signature = row.value.signature.open().and_then(Option::as_ref);
            let signed = note_signing_input(tenant, &row.value).zip(signature);
            if signed.is_some_and(|(input, signature)| is_signed(input, signature)) {
                until_us = row.value.signed_at.map_or(until_us, |at| at.0);
                break;
            }
        }
        let by_user = rusqlite::params![user.0.as_bytes(), until_us];
        for row in reader.list::<Addendum>(statement!("notes", "added_after"), by_user)? {
            let (added, at) = (&row.value, row.created_at);
            let Some(signature) = added.signature.open() else {
                continue;
            };
            let note = reader.get::<Note>(added.note)?;
            let of_note = note.and_then(|note| note.value.signature.open().cloned().flatten());
            let others = reader.addenda(added.patient, added.note)?;
            let of_others = others.iter().filter_map(|row| row.value.signature.open());
            let mut followed = of_note.iter().chain(of_others);
            let follows = |followed: &Bytes<64>| {
                addendum_signing_input(tenant, user, at, &followed.0, added)
                    .is_some_and(|input| is_signed(input, signature))
            };
            if followed.any(follows) {
                until_us = at.0;
                break;
            }
        }
        let by_user = rusqlite::params![user.0.as_bytes(), until_us];
        for row in reader.list::<NoteVoid>(statement!("notes", "voided_after"), by_user)? {
            let (void, at) = (&row.value, row.created_at);
            let note = reader.get::<Note>(void.note)?;
            let of_note = note.and_then(|note| note.value.signature.open().cloned().flatten());
            let Some((signature, of_note)) = void.signature.open().zip(of_note) else {
                continue;
            };
            let input = note_void_signing_input(tenant, user, at, &of_note.0, void);
            if input.is_some_and(|input| is_signed(input, signature)) {
                until_us = at.0;
                break;
            }
        }
        Ok(until_us)
    }

    /// What brings everything back: each compartment, the root key and the clinic secret.
    pub(crate) fn recovery_grants(&mut self, proof: [u8; PROOF_LEN]) -> Result<Vec<KeyGrant>> {
        let mut grants = Vec::new();
        for compartment in Compartment::ALL {
            grants.extend(self.grants_of(compartment, Recipient::Recovery)?);
        }
        let (session, secret) = (self.session, self.secret);
        let root = session.root.as_ref().ok_or(Error::NotAdmin)?;
        grants.push(self.grant(
            GrantKind::Root,
            1,
            Granting::FirstRoot(root, proof),
            Recipient::Recovery,
        )?);
        let version = i64::from(secret.version());
        let clinic = Granting::Clinic(secret);
        grants.push(self.grant(
            GrantKind::ClinicSecret,
            version,
            clinic,
            Recipient::Recovery,
        )?);
        Ok(grants)
    }

    fn grants_of(
        &mut self,
        compartment: Compartment,
        recipient: Recipient,
    ) -> Result<Vec<KeyGrant>> {
        let session = self.session;
        let kind = GrantKind::of(compartment);
        if compartment == Compartment::Audit {
            let keys = session.audit_keys.iter();
            return keys
                .map(|keys| {
                    let epoch = i64::from(keys.key_id().epoch());
                    let mut grant = self.grant(kind, epoch, Granting::Audit(keys), recipient)?;
                    grant.public_key = Some(Bytes(keys.public().as_bytes().to_vec()));
                    Ok(grant)
                })
                .collect();
        }
        let keys = session
            .epochs
            .values()
            .filter(|key| key.key_id().compartment() == compartment);
        keys.map(|key| {
            let epoch = i64::from(key.key_id().epoch());
            self.grant(kind, epoch, Granting::Epoch(key), recipient)
        })
        .collect()
    }

    fn grant(
        &mut self,
        kind: GrantKind,
        epoch: i64,
        granting: Granting<'_>,
        recipient: Recipient,
    ) -> Result<KeyGrant> {
        let id: KeyGrantId = self.new_id();
        let aad = grant_aad(self.tenant, id.0);
        let (recipient_kind, user, sealed) = match recipient {
            Recipient::User(user, key) => {
                let sealed = granting.seal_to(&key, &aad, self.random)?;
                (RecipientKind::User, Some(user.0), sealed)
            }
            Recipient::Recovery => {
                let sealed = granting.seal_to_recovery(&self.facts.recovery, &aad)?;
                (RecipientKind::Recovery, None, sealed)
            }
        };
        Ok(KeyGrant {
            id,
            kind,
            epoch,
            recipient_kind,
            recipient: user,
            sealed_key: Bytes(sealed),
            public_key: None,
        })
    }
}

fn exchange_key(bytes: &Bytes<32>) -> Result<ExchangeKey> {
    let key = bytes.0.as_slice().try_into().map_err(|_| Error::NoKey)?;
    Ok(ExchangeKey::from_bytes(key))
}
