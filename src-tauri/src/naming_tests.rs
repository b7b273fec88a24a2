//! Whatever the clinic names by a code has its words in both languages.

#![allow(clippy::unwrap_used)]

use clinic::conflicts::names::{Names, names};

const WORDS: &str = include_str!("../../ui/src/words/conflict-names.ts");

#[test]
fn everything_that_can_disagree_has_its_words_in_both_languages() {
    assert_said(names());
}

#[test]
fn everything_that_the_trail_tells_of_has_its_words_in_both_languages() {
    assert_said(clinic::audit::show::words());
}

fn assert_said(names: Names) {
    let areas = [
        ("whats: {", names.whats),
        ("fields: {", names.fields),
        ("choices: {", names.choices),
    ];
    for (area, codes) in areas {
        let both: Vec<&str> = WORDS.split(area).skip(1).collect();
        assert_eq!(both.len(), 2, "{area} in two languages");
        for words in both {
            let words = words.split("\n    }").next().unwrap();
            let is_said = |code: &String| {
                words.contains(&format!(" {code}: \""))
                    || words.contains(&format!("\"{code}\": \""))
            };
            let missing: Vec<&String> = codes.iter().filter(|code| !is_said(code)).collect();
            assert!(missing.is_empty(), "{area} {missing:?} have no words");
        }
    }
}
