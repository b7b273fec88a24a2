//! Scripts other than Latin, and names with digits and signs.

use super::*;

#[test]
fn one_typo_is_forgiven_in_every_script() {
    let names = [
        "Иванов",
        "Смирнова",
        "Παπαδάκης",
        "Γεωργίου",
        "שפירא",
        "אברהם",
        "الحسن",
        "عبدالله",
        "शर्मा",
        "गुप्ता",
        "Петренко",
        "სამხარაძე",
        "Պետրոսյան",
    ];
    let people: Vec<_> = names.iter().map(|name| named("A", name)).collect();
    let clinic = Clinic::of(&people);
    let index = clinic.index();
    for (name, id) in names.iter().zip(1..) {
        let letters: Vec<char> = name.chars().collect();
        let middle = letters.len() / 2;
        let (before, after) = (&letters[..middle], &letters[middle + 1..]);
        let typed =
            |between: &[char]| -> String { before.iter().chain(between).chain(after).collect() };
        let another = letters[0];
        let mut typos = vec![typed(&[another]), typed(&[letters[middle], another])];
        // a shorter word has too many neighbours
        typos.extend((letters.len() > 4).then(|| typed(&[])));
        for typo in typos {
            assert!(find(&index, &typo).contains(&id), "{typo} for {name}");
        }
        assert!(find(&index, name).contains(&id), "{name}");
    }
    assert!(index.find("Сидоров", 5).is_empty());
    // a joined letter is one letter, although it is written with two signs
    for (typed, name) in [("शमा", "शर्मा"), ("गुता", "गुप्ता")]
    {
        let id = names.iter().zip(1..).find(|(known, _)| **known == name);
        assert!(
            find(&index, typed).contains(&id.unwrap().1),
            "{typed} for {name}"
        );
    }
}

#[test]
fn a_name_matches_its_own_text_digits_and_signs_included() {
    let names = [
        "Smith (2)",
        "Mary-2",
        "No.5",
        "K9-unit",
        "Smith #2",
        "2nd/3rd",
        "Jan 2.",
        "Twin 1",
        "A1",
        "★",
        "😀😀",
        "- -",
        "O'Neil 3rd",
        "Anna - Maria",
        "Smith@Work",
        "Ada @ Lab",
        "@",
        "@7",
        "M@ry-2",
        "@#",
        "Bo @1-b Lee",
    ];
    let people: Vec<_> = names.iter().map(|name| named("", name)).collect();
    let clinic = Clinic::of(&people);
    let index = clinic.index();
    for (name, id) in names.iter().zip(1..) {
        assert!(find(&index, name).contains(&id), "{name}");
    }
    assert_eq!(find(&index, "smith 2"), [5, 1], "and without its signs");
    assert_eq!(find(&index, "anna maria"), [14]);
    assert_eq!(find(&index, "mary2"), [2]);
    assert_eq!(find(&index, "smith@w"), [15]);
    assert_eq!(find(&index, "smith@home"), []);
    assert!(find(&index, &"a".repeat(100_000)).is_empty());
}
