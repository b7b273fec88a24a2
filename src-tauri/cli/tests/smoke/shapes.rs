//! Compares the shapes that the page documents with the answers of the commands.

use std::collections::BTreeMap;

use super::*;

const PAGE: &str = include_str!("../../README.md");

/// Names of shapes that the page gives once.
const NAMES: &[&str] = &[
    "PATIENT",
    "SYNC",
    "QUANTITY",
    "COLLEAGUE",
    "ROLE",
    "FACILITY",
    "LOCATION",
    "TEMPLATE",
    "CUSTOM_FIELD",
    "OWNKIND",
    "BOOKABLE",
    "PREFERENCE",
    "PRODUCT",
    "SERVICE",
    "DRAFT",
    "INVOICE",
    "INVOICELINE",
    "CLAIM",
    "CLAIMCODE",
    "PACKAGE",
    "QUOTE",
    "EXPENSE",
    "CASHREPORT",
    "CASHTALLY",
    "PERIOD",
    "SPAN",
    "LOAD",
    "SUMS",
    "EXCHANGETABLE",
    "EXCHANGES",
    "ALERT",
    "RAISED",
    "ESCALATION",
    "DEED",
    "PRESCRIPTION",
    "DISPENSED",
    "DIETORDER",
    "DOSES",
    "GIVES",
    "OFTARGET",
    "VERSION",
    "HEADER",
    "ERASURE",
    "MERGE",
    "BESIDE",
    "APPOINTMENT",
    "SERIESDATE",
    "VISIT",
    "NOTE",
    "PROFILE",
    "CONTACT",
    "CONSENT",
    "ACCOUNT",
    "DOCUMENTROW",
    "DOCUMENTTOFILE",
    "PHOTO",
    "POLICY",
    "REFERRAL",
    "RECORDREQUEST",
    "TAG",
    "CHIP",
    "MEMBER",
    "ALLERGY",
    "CONDITION",
    "PREGNANCY",
    "STAY",
    "MEDICATION",
    "MEASUREMENT",
    "CENTILE",
    "SCREENING",
    "DIAGNOSIS",
    "GOAL",
    "TASK",
    "TARGET",
    "ESTIMATE",
    "CALL",
    "PORTION",
    "FOODALLERGENS",
    "CLINICFOOD",
    "CORRECTEDFOOD",
    "FOODPROFILE",
    "TEXTURE",
    "RECIPE",
    "RECIPESUMS",
    "FOODFLAG",
    "NUTRIENTSUM",
    "ARRIVAL",
    "ABSENCE",
    "BAND",
    "CLASH",
    "DECISION",
    "WAITING",
    "FREETIME",
    "LABSHEET",
    "LABRESULT",
    "LABVALUE",
];

#[derive(Debug, Clone)]
enum Shape {
    Fields(BTreeMap<String, Shape>),
    List(Box<Shape>),
    Any,
}

/// Reads a shape as the page writes it: `{key, key: words or a shape; key: [SHAPE and {key}] or null}`.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn word(&mut self) -> String {
        let end = self
            .rest
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word.to_owned()
    }

    /// Up to where the next key begins or this list of them ends.
    fn shape(&mut self) -> Shape {
        let mut shape = Shape::Any;
        while let Some(next) = self.peek() {
            match next {
                ',' | ';' | '}' | ']' => break,
                '{' => shape = both(shape, self.fields()),
                '[' => {
                    self.take();
                    shape = Shape::List(Box::new(self.shape()));
                    while self.take().is_some_and(|next| next != ']') {}
                }
                letter if letter.is_alphanumeric() => {
                    let word = self.word();
                    if NAMES.contains(&word.as_str()) {
                        shape = both(shape, named(&word));
                    }
                }
                _ => {
                    self.take();
                }
            }
        }
        shape
    }

    fn fields(&mut self) -> Shape {
        let mut fields = BTreeMap::new();
        self.take();
        while let Some(next) = self.peek().filter(|next| *next != '}') {
            if !next.is_alphanumeric() {
                self.take();
                continue;
            }
            let key = self.word();
            let shape = self.shape();
            // a placeholder of many keys is not a key
            if key != "table" {
                fields.insert(key, shape);
            }
        }
        self.take();
        match fields.is_empty() {
            true => Shape::Any,
            false => Shape::Fields(fields),
        }
    }
}

fn both(one: Shape, other: Shape) -> Shape {
    match (one, other) {
        (Shape::Fields(mut one), Shape::Fields(other)) => {
            one.extend(other);
            Shape::Fields(one)
        }
        (_, other) => other,
    }
}

