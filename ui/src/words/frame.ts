import { bilingual } from "./bilingual";

export const frame = bilingual(
  {
    today: "Today", patients: "Patients", diary: "Diary", conflicts: "Conflicts", audit: "Audit", sync: "Sync", settings: "Settings",
    findPlaceholder: "Find a patient or action", main: "Main", fold: "Fold the menu", switchUser: "Switch user", lockNow: "Lock now", signOut: "Sign out", userMenu: "User menu",
    theme: "Appearance", light: "Light", dark: "Dark", system: "As the system", language: "Language", english: "English", french: "Français",
    demo: "Demo clinic", newPatient: "New patient", newAppointment: "New appointment", showKeys: "Keyboard shortcuts", openPage: (page: string) => `Open ${page}`,
    save: "Save", cancel: "Cancel", close: "Close", back: "Back", next: "Next", tryAgain: "Try again", remove: "Remove", undo: "Undo", more: "More", print: "Print", loading: "Loading",
    yes: "Yes", goTo: "Go to", textSize: "Text size", notRecorded: "not recorded", actions: "Actions", foundPatients: "Patients", pageNotFound: "This page is not there any more.",
    secretInFile: "This computer has no key store, so the clinic's secret lies in a file that only this account can read.",
    keys: { everywhere: "Everywhere", inDiary: "In the diary", inLists: "In lists and visits", find: "Find patient or action", newPatient: "New patient", newAppointment: "New appointment", lock: "Lock", fold: "Fold the menu", primary: "The filled button", pane: "Next pane", tabs: "Tab 1 to 6", goToday: "Today", goPatients: "Patients", goDiary: "Diary", goSync: "Sync", all: "All keys", close: "Close the topmost thing", diaryToday: "Today", diaryStep: "Day before, day after", diaryNew: "Book", rows: "From row to row", ends: "First row, last row", measure: "Next measure", template: "Template in a note" },
  },
  {
    today: "Aujourd’hui", patients: "Patients", diary: "Agenda", conflicts: "Conflits", audit: "Journal", sync: "Synchronisation", settings: "Réglages",
    findPlaceholder: "Chercher patient ou action", main: "Principal", fold: "Replier le menu", switchUser: "Changer d’utilisateur", lockNow: "Verrouiller", signOut: "Se déconnecter", userMenu: "Menu de l’utilisateur",
    theme: "Apparence", light: "Claire", dark: "Sombre", system: "Comme le système", language: "Langue", english: "English", french: "Français",
    demo: "Clinique de démonstration", newPatient: "Nouveau patient", newAppointment: "Nouveau rendez-vous", showKeys: "Raccourcis clavier", openPage: (page: string) => `Ouvrir ${page}`,
    save: "Enregistrer", cancel: "Annuler", close: "Fermer", back: "Retour", next: "Suivant", tryAgain: "Réessayer", remove: "Retirer", undo: "Défaire", more: "Plus", print: "Imprimer", loading: "Chargement",
    yes: "Oui", goTo: "Aller à", textSize: "Taille du texte", notRecorded: "non renseigné", actions: "Actions", foundPatients: "Patients", pageNotFound: "Cette page n’existe plus.",
    secretInFile: "Cet ordinateur n’a pas de coffre à clés ; le secret de la clinique est dans un fichier que seul ce compte peut lire.",
    keys: { everywhere: "Partout", inDiary: "Dans l’agenda", inLists: "Listes et visites", find: "Chercher un patient ou une action", newPatient: "Nouveau patient", newAppointment: "Nouveau rendez-vous", lock: "Verrouiller", fold: "Replier le menu", primary: "Le bouton plein", pane: "Volet suivant", tabs: "Onglet 1 à 6", goToday: "Aujourd’hui", goPatients: "Patients", goDiary: "Agenda", goSync: "Synchronisation", all: "Toutes les touches", close: "Fermer ce qui est au-dessus", diaryToday: "Aujourd’hui", diaryStep: "Jour précédent, jour suivant", diaryNew: "Réserver", rows: "D’une ligne à l’autre", ends: "Première ligne, dernière ligne", measure: "Mesure suivante", template: "Modèle dans une note" },
  },
);
