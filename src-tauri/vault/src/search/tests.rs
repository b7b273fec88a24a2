#![allow(clippy::unwrap_used)]

use sync_contract::catalog::Patient;
use sync_contract::change::{Address, associated_data};
use sync_contract::entity::Entity;
use sync_contract::field::days_since_1970;
use sync_contract::inner::write_inner;
use sync_contract::pull::RowState;
use sync_contract::{CellState, Clock, Compartment, Value};

use super::*;
use crate::crypto::keys::clinic::{ClinicSecret, TagKey};
use crate::crypto::keys::epoch::KeyId;
use crate::crypto::random::Random;
use crate::crypto::seal::cell::{RowKey, seal_cell};
use crate::store::{row_tag, rows};
use crate::verify::cells::{Verifier, cell_input};

mod changes;
mod signs;

const TENANT: Uuid = Uuid::from_u128(1);

/// A file of patients, as write transactions leave it.
struct Clinic {
    conn: Connection,
    epochs: BTreeMap<u32, EpochKey>,
    tags: BTreeMap<u16, TagKey>,
    random: Random,
    clock: u64,
}

#[derive(Clone, Copy, Default)]
struct Person<'a> {
    given: &'a str,
    family: &'a str,
    birth: &'a str,
    phones: &'a str,
    email: &'a str,
    file_number: &'a str,
    national_id: &'a str,
}

fn named<'a>(given: &'a str, family: &'a str) -> Person<'a> {
    Person {
        given,
        family,
        ..Person::default()
    }
}

impl Clinic {
    fn new() -> Self {
        let mut conn = Connection::open_in_memory().unwrap();
        crate::store::schema::up(&mut conn).unwrap();
        let mut random = Random::from_seed(&[3; 32]);
        let key_id = KeyId::new(Compartment::Contact, 1).unwrap();
        let key = EpochKey::generate(key_id, &mut random);
        let tag_key = ClinicSecret::generate(1, &mut random).tag_key();
        let tags = BTreeMap::from([(1, tag_key)]);
        row_tag::register(&conn, &tags).unwrap();
        Self {
            conn,
            epochs: BTreeMap::from([(key_id.number(), key)]),
            tags,
            random,
            clock: 1,
        }
    }

    fn of(people: &[Person<'_>]) -> Self {
        let mut clinic = Self::new();
        for (index, person) in people.iter().enumerate() {
            clinic.put(index as u128 + 1, *person);
        }
        clinic
    }

    fn put(&mut self, id: u128, person: Person<'_>) {
        let text = |text: &str| match text {
            "" => Value::Null,
            text => Value::Text(text.into()),
        };
        let birth = person
            .birth
            .parse()
            .map_or(Value::Null, |date| Value::Date(days_since_1970(date)));
        let cells = [
            (
                1,
                vec![
                    (1, text(person.given)),
                    (2, text(person.family)),
                    (3, Value::Null),
                ],
            ),
            (
                2,
                vec![(4, birth), (5, Value::Bool(false)), (7, Value::Null)],
            ),
            (5, vec![(11, text(person.phones)), (12, text(person.email))]),
            (
                7,
                vec![
                    (19, text(person.file_number)),
                    (20, text(person.national_id)),
                ],
            ),
        ];
        let row = Uuid::from_u128(id);
        let mut state = rows::empty(Patient::DESCRIPTOR.number, row, None);
        for (cell, inner) in cells {
            let sealed = self.seal(row, cell, &write_inner(&inner));
            state.cells.push(self.cell(cell, Some(sealed)));
        }
        self.store(&state);
    }

    fn seal(&mut self, row: Uuid, cell: u8, inner: &[u8]) -> Vec<u8> {
        self.clock += 1;
        let address = Address {
            tenant: TENANT,
            entity: Patient::DESCRIPTOR.number,
            row,
            cell,
        };
        let aad = associated_data(address, self.now(), 0);
        let epoch = self.epochs.values().next().unwrap();
        let key = RowKey::derive(epoch, Patient::DESCRIPTOR.number, row);
        seal_cell(&key, &aad, inner, &mut self.random).unwrap()
    }

    fn cell(&self, cell: u8, sealed: Option<Vec<u8>>) -> CellState {
        let clear = match cell {
            2 => vec![(6, Value::Text("UNKNOWN".into()))],
            255 => vec![
                (1, Value::Time(1)),
                (2, Value::Uuid(TENANT)),
                (3, Value::Null),
            ],
            _ => vec![],
        };
        let spec = Patient::DESCRIPTOR.cell(cell).unwrap();
        let visible = spec
            .fields
            .iter()
            .filter(|field| !field.is_sealed() || field.blind);
        let given = |number: u16| clear.iter().find(|(given, _)| *given == number).cloned();
        let clear: Vec<_> = visible
            .map(|field| given(field.number).unwrap_or((field.number, Value::Null)))
            .collect();
        CellState {
            cell,
            clock: self.now(),
            generation: 0,
            author: TENANT,
            secret_version: 1,
            clear,
            sealed,
            tag: [0; 16],
            signature: None,
            replaces: Vec::new(),
        }
    }

    fn now(&self) -> Clock {
        Clock {
            unix_ms: self.clock,
            counter: 0,
            device: 1,
        }
    }

    fn store(&self, state: &RowState) {
        let mut state = state.clone();
        let (entity, row) = (state.entity, state.row);
        for cell in &mut state.cells {
            cell.tag = self.tags[&1].tag(&cell_input(TENANT, entity, row, None, cell));
        }
        self.store_as_is(&state);
    }

    fn store_as_is(&self, state: &RowState) {
        rows::store(&self.conn, Patient::DESCRIPTOR, TENANT, state).unwrap();
    }

    fn verifier(&self) -> Verifier<'_> {
        Verifier {
            tenant: TENANT,
            tags: &self.tags,
        }
    }

