use std::io;

use ::vault::Error;
use clinic::file_state::{AnchorView, FileAlarmView, FileStateView};
use clinic::unresolved::{DamageView, Unshown};

use super::joining::about_joining;
use super::{altered, internal};
use crate::exit::{Problem, Status};
use crate::text::spoken;

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        of_vault(&error)
    }
}

impl From<::vault::seal::SealError> for Problem {
    fn from(error: ::vault::seal::SealError) -> Self {
        of_vault(&Error::from(error))
    }
}

/// A sign-in that did not succeed gives the vault back; the command ends with it.
impl From<::vault::SignInError> for Problem {
    fn from(refused: ::vault::SignInError) -> Self {
        of_vault(&refused.error)
    }
}

pub(super) fn of_vault(error: &Error) -> Problem {
    match error {
        Error::Throttled(wait) => return throttled(wait.remaining, wait.locked_out),
        Error::AlteredRows(rows) => return altered::rows(*rows),
        Error::ForeignObjects(names) => return altered::objects(names),
        Error::Seal(error) => return of_seal(error),
        _ => {}
    }
    if let Error::Io(error) = error
        && is_of_path(error)
    {
        return Problem::usage(format!(
            "A path that was named cannot be used: {}. Nothing was changed; check --vault and the files that were \
             named, and do it again.",
            plain(error)
        ));
    }
    let Some((status, code, sentence)) = sentence_of(error) else {
        return internal(error);
    };
    Problem::new(status, code, sentence)
}

fn throttled(wait: std::time::Duration, locked_out: bool) -> Problem {
    let (number, unit) = match wait.as_secs() + u64::from(wait.subsec_nanos() > 0) {
        seconds @ 0..=90 => (seconds.max(1), "s"),
        seconds => (seconds.div_ceil(60), "min"),
    };
    let (code, happened) = match locked_out {
        true => (
            "locked_out",
            "There were too many wrong passwords in a row, so this user is locked out here",
        ),
        false => (
            "wait",
            "The last password was wrong, or its sign-in was interrupted, so the next one is not tried",
        ),
    };
    let remedy = if locked_out {
        "wait, or ask an admin to let you in with `nutrivault user unlock`"
    } else {
        "wait, then try again"
    };
    Problem::refused(
        code,
        format!("{happened} for another {number} {unit}. Nothing was lost; {remedy}."),
    )
}

fn of_seal(error: &::vault::seal::SealError) -> Problem {
    use ::vault::seal::SealError as S;
    match error {
        S::Mistyped(what) => Problem::refused(
            "mistyped",
            format!(
                "What was given is no {what}. Nothing was changed; compare it with the original, group by group."
            ),
        ),
        S::KeyStore(cause) => Problem::refused(
            "key_store",
            format!(
                "The key store of this computer cannot be used: {cause}. Nothing was changed; unlock it, or set \
                 NUTRIVAULT_KEY_STORE=file to keep keys in a file that only this user may read."
            ),
        ),
        S::Io(error) => Problem::refused(
            "key_store",
            format!(
                "The file of this clinic's keys cannot be used: {}. Nothing was changed; give this user access to the \
                 folder of the keys (`$XDG_DATA_HOME/nutrivault/keys`), and do it again.",
                plain(error)
            ),
        ),
        S::DamagedKeys => Problem::refused(
            "key_store",
            "The keys of this clinic that this computer stored are damaged; the clinic's file was left as it is and \
             may be whole. Nothing was changed. Put the keys back from a copy of this computer, join again with an \
             enrolment code, or restore a backup.",
        ),
        S::Refused | S::Malformed => of_vault(&Error::Damaged),
        other => internal(other),
    }
}

/// Returns whether the operating system refused the path itself: another name may do.
fn is_of_path(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    // "too many levels of symbolic links" has no stable kind
    const LOOP: i32 = 40;
    matches!(
        error.kind(),
        K::NotFound | K::AlreadyExists | K::NotADirectory | K::IsADirectory | K::InvalidFilename
    ) || error.raw_os_error() == Some(LOOP)
}

