//! From whatever went wrong to a status, a code and a sentence: what happened, that nothing was lost, what to do.

mod clinic;
mod host;
mod server;
mod usage;
mod vault;

pub use clinic::words as of_reason;
pub use host::why_waiting;
pub use server::{of_code, of_refusal};

/// What a person is told instead of what a programmer wrote.
pub(crate) fn internal(cause: &dyn std::fmt::Display) -> crate::exit::Problem {
    crate::exit::Problem::refused(
        "internal",
        format!(
            "Something went wrong that this program did not expect: {cause}. What was saved before is untouched; try \
             again, and when it comes back, send this sentence to support."
        ),
    )
}

#[cfg(test)]
mod tests {
    /// Where failures are made: a code stands alone in a line, or behind the name of what makes it.
    const MADE_IN: &[&str] = &[
        include_str!("sentences/clinic.rs"),
        include_str!("sentences/host.rs"),
        include_str!("sentences/server.rs"),
        include_str!("sentences/vault.rs"),
        include_str!("sentences.rs"),
        include_str!("answer.rs"),
        include_str!("exit.rs"),
        include_str!("online.rs"),
        include_str!("opening.rs"),
        include_str!("secret.rs"),
        include_str!("commands/backup.rs"),
        include_str!("commands/connect.rs"),
        include_str!("commands/enrol.rs"),
        include_str!("commands/export.rs"),
        include_str!("commands/init.rs"),
        include_str!("commands/sync.rs"),
    ];

    #[test]
    fn the_page_of_the_command_line_names_every_code() {
        let page = include_str!("../README.md");
        let lines = MADE_IN.iter().flat_map(|source| source.lines());
        let code = |line: &'static str| {
            let line = line.trim();
            let line = line
                .rsplit_once("Failure::refused(")
                .map_or(line, |(_, word)| word);
            let word = line.strip_prefix('"')?.strip_suffix("\",")?;
            let is_code = word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_');
            is_code.then_some(word)
        };
        let codes: std::collections::BTreeSet<&str> = lines.filter_map(code).collect();
        assert!(codes.len() > 40, "{codes:?}");
        for code in codes {
            assert!(page.contains(&format!("`{code}`")), "{code}");
        }
    }
}
