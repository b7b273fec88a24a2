//! The words of a dietary recall.

use clinic::recalls::RecallKind;

pub struct RecallWords {
    pub title: &'static str,
    pub kind: &'static str,
    pub kinds: fn(RecallKind) -> &'static str,
    pub unfinished: &'static str,
    pub taken_on: &'static str,
    pub by: &'static str,
    pub about: &'static str,
    pub typical: &'static str,
    pub remark: &'static str,
    pub asked: &'static str,
    /// Drinks, fats, sugar, sauces, snacks, supplements.
    pub checklist: [&'static str; 6],
}

pub static EN: RecallWords = RecallWords {
    title: "Dietary recall",
    kind: "Kind",
    kinds: |kind| match kind {
        RecallKind::TwentyFourHours => "24-hour recall",
        RecallKind::UsualDay => "Usual day",
        RecallKind::ThreeDays => "3-day recall",
    },
    unfinished: "Not finished",
    taken_on: "Taken on",
    by: "By",
    about: "About",
    typical: "A typical day",
    remark: "What was different",
    asked: "Also asked about",
    checklist: [
        "drinks",
        "oil and butter",
        "sugar and sweeteners",
        "sauces and dressings",
        "snacks between meals",
        "supplements",
    ],
};

pub static FR: RecallWords = RecallWords {
    title: "Rappel alimentaire",
    kind: "Genre",
    kinds: |kind| match kind {
        RecallKind::TwentyFourHours => "Rappel de 24 heures",
        RecallKind::UsualDay => "Journée habituelle",
        RecallKind::ThreeDays => "Rappel de 3 jours",
    },
    unfinished: "Non terminé",
    taken_on: "Recueilli le",
    by: "Par",
    about: "Porte sur",
    typical: "Journée typique",
    remark: "Ce qui était différent",
    asked: "Aussi demandé",
    checklist: [
        "boissons",
        "huile et beurre",
        "sucre et édulcorants",
        "sauces et assaisonnements",
        "en-cas entre les repas",
        "compléments",
    ],
};
