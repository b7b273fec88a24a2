//! The roles that a new clinic starts with, read from the data that is built into the program.

use sync_contract::{Compartment, Right};

const ROLES: &str = include_str!("../../../../seeds/reference/roles/roles.csv");
const RIGHTS: &str = include_str!("../../../../seeds/reference/roles/rights.csv");

/// The role that grants every other; the root key signs who has it.
pub const ADMIN: &str = "Admin";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRole {
    pub name: String,
    pub description: String,
    pub compartments: Vec<Compartment>,
    pub rights: Vec<Right>,
}

/// In the order of the file, Admin first.
pub fn default_roles() -> Vec<DefaultRole> {
    read(ROLES, RIGHTS).expect("the built-in roles are checked by a test")
}

fn read(roles: &str, rights: &str) -> Result<Vec<DefaultRole>, String> {
    let mut read = Vec::new();
    for record in csv::Reader::from_reader(roles.as_bytes()).into_records() {
        let record = record.map_err(|error| error.to_string())?;
        let [name, compartments, description] = record.iter().collect::<Vec<_>>()[..] else {
            return Err("a role has three columns".into());
        };
        let compartments: Result<Vec<_>, String> =
            compartments.split(' ').map(compartment).collect();
        read.push(DefaultRole {
            name: name.to_owned(),
            description: description.to_owned(),
            compartments: compartments?,
            rights: Vec::new(),
        });
    }
    give_rights(&mut read, rights)?;
    Ok(read)
}

fn compartment(name: &str) -> Result<Compartment, String> {
    let known = Compartment::ALL
        .into_iter()
        .find(|compartment| compartment.name() == name);
    known.ok_or_else(|| format!("no compartment {name}"))
}

fn give_rights(roles: &mut [DefaultRole], table: &str) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns = reader.headers().map_err(|error| error.to_string())?.clone();
    for record in reader.into_records() {
        let record = record.map_err(|error| error.to_string())?;
        let word = record.get(0).ok_or("a line without its right")?;
        let right = Right::from_word(word).ok_or_else(|| format!("no right {word}"))?;
        for (column, mark) in columns.iter().zip(record.iter()).skip(1) {
            let role = roles.iter_mut().find(|role| role.name == column);
            let role = role.ok_or_else(|| format!("no role {column}"))?;
            match mark {
                "x" => role.rights.push(right),
                "" => {}
                other => return Err(format!("{other} is neither x nor empty")),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn role(name: &str) -> DefaultRole {
        default_roles()
            .into_iter()
            .find(|role| role.name == name)
            .unwrap()
    }

    #[test]
    fn every_right_is_given_to_somebody() {
        let roles = read(ROLES, RIGHTS).unwrap();
        for right in Right::ALL {
            assert!(
                roles.iter().any(|role| role.rights.contains(right)),
                "{}",
                right.word()
            );
        }
        assert_eq!(roles[0].name, ADMIN);
    }

    #[test]
    fn whoever_writes_or_reads_what_is_sealed_holds_its_key() {
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
    fn the_front_desk_holds_nothing_clinical() {
        for name in ["Receptionist", "Assistant", "Manager"] {
            assert!(
                !role(name).compartments.contains(&Compartment::Clinical),
                "{name}"
            );
        }
    }

    #[test]
    fn an_admin_reads_no_chart_and_grants_every_key() {
        let admin = role(ADMIN);
        assert_eq!(admin.compartments, Compartment::ALL);
        assert!(
            !admin.rights.contains(&Right::ChartRead) && !admin.rights.contains(&Right::NotesRead)
        );
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
}
