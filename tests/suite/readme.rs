//! The README's generated parts are what the program prints today.
//!
//! Run with `NUTRIVAULT_WRITE_README=1` to bring them up to date.

use std::fs;
use std::path::Path;

use sync_contract::{Catalog, Descriptor};

/// The text between two markers, or the file with that text replaced.
fn between<'a>(readme: &'a str, name: &str) -> &'a str {
    let start = format!("<!-- {name} -->\n");
    let end = format!("<!-- end of {name} -->");
    let from = readme.find(&start).expect("the README has the marker") + start.len();
    &readme[from..from
        + readme[from..]
            .find(&end)
            .expect("the README has the end marker")]
}

fn expect_generated(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let written = between(&readme, name);
    if written == generated {
        return;
    }
    if std::env::var_os("NUTRIVAULT_WRITE_README").is_some() {
        let (before, after) = readme
            .split_once(&format!("<!-- {name} -->\n{written}"))
            .unwrap();
        fs::write(
            &path,
            format!("{before}<!-- {name} -->\n{generated}{after}"),
        )
        .unwrap();
    } else {
        panic!("the README's {name} are stale; they should read:\n{generated}");
    }
}

fn clear_columns(descriptor: &Descriptor) -> Vec<&'static str> {
    descriptor
        .declared_cells()
        .flat_map(|cell| cell.clear_fields())
        .map(|field| field.name)
        .collect()
}

fn blind_columns(descriptor: &Descriptor) -> Vec<String> {
    descriptor
        .declared_cells()
        .filter_map(|cell| cell.blind_field())
        .map(|field| format!("{} (only whether two are equal)", field.name))
        .collect()
}

#[test]
fn the_readme_lists_every_clear_column() {
    let mut table = "| Table | Clear columns |\n| --- | --- |\n".to_owned();
    for descriptor in Catalog::ALL {
        let mut columns: Vec<String> = clear_columns(descriptor)
            .into_iter()
            .map(str::to_owned)
            .collect();
        columns.extend(descriptor.of_patient.then(|| "patient".to_owned()));
        columns.extend(blind_columns(descriptor));
        if columns.is_empty() {
            columns.push("none".to_owned());
        }
        table += &format!("| {} | {} |\n", descriptor.table, columns.join(", "));
    }
    expect_generated("clear columns", &table);
}

#[test]
fn the_readme_lists_every_right_of_every_role() {
    let matrix = clinic::roles::matrix(&clinic::roles::default_roles());
    let names: Vec<_> = matrix.roles.iter().map(|role| role.name.as_str()).collect();
    let mut table = format!(
        "| Right | {} |\n|{}\n",
        names.join(" | "),
        " --- |".repeat(names.len() + 1)
    );
    for line in &matrix.rights {
        let cells: Vec<_> = line
            .granted
            .iter()
            .map(|is_granted| if *is_granted { "yes" } else { "" })
            .collect();
        table += &format!("| {} | {} |\n", line.right, cells.join(" | "));
    }
    let compartments: Vec<_> = matrix
        .roles
        .iter()
        .map(|role| role.compartments.join(", "))
        .collect();
    table += &format!("| *compartments* | {} |\n", compartments.join(" | "));
    expect_generated("roles", &table);
}
