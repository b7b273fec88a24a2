//! Pushes and pulls changes. Needs no password; with a user it also signs them in at the server.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use clinic::clock::clock_ahead_minutes;
use clinic::file_state::{FileAlarmView, file_state};
use clinic::sync::status::{fetch_again, server_jump_minutes};
use clinic::view::At;
use clinic::{Clinic, ProblemCode};
use host::{FileWatch, Link, ServerAddress, SyncEvent, SyncLoop, after_sync};
use serde::Serialize;
use serde_json::json;
use sync_client::{Report, ServerError};
use sync_contract::field::Time;
use tokio::sync::Notify;
use vault::password::Password;
use vault::{Event, ServerConnection, Vault};

use crate::answer::{self, Answer};
use crate::args::Who;
use crate::args::clinic::Sync;
use crate::exit::{Problem, Result, Status};
use crate::online;
use crate::sentences::why_waiting;
use crate::text::{
    RENUMBERED, SERVER_RESTORED, clock_is_wrong, count, server_has_jumped, server_may_lack,
};

/// How often a watching sync checks whether another program has written.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a watch waits for a server that did not answer before the user was signed in there.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The codes after which no later try can succeed.
const ENDS_WATCH: [&str; 2] = ["revoked", "wrong_clinic"];

/// Groups are users' actions. `staff_only`: no user has signed in at the server from this computer yet, so it has the
/// rows of staff and settings alone.
#[derive(Debug, Serialize)]
pub struct Synced {
    sent: usize,
    refused: usize,
    /// Refused groups that were dropped because their patient was erased.
    purged: usize,
    deferred: usize,
    /// Sent, and held at the server until a user has reviewed them.
    in_review: usize,
    received: usize,
    quarantined: usize,
    waiting: usize,
    /// Refused, by this sync or an earlier one, and not decided yet: changes that build on them wait.
    undecided: usize,
    conflicts: usize,
    at_head: bool,
    staff_only: bool,
    /// None where the clocks agree.
    clock_ahead_minutes: Option<i32>,
    /// None where the server's time was taken.
    server_jump_minutes: Option<i32>,
    /// Another program took changes out of the queue: the server does not have them.
    lost_changes: bool,
    /// The server was restored from an older backup, and what it lacked was sent again.
    server_restored: bool,
    /// When this computer met a server that was restored, now or before: it may lack what others had sent.
    server_restored_at: Option<At>,
    /// This computer goes on under another number: its clock had run ahead, or a copy of it was met.
    renumbered: bool,
    seconds: f64,
}

pub fn run(who: &Who, args: &Sync) -> Result<Answer> {
    if args.fetch_again {
        who.login()?;
    }
    let mut vault = who.open()?;
    ServerAddress::of(&vault)?.protocol()?;
    vault.record(Event::new("sync", "vault"))?;
    match args.watch {
        true if who.user.is_some() => {
            let password = who.password()?;
            match joined_at_last(who, vault, &password)? {
                Some(vault) => stay(vault, who.json),
                None => stopped(who.json),
            }
        }
        true => stay(vault, who.json),
        false => exchange(who, vault, args.fetch_again),
    }
}

/// Signs a user in once the server answers: what a watch outlives is outlived here, too, and only a wrong sign-in ends
/// it. None where the program is to end.
fn joined_at_last(who: &Who, mut vault: Vault, password: &Password) -> Result<Option<Vault>> {
    let mut waits = FIRST_WAIT;
    loop {
        let problem = match online::sync(&vault) {
            Ok(_) => match joined(who, vault, password, false) {
                Ok((vault, _)) => return Ok(Some(vault)),
                Err(problem) if problem.status == Status::Unreachable => problem,
                Err(problem) => return Err(problem),
            },
            Err(problem) if ENDS_WATCH.contains(&problem.code) => return Err(problem),
            Err(problem) => problem,
        };
        print_event(failed(problem), who.json)?;
        let is_stopped = online::runtime()?
            .block_on(async { online::stop_at_signals().pause(waits).await.is_err() });
        if is_stopped {
            return Ok(None);
        }
        waits = (waits * 2).min(LONGEST_WAIT);
        vault = who.open()?;
    }
}

