import { bilingual } from "./bilingual";

export const frame = bilingual(
  {
    pages: {
      today: "Today",
      patients: "Patients",
      diary: "Diary",
      foods: "Foods",
      conflicts: "Conflicts",
      review: "Review",
      audit: "Audit",
      sync: "Sync",
      settings: "Settings",
    },
    findPlaceholder: "Find a patient or action",
    main: "Main",
    switchUser: "Switch user",
    lockNow: "Lock now",
    signOut: "Sign out",
    userMenu: "User menu",
    theme: "Appearance",
    light: "Light",
    dark: "Dark",
    system: "Match system",
    language: "Language",
    english: "English",
    french: "Français",
    demo: "Demo clinic",
    newPatient: "New patient",
    newAppointment: "New appointment",
    /** Other words for pages and actions. */
    also: {
      newPatient: "register add patient",
      newAppointment: "book add appointment schedule",
      lock: "leave",
      today: "home start visit sign notes list",
      patients: "people list",
      diary: "calendar appointments schedule agenda arrive",
      conflicts: "versions merge",
      review: "held removed revoked deactivated computer user admit reject",
      audit: "log history",
      foods: "own clinic nutrients allergens",
      sync: "server computers devices connect",
      settings: "users password admin recovery key",
    },
    showKeys: "Keyboard shortcuts",
    openPage: (page: string) => `Open ${page}`,
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    back: "Back",
    next: "Next",
    tryAgain: "Try again",
    remove: "Remove",
    undo: "Undo",
    notUndone: "It could not be undone. Nothing was changed; look at it as it is now.",
    more: "More",
    loading: "Loading",
    goTo: "Go to",
    textSize: "Text size",
    notRecorded: "not recorded",
    actions: "Actions",
    patientHits: "Patients",
    fileAlarms: {
      edited:
        "Another program edited what the clinic’s file says of this computer, of the clinic, its staff, roles, " +
        "waiting changes or wrong passwords, or how many records there are. Some may be missing.",
      older:
        "An older copy of the clinic’s file was put in the place of the newer one. " +
        "What was entered since is not in it.",
      otherAudit: "The audit log of this computer lacks entries that it had, or has others in their place.",
      lostChanges:
        "Another program took changes out of those that wait for the server. " +
        "They are in the records here, and the server does not have them.",
      noAnchor:
        "The key store of this computer knew how far the clinic’s file had come; it is gone or cannot be read. " +
        "An older copy may be in its place.",
    },
    fileAlarmHelp: "You can go on working. Tell whoever answers for the records.",
    acceptFile: {
      ask: "Go on from this file",
      title: "Go on from the clinic’s file as it is?",
      safe: "Nothing in this file is changed. What is not in it does not come back.",
      next:
        "If the newer file or a backup is at hand, put that back instead. " +
        "Otherwise accept this one, then enter again what is missing.",
      reason: "Reason",
      reasonHelp: "Why it is another file. Kept in the audit log.",
      run: "Accept the file",
      done: "The file is accepted and the warning is over. Enter again what is missing.",
    },
    anchors: {
      stored: "",
      missing: "An older copy of the clinic’s file would not be noticed until somebody has signed in here once.",
      unusable:
        "This computer’s key store does not give or take what it should know. An older copy of the clinic’s file " +
        "would not be noticed, and would have more tries for a password.",
    },
    diskFull:
      "The disk of this computer is full. What was saved is safe and can be read, but nothing more is saved: " +
      "free some room, and this notice goes.",
    secretInFile: "This computer has no keychain; the clinic’s key is in a file only your account can read.",
    keys: {
      everywhere: "Everywhere",
      inDiary: "In the diary",
      inLists: "In lists and visits",
      find: "Find patient or action",
      lock: "Lock",
      fold: "Collapse menu",
      primary: "Main action",
      pane: "Next pane",
      tabs: "Tab 1 to 7",
      all: "All keys",
      close: "Close",
      diaryToday: "Today",
      diaryStep: "Day before, day after",
      diaryNew: "Book",
      rows: "From row to row",
      ends: "First row, last row",
      measure: "Next measure",
      template: "Template in a note",
    },
  },
  {
    pages: {
      today: "Aujourd’hui",
      patients: "Patients",
      diary: "Agenda",
      foods: "Aliments",
      conflicts: "Conflits",
      review: "À examiner",
      audit: "Journal",
      sync: "Synchronisation",
      settings: "Réglages",
    },
    findPlaceholder: "Chercher patient ou action",
    main: "Principal",
    switchUser: "Changer d’utilisateur",
    lockNow: "Verrouiller",
    signOut: "Se déconnecter",
    userMenu: "Menu de l’utilisateur",
    theme: "Apparence",
    light: "Claire",
    dark: "Sombre",
    system: "Selon le système",
    language: "Langue",
    english: "English",
    french: "Français",
    demo: "Clinique de démonstration",
    newPatient: "Nouveau patient",
    newAppointment: "Nouveau rendez-vous",
    also: {
      newPatient: "enregistrer ajouter patient",
      newAppointment: "réserver prendre rendez-vous",
      lock: "quitter",
      today: "accueil visite signer notes liste",
      patients: "personnes liste",
      diary: "calendrier rendez-vous planning arrivée",
      conflicts: "versions fusion",
      review: "ordinateur retiré révoqué compte désactivé admettre refuser",
      audit: "historique",
      foods: "propres clinique nutriments allergènes",
      sync: "serveur ordinateurs appareils connecter",
      settings: "utilisateurs mot passe clé secours",
    },
    showKeys: "Raccourcis clavier",
    openPage: (page: string) => `Ouvrir ${page}`,
    save: "Enregistrer",
    cancel: "Annuler",
    close: "Fermer",
    back: "Retour",
    next: "Suivant",
    tryAgain: "Réessayer",
    remove: "Retirer",
    undo: "Défaire",
    notUndone: "Impossible d’annuler. Rien n’a été modifié ; regardez l’état actuel.",
    more: "Plus",
    loading: "Chargement",
    goTo: "Aller à",
    textSize: "Taille du texte",
    notRecorded: "non renseigné",
    actions: "Actions",
    patientHits: "Patients",
    fileAlarms: {
      edited:
        "Un autre programme a modifié ce que le fichier dit de cet ordinateur, de la clinique, du personnel, " +
        "des rôles, de ce qui attend, des mots de passe erronés ou du nombre d’éléments. Il peut en manquer.",
      older:
        "Une copie plus ancienne du fichier de la clinique a remplacé la plus récente. " +
        "Ce qui a été saisi depuis n’y est pas.",
      otherAudit: "Le journal de cet ordinateur a perdu des entrées, ou d’autres ont pris leur place.",
      lostChanges:
        "Un autre programme a retiré des modifications de celles qui attendent le serveur. " +
        "Elles sont dans les dossiers ici, et le serveur ne les a pas.",
      noAnchor:
        "Le trousseau de cet ordinateur savait où en était le fichier de la clinique ; il ne le dit plus. " +
        "Une copie plus ancienne a pu le remplacer.",
    },
    fileAlarmHelp: "Vous pouvez continuer à travailler. Prévenez la personne responsable des dossiers.",
    acceptFile: {
      ask: "Continuer avec ce fichier",
      title: "Continuer avec le fichier de la clinique tel quel ?",
      safe: "Rien ne change dans ce fichier. Ce qui n’y est pas ne revient pas.",
      next:
        "Si le fichier plus récent ou une sauvegarde est disponible, remettez-le à sa place. " +
        "Sinon acceptez celui-ci, puis saisissez de nouveau ce qui manque.",
      reason: "Motif",
      reasonHelp: "Pourquoi c’est un autre fichier. Gardé dans le journal.",
      run: "Accepter le fichier",
      done: "Le fichier est accepté et l’avertissement terminé. Saisissez de nouveau ce qui manque.",
    },
    anchors: {
      stored: "",
      missing: "Une copie plus ancienne du fichier ne serait pas remarquée avant la prochaine ouverture de session.",
      unusable:
        "Le trousseau de cet ordinateur ne donne pas ou ne prend pas ce qu’il devrait savoir. Une copie plus " +
        "ancienne du fichier ne serait pas remarquée et aurait plus d’essais pour un mot de passe.",
    },
    diskFull:
      "Le disque de cet ordinateur est plein. Ce qui a été enregistré est intact et lisible, " +
      "mais plus rien n’est enregistré : libérez de la place, et cet avis disparaît.",
    secretInFile:
      "Cet ordinateur n’a pas de trousseau ; " +
      "la clé de la clinique est dans un fichier que seul votre compte peut lire.",
    keys: {
      everywhere: "Partout",
      inDiary: "Dans l’agenda",
      inLists: "Listes et visites",
      find: "Chercher un patient ou une action",
      lock: "Verrouiller",
      fold: "Réduire le menu",
      primary: "Action principale",
      pane: "Volet suivant",
      tabs: "Onglet 1 à 7",
      all: "Toutes les touches",
      close: "Fermer",
      diaryToday: "Aujourd’hui",
      diaryStep: "Jour précédent, jour suivant",
      diaryNew: "Réserver",
      rows: "D’une ligne à l’autre",
      ends: "Première ligne, dernière ligne",
      measure: "Mesure suivante",
      template: "Modèle dans une note",
    },
  },
);
