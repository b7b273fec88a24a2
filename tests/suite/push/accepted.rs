use sync_contract::catalog::{Measurement, Patient, Setting, Visit};
use sync_contract::change::GROUP_CELLS_MAX;
use sync_contract::entity::Entity;
use sync_contract::messages::{Push, Verdict};
use sync_contract::protocol::Replica;
use sync_contract::pull::Cursor;
use sync_contract::{Code, Value, Wire};
use sync_server::live::Event;

use super::*;

#[tokio::test]
async fn what_was_pushed_is_stored_byte_for_byte_under_a_number_for_each_group() {
    let mut fixture = Fixture::new().await;
    let device = &mut fixture.device;
    let patients = [fake_device::random_id(), fake_device::random_id()];
    let mut written = Vec::new();
    for patient in patients {
        let writes = device.row(Patient::DESCRIPTOR, patient, None, &[]);
        written.push(writes.clone());
        device.write(writes);
    }
    let mut listener = fixture.app.head_events.subscribe(fixture.clinic.tenant);
    let answer = fixture.push_founder().await;
    let seqs: Vec<_> = answer
        .verdicts
        .iter()
        .map(|(_, verdict)| *verdict)
        .collect();
    assert_eq!(
        seqs,
        [Verdict::Accepted { seq: 2 }, Verdict::Accepted { seq: 3 }]
    );
    assert_eq!(answer.head.seq, 3);
    let grown = Event::Grown(answer.head);
    assert_eq!(listener.recv().await.unwrap(), grown);
    for (patient, writes) in patients.into_iter().zip(written) {
        let row = fixture.row(Patient::DESCRIPTOR, patient).await;
        let sent: Vec<_> = writes.into_iter().map(|write| write.state).collect();
        assert_eq!(row.cells, sent);
        assert_eq!(row.cells[0].to_bytes(), sent[0].to_bytes());
    }
}

#[tokio::test]
async fn the_same_page_again_is_answered_as_it_was_and_changes_nothing() {
    let mut fixture = Fixture::new().await;
    let device = &mut fixture.device;
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let writes = device.row(Visit::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let push = device.next_push().unwrap().unwrap();
    let first = fixture.receive(&fixture.device, push.clone()).await;
    let first = first.unwrap();
    assert!(matches!(first.verdicts[0].1, Verdict::Accepted { .. }));
    assert!(matches!(first.verdicts[1].1, Verdict::Rejected { .. }));
    let again = fixture.receive(&fixture.device, push).await.unwrap();
    assert_eq!(again, first);
}

#[tokio::test]
async fn a_chain_with_a_gap_or_with_another_page_under_a_known_number_is_a_fork() {
    let mut fixture = Fixture::new().await;
    let device = &mut fixture.device;
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let push = device.next_push().unwrap().unwrap();
    let broken = [
        Push {
            number: push.number + 1,
            ..push.clone()
        },
        Push {
            number: push.number - 1,
            ..push.clone()
        },
        Push {
            previous: [7; 32],
            ..push.clone()
        },
        Push {
            number: 0,
            ..push.clone()
        },
    ];
    for push in broken {
        let answer = fixture.receive(&fixture.device, push).await;
        assert_eq!(code(answer), Code::ForkDetected);
    }
    // a device ahead of the feed has met a restored server; it is not a copy
    let ahead = Push {
        number: push.number + 1,
        cursor: Some(Cursor {
            seq: 999,
            ..Cursor::start(fake_device::random_id())
        }),
        ..push.clone()
    };
    let answer = fixture.receive(&fixture.device, ahead).await;
    assert_eq!(code(answer), Code::UnknownCursor);
    assert!(fixture.receive(&fixture.device, push).await.is_ok());
}

/// Nothing is taken, so that the device has its queue still when it has found the history that it follows.
#[tokio::test]
async fn a_push_from_a_position_of_another_history_leaves_all_as_it_was() {
    let mut fixture = Fixture::new().await;
    let mut head = None;
    // pushes of one group, each under a mark of its own
    for _ in 0..2 {
        let patient = fake_device::random_id();
        let writes = fixture.device.row(Patient::DESCRIPTOR, patient, None, &[]);
        fixture.device.write(writes);
        head = Some(fixture.push_founder().await.head);
    }
    let head = head.unwrap();
    let patient = fake_device::random_id();
    let writes = fixture.device.row(Patient::DESCRIPTOR, patient, None, &[]);
    fixture.device.write(writes);
    let push = fixture.device.next_push().unwrap().unwrap();
    let history_mark = fake_device::random_id();
    let unknown = [
        Cursor {
            history_mark,
            ..head
        },
        Cursor {
            seq: head.seq - 1,
            ..head
        },
        Cursor {
            history_mark,
            ..Cursor::start(head.timeline)
        },
        Cursor {
            seq: head.seq + 1,
            ..head
        },
        Cursor {
            timeline: history_mark,
            ..head
        },
    ];
    for cursor in unknown {
        let push = Push {
            cursor: Some(cursor),
            ..push.clone()
        };
        let answer = fixture.receive(&fixture.device, push).await;
        assert_eq!(code(answer), Code::UnknownCursor, "{cursor:?}");
    }
    let known = Push {
        cursor: Some(head),
        ..push
    };
    let answer = fixture.receive(&fixture.device, known).await.unwrap();
    all_accepted(&answer);
    assert_eq!(answer.head.seq, head.seq + 1);
}

#[tokio::test]
async fn a_group_pushed_twice_counts_once_and_other_bytes_under_its_id_fork() {
    let mut fixture = Fixture::new().await;
    let device = &mut fixture.device;
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let group = device.queue[0].clone();
    all_accepted(&fixture.push_founder().await);
    fixture.device.queue.push(group.clone());
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, Verdict::Duplicate { seq: 2 });
    assert_eq!(answer.head.seq, 2);
    let mut other = group;
    other.action = fake_device::random_id();
    fixture.device.queue.push(other);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::ForkDetected));
}

