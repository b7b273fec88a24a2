import { bilingual } from "./bilingual";

export const sync = bilingual(
  {
    title: "Sync", now: "Sync now", stop: "Stop", open: "Open the sync page",
    word: { noServer: "Only on this computer", synced: (time: string) => `Synced ${time}`, neverSynced: "Not synced yet", sending: (n: number) => `Sending ${n}…`, waiting: (n: number) => `${n} waiting`, offline: (since: string, n: number) => `Offline since ${since} · ${n} waiting`, needsYou: "Sync needs you" },
    sentence: { noServer: "Everything you saved is safe on this computer. This clinic has no server yet.", synced: (time: string) => `Everything you saved is on the server since ${time}.`, sending: (n: number) => `Everything you saved is safe on this computer. ${n} changes are on their way to the server.`, waiting: (n: number) => `Everything you saved is safe on this computer. ${n} changes have not reached the server yet.`, offline: (n: number, since: string) => `Everything you saved is safe on this computer. ${n} changes have not reached the server since ${since}, because there is no connection.`, needsYou: "Everything you saved is safe on this computer. Something below needs a decision." },
    waiting: "Waiting changes", noWaiting: "Nothing waits", noWaitingHelp: "Every change of this computer has reached the server.", clinicData: "Clinic settings", changes: "Changes", since: "Since", patient: "Patient",
    refused: "Refused by the server", what: "What", sendAgain: "Send again", parked: "Kept aside", why: "Why",
    devices: "Computers", state: "Status", next: "Next step", name: "Name", lastSeen: "Last seen", version: "Version", revoke: "Revoke", revokeAsk: (name: string) => `Revoke ${name}? At its next contact its keys are destroyed and its data is erased.`, reason: "Reason", details: "Details for support", copyHint: "Select and copy. It holds no patient data.",
    connectTitle: "Connect to a server", connectHelp: "The operator of the server gives an address and a one-use code.", done: "Sync finished", conflictsWait: (n: number) => (n === 1 ? "1 conflict waits for a decision." : `${n} conflicts wait for a decision.`), showConflicts: "Show conflicts",
  },
  {
    title: "Synchronisation", now: "Synchroniser", stop: "Arrêter", open: "Ouvrir la synchronisation",
    word: { noServer: "Seulement sur cet ordinateur", synced: (time: string) => `Synchronisé ${time}`, neverSynced: "Pas encore synchronisé", sending: (n: number) => `Envoi de ${n}…`, waiting: (n: number) => `${n} en attente`, offline: (since: string, n: number) => `Hors ligne depuis ${since} · ${n} en attente`, needsYou: "La synchronisation vous attend" },
    sentence: { noServer: "Tout est en sécurité sur cet ordinateur. Cette clinique n’a pas encore de serveur.", synced: (time: string) => `Tout est sur le serveur depuis ${time}.`, sending: (n: number) => `Tout est en sécurité sur cet ordinateur. ${n} modifications partent vers le serveur.`, waiting: (n: number) => `Tout est en sécurité sur cet ordinateur. ${n} modifications ne sont pas encore sur le serveur.`, offline: (n: number, since: string) => `Tout est en sécurité sur cet ordinateur. ${n} modifications attendent depuis ${since}, faute de connexion.`, needsYou: "Tout est en sécurité sur cet ordinateur. Un point ci-dessous demande une décision." },
    waiting: "Modifications en attente", noWaiting: "Rien n’attend", noWaitingHelp: "Toutes les modifications sont sur le serveur.", clinicData: "Réglages de la clinique", changes: "Nombre", since: "Depuis", patient: "Patient",
    refused: "Refusées par le serveur", what: "Quoi", sendAgain: "Renvoyer", parked: "Mises de côté", why: "Pourquoi",
    devices: "Ordinateurs", state: "Statut", next: "Suite", name: "Nom", lastSeen: "Vu", version: "Version", revoke: "Révoquer", revokeAsk: (name: string) => `Révoquer ${name} ? À son prochain contact ses clés sont détruites et ses données effacées.`, reason: "Motif", details: "Détails pour l’assistance", copyHint: "Sélectionnez et copiez. Aucune donnée de patient.",
    connectTitle: "Connecter à un serveur", connectHelp: "L’exploitant du serveur donne une adresse et un code à usage unique.", done: "Synchronisation terminée", conflictsWait: (n: number) => (n === 1 ? "1 conflit attend une décision." : `${n} conflits attendent une décision.`), showConflicts: "Voir les conflits",
  },
);
