import { bilingual } from "./bilingual";

/** A problem as cause, effect and next step. */
export type Sentence = { what: string; safe: string; next: string };
export const say = (what: string, safe: string, next: string): Sentence => ({ what, safe, next });

/** What goes wrong between this computer and a server; `untrusted` has a certificate that nothing vouches for. */
export const serverProblems = bilingual(
  {
    codeWrong: say(
      "This code is not known to the server.",
      "Nothing was changed.",
      "Compare it with what you were given.",
    ),
    codeUsed: say("This code was used before.", "Nothing was changed.", "Ask an admin for a new one."),
    codeExpired: say("This code is over an hour old.", "Nothing was changed.", "Ask an admin for a new one."),
    unreadable: say(
      "What is stored of this cannot be read by anybody.",
      "Nothing was changed. The sync page says who sent it.",
      "Write all of it anew; that takes its place.",
    ),
    offline: say(
      "The server cannot be reached.",
      "Everything is saved on this computer.",
      "Check the network; the next attempt comes by itself.",
    ),
    serverRefused: say(
      "The server refused this computer’s key.",
      "Your work is still saved here.",
      "Ask an admin to approve this computer.",
    ),
    serverTooOld: say(
      "This program and the server are too far apart in version.",
      "Your work is still saved here.",
      "Ask for an update.",
    ),
    suspended: say(
      "The operator of the server has suspended this clinic.",
      "Your work is still saved here, and goes with the next sync once the clinic is served again.",
      "Ask the operator why.",
    ),
    alreadyConnected: say(
      "This clinic is on another server already.",
      "Nothing was changed, and nothing was sent to the address that you typed.",
      "Go on with its own server; the Sync page shows the address.",
    ),
    alreadyRegistered: say(
      "This clinic is on the server already, or another clinic has taken its place there.",
      "Nothing was changed.",
      "Ask the operator of the server.",
    ),
    lastAdmin: say(
      "The clinic would be left without an admin.",
      "Nothing was changed.",
      "Make somebody else an admin first.",
    ),
    lastRole: say(
      "This is their last role.",
      "Another admin has ended their other one. Nothing was changed.",
      "Sync and look again, or deactivate them.",
    ),
    forked: say(
      "The server holds another history of this computer: its file was copied or restored.",
      "Your work is still saved here.",
      "Join the clinic again in an empty folder, and keep this one until its changes are found there.",
    ),
    clockTooFar: say(
      "The clock of this computer is ahead of the server’s.",
      "Your work is still saved here.",
      "Set the clock right, then sync again.",
    ),
    changeRejected: say(
      "The server did not take a change from this computer.",
      "It is kept here, and the Sync page lists it.",
      "Send it again from the Sync page; if it comes back, copy the details for support.",
    ),
    serverAltered: say(
      "The server’s address in the clinic’s file was changed from outside this program.",
      "Your work is saved on this computer.",
      "An admin names the server again on the Sync page.",
    ),
    notOurServer: say("Another service answers at this address.", "Nothing was sent.", "Check the address."),
    serverKeyChanged: say(
      "The server’s key is not the one that this computer knows.",
      "Nothing was sent to it, and your work is saved here.",
      "Ask whoever runs the server: where it has lost its key, an admin confirms the new one on the Sync page; " +
        "otherwise another machine answers in its place.",
    ),
    untrusted: say(
      "This computer does not trust the server’s certificate.",
      "Nothing was sent.",
      "Check the address, or name the certificate file that the operator gave you.",
    ),
    plainHttp: say("This address is not encrypted.", "Nothing was sent.", "Use an address that begins with https://."),
    notSeconded: say(
      "Nobody else has signed this who may.",
      "Nothing was erased.",
      "Use the recovery key. Another admin signs only with a server, and if both of you are admins for thirty days.",
    ),
    needsConnection: say("This change needs the server.", "Nothing was changed.", "Connect, then try again."),
  },
  {
    codeWrong: say("Le serveur ne connaît pas ce code.", "Rien n’a été modifié.", "Comparez-le avec celui reçu."),
    codeUsed: say("Ce code a déjà servi.", "Rien n’a été modifié.", "Demandez-en un nouveau à un administrateur."),
    codeExpired: say(
      "Ce code a plus d’une heure.",
      "Rien n’a été modifié.",
      "Demandez-en un nouveau à un administrateur.",
    ),
    unreadable: say(
      "Ce qui est enregistré ici n’est lisible par personne.",
      "Rien n’a été modifié. La page de synchronisation indique qui l’a envoyé.",
      "Saisissez le tout à nouveau ; cela le remplacera.",
    ),
    offline: say(
      "Le serveur est injoignable.",
      "Tout est enregistré sur cet ordinateur.",
      "Vérifiez le réseau ; un nouvel essai se fera tout seul.",
    ),
    serverRefused: say(
      "Le serveur a refusé la clé de cet ordinateur.",
      "Votre travail reste enregistré ici.",
      "Demandez à un administrateur d’approuver cet ordinateur.",
    ),
    serverTooOld: say(
      "Ce programme et le serveur ont des versions trop éloignées.",
      "Votre travail reste enregistré ici.",
      "Demandez une mise à jour.",
    ),
    suspended: say(
      "L’exploitant du serveur a suspendu cette clinique.",
      "Votre travail reste enregistré ici et partira dès que la clinique sera de nouveau servie.",
      "Demandez-lui pourquoi.",
    ),
    alreadyConnected: say(
      "Cette clinique est déjà sur un autre serveur.",
      "Rien n’a été modifié ni envoyé à l’adresse saisie.",
      "Continuez avec son propre serveur ; la page Synchronisation montre l’adresse.",
    ),
    alreadyRegistered: say(
      "Cette clinique est déjà sur le serveur, ou une autre y a pris sa place.",
      "Rien n’a été modifié.",
      "Demandez à l’exploitant du serveur.",
    ),
    lastAdmin: say(
      "La clinique n’aurait plus d’administrateur.",
      "Rien n’a été modifié.",
      "Nommez d’abord un autre administrateur.",
    ),
    lastRole: say(
      "C’est son dernier rôle.",
      "Un autre administrateur a mis fin à l’autre. Rien n’a été modifié.",
      "Synchronisez et regardez à nouveau, ou désactivez cet utilisateur.",
    ),
    forked: say(
      "Le serveur a une autre histoire de cet ordinateur : son fichier a été copié ou restauré.",
      "Votre travail reste enregistré ici.",
      "Rejoignez la clinique dans un dossier vide, et gardez celui-ci jusqu’à y retrouver ses modifications.",
    ),
    clockTooFar: say(
      "L’horloge de cet ordinateur avance sur celle du serveur.",
      "Votre travail reste enregistré ici.",
      "Réglez l’horloge, puis synchronisez.",
    ),
    changeRejected: say(
      "Le serveur n’a pas pris une modification de cet ordinateur.",
      "Elle est conservée ici et figure sur la page Synchronisation.",
      "Renvoyez-la depuis cette page ; si elle revient, copiez les détails pour l’assistance.",
    ),
    serverAltered: say(
      "L’adresse du serveur dans le fichier de la clinique a été modifiée hors de ce programme.",
      "Votre travail est enregistré sur cet ordinateur.",
      "Un administrateur redonne le serveur sur la page Synchronisation.",
    ),
    notOurServer: say("Un autre service répond à cette adresse.", "Rien n’a été envoyé.", "Vérifiez l’adresse."),
    serverKeyChanged: say(
      "La clé du serveur n’est pas celle que cet ordinateur connaît.",
      "Rien ne lui a été envoyé, et votre travail est enregistré ici.",
      "Demandez à son exploitant : s’il a perdu sa clé, un administrateur confirme la nouvelle sur la page " +
        "Synchronisation ; sinon une autre machine répond à sa place.",
    ),
    untrusted: say(
      "Cet ordinateur ne fait pas confiance au certificat du serveur.",
      "Rien n’a été envoyé.",
      "Vérifiez l’adresse, ou indiquez le fichier de certificat reçu de l’exploitant.",
    ),
    plainHttp: say(
      "Cette adresse n’est pas chiffrée.",
      "Rien n’a été envoyé.",
      "Utilisez une adresse qui commence par https://.",
    ),
    notSeconded: say(
      "Personne d’autre qui en ait le droit n’a signé.",
      "Rien n’a été effacé.",
      "Utilisez la clé de récupération. Un autre admin ne signe qu’avec un serveur, et après trente jours à vous deux.",
    ),
    needsConnection: say(
      "Cette modification demande le serveur.",
      "Rien n’a été modifié.",
      "Connectez-vous, puis réessayez.",
    ),
  },
);

