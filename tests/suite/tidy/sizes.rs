//! A file fits a reader's head and a line their window.

use super::{
    Complaints, assert_clean,
    tree::{Source, sources},
};

const LINES_MAX: usize = 600;
/// A file of the screens is half as long.
const UI_LINES_MAX: usize = 300;
const COLUMNS_MAX: usize = 120;

/// Files that hold data, whose lines are as long as these are.
fn is_data(source: &Source) -> bool {
    source.is("json") || source.is("csv") || source.is_generated()
}

fn stay_short(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !source.is_generated()) {
        let lines_max = match source.path.rsplit('.').next() {
            Some("ts" | "tsx" | "css") if source.path.starts_with("ui/") => UI_LINES_MAX,
            Some("rs" | "ts" | "tsx" | "mjs" | "css") => LINES_MAX,
            _ => continue,
        };
        let lines = source.text.lines().count();
        if lines > lines_max {
            complaints.push(format!(
                "{} has {lines} lines, over {lines_max}",
                source.path
            ));
        }
    }
    complaints
}

/// A row of a Markdown table and an address cannot be broken.
fn fit_the_window(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !is_data(source)) {
        for (at, line) in source.text.lines().enumerate() {
            let columns = line.chars().count();
            let is_unbreakable = source.is("md") && line.trim_start().starts_with('|')
                || line
                    .split_whitespace()
                    .any(|word| word.chars().count() > COLUMNS_MAX);
            if columns > COLUMNS_MAX && !is_unbreakable {
                complaints.push(format!("{}:{} has {columns} columns", source.path, at + 1));
            }
        }
    }
    complaints
}

#[test]
fn files_are_short() {
    assert_clean(stay_short(&sources()));
    let text = "\n".repeat(301);
    let tree = [
        Source::new("ui/src/a.tsx", &text),
        Source::new("ui/src/ipc/bindings.ts", &text),
        Source::new("a/src/a.rs", &text),
        Source::new("a/src/b.rs", &"\n".repeat(601)),
    ];
    assert_eq!(
        stay_short(&tree),
        [
            "ui/src/a.tsx has 301 lines, over 300",
            "a/src/b.rs has 601 lines, over 600"
        ]
    );
}

#[test]
fn lines_fit_a_window() {
    assert_clean(fit_the_window(&sources()));
    let line = "word ".repeat(25);
    let tree = [
        Source::new("a.rs", &format!("// short\n// {line}")),
        Source::new("a.md", &format!("| {line} |\n{}", "x".repeat(130))),
        Source::new("a.json", &line),
        Source::new("ui/src/ipc/bindings.ts", &line),
    ];
    assert_eq!(fit_the_window(&tree), ["a.rs:2 has 128 columns"]);
}
