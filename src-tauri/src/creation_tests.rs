use super::*;

#[test]
fn a_group_that_no_paper_can_bear_is_found_without_the_key() {
    let key = RecoveryKey::generate();
    for (index, group) in key.groups().iter().enumerate() {
        assert!(could_be_printed(index, group), "{index}");
        assert!(
            could_be_printed(index, &format!(" {} ", group.to_lowercase())),
            "{index}"
        );
    }
    assert!(!could_be_printed(0, "AGED"));
    assert!(!could_be_printed(7, "A9F"), "too short");
    assert!(!could_be_printed(7, "A9FB"), "B is never printed");
    assert!(
        !could_be_printed(RECOVERY_GROUPS - 1, "CKCK"),
        "the last has two"
    );
    assert!(
        !could_be_printed(RECOVERY_GROUPS, "CK"),
        "there are no more"
    );
}
