//! What a computer shows: every command that reads is asked, patient by patient and row by row.

use std::collections::{BTreeMap, BTreeSet};

use clap::CommandFactory;
use nutrivault::args::CommandLine;
use serde_json::Value;
use support::CliDevice;

use super::super::{in_days, text};

/// What a reading command is asked about.
enum Asked {
    /// Nothing, or each of these words.
    Words(&'static [&'static str]),
    /// Each patient by a flag, with each of these words.
    Patients(&'static [&'static str]),
    /// Each patient by their id alone.
    PatientIds,
    /// Each row of what another command lists, with these words.
    Rows {
        list: &'static str,
        words: &'static str,
    },
}
use Asked::{PatientIds, Patients, Rows, Words};

const ONCE: Asked = Words(&[""]);
const EACH_PATIENT: Asked = Patients(&[""]);

const fn of(list: &'static str) -> Asked {
    Rows { list, words: "" }
}

/// Every command that reads what computers have in common; lists come before what is asked of their rows.
const READINGS: &[(&str, Asked)] = &[
    ("rights", ONCE),
    ("user hours", Words(&["diet", "dora"])),
    ("roles list", ONCE),
    ("user show", Words(&["diet", "dora"])),
    ("facilities list", ONCE),
    ("departments list", ONCE),
    ("rooms list", ONCE),
    ("custom-fields list", ONCE),
    ("settings list", ONCE),
    ("appointment-types list", ONCE),
    ("measurement-kinds list", ONCE),
    ("products list", ONCE),
    ("handouts list", ONCE),
    ("exchange-tables list", ONCE),
    ("exchange-tables offered", ONCE),
    ("claim-codes list", ONCE),
    ("claim-codes offered", ONCE),
    ("services list", ONCE),
    ("services offered", ONCE),
    ("templates list", Words(&["--language EN", "--language FR"])),
    ("tags list", ONCE),
    (
        "patients list",
        Words(&["--limit 100", "--mine", "--tag Spare"]),
    ),
    ("import list", ONCE),
    ("patients erasures", ONCE),
    ("patients deleted", ONCE),
    ("patients duplicates", ONCE),
    (
        "search",
        Words(&["Okafor", "Novak", "Lind", "Haddad", "Away", "1980-06"]),
    ),
    (
        "appointments list",
        Words(&[
            "--day 2025-03-01",
            "--day 2025-03-02",
            "--day 2025-03-03",
            "--day 2025-07-01",
            "--day 2025-07-02",
        ]),
    ),
    (
        "appointments arrivals",
        Words(&["--day 2025-03-01", "--day 2025-03-03"]),
    ),
    (
        "appointments week",
        Words(&["--day 2025-03-01", "--day 2025-03-03 --provider diet"]),
    ),
    ("appointments month", Words(&["--day 2025-03-01"])),
    ("appointments show", of("appointments list")),
    (
        "appointments reminders",
        Words(&["--day 2025-03-03", "--day 2025-07-01"]),
    ),
    ("series show", of("appointments list")),
    ("groups show", of("appointments list")),
    ("absences list", Words(&["", "--past"])),
    ("absences show", of("absences list")),
    (
        "absences preview",
        Words(&["--provider diet --starts 2025-03-01T00:00:00Z --ends 2025-03-09T00:00:00Z"]),
    ),
    ("clashes list", Words(&["", "--decided"])),
    ("clashes history", ONCE),
    ("waiting list", Words(&["", "--ended"])),
    ("waiting show", of("waiting list")),
    ("waiting free", ONCE),
    (
        "follow-ups list",
        Words(&["--part OVERDUE", "--part THIS_WEEK", "--part UNBOOKED"]),
    ),
    ("conflicts list", ONCE),
    ("conflicts show", of("conflicts list")),
    ("patients show", PatientIds),
    ("patients photo show", PatientIds),
    ("profile show", EACH_PATIENT),
    ("contacts list", EACH_PATIENT),
    ("consents list", EACH_PATIENT),
    ("documents list", Patients(&["", "--office"])),
    ("documents show", of("documents list")),
    ("documents to-file", ONCE),
    ("portal list", EACH_PATIENT),
    ("insurance list", EACH_PATIENT),
    ("insurance show", of("insurance list")),
    ("insurance number", of("insurance list")),
    ("referrals list", EACH_PATIENT),
    ("referrals show", of("referrals list")),
    ("record-requests list", EACH_PATIENT),
    ("record-requests show", of("record-requests list")),
    ("care-team list", EACH_PATIENT),
    ("allergies list", EACH_PATIENT),
    ("conditions list", EACH_PATIENT),
    ("medications list", EACH_PATIENT),
    ("pregnancies list", EACH_PATIENT),
    ("pregnancies show", of("pregnancies list")),
    ("stays current", Words(&["--limit 100"])),
    ("stays list", EACH_PATIENT),
    ("stays show", of("stays list")),
    ("none-known list", EACH_PATIENT),
    ("timeline list", Patients(&["--limit 100"])),
    (
        "records list",
        Patients(&["--limit 100", "--limit 100 --all-versions"]),
    ),
    ("visits show", of("timeline list")),
    ("calls list", EACH_PATIENT),
    ("measurements list", EACH_PATIENT),
    (
        "measurements trend",
        Patients(&["--kind WEIGHT", "--kind BMI", "--kind BLOOD_PRESSURE"]),
    ),
    (
        "measurements growth",
        Patients(&["--indicator WEIGHT_FOR_AGE", "--indicator BMI_FOR_AGE"]),
    ),
    ("labs list", EACH_PATIENT),
    ("labs show", of("labs list")),
    ("labs show-order", of("labs list")),
    ("labs worklist", Words(&["", "--to-result"])),
    ("foods list", ONCE),
    ("foods imports", ONCE),
    ("recalls list", EACH_PATIENT),
    ("recalls show", of("recalls list")),
    ("meal-plans list", EACH_PATIENT),
    ("meal-plans show", of("meal-plans list")),
    ("diet-orders list", EACH_PATIENT),
    ("products offered", ONCE),
    ("recipes list", ONCE),
    ("recipes show", of("recipes list")),
    ("recipes used", of("recipes list")),
    ("given-handouts list", EACH_PATIENT),
    ("invoices list", EACH_PATIENT),
    ("invoices show", of("invoices list")),
    ("invoices work", ONCE),
    ("invoices overdue", ONCE),
    ("packages list", EACH_PATIENT),
    ("packages show", of("packages list")),
    ("packages visit", of("appointments list")),
    ("quotes list", EACH_PATIENT),
    ("quotes open", ONCE),
    ("quotes show", of("quotes list")),
    // the day may have ended since
    ("cash report", Words(&["", "--day -1d"])),
    (
        "expenses list",
        Words(&["--from 2025-01-01 --until 2025-12-31"]),
    ),
    ("expenses show", of("expenses list")),
    (
        "reports show",
        Words(&["--from 2026-01-01 --until 2026-12-31"]),
    ),
    ("handouts offered", ONCE),
    ("prescriptions list", EACH_PATIENT),
    ("prescriptions to-dispense", Words(&["", "--refills"])),
    ("alerts levels", ONCE),
    ("alerts list", Words(&["", "--ended"])),
    ("alerts show", of("alerts list")),
    ("alerts timers", ONCE),
    ("screening list", EACH_PATIENT),
    ("screening show", of("screening list")),
    ("screening steps", ONCE),
    ("diagnoses list", EACH_PATIENT),
    ("goals list", EACH_PATIENT),
    ("tasks list", EACH_PATIENT),
    ("energy list", EACH_PATIENT),
    ("energy show", of("energy list")),
    ("energy compare", Patients(&["--method MIFFLIN_ST_JEOR"])),
    ("targets list", EACH_PATIENT),
    ("targets reference", EACH_PATIENT),
    ("notes list", EACH_PATIENT),
    ("notes show", of("notes list")),
    ("notes versions", of("notes list")),
    ("notes compare", of("notes list")),
];

