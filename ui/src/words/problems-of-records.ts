import { bilingual } from "./bilingual";
import { say } from "./server-problems";

/** Why a record stays as it is. */
export const recordProblems = bilingual(
  {
    absent: say(
      "The dietitian is absent or the room is closed then.",
      "Nothing was booked or moved.",
      "Choose another time, or end the absence first.",
    ),
    cancelled: say(
      "One of the two appointments was cancelled or missed meanwhile.",
      "They clash no longer, and nothing was changed.",
      "Go on with the next clash.",
    ),
    recallFinished: say(
      "This recall is finished, so its foods stay as they are.",
      "Nothing was changed.",
      "Go on with the recall first.",
    ),
    notDispensable: say(
      "This prescription is stopped, completed or expired, or has no refill left.",
      "Nothing was dispensed.",
      "Whoever prescribes can renew it.",
    ),
    alreadyDispensed: say(
      "This prescription was dispensed, so it stays as it was written.",
      "Nothing was changed.",
      "Stop it, and prescribe anew.",
    ),
    alreadyIssued: say(
      "This invoice is issued, so it stays as it is.",
      "Nothing was changed.",
      "Void it, and write another one.",
    ),
    invoiceVoid: say("This invoice is void.", "Nothing was changed.", "Write another one."),
    stillPaid: say("Something is paid on this invoice.", "Nothing was changed.", "Refund it before voiding."),
  },
  {
    absent: say(
      "Le diététicien est absent ou la salle est fermée à ce moment.",
      "Rien n’a été réservé ni déplacé.",
      "Choisissez un autre moment, ou terminez d’abord l’absence.",
    ),
    cancelled: say(
      "L’un des deux rendez-vous a été annulé ou manqué entre-temps.",
      "Ils ne se chevauchent plus, et rien n’a été modifié.",
      "Continuez avec le chevauchement suivant.",
    ),
    recallFinished: say(
      "Ce rappel est terminé : ses aliments restent tels quels.",
      "Rien n’a été modifié.",
      "Reprenez d’abord le rappel.",
    ),
    notDispensable: say(
      "Cette ordonnance est arrêtée, terminée ou expirée, ou n’a plus de renouvellement.",
      "Rien n’a été délivré.",
      "Le prescripteur peut la renouveler.",
    ),
    alreadyDispensed: say(
      "Cette ordonnance a été délivrée : elle reste telle qu’elle a été écrite.",
      "Rien n’a été modifié.",
      "Arrêtez-la, puis prescrivez à nouveau.",
    ),
    alreadyIssued: say(
      "Cette facture est émise : elle reste telle quelle.",
      "Rien n’a été modifié.",
      "Annulez-la, puis rédigez-en une autre.",
    ),
    invoiceVoid: say("Cette facture est annulée.", "Rien n’a été modifié.", "Rédigez-en une autre."),
    stillPaid: say(
      "Cette facture est payée en partie ou en entier.",
      "Rien n’a été modifié.",
      "Remboursez avant d’annuler.",
    ),
  },
);
