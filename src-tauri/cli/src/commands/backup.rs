//! Copies of the full vault that only the recovery key opens.

use std::path::Path;
use std::time::Instant;

use clinic::Clinic;
use clinic::backup::{self, BackupStep, create};
use clinic::devices;
use clinic::view::{At, Id};
use host::ServerAddress;
use serde_json::json;
use sync_client::{ServerError, identify};
use sync_contract::field::{Text, Time};
use sync_contract::messages::{DeviceJoin, DeviceNumber, SignIn};
use sync_contract::protocol::{Protocol, Replica};
use vault::private::require_elsewhere;
use vault::recovery::RecoveryKey;
use vault::{BackupReport, Unlocked, Vault};

use super::{connect, export, init};
use crate::answer::Answer;
use crate::args::Who;
use crate::args::clinic::Backup;
use crate::exit::{Problem, Result, Status};
use crate::opening::check_empty;
use crate::opening::check_folder_of;
use crate::text::{Clocks, count};
use crate::{online, progress};

pub fn run(who: &Who, args: Backup) -> Result<Answer> {
    match args {
        Backup::Status => {
            let clinic = who.unlock()?;
            status(&clinic)
        }
        Backup::Create { out } => write(who, &out),
        Backup::Verify {
            file,
            recovery_file,
        } => verify(existing(&file)?, &recovery_file),
        Backup::Rehearse {
            file,
            recovery_file,
        } => {
            let clinic = who.unlock()?;
            rehearse(&clinic, existing(&file)?, &recovery_file)
        }
        Backup::Restore {
            file,
            recovery_file,
            name,
            server,
            ca,
            altered_too,
            without_server,
        } => {
            let options = RestoreOptions {
                recovery_file: &recovery_file,
                name: name.as_deref(),
                server: server.as_deref(),
                ca: ca.as_deref(),
                altered_too,
                without_server,
            };
            restore(who, existing(&file)?, &options)
        }
        Backup::Admit { name } => admit(who, name.as_deref()),
    }
}

fn status(clinic: &Clinic) -> Result<Answer> {
    let view = backup::show(clinic)?;
    let clocks = Clocks::of(clinic)?;
    let line = |name: &str, step: Option<&BackupStep>| match step {
        None => format!("{name}: never"),
        Some(step) => {
            let file = step.file.as_ref();
            let file = file.map_or(String::new(), |file| format!(", `{file}`"));
            let at = clocks.time_and_zone(&step.at);
            format!("{name}: {at} by {}{file}", step.by)
        }
    };
    let next = match (&view.next_on, view.is_due) {
        (_, true) => "The next one is due.".to_owned(),
        (next, false) => format!(
            "The next one is due on {}.",
            next.as_ref().map_or("-", |day| &day.0)
        ),
    };
    let mut text = format!(
        "{}\n{}\n{next}",
        line("Last backup", view.last.as_ref()),
        line("Last rehearsal", view.rehearsed.as_ref())
    );
    if view.is_rehearsal_due {
        text += "\nNo restore was rehearsed within 90 days: `nutrivault backup rehearse` does it.";
    }
    Answer::done(&json!({ "backups": view }), text)
}

fn rehearse(clinic: &Clinic, file: &Path, recovery_file: &Path) -> Result<Answer> {
    backup::show(clinic)?;
    let started = Instant::now();
    let report = checked(file, &init::read(recovery_file)?)?;
    let done = backup::note_rehearsal(clinic, file, &report, started.elapsed().as_secs())?;
    if report.altered > 0 {
        return Err(vault::Error::AlteredRows(report.altered).into());
    }
    let text = format!(
        "{}\nOpened and checked in {} s: {}, and {}. The copy is deleted.",
        whose(&report),
        done.seconds,
        count(done.patients as usize, "patient", "patients"),
        count(done.audit_entries as usize, "audit entry", "audit entries"),
    );
    Answer::done(&json!({ "rehearsal": done }), text)
}

/// Refuses a file that does not exist.
fn existing(file: &Path) -> Result<&Path> {
    if file.exists() {
        return Ok(file);
    }
    let name = file.display();
    Err(Problem::usage(format!(
        "There is no file {name}. Nothing was changed; check its name."
    )))
}

