//! What a clinic chooses, and what is usual until it does.

use crate::Clinic;
use crate::error::{Error, Reason};
use crate::preferences::{Preference, PreferenceEdit, PreferenceView, choose, list};
use crate::prints::Paper;
use crate::settings::lock_minutes;
use crate::testing::{PASSWORD, clinic};
use crate::view::ReadVersionToken;

fn chosen(admin: &mut Clinic, of: Preference, value: &str) -> Result<PreferenceView, Error> {
    let rows = list(admin).unwrap();
    let seen = rows.into_iter().find(|row| row.of == of).unwrap().seen;
    let value = value.into();
    choose(admin, &PreferenceEdit { of, seen, value })
}

#[test]
fn what_was_not_chosen_is_as_usual() {
    let (_machine, mut admin) = clinic();
    for row in list(&admin).unwrap() {
        assert_eq!(
            (&row.value, &row.seen),
            (&row.usual, &ReadVersionToken(String::new()))
        );
        // the usual one is no choice that is written
        let same = chosen(&mut admin, row.of, &row.usual).unwrap();
        assert_eq!(same, row);
    }
}

#[test]
fn what_is_chosen_counts_where_it_is_used() {
    let (machine, mut admin) = clinic();
    assert_eq!(
        chosen(&mut admin, Preference::LockMinutes, " 7 ")
            .unwrap()
            .value,
        "7"
    );
    assert_eq!(lock_minutes(&admin).unwrap(), 7);
    let usual = Paper {
        is_letter: false,
        has_letterhead: false,
    };
    assert_eq!(Paper::of(&admin.read()).unwrap(), usual);
    chosen(&mut admin, Preference::Paper, "letter").unwrap();
    chosen(&mut admin, Preference::Letterhead, "NO").unwrap();
    let other = Paper {
        is_letter: true,
        has_letterhead: true,
    };
    assert_eq!(Paper::of(&admin.read()).unwrap(), other);
    let back = chosen(&mut admin, Preference::Paper, "A4").unwrap();
    assert_eq!((&*back.value, &*back.usual), ("A4", "A4"));
    drop(admin);
    let mut diet = machine.sign_in("diet", PASSWORD);
    let edit = PreferenceEdit {
        of: Preference::Paper,
        seen: back.seen,
        value: "LETTER".into(),
    };
    assert!(matches!(choose(&mut diet, &edit), Err(Error::Forbidden(_))));
}

#[test]
fn what_a_preference_does_not_take_is_refused() {
    let (_machine, mut admin) = clinic();
    for (of, value, reason) in [
        (Preference::LockMinutes, "0", Reason::Impossible),
        (Preference::LockMinutes, "241", Reason::Impossible),
        (Preference::LateHours, "soon", Reason::Malformed),
        (Preference::LateHours, "-1", Reason::Malformed),
        (Preference::DueDays, "366", Reason::Impossible),
        (Preference::DueDays, "1.5", Reason::Malformed),
        (Preference::Paper, "A3", Reason::Unknown),
        (Preference::Letterhead, "", Reason::Unknown),
    ] {
        let refused = chosen(&mut admin, of, value).unwrap_err();
        let wanted = Error::invalid("value", reason);
        assert_eq!(refused.to_string(), wanted.to_string(), "{of:?} {value}");
    }
    assert_eq!(
        chosen(&mut admin, Preference::DueDays, "0").unwrap().value,
        "0"
    );
}
