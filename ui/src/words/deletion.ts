import { bilingual } from "./bilingual";

/** The deletion of a patient, and its way back. */
export const deletion = bilingual(
  {
    action: "Delete patient",
    title: (name: string) => `Delete ${name}?`,
    help: "They leave every list and search. The record stays, with who deleted it and why, and can be brought back.",
    why: "Why",
    words: "In your words",
    done: (name: string) => `${name} is deleted`,
    since: (at: string) => `Deleted ${at}`,
    bringBack: "Bring back",
    isBack: (name: string) => `${name} is back`,
    list: "Deleted",
    listHelp: "The record of who is deleted stays and can be brought back from its page.",
    none: "Nobody is deleted",
    file: "File",
    at: "Deleted",
    by: "By",
  },
  {
    action: "Supprimer le patient",
    title: (name: string) => `Supprimer ${name} ?`,
    help: "Le patient quitte les listes. Le dossier reste, avec qui l’a supprimé et pourquoi, et peut revenir.",
    why: "Pourquoi",
    words: "En toutes lettres",
    done: (name: string) => `${name} est supprimé`,
    since: (at: string) => `Supprimé ${at}`,
    bringBack: "Rétablir",
    isBack: (name: string) => `${name} est de retour`,
    list: "Supprimés",
    listHelp: "Le dossier d’un patient supprimé reste et peut être rétabli depuis sa page.",
    none: "Aucun patient supprimé",
    file: "Dossier",
    at: "Supprimé",
    by: "Par",
  },
);