fn write(who: &Who, out: &Path) -> Result<Answer> {
    if out.exists() {
        return Err(export::exists(out));
    }
    check_folder_of(out)?;
    if require_elsewhere(out).is_err() {
        return Err(export::among_own_files(out).at("out"));
    }
    let clinic = who.unlock()?;
    let bar = progress::busy("Copying");
    let written = create(&clinic, out);
    bar.finish_and_clear();
    let written = written.map_err(|error| match error {
        clinic::Error::Vault(vault::Error::AlreadyThere) => export::exists(out),
        clinic::Error::Vault(vault::Error::NotFound) => Problem::refused(
            "not_found",
            "The clinic does not know this computer yet, so nothing would prove a backup of it. Nothing was written. \
             After joining, sync first. One that was restored without the server is admitted by `nutrivault backup \
             admit`; until then the backup that it was made of stays the clinic's, and its folder is copied while no \
             program has it open.",
        ),
        other => other.into(),
    })?;
    let backup::Backup { written, to_come } = written;
    let mut text = format!(
        "Wrote `{}` ({} bytes). Only the recovery key opens it.",
        written.path.display(),
        written.bytes
    );
    if !to_come.is_empty() {
        let names: Vec<_> = to_come.iter().map(|name| format!("`{name}`")).collect();
        text += &format!(
            "\nWARNING: It is not a backup of the complete clinic. What is sealed under {} has not all come to this \
             computer, so it is not in the backup either. Make one on a computer where those who may open that have \
             signed in and synced.",
            names.join(" and ")
        );
    }
    let answer = json!({
        "path": written.path,
        "bytes": written.bytes,
        "vault_bytes": written.vault_bytes,
        "lacks": to_come,
    });
    let answer = Answer::done(&answer, text)?;
    Ok(match to_come.is_empty() {
        true => answer,
        false => answer.needs_person(),
    })
}

fn verify(file: &Path, recovery_file: &Path) -> Result<Answer> {
    let report = checked(file, &init::read(recovery_file)?)?;
    if report.altered > 0 {
        eprintln!("{}", whose(&report));
        return Err(vault::Error::AlteredRows(report.altered).into());
    }
    let rows: serde_json::Map<_, _> = report
        .rows
        .iter()
        .map(|(table, rows)| ((*table).to_owned(), json!(rows)))
        .collect();
    let total: u64 = report.rows.iter().map(|(_, rows)| rows).sum();
    let at = At::of(Time(report.created_at_us));
    let text = format!(
        "{}\nIt is whole and holds {}, {} that had not reached the server, and {}.",
        whose(&report),
        count(total as usize, "row", "rows"),
        count(report.waiting as usize, "change", "changes"),
        count(
            report.audit_entries as usize,
            "audit entry",
            "audit entries"
        ),
    );
    let answer = json!({
        "clinic_id": Id::of(report.tenant),
        "clinic": report.clinic,
        "fingerprint": report.fingerprint,
        "author": report.author,
        "computer": report.device,
        "computer_number": report.device_number,
        "created_at": at,
        "vault_bytes": report.vault_bytes,
        "waiting": report.waiting,
        "audit_entries": report.audit_entries,
        "rows": rows,
    });
    Answer::done(&answer, text)
}

/// Checks every row of a backup, under a bar.
fn checked(file: &Path, key: &RecoveryKey) -> Result<BackupReport> {
    let bar = progress::counted("Checking");
    let report = Vault::check_backup(file, key, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    Ok(report?)
}

/// Returns the origin of a backup as verified with the recovery key, shown before the backup is used.
fn whose(report: &BackupReport) -> String {
    format!(
        "A backup of {}, made at {} by {} at computer {} ({}). The clinic's fingerprint is {}.",
        report.clinic,
        At::of(Time(report.created_at_us)),
        report.author,
        report.device_number,
        report.device,
        report.fingerprint
    )
}

/// The flags of a restore.
struct RestoreOptions<'a> {
    recovery_file: &'a Path,
    name: Option<&'a str>,
    server: Option<&'a str>,
    ca: Option<&'a Path>,
    altered_too: bool,
    without_server: bool,
}