#[tokio::test]
async fn a_group_that_comes_twice_in_a_page_stops_no_queue() {
    let mut fixture = Fixture::new().await;
    let device = &mut fixture.device;
    let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    device.write(writes);
    let mut bad = device.queue[0].clone();
    bad.id = fake_device::random_id();
    let group = device.queue[0].clone();
    device.queue = vec![group.clone(), bad.clone(), group, bad];
    let answer = fixture.push_founder().await;
    let verdicts = answer.verdicts.iter().map(|(_, verdict)| *verdict);
    let expected = [
        Verdict::Accepted { seq: 2 },
        rejected(Code::BadSignature),
        Verdict::Duplicate { seq: 2 },
        rejected(Code::BadSignature),
    ];
    assert_eq!(verdicts.collect::<Vec<_>>(), expected);
    assert_eq!(answer.head.seq, 2);
    // the next page continues the chain
    fixture.patient().await;
}

#[tokio::test]
async fn a_group_that_the_database_refuses_does_not_take_the_others_with_it() {
    let mut fixture = Fixture::new().await;
    let (one, other) = (fixture.patient().await, fixture.patient().await);
    let device = &mut fixture.device;
    let provider = ("provider", Value::Uuid(device.author.id));
    let visit = fake_device::random_id();
    let writes = device.row(Visit::DESCRIPTOR, visit, Some(one), &[provider]);
    device.write(writes);
    for patient in [one, other, one] {
        let id = fake_device::random_id();
        let writes = device.row(Measurement::DESCRIPTOR, id, Some(patient), &[]);
        device.write(writes);
    }
    let superuser = fixture.database.as_superuser().await;
    let only_the_database_knows =
        format!("alter table measurements add check (patient <> '{other}')");
    superuser
        .batch_execute(&only_the_database_knows)
        .await
        .unwrap();
    let answer = fixture.push_founder().await;
    let verdicts: Vec<_> = answer
        .verdicts
        .iter()
        .map(|(_, verdict)| *verdict)
        .collect();
    assert_eq!(
        verdicts,
        [
            Verdict::Accepted { seq: 4 },
            Verdict::Accepted { seq: 5 },
            rejected(Code::BadValue),
            Verdict::Accepted { seq: 6 },
        ]
    );
    let after = fixture.patient().await;
    assert!(
        !fixture
            .row(Patient::DESCRIPTOR, after)
            .await
            .cells
            .is_empty()
    );
}

