//! How far an alert is escalated: a pure function of its rows and the clock.
//!
//! The rows that log a timer take no part in it. So a computer whose clock is wrong may log a timer too early, and no
//! other one is called before it is due there.

use sync_contract::catalog::{Alert, AlertEscalation, EscalationReason};
use sync_contract::field::Time;

/// The level at which an alert ends to go up.
pub const LEVEL_MAX: u8 = 3;
const MINUTE_US: i64 = 60_000_000;

/// What the level of an alert follows from, besides what people said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertCourse {
    pub raised_at: Time,
    pub acknowledged_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub expires_at: Option<Time>,
}

/// A person escalated it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByHand {
    pub at: Time,
    pub to: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationStep {
    pub at: Time,
    pub from: u8,
    pub to: u8,
    pub reason: EscalationReason,
}

/// `next_at` is when the next timer is due; none at the last level and for an alert that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalated {
    pub level: u8,
    pub steps: Vec<EscalationStep>,
    pub next_at: Option<Time>,
}

impl AlertCourse {
    pub fn of(alert: &Alert) -> Self {
        Self {
            raised_at: alert.raised_at,
            acknowledged_at: alert.acknowledged_at,
            // a row without its end is over all the same
            ended_at: alert
                .outcome
                .map(|_| alert.ended_at.unwrap_or(alert.raised_at)),
            expires_at: alert.expires_at,
        }
    }

    /// Returns when it was over: by a person, or by the clock.
    pub fn over_at(&self, now: Time) -> Option<Time> {
        let expired = self.expires_at.filter(|expires| *expires <= now);
        self.ended_at.into_iter().chain(expired).min()
    }
}

/// Returns what people said in the rows of an alert; those that log a timer are left out.
pub fn by_hand<'a>(rows: impl IntoIterator<Item = &'a AlertEscalation>) -> Vec<ByHand> {
    let manual = rows
        .into_iter()
        .filter(|row| row.reason == EscalationReason::Manual);
    let level = |to: i64| u8::try_from(to.clamp(1, i64::from(LEVEL_MAX))).unwrap_or(LEVEL_MAX);
    manual
        .map(|row| ByHand {
            at: row.at,
            to: level(row.to_level),
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Acknowledged,
    Escalated(u8),
}

/// Returns the level of an alert and each step that led to it. A timer is due after so many minutes without an
/// acknowledgement, and from then on as often without an end; whatever people do starts it anew.
pub fn escalated(course: &AlertCourse, by_hand: &[ByHand], minutes: u32, now: Time) -> Escalated {
    let over_at = course.over_at(now);
    let mut deeds: Vec<(Time, Deed)> = by_hand
        .iter()
        .map(|one| (one.at, Deed::Escalated(one.to)))
        .chain(course.acknowledged_at.map(|at| (at, Deed::Acknowledged)))
        // of a computer whose clock was behind
        .map(|(at, deed)| (at.max(course.raised_at), deed))
        .collect();
    deeds.sort_unstable();
    let mut walk = Walk {
        level: 1,
        since: course.raised_at,
        reason: EscalationReason::Timeout,
        timer_us: i64::from(minutes.max(1)) * MINUTE_US,
        until: over_at.map_or(now, |over| over.min(now)),
        steps: Vec::new(),
    };
    for (at, deed) in deeds {
        walk.go_before(at);
        match deed {
            Deed::Acknowledged => walk.reason = EscalationReason::NoResponse,
            Deed::Escalated(to) if to > walk.level => {
                walk.step(at, to, EscalationReason::Manual);
            }
            Deed::Escalated(_) => {}
        }
        walk.since = walk.since.max(at);
    }
    walk.go_before(Time(i64::MAX));
    let next_at = Some(walk.due_at()).filter(|_| walk.level < LEVEL_MAX && over_at.is_none());
    Escalated {
        level: walk.level,
        steps: walk.steps,
        next_at: next_at.filter(|next| course.expires_at.is_none_or(|expires| *next < expires)),
    }
}

struct Walk {
    level: u8,
    since: Time,
    reason: EscalationReason,
    timer_us: i64,
    until: Time,
    steps: Vec<EscalationStep>,
}

impl Walk {
    fn due_at(&self) -> Time {
        Time(self.since.0.saturating_add(self.timer_us))
    }

    /// Takes the steps of timers that were due before a deed, and by now.
    fn go_before(&mut self, deed: Time) {
        while self.level < LEVEL_MAX && self.due_at() <= deed && self.due_at() <= self.until {
            let at = self.due_at();
            self.step(at, self.level + 1, self.reason);
            self.since = at;
        }
    }

    fn step(&mut self, at: Time, to: u8, reason: EscalationReason) {
        self.steps.push(EscalationStep {
            at,
            from: self.level,
            to,
            reason,
        });
        self.level = to;
    }
}

#[cfg(test)]
mod tests;
