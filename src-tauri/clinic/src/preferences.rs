//! What a clinic chooses for all of its computers, value by value. Each is a setting that has a usual value until an
//! admin writes another.

use serde::{Deserialize, Serialize};
use specta::Type;
use sync_contract::catalog::{ScreeningTool, Setting};
use sync_contract::field::Field;
use sync_contract::read_version::ReadVersion;
use sync_contract::{Entity, Right};
use vault::audit::{RETENTION_YEARS, RETENTION_YEARS_LEAST, RETENTION_YEARS_MOST};
use vault::read::{Reader, Stored};
use vault::{LEASE_DAYS, LEASE_DAYS_MOST, Vault};

use crate::Clinic;
use crate::error::{Error, Reason, Result};
use crate::invoices::draft::{DUE_DAYS, DUE_DAYS_DEFAULT, DUE_DAYS_MAX};
use crate::measurements::{METRIC, UNITS, US};
use crate::number_letters::{FILE_NUMBER_LETTERS, INVOICE_LETTERS, LETTERS_MAX, checked_letters};
use crate::settings::{LATE_HOURS, LATE_HOURS_DEFAULT, LOCK_MINUTES, LOCK_MINUTES_DEFAULT, put};
use crate::view::{ReadVersionToken, ScreenLanguage};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Preference {
    /// Minutes without input after which a window locks.
    LockMinutes,
    /// Hours without the server after which the screens warn.
    LateHours,
    /// Days after the server's last answer on which a computer still opens for everybody; 0: without end.
    LeaseDays,
    /// Days after which an invoice is due, where it says nothing else.
    DueDays,
    /// The paper of all prints but the label of a bed.
    Paper,
    /// Whether prints have the letterhead: without it they leave room for one that is on the paper.
    Letterhead,
    /// The language of the screens, of prints and of commands where none was chosen for them.
    Language,
    /// The units in which measurements are proposed and shown, and of a number without one.
    Units,
    /// Letters in the file numbers that are given out from now on.
    FileNumberLetters,
    /// Letters in front of the numbers of invoices and quotes that are given out from now on.
    InvoiceLetters,
    /// Years for which new entries of the audit log are retained at least.
    RetentionYears,
    /// The tools with which patients are screened from now on.
    ScreeningTools,
}

/// What a preference takes.
enum Takes {
    Number {
        least: u32,
        most: u32,
    },
    OneOf(&'static [&'static str]),
    /// One or more, each once and in this order.
    SomeOf(&'static [&'static str]),
    /// No letter, or a few.
    Letters {
        most: u32,
    },
}

pub const A4: &str = "A4";
pub const LETTER: &str = "LETTER";
pub const YES: &str = "YES";
pub const NO: &str = "NO";
/// The language of each computer's own system.
pub const COMPUTER: &str = "COMPUTER";
const EN: &str = "EN";
const FR: &str = "FR";
/// Days of a lease that does not end.
const ENDLESS: &str = "0";
const LANGUAGE: &str = "language";
/// Between the words of a preference that takes several.
pub(crate) const SEPARATOR: &str = ",";

impl Preference {
    pub const ALL: [Self; 12] = [
        Self::LockMinutes,
        Self::LateHours,
        Self::LeaseDays,
        Self::DueDays,
        Self::Paper,
        Self::Letterhead,
        Self::Language,
        Self::Units,
        Self::FileNumberLetters,
        Self::InvoiceLetters,
        Self::RetentionYears,
        Self::ScreeningTools,
    ];

