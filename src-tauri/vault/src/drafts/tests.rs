#![allow(clippy::unwrap_used)]

use sync_contract::Wire;
use sync_contract::catalog::{Patient, Visit};
use sync_contract::ids::*;
use sync_contract::read_version::ReadVersion;
use uuid::Uuid;

use crate::testing::*;

#[test]
fn a_draft_survives_a_lock_and_goes_with_the_action_that_it_became() {
    let (machine, mut unlocked) = clinic();
    let patient_id = register(&mut unlocked, "Okafor");
    let id = VisitId(Uuid::from_u128(77));
    let draft = visit(id, patient_id, unlocked.user(), "tired since spring");
    let (queued, entries) = ("select count(*) from queue", "select count(*) from audit");
    let before = (
        count(&unlocked.vault, queued),
        count(&unlocked.vault, entries),
    );
    unlocked
        .save_draft(&draft, &ReadVersion::default())
        .unwrap();
    unlocked
        .save_draft(&draft, &ReadVersion::default())
        .unwrap();
    assert_eq!(
        (
            count(&unlocked.vault, queued),
            count(&unlocked.vault, entries)
        ),
        before
    );
    drop(unlocked);

    let mut unlocked = machine.unlock();
    let loaded = unlocked.draft::<Visit>(id).unwrap().unwrap();
    assert_eq!(loaded.value, draft);
    assert_eq!(unlocked.drafts::<Visit>(Some(patient_id)).unwrap().len(), 1);
    assert!(unlocked.drafts::<Patient>(None).unwrap().is_empty());
    let failed: crate::error::Result<()> = unlocked.write("start visit", |tx| {
        tx.drop_draft::<Visit>(id)?;
        Err(crate::error::Error::NotFound)
    });
    assert!(failed.is_err() && unlocked.draft::<Visit>(id).unwrap().is_some());
    unlocked
        .write("start visit", |tx| {
            tx.insert(&draft)?;
            tx.drop_draft::<Visit>(id)
        })
        .unwrap();
    assert!(unlocked.draft::<Visit>(id).unwrap().is_none());
}

#[test]
fn a_draft_opens_for_its_patient_time_and_version_alone() {
    let (_machine, mut unlocked) = clinic();
    let (ana, ben) = (
        register(&mut unlocked, "Ana"),
        register(&mut unlocked, "Ben"),
    );
    let id = VisitId(Uuid::from_u128(77));
    let draft = visit(id, ana, unlocked.user(), "tired since spring");
    let other = ReadVersion::default();
    let seen = unlocked.read().get::<Patient>(ana).unwrap().unwrap().seen;
    unlocked.save_draft(&draft, &seen).unwrap();
    let conn = &unlocked.vault.conn;
    for (sql, value) in [
        ("update drafts set patient = ?1", ben.0.as_bytes().to_vec()),
        (
            "update drafts set saved_at = saved_at - length(?1)",
            vec![1],
        ),
        ("update drafts set read_version = ?1", other.to_bytes()),
    ] {
        conn.execute_batch("savepoint attack").unwrap();
        assert_eq!(conn.execute(sql, [value]).unwrap(), 1);
        assert!(unlocked.draft::<Visit>(id).is_err(), "{sql}");
        conn.execute_batch("rollback to attack; release attack")
            .unwrap();
    }
    assert_eq!(unlocked.draft::<Visit>(id).unwrap().unwrap().value, draft);
}
