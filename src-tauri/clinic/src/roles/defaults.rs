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
#[path = "defaults_tests.rs"]
mod tests;
