//! What is sent together is carried out in turn: behind the locked head, in the clinic that was named, or not at all.

use std::time::Duration;

use sync_contract::protocol::Bearer;
use sync_server::db::transaction::Kind;
use tokio::task::JoinHandle;
use tokio_postgres::Client;

use super::*;

const HEAD: &str = "select from feeds for no key update";
const TOKEN: &str = "shown by whoever pushes";

impl Fixture {
    /// A push of one patient that runs by itself.
    fn pushing(&mut self, sender: Sender) -> JoinHandle<Result<PushAnswer, Problem>> {
        let device = &mut self.device;
        device.queue.clear();
        let writes = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
        device.write(writes);
        self.pushing_again(sender)
    }

    fn pushing_again(&mut self, sender: Sender) -> JoinHandle<Result<PushAnswer, Problem>> {
        let push = self.device.next_push().unwrap().unwrap();
        let app = self.app.clone();
        tokio::spawn(async move { sync_server::handlers::push::handle(&app, sender, push).await })
    }

    fn founder(&self) -> Caller {
        Caller {
            tenant: self.clinic.tenant,
            device: self.device.id,
            device_number: self.device.number,
        }
    }

    /// Caches, rightly or not, the caller of [`TOKEN`].
    fn remember(&self, caller: Caller) -> Sender {
        let hash = fake_device::sha256(&[b"nutrivault token\0", TOKEN.as_bytes()].concat());
        self.app.callers.insert(hash, caller);
        Sender::Unknown(Some(Bearer(TOKEN.to_owned())))
    }

    /// [`TOKEN`] is good, and a device's of the clinic.
    async fn give_token(&self, tenant: Uuid) {
        let given = "with hash as (
                select sha256('nutrivault token\\000'::bytea || convert_to($2, 'utf8')) as hash
            ), door as (
                insert into credentials select hash, 'token', $1::uuid, now() + interval '1 hour' from hash
            )
            insert into device_tokens select $1::uuid, hash, 1, now(), now() + interval '1 hour' from hash";
        let client = self.database.as_superuser().await;
        client.execute(given, &[&tenant, &TOKEN]).await.unwrap();
    }

    async fn feed(&self) -> (i64, i64, i64) {
        let text = "select (select sum(seq) from feeds)::bigint as seq,
            (select count(*) from patients) as patients, (select count(*) from groups) as groups";
        let client = self.database.as_superuser().await;
        let row = client.query_one(text, &[]).await.unwrap();
        (row.get("seq"), row.get("patients"), row.get("groups"))
    }
}

