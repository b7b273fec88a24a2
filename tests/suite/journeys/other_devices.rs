//! What an admin sees of the clinic's other computers.

use support::cli_device::connected;

use super::*;

#[test]
fn an_admin_sees_when_and_with_which_version_a_device_was_last_seen() {
    let (database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    first.run(&["sync"]).done();
    let other = || {
        let listed = first.run_as("ada", &["devices", "list"]).done();
        let mut others = list(&listed, "devices")
            .iter()
            .filter(|device| device["is_this"] == false);
        others.next().unwrap().clone()
    };
    let count_lines = |text: &str| {
        let lines = first.lines_as("ada", &["devices", "list"]);
        lines.lines().filter(|line| line.contains(text)).count()
    };
    // this one knows of itself; the other is not reported as never seen
    assert_eq!(
        (
            count_lines("  seen 20"),
            count_lines("not told by the server yet")
        ),
        (1, 1)
    );
    let unknown = other();
    assert!(unknown["last_seen"].is_null(), "{unknown}");
    assert!(unknown["version"].is_null(), "{unknown}");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let age = "update device_scopes set last_seen_sent_at = last_seen_sent_at - interval '11 minutes'";
        let client = database.as_superuser().await;
        client.batch_execute(age).await.unwrap();
    });
    second.run(&["sync"]).done();
    first.run(&["sync"]).done();
    let known = other();
    assert_eq!(known["version"], env!("CARGO_PKG_VERSION"), "{known}");
    assert!(known["last_seen"].is_string(), "{known}");
    assert_eq!(count_lines("  seen 20"), 2);
}