/// Returns the words of the operating system without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

type Sentence = (Status, &'static str, &'static str);

fn sentence_of(error: &Error) -> Option<Sentence> {
    about_the_file(error)
        .or_else(|| about_joining(error))
        .or_else(|| about_signing_in(error))
        .or_else(|| about_writing(error))
}

fn about_the_file(error: &Error) -> Option<Sentence> {
    use Error as V;
    use Status::{NeedsPerson, Refused};
    Some(match error {
        V::NoVault => (
            Refused,
            "no_vault",
            "There is no clinic in this folder. Nothing was changed; check --vault, or make one with `nutrivault \
             init` or `nutrivault enrol join`.",
        ),
        V::FileMissing => (
            Refused,
            "file_missing",
            "The clinic's file `vault.db` is no longer in this folder, or another one was put in its place while it \
             was open. Nothing was changed. Put the file back where it was; if it is lost, restore the last backup \
             into an empty folder with `nutrivault backup restore`, or join the clinic again with `nutrivault enrol \
             join`.",
        ),
        V::AlreadyThere => (
            Refused,
            "already_there",
            "There is a clinic in this folder already, and it was left as it is. Name another folder with --vault.",
        ),
        V::NotEmpty => (
            Refused,
            "not_empty",
            "The folder is not empty, and it was left as it is. Name an empty one with --vault.",
        ),
        V::NotOurs => (
            Refused,
            "file_not_ours",
            "The file in this folder was not made by NutriVault, and it was left as it is. Check --vault.",
        ),
        V::Unfinished => (
            Refused,
            "unfinished",
            "The file `unfinished` in this folder says that a command was ended before the clinic here was complete. \
             Everything here was left as it is. If you have worked with this clinic before, remove that file. \
             Otherwise give the same command again: it keeps what is here under another name.",
        ),
        V::Damaged | V::Malformed(_) => (
            Refused,
            "file_damaged",
            "The clinic's file is damaged, and was left as it is. Nothing else was touched. Restore the last backup \
             into an empty folder with `nutrivault backup restore`, or join again with `nutrivault enrol join`.",
        ),
        V::Incomplete => (
            NeedsPerson,
            "record_incomplete",
            "A part of this record has not come, or failed a check. Nothing was changed. Ask the server again with \
             `nutrivault sync --fetch-again`; else who wrote it can write it again.",
        ),
        V::Truncated => (
            Refused,
            "file_truncated",
            "The end of the clinic's file is missing, and what is there was left as it is. Nothing else was touched. \
             Restore the last backup into an empty folder with `nutrivault backup restore`; where the clinic has a \
             server, what was synced is there, too, and this computer can join again with `nutrivault enrol join`.",
        ),
        V::Newer => (
            Refused,
            "file_newer",
            "The clinic's file was written by a newer version of NutriVault, and it was left as it is. Install that \
             version on this computer; if none was ever used here, something edited the file, and a backup brings the \
             clinic back.",
        ),
        V::NoSuchVersion => (
            Refused,
            "no_such_version",
            "The clinic's file cannot be taken to that version: it goes back to one between the first and its own. \
             Nothing was changed; `nutrivault migrate status` shows the versions.",
        ),
        V::NoPermission => (
            Refused,
            "no_permission",
            "The clinic's file or its folder may not be read and written by this user, or is on a disk that can only \
             be read. Nothing was changed, and what was saved before is whole. Give this user access to the folder, \
             run this as its owner, or copy the folder to a disk that can be written.",
        ),
        V::DiskFull => (
            Refused,
            "disk_full",
            "The disk is full, so nothing of this was saved; everything saved before is whole. Free some space and do \
             it again.",
        ),
        V::InUse => (
            Refused,
            "in_use",
            "The clinic is in use by another program. Nothing was changed; close its window or wait for the other \
             command, and do it again.",
        ),
        V::NoKeysHere => (
            Refused,
            "no_keys_here",
            "This computer does not hold the keys of this clinic, so the file stays closed; nothing in it was \
             changed. Use the computer that it was made on, join with an enrolment code, or restore a backup.",
        ),
        V::BadBackup => (
            Refused,
            "bad_backup",
            "The backup does not open with this recovery key, or it is damaged. Nothing was changed; check both \
             files, or take an older backup.",
        ),
        V::ForgedBackup => (
            Refused,
            "backup_forged",
            "The file opens with this recovery key, but no computer of the clinic that the key was made for has \
             signed it: somebody else made it, or changed it. Nothing was changed and nothing of it was used; take \
             another backup, and tell whoever looks after your backups.",
        ),
        V::Forked => (
            NeedsPerson,
            "forked",
            "The server holds another history of this computer: its file was copied or restored outside of \
             NutriVault. Nothing was lost: make a backup of this one with `nutrivault backup create`, and bring it \
             back in an empty folder with `nutrivault backup restore`; that is a computer of its own, which sends the \
             changes of this one.",
        ),
        _ => return None,
    })
}

