use rusqlite::Connection;
use sync_contract::catalog::{Setting, setting_id};

use crate::audit::query::AuditFilter;
use crate::audit_chain::event::{Detail, Event};
use crate::audit_chain::retention::{RETENTION_YEARS, years_us};
use crate::testing::*;
use crate::unlocked::Unlocked;

fn years_of_newest(unlocked: &Unlocked) -> i64 {
    let lines = unlocked.audit(&AuditFilter::default(), 1).unwrap();
    let entry = &lines[0].entry;
    (entry.retention_until_us - entry.at_us) / years_us(1)
}

#[test]
fn an_entry_is_retained_for_as_long_as_the_clinic_has_chosen() {
    let (machine, mut unlocked) = clinic();
    let print =
        |unlocked: &Unlocked| unlocked.record(Event::new("print note", "Note"), &Detail::default());
    assert_eq!(years_of_newest(&unlocked), 6);
    let setting = Setting {
        id: setting_id(unlocked.vault.tenant(), RETENTION_YEARS),
        name: RETENTION_YEARS.try_into().unwrap(),
        value: "10".try_into().unwrap(),
    };
    unlocked.write("set", |tx| tx.insert(&setting)).unwrap();
    assert_eq!(years_of_newest(&unlocked), 10);
    print(&unlocked).unwrap();
    assert_eq!(years_of_newest(&unlocked), 10);
    // what another program wrote into the file does not count
    let file = Connection::open(machine.database()).unwrap();
    let edit = "update settings set value = '90' where name = ?1";
    assert_eq!(file.execute(edit, [RETENTION_YEARS]).unwrap(), 1);
    print(&unlocked).unwrap();
    assert_eq!(years_of_newest(&unlocked), 6);
}
