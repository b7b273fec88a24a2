import type { ProblemCode } from "../ipc/views";
import { bilingual } from "./bilingual";
import { fileProblems } from "./problems-of-files";
import { recordProblems } from "./problems-of-records";
import { say, type Sentence } from "./server-problems";

/** Each code that the program answers with. */
export const problems = bilingual<
  Record<ProblemCode | keyof typeof recordProblems.en | "untrusted" | "commonPassword" | "unseenCharacter", Sentence>
>(
  {
    ...fileProblems.en,
    ...recordProblems.en,
    commonPassword: say(
      "This password is one of those that are guessed first.",
      "Nothing was changed.",
      "Choose four words that do not belong together, and no name of the clinic or its user.",
    ),
    unseenCharacter: say(
      "This text has a character that is not shown.",
      "Nothing was changed.",
      "Type it anew instead of pasting it.",
    ),
    inactive: say("This user may no longer sign in.", "Nothing was opened.", "Ask an admin of your clinic."),
    revoked: say(
      "This computer was removed from the clinic.",
      "Nothing can be opened here any more.",
      "Ask an admin of your clinic.",
    ),
    passwordReplaced: say(
      "An admin gave you another password.",
      "What you saved before is kept; what you were typing is kept as a draft.",
      "Sign in with the new password.",
    ),
    fileAltered: say(
      "The clinic’s file was changed from outside this program.",
      "Nothing was opened and nothing was signed.",
      "Sync, and tell an admin; where that does not help, restore a backup or join again.",
    ),
    keyMissing: say(
      "Your key for this has not arrived yet.",
      "What is sealed stays sealed and is not lost.",
      "Sync, then try again.",
    ),
    notDemo: say("This is not a demo clinic.", "Nothing was changed.", "Use a clinic that was made as a demo."),
    fileNotOurs: say("This file is not a clinic.", "The file was left as it is.", "Choose another folder."),
    fileMissing: say(
      "The clinic’s file “vault.db” is no longer in its folder, or another one was put in its place.",
      "Nothing was saved or changed. In a clinic that is open, reading goes on until it is locked.",
      "Put the file back and try again. If it is lost, restore the last backup into an empty folder, or move this " +
        "folder away and join the clinic again. If another file belongs there, close NutriVault and open it again.",
    ),
    unfinished: say(
      "The file “unfinished” in the clinic’s folder says that a clinic was begun there and never completed.",
      "Everything there was left as it is.",
      "If you have worked with this clinic before, remove that file and try again. Otherwise repeat what was cut off.",
    ),
    importUnreadable: say(
      "The list cannot be read.",
      "Nothing was imported.",
      "Save it as CSV in UTF-8, then try again.",
    ),
    wrongPassword: say("Wrong password.", "Nothing was opened or signed.", "Type your password again."),
    lockedOut: say(
      "Too many wrong passwords.",
      "Your records are untouched.",
      "Wait until the time shown, or ask an admin to unlock you.",
    ),
    locked: say("The window is locked.", "What you typed was saved.", "Sign in again."),
    forbidden: say("Your role may not do this.", "Nothing was changed.", "Ask an admin of your clinic."),
    notFound: say("This record is not on this computer.", "Nothing was changed.", "Sync, then look again."),
    changedMeanwhile: say(
      "Someone changed this record after you opened it.",
      "Nothing was overwritten.",
      "Open it again and repeat your change.",
    ),
    invalid: say("One field cannot be saved as it is.", "What you typed is still here.", "Correct the marked field."),
    patientDeleted: say(
      "This patient was deleted.",
      "Nothing was changed.",
      "Have the patient brought back, then try again.",
    ),
    listNotEmpty: say(
      "The list has an entry that is not over, or one that cannot be shown.",
      "Nothing was changed.",
      "End or remove the entry first, then say that none is known.",
    ),
    notAllHere: say(
      "The charts have not all come to this computer, or not all can be read: what looks empty may not be.",
      "Nothing was changed.",
      "Sync first, then do it again.",
    ),
    visitOpen: say(
      "Another visit of this patient with you has not ended.",
      "No visit was started.",
      "Open that visit and end it, then start this one.",
    ),
    alreadySigned: say("This note was signed already.", "The signed text stays as it is.", "Add an addendum instead."),
    builtOn: say(
      "Other changes build on this one.",
      "Nothing was discarded.",
      "They now stand in this list, too: discard those first, the newest first, or send them again after this one.",
    ),
    conflictOpen: say(
      "Another version waits for a decision.",
      "Nothing was changed, and both versions are kept.",
      "Decide the conflict first; then read it again and go on.",
    ),
    empty: say("There is nothing in this note yet.", "Nothing was signed.", "Write at least one section."),
    recoveryKeyWrong: say(
      "The key that was typed does not open this clinic.",
      "Nothing was changed.",
      "Compare each group with the paper.",
    ),
    fileDamaged: say(
      "The clinic’s file on this computer is damaged.",
      "The file was left as it is, and nothing else was touched.",
      "Restore the last backup into an empty folder; where the clinic has a server, " +
        "this computer can join again instead.",
    ),
    fileNewer: say("The clinic’s file was written by a newer version.", "Nothing was changed.", "Update this program."),
    diskFull: say(
      "The disk is full.",
      "The last change was not saved; everything before it was.",
      "Free some room, then try again.",
    ),
    vaultBusy: say("Another program holds the clinic’s file.", "Nothing was changed.", "Close it, then try again."),
    internal: say(
      "Something went wrong in the program.",
      "What was saved stays saved.",
      "Try again; if it stays, copy the details under Sync for support.",
    ),
  },
  {
    ...fileProblems.fr,
    ...recordProblems.fr,
    commonPassword: say(
      "Ce mot de passe est de ceux que l’on devine en premier.",
      "Rien n’a été modifié.",
      "Choisissez quatre mots sans rapport, et aucun nom de la clinique ou de la personne.",
    ),
    unseenCharacter: say(
      "Ce texte contient un caractère invisible.",
      "Rien n’a été modifié.",
      "Saisissez-le à nouveau au lieu de le coller.",
    ),
    inactive: say(
      "Cet utilisateur ne peut plus s’identifier.",
      "Rien n’a été ouvert.",
      "Demandez à un administrateur.",
    ),
    revoked: say(
      "Cet ordinateur a été retiré de la clinique.",
      "Plus rien ne peut être ouvert ici.",
      "Demandez à un administrateur.",
    ),
    passwordReplaced: say(
      "Un administrateur vous a donné un autre mot de passe.",
      "Ce que vous aviez enregistré est conservé ; ce que vous tapiez est gardé en brouillon.",
      "Connectez-vous avec le nouveau mot de passe.",
    ),
    fileAltered: say(
      "Le fichier de la clinique a été modifié hors de ce programme.",
      "Rien n’a été ouvert ni signé.",
      "Synchronisez et prévenez un administrateur ; sinon, restaurez une sauvegarde ou rejoignez à nouveau.",
    ),
    keyMissing: say(
      "Votre clé n’est pas encore arrivée.",
      "Ce qui est scellé le reste et n’est pas perdu.",
      "Synchronisez, puis réessayez.",
    ),
    notDemo: say(
      "Ce n’est pas une clinique de démonstration.",
      "Rien n’a été modifié.",
      "Utilisez une clinique créée comme démonstration.",
    ),
    fileNotOurs: say(
      "Ce fichier n’est pas une clinique.",
      "Il a été laissé en l’état.",
      "Choisissez un autre dossier.",
    ),
    fileMissing: say(
      "Le fichier « vault.db » de la clinique n’est plus dans son dossier, ou un autre a été mis à sa place.",
      "Rien n’a été enregistré ni modifié. Dans une clinique ouverte, la lecture continue jusqu’au verrouillage.",
      "Remettez le fichier et réessayez. S’il est perdu, restaurez la dernière sauvegarde dans un dossier vide, ou " +
        "déplacez ce dossier et rejoignez la clinique. Si l’autre fichier est le bon, fermez NutriVault et rouvrez-le.",
    ),
    unfinished: say(
      "Le fichier « unfinished » du dossier de la clinique dit qu’une clinique y a été commencée et jamais achevée.",
      "Tout y a été laissé en l’état.",
      "Si vous avez déjà travaillé avec cette clinique, supprimez ce fichier et réessayez. Sinon, recommencez ce qui " +
        "a été interrompu.",
    ),
    importUnreadable: say(
      "La liste est illisible.",
      "Rien n’a été importé.",
      "Enregistrez-la en CSV UTF-8, puis réessayez.",
    ),
    wrongPassword: say(
      "Mot de passe incorrect.",
      "Rien n’a été ouvert ni signé.",
      "Saisissez à nouveau votre mot de passe.",
    ),
    lockedOut: say(
      "Trop de mots de passe incorrects.",
      "Vos dossiers sont intacts.",
      "Attendez l’heure indiquée ou demandez à un administrateur.",
    ),
    locked: say("La fenêtre est verrouillée.", "Votre saisie a été enregistrée.", "Identifiez-vous à nouveau."),
    forbidden: say("Votre rôle ne le permet pas.", "Rien n’a été modifié.", "Demandez à un administrateur."),
    notFound: say(
      "Ce dossier n’est pas sur cet ordinateur.",
      "Rien n’a été modifié.",
      "Synchronisez, puis cherchez à nouveau.",
    ),
    changedMeanwhile: say(
      "Quelqu’un a modifié ce dossier après son ouverture.",
      "Rien n’a été écrasé.",
      "Ouvrez-le à nouveau et refaites la modification.",
    ),
    invalid: say(
      "Un champ ne peut pas être enregistré ainsi.",
      "Votre saisie est toujours là.",
      "Corrigez le champ signalé.",
    ),
    patientDeleted: say(
      "Ce patient a été supprimé.",
      "Rien n’a été modifié.",
      "Faites rétablir le patient, puis réessayez.",
    ),
    listNotEmpty: say(
      "La liste contient une entrée qui n’est pas terminée ou qui ne peut pas être affichée.",
      "Rien n’a été modifié.",
      "Terminez ou retirez d’abord cette entrée, puis notez qu’il n’y en a aucune.",
    ),
    notAllHere: say(
      "Les dossiers ne sont pas tous ici, ou pas tous lisibles : ce qui semble vide ne l’est peut-être pas.",
      "Rien n’a été modifié.",
      "Synchronisez d’abord, puis recommencez.",
    ),
    visitOpen: say(
      "Une autre visite de ce patient avec vous n’est pas terminée.",
      "Aucune visite n’a commencé.",
      "Ouvrez cette visite et terminez-la, puis commencez celle-ci.",
    ),
    alreadySigned: say(
      "Cette note est déjà signée.",
      "Le texte signé reste inchangé.",
      "Ajoutez plutôt un complément.",
    ),
    builtOn: say(
      "D’autres modifications reposent sur celle-ci.",
      "Rien n’a été écarté.",
      "Elles figurent maintenant aussi dans cette liste : écartez-les d’abord, " +
        "la plus récente en premier, ou renvoyez-les après celle-ci.",
    ),
    conflictOpen: say(
      "Une autre version attend une décision.",
      "Rien n’a été modifié, et les deux versions sont conservées.",
      "Réglez d’abord le conflit, puis relisez et continuez.",
    ),
    empty: say("Cette note est encore vide.", "Rien n’a été signé.", "Écrivez au moins une section."),
    recoveryKeyWrong: say(
      "La clé saisie n’ouvre pas cette clinique.",
      "Rien n’a été modifié.",
      "Comparez chaque groupe avec le papier.",
    ),
    fileDamaged: say(
      "Le fichier de la clinique est endommagé.",
      "Il a été laissé en l’état et rien d’autre n’a été touché.",
      "Restaurez la dernière sauvegarde dans un dossier vide ; si la clinique a un serveur, " +
        "cet ordinateur peut aussi la rejoindre à nouveau.",
    ),
    fileNewer: say(
      "Le fichier vient d’une version plus récente.",
      "Rien n’a été modifié.",
      "Mettez ce programme à jour.",
    ),
    diskFull: say(
      "Le disque est plein.",
      "La dernière modification n’a pas été enregistrée ; tout le reste l’est.",
      "Libérez de la place, puis réessayez.",
    ),
    vaultBusy: say(
      "Un autre programme tient le fichier de la clinique.",
      "Rien n’a été modifié.",
      "Fermez-le, puis réessayez.",
    ),
    internal: say(
      "Une erreur s’est produite dans le programme.",
      "Ce qui était enregistré le reste.",
      "Réessayez ; sinon copiez les détails sous Synchronisation.",
    ),
  },
);
