import { bilingual } from "./bilingual";
import { say } from "./server-problems";

/** The clinics of one computer, and the way from one to another. */
export const clinics = bilingual(
  {
    switch: "Switch clinic",
    current: (name: string) => `Clinic: ${name}`,
    others: "Other clinics",
    add: "Add a clinic…",
    signedIn: (user: string) => `Signed in: ${user}`,
    locked: "Locked",
    notMade: "Not set up yet",
    notOpened: "Cannot be opened",
    stillOpen: (clinic: string, user: string) => `${clinic} is still open, as ${user}.`,
    backTo: (clinic: string) => `Back to ${clinic}`,
    lock: "Lock it",
    lockAll: "Lock them",
    gone: say(
      "This clinic is no longer on this computer.",
      "Nothing was changed, and you are where you were.",
      "Choose another clinic.",
    ),
  },
  {
    switch: "Changer de clinique",
    current: (name: string) => `Clinique : ${name}`,
    others: "Autres cliniques",
    add: "Ajouter une clinique…",
    signedIn: (user: string) => `Session ouverte : ${user}`,
    locked: "Verrouillée",
    notMade: "Pas encore installée",
    notOpened: "Impossible à ouvrir",
    stillOpen: (clinic: string, user: string) => `${clinic} est encore ouverte, au nom de ${user}.`,
    backTo: (clinic: string) => `Revenir à ${clinic}`,
    lock: "La verrouiller",
    lockAll: "Les verrouiller",
    gone: say(
      "Cette clinique n’est plus sur cet ordinateur.",
      "Rien n’a été modifié, et vous êtes là où vous étiez.",
      "Choisissez une autre clinique.",
    ),
  },
);
