import { bilingual } from "./bilingual";

/** What the roles of the program are called, by their names in the record, which never change. */
export const roleNames = bilingual<Record<string, string>>(
  {
    Admin: "Admin",
    Dietitian: "Dietitian",
    Doctor: "Doctor",
    "Head doctor": "Head doctor",
    Nurse: "Nurse",
    Assistant: "Assistant",
    Receptionist: "Receptionist",
    Viewer: "Viewer",
    Manager: "Manager",
    "Medical records": "Medical records",
    Pharmacist: "Pharmacist",
    "Billing staff": "Billing staff",
    Operator: "Operator",
    "Lab technician": "Lab technician",
  },
  {
    Admin: "Administrateur",
    Dietitian: "Diététicien",
    Doctor: "Médecin",
    "Head doctor": "Médecin-chef",
    Nurse: "Infirmier",
    Assistant: "Assistant",
    Receptionist: "Réceptionniste",
    Viewer: "Lecteur",
    Manager: "Gestionnaire",
    "Medical records": "Archives médicales",
    Pharmacist: "Pharmacien",
    "Billing staff": "Facturation",
    Operator: "Opérateur",
    "Lab technician": "Technicien de laboratoire",
  },
);
