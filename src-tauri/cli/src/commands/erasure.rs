//! Erasing a patient for good.

use std::path::{Path, PathBuf};

use clinic::names::PatientName;
use clinic::patients::erase::{self, ErasureForm, ErasurePreview, ErasureView};
use clinic::view::{At, Id};
use serde_json::json;
use vault::SecondSigner;
use vault::password::Password;

use super::init;
use crate::answer::{Answer, word};
use crate::args::Who;
use crate::exit::{Problem, Result};
use crate::text::{self, Clocks, count};
use crate::{online, secret};

pub fn preview(who: &Who, id: &Id) -> Result<Answer> {
    let clinic = who.unlock()?;
    let shown = erase::preview(&clinic, id)?;
    let text = described(&shown, &Clocks::of(&clinic)?);
    Answer::done(&json!({ "preview": shown }), text)
}

fn described(shown: &ErasurePreview, clocks: &Clocks) -> String {
    let mut lines =
        vec!["Would be erased for good, on every computer and on the server:".to_owned()];
    lines.extend(
        shown
            .files
            .iter()
            .map(|file| format!("  {}", text::patient(file))),
    );
    let counts = shown.counts.iter();
    lines.extend(counts.map(|of| format!("  {:>6}  {}", of.rows, of.entity)));
    if shown.waiting > 0 {
        let waiting = count(shown.waiting as usize, "change", "changes");
        lines.push(format!("{waiting} of theirs wait on this computer."));
    }
    let computers = count(shown.computers.len(), "computer", "computers");
    lines.push(format!(
        "{computers} would erase them, each when it next meets the server:"
    ));
    lines.extend(shown.computers.iter().map(|computer| {
        let seen = match computer.is_this {
            true => "this computer".to_owned(),
            false => last_seen(computer.last_seen.as_ref(), |at| clocks.time(at)),
        };
        format!("  {}  {seen}", computer.name)
    }));
    lines.join("\n")
}

/// Returns when a computer was last seen: the server sends the last contact of others every few minutes, so one without
/// any may have met it all the same.
fn last_seen(at: Option<&At>, time: impl Fn(&At) -> String) -> String {
    match at {
        Some(at) => format!("last seen {}", time(at)),
        None => "last seen: not told by the server yet".to_owned(),
    }
}

/// The order is signed twice, and takes effect once the server accepts it. Each file that is erased is named by its
/// number.
pub fn erase(
    who: &Who,
    mut form: ErasureForm,
    numbers: &[String],
    recovery_file: Option<&Path>,
    admin: Option<(String, PathBuf)>,
) -> Result<Answer> {
    let recovery = recovery_file.map(init::read).transpose()?;
    let password = match &admin {
        Some((_, file)) => Some(Password::new(&secret::line_of(file)?)),
        None => None,
    };
    let signer = match (&recovery, &admin, &password) {
        (Some(recovery), ..) => SecondSigner::Recovery(recovery),
        (None, Some((login, _)), Some(password)) => SecondSigner::Admin { login, password },
        _ => {
            let message = "An erasure is signed twice: name the recovery key with --recovery-file, or another admin \
                           with --second and --second-password-file. Nothing was erased.";
            return Err(Problem::usage(message));
        }
    };
    let mut clinic = who.unlock()?;
    let shown = erase::preview(&clinic, &form.id)?;
    let is_named = |of: &PatientName| numbers.iter().any(|typed| typed.trim() == of.file_number);
    let (own, merged): (Vec<_>, Vec<_>) = shown.files.iter().partition(|of| of.id == form.id);
    if own.into_iter().all(is_named) && !merged.iter().copied().all(is_named) {
        let merged: Vec<String> = merged.into_iter().map(text::patient).collect();
        return Err(Problem::usage(format!(
            "Files that were merged with it go, too: {}. Name each with --file-number. Nothing was erased.",
            merged.join("; ")
        )));
    }
    form.merged = merged.into_iter().map(|of| of.id.clone()).collect();
    let orders = erase::second(&mut clinic, &form, &signer)?;
    online::write_online(&mut clinic, |clinic| erase::erase(clinic, &orders))?;
    let certificate = erase::certificate(&clinic, &orders)?;
    let text = certified(&certificate, &Clocks::of(&clinic)?);
    Answer::done(&json!({ "certificate": certificate }), text)
}

fn certified(erasure: &ErasureView, clocks: &Clocks) -> String {
    let second = erasure
        .second_signer
        .as_deref()
        .unwrap_or("the recovery key");
    format!(
        "Erased {} for good: {}. Ordered {} by {}, and signed by {second}.\n{}",
        erasure.id.0,
        word(&erasure.reason),
        clocks.time(&erasure.ordered_at),
        erasure.ordered_by,
        confirmed(erasure, clocks)
    )
}

/// The number of computers that confirmed the erasure, and those that have not.
fn confirmed(erasure: &ErasureView, clocks: &Clocks) -> String {
    let mut lines = vec![format!(
        "{} of {} confirmed.",
        erasure.confirmed,
        count(erasure.computers as usize, "computer has", "computers have")
    )];
    if !erasure.unconfirmed.is_empty() {
        lines.push("Each other one erases it when it next meets the server:".to_owned());
    }
    lines.extend(erasure.unconfirmed.iter().map(|computer| {
        let seen = match computer.is_this {
            true => "this computer: another program reads its file".to_owned(),
            false => last_seen(computer.last_seen.as_ref(), |at| clocks.time(at)),
        };
        format!("  {}  {seen}", computer.name)
    }));
    lines.join("\n")
}

pub fn list(who: &Who) -> Result<Answer> {
    let clinic = who.unlock()?;
    let (erasures, clocks) = (erase::list(&clinic)?, Clocks::of(&clinic)?);
    let lines = erasures.iter().map(|erasure| certified(erasure, &clocks));
    let text = lines.collect::<Vec<_>>().join("\n");
    Answer::done(&json!({ "erasures": erasures }), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_without_a_known_contact_is_not_called_unseen() {
        let at = At("2026-11-20T10:30:00Z".to_owned());
        let shown = |at: Option<&At>| last_seen(at, |_| "10:30".to_owned());
        assert_eq!(shown(Some(&at)), "last seen 10:30");
        assert_eq!(shown(None), "last seen: not told by the server yet");
    }
}
