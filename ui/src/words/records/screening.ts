import { bilingual } from "../bilingual";

/** Cells of screenings and energy estimates. */
export const screeningCells = bilingual<Record<string, string>>(
  {
    "energy_estimate.deleted": "Removal of an energy estimate",
    "energy_estimate.estimate": "Energy estimate",
    "screening.deleted": "Removal of a nutrition screening",
    "screening.screening": "Nutrition screening",
  },
  {
    "energy_estimate.deleted": "Suppression d’une estimation des besoins",
    "energy_estimate.estimate": "Estimation des besoins",
    "screening.deleted": "Suppression d’un dépistage nutritionnel",
    "screening.screening": "Dépistage nutritionnel",
  },
);

/** Fields of screenings and energy estimates. */
export const screeningFields = bilingual<Record<string, string>>(
  { inputs: "Answers", estimated_at: "Estimated at", screened_at: "Screened at", tool: "Screening tool" },
  { inputs: "Réponses", estimated_at: "Estimé le", screened_at: "Dépisté le", tool: "Outil de dépistage" },
);

/** Operations of screenings and energy estimates. */
export const screeningOperations = bilingual<Record<string, string>>(
  {
    "add energy estimate": "Added an energy estimate",
    "correct energy estimate": "Corrected an energy estimate",
    "remove energy estimate": "Removed an energy estimate",
    "add screening": "Added a nutrition screening",
    "correct screening": "Corrected a nutrition screening",
    "remove screening": "Removed a nutrition screening",
    "edit next steps": "Changed what follows from a screening",
  },
  {
    "add energy estimate": "A ajouté une estimation des besoins",
    "correct energy estimate": "A corrigé une estimation des besoins",
    "remove energy estimate": "A retiré une estimation des besoins",
    "add screening": "A ajouté un dépistage nutritionnel",
    "correct screening": "A corrigé un dépistage nutritionnel",
    "remove screening": "A retiré un dépistage nutritionnel",
    "edit next steps": "A modifié la suite donnée à un dépistage",
  },
);

/** Choices of screenings and energy estimates. */
export const screeningChoices = bilingual<Record<string, string>>(
  {
    mifflin_st_jeor: "Mifflin-St Jeor",
    harris_benedict: "Harris-Benedict",
    roza_shizgal: "Roza-Shizgal",
    katch_mcardle: "Katch-McArdle",
    schofield_weight: "Schofield, weight",
    schofield_height: "Schofield, height",
    fao_who_unu_1985: "FAO/WHO/UNU 1985",
    fao_who_unu_2004: "FAO/WHO/UNU 2004",
    henry_weight: "Henry, weight",
    henry_height: "Henry, height",
    henry_from_sixty: "Henry, from 60",
    eer_2005: "EER 2005",
    eer_2023: "EER 2023",
    kcal_per_kg: "kcal per kg",
    must: "MUST",
    mst: "MST",
    nrs_2002: "NRS-2002",
    mna_sf: "MNA-SF",
    glim: "GLIM",
    physical_examination: "Physical examination",
  },
  {
    mifflin_st_jeor: "Mifflin-St Jeor",
    harris_benedict: "Harris-Benedict",
    roza_shizgal: "Roza-Shizgal",
    katch_mcardle: "Katch-McArdle",
    schofield_weight: "Schofield, poids",
    schofield_height: "Schofield, taille",
    fao_who_unu_1985: "FAO/WHO/UNU 1985",
    fao_who_unu_2004: "FAO/WHO/UNU 2004",
    henry_weight: "Henry, poids",
    henry_height: "Henry, taille",
    henry_from_sixty: "Henry, dès 60 ans",
    eer_2005: "EER 2005",
    eer_2023: "EER 2023",
    kcal_per_kg: "kcal par kg",
    must: "MUST",
    mst: "MST",
    nrs_2002: "NRS-2002",
    mna_sf: "MNA-SF",
    glim: "GLIM",
    physical_examination: "Examen physique",
  },
);
