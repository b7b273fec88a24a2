import type { Reason } from "../ipc/views";
import { bilingual } from "./bilingual";

/** How much a text may have that is too long. */
export const lengths = bilingual(
  {
    atMost: (most: string) => `This is too long: ${most} characters at most.`,
    ofNote: (has: string, most: string) =>
      `Too long to save: the note has ${has} characters, and ${most} fit. What you typed is kept; shorten it, or put ` +
      "part of it into another note.",
    ofSection: (has: string) => `${has} characters`,
  },
  {
    atMost: (most: string) => `C’est trop long : ${most} caractères au plus.`,
    ofNote: (has: string, most: string) =>
      `Trop longue pour être enregistrée : la note a ${has} caractères, et ${most} y tiennent. Ce que vous avez tapé ` +
      "est gardé ; raccourcissez-la, ou mettez-en une partie dans une autre note.",
    ofSection: (has: string) => `${has} caractères`,
  },
);

/** What is wrong with one field of a form, as it stands below the field. */
export const wrongFields = bilingual<Record<Reason, string>>(
  {
    required: "This is needed.",
    tooShort: "This is too short.",
    tooCommon: "This is guessed too soon.",
    tooLong: "This is too long.",
    tooLarge: "This is too large.",
    malformed: "This cannot be read as it is.",
    controlCharacter: "There is a character in it that is not shown.",
    notADate: "This is no day. For example: 12 3 2026.",
    ambiguousDate: "This can be two days. Write the month as a word.",
    inTheFuture: "This has not come yet.",
    tooLongAgo: "This is too long ago.",
    notAnEmail: "This is no e-mail address.",
    notAPhone: "This is no phone number. Several are separated by a semicolon.",
    taken: "There is one already.",
    backwards: "This comes before what it should follow.",
    unknown: "This is none of the choices.",
    impossible: "This cannot be.",
    outOfOrder: "This cannot follow what is so now.",
    twoNumbers: "This can be two numbers. Write it without separators of thousands.",
    containsItself: "It would contain itself. Take out what is this recipe, or is made of it.",
    outOfUse: "This is no longer in use. Choose another.",
    elsewhere: "This is in another facility. Choose one of this facility.",
    absent: "This lies within an absence. Choose another time.",
    cancelled: "This was cancelled or missed meanwhile.",
  },
  {
    required: "À remplir.",
    tooShort: "C’est trop court.",
    tooCommon: "C’est trop facile à deviner.",
    tooLong: "C’est trop long.",
    tooLarge: "C’est trop grand.",
    malformed: "Ceci ne peut pas être lu tel quel.",
    controlCharacter: "Il contient un caractère qui ne s’affiche pas.",
    notADate: "Ce n’est pas un jour. Par exemple : 12 3 2026.",
    ambiguousDate: "Ce peut être deux jours. Écrivez le mois en lettres.",
    inTheFuture: "Ce n’est pas encore arrivé.",
    tooLongAgo: "C’est trop ancien.",
    notAnEmail: "Ce n’est pas une adresse électronique.",
    notAPhone: "Ce n’est pas un numéro de téléphone. Un point-virgule en sépare plusieurs.",
    taken: "Il y en a déjà un.",
    backwards: "Ceci vient avant ce qui devrait précéder.",
    unknown: "Ce n’est pas un des choix.",
    impossible: "C’est impossible.",
    outOfOrder: "Ceci ne peut pas suivre l’état actuel.",
    twoNumbers: "Ce peut être deux nombres. Écrivez-le sans séparateur de milliers.",
    containsItself: "Elle se contiendrait elle-même. Retirez ce qui est cette recette, ou qui en est fait.",
    outOfUse: "Ceci n’est plus en service. Choisissez autre chose.",
    elsewhere: "Ceci est sur un autre site. Choisissez sur ce site.",
    absent: "Ceci tombe pendant une absence. Choisissez un autre moment.",
    cancelled: "Ceci a été annulé ou manqué entre-temps.",
  },
);
