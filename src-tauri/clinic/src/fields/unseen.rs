//! The invisible characters that a line may have: those that the script or the emoji next to them needs.

use icu_properties::props::{
    BidiClass, CanonicalCombiningClass, DefaultIgnorableCodePoint, ExtendedPictographic,
    Ideographic, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::char::is_combining_mark;

/// Draws a key round a digit.
const KEYCAP: char = '\u{20e3}';
/// Makes a number next to it one of a line of Arabic.
const ARABIC_LETTER: char = '\u{61c}';

/// Returns whether a character acts instead of being shown: a terminal runs it, or it turns round the text that follows
/// it (Unicode TR 36, bidirectional overrides), as the Arabic letter mark does with the numbers of a line. Line feeds
/// and tabs of a paragraph, and the marks between the words of a line from right to left, are text.
pub fn is_unprintable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
        || matches!(c, ARABIC_LETTER | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Returns the first invisible character of a line, and how many characters come before it: with it two names would
/// look the same.
pub(super) fn first_unseen(text: &str) -> Option<(usize, char)> {
    let letters: Vec<char> = text.chars().collect();
    let is_unseen = |at: usize, c: char| {
        is_unprintable(c) && c != ARABIC_LETTER
            || is_ignorable(c) && !is_needed(&letters, at)
            // a mark is drawn over the letter before it
            || is_combining_mark(c) && letters[..at].last().is_none_or(|c| c.is_whitespace())
    };
    let mut unseen = letters.iter().copied().enumerate();
    unseen.find(|(at, c)| is_unseen(*at, *c))
}

/// Returns whether a character is shown as nothing: what Unicode calls default ignorable, the brackets and the place of
/// what a word processor had there, and the Braille pattern without a dot.
pub(super) fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffc}')
}

fn joins(c: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(c)
}

/// Returns whether a letter changes its form with its neighbours, as those of Arabic, Syriac and Mongolian do.
fn is_joined(c: char) -> bool {
    c.is_alphabetic() && !matches!(joins(c), JoiningType::NonJoining | JoiningType::Transparent)
}

/// Returns whether a mark takes the vowel of an Indic letter away, which joins it to the next one.
fn is_virama(c: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama
}

fn is_picture(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Returns whether a character is shown on a key by [`KEYCAP`] behind it.
fn is_of_key(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '#' | '*')
}

fn is_of(c: char, script: Script) -> bool {
    CodePointMapData::<Script>::new().get(c) == script
}

/// Returns whether a letter is written from right to left.
fn is_rightward(c: char) -> bool {
    let class = CodePointMapData::<BidiClass>::new().get(c);
    c.is_alphabetic() && matches!(class, BidiClass::RightToLeft | BidiClass::ArabicLetter)
}

/// Returns whether the text next to an ignorable character needs it: letters of Arabic and Indic scripts are joined and
/// parted by two of them, a line from right to left has marks, and a picture or an ideograph chooses its look.
fn is_needed(letters: &[char], at: usize) -> bool {
    let before = letters[..at].last().copied();
    let after = letters.get(at + 1).copied();
    let is_before = |is: fn(char) -> bool| before.is_some_and(is);
    let is_after = |is: fn(char) -> bool| after.is_some_and(is);
    match letters[at] {
        '\u{200c}' | '\u{200d}' if is_before(is_virama) => true,
        '\u{200c}' => letter_before(letters, at).is_some_and(is_joined),
        '\u{200d}' if is_before(is_picture) || is_before(is_modifier) => is_after(is_picture),
        // the form of the beginning of a word at its end, as for the years of the Hijra; before a virama its other form
        '\u{200d}' => {
            let joined = letter_before(letters, at).filter(|c| is_joined(*c));
            joined.is_some_and(|c| joins(c) != JoiningType::RightJoining) && !is_after(is_joined)
                || is_before(char::is_alphabetic) && is_after(is_virama)
        }
        '\u{fe0e}' | '\u{fe0f}' => {
            is_before(is_picture) || is_before(is_of_key) && after == Some(KEYCAP)
        }
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => is_before(|c| {
            CodePointSetData::new::<Ideographic>().contains(c) && is_of(c, Script::Han)
        }),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => is_before(|c| is_of(c, Script::Mongolian)),
        '\u{180e}' => {
            is_before(|c| is_of(c, Script::Mongolian)) && is_after(|c| is_of(c, Script::Mongolian))
        }
        '\u{200e}' | '\u{200f}' | ARABIC_LETTER => {
            // between two letters, or at the end of a word that ends the line, it turns nothing round
            let is_letter = char::is_alphabetic;
            let is_idle = match (before, after) {
                (Some(before), Some(after)) => {
                    is_letter(before) && is_letter(after) || is_ignorable(before)
                }
                (Some(before), None) => is_letter(before),
                (None, _) => true,
            };
            !is_idle && letters.iter().copied().any(is_rightward)
        }
        _ => false,
    }
}

