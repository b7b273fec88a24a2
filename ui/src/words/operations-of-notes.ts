import { bilingual } from "./bilingual";

/** What the audit log calls each operation on what a clinic adds to its notes and its measures. */
export const noteOperations = bilingual<Record<string, string>>(
  {
    "add custom field": "Added a field of notes",
    "add measurement kind": "Added a kind of measurement",
    "add note template": "Added a note template",
    "edit custom field": "Changed a field of notes",
    "edit measurement kind": "Changed a kind of measurement",
    "edit note template": "Changed a note template",
  },
  {
    "add custom field": "A ajouté un champ des notes",
    "add measurement kind": "A ajouté un type de mesure",
    "add note template": "A ajouté un modèle de note",
    "edit custom field": "A modifié un champ des notes",
    "edit measurement kind": "A modifié un type de mesure",
    "edit note template": "A modifié un modèle de note",
  },
);
