//! Which computers have erased which patients.

use std::collections::BTreeSet;

use sync_contract::pull::ErasureConfirmed;

use super::*;

#[test]
fn which_computers_erased_whom_is_as_the_server_reported_last() {
    let (_machine, mut unlocked) = clinic();
    let [device, other, gone] = [1, 2, 3].map(Uuid::from_u128);
    let control = |number, devices: &[Uuid]| {
        let confirmed = |device: &Uuid| ErasureConfirmed {
            device: *device,
            patient: gone,
        };
        let mut page = page(3, vec![]);
        page.control = vec![ControlItem {
            number,
            control: Control::ErasuresConfirmed(devices.iter().map(confirmed).collect()),
        }];
        page
    };
    let vault = unlocked.vault_mut();
    apply(vault, &control(1, &[device]));
    apply(vault, &control(2, &[device, other]));
    // the first one again, after a lost answer
    apply(vault, &control(1, &[device]));
    let reported = BTreeSet::from([(device, gone), (other, gone)]);
    assert_eq!(vault.erasures_confirmed().unwrap(), reported);
    // another program has the file and no key
    for sql in [
        "insert into erasures_confirmed values (zeroblob(16), zeroblob(16), zeroblob(18))",
        "insert into erasures_confirmed select zeroblob(16), patient, tag from erasures_confirmed limit 1",
    ] {
        vault.conn.execute(sql, []).unwrap();
        assert_eq!(vault.erasures_confirmed().unwrap(), reported, "{sql}");
        vault
            .conn
            .execute(
                "delete from erasures_confirmed where device = zeroblob(16)",
                [],
            )
            .unwrap();
    }
}