#[tokio::test]
async fn what_builds_on_a_refused_group_waits_and_everything_else_goes_on() {
    let mut fixture = Fixture::new().await;
    let known = fixture.patient().await;
    let device = &mut fixture.device;
    let refused = fake_device::random_id();
    let mut writes = device.row(Patient::DESCRIPTOR, refused, None, &[]);
    writes[1].state.sealed = Some(b"Okafor".to_vec());
    device.write(writes);
    for patient in [refused, known] {
        let provider = ("provider", Value::Uuid(device.author.id));
        let id = fake_device::random_id();
        let writes = device.row(Visit::DESCRIPTOR, id, Some(patient), &[provider]);
        device.write(writes);
    }
    let answer = fixture.push_founder().await;
    let verdicts: Vec<_> = answer
        .verdicts
        .iter()
        .map(|(_, verdict)| *verdict)
        .collect();
    assert_eq!(verdicts[0], rejected(Code::NotSealed));
    assert!(matches!(verdicts[1], Verdict::Deferred { .. }));
    assert!(matches!(verdicts[2], Verdict::Accepted { .. }));
    assert_eq!(fixture.device.queue.len(), 1);
}

#[tokio::test]
async fn unknown_cells_and_entities_are_stored_as_they_came() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let device = &mut fixture.device;
    let mut later = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    later.truncate(1);
    later[0].entity = 999;
    let unknown_row = later[0].row;
    let mut cell = later[0].clone();
    cell.entity = Patient::DESCRIPTOR.number;
    cell.row = patient;
    cell.state.cell = 77;
    cell.state.clear = vec![(500, Value::Text("of a later version".into()))];
    device.write(vec![later[0].clone(), cell.clone()]);
    all_accepted(&fixture.push_founder().await);
    let row = fixture.row(Patient::DESCRIPTOR, patient).await;
    assert_eq!(row.cells.last(), Some(&cell.state));
    let mut connection = fixture.app.database.connection().await.unwrap();
    let tenant = fixture.clinic.tenant;
    let transaction = connection.of_tenant(tenant).await.unwrap();
    let key = RowKey {
        entity: 999,
        row: unknown_row,
    };
    let loaded = rows::load_rows(&transaction, tenant, &BTreeSet::from([key])).await;
    assert_eq!(loaded.unwrap()[&key].state.cells, [later[0].state.clone()]);
}

#[tokio::test]
async fn a_thousand_changed_rows_are_one_page() {
    let mut fixture = Fixture::new().await;
    let known = Setting::DESCRIPTOR;
    let mut settings = Vec::new();
    for number in 0..1000 {
        let tenant = sync_contract::ids::TenantId(fixture.clinic.tenant);
        let name = number.to_string();
        let id = sync_contract::catalog::setting_id(tenant, &name).0;
        let given = [("name", Value::Text(name))];
        let writes = fixture.device.row(known, id, None, &given);
        settings.push((id, writes[1].state.clock, given));
        fixture.device.write(writes);
    }
    while !fixture.device.queue.is_empty() {
        all_accepted(&fixture.push_founder().await);
    }
    let content = Setting::CELL.content;
    for some in settings.chunks(GROUP_CELLS_MAX) {
        let writes = some.iter().map(|(id, seen, given)| {
            let changed = ("value", Value::Text("changed".into()));
            let given = [given[0].clone(), changed];
            fixture
                .device
                .cell(known, content, *id, None, &given, vec![*seen])
        });
        let writes = writes.collect();
        fixture.device.write(writes);
    }
    let answer = fixture.push_founder().await;
    all_accepted(&answer);
    assert_eq!((answer.verdicts.len(), answer.head.seq), (2, 1003));
    let changed = "select count(*) from settings where value = 'changed'";
    let client = fixture.database.as_superuser().await;
    let changed: i64 = client.query_one(changed, &[]).await.unwrap().get(0);
    assert_eq!(changed, 1000);
}

