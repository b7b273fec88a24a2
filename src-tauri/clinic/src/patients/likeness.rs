//! Whether two records may be one person: names in any order, accents and typos forgiven, and what else agrees.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use specta::Type;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fields::phone_digits;

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DuplicateReason {
    SameName,
    SimilarName,
    SameBirthDate,
    SimilarBirthDate,
    SamePhone,
    SameEmail,
    SameNationalId,
    SameFileNumber,
    SameAddress,
}

use DuplicateReason::*;

impl DuplicateReason {
    pub fn as_str(self) -> &'static str {
        match self {
            SameName => "same name",
            SimilarName => "similar name",
            SameBirthDate => "same birth date",
            SimilarBirthDate => "similar birth date",
            SamePhone => "same phone",
            SameEmail => "same e-mail",
            SameNationalId => "same national id",
            SameFileNumber => "same file number",
            SameAddress => "same address",
        }
    }
}

/// A person as they are compared.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Likeness {
    /// Folded words of all names, sorted.
    pub names: Vec<String>,
    pub birth_date: Option<NaiveDate>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub national_id: Option<String>,
    /// Folded words of the street and the postal code, sorted.
    pub address: Vec<String>,
}

impl Likeness {
    /// Why the two may be one person, the strongest reason first; empty when nothing speaks for it.
    ///
    /// One national id or e-mail address with any likeness of name is enough; so is a name that is the same or
    /// similar with a birth date, phone or address that agrees. A name alone is enough only when it is the same and
    /// no birth date speaks against it.
    pub fn reasons(&self, other: &Self) -> Vec<DuplicateReason> {
        let name = names_alike(&self.names, &other.names);
        let birth = dates_alike(self.birth_date, other.birth_date);
        let phone = self.phones.iter().any(|phone| other.phones.contains(phone));
        let email = self.email.is_some() && self.email == other.email;
        let id = self.national_id.is_some() && self.national_id == other.national_id;
        let address = self.address.len() > 1 && self.address == other.address;
        let contradicts =
            birth.is_none() && self.birth_date.is_some() && other.birth_date.is_some();
        let likely = match name {
            Some(SameName) => birth.is_some() || phone || email || id || address || !contradicts,
            Some(_) => birth.is_some() || phone || email || id || address,
            None => id && (birth.is_some() || phone || email || address),
        } || (birth == Some(SameBirthDate) && address);
        if !likely {
            return Vec::new();
        }
        let agreeing = [
            (id, SameNationalId),
            (phone, SamePhone),
            (email, SameEmail),
            (address, SameAddress),
        ];
        let others = agreeing
            .into_iter()
            .filter_map(|(agrees, reason)| agrees.then_some(reason));
        name.into_iter().chain(birth).chain(others).collect()
    }

    /// What two likely duplicates share at least one of: only records that meet in one of these are compared.
    pub fn blocks(&self) -> Vec<String> {
        let names = self.names.iter().map(|name| format!("n{name}"));
        let birth = self.birth_date.map(|date| format!("b{date}"));
        let phones = self.phones.iter().map(|phone| format!("p{phone}"));
        let email = self.email.as_ref().map(|email| format!("e{email}"));
        let id = self.national_id.as_ref().map(|id| format!("i{id}"));
        names
            .chain(birth)
            .chain(phones)
            .chain(email)
            .chain(id)
            .collect()
    }

    pub fn set_phones(&mut self, text: &str) {
        self.phones = text
            .split(';')
            .map(phone_digits)
            .filter(|digits| digits.len() >= 6)
            .collect();
    }

    pub fn set_national_id(&mut self, text: &str) {
        let folded: String = folded_words(text).concat();
        self.national_id = Some(folded).filter(|id| !id.is_empty());
    }
}

/// Words in lower case without accents and punctuation, sorted: `O'Connor-Díaz, María` is `connor diaz maria o`.
pub fn folded_words(text: &str) -> Vec<String> {
    let mut words = folded_words_in_order(text);
    words.sort_unstable();
    words
}

