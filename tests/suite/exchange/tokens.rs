//! A server that caches the device of a token still checks the token with every call.

use super::bootstrap::token;
use super::*;
use sync_client::{Error, Live};
use sync_contract::messages::{DeviceRenumber, Pull, Push, Verdict};
use sync_contract::protocol::{Bearer, Replica};
use sync_contract::pull::Control;
use sync_contract::{Code, Group, Wire};

/// Far longer than an answer takes that waits for no lock.
const ASKED_NOTHING_WITHIN: std::time::Duration = std::time::Duration::from_secs(20);

impl Clinic {
    fn next_push(&self) -> Push {
        self.patient();
        self.founders.lock().unwrap().next_push().unwrap().unwrap()
    }

    fn tail(&self) -> Pull {
        let position = self.founders.lock().unwrap().position.clone();
        Pull {
            cursor: position.cursor,
            bootstrap: None,
            control_position: position.control_position,
            rows_max: 10,
        }
    }

    /// Brings in a patient and fetches, both by a token that the server has seen before.
    async fn use_twice(&self, bearer: &Bearer) {
        let protocol = over_http(&self.server);
        for _ in 0..2 {
            let push = self.next_push();
            let answer = protocol.push(Some(bearer.clone()), push.clone()).await;
            {
                let mut device = self.founders.lock().unwrap();
                device.apply_verdicts(&push, &answer.unwrap()).unwrap();
            }
            let page = protocol.pull(Some(bearer.clone()), self.tail()).await;
            assert!(!page.unwrap().rows.is_empty());
        }
    }

    /// How far the feed has come, and how many patients it brought.
    async fn feed(&self) -> (i64, i64) {
        let text = "select seq, (select count(*) from patients) as patients from feeds";
        let row = self
            .database
            .as_superuser()
            .await
            .query_one(text, &[])
            .await
            .unwrap();
        (row.get("seq"), row.get("patients"))
    }
}

#[tokio::test]
async fn a_token_that_has_just_ended_neither_writes_nor_reads() {
    let clinic = Clinic::connected().await;
    let bearer = token(&clinic, &clinic.founders).await;
    clinic.use_twice(&bearer).await;
    let before = clinic.feed().await;
    let protocol = over_http(&clinic.server);
    let ends = [
        "update device_tokens set expires_at = now() - interval '1 second'",
        "update device_tokens set expires_at = now() + interval '1 hour'",
        "update credentials set expires_at = now() - interval '1 second' where kind = 'token'",
        "update credentials set expires_at = now() + interval '1 hour' where kind = 'token'",
        "delete from device_tokens",
    ];
    let database = clinic.database.as_superuser().await;
    for (end, is_over) in ends.into_iter().zip([true, false, true, false, true]) {
        database.batch_execute(end).await.unwrap();
        if !is_over {
            clinic.use_twice(&bearer).await;
            continue;
        }
        let before = clinic.feed().await;
        let refused = Err(Error::Refused(Code::Unauthenticated));
        let push = clinic.next_push();
        assert_eq!(protocol.push(Some(bearer.clone()), push).await, refused);
        let refused = Err(Error::Refused(Code::Unauthenticated));
        let page = protocol.pull(Some(bearer.clone()), clinic.tail()).await;
        assert_eq!(page, refused, "{end}");
        assert_eq!(clinic.feed().await, before, "{end}");
    }
    assert_eq!(clinic.feed().await.0, before.0 + 6);
}

#[tokio::test]
async fn a_device_revoked_between_two_calls_learns_it_and_writes_nothing() {
    let clinic = Clinic::connected().await;
    let bearer = token(&clinic, &clinic.founders).await;
    clinic.use_twice(&bearer).await;
    let before = clinic.feed().await;
    let shut_out = "update device_state set revoked_at = now()";
    let database = clinic.database.as_superuser().await;
    database.batch_execute(shut_out).await.unwrap();
    let protocol = over_http(&clinic.server);
    let push = clinic.next_push();
    let sent = protocol.push(Some(bearer.clone()), push).await.unwrap();
    assert!(
        sent.verdicts
            .iter()
            .all(|(_, verdict)| *verdict == Verdict::InReview)
    );
    let sign_in = clinic.founders.lock().unwrap().sign_in();
    let refused = protocol.sign_in(Some(bearer.clone()), sign_in).await;
    assert_eq!(refused, Err(Error::Refused(Code::DeviceRevoked)));
    let page = protocol.pull(Some(bearer), clinic.tail()).await.unwrap();
    assert_eq!(page.control[0].control, Control::Revoked);
    assert_eq!(clinic.feed().await, before);
}

