//! Who may do what, as one table.

use serde::Serialize;
use specta::Type;
use sync_contract::{Compartment, Right};

use super::DefaultRole;

/// One line a right, one column a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RightsMatrix {
    pub roles: Vec<RoleColumn>,
    pub rights: Vec<RightLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleColumn {
    pub name: String,
    pub compartments: Vec<String>,
}

/// `held[i]` belongs to `roles[i]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RightLine {
    pub right: String,
    pub held: Vec<bool>,
}

/// The table of these roles, rights in the order of the alphabet.
pub fn matrix(roles: &[DefaultRole]) -> RightsMatrix {
    let mut rights = Right::ALL.to_vec();
    rights.sort_by_key(|right| right.word());
    let line = |right: &Right| RightLine {
        right: right.word().to_owned(),
        held: roles
            .iter()
            .map(|role| role.rights.contains(right))
            .collect(),
    };
    RightsMatrix {
        roles: roles.iter().map(column).collect(),
        rights: rights.iter().map(line).collect(),
    }
}

fn column(role: &DefaultRole) -> RoleColumn {
    let names = |compartment: &Compartment| compartment.name().to_owned();
    RoleColumn {
        name: role.name.clone(),
        compartments: role.compartments.iter().map(names).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::roles::default_roles;

    #[test]
    fn the_table_says_what_the_roles_hold() {
        let roles = default_roles();
        let table = matrix(&roles);
        let dietitian = table
            .roles
            .iter()
            .position(|role| role.name == "Dietitian")
            .unwrap();
        let sign = table
            .rights
            .iter()
            .find(|line| line.right == "notes.sign")
            .unwrap();
        assert!(sign.held[dietitian]);
        let manage = table
            .rights
            .iter()
            .find(|line| line.right == "users.manage")
            .unwrap();
        assert!(!manage.held[dietitian]);
        assert_eq!(table.rights.len(), Right::ALL.len());
    }
}
