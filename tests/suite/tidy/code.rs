//! Code without its comments and texts, and the words that its identifiers are made of.

use super::tree::Source;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Rust,
    Script,
    Sql,
}

/// The identifiers of a file with their lines, classes and properties of styles among them; none for a file that is not
/// code.
///
/// The call of a method is left out: its name is checked where it is declared, and a library's is not ours.
pub fn identifiers(source: &Source) -> Vec<(usize, String)> {
    let language = match source.path.rsplit('.').next() {
        Some("rs") => Language::Rust,
        Some("ts" | "tsx" | "mjs") => Language::Script,
        Some("sql") => Language::Sql,
        Some("css") => return names_in_styles(&source.text),
        _ => return Vec::new(),
    };
    let code = bare(&source.text, language);
    let mut identifiers = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut rest = line;
        let mut before = ' ';
        while let Some(start) = rest.find(is_part) {
            before = rest[..start].chars().next_back().unwrap_or(before);
            let end = rest[start..]
                .find(|c| !is_part(c))
                .map_or(rest.len(), |end| start + end);
            let (name, after) = (&rest[start..end], &rest[end..]);
            let is_call = before == '.' && after.starts_with('(');
            if !is_call && !name.starts_with(char::is_numeric) {
                identifiers.push((at + 1, name.to_owned()));
            }
            before = ' ';
            rest = after;
        }
    }
    identifiers
}

/// The classes and the properties of our own that a style sheet has: `.current`, `--nv-muted`.
fn names_in_styles(text: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut is_comment = false;
    for (at, line) in text.lines().enumerate() {
        let mut code = String::new();
        for part in line.split_inclusive("*/") {
            let begins = if is_comment {
                0
            } else {
                part.find("/*").unwrap_or(part.len())
            };
            code.push_str(&part[..begins]);
            is_comment = begins < part.len() && !part.ends_with("*/");
        }
        for sign in [".", "--"] {
            for (start, _) in code.match_indices(sign) {
                let rest = &code[start + sign.len()..];
                let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
                let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                if rest.starts_with(char::is_alphabetic) {
                    names.push((at + 1, rest[..end].to_owned()));
                }
            }
        }
    }
    names
}

/// The words of an identifier or a file name in lower case: `SyncManager`, `sync_manager` and `SYNC-manager` have two.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| letters[before]);
            let is_next_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
            let begins = letter.is_uppercase()
                && before.is_some_and(|before| !before.is_uppercase() || is_next_lower);
            if begins && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.extend(letter.to_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// The text with blanks for comments and texts, line by line as it was.
fn bare(text: &str, language: Language) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    // of template texts: the depth of braces at which each goes on
    let mut templates: Vec<usize> = Vec::new();
    let mut depth = 0;
    while at < letters.len() {
        let (kind, end) = match letters[at] {
            '{' => {
                depth += 1;
                (Kind::Code, at + 1)
            }
            '}' if templates.last() == Some(&depth) => {
                let (end, goes_on) = end_of_template(&letters, at + 1);
                if !goes_on {
                    templates.pop();
                    depth -= 1;
                }
                (Kind::Text, end)
            }
            '}' => {
                depth = depth.saturating_sub(1);
                (Kind::Code, at + 1)
            }
            '`' if language == Language::Script => {
                let (end, goes_on) = end_of_template(&letters, at + 1);
                if goes_on {
                    depth += 1;
                    templates.push(depth);
                }
                (Kind::Text, end)
            }
            _ => token(&letters, at, language),
        };
        for letter in &letters[at..end] {
            match (kind, letter) {
                (Kind::Code, letter) => code.push(*letter),
                (Kind::Text, '\n') => code.push('\n'),
                (Kind::Text, _) => code.push(' '),
            }
        }
        at = end;
    }
    code
}

#[derive(Clone, Copy)]
enum Kind {
    Code,
    Text,
}

/// What begins at a letter, and where it ends.
fn token(letters: &[char], at: usize, language: Language) -> (Kind, usize) {
    let next = letters.get(at + 1).copied();
    let line_comment = match language {
        Language::Sql => (letters[at], next) == ('-', Some('-')),
        Language::Rust | Language::Script => (letters[at], next) == ('/', Some('/')),
    };
    if line_comment {
        let end = letters[at..].iter().position(|letter| *letter == '\n');
        return (Kind::Text, end.map_or(letters.len(), |end| at + end));
    }
    if (letters[at], next) == ('/', Some('*')) {
        return (Kind::Text, end_of_comment(letters, at));
    }
    match (language, letters[at]) {
        (Language::Sql, '\'') => (Kind::Text, end_of_text(letters, at + 1, '\'', false)),
        (Language::Rust | Language::Script, '"') => {
            (Kind::Text, end_of_text(letters, at + 1, '"', true))
        }
        (Language::Script, '\'') if is_text_on_one_line(letters, at) => {
            (Kind::Text, end_of_text(letters, at + 1, '\'', true))
        }
        (Language::Script, '/') if begins_pattern(letters, at) => {
            (Kind::Text, end_of_text(letters, at + 1, '/', true))
        }
        (Language::Rust, '\'') => (Kind::Text, end_of_letter(letters, at)),
        (Language::Rust, 'r') => match end_of_raw(letters, at) {
            Some(end) => (Kind::Text, end),
            None => (Kind::Code, end_of_name(letters, at)),
        },
        (_, letter) if letter.is_alphanumeric() || letter == '_' => {
            // `br"..."` and `b"..."` begin with a name of their own
            let is_bytes = letter == 'b' && matches!(next, Some('r' | '"' | '\''));
            let end = if is_bytes {
                at + 1
            } else {
                end_of_name(letters, at)
            };
            (Kind::Code, end)
        }
        _ => (Kind::Code, at + 1),
    }
}

