import { bilingual } from "./bilingual";

/** Codes with which users sign in once and choose a password. */
export const userCodes = bilingual(
  {
    missing: "Names, an e-mail, a role and a department where the clinic has some are needed.",
    departmentTakes: "Choose one: each user of a clinic with departments has one.",
    addHelp: "A code is shown next. With it they sign in once, within an hour, and choose a password.",
    codeOf: (name: string) => `Code for ${name}`,
    shown: (time: string) =>
      `It works once, until ${time}, in the place of a password, and is not shown again. ` +
      "Hand it over in person or by telephone.",
    done: "Done",
    make: "Make a code",
    newCode: "New code",
    newCodeHelp: "The code before this one stops working.",
    resetPassword: "Reset password",
    resetHelp:
      "Their password stops working on every computer. With the code they sign in once, within an hour, and choose " +
      "another.",
    pending: (time: string) => `Not activated yet, code valid until ${time}`,
    reset: (time: string) => `Password reset, code valid until ${time}`,
    expired: "Code expired",
    chooseTitle: "Choose your password",
    chooseHelp: "The code has served: from now on you sign in with this password. No other person knows it.",
    newPassword: "New password",
    choose: "Choose password",
  },
  {
    missing: "Il faut les noms, un courriel, un rôle et, si la clinique en a, un service.",
    departmentTakes: "Choisissez-en un : dans une clinique qui a des services, chacun en a un.",
    addHelp: "Un code s’affiche ensuite. Il sert une fois, dans l’heure, pour s’identifier et choisir un mot de passe.",
    codeOf: (name: string) => `Code pour ${name}`,
    shown: (time: string) =>
      `Il sert une fois, jusqu’à ${time}, à la place d’un mot de passe, et ne s’affichera plus. ` +
      "Remettez-le en personne ou par téléphone.",
    done: "Terminé",
    make: "Créer un code",
    newCode: "Nouveau code",
    newCodeHelp: "Le code précédent ne vaut plus.",
    resetPassword: "Remplacer le mot de passe",
    resetHelp:
      "Son mot de passe ne vaut plus sur aucun ordinateur. Le code sert une fois, dans l’heure, pour s’identifier et " +
      "en choisir un autre.",
    pending: (time: string) => `Pas encore activé, code valable jusqu’à ${time}`,
    reset: (time: string) => `Mot de passe à choisir, code valable jusqu’à ${time}`,
    expired: "Code expiré",
    chooseTitle: "Choisissez votre mot de passe",
    chooseHelp: "Le code a servi : désormais ce mot de passe vous identifie. Personne d’autre ne le connaît.",
    newPassword: "Nouveau mot de passe",
    choose: "Choisir ce mot de passe",
  },
);
