//! Which entities belong to which class, and what is read of them there.

use sync_contract::catalog::Appointment;
use sync_contract::entity::Entity;
use sync_contract::pull::BootstrapClass;
use sync_contract::{Catalog, Descriptor};

use crate::db::columns;

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

/// The ids of the same rows.
pub fn ids_statement(class: BootstrapClass, descriptor: &'static Descriptor) -> String {
    select(class, descriptor, "id")
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
