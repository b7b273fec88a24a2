import { bilingual } from "./bilingual";

export const settings = bilingual(
  {
    title: "Settings", users: "Users", status: "Status", addUser: "Add user", name: "Name", username: "User name", roles: "Roles", role: "Role", lastSignIn: "Last sign-in", active: "Active", inactive: "Inactive", never: "never", deactivate: "Deactivate", activate: "Activate", deactivateAsk: (name: string) => `Deactivate ${name}? They can no longer sign in; what they wrote stays.`, firstName: "First name", lastName: "Last name", email: "E-mail", password: "First password", added: (name: string) => `${name} can sign in now`, mine: "You",
    enrol: "Add a computer", enrolHelp: "On the new computer choose Join a clinic, then type the address and this code.", makeCode: "Make a code", code: "Code", address: "Address", validUntil: (time: string) => `Works once, until ${time}.`, needsServer: "A computer can be added once the clinic has a server.",
    clinic: "Clinic", lockMinutes: "Lock after", minutes: (n: number) => `${n} minutes`, recovery: "Recovery key", recoveryTested: (at: string, by: string) => `Recovery key last tested ${at} by ${by}`, recoveryNever: "The recovery key was never tested.", saved: "Saved",
    timeZone: "Time zone", secret: "Clinic secret", testRecovery: "Test the key", testAgain: "Test again", testTitle: "Test the recovery key", testHelp: "Take the paper from the safe and type all of it. It passes only when what you typed has opened this clinic.", groupOdd: (n: number) => `Group ${n} cannot be right: compare it with the paper`,
  },
  {
    title: "Réglages", users: "Utilisateurs", status: "Statut", addUser: "Ajouter", name: "Nom", username: "Nom d’utilisateur", roles: "Rôles", role: "Rôle", lastSignIn: "Dernière connexion", active: "Actif", inactive: "Inactif", never: "jamais", deactivate: "Désactiver", activate: "Activer", deactivateAsk: (name: string) => `Désactiver ${name} ? La connexion sera impossible ; les écrits restent.`, firstName: "Prénom", lastName: "Nom", email: "Courriel", password: "Premier mot de passe", added: (name: string) => `${name} peut maintenant s’identifier`, mine: "Vous",
    enrol: "Ajouter un ordinateur", enrolHelp: "Sur le nouvel ordinateur choisissez Rejoindre une clinique, puis saisissez l’adresse et ce code.", makeCode: "Créer un code", code: "Code", address: "Adresse", validUntil: (time: string) => `Sert une fois, jusqu’à ${time}.`, needsServer: "Il faut d’abord un serveur pour ajouter un ordinateur.",
    clinic: "Clinique", lockMinutes: "Verrouiller après", minutes: (n: number) => `${n} minutes`, recovery: "Clé de secours", recoveryTested: (at: string, by: string) => `Clé de secours vérifiée le ${at} par ${by}`, recoveryNever: "La clé de secours n’a jamais été vérifiée.", saved: "Enregistré",
    timeZone: "Fuseau horaire", secret: "Secret de la clinique", testRecovery: "Vérifier la clé", testAgain: "Vérifier à nouveau", testTitle: "Vérifier la clé de secours", testHelp: "Sortez le papier du coffre et saisissez tout. La clé est vérifiée seulement si ce que vous avez saisi a ouvert cette clinique.", groupOdd: (n: number) => `Le groupe ${n} ne peut pas être juste : comparez avec le papier`,
  },
);
