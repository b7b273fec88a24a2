import { bilingual } from "./bilingual";

/** Codes that verify the e-mail addresses of users. */
export const emailCodes = bilingual(
  {
    title: "E-mail address",
    head: "E-mail",
    verified: "Verified",
    notVerified: "Not verified",
    help: "Make a code and send it there: who reads it back reads that address.",
    send: (email: string, time: string) =>
      `Send this code to ${email} with your e-mail program. It works until ${time} and is not shown again.`,
    madeBefore: (time: string) => `A code was made, which works until ${time}.`,
    make: "Make a code",
    makeAnother: "Make another code",
    typed: "Code that they read",
    codeTakes: "A code that was made for this address within the last hour.",
    verify: "Verify",
    done: (email: string) => `${email} is verified`,
  },
  {
    title: "Adresse de courriel",
    head: "Courriel",
    verified: "Vérifiée",
    notVerified: "Non vérifiée",
    help: "Créez un code et envoyez-le à cette adresse : qui le relit la consulte bien.",
    send: (email: string, time: string) =>
      `Envoyez ce code à ${email} avec votre messagerie. Il sert jusqu’à ${time} et ne s’affichera plus.`,
    madeBefore: (time: string) => `Un code a été créé ; il sert jusqu’à ${time}.`,
    make: "Créer un code",
    makeAnother: "Créer un autre code",
    typed: "Code lu par la personne",
    codeTakes: "Un code créé pour cette adresse dans la dernière heure.",
    verify: "Vérifier",
    done: (email: string) => `${email} est vérifiée`,
  },
);
