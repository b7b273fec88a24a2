import { bilingual } from "./bilingual";
import { say, serverProblems } from "./server-problems";

/** Why a document was not added or opened, and what a server refuses. */
export const documentProblems = bilingual(
  {
    ...serverProblems.en,
    documentIncomplete: say(
      "Not all of this document is on this computer.",
      "What is here is safe.",
      "Sync for the rest; if its adding was interrupted, choose the same file again.",
    ),
    documentDamaged: say(
      "What this document has in it is not what was added: another program changed parts of it or took them out.",
      "Nothing of it is shown.",
      "Open it on another computer, restore a backup, or remove it and add the file anew.",
    ),
    photoDamaged: say(
      "What is stored as this photo is no picture that can be shown.",
      "Nothing of it is shown.",
      "Set another one, or remove it.",
    ),
    otherFile: say(
      "This is another file than the one that was begun.",
      "Nothing was changed.",
      "Choose the same file again, or remove the document and add this one.",
    ),
    fileChanged: say(
      "The file changed while it was read.",
      "What was read last was not added.",
      "Choose it again once no other program writes to it.",
    ),
  },
  {
    ...serverProblems.fr,
    documentIncomplete: say(
      "Ce document n’est pas entier sur cet ordinateur.",
      "Ce qui est ici est en sécurité.",
      "Synchronisez pour le reste ; si l’ajout a été interrompu, choisissez de nouveau le même fichier.",
    ),
    documentDamaged: say(
      "Le contenu de ce document n’est pas celui qui a été ajouté : un autre programme en a changé des parties.",
      "Rien n’en est montré.",
      "Ouvrez-le sur un autre ordinateur, restaurez une sauvegarde, ou retirez-le et ajoutez de nouveau le fichier.",
    ),
    photoDamaged: say(
      "Ce qui est enregistré comme photo n’est pas une image qui puisse être montrée.",
      "Rien n’en est montré.",
      "Mettez-en une autre, ou retirez-la.",
    ),
    otherFile: say(
      "C’est un autre fichier que celui qui a été commencé.",
      "Rien n’a été modifié.",
      "Choisissez de nouveau le même fichier, ou retirez le document et ajoutez celui-ci.",
    ),
    fileChanged: say(
      "Le fichier a changé pendant sa lecture.",
      "Ce qui a été lu en dernier n’a pas été ajouté.",
      "Choisissez-le de nouveau quand aucun autre programme n’y écrit.",
    ),
  },
);
