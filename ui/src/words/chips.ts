import { bilingual } from "./bilingual";

/** The only words that a chip may carry. */
export const chips = bilingual(
  {
    scheduled: "Booked", confirmed: "Confirmed", arrived: "Arrived", inRoom: "In room", completed: "Done", noShow: "No-show", cancelled: "Cancelled",
    draft: "Draft", signed: "Signed", addendum: "Addendum", waiting: "Waiting", conflict: "Conflict", readOnly: "Read only",
    active: "Active", inactive: "Inactive", discharged: "Discharged", waitlist: "Waiting list", onHold: "On hold", low: "Low", high: "High", revoked: "Revoked", thisComputer: "This computer", verified: "Verified",
  },
  {
    scheduled: "Réservé", confirmed: "Confirmé", arrived: "Arrivé", inRoom: "En salle", completed: "Terminé", noShow: "Absent", cancelled: "Annulé",
    draft: "Brouillon", signed: "Signée", addendum: "Complément", waiting: "En attente", conflict: "Conflit", readOnly: "Lecture seule",
    active: "Actif", inactive: "Inactif", discharged: "Sorti", waitlist: "Liste d’attente", onHold: "En pause", low: "Bas", high: "Élevé", revoked: "Révoqué", thisComputer: "Cet ordinateur", verified: "Vérifié",
  },
);