fn about_signing_in(error: &Error) -> Option<Sentence> {
    use Error as V;
    use Status::{NeedsPerson, Refused};
    Some(match error {
        V::WrongPassword | V::EmptyPassword => (
            Refused,
            "wrong_password",
            "The user name or the password is wrong. Nothing was changed; after five wrong ones in a row there is a \
             wait of 15 minutes.",
        ),
        V::Inactive => (
            Refused,
            "inactive",
            "This user may not sign in any more. Nothing was changed; an admin can make them active again.",
        ),
        V::KeysReplaced => (
            NeedsPerson,
            "password_replaced",
            "Another password was set for this user meanwhile, and with it other keys. Nothing was changed or lost; \
             sign in with the new one and do this again, or write a refused addendum or void anew.",
        ),
        V::Altered => (
            NeedsPerson,
            "file_altered",
            "Something in the clinic's file is not what this program and its signers wrote: somebody changed it from \
             outside. Nothing of it was opened or changed; tell an admin. `nutrivault sync` brings what the server \
             has; else restore a backup into an empty folder or join again with `nutrivault enrol join`.",
        ),
        V::ServerAltered => (
            NeedsPerson,
            "server_altered",
            "The server that the clinic's file names is not the one that this computer was connected to: somebody \
             changed the file from outside. Nothing was sent there, and what is written here is kept; an admin \
             names the server again with `nutrivault connect URL`.",
        ),
        V::Revoked => (
            Refused,
            "revoked",
            "This computer was taken out of the clinic, so it shows nothing any more. What it had sent is safe on the \
             server, and what it sends now waits there for a review. To work here again, ask an admin for a code of \
             `nutrivault enrol create` and join in an empty folder: `nutrivault --vault DIR enrol join URL \
             --code-file FILE`.",
        ),
        V::WrongRecoveryKey => (
            Refused,
            "recovery_key_wrong",
            "The recovery key is not the one of this clinic. Nothing was changed; look for the sheet or file that was \
             made with the clinic.",
        ),
        V::NotSeconded => (
            Refused,
            "not_seconded",
            "Nobody else has signed this who may: the recovery key signs, or another admin, and two admins only where \
             the clinic has a server and both have been admins with the same keys for thirty days. Nothing was \
             erased; use the recovery key.",
        ),
        V::NoKey => (
            NeedsPerson,
            "key_missing",
            "The key for this has not reached this user on this computer, so nothing of it can be opened or written. \
             Nothing was lost; sync, and if it stays so, an admin gives all keys of this user's roles again with \
             `nutrivault user reset-password`.",
        ),
        V::Unreadable => (
            NeedsPerson,
            "unreadable",
            "What is stored of this does not open, though its key is here: whoever wrote it last did so with a program \
             that is damaged or was altered. Nothing was changed; `nutrivault status` says who sent it, and an edit \
             that gives all of it anew takes its place.",
        ),
        V::NotAdmin => (
            Refused,
            "forbidden",
            "Only an admin may do this. Nothing was changed.",
        ),
        _ => return None,
    })
}