fn end_of_name(letters: &[char], at: usize) -> usize {
    let end = letters[at..]
        .iter()
        .position(|letter| !letter.is_alphanumeric() && *letter != '_');
    end.map_or(letters.len(), |end| at + end)
}

fn end_of_text(letters: &[char], from: usize, quote: char, escapes: bool) -> usize {
    let mut at = from;
    while at < letters.len() && letters[at] != quote {
        at += if escapes && letters[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(letters.len())
}

/// An apostrophe in the text of an element is none.
fn is_text_on_one_line(letters: &[char], at: usize) -> bool {
    let end = end_of_text(letters, at + 1, '\'', true);
    !letters[at..end].contains(&'\n')
}

/// A pattern follows an operator, a division a value.
fn begins_pattern(letters: &[char], at: usize) -> bool {
    let before = letters[..at]
        .iter()
        .rev()
        .find(|letter| !letter.is_whitespace());
    let line = letters[at + 1..]
        .iter()
        .take_while(|letter| **letter != '\n');
    before.is_some_and(|before| "(,=:[!&|?{;".contains(*before))
        && line.clone().any(|letter| *letter == '/')
}

fn end_of_comment(letters: &[char], at: usize) -> usize {
    let mut end = at + 2;
    while end < letters.len() && (letters[end - 1], letters[end]) != ('*', '/') {
        end += 1;
    }
    (end + 1).min(letters.len())
}

/// `'a'` is a letter, `'a` a lifetime, whose name is no identifier either.
fn end_of_letter(letters: &[char], at: usize) -> usize {
    match (letters.get(at + 1), letters.get(at + 2)) {
        (Some('\\'), _) => end_of_text(letters, at + 1, '\'', true),
        (Some(_), Some('\'')) => at + 3,
        _ => end_of_name(letters, at + 1).max(at + 1),
    }
}

/// `r"..."` and `r#"..."#`.
fn end_of_raw(letters: &[char], at: usize) -> Option<usize> {
    let hashes = letters[at + 1..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    if letters.get(at + 1 + hashes) != Some(&'"') {
        return None;
    }
    let mut end = at + 2 + hashes;
    while end < letters.len() {
        let closes = letters[end] == '"'
            && letters[end + 1..]
                .iter()
                .take(hashes)
                .filter(|letter| **letter == '#')
                .count()
                == hashes;
        end += 1;
        if closes {
            break;
        }
    }
    Some((end + hashes).min(letters.len()))
}

/// Where a template text ends or is interrupted, and whether it goes on.
fn end_of_template(letters: &[char], from: usize) -> (usize, bool) {
    let mut at = from;
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 1,
            '`' => return (at + 1, false),
            '$' if letters.get(at + 1) == Some(&'{') => return (at + 2, true),
            _ => {}
        }
        at += 1;
    }
    (letters.len(), false)
}

#[test]
fn a_name_is_split_at_underscores_and_capitals() {
    for (name, expected) in [
        ("SyncManager", vec!["sync", "manager"]),
        ("sync_manager", vec!["sync", "manager"]),
        ("HTTPServer-x2.test", vec!["http", "server", "x2", "test"]),
        ("MAX_AGE", vec!["max", "age"]),
        ("_x", vec!["x"]),
    ] {
        assert_eq!(words(name), expected);
    }
}

#[test]
fn classes_and_own_properties_are_the_names_of_a_style_sheet() {
    let text = "/* .a, then\n.b */ .top-row > .isDone:hover {\n  width: .5rem;\n  color: var(--nv-muted); /* --c */\n}";
    let names = identifiers(&Source::new("a.module.css", text));
    let names: Vec<_> = names
        .iter()
        .map(|(at, name)| (*at, name.as_str()))
        .collect();
    assert_eq!(names, [(2, "top-row"), (2, "isDone"), (4, "nv-muted")]);
}

#[test]
fn comments_and_texts_have_no_identifiers() {
    let names = |path: &str, text: &str| {
        let source = Source::new(path, text);
        let names = identifiers(&source).into_iter().map(|(_, name)| name);
        names.collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("let a = \"door \\\" door\"; // door\nb", "let a b"),
        ("let a = r#\"door \" door\"#; b", "let a b"),
        ("f('\"', 'd', '\\'', x::<'door>(b\"door\"))", "f x b"),
        ("/* door\ndoor */ a", "a"),
        ("road br\"door\"", "road b"),
        ("a.fill(b).fill; fill(c)", "a b fill fill c"),
    ] {
        assert_eq!(names("a.rs", text), expected, "{text}");
    }
    for (text, expected) in [
        (
            "a = 'door' + \"door\" + `door ${b({ c })} door` + d",
            "a b c d",
        ),
        ("a = b / c / d; e(/door/g)", "a b c d e g"),
        ("<p>it's {a}</p>\nb", "p it s a p b"),
    ] {
        assert_eq!(names("a.tsx", text), expected, "{text}");
    }
    assert_eq!(
        names("a.sql", "select a -- door\nfrom b where c = 'door'"),
        "select a from b where c"
    );
    assert_eq!(names("a.md", "door"), "");
    let lines = identifiers(&Source::new("a.rs", "\"\n\"\na"));
    assert_eq!(lines, [(3, "a".to_owned())]);
}
