import { bilingual } from "./bilingual";

export const today = bilingual(
  {
    title: "Today", list: "Appointments today", startVisit: "Start visit", continue: "Continue", signNote: "Sign note", needsYou: "Needs you", nothingNeeds: "Nothing waits for you.", seeAll: (n: number) => `See all ${n}`, seeFewer: "See fewer",
    waitingNow: "Waiting now", nobodyWaits: "Nobody is waiting.", minutes: (n: number) => `${n} min waiting`, now: "Now",
    needs: { unsignedNote: "Unsigned note", conflict: "Conflict", refused: "Change refused by the server", clash: "Two appointments overlap" },
    none: "No appointments today", noneHelp: "Appointments booked for you appear here.", book: "Book an appointment", openDiary: "Open the diary",
  },
  {
    title: "Aujourd’hui", list: "Rendez-vous du jour", startVisit: "Commencer", continue: "Continuer", signNote: "Signer la note", needsYou: "À faire", nothingNeeds: "Rien ne vous attend.", seeAll: (n: number) => `Voir les ${n}`, seeFewer: "Voir moins",
    waitingNow: "En attente", nobodyWaits: "Personne n’attend.", minutes: (n: number) => `attend depuis ${n} min`, now: "Maintenant",
    needs: { unsignedNote: "Note non signée", conflict: "Conflit", refused: "Modification refusée par le serveur", clash: "Deux rendez-vous se chevauchent" },
    none: "Aucun rendez-vous aujourd’hui", noneHelp: "Vos rendez-vous apparaissent ici.", book: "Prendre un rendez-vous", openDiary: "Ouvrir l’agenda",
  },
);
