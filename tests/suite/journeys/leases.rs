//! A computer that was without the server for longer than the clinic allows opens for admins alone.

use support::cli_device::connected;

use super::*;

#[test]
fn a_computer_whose_lease_is_over_opens_again_once_it_has_synced() {
    let (_database, _serving, first) = connected(&[("diet", "Dietitian")]);
    let other = first.enrol("ada", "diet");
    let patient = register(&other, "diet", "Zoë", "Okafor");
    first
        .run_as("ada", &["settings", "set", "lease-days", "2"])
        .done();
    first.run_as("ada", &["sync"]).done();
    other.run_as("diet", &["sync"]).done();
    let server = |device: &CliDevice| device.run(&["status"]).done()["server"].clone();
    for device in [&first, &other] {
        let server = server(device);
        assert_eq!(server["is_lease_over"], false, "{server}");
        assert!(server["lease_until"].is_string(), "{server}");
    }
    let listed = first.run_as("ada", &["devices", "list"]).done();
    let devices = list(&listed, "devices").iter();
    for device in devices.filter(|device| device["is_this"] == true) {
        assert!(device["lease_until"].is_string(), "{device}");
    }

    // nobody says any more when the server answered, which counts as long ago
    assert_eq!(edit(&other, "update connection set lease_tag = null"), 1);
    let refused = other.run_as("diet", &["patients", "list"]);
    let message = refused.refused(1, "lease_over");
    assert!(message.contains("nutrivault sync"), "{message}");
    let its_server = server(&other);
    assert_eq!(its_server["is_lease_over"], true, "{its_server}");
    other.run(&["sync"]).done();
    assert_eq!(family_name(&other, "diet", &patient), "Okafor");

    // without a network an admin is let in, and lifts it
    assert_eq!(edit(&first, "update connection set lease_from = 1"), 1);
    first
        .run_as("diet", &["patients", "list"])
        .refused(1, "lease_over");
    first
        .run_as("ada", &["settings", "set", "lease-days", "0"])
        .done();
    first.run_as("diet", &["patients", "list"]).done();
    assert!(server(&first)["lease_until"].is_null());
}
