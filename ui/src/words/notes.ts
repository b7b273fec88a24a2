import { bilingual } from "./bilingual";

export const notes = bilingual(
  {
    kinds: { adime: "ADIME", soap: "SOAP", free: "Free text" },
    kind: "Form of the note",
    sections: {
      assessment: "Assessment",
      diagnosis: "Diagnosis",
      intervention: "Intervention",
      monitoring: "Monitoring",
      subjective: "Subjective",
      objective: "Objective",
      plan: "Plan",
      text: "Text",
    },
    saving: "Saving…",
    savedAt: (time: string) => `Saved on this computer ${time}`,
    notSaved: "Could not save — keep this window open.",
    tryAgain: "Try again",
    typeSlash: "Type / for a template",
    templates: "Templates",
    sign: "Sign note",
    signTitle: "Sign and lock this note",
    signWhat: (sections: number) =>
      sections === 1
        ? "Once signed, this section can’t be edited. You can still add an addendum."
        : `Once signed, these ${sections} sections can’t be edited. You can still add an addendum.`,
    signEmpty: (sections: string) => `Still empty: ${sections}.`,
    signWho: (name: string, time: string) => `You are signing as ${name}, ${time}.`,
    password: "Your password",
    signAndLock: "Sign and lock",
    signedBy: (name: string, at: string) => `Signed by ${name}, ${at}`,
    signatureBroken: "The signature does not match the text. Tell an admin.",
    addAddendum: "Add addendum",
    addendum: "Addendum",
    reason: "Reason",
    addendumText: "Text",
    addendumBy: (name: string, at: string) => `${name}, ${at}`,
    previous: "Previous note",
    noPrevious: "No earlier note",
    noPreviousHelp: "This is the first note of this patient.",
    older: "Older note",
    newer: "Newer note",
    copyAcross: "Copy to today’s note",
    unstored: (notes: number) =>
      `${notes === 1 ? "A note that was typed here is" : `${notes} notes that were typed here are`} not on the disk. ` +
      "What was typed waits in this program, encrypted, and is stored once there is room; its author finds it on " +
      "signing in here. Leave the program open: closed now, it loses what waits.",
    leaveUnsaved: {
      title: "Leave what is not saved?",
      what: "The disk of this computer is full, so what was typed last could not be saved.",
      safe:
        "A note is kept, encrypted, and is there when you sign in here again. " +
        "A measurement that could not be saved is lost.",
      next: "Free some room first: what is open is then saved by itself.",
      stay: "Stay here",
      leave: "Leave anyway",
    },
    recovered: (at: string) =>
      `This draft of ${at} was found: the program had stopped unexpectedly, or the disk was full. Nothing is lost.`,
    empty: "Empty",
  },
  {
    kinds: { adime: "ADIME", soap: "SOAP", free: "Texte libre" },
    kind: "Forme de la note",
    sections: {
      assessment: "Évaluation",
      diagnosis: "Diagnostic",
      intervention: "Intervention",
      monitoring: "Suivi",
      subjective: "Subjectif",
      objective: "Objectif",
      plan: "Plan",
      text: "Texte",
    },
    saving: "Enregistrement…",
    savedAt: (time: string) => `Enregistré sur cet ordinateur à ${time}`,
    notSaved: "Enregistrement impossible — gardez cette fenêtre ouverte.",
    tryAgain: "Réessayer",
    typeSlash: "Tapez / pour un modèle",
    templates: "Modèles",
    sign: "Signer la note",
    signTitle: "Signer et verrouiller cette note",
    signWhat: (sections: number) =>
      sections === 1
        ? "Une fois signée, cette section ne pourra plus changer. Un complément restera possible."
        : `Une fois signées, ces ${sections} sections ne pourront plus changer. Un complément restera possible.`,
    signEmpty: (sections: string) => `Encore vide : ${sections}.`,
    signWho: (name: string, time: string) => `Vous signez en tant que ${name}, ${time}.`,
    password: "Votre mot de passe",
    signAndLock: "Signer et verrouiller",
    signedBy: (name: string, at: string) => `Signée par ${name}, ${at}`,
    signatureBroken: "La signature ne correspond pas au texte. Prévenez un administrateur.",
    addAddendum: "Ajouter un complément",
    addendum: "Complément",
    reason: "Motif",
    addendumText: "Texte",
    addendumBy: (name: string, at: string) => `${name}, ${at}`,
    previous: "Note précédente",
    noPrevious: "Pas de note antérieure",
    noPreviousHelp: "C’est la première note de ce patient.",
    older: "Note plus ancienne",
    newer: "Note plus récente",
    copyAcross: "Recopier dans la note du jour",
    unstored: (notes: number) =>
      `${notes === 1 ? "Une note saisie ici n’est pas" : `${notes} notes saisies ici ne sont pas`} sur le disque. ` +
      "La saisie attend dans ce programme, chiffrée, et sera enregistrée dès qu’il y aura de la place ; " +
      "son auteur la retrouve en ouvrant sa session ici. Laissez le programme ouvert : fermé maintenant, il la perd.",
    leaveUnsaved: {
      title: "Quitter ce qui n’est pas enregistré ?",
      what: "Le disque de cet ordinateur est plein : la dernière saisie n’a pas pu être enregistrée.",
      safe:
        "Une note est gardée, chiffrée, et vous la retrouvez en rouvrant votre session ici. " +
        "Une mesure non enregistrée est perdue.",
      next: "Libérez d’abord de la place : ce qui est ouvert s’enregistre alors tout seul.",
      stay: "Rester ici",
      leave: "Quitter quand même",
    },
    recovered: (at: string) =>
      `Ce brouillon du ${at} a été retrouvé : arrêt inattendu, ou disque plein. Rien n’est perdu.`,
    empty: "Vide",
  },
);
