//! Named points at which a test ends a program, as a crash or a power cut would.
//!
//! They are compiled with the feature `fail-points` alone, which a release build refuses; without it, calls are empty.

#[cfg(all(feature = "fail-points", not(debug_assertions)))]
compile_error!("fail points are for tests: a release build has none");

#[cfg(feature = "fail-points")]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    pub struct Armed {
        name: String,
        /// How often the point is still passed before it fails.
        passes: AtomicU32,
        fail: fn() -> !,
    }

    pub static ARMED: OnceLock<Armed> = OnceLock::new();

    impl Armed {
        /// Reads `name` or `name:passes`.
        pub fn parse(text: &str, fail: fn() -> !) -> Armed {
            let (name, passes) = text.split_once(':').unwrap_or((text, "0"));
            Armed {
                name: name.to_owned(),
                passes: AtomicU32::new(passes.parse().expect("a number of passes")),
                fail,
            }
        }

        pub fn reach(&self, name: &str) {
            if self.name == name && self.passes.fetch_sub(1, Ordering::SeqCst) == 0 {
                (self.fail)();
            }
        }
    }
}

/// Lets the program `fail` at the point that `point` names, as `name` or, after some passes, `name:passes`.
#[cfg(feature = "fail-points")]
pub fn arm(point: impl FnOnce() -> Option<String>, fail: fn() -> !) {
    if let Some(text) = point() {
        armed::ARMED.get_or_init(|| armed::Armed::parse(&text, fail));
    }
}

/// Does nothing: this build has no fail points.
#[cfg(not(feature = "fail-points"))]
pub fn arm(_: impl FnOnce() -> Option<String>, _: fn() -> !) {}

/// Ends the program here if a test armed this point.
#[cfg(feature = "fail-points")]
pub fn reach(name: &str) {
    if let Some(armed) = armed::ARMED.get() {
        armed.reach(name);
    }
}

/// Does nothing: this build has no fail points.
#[cfg(not(feature = "fail-points"))]
#[inline(always)]
pub fn reach(_: &str) {}

#[cfg(all(test, feature = "fail-points"))]
mod tests {
    use super::armed::Armed;

    fn fail() -> ! {
        panic!("failed")
    }

    #[test]
    fn a_point_fails_after_its_passes_and_no_other_does() {
        let armed = Armed::parse("push.commit:2", fail);
        armed.reach("pull.commit");
        armed.reach("push.commit");
        armed.reach("push.commit");
        let failed = std::panic::catch_unwind(|| armed.reach("push.commit"));
        assert!(failed.is_err());
    }
}

#[cfg(all(test, not(feature = "fail-points")))]
mod tests {
    #[test]
    fn without_the_feature_nothing_is_armed() {
        super::arm(|| panic!("not asked"), || panic!("not armed"));
        super::reach("push.commit");
    }
}
