import { bilingual } from "./bilingual";

export const conflicts = bilingual(
  {
    title: "Conflicts",
    none: "No conflicts",
    noneHelp: "When two people change the same field at the same time, both versions appear here.",
    here: "Here",
    there: "There",
    thisComputer: "this computer",
    sibling: (where: string, by: string, device: string, at: string) => `${where} — ${by}, ${device}, ${at}`,
    same: (n: number) => `${n === 1 ? "1 identical field" : `${n} identical fields`}`,
    chooseHere: "Use this version",
    chooseThere: "Use the other",
    chooseBoth: "Keep both",
    writeOwn: "Enter another value",
    both: "Both stay in the audit log.",
    resolve: (n: number) => (n === 1 ? "Resolve 1 field" : `Resolve ${n} fields`),
    chooseAll: "Choose for every field first.",
    empty: "empty",
    resolved: "Resolved",
    choice: (field: string) => `What to keep: ${field}`,
    signedStays: "Signed text stays; the other version is kept as an addendum.",
    show: "Show both versions",
    storeAsAddendum: "Keep as an addendum",
    pick: "Choose a conflict on the left.",
    deletion: "One person deleted this while another changed it. It stays until you decide.",
    deletionDelete: "Delete it",
    deletionUndone: "Keep it",
  },
  {
    title: "Conflits",
    none: "Aucun conflit",
    noneHelp: "Quand deux personnes changent le même champ en même temps, les deux versions apparaissent ici.",
    here: "Ici",
    there: "Là-bas",
    thisComputer: "cet ordinateur",
    sibling: (where: string, by: string, device: string, at: string) => `${where} — ${by}, ${device}, ${at}`,
    same: (n: number) => `${n === 1 ? "1 champ identique" : `${n} champs identiques`}`,
    chooseHere: "Prendre cette version",
    chooseThere: "Prendre l’autre",
    chooseBoth: "Garder les deux",
    writeOwn: "Saisir une autre valeur",
    both: "Les deux restent dans le journal.",
    resolve: (n: number) => (n === 1 ? "Résoudre 1 champ" : `Résoudre ${n} champs`),
    chooseAll: "Choisissez d’abord pour chaque champ.",
    empty: "vide",
    resolved: "Résolu",
    choice: (field: string) => `À garder : ${field}`,
    signedStays: "Le texte signé reste ; l’autre version devient un complément.",
    show: "Voir les deux versions",
    storeAsAddendum: "Garder comme complément",
    pick: "Choisissez un conflit à gauche.",
    deletion: "Une personne l’a supprimé pendant qu’une autre le modifiait. Il reste jusqu’à votre décision.",
    deletionDelete: "Supprimer",
    deletionUndone: "Garder",
  },
);