/// Returns the shape at the first position where the name is followed by it.
fn named(name: &str) -> Shape {
    let is_explained = |at: &usize| {
        let after = &PAGE[at + name.len()..];
        let between = after.split_once("`{").map_or(after, |(between, _)| between);
        between.len() < 24 && !between.contains(['{', '|', ','])
    };
    let mut positions = PAGE.match_indices(name).map(|(at, _)| at);
    let at = positions
        .find(is_explained)
        .unwrap_or_else(|| panic!("{name} is not explained"));
    let rest = &PAGE[at + name.len()..];
    Reader { rest }.shape()
}

/// The shapes in the row of a command.
fn documented(command: &str) -> Vec<Shape> {
    let is_of = |line: &&str| {
        line.contains(&format!("`{command} ")) || line.contains(&format!("`{command}`"))
    };
    let mut rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    let row = rows
        .find(is_of)
        .unwrap_or_else(|| panic!("no row for {command}"));
    let (_, answer) = row.rsplit_once(" | `{").unwrap();
    let answer = format!("{{{answer}");
    answer
        .split(", `")
        .map(|rest| Reader { rest }.fields())
        .collect()
}

fn compare(shape: &Shape, value: &Value, at: &str) -> Result<(), String> {
    match (shape, value) {
        (Shape::Fields(fields), Value::Object(object)) => {
            let (documented, given): (Vec<_>, Vec<_>) =
                (fields.keys().collect(), object.keys().collect());
            if documented != given {
                return Err(format!(
                    "{at}: the page says {documented:?}, given is {given:?}"
                ));
            }
            fields
                .iter()
                .try_for_each(|(key, shape)| compare(shape, &object[key], &format!("{at}.{key}")))
        }
        (Shape::List(shape), Value::Array(values)) => values
            .iter()
            .try_for_each(|value| compare(shape, value, at)),
        (Shape::Any, _) | (_, Value::Null) => Ok(()),
        (shape, value) => Err(format!("{at}: the page says {shape:?}, given is {value}")),
    }
}

#[track_caller]
pub fn matches(command: &str, answer: &Value) {
    let shapes = documented(command);
    let compared: Vec<_> = shapes
        .iter()
        .map(|shape| compare(shape, answer, command))
        .collect();
    assert!(compared.iter().any(Result::is_ok), "{compared:?}");
}

