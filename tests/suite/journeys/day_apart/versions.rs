//! Every version of every cell that a computer has, as its export lists them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use support::CliDevice;
use sync_contract::{Catalog, Descriptor};

use super::super::{exported, list, text};

/// A cell: its table, its row, its name.
pub type Cell = (&'static str, String, String);

/// The versions of each cell by their clocks; the one that is shown, and those next to it.
pub struct Versions {
    cells: BTreeMap<Cell, BTreeMap<String, Value>>,
    shown: BTreeMap<Cell, String>,
    /// Cells that a user decided, or that a computer released as equal.
    decided: BTreeSet<(String, u8)>,
    /// The file itself, byte by byte the same on computers that have the same.
    pub lines: Vec<String>,
}

impl Versions {
    /// Values that `ada` may not read are exported as a digest of their sealed bytes, which are equal if the bytes are.
    pub fn of(device: &CliDevice) -> Versions {
        let lines = exported(device, "ada", "versions.json");
        // an export replaces no file
        std::fs::remove_file(device.path("versions.json")).unwrap();
        let document: Value = serde_json::from_str(&lines.concat()).unwrap();
        let mut versions = Versions {
            cells: BTreeMap::new(),
            shown: BTreeMap::new(),
            decided: BTreeSet::new(),
            lines,
        };
        for descriptor in Catalog::ALL {
            for row in list(&document["entities"], descriptor.table) {
                versions.take(descriptor, row);
            }
        }
        versions
    }

    fn take(&mut self, descriptor: &'static Descriptor, row: &Value) {
        let cell_of = |name: &str| (descriptor.table, text(row, "id"), name.to_owned());
        for (name, cell) in row["cells"].as_object().unwrap() {
            let clock = text(cell, "clock");
            self.shown.insert(cell_of(name), clock.clone());
            let versions = self.cells.entry(cell_of(name)).or_default();
            versions.insert(clock, cell.clone());
        }
        for sibling in row["siblings"].as_array().into_iter().flatten() {
            let versions = self.cells.entry(cell_of(&text(sibling, "cell")));
            let mut version = sibling.clone();
            version.as_object_mut().unwrap().remove("cell");
            versions
                .or_default()
                .insert(text(sibling, "clock"), version);
        }
        if descriptor.table == "conflict_resolutions" {
            let decision = &row["cells"]["decision"]["values"];
            let cell = decision["cell"].as_u64().unwrap();
            let cell = u8::try_from(cell).unwrap();
            self.decided.insert((text(decision, "row"), cell));
        }
    }

    /// Returns the versions that are not in an earlier export: what was written since.
    pub fn since(&self, earlier: &Versions) -> Vec<(Cell, String)> {
        let all = self.cells.iter().flat_map(|(cell, versions)| {
            let clocks = versions.keys();
            clocks.map(|clock| (cell.clone(), clock.clone()))
        });
        let is_new = |(cell, clock): &(Cell, String)| {
            let known = earlier.cells.get(cell);
            !known.is_some_and(|known| known.contains_key(clock))
        };
        all.filter(is_new).collect()
    }

    /// Returns the versions of `written` that are neither shown nor siblings, although their cell was not decided and
    /// does not have the same content. `source` is where they were written.
    pub fn lost(&self, source: &Versions, written: &[(Cell, String)]) -> Vec<String> {
        let lost = written.iter().filter(|(cell, clock)| {
            let version = &source.cells[cell][clock];
            let here = self.cells.get(cell).and_then(|here| here.get(clock));
            if here.is_some_and(|here| is_equal(here, version)) {
                return false;
            }
            !self.is_decided(cell) && !self.is_same(cell, version)
        });
        lost.map(|(cell, clock)| {
            let version = &source.cells[cell][clock];
            format!(
                "{cell:?} at {clock}: {version}, here {:?}",
                self.cells.get(cell)
            )
        })
        .collect()
    }

    fn is_decided(&self, (table, row, name): &Cell) -> bool {
        let known = Catalog::ALL.iter().find(|known| known.table == *table);
        let mut cells = known.unwrap().cells.iter();
        let spec = cells.find(|spec| spec.name == name).unwrap();
        self.decided.contains(&(row.clone(), spec.number))
    }

    /// Returns whether the shown version equals another one, or is the creation of a row whose id both derived.
    fn is_same(&self, cell: &Cell, version: &Value) -> bool {
        let is_birth = cell.2 == "created";
        let shown = self.shown.get(cell).map(|clock| &self.cells[cell][clock]);
        shown.is_some_and(|shown| is_birth || is_equal(shown, version))
    }

    /// Returns how many cells have more than one version.
    pub fn disputed(&self) -> usize {
        let cells = self.cells.values();
        cells.filter(|versions| versions.len() > 1).count()
    }
}

/// Returns whether two versions say the same: of what is sealed to the reader, by its digest. What is sealed of a
/// deletion is opened where it is contested alone; its values in the clear are compared, then.
fn is_equal(one: &Value, other: &Value) -> bool {
    match (one.get("sealed_sha256"), other.get("sealed_sha256")) {
        (Some(one), Some(other)) => one == other,
        _ => one["values"] == other["values"],
    }
}

/// Returns the tables of some cells.
pub fn tables_of(written: &[(Cell, String)]) -> BTreeSet<&'static str> {
    written.iter().map(|((table, _, _), _)| *table).collect()
}

/// Returns the rows of some cells.
pub fn rows_of(written: &[(Cell, String)]) -> BTreeSet<(&'static str, &str)> {
    let cells = written.iter();
    cells
        .map(|((table, row, _), _)| (*table, row.as_str()))
        .collect()
}
