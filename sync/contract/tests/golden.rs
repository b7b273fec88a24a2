//! The bytes that every version must read and write: published, and never changed once shipped.
//!
//! Each paragraph of `golden/messages.txt` is the name of a message, which is the test's, and the message in
//! hexadecimal.

#![allow(clippy::unwrap_used)]

use data_encoding::HEXLOWER;
use rust_decimal::Decimal;
use sync_contract::cell_header::write_cell_headers;
use sync_contract::change::{Address, associated_data, tag_input};
use sync_contract::hash::sha256;
use sync_contract::messages::*;
use sync_contract::pull::*;
use sync_contract::read_version::{ReadVersion, RowReadVersion};
use sync_contract::*;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn clock(counter: u16) -> Clock {
    Clock {
        unix_ms: 1_795_132_800_000,
        counter,
        device: 7,
    }
}

fn cell() -> CellState {
    CellState {
        cell: 2,
        clock: clock(3),
        generation: 1,
        author: id(5),
        secret_version: 1,
        clear: vec![(6, Value::Text("FEMALE".into()))],
        sealed: Some(vec![1, 1, 0, 0, 1, 0xaa]),
        tag: [0x11; 16],
        signature: None,
        replaces: Vec::new(),
    }
}

fn write() -> CellWrite {
    CellWrite {
        entity: 20,
        row: id(20),
        patient: Some(id(20)),
        state: cell(),
        base: vec![clock(1), clock(2)],
    }
}

fn group() -> Group {
    Group {
        id: id(1),
        tenant: id(2),
        action: id(3),
        author: id(5),
        device: 7,
        cursor: Some(cursor()),
        writes: vec![write()],
        signature: [0x22; 64],
    }
}

fn cursor() -> Cursor {
    Cursor {
        timeline: id(9),
        seq: 41,
        history_mark: id(8),
    }
}

fn bootstrap_token() -> BootstrapToken {
    BootstrapToken {
        number: 2,
        head: cursor(),
        today: 20_777,
        compartments: vec![0, 1, 2],
        class: BootstrapClass::Identities,
        after: Some((20, id(20))),
    }
}

fn expect(name: &str, bytes: &[u8]) {
    let published = include_str!("golden/messages.txt");
    let golden = published
        .split("\n\n")
        .find_map(|paragraph| paragraph.strip_prefix(name)?.strip_prefix('\n'))
        .unwrap_or_else(|| panic!("{name} is missing: {}", HEXLOWER.encode(bytes)));
    assert_eq!(
        golden.split_whitespace().collect::<String>(),
        HEXLOWER.encode(bytes),
        "{name} has other bytes than published"
    );
}

