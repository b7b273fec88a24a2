import { bilingual } from "./bilingual";

/** Why a value that the server sent is not used, by the word of the vault. */
const reasons = bilingual<Record<string, string>>(
  {
    tag: "Not written with this clinic’s key, or changed since",
    unknown_secret: "The clinic’s key for it has not come yet",
    shape: "Of a form that this program does not take",
    too_large: "Too large",
    patient: "It names another patient than before",
    signature: "An admin’s signature is missing or wrong",
    unknown_signer: "The key of who signed it has not come yet",
    not_admin: "Who signed it was no admin then",
    damaged: "Changed in the file of this computer",
    incomplete: "Sent without a part that it needs",
  },
  {
    tag: "Pas écrit avec la clé de la clinique, ou modifié depuis",
    unknown_secret: "La clé de la clinique n’est pas encore arrivée",
    shape: "D’une forme que ce programme n’accepte pas",
    too_large: "Trop grand",
    patient: "Cite un autre patient qu’avant",
    signature: "Signature d’un administrateur absente ou fausse",
    unknown_signer: "La clé du signataire n’est pas encore arrivée",
    not_admin: "Le signataire n’était pas administrateur",
    damaged: "Modifié dans le fichier de cet ordinateur",
    incomplete: "Envoyé sans une partie nécessaire",
  },
);

/** Values that failed a check, and records that are missing here: what the server can be asked for again. */
export const quarantine = bilingual(
  {
    title: "Quarantined",
    help:
      "These failed a check. The last good value is shown, where there is one. " +
      "Who sent these is what the server says of them; nothing proves who it was.",
    inNameOf: "Author",
    fromComputer: "From computer",
    reasons: reasons.en,
    fetchAgain: "Fetch again",
    inOrder: "Everything is in order now.",
    stillWrong: (n: number) => (n === 1 ? "1 still fails the check." : `${n} still fail the check.`),
    damageHelp:
      "Some records on this computer are damaged or missing, so lists are incomplete. The rest is correct. " +
      "The server is asked for them; if that fails, an admin restores a backup or joins this computer again.",
    fetched: "The server was asked again. Open the list once more.",
  },
  {
    title: "En quarantaine",
    help:
      "Un contrôle a échoué. La dernière valeur correcte est affichée, s’il y en a une. " +
      "L’expéditeur affiché est celui que le serveur indique ; rien ne prouve qui c’était.",
    inNameOf: "Auteur",
    fromComputer: "De l’ordinateur",
    reasons: reasons.fr,
    fetchAgain: "Redemander",
    inOrder: "Tout est en ordre maintenant.",
    stillWrong: (n: number) => (n === 1 ? "1 échoue encore au contrôle." : `${n} échouent encore au contrôle.`),
    damageHelp:
      "Des données de cet ordinateur sont endommagées ou manquent : les listes sont incomplètes. Le reste est exact. " +
      "Elles sont demandées au serveur ; si cela échoue, un administrateur restaure une sauvegarde ou joint de " +
      "nouveau cet ordinateur.",
    fetched: "Le serveur a été interrogé de nouveau. Rouvrez la liste.",
  },
);
