//! Changes that stay on a laptop though the server answers.

use support::cli_device::connected;

use super::*;

#[test]
fn what_builds_on_a_refused_change_waits_for_a_person_and_not_for_the_server() {
    let (_database, serving, device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.says(&["sync"]).done();
    let edit = |city| {
        device
            .by("ada", &["patients", "edit", &zoe, "--city", city])
            .done()
    };
    edit("Paris");
    // as the server would have refused it
    let refuse = || {
        let file = rusqlite::Connection::open(device.vault().join("vault.db")).unwrap();
        let refuse = "update queue set state = 'REJECTED', code = 'missing_right'";
        assert_eq!(file.execute(refuse, []).unwrap(), 1);
        let status = device.says(&["status"]).done();
        text(&status["refused"][0], "id")
    };
    let id = refuse();
    edit("Lyon");
    register(&device, "ada", "Ben", "Tal");

    let synced = device.says(&["sync"]).ended(3);
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &1.into())
    );
    let added = device.write("new.password", "a dietitian's own\n");
    let add = ["user", "add", "--username", "diet", "--role", "Dietitian"];
    let add = [&add[..], &["--new-password-file", &added]].concat();
    let told = device.by("ada", &add).refused(3, "held_back");
    assert!(told.contains("`nutrivault refused again ID`"), "{told}");

    device.by("ada", &["refused", "again", &id]).done();
    let synced = device.says(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&2.into(), &0.into())
    );
    device.by("ada", &add).done();

    edit("Nice");
    let id = refuse();
    edit("Brest");
    device.says(&["sync"]).ended(3);
    device.by("ada", &["refused", "drop", &id]).done();
    device
        .by("ada", &["refused", "drop", &id])
        .refused(1, "not_found");
    let synced = device.says(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &0.into())
    );
    serving.kill();
    device.says(&["sync"]).refused(4, "unreachable");
}
