//! The clinic's admin-signed rows, and what follows from them: the trust chain, rights, and active users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sync_contract::catalog::{
    Device, FormerKey, GrantKind, KeyGrant, RecipientKind, Role, Tenant, User, UserRole, admin_role,
};
use sync_contract::entity::Entity;
use sync_contract::ids::TenantId;
use sync_contract::pull::RowState;
use sync_contract::trust::{Entitlement, Membership, Trust};
use sync_contract::{CellState, Descriptor, FieldRef, Value};
use uuid::Uuid;

use crate::db::loaded_row::RowKey;

/// The entities whose rows decide about rights.
pub const DECIDING: [&Descriptor; 5] = [
    User::DESCRIPTOR,
    Role::DESCRIPTOR,
    UserRole::DESCRIPTOR,
    Device::DESCRIPTOR,
    KeyGrant::DESCRIPTOR,
];

/// The users, roles, devices and grants of a clinic that a decision depends on, at one moment and without sealed bytes.
/// A clone shares the rows.
#[derive(Debug, Clone)]
pub struct Staff {
    pub tenant: Uuid,
    pub root_key: [u8; 32],
    /// When this server accepted users as admins under their present keys, in Unix milliseconds; only for those that it
    /// accepted, or whose keys it received, after the first push.
    pub accepted_ms: BTreeMap<Uuid, u64>,
    /// When users last wrote to rows that admins sign, where a membership is carried, in Unix milliseconds.
    pub signed_ms: BTreeMap<Uuid, u64>,
    rows: BTreeMap<RowKey, Arc<RowState>>,
}

impl Staff {
    pub fn new(
        tenant: Uuid,
        root_key: [u8; 32],
        rows: impl IntoIterator<Item = RowState>,
    ) -> Staff {
        let rows = rows.into_iter().map(|row| {
            let key = RowKey {
                entity: row.entity,
                row: row.row,
            };
            (key, Arc::new(row))
        });
        Staff {
            tenant,
            root_key,
            accepted_ms: BTreeMap::new(),
            signed_ms: BTreeMap::new(),
            rows: rows.collect(),
        }
    }

    /// Sets a cell as an admin-signed write does: it replaces the version before.
    pub fn set(&mut self, entity: u16, row: Uuid, cell: &CellState) {
        // the clinic's own row decides with them: it has the key by which the recovery key signs
        let mut decides = DECIDING.into_iter().chain([Tenant::DESCRIPTOR]);
        if !decides.any(|descriptor| descriptor.number == entity) {
            return;
        }
        let keyed = (entity, cell.cell) == (User::DESCRIPTOR.number, User::CELL.keys.number);
        let user = self.newly_admin(entity, cell).or(keyed.then_some(row));
        if let Some(user) = user {
            self.accepted_ms.insert(user, u64::MAX);
        }
        let row = self
            .rows
            .entry(RowKey { entity, row })
            .or_insert_with(|| Arc::new(RowState::empty(entity, row, None)));
        let row = Arc::make_mut(row);
        row.cells.retain(|before| before.cell != cell.cell);
        row.cells.push(CellState {
            sealed: None,
            ..cell.clone()
        });
    }

    /// Returns the user that a cell newly appoints as an admin; the time of acceptance is known only afterwards.
    fn newly_admin(&self, entity: u16, cell: &CellState) -> Option<Uuid> {
        let value = |field: FieldRef| field.in_cell(cell)?.as_uuid();
        let admin = admin_role(TenantId(self.tenant)).0;
        let is_admin = |user: Uuid| {
            let mut memberships = self.memberships();
            memberships.any(|of| (of.user, of.role, of.until) == (user, admin, None))
        };
        let gives_admin =
            entity == UserRole::DESCRIPTOR.number && value(UserRole::FIELD.role) == Some(admin);
        let user = value(UserRole::FIELD.user).filter(|_| gives_admin)?;
        (!is_admin(user)).then_some(user)
    }

    pub fn has_user(&self, user: Uuid) -> bool {
        self.row(User::DESCRIPTOR, user).is_some()
    }

    pub fn has_device(&self, device: Uuid) -> bool {
        self.row(Device::DESCRIPTOR, device).is_some()
    }

    pub fn signing_key(&self, user: Uuid) -> Option<&[u8]> {
        User::FIELD
            .signing_key
            .in_row(self.row(User::DESCRIPTOR, user)?)?
            .as_bytes()
    }

    /// Returns the keys that a user has replaced: groups signed with them may still arrive.
    pub fn former_keys(&self, user: Uuid) -> Vec<FormerKey> {
        self.row(User::DESCRIPTOR, user)
            .and_then(|row| User::FIELD.former_keys.in_row(row)?.as_bytes())
            .and_then(FormerKey::list)
            .unwrap_or(Vec::new())
    }

    pub fn is_active(&self, user: Uuid) -> bool {
        self.row(User::DESCRIPTOR, user).is_some_and(|row| {
            !row.is_deleted() && User::FIELD.is_active.in_row(row) == Some(&Value::Bool(true))
        })
    }

