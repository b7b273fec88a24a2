//! Progress of a long command, on standard error and only at a terminal.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::future::Future;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use sync_client::Progress;
use tokio::sync::watch;

/// A spinner, for work of unknown length.
pub fn busy(what: &'static str) -> ProgressBar {
    let bar = drawn("{spinner} {prefix} {elapsed}", what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A counter, for work whose length becomes known later.
pub fn counted(what: &'static str) -> ProgressBar {
    drawn("{prefix} {pos} of {len}  {rate}  {elapsed}", what)
}

/// Where standard error is no terminal, nothing is drawn.
fn drawn(template: &str, what: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template(template).expect("the templates of this file are well formed");
    let style = style.with_key(
        "rate",
        |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = write!(out, "{:.0}/s", state.per_sec());
        },
    );
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    bar.set_style(style);
    bar.set_prefix(what);
    if std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
    bar
}

/// Runs a sync under a bar: rows pulled, rows a second, and changes that still have to be pushed.
pub async fn under_a_bar<T>(
    progress: watch::Receiver<Progress>,
    sync: impl Future<Output = T>,
) -> T {
    let bar = drawn("{prefix} {pos}  {rate}  {elapsed}", "Rows");
    let done = tokio::select! {
        done = sync => done,
        never = draw(&bar, progress) => match never {},
    };
    bar.finish_and_clear();
    done
}

async fn draw(bar: &ProgressBar, mut progress: watch::Receiver<Progress>) -> Infallible {
    while !bar.is_hidden() && progress.changed().await.is_ok() {
        let now = *progress.borrow_and_update();
        bar.set_position(now.report.rows as u64);
        bar.set_prefix(words(&now));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    std::future::pending().await
}

/// Returns the words of the bar. The time left is known for the push alone: the length of a pull is not known.
fn words(now: &Progress) -> String {
    let (done, waiting) = (now.report.accepted, now.report.waiting.groups);
    let mut words = String::new();
    if waiting > 0 && done > 0 {
        let left = now.elapsed.as_secs_f64() / done as f64 * waiting as f64;
        let _ = write!(words, "Sent {done}, {waiting} to go, {left:.0} s left; ");
    } else if done + waiting > 0 {
        let _ = write!(words, "Sent {done}, {waiting} to go; ");
    }
    words.push_str("rows");
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_client::Report;
    use sync_contract::protocol::Waiting;

    #[test]
    fn the_time_left_follows_from_what_was_sent_so_far() {
        let waiting = Waiting {
            groups: 30,
            ..Waiting::default()
        };
        let report = Report {
            accepted: 10,
            waiting,
            ..Report::default()
        };
        let progress = Progress {
            report,
            elapsed: Duration::from_secs(2),
            rows_per_s: 0.0,
        };
        assert_eq!(words(&progress), "Sent 10, 30 to go, 6 s left; rows");
    }
}