/// Restores a backup as another computer of the clinic; undone unless an admin endorses it.
fn restore(who: &Who, file: &Path, options: &RestoreOptions) -> Result<Answer> {
    check_free(who)?;
    let name = restored_name(options.name)?;
    let key = init::read(options.recovery_file)?;
    let ca = options.ca.map(connect::pem).transpose()?;
    let (folder, login, password) = (who.folder()?, who.login()?, who.password()?);
    let report = checked(file, &key)?;
    eprintln!("{}", whose(&report));
    let restore = match options.altered_too {
        true => Vault::restore_altered,
        false if report.altered > 0 => {
            return Err(vault::Error::AlteredRows(report.altered).into());
        }
        false => Vault::restore,
    };
    let vault = restore(folder, host::environment()?, file, &key)?;
    let mut unlocked = match vault.unlock(login, &password) {
        Ok(unlocked) => unlocked,
        Err(refused) => {
            let problem = Problem::from(refused.error);
            refused.vault.abandon()?;
            return Err(problem);
        }
    };
    let is_connected = unlocked.vault().server()?.is_some();
    let is_online = is_connected && !options.without_server;
    let adopted = match (is_connected && options.without_server, options.server) {
        (true, _) => endorsed(&unlocked),
        (false, server) => {
            named(&mut unlocked, server, ca.as_deref()).and_then(|()| adopt(&mut unlocked, &name))
        }
    };
    if let Err(problem) = adopted {
        unlocked.lock().abandon()?;
        return Err(away(problem));
    }
    unlocked.vault().complete()?;
    let waiting = match is_online {
        true => catch_up(&unlocked).map_err(|problem| is_restored(login, problem))?,
        false => 0,
    };
    let number = unlocked.vault().device_number()?;
    let text = format!(
        "The clinic is back, as computer {number} ({}).{}{}",
        name.as_str(),
        match (is_online, is_connected) {
            (true, _) => " Everything from the server is here.",
            (false, true) =>
                " The clinic's server does not know this computer: it works alone, and what is written here stays \
                 here. Once the server answers, `nutrivault backup admit` has it admitted and sends what waits.",
            (false, false) => "",
        },
        match report.altered {
            0 => String::new(),
            rows => format!(
                " {} not what the clinic's computers wrote: `nutrivault status` counts what was set aside.",
                count(rows as usize, "record is", "records are")
            ),
        }
    );
    Answer::done(
        &json!({
            "device_number": number,
            "name": name.as_str(),
            "vault": folder,
            "waiting": waiting,
            "is_admitted": is_online || !is_connected,
            "clinic": report.clinic,
            "fingerprint": report.fingerprint,
            "author": report.author,
            "created_at": At::of(Time(report.created_at_us)),
            "altered": report.altered,
        }),
        text,
    )
}

/// As the server asks of who restores with it.
fn endorsed(unlocked: &Unlocked) -> Result<()> {
    match unlocked.session().is_admin() {
        true => Ok(()),
        false => Err(vault::Error::NotAdmin.into()),
    }
}

/// Admits a computer that was restored without the clinic's server, and sends what was written on it.
fn admit(who: &Who, name: Option<&str>) -> Result<Answer> {
    let name = restored_name(name)?;
    let vault = who.open()?;
    if let Some(join) = vault.joining()? {
        // the answer to an admission was lost: the same again, under the same number
        register(&vault, join)?;
        online::sync(&vault)?;
        drop(vault);
        let clinic = who.unlock()?;
        return admitted(&clinic, who.login()?);
    }
    drop(vault);
    let mut clinic = who.unlock()?;
    let devices = devices::list(&clinic)?;
    if devices.iter().any(|device| device.is_this) {
        return Err(Problem::refused(
            "already_there",
            "This computer is in the list of the clinic's computers already. Nothing was changed; send and receive \
             with `nutrivault sync`.",
        ));
    }
    endorsed(clinic.unlocked())?;
    adopt(clinic.unlocked_mut(), &name)?;
    admitted(&clinic, who.login()?)
}

/// Sends what was written on a computer that the server knows now.
fn admitted(clinic: &Clinic, login: &str) -> Result<Answer> {
    let waiting = catch_up(clinic.unlocked()).map_err(|problem| {
        let happened = problem.message.split(['.', ';']).next().unwrap_or("");
        let message = format!(
            "{happened}. The clinic's server knows this computer all the same. Nothing was lost; go on with \
             `nutrivault sync --user {login}`."
        );
        Problem { message, ..problem }
    })?;
    let number = clinic.unlocked().vault().device_number()?;
    let devices = devices::list(clinic)?;
    let name = devices.into_iter().find(|device| device.is_this);
    let name = name.map_or(String::new(), |device| device.name);
    let text = format!(
        "The clinic's server knows this computer now, as computer {number} ({name}).{}",
        match waiting {
            0 => " Everything is on the server.".to_owned(),
            changes => format!(
                " {} still on this computer only.",
                count(changes, "change is", "changes are")
            ),
        }
    );
    Answer::done(
        &json!({ "device_number": number, "name": name, "waiting": waiting }),
        text,
    )
}

/// Registers this computer at the server.
fn register(vault: &Vault, join: DeviceJoin) -> Result<()> {
    let protocol = ServerAddress::of(vault)?.protocol()?;
    let given = online::runtime()?.block_on(host::join_device(&protocol, join))?;
    Ok(vault.note_given(&given)?)
}

