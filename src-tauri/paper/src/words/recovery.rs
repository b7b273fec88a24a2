//! The words of the sheet with a clinic's recovery key.

pub struct RecoveryWords {
    pub title: fn(clinic: &str) -> String,
    pub warning: &'static str,
    pub code: &'static str,
    pub storage: &'static str,
    pub rules: [&'static str; 4],
    pub made: fn(at: &str) -> String,
}

pub static EN: RecoveryWords = RecoveryWords {
    title: |clinic| format!("Recovery key of {clinic}"),
    warning: "If every password is lost, only this paper opens the records. Whoever has it can open them, too.",
    code: "The same key, to be scanned",
    storage: "How to keep it",
    rules: [
        "Keep it in a safe, and a second copy in another building.",
        "Do not photograph it, and do not store it on a computer that is connected to a network.",
        "To use it, choose the recovery key at the lock screen and type the groups in their order.",
        "It also opens backups, with any program that reads the age format.",
    ],
    made: |at| format!("Printed {at}"),
};

pub static FR: RecoveryWords = RecoveryWords {
    title: |clinic| format!("Clé de récupération de {clinic}"),
    warning: "Si tous les mots de passe sont perdus, seul ce papier ouvre les dossiers. Qui l’a peut aussi les ouvrir.",
    code: "La même clé, à scanner",
    storage: "Comment la garder",
    rules: [
        "Gardez-la dans un coffre, et une seconde copie dans un autre bâtiment.",
        "Ne la photographiez pas, et ne l’enregistrez pas sur un ordinateur relié à un réseau.",
        "Pour l’utiliser, choisissez-la à l’écran de verrouillage et saisissez les groupes dans l’ordre.",
        "Elle ouvre aussi les sauvegardes, avec tout programme qui lit le format age.",
    ],
    made: |at| format!("Imprimé le {at}"),
};
