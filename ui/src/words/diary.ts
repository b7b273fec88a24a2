import { bilingual } from "./bilingual";

export const diary = bilingual(
  {
    title: "Diary", today: "Today", previousDay: "Previous day", nextDay: "Next day", load: (booked: number, free: number) => `${booked} booked, ${free} free`, book: "Book", bookTitle: "Book an appointment", patient: "Patient", patientSearch: "Find a patient", type: "Type", minutes: "Minutes", room: "Room", noRoom: "No room", reason: "Reason", provider: "Dietitian", time: "Time",
    overlaps: "Overlaps", outsideHours: "Outside working hours", moveTo: "Move to…", move: "Move", moved: (name: string, time: string) => `${name} moved to ${time}`, booked: (name: string, time: string) => `${name} booked at ${time}`, cancel: "Cancel appointment", cancelAsk: (name: string, time: string) => `Cancel ${name}'s visit at ${time}?`, keep: "Keep it", cancelled: "Cancelled", openPatient: "Open patient",
    status: { confirmed: "Mark as confirmed", arrived: "Mark as arrived", inRoom: "Take to room", completed: "Mark as done", noShow: "Mark as no-show" }, none: "No dietitian works on this day", noneHelp: "Working hours are set with each user.", pickTime: "Pick a free time in the grid.", appointment: (name: string, time: string) => `${name}, ${time}`,
  },
  {
    title: "Agenda", today: "Aujourd’hui", previousDay: "Jour précédent", nextDay: "Jour suivant", load: (booked: number, free: number) => `${booked} pris, ${free} libres`, book: "Réserver", bookTitle: "Prendre un rendez-vous", patient: "Patient", patientSearch: "Chercher un patient", type: "Type", minutes: "Minutes", room: "Salle", noRoom: "Sans salle", reason: "Motif", provider: "Diététicien", time: "Heure",
    overlaps: "Chevauche", outsideHours: "Hors des heures de travail", moveTo: "Déplacer…", move: "Déplacer", moved: (name: string, time: string) => `${name} déplacé à ${time}`, booked: (name: string, time: string) => `${name} réservé à ${time}`, cancel: "Annuler le rendez-vous", cancelAsk: (name: string, time: string) => `Annuler la visite de ${name} à ${time} ?`, keep: "Le garder", cancelled: "Annulé", openPatient: "Ouvrir le patient",
    status: { confirmed: "Marquer confirmé", arrived: "Marquer arrivé", inRoom: "Faire entrer", completed: "Marquer terminé", noShow: "Marquer absent" }, none: "Aucun diététicien ce jour", noneHelp: "Les horaires sont fixés avec chaque utilisateur.", pickTime: "Choisissez une heure libre dans la grille.", appointment: (name: string, time: string) => `${name}, ${time}`,
  },
);
