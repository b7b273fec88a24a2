//! Which voids of a signed note count: by rows that admins signed, and not by what the program that wrote them allowed.
//!
//! A server takes a void from any user who writes notes, and each computer has to come to the same answer, today and in
//! years. So this is asked whenever a void is read.

use std::collections::BTreeMap;

use sync_contract::catalog::{Note, NoteVoid};
use sync_contract::ids::UserId;
use sync_contract::trust::Membership;
use vault::read::{Reader, Stored, WorksIn};

use crate::department::head_role;
use crate::error::Result;

/// The clocks of two computers may be so far apart: those of a clinic with a server differ from its by ten minutes at
/// most.
const APART_US: i64 = 20 * 60 * 1_000_000;

/// Who was head doctor when, and who works where since when.
#[derive(Debug, Default)]
pub(crate) struct VoidRule {
    head_doctors: Vec<Membership>,
    departments: BTreeMap<UserId, WorksIn>,
}

impl VoidRule {
    /// Reads what these voids are judged by; nothing where there is none.
    ///
    /// # Errors
    /// Those of a read.
    pub fn of(reader: &Reader<'_>, voids: &[Stored<NoteVoid>]) -> Result<Self> {
        if voids.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self {
            head_doctors: reader.members_ever(head_role(reader.tenant_id()))?,
            departments: reader.departments()?,
        })
    }

    /// Returns whether a void of a signed note counts: that of its signer, and that of who was head doctor of the
    /// signer's department at the time.
    ///
    /// The time is that of the clock under which the void was written: it follows what its computer knew. Where a
    /// department was written later than that, the one before is not known, and the role decides.
    pub fn allows(&self, note: &Note, void: &Stored<NoteVoid>) -> bool {
        let signed = note.signed_by.zip(note.signed_at);
        let by = (void.created_by, void.created.unix_us());
        signed.is_some_and(|(signer, signed_at)| self.allows_to(by, (signer, signed_at.0)))
    }

    /// `by`: who voids what the other one signed; each with when they did, in microseconds.
    fn allows_to(&self, by: (UserId, i64), signed: (UserId, i64)) -> bool {
        let ((by, at_us), (signer, signed_at_us)) = (by, signed);
        by == signer
            // before it was signed there was nothing to void, whoever was head doctor then
            || (at_us >= signed_at_us.saturating_sub(APART_US)
                && self.was_head_doctor(by, at_us)
                && self.may_have_worked_together(by, signer, at_us))
    }

    fn was_head_doctor(&self, user: UserId, at_us: i64) -> bool {
        let mut terms = self.head_doctors.iter().filter(|of| of.user == user.0);
        terms.any(|term| {
            let has_begun = term.from.unix_us() <= at_us.saturating_add(APART_US);
            let until = term.until.map(|until| until.unix_us());
            has_begun && until.is_none_or(|until| at_us <= until.saturating_add(APART_US))
        })
    }

    fn may_have_worked_together(&self, one: UserId, other: UserId, at_us: i64) -> bool {
        let at_the_time = |user: UserId| {
            let works_in = self.departments.get(&user)?;
            let is_known = works_in.since.unix_us().saturating_add(APART_US) <= at_us;
            is_known.then_some(works_in.department)
        };
        match (at_the_time(one), at_the_time(other)) {
            (Some(one), Some(other)) => one.is_some() && one == other,
            // one of the two was in none
            (Some(None), None) | (None, Some(None)) => false,
            _ => true,
        }
    }
}

/// The voids of one note: those that count, the first by its clock first, and those of users who may not void it.
#[derive(Default)]
pub(crate) struct Voids {
    pub counting: Vec<Stored<NoteVoid>>,
    pub refused: Vec<Stored<NoteVoid>>,
}

impl Voids {
    /// # Errors
    /// Those of a read.
    pub fn of(reader: &Reader<'_>, note: &Note) -> Result<Self> {
        let all = reader.note_voids(note.patient, note.id)?;
        let rule = VoidRule::of(reader, &all)?;
        let (counting, refused) = all.into_iter().partition(|void| rule.allows(note, void));
        Ok(Self { counting, refused })
    }
}

#[cfg(test)]
mod tests {
    use sync_contract::Clock;
    use sync_contract::ids::DepartmentId;
    use uuid::Uuid;

    use super::*;

    const HOUR_US: i64 = 3_600_000_000;
    const SIGNER: UserId = UserId(Uuid::from_u128(1));
    const HUGO: UserId = UserId(Uuid::from_u128(2));
    const WARD: Option<DepartmentId> = Some(DepartmentId(Uuid::from_u128(3)));
    const THEATRE: Option<DepartmentId> = Some(DepartmentId(Uuid::from_u128(4)));

    fn clock(hours: u64) -> Clock {
        Clock {
            unix_ms: hours * 3_600_000,
            ..Clock::default()
        }
    }

    /// The signer works in the ward from the first hour on, Hugo in this department from that hour on.
    fn rule(department: Option<DepartmentId>, since: u64, until: Option<u64>) -> VoidRule {
        let works_in = |department, since| WorksIn {
            department,
            since: clock(since),
        };
        VoidRule {
            head_doctors: vec![Membership {
                user: HUGO.0,
                role: Uuid::nil(),
                facility: None,
                from: clock(10),
                until: until.map(clock),
            }],
            departments: BTreeMap::from([
                (SIGNER, works_in(WARD, 1)),
                (HUGO, works_in(department, since)),
            ]),
        }
    }

    /// Whether Hugo voids at that hour what was signed at the fifth.
    fn allows(rule: &VoidRule, hour: i64) -> bool {
        rule.allows_to((HUGO, hour * HOUR_US), (SIGNER, 5 * HOUR_US))
    }

    #[test]
    fn a_signer_voids_their_own_and_a_head_doctor_those_of_their_department() {
        let nothing = VoidRule::default();
        assert!(nothing.allows_to((SIGNER, 0), (SIGNER, 5 * HOUR_US)));
        assert!(!allows(&nothing, 12));
        assert!(allows(&rule(WARD, 1, None), 12));
        for other in [THEATRE, None] {
            assert!(!allows(&rule(other, 1, None), 12));
        }
    }

    #[test]
    fn the_role_counts_while_it_is_given() {
        let rule = rule(WARD, 1, Some(20));
        for (hour, is_allowed) in [(9, false), (10, true), (19, true), (21, false)] {
            assert_eq!(allows(&rule, hour), is_allowed, "{hour}");
        }
        // two clocks may be ten minutes off, each
        let late = 20 * HOUR_US + APART_US;
        for (at_us, is_allowed) in [(late, true), (late + 1, false)] {
            let signed = (SIGNER, 5 * HOUR_US);
            assert_eq!(rule.allows_to((HUGO, at_us), signed), is_allowed);
        }
    }

    #[test]
    fn an_unknown_department_refuses_nothing_and_an_early_time_helps_not() {
        // Hugo went to the theatre later: where he worked at the time is not known
        let moved = rule(THEATRE, 15, None);
        assert!(allows(&moved, 12));
        assert!(!allows(&moved, 16));
        // of what was signed since it is known
        let signed = (SIGNER, 17 * HOUR_US);
        assert!(!moved.allows_to((HUGO, 12 * HOUR_US), signed));
    }
}
