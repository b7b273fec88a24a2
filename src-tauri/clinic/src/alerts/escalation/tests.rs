#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use proptest::prelude::*;
use sync_contract::catalog::escalation_id;
use sync_contract::ids::{AlertEscalationId, AlertId, TenantId};
use uuid::Uuid;

use super::*;

const fn minute(number: i64) -> Time {
    Time(number * MINUTE_US)
}

fn course(acknowledged: Option<i64>, ended: Option<i64>, expires: Option<i64>) -> AlertCourse {
    AlertCourse {
        raised_at: minute(0),
        acknowledged_at: acknowledged.map(minute),
        ended_at: ended.map(minute),
        expires_at: expires.map(minute),
    }
}

/// Level, when each step was, and why.
fn levels(
    course: &AlertCourse,
    by_hand: &[ByHand],
    now: i64,
) -> (u8, Vec<(i64, EscalationReason)>) {
    let escalated = escalated(course, by_hand, 5, minute(now));
    let steps = escalated.steps.iter();
    let steps = steps.map(|step| (step.at.0 / MINUTE_US, step.reason));
    (escalated.level, steps.collect())
}

use EscalationReason::{Manual, NoResponse, Timeout};

#[test]
fn a_timer_is_due_without_an_answer_and_again_without_an_end() {
    let open = course(None, None, None);
    assert_eq!(levels(&open, &[], 4), (1, vec![]));
    assert_eq!(levels(&open, &[], 5), (2, vec![(5, Timeout)]));
    let twice = vec![(5, Timeout), (10, Timeout)];
    assert_eq!(levels(&open, &[], 10_000), (3, twice));
    let taken_on = course(Some(7), None, None);
    assert_eq!(levels(&taken_on, &[], 11), (2, vec![(5, Timeout)]));
    let forgotten = vec![(5, Timeout), (12, NoResponse)];
    assert_eq!(levels(&taken_on, &[], 12), (3, forgotten));
    // what was due is not taken back by an answer at the same moment
    let late = course(Some(5), None, None);
    assert_eq!(levels(&late, &[], 9), (2, vec![(5, Timeout)]));
}

#[test]
fn a_person_escalates_at_once_and_starts_the_timer_anew() {
    let by_hand = [ByHand {
        at: minute(3),
        to: 2,
    }];
    let open = course(None, None, None);
    assert_eq!(levels(&open, &by_hand, 3), (2, vec![(3, Manual)]));
    assert_eq!(levels(&open, &by_hand, 7), (2, vec![(3, Manual)]));
    let both = vec![(3, Manual), (8, Timeout)];
    assert_eq!(levels(&open, &by_hand, 8), (3, both));
}

#[test]
fn what_is_over_goes_no_further_by_person_or_by_clock() {
    for over in [
        course(None, Some(7), None),
        course(None, None, Some(7)),
        course(None, Some(9), Some(7)),
    ] {
        assert_eq!(levels(&over, &[], 600), (2, vec![(5, Timeout)]));
        let escalated = escalated(&over, &[], 5, minute(600));
        assert_eq!(escalated.next_at, None);
        assert_eq!(over.over_at(minute(600)), Some(minute(7)));
    }
    let expires = course(None, None, Some(7));
    assert_eq!(expires.over_at(minute(6)), None);
    // the next timer would come after its end
    assert_eq!(escalated(&expires, &[], 5, minute(6)).next_at, None);
    assert_eq!(
        escalated(&course(None, None, None), &[], 5, minute(6)).next_at,
        Some(minute(10))
    );
}

#[test]
fn a_wrong_time_of_a_deed_starts_nothing_before_the_alert() {
    let behind = [ByHand {
        at: minute(-500),
        to: 2,
    }];
    assert_eq!(
        levels(&course(None, None, None), &behind, 4),
        (2, vec![(0, Manual)])
    );
    let taken_on = course(Some(-500), None, None);
    assert_eq!(levels(&taken_on, &[], 4), (1, vec![]));
    assert_eq!(levels(&taken_on, &[], 5), (2, vec![(5, NoResponse)]));
}

fn any_time() -> impl Strategy<Value = Time> {
    (-50_i64..200).prop_map(minute)
}

fn any_course() -> impl Strategy<Value = AlertCourse> {
    let some = || proptest::option::of(any_time());
    (some(), some(), some()).prop_map(|(acknowledged_at, ended_at, expires_at)| AlertCourse {
        raised_at: minute(0),
        acknowledged_at,
        ended_at,
        expires_at,
    })
}

