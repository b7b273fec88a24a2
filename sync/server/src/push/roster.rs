//! The part of a clinic's staff that a push names, as this process last read it, so that not every push reads it again.
//!
//! Never trusted by itself: behind the locked head a push compares the stamp and begins again if it has risen. What is
//! read grows with what the push names and not with the number of users.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::try_join_all;
use quick_cache::sync::Cache;
use sync_contract::catalog::{Device, Erasure, KeyGrant, Role, Tenant, User, UserRole, admin_role};
use sync_contract::ids::TenantId;
use sync_contract::{CellWrite, Descriptor, Entity, FieldRef, Group, Value, statement};
use uuid::Uuid;

use crate::db::transaction::Transaction;
use crate::db::values::unsigned;
use crate::db::{rows, statements};
use crate::problem::Result;
use crate::push::carried::is_carried;
use crate::push::push_log;
use crate::push::received::{ReceivedPush, is_admin_signed};
use crate::push::staff::Staff;
use crate::push::trust::second_signer;

pub const CLINICS_MAX: usize = 256;
/// The number of authors in a cached part of the staff; beyond it, the cache begins anew.
const AUTHORS_MAX: usize = 64;

/// A part of the staff, and the stamp under which it was read.
#[derive(Debug, Clone)]
pub struct Roster {
    pub staff: Arc<Staff>,
    pub stamp: i64,
    /// The users whose rows, memberships and roles were read, including users that the clinic does not have.
    users: BTreeSet<Uuid>,
}

impl Roster {
    /// Returns whether it has what a push without admin-signed groups needs.
    pub fn covers(&self, received: &ReceivedPush) -> bool {
        let authors = Named::authors(received.decoded());
        authors.users.is_subset(&self.users)
    }
}

/// By clinic. Cheap to clone; all clones are the same.
pub type Rosters = Arc<Cache<Uuid, Roster>>;

/// The staff rows that a decision depends on, by the ids and names in the groups.
#[derive(Debug, Clone, Default)]
pub struct Named {
    users: BTreeSet<Uuid>,
    /// User names and addresses that no other user may have.
    names: BTreeSet<String>,
    /// Roles, memberships, devices and key grants that are written.
    roles: BTreeSet<Uuid>,
    memberships: BTreeSet<Uuid>,
    devices: BTreeSet<Uuid>,
    grants: BTreeSet<Uuid>,
    /// The clinic itself, where a patient is erased or a user given keys: its row has the key by which the recovery key
    /// signs.
    clinics: BTreeSet<Uuid>,
    is_admin_signed: bool,
    is_erasing: bool,
    /// A carried group has a membership: it appoints an admin or ends an appointment.
    carries_membership: bool,
}

impl Named {
    /// Users alone, with what they may do.
    pub fn users(users: impl IntoIterator<Item = Uuid>) -> Named {
        Named {
            users: users.into_iter().collect(),
            ..Named::default()
        }
    }

    /// One more user.
    pub fn and(mut self, user: Uuid) -> Named {
        self.users.insert(user);
        self
    }

    /// The authors of groups and of their cells.
    pub fn authors<'a>(groups: impl Iterator<Item = &'a Group>) -> Named {
        Named::users(groups.flat_map(|group| {
            let cells = group.writes.iter().map(|write| write.state.author);
            cells.chain([group.author])
        }))
    }

    /// The same, and all staff rows that their admin-signed cells name.
    pub fn in_groups<'a>(groups: impl Iterator<Item = &'a Group>) -> Named {
        let groups: Vec<&Group> = groups.collect();
        let mut named = Named::authors(groups.iter().copied());
        let is_membership = |write: &CellWrite| write.entity == UserRole::DESCRIPTOR.number;
        let carried = groups.iter().filter(|group| is_carried(group));
        named.carries_membership = carried
            .into_iter()
            .any(|group| group.writes.iter().any(is_membership));
        let writes = groups.into_iter();
        let writes =
            writes.flat_map(|group| group.writes.iter().map(|write| (group.tenant, write)));
        for (tenant, write) in writes.filter(|(_, write)| is_admin_signed(write)) {
            named.is_admin_signed = true;
            let value = |field: FieldRef| field.in_write(write);
            let id = |field: FieldRef| value(field).and_then(Value::as_uuid);
            let is_of = |descriptor: &Descriptor| write.entity == descriptor.number;
            if is_of(Erasure::DESCRIPTOR) {
                named.is_erasing = true;
                named.users.extend(second_signer(write));
                named.clinics.insert(tenant);
            } else if is_of(User::DESCRIPTOR) {
                named.users.insert(write.row);
                if write.state.cell == User::CELL.keys.number {
                    named.clinics.insert(tenant);
                }
                let texts = [User::FIELD.username, User::FIELD.email].into_iter();
                let texts = texts.filter_map(|field| value(field)?.as_text());
                // Postgres cannot store this character, so no user has such a name
                let texts = texts.filter(|text| !text.contains('\0'));
                named.names.extend(texts.map(str::to_owned));
            } else if is_of(UserRole::DESCRIPTOR) {
                named.memberships.insert(write.row);
                named.roles.extend(id(UserRole::FIELD.role));
                named.users.extend(id(UserRole::FIELD.user));
            } else if is_of(Role::DESCRIPTOR) {
                named.roles.insert(write.row);
            } else if is_of(Device::DESCRIPTOR) {
                named.devices.insert(write.row);
            } else if is_of(KeyGrant::DESCRIPTOR) {
                named.grants.insert(write.row);
            }
        }
        named
    }
}