/// Pulls before it signs in: the row of the user may be among the changes.
fn joined(
    who: &Who,
    vault: Vault,
    password: &Password,
    fetches_again: bool,
) -> Result<(Vault, Report)> {
    let report = online::sync(&vault)?;
    let unlocked = vault.unlock(who.login()?, password)?;
    online::sign_in(&unlocked)?;
    let mut clinic = Clinic::new(unlocked, host::clock());
    online::strengthen_password(&mut clinic, password)?;
    online::name_overtaken_keys(&mut clinic)?;
    // the sync that follows sends it
    host::mend_versions(&mut clinic)?;
    if fetches_again {
        fetch_again(&mut clinic)?;
    }
    Ok((clinic.lock(), report))
}

/// Runs one sync; with a user, one before and one after they have signed in at the server.
pub fn once(who: &Who, vault: Vault) -> Result<Answer> {
    exchange(who, vault, false)
}

fn exchange(who: &Who, vault: Vault, fetches_again: bool) -> Result<Answer> {
    let started = Instant::now();
    let (vault, first) = match &who.user {
        Some(_) => joined(who, vault, &who.password()?, fetches_again)?,
        None => (vault, Report::default()),
    };
    let report = together(first, online::sync(&vault)?);
    let mut synced = Synced::of(&report, online::is_staff_only(&vault)?, started.elapsed());
    synced.clock_ahead_minutes = clock_ahead_minutes(&vault)?;
    synced.server_jump_minutes = server_jump_minutes(&vault)?;
    synced.lost_changes = has_lost_changes(&vault)?;
    synced.server_restored_at = restored_at(vault.server()?.as_ref());
    let status = synced.status();
    let answer = Answer::done(&synced, synced.text())?;
    Ok(match status {
        Status::NeedsPerson => answer.needs_person(),
        Status::Unreachable => answer.unreachable(),
        _ => answer,
    })
}

fn has_lost_changes(vault: &Vault) -> Result<bool> {
    Ok(file_state(vault)?.alarm == Some(FileAlarmView::LostChanges))
}

/// Returns when this computer last met a server that was restored from an older backup.
pub fn restored_at(server: Option<&ServerConnection>) -> Option<At> {
    let restored_us = server.and_then(|server| server.restored_at_us);
    restored_us.map(|us| At::of(Time(us)))
}

fn together(first: Report, last: Report) -> Report {
    Report {
        accepted: first.accepted + last.accepted,
        rejected: first.rejected + last.rejected,
        purged: first.purged + last.purged,
        for_review: first.for_review + last.for_review,
        rows: first.rows + last.rows,
        server_restored: first.server_restored || last.server_restored,
        renumbered: first.renumbered || last.renumbered,
        ..last
    }
}

