//! The trust chain over the rows of this device: an attacker can edit the file, so each row is proved before it counts.

use rusqlite::Connection;
use sync_contract::catalog::{Tenant, User, UserRole, admin_role};
use sync_contract::entity::Entity;
use sync_contract::ids::TenantId;
use sync_contract::pull::RowState;
use sync_contract::trust::{self, Moment, SignedCell, Untrusted};
use sync_contract::{CellState, Clock, Descriptor, FieldRef, Value, statement};
use uuid::Uuid;

use crate::crypto::password::PasswordParameters;
use crate::crypto::sign::VerifyKey;
use crate::error::Result;
use crate::store::quarantine::QuarantineReason;
use crate::store::rows::RowReader;
use crate::verify::cells::{Verifier, cell_input};
use crate::verify::proofs::Proofs;

/// Root key, admins with their periods, and every user's signing keys, from the verified rows of this device.
pub(crate) struct Trust {
    chain: trust::Trust,
    proofs: Proofs,
}

impl Trust {
    /// Loads the rows of this file, each verified along the trust chain. What does not lead to the root key is
    /// ignored.
    pub fn load(
        conn: &Connection,
        verifier: Verifier<'_>,
        root: VerifyKey,
        proofs: &Proofs,
    ) -> Result<Self> {
        let tenant = verifier.tenant;
        let mut chain = trust::Trust::new(tenant, *root.as_bytes());
        let admin_role = admin_role(TenantId(tenant)).0;
        let memberships = load_all(
            conn,
            UserRole::DESCRIPTOR,
            statement!("replica", "admin_roles"),
            &[admin_role],
        )?;
        let users = load_all(
            conn,
            User::DESCRIPTOR,
            statement!("replica", "signing_keys"),
            &[],
        )?;
        let is_intact = |row: &RowState, cell: &CellState| verifier.check(row, cell).is_ok();
        for row in chain.follow(memberships, users, is_intact, proofs) {
            tracing::warn!(entity = row.entity, row = %row.row, "the trust chain does not reach this row");
        }
        let clinic = load_all(
            conn,
            Tenant::DESCRIPTOR,
            statement!("erasures", "clinic"),
            &[],
        )?;
        for row in clinic.iter().filter(|row| row.row == tenant) {
            let recovery = row.cell(Tenant::CELL.recovery.number);
            let is_proved = |cell: &CellState| {
                let cell = SignedCell {
                    row,
                    stored: None,
                    state: cell,
                    input: &cell_input(tenant, row.entity, row.row, row.patient, cell),
                };
                is_intact(row, cell.state) && chain.check(cell, Moment::Reading, proofs).is_ok()
            };
            if recovery.is_some_and(is_proved) {
                chain.add_clinic(row);
            }
        }
        Ok(Self {
            chain,
            proofs: proofs.clone(),
        })
    }

    /// Returns whether each cell of a stored row has a valid signature of an entitled user.
    pub fn is_proved(&self, verifier: &Verifier<'_>, row: &RowState) -> bool {
        let judge = |cell: &CellState| {
            let input = verifier.check(row, cell)?;
            self.check(row, None, cell, &input)
        };
        let faulty = row
            .cells
            .iter()
            .find_map(|cell| Some((cell.cell, judge(cell).err()?)));
        if let Some((cell, reason)) = faulty {
            let entity = row.entity;
            tracing::warn!(entity, row = %row.row, cell, ?reason, "a row of this file is not what was signed");
        }
        faulty.is_none() && trust::is_complete(row)
    }

    /// Checks that the cell of an admin-signed row was signed by an entitled user. `stored` is this device's row.
    pub fn check(
        &self,
        row: &RowState,
        stored: Option<&RowState>,
        state: &CellState,
        input: &[u8],
    ) -> std::result::Result<(), QuarantineReason> {
        let cell = SignedCell {
            row,
            stored,
            state,
            input,
        };
        Ok(self.chain.check(cell, Moment::Reading, &self.proofs)?)
    }

    /// Returns the admins whose appointments all lie after a clock.
    pub fn appointed_after(&self, at: Clock) -> Vec<Uuid> {
        self.chain.appointed_after(at)
    }

    /// Returns the keys of a user that were valid at that time.
    pub fn keys_at(&self, user: Uuid, at_us: i64) -> Vec<VerifyKey> {
        let keys = self.chain.keys_at(user, at_us).copied();
        keys.map(VerifyKey::from_bytes).collect()
    }
}

impl From<Untrusted> for QuarantineReason {
    fn from(untrusted: Untrusted) -> Self {
        match untrusted {
            Untrusted::Unsigned | Untrusted::BadSignature | Untrusted::NotInvited => {
                Self::Signature
            }
            Untrusted::UnknownSigner => Self::UnknownSigner,
            // the second signer's keys may still come
            Untrusted::NotRoot | Untrusted::NotAdmin { .. } | Untrusted::NotSeconded => {
                Self::NotAdmin
            }
        }
    }
}

/// Returns whether a cell wraps a user's keys under a password that costs less to guess than the one before: only an
/// attacker signs that. `verified` are the cells that came before it in the row: with other keys there is no earlier
/// cost.
pub(crate) fn weakens_password(
    stored: Option<&RowState>,
    verified: &[CellState],
    state: &CellState,
) -> bool {
    let Some(stored) = stored.filter(|row| row.entity == User::DESCRIPTOR.number) else {
        return false;
    };
    let Some(known) = stored
        .cell(state.cell)
        .filter(|known| known.order() < state.order())
    else {
        return false;
    };
    let Some(before) = password_costs(known) else {
        return false;
    };
    let key = User::FIELD.public_key;
    let has_new_keys = verified
        .iter()
        .any(|cell| cell.cell == User::CELL.keys.number && key.in_cell(cell) != key.in_row(stored));
    !has_new_keys && password_costs(state).is_none_or(|after| after.is_weaker_than(&before))
}

/// Returns the costs in a password cell; none where no program of ours wrote them.
fn password_costs(state: &CellState) -> Option<PasswordParameters> {
    let number = |field: FieldRef| field.in_cell(state).and_then(Value::as_int);
    let costs = PasswordParameters::from_fields(
        number(User::FIELD.kdf_memory_kib)?,
        number(User::FIELD.kdf_passes)?,
        number(User::FIELD.kdf_lanes)?,
        [0; 16],
    );
    costs.ok()
}

/// Returns the rows of a statement over `select t.*`, whose parameters are ids.
fn load_all(
    conn: &Connection,
    descriptor: &'static Descriptor,
    sql: &str,
    ids: &[Uuid],
) -> Result<Vec<RowState>> {
    let mut statement = conn.prepare_cached(sql)?;
    let reader = RowReader::new(descriptor, &statement)?;
    let ids = rusqlite::params_from_iter(ids.iter().map(|id| id.as_bytes().as_slice()));
    let mut rows = statement.query(ids)?;
    let mut loaded = Vec::new();
    while let Some(row) = rows.next()? {
        // what another program made unreadable leads nowhere
        loaded.extend(reader.read_known(row)?);
    }
    Ok(loaded)
}