const ROLES: &str = "id = any(
    array(select role from user_roles where tenant_id = $1 and \"user\" = any($2)) || $3
)";
const GRANTS: &str = "id = any(
    array(select id from key_grants where tenant_id = $1 and recipient = any($2)) || $3
)";

/// Reads what is named of the staff, anew.
pub async fn read(transaction: &Transaction<'_>, tenant: Uuid, named: Named) -> Result<Roster> {
    // the stamp first: rows that change after it make it stale, never the reverse
    let (stamp, root_key) = push_log::staff_stamp(transaction, tenant).await?;
    let ids = |ids: &BTreeSet<Uuid>| ids.iter().copied().collect::<Vec<Uuid>>();
    let memberships = ids(&named.memberships);
    let users = match named.is_admin_signed {
        true => users(transaction, tenant, &named, &memberships).await?,
        false => ids(&named.users),
    };
    let (roles, devices, grants) = (ids(&named.roles), ids(&named.devices), ids(&named.grants));
    let clinics = ids(&named.clinics);
    // a new member of a role must have the keys of its compartments
    let members: &[Uuid] = match memberships.is_empty() {
        true => &[],
        false => &users,
    };
    let of_staff: [(&Descriptor, &str, &[&[Uuid]]); 6] = [
        (Tenant::DESCRIPTOR, "id = any($2)", &[&clinics]),
        (User::DESCRIPTOR, "id = any($2)", &[&users]),
        (UserRole::DESCRIPTOR, "\"user\" = any($2)", &[&users]),
        (Role::DESCRIPTOR, ROLES, &[&users, &roles]),
        (Device::DESCRIPTOR, "id = any($2)", &[&devices]),
        (KeyGrant::DESCRIPTOR, GRANTS, &[members, &grants]),
    ];
    let reads = of_staff
        .into_iter()
        .filter(|(_, _, ids)| ids.iter().any(|ids| !ids.is_empty()))
        .map(|(descriptor, condition, ids)| {
            rows::load_clear_values(transaction, tenant, descriptor, condition, ids)
        });
    let rows = try_join_all(reads).await?;
    let mut staff = Staff::new(tenant, root_key, rows.into_iter().flatten());
    if named.is_erasing {
        staff.accepted_ms = accepted_admins(transaction, tenant, &users).await?;
    }
    if named.carries_membership {
        staff.signed_ms = last_signed(transaction, tenant, &users).await?;
    }
    Ok(Roster {
        staff: Arc::new(staff),
        stamp,
        users: users.into_iter().collect(),
    })
}

/// Returns when this server accepted users as admins or received their present keys, the later of both, for users for
/// whom this was after the first push.
async fn accepted_admins(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    users: &[Uuid],
) -> Result<BTreeMap<Uuid, u64>> {
    let admin = admin_role(TenantId(tenant)).0;
    let text = statement!("push", "accepted_admins");
    let rows = statements::all(transaction, text, &[&tenant, &users, &admin]).await?;
    let read = rows.iter().map(|row| {
        let accepted_ms: i64 = row.try_get("accepted_ms")?;
        Ok((row.try_get("user")?, unsigned(accepted_ms)?))
    });
    read.collect()
}

/// Returns when each of the users last wrote to a row that admins sign.
async fn last_signed(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    users: &[Uuid],
) -> Result<BTreeMap<Uuid, u64>> {
    let text = statement!("push", "last_signed");
    let rows = statements::all(transaction, text, &[&tenant, &users]).await?;
    let read = rows.iter().map(|row| {
        let signed_ms: i64 = row.try_get("signed_ms")?;
        Ok((row.try_get("author")?, unsigned(signed_ms)?))
    });
    read.collect()
}

/// Returns the users that the decision on admin-signed groups depends on. It includes one admin whom the groups do not
/// name, if there is one: then they cannot leave the clinic without an admin.
async fn users(
    transaction: &Transaction<'_>,
    tenant: Uuid,
    named: &Named,
    memberships: &[Uuid],
) -> Result<Vec<Uuid>> {
    let users: Vec<Uuid> = named.users.iter().copied().collect();
    let names: Vec<&String> = named.names.iter().collect();
    let admin = admin_role(TenantId(tenant)).0;
    let rows = statements::all(
        transaction,
        statement!("push", "staff_users"),
        &[&tenant, &users, &memberships, &names, &admin],
    )
    .await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// Reads the staff for a push, and which admin-signed groups an earlier push has accepted: what they changed may have
/// been changed again since. `cached` is what is known of its authors' colleagues.
pub async fn read_for(
    transaction: &Transaction<'_>,
    received: &ReceivedPush,
    cached: Option<Roster>,
) -> Result<(Roster, BTreeSet<Uuid>)> {
    let tenant = received.caller.tenant;
    let mut named = Named::in_groups(received.decoded());
    let known = cached.filter(|cached| cached.users.len() < AUTHORS_MAX && !named.is_admin_signed);
    named
        .users
        .extend(known.into_iter().flat_map(|cached| cached.users));
    let roster = read(transaction, tenant, named).await?;
    let admin_signed: Vec<Uuid> = received
        .groups
        .iter()
        .filter(|group| group.is_admin_signed())
        .map(|group| group.id)
        .collect();
    if admin_signed.is_empty() {
        return Ok((roster, BTreeSet::new()));
    }
    let decided = push_log::decisions(transaction, tenant, &admin_signed).await?;
    let accepted = decided
        .into_iter()
        .filter(|(_, decision)| decision.outcome.is_ok());
    Ok((roster, accepted.map(|(id, _)| id).collect()))
}
