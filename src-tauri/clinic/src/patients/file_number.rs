//! File numbers: a series for each device, so that two offline desks never give out one twice.

/// The `counter`-th number of a device: `2-000482` is the 482nd of device 2.
pub fn file_number(device: u32, counter: u32) -> String {
    format!("{device}-{counter:06}")
}

/// The counter behind a number of this device's series; none for any other number, an imported one say.
pub fn counter(device: u32, number: &str) -> Option<u32> {
    let (series, digits) = number.split_once('-')?;
    let canonical = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    (canonical && series == device.to_string()).then(|| digits.parse().ok()).flatten()
}

/// The first free number after those that are known here.
pub fn next<'a>(device: u32, known: impl IntoIterator<Item = &'a str>) -> u32 {
    let last = known.into_iter().filter_map(|number| counter(device, number)).max();
    last.map_or(1, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_counts_for_itself() {
        let known = ["1-000007", "2-000482", "rec-223-org", "1-9", "12-000900"];
        assert_eq!(next(1, known), 8);
        assert_eq!(next(2, known), 483);
        assert_eq!(next(3, known), 1);
        assert_eq!(file_number(2, 483), "2-000483");
        assert_eq!(counter(2, &file_number(2, 1_234_567)), Some(1_234_567));
    }
}
