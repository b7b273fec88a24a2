//! The tests that the program knows, by what users call them.

use clinic::labs::{LabTestInfo, test_infos};

use crate::exit::{Problem, Result};

/// Returns the key of a test by its key, or by a short or full name that one test alone has.
pub(super) fn test_key(text: &str) -> Result<String> {
    let (text, tests) = (text.trim().to_lowercase(), test_infos());
    if let Some(test) = tests.iter().find(|test| test.key == text) {
        return Ok(test.key.clone());
    }
    let is_named =
        |test: &&LabTestInfo| test.short.to_lowercase() == text || test.name.to_lowercase() == text;
    let named: Vec<&LabTestInfo> = tests.iter().filter(is_named).collect();
    match named[..] {
        [test] => Ok(test.key.clone()),
        [] => Err(Problem::usage(format!(
            "`{text}` is no test of the list. Nothing was changed; `nutrivault labs tests` shows the list, and --name \
             takes a test that is not in it."
        ))
        .at("test")),
        _ => {
            let keys: Vec<&str> = named.iter().map(|test| test.key.as_str()).collect();
            Err(Problem::usage(format!(
                "`{text}` names {} tests. Nothing was changed; give --test one of {}.",
                named.len(),
                keys.join(", ")
            ))
            .at("test"))
        }
    }
}
