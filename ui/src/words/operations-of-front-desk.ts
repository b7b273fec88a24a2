import { bilingual } from "./bilingual";

/** What the audit log calls the operations on insurance and labels. */
export const frontDeskOperations = bilingual<Record<string, string>>(
  {
    "add insurance policy": "Recorded an insurance policy",
    "add insurance policies": "Recorded insurance policies",
    "edit insurance policy": "Changed an insurance policy",
    "remove insurance policy": "Removed an insurance policy",
    "restore insurance policy": "Put an insurance policy back",
    "show social security number": "Asked for a social security number",
    "open compartment": "Asked for what no role of theirs may see",
    "add tag": "Added a tag",
    "add tags": "Added tags",
    "edit tag": "Changed a tag",
    "put tag on patient": "Put a tag on a patient",
    "put tags on patients": "Put tags on patients",
    "take tag off patient": "Took a tag off a patient",
  },
  {
    "add insurance policy": "A noté une assurance",
    "add insurance policies": "A noté des assurances",
    "edit insurance policy": "A modifié une assurance",
    "remove insurance policy": "A retiré une assurance",
    "restore insurance policy": "A rétabli une assurance",
    "show social security number": "A demandé un numéro de sécurité sociale",
    "open compartment": "A demandé ce qu’aucun de ses rôles ne peut voir",
    "add tag": "A ajouté une étiquette",
    "add tags": "A ajouté des étiquettes",
    "edit tag": "A modifié une étiquette",
    "put tag on patient": "A mis une étiquette à un patient",
    "put tags on patients": "A mis des étiquettes à des patients",
    "take tag off patient": "A retiré une étiquette à un patient",
  },
);
