//! The lists that the program brings, and what of them cannot be read: a damaged line costs that line alone.

use crate::foods::list_faults::{ListFault, ShippedList};
use crate::{appointment_types, exchange_tables, foods, prescriptions};

/// Those that are read line by line besides the lists of foods.
fn others() -> Vec<ShippedList> {
    let mut lists = Vec::from(foods::WORD_LISTS);
    lists.extend([
        exchange_tables::shipped::LIST,
        prescriptions::classes::LIST,
        appointment_types::known::LIST,
    ]);
    lists
}

/// Returns the lines of the lists that the program brings that cannot be read: what they say is not known.
pub fn faults() -> Vec<ListFault> {
    let mut faults = foods::list_faults();
    faults.extend(others().iter().flat_map(|list| (list.read)(list.table).1));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_of_a_list_costs_that_line_alone() {
        assert_eq!(faults(), []);
        for list in others() {
            let (full, _) = (list.read)(list.table);
            for broken in ["?", "\"not closed"] {
                let mut lines: Vec<&str> = list.table.lines().collect();
                lines[2] = broken;
                let (count, faults) = (list.read)(&lines.join("\n"));
                let numbers: Vec<u32> = faults.iter().map(|fault| fault.line).collect();
                assert_eq!((count, numbers), (full - 1, vec![3]), "{faults:?}");
            }
        }
    }
}
