//! Changes that stay on a laptop though the server answers.

use support::laptop::connected;

use super::*;

#[test]
fn what_builds_on_a_refused_change_waits_for_a_person_and_not_for_the_server() {
    let (_database, serving, laptop) = connected(&[]);
    let zoe = register(&laptop, "ada", "Zoë", "Okafor");
    laptop.says(&["sync"]).done();
    let edit = |city| {
        laptop
            .by("ada", &["patients", "edit", &zoe, "--city", city])
            .done()
    };
    edit("Paris");
    // as the server would have refused it
    let refuse = || {
        let file = rusqlite::Connection::open(laptop.vault().join("vault.db")).unwrap();
        let refuse = "update queue set state = 'QUARANTINED', code = 'missing_right'";
        assert_eq!(file.execute(refuse, []).unwrap(), 1);
        let status = laptop.says(&["status"]).done();
        text(&status["refused"][0], "id")
    };
    let id = refuse();
    edit("Lyon");
    register(&laptop, "ada", "Ben", "Tal");

    let synced = laptop.says(&["sync"]).ended(3);
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &1.into())
    );
    let added = laptop.write("new.password", "a dietitian's own\n");
    let add = ["user", "add", "--username", "diet", "--role", "Dietitian"];
    let add = [&add[..], &["--new-password-file", &added]].concat();
    let told = laptop.by("ada", &add).refused(3, "held_back");
    assert!(told.contains("`nutrivault refused again ID`"), "{told}");

    laptop.by("ada", &["refused", "again", &id]).done();
    let synced = laptop.says(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&2.into(), &0.into())
    );
    laptop.by("ada", &add).done();

    edit("Nice");
    let id = refuse();
    edit("Brest");
    laptop.says(&["sync"]).ended(3);
    laptop.by("ada", &["refused", "drop", &id]).done();
    laptop
        .by("ada", &["refused", "drop", &id])
        .refused(1, "not_found");
    let synced = laptop.says(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &0.into())
    );
    serving.kill();
    laptop.says(&["sync"]).refused(4, "unreachable");
}
