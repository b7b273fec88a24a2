use sync_contract::Right;
use sync_contract::catalog::Role;
use sync_contract::field::Text;
use sync_contract::ids::{RoleId, TenantId, derived_id};
use sync_contract::right::{rights_from_text, rights_to_text};
use vault::admin_role;

use super::matrix::{RightsMatrix, matrix};
use super::{ADMIN, DefaultRole, default_roles};
use crate::Clinic;
use crate::error::Result;
use crate::users::add::compartments;

/// Who may do what in this clinic. Errors: `Forbidden` (needs `users.read`).
pub fn rights(clinic: &Clinic) -> Result<RightsMatrix> {
    clinic.may(Right::UsersRead)?;
    let stored = clinic.read().roles()?;
    let live = stored.iter().filter(|row| row.deleted.is_none());
    let mut roles: Vec<DefaultRole> = live.map(|row| as_listed(&row.value)).collect();
    let order: Vec<String> = default_roles().into_iter().map(|role| role.name).collect();
    roles.sort_by_key(|role| {
        order
            .iter()
            .position(|name| *name == role.name)
            .unwrap_or(order.len())
    });
    Ok(matrix(&roles))
}

fn as_listed(role: &Role) -> DefaultRole {
    DefaultRole {
        name: role.name.to_string(),
        description: role
            .description
            .as_ref()
            .map_or(String::new(), |text| text.to_string()),
        compartments: compartments(role),
        rights: rights_from_text(&role.rights),
    }
}

/// The rows of the roles that a new clinic starts with.
pub(crate) fn first_rows(tenant: TenantId) -> Vec<Role> {
    default_roles()
        .into_iter()
        .map(|role| row(tenant, &role))
        .collect()
}

fn row(tenant: TenantId, role: &DefaultRole) -> Role {
    const CHECKED: &str = "the built-in roles are short; a test founds a clinic with them";
    let names: Vec<&str> = role
        .compartments
        .iter()
        .map(|compartment| compartment.name())
        .collect();
    let id = match role.name.as_str() {
        ADMIN => admin_role(tenant),
        name => RoleId(derived_id(tenant, &format!("role/{name}"))),
    };
    Role {
        id,
        name: Text::new(&role.name).expect(CHECKED),
        description: Some(Text::new(&role.description).expect(CHECKED)),
        is_system: true,
        rights: Text::new(&rights_to_text(&role.rights)).expect(CHECKED),
        compartments: Text::new(&names.join(" ")).expect(CHECKED),
    }
}
