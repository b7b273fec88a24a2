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
    let known = vault.erasures_confirmed().unwrap();
    assert_eq!(known, BTreeSet::from([(device, gone), (other, gone)]));
}
