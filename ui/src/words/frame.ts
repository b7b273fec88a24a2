import { bilingual } from "./bilingual";

export const frame = bilingual(
  {
    today: "Today", patients: "Patients", diary: "Diary", conflicts: "Conflicts", sync: "Sync", settings: "Settings",
    findPlaceholder: "Find a patient or action", main: "Main", fold: "Fold the menu", switchUser: "Switch user", lockNow: "Lock now", signOut: "Sign out", userMenu: "User menu",
    theme: "Appearance", light: "Light", dark: "Dark", system: "As the system", language: "Language", english: "English", french: "Français",
    demo: "Demo clinic", newPatient: "New patient", newAppointment: "New appointment", showKeys: "Keyboard shortcuts", openPage: (page: string) => `Open ${page}`,
    save: "Save", cancel: "Cancel", close: "Close", back: "Back", next: "Next", tryAgain: "Try again", remove: "Remove", undo: "Undo", more: "More", print: "Print", loading: "Loading",
    yes: "Yes", notRecorded: "not recorded", actions: "Actions", foundPatients: "Patients", pageNotFound: "This page is not there any more.",
    secretInFile: "This computer has no key store, so the clinic's secret lies in a file that only this account can read.",
    keys: { find: "Find patient or action", newPatient: "New patient", newAppointment: "New appointment", lock: "Lock", fold: "Fold the menu", primary: "The filled button", pane: "Next pane", tabs: "Tab 1 to 6", go: "G, then T, P, D or S", goText: "Today, Patients, Diary, Sync", all: "All keys", close: "Close the topmost thing" },
  },
  {
    today: "Aujourd’hui", patients: "Patients", diary: "Agenda", conflicts: "Conflits", sync: "Synchronisation", settings: "Réglages",
    findPlaceholder: "Chercher patient ou action", main: "Principal", fold: "Replier le menu", switchUser: "Changer d’utilisateur", lockNow: "Verrouiller", signOut: "Se déconnecter", userMenu: "Menu de l’utilisateur",
    theme: "Apparence", light: "Claire", dark: "Sombre", system: "Comme le système", language: "Langue", english: "English", french: "Français",
    demo: "Clinique de démonstration", newPatient: "Nouveau patient", newAppointment: "Nouveau rendez-vous", showKeys: "Raccourcis clavier", openPage: (page: string) => `Ouvrir ${page}`,
    save: "Enregistrer", cancel: "Annuler", close: "Fermer", back: "Retour", next: "Suivant", tryAgain: "Réessayer", remove: "Retirer", undo: "Défaire", more: "Plus", print: "Imprimer", loading: "Chargement",
    yes: "Oui", notRecorded: "non renseigné", actions: "Actions", foundPatients: "Patients", pageNotFound: "Cette page n’existe plus.",
    secretInFile: "Cet ordinateur n’a pas de coffre à clés ; le secret de la clinique est dans un fichier que seul ce compte peut lire.",
    keys: { find: "Chercher un patient ou une action", newPatient: "Nouveau patient", newAppointment: "Nouveau rendez-vous", lock: "Verrouiller", fold: "Replier le menu", primary: "Le bouton plein", pane: "Volet suivant", tabs: "Onglet 1 à 6", go: "G, puis T, P, D ou S", goText: "Aujourd’hui, Patients, Agenda, Synchronisation", all: "Toutes les touches", close: "Fermer ce qui est au-dessus" },
  },
);
