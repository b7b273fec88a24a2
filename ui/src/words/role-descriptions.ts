import { bilingual } from "./bilingual";

/** What the roles of the program are for, by their names in the record; in English as they are recorded. */
export const roleDescriptions = bilingual<Record<string, string>>(
  {
    Admin: "Runs the clinic: people, roles, computers, settings, backups. Reads no chart unless given that right.",
    Dietitian: "Cares for patients: charts, measurements, visits, notes, own diary.",
    Doctor: "Reads charts, prescribes, orders laboratory tests, writes and signs notes.",
    "Head doctor":
      "As a doctor, and sees what others of the department have not finished; alerts of the second level call " +
      "this role.",
    Nurse: "Measurements, visits, alerts and notes, which another signs.",
    Assistant: "Diary and registration. No clinical text.",
    Receptionist: "Front desk: diary, arrivals, registration. No clinical text.",
    Viewer: "Reads and changes nothing.",
    Manager: "Diary and reports. No chart.",
    "Medical records": "Registration, import and export of records.",
    Pharmacist: "Dispenses what is prescribed. Reads the chart and changes nothing else.",
    "Billing staff": "Price list, invoices and payments. No diary, no clinical text.",
    Operator: "Answers alerts of the whole clinic. No patient and no chart.",
    "Lab technician": "Collects what is ordered from the laboratory and enters the results. Reads the chart.",
  },
  {
    Admin:
      "Gère la clinique : personnes, rôles, ordinateurs, réglages, sauvegardes. Ne lit aucun dossier sans ce droit.",
    Dietitian: "Soigne les patients : dossiers, mesures, visites, notes, son propre agenda.",
    Doctor: "Lit les dossiers, prescrit, demande des analyses, écrit et signe des notes.",
    "Head doctor":
      "Comme un médecin, et voit ce que les autres du service n’ont pas terminé ; " +
      "les alertes de deuxième niveau " +
      "appellent ce rôle.",
    Nurse: "Mesures, visites, alertes, et notes qu’une autre personne signe.",
    Assistant: "Agenda et inscription. Aucun texte clinique.",
    Receptionist: "Accueil : agenda, arrivées, inscription. Aucun texte clinique.",
    Viewer: "Lit et ne change rien.",
    Manager: "Agenda et rapports. Aucun dossier.",
    "Medical records": "Inscription, import et export des dossiers.",
    Pharmacist: "Délivre ce qui est prescrit. Lit le dossier et n’y change rien d’autre.",
    "Billing staff": "Tarifs, factures et paiements. Ni agenda, ni texte clinique.",
    Operator: "Répond aux alertes de toute la clinique. Aucun patient et aucun dossier.",
    "Lab technician": "Prélève ce qui est demandé au laboratoire et saisit les résultats. Lit le dossier.",
  },
);