#[tokio::test]
async fn devices_that_push_at_once_get_numbers_without_a_gap() {
    let mut fixture = Fixture::new().await;
    let mut second = fixture.second_device().await;
    let mut seqs = Vec::new();
    for _ in 0..5 {
        for device in [&mut fixture.device, &mut second] {
            for _ in 0..3 {
                let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
                device.write(writes);
            }
        }
        let pushes = [&mut fixture.device, &mut second].map(|d| d.next_push().unwrap().unwrap());
        let [here, there] = pushes;
        let (one, other) = tokio::join!(
            fixture.receive(&fixture.device, here.clone()),
            fixture.receive(&second, there.clone()),
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        for (_, verdict) in one.verdicts.iter().chain(&other.verdicts) {
            match verdict {
                Verdict::Accepted { seq } => seqs.push(*seq),
                refused => panic!("{refused:?}"),
            }
        }
        fixture.device.apply_verdicts(&here, &one).unwrap();
        second.apply_verdicts(&there, &other).unwrap();
    }
    seqs.sort_unstable();
    assert!(seqs.into_iter().eq(2..=31));
}

#[tokio::test]
async fn of_a_page_the_database_rejects_no_more_than_what_breaks_its_rules() {
    let mut fixture = Fixture::new().await;
    let patients: Vec<Uuid> = (0..40).map(|_| fake_device::random_id()).collect();
    let broken = [0, 13, 14, 38];
    let broken = broken.map(|at: usize| patients[at]);
    for table in ["visits", "patients"] {
        let column = if table == "visits" { "patient" } else { "id" };
        let rule = format!(
            "alter table {table} add check ({column} not in ('{}'))",
            broken.map(|id| id.to_string()).join("', '")
        );
        let superuser = fixture.database.as_superuser().await;
        superuser.batch_execute(&rule).await.unwrap();
    }
    // each patient, and after all of them a visit of each, which names them
    let device = &mut fixture.device;
    for patient in &patients {
        let writes = device.row(Patient::DESCRIPTOR, *patient, None, &[]);
        device.write(writes);
    }
    let provider = ("provider", Value::Uuid(device.author.id));
    for patient in &patients {
        let visit = fake_device::random_id();
        let given = [provider.clone()];
        let writes = device.row(Visit::DESCRIPTOR, visit, Some(*patient), &given);
        device.write(writes);
    }
    let push = fixture.device.next_push().unwrap().unwrap();
    assert_eq!(push.groups.len(), 2 * patients.len());
    let answer = fixture.receive(&fixture.device, push).await.unwrap();
    let mut seq = 1;
    let mut expected = |at: usize, patient: &Uuid| {
        if !broken.contains(patient) {
            seq += 1;
            return Verdict::Accepted { seq };
        }
        match at < patients.len() {
            true => rejected(Code::BadValue),
            false => Verdict::Deferred {
                code: Code::MissingReference,
                retry_after_s: 5,
            },
        }
    };
    let of = patients.iter().chain(&patients).enumerate();
    for (at, patient) in of {
        assert_eq!(answer.verdicts[at].1, expected(at, patient), "{at}");
    }
    assert_eq!(answer.head.seq, seq);
    let superuser = fixture.database.as_superuser().await;
    for (table, column) in [("patients", "id"), ("visits", "patient")] {
        let query = format!("select {column} from {table} order by seq");
        let stored = superuser.query(&query, &[]).await.unwrap();
        let stored: Vec<Uuid> = stored.iter().map(|row| row.get(0)).collect();
        let mut good = patients.clone();
        good.retain(|patient| !broken.contains(patient));
        assert_eq!(stored, good, "{table}");
    }
}