    fn delete(&mut self, id: u128) {
        let row = Uuid::from_u128(id);
        let mut state = rows::load(&self.conn, Patient::DESCRIPTOR, row)
            .unwrap()
            .unwrap();
        state.cells.push(self.cell(255, None));
        self.store(&state);
    }

    fn index(&self) -> SearchIndex {
        SearchIndex::build(&self.conn, self.verifier(), &self.epochs).unwrap()
    }

    fn refresh(&self, index: &mut SearchIndex) -> bool {
        index
            .refresh(&self.conn, self.verifier(), &self.epochs)
            .unwrap()
    }
}

fn find(index: &SearchIndex, text: &str) -> Vec<u128> {
    index
        .find(text, 20)
        .iter()
        .map(|hit| hit.patient.0.as_u128())
        .collect()
}

#[test]
fn a_name_matches_by_its_beginning_in_any_order_and_spelling() {
    let index = Clinic::of(&[
        named("Zoë", "Müller-Lüdenscheidt"),
        named("Anna Maria", "O'Brien"),
        named("Ann", "Brandt"),
        named("Søren", "Weiß"),
    ])
    .index();
    for (text, expected) in [
        ("zo", vec![1]),
        ("ZOE", vec![1]),
        ("mul zo", vec![1]),
        ("zoe mul", vec![1]),
        ("ludensch", vec![1]),
        ("Müller-Lü", vec![1]),
        ("obrien", vec![2]),
        ("o'brien", vec![2]),
        ("O’Brien", vec![2]),
        ("brien maria", vec![2]),
        ("ann", vec![3, 2]),
        ("ann br", vec![3, 2]),
        ("soren weiss", vec![4]),
        ("WEISS", vec![4]),
        ("", vec![]),
        ("  ", vec![]),
        ("-", vec![]),
    ] {
        assert_eq!(find(&index, text), expected, "{text}");
    }
}

#[test]
fn every_word_must_match() {
    let index = Clinic::of(&[named("Ann", "Brandt"), named("Ann", "Cole")]).index();
    assert_eq!(find(&index, "ann cole"), [2]);
    assert_eq!(find(&index, "ann xyz"), [0_u128; 0]);
}

