//! How the clinic counts foods in exchanges.

use crate::field::Text;

crate::entity! {
    /// A table of exchanges of the clinic: its groups, and what one exchange of each has. It is about no patient, so
    /// nothing of it is sealed. Half of a table is none, so it is one cell; whether it is offered is another. Plans
    /// have the table as it was when they chose it; one that is not active is never removed.
    ExchangeTable(ExchangeTableId) = 97 in "exchange_tables", scope Clinic,
    authority PerCell, bootstrap StaffAndSettings, write SettingsManage, rules {
        cell 1 table {
            1 name: Text<60>;
            /// A JSON list in the order of the table: what a group is called, what one exchange of it has in grams, and
            /// which groups of foods it counts.
            2 exchange_groups: Text<8000>;
        }
        cell 2 state { 3 is_active: bool }
    }
}