/** Why a server refuses a change for good, by the code that it gives. */
export const refusals = bilingual<{ codes: Record<string, string>; other: (code: string) => string }>(
  {
    codes: {
      missing_right: "Whoever did this may not do it any more",
      not_admin: "Only an admin may do this",
      last_admin: "The clinic would have no admin left",
      last_role: "A user would have no role left",
      out_of_scope: "Not from this computer",
      wrong_tenant: "It belongs to another clinic",
      missing_reference: "It refers to something that is not there",
      not_unique: "Somebody else has taken this name or number",
      already_written: "It was written before and cannot change",
      stale_base: "It was changed by somebody else first",
      undecided: "Four versions of it wait for a decision first",
      signed: "It is signed by now, and what is signed is not deleted",
      purged: "The patient was erased for good",
      not_seconded: "Nobody else has signed it who may",
      patient_changed: "It would have moved to another patient",
      withdrawn: "It was rejected or discarded before, and that is final",
      clock_too_far: "The clock of this computer was wrong",
      too_large: "It is too large",
      bad_signature: "It was signed with a key that does not count any more; sending it again signs it anew",
      bad_value: "The server does not take one of its values",
      fork_detected: "A copy of this computer has sent something else",
      not_sealed: "The server does not take it as it is",
      undeclared_clear: "The server does not take it as it is",
      malformed: "The server cannot read it",
    },
    other: (code) => `The server refused it (${code})`,
  },
  {
    codes: {
      missing_right: "Son auteur n’en a plus le droit",
      not_admin: "Réservé à un administrateur",
      last_admin: "La clinique n’aurait plus d’administrateur",
      last_role: "Un utilisateur n’aurait plus de rôle",
      out_of_scope: "Pas depuis cet ordinateur",
      wrong_tenant: "Appartient à une autre clinique",
      missing_reference: "Renvoie à quelque chose qui n’existe pas",
      not_unique: "Ce nom ou ce numéro est déjà pris",
      already_written: "Déjà écrit et ne change plus",
      stale_base: "Quelqu’un d’autre l’a modifié avant",
      undecided: "Quatre versions attendent d’abord une décision",
      signed: "Signé entre-temps, et ce qui est signé ne se supprime pas",
      purged: "Le patient a été effacé définitivement",
      not_seconded: "Personne d’autre qui en ait le droit ne l’a signé",
      patient_changed: "Serait passé à un autre patient",
      withdrawn: "Rejeté ou abandonné auparavant, et c’est définitif",
      clock_too_far: "L’horloge de cet ordinateur était fausse",
      too_large: "Trop volumineux",
      bad_signature: "Signé d’une clé qui ne compte plus ; un nouvel envoi le signe de nouveau",
      bad_value: "Le serveur refuse une de ses valeurs",
      fork_detected: "Une copie de cet ordinateur a envoyé autre chose",
      not_sealed: "Le serveur ne le prend pas tel quel",
      undeclared_clear: "Le serveur ne le prend pas tel quel",
      malformed: "Le serveur ne peut pas le lire",
    },
    other: (code) => `Refusé par le serveur (${code})`,
  },
);
