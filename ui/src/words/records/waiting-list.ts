import { bilingual } from "../bilingual";

/** Cells of the waiting list and of times that freed. */
export const waitingListCells = bilingual<Record<string, string>>(
  {
    "waiting_list_entry.deleted": "Removal from the waiting list",
    "waiting_list_entry.ending": "End of a wait",
    "waiting_list_entry.request": "Request for a time",
    "waiting_list_entry.wishes": "Wishes of a patient who waits",
    "freed_slot.deleted": "Removal of a time that freed",
    "freed_slot.dismissal": "Dismissal of a time that freed",
    "freed_slot.slot": "Time that freed",
  },
  {
    "waiting_list_entry.deleted": "Suppression de la liste d’attente",
    "waiting_list_entry.ending": "Fin d’une attente",
    "waiting_list_entry.request": "Demande d’une heure",
    "waiting_list_entry.wishes": "Souhaits d’un patient qui attend",
    "freed_slot.deleted": "Suppression d’une heure libérée",
    "freed_slot.dismissal": "Heure libérée écartée",
    "freed_slot.slot": "Heure libérée",
  },
);

/** Fields of the waiting list and of times that freed. */
export const waitingListFields = bilingual<Record<string, string>>(
  {
    weekdays: "Days of the week",
    from_time: "From (time)",
    until_time: "Until (time)",
    from_day: "From (day)",
    until_day: "Until (day)",
    appointment_type: "Appointment type",
    ended_by: "Ended by",
    cause: "Why it freed",
    is_dismissed: "Dismissed",
  },
  {
    weekdays: "Jours de la semaine",
    from_time: "Dès (heure)",
    until_time: "Jusqu’à (heure)",
    from_day: "Dès (jour)",
    until_day: "Jusqu’à (jour)",
    appointment_type: "Type de rendez-vous",
    ended_by: "Terminée par",
    cause: "Pourquoi elle est libre",
    is_dismissed: "Écartée",
  },
);

/** Operations on the waiting list. */
export const waitingListOperations = bilingual<Record<string, string>>(
  {
    "add to waiting list": "Put a patient on the waiting list",
    "edit waiting list": "Changed preferences on the waiting list",
    "end waiting": "Took a patient off the waiting list",
    "reopen waiting": "Put a patient back on the waiting list",
    "book from waiting list": "Booked a patient from the waiting list",
    "dismiss free time": "Dismissed a time that freed",
  },
  {
    "add to waiting list": "A mis un patient sur la liste d’attente",
    "edit waiting list": "A modifié des souhaits sur la liste d’attente",
    "end waiting": "A retiré un patient de la liste d’attente",
    "reopen waiting": "A remis un patient sur la liste d’attente",
    "book from waiting list": "A pris un rendez-vous de la liste d’attente",
    "dismiss free time": "A écarté une heure libérée",
  },
);

/** Choices of the waiting list and of times that freed. */
export const waitingListChoices = bilingual<Record<string, string>>(
  { noLongerWanted: "no longer wanted", moved: "moved", shortened: "shortened", booked: "booked" },
  { noLongerWanted: "n’est plus souhaité", moved: "déplacé", shortened: "raccourci", booked: "rendez-vous pris" },
);