#[test]
fn names_of_many_scripts_match_as_they_are_written() {
    let people = [
        named("Артём", "Ёлкин"),
        named("Νίκος", "Παπαδόπουλος"),
        named("太郎", "渡辺"),
        named("민준", "김"),
        named("مُحَمَّد", "الأحمد"),
        named("שרה", "כֹּהֵן"),
        named("श्रीकृष्ण", "शर्मा"),
        named("Thị Ánh", "Nguyễn"),
        named("สมชาย", "ใจดี"),
        named("Şükrü", "Işık"),
        named("გიორგი", "ბერიძე"),
        named("Արամ", "Պետրոսյան"),
    ];
    let index = Clinic::of(&people).index();
    for (text, id) in [
        ("елкин артем", 1),
        ("ЁЛК", 1),
        ("παπαδοπουλος", 2),
        ("ΝΙΚΟΣ", 2),
        ("渡辺 太郎", 3),
        ("渡", 3),
        ("김민", 0),
        ("김 민준", 4),
        ("محمد", 5),
        ("الاحمد", 5),
        ("כהן", 6),
        ("शर्मा", 7),
        ("nguyen anh", 8),
        ("สมชาย", 9),
        ("sukru isik", 10),
        ("IŞIK", 10),
        ("გიორგი", 11),
        ("պետրոսյան", 12),
    ] {
        let expected: Vec<u128> = (id != 0).then_some(id).into_iter().collect();
        assert_eq!(find(&index, text), expected, "{text}");
    }
}

#[test]
fn one_typo_is_forgiven_and_shown() {
    let index = Clinic::of(&[named("Katherine", "Johnson"), named("Łukasz", "Wiśniewski")]).index();
    for typo in [
        "Jonhson",
        "Johnsen",
        "Johson",
        "Johnnson",
        "Kathering",
        "lukass",
        "wisniewsky",
        "johsnon kath",
    ] {
        let hits = index.find(typo, 5);
        assert_eq!(hits.len(), 1, "{typo}");
        assert!(hits[0].is_typo, "{typo}");
    }
    assert!(!index.find("johnson", 5)[0].is_typo);
    // three letters have too many neighbours
    assert!(index.find("jon", 5).is_empty());
    assert!(index.find("jhonsen", 5).is_empty());
}

#[test]
fn exact_beginnings_come_before_typos() {
    let index = Clinic::of(&[
        named("A", "Marten"),
        named("B", "Martin"),
        named("C", "Martins"),
    ])
    .index();
    let hits = index.find("martin", 5);
    let matched: Vec<_> = hits
        .iter()
        .map(|hit| (hit.patient.0.as_u128(), hit.is_typo))
        .collect();
    assert_eq!(matched, [(2, false), (3, false), (1, true)]);
}

#[test]
fn where_several_match_no_typo_is_tried_and_each_is_listed_once() {
    let mut people = vec![named("Mary", "Martin"); 100];
    people.push(named("Mary", "Marten"));
    let index = Clinic::of(&people).index();
    assert_eq!(index.find("martin", 20).len(), 20);
    for (text, expected) in [("martin", 100), ("mar", 101), ("m", 101), ("mary mar", 101)] {
        let mut matched = index.find(text, usize::MAX);
        assert!(matched.iter().all(|hit| !hit.is_typo));
        matched.sort_by_key(|hit| hit.patient);
        matched.dedup();
        assert_eq!(matched.len(), expected, "{text}");
    }
}

#[test]
fn numbers_dates_and_mail_find_their_patient() {
    let person = Person {
        birth: "1984-12-03",
        phones: "+44 20 7946 0958; 0171 555 2368",
        email: "A.Okafor@Example.org",
        file_number: "AB-12/7",
        national_id: "123 456 789",
        ..named("Ada", "Okafor")
    };
    let index = Clinic::of(&[person, named("Ada", "Other")]).index();
    for text in [
        "ab-12",
        "AB12/7",
        "123456",
        "123 456 789",
        "442079460958",
        "+44 20 7946 0958",
        "020 7946 0958",
        "02079460958",
        "0171 555",
        "a.okafor@ex",
        "1984-12-03",
        "03.12.1984",
        "3/12/1984",
        "1984",
        "ada 1984",
        "3.12.84 okafor",
        "3 12 1984",
        "okafor 3 Dec 1984",
    ] {
        assert_eq!(find(&index, text), [1], "{text}");
    }
    assert_eq!(find(&index, "1985"), [0_u128; 0]);
    assert_eq!(find(&index, "ada 1985"), [0_u128; 0]);
}

