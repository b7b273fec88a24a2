//! Checks and normalises what a person types into a field.
//!
//! All functions are pure. `field` is the screen's name of the input, and is returned in the error.

use chrono::{Datelike, Months, NaiveDate};
use sync_contract::field::Text;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

use crate::error::{Error, Reason, Result};

mod dates;
mod partial_date;
mod together;
mod unseen;

pub use dates::{DateOrder, date_written, optional_date, written_date};
pub use partial_date::{days_meant, partial_date};
pub use together::{Together, each};
pub use unseen::is_unprintable;
use unseen::{first_unseen, is_ignorable};

/// Returns composed and trimmed text, with inner runs of white space as one blank.
pub fn line(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns composed text with `\n` line ends and without trailing blanks. What other programs write for the end of a
/// line or a page, as a word processor does when it is copied from, ends a line here.
pub fn paragraph(text: &str) -> String {
    const ENDS: [char; 6] = ['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];
    let composed: String = text.nfc().collect();
    let composed = composed.replace("\r\n", "\n");
    let lines: Vec<&str> = composed.split(ENDS).map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').trim().to_owned()
}

/// Returns none for empty text, which means not recorded.
pub fn optional<const MAX: u32>(text: &str, field: &'static str) -> Result<Option<Text<MAX>>> {
    let text = line(text);
    if text.is_empty() {
        Ok(None)
    } else {
        bounded(&text, field).map(Some)
    }
}

pub fn required<const MAX: u32>(text: &str, field: &'static str) -> Result<Text<MAX>> {
    optional(text, field)?.ok_or(Error::invalid(field, Reason::Required))
}

pub fn optional_paragraph<const MAX: u32>(
    text: &str,
    field: &'static str,
) -> Result<Option<Text<MAX>>> {
    let text = paragraph(text);
    if text.is_empty() {
        Ok(None)
    } else {
        require_paragraph(&text, field)?;
        fitting(&text, field).map(Some)
    }
}

fn bounded<const MAX: u32>(text: &str, field: &'static str) -> Result<Text<MAX>> {
    require_seen(text, field)?;
    fitting(text, field)
}

/// What may be longer than a line is a paragraph.
const LINE_MAX: u32 = 255;

/// Checks text as the form of a field of this length does.
///
/// # Errors
/// `Unseen` for a character of a line that is not shown, `Invalid` for a control character of a paragraph.
pub(crate) fn require_shown(text: &str, length_max: u32, field: &'static str) -> Result<()> {
    match length_max <= LINE_MAX {
        true => require_seen(text, field),
        false => require_paragraph(text, field),
    }
}

fn require_paragraph(text: &str, field: &'static str) -> Result<()> {
    // pasted Arabic or Hebrew brings marks of direction, which in a name could only deceive
    let is_refused = |c: char| c.is_control() && c != '\n' && c != '\t';
    match text.chars().any(is_refused) {
        true => Err(Error::invalid(field, Reason::ControlCharacter)),
        false => Ok(()),
    }
}

fn require_seen(text: &str, field: &'static str) -> Result<()> {
    match first_unseen(text) {
        Some((at, character)) => Err(Error::Unseen {
            field,
            character,
            at,
        }),
        None => Ok(()),
    }
}

pub(crate) fn fitting<const MAX: u32>(text: &str, field: &'static str) -> Result<Text<MAX>> {
    Text::new(text).map_err(|_| Error::TooLong { field, limit: MAX })
}

/// Returns a normalised user name: lower case, without blanks, at least two characters, a letter or digit first. Two
/// spellings of one name are one. Latin letters are mixed with no others: `аna` with a Cyrillic letter looks like
/// `ana`.
pub fn username(text: &str) -> Result<Text<50>> {
    let folded = vault::folded_name(text);
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    if folded.is_empty() {
        return Err(Error::invalid("username", Reason::Required));
    }
    let is_mixed = folded.chars().any(|c| c.is_ascii_alphabetic())
        && folded.chars().any(|c| c.is_alphabetic() && !is_latin(c));
    if !folded.chars().all(allowed) || !folded.starts_with(char::is_alphanumeric) || is_mixed {
        return Err(Error::invalid("username", Reason::Malformed));
    }
    if folded.chars().count() < 2 {
        return Err(Error::invalid("username", Reason::TooShort));
    }
    bounded(&folded, "username")
}

/// Returns whether a letter is of the blocks of Latin letters.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Returns an e-mail address in lower case: one `@` with text before and after it, the domain with or without a dot.
pub fn email<const MAX: u32>(text: &str) -> Result<Option<Text<MAX>>> {
    let folded = vault::folded_address(text);
    if folded.is_empty() {
        return Ok(None);
    }
    let is_address = match folded.split_once('@') {
        Some((name, domain)) => {
            !name.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && domain.split('.').all(|label| !label.is_empty())
                && !folded
                    .contains(|c: char| c.is_whitespace() || c.is_control() || c == ';' || c == ',')
        }
        None => false,
    };
    if !is_address {
        return Err(Error::invalid("email", Reason::NotAnEmail));
    }
    bounded(&folded, "email").map(Some)
}

/// Returns one or more numbers, separated by semicolons, as they were written; each with 3 to 15 digits (ITU-T E.164).
pub fn phones<const MAX: u32>(text: &str) -> Result<Option<Text<MAX>>> {
    let numbers: Vec<String> = text
        .split([';', '\n'])
        .map(line)
        .filter(|number| !number.is_empty())
        .collect();
    if numbers.is_empty() {
        return Ok(None);
    }
    if !numbers.iter().all(|number| is_phone(number)) {
        return Err(Error::invalid("phone", Reason::NotAPhone));
    }
    bounded(&numbers.join("; "), "phone").map(Some)
}

fn is_phone(number: &str) -> bool {
    let digits = phone_digits(number).len();
    let written = number.split(['x', '#']).next().unwrap_or(number);
    (3..=15).contains(&digits)
        && written
            .chars()
            .all(|c| c.is_numeric() || " +()-./\u{2010}\u{2011}".contains(c))
}

/// Returns the digits alone, whichever script they are written in, so that two spellings of one number are equal.
pub fn phone_digits(number: &str) -> String {
    number
        .nfkc()
        .filter_map(|c| digit(c).map(|d| char::from(b'0' + d)))
        .collect()
}

/// Returns `7` for a seven of any script, and any other character as it is.
pub(crate) fn ascii_digit(c: char) -> char {
    digit(c).map_or(c, |d| char::from(b'0' + d))
}

fn digit(c: char) -> Option<u8> {
    // the decimal digits of the scripts in which people write numbers, each in ten consecutive characters
    const ZEROS: [char; 18] = [
        '0', '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}',
        '\u{B66}', '\u{BE6}', '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{F20}',
        '\u{1040}', '\u{17E0}',
    ];
    ZEROS.iter().find_map(|zero| {
        let offset = u32::from(c).checked_sub(u32::from(*zero))?;
        u8::try_from(offset).ok().filter(|d| *d < 10)
    })
}

/// Checks a date of birth: not after today, and no longer ago than any person has lived.
pub fn birth_date(date: NaiveDate, today: NaiveDate) -> Result<NaiveDate> {
    const AGE_YEARS_MAX: i32 = 130;
    if date > today {
        return Err(Error::invalid("birthDate", Reason::InTheFuture));
    }
    if date.year() < today.year() - AGE_YEARS_MAX {
        return Err(Error::invalid("birthDate", Reason::TooLongAgo));
    }
    Ok(date)
}

/// Returns the birth date of a patient of this age, were today their birthday: `34` or `34 y` in years, `7 m` in
/// months. An age alone is recorded so, as an estimate.
///
/// # Errors
/// `Invalid`.
pub fn birth_of_age(age: &str, today: NaiveDate) -> Result<NaiveDate> {
    let age = age.trim().to_lowercase();
    let unit = age.trim_start_matches(|c: char| c.is_ascii_digit());
    let months_each = match unit.trim() {
        "" | "y" | "a" => 12,
        "m" => 1,
        _ => return Err(Error::invalid("age", Reason::Malformed)),
    };
    let number = age[..age.len() - unit.len()].parse::<u32>().ok();
    let months = number.and_then(|number| number.checked_mul(months_each));
    let months = months.ok_or(Error::invalid("age", Reason::Malformed))?;
    let day = today.checked_sub_months(Months::new(months));
    birth_date(
        day.ok_or(Error::invalid("birthDate", Reason::TooLongAgo))?,
        today,
    )
}

/// The fewest characters of a password.
pub const PASSWORD_LETTERS_MIN: usize = 10;
pub const PASSWORD_LETTERS_MAX: usize = 1024;

/// More than this is not looked at: what is longer is not guessed.
const PASSWORD_JUDGED_MAX: usize = 100;

/// Checks the length, and that an attacker does not guess it within a million tries, as they would common passwords,
/// keys in a row, and what is made of `names`, those of the clinic and the user. There are no other rules: rules about
/// odd characters make passwords worse (NIST SP 800-63B).
///
/// # Errors
/// `Invalid`.
pub fn password(text: &str, names: &[&str]) -> Result<()> {
    match text.chars().count() {
        0 => return Err(Error::invalid("password", Reason::Required)),
        1..PASSWORD_LETTERS_MIN => return Err(Error::invalid("password", Reason::TooShort)),
        PASSWORD_LETTERS_MIN..=PASSWORD_LETTERS_MAX => {}
        _ => return Err(Error::invalid("password", Reason::TooLong)),
    }
    let judged: Zeroizing<String> =
        Zeroizing::new(text.chars().take(PASSWORD_JUDGED_MAX).collect());
    let words = names.iter().flat_map(|name| name.split_whitespace());
    let mut known: Vec<&str> = words.chain(names.iter().copied()).collect();
    known.push("nutrivault");
    match zxcvbn(&judged, &known).score() {
        Score::Zero | Score::One => Err(Error::invalid("password", Reason::TooCommon)),
        _ => Ok(()),
    }
}

/// Years before this are typing errors.
const YEAR_MIN: i32 = 1900;

/// Returns whether something can be planned for a day: in no year before 1900 and none after the next.
pub fn is_of_diary(day: NaiveDate, today: NaiveDate) -> bool {
    (YEAR_MIN..=today.year() + 1).contains(&day.year())
}

/// Returns words in lower case without accents and punctuation, sorted: `O'Connor-Díaz, María` is `connor diaz maria
/// o`.
pub fn folded_words(text: &str) -> Vec<String> {
    let mut words = folded_words_in_order(text);
    words.sort_unstable();
    words
}

/// Does the same and keeps their order.
pub fn folded_words_in_order(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        // a name is the same with and without what joins its letters
        .filter(|c| !is_combining_mark(*c) && !is_ignorable(*c))
        .flat_map(char::to_lowercase)
        .flat_map(plain)
        .collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns what two names have in common that are one without regard to case, accents, punctuation and letters of other
/// scripts that look like Latin ones.
pub fn name_key(name: &str) -> String {
    sort_key(name).chars().map(looks_like).collect()
}

/// Returns what names are sorted by: without regard to case, accents and punctuation.
pub fn sort_key(name: &str) -> String {
    let words = folded_words_in_order(name).join(" ");
    match words.is_empty() {
        true => line(name).to_lowercase(),
        false => words,
    }
}

/// Returns the Latin letter that a small Cyrillic or Greek one, or its capital, looks like.
fn looks_like(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'һ' | 'н' | 'η' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'у' | 'υ' => 'y',
        'х' | 'χ' => 'x',
        'ζ' => 'z',
        other => other,
    }
}

/// Returns plain letters for those that decomposition leaves unchanged.
fn plain(c: char) -> Vec<char> {
    match c {
        'ß' => vec!['s', 's'],
        'æ' => vec!['a', 'e'],
        'œ' => vec!['o', 'e'],
        'þ' => vec!['t', 'h'],
        'ø' => vec!['o'],
        'ł' => vec!['l'],
        'đ' | 'ð' => vec!['d'],
        'ı' => vec!['i'],
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::field::date;

    #[test]
    fn a_password_that_is_guessed_first_is_refused_and_a_sentence_is_not() {
        let names = ["Hillside Clinic", "claire", "Claire", "Moreau"];
        for common in [
            "password123",
            "qwertyuiop",
            "1234567890",
            "aaaaaaaaaaaa",
            "iloveyou12",
            "ClaireMoreau",
            "hillside2026",
            "nutrivault1",
        ] {
            let refused = password(common, &names);
            let is_common = matches!(
                refused,
                Err(Error::Invalid {
                    reason: Reason::TooCommon,
                    ..
                })
            );
            assert!(is_common, "{common}: {refused:?}");
        }
        for good in [
            "correct horse battery",
            "green tea at four",
            "Tr0ub4dor&3xyz",
        ] {
            assert!(password(good, &names).is_ok(), "{good}");
        }
        assert!(password(&"word and ".repeat(100), &names).is_ok());
        assert!(password("short", &names).is_err());
    }

    #[test]
    fn a_name_takes_no_control_character_a_paragraph_its_script_s_own() {
        let name = |text| required::<50>(text, "name");
        let paragraph =
            |text| optional_paragraph::<50>(text, "name").map_err(|error| error.to_string());
        for text in ["a\u{1b}[31m", "a\0b", "a\u{9b}"] {
            assert!(
                matches!(name(text), Err(Error::Unseen { at: 1, .. })),
                "{text:?}"
            );
            assert!(paragraph(text).is_err(), "{text:?}");
        }
        assert!(name("a\u{202e}b").is_err());
        assert!(name("\u{645}\u{200f}").is_err());
        let text = paragraph("\u{2067}\u{645}\u{2069}\u{b}two\rthree\r\nfour").unwrap();
        assert_eq!(
            text.unwrap().as_str(),
            "\u{2067}\u{645}\u{2069}\ntwo\nthree\nfour"
        );
    }

    #[test]
    fn two_spellings_of_a_user_name_are_one() {
        assert_eq!(username("  A.Mensah ").unwrap().as_str(), "a.mensah");
        assert_eq!(username("Ａmensah").unwrap().as_str(), "amensah");
        for wrong in [
            "",
            "a",
            "two words",
            "semi;colon",
            "-x",
            ".ana",
            "\u{430}na",
            "an\u{3b1}",
        ] {
            assert!(username(wrong).is_err(), "{wrong}");
        }
        for right in ["ана", "zoë", "løvås", "احمد", "2nd"] {
            assert!(username(right).is_ok(), "{right}");
        }
        assert!(username(&"a".repeat(51)).is_err());
    }

    #[test]
    fn an_address_is_folded_and_nonsense_refused() {
        assert_eq!(
            email::<255>(" Mary.O@Example.ORG ")
                .unwrap()
                .unwrap()
                .as_str(),
            "mary.o@example.org"
        );
        assert_eq!(email::<255>("  ").unwrap(), None);
        for wrong in [
            "mary",
            "@example.org",
            "mary@",
            "a b@example.org",
            "a@b@c.org",
            "a@example..org",
            "a@b.org;c@d.org",
        ] {
            assert!(email::<255>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_stored_as_written_and_compared_by_their_digits() {
        let stored = phones::<255>(" +233 (0)24 555-0182 ;020 7946 0000")
            .unwrap()
            .unwrap();
        assert_eq!(stored.as_str(), "+233 (0)24 555-0182; 020 7946 0000");
        assert_eq!(phone_digits("٠٢٤-٥٥٥"), "024555");
        for wrong in ["12", "call me", "1234567890123456"] {
            assert!(phones::<255>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_date_is_read_in_one_way_or_not_at_all() {
        for text in ["19920312", "1992-03-12", "1992/3/12", "12.03.1992"] {
            assert_eq!(written_date(text), Ok(date(1992, 3, 12)), "{text}");
        }
        assert_eq!(written_date("25/12/1992"), Ok(date(1992, 12, 25)));
        assert_eq!(written_date("12/25/1992"), Ok(date(1992, 12, 25)));
        assert_eq!(written_date("03/12/1992"), Err(Reason::AmbiguousDate));
        assert_eq!(written_date("03/03/1992"), Ok(date(1992, 3, 3)));
        for wrong in [
            "19910230",
            "1991-02-30",
            "19921301",
            "",
            "1992",
            "12 March",
            "1/2/92",
        ] {
            assert_eq!(written_date(wrong), Err(Reason::NotADate), "{wrong}");
        }
    }

    #[test]
    fn a_birth_date_is_neither_in_the_future_nor_centuries_ago() {
        let today = date(2026, 11, 20);
        assert!(birth_date(today, today).is_ok());
        assert!(birth_date(date(2026, 11, 21), today).is_err());
        assert!(birth_date(date(1815, 6, 18), today).is_err());
    }

    #[test]
    fn an_age_gives_the_day_of_birth_that_it_would_have_today() {
        let today = date(2026, 11, 20);
        for (age, born) in [
            ("34", date(1992, 11, 20)),
            (" 34 Y", date(1992, 11, 20)),
            ("7m", date(2026, 4, 20)),
            ("0", today),
        ] {
            assert_eq!(birth_of_age(age, today).unwrap(), born, "{age}");
        }
        // no 29 February in the year of birth
        let born = birth_of_age("1", date(2028, 2, 29)).unwrap();
        assert_eq!(born, date(2027, 2, 28));
        for wrong in ["", "y", "old", "-3", "3.5", "4294967295", "34 weeks", "200"] {
            assert!(birth_of_age(wrong, today).is_err(), "{wrong}");
        }
    }

    #[test]
    fn text_is_composed_and_its_ends_are_trimmed() {
        assert_eq!(line("  Ame\u{301}lie \t Dupont "), "Amélie Dupont");
        assert_eq!(paragraph("\r\n one  \r\n\r\n two\n\n"), "one\n\n two");
        assert_eq!(optional::<5>(" ", "city").unwrap(), None);
        assert!(optional::<5>("Ouagadougou", "city").is_err());
    }

    #[test]
    fn words_of_every_script_are_folded() {
        assert_eq!(
            folded_words("O'Connor-Díaz, María"),
            ["connor", "diaz", "maria", "o"]
        );
        assert_eq!(
            folded_words("Straße Ørsted Łódź"),
            ["lodz", "orsted", "strasse"]
        );
        assert_eq!(folded_words("ГРИГОРЯН"), ["григорян"]);
        assert_eq!(folded_words("佐藤 さくら").len(), 2);
    }
}
