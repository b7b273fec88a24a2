#![allow(clippy::unwrap_used)]
use super::*;
use crate::foods::reference::{all, at, index_of};
use crate::foods::table::FoodTable;

/// Words of a chart, a food that they mean, and one that they do not mean.
const ENGLISH: &[(&str, &str, &str)] = &[
    ("Plain yoghurt", "01116", "01119"),
    ("oily fish", "15076", "15016"),
    ("red meat", "23220", "05064"),
    ("unsalted nuts", "12061", "12563"),
    ("doesn't like white fish", "15016", "15076"),
    ("poultry", "05064", "23220"),
    ("offal", "05028", "05064"),
    ("cold cuts", "07029", "05064"),
    ("shellfish", "15151", "15016"),
    ("goat's cheese", "01159", "01009"),
    ("blue cheese", "01039", "01009"),
    ("leafy greens", "11457", "11124"),
    ("cabbage", "11109", "11135"),
    ("citrus fruits", "09200", "09003"),
    ("berries", "09316", "09003"),
    ("pulses", "16070", "16098"),
    ("green beans", "11052", "16028"),
    ("apples", "09003", "11367"),
    ("potatoes", "11367", "11508"),
    ("wholemeal bread", "18075", "18069"),
    ("fizzy drinks", "14148", "14411"),
    ("bananna", "09040", "09003"),
    ("milk", "01079", "14209"),
    ("zucchini", "11477", "11209"),
    ("cooked carrots", "11125", "11124"),
];
const FRENCH: &[(&str, &str, &str)] = &[
    ("poissons gras", "15076", "15016"),
    ("viande rouge", "23220", "05064"),
    ("la volaille", "05064", "23220"),
    ("les abats", "05028", "05064"),
    ("charcuterie", "07029", "05064"),
    ("n'aime pas le poisson", "15016", "05064"),
    ("fruits de mer", "15151", "05064"),
    ("crevettes", "15149", "15016"),
    ("yaourt nature", "01116", "01119"),
    ("fromages", "01009", "01077"),
    ("fromage de chèvre", "01159", "01009"),
    ("choux", "11109", "11135"),
    ("agrumes", "09200", "09003"),
    ("fruits rouges", "09316", "09003"),
    ("légumes", "11124", "16070"),
    ("légumes secs", "16070", "11124"),
    ("haricots verts", "11052", "16028"),
    ("pommes", "09003", "11367"),
    ("pommes de terre", "11367", "09003"),
    ("pain complet", "18075", "18069"),
    ("boissons sucrées", "14148", "14411"),
    ("noix non salées", "12061", "12563"),
    ("champignons", "11238", "11124"),
    ("poissson", "15016", "05064"),
    ("lait", "01077", "14209"),
    ("café au lait", "14179", "01077"),
];

fn is_of(text: &str, food: &str) -> bool {
    let names = Names::of_food(&FoodTable::default(), index_of(food).unwrap());
    let mut terms = listed(text).into_iter();
    terms.any(|term| term.is_of(&names))
}

#[test]
fn words_of_a_chart_mean_foods_and_no_others() {
    assert!(ENGLISH.len() >= 20 && FRENCH.len() >= 20);
    let mut wrong = Vec::new();
    for (text, meant, other) in ENGLISH.iter().chain(FRENCH) {
        for (food, is_meant) in [(meant, true), (other, false)] {
            if is_of(text, food) != is_meant {
                let food = &at(index_of(food).unwrap()).description;
                wrong.push(format!("{text}: {food} should be {is_meant}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_disliked_is_named_without_words_of_no_meaning() {
    let names = |text| {
        let terms = listed(text).into_iter();
        terms.map(|term| term.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("does not like cooked carrots; banane et poisson, none"),
        ["cooked carrots", "banane", "poisson"]
    );
    assert_eq!(
        names("No oily fish, meat and nuts"),
        ["oily fish", "meat", "nuts"]
    );
    assert_eq!(names("none; aucun"), Vec::<String>::new());
    assert_eq!(names("Eggs since pregnancy"), ["eggs"]);
    assert_eq!(names("Viande rouge depuis 2024"), ["viande rouge"]);
}

#[test]
fn each_rule_means_a_food_of_the_list() {
    let table = FoodTable::default();
    let indexes = all().iter().zip(0..).map(|(_, index)| index);
    let names: Vec<Names> = indexes.map(|index| Names::of_food(&table, index)).collect();
    for rule in RULES.iter() {
        assert!(!rule.phrases.is_empty());
        let mut called = names.iter().flat_map(Names::each);
        assert!(called.any(|of| rule.fits(of)), "{:?}", rule.phrases);
    }
}

#[test]
fn words_that_are_no_food_of_a_list_are_meant_by_their_words() {
    let is_of = |text: &str, food: &str| {
        let names = Names::of_words(food);
        listed(text).iter().any(|term| term.is_of(&names))
    };
    assert!(is_of("oily fish", "Grilled salmon of the house"));
    assert!(is_of("oily fish", "Oily fish, any"));
    assert!(!is_of("oily fish", "Grilled cod of the house"));
    assert!(!is_of("fish", "Carrot soup"));
}
