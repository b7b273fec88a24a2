use sync_contract::Row;

use super::altered::{Attacked, assert_no_value_is_forged};
use crate::read::stored::Stored;
use crate::sample::sampled_entities;
use crate::store::columns;

impl Attacked {
    /// Swaps these columns of two rows: each shows its own values, or none. Returns how many of the rows have others
    /// now: equal values are none, and the file does not take the same unique one twice.
    fn swap(&self, originals: [&Stored<Row>; 2], names: &[&str]) -> usize {
        let descriptor = originals[0].value.descriptor;
        let (table, ids) = (descriptor.table, originals.map(|row| row.value.id));
        let mut noticed = 0;
        self.attempt(|| {
            let mut changed = [false; 2];
            for name in names {
                let values = ids.map(|row| self.stored(table, name, row));
                if values[0] != values[1] {
                    changed[0] |= self.put(table, name, ids[0], &values[1]);
                    changed[1] |= self.put(table, name, ids[1], &values[0]);
                }
            }
            let rows = self.rows(descriptor);
            let attack = format!("{table}: swapped {names:?}");
            for (original, is_changed) in originals.into_iter().zip(changed) {
                let now = rows.iter().find(|row| row.value.id == original.value.id);
                assert_no_value_is_forged(original, now, &attack);
                let is_damaged = now.is_none_or(|row| !row.damaged.is_empty());
                assert_eq!(is_damaged, is_changed, "{attack}");
                noticed += usize::from(is_damaged);
            }
        });
        noticed
    }
}

#[test]
fn values_swapped_between_rows_cells_and_patients_are_never_values() {
    let attacked = Attacked::new();
    let (mut noticed, mut swapped) = (0, 0);
    for descriptor in sampled_entities() {
        let originals = attacked.rows(descriptor);
        let [one, .., other] = originals.as_slice() else {
            continue;
        };
        let names: Vec<_> = columns::of(descriptor).all.iter().collect();
        let of_cell = |number: u8| -> Vec<&str> {
            let all = names
                .iter()
                .filter(|column| column.source.cell() == Some(number));
            all.map(|column| column.name.as_str()).collect()
        };
        let but_id: Vec<&str> = names[1..]
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let all = attacked.swap([one, other], &but_id);
        assert!(all > 0, "{} was not attacked", descriptor.table);
        noticed += all;
        swapped += 1;
        for name in &but_id {
            noticed += attacked.swap([one, other], &[name]);
        }
        for spec in descriptor.cells {
            noticed += attacked.swap([one, other], &of_cell(spec.number));
        }
    }
    // a clinic has one row of itself
    assert_eq!(swapped, sampled_entities().count() - 1);
    assert!(noticed > 1_000, "{noticed}");
}
