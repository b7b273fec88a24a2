//! Whatever the clinic names by a code has its words in both languages.

#![allow(clippy::unwrap_used)]

use clinic::conflicts::names::names;

const WORDS: &str = include_str!("../../ui/src/words/conflict-names.ts");

#[test]
fn everything_that_can_disagree_has_its_words_in_both_languages() {
    let names = names();
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
            for code in &codes {
                let is_said = words.contains(&format!(" {code}: \""))
                    || words.contains(&format!("\"{code}\": \""));
                assert!(is_said, "{area} {code} has no words");
            }
        }
    }
}
