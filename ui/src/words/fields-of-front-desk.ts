import { bilingual } from "./bilingual";

/** The words for each field of insurance policies and labels. */
export const frontDeskFields = bilingual<Record<string, string>>(
  {
    insurer: "Insurer",
    member_id: "Member id",
    group_number: "Group",
    holder: "Holder",
    holder_phone: "Holder’s phone",
    social_security_number: "Social security number",
    valid_from: "Valid from",
    valid_to: "Valid to",
    rank: "Order",
    colour: "Colour",
    since: "Since",
    until: "Until",
    tag: "Tag",
    is_on: "Has it",
  },
  {
    insurer: "Assureur",
    member_id: "Numéro d’adhérent",
    group_number: "Groupe",
    holder: "Titulaire",
    holder_phone: "Téléphone du titulaire",
    social_security_number: "Numéro de sécurité sociale",
    valid_from: "Valable du",
    valid_to: "Valable au",
    rank: "Ordre",
    colour: "Couleur",
    since: "Depuis",
    until: "Jusqu’au",
    tag: "Étiquette",
    is_on: "L’a",
  },
);
