//! Knows what may be done to a patient's record, and by whom.