fn expect_wire<T: Wire + PartialEq + std::fmt::Debug>(name: &str, value: &T) {
    let bytes = value.to_bytes();
    expect(name, &bytes);
    assert_eq!(&T::from_bytes(&bytes).unwrap(), value);
    for cut in 0..bytes.len() {
        assert!(
            T::from_bytes(&bytes[..cut]).is_err(),
            "{name} cut at {cut} was read all the same"
        );
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(
        T::from_bytes(&longer).is_err(),
        "{name} with a byte more was read all the same"
    );
}

#[test]
fn every_kind_of_value() {
    let values = [
        Value::Null,
        Value::Bool(false),
        Value::Bool(true),
        Value::Int(-2),
        Value::Text("Zoë".into()),
        Value::Uuid(id(4)),
        Value::Time(1_795_132_800_000_000),
        Value::Date(-1),
        Value::Decimal(Decimal::new(7240, 2)),
        Value::Bytes(vec![0, 255]),
    ];
    let bytes: Vec<u8> = values.iter().flat_map(Wire::to_bytes).collect();
    expect("values", &bytes);
    for value in values {
        assert_eq!(Value::from_bytes(&value.to_bytes()).unwrap(), value);
    }
}

#[test]
fn associated_data_and_tag_input() {
    let address = Address {
        tenant: id(2),
        entity: 20,
        row: id(20),
        cell: 2,
    };
    expect("associated_data", &associated_data(address, clock(3), 1));
    expect("tag_input", &tag_input(address, Some(id(20)), &cell()));
}

#[test]
fn a_group_and_what_its_author_signs() {
    expect_wire("group", &group());
    expect("group_signing_input", &group().signing_input());
}

#[test]
fn the_cells_column() {
    let head = cell_header::CellHeader::of(&cell());
    let created_by = Some(head.author);
    let bytes = write_cell_headers(std::slice::from_ref(&head), created_by);
    expect("cells_column", &bytes);
    let read = cell_header::read_cell_headers(&bytes, created_by);
    assert_eq!(read.unwrap(), vec![head.clone()]);
    let twice = write_cell_headers(&[head.clone(), head], created_by);
    assert!(cell_header::read_cell_headers(&twice, created_by).is_err());
}

#[test]
fn a_push_its_chain_and_each_verdict() {
    let push = Push {
        number: 4,
        previous: [0x44; 32],
        cursor: Some(cursor()),
        groups: vec![group().to_bytes()],
    };
    expect_wire("push", &push);
    expect("push_chain_hash", &push.chain_hash(7));
    let verdicts = vec![
        (id(1), Verdict::Accepted { seq: 41 }),
        (id(2), Verdict::Duplicate { seq: 40 }),
        (
            id(3),
            Verdict::Rejected(Rejection {
                code: Code::BadValue,
                entity: Some(20),
                row: Some(id(20)),
                cell: Some(2),
                field: Some(6),
            }),
        ),
        (
            id(4),
            Verdict::Deferred {
                code: Code::Busy,
                retry_after_s: 5,
            },
        ),
    ];
    expect_wire(
        "push_answer",
        &PushAnswer {
            verdicts,
            head: cursor(),
        },
    );
}

#[test]
fn a_pull_its_page_and_the_control_stream() {
    expect_wire(
        "pull",
        &Pull {
            cursor: Some(cursor()),
            bootstrap: Some(bootstrap_token()),
            control_position: 3,
            rows_max: 500,
        },
    );
    let page = PullPage {
        control: vec![
            ControlItem {
                number: 1,
                control: Control::Scope {
                    users: vec![id(5)],
                    compartments: vec![1, 2],
                },
            },
            ControlItem {
                number: 2,
                control: Control::Bootstrap(bootstrap_token()),
            },
            ControlItem {
                number: 3,
                control: Control::Revoked,
            },
            ControlItem {
                number: 4,
                control: Control::Unknown {
                    kind: 200,
                    bytes: vec![1, 2],
                },
            },
        ],
        rows: vec![RowState {
            entity: 20,
            row: id(20),
            patient: None,
            cells: vec![cell()],
            siblings: vec![cell()],
        }],
        cursor: cursor(),
        head: cursor(),
        bootstrap: None,
    };
    expect_wire("pull_page", &page);
}

#[test]
fn when_devices_were_last_seen() {
    let seen = |device_number, version: Option<&str>| DeviceLastSeen {
        device_number,
        at_us: 1_795_132_800_000_000,
        version: version.map(str::to_owned),
    };
    expect_wire(
        "control_devices",
        &ControlItem {
            number: 5,
            control: Control::DevicesLastSeen(vec![seen(7, Some("0.1.0")), seen(8, None)]),
        },
    );
}

#[test]
fn which_devices_have_erased_whom() {
    let confirmed = |device, patient| ErasureConfirmed {
        device: id(device),
        patient: id(patient),
    };
    expect_wire(
        "control_erasures",
        &ControlItem {
            number: 6,
            control: Control::ErasuresConfirmed(vec![confirmed(7, 20), confirmed(8, 20)]),
        },
    );
}

#[test]
fn an_audit_entry_and_its_chain_hash() {
    let entry = AuditEntry {
        device_number: 7,
        number: 2,
        previous: [0x55; 32],
        at_us: 1_795_132_800_000_000,
        user: Some(id(5)),
        session: 1,
        facility: Some(id(9)),
        action: "note.sign".into(),
        resource: "Note".into(),
        resource_id: Some(id(42)),
        patient: Some(id(20)),
        outcome: "DONE".into(),
        severity: "INFO".into(),
        retention_until_us: 1_984_521_600_000_000,
        sealed: vec![3, 0, 0, 0, 1],
        signature: [0x66; 64],
    };
    expect_wire("audit_entry", &entry);
    expect("audit_chain_hash", &entry.chain_hash());
    assert_eq!(entry.endorsed(id(1)), None);
}

#[test]
fn what_a_user_signs_for_their_audit_session() {
    let opening = SessionOpening {
        tenant: id(1),
        device_number: 7,
        session: 3,
        user: id(5),
        at_us: 1_795_132_800_000_000,
        key_hash: sha256(&[2; 90]),
    };
    let input = opening.signing_input();
    expect("session_signing_input", &input);
    let mut sealed = vec![ENDORSED_FORM];
    sealed.extend_from_slice(&[0x77; 64]);
    sealed.extend_from_slice(&[2; 90]);
    let mut entry = AuditEntry {
        device_number: 7,
        number: 1,
        previous: [0; 32],
        at_us: opening.at_us,
        user: Some(opening.user),
        session: 3,
        facility: None,
        action: "sign in".into(),
        resource: "session".into(),
        resource_id: Some(opening.user),
        patient: None,
        outcome: "DONE".into(),
        severity: "INFO".into(),
        retention_until_us: 1_984_521_600_000_000,
        sealed,
        signature: [0x66; 64],
    };
    let endorsed = entry.endorsed(id(1));
    assert_eq!(endorsed, Some(([0x77; 64], input)));
    entry.user = None;
    assert_eq!(entry.endorsed(id(1)), None);
}

#[test]
fn what_a_reader_saw() {
    let row = RowReadVersion {
        entity: 20,
        row: id(20),
        cells: vec![(1, clock(1)), (1, clock(2))],
    };
    let seen = ReadVersion {
        cursor: Some(cursor()),
        rows: vec![row],
    };
    expect_wire("read_version", &seen);
}

#[test]
fn what_lies_inside_a_seal() {
    let fields = [
        (1, Value::Null),
        (2, Value::Bool(true)),
        (3, Value::Int(-2)),
        (4, Value::Text("Zoë".into())),
        (5, Value::Uuid(id(4))),
        (6, Value::Time(1_795_132_800_000_000)),
        (7, Value::Date(-1)),
        (8, Value::Decimal(Decimal::new(7240, 2))),
        (300, Value::Bytes(vec![0, 255])),
    ];
    let bytes = inner::write_inner(&fields);
    expect("inner", &bytes);
    assert_eq!(inner::read_inner(&bytes).unwrap(), fields);
}