/// The same, as they stand.
pub fn folded_words_in_order(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .flat_map(plain)
        .collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Letters that decomposition leaves as they are.
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

fn names_alike(ours: &[String], theirs: &[String]) -> Option<DuplicateReason> {
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    if ours == theirs {
        return Some(SameName);
    }
    let (few, many) = if ours.len() <= theirs.len() {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let mut free: Vec<&String> = many.iter().collect();
    for word in few {
        let at = free.iter().position(|other| words_alike(word, other))?;
        free.swap_remove(at);
    }
    // one word alone may be a name that thousands have
    (few.len() > 1 || many.len() == 1).then_some(SimilarName)
}

/// One slip in words of four letters and more, two from eight; in shorter ones none.
fn words_alike(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let slips_max = match a.len().max(b.len()) {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= slips_max && slips(&a, &b) <= slips_max
}

/// Optimal string alignment distance: letters inserted, left out, replaced, or swapped with their neighbour.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// The same day; or one digit mistyped, or day and month exchanged.
fn dates_alike(ours: Option<NaiveDate>, theirs: Option<NaiveDate>) -> Option<DuplicateReason> {
    let (ours, theirs) = (ours?, theirs?);
    if ours == theirs {
        return Some(SameBirthDate);
    }
    let exchanged = ours.year() == theirs.year()
        && ours.month() == theirs.day()
        && ours.day() == theirs.month();
    let differing = ours
        .to_string()
        .bytes()
        .zip(theirs.to_string().bytes())
        .filter(|(a, b)| a != b)
        .count();
    (exchanged || differing == 1).then_some(SimilarBirthDate)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_contract::field::date;

    fn person(names: &str, birth: Option<NaiveDate>) -> Likeness {
        Likeness {
            names: folded_words(names),
            birth_date: birth,
            ..Likeness::default()
        }
    }

    #[test]
    fn order_accents_and_one_slip_are_forgiven() {
        let birth = Some(date(1992, 3, 12));
        let mary = person("María Okafor", birth);
        assert_eq!(
            mary.reasons(&person("okafor maria", birth)),
            [SameName, SameBirthDate]
        );
        assert_eq!(
            mary.reasons(&person("Maria Okafro", birth)),
            [SimilarName, SameBirthDate]
        );
        assert_eq!(mary.reasons(&person("Mary Okafor", birth)), Vec::new());
        assert_eq!(
            mary.reasons(&person("Maria Ann Okafor", birth)),
            [SimilarName, SameBirthDate]
        );
    }

    #[test]
    fn a_birth_date_that_differs_speaks_against_a_name() {
        let mary = person("Mary Okafor", Some(date(1992, 3, 12)));
        assert_eq!(
            mary.reasons(&person("Mary Okafor", Some(date(1975, 8, 30)))),
            Vec::new()
        );
        assert_eq!(mary.reasons(&person("Mary Okafor", None)), [SameName]);
        let exchanged = person("Mary Okafor", Some(date(1992, 12, 3)));
        assert_eq!(mary.reasons(&exchanged), [SameName, SimilarBirthDate]);
    }

    #[test]
    fn a_common_word_alone_is_no_likeness() {
        assert_eq!(
            person("Maria", None).reasons(&person("Maria Silva", None)),
            Vec::new()
        );
        assert_eq!(person("", None).reasons(&person("", None)), Vec::new());
    }

    #[test]
    fn families_share_a_phone_and_are_not_one_person() {
        let mut father = person("Kwame Mensah", None);
        father.set_phones("+233 24 555 0182");
        let mut daughter = person("Abena Mensah", None);
        daughter.set_phones("+233245550182");
        assert_eq!(father.reasons(&daughter), Vec::new());
        let mut again = person("Kwami Mensah", None);
        again.set_phones("+233 (24) 5550182");
        assert_eq!(father.reasons(&again), [SimilarName, SamePhone]);
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

    #[test]
    fn slips_are_counted_once_each() {
        let count = |a: &str, b: &str| {
            slips(
                &a.chars().collect::<Vec<_>>(),
                &b.chars().collect::<Vec<_>>(),
            )
        };
        assert_eq!(count("okafor", "okafro"), 1);
        assert_eq!(count("okafor", "okafr"), 1);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "abc"), 3);
    }
}