fn about_writing(error: &Error) -> Option<Sentence> {
    use Error as V;
    use Status::{NeedsPerson, Refused};
    Some(match error {
        V::NotFound => (
            Refused,
            "not_found",
            "There is no such record on this computer. Nothing was changed; check the id, or sync first.",
        ),
        V::Exists => (
            Refused,
            "exists",
            "There is such a record already. Nothing was changed.",
        ),
        V::WrittenOnce => (
            Refused,
            "written_once",
            "This is written once and never changed. Nothing was changed; record what is new beside it.",
        ),
        V::Signed => (
            Refused,
            "already_signed",
            "The note is signed and stays as it is. Nothing was changed; add an addendum with `nutrivault notes \
             addendum`.",
        ),
        V::PatientChanged => (
            Refused,
            "patient_changed",
            "A record never moves to another patient. Nothing was changed; delete it and write it anew where it \
             belongs.",
        ),
        V::AdminSignedPending => (
            NeedsPerson,
            "pending",
            "A change of staff, roles or computers still waits for the server. Nothing was changed; sync, then do it \
             again.",
        ),
        V::Reference => (
            Refused,
            "reference",
            "Something that this refers to is not on this computer, or others refer to this. Nothing was changed; \
             sync, and check the ids.",
        ),
        V::Value(_) => (
            Refused,
            "invalid",
            "A value is too long or is not one of the choices. Nothing was changed.",
        ),
        V::TooLarge => (
            Refused,
            "too_large",
            "This is too large to be saved at once. Nothing was changed; split it.",
        ),
        _ => return None,
    })
}

/// Returns the lines about records that could not be shown: their number, patients, missing keys, and what to do.
pub fn unshown_lines(unshown: &Unshown) -> Vec<String> {
    let mut lines: Vec<String> = unshown.damage.iter().map(damage_line).collect();
    if !lines.is_empty() {
        lines.push(
            "What is shown is what was written, and the list is not complete. Have an admin restore a backup, or, with \
             a server, let this computer join the clinic anew; `nutrivault audit verify` checks the file as a whole."
                .to_owned(),
        );
    }
    if !unshown.key_missing.is_empty() {
        lines.push(format!(
            "WARNING: What is sealed under {} is not shown: your key for it has not reached this computer. The list is \
             not complete, and what looks empty may not be. Nothing was lost; sync, and if it stays so, an admin gives \
             all keys of your roles again with `nutrivault user reset-password`.",
            named_keys(&unshown.key_missing)
        ));
    }
    if !unshown.to_come.is_empty() {
        lines.push(format!(
            "WARNING: What is sealed under {} has not all come to this computer. The list is not complete, and what \
             looks empty may not be. Nothing was lost; run `nutrivault sync --user NAME` with your own user name, \
             which gets the rest, and do this again.",
            named_keys(&unshown.to_come)
        ));
    }
    lines
}

fn named_keys(compartments: &[String]) -> String {
    let quoted: Vec<String> = compartments
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    quoted.join(" and ")
}

