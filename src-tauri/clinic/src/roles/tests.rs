#![allow(clippy::unwrap_used)]

use super::default_roles;
use super::*;
use sync_contract::catalog::ADMIN_ROLE;

#[test]
fn the_table_shows_the_rights_of_the_roles() {
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
    assert!(sign.granted[dietitian]);
    let manage = table
        .rights
        .iter()
        .find(|line| line.right == "users.manage")
        .unwrap();
    assert!(!manage.granted[dietitian]);
    assert_eq!(table.rights.len(), Right::ALL.len());
}

fn role(name: &str) -> DefaultRole {
    default_roles()
        .into_iter()
        .find(|role| role.name == name)
        .unwrap()
}

#[test]
fn each_role_that_writes_something_reads_it() {
    for role in default_roles() {
        for right in &role.rights {
            let needs = super::edit::read_right(*right);
            let has = |needs: Right| role.rights.contains(&needs);
            assert!(needs.is_none_or(has), "{} of {}", right.as_str(), role.name);
        }
    }
}

#[test]
fn every_right_is_given_to_some_role() {
    let roles = read(ROLES, RIGHTS).unwrap();
    for right in Right::ALL {
        assert!(
            roles.iter().any(|role| role.rights.contains(right)),
            "{}",
            right.as_str()
        );
    }
    assert_eq!(roles[0].name, ADMIN_ROLE);
}

#[test]
fn a_role_that_reads_or_writes_sealed_fields_has_their_key() {
    for role in default_roles() {
        let clinical = [
            Right::ChartRead,
            Right::NotesRead,
            Right::NotesWrite,
            Right::MeasurementsWrite,
            Right::VisitsWrite,
        ];
        if clinical.iter().any(|right| role.rights.contains(right)) {
            assert!(
                role.compartments.contains(&Compartment::Clinical),
                "{}",
                role.name
            );
        }
        if role.rights.contains(&Right::PatientsRead) {
            assert!(
                role.compartments.contains(&Compartment::Contact),
                "{}",
                role.name
            );
        }
    }
}

#[test]
fn the_front_desk_has_no_clinical_compartment() {
    for name in ["Receptionist", "Assistant", "Manager"] {
        assert!(
            !role(name).compartments.contains(&Compartment::Clinical),
            "{name}"
        );
    }
}

#[test]
fn an_admin_reads_no_chart_and_grants_every_key() {
    let admin = role(ADMIN_ROLE);
    assert_eq!(admin.compartments, Compartment::ALL);
    assert!(!admin.rights.contains(&Right::ChartRead) && !admin.rights.contains(&Right::NotesRead));
}

#[test]
fn a_misspelt_file_is_noticed() {
    assert!(
        read(
            "name,compartments,description\nA,contact,\n",
            "right,A\nnotes.sing,x\n"
        )
        .is_err()
    );
    assert!(read("name,compartments,description\nA,kontact,\n", "right,A\n").is_err());
    assert!(
        read(
            "name,compartments,description\nA,contact,\n",
            "right,B\nnotes.sign,x\n"
        )
        .is_err()
    );
}

#[test]
fn the_roles_of_the_product_have_the_keys_that_their_rights_take() {
    for role in default_roles() {
        for compartment in edit::compartments_for(&role.rights) {
            assert!(
                role.compartments.contains(&compartment),
                "{} lacks {}",
                role.name,
                compartment.name()
            );
        }
    }
}
