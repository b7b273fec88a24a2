//! Quotes that a lenient reader would misread: one with blanks around it, and one that never closes and would swallow
//! the rest of the file as one value.

/// The text without the blanks before an opening and after a closing quote; or the line, counted from 1, on which the
/// first quote opened that does not close.
pub fn tightened(text: &str) -> Result<String, u64> {
    let mut tight = String::with_capacity(text.len());
    let mut line = 1;
    let mut opened = None;
    let mut at_start = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        line += u64::from(c == '\n');
        tight.push(c);
        rest = after;
        match (opened, c) {
            (None, '"') if at_start => opened = Some(line),
            (Some(_), '"') if after.starts_with('"') => {
                tight.push('"');
                rest = &after[1..];
            }
            (Some(since), '"') => {
                rest = after.trim_start_matches(BLANKS);
                if !(rest.is_empty() || rest.starts_with([',', '\r', '\n'])) {
                    return Err(since);
                }
                opened = None;
            }
            _ => {}
        }
        at_start = opened.is_none() && matches!(c, ',' | '\n' | '\r');
        let blankless = rest.trim_start_matches(BLANKS);
        if at_start && blankless.starts_with('"') {
            rest = blankless;
        }
    }
    opened.map_or(Ok(tight), Err)
}

const BLANKS: [char; 2] = [' ', '\t'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_quotes_pass() {
        for text in [
            "a,b\n\"1\",\"2\"\n",
            "a\n\"say \"\"hi\"\"\"\n",
            "a\n\"two\r\nlines\"\r\n",
            "a,b\n5\" pipe,x\n",
            "a\n\"\"",
            "",
        ] {
            assert_eq!(tightened(text), Ok(text.to_owned()));
        }
        assert_eq!(tightened("a, \"b, c\" ,d\n"), Ok("a,\"b, c\",d\n".into()));
    }

    #[test]
    fn a_broken_one_is_told_by_its_line() {
        assert_eq!(tightened("a,b\n1,\"2\n3,4\n"), Err(2));
        assert_eq!(tightened("a,b\n\"1\"x,2\n"), Err(2));
        assert_eq!(tightened("a\nb\nc\n\""), Err(4));
    }
}
