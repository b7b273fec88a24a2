//! Files as small as those of the codebases that we admire; a screen's file is half as long.

use super::{
    Complaints, kept,
    tree::{Source, sources},
};

struct Bar {
    what: &'static str,
    half_under: usize,
    nine_in_ten_under: usize,
    none_over: usize,
}

const RUST: Bar = Bar {
    what: "Rust",
    half_under: 120,
    nine_in_ten_under: 400,
    none_over: 600,
};
const UI: Bar = Bar {
    what: "UI",
    half_under: 80,
    nine_in_ten_under: 200,
    none_over: 300,
};

/// Each file's length, shortest first.
fn lengths(sources: &[Source], counts: impl Fn(&Source) -> bool) -> Vec<(usize, &str)> {
    let ours = sources
        .iter()
        .filter(|source| counts(source) && !source.is_generated());
    let mut lengths: Vec<_> = ours
        .map(|source| (source.text.lines().count(), source.path.as_str()))
        .collect();
    lengths.sort_unstable();
    lengths
}

fn stay_short(lengths: &[(usize, &str)], bar: &Bar) -> Complaints {
    let Bar {
        what,
        half_under,
        nine_in_ten_under,
        none_over,
    } = bar;
    let over = lengths.iter().filter(|(lines, _)| lines > none_over);
    let mut complaints: Complaints = over
        .map(|(lines, path)| format!("{path} has {lines} lines, over {none_over}"))
        .collect();
    let short = |under: usize| lengths.iter().filter(|(lines, _)| *lines < under).count();
    if short(*half_under) * 2 < lengths.len() {
        complaints.push(format!(
            "fewer than half of the {what} files are under {half_under} lines"
        ));
    }
    if short(*nine_in_ten_under) * 10 < lengths.len() * 9 {
        complaints.push(format!(
            "fewer than nine in ten of the {what} files are under {nine_in_ten_under} lines"
        ));
    }
    complaints
}

#[test]
fn rust_files_are_short() {
    kept(stay_short(
        &lengths(&sources(), |source| source.is("rs")),
        &RUST,
    ));
}

#[test]
fn files_of_the_screens_are_half_as_long() {
    let ui = |source: &Source| {
        source.path.starts_with("ui/src/")
            && (source.is("ts") || source.is("tsx") || source.is("css"))
    };
    kept(stay_short(&lengths(&sources(), ui), &UI));
}

#[test]
fn a_long_file_and_a_tree_of_longish_ones_are_noticed() {
    assert!(
        stay_short(&[(10, "a"), (10, "b"), (600, "c")], &RUST).len() == 1,
        "nine in ten"
    );
    let mut many = vec![(10, "a"); 20];
    many.push((601, "b"));
    assert_eq!(stay_short(&many, &RUST), ["b has 601 lines, over 600"]);
    assert_eq!(
        stay_short(&[(130, "a"), (130, "b"), (10, "c")], &RUST).len(),
        1
    );
    let text = "\n".repeat(700);
    let generated = [Source::new("ui/src/ipc/bindings.ts", &text)];
    assert!(lengths(&generated, |_| true).is_empty());
}
