//! The words of a letter.

pub struct LetterWords {
    pub title: &'static str,
    pub about: fn(whom: &str) -> String,
    pub dated: fn(town: Option<&str>, on: &str) -> String,
}

pub static EN: LetterWords = LetterWords {
    title: "Letter",
    about: |whom| format!("Re: {whom}"),
    dated: |town, on| match town {
        Some(town) => format!("{town}, {on}"),
        None => on.to_owned(),
    },
};

pub static FR: LetterWords = LetterWords {
    title: "Lettre",
    about: |whom| format!("Objet : {whom}"),
    dated: |town, on| match town {
        Some(town) => format!("{town}, le {on}"),
        None => format!("Le {on}"),
    },
};
