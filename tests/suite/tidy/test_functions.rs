//! A test has a name that can be read at a glance, and stops at its first failure, so that a long one hides the rest.

use super::{
    Complaints, assert_clean,
    tree::{Source, sources},
};

const NAME_MAX: usize = 70;
const LINES_MAX: usize = 80;

struct TestFunction<'a> {
    line: usize,
    name: &'a str,
    lines: usize,
}

/// The test functions of a file, as `cargo fmt` leaves them: the last line is a brace as deep as the first.
fn test_functions(source: &Source) -> Vec<TestFunction<'_>> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut functions = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let attribute = line.trim_start();
        let is_test = attribute == "#[test]" || attribute.starts_with("#[tokio::test");
        let indent = line.len() - attribute.len();
        let below = lines[at..].iter().position(|line| line.contains("fn "));
        let Some(first) = below.filter(|_| is_test).map(|below| at + below) else {
            continue;
        };
        let name = lines[first].split("fn ").nth(1).unwrap_or_default();
        let name = name.split(['(', '<']).next().unwrap_or(name);
        let end = format!("{}}}", " ".repeat(indent));
        let last = lines[first..].iter().position(|line| *line == end);
        functions.push(TestFunction {
            line: first + 1,
            name,
            lines: last.map_or(1, |last| last + 1),
        });
    }
    functions
}

/// The names of tests of scripts: the text right after `test(` or `it(`.
fn script_tests(source: &Source) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        let call = line.trim_start();
        let rest = ["test(", "it(", "describe("]
            .iter()
            .find_map(|call_of| call.strip_prefix(call_of));
        let quote = rest.and_then(|rest| rest.chars().next());
        if let (Some(rest), Some(quote @ ('\'' | '"' | '`'))) = (rest, quote) {
            names.push((at + 1, rest[1..].split(quote).next().unwrap_or_default()));
        }
    }
    names
}

fn have_short_names(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources {
        let names: Vec<(usize, &str)> = match source.path.rsplit('.').next() {
            Some("rs") => {
                let functions = test_functions(source).into_iter();
                functions
                    .map(|function| (function.line, function.name))
                    .collect()
            }
            Some("ts" | "tsx" | "mjs") => script_tests(source),
            _ => continue,
        };
        let long = names
            .iter()
            .map(|(line, name)| (line, name, name.chars().count()));
        let long = long.filter(|(_, _, length)| *length > NAME_MAX);
        complaints.extend(
            long.map(|(line, name, length)| format!("{}:{line}: {name} ({length})", source.path)),
        );
    }
    complaints
}

fn are_short(sources: &[Source]) -> Complaints {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| source.is("rs")) {
        let long = test_functions(source).into_iter();
        let long = long.filter(|function| function.lines > LINES_MAX);
        complaints.extend(long.map(|TestFunction { line, name, lines }| {
            format!("{}:{line}: {name} has {lines} lines", source.path)
        }));
    }
    complaints
}

/// What follows `fail_point::reach(` outside of tests is in a test, too.
fn are_reached(sources: &[Source]) -> Complaints {
    let rust = || sources.iter().filter(|source| source.is("rs"));
    let of_tests = |source: &&Source| source.path.contains("tests");
    let mut complaints = Vec::new();
    for source in rust().filter(|source| !of_tests(source)) {
        for call in source.text.split("fail_point::reach(\"").skip(1) {
            let point = call.split('"').next().unwrap_or_default();
            if !rust()
                .filter(of_tests)
                .any(|test| test.text.contains(point))
            {
                complaints.push(format!("{}: {point}", source.path));
            }
        }
    }
    complaints
}

#[test]
fn a_test_ends_a_program_at_each_fail_point() {
    assert_clean(are_reached(&sources()));
    let point = Source::new("a.rs", "fail_point::reach(\"a.b\");");
    let test = Source::new("tests/a.rs", "env(ABORT_AT, \"a.b:1\")");
    let other = Source::new("tests/a.rs", "env(ABORT_AT, \"a.c\")");
    assert_clean(are_reached(&[point.clone(), test]));
    assert_eq!(are_reached(&[point, other]), ["a.rs: a.b"]);
}

#[test]
fn the_name_of_a_test_has_at_most_70_characters() {
    assert_clean(have_short_names(&sources()));
    let long = "x".repeat(71);
    for (path, text) in [
        ("a.rs", format!("#[test]\nfn {long}() {{\n}}\n")),
        (
            "a.rs",
            format!("    #[tokio::test]\n    async fn {long}() {{\n    }}\n"),
        ),
        ("a.mjs", format!("test('{long}', () => {{")),
        ("a.tsx", format!("  it(\"{long}\", () => {{")),
    ] {
        assert_eq!(
            have_short_names(&[Source::new(path, &text)]).len(),
            1,
            "{text}"
        );
    }
    let good = [
        Source::new("a.rs", &format!("fn {long}() {{}}\n#[test]\nfn a() {{}}\n")),
        Source::new("a.mjs", "test('a', () => {})"),
    ];
    super::assert_clean(have_short_names(&good));
}

#[test]
fn a_test_has_at_most_80_lines() {
    assert_clean(are_short(&sources()));
    let test = |lines: usize| {
        let body = "    f();\n".repeat(lines - 2);
        let text = format!("#[test]\n#[cfg(unix)]\nfn a() {{\n{body}}}\n\n#[test]\nfn b() {{}}\n");
        are_short(&[Source::new("a.rs", &text)])
    };
    super::assert_clean(test(80));
    assert_eq!(test(81), ["a.rs:3: a has 81 lines"]);
}
