import { bilingual } from "./bilingual";

export const notes = bilingual(
  {
    kinds: { adime: "ADIME", soap: "SOAP", free: "Free text" }, kind: "Form of the note",
    sections: { assessment: "Assessment", diagnosis: "Diagnosis", intervention: "Intervention", monitoring: "Monitoring", subjective: "Subjective", objective: "Objective", plan: "Plan", text: "Text" },
    saving: "Saving…", savedAt: (time: string) => `Saved on this computer ${time}`, notSaved: "Could not save — keep this window open.", tryAgain: "Try again", typeSlash: "Type / for a template", templates: "Templates",
    sign: "Sign note", signTitle: "Sign and lock this note", signWhat: (sections: number) => sections === 1 ? "1 section becomes text that cannot be changed. Only an addendum can follow." : `${sections} sections become text that cannot be changed. Only an addendum can follow.`, signWho: (name: string, time: string) => `Signed as ${name}, ${time}.`, password: "Your password", signAndLock: "Sign and lock",
    signedBy: (name: string, at: string) => `Signed by ${name}, ${at}`, signatureBroken: "The signature does not match the text. Tell an admin.", addAddendum: "Add addendum", addendum: "Addendum", reason: "Reason", addendumText: "Text", addendumBy: (name: string, at: string) => `${name}, ${at}`,
    previous: "Previous note", noPrevious: "No earlier note", noPreviousHelp: "This is the first note of this patient.", older: "Older note", newer: "Newer note", copyAcross: "Copy across", recovered: (at: string) => `This draft of ${at} was found after the program stopped unexpectedly. Nothing is lost.`, empty: "Empty",
  },
  {
    kinds: { adime: "ADIME", soap: "SOAP", free: "Texte libre" }, kind: "Forme de la note",
    sections: { assessment: "Évaluation", diagnosis: "Diagnostic", intervention: "Intervention", monitoring: "Suivi", subjective: "Subjectif", objective: "Objectif", plan: "Plan", text: "Texte" },
    saving: "Enregistrement…", savedAt: (time: string) => `Enregistré sur cet ordinateur à ${time}`, notSaved: "Enregistrement impossible — gardez cette fenêtre ouverte.", tryAgain: "Réessayer", typeSlash: "Tapez / pour un modèle", templates: "Modèles",
    sign: "Signer la note", signTitle: "Signer et verrouiller cette note", signWhat: (sections: number) => sections === 1 ? "1 section ne pourra plus changer. Seul un complément pourra suivre." : `${sections} sections ne pourront plus changer. Seul un complément pourra suivre.`, signWho: (name: string, time: string) => `Signée par ${name}, ${time}.`, password: "Votre mot de passe", signAndLock: "Signer et verrouiller",
    signedBy: (name: string, at: string) => `Signée par ${name}, ${at}`, signatureBroken: "La signature ne correspond pas au texte. Prévenez un administrateur.", addAddendum: "Ajouter un complément", addendum: "Complément", reason: "Motif", addendumText: "Texte", addendumBy: (name: string, at: string) => `${name}, ${at}`,
    previous: "Note précédente", noPrevious: "Pas de note antérieure", noPreviousHelp: "C’est la première note de ce patient.", older: "Note plus ancienne", newer: "Note plus récente", copyAcross: "Recopier", recovered: (at: string) => `Ce brouillon du ${at} a été retrouvé après un arrêt inattendu. Rien n’est perdu.`, empty: "Vide",
  },
);