/** What came of computers that had been removed from the clinic, and of users who had been deactivated. */
export const review = bilingual(
  {
    title: "Review",
    none: "Nothing to review",
    noneHelp:
      "What still comes of a computer that was removed from the clinic, or of a user who was deactivated, " +
      "waits here for your decision.",
    entries: (n: number) => (n === 1 ? "1 entry" : `${n} entries`),
    noPatient: "No patient",
    from: (by: string, device: string) => `${by}, computer ${device}`,
    help: "None of it is in the records until you admit it.",
    causes: {
      removed: (device: string, at: string) =>
        `Computer ${device} was removed from the clinic on ${at}, before this was sent.`,
      other: (by: string) => `${by} was deactivated before this was sent, or it builds on an entry that waits.`,
      unknown: (by: string, device: string) =>
        `Before this was sent, computer ${device} was removed from the clinic or ${by} was deactivated.`,
    },
    entry: (what: string, at: string) => `${what}, ${at}`,
    unread: "Entry",
    admit: (n: number) => (n === 1 ? "Admit 1 entry" : `Admit ${n} entries`),
    reject: (n: number) => (n === 1 ? "Reject 1 entry…" : `Reject ${n} entries…`),
    rejectAsk: (n: number, whose: string) =>
      n === 1 ? `Reject 1 entry of ${whose} for good?` : `Reject ${n} entries of ${whose} for good?`,
    rejectHelp: "It never comes into the records, and nobody can bring it back. The reason is in the audit log.",
    rejectNow: "Reject",
    reason: "Reason",
    chooseOne: "Choose an entry first.",
    after: "Every computer shows what you admit after its next sync.",
    admitted: "Admitted",
    rejected: "Rejected",
    offline: "There is no connection, so the entries cannot be shown.",
    offlineHelp: (n: number) =>
      (n === 0 ? "Nothing is lost." : `${n === 1 ? "1 entry waits" : `${n} entries wait`} safely at the server.`) +
      " Try again once this computer is connected.",
    replacedKey: "Signed after the password was reset, with the old one. Ask its author before you admit it.",
    inadmissible: {
      notSigned: "Cannot be admitted: it is not signed by its author.",
      adminSigned: "Cannot be admitted: it changes staff, roles, keys or computers.",
      damaged: "Cannot be admitted: it is damaged.",
      unknownCell: "Cannot be admitted here: it is of a later version of the program.",
      sealed: "Your role cannot open this entry. Somebody who may open it decides.",
      missingRight: "Your role may not write this entry. Somebody who may write it decides.",
    },
  },
  {
    title: "À examiner",
    none: "Rien à examiner",
    noneHelp:
      "Ce qui vient encore d’un ordinateur retiré de la clinique, ou d’un compte désactivé, " +
      "attend ici votre décision.",
    entries: (n: number) => (n === 1 ? "1 saisie" : `${n} saisies`),
    noPatient: "Aucun patient",
    from: (by: string, device: string) => `${by}, ordinateur ${device}`,
    help: "Rien n’entre dans les dossiers tant que vous ne l’admettez pas.",
    causes: {
      removed: (device: string, at: string) =>
        `L’ordinateur ${device} a été retiré de la clinique le ${at}, avant cet envoi.`,
      other: (by: string) =>
        `Le compte de ${by} a été désactivé avant cet envoi, ou la saisie repose sur une autre qui attend.`,
      unknown: (by: string, device: string) =>
        `Avant cet envoi, l’ordinateur ${device} a été retiré de la clinique ` +
        `ou le compte de ${by} a été désactivé.`,
    },
    entry: (what: string, at: string) => `${what}, ${at}`,
    unread: "Saisie",
    admit: (n: number) => (n === 1 ? "Admettre 1 saisie" : `Admettre ${n} saisies`),
    reject: (n: number) => (n === 1 ? "Refuser 1 saisie…" : `Refuser ${n} saisies…`),
    rejectAsk: (n: number, whose: string) =>
      n === 1 ? `Refuser définitivement 1 saisie de ${whose} ?` : `Refuser définitivement ${n} saisies de ${whose} ?`,
    rejectHelp: "Elle n’entrera jamais dans les dossiers et ne peut pas revenir. Le motif est dans le journal.",
    rejectNow: "Refuser",
    reason: "Motif",
    chooseOne: "Choisissez d’abord une saisie.",
    after: "Chaque ordinateur montre ce que vous admettez après sa prochaine synchronisation.",
    admitted: "Admis",
    rejected: "Refusé",
    offline: "Il n’y a pas de connexion : les saisies ne peuvent pas être montrées.",
    offlineHelp: (n: number) =>
      (n === 0
        ? "Rien n’est perdu."
        : `${n === 1 ? "1 saisie attend" : `${n} saisies attendent`} en sécurité sur le serveur.`) +
      " Réessayez quand cet ordinateur sera connecté.",
    replacedKey:
      "Signée avec l’ancien mot de passe, après sa réinitialisation. Interrogez son auteur avant de l’admettre.",
    inadmissible: {
      notSigned: "Ne peut pas être admise : son auteur ne l’a pas signée.",
      adminSigned: "Ne peut pas être admise : elle change le personnel, les rôles, les clés ou les ordinateurs.",
      damaged: "Ne peut pas être admise : elle est endommagée.",
      unknownCell: "Ne peut pas être admise ici : elle vient d’une version plus récente.",
      sealed: "Votre rôle ne peut pas ouvrir cette saisie. Une personne qui le peut décidera.",
      missingRight: "Votre rôle ne permet pas cette saisie. Une personne qui y a droit décidera.",
    },
  },
);
