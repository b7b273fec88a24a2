import { bilingual } from "./bilingual";

/** Group sessions: an appointment with seats, each with its patient. */
export const groups = bilingual(
  {
    group: "Group",
    name: (topic: string, booked: number, seats: number) => `${topic} ${booked}/${seats}`,
    seats: "Seats",
    topic: "Topic",
    seatsAndTopic: "seats and topic",
    seatsAlone: "seats",
    seatCount: (seats: number) => `${seats} seats`,
    noTopic: "No topic",
    takesSeats: "A group has 2 to 200 seats, and no fewer than are given.",
    noneYet: "Nobody yet. Patients can get their seats later.",
    here: (present: number, booked: number) => `${present} of ${booked} here`,
    tooMany: (booked: number, seats: number) =>
      `${booked} patients have one of ${seats} seats. Give the session more, or take some back.`,
    given: (booked: number, seats: number) => `${booked} of ${seats} seats`,
    list: "Patients with a seat",
    none: "Nobody has a seat yet.",
    keys: "↑ and ↓ go from row to row. 1 Came, 2 Did not come, 3 Excused, 0 takes it back.",
    of: (what: string, name: string) => `${what}: ${name}`,
    more: (name: string) => `More: ${name}`,
    add: "Add a patient",
    done: "Done",
    added: (name: string, sessions: number) =>
      sessions === 1 ? `${name} has a seat` : `${name} has a seat in ${sessions} sessions`,
    fullLater: (sessions: number) =>
      sessions === 1 ? "1 later session was full." : `${sessions} later sessions were full.`,
    removed: (name: string, sessions: number) =>
      sessions === 1 ? `${name} has no seat any more` : `${name} has no seat any more in ${sessions} sessions`,
    removeOf: (name: string) => `Remove ${name} from the group?`,
    full: "Full.",
    toWaitingList: "Add to waiting list",
    toWaitingListOf: (name: string) => `Add ${name} to waiting list`,
    start: "Start session",
    end: "End session",
    openOf: (name: string) => `Open session: ${name}`,
    refused: {
      full: "No seat is left, so nobody was added. Give the session more seats, or use the waiting list.",
      hasSeat: "This patient has a seat in the session already. Nothing was changed.",
      laterDay: "The session is on a later day, so nobody knows who comes. Until then a patient can only be excused.",
      came: "This patient came, so the seat stays theirs. Take “Came” back first if that was wrong.",
      over: "This session is over or was cancelled, so its seats stay as they are. Nothing was changed.",
    },
  },
  {
    group: "Groupe",
    name: (topic: string, booked: number, seats: number) => `${topic} ${booked}/${seats}`,
    seats: "Places",
    topic: "Sujet",
    seatsAndTopic: "les places et le sujet",
    seatsAlone: "les places",
    seatCount: (seats: number) => `${seats} places`,
    noTopic: "Sans sujet",
    takesSeats: "Un groupe a de 2 à 200 places, et pas moins que celles données.",
    noneYet: "Personne pour l’instant. Les places peuvent être données plus tard.",
    here: (present: number, booked: number) => `${present} sur ${booked} ici`,
    tooMany: (booked: number, seats: number) =>
      `${booked} patients ont l’une des ${seats} places. Ajoutez-en à la séance, ou reprenez-en.`,
    given: (booked: number, seats: number) => `${booked} places sur ${seats}`,
    list: "Patients qui ont une place",
    none: "Personne n’a encore de place.",
    keys: "↑ et ↓ vont d’une ligne à l’autre. 1 Venu, 2 Pas venu, 3 Excusé, 0 l’efface.",
    of: (what: string, name: string) => `${what} : ${name}`,
    more: (name: string) => `Plus : ${name}`,
    add: "Ajouter un patient",
    done: "Terminé",
    added: (name: string, sessions: number) =>
      sessions === 1 ? `${name} a une place` : `${name} a une place dans ${sessions} séances`,
    fullLater: (sessions: number) =>
      sessions === 1 ? "1 séance suivante était complète." : `${sessions} séances suivantes étaient complètes.`,
    removed: (name: string, sessions: number) =>
      sessions === 1 ? `${name} n’a plus de place` : `${name} n’a plus de place dans ${sessions} séances`,
    removeOf: (name: string) => `Retirer ${name} du groupe ?`,
    full: "Complet.",
    toWaitingList: "Ajouter à la liste d’attente",
    toWaitingListOf: (name: string) => `Ajouter ${name} à la liste d’attente`,
    start: "Commencer la séance",
    end: "Terminer la séance",
    openOf: (name: string) => `Ouvrir la séance : ${name}`,
    refused: {
      full:
        "Il n’y a plus de place : personne n’a été ajouté. Donnez plus de places à la séance, ou utilisez la liste " +
        "d’attente.",
      hasSeat: "Ce patient a déjà une place dans la séance. Rien n’a été modifié.",
      laterDay: "La séance a lieu un autre jour : personne ne sait qui viendra. D’ici là, un patient peut être excusé.",
      came: "Ce patient est venu : la place reste la sienne. Effacez d’abord « Venu » si c’était une erreur.",
      over: "Cette séance est terminée ou annulée : ses places restent telles quelles. Rien n’a été modifié.",
    },
  },
);