/// Readings of one computer, or of nothing that a clinic has.
const OF_ONE_COMPUTER: [&str; 29] = [
    // of a free time, of which this day has none
    "waiting fits",
    "status",
    // with the drafts that wait on it
    "today",
    "clinics",
    "user list",
    "devices list",
    "review list",
    "review show",
    "refused show",
    "audit list",
    "audit verify",
    "migrate status",
    "backup verify",
    "foods search",
    "foods show",
    "foods similar",
    "foods total",
    "labs tests",
    // of what is typed
    "series preview",
    "series preview-move",
    "diet-orders consider",
    "recipes consider",
    "meal-plans similar",
    "meal-plans sum",
    "recalls sum",
    "compute growth",
    "compute energy",
    "compute screening",
    "compute anthropometry",
];

/// The last words of commands that change something or write a file.
const WRITING: &[&str] = &[
    "accept",
    "acknowledge",
    "activate",
    "add",
    "add-food",
    "addendum",
    "admit",
    "again",
    "all",
    "ask",
    "book",
    "call",
    "cancel",
    "carry-again",
    "choose",
    "choose-password",
    "close",
    "code",
    "collect",
    "complete",
    "confirm",
    "connect",
    "copy",
    "correct",
    "correct-order",
    "create",
    "csv",
    "deactivate",
    "decide",
    "decline",
    "describe",
    "delete",
    "demo",
    "department",
    "discard",
    "dismiss",
    "dispense",
    "done",
    "down",
    "drop",
    "edit",
    "edit-sheet",
    "email-code",
    "end",
    "end-restored",
    "end-role",
    "erase",
    "escalate",
    "export",
    "file",
    "finish",
    "from-estimate",
    "from-reference",
    "give",
    "give-role",
    "go-on",
    "import",
    "init",
    "invite",
    "invoice",
    "issue",
    "join",
    "line",
    "lock",
    "merge",
    "move",
    "move-food",
    "name-form",
    "new",
    "order",
    "password",
    "patients",
    "pay",
    "put-on",
    "raise",
    "read",
    "record",
    "recover",
    "refund",
    "refuse",
    "rehearse",
    "reject",
    "release",
    "remove",
    "remove-food",
    "remove-sheet",
    "renew",
    "reopen",
    "reset",
    "reset-password",
    "resolve",
    "restore",
    "restore-food",
    "restore-sheet",
    "resume",
    "retire",
    "return",
    "revoke",
    "save",
    "scale",
    "sell",
    "set",
    "set-amount",
    "set-steps",
    "set-time",
    "sign",
    "start",
    "status",
    "stop",
    "suspend",
    "swap",
    "sync",
    "take",
    "take-back",
    "take-off",
    "take-time",
    "undo",
    "undo-import",
    "undo-merge",
    "unfile",
    "unlock",
    "up",
    "use",
    "verify-email",
    "void",
    "withdraw",
    "write",
];

