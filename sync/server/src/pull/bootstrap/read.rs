//! What the pages of a bootstrap are read by: which entities belong to which class, and their statements.

use std::collections::HashMap;

use sync_contract::catalog::Appointment;
use sync_contract::entity::Entity;
use sync_contract::pull::{BootstrapClass, BootstrapToken, RowState};
use sync_contract::{Catalog, Descriptor};
use uuid::Uuid;

use crate::db::columns;
use crate::db::loaded_row::{RowKey, size_of};
use crate::db::row_sizes::{fitting, of_siblings, size_of_stored};
use crate::db::rows;
use crate::db::transaction::Transaction;
use crate::problem::Result;
use crate::pull::page::ROWS_MAX;
use crate::pull::scope::{EVERY_DEVICE, Scope};

/// Rows of one statement: a page of pictures must not fill the memory of the server.
pub const CHUNK_ROWS_MAX: usize = 500;
/// Ids of one statement: they are small, and to plan a search of every table costs as much as hundreds of rows.
pub const IDS_MAX: usize = ROWS_MAX as usize;

/// A position within a bootstrap: its class, and the last row of that class.
pub type Position = (BootstrapClass, Option<(u16, Uuid)>);

/// A page of a bootstrap that is read in one snapshot.
pub struct BootstrapRead<'a, 'b> {
    pub transaction: &'a Transaction<'b>,
    pub tenant: Uuid,
    pub scope: &'a Scope,
    pub token: &'a BootstrapToken,
    /// Whether the clinic has any sibling versions or unknown cells.
    pub has_siblings_or_unknown: bool,
    /// The sequence number of the token's head.
    pub upto: i64,
}

impl BootstrapRead<'_, '_> {
    /// Returns whether the bootstrap includes an entity, as far as the device may have it.
    pub fn includes(&self, descriptor: &Descriptor) -> bool {
        let compartment = match descriptor.compartment() {
            Some(compartment) if !descriptor.is_for_every_device() => compartment.number(),
            _ => EVERY_DEVICE,
        };
        self.scope.contains(descriptor) && self.token.compartments.contains(&compartment)
    }

    /// Returns how many of the rows fit into a page, in their order: at least one. Each has the size that its table
    /// says.
    pub async fn fitting(&self, rows: &[(RowKey, usize)], bytes_max: usize) -> Result<usize> {
        let mut sizes: Vec<usize> = rows.iter().map(|(_, size)| *size).collect();
        if self.has_siblings_or_unknown && rows.len() > 1 {
            let keys: Vec<RowKey> = rows.iter().map(|(key, _)| *key).collect();
            let others = of_siblings(self.transaction, self.tenant, &keys).await?;
            let mut by_key: HashMap<RowKey, usize> = HashMap::new();
            for (key, size) in others {
                *by_key.entry(key).or_default() += size;
            }
            for (key, size) in keys.iter().zip(&mut sizes) {
                *size += by_key.get(key).copied().unwrap_or(0);
            }
        }
        Ok(fitting(sizes.into_iter(), bytes_max))
    }

    /// Adds sibling versions and unknown cells to rows that were read from their tables.
    pub async fn with_siblings(&self, rows: Vec<RowState>) -> Result<Vec<RowState>> {
        match self.has_siblings_or_unknown {
            true => rows::with_siblings(self.transaction, self.tenant, rows).await,
            false => Ok(rows),
        }
    }
}

/// Returns the beginning of the class after this one.
pub fn following(class: BootstrapClass) -> Option<Position> {
    class.next().map(|class| (class, None))
}

/// Returns the size of rows on the wire, roughly.
pub fn sizes_of(rows: &[RowState]) -> usize {
    rows.iter().map(size_of).sum()
}

/// The entities of a class that goes entity by entity, in the order of their numbers.
pub fn entities(class: BootstrapClass) -> Vec<&'static Descriptor> {
    let all = Catalog::ALL.iter().copied();
    match class {
        // the coming week comes again: an appointment can be moved into it after its class was passed
        BootstrapClass::Rest => all
            .filter(|known| {
                matches!(
                    known.bootstrap,
                    BootstrapClass::ComingWeek | BootstrapClass::Rest
                )
            })
            .collect(),
        class => all.filter(|known| known.bootstrap == class).collect(),
    }
}

/// The rows of one entity in the order of their ids: `$1` the tenant, `$2` the id before, `$3` the head, `$4` how many;
/// in the coming week `$5` and `$6` its bounds in milliseconds since 1970.
pub fn statement(class: BootstrapClass, descriptor: &'static Descriptor) -> String {
    select(class, descriptor, &columns::of(descriptor).select_list)
}

/// The id and the size of the same rows.
pub fn ids_statement(class: BootstrapClass, descriptor: &'static Descriptor) -> String {
    let size = size_of_stored(descriptor, descriptor.table);
    select(class, descriptor, &format!("id, {size}"))
}

fn select(class: BootstrapClass, descriptor: &'static Descriptor, list: &str) -> String {
    const WEEK: &str =
        "starts >= to_timestamp($5::bigint / 1000) and starts < to_timestamp($6::bigint / 1000)";
    let table = descriptor.table;
    let within = match class {
        BootstrapClass::ComingWeek if descriptor.number == Appointment::DESCRIPTOR.number => {
            format!("and {WEEK}")
        }
        BootstrapClass::ComingWeek => format!(
            "and appointment in (select id from appointments where tenant_id = $1 and {WEEK})"
        ),
        _ => String::new(),
    };
    format!(
        "select {list} from {table} where tenant_id = $1 and id > $2 and seq <= $3 {within}
        order by id limit $4"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entity_has_a_class() {
        let mut numbers: Vec<u16> = BootstrapClass::ALL
            .into_iter()
            .flat_map(entities)
            .map(|descriptor| descriptor.number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let all: Vec<u16> = Catalog::ALL.iter().map(|d| d.number).collect();
        assert_eq!(numbers, all);
    }
}
