import { bilingual } from "./bilingual";

/** The audit log: its list, its filters, one entry, and its export. */
export const audit = bilingual(
  {
    title: "Audit",
    line:
      "What was done on this computer, the newest first. " +
      "Entries not confirmed by the person’s own key are marked.",
    time: "Time",
    who: "Person",
    what: "Action",
    patient: "Patient",
    facility: "Facility",
    verification: "Proof",
    alone: "This computer’s word",
    noUser: "Nobody signed in",
    refused: "refused",
    failed: "failed",
    checking: "Checking the chain…",
    complete: (entries: string, time: string) => `Chain complete: ${entries} entries, checked ${time}`,
    aloneCount: (n: number, entries: string) =>
      n === 0
        ? ""
        : n === 1
          ? "1 entry names somebody on this computer’s word alone: no key of theirs opened the session."
          : `${entries} entries name somebody on this computer’s word alone: no key of theirs opened the session.`,
    broken: (entry: string, fault: string) => `The chain breaks at entry ${entry}: ${fault}`,
    otherBroken: (device: string) => `The chain of computer ${device} in this file breaks`,
    otherNumber: "This file names another computer than its signed row does",
    erasedByOrder: (n: number, entries: string) =>
      n === 1
        ? "The contents of 1 entry were erased with a patient, by an order that is here."
        : `The contents of ${entries} entries were erased with patients, by orders that are here.`,
    takenWithoutOrder: (n: number, entries: string) =>
      n === 1
        ? "The contents of 1 entry about a patient were taken away, and no order to erase them is here."
        : `The contents of ${entries} entries about patients were taken away, and no order to erase them is here.`,
    takenWithoutPatient: (n: number, entries: string) =>
      n === 1
        ? "The contents of 1 entry about no patient were taken away, which nobody may order."
        : `The contents of ${entries} entries about no patient were taken away, which nobody may order.`,
    brokenHelp: "The clinic’s file was changed from outside this program. Tell whoever answers for the records.",
    faults: {
      missing: "it is missing",
      unlinked: "it does not follow from the one before",
      changed: "it was changed",
      cutTail: "what the server holds after it is gone",
    },
    count: (n: number, entries: string) => (n === 1 ? "1 entry" : `${entries} entries`),
    newest: (entries: string) => `The newest ${entries} entries; scroll down for older ones`,
    checkAgain: "Check again",
    none: "No entries yet",
    noneHelp: "Whatever is opened or changed on this computer is noted here.",
    noMatch: "No entry matches",
    noMatchHelp: "Ask for more days, or for fewer things at once.",
    filters: {
      label: "Filters",
      patient: "Patient",
      patientHelp: "Name or number",
      noPatient: "No patient matches",
      person: "Person",
      anyone: "Anybody",
      anyFacility: "Any",
      operation: "Action",
      anything: "Anything",
      noOperation: "No such act",
      outcome: "Result",
      anyOutcome: "Any",
      from: "From",
      until: "To",
      day: "20 Nov 2026",
      badDay: "Not a day. Write 20 Nov 2026.",
      backwards: "Before the first day.",
      clear: "Clear filters",
    },
    outcomes: { done: "Done", refused: "Refused", failed: "Failed", warning: "Warnings" },
    entry: {
      label: "Entry",
      time: "Time",
      who: "Person",
      patient: "Patient",
      computer: "Computer",
      retained: "Retained until",
      result: "Result",
      number: "Entry",
      remark: "Remark",
      record: "Record",
      inSession: (entry: string, session: string) => `${entry}, in session ${session}`,
      warning: "Warning",
      refusedHelp: "Refused: nothing was shown or changed",
      verifiedHelp: "They opened the session with their own key.",
      aloneHelp: "This computer’s word alone: no key of theirs opened the session.",
      openPatient: "Open patient",
      changes: "Before and after",
      sealed: "Sealed for others",
      sealedHelp:
        "There is more to this entry, under a key that you do not hold. " +
        "Whoever held the audit key when it was made can open it.",
      none: "There is no more to this entry: it changed nothing.",
      field: "Field",
      before: "Before",
      after: "After",
      isNew: "New",
      nothing: "Nothing",
      undecryptable: "Sealed for others",
      withheld: "Your roles do not let you read this record, so its values are not shown.",
      wordless: "Changed in what has no words, as a key or a signature.",
      leftOut: "Not repeated here, because very much was written at once, or about another patient: see the records.",
      more: (n: number, parts: string) =>
        n === 1 ? "1 more part is in the export as JSON." : `${parts} more parts are in the export as JSON.`,
    },
    export: {
      open: "Export",
      title: "Export the audit log",
      filtered: "Only what the filters show is written.",
      all: "The whole audit log of this computer is written.",
      format: "Format",
      json: "JSON, with before and after",
      csv: "CSV, one line an entry",
      path: "File",
      pathHelp: "In your own folder, unless you write a whole path.",
      reason: "Reason",
      reasonHelp: "Kept in the audit log, whoever is erased later: name no patient.",
      run: "Export",
      unsealed: "What is in the file is not sealed: keep it as you would keep the paper.",
      done: (path: string, n: number, entries: string) =>
        `Wrote ${path} with ${n === 1 ? "1 entry" : `${entries} entries`}.`,
      soFar: (n: number, entries: string) =>
        `${n === 1 ? "1 entry" : `${entries} entries`} written so far. You can close this and go on with your work.`,
      notDone: "The audit log was not exported, and no file was kept. Try again on the Audit page.",
      fileName: "audit",
      bad: {
        required: "Say where to write it.",
        malformed: "This is not a path.",
        unknown: "There is no such folder.",
        taken: "There is a file of this name. It was left as it is.",
        impossible: "Nothing may be written into this folder.",
      },
    },
    tried: (what: string) => `Tried to: ${what}`,
  },
  {
    title: "Journal",
    line:
      "Ce qui a été fait sur cet ordinateur, le plus récent d’abord. Vérifié : " +
      "la personne nommée a ouvert la session avec sa propre clé.",
    time: "Heure",
    who: "Personne",
    what: "Action",
    patient: "Patient",
    facility: "Site",
    verification: "Preuve",
    alone: "Parole de l’ordinateur",
    noUser: "Personne n’était identifié",
    refused: "refusé",
    failed: "échoué",
    checking: "Vérification de la chaîne…",
    complete: (entries, time) => `Chaîne complète : ${entries} entrées, vérifiée le ${time}`,
    aloneCount: (n, entries) =>
      n === 0
        ? ""
        : n === 1
          ? "1 entrée nomme quelqu’un sur la seule foi de cet ordinateur : " +
            "aucune clé de cette personne n’a ouvert la session."
          : `${entries} entrées nomment quelqu’un sur la seule foi de cet ordinateur : ` +
            "aucune clé de ces personnes n’a ouvert la session.",
    broken: (entry, fault) => `La chaîne se rompt à l’entrée ${entry} : ${fault}`,
    otherBroken: (device: string) => `La chaîne de l’ordinateur ${device} dans ce fichier est rompue`,
    otherNumber: "Ce fichier nomme un autre ordinateur que sa ligne signée",
    erasedByOrder: (n, entries) =>
      n === 1
        ? "Le contenu d’une entrée a été effacé avec un patient, par un ordre qui est ici."
        : `Le contenu de ${entries} entrées a été effacé avec des patients, par des ordres qui sont ici.`,
    takenWithoutOrder: (n, entries) =>
      n === 1
        ? "Le contenu d’une entrée sur un patient a été retiré, et aucun ordre de l’effacer n’est ici."
        : `Le contenu de ${entries} entrées sur des patients a été retiré, et aucun ordre de les effacer n’est ici.`,
    takenWithoutPatient: (n, entries) =>
      n === 1
        ? "Le contenu d’une entrée sans patient a été retiré, ce que personne ne peut ordonner."
        : `Le contenu de ${entries} entrées sans patient a été retiré, ce que personne ne peut ordonner.`,
    brokenHelp:
      "Le fichier de la clinique a été modifié hors de ce programme. Prévenez la personne responsable des dossiers.",
    faults: {
      missing: "elle manque",
      unlinked: "elle ne suit pas la précédente",
      changed: "elle a été modifiée",
      cutTail: "ce que le serveur garde ensuite a disparu",
    },
    count: (n, entries) => (n === 1 ? "1 entrée" : `${entries} entrées`),
    newest: (entries) => `Les ${entries} entrées les plus récentes ; faites défiler pour les précédentes`,
    checkAgain: "Vérifier à nouveau",
    none: "Aucune entrée",
    noneHelp: "Tout ce qui est ouvert ou modifié sur cet ordinateur est noté ici.",
    noMatch: "Aucune entrée ne correspond",
    noMatchHelp: "Demandez plus de jours, ou moins de choses à la fois.",
    filters: {
      label: "Filtres",
      patient: "Patient",
      patientHelp: "Nom ou numéro",
      noPatient: "Aucun patient ne correspond",
      person: "Personne",
      anyone: "Tout le monde",
      anyFacility: "Tous",
      operation: "Action",
      anything: "Tout",
      noOperation: "Aucun acte de ce nom",
      outcome: "Résultat",
      anyOutcome: "Tous",
      from: "Du",
      until: "Au",
      day: "20 nov. 2026",
      badDay: "Ce n’est pas un jour. Écrivez 20 nov. 2026.",
      backwards: "Avant le premier jour.",
      clear: "Effacer les filtres",
    },
    outcomes: { done: "Fait", refused: "Refusé", failed: "Échoué", warning: "Avertissements" },
    entry: {
      label: "Entrée",
      time: "Heure",
      who: "Personne",
      patient: "Patient",
      computer: "Ordinateur",
      retained: "Conservée jusqu’au",
      result: "Résultat",
      number: "Entrée",
      remark: "Remarque",
      record: "Enregistrement",
      inSession: (entry, session) => `${entry}, dans la session ${session}`,
      warning: "Avertissement",
      refusedHelp: "Refusé : rien n’a été montré ni modifié",
      verifiedHelp: "Cette personne a ouvert la session avec sa propre clé.",
      aloneHelp: "Parole de l’ordinateur seul : aucune clé de cette personne n’a ouvert la session.",
      openPatient: "Ouvrir le patient",
      changes: "Avant et après",
      sealed: "Scellé pour d’autres",
      sealedHelp:
        "Cette entrée en dit plus, sous une clé que vous n’avez pas. " +
        "Qui détenait la clé du journal à ce moment peut l’ouvrir.",
      none: "Cette entrée ne dit rien de plus : elle n’a rien modifié.",
      field: "Champ",
      before: "Avant",
      after: "Après",
      isNew: "Nouveau",
      nothing: "Rien",
      undecryptable: "Scellé pour d’autres",
      withheld: "Vos rôles ne permettent pas de lire ce dossier : ses valeurs ne sont pas affichées.",
      wordless: "Modifié en ce qui n’a pas de mots, comme une clé ou une signature.",
      leftOut: "Non répété ici, car beaucoup a été écrit d’un coup, ou sur un autre patient : voir les dossiers.",
      more: (n, parts) =>
        n === 1
          ? "1 autre partie se trouve dans l’export JSON."
          : `${parts} autres parties se trouvent dans l’export JSON.`,
    },
    export: {
      open: "Exporter",
      title: "Exporter le journal",
      filtered: "Seul ce que montrent les filtres est écrit.",
      all: "Tout le journal de cet ordinateur est écrit.",
      format: "Format",
      json: "JSON, avec l’avant et l’après",
      csv: "CSV, une ligne par entrée",
      path: "Fichier",
      pathHelp: "Dans votre propre dossier, sauf chemin complet.",
      reason: "Motif",
      reasonHelp: "Gardé dans le journal, même après un effacement : ne nommez aucun patient.",
      run: "Exporter",
      unsealed: "Le contenu du fichier n’est pas scellé : gardez-le comme vous garderiez le papier.",
      done: (path, n, entries) => `${path} écrit avec ${n === 1 ? "1 entrée" : `${entries} entrées`}.`,
      soFar: (n, entries) =>
        `${n < 2 ? `${entries} entrée écrite` : `${entries} entrées écrites`} jusqu’ici. ` +
        "Vous pouvez fermer et continuer votre travail.",
      notDone: "Le journal n’a pas été exporté et aucun fichier n’a été gardé. Réessayez sur la page du journal.",
      fileName: "journal",
      bad: {
        required: "Indiquez où l’écrire.",
        malformed: "Ce n’est pas un chemin.",
        unknown: "Ce dossier n’existe pas.",
        taken: "Un fichier porte déjà ce nom. Il a été laissé en l’état.",
        impossible: "Rien ne peut être écrit dans ce dossier.",
      },
    },
    tried: (what) => `A tenté ${/^[aeiouéêhœ]/i.test(what) ? "d’" : "de "}${what}`,
  },
);
