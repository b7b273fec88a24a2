import { bilingual } from "./bilingual";

/** The words for each cell of what is known of a patient apart from name and contact. */
export const patientCells = bilingual<Record<string, string>>(
  {
    "patient_profile.deleted": "Removal of a profile",
    "patient_profile.diet": "Eating habits",
    "patient_profile.gestation": "Gestation at birth",
    "patient_profile.history": "Medical history",
    "patient_profile.parents": "Parents’ heights",
    "patient_profile.remarks": "Remarks on a patient",
    "patient_photo.deleted": "Removal of a photo",
    "patient_photo.photo": "Photo",
  },
  {
    "patient_profile.deleted": "Suppression d’un profil",
    "patient_profile.diet": "Habitudes alimentaires",
    "patient_profile.gestation": "Terme de naissance",
    "patient_profile.history": "Antécédents médicaux",
    "patient_profile.parents": "Tailles des parents",
    "patient_profile.remarks": "Remarques sur le patient",
    "patient_photo.deleted": "Suppression d’une photo",
    "patient_photo.photo": "Photo",
  },
);
