//! One spelling for what a person reads as the same word: no accents, no case, no typographic difference.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Appends the folded form of `text`: compatible letters, accents and case removed, ligatures written out.
///
/// Scripts other than Latin stay as they are, but for their optional marks; nothing is transliterated.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
        return;
    }
    for letter in text.nfkd() {
        if is_accent(letter) || is_joiner(letter) {
            continue;
        }
        for letter in letter.to_lowercase().filter(|letter| !is_accent(*letter)) {
            match written_out(letter) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(letter),
            }
        }
    }
}

pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Marks that people leave out when they type: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels.
/// The marks of Indic scripts and of kana are letters of their words and stay.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Joins or parts letters, or turns a line, and is not seen: people leave it out when they type.
fn is_joiner(letter: char) -> bool {
    matches!(letter,
        '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters that have no decomposition and still are typed as others.
fn written_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'ə' => "e",
        'ς' => "σ",
        // one letter in two shapes
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        _ => return None,
    })
}

/// Returns whether a folded letter ends a word of a name.
fn separates(letter: char) -> bool {
    if letter.is_ascii() {
        return !letter.is_ascii_alphanumeric();
    }
    // a virama or a vowel sign is no letter by itself but belongs to its word
    !letter.is_alphanumeric()
        && !is_combining_mark(letter)
        && !matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Is written inside a name and left out as often: O'Brien, O’Brien, OBrien.
fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{2bb}' | '`' | '\u{b4}'
    )
}

/// Calls `each` with every word of a folded name, `scratch` being room that is used again.
///
/// A name with an apostrophe is one word, and the part after it is a second one.
pub fn words(folded: &str, scratch: &mut String, mut each: impl FnMut(&str)) {
    if folded.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        if !folded.is_empty() {
            each(folded);
        }
        return;
    }
    for word in folded.split(|letter| separates(letter) && !is_apostrophe(letter)) {
        if word.is_empty() {
            continue;
        }
        if !word.contains(is_apostrophe) {
            each(word);
            continue;
        }
        scratch.clear();
        scratch.extend(word.chars().filter(|letter| !is_apostrophe(*letter)));
        if !scratch.is_empty() {
            each(scratch);
        }
        if let Some((_, after)) = word.rsplit_once(is_apostrophe)
            && after.chars().nth(2).is_some()
            && after.len() < scratch.len()
        {
            each(after);
        }
    }
}

/// Calls `each` with what [`words`] leaves out of a folded name and people type all the same: a part with digits and
/// signs as one code (`No.5`, `(2)`), and a part of signs alone as it is.
pub fn codes(folded: &str, scratch: &mut String, mut each: impl FnMut(&str)) {
    if folded.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return;
    }
    for part in folded.split_whitespace() {
        if part.chars().all(separates) {
            each(part);
        } else if part.chars().any(char::is_numeric) && part.chars().any(separates) {
            scratch.clear();
            scratch.extend(part.chars().filter(|letter| !separates(*letter)));
            each(scratch);
        }
    }
}

/// A number or code as it is compared: its letters and digits.
pub fn compact_into(text: &str, compact: &mut String) {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        compact.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    compact.extend(folded.chars().filter(|letter| !separates(*letter)));
}

/// The digits of a telephone number without the zeros and the plus in front.
pub fn digits_into(text: &str, digits: &mut String) {
    let start = digits.len();
    let parts = text.chars().filter_map(|letter| letter.to_digit(10));
    for digit in parts.filter_map(|digit| char::from_digit(digit, 10)) {
        if digit != '0' || digits.len() > start {
            digits.push(digit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        words(&fold(text), &mut String::new(), |word| {
            parts.push(word.to_owned())
        });
        parts
    }

    #[test]
    fn accents_case_and_ligatures_make_no_difference() {
        for (one, other) in [
            ("Zoë", "zoe"),
            ("ZOE\u{308}", "zoe"),
            ("Müller-Lüdenscheidt", "muller-ludenscheidt"),
            ("STRAẞE", "strasse"),
            ("Weiß", "WEISS"),
            ("Bjørn Ærø", "bjorn aero"),
            ("Łukasz", "lukasz"),
            ("Þór Guðmundsson", "thor gudmundsson"),
            ("ﬁnn", "finn"),
            ("İbrahim", "ibrahim"),
            ("ıŞIK", "isik"),
            ("Nguyễn Thị Ánh", "nguyen thi anh"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("Артём Ёлкин", "артем елкин"),
            ("أحمد", "احمد"),
            ("مُحَمَّد", "محمد"),
            ("שָׁלוֹם", "שלום"),
            ("Ａｎｎａ", "anna"),
        ] {
            assert_eq!(fold(one), fold(other), "{one}");
        }
    }

    #[test]
    fn signs_that_are_letters_of_their_script_stay() {
        assert_ne!(fold("कि"), fold("क"));
        assert_ne!(fold("が"), fold("か"));
        assert_eq!(fold("가나"), fold("\u{1100}\u{1161}\u{1102}\u{1161}"));
        assert_eq!(words_of("श्रीकृष्ण शर्मा").len(), 2);
        assert_eq!(words_of("சுப்பிரமணியன்").len(), 1);
    }

    #[test]
    fn a_name_is_its_words_with_or_without_apostrophe() {
        assert_eq!(words_of("Smith-Jones"), ["smith", "jones"]);
        assert_eq!(words_of("O'Brien"), ["obrien", "brien"]);
        assert_eq!(words_of("O’Brien"), words_of("O'Brien"));
        assert_eq!(words_of("de l'Or"), ["de", "lor"]);
        assert_eq!(words_of("  van der  Berg, "), ["van", "der", "berg"]);
        assert_eq!(words_of("渡辺 太郎"), ["渡辺", "太郎"]);
        assert_eq!(words_of("'"), Vec::<String>::new());
    }

    #[test]
    fn codes_and_telephone_numbers_are_what_counts_in_them() {
        let compact = |text| {
            let mut compact = String::new();
            compact_into(text, &mut compact);
            compact
        };
        assert_eq!(compact("AB-12 / 3"), "ab123");
        assert_eq!(compact("É-7"), "e7");
        let digits = |text| {
            let mut digits = String::new();
            digits_into(text, &mut digits);
            digits
        };
        assert_eq!(digits("+44 (0)20-7946"), "440207946");
        assert_eq!(digits("0044 20"), "4420");
        assert_eq!(digits("020 7946"), "207946");
    }
}
