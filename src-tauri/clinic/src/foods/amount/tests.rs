#![allow(clippy::unwrap_used)]
use super::*;
use crate::foods::measures;
use crate::foods::reference::index_of;

const MILK: &str = "01077";
const BREAD: &str = "18069";
const BANANA: &str = "09040";
const OIL: &str = "04053";
const WATER: &str = "14411";

/// What is typed, the food, and the grams that stand in the table of measures.
const TYPED: &[(&str, &str, Decimal)] = &[
    ("2 cups", MILK, dec!(488)),
    ("2 cup", MILK, dec!(488)),
    ("1", MILK, dec!(244)),
    ("1/2", MILK, dec!(122)),
    ("½", MILK, dec!(122)),
    ("1½ cups", MILK, dec!(366)),
    ("1 1/2 cup", MILK, dec!(366)),
    ("1,5 cup", MILK, dec!(366)),
    ("1.5 cup", MILK, dec!(366)),
    (".5 cup", MILK, dec!(122)),
    ("cup", MILK, dec!(244)),
    ("a cup", MILK, dec!(244)),
    ("half a cup", MILK, dec!(122)),
    ("two cups", MILK, dec!(488)),
    ("2 tasses", MILK, dec!(488)),
    ("une tasse", MILK, dec!(244)),
    ("une demi tasse", MILK, dec!(122)),
    ("deux tasses", MILK, dec!(488)),
    ("1 tbsp", MILK, dec!(15)),
    ("2 tablespoons", MILK, dec!(30)),
    ("1 c. à s.", MILK, dec!(15)),
    ("1,5 c. à s.", MILK, dec!(22.5)),
    ("2 cuillères à soupe", MILK, dec!(30)),
    ("1 fl oz", MILK, dec!(30.5)),
    ("8 fluid ounces", MILK, dec!(244)),
    ("1 quart", MILK, dec!(976)),
    ("quart", MILK, dec!(976)),
    ("a quart", MILK, dec!(976)),
    ("un quart de litre", MILK, dec!(257.83)),
    ("trois quarts de tasse", MILK, dec!(183)),
    ("250 ml", MILK, dec!(257.83)),
    ("25 cl", MILK, dec!(257.83)),
    ("2.5 dl", MILK, dec!(257.83)),
    ("1 l", MILK, dec!(1031.33)),
    ("1 litre", MILK, dec!(1031.33)),
    ("150 g", MILK, dec!(150)),
    ("150g", MILK, dec!(150)),
    ("150 G", MILK, dec!(150)),
    ("150 grams", MILK, dec!(150)),
    ("150 grammes", MILK, dec!(150)),
    ("0,15 kg", MILK, dec!(150)),
    ("500 mg", MILK, dec!(0.5)),
    ("2 oz", MILK, dec!(56.7)),
    ("2 ounces", MILK, dec!(56.7)),
    ("1 lb", MILK, dec!(453.59)),
    ("1 200 g", MILK, dec!(1200)),
    ("1\u{202f}200 g", MILK, dec!(1200)),
    ("2 slices", BREAD, dec!(58)),
    ("two slices", BREAD, dec!(58)),
    ("2 tranches", BREAD, dec!(58)),
    ("1 tranche", BREAD, dec!(29)),
    ("une tranche", BREAD, dec!(29)),
    ("1 medium", BANANA, dec!(118)),
    ("1 moyenne", BANANA, dec!(118)),
    ("1 large", BANANA, dec!(136)),
    ("1 grande", BANANA, dec!(136)),
    ("1 petite", BANANA, dec!(101)),
    // as it is shown, and with the sign of the list
    (
        "1 de taille moyenne (7 po à 7-7/8 po de long)",
        BANANA,
        dec!(118),
    ),
    (
        "1 de taille moyenne (7\" à 7-7/8\" de long)",
        BANANA,
        dec!(118),
    ),
    ("1 de taille moyenne", BANANA, dec!(118)),
    ("2 de grande taille", BANANA, dec!(272)),
    ("1 extra large", BANANA, dec!(152)),
    ("1 extra small", BANANA, dec!(81)),
    ("1 cup sliced", BANANA, dec!(150)),
    ("1 cup mashed", BANANA, dec!(225)),
    ("½ cup, mashed", BANANA, dec!(112.5)),
    ("1 tsp", OIL, dec!(4.5)),
    ("2 c. à café", OIL, dec!(9)),
    ("1 cuillère à soupe", OIL, dec!(13.5)),
    ("1 tbsp", OIL, dec!(13.5)),
    ("10 ml", OIL, dec!(9.13)),
    // of water the list has the weight of a fluid ounce and of bottles
    ("1 cup", WATER, dec!(236.8)),
    ("2 c. à c.", WATER, dec!(9.87)),
    ("un verre", MILK, dec!(206.27)),
    ("2 glasses", WATER, dec!(400.36)),
];

