use crate::audit::query::{AuditFilter, EntryNumber};
use crate::testing::*;

#[test]
fn a_filter_looks_at_what_is_signed_and_reports_what_is_gone() {
    let (_machine, mut unlocked) = clinic();
    let id = register(&mut unlocked, "Okafor");
    register(&mut unlocked, "Adeyemi");
    let user = Some(unlocked.user().0);
    let filters = [
        AuditFilter {
            user,
            ..Default::default()
        },
        AuditFilter {
            patient: Some(id.0),
            ..Default::default()
        },
        AuditFilter {
            action: Some("register patient".to_owned()),
            ..Default::default()
        },
        AuditFilter {
            from_us: Some(2),
            ..Default::default()
        },
        AuditFilter::default(),
    ];
    // the entries of a filter, and how many it tells of that are damaged or missing
    let listed = |edit: &str, limit: u32| {
        let conn = &unlocked.vault.conn;
        conn.execute_batch(&format!("savepoint edit; {edit}"))
            .unwrap();
        let of = |filter: &AuditFilter| {
            let (entries, lost) = unlocked.vault.audit_entries(filter, limit).unwrap();
            let numbers = entries.iter().map(|entry| entry.number);
            (numbers.collect::<Vec<_>>(), lost.damaged + lost.missing)
        };
        let listed = filters.each_ref().map(of);
        conn.execute_batch("rollback to edit; release edit")
            .unwrap();
        listed
    };
    let untouched = listed("select 1", 100);
    assert_eq!(untouched[1].0, [3]);
    assert!(
        untouched.iter().all(|(_, lost)| *lost == 0),
        "{untouched:?}"
    );
    for set in [
        "user_id = zeroblob(16)",
        "patient = null",
        "action = 'list'",
        "at_us = 1",
    ] {
        let edit = format!("update audit set {set} where number = 3");
        assert_eq!(listed(&edit, 100), untouched, "{set}");
    }
    for (number, from) in [("= 3", 3), ("<= 2", 1), ("= 4", 4), ("<= 4", 1)] {
        let edited = listed(&format!("delete from audit where number {number}"), 100);
        let gone = if from == 1 {
            number[3..].parse().unwrap()
        } else {
            1
        };
        assert!(
            edited.iter().all(|(_, lost)| *lost == gone),
            "{number}: {edited:?}"
        );
    }
}

#[test]
fn a_page_reports_what_is_gone_within_it() {
    let (_machine, mut unlocked) = clinic();
    register(&mut unlocked, "Okafor");
    register(&mut unlocked, "Adeyemi");
    let before = Some(EntryNumber {
        device: 1,
        number: 4,
    });
    unlocked
        .vault
        .conn
        .execute_batch("delete from audit where number = 3")
        .unwrap();
    let filter = AuditFilter {
        before,
        ..Default::default()
    };
    let (_, lost) = unlocked.vault.audit_entries(&filter, 1).unwrap();
    assert_eq!(lost.missing, 1);
}
