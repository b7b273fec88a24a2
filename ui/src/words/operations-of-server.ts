import { bilingual } from "./bilingual";

/** What the audit log calls each operation on the clinic's server. */
export const serverOperations = bilingual<Record<string, string>>(
  {
    "end server restore": "Ended the notice of a restored server",
    "name server": "Named the server again",
    "restart clock": "Took this computer’s time as right",
    "take server time": "Took the server’s time",
  },
  {
    "end server restore": "A mis fin à l’avis d’un serveur restauré",
    "name server": "A redonné le serveur",
    "restart clock": "A pris l’heure de cet ordinateur pour juste",
    "take server time": "A pris l’heure du serveur",
  },
);
