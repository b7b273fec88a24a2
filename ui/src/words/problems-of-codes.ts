import { bilingual } from "./bilingual";
import { say } from "./server-problems";

/** Why a user is not signed in: by a code, or on a computer whose lease is over. */
export const codeProblems = bilingual(
  {
    leaseOver: say(
      "This computer has been without the server for longer than the clinic allows, or a program edited what says so.",
      "Nothing was opened.",
      "Connect it to the network and try again in a minute, or ask an admin to sign in.",
    ),
    signInCodeExpired: say("This code has expired.", "Nothing was opened.", "Ask an admin for a new one."),
    passwordNotChosen: say(
      "No password has been chosen yet with this code.",
      "Nothing was opened or changed.",
      "Sign in with the code and choose a password.",
    ),
  },
  {
    leaseOver: say(
      "Cet ordinateur est sans le serveur depuis trop longtemps, ou un programme a modifié ce qui le dit.",
      "Rien n’a été ouvert.",
      "Connectez-le au réseau et réessayez dans une minute, ou demandez à un administrateur de se connecter.",
    ),
    signInCodeExpired: say("Ce code a expiré.", "Rien n’a été ouvert.", "Demandez-en un autre à un administrateur."),
    passwordNotChosen: say(
      "Aucun mot de passe n’a encore été choisi avec ce code.",
      "Rien n’a été ouvert ni modifié.",
      "Connectez-vous avec le code et choisissez un mot de passe.",
    ),
  },
);
