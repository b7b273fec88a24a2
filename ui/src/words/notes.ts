import { bilingual } from "./bilingual";

export const notes = bilingual(
  {
    kinds: {
      adime: "ADIME",
      soap: "SOAP",
      consultation: "Consultation",
      diagnosis: "Diagnosis",
      treatment: "Treatment",
      progress: "Progress",
      letter: "Letter",
      free: "Free text",
    },
    kind: "Form of the note",
    sections: {
      assessment: "Assessment",
      diagnosis: "Diagnosis",
      intervention: "Intervention",
      monitoring: "Monitoring",
      subjective: "Subjective",
      objective: "Objective",
      plan: "Plan",
      question: "Question",
      addressee: "To",
      text: "Text",
    },
    saving: "Saving…",
    savedAt: (time: string) => `Saved on this computer ${time}`,
    notSaved: "Could not save — keep this window open.",
    diskFull: "The disk is full. Keep this window open.",
    tryAgain: "Try again",
    typeSlash: "Type / for a template or the chart",
    templates: "Templates",
    chart: "From the chart",
    chartFields: {
      today: "Today’s date",
      age: "Age",
      complaint: "Reason for the visit",
      measures: "Today’s measures",
      weight: "Weight",
      height: "Height",
      bmi: "BMI",
      allergies: "Allergies",
      conditions: "Conditions",
      medications: "Medicines",
      problems: "Problems",
      goals: "Goals",
    },
    chartUnread: "The chart could not be read. Nothing was put in; try again.",
    notRecorded: "not recorded",
    noneRecorded: "none recorded",
    notAllShown: (listed: string) => `${listed} (not all of the chart is here)`,
    customFields: "Further fields",
    yesNo: { yes: "Yes", no: "No", open: "Not said" },
    dateExample: "2026-11-20",
    notANumber: "This is not a number. The note cannot be signed with it.",
    versions: "Versions",
    versionsTitle: "Versions of this note",
    earlierVersion: "Earlier",
    laterVersion: "Later",
    oneVersion: (versions: number): string =>
      versions === 0 ? "Nothing of this note was saved yet." : "This note has one version. Nothing changed since.",
    sign: "Sign note",
    writeFirst: "Write a section first.",
    signTitle: "Sign and lock this note",
    signWhat: (sections: number) =>
      sections === 1
        ? "Once signed, this note can’t be edited. You can still add an addendum."
        : `Once signed, this note with its ${sections} sections can’t be edited. You can still add an addendum.`,
    signEmpty: (sections: string) => `Still empty: ${sections}.`,
    signWho: (name: string, time: string) => `You are signing as ${name}, ${time}.`,
    password: "Your password",
    typePassword: "Type your password first.",
    typeBoth: "Type the reason and the text first.",
    signAndLock: "Sign and lock",
    signedBy: (name: string, at: string) => `Signed by ${name}, ${at}`,
    signatureBroken:
      "The signature does not match the text, or its key does not count any more. Tell an admin: where the server " +
      "was restored, one who signs in on this computer can make it count again.",
    addAddendum: "Add addendum",
    addendum: "Addendum",
    reason: "Reason",
    addendumText: "Text",
    isVoid: "This note is void",
    voidTakesNone:
      "It was made void meanwhile and takes no addendum. Your text is saved here: copy it to another note.",
    copyText: "Copy the text",
    copied: "Copied.",
    notCopied: "Could not copy. Select the text and copy it by Ctrl C.",
    discardText: "Discard the text",
    addendumBy: (name: string, at: string) => `${name}, ${at}`,
    more: "More about this note",
    makeVoid: "Mark as void…",
    voidTitle: "Mark this note as void",
    voidWhat:
      "Its text stays readable under its signature, with your reason above it. Nothing more is added to it, and it " +
      "is no previous note any more. This can’t be undone.",
    voidNote: "Mark as void",
    typeReason: "Type the reason first.",
    voidSince: (date: string, name: string, reason: string) => `Void since ${date}, ${name}: ${reason}`,
    voidRefused: (date: string, name: string, reason: string) =>
      `${name} asked on ${date} to make this note void, and may not: ${reason}. The note stays as it was signed.`,
    voidSignatureBroken: "The signature of the user who made this note void does not hold. Tell an admin.",
    previous: "Previous note",
    writeWithout: "Write note without a visit",
    withoutVisit: "Notes without a visit",
    noPrevious: "No earlier note",
    noPreviousHelp: "This is the first note of this patient.",
    older: "Older note",
    newer: "Newer note",
    copyAcross: "Copy to today’s note",
    unstored: (notes: number) =>
      (notes === 1
        ? "A note or measurement that was typed here is not on the disk. "
        : `${notes} notes or measurements that were typed here are not on the disk. `) +
      "What was typed waits in this program, encrypted, and is stored once there is room; its author finds it on " +
      "signing in here. Leave the program open: closed now, it loses what waits.",
    leaveUnsaved: {
      title: "Leave what is not saved?",
      what: "The disk of this computer is full, so what was typed last could not be saved.",
      safe:
        "A note or a measurement is kept, encrypted, and is there when you sign in here again. " +
        "Anything else that could not be saved is lost.",
      next: "Free some room first: what is open is then saved by itself.",
      stay: "Stay here",
      leave: "Leave anyway",
    },
    recovered: (at: string) =>
      `This draft of ${at} was found: the program had stopped unexpectedly, or the disk was full. Nothing is lost.`,
    empty: "Empty",
  },
  {
    kinds: {
      adime: "ADIME",
      soap: "SOAP",
      consultation: "Consultation",
      diagnosis: "Diagnostic",
      treatment: "Traitement",
      progress: "Évolution",
      letter: "Lettre",
      free: "Texte libre",
    },
    kind: "Forme de la note",
    sections: {
      assessment: "Évaluation",
      diagnosis: "Diagnostic",
      intervention: "Intervention",
      monitoring: "Suivi",
      subjective: "Subjectif",
      objective: "Objectif",
      plan: "Plan",
      question: "Question",
      addressee: "Destinataire",
      text: "Texte",
    },
    saving: "Enregistrement…",
    savedAt: (time: string) => `Enregistré sur cet ordinateur à ${time}`,
    notSaved: "Enregistrement impossible — gardez cette fenêtre ouverte.",
    diskFull: "Le disque est plein. Gardez cette fenêtre ouverte.",
    tryAgain: "Réessayer",
    typeSlash: "Tapez / pour un modèle ou le dossier",
    templates: "Modèles",
    chart: "Du dossier",
    chartFields: {
      today: "Date du jour",
      age: "Âge",
      complaint: "Motif de la visite",
      measures: "Mesures du jour",
      weight: "Poids",
      height: "Taille",
      bmi: "IMC",
      allergies: "Allergies",
      conditions: "Antécédents",
      medications: "Médicaments",
      problems: "Problèmes",
      goals: "Objectifs",
    },
    chartUnread: "Le dossier n’a pas pu être lu. Rien n’a été repris ; réessayez.",
    notRecorded: "non renseigné",
    noneRecorded: "aucun noté",
    notAllShown: (listed: string) => `${listed} (le dossier n’est pas entier ici)`,
    customFields: "Autres champs",
    yesNo: { yes: "Oui", no: "Non", open: "Non dit" },
    dateExample: "2026-11-20",
    notANumber: "Ce n’est pas un nombre. La note ne peut pas être signée ainsi.",
    versions: "Versions",
    versionsTitle: "Versions de cette note",
    earlierVersion: "Avant",
    laterVersion: "Après",
    oneVersion: (versions: number) =>
      versions === 0 ? "Rien de cette note n’a encore été enregistré." : "Cette note a une seule version.",
    sign: "Signer la note",
    writeFirst: "Rédigez d’abord une section.",
    signTitle: "Signer et verrouiller cette note",
    signWhat: (sections: number) =>
      sections === 1
        ? "Une fois signée, cette note ne pourra plus changer. Un complément restera possible."
        : `Une fois signée, cette note de ${sections} sections ne pourra plus changer. Un complément restera possible.`,
    signEmpty: (sections: string) => `Encore vides : ${sections}.`,
    signWho: (name: string, time: string) => `Vous signez en tant que ${name}, ${time}.`,
    password: "Votre mot de passe",
    typePassword: "Saisissez d’abord votre mot de passe.",
    typeBoth: "Saisissez d’abord le motif et le texte.",
    signAndLock: "Signer et verrouiller",
    signedBy: (name: string, at: string) => `Signée par ${name}, ${at}`,
    signatureBroken:
      "La signature ne correspond pas au texte, ou sa clé ne compte plus. Prévenez un administrateur : si le serveur " +
      "a été restauré, sa connexion sur cet ordinateur peut la faire compter de nouveau.",
    addAddendum: "Ajouter un complément",
    addendum: "Complément",
    reason: "Motif",
    addendumText: "Texte",
    isVoid: "Cette note est annulée",
    voidTakesNone:
      "Elle a été annulée entre-temps et ne prend pas de complément. Votre texte est enregistré ici : copiez-le dans " +
      "une autre note.",
    copyText: "Copier le texte",
    copied: "Copié.",
    notCopied: "Copie impossible. Sélectionnez le texte et copiez-le avec Ctrl C.",
    discardText: "Supprimer le texte",
    addendumBy: (name: string, at: string) => `${name}, ${at}`,
    more: "Plus sur cette note",
    makeVoid: "Annuler cette note…",
    voidTitle: "Annuler cette note",
    voidWhat:
      "Son texte reste lisible sous sa signature, avec votre motif au-dessus. Rien n’y est plus ajouté, et elle " +
      "n’est plus proposée comme note précédente. Ceci est définitif.",
    voidNote: "Annuler la note",
    typeReason: "Saisissez d’abord le motif.",
    voidSince: (date: string, name: string, reason: string) => `Annulée depuis le ${date}, ${name} : ${reason}`,
    voidRefused: (date: string, name: string, reason: string) =>
      `${name} a demandé le ${date} l’annulation de cette note, sans en avoir le droit : ${reason}. La note reste ` +
      "telle qu’elle a été signée.",
    voidSignatureBroken: "La signature de qui a annulé cette note ne compte pas. Prévenez un administrateur.",
    previous: "Note précédente",
    writeWithout: "Écrire une note sans visite",
    withoutVisit: "Notes sans visite",
    noPrevious: "Pas de note antérieure",
    noPreviousHelp: "C’est la première note de ce patient.",
    older: "Note plus ancienne",
    newer: "Note plus récente",
    copyAcross: "Recopier dans la note du jour",
    unstored: (notes: number) =>
      (notes === 1
        ? "Une note ou une mesure saisie ici n’est pas sur le disque. "
        : `${notes} notes ou mesures saisies ici ne sont pas sur le disque. `) +
      "La saisie attend dans ce programme, chiffrée, et sera enregistrée dès qu’il y aura de la place ; " +
      "son auteur la retrouve en ouvrant sa session ici. Laissez le programme ouvert : fermé maintenant, il la perd.",
    leaveUnsaved: {
      title: "Quitter ce qui n’est pas enregistré ?",
      what: "Le disque de cet ordinateur est plein : la dernière saisie n’a pas pu être enregistrée.",
      safe:
        "Une note ou une mesure est gardée, chiffrée, et vous la retrouvez en rouvrant votre session ici. " +
        "Le reste de la saisie non enregistrée est perdu.",
      next: "Libérez d’abord de la place : ce qui est ouvert s’enregistre alors tout seul.",
      stay: "Rester ici",
      leave: "Quitter quand même",
    },
    recovered: (at: string) =>
      `Ce brouillon du ${at} a été retrouvé : arrêt inattendu, ou disque plein. Rien n’est perdu.`,
    empty: "Vide",
  },
);
