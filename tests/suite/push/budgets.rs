//! What a small push may make the server do: write large rows, read what is held, try groups one by one, and pass a
//! budget that is used up.

use sync_contract::catalog::{Measurement, Note, Patient, Visit};
use sync_contract::{Code, Compartment, Right, Value};

use super::*;

const BUSY_FOR_AN_HOUR: Verdict = Verdict::Deferred {
    code: Code::Busy,
    retry_after_s: 3_600,
};

impl Fixture {
    async fn run(&self, sql: &str) {
        let superuser = self.database.as_superuser().await;
        superuser.batch_execute(sql).await.unwrap();
    }

    /// The addresses of what a statement reads, which change where it is written again.
    async fn addresses(&self, table: &str) -> BTreeSet<String> {
        let superuser = self.database.as_superuser().await;
        let text = format!("select ctid::text from {table}");
        let rows = superuser.query(&text, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// What the founder's device has used of its hour, or of the allowance before it.
    async fn used_bytes(&self) -> i64 {
        let superuser = self.database.as_superuser().await;
        let text = "select (hour_bytes - first_push_bytes_left)::bigint
            from device_state join feeds using (tenant_id) where device_number = 1";
        superuser.query_one(text, &[]).await.unwrap().get(0)
    }
}

#[tokio::test]
async fn what_a_push_makes_the_server_write_counts_as_pushed() {
    // a length to which seals are padded
    const LARGE_BYTES: usize = 33 + 393_216;
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let before = fixture.used_bytes().await;
    let (known, id) = (Note::DESCRIPTOR, fake_device::random_id());
    let mut note = fixture.device.row(known, id, Some(patient), &[]);
    let content = note.last_mut().unwrap();
    content
        .state
        .sealed
        .as_mut()
        .unwrap()
        .resize(LARGE_BYTES, 1);
    // an earlier version of the content, which is not shown
    let mut earlier = content.clone();
    earlier.state.clock.unix_ms -= 1_000;
    earlier.state.sealed.as_mut().unwrap().truncate(33 + 32);
    let verdict = fixture.verdict(note).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let between = fixture.used_bytes().await;
    let verdict = fixture.verdict(vec![earlier]).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    // the row is written with it, under the next number
    let after = fixture.used_bytes().await;
    let large = i64::try_from(LARGE_BYTES).unwrap();
    assert!((large..large + 2_000).contains(&(between - before)));
    assert!((large..large + 2_000).contains(&(after - between)));
}

#[tokio::test]
async fn a_version_to_be_decided_is_not_written_again_with_another() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut second = fixture.second_device().await;
    let known = Patient::DESCRIPTOR;
    let mut before = BTreeSet::new();
    for (stored, spec) in (1..).zip(&known.cells[1..3]) {
        let blind = second.cell(known, spec, patient, None, &[], Vec::new());
        second.write(vec![blind]);
        all_accepted(&fixture.push(&mut second).await.unwrap());
        let addresses = fixture.addresses("cell_siblings").await;
        assert_eq!(addresses.len(), stored);
        assert!(addresses.is_superset(&before), "{before:?} {addresses:?}");
        before = addresses;
    }
    // decided, one goes and the other stays
    let row = fixture.row(known, patient).await;
    let of_cell = row.cells.iter().chain(&row.siblings);
    let of_cell = of_cell.filter(|version| version.cell == known.cells[1].number);
    let base = of_cell.map(|version| version.clock).collect();
    let device = &mut fixture.device;
    let decision = device.cell(known, &known.cells[1], patient, None, &[], base);
    let verdict = fixture.verdict(vec![decision]).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let left = fixture.addresses("cell_siblings").await;
    assert_eq!(left.len(), 1);
    assert!(before.is_superset(&left), "{before:?} {left:?}");
}

#[tokio::test]
async fn a_page_that_the_database_refuses_group_by_group_is_decided_in_parts() {
    let mut fixture = Fixture::new().await;
    // as many as one page takes
    for _ in 0..110 {
        let (known, id) = (Patient::DESCRIPTOR, fake_device::random_id());
        let writes = fixture.device.row(known, id, None, &[]);
        fixture.device.write(writes);
    }
    let only_the_database_knows = "alter table patients add check (seq < 0) not valid";
    fixture.run(only_the_database_knows).await;
    let answer = fixture.push_founder().await;
    let (refused, waiting): (Vec<Verdict>, Vec<Verdict>) = answer
        .verdicts
        .iter()
        .map(|(_, verdict)| *verdict)
        .partition(|verdict| *verdict == rejected(Code::BadValue));
    assert!(refused.len() > 50, "{}", refused.len());
    assert!(!waiting.is_empty());
    let waits = |verdict: &Verdict| {
        let Verdict::Deferred { code, .. } = verdict else {
            return false;
        };
        *code == Code::Busy
    };
    assert!(waiting.iter().all(waits), "{waiting:?}");
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts.len(), waiting.len());
    for (_, verdict) in answer.verdicts {
        assert_eq!(verdict, rejected(Code::BadValue));
    }
}