#[test]
fn a_change_an_addition_and_a_deletion_are_taken_in() {
    let mut clinic = Clinic::of(&[named("Ada", "Okafor"), named("Ben", "Stone")]);
    let mut index = clinic.index();
    assert!(!clinic.refresh(&mut index));
    clinic.put(3, named("Cleo", "Okabe"));
    clinic.put(1, named("Ada", "Married"));
    clinic.delete(2);
    assert!(clinic.refresh(&mut index));
    assert_eq!(find(&index, "oka"), [3]);
    assert_eq!(find(&index, "married"), [1]);
    assert_eq!(find(&index, "stone"), [0_u128; 0]);
    assert_eq!(index.len(), 2);
    clinic.put(1, named("Ada", "Okafor"));
    assert!(clinic.refresh(&mut index));
    assert_eq!(find(&index, "oka"), [3, 1]);
    assert!(!clinic.refresh(&mut index));
}

#[test]
fn changes_are_counted_anew_where_their_last_number_was_used_up() {
    for number in [i64::MAX, i64::MAX - 1, 1 << 62, (1 << 62) - 1, i64::MIN] {
        let mut clinic = Clinic::of(&[named("Ada", "Okafor")]);
        let mut before = clinic.index();
        let edit = "update patient_changes set number = ?1 where patient = (
            select max(patient) from patient_changes
        )";
        clinic.conn.execute(edit, [number]).unwrap();
        let mut after = clinic.index();
        for (id, family) in (2..).zip(["Berg", "Cruz", "Diaz"]) {
            clinic.put(id, named("Ben", family));
            for index in [&mut before, &mut after] {
                assert!(clinic.refresh(index), "{number}");
                assert_eq!(find(index, family), [id], "{number}");
            }
        }
    }
}

#[test]
fn a_patient_under_any_number_of_a_row_is_listed() {
    for number in [i64::MIN, -1, 0, i64::MAX] {
        let clinic = Clinic::of(&[named("Ada", "Okafor"), named("Ben", "Stone")]);
        let edit = "update patients set rowid = ?1 where rowid = 1";
        clinic.conn.execute(edit, [number]).unwrap();
        let index = clinic.index();
        assert_eq!(find(&index, "okafor"), [1], "{number}");
        assert_eq!(find(&index, "stone"), [2], "{number}");
    }
}

#[test]
fn after_more_changes_than_are_remembered_the_index_is_as_if_built_anew() {
    let mut clinic = Clinic::of(&[named("Ada", "Okafor")]);
    let mut index = clinic.index();
    for id in 0..5_000 {
        clinic.put(10 + id, named("New", "Patient"));
    }
    clinic.delete(1);
    assert!(clinic.refresh(&mut index));
    assert_eq!(index.len(), 5_000);
    assert!(find(&index, "okafor").is_empty());
    assert_eq!(index.find("patient new", 7).len(), 7);
}

#[test]
fn without_the_key_nothing_matches_and_a_damaged_cell_is_named() {
    let mut clinic = Clinic::of(&[named("Ada", "Okafor")]);
    let blind = SearchIndex::build(&clinic.conn, clinic.verifier(), &BTreeMap::new()).unwrap();
    assert_eq!((blind.undecryptable(), find(&blind, "ada").len()), (4, 0));

    let row = Uuid::from_u128(1);
    let mut state = rows::load(&clinic.conn, Patient::DESCRIPTOR, row)
        .unwrap()
        .unwrap();
    let sealed = state.cells[0].sealed.as_mut().unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    clinic.store(&state);
    let index = clinic.index();
    assert_eq!(index.damaged(), [(PatientId(row), 1)]);
    assert!(find(&index, "ada").is_empty());
    // repaired by a later write
    let mut index = index;
    clinic.put(1, named("Ada", "Okafor"));
    clinic.refresh(&mut index);
    assert!(index.damaged().is_empty());
    assert_eq!(find(&index, "ada"), [1]);
}

