//! The keys that an author has replaced: what they signed before may still arrive.

use std::cmp::Reverse;

use sync_contract::Group;
use sync_contract::catalog::FormerKey;

/// The number of an author's replaced keys that are tried. It is bounded because a user who may give keys could make
/// the list as long as a cell allows, and the cost of a group must not grow with it.
const FORMER_KEYS_TRIED: usize = 8;
/// A replaced key may still have been in use for this long after the next one was given.
const OVERLAP_US: i64 = 24 * 60 * 60 * 1_000_000;

/// How long a group signed with a replaced key may still arrive. Bounded because an attacker with a leaked key can
/// back-date groups. It is the thirty days that a device keeps accepted groups, and a day for clock differences.
const UNDERWAY_US: i64 = 31 * OVERLAP_US;

/// Returns whether a group was signed before its author took new keys, by the key that was in force at the group's
/// time. `now_us` is the time of arrival; without it, any time is accepted. A later key is not valid for earlier
/// groups.
pub fn is_by_former(
    former: &[FormerKey],
    group: &Group,
    now_us: Option<i64>,
    mut signed_by: impl FnMut(&[u8; 32]) -> bool,
) -> bool {
    let latest_us = group.writes.iter().map(|write| write.state.clock.unix_us());
    let latest_us = latest_us.max().unwrap_or(i64::MAX);
    let may_arrive = |former: &&FormerKey| {
        now_us.is_none_or(|now_us| now_us <= former.until.0.saturating_add(UNDERWAY_US))
    };
    let later = former.iter().filter(|former| latest_us <= former.until.0);
    let later = later.filter(may_arrive);
    let mut later: Vec<&FormerKey> = later.collect();
    later.sort_by_key(|former| former.until.0);
    // the key that ended first after this time was in force, and the next one if that end was near
    let overlaps = |at: usize| later[at].until.0.saturating_sub(latest_us) <= OVERLAP_US;
    let in_force = (0..later.len()).take_while(|at| *at == 0 || overlaps(at - 1));
    in_force
        .take(FORMER_KEYS_TRIED)
        .any(|at| signed_by(&later[at].signing_key))
}

/// The keys that ended last, as many as are tried.
pub fn newest(mut former: Vec<FormerKey>) -> impl Iterator<Item = FormerKey> {
    former.sort_by_key(|former| Reverse(former.until.0));
    former.into_iter().take(FORMER_KEYS_TRIED)
}

#[cfg(test)]
mod tests {
    use sync_contract::catalog::User;
    use sync_contract::field::Time;
    use sync_contract::{CellState, CellWrite, Clock, Entity};
    use uuid::Uuid;

    use super::*;

    const DAY_US: i64 = OVERLAP_US;

    /// A group whose only cell has this time.
    fn group_of(at_us: i64) -> Group {
        let state = CellState {
            cell: 1,
            clock: Clock {
                unix_ms: at_us.cast_unsigned() / 1_000,
                counter: 0,
                device: 1,
            },
            generation: 0,
            author: Uuid::nil(),
            secret_version: 1,
            clear: Vec::new(),
            sealed: None,
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        };
        Group {
            cursor: None,
            id: Uuid::nil(),
            action: Uuid::nil(),
            tenant: Uuid::nil(),
            author: Uuid::nil(),
            device: 1,
            writes: vec![CellWrite {
                entity: User::DESCRIPTOR.number,
                row: Uuid::nil(),
                patient: None,
                state,
                base: Vec::new(),
            }],
            signature: [0; 64],
        }
    }

    /// Returns the keys that are tried for a group of this time, by their numbers.
    fn tried(former: &[(u8, i64)], at_us: i64) -> Vec<u8> {
        tried_at(former, at_us, None)
    }

    fn tried_at(former: &[(u8, i64)], at_us: i64, now_us: Option<i64>) -> Vec<u8> {
        let former = former.iter().map(|(number, until_us)| FormerKey {
            signing_key: [*number; 32],
            until: Time(*until_us),
        });
        let former: Vec<FormerKey> = former.collect();
        let mut tried = Vec::new();
        let is_signed = is_by_former(&former, &group_of(at_us), now_us, |key| {
            tried.push(key[0]);
            false
        });
        assert!(!is_signed);
        tried
    }

    /// Neither a key that was given later nor one that had ended is valid for a group of this time.
    #[test]
    fn a_former_key_signs_what_is_of_the_time_when_it_was_in_force() {
        let former = [(1, 10 * DAY_US), (3, 30 * DAY_US), (2, 20 * DAY_US)];
        assert_eq!(tried(&former, 5 * DAY_US), [1]);
        assert_eq!(tried(&former, 15 * DAY_US), [2]);
        assert_eq!(tried(&former, 25 * DAY_US), [3]);
        assert_eq!(tried(&former, 31 * DAY_US), [0_u8; 0]);
        // the end of a key is the latest time of what it was known to have signed
        assert_eq!(tried(&former, 10 * DAY_US - 1_000), [1, 2]);
    }

    /// An attacker with a leaked key can back-date groups: a month after its end the key is refused.
    #[test]
    fn a_former_key_signs_nothing_that_arrives_a_month_after_its_end() {
        let former = [(1, 10 * DAY_US), (2, 40 * DAY_US)];
        assert_eq!(tried_at(&former, 5 * DAY_US, Some(41 * DAY_US)), [1]);
        assert_eq!(tried_at(&former, 5 * DAY_US, Some(41 * DAY_US + 1)), [2]);
        assert_eq!(
            tried_at(&former, 5 * DAY_US, Some(71 * DAY_US + 1)),
            [0_u8; 0]
        );
    }

    #[test]
    fn what_a_group_costs_does_not_grow_with_the_list_of_former_keys() {
        let former: Vec<(u8, i64)> = (0..102).map(|number| (number, DAY_US)).collect();
        assert_eq!(tried(&former, DAY_US).len(), FORMER_KEYS_TRIED);
        let former = (0..102).map(|number| FormerKey {
            signing_key: [number; 32],
            until: Time(i64::from(number)),
        });
        let newest: Vec<u8> = newest(former.collect())
            .map(|key| key.signing_key[0])
            .collect();
        assert_eq!(newest, [101, 100, 99, 98, 97, 96, 95, 94]);
    }
}
