//! Changes that stay on a device though the server answers.

use rusqlite::Connection;
use support::cli_device::connected;
use sync_contract::catalog::Patient;
use sync_contract::messages::{PushAnswer, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{Code, Entity, Group, Rejection, Wire};
use uuid::Uuid;
use vault::keystore::FileKeys;
use vault::{Environment, Vault};

use super::*;

/// Lets the change that waits be refused, as the server would have refused it, which learns nothing of it.
fn refuse(device: &CliDevice, rejection: Rejection) {
    let file = Connection::open(device.vault().join("vault.db")).unwrap();
    file.execute_batch("create temp table answered as select * from push_chain")
        .unwrap();
    let keys = FileKeys::new(device.path("data/nutrivault/keys"));
    let machine = Environment::of_machine(Box::new(keys)).unwrap();
    let mut vault = Vault::open(&device.vault(), machine).unwrap();
    let push = vault.next_push().unwrap().unwrap();
    let groups = push.groups.iter().map(|bytes| Group::from_bytes(bytes));
    let refused = groups.map(|group| (group.unwrap().id, Verdict::Rejected(rejection)));
    let answer = PushAnswer {
        verdicts: refused.collect(),
        head: Cursor::start(Uuid::nil()),
    };
    let outcome = vault.apply_verdicts(&push, &answer).unwrap();
    assert_eq!(outcome.rejected, 1);
    drop(vault);
    file.execute_batch("replace into push_chain select * from answered")
        .unwrap();
}

#[test]
fn what_builds_on_a_rejected_change_waits_for_a_person_not_the_server() {
    let (_database, serving, device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let edit = |city| {
        device
            .run_as("ada", &["patients", "edit", &zoe, "--city", city])
            .done()
    };
    edit("Paris");
    let refuse = || {
        refuse(&device, Code::MissingRight.into());
        let status = device.run(&["status"]).done();
        text(&status["refused"][0], "id")
    };
    let id = refuse();
    edit("Lyon");
    register(&device, "ada", "Ben", "Tal");

    let synced = device.run(&["sync"]).ended(3);
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &1.into())
    );
    let added = device.write("new.password", "a dietitian's own\n");
    let add = ["user", "add", "--username", "diet", "--role", "Dietitian"];
    let rest = [
        "--email",
        "diet@clinic.example",
        "--new-password-file",
        &added,
    ];
    let add = [&add[..], &rest].concat();
    let message = device.run_as("ada", &add).refused(3, "held_back");
    assert!(
        message.contains("`nutrivault refused again ID`"),
        "{message}"
    );

    device.run_as("ada", &["refused", "again", &id]).done();
    let synced = device.run(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&2.into(), &0.into())
    );
    device.run_as("ada", &add).done();

    edit("Nice");
    let id = refuse();
    edit("Brest");
    device.run(&["sync"]).ended(3);
    device.run_as("ada", &["refused", "drop", &id]).done();
    device
        .run_as("ada", &["refused", "drop", &id])
        .refused(1, "not_found");
    let synced = device.run(&["sync"]).done();
    assert_eq!(
        (&synced["sent"], &synced["waiting"]),
        (&1.into(), &0.into())
    );
    serving.kill();
    device.run(&["sync"]).refused(4, "unreachable");
}

#[test]
fn status_names_the_row_cell_and_field_of_a_rejected_change() {
    let (_database, _serving, device) = connected(&[]);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    let rejection = Rejection {
        cell: Some(Patient::CELL.contact.number),
        ..Rejection::from(Code::BadValue).in_row(Patient::DESCRIPTOR.number, zoe.parse().unwrap())
    };
    refuse(&device, rejection.at_field(Patient::FIELD.phones.number));
    let status = device.run(&["status"]).done();
    assert_eq!(
        status["refused"][0]["wrong"],
        serde_json::json!({"row": zoe, "cell": "patient.contact", "field": "phone"})
    );
    assert_eq!(status["refused"][0]["code"], "bad_value");
    let id = text(&status["refused"][0], "id");
    let out = device.path("change.json");
    let export = ["refused", "export", &id, "--out", out.to_str().unwrap()];
    device.run_as("ada", &export).done();
    // the patient whom the change would have made is named by id
    let entries = ["audit", "list", "--action", "export change"];
    let entries = [&entries[..], &["--patient", &zoe]].concat();
    let entries = device.run_as("ada", &entries).done();
    assert_eq!(entries["rows"].as_array().unwrap().len(), 1, "{entries}");
}

/// Who may not read what a change writes is shown that there is one, and no value of it.
#[test]
fn a_rejected_change_is_shown_and_written_to_a_file_before_it_is_dropped() {
    let users = [("diet", "Dietitian"), ("rita", "Receptionist")];
    let (_database, _serving, device) = connected(&users);
    let zoe = register(&device, "ada", "Zoë", "Okafor");
    device.run(&["sync"]).done();
    let weigh = ["measurements", "add", "--patient", &zoe, "--kind", "WEIGHT"];
    let weigh = [&weigh[..], &["--value", "71.5 kg"]].concat();
    device.run_as("diet", &weigh).done();
    refuse(&device, Code::MissingRight.into());
    let status = device.run(&["status"]).done();
    let id = text(&status["refused"][0], "id");

    let shown = device.run_as("diet", &["refused", "show", &id]).done();
    let change = &shown["change"];
    assert_eq!(change["by"], "diet");
    assert_eq!(change["row"]["patient"]["name"], "Zoë Okafor");
    let fields = change["fields"].as_array().unwrap();
    let is_value = |field: &&serde_json::Value| text(field, "text").contains("71.5");
    assert!(fields.iter().any(|field| is_value(&field)), "{fields:?}");

    let shown = device.run_as("rita", &["refused", "show", &id]).done();
    assert_eq!(shown["change"]["fields"], serde_json::json!([]));
    let out = device.path("change.json");
    let out = out.to_str().unwrap();
    let export = ["refused", "export", &id, "--out", out];
    device.run_as("rita", &export).refused(1, "forbidden");
    assert!(!std::path::Path::new(out).exists());
    device.run_as("ada", &export).done();
    let written = std::fs::read_to_string(out).unwrap();
    assert!(written.contains("Okafor"), "{written}");
    device.run_as("ada", &export).refused(1, "exists");

    // what another program made of it is no value of this clinic
    let file = Connection::open(device.vault().join("vault.db")).unwrap();
    let read = "select seq, bytes from queue where bytes is not null";
    let line = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
    let (seq, bytes) = file.query_row(read, [], line).unwrap();
    let store = |bytes: &[u8]| {
        let edit = "update queue set bytes = ?2 where seq = ?1";
        file.execute(edit, rusqlite::params![seq, bytes]).unwrap();
    };
    let mut edited = bytes.clone();
    *edited.last_mut().unwrap() ^= 1;
    store(&edited);
    let altered = device.run_as("diet", &["refused", "show", &id]).ended(3);
    assert_eq!(altered["error"]["code"], "file_altered");
    store(&bytes);

    device.run_as("diet", &["refused", "drop", &id]).done();
    let gone = ["refused", "show", &id];
    device.run_as("diet", &gone).refused(1, "not_found");
}
