//! The words of a consent.

use clinic::consents::ConsentMethod;

pub struct ConsentWords {
    pub title: &'static str,
    pub version: &'static str,
    pub signed_on: &'static str,
    pub agreed_on: &'static str,
    pub how: &'static str,
    pub method: fn(ConsentMethod) -> &'static str,
    pub withdrawn_on: &'static str,
    pub withdrawn: fn(day: &str) -> String,
    pub remark: &'static str,
    pub by: &'static str,
    pub form: &'static str,
    pub statement: &'static str,
}

pub static EN: ConsentWords = ConsentWords {
    title: "Consent",
    version: "Version of the form",
    signed_on: "Signed on",
    agreed_on: "Agreed on",
    how: "How",
    method: |method| match method {
        ConsentMethod::Paper => "on paper",
        ConsentMethod::Electronic => "on screen",
        ConsentMethod::Verbal => "spoken",
    },
    withdrawn_on: "Withdrawn on",
    withdrawn: |day| format!("Withdrawn on {day}"),
    remark: "Note",
    by: "Recorded by",
    form: "Signed form",
    statement: "This is what the clinic has recorded of this consent. The form itself is kept with the file.",
};

pub static FR: ConsentWords = ConsentWords {
    title: "Consentement",
    version: "Version du formulaire",
    signed_on: "Signé le",
    agreed_on: "Donné le",
    how: "Comment",
    method: |method| match method {
        ConsentMethod::Paper => "sur papier",
        ConsentMethod::Electronic => "à l’écran",
        ConsentMethod::Verbal => "oralement",
    },
    withdrawn_on: "Retiré le",
    withdrawn: |day| format!("Retiré le {day}"),
    remark: "Remarque",
    by: "Noté par",
    form: "Formulaire signé",
    statement: "Voici ce que l’établissement a noté de ce consentement. Le formulaire est conservé avec le dossier.",
};