#[tokio::test]
async fn a_token_refused_once_is_checked_before_any_other_work() {
    let end = "update device_tokens set expires_at = now() - interval '1 second'";
    let code = Code::Unauthenticated;
    {
        let clinic = Clinic::connected().await;
        let bearer = token(&clinic, &clinic.founders).await;
        clinic.use_twice(&bearer).await;
        let others = clinic.database.as_superuser().await;
        others.batch_execute(end).await.unwrap();
        let protocol = over_http(&clinic.server);
        let push = clinic.next_push();
        let answer = protocol.push(Some(bearer.clone()), push.clone()).await;
        assert_eq!(answer, Err(Error::Refused(code)));

        // neither the clinic's people nor its head can be asked for until this ends
        let lock = "begin; lock table users; select from feeds for update";
        others.batch_execute(lock).await.unwrap();
        let admin_signed = {
            let mut device = clinic.founders.lock().unwrap();
            device.queue.clear();
            let role = device.role(random_id(), "Extra", &[Right::PatientsUpdate], &[]);
            let key = device.author.key.clone();
            device.write_admin_signed(role, &key);
            device.next_push().unwrap().unwrap()
        };
        for push in [push, admin_signed] {
            let answer = protocol.push(Some(bearer.clone()), push);
            let answer = tokio::time::timeout(ASKED_NOTHING_WITHIN, answer).await;
            assert_eq!(answer.unwrap(), Err(Error::Refused(code)), "{end}");
        }
    }
}

/// What a server remembers of pushes ends, but not what tells whether it has a group.
#[tokio::test]
async fn a_server_forgets_old_positions_and_rejections_and_no_accepted_group() {
    let clinic = Clinic::connected().await;
    let push = clinic.next_push();
    let sent = async |push: &Push| {
        let bearer = token(&clinic, &clinic.founders).await;
        over_http(&clinic.server)
            .push(Some(bearer), push.clone())
            .await
    };
    let accepted = sent(&push).await.unwrap();
    {
        let mut device = clinic.founders.lock().unwrap();
        device.apply_verdicts(&push, &accepted).unwrap();
    }
    let database = clinic.database.as_superuser().await;
    // a long time passes, with a push for each mark and three rejections, one of which a person discarded
    let later = "
        insert into feed_history
        select tenant_id, timeline, feeds.seq + step, gen_random_uuid()
        from feeds, generate_series(1, 1000010, 5) as step;
        update feeds set seq = seq + 1000010;
        insert into groups
        select feeds.tenant_id, gen_random_uuid(), repeat('a', 32)::bytea, 1, gen_random_uuid(), 'rejected',
            old.code, null, now() - old.days * interval '1 day', null, null, 'a'::bytea
        from feeds, (values ('bad_value', 366), ('bad_value', 300), ('withdrawn', 366)) as old (code, days)";
    database.batch_execute(later).await.unwrap();
    let count = async |sql: &str| -> i64 { database.query_one(sql, &[]).await.unwrap().get(0) };
    let positions =
        "select count(*) from feed_history where seq < (select seq from feeds) - 1000000";
    let rejected = "select count(*) from groups where verdict = 'rejected'";
    assert_eq!(
        (count(positions).await > 0, count(rejected).await),
        (true, 3)
    );
    // its device is of another history now, as far as the server knows; and the group is there
    let mut again = {
        let mut device = clinic.founders.lock().unwrap();
        device.queue = vec![Group::from_bytes(&push.groups[0]).unwrap()];
        device.next_push().unwrap().unwrap()
    };
    assert_eq!(sent(&again).await, Err(Error::Refused(Code::UnknownCursor)));
    assert_eq!((count(positions).await, count(rejected).await), (0, 2));
    again.cursor = None;
    let verdicts = sent(&again).await.unwrap().verdicts;
    let Verdict::Accepted { seq } = accepted.verdicts[0].1 else {
        panic!("{accepted:?}");
    };
    assert_eq!(verdicts[0].1, Verdict::Duplicate { seq });
}

/// A device that asks for number after number gets no more resources: neither numbers nor streams.
#[tokio::test]
async fn a_device_with_many_numbers_has_the_budget_of_one() {
    let clinic = Clinic::connected().await;
    let second = clinic.joined(&clinic.fake_clinic.founder).await;
    clinic.sign_in(&second).await;
    let protocol = over_http(&clinic.server);
    let mut bearers = vec![token(&clinic, &second).await];
    let above = 0;
    let refused = loop {
        let bearer = bearers[0].clone();
        let renumbered = protocol.device_renumber(Some(bearer), DeviceRenumber { above });
        match renumbered.await {
            Ok(given) => second.lock().unwrap().number = given.device_number,
            Err(refused) => break refused,
        }
        bearers.push(token(&clinic, &second).await);
        assert!(bearers.len() < 20, "it takes as many as it likes");
    };
    assert_eq!(refused, Error::Refused(Code::Busy));
    assert!(bearers.len() > 4);
    // nor is it refused to others at its address
    let own = token(&clinic, &clinic.founders).await;
    let given = protocol.device_renumber(Some(own.clone()), DeviceRenumber { above });
    given.await.unwrap();

    let mut streams = Vec::new();
    for bearer in &bearers[..4] {
        streams.push(protocol.live(bearer.clone()).await.unwrap());
    }
    for bearer in &bearers {
        let one_more = protocol.live(bearer.clone()).await.err();
        assert_eq!(one_more, Some(Error::Refused(Code::Busy)));
    }
    streams.push(protocol.live(own).await.unwrap());
}