#[tokio::test]
async fn a_row_of_another_patient_is_refused_without_the_database() {
    let mut fixture = Fixture::new().await;
    let (one, other) = (fixture.patient().await, fixture.patient().await);
    let device = &mut fixture.device;
    let provider = ("provider", Value::Uuid(device.author.id));
    let visit = fake_device::random_id();
    let writes = device.row(Visit::DESCRIPTOR, visit, Some(one), &[provider]);
    device.write(writes);
    all_accepted(&fixture.push_founder().await);
    let unbound =
        "alter table measurements drop constraint measurements_tenant_id_patient_visit_fkey";
    fixture.run(unbound).await;
    for patient in [other, one] {
        let given = [("visit", Value::Uuid(visit))];
        let id = fake_device::random_id();
        let device = &mut fixture.device;
        let writes = device.row(Measurement::DESCRIPTOR, id, Some(patient), &given);
        let verdict = fixture.verdict(writes).await;
        if patient == one {
            assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
            continue;
        }
        assert_eq!(verdict, rejected(Code::MissingReference));
        let rejection = *fixture.rejections.lock().unwrap().last().unwrap();
        let field = Measurement::FIELD.visit.number;
        assert_eq!((rejection.row, rejection.field), (Some(id), Some(field)));
    }
}

#[tokio::test]
async fn no_group_in_review_is_read_to_learn_what_depends_on_it() {
    let mut fixture = Fixture::new().await;
    let founder = fixture.device.author.clone();
    let [patient, other] = [fixture.patient().await, fixture.patient().await];
    let rights = [Right::PatientsUpdate];
    let clerk = fixture.hire(&rights, &[Compartment::Contact]).await;
    let mut second = fixture.second_device().await;
    second.author = clerk.clone();
    let (known, spec) = (Patient::DESCRIPTOR, Patient::CELL.contact);
    let edit = second.cell(known, spec, patient, None, &[], vec![]);
    second.write(vec![edit]);
    fixture.deactivate(clerk.id).await;
    let answer = fixture.push(&mut second).await.unwrap();
    assert_eq!(answer.verdicts[0].1, Verdict::InReview);

    // to read them is an error
    let damage = "update review_groups set bytes = '\\x00'";
    fixture.run(damage).await;
    second.author = founder;
    for patient in [other, patient] {
        let edit = second.cell(known, spec, patient, None, &[], vec![]);
        second.write(vec![edit]);
    }
    let answer = fixture.push(&mut second).await.unwrap();
    let verdicts: Vec<Verdict> = answer.verdicts.iter().map(|of| of.1).collect();
    assert!(
        matches!(verdicts[..], [Verdict::Accepted { .. }, Verdict::InReview]),
        "{verdicts:?}"
    );
    let ids = fixture.addresses("review_ids").await;
    // of each the action and the cell
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn beyond_the_budget_an_admin_ends_trust_and_gives_none() {
    let mut fixture = Fixture::new().await;
    let clerk = fixture.hire(&[], &[]).await;
    let nurse = fixture.hire(&[], &[]).await;
    fixture.run("update feeds set stored_bytes_max = 1").await;
    let role = async |fixture: &mut Fixture| {
        let id = fake_device::random_id();
        fixture.device.role(id, "Beyond", &[], &[])
    };
    let writes = role(&mut fixture).await;
    assert_eq!(fixture.verdict_admin_signed(writes).await, BUSY_FOR_AN_HOUR);
    fixture.device.queue.clear();
    // what ends comes through, once
    fixture.deactivate(clerk.id).await;
    let again = fixture.deactivation(clerk.id).await;
    let verdict = fixture.verdict_admin_signed(vec![again]).await;
    assert_eq!(verdict, BUSY_FOR_AN_HOUR);
    fixture.device.queue.clear();
    // with something else in the same group it does not
    let mut mixed = role(&mut fixture).await;
    mixed.push(fixture.deactivation(nurse.id).await);
    assert_eq!(fixture.verdict_admin_signed(mixed).await, BUSY_FOR_AN_HOUR);
    fixture.device.queue.clear();
    // nor after what waits: it was admitted as if that had been accepted
    let key = fixture.device.author.key.clone();
    let writes = role(&mut fixture).await;
    let ending = fixture.deactivation(nurse.id).await;
    fixture.device.write_admin_signed(writes, &key);
    fixture.device.write_admin_signed(vec![ending], &key);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, BUSY_FOR_AN_HOUR);
    let after = answer.verdicts[1].1;
    assert!(
        matches!(
            after,
            Verdict::Deferred {
                code: Code::MissingReference,
                ..
            }
        ),
        "{after:?}"
    );
    fixture.device.queue.remove(0);
    let answer = fixture.push_founder().await;
    all_accepted(&answer);
}
