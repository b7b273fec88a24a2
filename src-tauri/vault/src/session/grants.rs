//! What was granted to a user, proved along the trust chain: keys, rights and compartments.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use sync_contract::catalog::{GrantKind, KeyGrant, Role, UserRole};
use sync_contract::pull::RowState;
use sync_contract::roles_given::RolesGiven;
use sync_contract::statement;
use sync_contract::trust::Membership;
use sync_contract::{Catalog, Entity, Value, Writer};
use uuid::Uuid;

use crate::crypto::error::SealError;
use crate::crypto::grant::Granted;
use crate::crypto::keys::epoch::{AuditKeys, BlindKey, EpochKey};
use crate::crypto::keys::private::{RootKey, UserKeys};
use crate::crypto::sign::VerifyKey;
use crate::error::{Error, Result};
use crate::store::rows::RowReader;
use crate::verify::chain::Chain;

/// Returns the associated data of a grant, so that it does not open in another row.
pub(crate) fn grant_aad(tenant: Uuid, grant: Uuid) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64);
    writer.raw(b"nutrivault grant 1");
    writer.uuid(tenant);
    writer.uuid(grant);
    writer.finish()
}

#[derive(Default)]
pub(crate) struct Grants {
    pub epochs: BTreeMap<u32, EpochKey>,
    pub audit: Vec<AuditKeys>,
    pub root: Option<RootKey>,
}

/// A grant to an earlier key pair of the user does not open and is passed over.
///
/// Any program can seal to a public key, so each grant is verified: a forger would know the key of what is written
/// later.
///
/// # Errors
/// `Altered`.
pub(crate) fn open_grants(
    conn: &Connection,
    chain: &Chain<'_>,
    aad: impl Fn(Uuid) -> Vec<u8>,
    root: &VerifyKey,
    user: Uuid,
    keys: &UserKeys,
) -> Result<Grants> {
    let sql = statement!("keys", "grants_to_user");
    let mut statement = conn.prepare_cached(sql)?;
    let reader = RowReader::new(KeyGrant::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([user.as_bytes()])?;
    let mut grants = Grants::default();
    while let Some(row) = rows.next()? {
        let row = reader.read_known(row)?.ok_or(Error::Altered)?;
        chain.prove(&row)?;
        let grant = GrantedKey::of(&row).ok_or(Error::Altered)?;
        match Granted::open(keys.exchange(), &aad(row.row), &grant.sealed) {
            Ok(Granted::Epoch(key))
                if grant.kind.compartment() == Some(key.key_id().compartment())
                    && i64::from(key.key_id().epoch()) == grant.epoch =>
            {
                grants.epochs.insert(key.key_id().number(), key);
            }
            Ok(Granted::Audit(key))
                if grant.kind == GrantKind::Audit
                    && i64::from(key.key_id().epoch()) == grant.epoch =>
            {
                grants.audit.push(key);
            }
            Ok(Granted::Root(key))
                if grant.kind == GrantKind::Root && key.verify_key() == *root =>
            {
                grants.root = Some(key);
            }
            Err(SealError::OtherKey) => {}
            _ => tracing::warn!(grant = %row.row, "a granted key is not what its row says"),
        }
    }
    Ok(grants)
}

/// What is signed of a grant.
pub(crate) struct GrantedKey {
    pub kind: GrantKind,
    pub epoch: i64,
    pub sealed: Vec<u8>,
}

impl GrantedKey {
    pub fn of(row: &RowState) -> Option<Self> {
        let Some(Value::Text(kind)) = KeyGrant::FIELD.kind.in_row(row) else {
            return None;
        };
        let Some(Value::Int(epoch)) = KeyGrant::FIELD.epoch.in_row(row) else {
            return None;
        };
        let Some(Value::Bytes(sealed)) = KeyGrant::FIELD.sealed_key.in_row(row) else {
            return None;
        };
        Some(Self {
            kind: kind.parse::<GrantKind>().ok()?,
            epoch: *epoch,
            sealed: sealed.clone(),
        })
    }
}

/// Returns what a user's roles give at which facility, each membership and role verified. An admin is one everywhere.
///
/// # Errors
/// `Altered`.
pub(crate) fn load_roles(conn: &Connection, chain: &Chain<'_>, user: Uuid) -> Result<RolesGiven> {
    let mut given = RolesGiven::default();
    for Membership { role, facility, .. } in memberships_of(conn, chain, user)? {
        if let Some(row) = chain.row(conn, Role::DESCRIPTOR, role)? {
            given.add(facility.filter(|_| !chain.is_of_admins(role)), &row);
        }
    }
    Ok(given)
}

/// The roles that a user has now, each membership proved.
///
/// # Errors
/// `Altered`.
pub(crate) fn roles_of(conn: &Connection, chain: &Chain<'_>, user: Uuid) -> Result<Vec<Uuid>> {
    let memberships = memberships_of(conn, chain, user)?;
    Ok(memberships.into_iter().map(|of| of.role).collect())
}

fn memberships_of(conn: &Connection, chain: &Chain<'_>, user: Uuid) -> Result<Vec<Membership>> {
    let sql = statement!("people", "memberships_of");
    let mut statement = conn.prepare_cached(sql)?;
    let reader = RowReader::new(UserRole::DESCRIPTOR, &statement)?;
    let mut rows = statement.query([user.as_bytes()])?;
    let mut memberships = Vec::new();
    while let Some(row) = rows.next()? {
        let row = reader.read_known(row)?.ok_or(Error::Altered)?;
        chain.prove(&row)?;
        let membership = Membership::of(&row).filter(|of| of.user == user && of.until.is_none());
        memberships.extend(membership);
    }
    Ok(memberships)
}

/// One for each blind field whose first epoch this user holds.
pub(crate) fn blind_keys(
    epochs: &BTreeMap<u32, EpochKey>,
) -> Result<HashMap<(u16, u16), BlindKey>> {
    let mut keys = HashMap::new();
    for descriptor in Catalog::ALL {
        for cell in descriptor.declared_cells() {
            let (Some(field), Some(compartment)) = (cell.blind_field(), cell.compartment()) else {
                continue;
            };
            let first = (u32::from(compartment.number()) << 24) | 1;
            if let Some(epoch) = epochs.get(&first) {
                let key = BlindKey::derive(epoch, descriptor.number, field.number)?;
                keys.insert((descriptor.number, field.number), key);
            }
        }
    }
    Ok(keys)
}