#[test]
fn sixty_amounts_in_two_languages_are_read_in_grams() {
    assert!(TYPED.len() >= 60);
    let mut wrong = Vec::new();
    for (text, food, grams) in TYPED {
        let read = read(text, &measures::of(index_of(food).unwrap()), None);
        if read.as_ref().map(|of| of.grams) != Ok(*grams) {
            wrong.push(format!("{text} of {food}: {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is typed with a decimal comma is what is typed with a point, of every measure of the list.
#[test]
fn a_comma_is_a_point_before_every_measure_of_the_list() {
    let mut wrong = Vec::new();
    for measure in measures::all() {
        let measures = [measure];
        for language in [ScreenLanguage::En, ScreenLanguage::Fr] {
            let name = measure_words(1.5, &measure.name, language);
            let grams = |number: &str| {
                let read = read(&format!("{number} {name}"), &measures, None);
                read.map(|of| of.grams)
            };
            if grams("1,5") != grams("1.5") || grams("1,5").is_ok() && grams("1,5") == grams("15") {
                wrong.push(name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn words_alone_are_the_usual_measure_that_has_them() {
    for (text, food, grams) in [("1 bar", "19120", dec!(44)), ("1,5 bar", "19120", dec!(66))] {
        let read = read(text, &measures::of(index_of(food).unwrap()), None);
        assert_eq!(read.map(|of| of.grams), Ok(grams), "{text}");
    }
}

#[test]
fn a_number_alone_counts_the_measure_that_is_shown() {
    let banana = index_of(BANANA).unwrap();
    let usual = read("2", &measures::of(banana), None).unwrap();
    let measures = measures::of(banana);
    assert_eq!(usual.measure, measures[0].name);
    let mashed = measures
        .iter()
        .find(|of| of.name.contains("mashed"))
        .unwrap();
    let shown = read("2", &measures::of(banana), Some(mashed.seq)).unwrap();
    assert_eq!((shown.grams, shown.count), (dec!(450), dec!(2)));
}

#[test]
fn what_is_no_amount_of_this_food_is_refused() {
    for (text, food, why) in [
        ("", MILK, Unread::Malformed),
        ("?", MILK, Unread::Malformed),
        ("-2 cups", MILK, Unread::Malformed),
        ("1,500 g", MILK, Unread::Malformed),
        ("1/0 cup", MILK, Unread::Malformed),
        ("2 ?", MILK, Unread::Malformed),
        ("2 slices", MILK, Unread::Unknown),
        ("2 cups toasted", MILK, Unread::Unknown),
        ("10 ml", BREAD, Unread::Unknown),
        ("0", MILK, Unread::Impossible),
        ("0.001 g", MILK, Unread::Impossible),
        ("101 kg", MILK, Unread::Impossible),
        (
            "79228162514264337593543950335 cups",
            MILK,
            Unread::Impossible,
        ),
    ] {
        let read = read(text, &measures::of(index_of(food).unwrap()), None);
        assert_eq!(read.map(|of| of.grams), Err(why), "{text}");
    }
}

#[test]
fn an_amount_in_a_unit_is_split_from_the_food_before_it() {
    for (text, count, unit, food, typed) in [
        ("milk whole 2 cups", dec!(2), "cups", "milk whole", "2 cups"),
        ("rice, 150g", dec!(150), "g", "rice", "150g"),
        ("milk  1 1/2 cups", dec!(1.5), "cups", "milk", "1 1/2 cups"),
        (
            "lait entier 2 tasses",
            dec!(2),
            "tasses",
            "lait entier",
            "2 tasses",
        ),
        ("milk half a cup", dec!(0.5), "cup", "milk", "half a cup"),
        (
            "huile d'olive 2 c. à s.",
            dec!(2),
            "c a s",
            "huile d'olive",
            "2 c. à s.",
        ),
    ] {
        let amount = Amount {
            count,
            words: unit.split_whitespace().map(str::to_owned).collect(),
        };
        assert_eq!(split_after(text), Some((amount, food, typed)), "{text}");
    }
    for text in [
        "milk",
        "milk 2",
        "milk 2%",
        "2 cups",
        "milk 2 cu",
        "pizza 4 fromages",
        "",
    ] {
        assert_eq!(split_after(text), None, "{text}");
    }
}

#[test]
fn an_amount_is_as_it_was_typed_without_what_joins_it_to_its_food() {
    for (text, typed) in [
        ("2 cups milk wh", "2 cups"),
        ("150 g of rice", "150 g"),
        ("150g de riz blanc", "150g"),
        ("2 l d'eau", "2 l"),
        ("2 c. à s. d'huile d'olive", "2 c. à s."),
        ("1,5 c. à s. d'huile d'olive", "1,5 c. à s."),
        ("1 1/2 cups of milk", "1 1/2 cups"),
        ("half an avocado", "half an"),
        ("1.5 cups milk, whole", "1.5 cups"),
    ] {
        let (amount, food) = split(text).unwrap();
        assert_eq!(typed_before(text, &food, &amount), typed, "{text}");
    }
}

#[test]
fn an_amount_is_split_from_the_food_after_it() {
    for (text, count, unit, food) in [
        ("2 cups milk wh", dec!(2), "cups", "milk wh"),
        ("150g rice", dec!(150), "g", "rice"),
        (
            "two slices of white bread",
            dec!(2),
            "slices",
            "white bread",
        ),
        ("a can of coke", dec!(1), "can", "coke"),
        ("une canette de coca", dec!(1), "canette", "coca"),
        (
            "2 c. à s. d'huile d'olive",
            dec!(2),
            "c a s",
            "huile d olive",
        ),
        ("half an avocado", dec!(0.5), "", "avocado"),
        ("a quart of milk", dec!(1), "quart", "milk"),
        ("2 eggs", dec!(2), "", "eggs"),
        ("1/2 avocado", dec!(0.5), "", "avocado"),
    ] {
        let amount = Amount {
            count,
            words: unit.split_whitespace().map(str::to_owned).collect(),
        };
        assert_eq!(split(text), Some((amount, food.to_owned())), "{text}");
    }
    for text in [
        "milk", "2", "2 cups", "2% milk", "5 % fat", "7up", "a", "half",
    ] {
        assert_eq!(split(text), None, "{text}");
    }
}

#[test]
fn an_amount_has_the_words_of_its_reader() {
    let read = |entered: &str, count: Decimal, measure: &str| {
        [ScreenLanguage::En, ScreenLanguage::Fr]
            .map(|language| amount_words(entered, count, measure, language))
    };
    let banana = "medium (7\" to 7-7/8\" long)";
    assert_eq!(
        read(&format!("1 {banana}"), dec!(1), banana),
        [
            format!("1 {banana}"),
            "1 de taille moyenne (7\u{a0}po à 7-7/8\u{a0}po de long)".to_owned()
        ]
    );
    assert_eq!(read("150 cup", dec!(150), "cup"), ["150 cup", "150 tasses"]);
    assert_eq!(
        read("1 1/2 cups", dec!(1.5), "cup"),
        ["1 1/2 cups", "1 1/2 tasse"]
    );
    assert_eq!(read("2 tasses", dec!(2), "cup"), ["2 cups", "2 tasses"]);
    // a weight, words that were typed otherwise, and a measure of the clinic's own
    assert_eq!(read("150 g", dec!(150), "g"), ["150 g", "150 g"]);
    assert_eq!(
        read("half a cup", dec!(0.5), "cup"),
        ["half a cup", "half a cup"]
    );
    assert_eq!(
        read("2 my bowl", dec!(2), "my bowl"),
        ["2 my bowl", "2 my bowl"]
    );
}