    /// Returns what a user may do and open now: nothing while inactive. Where a session works is not known here, so
    /// that a role for one facility counts as one for all.
    pub fn entitlement(&self, user: Uuid) -> Entitlement {
        let mut entitlement = Entitlement::default();
        for role in self.roles_of(user) {
            entitlement.add(role);
        }
        entitlement
    }

    /// Returns the trust chain of these users' rows, each of which was proved when it was admitted.
    pub fn trust(&self, users: &BTreeSet<Uuid>) -> Trust {
        let mut trust = Trust::new(self.tenant, self.root_key);
        if let Some(clinic) = self.row(Tenant::DESCRIPTOR, self.tenant) {
            trust.add_clinic(clinic);
        }
        let is_theirs = |row: &&RowState| {
            let user = id(row, UserRole::FIELD.user);
            user.is_some_and(|user| users.contains(&user))
        };
        for row in self.rows_of(UserRole::DESCRIPTOR).filter(is_theirs) {
            trust.add_membership(row);
        }
        for (user, accepted_ms) in &self.accepted_ms {
            trust.accept_admin(*user, *accepted_ms);
        }
        for row in users
            .iter()
            .filter_map(|user| self.row(User::DESCRIPTOR, *user))
        {
            trust.add_user(row);
        }
        trust
    }

    /// Returns whether the clinic's own row says by which key the recovery key signs.
    pub fn has_recovery_key(&self) -> bool {
        self.trust(&BTreeSet::new()).recovery_key().is_some()
    }

    fn roles_of(&self, user: Uuid) -> impl Iterator<Item = &RowState> {
        let roles = self.is_active(user).then(|| self.memberships());
        roles
            .into_iter()
            .flatten()
            .filter(move |membership| membership.user == user && membership.until.is_none())
            .filter_map(|membership| self.row(Role::DESCRIPTOR, membership.role))
            .filter(|role| !role.is_deleted())
    }

    pub fn has_admin(&self) -> bool {
        let admin_role = admin_role(TenantId(self.tenant)).0;
        self.memberships().any(|membership| {
            membership.until.is_none()
                && membership.role == admin_role
                && self.is_active(membership.user)
        })
    }

    /// Returns whether a user is an admin now.
    pub fn is_admin(&self, user: Uuid) -> bool {
        let admin_role = admin_role(TenantId(self.tenant)).0;
        let mut of_user = self
            .memberships()
            .filter(|membership| membership.user == user);
        let is_member = of_user.any(|of| of.until.is_none() && of.role == admin_role);
        is_member && self.is_active(user)
    }

    /// Returns whether a user has a role that was not ended, whether or not they are active.
    pub fn has_role(&self, user: Uuid) -> bool {
        self.memberships()
            .any(|membership| membership.user == user && membership.until.is_none())
    }

    /// Returns whether another user signs in with this name or address.
    pub fn is_taken(&self, user: Uuid, name: &str) -> bool {
        self.rows_of(User::DESCRIPTOR)
            .filter(|row| row.row != user && !row.is_deleted())
            .flat_map(|row| {
                [
                    text(row, User::FIELD.username),
                    text(row, User::FIELD.email),
                ]
            })
            .flatten()
            .any(|taken| taken == name)
    }

    /// Returns whether a user has a role with a compartment for which they have no key.
    pub fn lacks_key(&self, user: Uuid) -> bool {
        let kinds: BTreeSet<&str> = self
            .rows_of(KeyGrant::DESCRIPTOR)
            .filter(|row| id(row, KeyGrant::FIELD.recipient) == Some(user))
            .filter(|row| {
                text(row, KeyGrant::FIELD.recipient_kind) == Some(RecipientKind::User.as_str())
            })
            .filter_map(|row| text(row, KeyGrant::FIELD.kind))
            .collect();
        self.entitlement(user)
            .compartments
            .into_iter()
            .any(|compartment| !kinds.contains(GrantKind::of(compartment).as_str()))
    }

    /// Returns the user of a membership.
    pub fn user_of_membership(&self, membership: Uuid) -> Option<Uuid> {
        id(
            self.row(UserRole::DESCRIPTOR, membership)?,
            UserRole::FIELD.user,
        )
    }

    fn memberships(&self) -> impl Iterator<Item = Membership> {
        self.rows_of(UserRole::DESCRIPTOR)
            .filter_map(Membership::of)
    }

    pub fn rows_of(&self, descriptor: &Descriptor) -> impl Iterator<Item = &RowState> {
        let entity = descriptor.number;
        let first = RowKey {
            entity,
            row: Uuid::nil(),
        };
        let last = RowKey {
            entity,
            row: Uuid::max(),
        };
        self.rows.range(first..=last).map(|(_, row)| row.as_ref())
    }

    pub fn row(&self, descriptor: &Descriptor, row: Uuid) -> Option<&RowState> {
        let entity = descriptor.number;
        self.get(RowKey { entity, row })
    }

    pub fn get(&self, key: RowKey) -> Option<&RowState> {
        self.rows.get(&key).map(Arc::as_ref)
    }
}

fn text(row: &RowState, field: FieldRef) -> Option<&str> {
    field.in_row(row)?.as_text()
}

fn id(row: &RowState, field: FieldRef) -> Option<Uuid> {
    field.in_row(row)?.as_uuid()
}
