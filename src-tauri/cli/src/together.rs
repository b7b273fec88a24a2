//! Collects the errors of all fields of an entry, so that they are reported at once.

use crate::exit::{Problem, Result, WrongField};

/// Results of the fields of one entry, as a tuple.
pub trait Together {
    type Fields;

    /// Returns the values of all results.
    ///
    /// # Errors
    /// The problem of the first, with a sentence for each field that is wrong. One that is not about a field goes
    /// before those that are.
    fn together(self) -> Result<Self::Fields>;
}

macro_rules! together {
    ($($field:ident: $result:ident),+) => {
        impl<$($result),+> Together for ($(Result<$result>,)+) {
            type Fields = ($($result,)+);

            fn together(self) -> Result<Self::Fields> {
                match self {
                    ($(Ok($field),)+) => Ok(($($field,)+)),
                    ($($field,)+) => {
                        let all = [$($field.err()),+];
                        Err(of_all(all.into_iter().flatten().collect()))
                    }
                }
            }
        }
    };
}

together!(a: A, b: B);
together!(a: A, b: B, c: C);
together!(a: A, b: B, c: C, d: D);
together!(a: A, b: B, c: C, d: D, e: E);
together!(a: A, b: B, c: C, d: D, e: E, f: F);

/// Returns the values of all lines of one entry.
///
/// # Errors
/// As [`Together::together`], of all lines.
pub fn each<T>(lines: impl IntoIterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for line in lines {
        match line {
            Ok(line) => read.push(line),
            Err(problem) => wrong.push(problem),
        }
    }
    match wrong.is_empty() {
        true => Ok(read),
        false => Err(of_all(wrong)),
    }
}

/// Names the line of a list, counted from 1, in which a problem is: `results.2.unit`, or `results.2` of what is about
/// no field.
pub fn in_line(list: &str, label: &str, line: usize, problem: Problem) -> Problem {
    let sentence = |message: &str| format!("{label} {line}: {message}");
    let wrong = problem.fields.iter().map(|wrong| WrongField {
        field: format!("{list}.{line}.{}", wrong.field),
        message: sentence(&wrong.message),
    });
    let fields: Vec<WrongField> = wrong.collect();
    let message = match fields.is_empty() {
        true => sentence(&problem.message),
        false => {
            let messages: Vec<&str> = fields.iter().map(|wrong| &*wrong.message).collect();
            messages.join("\n")
        }
    };
    let field = match &problem.field {
        Some(field) => format!("{list}.{line}.{field}"),
        None => format!("{list}.{line}"),
    };
    Problem {
        message,
        field: Some(field),
        fields,
        ..problem
    }
}

/// Returns the problem of several inputs: that of the first, with a sentence for each.
pub(crate) fn of_all(problems: Vec<Problem>) -> Problem {
    let other = problems.iter().position(|problem| problem.field.is_none());
    if let Some(other) = other {
        return problems
            .into_iter()
            .nth(other)
            .expect("it has this position");
    }
    let messages: Vec<&str> = problems.iter().map(|problem| &*problem.message).collect();
    let message = messages.join("\n");
    let wrong = |problem: &Problem| match problem.fields.is_empty() {
        true => vec![WrongField {
            field: problem.field.clone().unwrap_or_default(),
            message: problem.message.clone(),
        }],
        false => problem.fields.clone(),
    };
    let fields: Vec<WrongField> = problems.iter().flat_map(wrong).collect();
    let is_several = fields.len() > 1;
    let first = problems.into_iter().next();
    let first = first.expect("a problem is made of one at least");
    Problem {
        message,
        fields: if is_several { fields } else { Vec::new() },
        ..first
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::entry::{day, id, moment};

    #[test]
    fn each_unreadable_field_has_its_sentence() {
        let read = (
            id("42".into(), "patient"),
            day("1990-02-30".into(), "since"),
            moment("2026-11-20T10:00:00Z".into(), "at"),
        );
        let refused = read.together().unwrap_err();
        let fields: Vec<&str> = refused.fields.iter().map(|wrong| &*wrong.field).collect();
        assert_eq!(fields, ["patient", "since"]);
        assert_eq!(refused.field.as_deref(), Some("patient"));
        assert_eq!(refused.message.lines().count(), 2);
    }

    #[test]
    fn one_wrong_field_is_refused_as_it_always_was() {
        let alone = day("soon".into(), "since").unwrap_err();
        let read = (Ok(()), day("soon".into(), "since"));
        assert_eq!(read.together().unwrap_err(), alone);
    }

    #[test]
    fn each_unreadable_line_has_its_sentence() {
        let lines = ["2026-11-20", "soon", "1990-02-30"];
        let refused = each(lines.map(|on| day(on.into(), "since"))).unwrap_err();
        assert_eq!(refused.fields.len(), 2);
        assert_eq!(refused.message.lines().count(), 2);
        let read = each([day("2026-11-20".into(), "since")]).unwrap();
        assert_eq!(read.len(), 1);
    }

    #[test]
    fn a_problem_in_a_line_names_it_in_each_sentence() {
        let both = (id("42".into(), "patient"), day("soon".into(), "since"));
        let several = in_line("entries", "Entry", 3, both.together().unwrap_err());
        let fields: Vec<&str> = several.fields.iter().map(|wrong| &*wrong.field).collect();
        assert_eq!(fields, ["entries.3.patient", "entries.3.since"]);
        assert!(
            several
                .message
                .lines()
                .all(|line| line.starts_with("Entry 3: "))
        );
        let alone = in_line("entries", "Entry", 4, Problem::refused("not_found", "No."));
        assert_eq!(alone.field.as_deref(), Some("entries.4"));
        let all = of_all(vec![several, alone]);
        assert_eq!((all.fields.len(), all.message.lines().count()), (3, 3));
    }

    #[test]
    fn what_is_about_no_field_goes_first() {
        let other = Problem::usage("The entry is given twice.");
        let read = (day("soon".into(), "since"), Err::<(), _>(other.clone()));
        assert_eq!(read.together().unwrap_err(), other);
    }
}