    /// Returns the name of its setting.
    fn setting(self) -> &'static str {
        match self {
            Self::LockMinutes => LOCK_MINUTES,
            Self::LateHours => LATE_HOURS,
            Self::LeaseDays => LEASE_DAYS,
            Self::DueDays => DUE_DAYS,
            Self::Paper => "print.paper",
            Self::Letterhead => "print.letterhead",
            Self::Language => LANGUAGE,
            Self::Units => UNITS,
            Self::FileNumberLetters => FILE_NUMBER_LETTERS,
            Self::InvoiceLetters => INVOICE_LETTERS,
            Self::RetentionYears => RETENTION_YEARS,
            Self::ScreeningTools => "screening.tools",
        }
    }

    fn usual(self) -> String {
        match self {
            Self::LockMinutes => LOCK_MINUTES_DEFAULT.to_string(),
            Self::LateHours => LATE_HOURS_DEFAULT.to_string(),
            Self::LeaseDays => ENDLESS.to_owned(),
            Self::DueDays => DUE_DAYS_DEFAULT.to_string(),
            Self::Paper => A4.to_owned(),
            Self::Letterhead => YES.to_owned(),
            Self::Language => COMPUTER.to_owned(),
            Self::Units => METRIC.to_owned(),
            Self::FileNumberLetters | Self::InvoiceLetters => String::new(),
            Self::RetentionYears => RETENTION_YEARS_LEAST.to_string(),
            Self::ScreeningTools => ScreeningTool::CHOICES.join(SEPARATOR),
        }
    }

    fn takes(self) -> Takes {
        match self {
            Self::LockMinutes => Takes::Number {
                least: 1,
                most: 240,
            },
            Self::LateHours => Takes::Number {
                least: 1,
                most: 720,
            },
            Self::LeaseDays => Takes::Number {
                least: 0,
                most: LEASE_DAYS_MOST,
            },
            Self::DueDays => Takes::Number {
                least: 0,
                most: DUE_DAYS_MAX,
            },
            Self::Paper => Takes::OneOf(&[A4, LETTER]),
            Self::Letterhead => Takes::OneOf(&[YES, NO]),
            Self::Language => Takes::OneOf(&[COMPUTER, EN, FR]),
            Self::Units => Takes::OneOf(&[METRIC, US]),
            Self::FileNumberLetters | Self::InvoiceLetters => Takes::Letters { most: LETTERS_MAX },
            Self::RetentionYears => Takes::Number {
                least: RETENTION_YEARS_LEAST,
                most: RETENTION_YEARS_MOST,
            },
            Self::ScreeningTools => Takes::SomeOf(ScreeningTool::CHOICES),
        }
    }

    /// Returns a value as it is stored.
    ///
    /// # Errors
    /// `Invalid` for what is no number where one is taken, for one out of its range, for what is no letter where
    /// letters are taken, for too many of them, for a word that is none of the choices, and for none of several.
    fn checked(self, value: &str) -> Result<String> {
        let value = value.trim().to_ascii_uppercase();
        match self.takes() {
            Takes::Number { least, most } => {
                let number: u32 = value
                    .parse()
                    .map_err(|_| Error::invalid("value", Reason::Malformed))?;
                match (least..=most).contains(&number) {
                    true => Ok(number.to_string()),
                    false => Err(Error::invalid("value", Reason::Impossible)),
                }
            }
            Takes::OneOf(words) => match words.contains(&value.as_str()) {
                true => Ok(value),
                false => Err(Error::invalid("value", Reason::Unknown)),
            },
            Takes::SomeOf(words) => several(&value, words),
            Takes::Letters { .. } => {
                checked_letters(&value).ok_or_else(|| Error::invalid("value", Reason::Malformed))
            }
        }
    }
}