/// Returns once a client waits for another's lock.
async fn a_client_waits(client: &Client) {
    let text = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    while client.query_one(text, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_push_cancelled_anywhere_writes_nothing_and_leaves_a_clean_connection() {
    let mut fixture = Fixture::new().await;
    fixture.patient().await;
    let only = sync_server::Database::open(&fixture.database.app_url(), 1).await;
    fixture.app = App::new(only.unwrap());
    let (holder, looker) = (
        fixture.database.as_superuser().await,
        fixture.database.as_superuser().await,
    );
    let lock = [
        HEAD,
        "lock table device_state in access exclusive mode",
        "lock table feed_history in share mode",
        "lock table patients in share mode",
        "lock table groups in share mode",
    ];
    let before = fixture.feed().await;
    for lock in lock {
        let lock_text = format!("begin; {lock}");
        holder.batch_execute(&lock_text).await.unwrap();
        let known = Sender::Known(fixture.founder());
        let pushing = fixture.pushing(known);
        a_client_waits(&looker).await;
        pushing.abort();
        assert!(pushing.await.unwrap_err().is_cancelled());
        holder.batch_execute("rollback").await.unwrap();

        let mut connection = fixture.app.database.connection().await.unwrap();
        let transaction = connection.without_tenant().await.unwrap();
        let seen = "select count(*) from device_state";
        let seen = transaction.query_one(seen, &[]).await.unwrap();
        assert_eq!(seen.get::<_, i64>(0), 0, "{lock}");
        transaction.commit().await.unwrap();
        drop(connection);
        assert_eq!(fixture.feed().await, before, "{lock}");
    }
    let known = Sender::Known(fixture.founder());
    let answer = fixture.pushing_again(known).await.unwrap();
    all_accepted(&answer.unwrap());
    let (seq, patients, groups) = before;
    assert_eq!(fixture.feed().await, (seq + 1, patients + 1, groups + 1));
}

#[tokio::test]
async fn what_decides_a_push_is_read_behind_the_head_over_a_new_connection_too() {
    let mut fixture = Fixture::new().await;
    fixture.patient().await;
    fixture.give_token(fixture.clinic.tenant).await;
    let (holder, looker) = (
        fixture.database.as_superuser().await,
        fixture.database.as_superuser().await,
    );
    for is_proved in [true, false] {
        // no statement is ready there, and the people need not be read first
        let fresh = sync_server::Database::open(&fixture.database.app_url(), 1).await;
        fixture.app.database = fresh.unwrap();
        let before = fixture.feed().await;
        let lock_text = format!("begin; {HEAD}; update device_state set revoked_at = now()");
        holder.batch_execute(&lock_text).await.unwrap();
        let founder = fixture.founder();
        let sender = match is_proved {
            true => Sender::Known(founder),
            false => fixture.remember(founder),
        };
        let pushing = fixture.pushing(sender);
        a_client_waits(&looker).await;
        holder.batch_execute("commit").await.unwrap();
        let answer = pushing.await.unwrap().unwrap();
        let push = fixture.device.next_push().unwrap().unwrap();
        fixture.device.apply_verdicts(&push, &answer).unwrap();
        let is_in_review = |(_, verdict): &(_, Verdict)| *verdict == Verdict::InReview;
        assert!(
            answer.verdicts.iter().all(is_in_review),
            "{:?}",
            answer.verdicts
        );
        assert_eq!(fixture.feed().await, before);
        let again = "update device_state set revoked_at = null";
        holder.batch_execute(again).await.unwrap();
    }
}

#[tokio::test]
async fn a_cached_caller_of_another_clinic_or_none_opens_and_locks_nothing() {
    let mut fixture = Fixture::new().await;
    fixture.patient().await;
    let other = fake_device::random_id();
    let create = "with head as (
            insert into feeds
            select $1::uuid, timeline, seq, history_mark, staff_stamp, root_key, 2, now() from feeds
            returning tenant_id
        )
        insert into device_state (tenant_id, device_number, created_at) select $1::uuid, 1, now() from head";
    let holder = fixture.database.as_superuser().await;
    let failed = holder.execute(create, &[&other]).await;
    assert_eq!(failed.unwrap(), 1);
    let before = fixture.feed().await;
    let lock_text = format!("begin; {HEAD}");
    holder.batch_execute(&lock_text).await.unwrap();
    for is_given in [false, true] {
        if is_given {
            fixture.give_token(other).await;
        }
        let sender = fixture.remember(fixture.founder());
        let answer = tokio::time::timeout(Duration::from_secs(20), fixture.pushing(sender)).await;
        assert_eq!(code(answer.unwrap().unwrap()), Code::Unauthenticated);
    }
    holder.batch_execute("rollback").await.unwrap();
    assert_eq!(fixture.feed().await, before);
}

#[tokio::test]
async fn a_transaction_never_begun_or_awaited_does_not_affect_the_next() {
    let fixture = Fixture::new().await;
    let only = sync_server::Database::open(&fixture.database.app_url(), 1).await;
    let database = only.unwrap();
    let mut connection = database.connection().await.unwrap();
    drop(connection.transaction());
    drop(connection.transaction().begin(Kind::Writing));
    {
        use std::task::{Context, Poll, Waker};
        let transaction = connection.of_tenant(fixture.clinic.tenant).await.unwrap();
        let update = "update feeds set seq = seq + 7";
        let mut sent = std::pin::pin!(transaction.batch_execute(update));
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(sent.as_mut().poll(&mut context), Poll::Pending));
    }
    let before = fixture.feed().await;
    let transaction = connection.of_tenant(fixture.clinic.tenant).await.unwrap();
    let (is_alone, seq) = {
        let text = "select pg_current_xact_id_if_assigned() is null, seq from feeds";
        let row = transaction.query_one(text, &[]).await.unwrap();
        (row.get::<_, bool>(0), row.get::<_, i64>(1))
    };
    assert!(is_alone);
    assert_eq!(seq, before.0);
}
