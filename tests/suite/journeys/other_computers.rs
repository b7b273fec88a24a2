//! What an admin sees of the clinic's other computers.

use support::cli_device::connected;

use super::*;

#[test]
fn an_admin_sees_when_another_computer_was_last_seen_and_with_which_version() {
    let (database, _serving, first) = connected(&[]);
    let second = first.enrol("ada", "ada");
    first.says(&["sync"]).done();
    let other = || {
        let listed = first.by("ada", &["devices", "list"]).done();
        let mut others = list(&listed, "devices")
            .iter()
            .filter(|device| device["is_this"] == false);
        others.next().unwrap().clone()
    };
    let told = |words: &str| {
        let lines = first.lines_by("ada", &["devices", "list"]);
        lines.lines().filter(|line| line.contains(words)).count()
    };
    // this one knows of itself; of the other it is not said that it was never there
    assert_eq!(
        (told("  seen 20"), told("not told by the server yet")),
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
    second.says(&["sync"]).done();
    first.says(&["sync"]).done();
    let known = other();
    assert_eq!(known["version"], env!("CARGO_PKG_VERSION"), "{known}");
    assert!(known["last_seen"].is_string(), "{known}");
    assert_eq!(told("  seen 20"), 2);
}