/// Refuses a folder that is in use, and names the way on after a restore that ended early.
fn check_free(who: &Who) -> Result<()> {
    let folder = who.folder()?;
    if !folder.join("vault.db").exists() || Vault::is_unfinished(folder) {
        return check_empty(folder);
    }
    let shown = folder.display();
    Err(Problem::refused(
        "not_empty",
        format!(
            "There is a clinic in {shown} already, and it was left as it is. If a restore into this folder ended \
             early, go on with `nutrivault sync --user {}`; otherwise name an empty folder with --vault.",
            who.login()?
        ),
    ))
}

/// Words a problem after the computer was admitted, which does not undo the restore.
fn is_restored(login: &str, problem: Problem) -> Problem {
    let happened = problem.message.split(['.', ';']).next().unwrap_or("");
    Problem {
        message: format!(
            "{happened}. The clinic is back in this folder all the same, as a computer of its own. Nothing was lost; \
             go on with `nutrivault sync --user {login}`."
        ),
        ..problem
    }
}

/// Words the refusal of a restore while the server is away: only the server can give the computer its number.
fn away(problem: Problem) -> Problem {
    match problem.status {
        Status::Unreachable => Problem::new(
            Status::Unreachable,
            problem.code,
            "This clinic has a server, which gives the restored computer its number and did not answer. Nothing was \
             restored and the folder is as it was; do the same again once the server can be reached, or add \
             --without-server to work on this computer alone until then.",
        ),
        _ => problem,
    }
}

/// Names the server again where it was altered in the file; a trusted one stays.
fn named(unlocked: &mut Unlocked, server: Option<&str>, ca: Option<&str>) -> Result<()> {
    match (unlocked.vault().trusted_server(), server) {
        (Err(vault::Error::ServerAltered), Some(url)) => {
            let url = url.trim().trim_end_matches('/');
            Ok(unlocked.vault_mut().set_server(url, ca)?)
        }
        (Err(vault::Error::ServerAltered), None) => Err(Problem::needs_person(
            "server_altered",
            "The backup names a server that its clinic was not connected to: somebody changed the clinic's file \
             before it was made. \
             Nothing was sent there and nothing was restored; name the clinic's server with `--server URL`, or take \
             an older backup.",
        )),
        (Err(error), _) => Err(error.into()),
        (Ok(_), None) => Ok(()),
        (Ok(server), Some(url)) if server.as_ref().is_some_and(|known| known.url == url) => Ok(()),
        (Ok(_), Some(_)) => Err(Problem::usage(
            "The backup knows its clinic's server, and it is not the one of --server. Nothing was restored; leave \
             --server out.",
        )),
    }
}

/// Returns the name of the restored computer, with the day, so that it differs from the computer that was backed up.
fn restored_name(name: Option<&str>) -> Result<Text<255>> {
    match name {
        Some(_) => Ok(host::device_name(name)?),
        None => {
            let name = format!(
                "{}, restored {}",
                host::machine_name(),
                chrono::Local::now().date_naive()
            );
            Ok(host::device_name(Some(&name))?)
        }
    }
}

/// Admits the restored computer: a server gives the number and receives the row of the computer first.
fn adopt(unlocked: &mut Unlocked, name: &Text<255>) -> Result<()> {
    if unlocked.vault().trusted_server()?.is_none() {
        unlocked.adopt(None, name)?;
        return Ok(());
    }
    let protocol = ServerAddress::of(unlocked.vault())?.protocol()?;
    let runtime = online::runtime()?;
    // what follows from the password is for the clinic's own server alone
    let nonce = unlocked.vault_mut().server_nonce()?;
    let info = runtime.block_on(identify(&protocol, nonce))?;
    if !unlocked.vault_mut().trust_server(&nonce, &info)? {
        return Err(ServerError::OtherServer.into());
    }
    let SignIn { user, secret } = unlocked.sign_in_call()?;
    let call = DeviceNumber {
        tenant: unlocked.vault().tenant().0,
        user,
        secret,
    };
    let number = runtime
        .block_on(protocol.device_number(None, call))?
        .device_number;
    match unlocked.adopt(Some(number), name)? {
        Some(join) => register(unlocked.vault(), join),
        None => Ok(()),
    }
}

fn catch_up(unlocked: &Unlocked) -> Result<usize> {
    online::sync(unlocked.vault())?;
    online::sign_in(unlocked)?;
    Ok(online::sync(unlocked.vault())?.waiting.groups)
}
