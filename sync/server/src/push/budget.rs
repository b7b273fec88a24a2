//! What a clinic and each of its devices may store, and push in an hour. An exceeded budget delays a push and never
//! rejects it.

use tokio_postgres::Row;

use crate::db::values::unsigned;
use crate::problem::Result;

/// How long a device waits whose clinic has no room left: its operator has to decide.
const FULL_RETRY_AFTER_S: u32 = 3_600;
/// One device uses at most this part of its clinic's budget, so that none stops the others.
const SHARE_OF_DEVICE: u64 = 2;

/// What was used so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Use {
    pub stored_bytes: i64,
    pub hour_bytes: u64,
    /// Until some of the hour's bytes may be used again; 0 where none were used.
    pub hour_left_s: u64,
}

/// The budget of a clinic as one of its devices finds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    pub device: Use,
    pub clinic: Use,
    pub stored_bytes_max: u64,
    pub hour_bytes_max: u64,
    /// What the device may push beyond its hour: the allowance of the code that it connected the clinic with.
    pub first_push_bytes_left: u64,
}

/// What a push has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// By how much rows and logs have grown.
    pub stored_bytes: i64,
    pub hour_bytes: u64,
    pub first_push_bytes: u64,
}

impl Budget {
    /// Reads it from the row of the device's chain.
    pub fn read(row: &Row) -> Result<Budget> {
        let count = |column: &str| unsigned(row.try_get(column)?);
        Ok(Budget {
            device: Use {
                stored_bytes: row.try_get("device_stored_bytes")?,
                hour_bytes: count("device_hour_bytes")?,
                hour_left_s: count("device_hour_left_s")?,
            },
            clinic: Use {
                stored_bytes: row.try_get("stored_bytes")?,
                hour_bytes: count("hour_bytes")?,
                hour_left_s: count("hour_left_s")?,
            },
            stored_bytes_max: count("stored_bytes_max")?,
            hour_bytes_max: count("hour_bytes_max")?,
            first_push_bytes_left: count("first_push_bytes_left")?,
        })
    }

    /// Returns how many seconds the next group of a push waits of which so many bytes were decided, and written for
    /// them; none where there is room. The group that passes a budget is the last.
    pub fn wait_s(&self, decided_bytes: u64, written_bytes: u64) -> Option<u32> {
        let shares = [(&self.device, SHARE_OF_DEVICE), (&self.clinic, 1)];
        let is_full = |(used, share): &(&Use, u64)| {
            let stored = u64::try_from(used.stored_bytes).unwrap_or(0);
            stored.saturating_add(decided_bytes) >= self.stored_bytes_max / share
        };
        if shares.iter().any(is_full) {
            return Some(FULL_RETRY_AFTER_S);
        }
        let used_bytes = decided_bytes.max(written_bytes);
        let beyond = used_bytes.checked_sub(self.first_push_bytes_left)?;
        let spent = shares.iter().find(|(used, share)| {
            used.hour_bytes.saturating_add(beyond) >= self.hour_bytes_max / share
        });
        spent.map(|(used, _)| match used.hour_left_s {
            // the hour begins with this push
            0 => FULL_RETRY_AFTER_S,
            left_s => u32::try_from(left_s).unwrap_or(FULL_RETRY_AFTER_S),
        })
    }

    /// Returns what a push uses that has decided so many bytes, and made the database write so many: of its hour the
    /// larger of both, since a small group may change large rows.
    pub fn spend(&self, decided_bytes: u64, written_bytes: u64, stored_bytes: i64) -> Spent {
        let used_bytes = decided_bytes.max(written_bytes);
        let first_push_bytes = used_bytes.min(self.first_push_bytes_left);
        Spent {
            stored_bytes,
            hour_bytes: used_bytes - first_push_bytes,
            first_push_bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget() -> Budget {
        Budget {
            stored_bytes_max: 1_000,
            hour_bytes_max: 100,
            ..Budget::default()
        }
    }

    #[test]
    fn a_device_uses_half_of_an_hour_and_the_clinic_all_of_it() {
        let mut device = budget();
        assert_eq!(device.wait_s(49, 0), None);
        assert_eq!(device.wait_s(50, 0), Some(FULL_RETRY_AFTER_S));
        device.device = Use {
            hour_bytes: 40,
            hour_left_s: 7,
            ..Use::default()
        };
        assert_eq!((device.wait_s(9, 0), device.wait_s(10, 0)), (None, Some(7)));
        let mut clinic = budget();
        clinic.clinic = Use {
            hour_bytes: 90,
            hour_left_s: 9,
            ..Use::default()
        };
        assert_eq!((clinic.wait_s(9, 0), clinic.wait_s(10, 0)), (None, Some(9)));
    }

    #[test]
    fn a_full_clinic_waits_for_its_operator() {
        let mut full = budget();
        full.clinic.stored_bytes = 1_000;
        full.first_push_bytes_left = 1 << 20;
        assert_eq!(full.wait_s(0, 0), Some(FULL_RETRY_AFTER_S));
        let mut device = budget();
        device.device.stored_bytes = 500;
        assert_eq!(device.wait_s(0, 0), Some(FULL_RETRY_AFTER_S));
        // one that has made its clinic's rows shrink
        device.device.stored_bytes = -500;
        assert_eq!(device.wait_s(0, 0), None);
    }

    #[test]
    fn the_allowance_of_a_code_comes_before_the_hour() {
        let allowed = Budget {
            first_push_bytes_left: 200,
            ..budget()
        };
        assert_eq!(
            (allowed.wait_s(199, 0), allowed.wait_s(249, 0)),
            (None, None)
        );
        assert_eq!(allowed.wait_s(250, 0), Some(FULL_RETRY_AFTER_S));
        let spent = allowed.spend(230, 0, 5);
        assert_eq!((spent.first_push_bytes, spent.hour_bytes), (200, 30));
    }

    #[test]
    fn what_is_written_for_a_push_counts_where_it_is_more() {
        let device = budget();
        assert_eq!(device.wait_s(1, 49), None);
        assert_eq!(device.wait_s(1, 50), Some(FULL_RETRY_AFTER_S));
        assert_eq!(device.spend(1, 70, 0).hour_bytes, 70);
        assert_eq!(device.spend(90, 70, 0).hour_bytes, 90);
    }
}
