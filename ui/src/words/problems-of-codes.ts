import { bilingual } from "./bilingual";
import { say } from "./server-problems";

/** Why a code does not sign its user in, or no more than to choose a password. */
export const codeProblems = bilingual(
  {
    signInCodeExpired: say("This code has expired.", "Nothing was opened.", "Ask an admin for a new one."),
    passwordNotChosen: say(
      "No password has been chosen yet with this code.",
      "Nothing was opened or changed.",
      "Sign in with the code and choose a password.",
    ),
  },
  {
    signInCodeExpired: say("Ce code a expiré.", "Rien n’a été ouvert.", "Demandez-en un autre à un administrateur."),
    passwordNotChosen: say(
      "Aucun mot de passe n’a encore été choisi avec ce code.",
      "Rien n’a été ouvert ni modifié.",
      "Connectez-vous avec le code et choisissez un mot de passe.",
    ),
  },
);
