import { bilingual } from "./bilingual";
import { damageKinds } from "./damage-kinds";

export const sync = bilingual(
  {
    title: "Sync",
    now: "Sync now",
    stop: "Stop",
    open: "Open the sync page",
    word: {
      noServer: "Only on this computer",
      synced: (time: string) => `Synced ${time}`,
      neverSynced: "Not synced yet",
      sending: (n: number) => `Sending ${n}…`,
      waiting: (n: number) => `${n} waiting`,
      offline: (since: string, n: number) => `Offline since ${since} · ${n} waiting`,
      away: "Offline",
      conflicts: (n: number) => (n === 1 ? "1 conflict to resolve" : `${n} conflicts to resolve`),
      rejected: (n: number) => (n === 1 ? "1 change rejected" : `${n} changes rejected`),
      quarantined: (n: number) => (n === 1 ? "1 damaged record" : `${n} damaged records`),
      stopped: "Sync stopped",
    },
    sentence: {
      noServer: "Everything you saved is safe on this computer. This clinic has no server yet.",
      synced: (time: string) => `All changes are on the server (last synced ${time}).`,
      syncedAgain: (time: string) => `Nothing waits to be sent (last synced ${time}).`,
      sending: (n: number) =>
        "Everything you saved is safe on this computer. " +
        `${n === 1 ? "1 change is on its way" : `${n} changes are on their way`} to the server.`,
      waiting: (n: number) =>
        "Everything you saved is safe on this computer. " +
        `${n === 1 ? "1 change has" : `${n} changes have`} not reached the server yet.`,
      offline: (n: number, since: string) =>
        `Everything you saved is safe on this computer. ${n === 1 ? "1 change has" : `${n} changes have`} ` +
        `not reached the server since ${since}, because there is no connection.`,
      away: "Everything you saved is safe on this computer, and nothing waits. There is no connection to the server.",
      altered: "Everything you saved is safe on this computer, and nothing is sent.",
      needsYou: "Everything you saved is safe on this computer.",
    },
    waiting: "Waiting changes",
    noWaiting: "Nothing to send",
    noWaitingHelp: "Every change of this computer has reached the server.",
    clinicData: "Clinic settings",
    changes: "Changes",
    since: "Since",
    patient: "Patient",
    what: "What",
    damageKinds: damageKinds.en,
    damageOf: (kind: string, records: string) => `${kind}: ${records}`,
    damaged: (rows: number) => `${rows} damaged`,
    missing: (rows: number) => `${rows} or more missing`,
    lostActions: (actions: string) =>
      `What an admin did is among them, and the server never gets it: ${actions}. ` +
      "Everything else is safe. Do this again.",
    lostAction: "Changed staff, roles, keys or computers",
    keyMissing:
      "Your key for some of this has not come: what looks empty may not be. Nothing is lost. Sync, or ask an admin.",
    toCome:
      "Not all records are on this computer yet: what looks empty may not be. Nothing is lost. Sync gets the rest.",
    why: "Why",
    devices: "Computers",
    state: "Status",
    name: "Name",
    lastSeen: "Last seen",
    leaseUntil: "Opens until",
    notYetSeen: "Not known here",
    version: "Version",
    revoke: "Revoke",
    revokeAsk: (name: string) => `Revoke ${name}? At its next contact its keys are destroyed and its data is erased.`,
    reason: "Reason",
    wrongClock: "Wrong clock",
    clockAhead: (span: string) =>
      `The clock of this computer is ${span} ahead of the server’s. Nothing is lost; set the clock in the system ` +
      "settings, then check what was recorded since it went wrong.",
    clockBehind: (span: string) =>
      `The clock of this computer is ${span} behind the server’s. Nothing is lost; set the clock in the system ` +
      "settings, then check what was recorded since it went wrong.",
    serverJumped: (span: string, isAhead: boolean) =>
      `The server’s clock is ${span} ${isAhead ? "ahead of" : "behind"} what this computer expects. Nothing is lost, ` +
      "and the server’s time was not taken; ask who runs the server.",
    takeServerTime: "The server is right",
    changesAhead: (span: string) =>
      `What was written last on this computer is dated ${span} ahead of its clock: that had run ahead, or is behind ` +
      "now. Nothing is lost; set the clock in the system settings, then check what was recorded meanwhile.",
    takeOwnTime: "The clock is right now",
    serverLacks: (day: string) =>
      `The server was restored from a backup of an earlier state, noticed on ${day} by this computer. What came from ` +
      "other computers since that backup may be on this computer alone: keep it, make a backup, and enter anew what " +
      "the other computers lack.",
    notCarried: "Signed by admins and not on the server",
    notCarriedHelp:
      "A restored server has lost these and has not taken them for a day: people, rights or computers may count " +
      "there that count no more. Nothing is lost here. An admin has them sent again, or does the same anew.",
    signedBy: "Signed by",
    carryAgain: "Try again for a day",
    endRestored: "Nothing is missing any more",
    serverRestored:
      "The clinic’s server was restored from an older backup. Nothing was lost here: this computer has kept what it " +
      "sent, and sends again what the server lacks.",
    renumbered:
      "This computer goes on under a new number, because its clock had run ahead or a copy of it was in use. Nothing " +
      "was lost, and there is nothing to do.",
    span: (minutes: number) =>
      minutes < 120
        ? `${minutes} minutes`
        : minutes < 2880
          ? `${Math.floor(minutes / 60)} hours`
          : `${Math.floor(minutes / 1440)} days`,
    details: "Details for support",
    copyHint: "Select and copy. It holds no patient data.",
    nameTitle: "Name the server again",
    nameHelp:
      "Give the address as the operator gave it. Nothing is trusted until your clinic has been found " +
      "there; no code is needed.",
    nameServer: "Use this server",
    addressFirst: "Fill in the address first.",
    keyTitle: "Confirm the server’s new key",
    keyHelp:
      "Only after the operator has said, by phone or in person, that the server has a new key. " +
      "They read out its code (nutrivault-server identity code). A wrong code changes nothing.",
    keyCode: "Code of the new key",
    keyWrong: "This is not the code of the key that answers. Nothing was changed or sent; have it read out again.",
    confirmKey: "Confirm the key",
    keyConfirmed: "The new key is known; what waits is sent again.",
    connectTitle: "Connect to a server",
    connectHelp: "The operator of the server gives an address and a one-use code.",
    done: "Sync finished",
    rejectedWait: (n: number) =>
      n === 1
        ? "The server rejected 1 change: send it again or discard it on the page Sync."
        : `The server rejected ${n} changes: send them again or discard them on the page Sync.`,
    conflictsWait: (n: number) =>
      n === 1 ? "1 conflict waits for a decision." : `${n} conflicts wait for a decision.`,
    showConflicts: "Show conflicts",
    never: "not yet",
  },
  {
    title: "Synchronisation",
    now: "Synchroniser",
    stop: "Arrêter",
    open: "Ouvrir la synchronisation",
    word: {
      noServer: "Seulement sur cet ordinateur",
      synced: (time: string) => `Synchronisé ${time}`,
      neverSynced: "Pas encore synchronisé",
      sending: (n: number) => `Envoi de ${n}…`,
      waiting: (n: number) => `${n} en attente`,
      offline: (since: string, n: number) => `Hors ligne depuis ${since} · ${n} en attente`,
      away: "Hors ligne",
      conflicts: (n: number) => (n === 1 ? "1 conflit à résoudre" : `${n} conflits à résoudre`),
      rejected: (n: number) => (n === 1 ? "1 modification refusée" : `${n} modifications refusées`),
      quarantined: (n: number) => (n === 1 ? "1 donnée endommagée" : `${n} données endommagées`),
      stopped: "Synchronisation arrêtée",
    },
    sentence: {
      noServer: "Tout est en sécurité sur cet ordinateur. Cette clinique n’a pas encore de serveur.",
      synced: (time: string) => `Toutes les modifications sont sur le serveur (dernière synchronisation : ${time}).`,
      syncedAgain: (time: string) => `Rien n’attend d’être envoyé (dernière synchronisation : ${time}).`,
      sending: (n: number) =>
        "Tout est en sécurité sur cet ordinateur. " +
        `${n === 1 ? "1 modification part" : `${n} modifications partent`} vers le serveur.`,
      waiting: (n: number) =>
        "Tout est en sécurité sur cet ordinateur. " +
        `${n === 1 ? "1 modification n’est" : `${n} modifications ne sont`} pas encore sur le serveur.`,
      offline: (n: number, since: string) =>
        "Tout est en sécurité sur cet ordinateur. " +
        `${n === 1 ? "1 modification attend" : `${n} modifications attendent`} depuis ${since}, faute de connexion.`,
      away: "Tout est en sécurité sur cet ordinateur et rien n’attend. Il n’y a pas de connexion au serveur.",
      altered: "Tout est en sécurité sur cet ordinateur et rien n’est envoyé.",
      needsYou: "Tout est en sécurité sur cet ordinateur.",
    },
    waiting: "Modifications en attente",
    noWaiting: "Rien à envoyer",
    noWaitingHelp: "Chaque modification de cet ordinateur est arrivée au serveur.",
    clinicData: "Réglages de la clinique",
    changes: "Nombre",
    since: "Depuis",
    patient: "Patient",
    what: "Quoi",
    damageKinds: damageKinds.fr,
    damageOf: (kind, records) => `${kind}\u00a0: ${records}`,
    damaged: (rows: number) => (rows === 1 ? "1 endommagé" : `${rows} endommagés`),
    missing: (rows: number) => `${rows} ou plus manquants`,
    lostActions: (actions: string) =>
      `Ce qu’un administrateur a fait en fait partie, et le serveur ne le recevra jamais : ${actions}. ` +
      "Tout le reste est en sécurité. Refaites-le.",
    lostAction: "A modifié le personnel, les rôles, les clés ou les ordinateurs",
    keyMissing:
      "Votre clé n’est pas encore là : ce qui semble vide ne l’est peut-être pas. Rien n’est perdu : synchronisez.",
    toCome: "Tout n’est pas encore ici : ce qui semble vide ne l’est peut-être pas. Synchronisez pour avoir la suite.",
    why: "Pourquoi",
    devices: "Ordinateurs",
    state: "Statut",
    name: "Nom",
    lastSeen: "Vu",
    leaseUntil: "S’ouvre jusqu’au",
    notYetSeen: "Inconnu ici",
    version: "Version",
    revoke: "Révoquer",
    revokeAsk: (name: string) =>
      `Révoquer ${name} ? À son prochain contact ses clés sont détruites et ses données effacées.`,
    reason: "Motif",
    wrongClock: "Horloge fausse",
    clockAhead: (span: string) =>
      `L’horloge de cet ordinateur avance de ${span} sur celle du serveur. Rien n’est perdu ; réglez l’horloge dans ` +
      "les paramètres du système, puis vérifiez ce qui a été noté depuis.",
    clockBehind: (span: string) =>
      `L’horloge de cet ordinateur retarde de ${span} sur celle du serveur. Rien n’est perdu ; réglez l’horloge dans ` +
      "les paramètres du système, puis vérifiez ce qui a été noté depuis.",
    serverJumped: (span: string, isAhead: boolean) =>
      `L’horloge du serveur ${isAhead ? "avance" : "retarde"} de ${span} sur ce que cet ordinateur attend. ` +
      "Rien n’est perdu, et l’heure du serveur n’a pas été prise ; demandez à qui gère le serveur.",
    takeServerTime: "Le serveur a raison",
    changesAhead: (span: string) =>
      `Ce qui a été noté en dernier sur cet ordinateur est daté de ${span} après son horloge : elle avançait, ou ` +
      "elle retarde à présent. Rien n’est perdu ; réglez-la dans les paramètres du système, puis vérifiez ce qui a " +
      "été noté.",
    takeOwnTime: "L’horloge est juste à présent",
    serverLacks: (day: string) =>
      "Le serveur a été restauré depuis une sauvegarde d’un état antérieur, ce que cet ordinateur a constaté le " +
      `${day} : ce qui est venu d’autres ordinateurs depuis cette sauvegarde peut n’être que sur cet ordinateur. ` +
      "Gardez-le, faites une sauvegarde et saisissez de nouveau ce qui manque aux autres ordinateurs.",
    notCarried: "Signé par des administrateurs et absent du serveur",
    notCarriedHelp:
      "Un serveur restauré a perdu ceci et ne l’a pas repris depuis un jour : des personnes, des droits ou des " +
      "ordinateurs peuvent y compter encore à tort. Rien n’est perdu ici. Un administrateur le fait renvoyer, ou le " +
      "refait.",
    signedBy: "Signé par",
    carryAgain: "Réessayer pendant un jour",
    endRestored: "Plus rien ne manque",
    serverRestored:
      "Le serveur de la clinique a été restauré depuis une sauvegarde plus ancienne. Rien n’est perdu ici : cet " +
      "ordinateur a gardé ce qu’il avait envoyé, et renvoie ce qui manque au serveur.",
    renumbered:
      "Cet ordinateur continue sous un nouveau numéro, car son horloge avançait ou une copie de lui était utilisée. " +
      "Rien n’est perdu, et il n’y a rien à faire.",
    span: (minutes: number) =>
      minutes < 120
        ? `${minutes} minutes`
        : minutes < 2880
          ? `${Math.floor(minutes / 60)} heures`
          : `${Math.floor(minutes / 1440)} jours`,
    details: "Détails pour l’assistance",
    copyHint: "Sélectionnez et copiez. Aucune donnée de patient.",
    nameTitle: "Redonner le serveur",
    nameHelp:
      "Donnez l’adresse reçue de l’exploitant. Rien n’est cru tant que votre clinique n’y a pas été " +
      "trouvée ; aucun code n’est demandé.",
    nameServer: "Utiliser ce serveur",
    addressFirst: "Saisissez d’abord l’adresse.",
    keyTitle: "Confirmer la nouvelle clé du serveur",
    keyHelp:
      "Seulement après que l’exploitant a dit, par téléphone ou de vive voix, que le serveur a une nouvelle clé. " +
      "Il en lit le code (nutrivault-server identity code). Un code faux ne change rien.",
    keyCode: "Code de la nouvelle clé",
    keyWrong: "Ce n’est pas le code de la clé qui répond. Rien n’a été modifié ni envoyé ; faites-le relire.",
    confirmKey: "Confirmer la clé",
    keyConfirmed: "La nouvelle clé est connue ; l’envoi reprend.",
    connectTitle: "Connecter à un serveur",
    connectHelp: "L’exploitant du serveur donne une adresse et un code à usage unique.",
    done: "Synchronisation terminée",
    rejectedWait: (n: number) =>
      n === 1
        ? "Le serveur a refusé 1 modification : renvoyez-la ou écartez-la sur la page Synchronisation."
        : `Le serveur a refusé ${n} modifications : renvoyez-les ou écartez-les sur la page Synchronisation.`,
    conflictsWait: (n: number) =>
      n === 1 ? "1 conflit attend une décision." : `${n} conflits attendent une décision.`,
    showConflicts: "Voir les conflits",
    never: "pas encore",
  },
);