/// Runs a command and compares its answer with the page.
#[track_caller]
fn check(clinic: &Clinic, user: &str, words: &[&str]) -> Value {
    // a command is its first two words, or one where the second is a flag or a value
    let alone = ["status", "rights", "search", "init"].contains(&words[0]);
    let command = words[..if alone { 1 } else { 2 }].join(" ");
    let answer = clinic.done(user, words, "");
    matches(&command, &answer);
    answer
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

#[test]
fn each_answer_about_the_roles_of_a_user_matches_the_page() {
    let clinic = Clinic::new();
    check(&clinic, "admin", &["user", "show", "dora"]);
    let name = ["user", "edit", "dora", "--last-name", "Bell"];
    check(&clinic, "admin", &name);
    for command in ["give-role", "end-role"] {
        let role = ["user", command, "dora", "--role", "Manager"];
        check(&clinic, "admin", &role);
    }
}

#[test]
fn each_answer_about_staff_rooms_and_computers_matches_the_page() {
    let clinic = Clinic::new();
    let file = |name: &str| clinic.path(name).to_str().unwrap().to_owned();
    fs::write(file("other"), "quite another one\n").unwrap();
    let other = file("other");
    check(&clinic, "admin", &["status"]);
    check(&clinic, "admin", &["rights"]);
    let add = ["user", "add", "--username", "lea", "--role", "Receptionist"];
    let by_file = ["--new-password-file", &other];
    let email = ["--email", "lea@clinic.example"];
    check(&clinic, "admin", &[&add[..], &by_file, &email].concat());
    let coded = ["user", "add", "--username", "noor", "--role", "Viewer"];
    let email = ["--email", "noor@clinic.example"];
    check(&clinic, "admin", &[&coded[..], &email].concat());
    check(&clinic, "admin", &["user", "code", "noor"]);
    check(&clinic, "admin", &["user", "list"]);
    check(&clinic, "dora", &["user", "hours", "dora"]);
    check(&clinic, "admin", &["user", "deactivate", "lea"]);
    check(&clinic, "admin", &["user", "activate", "lea"]);
    let lea = ["--username", "lea"];
    check(
        &clinic,
        "admin",
        &[&["user", "reset-password"], &lea[..], &by_file].concat(),
    );
    check(&clinic, "admin", &[&["user", "unlock"], &lea[..]].concat());
    check(
        &clinic,
        "admin",
        &[
            "facilities",
            "edit",
            "Smoke",
            "--phone",
            "+33 1 99 00 12 34",
        ],
    );
    check(&clinic, "admin", &["facilities", "add", "--name", "Annexe"]);
    check(&clinic, "admin", &["facilities", "list"]);
    check(&clinic, "admin", &["rooms", "add", "--name", "Blue"]);
    check(&clinic, "admin", &["rooms", "edit", "Blue", "--code", "B"]);
    check(&clinic, "admin", &["rooms", "list"]);
    let field = ["custom-fields", "add", "--label", "Appetite"];
    let kind = ["--kind", "CHOICE", "--option", "good", "--option", "poor"];
    check(&clinic, "admin", &[&field[..], &kind].concat());
    let words = ["custom-fields", "edit", "appetite", "--note-kind", "SOAP"];
    check(&clinic, "admin", &words);
    check(&clinic, "admin", &["custom-fields", "list"]);
    let kind = [
        "measurement-kinds",
        "add",
        "--name",
        "Hand grip",
        "--unit",
        "kg",
    ];
    let limits = ["--lowest", "0", "--highest", "120", "--odd-below", "5"];
    check(&clinic, "admin", &[&kind[..], &limits].concat());
    let words = ["measurement-kinds", "edit", "hand grip", "--decimals", "1"];
    check(&clinic, "admin", &words);
    check(&clinic, "admin", &["measurement-kinds", "list"]);
    let template = ["templates", "add", "--name", "Feeding", "--section", "plan"];
    let text = ["--text", "{weight}, every 3 hours"];
    check(&clinic, "admin", &[&template[..], &text].concat());
    let words = ["templates", "edit", "Feeding", "--active", "false"];
    check(&clinic, "admin", &words);
    check(&clinic, "admin", &["templates", "list"]);
    check(&clinic, "admin", &["departments", "add", "--name", "Diets"]);
    check(&clinic, "admin", &["departments", "list"]);
    check(&clinic, "admin", &["devices", "list"]);
    check(&clinic, "dora", &["conflicts", "list"]);
    check(
        &clinic,
        "dora",
        &[&["user", "password"], &by_file[..]].concat(),
    );
}

#[test]
fn each_answer_about_patients_and_the_diary_matches_the_page() {
    let clinic = Clinic::new();
    let add = ["patients", "add", "--family-name", "Okafor"];
    let mary = id(&check(&clinic, "dora", &add)["patient"]);
    check(&clinic, "dora", &add);
    check(
        &clinic,
        "dora",
        &["patients", "edit", &mary, "--city", "Paris"],
    );
    check(&clinic, "dora", &["patients", "list"]);
    check(&clinic, "dora", &["search", "okafor"]);
    let starts = ["--starts", "2026-11-20T10:00:00Z"];
    let book = ["appointments", "book", "--anyway", "--patient", &mary];
    let booked = id(&check(&clinic, "dora", &[&book[..], &starts].concat())["appointment"]);
    check(
        &clinic,
        "dora",
        &["appointments", "list", "--day", "2026-11-20"],
    );
    check(
        &clinic,
        "dora",
        &["appointments", "status", &booked, "ARRIVED", "--early"],
    );
    check(&clinic, "dora", &["appointments", "show", &booked]);
    let of_day = ["--day", "2026-11-20"];
    for view in ["arrivals", "month", "reminders", "week"] {
        let words = [&["appointments", view][..], &of_day].concat();
        check(&clinic, "dora", &words);
    }
    check(
        &clinic,
        "dora",
        &[
            "appointments",
            "move",
            &booked,
            "--minutes",
            "45",
            "--anyway",
        ],
    );
    check(&clinic, "dora", &["patients", "delete", &mary]);
    check(&clinic, "dora", &["patients", "restore", &mary]);
}

#[test]
fn each_answer_about_a_visit_matches_the_page() {
    let clinic = Clinic::new();
    let mary = clinic.patient("Okafor");
    let book = ["appointments", "book", "--anyway", "--patient", &mary];
    let starts = ["--starts", "2026-11-20T10:00:00Z"];
    let booked = clinic.done("dora", &[&book[..], &starts].concat(), "");
    let booked = id(&booked["appointment"]);
    let start = [
        "visits",
        "start",
        "--patient",
        &mary,
        "--appointment",
        &booked,
    ];
    let begun = check(&clinic, "dora", &start);
    let (visit, note) = (id(&begun["visit"]), id(&begun["visit"]["note"]));
    let of = ["--patient", &mary, "--kind"];
    for (kind, value) in [("WEIGHT", "72 kg"), ("HEIGHT", "170"), ("WEIGHT", "80 kg")] {
        let value = ["--value", value, "--visit", &visit, "--keep"];
        check(
            &clinic,
            "dora",
            &[&["measurements", "add"], &of[..], &[kind], &value].concat(),
        );
    }
    check(
        &clinic,
        "dora",
        &[&["measurements", "trend"], &of[..], &["BMI"]].concat(),
    );
    let first = ["notes", "write", "--note", &note, "--kind", "SOAP"];
    let words = [&first[..], &["--section", "plan=sleep"]].concat();
    check(&clinic, "dora", &words);
    let growth = ["measurements", "growth", "--patient", &mary, "--indicator"];
    let growth = [&growth[..], &["WEIGHT_FOR_AGE", "--curves-of", "female"]].concat();
    check(&clinic, "dora", &growth);
    check(
        &clinic,
        "dora",
        &[
            "notes",
            "write",
            "--note",
            &note,
            "--section",
            "plan=rest",
            "--kind",
            "SOAP",
        ],
    );
    check(&clinic, "dora", &["notes", "sign", &note]);
    let added = ["--text", "and water", "--reason", "forgotten"];
    check(
        &clinic,
        "dora",
        &[&["notes", "addendum", "--note", &note], &added[..]].concat(),
    );
    check(&clinic, "dora", &["notes", "show", &note]);
    let pdf = clinic.path("note.pdf").display().to_string();
    check(&clinic, "dora", &["print", "note", &note, "--out", &pdf]);
    check(&clinic, "dora", &["notes", "list", "--patient", &mary]);
    check(&clinic, "dora", &["notes", "versions", &note]);
    check(&clinic, "dora", &["notes", "compare", &note]);
    check(&clinic, "dora", &["visits", "show", &visit]);
    check(
        &clinic,
        "dora",
        &["visits", "edit", &visit, "--follow-up-on", "2027-01-08"],
    );
    check(&clinic, "dora", &["visits", "end", &visit]);
    check(&clinic, "dora", &["patients", "show", &mary]);
}

#[test]
fn each_answer_about_files_matches_the_page() {
    let clinic = Clinic::new();
    let file = |name: &str| clinic.path(name).to_str().unwrap().to_owned();
    let sheet = file("recovery");
    let (list, backup) = (file("list.csv"), file("clinic.age"));
    fs::write(
        &list,
        "given_name,surname,date_of_birth\nZoe,Tal,1990-01-02\nZoe,Tal,1990-01-02\n,,\n",
    )
    .unwrap();
    check(
        &clinic,
        "admin",
        &["import", "patients", &list, "--dry-run"],
    );
    check(&clinic, "admin", &["import", "patients", &list, "--yes"]);
    let (cases, results) = (file("cases.csv"), file("results.csv"));
    fs::write(&cases, "sex,age_months,weight_kg\n1,24,12.2\n3,24,12.2\n").unwrap();
    let growth = ["compute", "growth", "--reference", "cdc", "--csv"];
    let growth = [&growth[..], &[&cases, "--out", &results]].concat();
    check(&clinic, "admin", &growth);
    for (name, cases) in [
        (
            "energy",
            "formula,inputs\nbmi,weight_kg=70; height_cm=175\nbmi,\n",
        ),
        (
            "anthropometry",
            "formula,inputs\nbmi,weight_kg=70; height_cm=175\n",
        ),
        ("screening", "tool,inputs\nMST,\n"),
    ] {
        let (csv, out) = (file(&format!("{name}.csv")), file(&format!("{name}.out")));
        fs::write(&csv, cases).unwrap();
        check(
            &clinic,
            "admin",
            &["compute", name, "--csv", &csv, "--out", &out],
        );
    }
    let (format, out) = (
        ["--format", "csv", "--out"],
        [file("1"), file("2"), file("3")],
    );
    check(
        &clinic,
        "admin",
        &[&["export", "patients"], &format[..], &[&out[0]]].concat(),
    );
    check(
        &clinic,
        "admin",
        &[&["export", "all"], &format[..], &[&out[1]]].concat(),
    );
    check(&clinic, "admin", &["backup", "create", "--out", &backup]);
    for words in ["rehearse", "verify"] {
        let words = ["backup", words, &backup, "--recovery-file", &sheet];
        check(&clinic, "admin", &words);
    }
    check(&clinic, "admin", &["backup", "status"]);
    check(&clinic, "admin", &["audit", "verify"]);
    check(&clinic, "admin", &["audit", "list"]);
    let why = [out[2].as_str(), "--reason", "once a year"];
    check(
        &clinic,
        "admin",
        &[&["audit", "export"], &format[..], &why].concat(),
    );

    let who = ["--user", "admin", "--password-file", &file("password")].map(str::to_owned);
    let who: Vec<&str> = who.iter().map(String::as_str).collect();
    let restore = ["backup", "restore", &backup, "--recovery-file", &sheet];
    let words = [&who[..], &restore].concat();
    let output = run(&clinic.path("restored"), clinic.folder.path(), &words, "");
    matches(
        "backup restore",
        &serde_json::from_slice(&output.stdout).unwrap(),
    );
}