impl Synced {
    fn of(report: &Report, staff_only: bool, elapsed: Duration) -> Self {
        Self {
            sent: report.accepted,
            refused: report.rejected,
            purged: report.purged,
            deferred: report.deferred,
            in_review: report.for_review,
            received: report.rows,
            quarantined: report.quarantined,
            waiting: report.waiting.groups,
            undecided: report.waiting.rejected,
            conflicts: report.waiting.conflicts,
            at_head: report.at_head,
            staff_only,
            clock_ahead_minutes: None,
            server_jump_minutes: None,
            lost_changes: false,
            server_restored: report.server_restored,
            server_restored_at: None,
            renumbered: report.renumbered,
            seconds: (elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
        }
    }

    /// Conflicts may wait. Changes that were refused, now or earlier, lost or not sent need the user now. Deferred ones
    /// are sent by a later sync.
    fn status(&self) -> Status {
        let needs_person =
            self.staff_only || self.lost_changes || self.server_jump_minutes.is_some();
        if needs_person || self.refused > 0 {
            Status::NeedsPerson
        } else if self.deferred > 0 {
            Status::Unreachable
        } else if self.waiting > 0 || self.undecided > 0 {
            Status::NeedsPerson
        } else {
            Status::Done
        }
    }

    /// Returns whether nothing happened that is worth a line.
    fn is_quiet(&self) -> bool {
        let sent = self.sent + self.refused + self.purged + self.deferred + self.in_review;
        sent + self.received + self.waiting == 0 && !self.server_restored && !self.renumbered
    }

    fn text(&self) -> String {
        let mut text = format!(
            "Sent {}, received {} in {:.1} s.",
            count(self.sent, "change", "changes"),
            count(self.received, "row", "rows"),
            self.seconds
        );
        let mut say = |line: String| {
            text.push('\n');
            text.push_str(&line);
        };
        if self.server_restored {
            say(SERVER_RESTORED.to_owned());
        }
        if let Some(at) = &self.server_restored_at {
            say(server_may_lack(at));
        }
        if self.renumbered {
            say(RENUMBERED.to_owned());
        }
        if self.refused > 0 {
            say(format!(
                "The server refused {}. Nothing was lost: what it refused is kept here, and `nutrivault status` says \
                 why.",
                count(self.refused, "change", "changes")
            ));
        } else if self.undecided > 0 && self.waiting == 0 {
            say(format!(
                "{} not on the server: it refused that before. Nothing was lost; `nutrivault status` says why and \
                 what can be done.",
                count(self.undecided, "change is", "changes are")
            ));
        }
        if self.in_review > 0 {
            say(format!(
                "{} for a review at the server: somebody who may decide about it does so with `nutrivault review \
                 list`.",
                count(self.in_review, "change waits", "changes wait")
            ));
        }
        if self.purged > 0 {
            say(format!(
                "{} erased with a patient: an admin ordered to erase them for good.",
                count(self.purged, "change was", "changes were")
            ));
        }
        if self.waiting > 0 {
            say(format!(
                "{} still here; {}.",
                count(self.waiting, "change is", "changes are"),
                why_waiting(self.deferred, self.undecided)
            ));
        }
        if self.quarantined > 0 {
            say(format!(
                "{} set aside, because nothing proves who wrote it; `nutrivault status` lists them.",
                count(
                    self.quarantined,
                    "part of a record is",
                    "parts of records are"
                )
            ));
        }
        if self.conflicts > 0 {
            say(format!(
                "{} for a decision: `nutrivault conflicts list`.",
                count(self.conflicts, "conflict waits", "conflicts wait")
            ));
        }
        if self.lost_changes {
            say("Not everything is on the server: another program took changes out of those that wait for it. They \
                 are in the records here; run `nutrivault sync --user NAME` as those who made them, and look at \
                 `nutrivault status` again."
                .to_owned());
        }
        if let Some(minutes) = self.clock_ahead_minutes {
            say(clock_is_wrong(minutes));
        }
        if let Some(minutes) = self.server_jump_minutes {
            say(server_has_jumped(minutes));
        }
        if self.staff_only {
            say("Only staff and settings came: nobody has signed in at the server from this computer yet. Run \
            `nutrivault sync --user NAME` once.".to_owned());
        }
        text
    }
}

/// Pushes and pulls changes as they come, and prints each sync as a line of JSON or of words.
fn stay(mut vault: Vault, json: bool) -> Result<Answer> {
    let looked_at = host::reopen(&vault)?;
    let sync_loop = SyncLoop::new(Link::open(&vault)?);
    let ended = online::runtime()?.block_on(async {
        let Some(_lock) = sync_loop.link().try_lock().await? else {
            return Err(Problem::refused(
                "in_use",
                "Another program on this computer is exchanging changes already. Nothing was lost; stop it first, or \
                 let it do the work.",
            ));
        };
        let stop = online::stop_at_signals();
        let printer = RefCell::new(Printer {
            own: &mut vault,
            json,
            has_synced: false,
        });
        let (unprinted, cannot_print) = (RefCell::new(None), Notify::new());
        let report = |event| {
            if let Err(problem) = printer.borrow_mut().print(event) {
                unprinted.borrow_mut().get_or_insert(problem);
                cannot_print.notify_one();
            }
        };
        let ended = tokio::select! {
            ended = sync_loop.follow(&stop, &report) => Ok(ended),
            () = cannot_print.notified() => Ok(ServerError::Stopped.into()),
            failed = look(looked_at, &sync_loop) => Err(failed),
        };
        unprinted.take().map_or(ended, Err)
    })?;
    match ended {
        host::Error::Server(ServerError::Stopped) => stopped(json),
        failed => Err(failed.into()),
    }
}

fn stopped(json: bool) -> Result<Answer> {
    let event = (json!({ "event": "stopped" }), "Stopped.".to_owned());
    Answer::nothing(print_event(event, json))
}

fn print_event((event, words): (serde_json::Value, String), json: bool) -> Result<()> {
    match json {
        true => answer::line(event.to_string()),
        false => answer::line(words),
    }
}

/// Wakes the sync loop when another program has written a change.
async fn look(vault: Vault, sync_loop: &SyncLoop) -> Problem {
    let mut file = FileWatch::default();
    loop {
        match file.look(&vault) {
            Ok(change) if change.is_changed && change.is_new => sync_loop.wake(),
            Ok(_) => {}
            Err(error) if error.code() == ProblemCode::Revoked => return error.into(),
            // a busy file or a full disk: the sync reports it itself, and this checks again
            Err(_) => {}
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Prints the events of a watching sync.
struct Printer<'v> {
    own: &'v mut Vault,
    json: bool,
    /// The first sync is always printed: until then it is unknown whether the server answers.
    has_synced: bool,
}

impl Printer<'_> {
    /// # Errors
    /// Those of the output. What fails otherwise is an event, too.
    fn print(&mut self, event: SyncEvent) -> Result<()> {
        let printed = match event {
            SyncEvent::Synced(report) => self
                .synced(&report)
                .unwrap_or_else(|problem| Some(failed(problem))),
            SyncEvent::Live => Some((
                json!({ "event": "live" }),
                "Live: changes of others arrive as they are made.".to_owned(),
            )),
            SyncEvent::Failed(error) => Some(failed(error.into())),
            SyncEvent::Progress => None,
        };
        printed.map_or(Ok(()), |event| print_event(event, self.json))
    }

    fn synced(&mut self, report: &Report) -> Result<Option<(serde_json::Value, String)>> {
        if report.revoked {
            // the sync ends with it, and says so
            return Ok(None);
        }
        after_sync(self.own, report)?;
        let mut synced = Synced::of(report, online::is_staff_only(self.own)?, Duration::ZERO);
        synced.clock_ahead_minutes = clock_ahead_minutes(self.own)?;
        synced.server_jump_minutes = server_jump_minutes(self.own)?;
        synced.lost_changes = has_lost_changes(self.own)?;
        synced.server_restored_at = restored_at(self.own.server()?.as_ref());
        if std::mem::replace(&mut self.has_synced, true) && synced.is_quiet() {
            return Ok(None);
        }
        let words = synced.text();
        Ok(Some((json!({ "event": "synced", "sync": synced }), words)))
    }
}

fn failed(problem: Problem) -> (serde_json::Value, String) {
    let words = problem.message.clone();
    (json!({ "event": "failed", "error": problem }), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(deferred: usize, waiting: usize, undecided: usize) -> (Status, String) {
        let mut report = Report {
            deferred,
            ..Report::default()
        };
        (report.waiting.groups, report.waiting.rejected) = (waiting, undecided);
        let synced = Synced::of(&report, false, Duration::ZERO);
        (synced.status(), synced.text())
    }

    #[test]
    fn a_clock_that_is_far_off_is_reported_with_each_sync() {
        let mut synced = Synced::of(&Report::default(), false, Duration::ZERO);
        assert!(!synced.text().contains("clock"));
        synced.clock_ahead_minutes = Some(365 * 1440);
        assert!(synced.text().contains("365 days ahead of the server's"));
        synced.clock_ahead_minutes = Some(-90);
        assert!(synced.text().contains("90 minutes behind the server's"));
        assert_eq!(synced.status(), Status::Done);
        synced.server_jump_minutes = Some(60);
        assert_eq!(synced.status(), Status::NeedsPerson);
        assert!(synced.text().contains("`nutrivault devices take-time`"));
    }

    #[test]
    fn a_restored_server_and_a_new_number_are_one_sentence_each() {
        let report = Report {
            server_restored: true,
            ..Report::default()
        };
        let restored = Synced::of(&report, false, Duration::ZERO);
        assert!(restored.text().contains("older backup") && !restored.is_quiet());
        let report = Report {
            renumbered: true,
            ..Report::default()
        };
        let renumbered = together(report, Report::default());
        let renumbered = Synced::of(&renumbered, false, Duration::ZERO);
        assert!(renumbered.text().contains("under a new number") && !renumbered.is_quiet());
        assert_eq!(renumbered.status(), Status::Done);
    }

    #[test]
    fn what_a_restored_server_may_lack_is_in_the_words_of_each_sync() {
        let mut synced = Synced::of(&Report::default(), false, Duration::ZERO);
        assert!(!synced.text().contains("on this computer alone"));
        synced.server_restored_at = Some(At::of(Time(1_768_723_200_000_000)));
        assert!(synced.text().contains("noticed here on 2026-01-18"));
        assert!(synced.text().contains("on this computer alone"));
        assert!(synced.is_quiet() && synced.status() == Status::Done);
    }

    #[test]
    fn what_waits_for_a_review_is_counted() {
        let after = |for_review| {
            // a change that is sent twice before it leaves the queue counts once
            let report = Report {
                in_review: for_review + 1,
                for_review,
                ..Report::default()
            };
            Synced::of(&together(report, report), false, Duration::ZERO)
        };
        assert!(!after(0).text().contains("review") && after(0).is_quiet());
        assert!(after(1).text().contains("2 changes wait for a review") && !after(1).is_quiet());
        assert_eq!((after(1).in_review, after(1).status()), (2, Status::Done));
    }

    #[test]
    fn what_went_with_an_erased_patient_needs_no_decision() {
        let report = Report {
            purged: 3,
            ..Report::default()
        };
        let synced = Synced::of(&report, false, Duration::ZERO);
        assert_eq!(synced.status(), Status::Done);
        assert!(synced.text().contains("3 changes were erased") && !synced.is_quiet());
    }

    #[test]
    fn what_the_server_defers_waits_for_it_and_the_rest_for_a_person() {
        for (after, status, part) in [
            (after(0, 0, 0), Status::Done, "Sent 0 changes"),
            (after(2, 2, 0), Status::Unreachable, "puts off"),
            (after(2, 3, 1), Status::Unreachable, "puts off"),
            (
                after(0, 1, 1),
                Status::NeedsPerson,
                "`nutrivault refused again ID`",
            ),
            (
                after(0, 1, 0),
                Status::NeedsPerson,
                "`nutrivault sync --user NAME`",
            ),
            (
                after(0, 0, 1),
                Status::NeedsPerson,
                "1 change is not on the server: it refused that before",
            ),
        ] {
            assert_eq!(after.0, status, "{}", after.1);
            assert!(after.1.contains(part), "{}", after.1);
        }
    }
}
