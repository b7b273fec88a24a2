import { bilingual } from "./bilingual";
import { say } from "./server-problems";

/** Why a record stays as it is. */
export const recordProblems = bilingual(
  {
    absent: say(
      "The provider is absent or the room is closed then.",
      "Nothing was booked or moved.",
      "Choose another time, or end the absence first.",
    ),
    cancelled: say(
      "One of the two appointments was cancelled or missed meanwhile.",
      "They clash no longer, and nothing was changed.",
      "Go on with the next clash.",
    ),
    numberTaken: say(
      "Another patient has this file number by now.",
      "Nothing was changed.",
      "Delete the other one first where both are one person.",
    ),
    overlapOver: say(
      "The two appointments do not overlap any more.",
      "Nothing was changed, and there is nothing to decide.",
      "Go on with the next clash.",
    ),
    recallFinished: say(
      "This recall is finished, so its foods stay as they are.",
      "Nothing was changed.",
      "Go on with the recall first.",
    ),
    planGiven: say(
      "This plan was given to the patient, who has it on paper as it is.",
      "Nothing was changed.",
      "Copy it to change it, or make it a draft again.",
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
    labCancelled: say(
      "These tests were cancelled, so nothing more is collected or entered for them.",
      "Nothing was changed.",
      "Order them anew, or enter what came on paper as a new sheet.",
    ),
    labNotCollected: say(
      "These tests are not collected yet, so they have no result.",
      "Nothing was changed.",
      "Collect them first.",
    ),
    labCollected: say("These tests are collected already.", "Nothing was changed.", "Enter their results."),
    labResulted: say(
      "These tests have results, so they are not cancelled.",
      "Nothing was changed.",
      "Take back a result that was entered in error.",
    ),
    labOfAnother: say(
      "Another user has ordered these tests, and reads their results.",
      "Nothing was changed.",
      "Tell them if it is urgent.",
    ),
    alreadyIssued: say(
      "This invoice is issued, so it stays as it is.",
      "Nothing was changed.",
      "Void it, and write another one.",
    ),
    invoiceVoid: say("This invoice is void.", "Nothing was changed.", "Write another one."),
    noteNotSigned: say("This note is a draft.", "Nothing was changed.", "Only a signed note is marked as void."),
    noteVoid: say("This note is void.", "Nothing was changed.", "Write another one."),
    noteOfAnother: say(
      "Another user wrote or signed this note.",
      "Nothing was changed.",
      "They or the head doctor of their department can sign it, or mark it as void.",
    ),
    stillPaid: say("Something is paid on this invoice.", "Nothing was changed.", "Refund it before voiding."),
    quoteInvoiced: say(
      "An invoice was made of this quote already, so it stays as it is.",
      "Nothing was changed.",
      "Open the quote again: its page leads to the invoice.",
    ),
    quoteDeclined: say(
      "This quote is declined, so no invoice is made of it.",
      "Nothing was changed.",
      "Take back first that it is declined.",
    ),
    quoteEmpty: say("This quote has no lines.", "Nothing was changed.", "Add a line and save it first."),
  },
  {
    absent: say(
      "Le praticien est absent ou la salle est fermée à ce moment.",
      "Rien n’a été réservé ni déplacé.",
      "Choisissez un autre moment, ou terminez d’abord l’absence.",
    ),
    cancelled: say(
      "L’un des deux rendez-vous a été annulé ou manqué entre-temps.",
      "Ils ne se chevauchent plus, et rien n’a été modifié.",
      "Continuez avec le chevauchement suivant.",
    ),
    numberTaken: say(
      "Un autre patient a maintenant ce numéro de dossier.",
      "Rien n’a été modifié.",
      "Supprimez d’abord l’autre s’il s’agit de la même personne.",
    ),
    overlapOver: say(
      "Les deux rendez-vous ne se chevauchent plus.",
      "Rien n’a été modifié, et il n’y a rien à décider.",
      "Continuez avec le chevauchement suivant.",
    ),
    recallFinished: say(
      "Ce rappel est terminé : ses aliments restent tels quels.",
      "Rien n’a été modifié.",
      "Reprenez d’abord le rappel.",
    ),
    planGiven: say(
      "Ce plan a été remis au patient, qui l’a sur papier tel quel.",
      "Rien n’a été modifié.",
      "Copiez-le pour le modifier, ou refaites-en un brouillon.",
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
    labCancelled: say(
      "Ces analyses sont annulées : plus rien n’est prélevé ni saisi pour elles.",
      "Rien n’a été modifié.",
      "Demandez-les à nouveau, ou saisissez le papier comme nouvelle feuille.",
    ),
    labNotCollected: say(
      "Ces analyses ne sont pas encore prélevées : elles n’ont pas de résultat.",
      "Rien n’a été modifié.",
      "Notez d’abord le prélèvement.",
    ),
    labCollected: say("Ces analyses sont déjà prélevées.", "Rien n’a été modifié.", "Saisissez leurs résultats."),
    labResulted: say(
      "Ces analyses ont des résultats : elles ne sont pas annulées.",
      "Rien n’a été modifié.",
      "Retirez un résultat saisi par erreur.",
    ),
    labOfAnother: say(
      "Un autre utilisateur a demandé ces analyses et lit leurs résultats.",
      "Rien n’a été modifié.",
      "Prévenez-le si c’est urgent.",
    ),
    alreadyIssued: say(
      "Cette facture est émise : elle reste telle quelle.",
      "Rien n’a été modifié.",
      "Annulez-la, puis rédigez-en une autre.",
    ),
    invoiceVoid: say("Cette facture est annulée.", "Rien n’a été modifié.", "Rédigez-en une autre."),
    noteNotSigned: say(
      "Cette note est un brouillon.",
      "Rien n’a été modifié.",
      "Seule une note signée peut être annulée.",
    ),
    noteVoid: say("Cette note est annulée.", "Rien n’a été modifié.", "Rédigez-en une autre."),
    noteOfAnother: say(
      "Un autre utilisateur a écrit ou signé cette note.",
      "Rien n’a été modifié.",
      "Lui ou le médecin-chef de son service peut la signer, ou l’annuler.",
    ),
    stillPaid: say(
      "Cette facture est payée en partie ou en entier.",
      "Rien n’a été modifié.",
      "Remboursez avant d’annuler.",
    ),
    quoteInvoiced: say(
      "Une facture a déjà été tirée de ce devis : il reste tel quel.",
      "Rien n’a été modifié.",
      "Ouvrez de nouveau le devis : sa page mène à la facture.",
    ),
    quoteDeclined: say(
      "Ce devis est refusé : aucune facture n’en est tirée.",
      "Rien n’a été modifié.",
      "Annulez d’abord le refus.",
    ),
    quoteEmpty: say("Ce devis n’a pas de ligne.", "Rien n’a été modifié.", "Ajoutez-en une et enregistrez-la d’abord."),
  },
);