/// Returns the number of damaged or missing records of a kind, with the patient.
pub fn damage_line(damage: &DamageView) -> String {
    let (what, whose) = (
        spoken(&damage.what),
        damage.patient.as_ref().map_or(String::new(), |patient| {
            format!(" of {} ({})", patient.name, patient.file_number)
        }),
    );
    let number = |rows: u32, is: &str, are: &str| match rows {
        0 => None,
        1 => Some(format!("1 {is}")),
        rows => Some(format!("{rows} {are}")),
    };
    let parts = [
        number(
            damage.damaged,
            "is damaged and not shown in full",
            "are damaged and not shown in full",
        ),
        number(
            damage.missing,
            "or more is missing from the file",
            "or more are missing from the file",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("WARNING: {what}{whose}: {}.", parts.join(", "))
}

/// Returns a line for an alarm, and one for the actions that an admin has to repeat because of it; none without an
/// alarm.
fn alarm_lines(file: &FileStateView) -> Vec<String> {
    let alarm = file.alarm.map(|alarm| match alarm {
        FileAlarmView::Edited => {
            "WARNING: another program edited what the file says of this computer, of the clinic, its staff, roles, \
             lists or settings, of the changes that wait, how many records there are, or the wrong passwords that were \
             counted. What an admin changed may be undone, records and entries of the audit log be missing."
        }
        FileAlarmView::Older => {
            "WARNING: an older copy of the clinic's file was put in the place of the newer one. What was entered since \
             is not in it."
        }
        FileAlarmView::OtherAudit => {
            "WARNING: the audit log of this computer lacks entries that it had, or has others in their place."
        }
        FileAlarmView::LostChanges => {
            "WARNING: another program took changes out of those that wait for the server. They are in the records \
             here, and the server does not have them: those of a user are sent once that user has signed in here, as \
             far as the records still hold them."
        }
        FileAlarmView::NoAnchor => {
            "WARNING: the key store of this computer knew how far the clinic's file had come, and that is gone or \
             cannot be read. An older copy may be in its place."
        }
    });
    let next = "You can go on working. Tell whoever answers for the records, and keep a copy of the folder as it is. \
                An admin who knows the cause ends this warning with `nutrivault audit accept --reason TEXT`.";
    let alarm = alarm.map(|alarm| format!("{alarm} {next}"));
    let lost = (!file.lost_actions.is_empty()).then(|| {
        let names = file.lost_actions.iter().map(|name| match name.as_str() {
            "" => "a change of staff, roles, keys or computers",
            name => name,
        });
        format!(
            "What an admin did is among them, and the server never gets it: {}. Everything else is safe. Have an admin \
             do this again.",
            names.collect::<Vec<_>>().join(", ")
        )
    });
    let missing = file.missing.iter().map(damage_line);
    alarm.into_iter().chain(missing).chain(lost).collect()
}

/// Returns the lines of an alarm, and one for a missing entry in the key store; none if there is neither.
pub fn file_lines(file: &FileStateView) -> Vec<String> {
    let anchor = match file.anchor {
        AnchorView::Stored => None,
        AnchorView::Missing => Some(
            "The key store of this computer does not know how far the file had come, so an older copy of it would not \
             be noticed. The next sign-in puts that right.",
        ),
        AnchorView::Unusable => Some(
            "The key store of this computer does not give or take how far the file has come, or which passwords were \
             wrong. An older copy of the file would not be noticed, and would have more tries for a password.",
        ),
    };
    let full = file.is_disk_full.then_some(
        "The disk is full: what was saved is safe and can be read. Nothing more is saved until there is room again.",
    );
    let hints = [anchor, full].into_iter().flatten().map(str::to_owned);
    alarm_lines(file).into_iter().chain(hints).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bad_file_has_a_sentence_with_its_state_and_what_to_do() {
        for (error, code) in [
            (Error::NotOurs, "file_not_ours"),
            (Error::Damaged, "file_damaged"),
            (Error::Truncated, "file_truncated"),
            (Error::Newer, "file_newer"),
            (Error::NoSuchVersion, "no_such_version"),
            (Error::NoPermission, "no_permission"),
            (Error::DiskFull, "disk_full"),
            (Error::NoVault, "no_vault"),
            (Error::FileMissing, "file_missing"),
            (Error::InUse, "in_use"),
        ] {
            let problem = Problem::from(error);
            assert_eq!((problem.status, problem.code), (Status::Refused, code));
            let message = &problem.message;
            let mut assurances = [
                "left as it is",
                "Nothing was changed",
                "saved before is whole",
            ]
            .iter();
            assert!(assurances.any(|words| message.contains(words)), "{message}");
            assert!(message.split(". ").count() > 1, "{message}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up_to_seconds_or_minutes() {
        let message = |seconds: u64| {
            throttled(Duration::from_millis(seconds * 1000 - 1), seconds > 60).message
        };
        assert!(message(30).contains("another 30 s"));
        assert!(message(900).contains("another 15 min"));
    }

    #[test]
    fn an_unexpected_error_is_refused_as_internal() {
        let problem = Problem::from(Error::WrongTransactionKind);
        assert_eq!(
            (problem.status, problem.code),
            (Status::Refused, "internal")
        );
    }
}
