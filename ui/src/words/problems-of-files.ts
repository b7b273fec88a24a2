import { bilingual } from "./bilingual";
import { codeProblems } from "./problems-of-codes";
import { documentProblems } from "./problems-of-documents";
import { say } from "./server-problems";

/** Why the clinic’s file or its keys cannot be used on this computer, what is said of documents and of codes. */
export const fileProblems = bilingual(
  {
    ...codeProblems.en,
    ...documentProblems.en,
    backupUnreadable: say(
      "This is no backup of this clinic, it is damaged, or the key does not open it.",
      "Nothing was changed.",
      "Compare each group with the paper, or take another backup.",
    ),
    recordIncomplete: say(
      "A part of this record has not come to this computer, or failed a check.",
      "Nothing was changed, and no other record is affected.",
      "Open Sync and press “Fetch again”; where that does not help, who wrote it can write it again.",
    ),
    keysNotHere: say(
      "This computer does not hold the keys of this clinic.",
      "The file was left as it is and stays closed.",
      "Use the computer that it was made on, join with a code, or restore a backup.",
    ),
    keysDamaged: say(
      "The keys of this clinic that this computer stored are damaged.",
      "The clinic’s file was left as it is and may be whole.",
      "Put the keys back from a copy of this computer, join again with a code, or restore a backup.",
    ),
    keyStoreUnusable: say(
      "The key store of this computer cannot be used.",
      "Nothing was opened and nothing was changed.",
      "Unlock it, or give yourself access to the folder of the keys; then try again.",
    ),
    readOnly: say(
      "The clinic’s file, or the folder that was named, may not be read and written here.",
      "Nothing was changed, and what was saved before is whole.",
      "Give yourself access to the folder, or use one on a disk that can be written.",
    ),
  },
  {
    ...codeProblems.fr,
    ...documentProblems.fr,
    backupUnreadable: say(
      "Ce n’est pas une sauvegarde de cette clinique, elle est endommagée, ou la clé ne l’ouvre pas.",
      "Rien n’a été modifié.",
      "Comparez chaque groupe avec le papier, ou prenez une autre sauvegarde.",
    ),
    recordIncomplete: say(
      "Une partie de ce dossier n’est pas arrivée sur cet ordinateur, ou un contrôle a échoué.",
      "Rien n’a été modifié, et aucun autre dossier n’est concerné.",
      "Ouvrez Synchronisation et appuyez sur « Redemander » ; sinon, son auteur peut le réécrire.",
    ),
    keysNotHere: say(
      "Cet ordinateur n’a pas les clés de cette clinique.",
      "Le fichier a été laissé en l’état et reste fermé.",
      "Utilisez l’ordinateur où elle a été créée, rejoignez-la avec un code ou restaurez une sauvegarde.",
    ),
    keysDamaged: say(
      "Les clés de cette clinique conservées par cet ordinateur sont endommagées.",
      "Le fichier de la clinique a été laissé en l’état et peut être intact.",
      "Remettez les clés depuis une copie de cet ordinateur, rejoignez avec un code ou restaurez une sauvegarde.",
    ),
    keyStoreUnusable: say(
      "Le trousseau de cet ordinateur ne peut pas être utilisé.",
      "Rien n’a été ouvert ni modifié.",
      "Déverrouillez-le, ou donnez-vous accès au dossier des clés ; puis réessayez.",
    ),
    readOnly: say(
      "Le fichier de la clinique, ou le dossier indiqué, ne peut pas être lu et écrit ici.",
      "Rien n’a été modifié, et ce qui était enregistré est intact.",
      "Donnez-vous accès au dossier, ou utilisez-en un sur un disque où l’on peut écrire.",
    ),
  },
);