#[test]
fn the_index_matches_what_a_plain_loop_matches() {
    let given = ["Anna", "Ann", "Bert", "Berta", "Çelik", "Dora", "Élise"];
    let family = ["Ash", "Ashby", "Berg", "Bergmann", "Zed", "Żak"];
    let mut people = Vec::new();
    for (index, given) in given.iter().enumerate() {
        people.extend(
            family
                .iter()
                .skip(index % 3)
                .map(|family| named(given, family)),
        );
    }
    let index = Clinic::of(&people).index();
    for one in [
        "a", "an", "ann", "b", "be", "berg", "c", "e", "el", "z", "q",
    ] {
        for other in ["", "a", "b", "ash", "zak", "d"] {
            let fits = |person: &Person<'_>, word: &str| {
                [person.given, person.family]
                    .iter()
                    .any(|name| fold::fold(name).starts_with(word))
            };
            let mut expected: Vec<u128> = (1..)
                .zip(&people)
                .filter(|(_, person)| fits(person, one) && fits(person, other))
                .map(|(id, _)| id)
                .collect();
            let text = format!("{one} {other}");
            let hits = index.find(&text, 1_000);
            let exact = hits.iter().filter(|hit| !hit.is_typo);
            let mut matched: Vec<u128> = exact.map(|hit| hit.patient.0.as_u128()).collect();
            matched.sort_unstable();
            expected.sort_unstable();
            assert_eq!(matched, expected, "{text}");
        }
    }
}

#[test]
fn the_fields_that_search_reads_are_the_catalogs() {
    let numbers = [
        (1, "name", "given_name", 1),
        (1, "name", "family_name", 2),
        (1, "name", "other_names", 3),
        (2, "birth", "birth_date", 4),
        (5, "contact", "phones", 11),
        (5, "contact", "email", 12),
        (7, "identifiers", "file_number", 19),
        (7, "identifiers", "national_id", 20),
    ];
    for (cell, cell_name, field_name, number) in numbers {
        let spec = Patient::DESCRIPTOR.cell(cell).unwrap();
        assert_eq!(spec.name, cell_name);
        let field = spec
            .fields
            .iter()
            .find(|field| field.name == field_name)
            .unwrap();
        assert_eq!(field.number, number, "{field_name}");
        assert!(field.is_sealed());
    }
}

#[test]
fn several_threads_read_what_one_reads() {
    let people: Vec<Person<'_>> = (0..60).map(|n| named(FIRST[n % 4], LAST[n % 5])).collect();
    let mut clinic = Clinic::of(&people);
    clinic.delete(7);
    clinic.put(61, named("Zoë", "Haddad"));
    let broken = "update patients set name_sealed = zeroblob(80) where id in (?1, ?2)";
    let ids = [3_u128, 58].map(u128::to_be_bytes);
    clinic.conn.execute(broken, ids).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let vacuum = "vacuum main into ?1";
    clinic.conn.execute(vacuum, [path.to_str()]).unwrap();
    let file = Connection::open(&path).unwrap();
    let gather = |conn: &Connection, shares| {
        let gathered = super::read::all(conn, clinic.verifier(), &clinic.epochs, shares).unwrap();
        let damaged = gathered.damaged;
        (gathered.builder.freeze(), damaged, gathered.undecryptable)
    };
    let (alone, damaged, undecryptable) = gather(&clinic.conn, 1);
    assert_eq!((alone.ids.len(), damaged.len(), undecryptable), (60, 2, 0));
    for shares in [2, 3, 4] {
        let (shared, also_damaged, _) = gather(&file, shares);
        assert_eq!(shared.ids, alone.ids);
        assert_eq!(also_damaged, damaged);
        for word in FIRST.iter().chain(&LAST) {
            let word = super::fold::fold(word);
            let matched = |segment: &super::Segment| {
                let tokens = segment.with_prefix(super::document::Class::Name, &word);
                segment.patients_of(tokens).to_vec()
            };
            assert_eq!(matched(&shared), matched(&alone), "{word}");
            assert!(!matched(&alone).is_empty(), "{word}");
        }
    }
}

const FIRST: [&str; 4] = ["Amara", "Zoë", "Jonathan", "Li"];
const LAST: [&str; 5] = [
    "Okafor",
    "Haddad",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Ng",
    "Søren",
];
