//! The body of an audit entry after the patient whom it is about was erased: a digest stays, so that the chain
//! verifies.

use crate::hash::sha256;

/// `0 | SHA-256 of the sealed body 32`. No sealed value begins with it.
pub const ERASED_FORM: u8 = 0;

/// Returns what the chain binds of a body, whether it was erased or not.
pub(crate) fn digest(sealed: &[u8]) -> [u8; 32] {
    erased(sealed).unwrap_or_else(|| sha256(sealed))
}

/// Returns whether a body was erased.
pub fn is_erased(sealed: &[u8]) -> bool {
    erased(sealed).is_some()
}

/// Returns what is left of a body.
pub fn erase(sealed: &[u8]) -> Vec<u8> {
    [&[ERASED_FORM][..], &digest(sealed)].concat()
}

fn erased(sealed: &[u8]) -> Option<[u8; 32]> {
    let (form, digest) = sealed.split_first()?;
    digest.try_into().ok().filter(|_| *form == ERASED_FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_body_has_the_digest_of_what_it_was_and_no_more() {
        let body = [3_u8, 1, 2, 3, 4];
        let left = erase(&body);
        assert!(is_erased(&left) && !is_erased(&body) && !is_erased(&[]));
        assert_eq!((digest(&left), left.len()), (digest(&body), 33));
        assert_eq!(erase(&left), left);
    }
}
