import { bilingual } from "./bilingual";

/** What the audit log calls each operation on what a clinic adds to its notes. */
export const noteOperations = bilingual<Record<string, string>>(
  {
    "add custom field": "Added a field of notes",
    "add note template": "Added a note template",
    "edit custom field": "Changed a field of notes",
    "edit note template": "Changed a note template",
  },
  {
    "add custom field": "A ajouté un champ des notes",
    "add note template": "A ajouté un modèle de note",
    "edit custom field": "A modifié un champ des notes",
    "edit note template": "A modifié un modèle de note",
  },
);
