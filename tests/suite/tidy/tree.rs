//! The source tree as text.

use std::{fs, path::Path};

/// What tools make, what others wrote, and what is data.
const PASSED_OVER: &[&str] = &[
    ".git",
    "target",
    "node_modules",
    "dist",
    "gen",
    "screenshots-run",
];
const READ: &[&str] = &[
    "rs", "toml", "sql", "ts", "tsx", "mjs", "css", "html", "md", "yml", "json",
];
/// Written by a program.
pub const GENERATED: &[&str] = &["ui/src/ipc/bindings.ts", "ui/package-lock.json"];

/// A file by its path from the top, with `/` between.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub fn is(&self, extension: &str) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, theirs)| theirs == extension)
    }

    pub fn is_generated(&self) -> bool {
        GENERATED.contains(&self.path.as_str())
    }

    /// Lines with their numbers from 1, without what follows `//`.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(at, line)| (at + 1, without_comment(line)))
    }
}

/// A `//` inside a string is nearly always an address, which has a colon before it.
fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//") {
        let at = from + at;
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

/// Every file of ours that is text.
pub fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    walk(&top(), "", &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.len() > 20, "no tree at {:?}", top());
    sources
}

/// The top of the tree that the tests run in, which need not be the one that they were built in.
pub fn top() -> std::path::PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).join("..")
}

fn walk(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if PASSED_OVER.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), &format!("{path}/"), sources);
        } else if READ.iter().any(|read| path.ends_with(&format!(".{read}"))) || name == "Makefile"
        {
            let text = fs::read_to_string(entry.path()).unwrap();
            sources.push(Source { path, text });
        }
    }
}

#[test]
fn a_comment_is_not_code_and_an_address_is_no_comment() {
    let source = Source::new("a.rs", "let a = 1; // axum::\n\"https://x\" // y");
    let code: Vec<_> = source.code().collect();
    assert_eq!(code, [(1, "let a = 1; "), (2, "\"https://x\" ")]);
}