/// Returns the letter before a place, behind the marks that are drawn over it.
fn letter_before(letters: &[char], at: usize) -> Option<char> {
    let mut before = letters[..at].iter().rev().copied();
    before.find(|c| !is_combining_mark(*c))
}

/// Returns whether a character changes the picture before it: its look, or the colour of a skin.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::error::Error;
    use crate::fields::{folded_words, is_unprintable, required, username};
    use vault::search::fold::fold;

    #[test]
    fn what_turns_the_text_after_it_round_is_not_printed() {
        for turns in "\u{61c}\u{202a}\u{202e}\u{2066}\u{2069}\u{1b}".chars() {
            assert!(is_unprintable(turns), "{turns:?}");
        }
        for text in "\u{200e}\u{200f}\n\tة".chars() {
            assert!(!is_unprintable(text), "{text:?}");
        }
        // what a name needs it may still have
        assert!(required::<50>("\u{627} \u{61c}7", "name").is_ok());
    }

    #[test]
    fn two_names_that_look_alike_differ_in_nothing_unseen() {
        const UNSEEN: &str = "\u{200b}\u{2060}\u{feff}\u{ad}\u{34f}\u{3164}\u{fe0f}\u{e0041}\u{e0101}\u{200e}\
            \u{200c}\u{200d}\u{2800}\u{fff9}\u{fffa}\u{fffb}";
        for unseen in UNSEEN.chars() {
            for (before, after) in [
                ("An", "a"),
                ("Ana", ""),
                ("А", "на"),
                ("Ελ", "ένη"),
                ("김", "수"),
                ("สม", "ชาย"),
                ("O’", "Brien"),
                ("J\u{1ecd}\u{331}", "e"),
                ("राम", ""),
            ] {
                let text = format!("{before}{unseen}{after}");
                let refused = required::<50>(&text, "familyName").unwrap_err();
                let is_named = matches!(refused, Error::Unseen { field: "familyName", character, at }
                    if character == unseen && text.chars().nth(at) == Some(unseen));
                assert!(is_named, "{text:?}: {refused:?}");
                assert!(username(&text).is_err(), "{text:?}");
            }
        }
        for (text, unseen) in [
            ("مريم\u{200f}", 4),
            ("م\u{200f}ريم", 1),
            ("\u{200f}مريم", 0),
            ("علی\u{200c}\u{200c}رضا", 4),
            ("عل\u{200d}ي", 2),
            ("王\u{200d}伟", 1),
            ("\u{301}", 0),
            ("Ana \u{301}", 4),
            ("’\u{200d}’", 1),
        ] {
            let refused = required::<50>(text, "name");
            let is_named = matches!(refused, Err(Error::Unseen { at, .. }) if at == unseen);
            assert!(is_named, "{text:?}: {refused:?}");
        }
        // what joins or parts the letters of a script is part of a name, and of no search for it
        for (with, without) in [
            ("علی\u{200c}رضا", "علیرضا"),
            ("ශ්\u{200d}රී", "ශ්රී"),
            ("രാജന്\u{200d}", "രാജന്"),
            ("فاته\u{200c} مه", "فاته مه"),
            ("سارا\u{200c}", "سارا"),
            ("ه\u{200d}", "ه"),
            ("র\u{200d}্যাব", "র্যাব"),
            ("葛\u{e0100}城", "葛城"),
            ("祐\u{fe00}子", "祐子"),
            ("שרה\u{200f} כהן", "שרה כהן"),
        ] {
            assert_eq!(required::<50>(with, "name").unwrap().as_str(), with);
            assert_eq!(folded_words(with), folded_words(without));
            assert_eq!(fold(with), fold(without));
        }
        for picture in [
            "❤\u{fe0f} call",
            "👩\u{200d}👧",
            "👩🏽\u{200d}⚕\u{fe0f}",
            "1\u{fe0f}\u{20e3} call",
        ] {
            assert!(required::<50>(picture, "reason").is_ok(), "{picture}");
        }
    }
}
