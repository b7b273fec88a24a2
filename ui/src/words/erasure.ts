import { bilingual } from "./bilingual";

/** Erasing a patient for good. */
export const erasure = bilingual(
  {
    action: "Erase for good…",
    title: "Erase a patient for good",
    steps: { what: "What goes", why: "Why", second: "Second signature", number: "File number", done: "Certificate" },
    whatHelp: "All of this is erased on this computer, on the server and on every other computer. There is no Undo.",
    files: "Files",
    records: "Records",
    noRecords: "The file has no records.",
    waiting: (n: number) =>
      n === 1
        ? "1 change of theirs waits on this computer and goes, too."
        : `${n} changes of theirs wait on this computer and go, too.`,
    computers: "Computers",
    computersHelp: "Each erases them when it next meets the server.",
    lastSeen: (time: string) => `last seen ${time}`,
    notYetSeen: "last seen: not told by the server yet",
    thisOne: "this computer",
    backups: "Backups made before still have them: destroy those.",
    why: "Why is the patient erased?",
    reasons: {
      patientRequest: "The patient asked for it",
      retentionEnded: "The time for which the law keeps it has ended",
      courtOrder: "A court or an authority ordered it",
    },
    secondHelp: "Two people sign an erasure: you, and whoever has the recovery key or is an admin, too.",
    keyAlone: "An erasure is signed twice: by you, and by the recovery key. Without a server no other admin signs.",
    byKey: "Recovery key",
    byAdmin: "Another admin",
    adminHelp: "Both of you must have been admins for thirty days. The other admin types here.",
    login: "User name of the other admin",
    password: "Password of the other admin",
    chooseWhy: "Choose a reason.",
    enterSecond: "The second signature is missing.",
    number: (file: string) => `Type the file number ${file} to go on`,
    numberHelp: "So that nobody is erased by mistake.",
    otherNumber: "This is another file number.",
    submit: (file: string) => `Erase File ${file} for good`,
    next: "Next",
    confirmed: (confirmed: number, computers: number) =>
      computers === 1
        ? `${confirmed} of 1 computer has confirmed.`
        : `${confirmed} of ${computers} computers have confirmed.`,
    notYet: "Not yet, each when it next meets the server:",
    thisNotYet: "another program reads its file",
    orders: "Erased patients",
    noOrders: "Nobody was erased.",
    orderOf: (date: string, by: string) => `Ordered ${date} by ${by}`,
    erased: "Erased here.",
    certificate: "Certificate of erasure",
    record: "Record",
    reason: "Reason",
    orderedAt: "Ordered",
    orderedBy: "By",
    secondSigner: "Signed by",
    recoveryKey: "The recovery key",
    close: "Back to the patients",
  },
  {
    action: "Effacer définitivement…",
    title: "Effacer un patient définitivement",
    steps: {
      what: "Ce qui disparaît",
      why: "Motif",
      second: "Seconde signature",
      number: "Numéro de dossier",
      done: "Attestation",
    },
    whatHelp:
      "Tout ceci est effacé sur cet ordinateur, sur le serveur et sur tous les autres ordinateurs. Rien ne l’annule.",
    files: "Dossiers",
    records: "Contenu",
    noRecords: "Le dossier ne contient rien.",
    waiting: (n) =>
      n === 1
        ? "1 modification attend sur cet ordinateur et disparaît aussi."
        : `${n} modifications attendent sur cet ordinateur et disparaissent aussi.`,
    computers: "Ordinateurs",
    computersHelp: "Chacun efface le patient à son prochain contact avec le serveur.",
    lastSeen: (time) => `vu ${time}`,
    notYetSeen: "dernier contact : pas encore indiqué par le serveur",
    thisOne: "cet ordinateur",
    backups: "Les sauvegardes antérieures le contiennent encore : détruisez-les.",
    why: "Pourquoi effacer ce patient ?",
    reasons: {
      patientRequest: "Le patient l’a demandé",
      retentionEnded: "La durée légale de conservation est écoulée",
      courtOrder: "Un tribunal ou une autorité l’a ordonné",
    },
    secondHelp:
      "Deux personnes signent un effacement : vous, et qui détient la clé de récupération ou est aussi admin.",
    keyAlone:
      "Un effacement est signé deux fois : par vous et par la clé de récupération. Sans serveur, aucun admin ne signe.",
    byKey: "Clé de récupération",
    byAdmin: "Autre admin",
    adminHelp: "Vous devez tous deux être admins depuis trente jours. L’autre admin tape ici.",
    login: "Identifiant de l’autre admin",
    password: "Mot de passe de l’autre admin",
    chooseWhy: "Choisissez un motif.",
    enterSecond: "La seconde signature manque.",
    number: (file) => `Tapez le numéro de dossier ${file} pour continuer`,
    numberHelp: "Pour que personne ne soit effacé par erreur.",
    otherNumber: "C’est un autre numéro de dossier.",
    submit: (file) => `Effacer définitivement le dossier ${file}`,
    next: "Suivant",
    confirmed: (confirmed, computers) =>
      computers === 1
        ? `${confirmed} ordinateur sur 1 l’a confirmé.`
        : `${confirmed} ordinateurs sur ${computers} l’ont confirmé.`,
    notYet: "Pas encore, chacun à son prochain contact avec le serveur :",
    thisNotYet: "un autre programme lit son fichier",
    orders: "Patients effacés",
    noOrders: "Personne n’a été effacé.",
    orderOf: (date, by) => `Ordonné le ${date} par ${by}`,
    erased: "Effacé ici.",
    certificate: "Attestation d’effacement",
    record: "Dossier",
    reason: "Motif",
    orderedAt: "Ordonné",
    orderedBy: "Par",
    secondSigner: "Signé par",
    recoveryKey: "La clé de récupération",
    close: "Retour aux patients",
  },
);