fn any_by_hand() -> impl Strategy<Value = Vec<ByHand>> {
    let one = (any_time(), 2_u8..=LEVEL_MAX).prop_map(|(at, to)| ByHand { at, to });
    proptest::collection::vec(one, 0..5)
}

/// The rows that a computer has written by a time: one for each timer that is due there, under its id.
fn log(
    course: &AlertCourse,
    by_hand: &[ByHand],
    minutes: u32,
    now: Time,
) -> BTreeMap<Uuid, EscalationStep> {
    let (tenant, alert) = (TenantId(Uuid::nil()), AlertId(Uuid::from_u128(7)));
    let steps = escalated(course, by_hand, minutes, now).steps.into_iter();
    let timers = steps.filter(|step| step.reason != Manual);
    let rows: Vec<_> = timers
        .map(|step| {
            let id = escalation_id(tenant, alert, i64::from(step.to), step.reason);
            (id.0, step)
        })
        .collect();
    let logged: BTreeMap<_, _> = rows.iter().copied().collect();
    // no timer fires twice
    assert_eq!(logged.len(), rows.len());
    logged
}

fn row(at: Time, to: u8, reason: EscalationReason) -> AlertEscalation {
    AlertEscalation {
        id: AlertEscalationId(Uuid::nil()),
        alert: AlertId(Uuid::nil()),
        from_level: i64::from(to) - 1,
        to_level: i64::from(to),
        reason,
        at,
        remark: None.into(),
    }
}

proptest! {
    #[test]
    fn a_level_never_goes_down_as_time_goes_by(
        course in any_course(), by_hand in any_by_hand(), minutes in 1_u32..60, one in any_time(), other in any_time(),
    ) {
        let (earlier, later) = (one.min(other), one.max(other));
        let before = escalated(&course, &by_hand, minutes, earlier);
        let after = escalated(&course, &by_hand, minutes, later);
        prop_assert!(before.level <= after.level, "{before:?} {after:?}");
        prop_assert!((1..=LEVEL_MAX).contains(&after.level));
        let mut level = 1;
        for step in &after.steps {
            prop_assert!(step.from == level && step.to > level, "{after:?}");
            level = step.to;
        }
        prop_assert_eq!(level, after.level);
    }

    #[test]
    fn a_level_is_the_same_for_any_order_of_rows(
        course in any_course(),
        rows in any_by_hand().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        minutes in 1_u32..60, now in any_time(),
    ) {
        let (one, other) = rows;
        prop_assert_eq!(
            escalated(&course, &one, minutes, now),
            escalated(&course, &other, minutes, now)
        );
    }

    #[test]
    fn computers_that_were_apart_log_the_same_rows(
        course in any_course(), by_hand in any_by_hand(), minutes in 1_u32..60, one in any_time(), other in any_time(),
    ) {
        let (mut first, second) = (log(&course, &by_hand, minutes, one), log(&course, &by_hand, minutes, other));
        // a person who escalates by a clock that is ahead has the timers of before run on: what was due is not due less
        let by_now = by_hand.iter().all(|deed| deed.at <= one.min(other));
        if by_now {
            for (id, step) in &second {
                let same = first.entry(*id).or_insert(*step);
                prop_assert_eq!(&*same, step);
            }
            let later = log(&course, &by_hand, minutes, one.max(other));
            prop_assert_eq!(first, later);
        }
    }

    /// The clocks of the computers that log are wrong by whatever they are; the one that reads is right.
    #[test]
    fn no_row_that_a_wrong_clock_logged_escalates_others(
        course in any_course(), by_hand in any_by_hand(), minutes in 1_u32..60, wrong in any_time(), now in any_time(),
    ) {
        let without = escalated(&course, &by_hand, minutes, now);
        let logged = log(&course, &by_hand, minutes, wrong);
        let manual = by_hand.iter().map(|deed| row(deed.at, deed.to, Manual));
        let timers = logged.values().map(|step| row(step.at, step.to, step.reason));
        let rows: Vec<AlertEscalation> = timers.chain(manual).collect();
        let read = super::by_hand(&rows);
        prop_assert_eq!(escalated(&course, &read, minutes, now), without);
        // and say when the timer was due, not what the wrong clock said
        for step in logged.values() {
            prop_assert!(step.at <= wrong);
        }
    }

    #[test]
    fn an_acknowledgement_never_raises_a_level(
        course in any_course(), minutes in 1_u32..60, now in any_time(),
    ) {
        let without = AlertCourse { acknowledged_at: None, ..course };
        let with = escalated(&course, &[], minutes, now).level;
        prop_assert!(with <= escalated(&without, &[], minutes, now).level);
    }
}
