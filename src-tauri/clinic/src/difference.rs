//! Which words of two texts differ.

use serde::Serialize;
use specta::Type;

/// A run of words; `changed` when the other text does not have them there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    pub text: String,
    pub changed: bool,
}

/// Past this many words a text, all of it is marked: the table of all pairs would be too large.
const WORDS_MAX: usize = 3000;

/// Returns both texts in pieces; the joined pieces of a text are that text.
pub fn differences(ours: &str, theirs: &str) -> [Vec<Piece>; 2] {
    let (a, b) = (words(ours), words(theirs));
    if a.len() > WORDS_MAX || b.len() > WORDS_MAX {
        return [
            pieces(&a, |_| ours == theirs),
            pieces(&b, |_| ours == theirs),
        ];
    }
    let (same_a, same_b) = common(&a, &b);
    [pieces(&a, |at| same_a[at]), pieces(&b, |at| same_b[at])]
}

/// Returns the words and what separates them; scripts without blanks are split at each character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last: Option<Class> = None;
    for (at, c) in text.char_indices() {
        let class = Class::of(c);
        if at > start && (last != Some(class) || class == Class::Alone) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(class);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    Alone,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            // kana and Han, written without blanks
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}' => {
                Self::Alone
            }
            c if c.is_whitespace() => Self::Blank,
            c if c.is_alphanumeric() || c == '\'' || c == '’' => Self::Word,
            // marks belong to the letter before them
            c if unicode_normalization::char::is_combining_mark(c) => Self::Word,
            _ => Self::Alone,
        }
    }
}

/// Returns which words of each text belong to the longest common subsequence.
fn common(a: &[&str], b: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let width = b.len() + 1;
    let mut longest = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut same_a, mut same_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            (same_a[i], same_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (same_a, same_b)
}

fn pieces(words: &[&str], is_same: impl Fn(usize) -> bool) -> Vec<Piece> {
    // a blank between two changed words reads as part of the change
    let between = |at: usize| {
        words[at].trim().is_empty()
            && at > 0
            && at + 1 < words.len()
            && !is_same(at - 1)
            && !is_same(at + 1)
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let changed = !is_same(at) || between(at);
        match pieces.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(word),
            _ => pieces.push(Piece {
                text: (*word).to_owned(),
                changed,
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bracketed(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| {
                if piece.changed {
                    format!("[{}]", piece.text)
                } else {
                    piece.text.clone()
                }
            })
            .collect()
    }

    #[test]
    fn only_the_words_that_differ_are_highlighted() {
        let [ours, theirs] = differences("Eats three meals a day.", "Eats two small meals a day.");
        assert_eq!(bracketed(&ours), "Eats [three] meals a day.");
        assert_eq!(bracketed(&theirs), "Eats [two small ]meals a day.");
    }

    #[test]
    fn the_pieces_are_the_text() {
        for (a, b) in [
            ("", "x"),
            ("a b", "a b"),
            ("朝食を食べる", "昼食を食べる"),
            ("+233 24", "+233 25"),
            ("é a", "e\u{301} a"),
        ] {
            let [ours, theirs] = differences(a, b);
            let joined = |pieces: &[Piece]| {
                pieces
                    .iter()
                    .map(|piece| piece.text.as_str())
                    .collect::<String>()
            };
            assert_eq!((joined(&ours).as_str(), joined(&theirs).as_str()), (a, b));
        }
        let [ours, _] = differences("朝食を食べる", "昼食を食べる");
        assert_eq!(bracketed(&ours), "[朝]食を食べる");
    }

    #[test]
    fn a_very_long_text_is_highlighted_entirely() {
        let long = "word ".repeat(4000);
        let [ours, _] = differences(&long, "word");
        assert_eq!(ours.len(), 1);
        assert!(ours[0].changed);
    }
}