/// Members of an answer that belong to the computer that gives it.
const OWN_MEMBERS: [&str; 5] = ["sync", "waiting_changes", "is_here", "begun_here", "cursor"];

/// What a computer shows, command by command.
pub type Shown = BTreeMap<String, Value>;

/// Fails for a command of the command line that is not classified as a reading or a change.
pub fn assert_all_readings_are_known() {
    let mut readings: BTreeSet<&str> = READINGS.iter().map(|(path, _)| *path).collect();
    readings.extend(OF_ONE_COMPUTER);
    for path in paths(&CommandLine::command(), "") {
        let last = path.rsplit(' ').next().unwrap_or_default();
        // whatever is printed becomes a file
        let writes = WRITING.contains(&last) || path.starts_with("print ");
        let is_known = readings.remove(path.as_str()) || writes;
        assert!(
            is_known,
            "does `{path}` read what computers have in common?"
        );
    }
    assert!(readings.is_empty(), "no such commands: {readings:?}");
}

fn paths(command: &clap::Command, so_far: &str) -> Vec<String> {
    let inner = command.get_subcommands();
    let paths: Vec<String> = inner
        .flat_map(|inner| paths(inner, &format!("{so_far} {}", inner.get_name())))
        .collect();
    match paths.is_empty() {
        true => vec![so_far.trim().to_owned()],
        false => paths,
    }
}

/// Reads all that a user may see of these patients at a computer; what that user may not see, as an admin or a
/// pharmacist.
pub fn read(device: &CliDevice, user: &str, patients: &[String]) -> Shown {
    let mut shown = Shown::new();
    for (path, asked) in READINGS {
        for args in args_of(asked, &shown, patients) {
            let command = format!("{path} {args}");
            let words: Vec<&str> = command.split_whitespace().collect();
            let mut output = device.run_as(user, &words);
            for other in ["ada", "ines"] {
                if output.json()["error"]["code"] == "forbidden" {
                    output = device.run_as(other, &words);
                }
            }
            let mut answer = output.json();
            strip(&mut answer);
            let is_quiet = output.status == 0 || is_expected(path, &answer);
            assert!(is_quiet, "{command}: {output:?}");
            shown.insert(command.trim().to_owned(), answer);
        }
    }
    for (path, _) in READINGS {
        let is_of = |command: &&String| command.starts_with(path);
        assert!(shown.keys().any(|command| is_of(&command)), "{path}");
    }
    shown
}

