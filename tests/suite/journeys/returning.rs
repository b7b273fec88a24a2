//! A computer that a restored server has lost comes back to it.

use support::ServerProcess;
use support::cli_device::connected;

use super::*;

/// The inviting admin has new keys by then: the computer's row is judged by those from when it joined.
#[test]
fn a_computer_comes_back_though_its_inviter_has_other_keys_by_now() {
    let (database, serving, first) = connected(&[("diet", "Dietitian"), ("eve", "Admin")]);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "eve");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let third = first.enrol("ada", "diet");
    let ben = register(&third, "diet", "Ben", "Tal");
    assert_eq!(third.run(&["sync"]).done()["waiting"], 0);

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    let file = second.write("other.password", "staple battery horse\n");
    let reset = ["user", "reset-password", "--username", "ada"];
    let reset = [&reset[..], &["--new-password-file", &file]].concat();
    second.run_as("eve", &reset).done();
    let synced = third.run_as("diet", &["sync"]).json();
    assert_eq!(
        (&synced["server_restored"], &synced["refused"]),
        (&true.into(), &0.into()),
        "{synced}"
    );
    second.run(&["sync"]).done();
    assert_eq!(family_name(&second, "eve", &ben), "Tal");
}

/// The inviting admin was deactivated after the backup, and the restored server knows that before the computer returns.
#[test]
fn a_computer_comes_back_though_its_inviter_has_left() {
    let (database, serving, first) = connected(&[("diet", "Dietitian"), ("eve", "Admin")]);
    first.run(&["sync"]).done();
    let second = first.enrol("ada", "eve");
    let url = serving.kill();
    let backup = support::block_on(database.copy());
    let serving = ServerProcess::restart(&database, &url);
    let third = second.enrol("eve", "diet");
    first.run(&["sync"]).done();
    first.run_as("ada", &["user", "deactivate", "eve"]).done();
    third.run(&["sync"]).done();

    serving.kill();
    let _restored = ServerProcess::restart(&backup, &url);
    for _ in 0..3 {
        first.run_as("ada", &["sync"]).json();
    }
    let ben = register(&third, "diet", "Ben", "Tal");
    let synced = third.run_as("diet", &["sync"]).done();
    assert_eq!(
        (&synced["server_restored"], &synced["refused"]),
        (&true.into(), &0.into()),
        "{synced}"
    );
    first.run(&["sync"]).done();
    assert_eq!(family_name(&first, "ada", &ben), "Tal");
}