/// Returns the words of a list in the order of the choices; `MNA-SF` and `MNA_SF` are one.
fn several(list: &str, choices: &[&'static str]) -> Result<String> {
    let list = list.replace('-', "_");
    let typed = list.split(|letter: char| matches!(letter, ',' | ';') || letter.is_whitespace());
    let typed: Vec<&str> = typed.filter(|word| !word.is_empty()).collect();
    if typed.is_empty() {
        return Err(Error::invalid("value", Reason::Required));
    }
    if typed.iter().any(|word| !choices.contains(word)) {
        return Err(Error::invalid("value", Reason::Unknown));
    }
    let chosen = choices.iter().copied().filter(|word| typed.contains(word));
    Ok(chosen.collect::<Vec<_>>().join(SEPARATOR))
}

/// `seen` is empty where nothing was chosen yet. `usual` is what counts then; a number is between `least` and `most`,
/// letters are at most `letters`, anything else is one of `choices`, or with `is_several` one or more of them with
/// commas between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreferenceView {
    pub of: Preference,
    pub seen: ReadVersionToken,
    pub value: String,
    pub usual: String,
    pub least: Option<u32>,
    pub most: Option<u32>,
    pub choices: Vec<&'static str>,
    pub letters: Option<u32>,
    pub is_several: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreferenceEdit {
    pub of: Preference,
    pub seen: ReadVersionToken,
    pub value: String,
}

/// Returns all preferences.
///
/// # Errors
/// `Forbidden` (needs `users.read`, as the settings do).
pub fn list(clinic: &Clinic) -> Result<Vec<PreferenceView>> {
    clinic.may(Right::UsersRead)?;
    let reader = clinic.read();
    reader.look_over(Setting::DESCRIPTOR)?;
    Preference::ALL
        .into_iter()
        .map(|of| view(&reader, of))
        .collect()
}

fn view(reader: &Reader<'_>, of: Preference) -> Result<PreferenceView> {
    let stored = stored(reader, of)?;
    let (least, most, choices, letters) = match of.takes() {
        Takes::Number { least, most } => (Some(least), Some(most), Vec::new(), None),
        Takes::OneOf(words) | Takes::SomeOf(words) => (None, None, words.to_vec(), None),
        Takes::Letters { most } => (None, None, Vec::new(), Some(most)),
    };
    Ok(PreferenceView {
        of,
        seen: stored.map_or(ReadVersionToken(String::new()), |stored| {
            ReadVersionToken::of(&stored.seen)
        }),
        value: value(reader, of)?,
        usual: of.usual(),
        least,
        most,
        choices,
        letters,
        is_several: matches!(of.takes(), Takes::SomeOf(_)),
    })
}

/// Returns what is stored; none of what another program edited, which the look over the settings reports.
fn stored(reader: &Reader<'_>, of: Preference) -> Result<Option<Stored<Setting>>> {
    match reader.setting(of.setting()) {
        Err(vault::Error::Altered) => Ok(None),
        stored => Ok(stored?),
    }
}

/// Returns what counts: what was chosen, else what is usual.
pub(crate) fn value(reader: &Reader<'_>, of: Preference) -> Result<String> {
    let stored = stored(reader, of)?;
    let chosen = stored.and_then(|stored| of.checked(&stored.value.value).ok());
    Ok(chosen.unwrap_or_else(|| of.usual()))
}

/// Returns the days of a lease; none where it has no end.
pub(crate) fn lease_days(reader: &Reader<'_>) -> Result<Option<u32>> {
    let days = value(reader, Preference::LeaseDays)?.parse().ok();
    Ok(days.filter(|days| *days > 0))
}

/// Returns the language that the clinic has chosen where a user has chosen none; none where each computer has its own.
/// The lock screen is in this language, too: no user and no right are needed.
pub fn language(vault: &Vault) -> Result<Option<ScreenLanguage>> {
    Ok(match vault.setting(LANGUAGE)?.as_deref() {
        Some(EN) => Some(ScreenLanguage::En),
        Some(FR) => Some(ScreenLanguage::Fr),
        _ => None,
    })
}

/// Writes one, where it differs from what counts now.
///
/// # Errors
/// `Forbidden` (needs `settings.manage`), `Invalid` for what it does not take.
pub fn choose(clinic: &mut Clinic, edit: &PreferenceEdit) -> Result<PreferenceView> {
    clinic.may(Right::SettingsManage)?;
    let wanted = edit.of.checked(&edit.value)?;
    let seen: ReadVersion = edit.seen.to_read_version()?;
    if value(&clinic.read(), edit.of)? != wanted {
        clinic.write("edit settings", |tx| {
            put(tx, edit.of.setting(), &wanted, &seen)
        })?;
    }
    // here at once, and where the row is not what was written: without a server it can be lifted all the same
    if let (Preference::LeaseDays, Ok(days)) = (edit.of, wanted.parse()) {
        clinic.unlocked_mut().vault_mut().set_lease_days(days)?;
    }
    view(&clinic.read(), edit.of)
}
