//! File numbers: a series for each device, so that two offline desks never give out one twice.

/// The `counter`-th number of a device: `000482` of the first, `000482-2` of the second. The counter comes first, so
/// that typing it finds the patient.
pub fn file_number(device: u32, counter: u32) -> String {
    match device {
        1 => format!("{counter:06}"),
        other => format!("{counter:06}-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_counts_for_itself() {
        assert_eq!(file_number(1, 482), "000482");
        assert_eq!(file_number(2, 482), "000482-2");
        assert_eq!(file_number(12, 1_234_567), "1234567-12");
    }
}
