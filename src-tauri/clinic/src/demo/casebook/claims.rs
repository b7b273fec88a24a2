//! What a sentence of a note claims of results, of the weight and of medicines: it is written only where what is stored
//! agrees.

use crate::demo::casebook::book::{VisitKind, names};
use crate::demo::casebook::health::IRON;
use crate::demo::casebook::laboratory::values_until;
use crate::demo::casebook::person::{DemoPerson, PersonVisit};
use crate::demo::casebook::slots::changed_kg;

/// A weight that changed by less is the same on most scales.
const GAIN_KG: f64 = 0.2;
const STEADY_KG: f64 = 1.0;
const STEADY_SHARE: f64 = 0.02;
/// A rise of haemoglobin in g/L that is none.
const NO_RISE: f64 = 5.0;
const ANY: f64 = 1e6;

#[derive(Debug, Clone, Copy)]
enum Claim {
    /// The newest value of a test is in a range.
    Between(&'static str, f64, f64),
    /// The newest value is below the one before.
    Fallen(&'static str),
    Risen(&'static str),
    /// No rise since the first value.
    NotRisen(&'static str),
    Heavier,
    Lighter,
    Steady,
}

use Claim::{Between, Fallen, Heavier, Lighter, NotRisen, Risen, Steady};

/// Words in small letters, and what must be so where they are written.
const CLAIMS: [(&str, Claim); 46] = [
    ("potassium is normal", Between("k", 3.5, 5.0)),
    ("potassium was normal", Between("k", 3.5, 5.0)),
    ("potassium stayed normal", Between("k", 3.5, 5.0)),
    ("at the present potassium", Between("k", 3.5, 5.0)),
    ("without the salt substitute", Between("k", 3.5, 5.0)),
    ("reported by the laboratory", Between("k", 5.31, ANY)),
    ("after a week of dried fruit", Between("k", 5.31, ANY)),
    ("potassium up", Risen("k")),
    ("vitamin d is normal", Between("vitd", 50.0, 125.0)),
    ("vitamin d still low", Between("vitd", 0.0, 49.99)),
    ("phosphate still high", Between("phos", 1.51, ANY)),
    ("phosphate lower", Fallen("phos")),
    ("ldl a little lower", Fallen("ldl")),
    ("magnesium borderline", Between("mg", 0.65, 0.76)),
    ("magnesium low", Between("mg", 0.0, 0.69)),
    ("iron has risen", Risen("ferritin")),
    ("antibodies falling", Fallen("ttg")),
    ("no rise after", NotRisen("hb")),
    ("spots in range", Between("phe", 60.0, 600.0)),
    ("for weeks, values high", Between("phe", 360.0, ANY)),
    (
        "values high, poor concentration",
        Between("phe", 360.0, ANY),
    ),
    ("hba1c of", Between("hba1c", 48.0, ANY)),
    ("mostly between 5.5 and 7", Between("fpg", 4.5, 8.5)),
    ("above 10 on most mornings", Between("fpg", 8.5, ANY)),
    ("glucose 6.1 to 7.4", Between("fpg", 4.5, 9.0)),
    ("has gained", Heavier),
    ("has regained weight", Heavier),
    ("gained, climbs", Heavier),
    ("gained well", Heavier),
    ("gains slowly", Heavier),
    ("back to weight", Heavier),
    ("weight is up", Heavier),
    ("weight up", Heavier),
    ("gain is on the line", Heavier),
    ("weight down", Lighter),
    ("weight slowly down", Lighter),
    ("weight a little lower", Lighter),
    ("lost weight slowly", Lighter),
    ("feels lighter", Lighter),
    ("thinner again", Lighter),
    ("weight steady", Steady),
    ("weight stable", Steady),
    ("weight unchanged", Steady),
    ("weight flat", Steady),
    ("line is flat", Steady),
    ("no gain in three weeks", Steady),
];

/// Words in small letters, and a medicine that only those have whose note has them.
const MEDICINES: [(&str, &str); 33] = [
    ("metformin", "metformin"),
    ("empagliflozin", "empagliflozin"),
    ("stopped the tablets for some weeks", "metformin"),
    ("slow-release form", "metformin"),
    ("allopurinol", "allopurinol"),
    ("tacrolimus", "tacrolimus"),
    ("macrogol", "macrogol"),
    ("binder", "sevelamer|calcium carbonate"),
    ("enzymes follow the fat", "pancreatin"),
    ("enzymes with the first bite", "pancreatin"),
    ("enzymes forgotten", "pancreatin"),
    ("without enzymes", "pancreatin"),
    ("enzymes are left out", "pancreatin"),
    ("injector", "adrenaline"),
    ("bone tablet", "alendronic"),
    ("weekly tablet", "alendronic"),
    ("insulin dose", "insulin"),
    ("takes insulin", "insulin"),
    ("without insulin", "insulin"),
    ("forgot the injection", "insulin"),
    ("a statin", "vastatin"),
    ("appetite on steroids", "prednisolone"),
    ("steroid dose", "prednisolone"),
    ("while on steroids", "prednisolone|budesonide"),
    ("dry on tablets", "spironolactone|furosemide"),
    ("evening tablets", "gliclazide|metformin"),
    ("hiv tablet", "tegravir"),
    ("since iron", IRON),
    ("black stools since the tablets", IRON),
    ("takes the tablet with milk coffee", IRON),
    ("tablets with milk coffee", IRON),
    ("tablet at night with orange juice", IRON),
    ("tablets on half of the days", IRON),
];

/// How a sentence begins that names an aim, or lists medicines.
const AIMS: [&str; 5] = ["goal", "agreed together", "agreed:", "aim", "medicine"];

/// Whether all that a sentence of a visit claims agrees with what is stored.
pub fn are_true(person: &DemoPerson, at: usize, sentence: &str) -> bool {
    let text = sentence.trim().to_lowercase();
    let Some(visit) = person.visits.get(at) else {
        return false;
    };
    if AIMS.iter().any(|words| text.starts_with(words)) {
        return true;
    }
    let mut claims = CLAIMS.iter().filter(|(words, _)| text.contains(words));
    let mut medicines = MEDICINES.iter().filter(|(words, _)| text.contains(words));
    claims.all(|(_, claim)| is_so(*claim, person, (at, visit)))
        && medicines.all(|(_, pattern)| takes(person, visit, pattern))
}

/// Whether a person takes on the day of a visit what a pattern names.
fn takes(person: &DemoPerson, visit: &PersonVisit, pattern: &str) -> bool {
    let mut known = person.medicines.iter();
    known.any(|of| {
        let is_taken = of.start <= visit.day && !of.is_over(person, visit.day);
        is_taken && names(pattern, &of.form.generic)
    })
}

fn is_so(claim: Claim, person: &DemoPerson, (at, visit): (usize, &PersonVisit)) -> bool {
    let change = |code: &str| {
        let mut values = values_until(person, code, visit.day).into_iter();
        Some(values.next()? - values.next()?)
    };
    // what was before the first visit is history, and no reading is there to compare
    let is_history = visit.kind == VisitKind::Initial;
    let kg = changed_kg(person, at);
    let weighs = visit.measured.weight_kg.unwrap_or(0.0);
    let same_kg = STEADY_KG.min(STEADY_SHARE * weighs);
    match claim {
        Between(code, low, high) => {
            let values = values_until(person, code, visit.day);
            values.first().is_some_and(|of| (low..=high).contains(of))
        }
        Fallen(code) => change(code).is_some_and(|change| change < 0.0),
        Risen(code) => change(code).is_some_and(|change| change > 0.0),
        NotRisen(code) => {
            let values = values_until(person, code, visit.day);
            let total = values
                .first()
                .zip(values.last())
                .map(|(last, first)| last - first);
            total.is_none_or(|rise| rise < NO_RISE)
        }
        Heavier => is_history || kg.is_some_and(|kg| kg >= GAIN_KG),
        Lighter => is_history || kg.is_some_and(|kg| kg <= -GAIN_KG),
        Steady => is_history || kg.is_some_and(|kg| kg.abs() <= same_kg),
    }
}
