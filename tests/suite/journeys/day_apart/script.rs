//! The day as it is typed: `fixtures/day-apart.txt` explains how its lines are read.

use std::collections::BTreeMap;

use serde_json::Value;
use support::CliDevice;

use super::super::{in_ninety_days, text};

const SCRIPT: &str = include_str!("../../fixtures/day-apart.txt");
/// The users besides the dietitians: an admin, a doctor and a pharmacist.
const OTHERS: [&str; 3] = ["ada", "david", "ines"];
/// More than one part of a document.
const FILE_BYTES: usize = 300_000;

/// A line of the script, in one piece.
struct Line {
    /// None for the dietitian of the computer.
    user: Option<&'static str>,
    /// What is remembered of the answer: a name, and where it is, if not the id.
    names: Vec<(String, Option<String>)>,
    command: String,
    entry: Option<String>,
}

/// Returns the lines of a section.
fn lines_of(section: &str) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    let heading = format!("[{section}]");
    let rest = SCRIPT.lines().skip_while(|line| *line != heading).skip(1);
    for line in rest.take_while(|line| !line.starts_with('[')) {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => *last = format!("{last} {}", line.trim()),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.retain(|line| !line.is_empty() && !line.starts_with('#'));
    assert!(!lines.is_empty(), "no section {section}");
    lines.iter().map(|line| parsed(line)).collect()
}

fn parsed(line: &str) -> Line {
    let mut others = OTHERS.into_iter();
    let typed = others.find_map(|user| {
        let rest = line.strip_prefix(user)?.strip_prefix(": ")?;
        Some((Some(user), rest))
    });
    let (user, line) = typed.unwrap_or((None, line));
    let (command, entry) = match line.split_once(" {") {
        Some((command, entry)) => (command, Some(format!("{{{entry}"))),
        None => (line, None),
    };
    let (names, command) = command.split_once(" = ").unwrap_or(("", command));
    let name = |name: &str| match name.split_once(':') {
        Some((name, path)) => (name.to_owned(), Some(path.to_owned())),
        None => (name.to_owned(), None),
    };
    let names = names.split(", ").filter(|name| !name.is_empty());
    Line {
        user,
        names: names.map(name).collect(),
        command: command.to_owned(),
        entry,
    }
}

/// A word that a line typed, and the line.
pub struct Typed {
    pub word: String,
    pub line: String,
}

/// A document that was added.
#[derive(Clone)]
pub struct Content {
    pub id: String,
    pub is_office: bool,
    pub bytes: Vec<u8>,
}

/// A user at a computer, and the typed content that has to be found again.
pub struct Typist<'a> {
    pub device: &'a CliDevice,
    pub user: &'a str,
    /// How the words of this computer begin.
    word: &'a str,
    digit: char,
    pub names: BTreeMap<String, String>,
    pub typed: Vec<Typed>,
    pub contents: Vec<Content>,
}

impl<'a> Typist<'a> {
    pub fn new(device: &'a CliDevice, user: &'a str, word: &'a str, digit: char) -> Self {
        Typist {
            device,
            user,
            word,
            digit,
            names: BTreeMap::new(),
            typed: Vec::new(),
            contents: Vec::new(),
        }
    }

    /// Types a section of the script; each command is done as a whole.
    pub fn types(&mut self, section: &str) {
        for line in lines_of(section) {
            self.types_line(&line);
        }
    }

    fn types_line(&mut self, line: &Line) {
        let user = line.user.unwrap_or(self.user);
        let command = self.written(&line.command, &line.command);
        let command = self.with_file(&command);
        let mut args: Vec<&str> = command.split(' ').collect();
        let output = match &line.entry {
            None => self.device.run_as(user, &args),
            Some(entry) => {
                args.push("--stdin");
                let entry = self.written(entry, &line.command);
                let mut entry: Value = serde_json::from_str(&entry).unwrap();
                let content = self.file_of(&mut entry);
                let output = self.device.run_as_with_entry(user, &args, &entry);
                if let Some(bytes) = content {
                    self.contents.push(Content {
                        id: text(&output.json()["document"], "id"),
                        is_office: args.contains(&"--office"),
                        bytes,
                    });
                }
                output
            }
        };
        assert_eq!(output.status, 0, "{} {command}: {output:?}", self.word);
        let answer = output.done();
        for (name, path) in &line.names {
            let value = match path {
                None => id_of(&answer),
                Some(path) => at(&answer, path),
            };
            self.names.insert(name.clone(), value);
        }
    }

    /// Puts words, digits and ids into a text of the script.
    fn written(&mut self, template: &str, line: &str) -> String {
        let mut pieces = template.split('~');
        let mut written = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            // with letters at both ends, so that none is a part of another
            let word = format!("{}{}x", self.word, self.typed.len());
            written.push_str(&word);
            written.push_str(piece);
            let line = line.to_owned();
            self.typed.push(Typed { word, line });
        }
        let mut written = written.replace('#', &self.digit.to_string());
        if written.contains("+90d") {
            written = written.replace("+90d", &in_ninety_days());
        }
        // the longest name first: one may begin as another does
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for (name, value) in names {
            written = written.replace(&format!("${name}"), value);
        }
        assert!(!written.contains('$'), "{written}");
        written
    }

    /// Makes the file that a command names: a list of one patient, or a picture, which is a PNG as far as its header
    /// goes, with content of its own.
    fn with_file(&self, command: &str) -> String {
        let Some((before, name)) = command.split_once('%') else {
            return command.to_owned();
        };
        if name.ends_with(".csv") {
            let list = format!("given_name,family_name\nListed,Number{}\n", self.digit);
            return format!("{before}{}", self.device.write(name, list));
        }
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x08".to_vec();
        bytes.extend((0..20_000).map(|_| rand::random::<u8>()));
        format!("{before}{}", self.device.write(name, &bytes))
    }

    /// Makes the file that an entry names, and returns its content.
    fn file_of(&self, entry: &mut Value) -> Option<Vec<u8>> {
        let name = entry.get("file")?.as_str()?.strip_prefix('%')?.to_owned();
        let bytes: Vec<u8> = (0..FILE_BYTES).map(|_| rand::random()).collect();
        entry["file"] = self.device.write(&name, &bytes).into();
        Some(bytes)
    }
}

/// Returns the id of the row that a command answers with.
fn id_of(answer: &Value) -> String {
    let rows = answer.as_object().unwrap().values();
    let mut ids = std::iter::once(answer).chain(rows).map(|row| &row["id"]);
    let id = ids.find_map(Value::as_str);
    id.unwrap_or_else(|| panic!("no id in {answer}")).to_owned()
}

fn at(answer: &Value, path: &str) -> String {
    let pointer = format!("/{}", path.replace('.', "/"));
    let value = answer.pointer(&pointer).and_then(Value::as_str);
    value
        .unwrap_or_else(|| panic!("no {path} in {answer}"))
        .to_owned()
}