/// Returns whether a refusal is what this patient or note gives everywhere.
fn is_expected(path: &str, answer: &Value) -> bool {
    let code = answer["error"]["code"].as_str().unwrap_or_default();
    match path {
        // an adult has no growth, and a note of one version nothing to compare
        "measurements growth" | "energy compare" | "targets reference" => code == "invalid",
        "notes compare" => code == "not_found",
        // most appointments are of no series, and no group session
        "series show" | "groups show" => code == "not_found",
        // an order without a result is no sheet, and a sheet that was typed in from paper no order
        "labs show" | "labs show-order" => code == "not_found",
        _ => false,
    }
}

fn args_of(asked: &Asked, shown: &Shown, patients: &[String]) -> Vec<String> {
    match asked {
        Words(words) => {
            let yesterday = in_days(-1);
            let words = words.iter().map(|words| words.replace("-1d", &yesterday));
            words.collect()
        }
        PatientIds => patients.to_vec(),
        Patients(words) => {
            let of = |patient: &String| {
                let flag = |words: &&str| format!("--patient {patient} {words}");
                words.iter().map(flag).collect::<Vec<_>>()
            };
            patients.iter().flat_map(of).collect()
        }
        Rows { list, words } => {
            let lists = shown
                .iter()
                .filter(|(command, _)| command.starts_with(list));
            let ids = lists.flat_map(|(command, answer)| {
                let office = if command.ends_with("--office") {
                    " --office"
                } else {
                    ""
                };
                let ids = ids_in(list, answer).into_iter();
                ids.map(move |id| format!("{id} {words}{office}"))
            });
            ids.collect::<BTreeSet<_>>().into_iter().collect()
        }
    }
}

/// Returns the ids of the rows that an answer lists; of a timeline those of its visits.
fn ids_in(list: &str, answer: &Value) -> BTreeSet<String> {
    let key = if list == "timeline list" {
        "visit_id"
    } else {
        "id"
    };
    // what can be chosen is no row of the list
    let lists = answer.as_object().unwrap().iter();
    let lists = lists.filter(|(name, _)| *name != "facilities");
    let rows = lists.filter_map(|(_, rows)| rows.as_array()).flatten();
    let ids = rows.filter_map(|row| row[key].as_str());
    ids.map(str::to_owned).collect()
}

/// Takes out what belongs to one computer.
fn strip(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.retain(|name, _| !OWN_MEMBERS.contains(&name.as_str()));
            members.values_mut().for_each(strip);
        }
        Value::Array(rows) => rows.iter_mut().for_each(strip),
        _ => {}
    }
}

/// Fails at the first answer in which two computers differ, with both.
#[track_caller]
pub fn assert_same(one: &Shown, other: &Shown, what: &str) {
    let commands = one.keys().chain(other.keys()).collect::<BTreeSet<_>>();
    let differing = commands
        .into_iter()
        .filter(|command| one.get(*command) != other.get(*command));
    let mut lines = Vec::new();
    for command in differing {
        let [one, other] = [one, other].map(|shown| shown.get(command).unwrap_or(&Value::Null));
        lines.push(format!(
            "{command}:\n{}",
            differences(one, other, "").join("\n")
        ));
    }
    assert!(lines.is_empty(), "{what}:\n{}", lines.join("\n"));
}

/// Returns the members in which two answers differ, each with its path.
fn differences(one: &Value, other: &Value, path: &str) -> Vec<String> {
    match (one, other) {
        _ if one == other => Vec::new(),
        (Value::Object(members), Value::Object(others)) => {
            let names = members.keys().chain(others.keys()).collect::<BTreeSet<_>>();
            let of =
                |name: &String| differences(&one[name], &other[name], &format!("{path}.{name}"));
            names.into_iter().flat_map(of).collect()
        }
        (Value::Array(rows), Value::Array(others)) if rows.len() == others.len() => {
            let both = rows.iter().zip(others).enumerate();
            let of = |(at, (one, other))| differences(one, other, &format!("{path}.{at}"));
            both.flat_map(of).collect()
        }
        _ => vec![format!("  {path}: {one}\n  {path}: {other}")],
    }
}

/// Returns everything that is shown as one text.
pub fn all_of(shown: &Shown) -> String {
    let answers = shown.values().map(Value::to_string);
    answers.collect::<Vec<_>>().join("\n")
}

/// Returns the ids that a list of conflicts has.
pub fn conflicts(device: &CliDevice, user: &str) -> Vec<Value> {
    let waiting = device.run_as(user, &["conflicts", "list"]).done();
    let rows = super::super::list(&waiting, "conflicts").iter();
    let show = |row: &Value| {
        let id = text(row, "id");
        let shown = device.run_as(user, &["conflicts", "show", &id]);
        shown.done()
    };
    rows.map(show).collect()
}
